// Whether a run begins to count too early: as long as what comes back later is missing, the work of its first month is
// too low. Known beforehand from the traffic equations (engine/traffic/traffic.h), with all months alike. They know no
// waits, which make it lower still; so what is needed is by as much longer as appointments are made ahead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/targets.h"
#include "tools/json_text.h"

namespace draagkracht {

struct ExperimentPlan;
struct Model;
struct StartUp;

struct ShortWarmUp {
  std::string scenario;
  double low = 0;    // share by which the work of the first four weeks that count lies below the long run, at least
  std::string pool;  // where that is worst
  double low_of_pool = 0;  // and by how much there
  std::int64_t weeks = 0;  // of warm-up, rounded
  std::int64_t needed_weeks =
      0;  // from when no pool is notably low, however long one waits for an appointment; 0: not within two years
};

// Nothing if the warm-up is long enough. `start_up`: of this model.
std::optional<ShortWarmUp> short_warm_up(const Model& model, const StartUp& start_up);

// Of each scenario in the first region; makes some of its inhabitants. Scenarios with the same warm-up are taken for
// alike: levers change how much comes back, and hardly when. Models that the equations cannot follow are left out, and
// so are all of a run of a share of the inhabitants, which is for trying out.
std::vector<ShortWarmUp> short_warm_ups(const ExperimentPlan& plan);

// What is short, with line ends; scenarios of which the same is to be said stand together. `names`: display names of
// pools.
std::string warm_up_text(const std::vector<ShortWarmUp>& all, const DisplayNames& names, Language language);
// The same with an empty line behind it, to stand above results; "" if there is none.
std::string warm_up_caveat(const std::vector<ShortWarmUp>& all, const DisplayNames& names, Language language);

Json in_json(const std::vector<ShortWarmUp>& all);
// Those in a text that was made of in_json, perhaps by others: what cannot be used is left out.
std::vector<ShortWarmUp> short_warm_ups_in(const std::string& text);

}  // namespace draagkracht
