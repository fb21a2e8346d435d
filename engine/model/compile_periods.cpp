// By which periods results stand apart: calendar years, weeks, hours of the week.
#include <algorithm>
#include <map>
#include <set>

#include "engine/model/compile_parts.h"
#include "engine/model/run_calendar.h"

namespace draagkracht {
namespace {

Periods periods_of(Binder& binder, const PeriodsSpec& spec, const std::string& path) {
  static const std::vector<std::string> known = {"year", "week", "hour_of_week"};
  Periods periods;
  bool* const asked[] = {&periods.year, &periods.week, &periods.hour_of_week};
  for (const Name& name : spec.names) {
    const int which = binder.find(name, known, "period", path);
    if (which < 0) continue;
    if (*asked[which]) binder.issues.add(name.where, path, "names " + quoted(name.value) + " twice");
    *asked[which] = true;
    if (which == 0 && !is_dated(binder.scenario.run)) {
      binder.issues.add(name.where, path, "names \"year\", and the run has no dates",
                        "without run.start no day of the run lies in a year", "Write run.start");
    }
  }
  return periods;
}

}  // namespace

void compile_years(Binder& binder) {
  Model& model = binder.model;
  binder.periods = periods_of(binder, binder.scenario.run.periods, "run.periods");
  const auto asks = [](const auto& measures) {
    return std::any_of(measures.begin(), measures.end(), [](const auto& measure) {
      const Names& names = measure.item.periods.names;
      return std::any_of(names.begin(), names.end(), [](const Name& name) { return name.value == "year"; });
    });
  };
  const bool any = binder.periods.year || asks(binder.scenario.tallies) || asks(binder.scenario.waits) ||
                   asks(binder.scenario.loads);
  if (!any || !is_dated(binder.scenario.run)) return;
  if (model.arrivals > 0) {
    binder.issues.add(binder.scenario.name.where, "run.arrivals", "ends the run, and results of years are asked for",
                      "the years of a run are known before it begins", "Take the period \"year\" away");
  }
  const auto date_of = [&](std::int64_t ms) { return civil_from_days(model.start_day + ms / one_day.ms); };
  for (std::int64_t from = model.warm_up_ms; from < model.horizon_ms;) {
    const int year = date_of(from).year;
    const std::int64_t next = (days_from_civil({year + 1, 1, 1}) - model.start_day) * one_day.ms;
    model.years.push_back({year, from, std::min(next, model.horizon_ms)});
    from = model.years.back().to_ms;
  }
}

Periods periods_of_measure(Binder& binder, const PeriodsSpec& spec, const std::string& path) {
  return spec.given ? periods_of(binder, spec, path + ".periods") : binder.periods;
}

void compile_municipalities(Binder& binder) {
  const Scenario& scenario = binder.scenario;
  const auto note = [&](const auto& measures, const std::string& kind) {
    bool any = false;
    for (const auto& [name, where, spec] : measures) {
      if (!spec.by_municipality) continue;
      binder.needs_population(where, kind + "." + name + ".by_municipality");
      any = true;
    }
    return any;
  };
  const bool asked =
      static_cast<int>(note(scenario.tallies, "tally")) + note(scenario.waits, "wait") + note(scenario.loads, "load") >
      0;
  if (!asked || !scenario.population.set) return;
  const Table* table = binder.table_of(scenario.population.wijken, "population.wijken");
  if (table == nullptr) return;
  TableReader reader(*table, binder.issues);
  const int code = reader.column("municipality_code"), name = reader.column("municipality");
  if (code < 0 || name < 0) return;
  std::map<std::string, std::string> name_of;  // code -> name
  std::set<std::string> taken;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const std::string its_code = reader.text(row, code), its_name = reader.text(row, name);
    if (name_of.contains(its_code)) continue;
    // Two of one name are told apart by their codes.
    name_of[its_code] = taken.insert(its_name).second ? its_name : its_name + " (" + its_code + ")";
  }
  for (const auto& [its_code, its_name] : name_of) binder.model.municipalities.push_back(its_name);
}

}  // namespace draagkracht
