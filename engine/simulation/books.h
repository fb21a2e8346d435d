// The appointment books of all pool instances that have one, opened day by day as far ahead as they reach, for those
// who will be there as far as is known today.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/des/appointment_book.h"
#include "engine/des/calendar.h"
#include "engine/model/model.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/region.h"
#include "engine/simulation/staff_on_duty.h"

namespace draagkracht {

class Books {
 public:
  // All four must outlive the books.
  Books(const Model& model, const Region& region, const Calendar& calendar, const StaffOnDuty& staff);

  // Opens the day that comes within reach; on the first day of a run all days up to it.
  void begin_day(std::int32_t day, const ParameterValues& parameters);

  // The books of a kind of pool; the book of an instance is PoolInstance::book.
  AppointmentBooks& of(Index kind) { return books_[kind]; }

  template <class F>
  void visit(F&& f) {
    auto& [model, region, calendar, staff, books] = *this;
    for (AppointmentBooks& of_kind : books) of_kind.visit(f);
  }

 private:
  const Model* model_;
  const Region* region_;
  const Calendar* calendar_;
  const StaffOnDuty* staff_;
  std::vector<AppointmentBooks> books_;  // axis: pool kind (those without a book are empty)
};

}  // namespace draagkracht
