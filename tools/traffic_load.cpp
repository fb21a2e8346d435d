#include "tools/traffic_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/analysis/text_table.h"
#include "engine/population/synthesis.h"
#include "engine/scenario/field_range.h"
#include "engine/simulation/region_builder.h"
#include "engine/traffic/traffic.h"
#include "engine/traffic/traffic_groups.h"

namespace draagkracht {
namespace {

// Says which loads a longer warm-up would change, and where books fill.
void add_limits(ScenarioLoads& loads) {
  constexpr double notable = 0.01;
  std::string otherwise, full;
  for (const PoolLoad& pool : loads.pools) {
    if (std::abs(pool.long_run_hours - pool.asked_hours) <= notable * pool.asked_hours) continue;
    otherwise += (otherwise.empty() ? "" : ", ") + pool.pool + " " + number_text(pool.long_run_load(), 3, Language::en);
  }
  if (!otherwise.empty()) loads.remarks.push_back("after a long warm-up the load is otherwise: " + otherwise);
  for (const PoolLoad& pool : loads.pools) {
    if (pool.refused <= notable) continue;
    full +=
        fmt::format("{}{} {} %", full.empty() ? "" : ", ", pool.pool, number_text(100 * pool.refused, 0, Language::en));
  }
  if (!full.empty())
    loads.remarks.push_back("books fill; of the appointments asked ahead find no slot in the long run: " + full);
}

// Hours on duty of each pool; NaN: they follow the state.
std::vector<double> known_duty(const Model& model, const Region& region) {
  std::vector<double> hours = duty_hours_per_year(model, region);
  for (std::size_t pool = 0; pool < hours.size(); ++pool) {
    if (model.pools[pool].capacity != none) hours[pool] = std::numeric_limits<double>::quiet_NaN();
  }
  return hours;
}

bool lasts_longer_than_a_year(const Model& model) { return model.horizon_ms - model.warm_up_ms > 366 * one_day.ms; }

ScenarioLoads loads_of(const Model& whole, const Population* population) {
  const Model model = without_tallies(whole);
  const Region region = build_region(model, population);
  ScenarioLoads loads;
  loads.scenario = model.name;
  if (population != nullptr) loads.inhabitants = population->residents();
  if (!follows_traffic(model)) {
    const std::vector<double> duty = known_duty(model, region);
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t pool = 0; pool < model.pools.size(); ++pool)
      loads.pools.push_back({model.pools[pool].name, unknown, unknown, duty[pool], 0});
    loads.remarks.emplace_back(
        "the load is not known beforehand: the traffic equations follow no choice and no time by an expression, or by "
        "a "
        "label that steps set");
    loads.levers = lever_reaches(model, region, nullptr);
    return loads;
  }
  const TrafficInput input = traffic_input(model, region);
  const auto [long_run, flow, start_up] = solve_traffic_both(model, input);
  loads.short_warm_up = short_warm_up(model, start_up);
  const std::vector<double> duty = known_duty(model, region);
  for (std::size_t pool = 0; pool < model.pools.size(); ++pool) {
    loads.pools.push_back({model.pools[pool].name, flow.asked_hours[pool], long_run.asked_hours[pool], duty[pool],
                           long_run.refused[pool]});
  }
  loads.levers = lever_reaches(model, region, &flow);
  add_limits(loads);
  if (population != nullptr && !population->events.empty() && lasts_longer_than_a_year(model))
    loads.remarks.emplace_back(
        "hours asked are those of the inhabitants at the start, hours on duty the mean of the years of the run");
  for (const std::string& step : flow.endless) loads.remarks.push_back("the loop at " + step + " is never left");
  for (const std::string& step : flow.without_time) loads.remarks.push_back("no time is known for " + step);
  return loads;
}

// Each pool as it is in the first scenario that has it.
std::vector<PoolLoad> first_of_each_pool(const std::vector<ScenarioLoads>& scenarios) {
  std::vector<PoolLoad> pools;
  for (const ScenarioLoads& scenario : scenarios) {
    for (const PoolLoad& pool : scenario.pools) {
      const auto same = [&](const PoolLoad& known) { return known.pool == pool.pool; };
      if (std::none_of(pools.begin(), pools.end(), same)) pools.push_back(pool);
    }
  }
  return pools;
}

std::string hours_text(double hours) { return hours >= 1e9 ? "unlimited" : number_text(hours, 0, Language::en); }

// "huisarts: 31 of 151 places", and hours if they are what it changes.
std::string pools_text(const LeverReach& lever) {
  std::string text;
  for (const LeverReach::Pool& pool : lever.pools) {
    text += fmt::format("{}{}: {} of {} places", text.empty() ? "" : "; ", pool.pool,
                        number_text(pool.places, 0, Language::en), number_text(pool.all, 0, Language::en));
    if (pool.of_duty)
      text += fmt::format(", {} -> {} hours a year", hours_text(pool.hours_without), hours_text(pool.hours));
  }
  return text.empty() ? no_number : text;
}

std::string from_text(const ExperimentPlan& plan, std::size_t scenario, const LeverReach& lever) {
  if (lever.from_day == 0) return "the start";
  return date_text(plan.experiment.models[scenario].start_day + lever.from_day);
}

}  // namespace

