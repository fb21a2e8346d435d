// Byte for byte reading and writing of journals. Plain system calls: each error is seen where it happens.
#include "engine/io/journal.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
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

constexpr const char* file_prefix = "journal.";
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

// A journal's file, open. An error of the disk is thrown, never taken for the end of the file.
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

enum class HeaderState { none, whole, damaged };

// What stands at the start of the file. `none`: empty, or a header that was being written when the program stopped.
HeaderState read_header(const OpenFile& file, JournalIdentity& found) {
  const std::vector<char> fixed = file.read(0, fixed_header_bytes);
  const std::size_t known = std::min(fixed.size(), sizeof file_magic);
  if (std::memcmp(fixed.data(), file_magic, known) != 0) return HeaderState::damaged;
  if (fixed.size() < fixed_header_bytes) return HeaderState::none;
  const auto version = get<std::uint32_t>(fixed, 8);
  const auto build_length = get<std::uint32_t>(fixed, 12);
  if (build_length > longest_build) return HeaderState::damaged;
  const std::vector<char> all = file.read(0, fixed_header_bytes + build_length + 4);
  if (all.size() < fixed_header_bytes + build_length + 4) return HeaderState::none;
  if (!checksum_fits(all)) return HeaderState::damaged;
  if (version != format_version) {
    refuse_file(file.path, "is a journal of format version " + std::to_string(version),
                "this program reads version " + std::to_string(format_version), "Use the build it was started with");
  }
  found.plan = get<std::uint64_t>(all, 16);
  found.run_length = get<std::uint64_t>(all, 24);
  found.build.assign(all.data() + fixed_header_bytes, build_length);
  return HeaderState::whole;
}

void require_same(const std::string& path, const JournalIdentity& found, const JournalIdentity& expected) {
  if (found.plan != expected.plan) {
    refuse_file(path, "belongs to another experiment",
                "its plan is " + checksum_text(found.plan) + ", this plan is " + checksum_text(expected.plan),
                "Use the scenario files it was started with, or remove the file");
  }
  if (found.build != expected.build) {
    refuse_file(path, "was written by another build of this program",
                "its build is \"" + found.build + "\", this build is \"" + expected.build + "\"",
                "Use the build it was started with, or remove the file");
  }
  if (found.run_length != expected.run_length) {
    refuse_file(
        path, "has runs of another size",
        std::to_string(found.run_length) + " values each, this experiment has " + std::to_string(expected.run_length),
        "Use the scenario files it was started with, or remove the file");
  }
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

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

// A name that no other process takes.
std::string new_name() {
  std::uint32_t digits = 0;
  [[maybe_unused]] const ssize_t n = ::getrandom(&digits, sizeof digits, 0);
  char random[12];
  std::snprintf(random, sizeof random, "%08x", digits);
  return file_prefix + host_name() + '.' + std::to_string(::getpid()) + '.' + random;
}

// Paths of the journals of a folder, in order of name.
std::vector<std::string> journal_files(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code failed;
  for (const auto& file : std::filesystem::directory_iterator(folder, failed)) {
    if (file.path().filename().string().starts_with(file_prefix)) paths.push_back(file.path().string());
  }
  if (failed && failed != std::errc::no_such_file_or_directory) {
    refuse_file(folder, "cannot be read", failed.message());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

std::string work_folder(const std::string& result_file) { return result_file + ".runs"; }

bool is_journal(const std::string& file_name) { return file_name.starts_with(file_prefix); }

JournalWriter::JournalWriter(const std::string& folder, JournalIdentity identity)
    : path_(folder + '/' + new_name()), identity_(std::move(identity)), synced_(std::chrono::steady_clock::now()) {
  DRAAGKRACHT_ENSURE(identity_.build.size() <= longest_build);
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
    throw WriteError(folder, std::string("the folder cannot be made (") + std::strerror(errno) + ")");
  }
  file_ = FileDescriptor(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666));
  if (!file_.is_open()) fail("cannot be made");
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

Journal::Journal(const std::string& folder, const JournalIdentity& expected) : folder_(folder), identity_(expected) {
  for (const std::string& path : journal_files(folder)) read_file(path);
  // Equal keys hold equal results; the first of them is kept.
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
  const auto same = [](const Entry& a, const Entry& b) { return a.key == b.key; };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
}

void Journal::read_file(const std::string& path) {
  files_.push_back({path, FileDescriptor(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC))});
  const int descriptor = files_.back().descriptor.get();
  if (descriptor < 0 && errno == ENOENT) return;  // another process has finished and tidied up
  if (descriptor < 0) refuse_file(path, "cannot be read", std::strerror(errno));
  struct stat about {};
  if (::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) refuse_file(path, "is not a plain file", {});
  JournalIdentity found;
  const OpenFile file{descriptor, path};
  const HeaderState state = read_header(file, found);
  const std::uint64_t size = file.size();
  if (state == HeaderState::damaged) remarks_.push_back(path + ": its first bytes are damaged; its runs are left out");
  if (state == HeaderState::none) torn_bytes_ += size;
  if (state != HeaderState::whole) return;
  require_same(path, found, identity_);

  std::uint64_t whole = header_bytes(identity_);  // up to the end of the last whole record
  const std::uint64_t step = record_bytes(identity_);
  std::uint64_t damaged = 0;  // since the last whole record; those at the very end are torn, not damaged
  std::uint64_t damaged_between = 0;
  std::vector<char> record;
  for (std::uint64_t offset = whole; offset + step <= size; offset += step) {
    record = file.read(offset, step);
    if (!is_whole_record(record, identity_)) {
      ++damaged;
      continue;
    }
    entries_.push_back({key_of(record), get<double>(record, 40), files_.size() - 1, offset});
    damaged_between += std::exchange(damaged, 0);
    whole = offset + step;
  }
  damaged_records_ += damaged_between;
  torn_bytes_ += size - whole;
  if (damaged_between > 0) {
    remarks_.push_back(path + ": " + std::to_string(damaged_between) +
                       (damaged_between == 1 ? " damaged run is" : " damaged runs are") + " left out");
  }
  if (size > whole) {
    remarks_.push_back(path + ": " + std::to_string(size - whole) +
                       " bytes at its end are of a run that was cut off; they are left out");
  }
}

bool Journal::has(RunKey key) const {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), key,
                                   [](const Entry& entry, const RunKey& wanted) { return entry.key < wanted; });
  return at != entries_.end() && at->key == key;
}

RunResult Journal::read(std::size_t i) const {
  DRAAGKRACHT_ENSURE(i < entries_.size());
  const Entry& entry = entries_[i];
  const File& file = files_[entry.file];
  const std::vector<char> record =
      OpenFile{file.descriptor.get(), file.path}.read(entry.offset, record_bytes(identity_));
  if (!is_whole_record(record, identity_) || key_of(record) != entry.key) {
    refuse_file(file.path, "has changed while it was read", "a record that was whole is damaged now");
  }
  RunResult result{.key = entry.key, .payload = std::vector<double>(identity_.run_length), .seconds = entry.seconds};
  if (!result.payload.empty()) {
    std::memcpy(result.payload.data(), record.data() + before_payload, 8 * result.payload.size());
  }
  return result;
}

}  // namespace draagkracht
