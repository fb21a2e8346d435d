#include "engine/analysis/phrases.h"

#include <cmath>

#include "engine/results/year.h"

namespace draagkracht {

NumberStyle style_of(const std::string& unit, double size, Language language) {
  if (is_share(unit)) return {100, 1, language};
  return {1, decimals_for(size), language};
}

std::string unit_text(const Wording& words, const std::string& unit, const BilingualText& name) {
  return is_share(unit) ? "%" : name.in(words.language());
}

std::string percent(double share, Language language) {
  return number_text(share * 100, std::abs(share * 100 - std::round(share * 100)) < 1e-9 ? 0 : 1, language) + " %";
}

std::string heading(const std::string& text) {
  std::string line = text + '\n';
  for (std::size_t i = 0; i < text_width(text); ++i) line += "═";
  return line + '\n';
}

std::string plural(std::size_t n, const char* one, const char* more) {
  return std::to_string(n) + ' ' + (n == 1 ? one : more);
}

std::string region_text(const std::string& name, const std::string& code) { return name + " (" + code + ")"; }

std::string units_text(const Wording& words, const std::string& unit, std::uint32_t there, std::uint32_t planned) {
  const std::string all =
      unit == "draw" ? plural(planned, words("parametertrekking", "parameter draw"),
                              words("parametertrekkingen", "parameter draws"))
                     : plural(planned, words("herhaling", "replication"), words("herhalingen", "replications"));
  return there == planned ? all : std::to_string(there) + words(" van ", " of ") + all;
}

std::string period_of(const Wording& words, const ScenarioSetting& setting) {
  const std::string days =
      number_text(setting.days, setting.days == std::round(setting.days) ? 0 : 2, words.language()) +
      (setting.days == 1 ? words(" dag", " day") : words(" dagen", " days"));
  if (setting.first_date.empty()) return days + words(" zonder datum", " without a date");
  return setting.first_date + words(" t/m ", " to ") + setting.last_date + " (" + days + ")";
}

std::string year_text(const Wording& words, const ScenarioSetting& setting) {
  if (setting.year == 0) return {};
  const bool whole = setting.days >= fewest_days_of_a_year;
  return (whole ? words("jaar ", "year ") : words("deel van ", "part of ")) + std::to_string(setting.year);
}

}  // namespace draagkracht
