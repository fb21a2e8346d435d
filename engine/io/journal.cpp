// Byte for byte reading and writing of the journal. Plain system calls: each error is seen where it happens.
#include "engine/io/journal.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

#include "engine/core/fault.h"
#include "engine/io/crc32c.h"
#include "engine/io/file_error.h"
#include "engine/io/provenance.h"

namespace draagkracht {
namespace {

static_assert(std::endian::native == std::endian::little, "the journal is little-endian");

constexpr char file_magic[8] = {'D', 'R', 'A', 'A', 'G', 'J', 'R', 'N'};
constexpr char record_magic[8] = {'D', 'R', 'A', 'A', 'G', 'R', 'U', 'N'};
constexpr std::uint32_t format_version = 1;
constexpr std::size_t fixed_header_bytes = 8 + 4 + 4 + 8 + 8;
constexpr std::size_t before_payload = 8 + 8 + 16 + 8 + 8;
constexpr std::uint32_t longest_build = 4096;
constexpr auto sync_interval = std::chrono::seconds(10);

// Fills a buffer of known size from front to back.
class Packer {
 public:
  explicit Packer(std::vector<char>& bytes) : bytes_(bytes) {}
  template <class T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    put_bytes(&value, sizeof value);
  }
  void put_bytes(const void* from, std::size_t length) {
    DRAAGKRACHT_ENSURE(at_ + length <= bytes_.size());
    if (length > 0) std::memcpy(bytes_.data() + at_, from, length);
    at_ += length;
  }
  // Ends the buffer with the checksum of all before.
  void put_checksum() { put(crc32c(std::as_bytes(std::span(bytes_.data(), at_)))); }

