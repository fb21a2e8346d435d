// Times, measures and pathways.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/hash.h"
#include "engine/model/compile_parts.h"
#include "engine/model/formula.h"

namespace draagkracht {
namespace {

constexpr double minute_ms = 60'000;

DistributionSpec distribution_of(const LawSpec& law) {
  DistributionSpec spec;
  spec.kind = static_cast<DistributionKind>(law.kind);
  spec.mean_value = law.mean.value;
  spec.sd = law.sd.value;
  spec.cv = law.cv.value;
  if (std::isnan(law.cv.value) && law.mean.value > 0) spec.cv = law.sd.value / law.mean.value;
  spec.low = law.low.value;
  spec.mode = law.mode.value;
  spec.high = law.high.value;
  spec.shape = law.shape.value;
  spec.step = law.unit_step.value;
  if (spec.kind == DistributionKind::normal) {
    if (!std::isnan(law.low.value)) spec.lower = law.low.value;
    if (!std::isnan(law.high.value)) spec.upper = law.high.value;
    if (std::isnan(law.sd.value)) spec.sd = law.cv.value * law.mean.value;
  }
  if (spec.kind == DistributionKind::erlang && law.shape.value == std::floor(law.shape.value))
    spec.stages = static_cast<int>(law.shape.value);
  for (const Located<double>& v : law.values) spec.values.push_back(v.value);
  for (const Located<double>& w : law.weights) spec.weights.push_back(w.value);
  for (const LawSpec& part : law.mixture) {
    spec.components.push_back(distribution_of(part));
    spec.weights.push_back(part.weight.value);
  }
  return spec;
}

void time_from_table(Binder& binder, const TimeSpec& spec, const std::string& path, TimeSource& time) {
  const auto columns = binder.key_columns(spec.lookup, path);
  std::vector<LabelSource> sources;
  for (const auto& [source, name] : columns) sources.push_back(source);
  std::uint32_t rows = 1;
  time.key = binder.key_over(sources, rows);
  time.tables.assign(rows, none);
  const Table* table = binder.table_of(spec.lookup.table, path + ".table");
  if (table == nullptr) return;
  TableReader reader(*table, binder.issues);
  const int law_column = reader.column("distribution"), cv_column = reader.column("cv");
  const int mean_column = reader.column(spec.lookup.column.value.empty() ? "mean_min" : spec.lookup.column.value);
  std::vector<int> at;
  for (const auto& [source, name] : columns) at.push_back(reader.column(name));
  for (const std::size_t row : binder.rows_of(spec.lookup, *table, path)) {
    std::uint32_t index = 0;
    bool known = true;
    for (std::size_t k = 0; k < columns.size() && known; ++k) {
      const std::vector<std::string>& labels = binder.labels_of(columns[k].first);
      const auto label = at[k] < 0 ? labels.end() : std::find(labels.begin(), labels.end(), table->rows[row][static_cast<std::size_t>(at[k])]);
      known = label != labels.end();
      if (known) index += static_cast<std::uint32_t>(label - labels.begin()) * time.key.parts[k].stride;
    }
    if (!known) continue;
    if (time.tables[index] != none) {
      binder.issues.add(table->where(row, -1), path, "duplicate key");
      continue;
    }
    LawSpec law;
    law.where = table->where(row, law_column);
    law.mean.value = reader.number(row, mean_column, {.low = 0}) * minute_ms;
    law.cv.value = reader.number(row, cv_column, {.low = 0});
    law.kind = reader.label(row, law_column, distribution_names());
    if (law.kind >= 0) time.tables[index] = compile_law(binder, law, path);
  }
}

class PathwayCompiler {
 public:
  PathwayCompiler(Binder& binder, std::string pathway) : b_(binder), pathway_(std::move(pathway)) {}

  void compile(const Named<StepSpec>& named, Step& step, Index below) {
    const StepSpec& s = named.item;
    path_ = "pathway." + pathway_ + ".step." + named.name;
    where_ = named.where;
    step.next = s.then.value.empty() ? below : target(s.then, "then");
    compile_counts(s, step);
    compile_verb(s, step);
    if (!s.branches.empty()) compile_branches(s, step);
    bool needs_next = step.branch == none && step.kind != StepKind::exit && step.kind != StepKind::chance && step.kind != StepKind::when &&
                      step.kind != StepKind::switch_schedule;
    if (step.kind == StepKind::switch_label && step.index != none) {  // unless every label has its step
      const std::vector<Index>& to = b_.model.switches[step.index].to;
      needs_next = std::find(to.begin(), to.end(), none) != to.end();
    }
    if (needs_next && step.next == none && s.then.value.empty()) {
      issue("", "is the last step of its pathway and no exit", "a request must leave by an exit", "add then = \"...\" or an exit");
    }
  }

 private:
  void issue(const std::string& key, std::string problem, std::string why = {}, std::string suggestion = {}) {
    b_.issues.add(where_, key.empty() ? path_ : path_ + "." + key, std::move(problem), std::move(why), std::move(suggestion));
  }
  // ` of reason "x", age_band "0-4"`: the labels of one row of a key; "" if the key has no parts.
  std::string row_text(const TableKey& key, std::size_t row) const {
    std::string text;
    for (std::size_t k = 0; k < key.size; ++k) {
      const LabelSource source = key.parts[k].source;
      if (source.kind == LabelSource::constant) continue;
      const bool person = source.kind == LabelSource::person;
      const std::vector<std::string>& labels = b_.labels_of(source);
      text += (text.empty() ? " of " : ", ") + (person ? b_.model.attributes : b_.model.variables)[source.index] + ' ' +
              quoted(labels[row / key.parts[k].stride % labels.size()]);
    }
    return text;
  }
  Index target(const Name& name, const char* key) {
    return name.value.empty() ? none : step_of(b_, name, pathway_, path_ + "." + key);
  }
  TimeSource time(const TimeSpec& spec, const char* key) { return compile_time(b_, spec, path_ + "." + key); }
  Index wait_of(const Name& name) {
    if (name.value.empty()) return none;
    std::vector<std::string> known;
    for (const WaitMeasure& wait : b_.model.waits) known.push_back(wait.name);
    const int i = b_.find(name, known, "wait", path_ + ".wait");
    return i < 0 ? none : static_cast<Index>(i);
  }

