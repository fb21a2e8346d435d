#include "engine/analysis/finished_runs.h"

#include <algorithm>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

FinishedRuns none_of(const ExperimentFrame& frame) {
  const std::vector<std::uint32_t> row(frame.regions.size(), 0);
  return {frame.scenarios, frame.regions, frame.draws * frame.replications,
          std::vector<std::vector<std::uint32_t>>(frame.scenarios.size(), row)};
}

// "7 of 10 replications", or, if the regions differ, "7 of 10 replications in VR05, VR07; 10 in VR19".
std::string counts_text(const FinishedRuns& finished, const std::vector<std::uint32_t>& counts, bool nl) {
  std::vector<std::uint32_t> different;
  for (const std::uint32_t n : counts) {
    if (std::find(different.begin(), different.end(), n) == different.end()) different.push_back(n);
  }
  std::string text;
  for (const std::uint32_t n : different) {
    text += text.empty() ? std::to_string(n) + (nl ? " van " : " of ") + std::to_string(finished.planned) +
                               (finished.planned == 1 ? (nl ? " herhaling" : " replication")
                                                      : (nl ? " herhalingen" : " replications"))
                         : "; " + std::to_string(n);
    if (different.size() == 1) continue;
    std::string regions;
    for (std::size_t r = 0; r < counts.size(); ++r) {
      if (counts[r] == n) regions += (regions.empty() ? " in " : ", ") + finished.regions[r];
    }
    text += regions;
  }
  return text;
}

}  // namespace

bool FinishedRuns::all() const {
  return std::all_of(counts.begin(), counts.end(), [&](const std::vector<std::uint32_t>& row) {
    return std::all_of(row.begin(), row.end(), [&](std::uint32_t n) { return n == planned; });
  });
}

FinishedRuns count_runs(const ExperimentFrame& frame, std::span<const RunKey> keys) {
  FinishedRuns finished = none_of(frame);
  for (const RunKey key : keys) {
    DRAAGKRACHT_ENSURE(key.scenario < frame.scenarios.size() && key.region < frame.regions.size());
    ++finished.counts[key.scenario][key.region];
  }
  return finished;
}

FinishedRuns count_runs(const ResultSet& results) {
  const ExperimentFrame& frame = results.frame();
  FinishedRuns finished = none_of(frame);
  for (std::uint32_t s = 0; s < frame.scenarios.size(); ++s) {
    for (std::uint32_t r = 0; r < frame.regions.size(); ++r) {
      for (std::uint32_t d = 0; d < frame.draws; ++d) {
        for (std::uint32_t n = 0; n < frame.replications; ++n) {
          finished.counts[s][r] += results.has({s, d, n, r}) ? 1U : 0U;
        }
      }
    }
  }
  return finished;
}

std::string finished_text(const FinishedRuns& finished, Language language) {
  std::string text;
  for (std::size_t s = 0; s < finished.scenarios.size(); ++s) {
    text += "  scenario " + finished.scenarios[s] + ": " +
            counts_text(finished, finished.counts[s], language == Language::nl) + '\n';
  }
  return text;
}

FlatTable to_table(const FinishedRuns& finished) {
  FlatTable table{"replications", {}, {}};
  for (std::size_t r = 0; r < finished.regions.size(); ++r) {
    for (std::size_t s = 0; s < finished.scenarios.size(); ++s) {
      FlatRow row;
      row.add("region", finished.regions[r]).add("scenario", finished.scenarios[s]);
      row.add("finished", std::int64_t{finished.counts[s][r]}).add("planned", std::int64_t{finished.planned});
      row.put_into(table);
    }
  }
  return table;
}

}  // namespace draagkracht
