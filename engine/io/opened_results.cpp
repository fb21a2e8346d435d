#include "engine/io/opened_results.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include "engine/io/file_error.h"
#include "engine/io/results_format.h"
#include "engine/io/results_writer.h"
#include "engine/results/result_names.h"

namespace draagkracht {
namespace {

using hdf5::Extents;
using hdf5::Member;
using hdf5::Object;
using hdf5::Unfit;
using results_format::n_run_axes;

using hdf5::must;

const std::string foreign = "not a Draagkracht result file";

constexpr std::uint64_t most_replications = 1'000'000;
constexpr std::uint64_t least_bytes_of_run = 8;  // in a file: where its chunks are
constexpr std::uint64_t bytes_per_run = 64;      // in memory, beside its values
constexpr std::uint64_t memory_for_runs = std::uint64_t{1} << 26;

// What the file says of its runs in three ways must agree: which are finished, how many, and whether all are.
void require_agreement(const Object& root, const Extents& extents, const std::vector<RunKey>& keys) {
  const Object dataset = hdf5::open_dataset(root, "n_replications");
  const std::vector<std::int32_t> told = hdf5::read_whole_numbers(dataset, {extents[0], extents[1], extents[3]});
  std::vector<std::int32_t> counted(told.size(), 0);
  for (const RunKey key : keys) ++counted[(key.scenario * extents[1] + key.draw) * extents[3] + key.region];
  if (told != counted) throw Unfit{dataset.path, "says another number of runs than finished", {}};
  const bool all = keys.size() == extents[0] * extents[1] * extents[2] * extents[3];
  if (hdf5::int_attribute(root, "complete") != (all ? 1 : 0)) {
    throw Unfit{"@complete", "does not fit finished", all ? "all runs are there" : "runs are missing"};
  }
}

TextPairs read_text_table(const Object& group, const std::string& axis, const std::string& column) {
  if (!hdf5::has_member(group, column)) return {};
  const std::vector<std::string> names = hdf5::read_labels(hdf5::open_dataset(group, axis));
  const Object dataset = hdf5::open_dataset(group, column);
  hdf5::require_extents(dataset, {names.size()});
  const std::vector<std::string> texts = hdf5::read_texts(dataset);
  TextPairs pairs;
  for (std::size_t i = 0; i < names.size(); ++i) pairs.emplace_back(names[i], texts.at(i));
  return pairs;
}

}  // namespace

std::uint64_t size_of_results_file(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0 || ::access(path.c_str(), R_OK) != 0) {
    refuse_file(path, "cannot be read", std::strerror(errno));
  }
  if (S_ISDIR(about.st_mode)) refuse_file(path, foreign, "it is a folder");
  if (!S_ISREG(about.st_mode)) refuse_file(path, foreign, "it is not a plain file");
  return static_cast<std::uint64_t>(about.st_size);
}

Object open_whole(const std::string& path) {
  const std::uint64_t bytes = size_of_results_file(path);
  must(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr));  // no printing: reasons are told by us
  if (H5Fis_hdf5(path.c_str()) <= 0) refuse_file(path, foreign, "it is not an HDF5 file");
  Object root;
  try {
    root = hdf5::open_root(path, bytes);
  } catch (const Unfit& unfit) {
    refuse_file(path, damaged_file, unfit.why);
  }
  if (hdf5::text_attribute(root, "format") != std::optional<std::string>(results_format::name)) {
    refuse_file(path, foreign, std::string("its attribute format is not \"") + results_format::name + "\"");
  }
  const std::int64_t version = hdf5::int_attribute(root, "format_version").value_or(0);
  if (version != results_format::version) {
    refuse_file(path, "has format version " + std::to_string(version),
                "this program reads version " + std::to_string(results_format::version),
                "Use the version that wrote it");
  }
  if (!hdf5::int_attribute(root, "complete")) refuse_file(path, damaged_file, "it was never finished");
  return root;
}

Extents run_extents(const Object& root) {
  Extents extents;
  for (const std::string& name : results_format::run_axes) {
    const Object axis = hdf5::open_dataset(root, name);
    const bool counts = name == "draw" || name == "replication";
    if (counts && hdf5::class_of(axis) != hdf5::ValueClass::whole) throw Unfit{axis.path, "holds no whole numbers", {}};
    extents.push_back(hdf5::length_of(axis, most_replications));
    if (!counts) continue;
    const std::vector<std::int32_t> numbers = hdf5::read_whole_numbers(axis, {extents.back()});
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (static_cast<std::size_t>(numbers[i]) != i + 1) throw Unfit{axis.path, "does not count from 1", {}};
    }
  }
  return extents;
}

