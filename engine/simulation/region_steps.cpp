// What the steps of a pathway do to a request, save tasks, switches and exits (region_loop.cpp).
#include <algorithm>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/simulation/region_simulation.h"

namespace draagkracht {

std::int64_t RegionSimulation::draw_time(const TimeSource& source, const Request& request, const RequestLabels& labels,
                                         std::uint32_t word) const {
  if (source.formula != none) [[unlikely]] return formula_time(source.formula, request);
  const Index table = source.tables[source.key.row(labels)];
  if (table == none) return -1;
  double ms = model_.times[table].sample(word);
  if (source.factor != none) ms = std::clamp(ms * parameter(source.factor, request), 0.0, limits::longest_drawn);
  return static_cast<std::int64_t>(ms + 0.5);
}

std::int64_t RegionSimulation::needed_time(const TimeSource& source, const Request& request,
                                           const RequestLabels& labels, std::uint32_t word) const {
  const std::int64_t time = draw_time(source, request, labels, word);
  if (time >= 0) return time;
  std::string row;
  for (std::size_t k = 0; k < source.key.size; ++k) {
    const LabelSource part = source.key.parts[k].source;
    if (part.kind == LabelSource::constant) continue;
    const bool person = part.kind == LabelSource::person;
    const std::vector<std::string>& names = (person ? model_.attribute_labels : model_.variable_labels)[part.index];
    row += (row.empty() ? "" : ", ") + (person ? model_.attributes : model_.variables)[part.index] + " \"" +
           names[labels.at[part.slot]] + '"';
  }
  const std::string& name = model_.step_names[request.step];
  throw RunFailure("step " + name.substr(name.find('.') + 1) + " of pathway " + name.substr(0, name.find('.')) +
                   " has no time for " + row + ". Add the row to its table, or lead such requests elsewhere");
}

std::uint32_t RegionSimulation::pool_at(Index kind, const Request& request) const {
  if (kind == none) return nobody;
  const Index scope = model_.pools[kind].scope;
  std::uint32_t place = 0;
  if (scope != 0) {
    place = requests_.labels(request).place[scope - 1];
    if (place == no_place) return nobody;
  }
  return region_.pool_of[kind][place];
}

std::uint32_t RegionSimulation::find_pool(const PoolChoice& choice, const Request& request) const {
  return pool_at(choice.pools[label(choice.source, request)], request);
}

void RegionSimulation::tally(const StepPlan& plan, const Request& request, std::int64_t work_ms) {
  const bool counts = counting();
  if (!counts && !tallies_whole_run_) return;
  const RequestLabels& labels = requests_.labels(request);
  const TallyPlan* const first = tallies_.data() + plan.step.first_tally;
  for (const TallyPlan* tally = first; tally != first + plan.step.tallies; ++tally) {
    if (!counts && !tally->whole_run) continue;
    if (tally->wait != none) [[unlikely]] {
      add_stay(request, tally->wait, tally->key.row(labels));
      continue;
    }
    observer_.counts[tally->offset + counted_week_ * tally->week_stride + tally->key.row(labels)] += tally->minutes ? work_ms : 1;
    if (tally->person_count != 0xff && request.person != nobody) person_counts_.add(request.person, tally->person_count);
  }
}

// A way back to an earlier step that takes no time may be gone for ever.
void RegionSimulation::note_circle(Index step) {
  constexpr std::uint32_t most = 10'000'000;
  if (circle_ms_ != now_) {
    circle_ms_ = now_;
    circles_ = 0;
  }
  if (++circles_ < most) return;
  const std::string& name = model_.step_names[step];
  throw RunFailure("requests go round without time: " + std::to_string(most) +
                   " ways back to an earlier step at one instant, the last to step " + name.substr(name.find('.') + 1) +
                   " of pathway " + name.substr(0, name.find('.')) +
                   ". Let a step of the round take time, or lead out of it after some rounds");
}

std::int64_t RegionSimulation::working_days_since(std::int64_t ms) const {
  return calendar_.working_days_between(day_index(Time{ms}), day_index(Time{now_})) * one_day.ms;
}

// How long a request has been there since it arose, for a step without a queue that names a measure.
void RegionSimulation::add_stay(const Request& request, Index measure, std::uint32_t at) {
  const WaitMeasure& wait = model_.waits[measure];
  const std::int64_t since = clock_of(wait, request);
  const std::int64_t stay = wait.working_days ? working_days_since(since) : now_ - since;
  observer_.add_wait(model_, measure, at, stay + wait.plus);
}

Index RegionSimulation::choose_branch(const BranchStep& branch, const Request& request, std::uint32_t word) const {
  const double u = uniform(word);
  double upto = 0;
  for (std::size_t i = 0; i + 1 < branch.to.size(); ++i) {
    upto += branch.parameters[i] == none ? branch.shares[i] : parameter(branch.parameters[i], request);
    if (u < upto) return branch.to[i];
  }
  return branch.to.back();
}

Index RegionSimulation::finish_step(const Request& request, const StepPlan& plan, std::uint32_t word, std::int64_t work_ms) {
  return finish_step_here(request, plan, word, work_ms);
}

Index RegionSimulation::finish_undrawn(std::uint32_t id, const StepPlan& plan) {
  const Request& request = requests_[id];
  if (plan.step.branch == none) return finish_step(request, plan, 0);
  return finish_step(request, plan, random_block(key_, request.entity, plan.step.address, request.visit)[branch_lane]);
}

Index RegionSimulation::pass(std::uint32_t id, const StepPlan& plan) {
  const Step& step = plan.step;
  Request& request = requests_[id];
  switch (step.kind) {
    case StepKind::task:
    case StepKind::switch_label:
    case StepKind::exit: break;
    case StepKind::book: return enter_book(id, plan);
    case StepKind::delay: {
      const RandomBlock block = random_block(key_, request.entity, step.address, request.visit);
      const std::int64_t time = needed_time(model_.delays[step.index].time, request, block[service_lane]);
      sleep_until(id, now_ + time, finish_step(request, plan, block[branch_lane]));
      return none;
    }
    case StepKind::until: {
      const DaySchedule& schedule = model_.schedules[model_.untils[step.index].schedule];
      const Index next = finish_undrawn(id, plan);
      std::int32_t d = day_index(Time{now_});
      std::int64_t open = schedule.next_open(calendar_.type(d), time_of_day(Time{now_}).ms);
      while (open < 0 && d + 1 < calendar_.days()) open = schedule.next_open(calendar_.type(++d), 0);
      if (open < 0) open = one_day.ms - 1;
      const std::int64_t wake = start_of_day(d).ms + open;
      if (wake <= now_) return next;
      sleep_until(id, wake, next);
      return none;
    }
    case StepKind::draw: {
      const DrawStep& draw = model_.draws[step.index];
      const RandomBlock block = random_block(key_, request.entity, step.address, request.visit);
      std::uint32_t table_row = row(draw.key, request);
      if (draw.place_rows != 0) table_row += region_.choice_variant(draw, requests_.labels(request)) * draw.place_rows;
      const ChoiceRows& rows = draw.place_rows != 0 ? region_.choices[draw.choices] : model_.choices[draw.choices];
      if (draw.error == none || uniform(block[patience_lane]) < parameter(draw.error, request)) {
        requests_.labels(request).at[draw.variable] = static_cast<std::uint8_t>(rows.pick(table_row, block[service_lane]));
      } else {
        requests_.labels(request).at[draw.variable] = label(draw.error_of, request);
      }
      return finish_step(request, plan, block[branch_lane]);
    }
    case StepKind::switch_schedule: {
      const ScheduleSwitchStep& s = model_.schedule_switches[step.index];
      const std::int32_t d = day_index(Time{now_});
      finish_step(request, plan, 0);
      return model_.schedules[s.schedule].level(calendar_.type(d), time_of_day(Time{now_}).ms) > 0 ? s.open : s.closed;
    }
    case StepKind::chance: {
      const ChanceStep& chance = model_.chances[step.index];
      const RandomBlock block = random_block(key_, request.entity, step.address, request.visit);
      double share = chance.shares[row(chance.key, request)];
      if (chance.parameter != none) share *= parameter(chance.parameter, request);
      const bool yes =
          chance.diffusion != none ? adopts(chance.diffusion, request) : uniform(block[service_lane]) < share;
      finish_step(request, plan, 0);
      return yes ? chance.yes : chance.no;
    }
    case StepKind::when: {
      const WhenStep& when = model_.whens[step.index];
      const bool yes = evaluate(when.formula, request) != 0;
      finish_step(request, plan, 0);
      return yes ? when.yes : when.no;
    }
    case StepKind::assign: {
      const RandomBlock block = random_block(key_, request.entity, step.address, request.visit);
      assign(id, plan, block);
      return finish_step(request, plan, block[branch_lane]);
    }
    case StepKind::release:
      release_claims(id, model_.releases[step.index].pools);
      return finish_undrawn(id, plan);
    case StepKind::account: {
      const AccountStep& account = model_.accounts[step.index];
      const RandomBlock block = random_block(key_, request.entity, step.address, request.visit);
      const std::uint32_t pool = pool_at(account.pool, request);
      const std::int64_t work = needed_time(account.time, request, block[service_lane]);
      if (pool != nobody && counting()) observer_.accounted(pool) += work;
      return finish_step(request, plan, block[branch_lane], work);
    }
    case StepKind::branches: {
      const RandomBlock block = random_block(key_, request.entity, step.address, request.visit);
      return finish_step(request, plan, block[branch_lane]);
    }
    case StepKind::set: {
      const SetStep& set = model_.sets[step.index];
      requests_.labels(request).at[set.variable] = set.value;
      return finish_undrawn(id, plan);
    }
    case StepKind::copy: {
      const SetStep& set = model_.sets[step.index];
      RequestLabels& labels = requests_.labels(request);
      labels.at[set.variable] = labels.at[set.from];
      return finish_undrawn(id, plan);
    }
    case StepKind::spawn:
      spawn(id, plan);
      return finish_undrawn(id, plan);
    case StepKind::reallocate:
      reallocate(id);
      return finish_undrawn(id, plan);
    case StepKind::go: return finish_step(request, plan, 0);
  }
  DRAAGKRACHT_ENSURE(false);
  return none;
}

std::int64_t RegionSimulation::draw_keyed_work(const TaskStep& task, const Request& request, std::uint32_t word) const {
  if (!task.time.any) return 0;
  const RequestLabels& labels = requests_.labels(request);
  if (task.rule_variable == 0xff || labels.at[task.rule_variable] == 0)
    return needed_time(task.time, request, labels, word);
  const ReallocationRule& rule = model_.rules[labels.at[task.rule_variable] - 1U];
  if (rule.time_factor == none) return needed_time(task.time, request, word);
  // The time of who did it before, times the rule's factor.
  RequestLabels before = labels;
  before.at[rule.variable] = rule.from;
  const double ms = static_cast<double>(needed_time(task.time, request, before, word));
  return static_cast<std::int64_t>(ms * parameter(rule.time_factor, request) + 0.5);
}

// The end of a task that was passed on from one discipline to another.
// What an interrupted service has had so far; its end adds the rest.
void RegionSimulation::add_interrupted_minutes(const Request& request, std::int64_t ms) {
  const Step& step = model_.steps[request.step];
  const bool counts = counting();
  if (step.kind != StepKind::task || (!counts && !tallies_whole_run_)) return;
  const RequestLabels& labels = requests_.labels(request);
  const TallyPlan* const first = tallies_.data() + step.first_tally;
  for (const TallyPlan* tally = first; tally != first + step.tallies; ++tally) {
    if (tally->minutes && (counts || tally->whole_run)) observer_.counts[tally->offset + counted_week_ * tally->week_stride + tally->key.row(labels)] += ms;
  }
  const TaskStep& task = model_.tasks[step.index];
  if (counts && task.rule_variable != 0xff && labels.at[task.rule_variable] != 0) {
    observer_.reallocations[labels.at[task.rule_variable] - 1U].minutes_to += ms;
  }
}

Index RegionSimulation::finish_reallocated(std::uint32_t id, const StepPlan& plan, const TaskStep& task) {
  const Request& request = requests_[id];
  const std::int64_t work = request.work;
  const std::uint32_t rule_index = requests_.labels(id).at[task.rule_variable] - 1U;
  const ReallocationRule& rule = model_.rules[rule_index];
  ReallocationCount& count = observer_.reallocations[rule_index];
  const RandomBlock block = random_block(key_, request.entity, rule.address, request.visit);
  const bool returns = uniform(block[return_lane]) < parameter(rule.return_rate, request);
  std::int64_t supervision = 0;
  if (rule.supervision.any) {
    supervision = std::max<std::int64_t>(0, draw_time(rule.supervision, request, block[branch_lane]));
    const std::uint32_t supervisor = pool_at(rule.supervisor, request);
    if (supervisor != nobody && supervision > 0) {
      start_side_job(request, supervisor, rule.supervision_class, supervision, rule.address);
    }
  }
  Request& moved = requests_[id];  // looked up again: a side job may have moved the records
  if (counting()) {
    RequestLabels before = requests_.labels(id);
    before.at[rule.variable] = rule.from;
    const RandomBlock luck = random_block(key_, moved.entity, task.time_address, moved.visit);
    ++count.contacts;
    count.minutes_to += work;
    count.minutes_from += std::max<std::int64_t>(0, draw_time(task.time, moved, before, luck[service_lane]));
    count.supervision += supervision;
    count.returns += returns ? 1 : 0;
  }
  const Index next = finish_step(moved, plan, moved.branch, work);
  if (!returns) return next;
  // It must be done again by whom it came from, who is not asked to pass it on a second time.
  RequestLabels& labels = requests_.labels(id);
  labels.at[rule.variable] = rule.from;
  labels.at[task.rule_variable] = 0;
  return rule.return_to;
}

Index RegionSimulation::enter_book(std::uint32_t id, const StepPlan& plan) {
  const Step& step = plan.step;
  Request& request = requests_[id];
  const BookStep& book = model_.books[step.index];
  const std::uint32_t pool_index = find_pool(book.pool, request);
  if (pool_index == nobody) return book.otherwise;
  const PoolInstance& instance = region_.pools[pool_index];
  const PoolKind& kind = model_.pools[instance.kind];
  AppointmentBooks& books = books_[instance.kind];
  const RandomBlock block = random_block(key_, request.entity, step.address, request.visit);
  const int slots = book.slots[label(book.slots_source, request)];
  RequestLabels& labels = requests_.labels(request);
  const std::uint16_t own = kind.own_variable == 0xff ? no_server : own_server(pool_index, labels);
  const std::int32_t today = day_index(Time{now_});
  Appointment slot;
  if (book.same_day) {
    slot = books.same_day(instance.book, Time{now_}, slots, own);
    if (slot.at_ms < 0) return book.on_none;
  } else {
    const std::int32_t last = today + kind.book.lead_days;
    std::int32_t accepted = last;
    if (book.accepts.any) {
      const std::int64_t longest = needed_time(book.accepts, request, block[patience_lane]);
      accepted = std::min(last, day_index(Time{now_ + longest}));
    }
    slot = books.plan(instance.book, today + 1, accepted, slots, own);
    if (slot.at_ms < 0) return accepted < last ? book.on_refused : book.on_none;
  }
  if (book.wait != none && (counting() || model_.waits[book.wait].whole_run)) {
    const WaitMeasure& measure = model_.waits[book.wait];
    const std::int64_t since = measure.from == WaitMeasure::joining ? now_ : clock_of(measure, request);
    const std::int64_t wait = measure.working_days ? calendar_.working_days_between(day_index(Time{since}),
                                                                                    day_index(Time{slot.at_ms})) * one_day.ms
                                                   : slot.at_ms - since;
    observer_.add_wait(model_, book.wait, row(measure.key, request), wait + measure.plus);
  }
  if (kind.own_variable != 0xff && own != no_server) labels.at[kind.own_variable] = slot.server == own ? 2 : 1;
  Index next = finish_step(request, plan, block[branch_lane]);
  if (book.no_show != none && uniform(block[return_lane]) < parameter(book.no_show, request)) next = book.on_no_show;
  sleep_until(id, std::max(slot.at_ms, now_), next);
  return none;
}

void RegionSimulation::sleep_until(std::uint32_t id, std::int64_t wake_ms, Index step) {
  Request& request = requests_[id];
  request.state = RequestState::delayed;
  request.since = wake_ms;
  request.branch = step;
  if (wake_ms < end_of_day_) {
    events_.push({event_key(wake_ms, EventKind::delay_end), id, first_half(request.entity)});
  } else {
    agenda_.put({event_key(wake_ms, EventKind::delay_end), id, first_half(request.entity)});
  }
}

void RegionSimulation::spawn(std::uint32_t id, const StepPlan& plan) {
  const Step& step = plan.step;
  const SpawnStep& what = model_.spawns[step.index];
  const Request parent = requests_[id];
  const RandomBlock block = random_block(key_, parent.entity, step.address, parent.visit);
  const RequestLabels inherited = requests_.labels(id);
  const std::int64_t delay = what.delay.any ? needed_time(what.delay, requests_[id], block[service_lane]) : 0;
  const std::uint32_t child_id = requests_.create();
  Request& child = requests_[child_id];
  child.entity = combine(parent.entity, combine(step.address, parent.visit));
  child.person = parent.person;
  child.arrived = now_ + delay;
  child.state = RequestState::moving;
  RequestLabels& labels = requests_.labels(child_id);
  labels = inherited;
  labels.round = 0;
  for (const SetStep& set : what.set) labels.at[set.variable] = set.value;
  if (has_own_) clear_own(child_id);
  if (numbers_each_ != 0) std::copy_n(&numbers_[id * numbers_each_], numbers_each_, &numbers_[child_id * numbers_each_]);
  if (keeps_first_arrival_) first_arrived_[child_id] = first_arrived_[id];
  ++observer_.entered;
  if (delay > 0) {
    sleep_until(child_id, now_ + delay, what.enters);
  } else {
    note_circle(what.enters);
    child.branch = what.enters;
    ready_.push_back(child_id);
  }
}

void RegionSimulation::reallocate(std::uint32_t id) {
  const Request& request = requests_[id];
  RequestLabels& labels = requests_.labels(id);
  for (std::size_t i = 0; i < model_.rules.size(); ++i) {
    const ReallocationRule& rule = model_.rules[i];
    if (labels.at[rule.variable] != rule.from) continue;
    const bool fits = std::all_of(rule.where.begin(), rule.where.end(), [&](const ReallocationRule::Where& where) {
      return label(where.source, request) == where.value;
    });
    if (!fits || pool_at(rule.pool_to, request) == nobody) continue;
    const RandomBlock block = random_block(key_, request.entity, rule.address, request.visit);
    double share = parameter(rule.share, request);
    if (rule.spread_over_places) share /= region_.coverage[rule.pool_to];
    if (uniform(block[service_lane]) >= share) continue;
    labels.at[rule.variable] = rule.to;
    labels.at[rule.rule_variable] = static_cast<std::uint8_t>(i + 1);
    return;
  }
}

bool RegionSimulation::own_on_duty(std::uint32_t pool, const RequestLabels& labels) const {
  const std::uint16_t own = own_server(pool, labels);
  return own < 64 && ((present_[pool] >> own) & 1U) != 0;
}

// A person's place in the row of servers, whatever their number in this scenario.
std::uint16_t RegionSimulation::own_server(std::uint32_t pool, const RequestLabels& labels) const {
  const PoolInstance& instance = region_.pools[pool];
  if (labels.own_server == no_server || instance.roster == nobody) return no_server;
  return static_cast<std::uint16_t>(std::uint32_t{labels.own_server} * region_.rosters[instance.roster].servers >> 16);
}

// Each person has a fixed place in the order of joining: who has the habit at a lower share has it at a higher one.
// Those whose use is in the measured figures already behave as measured.
bool RegionSimulation::adopts(Index diffusion, const Request& request) {
  if (request.person == nobody) return false;
  const Diffusion& habit = model_.diffusions[diffusion];
  const RequestLabels& labels = requests_.labels(request);
  for (const Diffusion::Eligible& eligible : habit.eligible) {
    if (labels.at[first_owner_label + eligible.attribute] != eligible.label) return false;
  }
  const Person* person = person_of(request);
  const double place = uniform(random_block(key_, labels.owner, habit.address, 0)[service_lane]);
  return place < habits_.share(diffusion, person) && !(place < parameters_.for_person(habit.included, 0, person));
}

}  // namespace draagkracht