 private:
  std::vector<char>& bytes_;
  std::size_t at_ = 0;
};

template <class T>
T get(const std::vector<char>& bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

bool checksum_fits(const std::vector<char>& bytes) {
  if (bytes.size() < 4) return false;
  const std::size_t length = bytes.size() - 4;
  return crc32c(std::as_bytes(std::span(bytes.data(), length))) == get<std::uint32_t>(bytes, length);
}

std::uint64_t header_bytes(const JournalIdentity& identity) { return fixed_header_bytes + identity.build.size() + 4; }
std::uint64_t record_bytes(const JournalIdentity& identity) { return before_payload + 8 * identity.run_length + 4; }

std::vector<char> encode_header(const JournalIdentity& identity) {
  std::vector<char> bytes(header_bytes(identity));
  Packer packer(bytes);
  packer.put(file_magic);
  packer.put(format_version);
  packer.put(static_cast<std::uint32_t>(identity.build.size()));
  packer.put(identity.plan);
  packer.put(identity.run_length);
  packer.put_bytes(identity.build.data(), identity.build.size());
  packer.put_checksum();
  return bytes;
}

// A journal's file, open. An error of the disk is thrown, never taken for the end of the file: resume cuts there.
struct OpenFile {
  int fd;
  const std::string& path;

  // Up to `length` bytes from `offset`; fewer where the file ends.
  std::vector<char> read(std::uint64_t offset, std::uint64_t length) const {
    std::vector<char> bytes(length);
    std::size_t done = 0;
    while (done < length) {
      const ssize_t n = ::pread(fd, bytes.data() + done, length - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) refuse_file(path, "cannot be read", std::strerror(errno));
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    bytes.resize(done);
    return bytes;
  }

  std::uint64_t size() const {
    struct stat about {};
    if (::fstat(fd, &about) != 0) refuse_file(path, "cannot be read", std::strerror(errno));
    return static_cast<std::uint64_t>(about.st_size);
  }
};

enum class HeaderState { none, whole, foreign };

// What stands at the start of the file. `none`: empty, or a header that was being written when the program stopped.
HeaderState read_header(const OpenFile& file, JournalIdentity& found, std::uint32_t& version) {
  const std::vector<char> fixed = file.read(0, fixed_header_bytes);
  const std::size_t known = std::min(fixed.size(), sizeof file_magic);
  if (std::memcmp(fixed.data(), file_magic, known) != 0) return HeaderState::foreign;
  if (fixed.size() < fixed_header_bytes) return HeaderState::none;
  version = get<std::uint32_t>(fixed, 8);
  const auto build_length = get<std::uint32_t>(fixed, 12);
  if (version != format_version || build_length > longest_build) return HeaderState::foreign;
  const std::vector<char> all = file.read(0, fixed_header_bytes + build_length + 4);
  if (all.size() < fixed_header_bytes + build_length + 4) return HeaderState::none;
  if (!checksum_fits(all)) return HeaderState::foreign;
  found.plan = get<std::uint64_t>(all, 16);
  found.run_length = get<std::uint64_t>(all, 24);
  found.build.assign(all.data() + fixed_header_bytes, build_length);
  return HeaderState::whole;
}

// A header without any record also counts as no runs.
bool holds_runs(const OpenFile& file, HeaderState state, const JournalIdentity& found) {
  return state == HeaderState::foreign || (state == HeaderState::whole && file.size() > header_bytes(found));
}

void require_same(const std::string& path, const JournalIdentity& found, const JournalIdentity& expected) {
  if (found.plan != expected.plan) {
    refuse_file(path, "belongs to another experiment",
                "its plan is " + checksum_text(found.plan) + ", this plan is " + checksum_text(expected.plan),
                "Use the scenario files it was started with, or remove the folder");
  }
  if (found.build != expected.build) {
    refuse_file(path, "was written by another build of this program",
                "its build is \"" + found.build + "\", this build is \"" + expected.build + "\"",
                "Use the build it was started with, or remove the folder");
  }
  if (found.run_length != expected.run_length) {
    refuse_file(
        path, "has runs of another size",
        std::to_string(found.run_length) + " values each, this experiment has " + std::to_string(expected.run_length),
        "Use the scenario files it was started with, or remove the folder");
  }
}

void refuse_foreign(const std::string& path, std::uint32_t version) {
  if (version != 0 && version != format_version) {
    refuse_file(path, "is a journal of format version " + std::to_string(version),
                "this program reads version " + std::to_string(format_version), "Use the build it was started with");
  }
  refuse_file(path, "is not a journal of runs", "its first bytes are damaged or of something else",
              "Remove the folder");
}

// New names in a folder are on disk only once the folder is.
void sync_folder(const std::string& folder) {
  const FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.is_open()) ::fsync(fd.get());
}

void encode_record(std::vector<char>& bytes, const JournalIdentity& identity, const RunResult& result) {
  bytes.resize(record_bytes(identity));
  Packer packer(bytes);
  packer.put(record_magic);
  packer.put(identity.plan);
  packer.put(result.key.scenario);
  packer.put(result.key.draw);
  packer.put(result.key.replication);
  packer.put(result.key.region);
  packer.put(identity.run_length);
  packer.put(result.seconds);
  packer.put_bytes(result.payload.data(), 8 * result.payload.size());
  packer.put_checksum();
}

bool is_whole_record(const std::vector<char>& bytes, const JournalIdentity& identity) {
  return bytes.size() == record_bytes(identity) && std::memcmp(bytes.data(), record_magic, sizeof record_magic) == 0 &&
         get<std::uint64_t>(bytes, 8) == identity.plan && get<std::uint64_t>(bytes, 32) == identity.run_length &&
         checksum_fits(bytes);
}

RunKey key_of(const std::vector<char>& bytes) {
  return {get<std::uint32_t>(bytes, 16), get<std::uint32_t>(bytes, 20), get<std::uint32_t>(bytes, 24),
          get<std::uint32_t>(bytes, 28)};
}

}  // namespace

std::string journal_folder(const std::string& result_file) { return result_file + ".runs"; }
std::string journal_file(const std::string& folder) { return folder + "/journal"; }

JournalWriter::JournalWriter(const std::string& folder, JournalIdentity identity, JournalMode mode)
    : path_(journal_file(folder)), identity_(std::move(identity)), synced_(std::chrono::steady_clock::now()) {
  DRAAGKRACHT_ENSURE(identity_.build.size() <= longest_build);
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
    throw WriteError(folder, std::string("the folder cannot be made (") + std::strerror(errno) + ")");
  }
  file_ = FileDescriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!file_.is_open()) fail("cannot be opened for writing");
  JournalIdentity found;
  std::uint32_t version = 0;
  const OpenFile file{file_.get(), path_};
  const HeaderState state = read_header(file, found, version);
  if (mode == JournalMode::create && holds_runs(file, state, found)) {
    refuse_file(folder, "holds finished runs already", "they would be lost",
                "Use `draagkracht resume`, or remove the folder");
  }
  if (mode == JournalMode::resume && state != HeaderState::none) {
    length_ = Journal(folder, identity_).whole_bytes();
    if (::ftruncate(file_.get(), static_cast<off_t>(length_)) != 0) fail("its torn end cannot be cut off");
    return;
  }
  if (::ftruncate(file_.get(), 0) != 0) fail("cannot be emptied");
  append(encode_header(identity_));
  sync_folder(folder);
  sync_folder(folder + "/..");
}

