// Schemas and sets of results. What a name may be is decided here, so that every file format can hold it.
#include "engine/results/run.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "engine/core/fault.h"
#include "engine/results/result_names.h"

namespace draagkracht {
namespace {

// The names every result file gives to its own axes and counters.
constexpr std::array<std::string_view, 8> reserved_names{"scenario",    "draw",           "replication", "region",
                                                         "region_name", "n_replications", "finished",    "provenance"};

// Lower-case ASCII letters, digits and underscores, a letter first: valid in netCDF, HDF5, R and Python alike.
bool is_snake_case(std::string_view name) {
  if (name.empty() || name.front() < 'a' || name.front() > 'z') return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::size_t run_count(const ExperimentFrame& frame) {
  return frame.scenarios.size() * frame.draws * frame.replications * frame.regions.size();
}

bool inside(const ExperimentFrame& frame, RunKey key) {
  return key.scenario < frame.scenarios.size() && key.draw < frame.draws && key.replication < frame.replications &&
         key.region < frame.regions.size();
}

std::size_t place(const ExperimentFrame& frame, RunKey key) {
  DRAAGKRACHT_ENSURE(inside(frame, key));
  const std::size_t row = (key.scenario * std::size_t{frame.draws} + key.draw) * frame.replications + key.replication;
  return row * frame.regions.size() + key.region;
}

std::vector<bool> lacking_values(const ExperimentFrame& frame, std::uint32_t scenario) {
  std::vector<bool> lacking;
  if (frame.partial.empty()) return lacking;
  for (const ResultVariable& variable : frame.schema.variables) {
    std::vector<bool> cells{false};  // over the dimensions so far
    for (const std::string& name : variable.dimensions) {
      std::vector<bool> finer;
      for (const bool cell : cells) {
        for (std::size_t place = 0; place < frame.schema.dimension(name)->size(); ++place) {
          finer.push_back(cell || !frame.has(scenario, name, place));
        }
      }
      cells = std::move(finer);
    }
    lacking.insert(lacking.end(), cells.begin(), cells.end());
  }
  if (std::find(lacking.begin(), lacking.end(), true) == lacking.end()) lacking.clear();
  return lacking;
}

}  // namespace

std::string name_fault(const ResultSchema& schema, std::string_view name) {
  if (!is_snake_case(name)) return "names of results are lower-case letters, digits and _, a letter first";
  if (std::find(reserved_names.begin(), reserved_names.end(), name) != reserved_names.end() ||
      name.ends_with("_in_scenario")) {
    return "every result file has it for itself";
  }
  if (schema.variable(name) != nullptr || schema.dimension(name) != nullptr) return "another result has this name";
  return {};
}

bool ExperimentFrame::has(std::uint32_t scenario, std::string_view dimension, std::size_t place) const {
  const auto known =
      std::find_if(partial.begin(), partial.end(), [&](const PartialDimension& p) { return p.dimension == dimension; });
  return known == partial.end() || known->has.at(scenario).at(place);
}

void ResultSchema::add(ResultDimension dimension) {
  DRAAGKRACHT_ENSURE(name_fault(*this, dimension.name).empty());
  DRAAGKRACHT_ENSURE(dimension.labels.empty() != dimension.numbers.empty());
  dimensions.push_back(std::move(dimension));
}

void ResultSchema::add(ResultVariable variable) {
  DRAAGKRACHT_ENSURE(name_fault(*this, variable.name).empty());
  DRAAGKRACHT_ENSURE(variable.group.empty() || name_fault(*this, variable.group).empty());
  variable.offset = payload_size;
  variable.size = 1;
  for (const std::string& name : variable.dimensions) {
    const ResultDimension* own = dimension(name);
    DRAAGKRACHT_ENSURE(own != nullptr);
    variable.size *= own->size();
  }
  payload_size += variable.size;
  variables.push_back(std::move(variable));
}

const ResultVariable* ResultSchema::variable(std::string_view name) const {
  const auto found = std::find_if(variables.begin(), variables.end(), [&](const auto& v) { return v.name == name; });
  return found == variables.end() ? nullptr : &*found;
}

const ResultDimension* ResultSchema::dimension(std::string_view name) const {
  const auto found = std::find_if(dimensions.begin(), dimensions.end(), [&](const auto& d) { return d.name == name; });
  return found == dimensions.end() ? nullptr : &*found;
}

ResultSet::ResultSet(ExperimentFrame frame)
    : frame_(std::move(frame)),
      payloads_(run_count(frame_)),
      filled_(payloads_.size(), false),
      missing_(frame_.schema.payload_size, std::numeric_limits<double>::quiet_NaN()) {
  DRAAGKRACHT_ENSURE(!payloads_.empty());
  DRAAGKRACHT_ENSURE(frame_.regions.size() == frame_.region_names.size());
  for (std::uint32_t s = 0; s < frame_.scenarios.size(); ++s) lacking_.push_back(lacking_values(frame_, s));
}

void ResultSet::put(const RunResult& result) {
  DRAAGKRACHT_ENSURE(result.payload.size() == frame_.schema.payload_size);
  const std::size_t at = place(frame_, result.key);
  DRAAGKRACHT_ENSURE(!filled_[at]);
  payloads_[at] = result.payload;
  filled_[at] = true;
}

bool ResultSet::has(RunKey key) const { return inside(frame_, key) && filled_[place(frame_, key)]; }

std::span<const double> ResultSet::values(const ResultVariable& variable, RunKey key) const {
  DRAAGKRACHT_ENSURE(variable.offset + variable.size <= frame_.schema.payload_size);
  const std::size_t at = place(frame_, key);
  const std::vector<double>& payload = filled_[at] ? payloads_[at] : missing_;
  return std::span<const double>(payload).subspan(variable.offset, variable.size);
}

}  // namespace draagkracht
