// The only file that knows HDF5. Writing uses its C functions: each result is looked at, where the C++ classes print
// from their destructors, cannot keep the order of a group's members and lose the reason of an error. Reading uses the
// C++ classes. What is set here and why: every line below marked "for" was tried with the reader it names.
#include "engine/io/results_file.h"

#include <H5Cpp.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "engine/core/fault.h"
#include "engine/core/issue.h"
#include "engine/io/file_error.h"

namespace draagkracht {
namespace {

constexpr const char* format_name = "draagkracht-results";
constexpr int format_version = 1;
constexpr std::size_t run_axes = 4;  // scenario, draw, replication, region
constexpr std::size_t replication_axis = 2;
constexpr hsize_t largest_chunk = (1 << 20) / sizeof(double);  // values; readers inflate whole chunks
constexpr unsigned deflate_level = 4;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

using Extents = std::vector<hsize_t>;

// ---- writing ----

// An HDF5 call failed; caught at the border of this file.
struct Hdf5Failure {
  std::string reason;
};

// The innermost reason on HDF5's error stack; of its long text on system calls only the system's own words.
std::string innermost_reason() {
  std::string text;
  const auto keep_first = [](unsigned n, const H5E_error2_t* error, void* out) -> herr_t {
    if (n == 0 && error->desc != nullptr) *static_cast<std::string*>(out) = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  const std::string before = "error message = '";
  const std::size_t at = text.find(before);
  if (at != std::string::npos)
    text = text.substr(at + before.size(), text.find('\'', at + before.size()) - at - before.size());
  return text.empty() ? "HDF5 gives no reason" : text;
}

template <class Status>
Status must(Status status) {
  if (status < 0) throw Hdf5Failure{innermost_reason()};
  return status;
}

// An open HDF5 object. Left open when an error is on its way: closing after a failed write can crash the process.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*closer)(hid_t)) : id_(must(id)), closer_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), closer_(other.closer_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(closer_, other.closer_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0 && std::uncaught_exceptions() == 0) closer_(id_);
  }
  operator hid_t() const { return id_; }
  void close() { must(closer_(std::exchange(id_, -1))); }

 private:
  hid_t id_ = -1;
  herr_t (*closer_)(hid_t) = nullptr;
};

Handle simple_space(const Extents& extents, const Extents& most = {}) {
  return {H5Screate_simple(static_cast<int>(extents.size()), extents.data(), most.empty() ? nullptr : most.data()),
          H5Sclose};
}

// Strings of fixed length (for attributes) or of any length (H5T_VARIABLE, for data sets: with fixed ones R crashes).
Handle text_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  must(H5Tset_size(type, size));
  must(H5Tset_cset(type, H5T_CSET_UTF8));
  must(H5Tset_strpad(type, H5T_STR_NULLTERM));
  return type;
}

void write_attribute(hid_t object, const char* name, hid_t type, hid_t space, const void* value) {
  Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  must(H5Awrite(attribute, type, value));
  attribute.close();
}

void write_text(hid_t object, const char* name, const std::string& text) {
  write_attribute(object, name, text_type(text.size() + 1), Handle(H5Screate(H5S_SCALAR), H5Sclose), text.c_str());
}

void write_int(hid_t object, const char* name, int value) {
  write_attribute(object, name, H5T_NATIVE_INT32, Handle(H5Screate(H5S_SCALAR), H5Sclose), &value);
}

// What 0 and 1 mean.
void write_flags(hid_t object, const std::string& meanings) {
  const std::array<std::int8_t, 2> flags{0, 1};
  write_attribute(object, "flag_values", H5T_NATIVE_INT8, simple_space({2}), flags.data());
  write_text(object, "flag_meanings", meanings);
}

void write_texts(hid_t object, const TextPairs& pairs) {
  for (const auto& [name, text] : pairs) write_text(object, name.c_str(), text);
}