std::vector<RunKey> finished_runs(const Object& root, const Extents& extents) {
  const Object dataset = hdf5::open_dataset(root, "finished");
  const std::vector<std::int8_t> finished = hdf5::read_flags(dataset, extents);
  const auto n_finished = static_cast<std::uint64_t>(std::count(finished.begin(), finished.end(), std::int8_t{1}));
  if (n_finished > root.file_bytes / least_bytes_of_run) {
    throw Unfit{dataset.path, "says that " + std::to_string(n_finished) + " runs are there",
                "a file of " + std::to_string(root.file_bytes) + " bytes cannot hold them"};
  }
  std::vector<RunKey> keys;
  std::size_t at = 0;
  for (std::uint32_t s = 0; s < extents[0]; ++s) {
    for (std::uint32_t d = 0; d < extents[1]; ++d) {
      for (std::uint32_t n = 0; n < extents[2]; ++n) {
        for (std::uint32_t r = 0; r < extents[3]; ++r) {
          if (finished[at++] != 0) keys.push_back({s, d, n, r});
        }
      }
    }
  }
  require_agreement(root, extents, keys);
  return keys;
}

OpenedResults::OpenedResults(const std::string& path) : root_(open_whole(path)), runs_(run_extents(root_)) {
  read_frame();
  keys_ = finished_runs(root_, runs_);
  check_sizes();
}

void OpenedResults::read_frame() {
  frame_.scenarios = hdf5::read_labels(hdf5::open_dataset(root_, "scenario"));
  frame_.draws = static_cast<std::uint32_t>(runs_[1]);
  frame_.replications = static_cast<std::uint32_t>(runs_[2]);
  frame_.regions = hdf5::read_labels(hdf5::open_dataset(root_, "region"));
  const Object region_name = hdf5::open_dataset(root_, "region_name");
  hdf5::require_extents(region_name, {frame_.regions.size()});
  frame_.region_names = hdf5::read_names(region_name);

  const std::vector<Member> members = hdf5::members_of(root_);
  for (const Member& member : members) {
    const auto& axes = results_format::run_axes;
    if (!member.is_dataset || std::find(axes.begin(), axes.end(), member.name) != axes.end()) continue;
    const Object dataset = hdf5::open_dataset(root_, member.name);
    if (hdf5::is_scale(dataset)) add_dimension(dataset, member.name);
  }
  add_variables(root_, "", members);
  for (const Member& member : members) {
    if (!member.is_group || member.name == "provenance") continue;
    const Object group = hdf5::open_group(root_, member.name);
    add_variables(group, member.name, hdf5::members_of(group));
  }
  for (const ResultDimension& dimension : frame_.schema.dimensions) read_presence(dimension);
}

void OpenedResults::add_dimension(const Object& dataset, const std::string& name) {
  const std::string why = name_fault(frame_.schema, name);
  if (!why.empty()) throw Unfit{dataset.path, "is no axis of results", why};
  ResultDimension dimension{.name = name, .long_name = hdf5::label_attribute(dataset, "long_name")};
  if (hdf5::class_of(dataset) == hdf5::ValueClass::text) {
    dimension.labels = hdf5::read_labels(dataset);
  } else {
    dimension.units = hdf5::label_attribute(dataset, "units");
    dimension.numbers = hdf5::read_doubles(dataset, {hdf5::length_of(dataset, dataset.file_bytes)});
    const auto is_number = [](double number) { return std::isfinite(number); };
    if (!std::all_of(dimension.numbers.begin(), dimension.numbers.end(), is_number)) {
      throw Unfit{dataset.path, "has a number that is not finite", {}};
    }
  }
  frame_.schema.add(std::move(dimension));
}

// Measured variables: doubles over the four axes of runs and dimensions of their own. Everything else is passed over.
void OpenedResults::add_variables(const Object& group, const std::string& group_name,
                                  const std::vector<Member>& members) {
  for (const Member& member : members) {
    if (!member.is_dataset) continue;
    Object dataset = hdf5::open_dataset(group, member.name);
    if (hdf5::class_of(dataset) != hdf5::ValueClass::real) continue;
    std::optional<std::vector<std::string>> axes = hdf5::axes_of(dataset, members);
    if (!axes || axes->size() < n_run_axes ||
        !std::equal(results_format::run_axes.begin(), results_format::run_axes.end(), axes->begin())) {
      continue;
    }
    axes->erase(axes->begin(), axes->begin() + n_run_axes);
    add_variable(std::move(dataset), member.name, group_name, std::move(*axes));
  }
}

void OpenedResults::add_variable(Object dataset, const std::string& name, const std::string& group,
                                 std::vector<std::string> axes) {
  std::string why = name_fault(frame_.schema, name);
  if (why.empty() && !group.empty()) why = name_fault(frame_.schema, group);
  Extents extents = runs_;
  for (const std::string& axis : axes) {
    const ResultDimension* dimension = frame_.schema.dimension(axis);
    if (dimension == nullptr) {
      why = "there is no axis " + axis;
      break;
    }
    extents.push_back(dimension->size());
  }
  if (!why.empty()) throw Unfit{dataset.path, "is no result", why};
  hdf5::require_extents(dataset, extents);
  frame_.schema.add(ResultVariable{.name = name,
                                   .group = group,
                                   .dimensions = std::move(axes),
                                   .units = hdf5::label_attribute(dataset, "units"),
                                   .long_name = hdf5::label_attribute(dataset, "long_name")});
  datasets_.push_back(std::move(dataset));
  if (frame_.schema.payload_size > root_.file_bytes * hdf5::most_inflated / sizeof(double)) {
    throw Unfit{datasets_.back().path, "has more values than a file of this size holds", {}};
  }
}

