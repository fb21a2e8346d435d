#include "engine/des/appointment_book.h"

#include <algorithm>

#include "engine/core/fault.h"

namespace draagkracht {

AppointmentBooks::AppointmentBooks(BookRules rules) : rules_(std::move(rules)), ring_days_(rules_.lead_days + 2) {
  DRAAGKRACHT_ENSURE(rules_.slot_ms > 0 && rules_.lead_days >= 0);
  for (const Session& session : rules_.sessions) {
    DRAAGKRACHT_ENSURE((session.end_ms - session.start_ms) / rules_.slot_ms <= most_slots);
  }
}

std::uint32_t AppointmentBooks::add(std::uint16_t servers) {
  first_row_.push_back(rows_.size());
  width_.push_back(servers);
  rows_.resize(rows_.size() + static_cast<std::size_t>(ring_days_) * rules_.sessions.size() * servers);
  first_free_.push_back(0);
  kept_share_.push_back(rules_.same_day_share);
  return static_cast<std::uint32_t>(first_row_.size() - 1);
}

void AppointmentBooks::keep(std::uint32_t book, double share, std::int32_t first, std::int32_t last) {
  if (share == kept_share_[book]) return;
  DRAAGKRACHT_ENSURE(share >= 0 && share <= 1);
  kept_share_[book] = share;
  first_free_[book] = std::min(first_free_[book], first);
  for (std::int32_t day = first; day <= last; ++day) {
    for (std::size_t s = 0; s < rules_.sessions.size(); ++s) {
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
  std::fill(first, first + rules_.sessions.size() * width_[book], Row{});
}

void AppointmentBooks::open_day(std::uint32_t book, std::int32_t day, std::size_t session,
                                const std::vector<std::uint16_t>& servers) {
  DRAAGKRACHT_ENSURE(servers.size() <= width_[book]);
  const Session& hours = rules_.sessions[session];
  const auto slots = static_cast<std::uint8_t>((hours.end_ms - hours.start_ms) / rules_.slot_ms);
  const std::uint8_t kept = first_kept(slots, kept_share_[book]);
  Row* row = rows(book, day, session);
  for (const std::uint16_t server : servers) *row++ = Row{server, slots, 0, kept, kept};
}

Appointment AppointmentBooks::plan(std::uint32_t book, std::int32_t from_day, std::int32_t last_day, int slots,
                                   std::uint16_t own_server) {
  Row* best = nullptr;
  Appointment found;
  std::int32_t stop = last_day;
  bool all_full = true;  // so far no row has even one free slot
  for (std::int32_t d = std::max(from_day, first_free_[book]); d <= stop; ++d) {
    for (std::size_t s = 0; s < rules_.sessions.size(); ++s) {
      Row* row = rows(book, d, s);
      for (std::uint16_t i = 0; i < width_[book]; ++i, ++row) {
        if (row->planned < row->kept) all_full = false;
        if (row->planned + slots > row->kept) continue;
        const bool own = row->server == own_server;
        const std::int64_t at = start_of_day(d).ms + rules_.sessions[s].start_ms + row->planned * rules_.slot_ms;
        const bool better = best == nullptr || (own && best->server != own_server) ||
                            (own == (best->server == own_server) && at < found.at_ms);
        if (!better) continue;
        best = row;
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
  if (best == nullptr) return {};
  best->planned = static_cast<std::uint8_t>(best->planned + slots);
  ++issued_;
  return found;
}

Appointment AppointmentBooks::same_day(std::uint32_t book, Time now, int slots, std::uint16_t own_server) {
  const std::int32_t today = day_index(now);
  const std::int64_t of_day = time_of_day(now).ms;
  Row* best = nullptr;
  Appointment found;
  int best_slot = 0;
  for (std::size_t s = 0; s < rules_.sessions.size(); ++s) {
    const Session& hours = rules_.sessions[s];
    const std::int64_t passed = std::max<std::int64_t>(0, of_day - hours.start_ms);
    const int from_now = static_cast<int>((passed + rules_.slot_ms - 1) / rules_.slot_ms);
    Row* row = rows(book, today, s);
    for (std::uint16_t i = 0; i < width_[book]; ++i, ++row) {
      if (row->slots == 0) continue;
      // What was not planned ahead is free as well, then the part that was kept. While nothing of that is issued the
      // two are one.
      const int early = std::max<int>(row->planned, from_now);
      const bool one_part = early + slots <= row->kept || row->late == row->kept;
      const int slot = one_part ? early : std::max<int>(row->late, from_now);
      if (slot + slots > row->slots) continue;
      const std::int64_t at = start_of_day(today).ms + hours.start_ms + std::int64_t{slot} * rules_.slot_ms;
      const bool own = row->server == own_server;
      const bool better = best == nullptr || (own && best->server != own_server) ||
                          (own == (best->server == own_server) && at < found.at_ms);
      if (!better) continue;
      best = row;
      best_slot = slot;
      found = {at, row->server};
    }
  }
  if (best == nullptr) return {};
  const auto end = static_cast<std::uint8_t>(best_slot + slots);
  if (best_slot < best->kept) best->planned = std::min(end, best->kept);
  best->late = std::max(best->late, end);
  ++issued_;
  return found;
}

}  // namespace draagkracht
