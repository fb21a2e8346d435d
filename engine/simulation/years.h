// Results of the calendar years of a run beside those of the whole. What is counted only grows, so a year's figure is
// what has been counted at its end less what had been at its start. Waits have quantiles, which cannot be taken apart:
// each year has records of its own, and the whole run their sum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/simulation/enrolment.h"
#include "engine/simulation/observer.h"
#include "engine/simulation/workforces.h"

namespace draagkracht {

struct RunState;

// What a run has counted of a pool instance, ms.
struct PoolCounted {
  std::int64_t busy = 0, asked = 0, overtime = 0, accounted = 0, rest = 0, queued = 0;
  std::int64_t beside = 0;  // present, and not on duty
  SignedWide on_duty = 0;   // of an unlimited pool beyond 64 bits

  friend PoolCounted operator-(PoolCounted a, const PoolCounted& b) {
    a.busy -= b.busy;
    a.asked -= b.asked;
    a.on_duty -= b.on_duty;
    a.beside -= b.beside;
    a.overtime -= b.overtime;
    a.accounted -= b.accounted;
    a.rest -= b.rest;
    a.queued -= b.queued;
    return a;
  }
};
PoolCounted pool_counted(const RunState& run, std::uint32_t pool);

// A workforce as a year begins.
struct WorkforceStart {
  std::int64_t persons = 0, vacancies = 0;
  WorkforceCounts counts;
};

// A year as it begins: what had been counted (empty: nothing), and who is there.
struct YearStart {
  std::vector<std::int64_t> counts, outcomes, occupancy, audited, windows;  // axes: as in Observer and StaffOnDuty
  std::vector<ReallocationCount> reallocations;                             // axis: rule
  std::vector<PoolCounted> pools;                                           // axis: pool instance
  std::int64_t ms = 0;                                                      // of the run
  std::int64_t persons = 0;                                                 // who are there
  std::vector<std::int64_t> by_municipality;                                // of them; axis: Model::municipalities
  std::vector<std::int64_t> without_place;                                  // of them; axis: scope less 1
  std::vector<std::int64_t> by_label;  // of them; axis: labels of all attributes, one attribute after the other
  // Axes: thing that is counted per person, person; 1 + the label by which its results stand, 0: is not there. Persons
  // who come later have no place.
  std::vector<std::uint8_t> groups;
  std::vector<WorkforceStart> workforces;  // axis: workforce
  std::array<std::int64_t, Enrolment::states> places_by_state{};
  EnrolmentCounts enrolment;

  // Nothing had been counted; everything has.
  static YearStart of_first(const RunState& run);
  static YearStart of_next(const RunState& run);

  template <class F>
  void visit(F&& f) {
    auto& [counts_, outcomes_, occupancy_, audited_, windows_, reallocations_, pools_, ms_, persons_, by_municipality_,
           without_place_, by_label_, groups_, workforces_, places_by_state_, enrolment_] = *this;
    f("year.counts", counts_);
    f("year.outcomes", outcomes_);
    f("year.occupancy", occupancy_);
    f("year.audited", audited_);
    f("year.windows", windows_);
    f("year.reallocations", reallocations_);
    f("year.pools", pools_);
    f("year.ms", ms_);
    f("year.persons", persons_);
    f("year.by_municipality", by_municipality_);
    f("year.without_place", without_place_);
    f("year.by_label", by_label_);
    f("year.groups", groups_);
    f("year.workforces", workforces_);
    f("year.places_by_state", places_by_state_);
    f("year.enrolment", enrolment_);
  }
};

// The attribute by whose labels the results of a tally per person stand: the first on its axes, or -1.
int group_attribute(const Tally& tally);

class Years {
 public:
  explicit Years(const Model& model);

  // Whether a year ends and the next begins on a day of the run.
  bool change_on(std::int32_t day) const;
  const YearStart& start() const { return start_; }
  // Results of the years that have ended, as measure_year made them; axis: year.
  const std::vector<std::vector<double>>& results() const { return results_; }

  // Counting begins.
  void begin_first(const RunState& run) {
    if (!model_->years.empty()) start_ = YearStart::of_first(run);
  }
  // A year ends with these results, and the next one begins.
  void change(RunState& run, std::vector<double> results);
  // The last year ends: the records of waits become those of the whole run.
  void end(RunState& run, std::vector<double> results);

  template <class F>
  void visit(F&& f) {
    auto& [model, start, results, waits] = *this;
    start.visit(f);
    f("years.results", results);
    visit_waits(waits, f);
  }

 private:
  const Model* model_;
  YearStart start_;                             // of this year
  std::vector<std::vector<double>> results_;    // axes: year, value
  std::vector<std::vector<WaitRecord>> waits_;  // of the years before this one; axes: measure, row,
  // first those of the whole run and then those by municipality
};

}  // namespace draagkracht
