#include "engine/simulation/books.h"

#include "engine/core/fault.h"

namespace draagkracht {

Books::Books(const Model& model, const Region& region, const Calendar& calendar, const StaffOnDuty& staff)
    : model_(&model), region_(&region), calendar_(&calendar), staff_(&staff) {
  for (const PoolKind& kind : model.pools) {
    books_.emplace_back(kind.has_book ? kind.book : BookRules{300'000, 0, 0, {}, 0});
  }
  for (const PoolInstance& instance : region.pools) {
    if (!model.pools[instance.kind].has_book) continue;
    const std::uint32_t book = books_[instance.kind].add(staff.most_in_session(instance));
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
    for (std::int32_t open = day == 0 ? 0 : last; open <= last; ++open) {
      books.clear_day(instance.book, open);
      if (!calendar_->working(open)) continue;
      for (std::size_t s = 0; s < kind.book.sessions.size(); ++s) {
        staff_->in_session(pool, kind.book.sessions[s], open, servers);
        books.open_day(instance.book, open, s, servers);
      }
    }
  }
}

}  // namespace draagkracht
