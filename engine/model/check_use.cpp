// What is written and read by nothing: items that nobody names, in files that change another model, and keys of pools
// that no step can make use of. Without these rules a misspelt name would be a new item that changes nothing.
#include <algorithm>
#include <string>

#include "engine/model/compile_parts.h"
#include "engine/model/labelled_attribute.h"

namespace draagkracht {
namespace {

bool in_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Whether an expression names it, as a word of its own.
bool names(const std::string& expression, const std::string& name) {
  for (std::size_t at = expression.find(name); at != std::string::npos; at = expression.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !in_word(expression[at - 1])) && (end == expression.size() || !in_word(expression[end])))
      return true;
  }
  return false;
}

class UseChecks {
 public:
  explicit UseChecks(Binder& binder) : b_(binder) {}

  template <class T>
  void check_items(const NamedList<T>& items, const char* kind) {
    for (const auto& [name, where, item] : items) {
      if (b_.is_used(kind, name) || is_asked_for(name)) continue;
      const std::vector<std::string>& files = b_.scenario.extending;
      if (std::find(files.begin(), files.end(), where.file) == files.end()) continue;
      std::vector<std::string> others;
      for (const auto& other : items) {
        if (other.name != name) others.push_back(other.name);
      }
      b_.issues.add(where, std::string(kind) + "." + name, "is used by nothing", "nothing in the model names it",
                    did_you_mean(name, others));
    }
  }

  // A lever may stand in any file: it is there to change something.
  void check_levers() {
    for (const auto& [name, where, spec] : b_.scenario.levers) {
      if (b_.is_used("parameter", spec.parameter.value) || is_asked_for(spec.parameter.value)) continue;
      b_.issues.add(spec.parameter.where, "lever." + name + ".parameter",
                    "changes parameter " + quoted(spec.parameter.value) + ", which is used by nothing",
                    "nothing in the model reads it");
    }
  }

 private:
  bool is_asked_for(const std::string& name) const {
    return std::any_of(b_.scenario.kpis.begin(), b_.scenario.kpis.end(),
                       [&](const auto& kpi) { return names(kpi.item.value.value, name); });
  }

  Binder& b_;
};

// What the population and its needs name.
void note_use_by_people(Binder& binder) {
  const Scenario& s = binder.scenario;
  for (const Name* table :
       {&s.population.wijken, &s.population.projection, &s.population.attributes, &s.population.regions,
        &s.population.own_regions, &s.population.lives.table, &s.run.holidays, &s.run.day_types})
    binder.use("table", table->value);
  for (const Name& table : s.parameter_tables) binder.use("table", table.value);
  for (const auto& scope : s.scopes) {
    binder.use("table", scope.item.size_table.value);
    binder.use("scope", scope.item.of.value);
    for (const auto& preference : scope.item.preferences) binder.use("attribute", preference.item.attribute.value);
    binder.use("table", scope.item.places.value);
  }
  for (const auto& attribute : s.attributes) {
    binder.use("table", attribute.item.age_factor.table.value);
    for (const Name& by : attribute.item.age_factor.by) binder.use("attribute", by.value);
    binder.use("table", attribute.item.lookup.table.value);
    for (const Name& by : attribute.item.lookup.by) {
      const auto [column, name] = attribute_and_label(by.value);
      binder.use("attribute", name.empty() ? column : name);
      binder.use("scope", name.empty() ? column : name);
    }
    for (const auto& [other, odds] : attribute.item.odds) binder.use("attribute", other);
    for (const auto& [other, weight] : attribute.item.basis) binder.use("attribute", other);
    for (const auto& [text, points] : attribute.item.points) binder.use("attribute", attribute_and_label(text).first);
    for (const auto& exception : attribute.item.exceptions) {
      for (const auto& [other, labels] : exception.item.where) binder.use("attribute", other);
    }
  }
  for (const auto& need : s.needs) {
    binder.use("need", need.item.correlated_with.value);
    binder.use("attribute", need.item.raised_by.value);
  }
  for (const auto& pool : s.pools) binder.use("scope", pool.item.scope.value);
}

// What a step asks of one pool.
struct UseOfPool : StepParts {
  Index asked;
  bool books = false, seizes = false, is_joint = false;

  explicit UseOfPool(Index kind) : asked(kind) {}
  void pool(PoolRole role, Index kind) {
    const bool this_one = kind == asked;
    const bool among_others = role == PoolRole::seized_beside || role == PoolRole::seized_instead;
    is_joint = is_joint || among_others;
    seizes = seizes || (this_one && (role == PoolRole::seized || among_others));
    books = books || (this_one && (role == PoolRole::booked_today || role == PoolRole::booked_ahead));
  }
};

struct HasWork : StepParts {
  bool does = false;
  void time(TimeRole role, const TimeSource&) {
    does = does || role == TimeRole::service || role == TimeRole::accounted;
  }
};