  // A pool by its name, or one pool per label of a variable whose labels are names of pools or disciplines.
  PoolChoice pool_choice(const Name& name, const char* key) {
    PoolChoice choice;
    for (std::size_t v = 0; v < b_.model.variables.size(); ++v) {
      if (b_.model.variables[v] != name.value) continue;
      choice.source = {LabelSource::request, static_cast<std::uint8_t>(v)};
      bool any = false;
      for (const std::string& label : b_.model.variable_labels[v]) {
        Index found = none;
        for (std::size_t p = 0; p < b_.model.pools.size(); ++p) {
          if (b_.model.pools[p].name == label) found = static_cast<Index>(p);
        }
        any = any || found != none;
        choice.pools.push_back(found);
      }
      if (!any) issue(key, "no label of variable " + quoted(name.value) + " is the name of a pool");
      return choice;
    }
    choice.pools = {b_.pool_of(name, path_ + "." + key)};
    return choice;
  }

  // Whoever finds no pool must go somewhere.
  void check_otherwise(const StepSpec& s, const PoolChoice& choice) {
    if (!s.otherwise.value.empty()) return;
    for (std::size_t i = 0; i < choice.pools.size(); ++i) {
      if (choice.pools[i] == none && choice.source.kind == LabelSource::constant) continue;  // was refused already
      if (choice.pools[i] == none) {
        const std::string label = quoted(b_.model.variable_labels[choice.source.index][i]);
        const std::string variable = quoted(b_.model.variables[choice.source.index]);
        return issue("otherwise", "is missing", "label " + label + " of variable " + variable + " has no such pool");
      }
      const PoolKind& pool = b_.model.pools[choice.pools[i]];
      if (pool.scope != 0 && b_.model.scopes[pool.scope].enrolment) {
        return issue("otherwise", "is missing", "not everyone has a place of scope " +
                     quoted(b_.model.scopes[pool.scope].name) + " with pool " + quoted(pool.name));
      }
    }
  }

  void use_class(const PoolChoice& choice, std::uint8_t priority_class) {
    for (const Index pool : choice.pools) {
      if (pool == none) continue;
      PoolRules& rules = b_.model.pools[pool].rules;
      rules.classes = std::max(rules.classes, priority_class + 1);
    }
  }

  void compile_counts(const StepSpec& s, Step& step) {
    step.first_tally = static_cast<Index>(b_.model.step_tallies.size());
    std::vector<std::string> known;
    for (const Tally& tally : b_.model.tallies) known.push_back(tally.name);
    for (const Name& name : s.counts) {
      const int i = b_.find(name, known, "tally", path_ + ".counts");
      if (i < 0) continue;
      b_.model.step_tallies.push_back(static_cast<Index>(i));
      ++step.tallies;
    }
  }

  void compile_verb(const StepSpec& s, Step& step) {
    const int verbs = static_cast<int>(!s.seize.value.empty()) + static_cast<int>(!s.book.value.empty()) + static_cast<int>(!s.until.value.empty()) +
                      static_cast<int>(!s.draw.value.empty()) + static_cast<int>(!s.select.value.empty()) + static_cast<int>(!s.copy.value.empty()) +
                      static_cast<int>(!s.spawn.value.empty()) + static_cast<int>(!s.exit.value.empty()) + static_cast<int>(s.delay.set) +
                      static_cast<int>(!s.when.value.empty()) + static_cast<int>(!s.sample.value.empty()) + static_cast<int>(!s.assign.empty()) +
                      static_cast<int>(!s.release.empty()) + static_cast<int>(!s.account.value.empty()) +
                      static_cast<int>(s.reallocate) + static_cast<int>(s.has_chance || s.chance_lookup.set || !s.adopts.value.empty()) +
                      static_cast<int>(!s.set.empty() && s.spawn.value.empty());
    if (verbs > 1) {
      issue("", "says more than one thing to do", "a step has exactly one of seize, release, book, account, delay, until, draw, sample, assign, select, when, chance, adopts, set, copy, spawn, reallocate, exit");
      return;
    }
    if (!s.seize.value.empty()) return compile_task(s, step);
    if (!s.book.value.empty()) return compile_book(s, step);
    if (!s.draw.value.empty()) return compile_draw(s, step);
    if (!s.select.value.empty()) return compile_select(s, step);
    if (s.has_chance || s.chance_lookup.set || !s.adopts.value.empty()) return compile_chance(s, step);
    if (!s.when.value.empty()) return compile_when(s, step);
    if (!s.sample.value.empty() || !s.assign.empty()) return compile_assign(s, step);
    Model& m = b_.model;
    if (!s.release.empty()) {
      step.kind = StepKind::release;
      step.index = static_cast<Index>(m.releases.size());
      m.releases.push_back({pools_of(s.release, "release")});
    } else if (!s.account.value.empty()) {
      step.kind = StepKind::account;
      if (!s.time.set) issue("time", "is missing", "there must be something to count");
      step.index = static_cast<Index>(m.accounts.size());
      m.accounts.push_back({b_.pool_of(s.account, path_ + ".account"), time(s.time, "time")});
    } else if (s.delay.set) {
      step.kind = StepKind::delay;
      step.index = static_cast<Index>(m.delays.size());
      m.delays.push_back({time(s.delay, "delay")});
    } else if (!s.until.value.empty()) {
      step.kind = StepKind::until;
      step.index = static_cast<Index>(m.untils.size());
      m.untils.push_back({b_.schedule_of(s.until, path_ + ".until"), true});
    } else if (!s.copy.value.empty()) {
      step.kind = StepKind::copy;
      const std::size_t equals = s.copy.value.find('=');
      if (equals == std::string::npos) return issue("copy", "must be written variable=other");
      const int to = b_.variable_of({s.copy.value.substr(0, equals), s.copy.where}, path_ + ".copy");
      const int from = b_.variable_of({s.copy.value.substr(equals + 1), s.copy.where}, path_ + ".copy");
      step.index = static_cast<Index>(m.sets.size());
      m.sets.push_back({static_cast<std::uint8_t>(std::max(to, 0)), 0, static_cast<std::uint8_t>(std::max(from, 0))});
    } else if (!s.spawn.value.empty()) {
      step.kind = StepKind::spawn;
      SpawnStep spawn;
      spawn.enters = step_of(b_, s.spawn, "", path_ + ".spawn");
      if (s.after.set) spawn.delay = time(s.after, "after");
      spawn.set = compile_sets(b_, s.set, path_ + ".set");
      step.index = static_cast<Index>(m.spawns.size());
      m.spawns.push_back(std::move(spawn));
    } else if (!s.exit.value.empty()) {
      step.kind = StepKind::exit;
      auto it = std::find(m.outcomes.begin(), m.outcomes.end(), s.exit.value);
      if (it == m.outcomes.end()) it = m.outcomes.insert(it, s.exit.value);
      step.index = static_cast<Index>(m.exits.size());
      m.exits.push_back({static_cast<Index>(it - m.outcomes.begin())});
    } else if (s.reallocate) {
      step.kind = StepKind::reallocate;
    } else if (!s.set.empty()) {
      // One step per variable would need addresses of its own: several sets are a chain behind one name.
      const std::vector<SetStep> sets = compile_sets(b_, s.set, path_ + ".set");
      if (sets.size() > 1) return issue("set", "sets more than one variable", "one step sets one variable");
      step.kind = StepKind::set;
      step.index = static_cast<Index>(m.sets.size());
      m.sets.push_back(sets.empty() ? SetStep{} : sets[0]);
    } else if (!s.branches.empty()) {
      step.kind = StepKind::branches;
    } else {
      step.kind = StepKind::go;
      if (s.then.value.empty()) issue("", "does nothing", "a step needs something to do, or `then`");
    }
  }

