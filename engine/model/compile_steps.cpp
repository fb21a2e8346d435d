// Steps of a pathway: where each goes on, what it counts, and the verbs that neither serve nor choose.
#include <algorithm>

#include "engine/core/limits.h"
#include "engine/model/compile_parts.h"
#include "engine/model/formula.h"
#include "engine/model/pathway_compiler.h"
#include "engine/model/pathway_graph.h"

namespace draagkracht {
void PathwayCompiler::compile(const Named<StepSpec>& named, Step& step, Index below) {
  const StepSpec& s = named.item;
  path_ = "pathway." + pathway_ + ".step." + named.name;
  where_ = named.where;
  step.next = s.then.value.empty() ? below : target(s.then, "then");
  compile_counts(s, step);
  compile_verb(s, step);
  if (!s.branches.empty()) compile_branches(s, step);
  if (step.branch == none && goes_on(b_.model.verbs, step) && step.next == none && s.then.value.empty()) {
    issue("", "is the last step of its pathway and no exit", "a request must leave by an exit",
          "add then = \"...\" or an exit");
  }
}

void PathwayCompiler::issue(const std::string& key, std::string problem, std::string why, std::string suggestion) {
  b_.issues.add(where_, key.empty() ? path_ : path_ + "." + key, std::move(problem), std::move(why),
                std::move(suggestion));
}

Index PathwayCompiler::target(const Name& name, const char* key) {
  return name.value.empty() ? none : step_of(b_, name, pathway_, path_ + "." + key);
}

TimeSource PathwayCompiler::time(const TimeSpec& spec, const char* key) {
  return compile_time(b_, spec, path_ + "." + key);
}

Index PathwayCompiler::wait_of(const Name& name) {
  if (name.value.empty()) return none;
  std::vector<std::string> known;
  for (const WaitMeasure& wait : b_.model.waits) known.push_back(wait.name);
  b_.use("wait", name.value);
  const int i = b_.find(name, known, "wait", path_ + ".wait");
  return i < 0 ? none : static_cast<Index>(i);
}

void PathwayCompiler::compile_counts(const StepSpec& s, Step& step) {
  step.first_tally = static_cast<Index>(b_.model.step_tallies.size());
  if (s.counts.size() > limits::step_tallies) {
    issue("counts", "names " + std::to_string(s.counts.size()) + " tallies",
          "at most " + std::to_string(limits::step_tallies) + " are possible");
    return;
  }
  std::vector<std::string> known;
  for (const auto& tally : b_.scenario.tallies) known.push_back(tally.name);
  for (const Name& name : s.counts) {
    const int i = b_.find(name, known, "tally", path_ + ".counts");
    if (i < 0) continue;
    b_.use("tally", name.value);
    b_.model.step_tallies.push_back(static_cast<Index>(i));
    ++step.tallies;
  }
  const bool waits =
      !s.seize.value.empty() || !s.book.value.empty() || !s.await.value.empty() || !s.join.empty() || s.has_gather;
  if (s.wait.value.empty() || waits) return;
  const Index wait = wait_of(s.wait);
  if (wait == none) return;
  if (b_.model.waits[wait].from == WaitMeasure::joining) {
    b_.issues.add(s.wait.where, path_ + ".wait",
                  "names measure " + quoted(s.wait.value) + ", which counts from joining a queue",
                  "nothing is waited for here", "Give wait." + s.wait.value + " from = \"arrival\"");
    return;
  }
  b_.model.step_tallies.push_back(tally_of_stays(wait));
  ++step.tallies;
}

Index PathwayCompiler::tally_of_stays(Index wait) {
  std::vector<Tally>& tallies = b_.model.tallies;
  const auto known =
      std::find_if(tallies.begin(), tallies.end(), [&](const Tally& tally) { return tally.wait == wait; });
  if (known != tallies.end()) return static_cast<Index>(known - tallies.begin());
  const WaitMeasure& measure = b_.model.waits[wait];
  Tally tally;
  tally.name = measure.name;
  tally.wait = wait;
  tally.key = measure.key;
  tally.size = measure.rows;
  tally.whole_run = measure.whole_run;
  tally.offset = b_.model.counts;
  b_.model.counts += tally.size;
  tallies.push_back(std::move(tally));
  return static_cast<Index>(tallies.size() - 1);
}

void PathwayCompiler::compile_verb(const StepSpec& s, Step& step) {
  if (verbs_of(s).size() > 1) {
    issue("", "says more than one thing to do", "a step has exactly one of " + all_verbs());
    return;
  }
  if (!s.seize.value.empty()) return compile_seize(s, step);
  if (!s.book.value.empty()) return compile_book(s, step);
  if (!s.await.value.empty()) return compile_await(s, step);
  if (!s.join.empty()) return compile_join(s, step);
  if (s.has_gather) return compile_gather(s, step);
  if (!s.draw.value.empty()) return compile_draw(s, step);
  if (!s.select.value.empty()) return compile_select(s, step);
  if (s.has_chance || s.chance_lookup.set) return compile_chance(s, step);
  if (!s.adopts.value.empty()) return compile_adopts(s, step);
  if (!s.when.value.empty()) return compile_when(s, step);
  if (!s.sample.value.empty()) return compile_sample(s, step);
  if (!s.assign.empty()) return compile_assign(s, step);
  StepsByVerb& verbs = b_.model.verbs;
  if (!s.release.empty()) {
    put(step, verbs.release, {pools_of(s.release, "release")});
  } else if (!s.account.value.empty()) {
    if (!s.time.set) issue("time", "is missing", "there must be something to count");
    put(step, verbs.account, {b_.pool_of(s.account, path_ + ".account"), time(s.time, "time")});
  } else if (s.delay.set) {
    put(step, verbs.delay, {time(s.delay, "delay")});
  } else if (!s.until.value.empty()) {
    put(step, verbs.until, {b_.schedule_of(s.until, path_ + ".until")});
  } else if (!s.copy.value.empty()) {
    const std::size_t equals = s.copy.value.find('=');
    if (equals == std::string::npos) return issue("copy", "must be written variable=other");
    const int to = b_.variable_of({s.copy.value.substr(0, equals), s.copy.where}, path_ + ".copy");
    const int from = b_.variable_of({s.copy.value.substr(equals + 1), s.copy.where}, path_ + ".copy");
    put(step, verbs.copy, {static_cast<std::uint8_t>(std::max(to, 0)), static_cast<std::uint8_t>(std::max(from, 0))});
  } else if (!s.move.value.empty()) {
    put(step, verbs.move, move_of(s));
  } else if (!s.spawn.value.empty()) {
    SpawnStep spawn;
    spawn.enters = step_of(b_, s.spawn, "", path_ + ".spawn");
    if (s.after.set) spawn.delay = time(s.after, "after");
    if (!s.copies.value.empty()) spawn.copies = compile_formula(b_, s.copies, path_ + ".copies", number_kind);
    spawn.set = compile_sets(b_, s.set, path_ + ".set");
    put(step, verbs.spawn, std::move(spawn));
  } else if (!s.exit.value.empty()) {
    std::vector<std::string>& outcomes = b_.model.outcomes;
    auto it = std::find(outcomes.begin(), outcomes.end(), s.exit.value);
    if (it == outcomes.end()) it = outcomes.insert(it, s.exit.value);
    put(step, verbs.exit, {static_cast<Index>(it - outcomes.begin())});
  } else if (s.reallocate) {
    step.kind = StepKind::reallocate;
  } else if (!s.set.empty() && b_.find_attribute(s.set[0].first) != none) {
    compile_set_person(s, step);
  } else if (!s.set.empty()) {
    // One step per variable would need addresses of its own: several sets are a chain behind one name.
    const std::vector<SetStep> sets = compile_sets(b_, s.set, path_ + ".set");
    if (sets.size() > 1) return issue("set", "sets more than one variable", "one step sets one variable");
    put(step, verbs.set, sets.empty() ? SetStep{} : sets[0]);
  } else if (s.branches.empty() && s.then.value.empty() && s.counts.empty() && s.wait.value.empty()) {
    issue("", "does nothing", "a step needs something to do or to count, or `then`");
  }
}

MoveStep PathwayCompiler::move_of(const StepSpec& s) {
  MoveStep move;
  move.pool = b_.pool_of(s.move, path_ + ".move");
  if (move.pool != none && b_.model.pools[move.pool].scope == 0)
    b_.issues.add(s.move.where, path_ + ".move", "names pool " + quoted(s.move.value) + ", which has one place",
                  "it is one for the region", "Name a pool of a scope");
  if (s.moved.value.empty()) return move;
  const int variable = b_.variable_of(s.moved, path_ + ".moved");
  if (variable < 0) return move;
  move.variable = static_cast<std::uint8_t>(variable);
  if (b_.model.variable_labels[move.variable].size() < 2)
    b_.issues.add(s.moved.where, path_ + ".moved", "variable " + quoted(s.moved.value) + " has one label",
                  "the second is for those who were moved");
  return move;
}

NumberPlace PathwayCompiler::number_of(const Name& name, const std::string& key, bool& is_time) {
  const Model& m = b_.model;
  std::vector<std::string> known = m.numbers;
  for (const Model::Global& value : m.person_values) known.push_back(value.name);
  for (const Model::Global& global : m.globals) known.push_back(global.name);
  for (const Model::PlaceNumber& number : m.place_numbers) known.push_back(number.name);
  const int i = b_.find(name, known, "number", path_ + "." + key);
  if (i < 0) return {};
  auto at = static_cast<std::size_t>(i);
  if (at < m.numbers.size()) {
    b_.use("number", name.value);
    is_time = m.number_is_time[at] != 0;
    return {NumberPlace::request, static_cast<Index>(at)};
  }
  at -= m.numbers.size();
  const bool of_person = at < m.person_values.size();
  if (!of_person) at -= m.person_values.size();
  if (!of_person && at >= m.globals.size()) {
    at -= m.globals.size();
    b_.use("global", name.value);
    is_time = m.place_numbers[at].is_time;
    return {NumberPlace::place, static_cast<Index>(at)};
  }
  b_.use(of_person ? "person_number" : "global", name.value);
  is_time = (of_person ? m.person_values : m.globals)[at].is_time;
  return {of_person ? NumberPlace::person : NumberPlace::model, static_cast<Index>(at)};
}

void PathwayCompiler::compile_set_person(const StepSpec& s, Step& step) {
  if (s.set.size() > 1) return issue("set", "sets more than one label", "one step sets one label");
  const auto& [name, label] = s.set[0];
  const Index attribute = b_.find_attribute(name);
  const LabelSource source = LabelSource::of_attribute(attribute, b_.model.variables.size());
  const std::vector<Index>& those = b_.model.person_labels;
  const auto which = std::find(those.begin(), those.end(), attribute);
  b_.use("attribute", name);
  const std::string key = path_ + ".set." + name;
  if (which == those.end()) {
    b_.issues.add(label.where, key, "sets attribute " + quoted(name),
                  "who a person is does not hang on what happens to requests",
                  "Set a variable, or an attribute of kind set_by_steps");
    return;
  }
  const int value = b_.label_of(source, label, key);
  if (value < 0) return;
  put(step, b_.model.verbs.set_person,
      {source.slot, static_cast<std::uint8_t>(value), static_cast<Index>(which - those.begin())});
}

void PathwayCompiler::compile_sample(const StepSpec& s, Step& step) {
  bool is_time = false;
  SampleStep sample;
  sample.number = number_of(s.sample, "sample", is_time);
  const int ways = (s.time.set ? 1 : 0) + (s.law.set ? 1 : 0) + (s.lookup.set ? 1 : 0);
  if (ways == 0)
    issue(is_time ? "time" : "law", "is missing", "one of `time`, `law` and `lookup` says what the number is");
  if (ways > 1) issue("", "says more than once what the number is", "by one of `time`, `law` and `lookup`");
  const bool known = sample.number.index != none;
  if (s.lookup.set) {
    KeyedNumbers numbers = b_.numbers(s.lookup, path_ + ".lookup");
    sample.key = numbers.key;
    sample.values = std::move(numbers.values);
    if (!s.lookup.rest.value.empty())
      b_.issues.add(s.lookup.rest.where, path_ + ".lookup.rest", "stands at a number",
                    "only shares of a draw leave a rest");
    if (known && is_time)
      issue("sample", "takes a plain number for " + quoted(s.sample.value), "it is a time",
            "`assign` multiplies a number by a time");
  }
  if (known && s.time.set && !is_time)
    issue("sample", "draws a time for " + quoted(s.sample.value), "it is a plain number");
  if (known && s.law.set && is_time)
    issue("sample", "draws a plain number for " + quoted(s.sample.value), "it is a time");
  sample.time = time(s.time, "time");
  if (s.law.set) sample.law = compile_law(b_, s.law, path_ + ".law", 1);
  put(step, b_.model.verbs.sample, std::move(sample));
}

void PathwayCompiler::compile_assign(const StepSpec& s, Step& step) {
  AssignStep assign;
  for (const auto& [name, expression] : s.assign) {
    bool is_time = false;
    const NumberPlace number = number_of({name, expression.where}, "assign", is_time);
    if (number.index == none) continue;
    assign.assignments.push_back(
        {number, compile_formula(b_, expression, path_ + ".assign." + name, is_time ? time_kind : number_kind)});
  }
  put(step, b_.model.verbs.assign, std::move(assign));
}

}  // namespace draagkracht
