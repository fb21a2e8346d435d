#include "engine/simulation/books.h"

#include "engine/core/fault.h"

namespace draagkracht {

Books::Books(const Model& model, const Region& region, const Calendar& calendar, const StaffOnDuty& staff)
    : model_(&model), region_(&region), calendar_(&calendar), staff_(&staff) {
  for (const PoolKind& kind : model.pools) {
    books_.emplace_back(kind.has_book ? kind.book : BookRules{.slot_ms = 300'000, .lead_days = 0, .sessions = {}},
                        calendar);
  }
  staff.check_sessions();
  for (const PoolInstance& instance : region.pools) {
    if (!model.pools[instance.kind].has_book) continue;
    const std::uint32_t book = books_[instance.kind].add();
    DRAAGKRACHT_ENSURE(book == instance.book);
  }
}

void Books::begin_day(std::int32_t day, const ParameterValues& parameters) {
  std::vector<std::uint16_t> servers;
  for (std::uint32_t pool = 0; pool < region_->pools.size(); ++pool) {
    const PoolInstance& instance = region_->pools[pool];
    const PoolKind& kind = model_->pools[instance.kind];
    if (!kind.has_book) continue;
    AppointmentBooks& books = books_[instance.kind];
    const std::int32_t last = day + kind.book.lead_days;
    if (kind.same_day != none) {
      books.keep(instance.book, parameters.for_place(kind.same_day, 0, kind.scope, instance.place), day, last - 1);
    }
    const auto each_session = [&](std::int32_t open, auto&& with_servers) {
      const std::vector<Session>& sessions = books.sessions_on(open);
      for (std::size_t s = 0; s < sessions.size(); ++s) {
        staff_->in_session(pool, sessions[s], open, servers);
        with_servers(s);
      }
    };
    // From today on others are there than those whom the book knows.
    for (std::int32_t open = day; day > 0 && open < last && staff_->changed_today(pool); ++open)
      each_session(open, [&](std::size_t s) { books.change_day(instance.book, open, s, servers); });
    for (std::int32_t open = day == 0 ? 0 : last; open <= last; ++open) {
      books.clear_day(instance.book, open);
      each_session(open, [&](std::size_t s) { books.open_day(instance.book, open, s, servers); });
    }
  }
}

}  // namespace draagkracht