std::vector<std::vector<ScenarioLoads>> traffic_loads(const ExperimentPlan& plan) {
  std::vector<std::vector<ScenarioLoads>> all;
  for (std::size_t region = 0; region < plan.frame.regions.size(); ++region) {
    Population population;
    const bool people = !plan.experiment.regions.empty();
    if (people) population = make_population(plan.experiment.regions[region], plan.experiment.seed);
    std::vector<ScenarioLoads>& here = all.emplace_back();
    for (const Model& model : plan.experiment.models_of(region))
      here.push_back(loads_of(model, people ? &population : nullptr));
  }
  return all;
}

std::string levers_text(const ExperimentPlan& plan, const std::vector<std::vector<ScenarioLoads>>& loads) {
  std::string text;
  for (std::size_t region = 0; region < loads.size(); ++region) {
    for (std::size_t s = 0; s < loads[region].size(); ++s) {
      const ScenarioLoads& scenario = loads[region][s];
      if (scenario.levers.empty()) continue;
      TextTable table;
      table.title = "What each lever of " + scenario.scenario + " touches";
      if (!plan.experiment.regions.empty())
        table.title +=
            fmt::format(": {} ({}), {} inhabitants", plan.frame.region_names[region], plan.frame.regions[region],
                        number_text(static_cast<double>(scenario.inhabitants), 0, Language::en));
      table.columns = {{"Lever"},
                       {"Parameter"},
                       {"From"},
                       {"Persons", Align::right},
                       {"Requests a year", Align::right},
                       {"Places and hours on duty"}};
      std::string idle;
      for (const LeverReach& lever : scenario.levers) {
        const auto number = [](bool any, double value) {
          return any ? number_text(value, 0, Language::en) : no_number;
        };
        table.rows.push_back({lever.lever, lever.parameter, from_text(plan, s, lever),
                              number(lever.of_persons, static_cast<double>(lever.persons)),
                              number(lever.of_requests, lever.requests), pools_text(lever)});
        if (lever.nothing) idle += (idle.empty() ? "" : ", ") + lever.lever;
      }
      text += '\n' + to_text(table);
      if (!idle.empty()) text += "  changes nothing here: " + idle + '\n';
    }
  }
  return text;
}

std::vector<ShortWarmUp> short_warm_ups(const std::vector<std::vector<ScenarioLoads>>& loads) {
  std::vector<ShortWarmUp> all;
  for (const std::vector<ScenarioLoads>& region : loads) {
    for (const ScenarioLoads& scenario : region) {
      if (!scenario.short_warm_up) continue;
      const auto same = [&](const ShortWarmUp& one) { return one.scenario == scenario.scenario; };
      const auto known = std::find_if(all.begin(), all.end(), same);
      if (known == all.end()) {
        all.push_back(*scenario.short_warm_up);
      } else if (scenario.short_warm_up->low_of_pool > known->low_of_pool) {
        *known = *scenario.short_warm_up;
      }
    }
  }
  return all;
}

std::string loads_text(const ExperimentPlan& plan, const std::vector<std::vector<ScenarioLoads>>& loads) {
  std::string text;
  for (std::size_t region = 0; region < loads.size(); ++region) {
    const std::vector<ScenarioLoads>& scenarios = loads[region];
    TextTable table;
    table.title = "Load per pool, hours asked / hours on duty, nobody leaves a queue";
    if (!plan.experiment.regions.empty()) {
      table.title += ": " + plan.frame.region_names[region] + " (" + plan.frame.regions[region] + ")";
    }
    table.columns = {{"Pool"}, {"Hours asked a year", Align::right}, {"on duty", Align::right}};
    for (const ScenarioLoads& one : scenarios) table.columns.push_back({one.scenario, Align::right});
    for (const PoolLoad& first : first_of_each_pool(scenarios)) {
      std::vector<std::string> row{first.pool, hours_text(first.asked_hours), hours_text(first.duty_hours)};
      for (const ScenarioLoads& one : scenarios) {
        const auto at =
            std::find_if(one.pools.begin(), one.pools.end(), [&](const PoolLoad& p) { return p.pool == first.pool; });
        row.push_back(at == one.pools.end() ? no_number : number_text(at->load(), 3, Language::en));
      }
      table.rows.push_back(std::move(row));
    }
    text += to_text(table);
    for (const ScenarioLoads& one : scenarios) {
      for (const std::string& remark : one.remarks) text += fmt::format("  {}: {}\n", one.scenario, remark);
    }
  }
  return text;
}

}  // namespace draagkracht
