// Lists of places that change: who found a place or lost it, and how many places take people.
#include <algorithm>

#include "engine/simulation/measure_parts.h"

namespace draagkracht {

void measure_enrolment(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  const auto searched = [](const Model::Scope& scope) { return scope.search.any(); };
  if (std::none_of(model.scopes.begin(), model.scopes.end(), searched)) return;
  sink.dimension("place_state", "whether places take people", {"taking", "stopped", "closed"});
  sink.dimension("place_event", "what becomes of places", {"closes", "opens"});
  sink.dimension("list_event", "what becomes of persons without a place",
                 {"came", "moved", "place_closed", "found", "gone"});
  const auto counted = [&] {
    const EnrolmentCounts& until_now = run.simulation->state().enrolment.counts();
    return run.since == nullptr ? until_now : until_now - run.since->enrolment;
  };
  sink.add(
      "places_by_state", {"place_state"}, "1",
      "places that persons look for: take people, have stopped taking them or are closed, as the run, or the year, "
      "begins",
      [&] {
        const auto& number =
            run.since == nullptr ? run.simulation->state().enrolment.states_then() : run.since->places_by_state;
        return std::vector<double>(number.begin(), number.end());
      });
  sink.add("place_events", {"place_event"}, "1", "places that closed, and that opened again", [&] {
    const EnrolmentCounts counts = counted();
    return std::vector<double>{static_cast<double>(counts.closings), static_cast<double>(counts.openings)};
  });
  sink.add("list_events", {"list_event"}, "1",
           "persons without a place: came from elsewhere, or were born to one of them; moved and did not keep theirs; "
           "whose place closed; found one; died or left the region while looking",
           [&] {
             const EnrolmentCounts counts = counted();
             std::vector<double> numbers;
             for (const std::int64_t n : {counts.came, counts.moved, counts.place_closed, counts.found, counts.gone})
               numbers.push_back(static_cast<double>(n));
             return numbers;
           });
}

}  // namespace draagkracht
