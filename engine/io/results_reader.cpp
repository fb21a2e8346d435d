// Reading result files. Anybody may have made one, so every object is checked before it is read (opened_results.h), and
// all is read in a process of its own: HDF5 itself crashes or runs for ever on some damaged files. What that process
// sends is plain data (results_pipe.h), held against its own schema here.
#include <algorithm>
#include <cstring>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include "engine/core/fault.h"
#include "engine/core/issue.h"
#include "engine/io/child_process.h"
#include "engine/io/file_error.h"
#include "engine/io/opened_results.h"
#include "engine/io/results_file.h"
#include "engine/io/results_pipe.h"

namespace draagkracht {
namespace {

constexpr std::uint64_t memory_to_open = std::uint64_t{1} << 30;  // for HDF5 itself

enum class Message : char { issue, part, end };

// Calls `read` and tells the user in our words what is wrong with the file.
template <class F>
auto reading(const std::string& path, F&& read) {
  const auto refuse = [&](const std::string& object, const std::string& problem, const std::string& why) {
    Issue issue;
    issue.where.file = path;
    issue.key = object;
    issue.problem = problem;
    issue.why = why.empty() ? damaged_file : why + "; " + damaged_file;
    throw InputError(std::move(issue));
  };
  try {
    return read();
  } catch (const hdf5::Unfit& unfit) {
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
          out.put(Message::issue);
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
  if (!end.empty()) refuse_file(path(), "cannot be read", "HDF5 failed on it: " + end + "; " + damaged_file);
}

}  // namespace

void verify_results_file(const std::string& path, const ExperimentFrame& frame, const RunSource& runs) {
  reading(path, [&] {
    const OpenedResults reader(path);
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
    const hdf5::Object root = open_whole(path);
    return finished_runs(root, run_extents(root));
  });
}

void require_layout(const std::vector<std::string>& paths, const ExperimentFrame& frame) {
  std::size_t at = 0;
  std::uint64_t bytes = 0;
  for (const std::string& path : paths) bytes += size_of_results_file(path);
  const auto send = [&](PipeWriter& out, const std::function<void()>& part) {
    for (const std::string& path : paths) {
      part();
      out.flush();  // who is to blame if the next one ends this process
      reading(path, [&] {
        OpenedResults(path).require_layout(frame);
        return 0;
      });
    }
  };
  const auto file = [&] { return paths[at == 0 ? 0 : at - 1]; };
  if (!paths.empty()) read_apart(file, bytes, send, [&](PipeReader&) { at = std::min(at + 1, paths.size()); });
}

StoredRuns read_stored_runs(const std::string& path) {
  StoredRuns stored;
  read_apart([&] { return path; }, size_of_results_file(path),
             [&](PipeWriter& out, const std::function<void()>& part) {
               const hdf5::Object root = open_whole(path);
               const TextPairs entries = hdf5::text_attributes(hdf5::open_group(root, "provenance"));
               const hdf5::Extents extents = run_extents(root);
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
    const OpenedResults reader(path);
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
    read_apart([&] { return path; }, size_of_results_file(path), send, take);
    DRAAGKRACHT_ENSURE(results.has_value());
    return StoredResults{std::move(*results), std::move(provenance), std::move(seconds)};
  });
}

}  // namespace draagkracht
