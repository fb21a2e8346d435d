// Who the results are about: how long was counted, how many persons, of which labels, where.
#include <cmath>

#include "engine/simulation/measure_parts.h"
#include "engine/simulation/person_lists.h"

namespace draagkracht {

void measure_people(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  const Population* population = run.region == nullptr ? nullptr : run.region->population;
  sink.add("years_counted", {}, "365.25 d", "length of the period counted, in years of 365.25 days", [&] {
    return std::vector<double>{static_cast<double>(run.to_ms(model) - run.from_ms(model)) /
                               (365.25 * static_cast<double>(one_day.ms))};
  });
  sink.add("inhabitants", {}, "1", "inhabitants simulated one by one, as the run, or the year, begins", [&] {
    if (run.since != nullptr) return std::vector<double>{static_cast<double>(run.since->persons)};
    return std::vector<double>{population == nullptr ? 0.0 : static_cast<double>(population->residents())};
  });
  if (lives_go_on(model)) {
    sink.add("life_events", {"life_event"}, "1",
             "persons who were born, came from elsewhere, died, left the region or moved inside it", [&] {
               // A day's changes are those of the midnight that begins it: of a New Year's they are the old year's, and
               // who is counted as a year begins has come.
               const std::int64_t until =
                   run.to_ms(model) == model.horizon_ms ? model.horizon_ms - 1 : run.to_ms(model);
               const LifeChanges changes =
                   run.simulation->state().people.changes(day_index(Time{run.from_ms(model)}), day_index(Time{until}));
               const auto number = [](std::int64_t n) { return static_cast<double>(n); };
               return std::vector<double>{number(changes.born), number(changes.arrived), number(changes.died),
                                          number(changes.left), number(changes.moved)};
             });
  }
  std::size_t first_label = 0;
  for (std::size_t a = 0; a < model.attributes.size(); ++a) {
    sink.add("inhabitants_by_" + model.attributes[a], {model.attributes[a]}, "1",
             "inhabitants by " + model.attributes[a], [&] {
               std::vector<double> numbers(model.attribute_labels[a].size(), 0.0);
               if (run.since != nullptr) {
                 const auto first = run.since->by_label.begin() + static_cast<std::ptrdiff_t>(first_label);
                 numbers.assign(first, first + static_cast<std::ptrdiff_t>(numbers.size()));
               } else if (population != nullptr) {
                 for (const Person& person : population->all_residents()) ++numbers[person.label(a)];
               }
               return numbers;
             });
    first_label += model.attribute_labels[a].size();
  }
  if (!model.municipalities.empty()) {
    sink.add("inhabitants_by_municipality", {"municipality"}, "1", "inhabitants by municipality", [&] {
      std::vector<double> numbers(model.municipalities.size(), missing);
      const std::vector<std::uint16_t>& municipality_of = run.simulation->state().municipality_of_wijk;
      for (const std::uint16_t municipality : municipality_of) numbers[municipality] = 0;
      for (std::size_t m = 0; run.since != nullptr && m < numbers.size(); ++m) {
        if (!std::isnan(numbers[m])) numbers[m] = static_cast<double>(run.since->by_municipality[m]);
      }
      if (run.since == nullptr) {
        for (const Person& person : population->all_residents()) ++numbers[municipality_of[person.wijk]];
      }
      return numbers;
    });
  }
  if (model.scopes.size() > 1) {
    sink.add("places", {"scope"}, "1", "places of a kind, such as practices", [&] {
      std::vector<double> numbers;
      for (std::size_t s = 1; s < model.scopes.size(); ++s)
        numbers.push_back(population == nullptr ? 0.0 : static_cast<double>(population->places[s].size()));
      return numbers;
    });
    sink.add("inhabitants_without_place", {"scope"}, "1",
             "inhabitants who belong to no place of this kind, or whom theirs does not keep on its list; on average, "
             "of a year on its first day",
             [&] {
               if (run.since != nullptr)
                 return std::vector<double>(run.since->without_place.begin(), run.since->without_place.end());
               std::vector<double> numbers(model.scopes.size() - 1, 0.0);
               if (population != nullptr) {
                 for (const Person& person : population->all_residents()) {
                   for (std::size_t s = 1; s < model.scopes.size(); ++s)
                     numbers[s - 1] += person.place[s - 1] == no_place ? 1 : 0;
                 }
                 for (std::size_t s = 1; s < model.scopes.size(); ++s) {
                   if (model.scopes[s].search.any()) {
                     numbers[s - 1] = run.simulation->state().enrolment.mean_without_place();
                   } else if (model.scopes[s].list.size != none) {
                     numbers[s - 1] = persons_without_place(model, *run.region);
                   }
                 }
               }
               return numbers;
             });
  }
}

}  // namespace draagkracht