void JournalWriter::fail(const std::string& doing) const {
  throw WriteError(path_, doing + " (" + std::strerror(errno) + ")");
}

void JournalWriter::append(const std::vector<char>& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::write(file_.get(), bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const int reason = n < 0 ? errno : ENOSPC;
      // Without this the next record would stand behind a torn one. If it fails too, reading still finds the damage.
      [[maybe_unused]] const int cut = ::ftruncate(file_.get(), static_cast<off_t>(length_));
      errno = reason;
      fail("cannot be written");
    }
    done += static_cast<std::size_t>(n);
  }
  length_ += bytes.size();
}

void JournalWriter::accept(const RunResult& result) {
  DRAAGKRACHT_ENSURE(file_.is_open());
  DRAAGKRACHT_ENSURE(result.payload.size() == identity_.run_length);
  encode_record(record_, identity_, result);
  append(record_);
  const auto now = std::chrono::steady_clock::now();
  if (now - synced_ < sync_interval) return;
  synced_ = now;
  if (::fdatasync(file_.get()) != 0) fail("cannot be brought to disk");
}

void JournalWriter::close() {
  if (!file_.is_open()) return;
  if (::fdatasync(file_.get()) != 0) fail("cannot be brought to disk");
  if (file_.close() != 0) fail("cannot be closed");
}

Journal::Journal(const std::string& folder, const JournalIdentity& expected)
    : folder_(folder), path_(journal_file(folder)), identity_(expected) {
  file_ = FileDescriptor(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file_.is_open()) refuse_file(path_, "no journal of runs can be read here", std::strerror(errno));
  JournalIdentity found;
  std::uint32_t version = 0;
  const OpenFile file{file_.get(), path_};
  const HeaderState state = read_header(file, found, version);
  if (state == HeaderState::foreign) refuse_foreign(path_, version);
  const std::uint64_t size = file.size();
  if (state == HeaderState::none) {
    torn_bytes_ = size;
    return;
  }
  require_same(path_, found, expected);

  whole_bytes_ = header_bytes(identity_);
  const std::uint64_t step = record_bytes(identity_);
  std::uint64_t damaged = 0;  // since the last whole record; those at the very end are torn, not damaged
  std::vector<char> record;
  for (std::uint64_t offset = whole_bytes_; offset + step <= size; offset += step) {
    record = file.read(offset, step);
    if (!is_whole_record(record, identity_)) {
      ++damaged;
      continue;
    }
    entries_.push_back({key_of(record), get<double>(record, 40), offset});
    damaged_records_ += std::exchange(damaged, 0);
    whole_bytes_ = offset + step;
  }
  torn_bytes_ = size - whole_bytes_;
  // Equal keys hold equal results; the first of them is kept.
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
  const auto same = [](const Entry& a, const Entry& b) { return a.key == b.key; };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
}

RunResult Journal::read(std::size_t i) const {
  DRAAGKRACHT_ENSURE(i < entries_.size());
  const std::vector<char> record = OpenFile{file_.get(), path_}.read(entries_[i].offset, record_bytes(identity_));
  if (!is_whole_record(record, identity_) || key_of(record) != entries_[i].key) {
    refuse_file(path_, "has changed while it was read", "a record that was whole is damaged now");
  }
  RunResult result{.key = entries_[i].key, .payload = std::vector<double>(identity_.run_length), .seconds = 0};
  result.seconds = get<double>(record, 40);
  if (!result.payload.empty()) {
    std::memcpy(result.payload.data(), record.data() + before_payload, 8 * result.payload.size());
  }
  return result;
}

void remove_journal(const std::string& folder) {
  const std::string path = journal_file(folder);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    throw WriteError(path, std::string("cannot be removed (") + std::strerror(errno) + ")");
  }
  if (::rmdir(folder.c_str()) != 0 && errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST) {
    throw WriteError(folder, std::string("cannot be removed (") + std::strerror(errno) + ")");
  }
}

}  // namespace draagkracht