// No times in objects, so that equal results give equal files; order of attributes kept, for appending with netCDF.
Handle object_creation(hid_t kind) {
  Handle list(H5Pcreate(kind), H5Pclose);
  must(H5Pset_obj_track_times(list, false));
  must(H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
  if (kind != H5P_DATASET_CREATE) {
    must(H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
  }
  return list;
}

Handle create_group(hid_t parent, const std::string& name) {
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, object_creation(H5P_GROUP_CREATE), H5P_DEFAULT), H5Gclose};
}

struct DatasetShape {
  Extents extents;
  Extents chunk;           // empty: not chunked
  bool unlimited = false;  // the replication axis may grow
  std::size_t unlimited_axis = replication_axis;
  bool fill_missing = false;  // doubles that start as NaN
};

Handle create_dataset(hid_t group, const std::string& name, hid_t type, const DatasetShape& shape) {
  const Handle creation = object_creation(H5P_DATASET_CREATE);
  Extents most = shape.extents;
  if (shape.unlimited) most[shape.unlimited_axis] = H5S_UNLIMITED;
  if (!shape.chunk.empty()) {
    must(H5Pset_chunk(creation, static_cast<int>(shape.chunk.size()), shape.chunk.data()));
    must(H5Pset_shuffle(creation));
    must(H5Pset_deflate(creation, deflate_level));
  }
  if (shape.fill_missing) must(H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &missing));
  // Without a cache a chunk goes to disk in the write that gives it, and an error is seen there.
  const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  must(H5Pset_chunk_cache(access, 0, 0, 0));
  Handle dataset(
      H5Dcreate2(group, name.c_str(), type, simple_space(shape.extents, most), H5P_DEFAULT, creation, access),
      H5Dclose);
  if (shape.fill_missing) write_attribute(dataset, "_FillValue", H5T_NATIVE_DOUBLE, simple_space({1}), &missing);
  return dataset;
}

void write_strings(hid_t dataset, const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  must(H5Dwrite(dataset, text_type(H5T_VARIABLE), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()));
}

// Chunks of one run: as many whole last dimensions as fit, evenly cut along the first that does not.
Extents chunk_of_one_run(const Extents& extents) {
  Extents chunk = extents;
  std::fill_n(chunk.begin(), run_axes, hsize_t{1});
  hsize_t values = 1;
  for (std::size_t i = chunk.size(); i-- > run_axes;) {
    const hsize_t room = std::max<hsize_t>(1, largest_chunk / values);
    const hsize_t parts = (chunk[i] + room - 1) / room;
    chunk[i] = (chunk[i] + parts - 1) / parts;
    values *= chunk[i];
  }
  return chunk;
}

// The dimension scales of one group.
class Axes {
 public:
  void add_labels(hid_t group, const std::string& name, const std::string& long_name,
                  const std::vector<std::string>& labels) {
    Handle scale = create_dataset(group, name, text_type(H5T_VARIABLE), {.extents = {labels.size()}, .chunk = {}});
    write_strings(scale, labels);
    add(std::move(scale), name, long_name);
  }
  void add_numbers(hid_t group, const ResultDimension& dimension) {
    Handle scale =
        create_dataset(group, dimension.name, H5T_NATIVE_DOUBLE, {.extents = {dimension.size()}, .chunk = {}});
    must(H5Dwrite(scale, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, dimension.numbers.data()));
    write_text(scale, "units", dimension.units);
    if (dimension.units.find(" since ") != std::string::npos) write_text(scale, "calendar", "standard");
    add(std::move(scale), dimension.name, dimension.long_name);
  }
  // 0, 1, 2, ...
  void add_counter(hid_t group, const std::string& name, const std::string& long_name, std::uint32_t size,
                   bool unlimited) {
    DatasetShape shape{.extents = {size}, .chunk = {}, .unlimited = unlimited, .unlimited_axis = 0};
    if (unlimited) shape.chunk = {std::min<hsize_t>(size, 1024)};
    Handle scale = create_dataset(group, name, H5T_NATIVE_INT32, shape);
    std::vector<std::int32_t> numbers(size);
    for (std::uint32_t i = 0; i < size; ++i) numbers[i] = static_cast<std::int32_t>(i);
    must(H5Dwrite(scale, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()));
    add(std::move(scale), name, long_name);
  }
  void attach(hid_t dataset, const std::vector<std::string>& names) const {
    for (unsigned i = 0; i < names.size(); ++i) must(H5DSattach_scale(dataset, scales_.at(names[i]), i));
  }