  void compile_task(const StepSpec& s, Step& step) {
    Model& m = b_.model;
    step.kind = StepKind::task;
    TaskStep task;
    task.pool = pool_choice(s.seize, "seize");
    task.otherwise = target(s.otherwise, "otherwise");
    check_otherwise(s, task.pool);
    if (s.priority_by.value.empty()) {
      task.classes = {static_cast<std::uint8_t>(s.priority.value)};
    } else {
      task.priority_source = b_.source_of(s.priority_by, path_ + ".priority_by");
      if (task.priority_source.kind == LabelSource::constant) return;
      const std::vector<std::string>& labels = b_.labels_of(task.priority_source);
      task.classes.assign(labels.size(), static_cast<std::uint8_t>(s.priority.value));
      for (const auto& [label, number] : s.priorities) {
        const int i = b_.label_of(task.priority_source, {label, number.where}, path_ + ".priorities");
        if (i >= 0) task.classes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number.value);
      }
    }
    for (const std::uint8_t c : task.classes) use_class(task.pool, c);
    compile_joint(s, task);
    if (!s.time.set && task.hold.empty()) issue("time", "is missing", "a task takes time, unless it holds its pool");
    task.time = time(s.time, "time");
    task.patience = time(s.patience, "patience");
    task.on_patience = target(s.on_patience, "on_patience");
    if (s.patience.set && task.on_patience == none && s.on_patience.value.empty()) issue("on_patience", "is missing", "those who wait too long must go somewhere");
    task.on_full = target(s.on_full, "on_full");
    for (const Index pool : task.pool.pools) {
      if (pool != none && m.pools[pool].queue_limit != 0xffff && s.on_full.value.empty()) issue("on_full", "is missing", "the queue of pool " + quoted(m.pools[pool].name) + " has a limit");
    }
    if (s.after_work.set) {
      task.after_work = time(s.after_work, "after_work");
      task.after_class = static_cast<std::uint8_t>(s.after_priority.value);
      use_class(task.pool, task.after_class);
    }
    task.wait = wait_of(s.wait);
    const std::string task_name = s.task.value.empty() ? pathway_ + "." + path_.substr(path_.rfind('.') + 1) : s.task.value;
    task.time_address = name_hash("task/" + task_name);
    for (const auto& r : b_.scenario.reallocations) {
      const int v = static_cast<int>(std::find(m.variables.begin(), m.variables.end(), r.item.rule_variable.value) - m.variables.begin());
      const bool by_this = task.pool.source.kind == LabelSource::request && m.variables[task.pool.source.index] == r.item.variable.value;
      if (by_this && v < static_cast<int>(m.variables.size())) task.rule_variable = static_cast<std::uint8_t>(v);
    }
    for (const Index pool : task.pool.pools) {
      if (pool != none && m.pools[pool].own_variable != 0xff) task.own_variable = m.pools[pool].own_variable;
    }
    step.index = static_cast<Index>(m.tasks.size());
    m.tasks.push_back(std::move(task));
  }

  void compile_book(const StepSpec& s, Step& step) {
    Model& m = b_.model;
    step.kind = StepKind::book;
    BookStep book;
    book.pool = pool_choice(s.book, "book");
    for (Index& pool : book.pool.pools) {
      if (pool == none || m.pools[pool].has_book) continue;
      if (book.pool.source.kind == LabelSource::constant) issue("book", "pool " + quoted(m.pools[pool].name) + " has no book");
      pool = none;
    }
    book.otherwise = target(s.otherwise, "otherwise");
    check_otherwise(s, book.pool);
    if (s.slots_by.value.empty()) {
      book.slots = {static_cast<std::uint8_t>(s.slots.value)};
    } else {
      book.slots_source = b_.source_of(s.slots_by, path_ + ".slots_by");
      if (book.slots_source.kind == LabelSource::constant) return;
      book.slots.assign(b_.labels_of(book.slots_source).size(), static_cast<std::uint8_t>(s.slots.value));
      for (const auto& [label, number] : s.slots_of) {
        const int i = b_.label_of(book.slots_source, {label, number.where}, path_ + ".slots_of");
        if (i >= 0) book.slots[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number.value);
      }
    }
    book.same_day = s.same_day;
    book.on_none = target(s.on_none, "on_none");
    if (s.on_none.value.empty()) issue("on_none", "is missing", "there may be no slot");
    book.accepts = time(s.accepts, "accepts");
    book.on_refused = target(s.on_refused, "on_refused");
    if (s.accepts.set && s.on_refused.value.empty()) issue("on_refused", "is missing", "those who do not accept the wait must go somewhere");
    if (!s.no_show.value.empty()) {
      book.no_show = b_.parameter_of(s.no_show, path_ + ".no_show");
      book.on_no_show = target(s.on_no_show, "on_no_show");
      if (s.on_no_show.value.empty()) issue("on_no_show", "is missing", "those who do not come must go somewhere");
    }
    book.wait = wait_of(s.wait);
    step.index = static_cast<Index>(m.books.size());
    m.books.push_back(std::move(book));
  }

