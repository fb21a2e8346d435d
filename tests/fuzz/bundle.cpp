#include "tests/fuzz/bundle.h"

#include <algorithm>
#include <string_view>

namespace draagkracht::fuzz {
namespace {

constexpr std::string_view mark = "#--- ";

bool is_plain(const std::string& name) {
  if (name.empty() || name.size() > 100 || name[0] == '.') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
}

}  // namespace

std::vector<BundledFile> unbundle(const std::string& input) {
  std::vector<BundledFile> files{{main_file, {}}};
  for (std::size_t at = 0; at < input.size();) {
    const std::size_t end = std::min(input.find('\n', at), input.size() - 1) + 1;
    std::string line = input.substr(at, end - at);
    at = end;
    if (!line.starts_with(mark)) {
      files.back().text += line;
      continue;
    }
    line = line.substr(mark.size());
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    files.push_back({is_plain(line) ? line : main_file, {}});
  }
  return files;
}

std::string bundle(const std::vector<BundledFile>& files) {
  std::string text = files[0].text;
  for (std::size_t i = 1; i < files.size(); ++i) {
    if (!text.empty() && text.back() != '\n') text += '\n';
    text += std::string(mark) + files[i].name + '\n' + files[i].text;
  }
  return text;
}

void write_files(const Workshop& workshop, const std::vector<BundledFile>& files) {
  for (const BundledFile& file : files) workshop.write(file.name, file.text);
}

}  // namespace draagkracht::fuzz
