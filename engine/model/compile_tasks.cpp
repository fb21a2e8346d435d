// Steps that use pools: services, alone or several pools at once, and appointments.
#include <algorithm>

#include "engine/core/hash.h"
#include "engine/model/compile_parts.h"
#include "engine/model/formula.h"
#include "engine/model/pathway_compiler.h"

namespace draagkracht {

namespace {

// Whether requests of a stream have no person, and so no place of any scope.
bool is_anonymous(const Named<StreamSpec>& named) {
  const StreamSpec& s = named.item;
  return s.rate.value > 0 || s.interval.set || !s.rates.empty() || s.rates_lookup.set || s.counts.set;
}

}  // namespace

PoolChoice PathwayCompiler::pool_choice(const Name& name, const char* key) {
  PoolChoice choice;
  for (std::size_t v = 0; v < b_.model.variables.size(); ++v) {
    if (b_.model.variables[v] != name.value) continue;
    choice.source = LabelSource::of_variable(static_cast<std::size_t>(v));
    b_.use("variable", name.value);
    bool any = false;
    for (const std::string& label : b_.model.variable_labels[v]) {
      Index found = none;
      for (std::size_t p = 0; p < b_.model.pools.size(); ++p) {
        if (b_.model.pools[p].name == label) found = static_cast<Index>(p);
      }
      any = any || found != none;
      if (found != none) b_.use("pool", label);
      choice.pools.push_back(found);
    }
    if (!any) issue(key, "no label of variable " + quoted(name.value) + " is the name of a pool");
    return choice;
  }
  choice.pools = {b_.pool_of(name, path_ + "." + key)};
  return choice;
}

std::vector<Index> PathwayCompiler::pools_of(const Names& names, const std::string& key, bool several) {
  std::vector<Index> pools;
  for (const Name& name : names) {
    const Index pool = b_.pool_of(name, path_ + "." + key);
    if (pool == none) continue;
    if (!several && std::find(pools.begin(), pools.end(), pool) != pools.end())
      issue(key, "names pool " + quoted(name.value) + " twice");
    pools.push_back(pool);
  }
  return pools;
}

void PathwayCompiler::check_otherwise(const StepSpec& s, const PoolChoice& choice) {
  if (!s.otherwise.value.empty()) return;
  const bool all_have_places = std::none_of(b_.scenario.streams.begin(), b_.scenario.streams.end(), is_anonymous);
  for (std::size_t i = 0; i < choice.pools.size(); ++i) {
    if (choice.pools[i] == none && choice.source.kind == LabelSource::constant) continue;  // was refused already
    if (choice.pools[i] == none) {
      const std::string label = quoted(b_.model.variable_labels[choice.source.index][i]);
      const std::string variable = quoted(b_.model.variables[choice.source.index]);
      return issue("otherwise", "is missing", "label " + label + " of variable " + variable + " has no such pool");
    }
    const PoolKind& pool = b_.model.pools[choice.pools[i]];
    if (pool.scope != 0 && (b_.model.scopes[pool.scope].enrolment || !all_have_places)) {
      return issue("otherwise", "is missing",
                   "not everyone has a place of scope " + quoted(b_.model.scopes[pool.scope].name) + " with pool " +
                       quoted(pool.name));
    }
  }
}

void PathwayCompiler::check_otherwise_is_taken(const StepSpec& s, const std::vector<Index>& pools) {
  // With inhabitants what exists where is a matter of places; without, every pool is there for all.
  if (b_.scenario.population.set || b_.scenario.streams.empty()) return;
  const auto everywhere = [&](Index pool) { return pool != none && b_.model.pools[pool].scope == 0; };
  if (!s.otherwise.value.empty() && std::all_of(pools.begin(), pools.end(), everywhere))
    issue("otherwise", "is never taken", "everyone has such a pool");
}

void PathwayCompiler::use_class(const PoolChoice& choice, std::uint8_t priority_class) {
  for (const Index pool : choice.pools) {
    if (pool == none) continue;
    PoolRules& rules = b_.model.pools[pool].rules;
    rules.classes = std::max(rules.classes, priority_class + 1);
    b_.classes_used[pool] |= std::uint32_t{1} << priority_class;
  }
}

void PathwayCompiler::compile_seize(const StepSpec& s, Step& step) {
  Model& m = b_.model;
  SeizeStep seize;
  seize.pool = pool_choice(s.seize, "seize");
  seize.otherwise = target(s.otherwise, "otherwise");
  check_otherwise(s, seize.pool);
  if (s.priority_by.value.empty()) {
    seize.classes = {static_cast<std::uint8_t>(s.priority.value)};
  } else {
    seize.priority_source = b_.source_of(s.priority_by, path_ + ".priority_by");
    if (seize.priority_source.kind == LabelSource::constant) return;
    const std::vector<std::string>& labels = b_.labels_of(seize.priority_source);
    seize.classes.assign(labels.size(), static_cast<std::uint8_t>(s.priority.value));
    if (s.priorities.size() >= labels.size() && s.priority.where.line != 0)
      issue("priority", "has no effect", "every label has its priority");
    for (const auto& [label, number] : s.priorities) {
      const int i = b_.label_of(seize.priority_source, {label, number.where}, path_ + ".priorities");
      if (i >= 0) seize.classes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number.value);
    }
  }
  for (const std::uint8_t c : seize.classes) use_class(seize.pool, c);
  if (!s.order_by.value.empty()) {
    seize.order = compile_formula(b_, s.order_by, path_ + ".order_by", amount_kind);
    m.keeps_order = true;
  }
  seize.interruptible = s.interruptible;
  compile_joint(s, seize);
  compile_either(s, seize);
  check_otherwise(s, {{}, seize.with});
  if (!s.time.set && seize.hold.empty()) issue("time", "is missing", "a task takes time, unless it holds its pool");
  seize.time = time(s.time, "time");
  seize.patience = time(s.patience, "patience");
  seize.on_patience = target(s.on_patience, "on_patience");
  if (s.patience.set && seize.on_patience == none && s.on_patience.value.empty())
    issue("on_patience", "is missing", "those who wait too long must go somewhere");
  seize.on_full = target(s.on_full, "on_full");
  std::vector<Index> seized = seize.pool.pools;
  seized.insert(seized.end(), seize.with.begin(), seize.with.end());
  seized.insert(seized.end(), seize.either.begin(), seize.either.end());
  check_otherwise_is_taken(s, seized);
  bool limited = false;
  for (const Index pool : seized) {
    if (pool == none || m.pools[pool].queue_limit == 0xffff) continue;
    limited = true;
    if (s.on_full.value.empty()) {
      issue("on_full", "is missing", "the queue of pool " + quoted(m.pools[pool].name) + " has a limit");
      break;
    }
  }
  if (!s.on_full.value.empty() && !limited)
    issue("on_full", "is never taken", "no queue here has a limit", "Give the pool queue_limit, or take it away");
  if (s.after_work.set) {
    seize.after_work = time(s.after_work, "after_work");
    seize.after_class = static_cast<std::uint8_t>(s.after_priority.value);
    use_class(seize.pool, seize.after_class);
    use_class({{}, seize.either}, seize.after_class);
  }
  seize.on_interrupted = target(s.on_interrupted, "on_interrupted");
  const bool may = s.interruptible && s.with.empty();
  const auto gives_way = [&](Index pool) {
    const auto in = [&](std::uint8_t c) { return (m.pools[pool].rules.preemptible >> c & 1U) != 0; };
    return pool != none && std::any_of(seize.classes.begin(), seize.classes.end(), in);
  };
  const bool any_gives_way = std::any_of(seized.begin(), seized.end(), gives_way);
  if (!s.on_interrupted.value.empty() && !(may && any_gives_way))
    issue("on_interrupted", "is never taken",
          may ? "no pool here lets services of this priority be interrupted" : "this service is never interrupted",
          may ? "Give the pool preemptible, or take it away" : "");
  if (!s.interruptible && !any_gives_way)
    issue("interruptible", "has no effect", "no pool here lets services of this priority be interrupted");
  seize.wait = wait_of(s.wait);
  const std::string step_name = pathway_ + "." + path_.substr(path_.rfind('.') + 1);
  seize.task = s.task.value.empty() ? step_name : s.task.value;
  seize.time_address = name_hash("task/" + seize.task);
  for (const auto& r : b_.scenario.reallocations) {
    const int v = static_cast<int>(std::find(m.variables.begin(), m.variables.end(), r.item.rule_variable.value) -
                                   m.variables.begin());
    const bool by_this =
        seize.pool.source.kind == LabelSource::request && m.variables[seize.pool.source.index] == r.item.variable.value;
    if (by_this && v < static_cast<int>(m.variables.size())) seize.rule_variable = static_cast<std::uint8_t>(v);
  }
  for (const Index pool : seize.pool.pools) {
    if (pool != none && m.pools[pool].own_variable != 0xff) seize.own_variable = m.pools[pool].own_variable;
  }
  put(step, m.verbs.seize, std::move(seize));
}