  void compile_select(const StepSpec& s, Step& step) {
    Model& m = b_.model;
    const auto schedule = std::find(m.schedule_names.begin(), m.schedule_names.end(), s.select.value);
    if (schedule != m.schedule_names.end()) {
      step.kind = StepKind::switch_schedule;
      ScheduleSwitchStep select;
      select.schedule = static_cast<Index>(schedule - m.schedule_names.begin());
      select.open = select.closed = step.next;
      for (const auto& [label, to] : s.cases) {
        const int which = b_.find({label, to.where}, {"open", "closed"}, "case", path_ + ".cases");
        if (which >= 0) (which == 0 ? select.open : select.closed) = target(to, "cases");
      }
      if (select.open == none || select.closed == none) issue("cases", "must name steps for open and closed");
      step.index = static_cast<Index>(m.schedule_switches.size());
      m.schedule_switches.push_back(select);
      return;
    }
    step.kind = StepKind::switch_label;
    SwitchStep select;
    select.source = b_.source_of(s.select, path_ + ".select");
    if (select.source.kind == LabelSource::constant) return;
    const Index rest = target(s.otherwise, "otherwise");
    select.to.assign(b_.labels_of(select.source).size(), rest);
    for (const auto& [label, to] : s.cases) {
      const int i = b_.label_of(select.source, {label, to.where}, path_ + ".cases");
      if (i >= 0) select.to[static_cast<std::size_t>(i)] = target(to, "cases");
    }
    step.index = static_cast<Index>(m.switches.size());
    m.switches.push_back(std::move(select));
  }

  std::vector<Index> pools_of(const Names& names, const std::string& key) {
    std::vector<Index> pools;
    for (const Name& name : names) {
      const Index pool = b_.pool_of(name, path_ + "." + key);
      if (pool == none) continue;
      if (std::find(pools.begin(), pools.end(), pool) != pools.end()) issue(key, "names pool " + quoted(name.value) + " twice");
      pools.push_back(pool);
    }
    return pools;
  }

  // What is seized beside the step's own pool, and what stays seized.
  void compile_joint(const StepSpec& s, TaskStep& task) {
    const Model& m = b_.model;
    task.with = pools_of(s.with, "with");
    task.hold = pools_of(s.hold, "hold");
    task.strict = s.strict;
    if (!task.joint()) {
      if (s.strict) issue("strict", "stands without `with`", "one pool alone is had or not");
      return;
    }
    if (task.pool.source.kind != LabelSource::constant) return issue("seize", "chooses its pool by a variable", "a step with `with` or `hold` names one pool");
    const Index own = task.pool.pools[0];
    if (std::find(task.with.begin(), task.with.end(), own) != task.with.end()) issue("with", "names the step's own pool");
    for (const Index pool : task.hold) {
      if (pool != own && std::find(task.with.begin(), task.with.end(), pool) == task.with.end()) {
        issue("hold", "names pool " + quoted(m.pools[pool].name) + ", which the step does not seize");
      }
    }
    std::vector<Index> all = task.with;
    all.push_back(own);
    for (const Index pool : all) {
      if (pool == none) continue;
      if (m.pools[pool].rules.preemptible != 0) issue("seize", "seizes pool " + quoted(m.pools[pool].name) + " with others or holds it", "its services can be interrupted, and only what is held alone can be");
      if (m.pools[pool].hands_over) issue("seize", "seizes pool " + quoted(m.pools[pool].name) + " with others or holds it", "its services are handed over at closing time, and only what is held alone can be");
    }
    if (s.after_work.set) issue("after_work", "stands beside `with` or `hold`", "give the work a step of its own");
    for (const Index pool : task.with) use_class({{}, {pool}}, task.classes.empty() ? std::uint8_t{0} : *std::max_element(task.classes.begin(), task.classes.end()));
  }

  void compile_when(const StepSpec& s, Step& step) {
    Model& m = b_.model;
    step.kind = StepKind::when;
    WhenStep when;
    when.formula = compile_formula(b_, s.when, path_ + ".when", truth_kind);
    when.yes = s.yes.value.empty() ? step.next : target(s.yes, "yes");
    when.no = s.no.value.empty() ? step.next : target(s.no, "no");
    if (when.yes == none && s.yes.value.empty()) issue("yes", "is missing");
    if (when.no == none && s.no.value.empty()) issue("no", "is missing");
    step.index = static_cast<Index>(m.whens.size());
    m.whens.push_back(when);
  }

  // A number of the request or of the model, by its name; with the index none if there is no such number.
  AssignStep::Assignment number_of(const Name& name, const std::string& key, bool& is_time) {
    const Model& m = b_.model;
    std::vector<std::string> known = m.numbers;
    for (const Model::Global& global : m.globals) known.push_back(global.name);
    const int i = b_.find(name, known, "number", path_ + "." + key);
    AssignStep::Assignment assignment;
    assignment.index = none;
    if (i < 0) return assignment;
    const auto at = static_cast<std::size_t>(i);
    const bool global = at >= m.numbers.size();
    is_time = global ? m.globals[at - m.numbers.size()].is_time : m.number_is_time[at] != 0;
    assignment.global = global;
    assignment.index = static_cast<Index>(global ? at - m.numbers.size() : at);
    return assignment;
  }

