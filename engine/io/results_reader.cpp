// Reading result files. Anybody may have made one, so every object is checked before it is read (hdf5_reading.h), and
// all is read in a process of its own: HDF5 itself crashes or runs for ever on some damaged files. What that process
// sends is plain data, held against its own schema here.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <new>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "engine/core/fault.h"
#include "engine/core/issue.h"
#include "engine/io/child_process.h"
#include "engine/io/file_error.h"
#include "engine/io/hdf5_reading.h"
#include "engine/io/results_file.h"
#include "engine/io/results_format.h"
#include "engine/io/results_writer.h"
#include "engine/results/result_names.h"

namespace draagkracht {
namespace {

using hdf5::Extents;
using hdf5::Handle;
using hdf5::Member;
using hdf5::Object;
using hdf5::Unfit;
using results_format::n_run_axes;

using hdf5::must;

const std::string damaged = "the file is cut short or damaged";
const std::string foreign = "not a Draagkracht result file";

constexpr std::uint64_t most_replications = 1'000'000;
constexpr std::uint64_t memory_to_open = std::uint64_t{1} << 30;  // for HDF5 itself
constexpr std::uint64_t least_bytes_of_run = 8;                   // in a file: where its chunks are
constexpr std::uint64_t bytes_per_run = 64;                       // in memory, beside its values
constexpr std::uint64_t memory_for_runs = std::uint64_t{1} << 26;

std::uint64_t size_of_file(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0 || ::access(path.c_str(), R_OK) != 0) {
    refuse_file(path, "cannot be read", std::strerror(errno));
  }
  if (S_ISDIR(about.st_mode)) refuse_file(path, foreign, "it is a folder");
  if (!S_ISREG(about.st_mode)) refuse_file(path, foreign, "it is not a plain file");
  return static_cast<std::uint64_t>(about.st_size);
}

// A file that says it is whole, and of this format.
Object open_whole(const std::string& path) {
  const std::uint64_t bytes = size_of_file(path);
  must(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr));  // no printing: reasons are told by us
  if (H5Fis_hdf5(path.c_str()) <= 0) refuse_file(path, foreign, "it is not an HDF5 file");
  Object root;
  try {
    root = hdf5::open_root(path, bytes);
  } catch (const Unfit& unfit) {
    refuse_file(path, damaged, unfit.why);
  }
  if (hdf5::text_attribute(root, "format").value_or("") != results_format::name) {
    refuse_file(path, foreign, std::string("its attribute format is not \"") + results_format::name + "\"");
  }
  const std::int64_t version = hdf5::int_attribute(root, "format_version").value_or(0);
  if (version != results_format::version) {
    refuse_file(path, "has format version " + std::to_string(version),
                "this program reads version " + std::to_string(results_format::version),
                "Use the version that wrote it");
  }
  if (!hdf5::int_attribute(root, "complete")) refuse_file(path, damaged, "it was never finished");
  return root;
}

// The lengths of the four axes of runs; those that are numbered count from 1.
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

// What the file says of its runs in three ways must agree: which are finished, how many, and whether all are.
void require_agreement(const Object& root, const Extents& extents, const std::vector<RunKey>& keys) {
  const Object dataset = hdf5::open_dataset(root, "n_replications");
  const std::vector<std::int32_t> told = hdf5::read_whole_numbers(dataset, {extents[0], extents[1], extents[3]});
  std::vector<std::int32_t> counted(told.size(), 0);
  for (const RunKey key : keys) ++counted[(key.scenario * extents[1] + key.draw) * extents[3] + key.region];
  if (told != counted) throw Unfit{dataset.path, "says another number of runs than finished", {}};
  const bool all = keys.size() == extents[0] * extents[1] * extents[2] * extents[3];
  if (*hdf5::int_attribute(root, "complete") != (all ? 1 : 0)) {
    throw Unfit{"@complete", "does not fit finished", all ? "all runs are there" : "runs are missing"};
  }
}

// Runs that are marked as finished, in order of key.
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

