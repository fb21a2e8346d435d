// Reading result files, with HDF5's C++ classes; what is no such file, or damaged, is refused in the user's words.
#include <H5Cpp.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

#include "engine/core/fault.h"
#include "engine/core/issue.h"
#include "engine/io/file_error.h"
#include "engine/io/hdf5_objects.h"
#include "engine/io/results_file.h"
#include "engine/io/results_format.h"

namespace draagkracht {
namespace {

using hdf5::Extents;
using results_format::n_run_axes;

const std::string damaged = "the file is cut short or damaged";
const std::string foreign = "not a Draagkracht result file";

std::string text_attribute(const H5::H5Object& object, const std::string& name) {
  if (!object.attrExists(name)) return {};
  const H5::Attribute attribute = object.openAttribute(name);
  if (attribute.getTypeClass() != H5T_STRING) return {};
  std::string text;
  attribute.read(attribute.getDataType(), text);
  return text;
}

int int_attribute(const H5::H5Object& object, const std::string& name) {
  if (!object.attrExists(name)) return 0;
  int value = 0;
  object.openAttribute(name).read(H5::PredType::NATIVE_INT32, &value);
  return value;
}

Extents extents_of(const H5::DataSet& dataset) {
  const H5::DataSpace space = dataset.getSpace();
  Extents extents(static_cast<std::size_t>(space.getSimpleExtentNdims()));
  space.getSimpleExtentDims(extents.data());
  return extents;
}

std::vector<std::string> read_strings(const H5::Group& group, const std::string& name) {
  const H5::DataSet dataset = group.openDataSet(name);
  const H5::StrType type(H5::PredType::C_S1, H5T_VARIABLE);
  type.setCset(H5T_CSET_UTF8);
  std::vector<char*> pointers(extents_of(dataset).at(0), nullptr);
  dataset.read(pointers.data(), type);
  std::vector<std::string> texts;
  for (const char* text : pointers) texts.emplace_back(text == nullptr ? "" : text);
  H5Dvlen_reclaim(type.getId(), dataset.getSpace().getId(), H5P_DEFAULT, pointers.data());
  return texts;
}

// Names in a group in the order in which they were made.
std::vector<std::string> members(const H5::Group& group, H5O_type_t kind) {
  std::vector<std::string> names;
  H5G_info_t about;
  if (H5Gget_info(group.getId(), &about) < 0) throw H5::GroupIException("members", "no list of members");
  for (hsize_t i = 0; i < about.nlinks; ++i) {
    char name[256];
    const ssize_t length =
        H5Lget_name_by_idx(group.getId(), ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
    if (length < 0) throw H5::GroupIException("members", "no name of a member");
    if (group.childObjType(name) == kind) names.emplace_back(name);
  }
  return names;
}

// Name of the dimension scale on each axis; "" where there is none.
std::vector<std::string> axis_names(const H5::DataSet& dataset) {
  std::vector<std::string> names(extents_of(dataset).size());
  const auto take_name = [](hid_t, unsigned, hid_t scale, void* out) -> herr_t {
    char name[256] = {};
    if (H5DSget_scale_name(scale, name, sizeof name) < 0) return -1;
    *static_cast<std::string*>(out) = name;
    return 1;
  };
  for (unsigned i = 0; i < names.size(); ++i) {
    if (H5DSiterate_scales(dataset.getId(), i, nullptr, take_name, &names[i]) < 0) {
      throw H5::DataSetIException("axis_names", "no dimension scale");
    }
  }
  return names;
}

std::optional<ResultDimension> read_dimension(const H5::Group& root, const std::string& name) {
  const H5::DataSet dataset = root.openDataSet(name);
  const bool of_runs = std::find(results_format::run_axes.begin(), results_format::run_axes.end(), name) !=
                       results_format::run_axes.end();
  if (of_runs || H5DSis_scale(dataset.getId()) <= 0) return std::nullopt;
  ResultDimension dimension{.name = name, .long_name = text_attribute(dataset, "long_name")};
  if (dataset.getTypeClass() == H5T_STRING) {
    dimension.labels = read_strings(root, name);
  } else {
    dimension.units = text_attribute(dataset, "units");
    dimension.numbers.resize(extents_of(dataset).at(0));
    dataset.read(dimension.numbers.data(), H5::PredType::NATIVE_DOUBLE);
  }
  return dimension;
}

// A measured variable: doubles over the four axes of runs and dimensions of its own. Everything else is passed over.
std::optional<ResultVariable> read_variable(const H5::DataSet& dataset, const std::string& name,
                                            const std::string& group) {
  if (dataset.getTypeClass() != H5T_FLOAT) return std::nullopt;
  std::vector<std::string> axes = axis_names(dataset);
  if (axes.size() < n_run_axes ||
      !std::equal(results_format::run_axes.begin(), results_format::run_axes.end(), axes.begin())) {
    return std::nullopt;
  }
  axes.erase(axes.begin(), axes.begin() + n_run_axes);
  return ResultVariable{.name = name,
                        .group = group,
                        .dimensions = std::move(axes),
                        .units = text_attribute(dataset, "units"),
                        .long_name = text_attribute(dataset, "long_name")};
}

// Runs that are marked as finished, in order of key; the mark has these extents, or any if they are not known.
std::vector<RunKey> finished_runs(const H5::H5File& file, const Extents& expected) {
  const H5::DataSet dataset = file.openDataSet("finished");
  const Extents extents = extents_of(dataset);
  if (extents.size() != n_run_axes || (!expected.empty() && extents != expected)) {
    throw H5::DataSetIException("finished_runs", "finished has other axes");
  }
  std::vector<std::int8_t> finished(extents[0] * extents[1] * extents[2] * extents[3]);
  dataset.read(finished.data(), H5::PredType::NATIVE_INT8);
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
  return keys;
}

// An opened and checked file.
class Reader {
 public:
  explicit Reader(const std::string& path);
  const ExperimentFrame& frame() const { return frame_; }
  const std::vector<RunKey>& keys() const { return keys_; }
  std::vector<double> read_payload(RunKey key) const;
  std::vector<double> read_seconds() const;
  Provenance read_provenance() const;

 private:
  void read_frame();
  void read_presence(const ResultDimension& dimension);
  void add_variables(const H5::Group& group, const std::string& name);

  H5::H5File file_;
  ExperimentFrame frame_;
  std::vector<RunKey> keys_;
  std::vector<H5::DataSet> datasets_;  // of frame_.schema.variables
};

H5::H5File open_results(const std::string& path) {
  if (::access(path.c_str(), R_OK) != 0) refuse_file(path, "cannot be read", std::strerror(errno));
  if (H5Fis_hdf5(path.c_str()) <= 0) refuse_file(path, foreign, "it is not an HDF5 file");
  try {
    return H5::H5File(path, H5F_ACC_RDONLY);
  } catch (const H5::Exception&) {
    refuse_file(path, damaged, hdf5::innermost_reason());
  }
}

// A file that says it is whole.
H5::H5File open_whole(const std::string& path) {
  H5::H5File file = open_results(path);
  if (text_attribute(file, "format") != results_format::name) {
    refuse_file(path, foreign, std::string("its attribute format is not \"") + results_format::name + "\"");
  }
  if (const int version = int_attribute(file, "format_version"); version != results_format::version) {
    refuse_file(path, "has format version " + std::to_string(version),
                "this program reads version " + std::to_string(results_format::version),
                "Use the version that wrote it");
  }
  if (int_attribute(file, "complete") != 1) refuse_file(path, damaged, "it was never finished");
  return file;
}

Reader::Reader(const std::string& path) : file_(open_whole(path)) {
  read_frame();
  keys_ = finished_runs(file_, {frame_.scenarios.size(), frame_.draws, frame_.replications, frame_.regions.size()});
}

void Reader::read_frame() {
  frame_.scenarios = read_strings(file_, "scenario");
  frame_.draws = static_cast<std::uint32_t>(extents_of(file_.openDataSet("draw")).at(0));
  frame_.replications = static_cast<std::uint32_t>(extents_of(file_.openDataSet("replication")).at(0));
  frame_.regions = read_strings(file_, "region");
  frame_.region_names = read_strings(file_, "region_name");
  for (const std::string& name : members(file_, H5O_TYPE_DATASET)) {
    if (auto dimension = read_dimension(file_, name)) frame_.schema.add(std::move(*dimension));
  }
  add_variables(file_, "");
  for (const std::string& name : members(file_, H5O_TYPE_GROUP)) {
    if (name != "provenance") add_variables(file_.openGroup(name), name);
  }
  for (const ResultDimension& dimension : frame_.schema.dimensions) read_presence(dimension);
}

// Flags over scenario and dimension, if there are any.
void Reader::read_presence(const ResultDimension& dimension) {
  const std::string name = results_format::presence_name(dimension.name);
  if (!file_.nameExists(name)) return;
  const H5::DataSet dataset = file_.openDataSet(name);
  if (extents_of(dataset) != Extents{frame_.scenarios.size(), dimension.size()}) {
    throw H5::DataSetIException("read_presence", name + " has other axes");
  }
  std::vector<std::int8_t> values(frame_.scenarios.size() * dimension.size());
  dataset.read(values.data(), H5::PredType::NATIVE_INT8);
  PartialDimension partial{dimension.name, {}};
  for (auto at = values.begin(); at != values.end(); at += static_cast<std::ptrdiff_t>(dimension.size())) {
    partial.has.emplace_back(at, at + static_cast<std::ptrdiff_t>(dimension.size()));
  }
  frame_.partial.push_back(std::move(partial));
}

void Reader::add_variables(const H5::Group& group, const std::string& group_name) {
  for (const std::string& name : members(group, H5O_TYPE_DATASET)) {
    const H5::DataSet dataset = group.openDataSet(name);
    if (auto variable = read_variable(dataset, name, group_name)) {
      frame_.schema.add(std::move(*variable));
      datasets_.push_back(dataset);
    }
  }
}

std::vector<double> Reader::read_payload(RunKey key) const {
  std::vector<double> payload(frame_.schema.payload_size);
  for (std::size_t i = 0; i < datasets_.size(); ++i) {
    const ResultVariable& variable = frame_.schema.variables[i];
    H5::DataSpace file_space = datasets_[i].getSpace();
    Extents count = extents_of(datasets_[i]);
    std::fill_n(count.begin(), n_run_axes, hsize_t{1});
    Extents start(count.size(), 0);
    start[0] = key.scenario;
    start[1] = key.draw;
    start[2] = key.replication;
    start[3] = key.region;
    file_space.selectHyperslab(H5S_SELECT_SET, count.data(), start.data());
    const hsize_t size = variable.size;
    datasets_[i].read(payload.data() + variable.offset, H5::PredType::NATIVE_DOUBLE, H5::DataSpace(1, &size),
                      file_space);
  }
  return payload;
}

std::vector<double> Reader::read_seconds() const {
  const H5::DataSet dataset = file_.openDataSet("provenance/timings/seconds");
  std::vector<double> seconds(static_cast<std::size_t>(dataset.getSpace().getSimpleExtentNpoints()));
  dataset.read(seconds.data(), H5::PredType::NATIVE_DOUBLE);
  return seconds;
}

TextPairs read_texts(const H5::Group& group) {
  TextPairs pairs;
  for (int i = 0; i < group.getNumAttrs(); ++i) {
    const std::string name = group.openAttribute(static_cast<unsigned>(i)).getName();
    pairs.emplace_back(name, text_attribute(group, name));
  }
  return pairs;
}

TextPairs read_text_table(const H5::Group& group, const std::string& axis, const std::string& column) {
  if (!group.nameExists(column)) return {};
  const std::vector<std::string> names = read_strings(group, axis);
  const std::vector<std::string> texts = read_strings(group, column);
  TextPairs pairs;
  for (std::size_t i = 0; i < names.size(); ++i) pairs.emplace_back(names[i], texts.at(i));
  return pairs;
}

Provenance Reader::read_provenance() const {
  const H5::Group group = file_.openGroup("provenance");
  Provenance provenance;
  provenance.version = text_attribute(file_, "draagkracht_version");
  provenance.entries = read_texts(group);
  provenance.scenario_texts = read_text_table(group, "scenario", "scenario_text");
  provenance.inputs = read_text_table(group, "input", "input_checksum");
  provenance.timings = read_texts(group.openGroup("timings"));
  return provenance;
}

// Calls `read` and tells the user in our words what HDF5 or a file that contradicts itself throws.
template <class F>
auto reading(const std::string& path, F&& read) {
  H5::Exception::dontPrint();
  try {
    return read();
  } catch (const H5::Exception& error) {
    refuse_file(path, damaged, error.getDetailMsg());
  } catch (const LogicFault&) {
    refuse_file(path, damaged, "its variables and dimensions contradict each other");
  } catch (const std::out_of_range&) {
    refuse_file(path, damaged, "its variables and dimensions contradict each other");
  }
}

}  // namespace

void verify_results_file(const std::string& path, const ExperimentFrame& frame, const RunSource& runs) {
  reading(path, [&] {
    const Reader reader(path);
    if (reader.keys() != runs.keys) throw WriteError(path, "does not hold the runs that were written to it");
    if (reader.frame().partial != frame.partial) {
      throw WriteError(path, "does not hold which labels each scenario has");
    }
    for (std::size_t i = 0; i < runs.keys.size(); ++i) {
      const RunResult run = runs.read(i);
      const std::vector<double> found = reader.read_payload(run.key);
      for (const ResultVariable& variable : frame.schema.variables) {
        const ResultVariable* stored = reader.frame().schema.variable(variable.name);
        if (stored == nullptr || stored->size != variable.size ||
            std::memcmp(&found[stored->offset], &run.payload[variable.offset], variable.size * sizeof(double)) != 0) {
          throw WriteError(path, "does not hold what was written to it (" + variable.name + ")");
        }
      }
    }
  });
}

StoredRuns read_stored_runs(const std::string& path) {
  return reading(path, [&] {
    const H5::H5File file = open_whole(path);
    return StoredRuns{read_texts(file.openGroup("provenance")), finished_runs(file, {})};
  });
}

StoredResults read_results_file(const std::string& path) {
  return reading(path, [&] {
    const Reader reader(path);
    StoredResults stored{ResultSet(reader.frame()), reader.read_provenance(), reader.read_seconds()};
    for (const RunKey key : reader.keys()) {
      stored.results.put({.key = key, .payload = reader.read_payload(key), .seconds = 0});
    }
    return stored;
  });
}

}  // namespace draagkracht
