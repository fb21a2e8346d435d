// The result file of an experiment: HDF5 that netCDF-4 readers (ncdump, xarray, R's ncdf4) open as it is.
// Writes whole files from finished runs and reads them back; places, merges and extends none. No HDF5 type leaves here.
//
// /                axes scenario, draw, replication (the only unlimited one), region and every dimension of the schema,
//                  each a dimension scale with its labels or numbers; draws and replications are numbered from 1;
//                  region_name(region); int n_replications(scenario, draw, region) = finished runs; byte
//                  finished(scenario, draw, replication, region) = 1, or 0 for a run that is not there (it failed);
//                  then the variables of the schema, (scenario, draw, replication, region, own dimensions), missing =
//                  NaN, which all values of a run are that is not there. Dimensions that not every scenario has whole
//                  have a byte NAME_in_scenario(scenario, NAME) = 1 or 0. One chunk holds values of one run, at most 1
//                  MiB. Attributes: format, format_version, draagkracht_version, title and, written last of all,
//                  complete = 1 if every run of the axes is there, else 0; without it the file was never finished. A
//                  file in which finished, n_replications and complete disagree is refused.
// /GROUP           variables of that group, with copies of the axes they use: readers look for axes beside the data.
// /provenance      entries as attributes; scenario_text(scenario), input_checksum(input).
// /provenance/timings   timings as attributes; seconds(scenario, draw, replication, region), wall time of each run.
// Outside /provenance everything is a function of frame, runs and version alone. There is no Conventions attribute: CF
// wants numbers as coordinates, and the labels here are strings; units, long_name, coordinates, flag_values,
// flag_meanings and _FillValue do mean what CF says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/io/provenance.h"
#include "engine/results/run.h"

namespace draagkracht {

// Finished runs, handed over one at a time, so that a file of any size is written in little memory.
struct RunSource {
  std::vector<RunKey> keys;                    // strictly ascending, all inside the frame
  std::function<RunResult(std::size_t)> read;  // the run of keys[i]
};

// Writes a new file, or over an existing one. Throws WriteError with path and reason. After an error HDF5 may crash
// when its files are closed, so none is closed then: call it in a process of its own, as place_file does.
void write_results_file(const std::string& path, const ExperimentFrame& frame, const Provenance& provenance,
                        const RunSource& runs);

// Reads a written file again and compares all values, bit for bit, and the runs that are there with `runs`. Throws
// WriteError if anything differs, InputError if it cannot be read.
void verify_results_file(const std::string& path, const ExperimentFrame& frame, const RunSource& runs);

struct StoredResults {
  // In its schema the variables of the root group come first, then those of each group.
  ResultSet results;
  Provenance provenance;
  std::vector<double> seconds;  // wall time per run; axes scenario, draw, replication, region; NaN where no run is
};

// Reads a whole file into memory. Throws InputError if it cannot be read, is no result file, is of another format
// version, or is cut short or damaged.
StoredResults read_results_file(const std::string& path);

// Which runs a file holds and where they come from, without their values.
struct StoredRuns {
  TextPairs entries;          // of the provenance
  std::vector<RunKey> keys;   // ascending
  std::uint64_t planned = 0;  // runs that the axes have room for
};

// Throws InputError as read_results_file does.
StoredRuns read_stored_runs(const std::string& path);

// The runs of a file that this process has made itself, read here and not in a process of its own.
std::vector<RunKey> stored_keys(const std::string& path);

// Throws InputError unless each file has the axes and results of `frame`, but for the number of replications, stored as
// the writer stores them: then its chunks can be copied without looking into them.
void require_layout(const std::vector<std::string>& paths, const ExperimentFrame& frame);

// Room that journal and result file may need together while the file is assembled, in bytes: an upper bound, without
// compression. For check_output.
std::uint64_t room_for_results(const ExperimentFrame& frame);

}  // namespace draagkracht
