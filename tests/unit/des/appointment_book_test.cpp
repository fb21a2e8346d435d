// Appointment books against a plain table of free slots, which knows nothing of rows that fill from the front.
#include "engine/des/appointment_book.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "engine/core/fault.h"
#include "engine/core/limits.h"

namespace draagkracht {
namespace {

constexpr std::int32_t slot_ms = 300'000;
constexpr std::uint16_t no_own = 0xffff;

std::int32_t clock(int hours, int minutes = 0) { return (hours * 60 + minutes) * 60'000; }
Time at(std::int32_t day, int hours, int minutes = 0) { return {start_of_day(day).ms + clock(hours, minutes)}; }

const Calendar dates(4, 300, {});  // from Monday 5 January 1970

std::array<std::vector<Session>, day_types> each_day(const std::vector<Session>& sessions) {
  std::array<std::vector<Session>, day_types> week;
  week.fill(sessions);
  return week;
}

// One session of an hour: twelve slots from 8:00.
AppointmentBooks hour_book(double same_day_share, std::int32_t lead_days, std::int32_t prefer_own_days = 0) {
  return AppointmentBooks({slot_ms, lead_days, same_day_share, each_day({{clock(8), clock(9)}}), prefer_own_days},
                          dates);
}

void open(AppointmentBooks& books, std::uint32_t book, std::int32_t from, std::int32_t to,
          const std::vector<std::uint16_t>& servers) {
  for (std::int32_t day = from; day <= to; ++day) {
    books.clear_day(book, day);
    for (std::size_t s = 0; s < books.sessions_on(day).size(); ++s) books.open_day(book, day, s, servers);
  }
}

// What is free, slot by slot.
class FreeSlots {
 public:
  struct Row {
    std::int32_t day;
    std::size_t session;
    std::uint16_t server;
    std::vector<bool> free;
    std::size_t kept;  // first slot of the kept-free part
  };
  explicit FreeSlots(BookRules rules) : rules_(std::move(rules)) {}

  void open(std::int32_t day, std::size_t session, std::uint16_t server) {
    const Session& hours = rules_.sessions[0][session];
    const auto n = static_cast<std::size_t>((hours.end_ms - hours.start_ms) / slot_ms);
    const auto share = static_cast<std::size_t>(static_cast<double>(n) * rules_.same_day_share + 0.5);
    rows.push_back({day, session, server, std::vector<bool>(n, true), n - share});
  }

  // The earliest start of a free run, of one server (or of all), before slot `kept` if `ahead`, at or after `now`; -1.
  std::int64_t earliest(std::int32_t from, std::int32_t to, std::size_t slots, std::uint16_t only, bool ahead,
                        std::int64_t now) const {
    std::int64_t best = -1;
    for (const Row& row : rows) {
      if (row.day < from || row.day > to || (only != no_own && row.server != only)) continue;
      const std::size_t end = ahead ? row.kept : row.free.size();
      for (std::size_t i = 0; i + slots <= end; ++i) {
        const std::int64_t time = start_of(row, i);
        bool all = time >= now;
        for (std::size_t k = i; k < i + slots; ++k) all = all && row.free[k];
        if (all && (best < 0 || time < best)) best = time;
      }
    }
    return best;
  }

  // Marks a run as issued; false if any of it is not free or not there.
  bool take(const Appointment& appointment, std::size_t slots) {
    for (Row& row : rows) {
      const std::int64_t first = start_of(row, 0);
      if (row.server != appointment.server || appointment.at_ms < first) continue;
      const auto i = static_cast<std::size_t>((appointment.at_ms - first) / slot_ms);
      if (i >= row.free.size() || (appointment.at_ms - first) % slot_ms != 0) continue;
      if (i + slots > row.free.size()) return false;
      for (std::size_t k = i; k < i + slots; ++k) {
        if (!row.free[k]) return false;
        row.free[k] = false;
      }
      return true;
    }
    return false;
  }

  std::vector<Row> rows;

 private:
  std::int64_t start_of(const Row& row, std::size_t slot) const {
    return start_of_day(row.day).ms + rules_.sessions[0][row.session].start_ms +
           static_cast<std::int64_t>(slot) * slot_ms;
  }
  BookRules rules_;
};

}  // namespace

TEST_CASE("Slots are issued from the front of the first day that has room") {
  AppointmentBooks books = hour_book(0, 7);
  const std::uint32_t book = books.add();
  open(books, book, 0, 7, {4});
  for (int i = 0; i < 24; ++i) {
    const Appointment slot = books.plan(book, 1, 7, 1, no_own);
    CHECK(slot.at_ms == at(1 + i / 12, 8, i % 12 * 5).ms);
    CHECK(slot.server == 4);
  }
  CHECK(books.issued() == 24);
  SECTION("A long appointment needs slots in a row") {
    CHECK(books.plan(book, 1, 7, 7, no_own).at_ms == at(3, 8).ms);
    CHECK(books.plan(book, 1, 7, 7, no_own).at_ms == at(4, 8).ms);
    CHECK(books.plan(book, 1, 7, 5, no_own).at_ms == at(3, 8, 35).ms);  // what was left of day 3
    CHECK(books.plan(book, 1, 7, 13, no_own).at_ms == -1);
  }
}

TEST_CASE("Nothing is issued beyond the last day that is asked for") {
  AppointmentBooks books = hour_book(0, 7);
  const std::uint32_t book = books.add();
  open(books, book, 0, 7, {0});
  for (int i = 0; i < 24; ++i) CHECK(books.plan(book, 1, 2, 1, no_own).at_ms > 0);
  CHECK(books.plan(book, 1, 2, 1, no_own).at_ms == -1);
  CHECK(books.plan(book, 1, 3, 1, no_own).at_ms == at(3, 8).ms);
  CHECK(books.issued() == 25);
}

TEST_CASE("A book issues slots as far ahead as the language allows") {
  const Calendar long_run(4, limits::lead_days + 100, {});
  AppointmentBooks books({slot_ms, limits::lead_days, 0, each_day({{clock(8), clock(8, 5)}}), 0}, long_run);
  const std::uint32_t book = books.add();
  open(books, book, 0, limits::lead_days, {0});
  for (std::int32_t day = 0; day <= limits::lead_days; ++day)  // one slot a day
    CHECK(books.plan(book, 0, limits::lead_days, 1, no_own).at_ms == at(day, 8).ms);
  CHECK(books.plan(book, 0, limits::lead_days, 1, no_own).at_ms == -1);
  open(books, book, limits::lead_days + 1, limits::lead_days + 1, {0});
  CHECK(books.plan(book, 1, limits::lead_days + 1, 1, no_own).at_ms == at(limits::lead_days + 1, 8).ms);
}

TEST_CASE("The same-day share is kept free until the day itself") {
  AppointmentBooks books = hour_book(0.25, 7);
  const std::uint32_t book = books.add();
  open(books, book, 0, 7, {0});
  for (int i = 0; i < 9; ++i) CHECK(books.plan(book, 1, 1, 1, no_own).at_ms == at(1, 8, i * 5).ms);
  CHECK(books.plan(book, 1, 1, 1, no_own).at_ms == -1);
  for (int i = 9; i < 12; ++i) CHECK(books.same_day(book, at(1, 7), 1, no_own).at_ms == at(1, 8, i * 5).ms);
  CHECK(books.same_day(book, at(1, 7), 1, no_own).at_ms == -1);
  SECTION("On the day, what nobody planned is free too, but not what has passed") {
    CHECK(books.plan(book, 2, 2, 1, no_own).at_ms == at(2, 8).ms);
    CHECK(books.same_day(book, at(2, 8, 17), 1, no_own).at_ms == at(2, 8, 20).ms);
    CHECK(books.same_day(book, at(2, 8, 20), 1, no_own).at_ms == at(2, 8, 25).ms);
    CHECK(books.same_day(book, at(2, 8, 55), 1, no_own).at_ms == at(2, 8, 55).ms);
    CHECK(books.same_day(book, at(2, 8, 55), 1, no_own).at_ms == -1);
    CHECK(books.same_day(book, at(2, 9), 1, no_own).at_ms == -1);
  }
  SECTION("A run may lie in both parts") {
    for (int i = 0; i < 8; ++i) CHECK(books.plan(book, 2, 2, 1, no_own).at_ms > 0);
    CHECK(books.same_day(book, at(2, 7), 2, no_own).at_ms == at(2, 8, 40).ms);
    CHECK(books.same_day(book, at(2, 7), 2, no_own).at_ms == at(2, 8, 50).ms);
    CHECK(books.same_day(book, at(2, 7), 1, no_own).at_ms == -1);
  }
}

TEST_CASE("One's own server, if the extra wait is short enough") {
  for (const std::int32_t prefer : {0, 1, 2}) {
    INFO(prefer);
    AppointmentBooks books = hour_book(0, 7, prefer);
    const std::uint32_t book = books.add();
    open(books, book, 0, 7, {0, 1});
    for (const std::int32_t day : {1, 2}) {  // server 1 is full on both
      for (int i = 0; i < 12; ++i) CHECK(books.plan(book, day, day, 1, 1).server == 1);
    }
    // Server 0 has room on day 1, server 1 on day 3.
    const Appointment slot = books.plan(book, 1, 7, 1, 1);
    CHECK(slot.server == (prefer == 2 ? 1 : 0));
    CHECK(slot.at_ms == at(prefer == 2 ? 3 : 1, 8).ms);
  }
  SECTION("On one day one's own goes first, even if it is later") {
    AppointmentBooks books = hour_book(0, 7);
    const std::uint32_t book = books.add();
    open(books, book, 0, 7, {0, 1});
    CHECK(books.plan(book, 1, 7, 3, 1).server == 1);
    const Appointment planned = books.plan(book, 1, 7, 1, 1);
    CHECK((planned.server == 1 && planned.at_ms == at(1, 8, 15).ms));
    const Appointment today = books.same_day(book, at(1, 7), 1, 1);
    CHECK((today.server == 1 && today.at_ms == at(1, 8, 20).ms));
    CHECK(books.plan(book, 1, 7, 1, no_own).at_ms == at(1, 8).ms);
  }
}

TEST_CASE("Each day has the sessions of its day type, a holiday those of a Sunday") {
  const Calendar calendar(4, 20, {6});  // Wednesday is a holiday
  BookRules rules{slot_ms, 7, 0, {}, 0};
  rules.sessions[2] = {{clock(8), clock(9)}};
  rules.sessions[5] = {{clock(9), clock(9, 5)}, {clock(10), clock(10, 5)}};
  rules.sessions[sunday] = {{clock(12), clock(12, 5)}};
  AppointmentBooks books(rules, calendar);
  const std::uint32_t book = books.add();
  open(books, book, 0, 7, {0});
  for (const Time expected : {at(2, 12), at(5, 9), at(5, 10), at(6, 12)})
    CHECK(books.plan(book, 1, 7, 1, no_own).at_ms == expected.ms);
  CHECK(books.plan(book, 1, 7, 1, no_own).at_ms == -1);
}

TEST_CASE("Slots of who no longer holds a session stay issued and take as many free ones of who does") {
  AppointmentBooks books = hour_book(0, 7);
  const std::uint32_t book = books.add();
  open(books, book, 0, 7, {0, 1});
  for (int i = 0; i < 5; ++i) CHECK(books.plan(book, 1, 1, 2, 1).server == 1);
  for (int i = 0; i < 3; ++i) CHECK(books.plan(book, 1, 1, 1, 0).server == 0);
  books.change_day(book, 1, 0, {0});
  SECTION("Of the other's 10 slots, 9 fill what is free") {
    CHECK(books.plan(book, 1, 1, 1, no_own).at_ms == -1);
    CHECK(books.same_day(book, at(1, 8), 1, no_own).at_ms == -1);
  }
  SECTION("Who comes back has what was not issued") {
    books.change_day(book, 1, 0, {0, 1});
    CHECK(books.plan(book, 1, 1, 2, 1).at_ms == at(1, 8, 50).ms);
    CHECK(books.plan(book, 1, 1, 1, 1).at_ms == at(1, 8, 15).ms);  // all 12 of 1 are issued
    for (int i = 4; i < 12; ++i) CHECK(books.plan(book, 1, 1, 1, no_own).at_ms == at(1, 8, i * 5).ms);
    CHECK(books.plan(book, 1, 1, 1, no_own).at_ms == -1);
  }
  SECTION("Another has a row of her own, shortened by as much as the first's") {
    books.change_day(book, 1, 0, {0, 2});
    // 10 displaced: 5 of each; 12 - 3 - 5 and 12 - 5 are left.
    for (int i = 0; i < 4 + 7; ++i) CHECK(books.plan(book, 1, 1, 1, no_own).at_ms > 0);
    CHECK(books.plan(book, 1, 1, 1, no_own).at_ms == -1);
  }
  SECTION("Other days are as they were") {
    for (int i = 0; i < 24; ++i) CHECK(books.plan(book, 2, 2, 1, no_own).at_ms > 0);
    CHECK(books.plan(book, 2, 2, 1, no_own).at_ms == -1);
  }
  CHECK(books.issued() > 0);
}

TEST_CASE("Books of several places share nothing") {
  AppointmentBooks books = hour_book(0, 3);
  const std::uint32_t first = books.add(), second = books.add();
  open(books, first, 0, 3, {0});
  open(books, second, 0, 3, {0, 1});
  for (int i = 0; i < 36; ++i) CHECK(books.plan(first, 1, 3, 1, no_own).at_ms > 0);
  CHECK(books.plan(first, 1, 3, 1, no_own).at_ms == -1);
  for (int i = 0; i < 72; ++i) CHECK(books.plan(second, 1, 3, 1, no_own).at_ms > 0);
  CHECK(books.plan(second, 1, 3, 1, no_own).at_ms == -1);
}

TEST_CASE("A session of more than 250 slots is a fault") {
  CHECK_THROWS_AS(AppointmentBooks({60'000, 7, 0, each_day({{clock(8), clock(12, 11)}}), 0}, dates), LogicFault);
  CHECK_NOTHROW(AppointmentBooks({60'000, 7, 0, each_day({{clock(8), clock(12, 10)}}), 0}, dates));
}

// A year of random use: every appointment is the earliest that there is by the table of free slots, with the own server
// preferred as told, and no slot is ever issued twice.
TEST_CASE("Appointments are the earliest, and no slot is issued twice") {
  std::mt19937 random(5);
  for (const double share : {0.0, 0.3, 1.0}) {
    for (const std::int32_t prefer : {0, 3}) {
      const BookRules rules{slot_ms, 14, share, each_day({{clock(8), clock(10)}, {clock(13, 30), clock(15)}}), prefer};
      AppointmentBooks books(rules, dates);
      const std::uint32_t book = books.add();
      FreeSlots free(rules);
      std::int64_t issued = 0;
      for (std::int32_t today = 0; today < 200; ++today) {
        for (std::int32_t day = today == 0 ? 0 : today + 14; day <= today + 14; ++day) {
          books.clear_day(book, day);
          if (day % 7 >= 5) continue;
          for (std::size_t s = 0; s < 2; ++s) {
            std::vector<std::uint16_t> servers;
            for (std::uint16_t server = 0; server < 3; ++server) {
              if (random() % 3 != 0) servers.push_back(server);
            }
            books.open_day(book, day, s, servers);
            for (const std::uint16_t server : servers) free.open(day, s, server);
          }
        }
        std::erase_if(free.rows, [&](const FreeSlots::Row& row) { return row.day < today; });
        std::int64_t now = start_of_day(today).ms;
        for (int call = 0; call < 60; ++call) {
          now += static_cast<std::int64_t>(random() % 1'200'000);
          const auto slots = static_cast<std::size_t>(1 + random() % 4);
          const auto own = random() % 2 == 0 ? no_own : static_cast<std::uint16_t>(random() % 3);
          const bool ahead = random() % 2 == 0;
          Appointment got;
          std::int64_t anyone, mine;
          if (ahead) {
            const auto last = today + 1 + static_cast<std::int32_t>(random() % 14);
            got = books.plan(book, today + 1, last, static_cast<int>(slots), own);
            anyone = free.earliest(today + 1, last, slots, no_own, true, 0);
            mine = own == no_own ? -1 : free.earliest(today + 1, last, slots, own, true, 0);
            if (mine >= 0 && day_index(Time{mine}) > day_index(Time{anyone}) + prefer) mine = -1;
          } else {
            got = books.same_day(book, Time{now}, static_cast<int>(slots), own);
            anyone = free.earliest(today, today, slots, no_own, false, now);
            mine = own == no_own ? -1 : free.earliest(today, today, slots, own, false, now);
          }
          if (!ahead && slots > 1) {
            // A gap left between the planned and the kept-free part is not looked for.
            REQUIRE((got.at_ms == -1 || got.at_ms >= anyone));
            if (anyone == -1) REQUIRE(got.at_ms == -1);
          } else {
            REQUIRE(got.at_ms == (mine >= 0 ? mine : anyone));
            if (mine >= 0) REQUIRE(got.server == own);
          }
          if (got.at_ms < 0) continue;
          REQUIRE((ahead || got.at_ms >= now));
          REQUIRE(free.take(got, slots));
          ++issued;
        }
      }
      CHECK(books.issued() == issued);
      CHECK(issued > 1'000);
    }
  }
}

TEST_CASE("Slots that are given back go to whoever finds nothing earlier") {
  AppointmentBooks books = hour_book(0, 10);
  const std::uint32_t book = books.add();
  open(books, book, 0, 10, {0});
  std::vector<std::int64_t> times;
  for (int i = 0; i < 24; ++i) times.push_back(books.plan(book, 1, 10, 1, no_own).at_ms);  // days 1 and 2 are full
  CHECK(times[12] == at(2, 8).ms);
  books.give_back(book, times[3], 1);
  books.give_back(book, times[14], 2);
  CHECK(books.plan(book, 1, 10, 3, no_own).at_ms == at(3, 8).ms);  // too long for them
  CHECK(books.plan(book, 1, 10, 1, no_own).at_ms == times[3]);
  CHECK(books.plan(book, 1, 10, 1, no_own).at_ms == times[14]);  // the rest of the two is not issued
  CHECK(books.plan(book, 1, 10, 1, no_own).at_ms == at(3, 8, 15).ms);
  // On the day itself what lies ahead counts, and what is later than a free slot waits.
  books.give_back(book, times[20], 1);
  CHECK(books.same_day(book, at(2, 8, 45), 1, no_own).at_ms == -1);  // times[20] is 8:40
  CHECK(books.same_day(book, at(2, 8, 30), 1, no_own).at_ms == times[20]);
  CHECK(books.same_day(book, at(2, 8, 30), 1, no_own).at_ms == -1);
  books.give_back(book, at(5, 8).ms, 1);
  CHECK(books.plan(book, 4, 10, 1, no_own).at_ms == at(4, 8).ms);
}

}  // namespace draagkracht
