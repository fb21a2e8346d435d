// fork, write, check, sync, link. Linux calls throughout.
#include "engine/io/place_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>

#include "engine/io/file_descriptor.h"
#include "engine/io/file_error.h"
#include "engine/io/temporary_name.h"

namespace draagkracht {
namespace {

constexpr int child_threw = 1;
// File systems allow 255 bytes; the folder of the runs has five more than the file.
constexpr std::size_t longest_name = 240;

[[noreturn]] void fail(const std::string& path, const std::string& doing, int reason) {
  throw WriteError(path, doing + " (" + std::strerror(reason) + ")");
}

[[noreturn]] void refuse_existing(const std::string& path) {
  refuse_file(path, "exists already", {}, "Use --force to overwrite");
}

bool on_one_disk(const std::string& folder, const std::string& other) {
  struct stat a {
  }, b{};
  return ::stat(folder.c_str(), &a) == 0 && ::stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev;
}

// Makes an empty file under a name of its own in the folder, with the rights the target is to have.
std::string make_temporary(const std::string& target, const std::string& folder) {
  const bool elsewhere = !folder.empty() && on_one_disk(folder, folder_of(target));
  const std::string stem = elsewhere ? folder + '/' + target.substr(target.rfind('/') + 1) : target;
  for (int attempt = 0; attempt < 100; ++attempt) {
    const std::string path = temporary_name(stem);
    const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.is_open()) return path;
    if (errno != EEXIST) fail(path, "cannot be made", errno);
  }
  fail(target, "no free name for it", EEXIST);
}

// Removes the temporary when it goes out of scope, unless it has become the target by a rename.
class TemporaryName {
 public:
  TemporaryName(const std::string& target, const std::string& folder) : path_(make_temporary(target, folder)) {}
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void sync_path(const std::string& path, int flags) {
  const FileDescriptor fd(::open(path.c_str(), flags | O_CLOEXEC));
  if (!fd.is_open()) fail(path, "cannot be opened to bring it to disk", errno);
  // Some shared file systems cannot sync a folder and say EINVAL; there is nothing more to do then.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) fail(path, "cannot be brought to disk", errno);
}

void send(int pipe, const char* text) {
  std::size_t left = std::strlen(text);
  while (left > 0) {
    const ssize_t n = ::write(pipe, text, left);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    text += n;
    left -= static_cast<std::size_t>(n);
  }
}

// What the child does; the status it ends with. _exit afterwards skips what the program does at its end: the buffers
// and open files it would finish there are the parent's.
int write_in_child(int pipe, const std::string& temporary, const std::function<void(const std::string&)>& write) {
  try {
    write(temporary);
    sync_path(temporary, O_RDONLY);
    return 0;
  } catch (const std::exception& error) {
    send(pipe, error.what());
  } catch (...) {
    send(pipe, (temporary + ": cannot be written (unknown error)").c_str());
  }
  return child_threw;
}

std::string receive(int pipe) {
  std::string text;
  char block[1024];
  for (;;) {
    const ssize_t n = ::read(pipe, block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(block, static_cast<std::size_t>(n));
  }
}

void run_child(const std::string& target, const std::string& temporary,
               const std::function<void(const std::string&)>& write) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail(target, "no pipe to the process that writes it", errno);
  FileDescriptor from_child(ends[0]);
  FileDescriptor to_parent(ends[1]);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    // Who goes on later must not find this one still writing.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(child_threw);
  }
  if (child < 0) fail(target, "no process to write it", errno);
  if (child == 0) ::_exit(write_in_child(to_parent.get(), temporary, write));
  to_parent.close();
  const std::string text = receive(from_child.get());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail(target, "the process that writes it was lost", errno);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  if (WIFEXITED(status) && WEXITSTATUS(status) == child_threw && !text.empty()) throw WriteError(text);
  const std::string end = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                              : "status " + std::to_string(WEXITSTATUS(status));
  throw WriteError(target, "the process that wrote it ended early (" + end + "; perhaps the disk or memory is full)");
}

// Gives the file its name, unless that name is taken. File systems without hard links (vfat, some shares) know
// RENAME_NOREPLACE instead.
void link_into_place(const std::string& temporary, const std::string& target) {
  if (::link(temporary.c_str(), target.c_str()) == 0) return;
  if (errno == EPERM || errno == ENOTSUP || errno == ENOSYS) {
    if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) return;
  }
  if (errno == EEXIST) refuse_existing(target);
  fail(target, "cannot be given its name", errno);
}

}  // namespace

void check_output(const std::string& path, bool force, std::uint64_t needed_bytes) {
  const std::string folder = folder_of(path);
  struct stat about {};
  if (path.empty()) refuse_file("(no name)", "is no name of a file", {});
  if (std::any_of(path.begin(), path.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; })) {
    refuse_file("(a name with control characters)", "cannot be used", "lists and scripts could not show it",
                "Name another file");
  }
  if (path.size() - (path.rfind('/') + 1) > longest_name) {
    refuse_file(path, "has too long a name", "at most " + std::to_string(longest_name) + " bytes", "Name another file");
  }
  if (::stat(folder.c_str(), &about) != 0) {
    refuse_file(path, "its folder cannot be used", folder + ": " + std::strerror(errno), "Make the folder first");
  }
  if (!S_ISDIR(about.st_mode)) refuse_file(path, "its folder cannot be used", folder + " is not a folder");
  if (::lstat(path.c_str(), &about) == 0) {
    if (S_ISDIR(about.st_mode)) refuse_file(path, "is a folder", "a file is to be written", "Name a file in it");
    if (!S_ISREG(about.st_mode))
      refuse_file(path, "is not a plain file", "it could not be replaced", "Name another file");
    if (!force) refuse_existing(path);
  } else if (errno != ENOENT) {
    refuse_file(path, "cannot be written", std::strerror(errno));
  }
  if (path.back() == '/') refuse_file(path, "is a folder", "a file is to be written", "Name a file in it");
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    refuse_file(path, "its folder cannot be written to", folder + ": " + std::strerror(errno));
  }
  struct statvfs disk {};
  if (needed_bytes == 0 || ::statvfs(folder.c_str(), &disk) != 0) return;
  const std::uint64_t free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free_bytes < needed_bytes) {
    const auto megabytes = [](std::uint64_t bytes) { return std::to_string((bytes + 999'999) / 1'000'000) + " MB"; };
    refuse_file(path, "the disk has too little room",
                megabytes(needed_bytes) + " are needed, " + megabytes(free_bytes) + " are free",
                "Write to another disk, or ask for fewer outputs");
  }
}

void place_file(const std::string& target, bool force, const std::function<void(const std::string& temporary)>& write,
                const std::string& temporary_folder) {
  const TemporaryName temporary(target, temporary_folder);
  run_child(target, temporary.path(), write);
  if (force) {
    if (::rename(temporary.path().c_str(), target.c_str()) != 0) fail(target, "cannot be replaced", errno);
  } else {
    link_into_place(temporary.path(), target);
    ::unlink(temporary.path().c_str());
  }
  sync_path(folder_of(target), O_RDONLY | O_DIRECTORY);
}

}  // namespace draagkracht
