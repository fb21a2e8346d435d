// Results of runs as plain arrays. A schema says which variables there are and over which dimensions; a run fills one
// payload of doubles. No file format here: engine/io writes them, engine/analysis reads them.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace draagkracht {

// An axis of results, with the name of each place along it. Numeric axes have numbers instead of labels.
struct ResultDimension {
  std::string name;                      // snake_case, English: "discipline"
  std::string long_name;                 // "discipline that served the contact"
  std::string units = "1";               // unit of `numbers`; "1" for labels
  std::vector<std::string> labels = {};  // UTF-8; exactly one of labels and numbers is filled
  std::vector<double> numbers = {};
  std::size_t size() const { return labels.empty() ? numbers.size() : labels.size(); }
};

// One measured quantity. In memory and in the journal it is a block of doubles in row-major order over its own
// dimensions; in the file the axes scenario, draw, replication and region stand before them.
struct ResultVariable {
  std::string name;                          // snake_case, English: "contacts"
  std::string group = {};                    // "" for the root group, or such as "distributions"
  std::vector<std::string> dimensions = {};  // names of ResultDimension, slowest first; may be empty
  std::string units;                         // UDUNITS text: "1", "min", "h"
  std::string long_name;
  std::size_t offset = 0;  // first double of this variable in a payload
  std::size_t size = 1;    // number of doubles per run
  // In a scenario that lacks a label it is 0 instead of missing: hours of a pool that is not there.
  bool zero_where_lacking = false;
};

// What one experiment records. NaN means missing, in every variable.
struct ResultSchema {
  std::vector<ResultDimension> dimensions;
  std::vector<ResultVariable> variables;
  std::size_t payload_size = 0;  // doubles per run

  // Adds a dimension. Throws LogicFault if its name is no snake_case, is taken (also by an axis of runs or by a
  // variable), or if not exactly one of labels and numbers is filled.
  void add(ResultDimension dimension);
  // Adds a variable behind the others and sets its offset and size; its dimensions must have been added before.
  // Throws LogicFault if a name is no snake_case or taken (in any group), or a dimension is not there. Names that end
  // in _in_scenario are taken: files tell by them which labels a scenario has.
  void add(ResultVariable variable);
  // The variable or dimension of that name, or nullptr. Valid until the next add.
  const ResultVariable* variable(std::string_view name) const;
  const ResultDimension* dimension(std::string_view name) const;
};

// Which run: indices into the lists of the experiment.
struct RunKey {
  std::uint32_t scenario = 0;
  std::uint32_t draw = 0;
  std::uint32_t replication = 0;
  std::uint32_t region = 0;
  friend auto operator<=>(const RunKey&, const RunKey&) = default;
};

struct RunResult {
  RunKey key;
  std::vector<double> payload;  // payload_size doubles
  double seconds = 0;           // wall time of the run; goes to /provenance/timings only
};

// Which labels (or numbers) of a dimension each scenario has. What it lacks is missing in its results.
struct PartialDimension {
  std::string dimension;
  std::vector<std::vector<bool>> has;  // axes: scenario, place along the dimension
  friend bool operator==(const PartialDimension&, const PartialDimension&) = default;
};

// What an experiment is about; the same for every run in it.
struct ExperimentFrame {
  std::vector<std::string> scenarios;     // names
  std::vector<std::string> regions;       // codes, such as VR05
  std::vector<std::string> region_names;  // such as Twente
  std::uint32_t draws = 1;
  std::uint32_t replications = 1;
  ResultSchema schema;
  std::vector<PartialDimension> partial = {};  // in the order of the schema; all others are whole in every scenario

  // Whether the scenario has that place of the dimension.
  bool has(std::uint32_t scenario, std::string_view dimension, std::size_t place) const;
};

// Receives finished runs, in any order, from one thread at a time.
class ResultSink {
 public:
  virtual ~ResultSink() = default;
  virtual void accept(const RunResult& result) = 0;
};

// All runs of an experiment in memory.
class ResultSet {
 public:
  // No run is there yet. Throws LogicFault if an axis of the frame is empty or regions and region_names differ in size.
  explicit ResultSet(ExperimentFrame frame);
  const ExperimentFrame& frame() const { return frame_; }
  // Copies a run's payload to its place. Throws LogicFault if the key lies outside the frame or was filled before.
  void put(const RunResult& result);
  // Whether that run is there; false for keys outside the frame.
  bool has(RunKey key) const;
  // Values of one variable in one run, in row-major order over the variable's own dimensions; NaN where missing.
  // Throws LogicFault if the key lies outside the frame.
  std::span<const double> values(const ResultVariable& variable, RunKey key) const;
  // Which values of a payload have a label that the scenario lacks; empty if it has them all.
  const std::vector<bool>& lacking(std::uint32_t scenario) const { return lacking_.at(scenario); }

 private:
  ExperimentFrame frame_;
  std::vector<std::vector<double>> payloads_;  // axes: scenario, draw, replication, region
  std::vector<bool> filled_;                   // same axes
  std::vector<double> missing_;                // what every run that is not there shows: NaN
  std::vector<std::vector<bool>> lacking_;     // axes: scenario, value of a payload; empty if it lacks none
};

}  // namespace draagkracht
