#include "engine/simulation/staff_division.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/core/time.h"

namespace draagkracht {
namespace {

// Takes from those with most above `least` what others lack below it; the total stays where that is possible.
void raise_to_least(std::vector<std::uint32_t>& parts, std::uint32_t least) {
  for (std::uint32_t& part : parts) {
    while (part < least) {
      const auto richest = std::max_element(parts.begin(), parts.end());
      if (*richest <= least) return;
      --*richest;
      ++part;
    }
  }
}

}  // namespace

std::vector<std::uint32_t> divide_in_proportion(std::uint32_t total, const std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<std::uint32_t> parts(weights.size(), 0);
  if (sum <= 0) return parts;
  std::vector<std::pair<double, std::size_t>> remainders;
  std::uint32_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = total * weights[i] / sum;
    parts[i] = static_cast<std::uint32_t>(exact);
    given += parts[i];
    remainders.emplace_back(exact - parts[i], i);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; given < total; ++i, ++given) ++parts[remainders[i % remainders.size()].second];
  return parts;
}

void change_places(std::vector<std::uint32_t>& parts, const PlaceFactors& factors) {
  if (factors.at.empty()) return;
  std::vector<double> wanted(parts.size(), 0.0);
  double sum = 0;
  for (std::size_t place = 0; place < parts.size(); ++place) {
    const double factor = factors.at[place] / factors.divided();
    if (factor == 1) continue;
    wanted[place] = parts[place] * factor;
    sum += wanted[place];
  }
  const std::vector<std::uint32_t> changed = divide_in_proportion(static_cast<std::uint32_t>(sum + 0.5), wanted);
  for (std::size_t place = 0; place < parts.size(); ++place) {
    if (factors.at[place] != factors.divided()) parts[place] = changed[place];
  }
}

StaffNumbers divide_staff(const StaffRule& rule, const Week& week, double inhabitants,
                          const std::vector<double>& weights, const PlaceFactors& factors, const PlaceFactors& direct) {
  StaffNumbers staff;
  std::vector<std::uint32_t>&persons = staff.persons, &shifts = staff.shifts;
  persons.assign(weights.size(), 0);
  shifts.assign(weights.size(), 0);
  const auto [of_week, week_ms] = size_of(week);
  if (of_week == 0) return staff;
  const double factor = factors.divided();
  const double direct_share = rule.pool_share * direct.divided();
  const double hours = rule.paid_hours * rule.presence * direct_share * factor * inhabitants / 10'000;
  const double shift_hours = static_cast<double>(week_ms) / of_week / static_cast<double>(one_hour.ms);
  const auto total = static_cast<std::uint32_t>(hours / shift_hours + 0.5);
  const auto heads = std::max(1U, static_cast<std::uint32_t>(rule.persons * factor * inhabitants / 10'000 + 0.5));
  if (rule.largest_first) {
    // Whole persons, the largest places first, then a second round, and so on.
    std::vector<std::uint32_t> order(weights.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return weights[a] > weights[b]; });
    for (std::uint32_t n = 0; n < heads; ++n) ++persons[order[n % order.size()]];
    std::vector<double> by_person(persons.begin(), persons.end());
    shifts = divide_in_proportion(total, by_person);
  } else {
    const std::uint32_t least = rule.at_least_one ? of_week : 0U;
    const auto reserved = static_cast<std::uint32_t>(least * weights.size());
    // Every place has the least; what is above it goes to those whose fair part exceeds it.
    shifts = divide_in_proportion(std::max(total, reserved), weights);
    raise_to_least(shifts, least);
    persons = divide_in_proportion(heads, weights);
  }
  change_places(shifts, factors);
  change_places(shifts, direct);
  change_places(persons, factors);
  if ((!factors.at.empty() || !direct.at.empty()) && rule.at_least_one && !rule.largest_first) {
    for (std::uint32_t& n : shifts) n = std::max(n, of_week);
  }
  for (std::size_t i = 0; i < persons.size(); ++i) {
    if (!rule.largest_first) persons[i] = std::max(persons[i], 1U);
    persons[i] = shifts[i] == 0 ? 0U : std::max(persons[i], (shifts[i] + of_week - 1) / of_week);
  }
  return staff;
}

}  // namespace draagkracht
