// The journals of an experiment: every finished run at once on disk, so that a crash loses no finished run. A folder
// holds one append-only file `journal.HOST.PID.RANDOM` per process that wrote into it; nobody writes to, cuts or
// renames the file of another, so that no lock is needed, and readers take the union of all. Results are a pure
// function of the plan: what two processes did twice counts once, and what is torn or damaged is left out and simply
// run again. The result file is derived from the journals. All records have one size, so that a damaged record never
// hides those behind it. Not thread-safe: one thread writes at a time.
//
// File (little-endian): header = "DRAAGJRN", u32 format version, u32 length of the build id, u64 plan checksum,
// u64 doubles per run, build id, u32 CRC-32C of all before. Record = "DRAAGRUN", u64 plan checksum, u32 scenario, draw,
// replication and region, u64 number of doubles, f64 seconds, the doubles, u32 CRC-32C of all before in the record.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/io/file_descriptor.h"
#include "engine/results/run.h"

namespace draagkracht {

// What must agree before runs of one journal may stand in one file.
struct JournalIdentity {
  std::uint64_t plan = 0;        // checksum of all that determines the results: scenarios, tables, seed
  std::string build;             // commit, compiler and flags: another build may give other bits
  std::uint64_t run_length = 0;  // doubles per run (payload_size of the schema)

  friend bool operator==(const JournalIdentity&, const JournalIdentity&) = default;
};

// `OUT.runs` for a result file OUT: the folder in which it is worked on.
std::string work_folder(const std::string& result_file);

// Whether a file is a journal, by its name.
bool is_journal(const std::string& file_name);

// Writes runs to a journal of its own. A run is safe against the end of this process when accept() returns, and against
// loss of power within ten seconds or after close().
class JournalWriter final : public ResultSink {
 public:
  // Makes the folder if need be, and a new file in it. Throws WriteError.
  JournalWriter(const std::string& folder, JournalIdentity identity);
  const std::string& path() const { return path_; }
  // Appends the run. Throws WriteError with path and reason, for instance on a full disk; the journal then still ends
  // with a whole record, and the call may be repeated. Throws LogicFault if the payload has another length.
  void accept(const RunResult& result) override;
  // Brings everything to disk and closes; throws WriteError. Without it, what was accepted is left to the system.
  void close();

 private:
  [[noreturn]] void fail(const std::string& doing) const;
  void append(const std::vector<char>& bytes);

  std::string path_;
  JournalIdentity identity_;
  FileDescriptor file_;
  std::uint64_t length_ = 0;  // bytes of whole records and header
  std::vector<char> record_;  // kept to save allocations
  std::chrono::steady_clock::time_point synced_;
};

// All journals of a folder, opened for reading. Only the keys are in memory.
class Journal {
 public:
  // Reads and checks all records. A folder that is not there, or without journals, holds no runs. Throws InputError if
  // a journal is of another plan or build or of another payload length (the message names both), or cannot be read.
  Journal(const std::string& folder, const JournalIdentity& expected);

  const std::string& folder() const { return folder_; }

  struct Entry {
    RunKey key;
    double seconds = 0;
    std::size_t file = 0;
    std::uint64_t offset = 0;  // of the record, in bytes
  };
  // In order of key, each run once.
  const std::vector<Entry>& entries() const { return entries_; }
  bool has(RunKey key) const;
  // Reads the payload of entries()[i]. Throws InputError if the file has changed since.
  RunResult read(std::size_t i) const;
  // Bytes behind the last whole record of each file: a record that was being written when a program or machine stopped.
  std::uint64_t torn_bytes() const { return torn_bytes_; }
  // Records before the last whole one of a file whose checksum does not fit; their runs are not in entries().
  std::uint64_t damaged_records() const { return damaged_records_; }
  // What was left out and from which file, a line each; empty if all is whole.
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  struct File {
    std::string path;
    FileDescriptor descriptor;
  };
  void read_file(const std::string& path);

  std::string folder_;
  JournalIdentity identity_;
  std::vector<File> files_;
  std::vector<Entry> entries_;
  std::uint64_t torn_bytes_ = 0;
  std::uint64_t damaged_records_ = 0;
  std::vector<std::string> remarks_;
};

}  // namespace draagkracht
