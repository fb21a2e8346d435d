#include "engine/population/counts.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "engine/core/fault.h"
#include "engine/core/hash.h"
#include "engine/des/calendar.h"

namespace draagkracht {
namespace {

using BandCounts = std::array<std::uint32_t, age_bands>;

const ProjectionYear& year_of(const PopulationInput& input, int year) {
  for (const ProjectionYear& it : input.projection) {
    if (it.year == year) return it;
  }
  throw LogicFault("the projection has the year", __FILE__, __LINE__);
}

std::uint64_t sum_of(const BandCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::uint64_t nearest(double exact) { return static_cast<std::uint64_t>(std::floor(exact + 0.5)); }

// Of the people of a wijk in order of age, number i is kept if the line 0 ... kept, raised by the offset, passes a
// whole number there. All in whole numbers: the line is (people so far) x kept, in units of 1 / all.
void keep_evenly(BandCounts& counts, std::uint64_t kept, std::uint64_t offset) {
  const std::uint64_t all = sum_of(counts);
  std::uint64_t people = 0;
  std::uint64_t before = offset / all;
  for (std::uint32_t& count : counts) {
    people += count;
    const std::uint64_t after = (people * kept + offset) / all;
    count = static_cast<std::uint32_t>(after - before);
    before = after;
  }
}

void keep_share(std::vector<BandCounts>& counts, const PopulationInput& input, const std::vector<std::size_t>& order) {
  std::vector<double> exact;
  for (const BandCounts& wijk : counts) exact.push_back(static_cast<double>(sum_of(wijk)) * input.share_of_inhabitants);
  const double region = std::accumulate(exact.begin(), exact.end(), 0.0);
  const std::vector<std::uint32_t> kept = largest_remainder(exact, nearest(region));
  for (std::size_t w = 0; w < counts.size(); ++w) {
    const std::uint64_t all = sum_of(counts[w]);
    if (all == 0) continue;
    keep_evenly(counts[w], kept[w], mix(wijk_number(input.wijken[order[w]].code).value()) % all);
  }
}

}  // namespace

std::vector<std::uint32_t> largest_remainder(std::span<const double> exact, std::uint64_t total) {
  std::vector<std::uint32_t> whole;
  std::vector<std::size_t> by_remainder(exact.size());
  std::iota(by_remainder.begin(), by_remainder.end(), std::size_t{0});
  std::uint64_t given = 0;
  for (const double x : exact) {
    whole.push_back(static_cast<std::uint32_t>(x));
    given += whole.back();
  }
  DRAAGKRACHT_ENSURE(given <= total && total - given <= exact.size());
  std::stable_sort(by_remainder.begin(), by_remainder.end(),
                   [&](std::size_t a, std::size_t b) { return exact[a] - whole[a] > exact[b] - whole[b]; });
  for (std::size_t i = 0; i < total - given; ++i) ++whole[by_remainder[i]];
  return whole;
}

std::optional<std::uint32_t> wijk_number(const std::string& code) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto first = std::find_if(code.begin(), code.end(), is_digit);
  if (first == code.end()) return {};
  const std::uint64_t base = std::all_of(first, code.end(), is_digit) ? 10 : 36;
  std::uint64_t number = 0;
  for (auto c = first; c != code.end(); ++c) {
    if (!is_digit(*c) && (*c < 'A' || *c > 'Z')) return {};
    number = number * base + static_cast<std::uint64_t>(is_digit(*c) ? *c - '0' : *c - 'A' + 10);
    if (number > 0xffffffffULL) return {};
  }
  return static_cast<std::uint32_t>(number);
}

int population_year(const PopulationInput& input) {
  return civil_from_days(input.population_date.value_or(input.start_date)).year;
}

std::vector<std::size_t> wijk_order(const PopulationInput& input) {
  std::vector<std::size_t> order(input.wijken.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const WijkCount& x = input.wijken[a];
    const WijkCount& y = input.wijken[b];
    if (x.municipality_code != y.municipality_code) return x.municipality_code < y.municipality_code;
    return wijk_number(x.code) < wijk_number(y.code);
  });
  return order;
}

std::vector<BandCounts> count_inhabitants(const PopulationInput& input) {
  return count_inhabitants(input, population_year(input));
}

std::vector<BandCounts> count_inhabitants(const PopulationInput& input, int of_year) {
  const std::vector<std::size_t> order = wijk_order(input);
  const ProjectionYear& base = year_of(input, input.count_year);
  const ProjectionYear& now = year_of(input, of_year);

  std::array<std::vector<double>, age_bands> exact;  // axes: band, wijk
  std::array<double, age_bands> band_exact{};
  for (std::size_t b = 0; b < age_bands; ++b) {
    const double growth = (now.persons[0][b] + now.persons[1][b]) / (base.persons[0][b] + base.persons[1][b]);
    for (const std::size_t w : order) {
      exact[b].push_back(static_cast<double>(input.wijken[w].persons[b]) * growth);
      band_exact[b] += exact[b].back();
    }
  }
  const double region = std::accumulate(band_exact.begin(), band_exact.end(), 0.0);
  const std::vector<std::uint32_t> band_totals = largest_remainder(band_exact, nearest(region));

  std::vector<BandCounts> counts(order.size());
  for (std::size_t b = 0; b < age_bands; ++b) {
    const std::vector<std::uint32_t> of_wijken = largest_remainder(exact[b], band_totals[b]);
    for (std::size_t w = 0; w < counts.size(); ++w) counts[w][b] = of_wijken[w];
  }
  if (input.share_of_inhabitants < 1) keep_share(counts, input, order);
  return counts;
}

}  // namespace draagkracht
