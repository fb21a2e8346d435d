#include "engine/io/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <new>
#include <stdexcept>

#include "engine/io/file_descriptor.h"

namespace draagkracht {
namespace {

constexpr std::size_t buffer_bytes = 1 << 16;
constexpr int status_done = 0;
constexpr int status_threw = 97;
constexpr const char* too_much_memory = "it takes too much memory";
constexpr const char* too_short = "its answer is too short";

bool in_this_process = false;  // see InThisProcess

[[noreturn]] void no_child() {
  throw std::runtime_error(std::string("no process to read with (") + std::strerror(errno) + ")");
}

// Addresses that the process uses now, in bytes; 0 if that is not known.
[[maybe_unused]] std::uint64_t address_space() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t pages = 0;
  in >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void set_limit(int what, std::uint64_t value) {
  rlimit limit{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(what), &limit) != 0) return;
  if (limit.rlim_max != RLIM_INFINITY && value > limit.rlim_max) value = limit.rlim_max;
  limit.rlim_cur = value;
  ::setrlimit(static_cast<__rlimit_resource_t>(what), &limit);
}

void live_within(const ChildLimits& limits) {
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_CPU, limits.seconds);
#if !defined(__SANITIZE_ADDRESS__)  // sanitizers reserve addresses without end
  if (const std::uint64_t now = address_space(); now > 0) set_limit(RLIMIT_AS, now + limits.memory_bytes);
#endif
}

int work_in_child(int pipe, const std::function<void(PipeWriter&)>& work) {
  try {
    PipeWriter writer(pipe);
    work(writer);
    writer.flush();
    return status_done;
  } catch (...) {
    return status_threw;
  }
}

// Waits for a child when it goes out of scope; ends it first if nobody has.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (id_ < 0) return;
    ::kill(id_, SIGKILL);
    wait();
  }
  // How it ended; "" if well.
  std::string wait() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = -1;
    if (WIFSIGNALED(status)) {
      const int signal = WTERMSIG(status);
      return signal == SIGXCPU ? "it takes too long" : "signal " + std::to_string(signal);
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == status_done) return {};
    if (WIFEXITED(status) && WEXITSTATUS(status) == status_threw) return too_much_memory;
    return "status " + std::to_string(WEXITSTATUS(status));
  }

 private:
  pid_t id_;
};

// run_apart in one process: the answer waits in memory until `work` is done.
std::string run_here(const ChildLimits& limits, const std::function<void(PipeWriter&)>& work,
                     const std::function<void(PipeReader&)>& take) {
  const FileDescriptor answer(::memfd_create("answer", MFD_CLOEXEC));
  if (!answer.is_open()) no_child();
  try {
    PipeWriter writer(answer.get());
    work(writer);
    writer.flush();
  } catch (const std::bad_alloc&) {
    return too_much_memory;
  }
  ::lseek(answer.get(), 0, SEEK_SET);
  PipeReader reader(answer.get(), limits.answer_bytes);
  try {
    take(reader);
  } catch (const ShortAnswer&) {
    return too_short;
  }
  return {};
}

}  // namespace

InThisProcess::InThisProcess() { in_this_process = true; }
InThisProcess::~InThisProcess() { in_this_process = false; }

void PipeWriter::put_bytes(const void* from, std::size_t length) {
  if (length > 0) {
    const char* bytes = static_cast<const char*>(from);
    buffer_.insert(buffer_.end(), bytes, bytes + length);
  }
  if (buffer_.size() >= buffer_bytes) flush();
}

void PipeWriter::flush() {
  for (std::size_t done = 0; done < buffer_.size();) {
    const ssize_t n = ::write(fd_, buffer_.data() + done, buffer_.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  buffer_.clear();
}

void PipeReader::get_bytes(void* to, std::size_t length) {
  if (length > left_) throw ShortAnswer{};
  left_ -= length;
  char* bytes = static_cast<char*>(to);
  while (length > 0) {
    if (used_ == buffer_.size()) {
      buffer_.resize(buffer_bytes);
      const ssize_t n = ::read(fd_, buffer_.data(), buffer_.size());
      used_ = 0;
      buffer_.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) throw ShortAnswer{};
    }
    const std::size_t part = std::min(length, buffer_.size() - used_);
    std::memcpy(bytes, buffer_.data() + used_, part);
    used_ += part;
    bytes += part;
    length -= part;
  }
}

std::size_t PipeReader::get_length(std::size_t item_bytes) {
  const auto length = get<std::uint64_t>();
  if (length > left_ / item_bytes) throw ShortAnswer{};
  return static_cast<std::size_t>(length);
}

std::string run_apart(const ChildLimits& limits, const std::function<void(PipeWriter&)>& work,
                      const std::function<void(PipeReader&)>& take) {
  if (in_this_process) return run_here(limits, work, take);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) no_child();
  FileDescriptor from_child(ends[0]);
  FileDescriptor to_parent(ends[1]);
  const pid_t parent = ::getpid();
  const pid_t id = ::fork();
  if (id < 0) no_child();
  if (id == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(status_threw);
    ::signal(SIGPIPE, SIG_DFL);
    live_within(limits);
    ::_exit(work_in_child(to_parent.get(), work));
  }
  Child child(id);
  to_parent.close();
  PipeReader reader(from_child.get(), limits.answer_bytes);
  try {
    take(reader);
  } catch (const ShortAnswer&) {
    from_child.close();  // who still writes must not wait for a reader
    const std::string end = child.wait();
    return end.empty() ? too_short : end;
  }
  from_child.close();
  return child.wait();
}

}  // namespace draagkracht
