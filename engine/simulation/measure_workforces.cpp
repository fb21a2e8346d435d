// The persons on the staff: how many, who came and left, the hours that they worked or did not, and what overtime
// costs.
#include <algorithm>

#include "engine/simulation/measure_parts.h"

namespace draagkracht {
namespace {

double overtime_hours(const MeasuredRun& run, const Workforce& force) {
  std::int64_t ms = 0;
  for (std::uint32_t p = 0; p < run.region->pools.size(); ++p) {
    const Index kind = run.region->pools[p].kind;
    if (std::find(force.pools.begin(), force.pools.end(), kind) != force.pools.end()) ms += run.pool(p).overtime;
  }
  return static_cast<double>(ms) / ms_per_hour;
}

}  // namespace

void measure_workforces(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  if (model.workforces.empty()) return;
  std::vector<std::string> names;
  for (const Workforce& force : model.workforces) names.push_back(force.name);
  sink.dimension("workforce", "persons who staff pools", names);
  sink.dimension("staff_event", "what becomes of persons on the staff",
                 {"hired", "left", "dismissed", "newcomers", "went_elsewhere"});
  sink.dimension("staff_hours", "who works the shifts of seats",
                 {"worked", "ill", "vacant", "beyond_hours", "elsewhere", "covered"});
  const auto of_each = [&](auto value) {
    std::vector<double> values;
    for (std::size_t w = 0; w < model.workforces.size(); ++w) value(w, values);
    return values;
  };
  const auto counted = [&](std::size_t w) {
    const WorkforceCounts& until_now = run.simulation->state().workforces.counts(w);
    return run.since == nullptr || run.since->workforces.empty() ? until_now
                                                                 : until_now - run.since->workforces[w].counts;
  };
  sink.add("workforce_persons", {"workforce"}, "1", "persons on the staff as the run, or the year, begins", [&] {
    return of_each([&](std::size_t w, std::vector<double>& to) {
      const Workforces& all = run.simulation->state().workforces;
      to.push_back(static_cast<double>(run.since == nullptr ? all.persons_then(w) : run.since->workforces[w].persons));
    });
  });
  sink.add("workforce_vacancies", {"workforce"}, "1", "seats without a person as the run, or the year, begins", [&] {
    return of_each([&](std::size_t w, std::vector<double>& to) {
      const Workforces& all = run.simulation->state().workforces;
      to.push_back(
          static_cast<double>(run.since == nullptr ? all.vacancies_then(w) : run.since->workforces[w].vacancies));
    });
  });
  sink.add("workforce_events", {"workforce", "staff_event"}, "1",
           "persons who got a seat, left the discipline, lost their seat, came to the region, or found no seat in it",
           [&] {
             return of_each([&](std::size_t w, std::vector<double>& to) {
               const WorkforceCounts counts = counted(w);
               for (const std::int64_t n :
                    {counts.hired, counts.left, counts.dismissed, counts.inflow, counts.went_elsewhere})
                 to.push_back(static_cast<double>(n));
             });
           });
  sink.add(
      "workforce_hours", {"workforce", "staff_hours"}, "h",
      "shifts of seats, less leave: worked by who has the seat, of who is ill, of vacant seats, beyond the hours of "
      "who has the seat, and not worked for duty in other pools; and of the ill and vacant ones, worked by somebody "
      "from outside",
      [&] {
        return of_each([&](std::size_t w, std::vector<double>& to) {
          const WorkforceCounts counts = counted(w);
          for (const std::int64_t ms :
               {counts.worked, counts.ill, counts.vacant, counts.beyond_hours, counts.elsewhere, counts.covered})
            to.push_back(static_cast<double>(ms) / 3'600'000);
        });
      });
  const auto has_price = [](const Workforce& force) { return force.overtime_price >= 0; };
  if (std::none_of(model.workforces.begin(), model.workforces.end(), has_price)) return;
  sink.add("workforce_overtime_cost", {"workforce"}, "1",
           "hours of service after closing in the pools of a workforce times `overtime_price`, in its money", [&] {
             return of_each([&](std::size_t w, std::vector<double>& to) {
               const Workforce& force = model.workforces[w];
               to.push_back(has_price(force) ? overtime_hours(run, force) * force.overtime_price : missing);
             });
           });
}

}  // namespace draagkracht
