#include "tests/fuzz/edits.h"

#include "tests/fuzz/text_mutator.h"

namespace draagkracht::fuzz {

std::vector<std::string> words_of(const std::string& line, std::size_t n) {
  std::vector<std::string> words{{}};
  for (const char c : line) {
    if (c == '\n') break;
    if (c == ' ' && words.size() < n) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

void mutate_edits(std::string& input, const std::vector<std::string>& others, Random& random,
                  const std::function<std::string(Random&)>& fresh) {
  std::vector<std::string> lines = lines_of(input);
  for (std::size_t n = 1 + random.below(3); n > 0; --n) {
    const std::size_t at = random.below(lines.size());
    const std::size_t what = random.below(10);
    if (!lines.empty() && (what < 2 || lines.size() > 40)) {
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (!lines.empty() && what < 5) {
      lines[at] = fresh(random) + '\n';
    } else if (!others.empty() && what < 6) {
      const std::vector<std::string> foreign = lines_of(random.of(others));
      if (!foreign.empty()) lines.push_back(random.of(foreign));
    } else {
      lines.push_back(fresh(random) + '\n');
    }
  }
  for (std::string& line : lines) {
    if (line.empty() || line.back() != '\n') line += '\n';
  }
  input = joined(lines);
}

}  // namespace draagkracht::fuzz