  void compile_assign(const StepSpec& s, Step& step) {
    Model& m = b_.model;
    step.kind = StepKind::assign;
    AssignStep assign;
    bool is_time = false;
    if (!s.sample.value.empty()) {
      AssignStep::Assignment drawn = number_of(s.sample, "sample", is_time);
      if (s.time.set == s.law.set) issue(is_time ? "time" : "law", "is missing", "exactly one of `time` and `law` says what is drawn");
      const bool known = drawn.index != none;
      if (known && s.time.set && !is_time) issue("sample", "draws a time for " + quoted(s.sample.value), "it is a plain number");
      if (known && s.law.set && is_time) issue("sample", "draws a plain number for " + quoted(s.sample.value), "it is a time");
      drawn.draw = time(s.time, "time");
      if (s.law.set) drawn.law = compile_law(b_, s.law, path_ + ".law");
      assign.assignments.push_back(std::move(drawn));
    }
    for (const auto& [name, expression] : s.assign) {
      AssignStep::Assignment assignment = number_of({name, expression.where}, "assign", is_time);
      if (assignment.index == none) continue;
      assignment.formula = compile_formula(b_, expression, path_ + ".assign." + name, is_time ? time_kind : number_kind);
      assign.assignments.push_back(std::move(assignment));
    }
    step.index = static_cast<Index>(m.assigns.size());
    m.assigns.push_back(std::move(assign));
  }

  void compile_chance(const StepSpec& s, Step& step) {
    Model& m = b_.model;
    step.kind = StepKind::chance;
    ChanceStep chance;
    chance.shares = {1.0};
    if (s.chance_lookup.set) {
      KeyedNumbers numbers = b_.numbers(s.chance_lookup, path_ + ".chance_lookup", {.low = 0});
      chance.key = numbers.key;
      chance.shares = std::move(numbers.values);
    }
    if (s.has_chance) {
      if (s.chance.parameter.value.empty()) {
        for (double& share : chance.shares) share *= s.chance.number.value;
      } else {
        chance.parameter = b_.parameter_of(s.chance.parameter, path_ + ".chance");
      }
    }
    if (!s.chance_factor.value.empty()) {
      if (chance.parameter != none) issue("chance_factor", "stands beside a parameter in `chance`", "a share has one parameter");
      chance.parameter = b_.parameter_of(s.chance_factor, path_ + ".chance_factor");
    }
    if (!s.adopts.value.empty()) {
      std::vector<std::string> known;
      for (const Diffusion& diffusion : m.diffusions) known.push_back(diffusion.name);
      const int i = b_.find(s.adopts, known, "diffusion", path_ + ".adopts");
      if (i >= 0) chance.diffusion = static_cast<Index>(i);
    }
    chance.yes = s.yes.value.empty() ? step.next : target(s.yes, "yes");
    chance.no = s.no.value.empty() ? step.next : target(s.no, "no");
    if (chance.yes == none && s.yes.value.empty()) issue("yes", "is missing");
    if (chance.no == none && s.no.value.empty()) issue("no", "is missing");
    step.index = static_cast<Index>(m.chances.size());
    m.chances.push_back(std::move(chance));
  }

  void compile_branches(const StepSpec& s, Step& step) {
    BranchStep branch;
    double sum = 0;
    bool fixed = true;
    for (std::size_t i = 0; i < s.branches.size(); ++i) {
      const BranchSpec& spec = s.branches[i];
      const bool last = i + 1 == s.branches.size();
      if (spec.rest && !last) issue("branches", "only the last branch may have no share");
      branch.parameters.push_back(spec.share.parameter.value.empty() ? none : b_.parameter_of(spec.share.parameter, path_ + ".branches"));
      fixed = fixed && branch.parameters.back() == none;
      branch.shares.push_back(spec.share.number.value);
      if (!spec.rest) sum += spec.share.number.value;
      branch.to.push_back(target(spec.to, "branches"));
    }
    const bool rest = s.branches.back().rest;
    if (fixed && (sum > 1 + 1e-9 || (!rest && sum < 1 - 1e-9))) {
      issue("branches", "shares sum to " + short_number(sum), rest ? "they must leave something for the last branch" : "they must sum to 1");
    }
    step.branch = static_cast<Index>(b_.model.branches.size());
    b_.model.branches.push_back(std::move(branch));
  }

  void compile_draw(const StepSpec& s, Step& step);
  std::vector<double> weights_of_shares(const StepSpec& s, std::uint8_t variable, std::size_t n);
  void shift_weights(const StepSpec& s, DrawStep& draw, std::vector<double>& weights, std::size_t n);
  void apply_factors(const StepSpec& s, DrawStep& draw, std::vector<double>& weights, std::size_t n);

