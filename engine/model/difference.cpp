#include "engine/model/difference.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace draagkracht {
namespace {

const std::vector<std::string> no_names;

// Things of one kind in a model, with what they are called.
template <class T>
struct Part {
  std::string_view kind;  // of one of them
  const T& things;
  const std::vector<std::string>& names;  // axis: as `things`; fewer: the others have no name
};

// All of a model but its parameters, of which levers may make something else later.
auto parts_of(const Model& model) {
  // All members: a new one does not compile until it is placed here. Notes, the name and the readers of parameters are
  // about the model, and no part of it.
  const auto& [name, variables, variable_labels, attributes, attribute_labels, attribute_times, person_numbers, by_hour,
               numbers, number_is_time, globals, person_values, person_labels, sensors, place_numbers, place_rules,
               formulas, keeps_waits, keeps_order, parameters, uses, parameter_rows, times, choices, schedules,
               schedule_names, outcomes, steps, step_names, repeated_steps, verbs, branches, rules, diffusions,
               step_tallies, scopes, groups, pools, workforces, loads, load_periods, load_by_municipality,
               municipalities, load_names, streams, paces, profiles, day_profiles, seasons, families, due_visits,
               label_requests, initials, tallies, counts, asked_counts, asked_minutes, waits, windows, notes, start_day,
               person_died, person_left, place_closed, warm_up_ms, horizon_ms, past_like_ms, years, arrivals, holidays,
               half_day_ms] = model;
  const auto part = []<class T>(std::string_view kind, const T& things,
                                const std::vector<std::string>& names = no_names) {
    return Part<T>{kind, things, names};
  };
  return std::tuple(
      part("what key figures ask for", asked_counts), part("what key figures ask for", asked_minutes),
      part("run.start", start_day), part("population.lives.died", person_died),
      part("population.lives.left", person_left), part("scope.closing.exit", place_closed),
      part("run.warm_up", warm_up_ms), part("run.horizon", horizon_ms), part("run.past_like", past_like_ms),
      part("who is there at the start", initials), part("run.arrivals", arrivals), part("holiday", holidays),
      part("half_day", half_day_ms), part("variable", variables),
      part("labels of variable", variable_labels, variables), part("attribute", attributes),
      part("labels of attribute", attribute_labels, attributes), part("number", numbers),
      part("attribute", attribute_times), part("number", person_numbers), part("table by hour", by_hour),
      part("number", number_is_time, numbers), part("global", globals), part("person_number", person_values),
      part("attribute", person_labels), part("sensor", sensors), part("global", place_numbers),
      part("rule", place_rules), part("parameter rows", parameter_rows), part("schedule", schedule_names),
      part("schedule", schedules, schedule_names), part("outcome", outcomes), part("step", step_names),
      part("step", steps, step_names), part("step", repeated_steps), part("step", verbs), part("branch", branches),
      part("reallocation", rules), part("habit", diffusions), part("formula", formulas), part("formula", keeps_waits),
      part("formula", keeps_order), part("scope", scopes), part("scope", groups), part("pool", pools),
      part("workforce", workforces), part("load", load_names), part("load", loads, load_names),
      part("load", load_periods, load_names), part("load", load_by_municipality, load_names),
      part("municipality", municipalities), part("run.periods", years), part("stream", streams), part("pace", paces),
      part("profile", profiles), part("day_factor", day_profiles), part("season", seasons),
      part("demand family", families), part("visit", due_visits), part("stream", label_requests),
      part("tally", tallies), part("tally", counts), part("tally of a step", step_tallies), part("wait", waits),
      part("window", windows), part("time", times), part("choice", choices));
}

template <class T>
bool equal(const T& a, const T& b) {
  return a == b;
}

// Which of two lists of things differ first, by name; "" if none does.
template <class T>
std::string first_difference(const Part<T>& before, const Part<T>& after) {
  if (equal(before.things, after.things)) return {};
  std::string what(before.kind);
  if constexpr (requires {
                  before.things.size();
                  before.things[0];
                }) {
    for (std::size_t i = 0; i < std::min(before.things.size(), after.things.size()); ++i) {
      if (equal(before.things[i], after.things[i])) continue;
      if constexpr (requires { before.things[i].name; }) return what + ' ' + after.things[i].name;
      if (i < after.names.size()) return what + ' ' + after.names[i];
      break;
    }
  }
  return what;
}

// Which step does something else; "" if none does, or if the models have other steps.
std::string first_step(const Model& before, const Model& after) {
  if (before.verbs == after.verbs || before.steps != after.steps || before.step_names != after.step_names) return {};
  for (std::size_t i = 0; i < before.steps.size(); ++i) {
    const Step& step = before.steps[i];
    const bool same = before.verbs.visit(step, [&]<class Verb>(const Verb& verb) {
      return after.verbs.visit(step, [&]<class Other>(const Other& other) {
        if constexpr (std::is_same_v<Verb, Other>) return verb == other;
        return false;
      });
    });
    if (!same) return "step " + before.step_names[i];
  }
  return {};
}

template <std::size_t... I>
std::string first_difference(const Model& before, const Model& after, std::index_sequence<I...>) {
  const auto a = parts_of(before), b = parts_of(after);
  std::string what = first_step(before, after);
  if (!what.empty()) return what;
  static_cast<void>(((what = first_difference(std::get<I>(a), std::get<I>(b)), !what.empty()) || ...));
  return what;
}

bool same_value(const Parameter& a, const Parameter& b) {
  return a.name == b.name && a.key == b.key && a.values == b.values && a.first == b.first && a.low == b.low &&
         a.high == b.high;
}

// Whatever it is called, and wherever it stands.
bool same_effect(const LeverEffect& a, const LeverEffect& b) {
  return a.course == b.course && a.rows == b.rows && a.conditions == b.conditions && a.places == b.places;
}

// From when on two lists of levers on one parameter have different effects. Levers work one after the other, and none
// before it begins: what both have in the same order makes no difference.
std::int32_t first_day(const std::vector<LeverEffect>& before, const std::vector<LeverEffect>& after) {
  std::int32_t day = ModelDifference::never;
  auto next = after.begin();
  for (const LeverEffect& lever : before) {
    const auto same =
        std::find_if(next, after.end(), [&](const LeverEffect& other) { return same_effect(lever, other); });
    if (same == after.end()) {
      day = std::min(day, lever.course.from_day);
      continue;
    }
    for (; next != same; ++next) day = std::min(day, next->course.from_day);
    ++next;
  }
  for (; next != after.end(); ++next) day = std::min(day, next->course.from_day);
  return day;
}

// The first parameter that differs, and from when on.
ModelDifference parameter_difference(const Model& before, const Model& after) {
  if (before.parameters.size() != after.parameters.size()) return {0, "parameters"};
  ModelDifference found;
  for (std::size_t p = 0; p < before.parameters.size() && found.from_day > 0; ++p) {
    const Parameter &here = before.parameters[p], &there = after.parameters[p];
    const std::int32_t day = same_value(here, there) ? first_day(here.levers, there.levers) : 0;
    if (day < found.from_day) found = {day, "parameter " + there.name};
  }
  return found;
}

}  // namespace

ModelDifference difference(const Model& before, const Model& after) {
  // Parameters first: that takes no time, and most scenarios differ in nothing else.
  ModelDifference found = parameter_difference(before, after);
  if (found.from_day == 0) return found;
  constexpr auto parts = std::make_index_sequence<std::tuple_size_v<decltype(parts_of(before))>>{};
  std::string part = first_difference(before, after, parts);
  if (!part.empty()) found = {0, std::move(part)};
  return found;
}

}  // namespace draagkracht
