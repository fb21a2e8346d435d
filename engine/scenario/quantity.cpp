#include "engine/scenario/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

namespace draagkracht {
namespace {

struct Unit {
  std::string_view name;
  double size;  // in milliseconds, exact in binary
};

constexpr double second_ms = 1e3;
constexpr double minute_ms = 60e3;
constexpr double hour_ms = 3600e3;
constexpr double day_ms = 86400e3;
constexpr double week_ms = 7 * day_ms;
constexpr double year_ms = 365.25 * day_ms;

constexpr std::array<Unit, 10> time_units = {{{"ms", 1},
                                              {"s", second_ms},
                                              {"min", minute_ms},
                                              {"h", hour_ms},
                                              {"day", day_ms},
                                              {"days", day_ms},
                                              {"week", week_ms},
                                              {"weeks", week_ms},
                                              {"year", year_ms},
                                              {"years", year_ms}}};

constexpr std::array<Unit, 6> rate_units = {{{"per s", second_ms},
                                             {"per min", minute_ms},
                                             {"per hour", hour_ms},
                                             {"per day", day_ms},
                                             {"per week", week_ms},
                                             {"per year", year_ms}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Length of the number at the start of `text`, written as in TOML and JSON: -12.5e-3. 0 if there is none.
// from_chars alone would also take "inf", "nan", ".5" and "5.".
std::size_t number_length(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t start = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i > start;
  };
  if (i < text.size() && text[i] == '-') ++i;
  if (!digits()) return 0;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (!digits()) return 0;
  }
  if (i + 1 < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const std::size_t exponent = i++;
    if (text[i] == '-' || text[i] == '+') ++i;
    if (!digits()) i = exponent;  // not an exponent but the start of a unit
  }
  return i;
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <std::size_t n>
const Unit* find_unit(const std::array<Unit, n>& units, std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

std::string number_text(double value) {
  std::array<char, 40> text{};
  // Counts are written in full; to_chars alone would write 1.5e+06.
  const bool whole = value == std::trunc(value) && std::abs(value) < 1e15;
  const auto end =
      whole ? std::to_chars(text.data(), text.data() + text.size(), static_cast<long long>(value)).ptr
            : std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 12).ptr;
  return {text.data(), end};
}

// Ways of writing units that are refused but understood; the right-hand side is what is meant.
struct Alias {
  std::string_view written, meant;
};
constexpr std::array<Alias, 43> aliases = {{
    {"msec", "ms"},
    {"sec", "s"},
    {"secs", "s"},
    {"second", "s"},
    {"seconds", "s"},
    {"seconde", "s"},
    {"seconden", "s"},
    {"mins", "min"},
    {"minute", "min"},
    {"minutes", "min"},
    {"minuut", "min"},
    {"minuten", "min"},
    {"hr", "h"},
    {"hrs", "h"},
    {"hour", "h"},
    {"hours", "h"},
    {"u", "h"},
    {"uur", "h"},
    {"uren", "h"},
    {"d", "days"},
    {"dag", "day"},
    {"dagen", "days"},
    {"w", "weeks"},
    {"weken", "weeks"},
    {"y", "years"},
    {"yr", "years"},
    {"jaar", "years"},
    {"per second", "per s"},
    {"/s", "per s"},
    {"per minute", "per min"},
    {"/min", "per min"},
    {"per h", "per hour"},
    {"/h", "per hour"},
    {"/hour", "per hour"},
    {"per uur", "per hour"},
    {"per dag", "per day"},
    {"/day", "per day"},
    {"/week", "per week"},
    {"per jaar", "per year"},
    {"/year", "per year"},
    {"percent", "%"},
    {"procent", "%"},
    {"pct", "%"},
}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<double> parse_quantity(std::string_view text, Dimension dimension) {
  const std::size_t length = number_length(text);
  if (length == 0) return std::nullopt;
  const std::optional<double> number = number_of(text.substr(0, length));
  if (!number) return std::nullopt;
  std::string_view unit = text.substr(length);
  const bool spaced = !unit.empty() && unit.front() == ' ';
  if (spaced) unit = unit.substr(std::min(unit.find_first_not_of(' '), unit.size()));
  if (spaced && unit.empty()) return std::nullopt;

  const bool plain = dimension == Dimension::number || dimension == Dimension::share;
  if (!plain && !spaced) return std::nullopt;
  double value = *number;
  if (dimension == Dimension::share && unit == "%") {
    value /= 100;
  } else if (plain) {
    if (!unit.empty()) return std::nullopt;
  } else if (dimension == Dimension::time) {
    const Unit* found = find_unit(time_units, unit);
    if (found == nullptr) return std::nullopt;
    value *= found->size;
  } else if (dimension == Dimension::rate) {
    const Unit* found = find_unit(rate_units, unit);
    if (found == nullptr) return std::nullopt;
    value /= found->size;
  } else if (unit != "fte") {
    return std::nullopt;
  }
  if (!std::isfinite(value)) return std::nullopt;  // such as "1e308 years"
  return value;
}

std::string describe_dimension(Dimension dimension) {
  switch (dimension) {
    case Dimension::number:
      return "a number, such as 0.25";
    case Dimension::share:
      return "a share, such as 0.25 or \"25 %\"";
    case Dimension::time:
      return "a time with its unit, such as \"15 min\"";
    case Dimension::rate:
      return "a rate with its unit, such as \"3 per hour\"";
    case Dimension::staff:
      return "an amount of staff with its unit, such as \"0.8 fte\"";
  }
  return {};
}

std::string describe_units(Dimension dimension) {
  switch (dimension) {
    case Dimension::number:
      return "";
    case Dimension::share:
      return "%";
    case Dimension::time:
      return "ms, s, min, h, day, week, year";
    case Dimension::rate:
      return "per s, per min, per hour, per day, per week, per year";
    case Dimension::staff:
      return "fte";
  }
  return {};
}

std::vector<std::string> unit_names(Dimension dimension) {
  std::vector<std::string> names;
  if (dimension == Dimension::share) names.emplace_back("%");
  if (dimension == Dimension::staff) names.emplace_back("fte");
  if (dimension == Dimension::time) {
    for (const Unit& unit : time_units) names.emplace_back(unit.name);
  }
  if (dimension == Dimension::rate) {
    for (const Unit& unit : rate_units) names.emplace_back(unit.name);
  }
  return names;
}

std::string suggest_quantity(std::string_view text, Dimension dimension) {
  std::string guess(trimmed(text));
  if (!guess.empty() && guess.front() == '+') guess.erase(0, 1);
  if (const std::size_t comma = guess.find(','); comma != std::string::npos && guess.find('.') == std::string::npos) {
    guess[comma] = '.';
  }
  if (!guess.empty() && guess.front() == '.') guess.insert(0, 1, '0');
  const std::size_t length = number_length(guess);
  if (length == 0) return {};
  std::string unit(trimmed(std::string_view(guess).substr(length)));
  for (char& c : unit) c = (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  for (const Alias& alias : aliases) {
    if (alias.written == unit) {
      unit = alias.meant;
      break;
    }
  }
  const std::string meant = guess.substr(0, length) + (unit.empty() ? "" : " " + unit);
  return meant != text && parse_quantity(meant, dimension) ? "did you mean \"" + meant + "\"" : std::string{};
}

std::string quantity_text(double value, Dimension dimension) {
  if (dimension == Dimension::staff) return number_text(value) + " fte";
  if (dimension == Dimension::time) {
    // The largest unit that needs no fraction; years only for whole years, as they are no whole number of weeks.
    constexpr std::array<std::string_view, 7> from_large = {"year", "week", "day", "h", "min", "s", "ms"};
    for (const std::string_view name : from_large) {
      const double count = value / find_unit(time_units, name)->size;
      if (name == "ms" || (value != 0 && count == std::trunc(count))) {
        const bool plural = std::abs(count) != 1 && (name == "year" || name == "week" || name == "day");
        return number_text(count) + " " + std::string(name) + (plural ? "s" : "");
      }
    }
  }
  if (dimension == Dimension::rate) {
    constexpr std::array<std::string_view, 6> by_custom = {"per hour", "per day", "per week",
                                                           "per year", "per min", "per s"};
    std::string best;
    for (const std::string_view name : by_custom) {
      const std::string text = number_text(value * find_unit(rate_units, name)->size) + " " + std::string(name);
      if (best.empty() || text.find(' ') < best.find(' ')) best = text;
    }
    return best;
  }
  return number_text(value);
}

}  // namespace draagkracht
