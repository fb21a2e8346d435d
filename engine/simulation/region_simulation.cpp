// Events and pools of RegionSimulation. What steps do is in region_steps.cpp, the start of a day in region_day.cpp.
#include "engine/simulation/region_simulation.h"

#include <algorithm>

#include "engine/core/hash.h"
#include "engine/random/philox_bulk.h"

namespace draagkracht {

RegionSimulation::RegionSimulation(const Model& model, const Region& region, RandomKey key)
    : model_(model),
      region_(region),
      key_(key),
      calendar_(model.start_day, static_cast<std::int32_t>((model.horizon_ms + one_day.ms - 1) / one_day.ms) + 64, model.holidays),
      parameters_(model, region.population),
      observer_(model, region.pools.size(), static_cast<std::int32_t>((model.horizon_ms + one_week.ms - 1) / one_week.ms)),
      agenda_(calendar_.days()),
      events_(TieBreak{this}),
      on_duty_(region.pools.size() * static_cast<std::size_t>(observer_.weeks())) {
  for (const PoolInstance& instance : region.pools) {
    const PoolKind& kind = model.pools[instance.kind];
    const std::uint32_t pool = pools_.add(instance.kind, kind.rules);
    pools_[pool].length_limit = kind.queue_limit;
    running_first_.push_back(nobody);
    if (kind.rules.preemptible != 0) {
      running_first_.back() = static_cast<std::uint32_t>(running_.size());
      running_.resize(running_.size() + static_cast<std::size_t>(kind.rules.classes));
    }
    if (instance.fixed >= 0) pools_[pool].on_duty = instance.fixed;
  }
  closing_.assign(region.pools.size(), -1);
  duty_since_.assign(region.pools.size(), 0);
  present_.assign(region.pools.size(), 0);
  for (const PoolKind& kind : model.pools) books_.emplace_back(kind.has_book ? kind.book : BookRules{300'000, 0, 0, {}, 0});
  for (const PoolInstance& instance : region.pools) {
    if (!model.pools[instance.kind].has_book) continue;
    const std::uint16_t servers = instance.roster == nobody ? std::uint16_t{1} : region.rosters[instance.roster].servers;
    const std::uint32_t book = books_[instance.kind].add(servers);
    DRAAGKRACHT_ENSURE(book == instance.book);
  }
  if (region.population != nullptr) {
    person_states_.resize(region.population->persons.size());
    if (!model.families.empty() || !model.due_visits.empty()) demand_.emplace(model, *region.population, calendar_, key);
  }
  habits_.assign(model.diffusions.size(), -1.0);
  stream_counts_.resize(model.streams.size());
  stream_times_.resize(model.streams.size());
  streams_ahead_.resize(model.streams.size());
}

void RegionSimulation::run() {
  parameters_.set_day(0);
  for (std::uint32_t stream = 0; stream < model_.streams.size(); ++stream) schedule_arrival(stream);
  const auto days = static_cast<std::int32_t>((model_.horizon_ms + one_day.ms - 1) / one_day.ms);
  for (std::int32_t d = 0; d < days; ++d) {
    begin_day(d);
    run_day(d);
    if (model_.arrivals > 0 && created_ >= model_.arrivals && requests_.alive() == 0) break;
  }
  DRAAGKRACHT_ENSURE(observer_.entered == observer_.left + in_progress());
}

void RegionSimulation::run_day(std::int32_t d) {
  const std::int64_t end_key = event_key(std::min(start_of_day(d + 1).ms, model_.horizon_ms), EventKind::service_end);
  const std::vector<Event>& known = today_.sorted();
  std::size_t next = 0;
  for (;;) {
    const std::int64_t known_key = next < known.size() ? known[next].key : no_event;
    const std::int64_t heap_key = events_.first_key();
    if (std::min(known_key, heap_key) >= end_key) return;
    if (known_key < heap_key) {
      handle(known[next++], true);
    } else if (known_key > heap_key) {
      handle(events_.take_first(), false);
    } else {
      const Event first = events_.take_first();
      const bool known_first = identity(known[next], true) < identity(first, false);
      if (known_first) {
        events_.push(first);
        handle(known[next++], true);
      } else {
        handle(first, false);
      }
    }
  }
}

void RegionSimulation::handle(const Event& event, bool from_day_list) {
  now_ = event_ms(event.key);
  switch (event_kind(event.key)) {
    case EventKind::service_end:
      if (requests_[event.id].stamp != static_cast<std::uint16_t>(event.stamp)) return;
      ++observer_.timed_events;
      end_service(event.id);
      break;
    case EventKind::calendar:
      ++observer_.timed_events;
      change_duty(event.id, event.stamp);
      break;
    case EventKind::delay_end: {
      ++observer_.timed_events;
      Request& request = requests_[event.id];
      request.state = RequestState::moving;
      advance(event.id, static_cast<Index>(request.branch));
      break;
    }
    case EventKind::patience_end:
      if (requests_[event.id].stamp != static_cast<std::uint16_t>(event.stamp)) return;
      ++observer_.timed_events;
      lose_patience(event.id);
      break;
    case EventKind::arrival:
      ++observer_.timed_events;
      if (from_day_list) {
        arrive((*arrivals_)[event.id]);
      } else {
        arrive_anonymous(event.id);
      }
      break;
  }
  while (!ready_.empty()) {
    const std::uint32_t child = ready_.back();
    ready_.pop_back();
    advance(child, static_cast<Index>(requests_[child].branch));
  }
}

RegionSimulation::Identity RegionSimulation::identity(const Event& event, bool from_day_list) const {
  switch (event_kind(event.key)) {
    case EventKind::calendar: return {event.id, event.stamp, 0};
    case EventKind::arrival:
      if (from_day_list) return {(*arrivals_)[event.id].entity, 0, 0};
      return {model_.streams[event.id].address, 0, 0};
    default: break;
  }
  const Request& request = requests_[event.id];
  return {request.entity, model_.steps[request.step].address, request.visit};
}

void RegionSimulation::arrive(const Arrival& arrival) {
  const std::uint32_t id = requests_.create();
  Request& request = requests_[id];
  request.entity = arrival.entity;
  request.arrived = now_;
  request.person = arrival.person;
  request.state = RequestState::moving;
  for (const SetStep& set : demand_->set(arrival.set)) request.values[set.variable] = set.value;
  ++observer_.entered;
  advance(id, arrival.enters);
}

// A stream's customers have consecutive entities, so that their gaps and first blocks are made in bulk.
void RegionSimulation::look_ahead(std::uint32_t stream_index) {
  const Stream& stream = model_.streams[stream_index];
  StreamAhead& ahead = streams_ahead_[stream_index];
  const std::uint32_t first = stream_counts_[stream_index];
  const std::uint64_t entity = std::uint64_t{stream.address} << 32;
  std::array<RandomBlock, StreamAhead::most / 4> gaps;
  random_blocks(key_, entity + first / 4, gaps.size(), stream.address, 0, gaps.data());
  const QuantileTable& interval = model_.times[stream.interval];
  for (std::size_t i = 0; i < StreamAhead::most; ++i) {
    ahead.gaps[i] = static_cast<std::int64_t>(interval.sample(gaps[i / 4][i % 4]) + 0.5);
  }
  const Step& step = model_.steps[stream.enters];
  if (step.kind == StepKind::task) {
    random_blocks(key_, entity + first, StreamAhead::most, model_.tasks[step.index].time_address, 0, ahead.blocks.data());
  }
}

void RegionSimulation::arrive_anonymous(std::uint32_t stream_index) {
  const Stream& stream = model_.streams[stream_index];
  const std::uint32_t n = stream_counts_[stream_index]++;
  const RandomBlock first_block = streams_ahead_[stream_index].blocks[n % StreamAhead::most];
  const std::uint32_t id = requests_.create();
  Request& request = requests_[id];
  request.entity = (std::uint64_t{stream.address} << 32) + n;
  request.arrived = now_;
  request.state = RequestState::moving;
  for (const SetStep& set : stream.set) request.values[set.variable] = set.value;
  ++observer_.entered;
  ++created_;
  schedule_arrival(stream_index);
  const Step& step = model_.steps[stream.enters];
  if (step.kind == StepKind::task) {
    request.step = stream.enters;
    Index at = none;
    if (!enter_task(id, step, first_block, at)) advance(id, at);
  } else {
    advance(id, stream.enters);
  }
}

void RegionSimulation::schedule_arrival(std::uint32_t stream_index) {
  if (model_.arrivals > 0 && created_ >= model_.arrivals) return;
  const std::uint32_t n = stream_counts_[stream_index];
  if (n % StreamAhead::most == 0) look_ahead(stream_index);
  stream_times_[stream_index] += streams_ahead_[stream_index].gaps[n % StreamAhead::most];
  if (stream_times_[stream_index] < model_.horizon_ms) {
    events_.push({event_key(stream_times_[stream_index], EventKind::arrival), stream_index, 0});
  }
}

void RegionSimulation::change_duty(std::uint32_t pool_index, std::uint32_t packed) {
  PoolState& pool = pools_[pool_index];
  const std::uint32_t what = packed >> 24;
  const std::uint32_t level = packed & 0xffffffU;
  const PoolKind& kind = model_.pools[pool.rules];
  if (what != servers_level >> 24) {
    pools_.set_limit(kind.rules, pool, static_cast<int>(what), level);
  } else {
    duty_since_[pool_index] = now_;
    const bool waits_at_closing = kind.overtime && level == 0 && pool.waiting != 0;
    closing_[pool_index] = waits_at_closing ? 0 : -1;
    if (!waits_at_closing) pool.on_duty = static_cast<std::int32_t>(level);
  }
  start_waiting(pool_index);
}

void RegionSimulation::join(std::uint32_t id, const TaskStep& task, std::uint32_t pool_index, int priority_class) {
  PoolState& pool = pools_[pool_index];
  Request& request = requests_[id];
  request.pool = pool_index;
  request.since = now_;
  if (pools_.can_start_now(pool, priority_class)) {
    start(id, pool_index, priority_class);
    return;
  }
  request.state = RequestState::waiting;
  ++request.stamp;
  pools_.join_tail(requests_, pool, priority_class, id);
  if (model_.pools[pool.rules].rules.preemptible != 0 && pool.busy >= pool.on_duty) {
    preempt_for(pool_index, priority_class);
    if (request.state != RequestState::waiting) return;
  }
  if (task.patience.any) {
    const RandomBlock block = random_block(key_, request.entity, task.time_address, request.visit);
    const std::int64_t limit = draw_time(task.patience, request, block[patience_lane]);
    if (limit >= 0 && now_ + limit < start_of_day(day_index(Time{now_}) + 1).ms) {
      events_.push({event_key(now_ + limit, EventKind::patience_end), id, request.stamp});
    }
  }
}

void RegionSimulation::start(std::uint32_t id, std::uint32_t pool_index, int priority_class) {
  PoolState& pool = pools_[pool_index];
  Request& request = requests_[id];
  const PoolRules& rules = model_.pools[pool.rules].rules;
  pools_.occupy(rules, pool, priority_class);
  const Step& step = model_.steps[request.step];
  if (step.kind == StepKind::task) {
    const TaskStep& task = model_.tasks[step.index];
    if (task.wait != none && request.state != RequestState::interrupted && counting()) {
      const WaitMeasure& measure = model_.waits[task.wait];
      const std::int64_t since = measure.from == WaitMeasure::arrival ? request.arrived : request.since;
      observer_.add_wait(model_, task.wait, row(measure.key, request), now_ - since + measure.plus);
    }
  }
  request.state = RequestState::in_service;
  request.since = now_;
  ++request.stamp;
  ++observer_.service_starts;
  if (running_first_[pool_index] != nobody) {
    RequestQueue& list = running_[running_first_[pool_index] + static_cast<std::uint32_t>(priority_class)];
    request.next = nobody;
    request.prev = list.tail;
    (list.tail == nobody ? list.head : requests_[list.tail].next) = id;
    list.tail = id;
  }
  events_.push({event_key(now_ + request.work, EventKind::service_end), id, request.stamp});
}

void RegionSimulation::start_waiting(std::uint32_t pool_index) {
  PoolState& pool = pools_[pool_index];
  for (;;) {
    const int priority_class = pools_.next_class(pool);
    if (priority_class < 0) break;
    const std::uint32_t id = pools_.head(pool, priority_class);
    pools_.leave(requests_, pool, priority_class, id);
    start(id, pool_index, priority_class);
  }
  if (closing_[pool_index] == 0 && pool.waiting == 0) {
    closing_[pool_index] = -1;
    pool.on_duty = 0;
  }
}

int RegionSimulation::class_of(const Request& request) const {
  const Step& step = model_.steps[request.step];
  if (step.kind != StepKind::task) return request.values[0];  // a side job keeps its class there
  const TaskStep& task = model_.tasks[step.index];
  return task.classes[label(task.priority_source, request)];
}

void RegionSimulation::end_service(std::uint32_t id) {
  Request& request = requests_[id];
  const std::uint32_t pool_index = request.pool;
  PoolState& pool = pools_[pool_index];
  const int priority_class = class_of(request);
  account_service(pool_index, request.since, now_);
  if (pool.busy > pool.on_duty || closing_[pool_index] == 0) {
    const std::int64_t from = std::max({request.since, duty_since_[pool_index], model_.warm_up_ms});
    if (now_ > from) observer_.overtime(pool_index) += now_ - from;
  }
  if (running_first_[pool_index] != nobody) {
    RequestQueue& list = running_[running_first_[pool_index] + static_cast<std::uint32_t>(priority_class)];
    (request.prev == nobody ? list.head : requests_[request.prev].next) = request.next;
    (request.next == nobody ? list.tail : requests_[request.next].prev) = request.prev;
  }
  pools_.release(model_.pools[pool.rules].rules, pool, priority_class);
  request.state = RequestState::moving;
  ++request.stamp;
  const Step& step = model_.steps[request.step];
  if (step.kind != StepKind::task) {  // a side job is done
    --side_jobs_;
    requests_.release(id);
    start_waiting(pool_index);
    return;
  }
  const TaskStep& task = model_.tasks[step.index];
  if (task.after_work.any) {
    const RandomBlock block = random_block(key_, combine(request.entity, task.time_address), task.time_address, request.visit);
    const std::int64_t work = draw_time(task.after_work, request, block[service_lane]);
    if (work > 0) start_side_job(request, pool_index, task.after_class, work, task.time_address);
  }
  start_waiting(pool_index);
  advance(id, finish_task(id, step, task));
}

void RegionSimulation::account_service(std::uint32_t pool_index, std::int64_t from, std::int64_t to) {
  const std::int64_t start_ms = std::max(from, model_.warm_up_ms);
  if (to <= start_ms) return;
  observer_.busy(pool_index, static_cast<std::int32_t>(start_ms / one_week.ms)) += to - start_ms;
}

void RegionSimulation::lose_patience(std::uint32_t id) {
  Request& request = requests_[id];
  DRAAGKRACHT_ENSURE(request.state == RequestState::waiting);
  const Step& step = model_.steps[request.step];
  const TaskStep& task = model_.tasks[step.index];
  pools_.leave(requests_, pools_[request.pool], class_of(request), id);
  ++request.stamp;
  request.state = RequestState::moving;
  if (task.wait != none && counting()) {
    ++observer_.waits[task.wait][row(model_.waits[task.wait].key, request)].left;
  }
  start_waiting(request.pool);
  advance(id, task.on_patience);
}

void RegionSimulation::preempt_for(std::uint32_t pool_index, int priority_class) {
  PoolState& pool = pools_[pool_index];
  const PoolRules& rules = model_.pools[pool.rules].rules;
  if (((pool.open >> priority_class) & 1U) == 0 || pool.busy > pool.on_duty) return;
  for (int victim_class = rules.classes - 1; victim_class > priority_class; --victim_class) {
    if (((rules.preemptible >> victim_class) & 1U) == 0) continue;
    RequestQueue& list = running_[running_first_[pool_index] + static_cast<std::uint32_t>(victim_class)];
    if (list.tail == nobody) continue;
    const std::uint32_t id = list.tail;  // the latest start
    Request& victim = requests_[id];
    list.tail = victim.prev;
    (victim.prev == nobody ? list.head : requests_[victim.prev].next) = nobody;
    account_service(pool_index, victim.since, now_);
    pools_.release(rules, pool, victim_class);
    victim.work -= static_cast<std::int32_t>(now_ - victim.since);
    victim.since = now_;
    victim.state = RequestState::interrupted;
    ++victim.stamp;
    pools_.join_head(requests_, pool, victim_class, id);
    start_waiting(pool_index);
    return;
  }
}

void RegionSimulation::start_side_job(const Request& parent, std::uint32_t pool_index, int priority_class,
                                      std::int64_t work, std::uint32_t salt) {
  const std::uint64_t entity = combine(parent.entity, combine(salt, parent.visit));
  const std::uint32_t person = parent.person;
  const std::uint32_t id = requests_.create();  // may move the records: `parent` is not used behind this line
  Request& job = requests_[id];
  ++side_jobs_;
  job.entity = entity;
  job.person = person;
  job.arrived = now_;
  job.since = now_;
  job.step = 0;
  job.pool = pool_index;
  job.work = static_cast<std::int32_t>(work);
  job.values[0] = static_cast<std::uint8_t>(priority_class);
  observer_.asked(pool_index, week_) += work;
  PoolState& pool = pools_[pool_index];
  if (pools_.can_start_now(pool, priority_class)) {
    start(id, pool_index, priority_class);
  } else {
    job.state = RequestState::waiting;
    ++job.stamp;
    pools_.join_tail(requests_, pool, priority_class, id);
    if (model_.pools[pool.rules].rules.preemptible != 0 && pool.busy >= pool.on_duty) preempt_for(pool_index, priority_class);
  }
}

}  // namespace draagkracht