// Flags over scenario and dimension, if there are any.
void OpenedResults::read_presence(const ResultDimension& dimension) {
  const std::string name = results_format::presence_name(dimension.name);
  if (!hdf5::has_member(root_, name)) return;
  const std::vector<std::int8_t> values =
      hdf5::read_flags(hdf5::open_dataset(root_, name), {frame_.scenarios.size(), dimension.size()});
  PartialDimension partial{dimension.name, {}};
  for (auto at = values.begin(); at != values.end(); at += static_cast<std::ptrdiff_t>(dimension.size())) {
    partial.has.emplace_back(at, at + static_cast<std::ptrdiff_t>(dimension.size()));
  }
  frame_.partial.push_back(std::move(partial));
}

// No file holds more values than deflate could have hidden in its bytes.
void OpenedResults::check_sizes() const {
  const std::uint64_t values = frame_.schema.payload_size;
  const std::uint64_t most = root_.file_bytes * hdf5::most_inflated / sizeof(double);
  std::uint64_t runs = 1;
  for (const hsize_t one : runs_) runs *= one;  // as many as there are flags, which were read
  if (runs > (root_.file_bytes * hdf5::most_inflated + memory_for_runs) / bytes_per_run) {
    throw Unfit{"finished", "is for " + std::to_string(runs) + " runs",
                "a file of " + std::to_string(root_.file_bytes) + " bytes cannot hold them"};
  }
  if (values > 0 && keys_.size() > most / values) {
    throw Unfit{"finished", "says that " + std::to_string(keys_.size()) + " runs are there",
                "a file of " + std::to_string(root_.file_bytes) + " bytes cannot hold them"};
  }
}

std::vector<double> OpenedResults::read_payload(RunKey key) const {
  std::vector<double> payload(frame_.schema.payload_size);
  for (std::size_t i = 0; i < datasets_.size(); ++i) {
    const ResultVariable& variable = frame_.schema.variables[i];
    Extents count(n_run_axes, 1);
    for (const std::string& axis : variable.dimensions) count.push_back(frame_.schema.dimension(axis)->size());
    hdf5::read_block(datasets_[i], start_of(key, count.size()), count, payload.data() + variable.offset);
  }
  return payload;
}

std::vector<double> OpenedResults::read_seconds() const {
  const Object timings = hdf5::open_group(hdf5::open_group(root_, "provenance"), "timings");
  return hdf5::read_doubles(hdf5::open_dataset(timings, "seconds"), runs_);
}

void OpenedResults::require_layout(const ExperimentFrame& frame) const {
  const ResultSchema& schema = frame.schema;
  if (frame_.scenarios != frame.scenarios) throw Unfit{"scenario", "has other labels than the plan", {}};
  if (frame_.regions != frame.regions) throw Unfit{"region", "has other labels than the plan", {}};
  if (frame_.draws != frame.draws) throw Unfit{"draw", "has another length than in the plan", {}};
  for (const ResultDimension& dimension : schema.dimensions) {
    const ResultDimension* own = frame_.schema.dimension(dimension.name);
    if (own == nullptr || own->labels != dimension.labels || own->numbers != dimension.numbers) {
      throw Unfit{dimension.name, "is not the axis of the plan", {}};
    }
  }
  for (const ResultVariable& variable : schema.variables) {
    const ResultVariable* own = frame_.schema.variable(variable.name);
    if (own == nullptr || own->group != variable.group || own->dimensions != variable.dimensions) {
      throw Unfit{variable.name, "is not the result of the plan", {}};
    }
    const Object& dataset = datasets_[static_cast<std::size_t>(own - frame_.schema.variables.data())];
    hdf5::require_storage(dataset, chunk_of_one_run(hdf5::extents_of(dataset)));
  }
  read_seconds();
}

Provenance OpenedResults::read_provenance() const {
  const Object group = hdf5::open_group(root_, "provenance");
  Provenance provenance;
  provenance.version = hdf5::label_attribute(root_, "draagkracht_version");
  provenance.entries = hdf5::text_attributes(group);
  provenance.scenario_texts = read_text_table(group, "scenario", "scenario_text");
  provenance.inputs = read_text_table(group, "input", "input_checksum");
  provenance.timings = hdf5::text_attributes(hdf5::open_group(group, "timings"));
  return provenance;
}

}  // namespace draagkracht
