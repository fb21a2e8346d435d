// Slots issued ahead, against books that are filled appointment by appointment.
#include "engine/traffic/book_supply.h"

#include <catch2/catch.hpp>

namespace draagkracht::testing {
namespace {

BookRules rules_of(std::int32_t minutes, double same_day_share) {
  BookRules rules;
  rules.same_day_share = same_day_share;
  rules.sessions[0] = {{0, minutes * 60'000}};
  return rules;
}

// Slots issued on 100 working days of one session, when appointments of these sizes are asked for in turn, without end.
double fill(BookRules rules, const std::vector<int>& sizes) {
  rules.sessions.fill(rules.sessions[0]);
  const Calendar calendar(4, 100, {});  // from Monday 5 January 1970
  AppointmentBooks books(rules, calendar);
  const std::uint32_t book = books.add();
  double slots = 0;
  std::size_t asked = 0;
  for (std::int32_t day = 0; day < 100; ++day) {
    books.clear_day(book, day);
    books.open_day(book, day, 0, {0});
    std::size_t refused_in_a_row = 0;
    while (refused_in_a_row < sizes.size()) {
      const int size = sizes[asked++ % sizes.size()];
      const bool found = books.plan(book, day, day, size, 0xffff).at_ms >= 0;
      slots += found ? size : 0;
      refused_in_a_row = found ? 0 : refused_in_a_row + 1;
    }
  }
  return slots;
}

std::vector<double> much_of(const std::vector<int>& sizes) {
  std::vector<double> asked(10, 0.0);
  for (const int size : sizes) asked[static_cast<std::size_t>(size)] += 1e6;
  return asked;
}

}  // namespace

TEST_CASE("A book of which too much is asked issues its rows, save what the shortest appointment does not fit into") {
  const std::vector<BookPlace> one{{1, {100}, {}}};
  for (const double kept_free : {0.0, 0.4}) {
    const BookRules rules = rules_of(180, kept_free);
    CHECK(slots_issued(rules, one, much_of({2, 4})) == fill(rules, {2, 4, 2}));
    CHECK(slots_issued(rules, one, much_of({2})) == fill(rules, {2}));
  }
  // Seven slots: an odd one is left over.
  CHECK(slots_issued(rules_of(35, 0), one, much_of({2})) == fill(rules_of(35, 0), {2}));
  // Sizes that do not divide each other leave between nothing and one slot less than the shortest.
  const BookRules rules = rules_of(240, 0);
  CHECK(slots_issued(rules, one, much_of({5, 9})) == 4600);
  CHECK(fill(rules, {5, 9, 5, 5, 9}) == Approx(4600).epsilon(2.0 / 48));
}

TEST_CASE("A book issues what is asked as long as there is room; places do not help each other out") {
  const BookRules rules = rules_of(60, 0);
  const std::vector<BookPlace> places{{3, {100}, {}}, {1, {100}, {}}};  // 1,200 slots a year each
  std::vector<double> asked{0, 0, 400};
  CHECK(slots_issued(rules, places, asked) == Approx(800));
  asked[2] = 1000;  // 1,500 slots at the first place, 500 at the other
  CHECK(slots_issued(rules, places, asked) == Approx(1200 + 500));
  CHECK(slots_issued(rules, places, std::vector<double>{}) == 0);
}

}  // namespace draagkracht::testing
