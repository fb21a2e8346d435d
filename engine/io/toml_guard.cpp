#include "engine/io/toml_guard.h"

#include <cstdint>
#include <utility>

#include "engine/core/issue.h"
#include "engine/core/limits.h"
#include "engine/core/printable.h"

namespace draagkracht {
namespace {

class Guard {
 public:
  Guard(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  void look() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        while (at_ < text_.size() && text_[at_] != '\n') step();
      } else if (c == '"' || c == '\'') {
        pass_text(c);
      } else {
        look_at(c);
        step();
      }
    }
  }

 private:
  void look_at(char c) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      const std::string_view rest = text_.substr(at_);
      const std::string shown =
          find_unprintable(rest) == 0 ? code_point_text(text_, at_) : quoted(first_character(rest));
      refuse("the character " + shown + " stands outside a text", "names and texts with it are written in quotes");
    }
    if (c == '[' || c == '{') {
      if (++depth_ > limits::nesting)
        refuse("lists and tables are nested too deeply",
               "at most " + std::to_string(limits::nesting) + " levels are possible");
    }
    if ((c == ']' || c == '}') && depth_ > 0) --depth_;
    if (c == '.') {
      if (++points_ >= limits::key_parts)
        refuse("the key has too many parts", "at most " + std::to_string(limits::key_parts) + " are possible");
    } else if (c == '=' || c == ',' || c == '\n' || c == '[' || c == ']' || c == '{' || c == '}') {
      points_ = 0;
    }
  }

  static std::string_view first_character(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) ++length;
    return text.substr(0, length);
  }

  // Texts end at their quote, or three of them; what is not closed is left to the parser.
  void pass_text(char quote) {
    const std::string three(3, quote);
    const bool several_lines = text_.substr(at_).starts_with(three);
    for (int i = several_lines ? 3 : 1; i > 0; --i) step();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (several_lines ? text_.substr(at_).starts_with(three) : c == quote) {
        for (int i = several_lines ? 3 : 1; i > 0; --i) step();
        return;
      }
      if (!several_lines && c == '\n') return;
      if (c == '\\' && quote == '"' && at_ + 1 < text_.size()) step();
      step();
    }
  }

  void step() {
    const auto byte = static_cast<unsigned char>(text_[at_++]);
    if (byte == '\n') {
      ++line_;
      column_ = 1;
    } else if (at_ >= text_.size() || (static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80U) {
      ++column_;
    }
  }

  [[noreturn]] void refuse(std::string problem, std::string why) const {
    throw InputError(Issue{{file_, line_, column_}, {}, std::move(problem), std::move(why), {}});
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1, column_ = 1;
  std::size_t depth_ = 0, points_ = 0;
};

}  // namespace

void guard_toml(std::string_view text, const std::string& file) { Guard(text, file).look(); }

}  // namespace draagkracht
