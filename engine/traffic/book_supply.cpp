#include "engine/traffic/book_supply.h"

#include <algorithm>
#include <numeric>

namespace draagkracht {
namespace {

constexpr double rare = 0.01;  // sizes with a smaller share of the appointments do not fill what others leave

// Slots of a row that are issued ahead when more is asked than there is (as AppointmentBooks opens and fills rows): at
// its end stays, on average, what the shortest appointment does not fit into.
double most_of_row(const BookRules& rules, const Session& session, double kept, int shortest, int divisor) {
  const int slots = rules.slots_of(session);
  const int ahead = slots - static_cast<int>(slots * kept + 0.5);
  return std::max(0.0, ahead - ahead % divisor - 0.5 * (shortest - divisor));
}

}  // namespace

double slots_issued(const BookRules& rules, std::span<const BookPlace> places, std::span<const double> asked) {
  const double appointments = std::accumulate(asked.begin(), asked.end(), 0.0);
  if (appointments <= 0) return 0;
  double slots_asked = 0;
  int shortest = 0, divisor = 0;
  for (std::size_t size = 1; size < asked.size(); ++size) {
    slots_asked += asked[size] * static_cast<double>(size);
    if (asked[size] < rare * appointments) continue;
    if (shortest == 0) shortest = static_cast<int>(size);
    divisor = std::gcd(divisor, static_cast<int>(size));
  }
  double inhabitants = 0;
  for (const BookPlace& place : places) inhabitants += place.inhabitants;
  double issued = 0;
  for (const BookPlace& place : places) {
    const double kept = place.same_day_share < 0 ? rules.same_day_share : place.same_day_share;
    double most = 0;
    std::size_t row = 0;
    for (const std::vector<Session>& sessions : rules.sessions) {
      for (const Session& session : sessions)
        most += place.rows[row++] * most_of_row(rules, session, kept, shortest, divisor);
    }
    issued += std::min(slots_asked * place.inhabitants / inhabitants, most);
  }
  return issued;
}

}  // namespace draagkracht