 private:
  void add(Handle scale, const std::string& name, const std::string& long_name) {
    must(H5DSset_scale(scale, name.c_str()));
    write_text(scale, "long_name", long_name);
    scales_.emplace(name, std::move(scale));
  }
  std::map<std::string, Handle> scales_;
};

const std::vector<std::string> run_axis_names{"scenario", "draw", "replication", "region"};

// Of the flags that tell which labels of a dimension a scenario has.
std::string presence_name(const std::string& dimension) { return dimension + "_in_scenario"; }

// Writes a file from top to bottom.
class Writer {
 public:
  Writer(const std::string& path, const ExperimentFrame& frame);
  void write_run(const RunResult& run);
  void write_provenance(const Provenance& provenance);
  // Counters, the mark that the file is whole, and the end.
  void finish();

 private:
  struct Slot {
    const ResultVariable* variable;
    Handle dataset;
    Handle file_space;
    Handle memory_space;
    Extents count;  // 1, 1, 1, 1, own extents
  };

  Axes make_axes(hid_t group, const std::vector<std::string>& own);
  void create_variable(hid_t group, const Axes& axes, const ResultVariable& variable);
  void create_root(const std::vector<ResultVariable>& variables);
  void write_presence(const Axes& axes, const PartialDimension& partial);
  void create_groups(const std::vector<ResultVariable>& variables);
  Extents run_extents() const {
    return {frame_.scenarios.size(), frame_.draws, frame_.replications, frame_.regions.size()};
  }
  std::size_t place(RunKey key) const {
    return ((key.scenario * std::size_t{frame_.draws} + key.draw) * frame_.replications + key.replication) *
               frame_.regions.size() +
           key.region;
  }

  const ExperimentFrame& frame_;
  Handle file_;
  std::vector<Slot> slots_;
  Handle n_replications_;
  Handle finished_;
  Handle seconds_;
  std::vector<std::int8_t> finished_values_;  // axes scenario, draw, replication, region
  std::vector<double> seconds_values_;        // same axes
};

Handle create_file(const std::string& path) {
  // Bounds V18: newer layouts leave a file locked after a kill, older ones lose the order of members.
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  must(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18));
  must(H5Pset_fclose_degree(access, H5F_CLOSE_SEMI));  // closing fails if anything was forgotten open
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, object_creation(H5P_FILE_CREATE), access), H5Fclose};
}

Writer::Writer(const std::string& path, const ExperimentFrame& frame)
    : frame_(frame),
      file_(create_file(path)),
      finished_values_(frame.scenarios.size() * frame.draws * frame.replications * frame.regions.size(), 0),
      seconds_values_(finished_values_.size(), missing) {
  write_text(file_, "title", "Results of a Draagkracht experiment");
  write_text(file_, "format", format_name);
  write_int(file_, "format_version", format_version);
  create_root(frame.schema.variables);
  create_groups(frame.schema.variables);
}

Axes Writer::make_axes(hid_t group, const std::vector<std::string>& own) {
  Axes axes;
  axes.add_labels(group, "scenario", "scenario", frame_.scenarios);
  axes.add_counter(group, "draw", "draw of the uncertain parameters", frame_.draws, false);
  axes.add_counter(group, "replication", "replication", frame_.replications, true);
  axes.add_labels(group, "region", "code of the region", frame_.regions);
  for (const std::string& name : own) {
    const ResultDimension& dimension = *frame_.schema.dimension(name);
    if (dimension.labels.empty()) {
      axes.add_numbers(group, dimension);
    } else {
      axes.add_labels(group, name, dimension.long_name, dimension.labels);
    }
  }
  Handle names = create_dataset(group, "region_name", text_type(H5T_VARIABLE),
                                {.extents = {frame_.region_names.size()}, .chunk = {}});
  write_strings(names, frame_.region_names);
  write_text(names, "long_name", "name of the region");
  axes.attach(names, {"region"});
  names.close();
  return axes;
}