// Keys of pools that mean something only with others, or with steps that ask for it.
class PoolUse {
 public:
  PoolUse(Binder& binder, std::size_t pool)
      : b_(binder),
        spec_(binder.scenario.pools[pool].item),
        kind_(binder.model.pools[pool]),
        classes_(binder.classes_used[pool]),
        path_("pool." + kind_.name) {
    for (const Step& step : b_.model.steps) {
      const UseOfPool use = visit_parts(b_.model.verbs, step, UseOfPool(static_cast<Index>(pool)));
      booked_ = booked_ || use.books;
      joint_ = joint_ || (use.seizes && use.is_joint);
    }
  }

  void check() {
    if (!has_hours()) {
      if (spec_.overtime) refuse("overtime", "has no effect", "the pool never closes");
      if (spec_.overtime_limit.set) refuse("overtime_limit", "has no effect", "the pool never closes");
      if (spec_.closing == 1) refuse("closing", "has no effect", "the pool never closes");
      if (!spec_.on_closed.value.empty()) refuse("on_closed", "is never taken", "the pool never closes");
      if (spec_.unlimited && spec_.queue_limit.value >= 0)
        refuse("queue_limit", "has no effect", "nobody waits for a pool that is unlimited and always open");
    }
    if (spec_.book.set && !booked_) refuse("book", "is used by nothing", "no step has `book` of this pool");
    if (spec_.book.set && spec_.book.prefer_own.value > 0 && kind_.own_variable == 0xff)
      refuse("book.prefer_own", "has no effect", "without `staff.continuity` nobody has a server of one's own");
    if (spec_.ageing.value > 0 && joint_)
      refuse("ageing", "stands at a pool that is seized together with others, or instead of them",
             "who waits for several pools keeps one priority");
    check_accumulation();
    check_order();
    if (classes_ == 0) return;  // no step asks for it: whether it is used at all is another question
    const auto always = static_cast<unsigned>(kind_.overtime_always);
    if (kind_.overtime_limit != none && (always >= 32 || classes_ >> always == 0))
      refuse("overtime_limit.always_below", "leaves nobody",
             "all priorities that steps ask it for are below " + std::to_string(always));
    check_priorities();
  }

 private:
  bool has_hours() const { return !spec_.schedule.value.empty() || spec_.roster.set || spec_.staff.set; }

  void check_accumulation() {
    if (spec_.accumulates.empty()) return;
    const char* const key = "accumulates";
    if (joint_)
      refuse(key, "stands at a pool that is seized together with others, or instead of them",
             "who waits for several pools keeps one priority");
    if (spec_.ageing.value > 0) refuse(key, "stands beside ageing", "one of them says how priority grows");
    if (!spec_.preemptible.empty())
      refuse(key, "stands beside preemptible", "services are interrupted by the order of their priorities");
    const auto wanted = static_cast<std::size_t>(kind_.rules.classes);
    if (classes_ != 0 && spec_.accumulates.size() != wanted)
      refuse(key, "has " + std::to_string(spec_.accumulates.size()) + " rates",
             "steps ask for priorities up to " + std::to_string(wanted - 1) + ", and each has its rate");
    else if (spec_.accumulates.size() == 1)
      refuse(key, "has no effect", "all who wait here have priority 0");
  }

  // A queue in the order of an expression.
  void check_order() {
    const auto ordered = [&](const SeizeStep& seize) {
      const std::vector<Index>& pools = seize.pool.pools;
      const auto pool = static_cast<Index>(&kind_ - b_.model.pools.data());
      return seize.order != none && std::find(pools.begin(), pools.end(), pool) != pools.end();
    };
    const std::vector<SeizeStep>& seizes = b_.model.verbs.seize;
    const auto found = std::find_if(seizes.begin(), seizes.end(), ordered);
    if (found == seizes.end()) return;
    const auto refuse_step = [&](const std::string& why) {
      std::size_t at = 1;
      for (const auto& pathway : b_.scenario.pathways) {
        for (const auto& step : pathway.item.steps) {
          const Step& compiled = b_.model.steps[at++];
          if (compiled.kind == StepKind::seize && &seizes[compiled.index] == &*found)
            b_.issues.add(step.item.order_by.where, "pathway." + pathway.name + ".step." + step.name + ".order_by",
                          "orders the queue of pool " + quoted(kind_.name), why);
        }
      }
    };
    if (joint_) refuse_step("somewhere it is seized together with others, or instead of them: lines are by joining");
    if (spec_.ageing.value > 0) refuse_step("its ageing orders it by the time of joining");
    if (!spec_.accumulates.empty()) refuse_step("its accumulates orders it by the time of joining");
  }

  void check_priorities() {
    if (spec_.ageing.value > 0 && (classes_ & ~1U) == 0)
      refuse("ageing", "has no effect", "all who wait here have priority 0");
    std::uint32_t preemptible = 0;
    for (const Located<double>& one : spec_.preemptible) preemptible |= 1U << static_cast<unsigned>(one.value);
    if (preemptible != 0 && (preemptible & classes_ & ~1U) == 0)
      refuse("preemptible", "has no effect", "no service of these priorities gives way to a lower one");
    for (const auto& [name, where, limit] : spec_.limits) {
      std::uint32_t limited = 0;
      for (const Located<double>& one : limit.priorities) limited |= 1U << static_cast<unsigned>(one.value);
      if ((limited & classes_) == 0)
        b_.issues.add(where, path_ + ".limit." + name + ".priorities", "limit nothing",
                      "no step asks this pool for a service of these priorities");
    }
  }

