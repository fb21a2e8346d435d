#include "engine/simulation/run_state.h"

#include <algorithm>

#include "engine/core/fault.h"

namespace draagkracht {

namespace {

// Books look so far beyond the end of the run.
std::int32_t furthest_lead_days(const Model& model) {
  std::int32_t days = 0;
  for (const PoolKind& pool : model.pools) days = std::max(days, pool.has_book ? pool.book.lead_days : 0);
  return days + 1;
}

// Whose places persons find and lose during the run; 0: none.
std::size_t searched_scope(const Model& model) {
  std::size_t scope = model.scopes.size();
  while (scope-- > 1) {
    if (model.scopes[scope].search.any()) return scope;
  }
  return 0;
}

}  // namespace

std::vector<std::uint16_t> places_of_municipalities(const Model& model, const Population& population) {
  std::vector<std::uint16_t> places;
  if (model.municipalities.empty()) return places;
  for (const Wijk& wijk : population.wijken) {
    const auto called = [&](const std::string& name) {
      return name == wijk.municipality || name == wijk.municipality + " (" + wijk.municipality_code + ")";
    };
    // The second name, if there is one, stands for the later code.
    auto found = std::find_if(model.municipalities.begin(), model.municipalities.end(), [&](const std::string& name) {
      return name == wijk.municipality + " (" + wijk.municipality_code + ")";
    });
    if (found == model.municipalities.end())
      found = std::find_if(model.municipalities.begin(), model.municipalities.end(), called);
    DRAAGKRACHT_ENSURE(found != model.municipalities.end());
    places.push_back(static_cast<std::uint16_t>(found - model.municipalities.begin()));
  }
  return places;
}

RunState::RunState(const Model& the_model, const Region& the_region, RandomKey the_key)
    : model(the_model),
      region(the_region),
      key(the_key),
      calendar(model.start_day,
               static_cast<std::int32_t>((model.horizon_ms + one_day.ms - 1) / one_day.ms) + furthest_lead_days(model),
               model.holidays),
      has_labels(!model.variables.empty() || region.population != nullptr || model.repeated_steps > 0),
      has_values(RequestValues(model).any() || Visits(model).any() || !model.verbs.join.empty()),
      parameters(model, region),
      habits(model, parameters),
      chances(model),
      people(region.population, model.start_day, searched_scope(model)),
      clock{.warm_up = model.warm_up_ms, .horizon = model.horizon_ms},
      requests(label_lines(model.variables.size(), model.attributes.size())),
      values(model),
      visits(model),
      observer(model, region.pools.size(), clock.weeks()),
      servers(model, region, observer),
      holds(region.pools.size()),
      pending(model, region),
      workforces(model, region, calendar, key),
      enrolment(model, region, calendar, key),
      staff(model, region, calendar, key, clock.weeks(), &workforces),
      books(model, region, calendar, staff),
      arrivals(model, calendar, key),
      agenda(calendar.days()),
      events(EventOrder{this}),
      person_values(model, region.population == nullptr ? 0 : region.population->persons.size()),
      sensors(model, region),
      place_values(model, region),
      years(model),
      busy_before(region.pools.size()),
      plans(plan_steps(model, region, observer)),
      tallies(plan_tallies(model)),
      tallies_whole_run(
          std::any_of(tallies.begin(), tallies.end(), [](const TallyPlan& tally) { return tally.whole_run; })) {
  for (const Model::Global& global : model.globals) globals.push_back(global.value);
  if (region.population == nullptr) return;
  municipality_of_wijk = places_of_municipalities(model, *region.population);
  const std::size_t persons = region.population->persons.size();
  person_counts.reset(persons, model.person_counts());
  requests.reserve(region.population->residents() / 3);
  if (!model.families.empty() || !model.due_visits.empty() || !model.label_requests.empty())
    demand.emplace(model, region, calendar, people, key);
}

EventIdentity identity(const RunState& run, const Event& event, bool known) {
  switch (event_kind(event.key)) {
    case EventKind::calendar:
      return {event.id, event.stamp, 0};
    case EventKind::arrival:
      if (known) return {(*run.persons_arrivals)[event.id].entity, 0, 0};
      return {run.model.streams[event.id].address, 0, 0};
    default:
      break;
  }
  const Request& request = run.requests[event.id];
  return {request.entity, run.plans[request.step].step.address, request.visit};
}

}  // namespace draagkracht
