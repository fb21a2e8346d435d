// The file of `run --trace`: what happened to single requests. By the name of the file a line per record, as CSV or
// JSON lines, or told to people in the words of the model (.txt, tools/told_trace.h). What is followed, and when:
// engine/simulation/trace.h.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "engine/experiment/experiment.h"
#include "tools/command_line.h"
#include "tools/experiment_plan.h"
#include "tools/told_trace.h"

namespace draagkracht {

// What --trace and the options beside it say.
struct TraceRequest {
  std::string file;
  std::string pool, place;  // "": all
  double share = 1;
  std::string from, to;                 // a date, or a time since counting began; "": the whole run
  std::optional<std::uint32_t> person;  // told: only of this person
  std::string where;                    // told: "variable=label|label,...": only requests that had these labels
  bool hidden = false;                  // told: also what the model hides
};

void add_trace_options(CommandLine& line);
// Nothing without --trace. Throws UsageError.
std::optional<TraceRequest> trace_request(const CommandLine& line);

class TraceFile {
 public:
  // `experiment` must outlive the file. Adds an issue for whatever no scenario has.
  TraceFile(const TraceRequest& request, const ExperimentPlan& experiment, Issues& issues);

  // For Experiment::tracing; the file must outlive the runs.
  Tracing tracing();
  // Writes all that was taken, by scenario, replication, region and time. Throws Failure, WriteError.
  void write() const;

 private:
  void take(RunKey key, const Model& model, const Region& region, const Trace& trace);
  std::string records_text(RunKey key, const Model& model, const Region& region, const Trace& trace) const;
  std::string told_text(RunKey key, const Model& model, const Region& region, const Trace& trace) const;
  void choose_what_is_told(const Model& model, const Scenario& scenario, TraceChoice& choice, Issues& issues);

  TraceRequest request_;
  const ExperimentPlan& plan_;
  std::vector<TraceChoice> choices_;  // axis: scenario
  std::vector<Telling> tellings_;     // the same; none unless it is told
  std::vector<TellingChoice> told_;   // the same
  std::mutex mutex_;
  std::map<std::array<std::uint32_t, 3>, std::string> lines_;  // by scenario, replication, region
  std::size_t records_ = 0;
  bool found_place_ = false;
};

}  // namespace draagkracht