void Writer::create_root(const std::vector<ResultVariable>& variables) {
  std::vector<std::string> all;
  for (const ResultDimension& dimension : frame_.schema.dimensions) all.push_back(dimension.name);
  const Axes axes = make_axes(file_, all);

  n_replications_ =
      create_dataset(file_, "n_replications", H5T_NATIVE_INT32,
                     {.extents = {frame_.scenarios.size(), frame_.draws, frame_.regions.size()}, .chunk = {}});
  write_text(n_replications_, "long_name", "number of replications that were finished");
  write_text(n_replications_, "units", "1");
  axes.attach(n_replications_, {"scenario", "draw", "region"});

  const Extents chunk{1, 1, std::min<hsize_t>(frame_.replications, 1024), 1};
  finished_ =
      create_dataset(file_, "finished", H5T_NATIVE_INT8, {.extents = run_extents(), .chunk = chunk, .unlimited = true});
  write_text(finished_, "long_name", "whether the run was finished");
  write_flags(finished_, "not_finished finished");
  axes.attach(finished_, run_axis_names);

  for (const PartialDimension& partial : frame_.partial) write_presence(axes, partial);
  for (const ResultVariable& variable : variables) {
    if (variable.group.empty()) create_variable(file_, axes, variable);
  }
}

void Writer::write_presence(const Axes& axes, const PartialDimension& partial) {
  std::vector<std::int8_t> values;
  for (const std::vector<bool>& has : partial.has) values.insert(values.end(), has.begin(), has.end());
  Handle dataset = create_dataset(file_, presence_name(partial.dimension), H5T_NATIVE_INT8,
                                  {.extents = {partial.has.size(), partial.has.at(0).size()}, .chunk = {}});
  must(H5Dwrite(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  write_text(dataset, "long_name", "whether the scenario has this " + partial.dimension);
  write_flags(dataset, "not_in_scenario in_scenario");
  axes.attach(dataset, {"scenario", partial.dimension});
  dataset.close();
}

void Writer::create_groups(const std::vector<ResultVariable>& variables) {
  std::vector<std::string> groups;
  for (const ResultVariable& variable : variables) {
    if (!variable.group.empty() && std::find(groups.begin(), groups.end(), variable.group) == groups.end()) {
      groups.push_back(variable.group);
    }
  }
  for (const std::string& name : groups) {
    const Handle group = create_group(file_, name);
    std::vector<std::string> own;
    for (const ResultDimension& dimension : frame_.schema.dimensions) {
      const bool used = std::any_of(variables.begin(), variables.end(), [&](const ResultVariable& variable) {
        return variable.group == name && std::find(variable.dimensions.begin(), variable.dimensions.end(),
                                                   dimension.name) != variable.dimensions.end();
      });
      if (used) own.push_back(dimension.name);
    }
    const Axes axes = make_axes(group, own);
    for (const ResultVariable& variable : variables) {
      if (variable.group == name) create_variable(group, axes, variable);
    }
  }
}

void Writer::create_variable(hid_t group, const Axes& axes, const ResultVariable& variable) {
  Extents extents = run_extents();
  std::vector<std::string> names = run_axis_names;
  Extents count(run_axes, 1);
  for (const std::string& name : variable.dimensions) {
    extents.push_back(frame_.schema.dimension(name)->size());
    count.push_back(extents.back());
    names.push_back(name);
  }
  Handle dataset =
      create_dataset(group, variable.name, H5T_NATIVE_DOUBLE,
                     {.extents = extents, .chunk = chunk_of_one_run(extents), .unlimited = true, .fill_missing = true});
  write_text(dataset, "long_name", variable.long_name);
  write_text(dataset, "units", variable.units);
  write_text(dataset, "coordinates", "region_name");  // for xarray: makes region_name a coordinate
  axes.attach(dataset, names);
  Handle file_space(H5Dget_space(dataset), H5Sclose);
  slots_.push_back(
      {&variable, std::move(dataset), std::move(file_space), simple_space({variable.size}), std::move(count)});
}

void Writer::write_run(const RunResult& run) {
  DRAAGKRACHT_ENSURE(run.payload.size() == frame_.schema.payload_size);
  DRAAGKRACHT_ENSURE(run.key.scenario < frame_.scenarios.size() && run.key.draw < frame_.draws &&
                     run.key.replication < frame_.replications && run.key.region < frame_.regions.size());
  for (const Slot& slot : slots_) {
    Extents start(slot.count.size(), 0);
    start[0] = run.key.scenario;
    start[1] = run.key.draw;
    start[2] = run.key.replication;
    start[3] = run.key.region;
    must(H5Sselect_hyperslab(slot.file_space, H5S_SELECT_SET, start.data(), nullptr, slot.count.data(), nullptr));
    must(H5Dwrite(slot.dataset, H5T_NATIVE_DOUBLE, slot.memory_space, slot.file_space, H5P_DEFAULT,
                  run.payload.data() + slot.variable->offset));
  }
  finished_values_[place(run.key)] = 1;
  seconds_values_[place(run.key)] = run.seconds;
}

// Two columns of text: names along an axis, texts beside them. Nothing if there are none, as no axis may be empty.
void write_text_table(hid_t group, const std::string& axis, const std::string& column, const std::string& long_name,
                      const TextPairs& pairs) {
  if (pairs.empty()) return;
  std::vector<std::string> names, texts;
  for (const auto& [name, text] : pairs) {
    names.push_back(name);
    texts.push_back(text);
  }
  Axes axes;
  axes.add_labels(group, axis, axis, names);
  Handle dataset = create_dataset(group, column, text_type(H5T_VARIABLE), {.extents = {texts.size()}, .chunk = {}});
  write_strings(dataset, texts);
  write_text(dataset, "long_name", long_name);
  axes.attach(dataset, {axis});
  dataset.close();
}

void Writer::write_provenance(const Provenance& provenance) {
  write_text(file_, "draagkracht_version", provenance.version);
  const Handle group = create_group(file_, "provenance");
  write_texts(group, provenance.entries);
  write_text_table(group, "scenario", "scenario_text", "scenario as it was run, after inheritance",
                   provenance.scenario_texts);
  write_text_table(group, "input", "input_checksum", "64-bit FNV-1a of the input file", provenance.inputs);

  const Handle timings = create_group(group, "timings");
  write_texts(timings, provenance.timings);
  const Axes axes = make_axes(timings, {});
  seconds_ = create_dataset(timings, "seconds", H5T_NATIVE_DOUBLE,
                            {.extents = run_extents(),
                             .chunk = {1, 1, std::min<hsize_t>(frame_.replications, 1024), 1},
                             .unlimited = true,
                             .fill_missing = true});
  write_text(seconds_, "long_name", "wall time of the run");
  write_text(seconds_, "units", "s");
  write_text(seconds_, "coordinates", "region_name");
  axes.attach(seconds_, run_axis_names);
}

void Writer::finish() {
  std::vector<std::int32_t> counts(frame_.scenarios.size() * frame_.draws * frame_.regions.size(), 0);
  for (std::size_t i = 0; i < finished_values_.size(); ++i) {
    const std::size_t region = i % frame_.regions.size();
    const std::size_t scenario_and_draw = i / frame_.regions.size() / frame_.replications;
    counts[scenario_and_draw * frame_.regions.size() + region] += finished_values_[i];
  }
  must(H5Dwrite(n_replications_, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, counts.data()));
  must(H5Dwrite(finished_, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, finished_values_.data()));
  must(H5Dwrite(seconds_, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, seconds_values_.data()));
  for (Slot& slot : slots_) slot.dataset.close();
  slots_.clear();
  n_replications_.close();
  finished_.close();
  seconds_.close();
  must(H5Fflush(file_, H5F_SCOPE_GLOBAL));
  write_int(file_, "complete", 1);
  file_.close();
}

// ---- reading ----

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
  const bool of_runs = std::find(run_axis_names.begin(), run_axis_names.end(), name) != run_axis_names.end();
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
  if (axes.size() < run_axes || !std::equal(run_axis_names.begin(), run_axis_names.end(), axes.begin())) {
    return std::nullopt;
  }
  axes.erase(axes.begin(), axes.begin() + run_axes);
  return ResultVariable{.name = name,
                        .group = group,
                        .dimensions = std::move(axes),
                        .units = text_attribute(dataset, "units"),
                        .long_name = text_attribute(dataset, "long_name")};
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
  void read_keys();
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
    refuse_file(path, damaged, innermost_reason());
  }
}

