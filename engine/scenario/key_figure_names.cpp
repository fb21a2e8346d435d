#include "engine/scenario/key_figure_names.h"

#include <charconv>

namespace draagkracht {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

// A place in a text that moves on.
struct Reader {
  std::string_view text;
  std::size_t at = 0;

  char peek() {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    return at < text.size() ? text[at] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at;
    return true;
  }
  std::string name() {
    peek();
    const std::size_t start = at;
    while (at < text.size() && (is_start(text[at]) || (at > start && is_digit(text[at])))) ++at;
    return std::string(text.substr(start, at - start));
  }
  // Until one of these, which must come.
  bool label(std::string& label) {
    const std::size_t start = at;
    at = text.find_first_of("|,]", at);
    if (at == std::string_view::npos) return false;
    label = trimmed(text.substr(start, at - start));
    return !label.empty();
  }
};

}  // namespace

std::string NamedArgument::text() const {
  std::string text = name;
  for (std::size_t i = 0; i < where.size(); ++i) {
    text += (i == 0 ? "[" : ", ") + where[i].first + '=';
    for (std::size_t k = 0; k < where[i].second.size(); ++k) text += (k == 0 ? "" : "|") + where[i].second[k];
  }
  if (!where.empty()) text += ']';
  return all ? text + ", all" : text;
}

std::size_t read_argument(std::string_view text, NamedArgument& argument) {
  Reader reader{text};
  argument.name = reader.name();
  if (argument.name.empty()) return 0;
  if (reader.accept('.')) {
    const std::string step = reader.name();
    if (step.empty()) return 0;
    argument.name += '.' + step;
  }
  std::size_t end = reader.at;
  if (reader.accept('[')) {
    do {
      auto& [key, labels] = argument.where.emplace_back();
      key = reader.name();
      if (key.empty() || !reader.accept('=')) return 0;
      do {
        if (!reader.label(labels.emplace_back())) return 0;
      } while (reader.accept('|'));
    } while (reader.accept(','));
    if (!reader.accept(']')) return 0;
    end = reader.at;
  }
  if (reader.accept(',') && reader.name() == "all") {
    argument.all = true;
    end = reader.at;
  }
  return end;
}

std::vector<NamedCall> named_calls(std::string_view expression) {
  std::vector<NamedCall> calls;
  Reader reader{expression};
  while (reader.peek() != '\0') {
    NamedCall call;
    call.function = reader.name();
    if (call.function.empty()) {
      ++reader.at;
      continue;
    }
    if (call.function != "count" && call.function != "minutes" && call.function != "time_at") continue;
    if (!reader.accept('(')) continue;
    const std::size_t length = read_argument(expression.substr(reader.at), call.argument);
    if (length == 0) continue;
    reader.at += length;
    if (call.function == "time_at" && reader.accept(',')) {
      reader.peek();
      const char* const end = expression.data() + expression.size();
      std::from_chars(expression.data() + reader.at, end, call.level);
    }
    calls.push_back(std::move(call));
  }
  return calls;
}

}  // namespace draagkracht