  void refuse(const char* key, const std::string& problem, const std::string& why) {
    b_.issues.add(where_of(key), path_ + "." + key, problem, why);
  }
  Location where_of(std::string_view key) const {
    if (key == "on_closed") return spec_.on_closed.where;
    if (key == "accumulates") return spec_.accumulates[0].where;
    if (key == "queue_limit") return spec_.queue_limit.where;
    if (key.starts_with("overtime_limit")) return spec_.overtime_limit.where;
    if (key == "book.prefer_own") return spec_.book.prefer_own.where;
    if (key == "ageing") return spec_.ageing.where;
    if (key == "preemptible") return spec_.preemptible[0].where;
    if (key == "book") return spec_.book.sessions.where;
    const auto pool = static_cast<std::size_t>(&kind_ - b_.model.pools.data());
    return b_.scenario.pools[pool].where;
  }

  Binder& b_;
  const PoolSpec& spec_;
  const PoolKind& kind_;
  std::uint32_t classes_;
  std::string path_;
  bool booked_ = false, joint_ = false;
};

// Minutes that no step has.
void check_minutes(Binder& binder) {
  const Model& m = binder.model;
  for (std::size_t t = 0; t < binder.scenario.tallies.size(); ++t) {
    if (!binder.scenario.tallies[t].item.minutes) continue;
    bool counted = false, served = false;
    for (const Step& step : m.steps) {
      const auto first = m.step_tallies.begin() + step.first_tally;
      if (std::find(first, first + step.tallies, static_cast<Index>(t)) == first + step.tallies) continue;
      counted = true;
      served = served || visit_parts(m.verbs, step, HasWork{}).does;
    }
    if (counted && !served)
      binder.issues.add(binder.scenario.tallies[t].where, "tally." + binder.scenario.tallies[t].name + ".minutes",
                        "counts no minutes", "no step that names it has a service, or work of `account`");
  }
}

// A wait since a moment that nobody sets would count nothing.
void check_marks(Binder& binder) {
  const StepsByVerb& verbs = binder.model.verbs;
  for (std::size_t w = 0; w < binder.model.waits.size(); ++w) {
    const WaitMeasure& wait = binder.model.waits[w];
    if (wait.from != WaitMeasure::mark) continue;
    const auto sets = [&](const NumberPlace& place) { return place == wait.since; };
    const bool set = std::any_of(verbs.sample.begin(), verbs.sample.end(),
                                 [&](const SampleStep& step) { return sets(step.number); }) ||
                     std::any_of(verbs.assign.begin(), verbs.assign.end(), [&](const AssignStep& step) {
                       return std::any_of(step.assignments.begin(), step.assignments.end(),
                                          [&](const AssignStep::Assignment& one) { return sets(one.number); });
                     });
    if (set) continue;
    const Name& since = binder.scenario.waits[w].item.since;
    binder.issues.add(since.where, "wait." + wait.name + ".since", "counts nothing",
                      "no step assigns number " + quoted(since.value),
                      "Let a step assign it, such as assign = {" + since.value + " = \"now\"}");
  }
}

// A sensor stands in no results: read by nothing it does nothing.
void check_sensors(Binder& binder) {
  for (const auto& [name, where, spec] : binder.scenario.sensors) {
    if (!binder.is_used("sensor", name))
      binder.issues.add(where, "sensor." + name, "is read by nothing", "a sensor stands in no results by itself",
                        "Let an expression read it, such as when = \"" + name + " > 1\"");
  }
}

}  // namespace

void check_use(Binder& binder) {
  note_use_by_people(binder);
  const Scenario& s = binder.scenario;
  UseChecks checks(binder);
  checks.check_items(s.tables, "table");
  checks.check_items(s.variables, "variable");
  checks.check_items(s.numbers, "number");
  checks.check_items(s.globals, "global");
  checks.check_items(s.person_numbers, "person_number");
  checks.check_items(s.attributes, "attribute");
  checks.check_items(s.needs, "need");
  checks.check_items(s.parameters, "parameter");
  checks.check_items(s.diffusions, "diffusion");
  checks.check_items(s.scopes, "scope");
  checks.check_items(s.schedules, "schedule");
  checks.check_items(s.pools, "pool");
  checks.check_items(s.tallies, "tally");
  checks.check_items(s.waits, "wait");
  if (s.streams.empty()) return;  // a part of a model, which others complete
  checks.check_levers();
  for (std::size_t pool = 0; pool < s.pools.size(); ++pool) PoolUse(binder, pool).check();
  check_minutes(binder);
  check_marks(binder);
  check_sensors(binder);
}

}  // namespace draagkracht
