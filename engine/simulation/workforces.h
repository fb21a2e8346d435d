// The persons on the staff of pools, one by one: age, illness, who leaves, which seats are vacant and who comes. What
// the work does to them feeds back into staff, never into demand.
//
// A seat is a place in a pool's roster, with its shifts. Illness is drawn each day, all else on the first of a month,
// by person, seat and date: so that two scenarios differ only in what they change.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/time.h"
#include "engine/des/calendar.h"
#include "engine/model/model.h"
#include "engine/random/philox.h"
#include "engine/simulation/hours_elsewhere.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/region.h"

namespace draagkracht {

class Sensors;

// What has happened to a workforce in the time that counts.
struct WorkforceCounts {
  std::int64_t left = 0;       // persons who left the discipline, those of the highest age among them
  std::int64_t dismissed = 0;  // whose seat is no more
  std::int64_t hired = 0;
  std::int64_t inflow = 0;          // newcomers of the region, hired or not
  std::int64_t went_elsewhere = 0;  // newcomers who found no seat
  // The shifts of all seats, ms: worked by who has the seat; of who is ill, of vacant seats, beyond the hours of who
  // has it and of who works in other pools instead; and of the ill and vacant ones, what somebody from outside works.
  std::int64_t worked = 0, ill = 0, vacant = 0, beyond_hours = 0, elsewhere = 0, covered = 0;

  friend WorkforceCounts operator-(WorkforceCounts a, const WorkforceCounts& b) {
    a.left -= b.left;
    a.dismissed -= b.dismissed;
    a.hired -= b.hired;
    a.inflow -= b.inflow;
    a.went_elsewhere -= b.went_elsewhere;
    a.worked -= b.worked;
    a.ill -= b.ill;
    a.vacant -= b.vacant;
    a.beyond_hours -= b.beyond_hours;
    a.elsewhere -= b.elsewhere;
    a.covered -= b.covered;
    return a;
  }
};

class Workforces {
 public:
  // All must outlive this.
  Workforces(const Model& model, const Region& region, const Calendar& calendar, RandomKey key);

  // Whether the staff of a pool instance are persons of a workforce.
  bool staffs(std::uint32_t pool) const { return !force_of_.empty() && force_of_[pool] != nobody; }

  // Brings all to a day: after parameters and sensors, before hours on duty. The first of a month, each New Year's
  // among them, belongs to the time that it begins.
  void begin_day(std::int32_t day, const ParameterValues& parameters, const Sensors& sensors);
  // Whether others hold the seats of a pool from today on, as far as books know it.
  bool changed_today(std::uint32_t pool) const { return !changed_.empty() && changed_[pool] != 0; }

  // Whether the person of a seat works a shift, and if not, why not and whether somebody covers it.
  struct Presence {
    enum Why : std::uint8_t { works, ill, vacant, beyond_hours, elsewhere } why = works;
    bool covered = false;

    bool somebody() const { return why == works || covered; }
  };
  // Of the shift that begins at this ms of a day: today, or a later day as far as is known today.
  Presence presence(std::uint32_t pool, std::uint32_t seat, std::int32_t day, std::int32_t shift_ms) const;
  // Counts a shift of today, if today counts.
  void count(std::uint32_t pool, Presence presence, std::int64_t ms);

  const WorkforceCounts& counts(std::size_t workforce) const { return counts_[workforce]; }
  // Of places that close and open (engine/simulation/enrolment.h), behind begin_day. At a closed pool nobody works,
  // and its seats are no vacancies.
  bool closed(std::uint32_t pool) const { return !closed_.empty() && closed_[pool] != 0; }
  // Its persons look for another seat; `eldest_leaves`: but the eldest, who leaves the discipline.
  void close(std::uint32_t pool, bool eldest_leaves);
  // Its seats are there again, vacant but for the first, which who has looked for one longest gets, if there is
  // somebody.
  void open(std::uint32_t pool);
  bool somebody_looks(std::uint32_t pool) const { return !applicants_[force_of_[pool]].empty(); }
  // Hours a week of its shifts whose seats have a person who works them, ill or not; `with_cover`: and what is covered
  // of vacant ones.
  double hours_filled(std::uint32_t pool, bool with_cover) const;
  // Age of the eldest, in whole years; -1 if nobody is there.
  std::int32_t eldest(std::uint32_t pool) const;

