// Appointment books. A book issues times, not servers: at that time the patient joins the pool's queue. Each session of
// each server is a row of base slots, filled from the front; the last part of a row is kept free until the day itself
// (the same-day share). A slot is never issued twice. Who holds a session may change after slots of it were issued:
// these stay issued, and take the room of as many slots that are still free.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/core/time.h"
#include "engine/des/calendar.h"

namespace draagkracht {

// Consultation hours in which slots are issued.
struct Session {
  std::int32_t start_ms = 0;  // of the day
  std::int32_t end_ms = 0;
  // ms of the day at which its slots begin, in order, several perhaps at once; empty: one behind the other
  std::vector<std::int32_t> starts{};
  friend bool operator==(const Session&, const Session&) = default;
};

struct BookRules {
  std::int32_t slot_ms = 300'000;
  std::int32_t lead_days = 28;                           // how far ahead a slot may be issued
  double same_day_share = 0;                             // of each session's slots
  std::array<std::vector<Session>, day_types> sessions;  // axes: day type, session
  std::int32_t prefer_own_days = 0;                      // how many days one waits extra for one's own server
  std::int64_t release_ms = -1;  // so long before a session what is kept of it is issued to all; below 0: never

  int slots_of(const Session& session) const {
    return session.starts.empty() ? (session.end_ms - session.start_ms) / slot_ms
                                  : static_cast<int>(session.starts.size());
  }
  // ms of the day at which a slot of a session begins.
  std::int64_t start_of(const Session& session, int slot) const {
    return session.starts.empty() ? session.start_ms + slot * std::int64_t{slot_ms}
                                  : session.starts[static_cast<std::size_t>(slot)];
  }
  // The first slot that begins at a ms of the day or later.
  int first_from(const Session& session, std::int64_t ms_of_day) const {
    if (session.starts.empty()) {
      const std::int64_t passed = std::max<std::int64_t>(0, ms_of_day - session.start_ms);
      return static_cast<int>((passed + slot_ms - 1) / slot_ms);
    }
    const auto next = std::lower_bound(session.starts.begin(), session.starts.end(), ms_of_day);
    return static_cast<int>(next - session.starts.begin());
  }
  friend bool operator==(const BookRules&, const BookRules&) = default;
};

struct Appointment {
  std::int64_t at_ms = -1;        // -1: none to be had
  std::uint16_t server = 0xffff;  // who of the pool holds the session
};

class AppointmentBooks {
 public:
  static constexpr int most_slots = 250;  // in a session
  static constexpr Time before_all{std::numeric_limits<std::int64_t>::min() / 2};

  // `calendar` must outlive the books. LogicFault if a session has more slots, or a slot no length.
  AppointmentBooks(BookRules rules, const Calendar& calendar);

  // Adds the book of a pool instance; returns its index.
  std::uint32_t add();

  // Opens a day for a book: who holds a session then, of those of its day type. Days are opened in order, each once,
  // lead_days ahead.
  void open_day(std::uint32_t book, std::int32_t day, std::size_t session, const std::vector<std::uint16_t>& servers);
  // Others hold a session of an open day that has not begun. What was issued stays issued: slots of those who no longer
  // hold it are taken from the free ones of those who do.
  void change_day(std::uint32_t book, std::int32_t day, std::size_t session, const std::vector<std::uint16_t>& servers);
  // From now on this share of each session's slots is kept free until the day itself: of the days from `first` to
  // `last`, which are open, and of those opened later. Slots issued already stay issued. `first` has not begun.
  void keep(std::uint32_t book, double share, std::int32_t first, std::int32_t last);
  // Clears the row of a day about to be opened (rows are reused).
  void clear_day(std::uint32_t book, std::int32_t day);

  // The earliest run of `slots` free slots on a day from `from_day` to `last_day`, outside the kept-free part unless
  // that is released at `now`; of the day of `now` as well what is released. With an own server (0xffff: none) that
  // server's earliest time is taken if it lies within prefer_own_days.
  Appointment plan(std::uint32_t book, std::int32_t from_day, std::int32_t last_day, int slots,
                   std::uint16_t own_server, Time now = before_all);
  // The earliest run of free slots on the day of `now`, at or after `now`, the kept-free part included.
  Appointment same_day(std::uint32_t book, Time now, int slots, std::uint16_t own_server);

  // So many slots of an appointment that was made, from that moment on, are free again: whoever comes next and finds
  // nothing earlier takes them.
  void give_back(std::uint32_t book, std::int64_t at_ms, int slots);

  const BookRules& rules() const { return rules_; }
  const std::vector<Session>& sessions_on(std::int32_t day) const {
    return rules_.sessions[static_cast<std::size_t>(calendar_->type(day))];
  }
  std::int64_t issued() const { return issued_; }

  template <class F>
  void visit(F&& f) {
    f("books", rows_);
    f("books.width", width_);
    f("books.first_free", first_free_);
    f("books.kept_share", kept_share_);
    f("books.issued", issued_);
    f("books.returned", returned_);
  }

 private:
  // One server's session on one day.
  struct Row {
    std::uint16_t server = 0xffff;
    std::uint8_t slots = 0;    // in the session; 0: nobody here
    std::uint8_t planned = 0;  // issued ahead, from the front
    std::uint8_t kept = 0;     // first slot of the kept-free part
    std::uint8_t late = 0;     // first free slot of the kept-free part
  };
  // Slots that were issued and given back.
  struct Returned {
    std::int64_t at_ms = 0;
    std::int32_t slots = 0;
    std::int32_t unused = 0;
  };
  Appointment take_returned(std::uint32_t book, std::int64_t from_ms, std::int64_t before_ms, int slots);
  // The first slot of a session that is kept.
  static std::uint8_t first_kept(int slots, double share) {
    return static_cast<std::uint8_t>(slots - static_cast<int>(slots * share + 0.5));
  }
  Row* rows(std::uint32_t book, std::int32_t day, std::size_t session) {
    const auto ring = static_cast<std::size_t>(day % ring_days_);
    return rows_[book].data() + (ring * sessions_ + session) * width_[book];
  }
  void widen(std::uint32_t book, std::size_t width);
  int slots_of(std::int32_t day, std::size_t session) const { return rules_.slots_of(sessions_on(day)[session]); }
  bool is_released(std::int32_t day, const Session& session, Time now) const {
    return rules_.release_ms >= 0 && start_of_day(day).ms + session.start_ms - now.ms <= rules_.release_ms;
  }
  // The first of so many free slots in a row, from one on, the kept-free part included; -1: there are none.
  static int free_slot(const Row& row, int from, int slots);
  void issue(Row& row, int slot, int slots);
  template <class Fits>
  Appointment on_day(std::uint32_t book, Time now, int slots, std::uint16_t own_server, bool returned_too, Fits fits);

  BookRules rules_;
  const Calendar* calendar_;
  std::int32_t ring_days_;
  std::size_t sessions_ = 0;              // most on a day
  std::vector<std::uint16_t> width_;      // axis: book; rows of a session, as many as it ever needed
  std::vector<double> kept_share_;        // axis: book; of each session's slots, until the day itself
  std::vector<std::vector<Row>> rows_;    // axes: book; day of ring, session, server
  std::vector<std::int32_t> first_free_;  // axis: book; no day before it has a free slot to plan
  std::int64_t issued_ = 0;
  std::vector<std::vector<Returned>> returned_;  // axes: book, in order of time
};

}  // namespace draagkracht
