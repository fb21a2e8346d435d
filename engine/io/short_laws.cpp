#include "engine/io/short_laws.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/scenario/distributions.h"
#include "engine/scenario/quantity.h"

namespace draagkracht {
namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

bool is_name(const std::string& word) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !word.empty() && (is_letter(word[0]) || static_cast<unsigned char>(word[0]) >= 0x80);
}

// A number as TOML writes it; nothing if it is none.
std::optional<ConfigNode> number_node(const std::string& word) {
  ConfigNode node;
  node.kind = ConfigNode::Kind::integer;
  const char* end = word.data() + word.size();
  const auto whole = std::from_chars(word.data(), end, node.integer);
  if (whole.ec == std::errc() && whole.ptr == end) return node;
  if (!parse_quantity(word, Dimension::number)) return std::nullopt;
  node.integer = 0;
  node.kind = ConfigNode::Kind::real;
  std::from_chars(word.data(), end, node.real);
  return node;
}

class LawParser {
 public:
  explicit LawParser(const ConfigNode& text) : text_(text), words_(words_of(text.text)) {}

  LineOfLaw parse() {
    law_.table.where = text_.where;
    if (words_.empty()) return wrong("is empty");
    if (words_[0] == "of") return of_task();
    if (!is_name(words_[0])) {
      add_text("distribution", "deterministic");
      keys_ = {"mean"};
      if (!add_value("mean")) return law_;
      return rest();
    }
    const auto known = std::find_if(distributions().begin(), distributions().end(),
                                    [&](const DistributionText& d) { return d.name == words_[0]; });
    if (known == distributions().end())
      return wrong("names no law, found " + quoted(text_.text), {}, did_you_mean(words_[0], distribution_names()));
    add_text("distribution", words_[0]);
    at_ = 1;
    for (const std::string_view key : known->keys) keys_.emplace_back(key);
    if (at_ < words_.size() && !is_key(words_[at_]) && words_[at_] != "times" && !positional()) return law_;
    return rest();
  }

 private:
  LineOfLaw wrong(std::string problem, std::string why = {}, std::string suggestion = {}) {
    law_.right = false;
    law_.problem = std::move(problem);
    law_.why = std::move(why);
    law_.suggestion = std::move(suggestion);
    return law_;
  }

  bool is_key(const std::string& word) const {
    static constexpr std::string_view of_any_law[] = {"round", "shift", "truncate_low", "truncate_high"};
    return std::find(std::begin(of_any_law), std::end(of_any_law), word) != std::end(of_any_law) ||
           std::find(keys_.begin(), keys_.end(), word) != keys_.end();
  }
  bool takes(const char* key) const { return std::find(keys_.begin(), keys_.end(), key) != keys_.end(); }

  void add(const std::string& key, ConfigNode value) {
    value.where = text_.where;
    law_.table.entries.push_back({key, text_.where, std::move(value)});
  }
  void add_text(const std::string& key, const std::string& text) {
    ConfigNode node;
    node.kind = ConfigNode::Kind::text;
    node.text = text;
    add(key, std::move(node));
  }

  // The value that begins here, as `key`; false after a problem.
  bool add_value(const std::string& key) {
    if (law_.table.find(key) != nullptr) return fail("says `" + key + "` twice");
    if (at_ == words_.size()) return fail("ends where the value of `" + key + "` must stand");
    const std::string word = words_[at_++];
    if (is_name(word)) {
      if (is_key(word) || word == "times" || word == "to")
        return fail("has \"" + word + "\" where the value of `" + key + "` must stand");
      add_text(key, word);
      return true;
    }
    std::optional<ConfigNode> number = number_node(word);
    const bool unit = at_ < words_.size() && !is_key(words_[at_]) && words_[at_] != "to" && words_[at_] != "times";
    if (unit) {
      add_text(key, word + ' ' + words_[at_++]);
    } else if (number) {
      add(key, std::move(*number));
    } else {
      return fail("has " + quoted(word) + " where the value of `" + key + "` must stand");
    }
    return true;
  }

  bool fail(std::string problem) {
    wrong(std::move(problem) + ", found " + quoted(text_.text), "it is written like \"gamma 25 min cv 0.5\"");
    return false;
  }

  // What stands behind the name of a law without a key.
  bool positional() {
    if (takes("mean")) return add_value("mean");
    if (!takes("low") || !takes("high")) return fail("has a value without a key");
    if (!add_value("low")) return false;
    if (at_ == words_.size() || words_[at_] != "to") return fail("has one end and no `to`");
    ++at_;
    return add_value("high");
  }

  LineOfLaw rest() {
    while (at_ < words_.size()) {
      const std::string word = words_[at_];
      if (word == "times") return times();
      if (!is_key(word)) {
        std::vector<std::string> known = keys_;
        known.emplace_back("times");
        fail("has \"" + word + "\", which is no key of that law");
        law_.suggestion = did_you_mean(word, known);
        return law_;
      }
      ++at_;
      if (!add_value(word)) return law_;
    }
    law_.right = true;
    return law_;
  }

  LineOfLaw times() {
    ++at_;
    if (at_ + 1 != words_.size() || !is_name(words_[at_])) {
      fail("must end with the name of a parameter behind `times`");
      return law_;
    }
    add_text("factor", words_[at_]);
    law_.right = true;
    return law_;
  }

  LineOfLaw of_task() {
    if (words_.size() < 2 || words_[1] != "task") {
      fail("begins with `of` and goes on without `task`");
      return law_;
    }
    at_ = 2;
    const bool named = at_ < words_.size() && words_[at_] != "times";
    add_text("task", named ? words_[at_++] : "");
    if (at_ < words_.size() && words_[at_] == "times") return times();
    if (at_ < words_.size()) {
      fail("has \"" + words_[at_] + "\" behind the task");
      return law_;
    }
    law_.right = true;
    return law_;
  }

  const ConfigNode& text_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
  std::vector<std::string> keys_;  // of the law that is named
  LineOfLaw law_;
};

}  // namespace

LineOfLaw parse_law(const ConfigNode& text) { return LawParser(text).parse(); }

}  // namespace draagkracht
