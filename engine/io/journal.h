// The journal of an experiment: every finished run at once on disk, so that a crash loses no finished run.
// One append-only file `OUT.runs/journal`; the result file is derived from it and replaces it. All records of a journal
// have one size, so a damaged record never hides those behind it. Not thread-safe: one thread writes at a time.
// No lock is held: results are a pure function of the plan, so two writers could only add the same runs twice.
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

enum class JournalMode {
  create,   // refuse a journal that already holds runs
  resume,   // keep its runs, cut off a torn last record, write behind it; create it if there is none
  replace,  // drop its runs
};

// `OUT.runs` for a result file OUT, and the journal inside.
std::string journal_folder(const std::string& result_file);
std::string journal_file(const std::string& folder);

// Writes runs to a journal. A run is safe against the end of this process when accept() returns, and against loss of
// power within ten seconds or after close().
class JournalWriter final : public ResultSink {
 public:
  // Makes the folder if need be. Throws InputError if the journal there holds runs (create), belongs to another plan or
  // build (resume) or is no journal; WriteError if it cannot be written.
  JournalWriter(const std::string& folder, JournalIdentity identity, JournalMode mode);
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

// A journal opened for reading. Only the keys are in memory.
class Journal {
 public:
  // Reads and checks all records. Throws InputError if there is no journal in `folder`, if it is of another plan or
  // build, or of another payload length (the message names both), or if the disk cannot read it.
  Journal(const std::string& folder, const JournalIdentity& expected);

  const std::string& folder() const { return folder_; }

  struct Entry {
    RunKey key;
    double seconds = 0;
    std::uint64_t offset = 0;  // of the record, in bytes
  };
  // In order of key, each run once.
  const std::vector<Entry>& entries() const { return entries_; }
  // Reads the payload of entries()[i]. Throws InputError if the file has changed since.
  RunResult read(std::size_t i) const;
  // Bytes behind the last whole record: a record that was being written when the program or machine stopped.
  std::uint64_t torn_bytes() const { return torn_bytes_; }
  // Records before the last whole one whose checksum does not fit; their runs are not in entries().
  std::uint64_t damaged_records() const { return damaged_records_; }
  // Length up to the end of the last whole record, in bytes.
  std::uint64_t whole_bytes() const { return whole_bytes_; }

 private:
  std::string folder_;
  std::string path_;
  JournalIdentity identity_;
  FileDescriptor file_;
  std::vector<Entry> entries_;
  std::uint64_t torn_bytes_ = 0;
  std::uint64_t damaged_records_ = 0;
  std::uint64_t whole_bytes_ = 0;
};

// Removes the journal and its folder, if nothing else lies there. Throws WriteError.
void remove_journal(const std::string& folder);

}  // namespace draagkracht