void PathwayCompiler::compile_joint(const StepSpec& s, SeizeStep& seize) {
  const Model& m = b_.model;
  seize.with = pools_of(s.with, "with", true);
  seize.hold = pools_of(s.hold, "hold");
  seize.strict = s.strict;
  if (!seize.joint()) {
    if (s.strict) issue("strict", "stands without `with`", "one pool alone is had or not");
    return;
  }
  if (seize.pool.source.kind != LabelSource::constant)
    return issue("seize", "chooses its pool by a variable", "a step with `with` or `hold` names one pool");
  const Index own = seize.pool.pools[0];
  check_enough_servers(seize, own);
  for (const Index pool : seize.hold) {
    if (pool != own && std::find(seize.with.begin(), seize.with.end(), pool) == seize.with.end()) {
      issue("hold", "names pool " + quoted(m.pools[pool].name) + ", which the step does not seize");
    }
  }
  std::vector<Index> all = seize.with;
  all.push_back(own);
  for (const Index pool : all) {
    if (pool == none) continue;
    if (m.pools[pool].hands_over)
      issue("seize", "seizes pool " + quoted(m.pools[pool].name) + " with others or holds it",
            "its services are handed over at closing time, and only what is held alone can be");
  }
  if (s.after_work.set) issue("after_work", "stands beside `with` or `hold`", "give the work a step of its own");
  for (const Index pool : seize.with)
    use_class({{}, {pool}},
              seize.classes.empty() ? std::uint8_t{0} : *std::max_element(seize.classes.begin(), seize.classes.end()));
}

