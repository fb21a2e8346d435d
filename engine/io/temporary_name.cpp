#include "engine/io/temporary_name.h"

#include <sys/random.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "engine/io/file_error.h"

namespace draagkracht {
namespace {

constexpr std::size_t longest_kept = 200;  // bytes of a file name; file systems allow 255
constexpr int attempts = 100;

}  // namespace

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string temporary_name(const std::string& path) {
  std::uint32_t digits = 0;
  if (::getrandom(&digits, sizeof digits, 0) != static_cast<ssize_t>(sizeof digits)) {
    throw WriteError(path, std::string("no random name for it (") + std::strerror(errno) + ")");
  }
  char ending[24];
  std::snprintf(ending, sizeof ending, ".%08x.tmp", digits);
  const std::size_t slash = path.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  return path.substr(0, name) + path.substr(name, longest_kept) + ending;
}

std::string make_temporary_folder(const std::string& path) {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    std::string name = temporary_name(path);
    if (::mkdir(name.c_str(), 0777) == 0) return name;
    if (errno != EEXIST) break;
  }
  throw WriteError(path, std::string("the folder cannot be made (") + std::strerror(errno) + ")");
}

}  // namespace draagkracht
