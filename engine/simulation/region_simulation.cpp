// RegionSimulation: its making, a run, and the rarer events. What every event goes through is in region_loop.cpp, what
// steps do in region_steps.cpp, the start of a day in region_day.cpp.
#include "engine/simulation/region_simulation.h"

#include <algorithm>
#include <limits>

#include "engine/core/hash.h"
#include "engine/core/huge_pages.h"
#include "engine/random/philox_bulk.h"
#include "engine/simulation/conservation.h"

namespace draagkracht {

RegionSimulation::RegionSimulation(const Model& model, const Region& region, RandomKey key)
    : model_(model),
      region_(region),
      key_(key),
      calendar_(model.start_day,
                static_cast<std::int32_t>((model.horizon_ms + one_day.ms - 1) / one_day.ms) +
                    AppointmentBooks::most_lead_days,
                model.holidays),
      parameters_(model, region.population),
      observer_(model, region.pools.size(), static_cast<std::int32_t>((model.horizon_ms + one_week.ms - 1) / one_week.ms)),
      plans_(plan_steps(model, region, observer_)),
      tallies_(plan_tallies(model)),
      tallies_whole_run_(std::any_of(tallies_.begin(), tallies_.end(), [](const TallyPlan& tally) { return tally.whole_run; })),
      has_labels_(!model.variables.empty() || region.population != nullptr),
      warm_up_ms_(model.warm_up_ms),
      horizon_ms_(model.horizon_ms),
      most_arrivals_(model.arrivals > 0 ? model.arrivals : std::numeric_limits<std::int64_t>::max()),
      agenda_(calendar_.days()),
      events_(TieBreak{this}),
      numbers_each_(model.numbers.size() + (model.keeps_waits ? 1 : 0)),
      on_duty_(region.pools.size() * static_cast<std::size_t>(observer_.weeks())) {
  for (const PoolInstance& instance : region.pools) {
    const PoolKind& kind = model.pools[instance.kind];
    const std::uint32_t pool = pools_.add(instance.kind, kind.rules);
    PoolState& state = pools_[pool];
    if (kind.queue_limit != 0xffff) state.length_limit = kind.queue_limit;
    if (kind.ageing_ms > 0) state.special |= has_ageing;
    if (kind.hands_over) state.special |= has_preemption;
    occupancy_first_.push_back(static_cast<std::uint32_t>(observer_.occupancy.size()));
    if (kind.occupancy_levels > 0) {
      state.special |= has_occupancy;
      observer_.occupancy.resize(observer_.occupancy.size() + kind.occupancy_levels + 1U);
    }
    running_first_.push_back(nobody);
    if ((state.special & has_preemption) != 0) {
      running_first_.back() = static_cast<std::uint32_t>(running_.size());
      running_.resize(running_.size() + static_cast<std::size_t>(kind.rules.classes));
    }
    if (instance.fixed >= 0) pools_[pool].on_duty = instance.fixed;
    if (instance.fixed < 0 && kind.on_closed != none) state.length_limit = 0;  // until the first change of duty
  }
  observer_.audited.resize(observer_.occupancy.size());
  level_since_.assign(region.pools.size(), 0);
  for (const Model::Global& global : model.globals) globals_.push_back(global.value);
  for (const TaskStep& task : model.tasks) {
    if (task.with.empty()) continue;
    for (std::uint32_t pool = 0; pool < pools_.size(); ++pool) {
      const Index kind = region.pools[pool].kind;
      const bool here = kind == task.pool.pools[0] || std::find(task.with.begin(), task.with.end(), kind) != task.with.end();
      if (here) pools_[pool].special |= has_joint;
    }
  }
  overtime_since_.assign(region.pools.size(), 0);
  busy_before_.assign(region.pools.size(), 0);
  present_.assign(region.pools.size(), 0);
  for (const PoolKind& kind : model.pools) books_.emplace_back(kind.has_book ? kind.book : BookRules{300'000, 0, 0, {}, 0});
  for (const PoolInstance& instance : region.pools) {
    if (!model.pools[instance.kind].has_book) continue;
    const std::uint16_t servers = instance.roster == nobody ? std::uint16_t{1} : region.rosters[instance.roster].servers;
    const std::uint32_t book = books_[instance.kind].add(servers);
    DRAAGKRACHT_ENSURE(book == instance.book);
  }
  if (region.population != nullptr) {
    const std::size_t persons = region.population->persons.size();
    person_counts_.set_persons(persons);
    requests_.reserve(persons / 3);
    if (!model.families.empty() || !model.due_visits.empty()) demand_.emplace(model, *region.population, calendar_, key);
  }
  window_on_duty_.assign(model.windows.size(), 0);
  habits_.assign(model.diffusions.size(), -1.0);
  for (const Stream& stream : model.streams) {
    StreamState& state = streams_.emplace_back();
    state.customer.state = RequestState::moving;
    state.enters = stream.enters;
    state.enters_task = model.steps[stream.enters].kind == StepKind::task;
    state.customer.entity = std::uint64_t{stream.address} << 32;  // of the first; the others count on
    for (const SetStep& set : stream.set) state.labels.at[set.variable] = set.value;
    state.next_ms = stream.pace == none ? stream.start_ms : end_of_time.ms;
  }
  paced_.resize(streams_.size());
  pieces_.resize(streams_.size());
}

void RegionSimulation::run_to(std::int32_t day) {
  if (next_day_ == 0 && day > 0) {
    parameters_.set_day(0);
    for (std::uint32_t stream = 0; stream < model_.streams.size(); ++stream) start_stream(stream);
  }
  for (; next_day_ < day && !all_gone_; ++next_day_) {
    begin_day(next_day_);
    run_day(next_day_);
    if (!claims_.empty()) fail_on_deadlock();
    all_gone_ = model_.arrivals > 0 && created_ >= model_.arrivals && requests_.alive() == 0;
  }
}

// What two simulations must have in common for their state to mean the same: far from all, but mistakes show here.
std::array<std::uint64_t, 4> RegionSimulation::shape() const {
  return {model_.steps.size(), region_.pools.size(), static_cast<std::uint64_t>(horizon_ms_),
          static_cast<std::uint64_t>(warm_up_ms_)};
}

SavedState RegionSimulation::save() {
  SavedState state;
  state.put(shape());
  visit([&](const char*, const auto& value) { state.put(value); });
  state.end();
  return state;
}

void RegionSimulation::take_up(const SavedState& state) {
  DRAAGKRACHT_ENSURE(next_day_ == 0);
  SavedState::Reader reader(state);
  std::array<std::uint64_t, 4> its_shape{};
  reader.get(its_shape);
  DRAAGKRACHT_ENSURE(its_shape == shape());
  visit([&](const char*, auto& value) { reader.get(value); });
  reader.finish();
}

void RegionSimulation::run() {
  run_to(static_cast<std::int32_t>((model_.horizon_ms + one_day.ms - 1) / one_day.ms));
  if (!all_gone_) now_ = horizon_ms_;
  account_running();
  check_laws();
  observer_.service_starts = service_ends_ + preempted_;
  for (std::uint32_t pool = 0; pool < pools_.size(); ++pool) observer_.service_starts += pools_[pool].busy;
}

// The warm-up ends.
void RegionSimulation::begin_counting() {
  observer_.forget_asked(week_);  // the week began within the warm-up
  now_ = warm_up_ms_;
  account_rests(-1);
  for (std::uint32_t pool = 0; pool < pools_.size(); ++pool) {
    busy_before_[pool] = PoolBank::time_seized(pools_[pool], warm_up_ms_);
    pools_.forget_past(requests_, pools_[pool], warm_up_ms_);
  }
}

// What neither arrives nor ends a service.
RegionSimulation::Move RegionSimulation::handle_rare(Event event) {
  if (event_kind(event.key) == EventKind::calendar) {
    ++observer_.timed_events;
    change_duty(event.id, event.stamp);
    return {};
  }
  Request& request = requests_[event.id];
  if (event_kind(event.key) == EventKind::patience_end) {
    if (request.stamp != static_cast<std::uint16_t>(event.stamp)) return {};
    ++observer_.timed_events;
    return {event.id, lose_patience(event.id)};
  }
  if (event_kind(event.key) == EventKind::ageing) {
    if (request.stamp == static_cast<std::uint16_t>(event.stamp) && request.state == RequestState::waiting) age(event.id);
    return {};
  }
  DRAAGKRACHT_ENSURE(event_kind(event.key) == EventKind::delay_end);
  ++observer_.timed_events;
  request.state = RequestState::moving;
  return {event.id, static_cast<Index>(request.branch)};
}

void RegionSimulation::go_on_with_children() {
  while (!ready_.empty()) {
    const std::uint32_t child = ready_.back();
    ready_.pop_back();
    advance(child, static_cast<Index>(requests_[child].branch));
  }
}

bool RegionSimulation::comes_before_known(const Event& known) {
  const Event first = events_.take_first();
  const bool before = identity(first, false) <= identity(known, true);
  events_.push(first);
  return before;
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
  return {request.entity, plans_[request.step].step.address, request.visit};
}

// A stream's customers have consecutive entities, so that their gaps and first blocks are made in bulk.
void RegionSimulation::look_ahead(StreamState& stream, std::uint32_t index) {
  const std::uint32_t address = model_.streams[index].address;
  const QuantileTable& interval = model_.times[model_.streams[index].interval];
  const std::uint64_t entity = stream.customer.entity;
  std::array<RandomBlock, StreamState::most / 4> gaps;
  random_blocks(key_, entity + stream.count / 4, gaps.size(), address, 0, gaps.data());
  for (std::size_t i = 0; i < StreamState::most; ++i) {
    stream.gaps[i] = static_cast<std::int64_t>(interval.sample(gaps[i / 4][i % 4]) + 0.5);
  }
  if (model_.streams[index].pace != none) stream.gaps.fill(0);  // schedule_paced draws them
  if (model_.streams[index].at_start && stream.count == 0) stream.gaps[0] = 0;
  if (stream.enters_task) {
    const std::uint32_t task_address = plans_[stream.enters].time_address;
    random_blocks(key_, entity + stream.count, StreamState::most, task_address, 0, stream.blocks.data());
  }
}

// The gap before a stream's next customer has the word that it would have without a pace.
void RegionSimulation::schedule_paced(std::uint32_t index) {
  const Stream& stream = model_.streams[index];
  const StreamState& state = streams_[index];
  const RandomBlock block = random_block(key_, state.customer.entity + state.count / 4, stream.address, 0);
  const bool first = stream.at_start && state.count == 0;
  paced_[index].gap = first ? 0 : model_.times[stream.interval].sample(block[state.count % 4]);
  run_gap(index);
}

// Lets the gap run to the next arrival, or to the end of the day.
void RegionSimulation::run_gap(std::uint32_t index) {
  const Stream& stream = model_.streams[index];
  PacedStream& paced = paced_[index];
  const std::vector<PacePiece>& pieces = pieces_[index];
  for (; paced.piece < pieces.size(); ++paced.piece) {
    const PacePiece& piece = pieces[paced.piece];
    if (paced.inside == 0) {
      paced.inside = 1;
      paced.at_ms = static_cast<double>(piece.from_ms);
      if (piece.opens) {
        const std::uint64_t entity = streams_[index].customer.entity + streams_[index].count;
        const RandomBlock block = random_block(key_, entity, stream.address, ++paced.openings);
        const bool at_start = stream.at_start && streams_[index].count == 0 && piece.from_ms == stream.start_ms;
        const bool at_once = at_start || model_.paces[stream.pace].first_at_opening;
        paced.gap = at_once ? 0 : model_.times[stream.interval].sample(block[0]);
      }
    }
    const double run = piece.speed * (static_cast<double>(piece.until_ms) - paced.at_ms);
    if (paced.gap < run) {
      paced.at_ms += paced.gap / piece.speed;
      const std::int64_t ms = std::min(static_cast<std::int64_t>(paced.at_ms), piece.until_ms - 1);
      if (ms < horizon_ms_) events_.push({event_key(ms, EventKind::arrival), index, 0});
      return;
    }
    paced.gap -= run;
    paced.inside = 0;
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
    note_overtime(pool_index, pool.busy);
    const bool waits_at_closing = kind.overtime && level == 0 && pool.waiting != 0;
    if (waits_at_closing) {
      pool.special |= is_closing;
    } else {
      pool.special &= static_cast<std::uint8_t>(~is_closing);
      pool.on_duty = static_cast<std::int32_t>(level);
    }
    if (kind.hands_over) hand_over(pool_index);
    if (kind.on_closed != none) {
      const std::uint32_t limit = kind.queue_limit != 0xffff ? kind.queue_limit : no_length_limit;
      pool.length_limit = pool.on_duty == 0 ? 0 : limit;
      if (pool.on_duty == 0) send_away(pool, kind.on_closed);
    }
  }
  start_waiting(pool);
  go_on_with_children();
}

void RegionSimulation::end_closing(PoolState& pool) {
  if ((pool.special & is_closing) == 0 || pool.waiting != 0) return;
  pool.special &= static_cast<std::uint8_t>(~is_closing);
  pool.on_duty = 0;
}

Index RegionSimulation::turned_away(const PoolState& pool, const TaskStep& task) const {
  const PoolKind& kind = model_.pools[pool.rules];
  return pool.on_duty == 0 && kind.on_closed != none ? kind.on_closed : task.on_full;
}

// All who wait go on elsewhere, the first in the queue first.
void RegionSimulation::send_away(PoolState& pool, Index step) {
  std::vector<std::uint32_t> leaving;
  for (std::uint32_t classes = pool.waiting; classes != 0; classes &= classes - 1) {
    for (std::uint32_t at = pools_.head(pool, std::countr_zero(classes)); at != nobody; at = requests_[at].next) {
      const std::uint32_t id = waiting_for(at);
      if (plans_[requests_[id].step].task != nullptr) leaving.push_back(id);  // work without a patient stays
    }
  }
  for (const std::uint32_t id : leaving) {
    Request& request = requests_[id];
    leave_queues(id, class_of(request));
    pools_[request.pool].waited += now_ - request.since;
    drop_unmet_claims(id);
    request.aged = 0;
    ++request.stamp;
    request.state = RequestState::moving;
    request.branch = step;
  }
  ready_.insert(ready_.end(), leaving.rbegin(), leaving.rend());
}

// More are served than are on duty now: those of the last class who started last are interrupted.
void RegionSimulation::hand_over(std::uint32_t pool_index) {
  PoolState& pool = pools_[pool_index];
  for (int priority_class = model_.pools[pool.rules].rules.classes - 1; priority_class >= 0; --priority_class) {
    const RequestQueue& list = running_[running_first_[pool_index] + static_cast<std::uint32_t>(priority_class)];
    while (pool.busy > pool.on_duty && list.tail != nobody) interrupt(pool_index, priority_class);
  }
}

void RegionSimulation::start_ageing(std::uint32_t id, PoolState& pool) {
  Request& request = requests_[id];
  request.aged = 0;
  const std::int64_t ms = now_ + model_.pools[pool.rules].ageing_ms;
  if (class_of(request) > 0) events_.push({event_key(ms, EventKind::ageing), id, request.stamp});
}

// A waiting request goes to the next better class, behind those who joined the queue before it.
void RegionSimulation::age(std::uint32_t id) {
  ++observer_.timed_events;
  Request& request = requests_[id];
  PoolState& pool = pools_[request.pool];
  const int from = class_of(request);
  pools_.leave(requests_, pool, from, id, now_);
  ++request.aged;
  pools_.join_in_order(requests_, pool, from - 1, id, now_);
  const std::int64_t ms = now_ + model_.pools[pool.rules].ageing_ms;
  if (from > 1) events_.push({event_key(ms, EventKind::ageing), id, request.stamp});
  start_waiting(pool);
}

void RegionSimulation::clear_numbers(std::uint32_t id) {
  numbers_.resize(std::max(numbers_.size(), requests_.slots() * numbers_each_));
  std::fill_n(numbers_.begin() + static_cast<std::ptrdiff_t>(id * numbers_each_), numbers_each_, 0.0);
}

// Services that go on when the run ends count until then, and so does what is still seized.
void RegionSimulation::account_running() {
  for (std::uint32_t id = 0; id < requests_.slots(); ++id) {
    const Request& request = requests_[id];
    if (request.state == RequestState::free) continue;
    const auto account = [&](std::uint32_t pool, std::int64_t since, bool held) {
      held ? account_holding(pool, since, now_) : account_service(pool, since, now_);
    };
    const TaskStep* task = task_in_service(request);
    if (request.state == RequestState::in_service) {
      account(request.pool, request.since, task != nullptr && task->holds(pools_[request.pool].rules));
    }
    for (std::uint32_t at = request.claims; at != nobody; at = claims_[at].next) {
      const Claim& claim = claims_[at];
      if (claim.since != not_yet) account(claim.pool, claim.since, task == nullptr || !task->frees(pools_[claim.pool].rules));
    }
  }
  account_rests(1);
  for (std::uint32_t pool = 0; pool < pools_.size(); ++pool) {
    if ((pools_[pool].special & has_occupancy) != 0) note_level(pool, pools_[pool].busy);
    note_overtime(pool, pools_[pool].busy);
  }
}

// So many servers were at work since overtime was looked at last: those above duty, or all if it is kept open for those
// who wait, have worked after hours since then.
void RegionSimulation::note_overtime(std::uint32_t pool_index, std::int32_t busy) {
  const PoolState& pool = pools_[pool_index];
  const std::int64_t from = std::max(overtime_since_[pool_index], warm_up_ms_);
  overtime_since_[pool_index] = now_;
  const std::int32_t above = (pool.special & is_closing) != 0 ? busy : busy - pool.on_duty;
  if (above > 0 && now_ > from) observer_.overtime(pool_index) += above * (now_ - from);
}

// What came, waited and was served adds up, whatever the model.
void RegionSimulation::check_laws() const {
  check_flow(observer_.entered, observer_.left, in_progress());
  if (now_ < warm_up_ms_) return;  // all came and went before anything counted
  for (std::uint32_t p = 0; p < pools_.size(); ++p) {
    const PoolState& pool = pools_[p];
    PoolSums sums;
    sums.held = PoolBank::time_held(pool, now_);
    sums.waited = pool.waited + pools_.time_waiting(requests_, pool, now_);
    sums.seized = PoolBank::time_seized(pool, now_);
    sums.overtime = observer_.overtime(p);
    for (std::int32_t week = warm_up_weeks(); week < weeks(); ++week) {
      sums.busy += busy(p, week);
      sums.on_duty += on_duty(p, week);
    }
    const PoolKind& kind = model_.pools[pool.rules];
    const bool has_places = kind.scope != 0 && region_.population != nullptr;
    check_pool(sums, kind.name, has_places ? region_.population->places[kind.scope][region_.pools[p].place].name : "");
  }
}

// Patience that ends on a later day is looked at again at the start of that day.
void RegionSimulation::limit_patience(std::uint32_t id, const TaskStep& task, std::uint32_t word) {
  const Request& request = requests_[id];
  const std::int64_t limit = draw_time(task.patience, request, word);
  if (limit >= 0 && now_ + limit < end_of_day_) {
    events_.push({event_key(now_ + limit, EventKind::patience_end), id, request.stamp});
  }
}

void RegionSimulation::start_special(std::uint32_t id, PoolState& pool, int priority_class) {
  if ((pool.special & has_occupancy) != 0) note_level(index_of(pool), pool.busy - 1);
  if ((pool.special & is_closing) != 0) note_overtime(index_of(pool), pool.busy - 1);
  if ((pool.special & has_ageing) != 0) requests_[id].aged = 0;
  if ((pool.special & has_limits) != 0) pools_.change_limit(model_.pools[pool.rules].rules, pool, priority_class, 1);
  if ((pool.special & has_preemption) != 0) {
    RequestQueue& list = running_[running_first_[index_of(pool)] + static_cast<std::uint32_t>(priority_class)];
    Request& request = requests_[id];
    request.next = nobody;
    request.prev = list.tail;
    (list.tail == nobody ? list.head : requests_[list.tail].next) = id;
    list.tail = id;
  }
}

int RegionSimulation::class_of(const Request& request) const {
  const StepPlan& plan = plans_[request.step];
  if (plan.task == nullptr) return static_cast<int>(request.branch);  // a side job keeps its class there
  return plan.classes[label(plan.label, request)] - request.aged;
}

void RegionSimulation::end_side_job(std::uint32_t id) {
  PoolState& pool = pools_[requests_[id].pool];
  --side_jobs_;
  requests_.release(id);
  start_waiting(pool);
}

// What the end of a service means to overtime, limits and the list of those who can be pre-empted.
void RegionSimulation::end_special(const Request& request, PoolState& pool, int priority_class) {
  if ((pool.special & has_occupancy) != 0) note_level(request.pool, pool.busy);
  if (pool.busy > pool.on_duty || (pool.special & is_closing) != 0) note_overtime(request.pool, pool.busy);
  if ((pool.special & has_preemption) != 0) {
    RequestQueue& list = running_[running_first_[request.pool] + static_cast<std::uint32_t>(priority_class)];
    (request.prev == nobody ? list.head : requests_[request.prev].next) = request.next;
    (request.next == nobody ? list.tail : requests_[request.next].prev) = request.prev;
  }
  if ((pool.special & has_limits) != 0) pools_.change_limit(model_.pools[pool.rules].rules, pool, priority_class, -1);
}

// A service that goes on over the end of a week counts in each.
void RegionSimulation::account_service(std::uint32_t pool_index, std::int64_t from, std::int64_t to) {
  for (std::int64_t at = std::max(from, warm_up_ms_); at < to;) {
    const std::int64_t week = at / one_week.ms;
    const std::int64_t until = std::min(to, (week + 1) * one_week.ms);
    observer_.busy(pool_index, static_cast<std::int32_t>(week)) += until - at;
    at = until;
  }
}

// The same for a pool that is held: how long was not known when it was asked for.
void RegionSimulation::account_holding(std::uint32_t pool_index, std::int64_t from, std::int64_t to) {
  account_service(pool_index, from, to);
  for (std::int64_t at = std::max(from, warm_up_ms_); at < to;) {
    const std::int64_t week = at / one_week.ms;
    const std::int64_t until = std::min(to, (week + 1) * one_week.ms);
    observer_.asked(pool_index, static_cast<std::int32_t>(week)) += until - at;
    at = until;
  }
}

// What services that have begun still take. How long something will be held behind them nobody knows.
void RegionSimulation::account_rests(std::int64_t sign) {
  for (std::uint32_t id = 0; id < requests_.slots(); ++id) {
    const Request& request = requests_[id];
    if (request.state == RequestState::interrupted) observer_.rest(request.pool) += sign * request.work;
    if (request.state != RequestState::in_service) continue;
    const std::int64_t rest = sign * (request.work - (now_ - request.since));
    observer_.rest(request.pool) += rest;
    const TaskStep* task = task_in_service(request);
    for (std::uint32_t at = request.claims; at != nobody; at = claims_[at].next) {
      const std::uint32_t pool = claims_[at].pool;
      if (task != nullptr && task->frees(pools_[pool].rules)) observer_.rest(pool) += rest;
    }
  }
}

// Says where to go on.
Index RegionSimulation::lose_patience(std::uint32_t id) {
  Request& request = requests_[id];
  DRAAGKRACHT_ENSURE(request.state == RequestState::waiting);
  const TaskStep& task = *plans_[request.step].task;
  PoolState& pool = pools_[request.pool];
  leave_queues(id, class_of(request));
  pool.waited += now_ - request.since;
  if (request.claims != nobody) drop_unmet_claims(id);
  request.aged = 0;
  ++request.stamp;
  request.state = RequestState::moving;
  if (task.wait != none && (counting() || model_.waits[task.wait].whole_run)) {
    ++observer_.waits[task.wait][row(model_.waits[task.wait].key, request)].left;
  }
  start_waiting(pool);
  return task.on_patience;
}

// Work of the server that follows a task: a job of its own, which nobody waits for.
void RegionSimulation::start_after_work(const Request& request, const TaskStep& task) {
  const RandomBlock block = random_block(key_, combine(request.entity, task.time_address), task.time_address, request.visit);
  const std::int64_t work = draw_time(task.after_work, request, block[service_lane]);
  if (work > 0) start_side_job(request, request.pool, task.after_class, work, task.time_address);
}

void RegionSimulation::preempt_for(PoolState& pool, int priority_class) {
  const std::uint32_t pool_index = index_of(pool);
  const PoolRules& rules = model_.pools[pool.rules].rules;
  if (((pool.open >> priority_class) & 1U) == 0 || pool.busy > pool.on_duty) return;
  for (int victim_class = rules.classes - 1; victim_class > priority_class; --victim_class) {
    if (((rules.preemptible >> victim_class) & 1U) == 0) continue;
    RequestQueue& list = running_[running_first_[pool_index] + static_cast<std::uint32_t>(victim_class)];
    if (list.tail == nobody) continue;
    interrupt(pool_index, victim_class);
    start_waiting(pool);
    return;
  }
}

// The latest start of a class is interrupted, and goes on from the head of its queue.
void RegionSimulation::interrupt(std::uint32_t pool_index, int victim_class) {
  PoolState& pool = pools_[pool_index];
  const PoolRules& rules = model_.pools[pool.rules].rules;
  RequestQueue& list = running_[running_first_[pool_index] + static_cast<std::uint32_t>(victim_class)];
  const std::uint32_t id = list.tail;
  Request& victim = requests_[id];
  list.tail = victim.prev;
  (victim.prev == nobody ? list.head : requests_[victim.prev].next) = nobody;
  account_service(pool_index, victim.since, now_);
  if ((pool.special & has_occupancy) != 0) note_level(pool_index, pool.busy);
  if (pool.busy > pool.on_duty || (pool.special & is_closing) != 0) note_overtime(pool_index, pool.busy);
  --pool.busy;
  pool.seized += now_;
  if (rules.limits != 0) pools_.change_limit(rules, pool, victim_class, -1);
  add_interrupted_minutes(victim, now_ - victim.since);
  victim.work -= now_ - victim.since;
  victim.since = now_;
  victim.state = RequestState::interrupted;
  ++preempted_;
  ++victim.stamp;
  pools_.join_head(requests_, pool, victim_class, id, now_);
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
  job.work = work;
  job.branch = static_cast<std::uint32_t>(priority_class);
  observer_.add_asked(pool_index, work);
  PoolState& pool = pools_[pool_index];
  if (pools_.can_start_now(pool, priority_class)) {
    start_now(id, pool, priority_class);
  } else {
    job.state = RequestState::waiting;
    ++job.stamp;
    pools_.join_tail(requests_, pool, priority_class, id, now_);
    if ((pool.special & has_preemption) != 0 && pool.busy >= pool.on_duty) preempt_for(pool, priority_class);
  }
}

}  // namespace draagkracht
