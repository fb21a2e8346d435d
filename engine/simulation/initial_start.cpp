#include "engine/simulation/initial_start.h"

#include <algorithm>
#include <cstring>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/simulation/services.h"
#include "engine/simulation/step_runner.h"

namespace draagkracht {
namespace {

// Visits at the address of a stock: how many there are, and what each of them draws.
constexpr std::uint32_t first_of_time = 1;

double factor_of(const DemandEntry& entry, const ParameterValues& parameters, const Person& person) {
  if (entry.factor == none) return 1;
  return std::max(0.0, parameters.for_person(entry.factor, entry.factor_row, &person) / entry.factor_unit);
}

}  // namespace

InitialStart::InitialStart(RunState& run) : run_(run), lists_(run.model, run.region) {
  if (run.region.population != nullptr) lists_.set_day(run.parameters);
}

std::vector<InitialArrival> InitialStart::arrivals() {
  std::vector<InitialArrival> all;
  thought_ = run_.requests.create();
  run_.clear_values(thought_);
  for (Index i = 0; i < run_.model.initials.size(); ++i) {
    run_.requests[thought_].step = run_.model.initials[i].at;
    if (run_.model.initials[i].stream != none) {
      add_anonymous(i, all);
    } else {
      add_persons(i, all);
    }
  }
  run_.requests.release(thought_);
  std::sort(all.begin(), all.end(), [](const InitialArrival& a, const InitialArrival& b) {
    return a.age_ms != b.age_ms ? a.age_ms > b.age_ms : a.entity < b.entity;
  });
  return all;
}

void InitialStart::add_anonymous(Index index, std::vector<InitialArrival>& all) {
  const InitialRequests& initial = run_.model.initials[index];
  const Laws laws = laws_of(initial);
  think_of(nullptr, nobody, initial.set);
  const std::uint64_t entity = combine(initial.address, 0);
  const double time = initial.state == InitialRequests::State::waiting ? waited_ms(initial) : mean_ms(initial);
  const std::uint32_t n = initial.stock.empty() ? poisson(initial.per_ms * initial.share * time, entity, initial)
                                                : static_cast<std::uint32_t>(initial.stock[0] + 0.5);
  for (std::uint32_t k = 0; k < n; ++k) add({combine(entity, k + 1U), nobody, index, &initial.set, 0, 0}, laws, all);
}

// Of each person as many as the stream brings in the time that one is there: the counts of a stock that has always been
// there are Poisson counts. A stock that is written down is in or out.
void InitialStart::add_persons(Index index, std::vector<InitialArrival>& all) {
  const InitialRequests& initial = run_.model.initials[index];
  const Laws laws = laws_of(initial);
  const DemandFamily* family = initial.family == none ? nullptr : &run_.model.families[initial.family];
  const People& people = run_.people;
  std::vector<double> rates(initial.entries.size());
  for (std::uint32_t i = 0; i < people.size(); ++i) {
    if (!people.there(i)) continue;
    const Person& person = people[i];
    const std::uint64_t of_person = combine(person.entity, initial.address);
    const double need = family == nullptr || family->need == none ? 1 : double{people.needs(family->need)[i]};
    const std::uint32_t stratum = family == nullptr ? 0 : stratum_of(family->stratum, person);
    double total = 0;
    for (std::size_t e = 0; e < rates.size(); ++e) {
      const DemandEntry& entry = family->entries[initial.entries[e]];
      rates[e] = entry.rate[stratum] * need * factor_of(entry, run_.parameters, person);
      total += rates[e];
    }
    if (!initial.stock.empty()) {
      think_of(&person, i, initial.set);
      const RandomBlock block = random_block(run_.key, of_person, initial.address, 0);
      if (!(uniform(block[0]) < initial.stock[values().row(initial.key, thought())])) continue;
      // Which label: as often as the stream brings it.
      const std::vector<SetStep>* set = &initial.set;
      double upto = 0;
      for (std::size_t e = 0; e < rates.size(); ++e) {
        if (rates[e] == 0) continue;
        set = &family->entries[initial.entries[e]].set;
        upto += rates[e];
        if (uniform(block[1]) * total < upto) break;
      }
      think_of(&person, i, *set);
      add({combine(of_person, 1), i, index, set, 0, 0}, laws, all);
      continue;
    }
    for (std::size_t e = 0; e < rates.size(); ++e) {
      if (rates[e] == 0) continue;
      const DemandEntry& entry = family->entries[initial.entries[e]];
      think_of(&person, i, entry.set);
      const double time = initial.state == InitialRequests::State::waiting ? waited_ms(initial) : mean_ms(initial);
      const std::uint64_t entity = combine(of_person, name_hash(entry.name));
      const std::uint32_t n = poisson(rates[e] / limits::year_ms * initial.share * time, entity, initial);
      for (std::uint32_t k = 0; k < n; ++k) add({combine(entity, k + 1U), i, index, &entry.set, 0, 0}, laws, all);
    }
  }
}

// How long the request that is thought of has been there, and how long it will be. Those who wait came evenly over the
// time that the first of them has waited. A time that has begun is met as often as it lasts long, at any moment of it.
void InitialStart::add(InitialArrival arrival, const Laws& laws, std::vector<InitialArrival>& all) const {
  const InitialRequests& initial = run_.model.initials[arrival.initial];
  const RandomBlock block = random_block(run_.key, arrival.entity, initial.address, 0);
  if (initial.state == InitialRequests::State::waiting) {
    arrival.age_ms = static_cast<std::int64_t>(uniform(block[0]) * waited_ms(initial) + 0.5);
    all.push_back(arrival);
    return;
  }
  const TimeSource& time = *time_at(initial);
  const std::optional<LengthBiased>& law = laws[values().row(time.key, thought())];
  if (!law) return;
  const double ms = std::min(limits::longest_drawn, multiplier(time) * law->sample([&](std::uint32_t attempt) {
    return random_block(run_.key, arrival.entity, initial.address, first_of_time + attempt);
  }));
  arrival.age_ms = static_cast<std::int64_t>(uniform(block[0]) * ms + 0.5);
  arrival.rest_ms = std::max<std::int64_t>(0, static_cast<std::int64_t>(ms + 0.5) - arrival.age_ms);
  all.push_back(arrival);
}

void InitialStart::think_of(const Person* person, std::uint32_t index, const std::vector<SetStep>& set) {
  run_.requests[thought_].person = index;
  set_labels(thought_, person, set);
}

// As those of any request that arises: see RegionSimulation::arrive.
void InitialStart::set_labels(std::uint32_t id, const Person* person, const std::vector<SetStep>& set) {
  if (!run_.has_labels) return;
  RequestLabels first;
  if (person != nullptr) {
    const Arrival::Owner owner = owner_of(*person, lists_);
    first.owner = owner.entity;
    first.own_server = owner.own_server;
    std::copy(std::begin(owner.place), std::end(owner.place), first.place);
  }
  run_.requests.set_labels(id, first);
  RequestLabels& labels = run_.requests.labels(id);
  if (person != nullptr) {
    std::memcpy(labels.bytes() + owner_slot(run_.model.variables.size(), 0), person->labels(),
                label_room(run_.model.attributes.size()));
  }
  for (const SetStep& one : set) labels.at[one.variable] = one.value;
}

// The time that one is at the step; nullptr of those who wait.
const TimeSource* InitialStart::time_at(const InitialRequests& initial) const {
  const Step& step = run_.model.steps[initial.at];
  if (initial.state == InitialRequests::State::asleep) return &run_.model.verbs.delay[step.index].time;
  if (initial.state == InitialRequests::State::served) return &run_.model.verbs.seize[step.index].time;
  return nullptr;
}

InitialStart::Laws InitialStart::laws_of(const InitialRequests& initial) const {
  Laws laws;
  const TimeSource* const time = time_at(initial);
  if (time == nullptr) return laws;
  for (const Index table : time->tables) {
    laws.emplace_back();
    if (table != none && run_.model.times[table]->mean() > 0) laws.back().emplace(*run_.model.times[table]);
  }
  return laws;
}

double InitialStart::multiplier(const TimeSource& time) const {
  if (time.factor == none) return 1;
  return std::max(0.0, time.multiplier(values().parameter(time.factor, thought())));
}

double InitialStart::mean_ms(const InitialRequests& initial) const {
  const TimeSource& time = *time_at(initial);
  const Index table = time.tables[values().row(time.key, thought())];
  return table == none ? 0 : run_.model.times[table]->mean() * multiplier(time);
}

// Drawn once for each pool: all who wait there came within the same time.
double InitialStart::waited_ms(const InitialRequests& initial) const {
  const std::uint32_t pool = values().pool(run_.model.verbs.seize[run_.model.steps[initial.at].index].pool, thought());
  if (pool == nobody) return 0;
  const RandomBlock block =
      random_block(run_.key, combine(run_.region.pools[pool].entity, initial.address), initial.address, 0);
  return std::min(limits::longest_drawn,
                  run_.model.times[initial.waited.tables[0]]->sample(block[0]) * multiplier(initial.waited));
}

std::uint32_t InitialStart::poisson(double mean, std::uint64_t entity, const InitialRequests& initial) const {
  std::uint32_t n = 0;
  for (std::uint32_t part = 0; mean > 0; ++part, mean -= poisson_mean_limit) {
    const RandomBlock block = random_block(run_.key, entity, initial.address, part);
    n += poisson_count(std::min(mean, poisson_mean_limit), block[3]);
  }
  return n;
}

// Those who sleep or are served first: so that those who wait find their servers taken.
void InitialStart::begin() {
  std::vector<InitialArrival> waiting;
  for (const InitialArrival& arrival : arrivals()) {
    switch (run_.model.initials[arrival.initial].state) {
      case InitialRequests::State::asleep:
        fall_asleep(arrival);
        break;
      case InitialRequests::State::served:
        if (!be_served(arrival)) waiting.push_back(arrival);
        break;
      case InitialRequests::State::waiting:
        waiting.push_back(arrival);
        break;
    }
  }
  std::vector<std::int32_t> on_duty;
  for (std::uint32_t pool = 0; pool < run_.servers.size(); ++pool) {
    on_duty.push_back(run_.servers[pool].on_duty);
    run_.servers[pool].on_duty = 0;
  }
  for (const InitialArrival& arrival : waiting) wait(arrival);
  run_.clock.now = 0;
  for (std::uint32_t pool = 0; pool < run_.servers.size(); ++pool) {
    run_.servers[pool].on_duty = on_duty[pool];
    if (run_.servers[pool].queue_length > 0) Services(run_).touch(pool);
  }
  Services(run_).serve_touched();
}

// A record that is at its step. It enters the run when it is known to stay.
std::uint32_t InitialStart::create(const InitialArrival& arrival) {
  const InitialRequests& initial = run_.model.initials[arrival.initial];
  const std::uint32_t id = run_.requests.create();
  Request& request = run_.requests[id];
  request.entity = arrival.entity;
  request.arrived = -arrival.age_ms;
  request.person = arrival.person;
  request.state = RequestState::moving;
  set_labels(id, arrival.person == nobody ? nullptr : &run_.people[arrival.person], *arrival.set);
  run_.clear_values(id);
  if (run_.plans[initial.at].step.again != none) run_.visits.note(run_.requests, id, run_.plans[initial.at].step);
  request.step = initial.at;
  return id;
}

void InitialStart::fall_asleep(const InitialArrival& arrival) {
  const InitialRequests& initial = run_.model.initials[arrival.initial];
  const std::uint32_t id = create(arrival);
  std::vector<std::uint32_t> pools;
  for (const Index kind : initial.holds) {
    pools.push_back(values().pool_at(kind, run_.requests[id]));
    if (pools.back() == nobody || !has_room(pools.back())) return run_.requests.release(id);
  }
  enter(id);
  Request& request = run_.requests[id];
  for (const std::uint32_t pool : pools) {
    run_.holds.add_claim(request, pool, 0, 0);
    run_.servers.seize(run_.requests, run_.servers[pool], 0, id, 0);
  }
  StepRunner(run_).sleep_at(id, run_.plans[initial.at], arrival.rest_ms);
}

bool InitialStart::be_served(const InitialArrival& arrival) {
  const std::uint32_t id = create(arrival);
  Request& request = run_.requests[id];
  const StepPlan& plan = run_.plans[request.step];
  const std::uint32_t pool = values().pool(plan.seize->pool, request);
  if (pool == nobody || !has_room(pool)) {
    run_.requests.release(id);
    return pool == nobody;
  }
  enter(id);
  request.pool = pool;
  request.work = arrival.rest_ms;
  request.branch = random_block(run_.key, request.entity, plan.time_address, request.visit)[branch_lane];
  request.priority_class = static_cast<std::uint8_t>(values().priority_class(plan, request));
  request.state = RequestState::in_service;
  run_.servers.seize(run_.requests, run_.servers[pool], request.priority_class, id, 0);
  run_.events.push({event_key(request.work, EventKind::service_end), id, 0});
  return true;
}

// It joined the queue in the past. Who had patience for less, or finds no such pool or a full queue, is not there.
void InitialStart::wait(const InitialArrival& arrival) {
  const std::uint32_t id = create(arrival);
  Request& request = run_.requests[id];
  const StepPlan& plan = run_.plans[request.step];
  const RandomBlock block = random_block(run_.key, request.entity, plan.time_address, request.visit);
  run_.clock.now = -arrival.age_ms;
  const std::uint32_t pool = values().pool(plan.seize->pool, request);
  bool waits = pool != nobody && run_.servers[pool].queue_length < run_.servers[pool].length_limit;
  if (waits && plan.has_patience) {
    const std::int64_t patience = values().draw_time(plan.seize->patience, request, block[patience_lane]);
    waits = patience < 0 || patience > arrival.age_ms;
  }
  if (!waits) return run_.requests.release(id);
  enter(id);
  DRAAGKRACHT_ENSURE(Services(run_).enter_seize(id, request, plan, block) == none);
}

void InitialStart::enter(std::uint32_t id) {
  ++run_.observer.entered;
  if (run_.trace == nullptr) return;
  run_.trace->enters(id);
  run_.trace->reaches(id, run_.requests[id].step);
}

}  // namespace draagkracht
