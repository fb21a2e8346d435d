#include "tools/warm_up.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "engine/analysis/text_table.h"
#include "engine/population/synthesis.h"
#include "engine/simulation/region_builder.h"
#include "engine/traffic/traffic.h"
#include "engine/traffic/traffic_groups.h"
#include "tools/experiment_plan.h"

namespace draagkracht {
namespace {

// Of the work of a pool. The equations agree with a simulated year within as much.
constexpr double notable = 0.03;
constexpr std::int64_t week_ms = one_week.ms;
constexpr std::int64_t month_ms = 4 * week_ms;
// So many people tell the mix of a region well enough; all of them would take as much memory as the run itself.
constexpr double people_asked = 60'000;

// Mean over four weeks from a moment of the run on; what lies behind the last slice is as in that one.
double mean_of_month(const StartUp& start_up, std::size_t pool, std::int64_t from_ms) {
  double sum = 0;
  for (std::int64_t at = from_ms; at < from_ms + month_ms;) {
    const auto slice = static_cast<std::size_t>(at / start_up.slice_ms);
    const std::int64_t end = std::min(from_ms + month_ms, (at / start_up.slice_ms + 1) * start_up.slice_ms);
    sum += start_up.hours[std::min(slice, start_up.hours.size() - 1)][pool] * static_cast<double>(end - at);
    at = end;
  }
  return sum / static_cast<double>(month_ms);
}

// How low the month is, and where.
struct FirstMonth {
  double low = 0, worst = 0;
  std::size_t pool = 0;
};

FirstMonth month_from(const StartUp& start_up, std::int64_t from_ms) {
  FirstMonth month;
  double now = 0, ever = 0;
  for (std::size_t pool = 0; pool < start_up.long_run.size(); ++pool) {
    const double long_run = start_up.long_run[pool];
    if (!(long_run > 0)) continue;
    const double here = mean_of_month(start_up, pool, from_ms);
    now += here;
    ever += long_run;
    if (1 - here / long_run <= month.worst) continue;
    month.worst = 1 - here / long_run;
    month.pool = pool;
  }
  month.low = ever > 0 ? std::max(0.0, 1 - now / ever) : 0;
  return month;
}

std::string percent(double share, Language language) { return number_text(share * 100, 0, language) + " %"; }

}  // namespace

std::optional<ShortWarmUp> short_warm_up(const Model& model, const StartUp& start_up) {
  if (start_up.hours.empty()) return {};
  const std::int64_t last = static_cast<std::int64_t>(start_up.hours.size() - 1) * start_up.slice_ms;
  std::int64_t from_ms = 0;
  while (from_ms <= last && month_from(start_up, from_ms).worst > notable) from_ms += week_ms;
  if (from_ms == 0) return {};  // hardly anything comes back
  std::int64_t needed_weeks = 0;
  if (from_ms <= last) needed_weeks = (from_ms + start_up.lead_ms + week_ms - 1) / week_ms;
  if (needed_weeks > 0 && model.warm_up_ms >= needed_weeks * week_ms) return {};
  const FirstMonth first = month_from(start_up, model.warm_up_ms);
  return ShortWarmUp{
      model.name,  first.low, model.pools[first.pool].name, first.worst, (model.warm_up_ms + week_ms / 2) / week_ms,
      needed_weeks};
}

std::vector<ShortWarmUp> short_warm_ups(const ExperimentPlan& plan) {
  std::vector<ShortWarmUp> all;
  Population population;
  const bool people = !plan.experiment.regions.empty();
  if (plan.inhabitants_share < 1) return all;                // for trying out
  std::map<std::int64_t, std::optional<ShortWarmUp>> known;  // by warm-up
  for (const Model& model : plan.experiment.models_of(0)) {
    if (!follows_traffic(model)) continue;
    if (const auto same = known.find(model.warm_up_ms); same != known.end()) {
      if (same->second) {
        all.push_back(*same->second);
        all.back().scenario = model.name;
      }
      continue;
    }
    if (people && population.persons.size() == 0) {
      PopulationInput asked = plan.experiment.regions[0];
      asked.share_of_inhabitants = std::min(1.0, people_asked / std::max(1.0, plan.inhabitants(0)));
      population = make_population(asked, plan.experiment.seed);
    }
    const Region region = build_region(model, people ? &population : nullptr);
    const Model loads_alone = without_tallies(model);
    const std::optional<ShortWarmUp> found =
        short_warm_up(model, solve_start_up(loads_alone, traffic_input(loads_alone, region)));
    known.emplace(model.warm_up_ms, found);
    if (found) all.push_back(*found);
  }
  return all;
}

std::string warm_up_text(const std::vector<ShortWarmUp>& all, const DisplayNames& names, Language language) {
  const bool nl = language == Language::nl;
  std::vector<std::pair<std::string, std::string>> texts;  // scenarios, what holds for all of them
  for (const ShortWarmUp& one : all) {
    const std::string low = percent(one.low, language), low_of_pool = percent(one.low_of_pool, language);
    const std::string pool = names.of(one.pool, language);
    std::string text =
        nl ? fmt::format(
                 "({} weken): wat later terugkomt ontbreekt nog.\nIn de eerste maand die telt ligt het werk ten minste "
                 "{} "
                 "onder dat op den duur ({}: {}). ",
                 one.weeks, low, pool, low_of_pool)
           : fmt::format(
                 "({} weeks): what comes back later is still missing.\nIn the first month that counts the work "
                 "is at least {} below the long run ({}: {}). ",
                 one.weeks, low, pool, low_of_pool);
    if (one.needed_weeks > 0) {
      text += std::string(nl ? "Schrijf" : "Write") + fmt::format(" run.warm_up = \"{} weeks\".\n", one.needed_weeks);
    } else {
      text += nl ? "Twee jaar is niet genoeg.\n" : "Two years are not enough.\n";
    }
    const auto same = std::find_if(texts.begin(), texts.end(), [&](const auto& known) { return known.second == text; });
    if (same == texts.end()) {
      texts.emplace_back(one.scenario, std::move(text));
    } else {
      same->first += ", " + one.scenario;
    }
  }
  std::string all_texts;
  for (const auto& [scenarios, text] : texts)
    all_texts += (nl ? "De opwarmtijd is kort in " : "The warm-up is short in ") + scenarios + ' ' + text;
  return all_texts;
}

std::string warm_up_caveat(const std::vector<ShortWarmUp>& all, const DisplayNames& names, Language language) {
  return all.empty() ? std::string() : warm_up_text(all, names, language) + '\n';
}

Json in_json(const std::vector<ShortWarmUp>& all) {
  Json rows = Json::array();
  for (const ShortWarmUp& one : all) {
    rows.push_back({{"scenario", one.scenario},
                    {"weeks", one.weeks},
                    {"needed_weeks", one.needed_weeks},
                    {"first_month_low", one.low},
                    {"pool", one.pool},
                    {"first_month_low_of_pool", one.low_of_pool}});
  }
  return rows;
}

std::vector<ShortWarmUp> short_warm_ups_in(const std::string& text) {
  std::vector<ShortWarmUp> all;
  const std::optional<Json> object = parse_object("{\"all\":" + (text.empty() ? std::string("[]") : text) + "}");
  if (!object || !(*object)["all"].is_array()) return all;
  for (const Json& row : (*object)["all"]) {
    if (!row.is_object()) continue;
    const auto weeks = [&](const char* key) {
      return static_cast<std::int64_t>(std::clamp(number_in(row, key), 0.0, 1e6));
    };
    all.push_back({text_in(row, "scenario"), number_in(row, "first_month_low"), text_in(row, "pool"),
                   number_in(row, "first_month_low_of_pool"), weeks("weeks"), weeks("needed_weeks")});
  }
  return all;
}

}  // namespace draagkracht
