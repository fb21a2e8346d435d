#include "engine/scenario/kind_keys.h"

#include <algorithm>

namespace draagkracht {
namespace {

bool contains(const std::vector<std::string_view>& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string taken_by(const KindKeys& kind) {
  std::string text;
  for (const std::string_view key : kind.keys) text += (text.empty() ? "it takes " : ", ") + std::string(key);
  return text.empty() ? "it takes no such keys" : text;
}

constexpr std::string_view take_it_away = "Take it away, in an extending file with remove = [";

std::string take_away(std::string_view key) { return std::string(take_it_away) + quoted(key) + "]"; }

}  // namespace

void refuse_keys_of_others(Fields& fields, const std::vector<KindKeys>& kinds, std::string_view kind,
                           const std::string& called) {
  const auto own = std::find_if(kinds.begin(), kinds.end(), [&](const KindKeys& k) { return k.kind == kind; });
  if (own == kinds.end()) return;
  for (const std::string& key : fields.written_keys()) {
    if (contains(own->keys, key)) continue;
    const bool of_another =
        std::any_of(kinds.begin(), kinds.end(), [&](const KindKeys& other) { return contains(other.keys, key); });
    if (of_another) fields.issue(key.c_str(), "is not a key of " + called, taken_by(*own), take_away(key));
  }
}

void refuse_without(Fields& fields, const char* key, const char* other, const char* why) {
  if (fields.has(key) && !fields.has(other))
    fields.issue(key, "stands without `" + std::string(other) + "`", why, take_away(key));
}

void refuse_beside(Fields& fields, const char* key, const char* other, const char* why) {
  if (fields.has(key) && fields.has(other))
    fields.issue(key, "stands beside `" + std::string(other) + "`", why, take_away(key));
}

bool is_about_neighbours(const Issue& issue) { return issue.suggestion.starts_with(take_it_away); }

}  // namespace draagkracht
