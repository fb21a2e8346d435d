// Writing result files: the layout that results_file.h describes.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/fault.h"
#include "engine/io/file_error.h"
#include "engine/io/hdf5_objects.h"
#include "engine/io/results_file.h"
#include "engine/io/results_format.h"
#include "engine/io/results_writer.h"

namespace draagkracht {

using namespace hdf5;

namespace {
using results_format::n_run_axes;
using results_format::replication_axis;

// A chunk of so few values is stored as it is: to compress it takes longer than to make it, and saves nothing.
constexpr std::size_t most_stored_plainly = 64;
constexpr std::uint32_t no_filters = 0b11;  // a bit for each filter of the dataset that the chunk goes without

constexpr hsize_t largest_chunk = (1 << 20) / sizeof(double);  // values; readers inflate whole chunks

Handle create_file(const std::string& path) {
  // Bounds V18: newer layouts leave a file locked after a kill, older ones lose the order of members.
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  must(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18));
  must(H5Pset_fclose_degree(access, H5F_CLOSE_SEMI));  // closing fails if anything was forgotten open
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, object_creation(H5P_FILE_CREATE), access), H5Fclose};
}

}  // namespace

Extents chunk_of_one_run(const Extents& extents) {
  Extents chunk = extents;
  std::fill_n(chunk.begin(), n_run_axes, hsize_t{1});
  hsize_t values = 1;
  for (std::size_t i = chunk.size(); i-- > n_run_axes;) {
    const hsize_t room = std::max<hsize_t>(1, largest_chunk / values);
    const hsize_t parts = (chunk[i] + room - 1) / room;
    chunk[i] = (chunk[i] + parts - 1) / parts;
    values *= chunk[i];
  }
  return chunk;
}

ResultsWriter::ResultsWriter(const std::string& path, const ExperimentFrame& frame)
    : frame_(frame),
      file_(create_file(path)),
      finished_values_(frame.scenarios.size() * frame.draws * frame.replications * frame.regions.size(), 0),
      seconds_values_(finished_values_.size(), missing) {
  write_text(file_, "title", "Results of a Draagkracht experiment");
  write_text(file_, "format", results_format::name);
  write_int(file_, "format_version", results_format::version);
  create_root(frame.schema.variables);
  create_groups(frame.schema.variables);
}

