// Phrases that several texts for readers share, in Dutch or English: numbers by the size of their values, units,
// places, periods. Layout of tables is in text_table.h.
#pragma once

#include <cstdint>
#include <string>

#include "engine/analysis/comparison.h"
#include "engine/analysis/targets.h"
#include "engine/analysis/text_table.h"

namespace draagkracht {

// Chooses the phrase of a language.
class Wording {
 public:
  explicit Wording(Language language) : language_(language) {}
  const char* operator()(const char* nl, const char* en) const { return language_ == Language::nl ? nl : en; }
  Language language() const { return language_; }

 private:
  Language language_;
};

// How the numbers of one row are shown: shares as percentages, with decimals by the size of the values.
struct NumberStyle {
  double factor = 1;
  int decimals = 3;
  Language language = Language::nl;

  std::string value(double x) const { return number_text(x * factor, decimals, language); }
  std::string signed_value(double x, int own_decimals) const {
    return number_text(x * factor, own_decimals, language, true);
  }
};

// `size`: of the largest value that is shown.
NumberStyle style_of(const std::string& unit, double size, Language language);
std::string unit_text(const Wording& words, const std::string& unit, const BilingualText& name);
std::string percent(double share, Language language);
// Underlined.
std::string heading(const std::string& text);
std::string plural(std::size_t n, const char* one, const char* more);
std::string region_text(const std::string& name, const std::string& code);
// "10 replications"; "7 of 10 replications" if some are not there. `unit` as Comparison::unit_of_variation.
std::string units_text(const Wording& words, const std::string& unit, std::uint32_t there, std::uint32_t planned);
// Dates as they are written in scenarios: "2024-01-01 to 2024-12-31 (366 days)".
std::string period_of(const Wording& words, const ScenarioSetting& setting);
// "year 2030", "part of 2030"; "" if the results are those of the whole period.
std::string year_text(const Wording& words, const ScenarioSetting& setting);

}  // namespace draagkracht
