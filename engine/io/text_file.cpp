#include "engine/io/text_file.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "engine/core/issue.h"

namespace draagkracht {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path, std::string problem, std::string why = {},
                         std::string suggestion = {}) {
  throw InputError(Issue{{path, 0, 0}, {}, std::move(problem), std::move(why), std::move(suggestion)});
}

[[noreturn]] void refuse_missing(const std::string& path) {
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  std::error_code error;
  if (!fs::is_directory(folder, error)) refuse(path, "no such file", "there is no folder \"" + folder.string() + "\"");
  constexpr std::size_t enough = 10'000;
  std::vector<std::string> names;
  for (fs::directory_iterator it(folder, error), end; !error && it != end && names.size() < enough;
       it.increment(error)) {
    std::error_code ignored;
    if (!it->is_directory(ignored)) names.push_back(it->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  refuse(path, "no such file", {}, did_you_mean(fs::path(path).filename().string(), names));
}

std::string size_in_mb(std::uint64_t bytes) {
  return std::to_string(bytes / 1'000'000) + '.' + std::to_string(bytes / 100'000 % 10) + " MB";
}

void check_size(const std::string& path, std::uint64_t bytes) {
  if (bytes <= largest_text_file) return;
  refuse(path, "is too large: " + size_in_mb(bytes),
         "at most " + std::to_string(largest_text_file / 1'000'000) + " MB");
}

std::string bytes_of(const std::string& path) {
  if (path.empty()) refuse("", "the name of a file is empty");
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) refuse_missing(path);
  if (status.type() == fs::file_type::none) refuse(path, "cannot be read", error.message());
  if (fs::is_directory(status)) refuse(path, "is a folder, not a file");
  if (fs::is_regular_file(status)) check_size(path, fs::file_size(path, error));

  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(path, "cannot be read", std::generic_category().message(errno));
  std::string bytes;
  std::vector<char> block(1 << 16);
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0) {
    bytes.append(block.data(), static_cast<std::size_t>(file.gcount()));
    check_size(path, bytes.size());  // pipes do not tell their size, and files may grow
  }
  if (file.bad()) refuse(path, "cannot be read", std::generic_category().message(errno));
  return bytes;
}

// Length of the well-formed UTF-8 character at `i`, or 0 (Unicode 15, table 3-7: no overlong forms, no surrogates).
std::size_t character_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) -> unsigned {
    return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U;
  };
  const auto follows = [&](std::size_t k) { return (byte(k) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return first == 0 ? 0 : 1;  // a NUL is no text
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!follows(1) || !follows(2)) return 0;
    if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 0;
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
    return 4;
  }
  return 0;
}

void check_utf8(const std::string& path, std::string_view text) {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (length == 0) {
      constexpr std::string_view hex = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(text[i]);
      const std::string shown = std::string("0x") + hex[byte >> 4] + hex[byte & 15];
      throw InputError(Issue{
          {path, line, column}, {}, "the byte " + shown + " is not UTF-8 text", "save the file as text in UTF-8", {}});
    }
    column = text[i] == '\n' ? 1 : column + 1;
    line += text[i] == '\n' ? 1 : 0;
    i += length;
  }
}

}  // namespace

std::string read_text_file(const std::string& path) {
  std::string text = bytes_of(path);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  check_utf8(path, text);

  std::size_t kept = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    text[kept++] = text[i];
  }
  text.resize(kept);
  return text;
}

}  // namespace draagkracht