// Whether pools with so many servers and no more can ever give all that are wanted at once.
void PathwayCompiler::check_enough_servers(const SeizeStep& seize, Index own) {
  for (std::size_t i = 0; i < seize.with.size(); ++i) {
    const Index wanted = seize.with[i];
    if (wanted == none || std::find(seize.with.begin(), seize.with.begin() + static_cast<std::ptrdiff_t>(i), wanted) !=
                              seize.with.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    const auto number = std::count(seize.with.begin(), seize.with.end(), wanted) + (wanted == own ? 1 : 0);
    const PoolKind& pool = b_.model.pools[wanted];
    if (number > 1 && pool.servers > 0 && static_cast<double>(number) > pool.servers)
      issue("with", "wants " + std::to_string(number) + " servers of pool " + quoted(pool.name) + " at once",
            "it has " + short_number(pool.servers) + ", so it would wait for ever");
  }
}

void PathwayCompiler::compile_either(const StepSpec& s, SeizeStep& seize) {
  const Model& m = b_.model;
  seize.either = pools_of(s.either, "or", false);
  if (seize.either.empty()) return;
  if (seize.pool.source.kind != LabelSource::constant)
    return issue("seize", "chooses its pool by a variable", "a step with `or` names its first pool");
  const Index own = seize.pool.pools[0];
  if (own == none) return;
  if (std::find(seize.either.begin(), seize.either.end(), own) != seize.either.end())
    return issue("or", "names the step's own pool");
  std::vector<Index> all{own};
  all.insert(all.end(), seize.either.begin(), seize.either.end());
  for (const Index kind : all) {
    const PoolKind& pool = m.pools[kind];
    const auto refuse = [&](const std::string& why) {
      issue("or", "lets pool " + quoted(pool.name) + " serve beside others", why);
    };
    if (pool.rules.preemptible != 0) refuse("its services can be interrupted, and only who waits for one pool can be");
    if (pool.hands_over) refuse("its services are handed over at closing time, and only who waits for one pool can be");
    if (!b_.scenario.pools[kind].item.on_closed.value.empty())
      refuse("it sends away who waits at closing time, and another might still serve them");
    if (pool.servers >= unlimited_servers) refuse("it is always free, so others are never asked or never needed");
    if (pool.own_variable != 0xff) refuse("it has servers of one's own, and only who waits for one pool has");
  }
  for (const Index kind : seize.either)
    for (const std::uint8_t c : seize.classes) use_class({{}, {kind}}, c);
  if (s.served_by.value.empty()) return;
  const int variable = b_.variable_of(s.served_by, path_ + ".served_by");
  if (variable < 0) return;
  seize.server_variable = static_cast<std::uint8_t>(variable);
  const std::vector<std::string>& labels = m.variable_labels[static_cast<std::size_t>(variable)];
  for (const Index kind : all) {
    const auto at = std::find(labels.begin(), labels.end(), m.pools[kind].name);
    if (at == labels.end())
      return issue("served_by",
                   "names variable " + quoted(s.served_by.value) + ", which has no label " + quoted(m.pools[kind].name),
                   "it tells which pool served");
    seize.server_labels.push_back(static_cast<std::uint8_t>(at - labels.begin()));
  }
}

// Slots of one label, or of all; a parameter may not leave what a book can give.
void PathwayCompiler::set_slots(const Value& said, const std::string& key, std::span<std::uint8_t> slots,
                                std::span<Index> parameters) {
  std::fill(slots.begin(), slots.end(), static_cast<std::uint8_t>(said.number.value));
  std::fill(parameters.begin(), parameters.end(), none);
  if (said.parameter.value.empty()) return;
  const Index parameter = b_.parameter_of(said.parameter, path_ + '.' + key);
  if (parameter == none) return;
  std::fill(parameters.begin(), parameters.end(), parameter);
  const Parameter& read = b_.model.parameters[parameter];
  if (read.low < 1 || read.high > BookStep::most_slots)
    b_.issues.add(said.parameter.where, path_ + '.' + key,
                  "parameter " + quoted(said.parameter.value) + " may become less than 1, or more than " +
                      std::to_string(BookStep::most_slots),
                  "an appointment has so many slots",
                  "least = 1 and most = " + std::to_string(BookStep::most_slots) + " at the parameter");
}

bool PathwayCompiler::compile_slots(const StepSpec& s, BookStep& book) {
  std::size_t labels = 1;
  if (!s.slots_by.value.empty()) {
    book.slots_source = b_.source_of(s.slots_by, path_ + ".slots_by");
    if (book.slots_source.kind == LabelSource::constant) return false;
    labels = b_.labels_of(book.slots_source).size();
    const bool written = s.slots.number.where.line != 0 || !s.slots.parameter.value.empty();
    if (written && s.slots_of.size() >= labels) issue("slots", "has no effect", "every label has its slots");
  }
  book.slots.resize(labels);
  book.slots_said.resize(labels);
  set_slots(s.slots, "slots", book.slots, book.slots_said);
  for (const auto& [label, said] : s.slots_of) {
    const Location& where = said.parameter.value.empty() ? said.number.where : said.parameter.where;
    const int at = b_.label_of(book.slots_source, {label, where}, path_ + ".slots_of");
    if (at < 0) continue;
    const auto i = static_cast<std::size_t>(at);
    set_slots(said, "slots_of." + label, std::span(book.slots).subspan(i, 1), std::span(book.slots_said).subspan(i, 1));
  }
  const auto is_none = [](Index parameter) { return parameter == none; };
  if (std::all_of(book.slots_said.begin(), book.slots_said.end(), is_none)) book.slots_said.clear();
  return true;
}

void PathwayCompiler::compile_book(const StepSpec& s, Step& step) {
  Model& m = b_.model;
  BookStep book;
  book.pool = pool_choice(s.book, "book");
  for (Index& pool : book.pool.pools) {
    if (pool == none || m.pools[pool].has_book) continue;
    if (book.pool.source.kind == LabelSource::constant)
      issue("book", "pool " + quoted(m.pools[pool].name) + " has no book");
    pool = none;
  }
  book.otherwise = target(s.otherwise, "otherwise");
  check_otherwise(s, book.pool);
  check_otherwise_is_taken(s, book.pool.pools);
  if (!compile_slots(s, book)) return;
  book.same_day = s.same_day;
  book.on_none = target(s.on_none, "on_none");
  if (s.on_none.value.empty()) issue("on_none", "is missing", "there may be no slot");
  book.accepts = time(s.accepts, "accepts");
  book.on_refused = target(s.on_refused, "on_refused");
  if (s.accepts.set && s.on_refused.value.empty())
    issue("on_refused", "is missing", "those who do not accept the wait must go somewhere");
  if (!s.no_show.value.empty()) {
    book.no_show = b_.parameter_of(s.no_show, path_ + ".no_show");
    book.on_no_show = target(s.on_no_show, "on_no_show");
    if (s.on_no_show.value.empty()) issue("on_no_show", "is missing", "those who do not come must go somewhere");
  }
  book.wait = wait_of(s.wait);
  put(step, m.verbs.book, std::move(book));
}

}  // namespace draagkracht