  // Counting begins: persons and vacancies as they are then. What the first of a month brings on that day came before.
  void begin_counting();
  std::int64_t persons_then(std::size_t workforce) const { return persons_then_[workforce]; }
  std::int64_t vacancies_then(std::size_t workforce) const { return vacancies_then_[workforce]; }
  // Persons now, and seats without one.
  std::int64_t persons(std::size_t workforce) const;
  std::int64_t vacancies(std::size_t workforce) const;

  template <class F>
  void visit(F&& f) {
    auto& [model, region, calendar, key, day, force_of, changed, cover, not_counted, closed_now, seats, arrived,
           applicants, at_start, persons_then, vacancies_then, counts, elsewhere] = *this;
    f("workforces.closed", closed_now);
    f("workforces.seats", seats);
    f("workforces.elsewhere", elsewhere);
    f("workforces.arrived", arrived);
    f("workforces.applicants", applicants);
    f("workforces.at_start", at_start);
    f("workforces.persons_then", persons_then);
    f("workforces.vacancies_then", vacancies_then);
    f("workforces.counts", counts);
  }

 private:
  static constexpr std::uint8_t well = 0;  // else 1 + the kind of spell

  struct Seat {
    std::uint64_t person = 0;      // what the random numbers of who holds it are addressed by; 0: vacant
    double hours = 1;              // share of its shifts that the person works
    std::int32_t birth_month = 0;  // since 1970-01
    std::uint8_t spell = well;
    std::uint8_t unused[3] = {};  // so that equal seats have equal bytes
  };
  // Who looks for a seat.
  struct Applicant {
    std::uint64_t person = 0;
    double hours = 1;
    std::int32_t birth_month = 0;
    std::int32_t since_month = 0;
  };
  // What a day or month brings.
  struct Today {
    const ParameterValues& parameters;
    const Sensors& sensors;
    std::int32_t day = 0;
    std::int32_t month = 0;  // since 1970-01

    double value(Index parameter, double otherwise) const {
      return parameter == none ? otherwise : parameters.row(parameter, 0);
    }
  };

  std::uint64_t entity_of(std::size_t workforce) const;
  std::uint64_t seat_entity(std::uint32_t pool, std::uint32_t seat) const;
  std::int32_t month_of(std::int32_t day) const;
  std::uint32_t seats_on(std::uint32_t pool, std::int32_t day) const;
  // Calls visit(pool) for the pool instances of a workforce, or visit(pool, seat) for their seats in use.
  template <class Visit>
  void for_each_pool(std::size_t workforce, Visit visit) const;
  template <class Visit>
  void for_each_seat(std::size_t workforce, Visit visit) const;
  double load(const Workforce& force, std::uint32_t pool, const Today& today) const;

  std::int32_t first_counted_day() const {
    return static_cast<std::int32_t>((model_->warm_up_ms + one_day.ms - 1) / one_day.ms);
  }
  // Where a change of today is counted.
  WorkforceCounts& changes(std::size_t workforce) {
    return day_ > first_counted_day() ? counts_[workforce] : not_counted_;
  }
  void begin(std::size_t workforce, const Today& today);
  void follow_budget(std::int32_t day);
  void fall_ill(std::size_t workforce, const Today& today);
  void leave(std::size_t workforce, const Today& today);
  void come(std::size_t workforce, const Today& today);
  void hire(std::size_t workforce, const Today& today);
  void work_elsewhere(std::size_t workforce, const Today& today);
  static void take_seat(Seat& seat, const Applicant& one);

  const Model* model_;
  const Region* region_;
  const Calendar* calendar_;
  RandomKey key_;
  std::int32_t day_ = 0;
  std::vector<std::uint32_t> force_of_;                      // axis: pool instance; its workforce, or nobody
  std::vector<std::uint8_t> changed_;                        // axis: pool instance; others hold its seats from today on
  std::vector<double> cover_;                                // axis: workforce; today
  WorkforceCounts not_counted_;                              // of the warm-up; nobody reads it
  std::vector<std::uint8_t> closed_;                         // axis: pool instance; any, with staff or not
  std::vector<std::vector<Seat>> seats_;                     // axes: pool instance, seat of its roster today
  std::vector<std::uint64_t> arrived_;                       // axis: workforce; newcomers so far
  std::vector<std::vector<Applicant>> applicants_;           // axes: workforce, who came first
  std::vector<std::int64_t> at_start_;                       // axis: workforce; persons
  std::vector<std::int64_t> persons_then_, vacancies_then_;  // axis: workforce; when counting began
  std::vector<WorkforceCounts> counts_;                      // axis: workforce
  std::vector<HoursElsewhere> elsewhere_;                    // axis: workforce; as known today
};

}  // namespace draagkracht
