#include "engine/des/appointment_book.h"

#include <algorithm>

#include "engine/core/fault.h"

namespace draagkracht {

AppointmentBooks::AppointmentBooks(BookRules rules, const Calendar& calendar)
    : rules_(std::move(rules)), calendar_(&calendar), ring_days_(rules_.lead_days + 2) {
  DRAAGKRACHT_ENSURE(rules_.slot_ms > 0 && rules_.lead_days >= 0);
  for (const std::vector<Session>& sessions : rules_.sessions) {
    sessions_ = std::max(sessions_, sessions.size());
    for (const Session& session : sessions) {
      DRAAGKRACHT_ENSURE(rules_.slots_of(session) <= most_slots);
    }
  }
}

std::uint32_t AppointmentBooks::add() {
  rows_.emplace_back();
  width_.push_back(0);
  first_free_.push_back(0);
  kept_share_.push_back(rules_.same_day_share);
  returned_.emplace_back();
  return static_cast<std::uint32_t>(rows_.size() - 1);
}

// Makes room for more servers in each session. Rows stay in their order.
void AppointmentBooks::widen(std::uint32_t book, std::size_t width) {
  const std::size_t before = width_[book], sessions = static_cast<std::size_t>(ring_days_) * sessions_;
  if (width <= before) return;
  std::vector<Row> wider(sessions * width);
  for (std::size_t s = 0; s < sessions; ++s) {
    const Row* first = rows_[book].data() + s * before;
    std::copy(first, first + before, wider.data() + s * width);
  }
  rows_[book] = std::move(wider);
  width_[book] = static_cast<std::uint16_t>(width);
}

void AppointmentBooks::keep(std::uint32_t book, double share, std::int32_t first, std::int32_t last) {
  if (share == kept_share_[book]) return;
  DRAAGKRACHT_ENSURE(share >= 0 && share <= 1);
  kept_share_[book] = share;
  first_free_[book] = std::min(first_free_[book], first);
  for (std::int32_t day = first; day <= last; ++day) {
    for (std::size_t s = 0; s < sessions_; ++s) {
      Row* row = rows(book, day, s);
      for (std::uint16_t i = 0; i < width_[book]; ++i, ++row) {
        row->kept = std::max(first_kept(row->slots, share), row->planned);
        row->late = row->kept;
      }
    }
  }
}

void AppointmentBooks::clear_day(std::uint32_t book, std::int32_t day) {
  Row* first = rows(book, day, 0);
  std::fill(first, first + sessions_ * width_[book], Row{});
}

void AppointmentBooks::open_day(std::uint32_t book, std::int32_t day, std::size_t session,
                                const std::vector<std::uint16_t>& servers) {
  widen(book, servers.size());
  const auto slots = static_cast<std::uint8_t>(slots_of(day, session));
  const std::uint8_t kept = first_kept(slots, kept_share_[book]);
  Row* row = rows(book, day, session);
  for (const std::uint16_t server : servers) *row++ = Row{server, slots, 0, kept, kept};
}

void AppointmentBooks::change_day(std::uint32_t book, std::int32_t day, std::size_t session,
                                  const std::vector<std::uint16_t>& servers) {
  std::vector<Row> now;
  const Row* const first = rows(book, day, session);
  const std::vector<Row> before(first, first + width_[book]);
  const auto slots = static_cast<std::uint8_t>(slots_of(day, session));
  for (const std::uint16_t server : servers) {
    const auto row = std::find_if(before.begin(), before.end(), [&](const Row& r) { return r.server == server; });
    now.push_back({server, slots, row == before.end() ? std::uint8_t{0} : row->planned, 0, 0});
  }
  int displaced = 0;
  for (const Row& row : before) {
    if (row.planned == 0 || std::find(servers.begin(), servers.end(), row.server) != servers.end()) continue;
    now.push_back({row.server, 0, row.planned, row.planned, row.planned});
    displaced += row.planned;
  }
  // Those who hold it give as many of their last free slots, one after the other.
  for (bool given = true; displaced > 0 && given;) {
    given = false;
    for (std::size_t i = 0; i < servers.size() && displaced > 0; ++i) {
      if (now[i].slots == now[i].planned) continue;
      --now[i].slots;
      --displaced;
      given = true;
    }
  }
  for (std::size_t i = 0; i < servers.size(); ++i) {
    now[i].kept = now[i].late = std::max(first_kept(now[i].slots, kept_share_[book]), now[i].planned);
  }
  widen(book, now.size());
  now.resize(width_[book]);
  std::copy(now.begin(), now.end(), rows(book, day, session));
  first_free_[book] = std::min(first_free_[book], day);
}

// What was not planned ahead is free, and the part that was kept. While nothing of that is issued the two are one.
int AppointmentBooks::free_slot(const Row& row, int from, int slots) {
  const int early = std::max<int>(row.planned, from);
  const bool one_part = early + slots <= row.kept || row.late == row.kept;
  const int slot = one_part ? early : std::max<int>(row.late, from);
  return slot + slots > row.slots ? -1 : slot;
}

void AppointmentBooks::issue(Row& row, int slot, int slots) {
  const auto end = static_cast<std::uint8_t>(slot + slots);
  if (slot < row.kept) row.planned = std::min(end, row.kept);
  row.late = std::max(row.late, end);
  ++issued_;
}

Appointment AppointmentBooks::plan(std::uint32_t book, std::int32_t from_day, std::int32_t last_day, int slots,
                                   std::uint16_t own_server, Time now) {
  if (rules_.release_ms >= 0) {
    const std::int32_t today = day_index(now);
    const Appointment found = on_day(book, now, slots, own_server, false,
                                     [&](const Session& session) { return is_released(today, session, now); });
    if (found.at_ms >= 0) return found;
  }
  Row* best = nullptr;
  int best_slot = 0;
  Appointment found;
  std::int32_t stop = last_day;
  bool all_full = rules_.release_ms < 0;  // so far no row has even one free slot
  const std::int32_t first = rules_.release_ms < 0 ? std::max(from_day, first_free_[book]) : from_day;
  for (std::int32_t d = first; d <= stop; ++d) {
    const std::vector<Session>& sessions = sessions_on(d);
    for (std::size_t s = 0; s < sessions.size(); ++s) {
      const bool released = is_released(d, sessions[s], now);
      Row* row = rows(book, d, s);
      for (std::uint16_t i = 0; i < width_[book]; ++i, ++row) {
        if (row->planned < row->kept) all_full = false;
        const int slot = released ? free_slot(*row, 0, slots) : row->planned + slots > row->kept ? -1 : row->planned;
        if (slot < 0) continue;
        const bool own = row->server == own_server;
        const std::int64_t at = start_of_day(d).ms + rules_.start_of(sessions[s], slot);
        const bool better = best == nullptr || (own && best->server != own_server) ||
                            (own == (best->server == own_server) && at < found.at_ms);
        if (!better) continue;
        best = row;
        best_slot = slot;
        found = {at, row->server};
      }
    }
    if (all_full && d == first_free_[book]) ++first_free_[book];
    if (best != nullptr) {
      const bool content = own_server == 0xffff || best->server == own_server;
      // Someone else's slot was found first: look for one's own only so many days further.
      stop = content ? d : std::min(stop, day_index(Time{found.at_ms}) + rules_.prefer_own_days);
    }
  }
  if (!returned_[book].empty()) {
    const std::int64_t end = start_of_day(last_day + 1).ms;
    const Appointment back = take_returned(book, start_of_day(from_day).ms, best == nullptr ? end : found.at_ms, slots);
    if (back.at_ms >= 0) return back;
  }
  if (best == nullptr) return {};
  if (best_slot < best->kept) {
    best->planned = static_cast<std::uint8_t>(best_slot + slots);
    ++issued_;
  } else {
    issue(*best, best_slot, slots);
  }
  return found;
}

Appointment AppointmentBooks::same_day(std::uint32_t book, Time now, int slots, std::uint16_t own_server) {
  return on_day(book, now, slots, own_server, true, [](const Session&) { return true; });
}

void AppointmentBooks::give_back(std::uint32_t book, std::int64_t at_ms, int slots) {
  std::vector<Returned>& all = returned_[book];
  const auto later = [](std::int64_t ms, const Returned& other) { return ms < other.at_ms; };
  all.insert(std::upper_bound(all.begin(), all.end(), at_ms, later), Returned{at_ms, slots, 0});
}

// The first that is long enough, from a moment on and before another; what nobody took in time is forgotten.
Appointment AppointmentBooks::take_returned(std::uint32_t book, std::int64_t from_ms, std::int64_t before_ms,
                                            int slots) {
  std::vector<Returned>& all = returned_[book];
  const std::int64_t today = start_of_day(day_index(Time{from_ms})).ms;
  for (auto one = all.begin(); one != all.end() && one->at_ms < before_ms; ++one) {
    if (one->at_ms < from_ms || one->slots < slots) continue;
    const Appointment found{one->at_ms, 0xffff};
    all.erase(one);
    ++issued_;
    return found;
  }
  // Nobody plans into the past: a day before the one on which somebody may come at the earliest is over.
  all.erase(std::remove_if(all.begin(), all.end(), [&](const Returned& one) { return one.at_ms < today - one_day.ms; }),
            all.end());
  return {};
}

// The earliest on the day of `now` in sessions that fit, the kept-free part included.
template <class Fits>
Appointment AppointmentBooks::on_day(std::uint32_t book, Time now, int slots, std::uint16_t own_server,
                                     bool returned_too, Fits fits) {
  const std::int32_t today = day_index(now);
  const std::int64_t of_day = time_of_day(now).ms;
  Row* best = nullptr;
  Appointment found;
  int best_slot = 0;
  const std::vector<Session>& sessions = sessions_on(today);
  for (std::size_t s = 0; s < sessions.size(); ++s) {
    const Session& hours = sessions[s];
    if (!fits(hours)) continue;
    const int from_now = rules_.first_from(hours, of_day);
    Row* row = rows(book, today, s);
    for (std::uint16_t i = 0; i < width_[book]; ++i, ++row) {
      if (row->slots == 0) continue;
      const int slot = free_slot(*row, from_now, slots);
      if (slot < 0) continue;
      const std::int64_t at = start_of_day(today).ms + rules_.start_of(hours, slot);
      const bool own = row->server == own_server;
      const bool better = best == nullptr || (own && best->server != own_server) ||
                          (own == (best->server == own_server) && at < found.at_ms);
      if (!better) continue;
      best = row;
      best_slot = slot;
      found = {at, row->server};
    }
  }
  if (returned_too && !returned_[book].empty()) {
    const std::int64_t end = start_of_day(today + 1).ms;
    const Appointment back = take_returned(book, now.ms, best == nullptr ? end : found.at_ms, slots);
    if (back.at_ms >= 0) return back;
  }
  if (best == nullptr) return {};
  issue(*best, best_slot, slots);
  return found;
}

}  // namespace draagkracht
