// Checksums as text.
#include "engine/io/provenance.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "engine/core/hash.h"
#include "engine/io/file_descriptor.h"
#include "engine/io/file_error.h"

namespace draagkracht {

std::string Provenance::entry(const std::string& name) const {
  for (const auto& [key, text] : entries) {
    if (key == name) return text;
  }
  return {};
}

std::string checksum_text(std::uint64_t checksum) {
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; checksum >>= 4) text[i] = "0123456789abcdef"[checksum & 15U];
  return text;
}

std::string file_checksum(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::vector<char> block(1 << 16);
  std::uint64_t hash = text_hash("");
  for (;;) {
    const ssize_t n = file.is_open() ? ::read(file.get(), block.data(), block.size()) : -1;
    if (n < 0 && file.is_open() && errno == EINTR) continue;
    if (n < 0) refuse_file(path, "cannot be read", std::strerror(errno));
    if (n == 0) return checksum_text(hash);
    hash = text_hash(std::string_view(block.data(), static_cast<std::size_t>(n)), hash);
  }
}

}  // namespace draagkracht