Axes ResultsWriter::make_axes(hid_t group, const std::vector<std::string>& own) {
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

void ResultsWriter::create_root(const std::vector<ResultVariable>& variables) {
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
      create_dataset(file_, "finished", H5T_NATIVE_INT8,
                     {.extents = run_extents(), .chunk = chunk, .unlimited = true, .unlimited_axis = replication_axis});
  write_text(finished_, "long_name", "whether the run was finished");
  write_flags(finished_, "not_finished finished");
  axes.attach(finished_, results_format::run_axes);

  for (const PartialDimension& partial : frame_.partial) write_presence(axes, partial);
  for (const ResultVariable& variable : variables) {
    if (variable.group.empty()) create_variable(file_, axes, variable);
  }
}

void ResultsWriter::write_presence(const Axes& axes, const PartialDimension& partial) {
  std::vector<std::int8_t> values;
  for (const std::vector<bool>& has : partial.has) values.insert(values.end(), has.begin(), has.end());
  Handle dataset = create_dataset(file_, results_format::presence_name(partial.dimension), H5T_NATIVE_INT8,
                                  {.extents = {partial.has.size(), partial.has.at(0).size()}, .chunk = {}});
  must(H5Dwrite(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  write_text(dataset, "long_name", "whether the scenario has this " + partial.dimension);
  write_flags(dataset, "not_in_scenario in_scenario");
  axes.attach(dataset, {"scenario", partial.dimension});
  dataset.close();
}

void ResultsWriter::create_groups(const std::vector<ResultVariable>& variables) {
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

void ResultsWriter::create_variable(hid_t group, const Axes& axes, const ResultVariable& variable) {
  Extents extents = run_extents();
  std::vector<std::string> names = results_format::run_axes;
  Extents count(n_run_axes, 1);
  for (const std::string& name : variable.dimensions) {
    extents.push_back(frame_.schema.dimension(name)->size());
    count.push_back(extents.back());
    names.push_back(name);
  }
  Extents chunk = chunk_of_one_run(extents);
  Handle dataset = create_dataset(group, variable.name, H5T_NATIVE_DOUBLE,
                                  {.extents = extents,
                                   .chunk = chunk,
                                   .unlimited = true,
                                   .unlimited_axis = replication_axis,
                                   .fill_missing = true});
  write_text(dataset, "long_name", variable.long_name);
  write_text(dataset, "units", variable.units);
  write_text(dataset, "coordinates", "region_name");  // for xarray: makes region_name a coordinate
  axes.attach(dataset, names);
  Handle file_space(H5Dget_space(dataset), H5Sclose);
  slots_.push_back({&variable, std::move(dataset), std::move(file_space), simple_space({variable.size}),
                    std::move(count), std::move(chunk)});
}

Extents start_of(RunKey key, std::size_t axes) {
  Extents start(axes, 0);
  start[0] = key.scenario;
  start[1] = key.draw;
  start[2] = key.replication;
  start[3] = key.region;
  return start;
}

void ResultsWriter::write_run(const RunResult& run) {
  DRAAGKRACHT_ENSURE(run.payload.size() == frame_.schema.payload_size);
  DRAAGKRACHT_ENSURE(run.key.scenario < frame_.scenarios.size() && run.key.draw < frame_.draws &&
                     run.key.replication < frame_.replications && run.key.region < frame_.regions.size());
  for (const Slot& slot : slots_) {
    const Extents start = start_of(run.key, slot.count.size());
    const double* const values = run.payload.data() + slot.variable->offset;
    if (slot.variable->size <= most_stored_plainly) {
      must(H5Dwrite_chunk(slot.dataset, H5P_DEFAULT, no_filters, start.data(), slot.variable->size * sizeof(double),
                          values));
      continue;
    }
    must(H5Sselect_hyperslab(slot.file_space, H5S_SELECT_SET, start.data(), nullptr, slot.count.data(), nullptr));
    must(H5Dwrite(slot.dataset, H5T_NATIVE_DOUBLE, slot.memory_space, slot.file_space, H5P_DEFAULT, values));
  }
  mark_finished(run.key, run.seconds);
}

void ResultsWriter::mark_finished(RunKey key, double seconds) {
  finished_values_[place(key)] = 1;
  seconds_values_[place(key)] = seconds;
}

namespace {

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

}  // namespace

void ResultsWriter::write_provenance(const Provenance& provenance) {
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
                             .unlimited_axis = replication_axis,
                             .fill_missing = true});
  write_text(seconds_, "long_name", "wall time of the run");
  write_text(seconds_, "units", "s");
  write_text(seconds_, "coordinates", "region_name");
  axes.attach(seconds_, results_format::run_axes);
}

void ResultsWriter::finish() {
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
  const bool all = std::find(finished_values_.begin(), finished_values_.end(), 0) == finished_values_.end();
  write_int(file_, "complete", all ? 1 : 0);
  file_.close();
}

namespace {

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
  try {
    must(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr));  // no printing: reasons are told below
    ResultsWriter writer(path, frame);
    writer.write_provenance(provenance);
    for (std::size_t i = 0; i < runs.keys.size(); ++i) writer.write_run(runs.read(i));
    writer.finish();
  } catch (const Hdf5Failure& failure) {
    throw WriteError(path, "cannot be written (" + failure.reason + ")");
  }
}

std::uint64_t room_for_results(const ExperimentFrame& frame) {
  const std::uint64_t runs =
      std::uint64_t{frame.scenarios.size()} * frame.draws * frame.replications * frame.regions.size();
  // HDF5's index of chunks takes up to about 100 bytes a chunk; a record of the journal has 52 bytes beside its values.
  const std::uint64_t per_run =
      2 * sizeof(double) * frame.schema.payload_size + 52 + 100 * (frame.schema.variables.size() + 2);
  return 1'000'000 + runs * per_run;
}

}  // namespace draagkracht
