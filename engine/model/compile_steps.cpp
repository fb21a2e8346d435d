// Steps of a pathway: where each goes on, what it counts, and the verbs that neither serve nor choose.
#include <algorithm>

#include "engine/core/limits.h"
#include "engine/model/compile_parts.h"
#include "engine/model/formula.h"
#include "engine/model/pathway_compiler.h"

namespace draagkracht {

namespace {

bool chooses(StepKind kind) {
  return kind == StepKind::chance || kind == StepKind::when || kind == StepKind::switch_label ||
         kind == StepKind::switch_schedule;
}

}  // namespace

void PathwayCompiler::compile(const Named<StepSpec>& named, Step& step, Index below) {
  const StepSpec& s = named.item;
  path_ = "pathway." + pathway_ + ".step." + named.name;
  where_ = named.where;
  step.next = s.then.value.empty() ? below : target(s.then, "then");
  compile_counts(s, step);
  compile_verb(s, step);
  if (!s.branches.empty()) compile_branches(s, step);
  bool needs_next = step.branch == none && step.kind != StepKind::exit && !chooses(step.kind);
  if (step.kind == StepKind::switch_label && step.index != none) {  // unless every label has its step
    const std::vector<Index>& to = b_.model.switches[step.index].to;
    needs_next = std::find(to.begin(), to.end(), none) != to.end();
  }
  if (needs_next && step.next == none && s.then.value.empty()) {
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
  if (s.wait.value.empty() || !s.seize.value.empty() || !s.book.value.empty()) return;
  const Index wait = wait_of(s.wait);
  if (wait == none) return;
  if (b_.model.waits[wait].from == WaitMeasure::joining) {
    b_.issues.add(s.wait.where, path_ + ".wait",
                  "names measure " + quoted(s.wait.value) + ", which counts from joining a queue",
                  "only `seize` and `book` have a queue", "Give wait." + s.wait.value + " from = \"arrival\"");
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
    m.untils.push_back({b_.schedule_of(s.until, path_ + ".until")});
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
    if (s.then.value.empty() && s.counts.empty() && s.wait.value.empty()) {
      issue("", "does nothing", "a step needs something to do or to count, or `then`");
    }
  }
}

AssignStep::Assignment PathwayCompiler::number_of(const Name& name, const std::string& key, bool& is_time) {
  const Model& m = b_.model;
  std::vector<std::string> known = m.numbers;
  for (const Model::Global& global : m.globals) known.push_back(global.name);
  const int i = b_.find(name, known, "number", path_ + "." + key);
  AssignStep::Assignment assignment;
  assignment.index = none;
  if (i < 0) return assignment;
  const auto at = static_cast<std::size_t>(i);
  const bool global = at >= m.numbers.size();
  b_.use(global ? "global" : "number", name.value);
  is_time = global ? m.globals[at - m.numbers.size()].is_time : m.number_is_time[at] != 0;
  assignment.global = global;
  assignment.index = static_cast<Index>(global ? at - m.numbers.size() : at);
  return assignment;
}

void PathwayCompiler::compile_assign(const StepSpec& s, Step& step) {
  Model& m = b_.model;
  step.kind = StepKind::assign;
  AssignStep assign;
  bool is_time = false;
  if (!s.sample.value.empty()) {
    AssignStep::Assignment drawn = number_of(s.sample, "sample", is_time);
    if (s.time.set == s.law.set)
      issue(is_time ? "time" : "law", "is missing", "exactly one of `time` and `law` says what is drawn");
    const bool known = drawn.index != none;
    if (known && s.time.set && !is_time)
      issue("sample", "draws a time for " + quoted(s.sample.value), "it is a plain number");
    if (known && s.law.set && is_time)
      issue("sample", "draws a plain number for " + quoted(s.sample.value), "it is a time");
    drawn.draw = time(s.time, "time");
    if (s.law.set) drawn.law = compile_law(b_, s.law, path_ + ".law", 1);
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

}  // namespace draagkracht
