#include "engine/simulation/years.h"

#include <algorithm>
#include <optional>

#include "engine/simulation/person_lists.h"
#include "engine/simulation/run_state.h"

namespace draagkracht {

namespace {

// Records that years have for themselves: of the whole run and by municipality.
std::uint32_t yearly_records(const WaitMeasure& wait) {
  return wait.periods.year ? wait.rows * (1 + wait.municipalities) : 0;
}

// Hands each of them to f(measure, its place among all records, its place among these).
template <class F>
void for_each_yearly_record(const Model& model, F f) {
  for (std::size_t measure = 0; measure < model.waits.size(); ++measure) {
    const WaitMeasure& wait = model.waits[measure];
    const std::uint32_t by_municipality = wait.by_municipality(model.counted_weeks());
    for (std::uint32_t i = 0; i < yearly_records(wait); ++i)
      f(measure, i < wait.rows ? i : by_municipality + i - wait.rows, i);
  }
}

}  // namespace

PoolCounted pool_counted(const RunState& run, std::uint32_t pool) {
  PoolCounted counted;
  for (std::int32_t week = run.clock.warm_up_weeks(); week < run.clock.weeks(); ++week) {
    counted.busy += run.observer.busy(pool, week);
    counted.asked += run.observer.asked(pool, week);
    counted.on_duty += run.staff.on_duty(pool, week);
  }
  counted.beside = run.staff.beside(pool);
  counted.overtime = run.observer.overtime(pool);
  counted.accounted = run.observer.accounted(pool);
  counted.rest = run.observer.rest(pool);
  counted.queued = run.clock.now < run.clock.warm_up ? 0 : PoolBank::time_held(run.servers[pool], run.clock.now);
  return counted;
}

int group_attribute(const Tally& tally) {
  for (std::size_t k = 0; k < tally.key.size; ++k) {
    if (tally.key.parts[k].source.kind == LabelSource::person) return tally.key.parts[k].source.index;
  }
  return -1;
}

YearStart YearStart::of_first(const RunState& run) {
  YearStart start;
  start.ms = run.clock.now;
  const Model& model = run.model;
  std::size_t labels = 0;
  for (const std::vector<std::string>& of_one : model.attribute_labels) labels += of_one.size();
  start.by_label.resize(labels);
  for (std::size_t w = 0; w < model.workforces.size(); ++w)
    start.workforces.push_back({run.workforces.persons(w), run.workforces.vacancies(w), run.workforces.counts(w)});
  if (run.enrolment.any()) {
    start.places_by_state = run.enrolment.places_by_state();
    start.enrolment = run.enrolment.counts();
  }
  start.by_municipality.resize(model.municipalities.size());
  std::optional<PersonLists> lists;
  if (run.region.population != nullptr && PersonLists(model, run.region).scope() > 0) {
    lists.emplace(model, run.region);
    lists->set_day(run.parameters);
  }
  start.without_place.resize(model.scopes.size() - 1);
  const std::size_t come = run.people.come();
  std::vector<int> attribute_of;  // axis: thing that is counted per person
  for (const Tally& tally : model.tallies) {
    if (tally.person_count != 0xff) attribute_of.push_back(group_attribute(tally));
  }
  start.groups.resize(attribute_of.size() * come);
  for (std::size_t p = 0; p < come; ++p) {
    if (!run.people.there(p)) continue;
    const Person& person = run.people[p];
    ++start.persons;
    if (!start.by_municipality.empty()) ++start.by_municipality[run.municipality_of_wijk[person.wijk]];
    for (std::size_t s = 1; s < model.scopes.size(); ++s) {
      const bool kept = !lists || lists->scope() != s || lists->keeps(person);
      start.without_place[s - 1] += person.place[s - 1] == no_place || !kept ? 1 : 0;
    }
    std::size_t first = 0;
    for (std::size_t a = 0, set = 0; a < model.attributes.size(); first += model.attribute_labels[a++].size()) {
      const bool by_steps = set < model.person_labels.size() && model.person_labels[set] == a;
      ++start.by_label[first + (by_steps ? run.person_values.label(p, set++) : person.label(a))];
    }
    for (std::size_t thing = 0; thing < attribute_of.size(); ++thing) {
      const int attribute = attribute_of[thing];
      const int label = attribute < 0 ? 0 : person.label(static_cast<std::size_t>(attribute));
      start.groups[thing * come + p] = static_cast<std::uint8_t>(1 + label);
    }
  }
  return start;
}

YearStart YearStart::of_next(const RunState& run) {
  YearStart start = of_first(run);
  const Observer& counted = run.observer;
  start.counts = counted.counts;
  start.outcomes = counted.outcomes;
  start.occupancy = counted.occupancy;
  start.audited = counted.audited;
  start.windows = run.staff.in_windows();
  start.reallocations = counted.reallocations;
  for (std::uint32_t pool = 0; pool < run.region.pools.size(); ++pool) start.pools.push_back(pool_counted(run, pool));
  return start;
}

Years::Years(const Model& model) : model_(&model) {
  if (model.years.size() < 2) return;
  waits_.resize(model.waits.size());
  for (std::size_t m = 0; m < waits_.size(); ++m) {
    waits_[m].resize(yearly_records(model.waits[m]));
    for (WaitRecord& record : waits_[m]) record.within.resize(model.waits[m].within.size());
  }
}

bool Years::change_on(std::int32_t day) const {
  const std::int64_t ms = start_of_day(day).ms;
  return std::any_of(model_->years.begin(), model_->years.end(), [&](const CountedYear& year) {
    return year.from_ms == ms && year.from_ms != model_->years.front().from_ms;
  });
}

void Years::change(RunState& run, std::vector<double> results) {
  results_.push_back(std::move(results));
  start_ = YearStart::of_next(run);
  run.person_counts.begin_year();
  for_each_yearly_record(*model_, [&](std::size_t measure, std::uint32_t at, std::uint32_t here) {
    WaitRecord& record = run.observer.waits[measure][at];
    waits_[measure][here].merge(record);
    record.clear();
  });
}

void Years::end(RunState& run, std::vector<double> results) {
  results_.push_back(std::move(results));
  if (waits_.empty()) return;
  for_each_yearly_record(*model_, [&](std::size_t measure, std::uint32_t at, std::uint32_t here) {
    run.observer.waits[measure][at].merge(waits_[measure][here]);
  });
  waits_.clear();
}

}  // namespace draagkracht
