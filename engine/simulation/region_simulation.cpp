// RegionSimulation: its making, a run, and the rarer events. What every event goes through is in region_loop.cpp, what
// steps do in region_steps.cpp, the start of a day in region_day.cpp.
#include "engine/simulation/region_simulation.h"

#include <algorithm>
#include <bit>
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
      parameters_(model, region),
      habits_(model, parameters_),
      observer_(model, region.pools.size(), static_cast<std::int32_t>((model.horizon_ms + one_week.ms - 1) / one_week.ms)),
      plans_(plan_steps(model, region, observer_)),
      tallies_(plan_tallies(model)),
      tallies_whole_run_(std::any_of(tallies_.begin(), tallies_.end(), [](const TallyPlan& tally) { return tally.whole_run; })),
      has_labels_(!model.variables.empty() || region.population != nullptr || model.repeated_steps > 0),
      warm_up_ms_(model.warm_up_ms),
      horizon_ms_(model.horizon_ms),
      most_arrivals_(model.arrivals > 0 ? model.arrivals : std::numeric_limits<std::int64_t>::max()),
      servers_(model, region, observer_),
      holds_(region.pools.size()),
      agenda_(calendar_.days()),
      events_(TieBreak{this}),
      numbers_each_(model.numbers.size() + (model.keeps_waits ? 1 : 0)),
      round_words_(model.repeated_steps <= 32 ? 0 : (model.repeated_steps + 31) / 32),
      on_duty_(region.pools.size() * static_cast<std::size_t>(observer_.weeks())) {
  const auto by_parent = [](const WaitMeasure& wait) { return wait.from == WaitMeasure::first_arrival; };
  keeps_first_arrival_ = std::any_of(model.waits.begin(), model.waits.end(), by_parent);
  has_own_ = numbers_each_ > 0 || round_words_ > 0 || keeps_first_arrival_;
  for (const Model::Global& global : model.globals) globals_.push_back(global.value);
  busy_before_.assign(region.pools.size(), 0);
  present_.assign(region.pools.size(), 0);
  for (const PoolKind& kind : model.pools) books_.emplace_back(kind.has_book ? kind.book : BookRules{300'000, 0, 0, {}, 0});
  for (const PoolInstance& instance : region.pools) {
    if (!model.pools[instance.kind].has_book) continue;
    const std::uint32_t book = books_[instance.kind].add(most_servers(instance));
    DRAAGKRACHT_ENSURE(book == instance.book);
  }
  if (region.population != nullptr) {
    const std::size_t persons = region.population->persons.size();
    person_counts_.set_persons(persons);
    requests_.reserve(persons / 3);
    if (!model.families.empty() || !model.due_visits.empty()) demand_.emplace(model, *region.population, calendar_, key);
  }
  window_on_duty_.assign(model.windows.size(), 0);
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
    if (holds_.any_claims()) fail_on_deadlock();
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
  for (std::uint32_t pool = 0; pool < servers_.size(); ++pool) observer_.service_starts += servers_[pool].busy;
}

// The warm-up ends.
void RegionSimulation::begin_counting() {
  observer_.forget_asked(week_);  // the week began within the warm-up
  now_ = warm_up_ms_;
  account_rests(-1);
  for (std::uint32_t pool = 0; pool < servers_.size(); ++pool) {
    busy_before_[pool] = PoolBank::time_seized(servers_[pool], warm_up_ms_);
    servers_.queues().forget_past(requests_, servers_[pool], warm_up_ms_);
    servers_[pool].waited -= holds_.time_waiting(requests_, pool, warm_up_ms_);
  }
}

// All events but arrivals, ends of service and changes of duty.
RegionSimulation::Move RegionSimulation::handle_rare(Event event) {
  Request& request = requests_[event.id];
  if (event_kind(event.key) == EventKind::patience_end) {
    // Whoever waits and has patience until now loses it; who started, or went on to wait elsewhere, does not.
    const bool waits = request.state == RequestState::waiting && plans_[request.step].has_patience;
    if (!waits || patience_ends_[event.id] != now_) return {};
    ++observer_.timed_events;
    return {event.id, lose_patience(event.id)};
  }
  if (event_kind(event.key) == EventKind::ageing) {
    const bool waits = request.state == RequestState::waiting || request.state == RequestState::interrupted;
    const bool ages = waits && (servers_[request.pool].special & has_ageing) != 0;
    if (ages && ages_at_[event.id] == now_) age(event.id);
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

// Servers on duty or a limit change. Whoever may start then is served by the caller, when all of this instant is known.
void RegionSimulation::change_duty(std::uint32_t pool_index, std::uint32_t packed) {
  ++observer_.timed_events;
  PoolState& pool = servers_[pool_index];
  const std::uint32_t what = packed >> 24;
  const std::uint32_t level = packed & 0xffffffU;
  touch(pool_index);
  if (what != servers_level >> 24) return servers_.set_limit(pool, static_cast<int>(what), level);
  const PoolKind& kind = servers_.kind_of(pool);
  servers_.set_duty(pool, static_cast<std::int32_t>(level), now_);
  if (kind.hands_over) hand_over(pool);
  if (kind.on_closed != none && level == 0 && (pool.special & is_closing) == 0) send_away(pool, kind.on_closed);
}

// Ends the overtime of a pool when nobody is left who waited at closing time.
void RegionSimulation::end_closing(PoolState& pool) {
  for (std::uint32_t classes = pool.waiting; classes != 0; classes &= classes - 1) {
    const std::uint32_t head = servers_.queues().head(pool, std::countr_zero(classes));
    if (servers_.waited_at_closing(pool, requests_[head].since)) return;
  }
  for (const std::uint32_t line : holds_.lines_of(servers_.index_of(pool))) {
    const std::uint32_t head = holds_.head(line);
    if (head != nobody && servers_.waited_at_closing(pool, requests_[head].since)) return;
  }
  Servers::end_closing(pool);
}

Index RegionSimulation::turned_away(const PoolState& pool, const TaskStep& task) const {
  const PoolKind& kind = servers_.kind_of(pool);
  const Index to = pool.on_duty == 0 && kind.on_closed != none ? kind.on_closed : task.on_full;
  DRAAGKRACHT_ENSURE(to != none);
  return to;
}

// All who wait go on elsewhere, the first in the queue first.
void RegionSimulation::send_away(PoolState& pool, Index step) {
  std::vector<std::uint32_t> leaving;
  for (std::uint32_t classes = pool.waiting; classes != 0; classes &= classes - 1) {
    for (std::uint32_t id = servers_.queues().head(pool, std::countr_zero(classes)); id != nobody; id = requests_[id].next) {
      if (plans_[requests_[id].step].task != nullptr) leaving.push_back(id);  // work without a patient stays
    }
  }
  for (const std::uint32_t line : holds_.lines_of(servers_.index_of(pool))) {
    for (std::uint32_t id = holds_.head(line); id != nobody; id = requests_[id].next) leaving.push_back(id);
  }
  std::sort(leaving.begin(), leaving.end(), [this](std::uint32_t a, std::uint32_t b) {
    const Request &first = requests_[a], &second = requests_[b];
    if (first.priority_class != second.priority_class) return first.priority_class < second.priority_class;
    if (first.since != second.since) return first.since < second.since;
    return first.entity != second.entity ? first.entity < second.entity : first.visit < second.visit;
  });
  for (const std::uint32_t id : leaving) {
    leave_queues(id);
    Request& request = requests_[id];
    request.state = RequestState::moving;
    request.branch = step;
  }
  ready_.insert(ready_.end(), leaving.rbegin(), leaving.rend());
}

// More are served than are on duty now: those of the last class who started last are interrupted.
void RegionSimulation::hand_over(PoolState& pool) {
  for (int priority_class = servers_.kind_of(pool).rules.classes - 1; priority_class >= 0; --priority_class) {
    while (pool.busy > pool.on_duty && servers_.latest_start(pool, priority_class) != nobody) interrupt(pool, priority_class);
  }
}

// Whoever waits goes to the next better class after some time.
void RegionSimulation::start_ageing(std::uint32_t id, PoolState& pool) {
  const Request& request = requests_[id];
  if (id >= ages_at_.size()) ages_at_.resize(requests_.slots(), end_of_time.ms);
  ages_at_[id] = now_ + servers_.kind_of(pool).ageing_ms;
  if (request.priority_class == 0 || ages_at_[id] >= horizon_ms_) return;
  events_.push({event_key(ages_at_[id], EventKind::ageing), id, first_half(request.entity)});
}

// A waiting request goes to the next better class, behind those who joined the queue before it.
void RegionSimulation::age(std::uint32_t id) {
  ++observer_.timed_events;
  Request& request = requests_[id];
  PoolState& pool = servers_[request.pool];
  servers_.queues().leave(requests_, pool, request.priority_class, id, now_);
  --request.priority_class;
  servers_.queues().join_in_order(requests_, pool, request.priority_class, id, now_);
  start_ageing(id, pool);
  start_waiting(pool);
}

void RegionSimulation::clear_own(std::uint32_t id) {
  const auto clear = [&](auto& values, std::size_t each, auto value) {
    values.resize(std::max(values.size(), requests_.slots() * each));
    std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(id * each), each, value);
  };
  if (numbers_each_ > 0) clear(numbers_, numbers_each_, 0.0);
  if (round_words_ > 0) clear(rounds_, round_words_, std::uint32_t{0});
  if (keeps_first_arrival_) clear(first_arrived_, 1, requests_[id].arrived);
}

// A step that a request reaches again begins a new round, with random numbers that are new at all its steps. Rounds, not
// the order of steps in a file, make the third part of a random address: a step more or less changes no luck elsewhere.
// Who comes back so often that the count begins anew is addressed anew.
void RegionSimulation::begin_round(std::uint32_t id, const Step& step) {
  requests_.labels(id).round = 0;
  std::fill_n(rounds_.begin() + static_cast<std::ptrdiff_t>(id * round_words_), round_words_, 0U);
  Request& request = requests_[id];
  if (++request.visit == 0) request.entity = combine(request.entity, step.address);
}

// Services that go on when the run ends count until then, and so does what is still seized.
void RegionSimulation::account_running() {
  for (std::uint32_t id = 0; id < requests_.slots(); ++id) {
    const Request& request = requests_[id];
    if (request.state == RequestState::free) continue;
    const auto account = [&](std::uint32_t pool, std::int64_t since, bool held) {
      held ? servers_.account_holding(pool, since, now_) : servers_.account_service(pool, since, now_);
    };
    const TaskStep* task = task_in_service(request);
    if (request.state == RequestState::in_service) {
      account(request.pool, request.since, task != nullptr && task->holds(servers_[request.pool].rules));
    }
    for (std::uint32_t at = request.claims; at != nobody; at = holds_.claim(at).next) {
      const Holds::Claim& claim = holds_.claim(at);
      account(claim.pool, claim.since, task == nullptr || !task->frees(servers_[claim.pool].rules));
    }
  }
  account_rests(1);
  servers_.settle(now_);
}

Whereabouts RegionSimulation::whereabouts() const {
  Whereabouts where;
  for (std::uint32_t id = 0; id < requests_.slots(); ++id) {
    const Request& request = requests_[id];
    switch (request.state) {
      case RequestState::free: break;
      case RequestState::moving: ++where.nowhere; break;
      case RequestState::delayed: ++where.asleep; break;
      case RequestState::in_service: ++where.served; break;
      case RequestState::waiting:
      case RequestState::interrupted: {
        ++where.waiting;
        where.places += holds_.in_line(id) ? static_cast<std::int64_t>(holds_.pools_of(holds_.line_of(id)).size()) : 1;
        break;
      }
    }
    if (request.state == RequestState::in_service) ++where.seized;
    for (std::uint32_t at = request.claims; at != nobody; at = holds_.claim(at).next) ++where.seized;
  }
  for (std::uint32_t pool = 0; pool < servers_.size(); ++pool) {
    where.queued += servers_[pool].queue_length;
    where.busy += servers_[pool].busy;
  }
  return where;
}

// What came, waited and was served adds up, whatever the model.
void RegionSimulation::check_laws() const {
  check_flow(observer_.entered, observer_.left, in_progress());
  check_whereabouts(whereabouts());
  if (now_ < warm_up_ms_) return;  // all came and went before anything counted
  for (std::uint32_t p = 0; p < servers_.size(); ++p) {
    const PoolState& pool = servers_[p];
    PoolSums sums;
    sums.held = PoolBank::time_held(pool, now_);
    sums.waited = pool.waited + servers_.queues().time_waiting(requests_, pool, now_) + holds_.time_waiting(requests_, p, now_);
    sums.seized = PoolBank::time_seized(pool, now_);
    sums.overtime = observer_.overtime(p);
    for (std::int32_t week = warm_up_weeks(); week < weeks(); ++week) {
      sums.busy += busy(p, week);
      sums.on_duty += on_duty(p, week);
    }
    const PoolKind& kind = servers_.kind_of(pool);
    const bool has_places = kind.scope != 0 && region_.population != nullptr;
    check_pool(sums, kind.name, has_places ? region_.population->places[kind.scope][region_.pools[p].place].name : "");
  }
}

// Patience is drawn once. What ends on a later day waits for midnight, so that it is noted only for who still waits.
void RegionSimulation::limit_patience(std::uint32_t id, const TaskStep& task, std::uint32_t word) {
  const Request& request = requests_[id];
  const std::int64_t limit = draw_time(task.patience, request, word);
  if (id >= patience_ends_.size()) patience_ends_.resize(requests_.slots(), end_of_time.ms);
  patience_ends_[id] = limit < 0 || limit >= horizon_ms_ - now_ ? end_of_time.ms : now_ + limit;
  if (patience_ends_[id] < end_of_day_) {
    events_.push({event_key(patience_ends_[id], EventKind::patience_end), id, first_half(request.entity)});
  } else if (patience_ends_[id] < horizon_ms_) {
    overnight_.push_back({patience_ends_[id], id, 0});
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
    for (std::uint32_t at = request.claims; at != nobody; at = holds_.claim(at).next) {
      const std::uint32_t pool = holds_.claim(at).pool;
      if (task != nullptr && task->frees(servers_[pool].rules)) observer_.rest(pool) += rest;
    }
  }
}

// Says where to go on.
Index RegionSimulation::lose_patience(std::uint32_t id) {
  const TaskStep& task = *plans_[requests_[id].step].task;
  leave_queues(id);
  Request& request = requests_[id];
  request.state = RequestState::moving;
  if (task.wait != none && (counting() || model_.waits[task.wait].whole_run)) {
    ++observer_.waits[task.wait][row(model_.waits[task.wait].key, request)].left;
  }
  serve_touched();
  return task.on_patience;
}

// Work of the server that follows a task: a job of its own, which nobody waits for.
void RegionSimulation::start_after_work(const Request& request, const TaskStep& task) {
  const RandomBlock block = random_block(key_, combine(request.entity, task.time_address), task.time_address, request.visit);
  const std::int64_t work = draw_time(task.after_work, request, block[service_lane]);
  if (work > 0) start_side_job(request, request.pool, task.after_class, work, task.time_address);
}

// Who waits and may interrupt a service of a lower class does so: a newcomer, or one who waited for more servers on duty
// or for a limit.
void RegionSimulation::interrupt_for_waiting(PoolState& pool) {
  while ((pool.waiting & pool.open) != 0) {
    const int priority_class = std::countr_zero(pool.waiting & pool.open);
    const int victim_class = servers_.interruptible_class(pool, priority_class);
    if (victim_class < 0) return;
    interrupt(pool, victim_class);
    start_now(servers_.queues().take_head(requests_, pool, priority_class, now_), pool, priority_class);
  }
}

// The latest start of a class is interrupted, and goes on from the head of its queue.
void RegionSimulation::interrupt(PoolState& pool, int victim_class) {
  const std::uint32_t id = servers_.latest_start(pool, victim_class);
  Request& victim = requests_[id];
  servers_.account_service(servers_.index_of(pool), victim.since, now_);
  servers_.give_back(requests_, pool, victim_class, id, now_);
  add_interrupted_minutes(victim, now_ - victim.since);
  victim.work -= now_ - victim.since;
  victim.since = now_;
  victim.state = RequestState::interrupted;
  ++preempted_;
  servers_.queues().join_head(requests_, pool, victim_class, id, now_);
  if ((pool.special & has_ageing) != 0) start_ageing(id, pool);
}

void RegionSimulation::start_side_job(const Request& parent, std::uint32_t pool_index, int priority_class,
                                      std::int64_t work, std::uint32_t salt) {
  const std::uint64_t entity = combine(parent.entity, combine(salt, parent.visit));
  const std::uint32_t person = parent.person;
  const std::uint32_t id = requests_.create();  // may move the records: `parent` is not used behind this line
  if (has_own_) [[unlikely]] clear_own(id);
  Request& job = requests_[id];
  ++side_jobs_;
  job.entity = entity;
  job.person = person;
  job.arrived = now_;
  job.since = now_;
  job.step = 0;
  job.pool = pool_index;
  job.work = work;
  job.priority_class = static_cast<std::uint8_t>(priority_class);
  observer_.add_asked(pool_index, work);
  PoolState& pool = servers_[pool_index];
  if (!settling_ && servers_.queues().can_start_now(pool, priority_class) &&
      ((pool.special & has_joint) == 0 || !holds_.is_blocked(pool_index, priority_class))) {
    start_now(id, pool, priority_class);
    return;
  }
  job.state = RequestState::waiting;
  servers_.queues().join_tail(requests_, pool, priority_class, id, now_);
  if ((pool.special & has_joint) != 0) holds_.note_joining(id);
  if ((pool.special & has_ageing) != 0) start_ageing(id, pool);
  if (!settling_ && (pool.special & has_preemption) != 0) interrupt_for_waiting(pool);
}

}  // namespace draagkracht