// An opened and checked file.
class Reader {
 public:
  explicit Reader(const std::string& path);
  const ExperimentFrame& frame() const { return frame_; }
  const std::vector<RunKey>& keys() const { return keys_; }
  std::vector<double> read_payload(RunKey key) const;
  std::vector<double> read_seconds() const;
  Provenance read_provenance() const;
  // Throws Unfit unless axes and results are those of a frame, but for the number of replications, and stored as the
  // writer stores them.
  void require_layout(const ExperimentFrame& frame) const;

 private:
  void read_frame();
  void read_presence(const ResultDimension& dimension);
  void add_dimension(const Object& dataset, const std::string& name);
  void add_variables(const Object& group, const std::string& name, const std::vector<Member>& members);
  void add_variable(Object dataset, const std::string& name, const std::string& group, std::vector<std::string> axes);
  void check_sizes() const;

  Object root_;
  Extents runs_;
  ExperimentFrame frame_;
  std::vector<RunKey> keys_;
  std::vector<Object> datasets_;  // of frame_.schema.variables
};

Reader::Reader(const std::string& path) : root_(open_whole(path)), runs_(run_extents(root_)) {
  read_frame();
  keys_ = finished_runs(root_, runs_);
  check_sizes();
}

void Reader::read_frame() {
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

void Reader::add_dimension(const Object& dataset, const std::string& name) {
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
void Reader::add_variables(const Object& group, const std::string& group_name, const std::vector<Member>& members) {
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

void Reader::add_variable(Object dataset, const std::string& name, const std::string& group,
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
void Reader::read_presence(const ResultDimension& dimension) {
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
void Reader::check_sizes() const {
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

std::vector<double> Reader::read_payload(RunKey key) const {
  std::vector<double> payload(frame_.schema.payload_size);
  for (std::size_t i = 0; i < datasets_.size(); ++i) {
    const ResultVariable& variable = frame_.schema.variables[i];
    Extents count(n_run_axes, 1);
    for (const std::string& axis : variable.dimensions) count.push_back(frame_.schema.dimension(axis)->size());
    hdf5::read_block(datasets_[i], start_of(key, count.size()), count, payload.data() + variable.offset);
  }
  return payload;
}

std::vector<double> Reader::read_seconds() const {
  const Object timings = hdf5::open_group(hdf5::open_group(root_, "provenance"), "timings");
  return hdf5::read_doubles(hdf5::open_dataset(timings, "seconds"), runs_);
}

void Reader::require_layout(const ExperimentFrame& frame) const {
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

Provenance Reader::read_provenance() const {
  const Object group = hdf5::open_group(root_, "provenance");
  Provenance provenance;
  provenance.version = hdf5::label_attribute(root_, "draagkracht_version");
  provenance.entries = hdf5::text_attributes(group);
  provenance.scenario_texts = read_text_table(group, "scenario", "scenario_text");
  provenance.inputs = read_text_table(group, "input", "input_checksum");
  provenance.timings = hdf5::text_attributes(hdf5::open_group(group, "timings"));
  return provenance;
}

// Calls `read` and tells the user in our words what is wrong with the file.
template <class F>
auto reading(const std::string& path, F&& read) {
  const auto refuse = [&](const std::string& object, const std::string& problem, const std::string& why) {
    Issue issue;
    issue.where.file = path;
    issue.key = object;
    issue.problem = problem;
    issue.why = why.empty() ? damaged : why + "; " + damaged;
    throw InputError(std::move(issue));
  };
  try {
    return read();
  } catch (const Unfit& unfit) {
    refuse(unfit.object, unfit.problem, unfit.why);
  } catch (const hdf5::Hdf5Failure& failure) {
    refuse({}, "cannot be read", failure.reason);
  } catch (const LogicFault&) {
    refuse({}, "cannot be read", "its variables and dimensions contradict each other");
  } catch (const std::bad_alloc&) {
    refuse({}, "cannot be read", "there is not enough memory");
  } catch (const std::length_error&) {
    refuse({}, "cannot be read", "there is not enough memory");
  } catch (const std::out_of_range&) {
    refuse({}, "cannot be read", "its variables and dimensions contradict each other");
  }
  throw LogicFault("reading");  // not reached
}

// ---- what the process that reads sends

enum class Message : char { issue, part, end };

void put_issue(PipeWriter& out, const Issue& issue) {
  out.put(Message::issue);
  for (const std::string* text : {&issue.where.file, &issue.key, &issue.problem, &issue.why, &issue.suggestion}) {
    out.put_text(*text);
  }
}

Issue get_issue(PipeReader& in) {
  Issue issue;
  for (std::string* text : {&issue.where.file, &issue.key, &issue.problem, &issue.why, &issue.suggestion}) {
    *text = in.get_text();
  }
  return issue;
}

void put_texts(PipeWriter& out, const std::vector<std::string>& texts) {
  out.put_list(texts, [&](const std::string& text) { out.put_text(text); });
}

std::vector<std::string> get_texts(PipeReader& in) {
  return in.get_list([&] { return in.get_text(); });
}

void put_pairs(PipeWriter& out, const TextPairs& pairs) {
  out.put_list(pairs, [&](const auto& pair) {
    out.put_text(pair.first);
    out.put_text(pair.second);
  });
}

TextPairs get_pairs(PipeReader& in) {
  return in.get_list([&] {
    std::string name = in.get_text();
    return std::pair{std::move(name), in.get_text()};
  });
}

void put_frame(PipeWriter& out, const ExperimentFrame& frame) {
  put_texts(out, frame.scenarios);
  put_texts(out, frame.regions);
  put_texts(out, frame.region_names);
  out.put(frame.draws);
  out.put(frame.replications);
  out.put_list(frame.schema.dimensions, [&](const ResultDimension& dimension) {
    out.put_text(dimension.name);
    out.put_text(dimension.long_name);
    out.put_text(dimension.units);
    put_texts(out, dimension.labels);
    out.put_doubles(dimension.numbers);
  });
  out.put_list(frame.schema.variables, [&](const ResultVariable& variable) {
    out.put_text(variable.name);
    out.put_text(variable.group);
    put_texts(out, variable.dimensions);
    out.put_text(variable.units);
    out.put_text(variable.long_name);
  });
  out.put_list(frame.partial, [&](const PartialDimension& partial) {
    out.put_text(partial.dimension);
    out.put_list(partial.has, [&](const std::vector<bool>& has) {
      out.put_list(has, [&](bool one) { out.put(static_cast<char>(one)); });
    });
  });
}

ExperimentFrame get_frame(PipeReader& in) {
  ExperimentFrame frame;
  frame.scenarios = get_texts(in);
  frame.regions = get_texts(in);
  frame.region_names = get_texts(in);
  frame.draws = in.get<std::uint32_t>();
  frame.replications = in.get<std::uint32_t>();
  for (ResultDimension& dimension : in.get_list([&] {
         ResultDimension one;
         one.name = in.get_text();
         one.long_name = in.get_text();
         one.units = in.get_text();
         one.labels = get_texts(in);
         one.numbers = in.get_doubles();
         return one;
       })) {
    frame.schema.add(std::move(dimension));
  }
  for (ResultVariable& variable : in.get_list([&] {
         ResultVariable one;
         one.name = in.get_text();
         one.group = in.get_text();
         one.dimensions = get_texts(in);
         one.units = in.get_text();
         one.long_name = in.get_text();
         return one;
       })) {
    frame.schema.add(std::move(variable));
  }
  frame.partial = in.get_list([&] {
    PartialDimension one{in.get_text(), {}};
    one.has = in.get_list([&] {
      const std::vector<char> flags = in.get_list([&] { return in.get<char>(); });
      return std::vector<bool>(flags.begin(), flags.end());
    });
    return one;
  });
  return frame;
}

// Calls `send` in a process of its own and `take` for each part that it sends: `part` goes before each. `path` is the
// file that is read at the moment, `bytes` the size of all.
using SendParts = std::function<void(PipeWriter&, const std::function<void()>& part)>;
using TakePart = std::function<void(PipeReader&)>;

void read_apart(const std::function<std::string()>& path, std::uint64_t bytes, const SendParts& send,
                const TakePart& take) {
  const std::uint64_t inflated = bytes * hdf5::most_inflated;
  const ChildLimits limits{.seconds = 20 + 4 * (bytes >> 20),
                           .memory_bytes = memory_to_open + inflated,
                           .answer_bytes = memory_to_open + 2 * inflated};
  std::optional<Issue> issue;
  const std::string end = run_apart(
      limits,
      [&](PipeWriter& out) {
        try {
          reading(path(), [&] {
            send(out, [&] { out.put(Message::part); });
            return 0;
          });
          out.put(Message::end);
        } catch (const InputError& error) {
          put_issue(out, error.issues().front());
        }
      },
      [&](PipeReader& in) {
        for (;;) {
          const auto message = in.get<Message>();
          if (message == Message::end) return;
          if (message == Message::issue) {
            issue = get_issue(in);
            return;
          }
          take(in);
        }
      });
  if (issue) throw InputError(std::move(*issue));
  if (!end.empty()) refuse_file(path(), "cannot be read", "HDF5 failed on it: " + end + "; " + damaged);
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
    return 0;
  });
}

std::vector<RunKey> stored_keys(const std::string& path) {
  return reading(path, [&] {
    const Object root = open_whole(path);
    return finished_runs(root, run_extents(root));
  });
}

void require_layout(const std::vector<std::string>& paths, const ExperimentFrame& frame) {
  std::size_t at = 0;
  std::uint64_t bytes = 0;
  for (const std::string& path : paths) bytes += size_of_file(path);
  const auto send = [&](PipeWriter& out, const std::function<void()>& part) {
    for (const std::string& path : paths) {
      part();
      out.flush();  // who is to blame if the next one ends this process
      reading(path, [&] {
        Reader(path).require_layout(frame);
        return 0;
      });
    }
  };
  const auto file = [&] { return paths[at == 0 ? 0 : at - 1]; };
  if (!paths.empty()) read_apart(file, bytes, send, [&](PipeReader&) { at = std::min(at + 1, paths.size()); });
}

StoredRuns read_stored_runs(const std::string& path) {
  StoredRuns stored;
  read_apart([&] { return path; }, size_of_file(path),
             [&](PipeWriter& out, const std::function<void()>& part) {
               const Object root = open_whole(path);
               const TextPairs entries = hdf5::text_attributes(hdf5::open_group(root, "provenance"));
               const Extents extents = run_extents(root);
               const std::vector<RunKey> keys = finished_runs(root, extents);
               part();
               put_pairs(out, entries);
               out.put_list(keys, [&](RunKey key) { out.put(key); });
               out.put<std::uint64_t>(extents[0] * extents[1] * extents[2] * extents[3]);
             },
             [&](PipeReader& in) {
               stored.entries = get_pairs(in);
               stored.keys = in.get_list([&] { return in.get<RunKey>(); });
               stored.planned = in.get<std::uint64_t>();
             });
  return stored;
}

StoredResults read_results_file(const std::string& path) {
  std::optional<ResultSet> results;
  Provenance provenance;
  std::vector<double> seconds;
  const auto send = [&](PipeWriter& out, const std::function<void()>& part) {
    const Reader reader(path);
    const Provenance from = reader.read_provenance();
    const std::vector<double> times = reader.read_seconds();
    part();
    put_frame(out, reader.frame());
    out.put_text(from.version);
    for (const TextPairs* pairs : {&from.entries, &from.scenario_texts, &from.inputs, &from.timings}) {
      put_pairs(out, *pairs);
    }
    out.put_doubles(times);
    for (const RunKey key : reader.keys()) {
      const std::vector<double> payload = reader.read_payload(key);
      part();
      out.put(key);
      out.put_doubles(payload);
    }
  };
  const auto take = [&](PipeReader& in) {
    if (results) {
      const auto key = in.get<RunKey>();
      results->put({.key = key, .payload = in.get_doubles(), .seconds = 0});
      return;
    }
    ExperimentFrame frame = get_frame(in);
    provenance.version = in.get_text();
    for (TextPairs* pairs :
         {&provenance.entries, &provenance.scenario_texts, &provenance.inputs, &provenance.timings}) {
      *pairs = get_pairs(in);
    }
    seconds = in.get_doubles();
    results.emplace(std::move(frame));
  };
  return reading(path, [&] {
    read_apart([&] { return path; }, size_of_file(path), send, take);
    DRAAGKRACHT_ENSURE(results.has_value());
    return StoredResults{std::move(*results), std::move(provenance), std::move(seconds)};
  });
}

}  // namespace draagkracht