  Binder& b_;
  std::string pathway_;
  std::string path_;
  Location where_;
};

// The label of another variable, or with the error's share one of its neighbours.
void PathwayCompiler::shift_weights(const StepSpec& s, DrawStep& draw, std::vector<double>& weights, std::size_t n) {
  const LabelSource source = b_.source_of(s.shift_of, path_ + ".shift_of");
  if (source.kind == LabelSource::constant) return;
  std::uint32_t rows = 1;
  draw.key = b_.key_over({source}, rows);
  if (rows != n) return issue("shift_of", "variable " + quoted(s.shift_of.value) + " has other labels");
  // The parameter decides when it is used whether there is an error at all; these rows say in which direction.
  weights.assign(std::size_t{rows} * n, 0.0);
  for (std::size_t r = 0; r < rows; ++r) {
    const double up = r == 0 ? 0.0 : 1 - s.shift_down.value;
    const double down = r + 1 == n ? 0.0 : s.shift_down.value;
    if (r > 0) weights[r * n + r - 1] = up;
    if (r + 1 < n) weights[r * n + r + 1] = down;
    weights[r * n + r] = 1 - up - down;
  }
  draw.error = b_.parameter_of(s.shift_error, path_ + ".shift_error");
  draw.error_of = source;
}

void PathwayCompiler::apply_factors(const StepSpec& s, DrawStep& draw, std::vector<double>& weights, std::size_t n) {
  for (const auto& [label, lookup] : s.factors) {
    const int choice = b_.label_of({LabelSource::request, draw.variable}, {label, lookup.where}, path_ + ".factors");
    const KeyedNumbers factor = b_.numbers(lookup, path_ + ".factors." + label, {.low = 0});
    if (choice < 0 || factor.key.size == 0) continue;
    if (draw.key.size == TableKey::most) return issue("factors", "give the draw too many keys");
    // The factor's key goes in front of the rows that there are.
    const std::size_t old_rows = weights.size() / n;
    if (factor.key.size != 1) return issue("factors", "must have one key");
    std::vector<double> wide(factor.values.size() * weights.size());
    for (std::size_t f = 0; f < factor.values.size(); ++f) {
      for (std::size_t r = 0; r < old_rows; ++r) {
        const double* row = weights.data() + r * n;
        double* to = wide.data() + (f * old_rows + r) * n;
        const double sum = std::accumulate(row, row + n, 0.0);
        const double before = row[choice];
        const double after = std::min(before * factor.values[f], s.factor_cap.value * sum);
        for (std::size_t c = 0; c < n; ++c) {
          const bool this_one = c == static_cast<std::size_t>(choice);
          to[c] = this_one ? after : sum > before ? row[c] * (sum - after) / (sum - before) : row[c];
        }
      }
    }
    weights = std::move(wide);
    for (std::size_t k = draw.key.size; k > 0; --k) draw.key.parts[k] = draw.key.parts[k - 1];
    draw.key.parts[0] = {factor.key.parts[0].source, static_cast<std::uint16_t>(old_rows)};
    ++draw.key.size;
  }
}

// One row of shares that stand in the step itself; empty, and issues, if they are none.
std::vector<double> PathwayCompiler::weights_of_shares(const StepSpec& s, std::uint8_t variable, std::size_t n) {
  std::vector<double> weights(n, 0.0);
  double sum = 0;
  for (const auto& [label, share] : s.shares) {
    const int at = b_.label_of({LabelSource::request, variable}, {label, share.where}, path_ + ".shares");
    if (at < 0) return {};
    weights[static_cast<std::size_t>(at)] = share.value;
    sum += share.value;
  }
  if (std::abs(sum - 1) < 1e-9) return weights;
  issue("shares", "sum to " + short_number(sum) + " instead of 1");
  return {};
}

void PathwayCompiler::compile_draw(const StepSpec& s, Step& step) {
  Model& m = b_.model;
  step.kind = StepKind::draw;
  DrawStep draw;
  const int variable = b_.variable_of(s.draw, path_ + ".draw");
  if (variable < 0) return;
  draw.variable = static_cast<std::uint8_t>(variable);
  const std::vector<std::string>& labels = m.variable_labels[draw.variable];
  const std::size_t n = labels.size();
  std::vector<double> weights;
  if (!s.shares.empty() && (s.lookup.set || !s.shift_of.value.empty())) {
    return issue("shares", "stand beside a lookup or `shift_of`", "only one of them can hold");
  }
  if (!s.shift_of.value.empty()) {
    shift_weights(s, draw, weights, n);
    if (weights.empty()) return;
  } else if (!s.shares.empty()) {
    weights = weights_of_shares(s, draw.variable, n);
    if (weights.empty()) return;
    apply_factors(s, draw, weights, n);
  } else {
    if (!s.lookup.set) return issue("lookup", "is missing", "a draw needs `shares`, a lookup, or `shift_of`");
    // The drawn variable is the fastest key of the same lookup.
    Lookup lookup = s.lookup;
    const bool named = std::any_of(lookup.by.begin(), lookup.by.end(), [&](const Name& by) { return by.value.ends_with("=" + s.draw.value); });
    if (!named) lookup.by.push_back(s.draw);
    if (named && !lookup.by.back().value.ends_with("=" + s.draw.value)) return issue("lookup.by", "must name the drawn variable last");
    if (!lookup.has_missing) {
      lookup.has_missing = true;  // no row: a share of 0; a row of nothing but zeros is refused below
      lookup.missing.value = 0;
    }
    const std::size_t known_issues = b_.issues.size();
    KeyedNumbers numbers = b_.numbers(lookup, path_ + ".lookup", {.low = 0});
    if (b_.issues.size() > known_issues || !b_.tables.contains(lookup.table.value)) return;
    weights = std::move(numbers.values);
    draw.key = numbers.key;
    draw.key.parts[--draw.key.size] = {};
    for (std::size_t k = 0; k < draw.key.size; ++k) draw.key.parts[k].stride = static_cast<std::uint16_t>(draw.key.parts[k].stride / n);
    for (std::size_t r = 0; r < weights.size() / n; ++r) {
      double* row = weights.data() + r * n;
      const double sum = std::accumulate(row, row + n, 0.0);
      if (sum > 0) {
        if (std::abs(sum - 1) > 0.001) {
          issue("lookup", "shares" + row_text(draw.key, r) + " sum to " + short_number(sum) + " instead of 1");
          return;
        }
        for (std::size_t c = 0; c < n; ++c) row[c] /= sum;
      } else if (s.lookup.has_missing) {
        row[0] = 1;  // the scenario says that such requests do not occur
      } else {
        issue("lookup", "table " + quoted(lookup.table.value) + " has no shares" + row_text(draw.key, r), "add the rows, or missing = 0 if such requests do not occur");
        return;
      }
    }
    apply_factors(s, draw, weights, n);
  }
  if (!s.needs_pool.empty()) {
    const int fallback = b_.label_of({LabelSource::request, draw.variable}, s.fallback, path_ + ".fallback");
    if (fallback < 0) return;
    draw.fallback = static_cast<std::uint8_t>(fallback);
    draw.place_rows = static_cast<std::uint32_t>(weights.size() / n);
    for (const auto& [label, pool] : s.needs_pool) {
      const int choice = b_.label_of({LabelSource::request, draw.variable}, {label, pool.where}, path_ + ".needs_pool");
      const Index kind = b_.pool_of(pool, path_ + ".needs_pool");
      if (choice < 0 || kind == none) return;
      draw.place_pools.push_back(kind);
      draw.place_labels.push_back(static_cast<std::uint8_t>(choice));
      draw.place_scope = m.pools[kind].scope;
      if (draw.place_scope == 0) return issue("needs_pool", "pool " + quoted(pool.value) + " is there for the whole region");
    }
    draw.weights = weights;
  }
  draw.choices = static_cast<Index>(m.choices.size());
  m.choices.push_back(ChoiceRows::compile(static_cast<std::uint32_t>(weights.size() / n), static_cast<std::uint32_t>(n), weights));
  step.index = static_cast<Index>(m.draws.size());
  m.draws.push_back(std::move(draw));
}

void compile_reallocations(Binder& binder) {
  Model& model = binder.model;
  for (const auto& [name, where, spec] : binder.scenario.reallocations) {
    const std::string path = "reallocation." + name;
    ReallocationRule rule;
    rule.name = name;
    rule.address = name_hash("reallocation/" + name);
    const int variable = binder.variable_of(spec.variable, path + ".variable");
    const int rule_variable = binder.variable_of(spec.rule_variable, path + ".rule_variable");
    if (variable < 0 || rule_variable < 0) continue;
    rule.variable = static_cast<std::uint8_t>(variable);
    rule.rule_variable = static_cast<std::uint8_t>(rule_variable);
    const LabelSource source{LabelSource::request, rule.variable};
    const int from = binder.label_of(source, spec.from, path + ".from"), to = binder.label_of(source, spec.to, path + ".to");
    if (from < 0 || to < 0) continue;
    rule.from = static_cast<std::uint8_t>(from);
    rule.to = static_cast<std::uint8_t>(to);
    if (model.variable_labels[rule.rule_variable].size() < binder.scenario.reallocations.size() + 1) {
      binder.issues.add(spec.rule_variable.where, path + ".rule_variable", "variable " + quoted(spec.rule_variable.value) + " has too few labels", "it needs one for none and one per rule");
    }
    for (const auto& [key, label] : spec.where) {
      const LabelSource at = binder.source_of({key, label.where}, path + ".where");
      const int value = binder.label_of(at, label, path + ".where." + key);
      if (value >= 0) rule.where.push_back({at, static_cast<std::uint8_t>(value)});
    }
    rule.pool_to = binder.pool_of(spec.to, path + ".to");
    rule.spread_over_places = spec.spread_over_places;
    rule.share = binder.parameter_of(spec.share, path + ".share");
    rule.return_rate = binder.parameter_of(spec.return_rate, path + ".return_rate");
    if (!spec.time_factor.value.empty()) rule.time_factor = binder.parameter_of(spec.time_factor, path + ".time_factor");
    if (!spec.return_to.value.empty()) rule.return_to = step_of(binder, spec.return_to, "", path + ".return_to");
    if (spec.return_to.value.empty()) binder.issues.add(where, path + ".return_to", "is missing", "what must come back goes on somewhere");
    if (spec.supervision.set) {
      rule.supervision = compile_time(binder, spec.supervision, path + ".supervision");
      rule.supervisor = binder.pool_of(spec.supervisor, path + ".supervisor");
      rule.supervision_class = static_cast<std::uint8_t>(spec.supervision_priority.value);
      if (rule.supervisor != none) {
        PoolRules& rules = model.pools[rule.supervisor].rules;
        rules.classes = std::max(rules.classes, rule.supervision_class + 1);
      }
    }
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

Index compile_law(Binder& binder, const LawSpec& law, const std::string& key_path) {
  const DistributionSpec spec = distribution_of(law);
  std::string problem = spec.problem();
  if (spec.kind != DistributionKind::mixture && !law.mixture.empty()) problem = "it has several laws and is no mixture";
  if (spec.kind == DistributionKind::mixture && !law.weights.empty())
    problem = "each law of a mixture has its own weight";
  if (!problem.empty()) {
    binder.issues.add(law.where, key_path, "there is no such distribution", problem);
    return none;
  }
  binder.model.times.emplace_back(spec, law.round.value);
  return static_cast<Index>(binder.model.times.size() - 1);
}

TimeSource compile_time(Binder& binder, const TimeSpec& spec, const std::string& key_path) {
  TimeSource time;
  if (!spec.set) return time;
  time.any = true;
  if (spec.lookup.set && spec.kind >= 0) {
    binder.issues.add(spec.where, key_path, "has a distribution and a lookup", "only one of them can hold",
                      "Take the inherited one away with remove = [\"lookup\"]");
  } else if (spec.lookup.set) {
    time_from_table(binder, spec, key_path + ".lookup", time);
  } else if (!spec.value.value.empty()) {
    if (spec.lookup.set || spec.kind >= 0) binder.issues.add(spec.where, key_path, "has a value and a distribution", "only one of them can hold");
    time.formula = compile_formula(binder, spec.value, key_path + ".value", time_kind);
  } else if (spec.kind < 0) {
    binder.issues.add(spec.where, key_path, "needs a distribution, a lookup or a value");
  } else {
    time.tables = {compile_law(binder, spec, key_path)};
  }
  if (!spec.factor.value.empty()) time.factor = binder.parameter_of(spec.factor, key_path + ".factor");
  return time;
}

Index step_of(Binder& binder, const Name& name, const std::string& home, const std::string& key_path) {
  const std::vector<std::string>& known = binder.model.step_names;
  if (!home.empty()) {
    const auto it = std::find(known.begin(), known.end(), home + "." + name.value);
    if (it != known.end()) return static_cast<Index>(it - known.begin());
  }
  if (name.value.find('.') == std::string::npos) {  // a pathway: its first step
    for (std::size_t i = 1; i < known.size(); ++i) {
      if (known[i].starts_with(name.value + ".")) return static_cast<Index>(i);
    }
  }
  std::vector<std::string> candidates = known;
  if (!home.empty()) {
    for (const std::string& step : known) {
      if (step.starts_with(home + ".")) candidates.push_back(step.substr(home.size() + 1));
    }
  }
  for (const auto& pathway : binder.scenario.pathways) candidates.push_back(pathway.name);
  const int i = binder.find(name, candidates, "step or pathway", key_path);
  return i < 0 ? none : static_cast<Index>(i);
}

std::vector<SetStep> compile_sets(Binder& binder, const NameMap& sets, const std::string& key_path) {
  std::vector<SetStep> compiled;
  for (const auto& [variable_name, label] : sets) {
    const int variable = binder.variable_of({variable_name, label.where}, key_path);
    if (variable < 0) continue;
    const int value = binder.label_of({LabelSource::request, static_cast<std::uint8_t>(variable)}, label, key_path + "." + variable_name);
    if (value >= 0) compiled.push_back({static_cast<std::uint8_t>(variable), static_cast<std::uint8_t>(value), 0});
  }
  return compiled;
}

void compile_diffusions(Binder& binder) {
  for (const auto& [name, where, spec] : binder.scenario.diffusions) {
    const std::string path = "diffusion." + name;
    Diffusion diffusion;
    diffusion.name = name;
    diffusion.address = name_hash("diffusion/" + name);
    diffusion.initial = binder.parameter_of(spec.initial, path + ".initial");
    diffusion.ceiling = binder.parameter_of(spec.ceiling, path + ".ceiling");
    diffusion.innovation = binder.parameter_of(spec.innovation, path + ".innovation");
    diffusion.imitation = binder.parameter_of(spec.imitation, path + ".imitation");
    diffusion.relapse = binder.parameter_of(spec.relapse, path + ".relapse");
    diffusion.included = binder.parameter_of(spec.included, path + ".included");
    for (const auto& [attribute, label] : spec.eligible) {
      const LabelSource source = binder.source_of({attribute, label.where}, path + ".eligible");
      const int value = binder.label_of(source, label, path + ".eligible." + attribute);
      if (source.kind == LabelSource::person && value >= 0) diffusion.eligible.push_back({source.index, static_cast<std::uint8_t>(value)});
    }
    binder.model.diffusions.push_back(std::move(diffusion));
  }
}

void compile_measures(Binder& binder) {
  Model& model = binder.model;
  compile_diffusions(binder);
  std::uint8_t person_count = 0;
  const auto weeks = static_cast<std::uint32_t>((model.horizon_ms - model.warm_up_ms + one_week.ms - 1) / one_week.ms + 1);
  for (const auto& [name, where, spec] : binder.scenario.tallies) {
    Tally tally;
    tally.name = name;
    tally.minutes = spec.minutes;
    tally.key = binder.key_by(spec.by, where, "tally." + name + ".by", tally.size);
    tally.offset = model.counts;
    tally.weekly = spec.weekly;
    tally.week_stride = tally.size;
    model.counts += tally.size * (tally.weekly ? weeks : 1);
    if (spec.per_person) {
      if (person_count == 4) binder.issues.add(where, "tally." + name + ".per_person", "is one too many", "4 tallies can be kept per person");
      tally.person_count = person_count++;
    }
    model.tallies.push_back(std::move(tally));
  }
  for (const auto& [name, where, spec] : binder.scenario.waits) {
    WaitMeasure wait;
    wait.name = name;
    for (const Located<double>& within : spec.within) wait.within.push_back(static_cast<std::int64_t>(within.value + 0.5));
    wait.key = binder.key_by(spec.by, where, "wait." + name + ".by", wait.rows);
    wait.from = spec.from == 1 ? WaitMeasure::arrival : WaitMeasure::joining;
    wait.working_days = spec.working_days;
    wait.plus = static_cast<std::int64_t>(spec.plus.value + 0.5);
    wait.whole_run = spec.whole_run;
    model.waits.push_back(std::move(wait));
  }
}

void compile_pathways(Binder& binder) {
  Model& model = binder.model;
  // Step 0 is where side jobs are: work without a patient.
  model.steps.assign(1, Step{StepKind::exit, 0, none, 0, 0, none, 0});
  model.step_names = {"side job"};
  model.exits.push_back({0});
  for (const auto& pathway : binder.scenario.pathways) {
    for (const auto& step : pathway.item.steps) {
      model.step_names.push_back(pathway.name + "." + step.name);
      model.steps.push_back({});
      model.steps.back().address = name_hash("pathway/" + pathway.name + "/" + step.name);
    }
    if (pathway.item.steps.empty()) binder.issues.add(pathway.where, "pathway." + pathway.name, "has no steps");
  }
  if (model.steps.size() >= none) binder.issues.add(binder.scenario.name.where, "pathway", "has too many steps");
  std::size_t at = 1;
  for (const auto& pathway : binder.scenario.pathways) {
    PathwayCompiler compiler(binder, pathway.name);
    for (std::size_t i = 0; i < pathway.item.steps.size(); ++i, ++at) {
      const Index below = i + 1 < pathway.item.steps.size() ? static_cast<Index>(at + 1) : none;
      Step step = model.steps[at];
      compiler.compile(pathway.item.steps[i], step, below);
      model.steps[at] = step;
    }
  }
  for (std::size_t i = 0; i < model.pools.size(); ++i) {
    const auto& [name, where, spec] = binder.scenario.pools[i];
    if (!spec.on_closed.value.empty()) model.pools[i].on_closed = step_of(binder, spec.on_closed, "", "pool." + name + ".on_closed");
  }
  compile_reallocations(binder);  // before the classes are counted: supervision has one too
  for (PoolKind& pool : model.pools) {
    for (unsigned c = 0; c < 32; ++c) {
      if (((pool.rules.preemptible >> c) & 1U) != 0) pool.rules.classes = std::max(pool.rules.classes, static_cast<int>(c) + 1);
    }
    pool.rules.classes = std::max(pool.rules.classes, static_cast<int>(pool.rules.limit_of_class.size()));
    pool.rules.limit_of_class.resize(static_cast<std::size_t>(pool.rules.classes), no_limit);
  }
}

}  // namespace draagkracht
