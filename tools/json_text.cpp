#include "tools/json_text.h"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace draagkracht {
namespace {

constexpr int deepest = 16;

struct TooDeep {};

}  // namespace

std::optional<std::string> small_file(const std::string& path, std::uint64_t most_bytes) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text;
  char block[65536];
  while (in.read(block, sizeof block) || in.gcount() > 0) {
    text.append(block, static_cast<std::size_t>(in.gcount()));
    if (text.size() > most_bytes) return std::nullopt;
  }
  return text;
}

std::optional<Json> parse_object(const std::string& text) {
  const auto guard = [](int depth, Json::parse_event_t, Json&) {
    if (depth > deepest) throw TooDeep{};
    return true;
  };
  try {
    Json json = Json::parse(text, guard, false);
    if (!json.is_object()) return std::nullopt;
    return json;
  } catch (const TooDeep&) {
    return std::nullopt;
  }
}

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || !found->is_string() ? std::string() : printable(found->get<std::string>());
}

double number_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  const double value = found == object.end() || !found->is_number() ? 0 : found->get<double>();
  return std::isfinite(value) ? value : 0;
}

std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; }, '?');
  return text;
}

}  // namespace draagkracht