Reader::Reader(const std::string& path) : file_(open_results(path)) {
  if (text_attribute(file_, "format") != format_name) {
    refuse_file(path, foreign, std::string("its attribute format is not \"") + format_name + "\"");
  }
  if (const int version = int_attribute(file_, "format_version"); version != format_version) {
    refuse_file(path, "has format version " + std::to_string(version),
                "this program reads version " + std::to_string(format_version), "Use the version that wrote it");
  }
  if (int_attribute(file_, "complete") != 1) refuse_file(path, damaged, "it was never finished");
  read_frame();
  read_keys();
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
  const std::string name = presence_name(dimension.name);
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

void Reader::read_keys() {
  const H5::DataSet dataset = file_.openDataSet("finished");
  const Extents extents = extents_of(dataset);
  if (extents != Extents{frame_.scenarios.size(), frame_.draws, frame_.replications, frame_.regions.size()}) {
    throw H5::DataSetIException("read_keys", "finished has other axes");
  }
  std::vector<std::int8_t> finished(extents[0] * extents[1] * extents[2] * extents[3]);
  dataset.read(finished.data(), H5::PredType::NATIVE_INT8);
  std::size_t at = 0;
  for (std::uint32_t s = 0; s < extents[0]; ++s) {
    for (std::uint32_t d = 0; d < extents[1]; ++d) {
      for (std::uint32_t n = 0; n < extents[2]; ++n) {
        for (std::uint32_t r = 0; r < extents[3]; ++r) {
          if (finished[at++] != 0) keys_.push_back({s, d, n, r});
        }
      }
    }
  }
}

std::vector<double> Reader::read_payload(RunKey key) const {
  std::vector<double> payload(frame_.schema.payload_size);
  for (std::size_t i = 0; i < datasets_.size(); ++i) {
    const ResultVariable& variable = frame_.schema.variables[i];
    H5::DataSpace file_space = datasets_[i].getSpace();
    Extents count = extents_of(datasets_[i]);
    std::fill_n(count.begin(), run_axes, hsize_t{1});
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
  const Extents extents = extents_of(dataset);
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

void require_ascending(const RunSource& runs) {
  DRAAGKRACHT_ENSURE(std::adjacent_find(runs.keys.begin(), runs.keys.end(),
                                        [](RunKey a, RunKey b) { return !(a < b); }) == runs.keys.end());
}

}  // namespace

void write_results_file(const std::string& path, const ExperimentFrame& frame, const Provenance& provenance,
                        const RunSource& runs) {
  DRAAGKRACHT_ENSURE(!frame.scenarios.empty() && frame.draws > 0 && frame.replications > 0 && !frame.regions.empty());
  DRAAGKRACHT_ENSURE(frame.regions.size() == frame.region_names.size());
  require_ascending(runs);
  H5::Exception::dontPrint();
  try {
    Writer writer(path, frame);
    writer.write_provenance(provenance);
    for (std::size_t i = 0; i < runs.keys.size(); ++i) writer.write_run(runs.read(i));
    writer.finish();
  } catch (const Hdf5Failure& failure) {
    throw WriteError(path, "cannot be written (" + failure.reason + ")");
  }
}

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

std::uint64_t room_for_results(const ExperimentFrame& frame) {
  const std::uint64_t runs =
      std::uint64_t{frame.scenarios.size()} * frame.draws * frame.replications * frame.regions.size();
  // HDF5's index of chunks takes up to about 100 bytes a chunk; a record of the journal has 52 bytes beside its values.
  const std::uint64_t per_run = 2 * 8 * frame.schema.payload_size + 52 + 100 * (frame.schema.variables.size() + 2);
  return 1'000'000 + runs * per_run;
}

}  // namespace draagkracht
