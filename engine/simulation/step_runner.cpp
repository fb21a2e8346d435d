#include "engine/simulation/step_runner.h"

#include <algorithm>

#include "engine/core/hash.h"
#include "engine/core/limits.h"

namespace draagkracht {

namespace {

// Tells requests of the time before the run from those that stand for them.
constexpr std::uint64_t past_salt = 0x70617374;

// One overload per verb: does the step and says where to go on. Each by a call, so that choosing among them is short.
class VerbRunner : public StepRunner {
 public:
  using StepRunner::StepRunner;

  // Done by the main loop, inline.
  Index pass(const SeizeStep&, std::uint32_t, const StepPlan&) { return not_here(); }
  Index pass(const SelectStep&, std::uint32_t, const StepPlan&) { return not_here(); }
  // The main loop does exits, inline, unless somebody may wait for who leaves.
  [[gnu::noinline]] Index pass(const ExitStep& step, std::uint32_t id, const StepPlan& plan) {
    const Request& request = run_.requests[id];
    leave_parent(id);
    StepPlan left = plan;
    left.outcome = run_.observer.outcomes.data() + step.outcome;
    leave(id, request, left);
    return none;
  }

  [[gnu::noinline]] Index pass(const AwaitStep& step, std::uint32_t id, const StepPlan& plan) {
    return await(step, id, plan);
  }
  [[gnu::noinline]] Index pass(const JoinStep& step, std::uint32_t id, const StepPlan& plan) {
    return join(step, id, plan);
  }
  [[gnu::noinline]] Index pass(const GatherStep& step, std::uint32_t id, const StepPlan& plan) {
    return gather(step, id, plan);
  }

  Index pass(const GoStep&, std::uint32_t id, const StepPlan& plan) { return finish_undrawn(id, plan); }

  [[gnu::noinline]] Index pass(const DelayStep& step, std::uint32_t id, const StepPlan& plan) {
    const Request& request = run_.requests[id];
    const RandomBlock block = words(request, plan);
    const std::int64_t time = values().needed_time(step.time, request, block[service_lane]);
    sleep_until(id, run_.clock.now + time, finish(request, plan, block[branch_lane]));
    return none;
  }

  [[gnu::noinline]] Index pass(const UntilStep& step, std::uint32_t id, const StepPlan& plan) {
    const DaySchedule& schedule = run_.model.schedules[step.schedule];
    const Index next = finish_undrawn(id, plan);
    std::int32_t day = run_.clock.today();
    std::int64_t open = schedule.next_open(run_.calendar.type(day), time_of_day(Time{run_.clock.now}).ms);
    while (open < 0 && day + 1 < run_.calendar.days()) open = schedule.next_open(run_.calendar.type(++day), 0);
    if (open < 0) open = one_day.ms - 1;
    const std::int64_t wake = start_of_day(day).ms + open;
    if (wake <= run_.clock.now) return next;
    sleep_until(id, wake, next);
    return none;
  }

  [[gnu::noinline]] Index pass(const DrawStep& step, std::uint32_t id, const StepPlan& plan) {
    const Request& request = run_.requests[id];
    RequestLabels& labels = run_.requests.labels(id);
    const RandomBlock block = words(request, plan);
    std::uint32_t row = step.key.row(labels);
    if (step.place_rows != 0) row += run_.period().choice_variant(step, labels) * step.place_rows;
    const ChoiceRows& rows = step.place_rows != 0 ? run_.region.choices[run_.period().choices][step.choices]
                                                  : run_.model.choices[step.choices];
    if (step.error == none || uniform(block[patience_lane]) < values().parameter(step.error, request)) {
      labels.at[step.variable] = static_cast<std::uint8_t>(rows.pick(row, block[service_lane]));
    } else {
      labels.at[step.variable] = values().label(step.error_of, request);
    }
    return finish(request, plan, block[branch_lane]);
  }

  [[gnu::noinline]] Index pass(const SelectScheduleStep& step, std::uint32_t id, const StepPlan& plan) {
    finish(run_.requests[id], plan, 0);
    const int type = run_.calendar.type(run_.clock.today());
    const bool open = run_.model.schedules[step.schedule].level(type, time_of_day(Time{run_.clock.now}).ms) > 0;
    return open ? step.open : step.closed;
  }

  [[gnu::noinline]] Index pass(const ChanceStep& step, std::uint32_t id, const StepPlan& plan) {
    const Request& request = run_.requests[id];
    if (const std::uint64_t* yes_below = run_.chances.yes_below(plan.step.index)) [[likely]] {
      if (plan.step.tallies != 0) StepCounts(run_).tally(plan, request, 0);
      const std::uint32_t word = words(request, plan)[service_lane];
      return word < yes_below[values().row(step.key, request)] ? step.yes : step.no;
    }
    double share = step.shares[values().row(step.key, request)];
    if (step.parameter != none) share *= values().parameter(step.parameter, request);
    const bool yes = uniform(words(request, plan)[service_lane]) < share;
    finish(request, plan, 0);
    return yes ? step.yes : step.no;
  }

  [[gnu::noinline]] Index pass(const AdoptsStep& step, std::uint32_t id, const StepPlan& plan) {
    const Request& request = run_.requests[id];
    const bool yes = has_habit(step.diffusion, request);
    finish(request, plan, 0);
    return yes ? step.yes : step.no;
  }

  [[gnu::noinline]] Index pass(const WhenStep& step, std::uint32_t id, const StepPlan& plan) {
    const Request& request = run_.requests[id];
    const bool yes = values().evaluate(step.formula, request) != 0;
    finish(request, plan, 0);
    return yes ? step.yes : step.no;
  }

  [[gnu::noinline]] Index pass(const SampleStep& step, std::uint32_t id, const StepPlan& plan) {
    const Request& request = run_.requests[id];
    const RandomBlock block = words(request, plan);
    set_number(step.number, id,
               !step.values.empty() ? step.values[values().row(step.key, request)]
               : step.law != none   ? run_.model.times[step.law]->sample(block[service_lane])
                                  : static_cast<double>(values().needed_time(step.time, request, block[service_lane])));
    return finish(request, plan, block[branch_lane]);
  }

  [[gnu::noinline]] Index pass(const AssignStep& step, std::uint32_t id, const StepPlan& plan) {
    const Index next = finish_undrawn(id, plan);  // counted by what was: the time since the moment that is noted now
    const Request& request = run_.requests[id];
    for (const AssignStep::Assignment& a : step.assignments)
      set_number(a.number, id, values().evaluate(a.formula, request));
    return next;
  }

  [[gnu::noinline]] Index pass(const ReleaseStep& step, std::uint32_t id, const StepPlan& plan) {
    Services(run_).release_claims(id, step.pools);
    return finish_undrawn(id, plan);
  }

  [[gnu::noinline]] Index pass(const AccountStep& step, std::uint32_t id, const StepPlan& plan) {
    const Request& request = run_.requests[id];
    const RandomBlock block = words(request, plan);
    const std::uint32_t pool = values().pool_at(step.pool, request);
    const std::int64_t work = values().needed_time(step.time, request, block[service_lane]);
    if (pool != nobody && run_.clock.counting()) run_.observer.accounted(pool) += work;
    return finish(request, plan, block[branch_lane], work);
  }

  [[gnu::noinline]] Index pass(const SetStep& step, std::uint32_t id, const StepPlan& plan) {
    run_.requests.labels(id).at[step.variable] = step.value;
    return finish_undrawn(id, plan);
  }

  [[gnu::noinline]] Index pass(const SetPersonStep& step, std::uint32_t id, const StepPlan& plan) {
    run_.requests.labels(id).bytes()[step.slot] = step.value;
    run_.person_values.set_label(run_.requests[id].person, step.which, step.value);
    return finish_undrawn(id, plan);
  }

  [[gnu::noinline]] Index pass(const CopyStep& step, std::uint32_t id, const StepPlan& plan) {
    RequestLabels& labels = run_.requests.labels(id);
    labels.at[step.variable] = labels.at[step.from];
    return finish_undrawn(id, plan);
  }

  [[gnu::noinline]] Index pass(const MoveStep& step, std::uint32_t id, const StepPlan& plan) {
    RequestLabels& labels = run_.requests.labels(id);
    std::uint16_t& place = labels.place[run_.model.pools[step.pool].scope - 1];
    const std::uint16_t before = place;
    if (place != no_place) place = staffed_place(step.pool, place);
    if (step.variable != 0xff) labels.at[step.variable] = place == before ? 0 : 1;
    return finish_undrawn(id, plan);
  }

  [[gnu::noinline]] Index pass(const SpawnStep& step, std::uint32_t id, const StepPlan& plan) {
    double copies = 1;
    if (step.copies != none) {
      copies = values().evaluate(step.copies, run_.requests[id]) + 0.5;
      if (!(copies < limits::copies + 1)) throw RunFailure(too_many_copies(plan, copies - 0.5));
    }
    for (std::uint32_t copy = 0; copy + 1 <= copies; ++copy) spawn(step, id, plan, copy);
    return finish_undrawn(id, plan);
  }

  [[gnu::noinline]] Index pass(const BookStep& step, std::uint32_t id, const StepPlan& plan) {
    Request& request = run_.requests[id];
    RequestLabels& labels = run_.requests.labels(id);
    const std::uint32_t pool = values().pool(step.pool, request);
    if (pool == nobody) return step.otherwise;
    const PoolInstance& instance = run_.region.pools[pool];
    const PoolKind& kind = run_.model.pools[instance.kind];
    AppointmentBooks& books = run_.books.of(instance.kind);
    const RandomBlock block = words(request, plan);
    const int slots = step.slots_for(values().label(step.slots_source, request),
                                     [&](Index parameter) { return values().parameter(parameter, request); });
    const std::uint16_t own = kind.own_variable == 0xff ? no_server : run_.staff.own_server(pool, labels);
    Appointment slot;
    if (step.same_day) {
      slot = books.same_day(instance.book, Time{run_.clock.now}, slots, own);
      if (slot.at_ms < 0) return step.on_none;
    } else {
      const std::int32_t today = run_.clock.today();
      const std::int32_t last = today + kind.book.lead_days;
      std::int32_t accepted = last;
      if (step.accepts.any) {
        const std::int64_t longest = values().needed_time(step.accepts, request, block[patience_lane]);
        accepted = std::min(last, day_index(Time{run_.clock.now + longest}));
      }
      slot = books.plan(instance.book, today + 1, accepted, slots, own, Time{run_.clock.now});
      if (slot.at_ms < 0) return accepted < last ? step.on_refused : step.on_none;
    }
    if (step.wait != none) StepCounts(run_).add_appointment(step.wait, request, slot.at_ms);
    if (kind.own_variable != 0xff && own != no_server) labels.at[kind.own_variable] = slot.server == own ? 2 : 1;
    Index next = finish(request, plan, block[branch_lane]);
    if (step.no_show != none && uniform(block[return_lane]) < values().parameter(step.no_show, request))
      next = step.on_no_show;
    sleep_until(id, std::max(slot.at_ms, run_.clock.now), next);
    return none;
  }

  [[gnu::noinline]] Index pass(const ReallocateStep&, std::uint32_t id, const StepPlan& plan) {
    const Request& request = run_.requests[id];
    RequestLabels& labels = run_.requests.labels(id);
    for (std::size_t i = 0; i < run_.model.rules.size(); ++i) {
      const ReallocationRule& rule = run_.model.rules[i];
      if (labels.at[rule.variable] != rule.from) continue;
      const bool fits = std::all_of(rule.where.begin(), rule.where.end(), [&](const ReallocationRule::Where& where) {
        return values().label(where.source, request) == where.value;
      });
      if (!fits || values().pool_at(rule.pool_to, request) == nobody) continue;
      const RandomBlock block = random_block(run_.key, request.entity, rule.address, request.visit);
      double share = values().parameter(rule.share, request);
      if (rule.spread_over_places) share /= run_.period().coverage[rule.pool_to];
      if (uniform(block[service_lane]) >= share) continue;
      labels.at[rule.variable] = rule.to;
      labels.at[rule.rule_variable] = static_cast<std::uint8_t>(i + 1);
      break;
    }
    return finish_undrawn(id, plan);
  }

 private:
  // The first place from this one on where somebody of the pool is on duty; this one if nobody is anywhere.
  std::uint16_t staffed_place(Index kind, std::uint16_t place) const {
    const std::vector<std::uint32_t>& pool_of = run_.period().pool_of[kind];
    for (std::size_t n = 0; n < pool_of.size(); ++n) {
      const std::size_t at = (place + n) % pool_of.size();
      if (pool_of[at] != nobody && run_.servers[pool_of[at]].on_duty > 0) return static_cast<std::uint16_t>(at);
    }
    return place;
  }

  // Makes one request. The first copy has the random numbers of a step that makes one.
  void spawn(const SpawnStep& step, std::uint32_t id, const StepPlan& plan, std::uint32_t copy) {
    const Request parent = run_.requests[id];
    const std::uint64_t entity = combine(parent.entity, combine(plan.step.address, parent.visit));
    std::int64_t wait = 0;
    if (step.delay.any) {
      const RandomBlock block = copy == 0
                                    ? words(parent, plan)
                                    : random_block(run_.key, combine(entity, copy), plan.step.address, parent.visit);
      wait = values().needed_time(step.delay, run_.requests[id], block[service_lane]);
    }
    const std::uint64_t its = copy == 0 ? entity : combine(entity, copy);
    if (run_.model.past_like_ms > 0 && run_.clock.now < run_.clock.warm_up && step.delay.any && step.join == none)
        [[unlikely]] {
      spawn_in_warm_up(step, id, plan, its, wait);
    } else {
      make(step, id, its, wait);
    }
  }

  // It had always been as in the last part of the warm-up. Until the warm-up ends, who would come weeks later comes at
  // that hour of the coming week, instead of whoever an earlier week would have sent: so there are as many at once.
  // From then on come those of the last part and of all equal parts before it, each with a time of its own.
  void spawn_in_warm_up(const SpawnStep& step, std::uint32_t id, const StepPlan& plan, std::uint64_t entity,
                        std::int64_t time) {
    const std::int64_t part = run_.model.past_like_ms, left = run_.clock.warm_up - run_.clock.now;
    const std::int64_t in_the_week = time % std::min(part, one_week.ms);
    if (in_the_week < left) make(step, id, combine(entity, past_salt), in_the_week);
    if (left > part) return;
    if (time >= left) make(step, id, entity, time);
    const std::int64_t longest = values().needed_time(step.delay, run_.requests[id], ~0U);
    for (std::int64_t before = part; before + left <= longest; before += part) {
      const std::uint64_t its = combine(entity, past_salt + static_cast<std::uint64_t>(before));
      const RandomBlock block = random_block(run_.key, its, plan.step.address, 0);
      const std::int64_t rest = values().needed_time(step.delay, run_.requests[id], block[service_lane]) - before;
      if (rest >= left) make(step, id, its, rest);
    }
  }

  // A new request, which comes after some time.
  void make(const SpawnStep& step, std::uint32_t id, std::uint64_t entity, std::int64_t wait) {
    const std::uint32_t child_id = run_.requests.create();  // may move the records
    const Request& parent = run_.requests[id];
    Request& child = run_.requests[child_id];
    child.entity = entity;
    child.person = parent.person;
    child.arrived = run_.clock.now + wait;
    child.state = RequestState::moving;
    run_.requests.copy_labels(id, child_id);
    RequestLabels& labels = run_.requests.labels(child_id);
    labels.round = 0;
    for (const SetStep& set : step.set) labels.at[set.variable] = set.value;
    run_.clear_values(child_id);
    run_.values.inherit(child_id, id);
    if (step.join != none) run_.pending.add_child(run_.requests, child_id, id, step.join);
    ++run_.observer.entered;
    if (run_.trace != nullptr) run_.trace->enters(child_id, id);
    if (wait > 0) {
      sleep_until(child_id, run_.clock.now + wait, step.enters);
    } else {
      run_.visits.note_way_back(step.enters, run_.clock.now);
      child.branch = step.enters;
      run_.instant.ready.push_back(child_id);
    }
  }

  std::string too_many_copies(const StepPlan& plan, double copies) const {
    const std::string number =
        copies < limits::largest_number ? std::to_string(static_cast<std::int64_t>(copies)) : "countless";
    const std::string& name = run_.model.step_names[static_cast<std::size_t>(&plan - run_.plans.data())];
    return "step " + name.substr(name.find('.') + 1) + " of pathway " + name.substr(0, name.find('.')) + " makes " +
           number + " requests at once: at most " + std::to_string(static_cast<int>(limits::copies)) +
           " are possible. Limit its `copies`, for instance with min()";
  }

  static Index not_here() {
    DRAAGKRACHT_ENSURE(false);
    return none;
  }

  // Each person has a fixed place in the order of joining: who has the habit at a lower share has it at a higher one.
  // Those whose use is in the measured figures already behave as measured.
  bool has_habit(Index diffusion, const Request& request) const {
    if (request.person == nobody) return false;
    const Diffusion& habit = run_.model.diffusions[diffusion];
    const RequestLabels& labels = run_.requests.labels(request);
    for (const Diffusion::Eligible& eligible : habit.eligible) {
      if (labels.label(eligible.source.slot) != eligible.label) return false;
    }
    const Person* person = values().person_of(request);
    const double place = uniform(random_block(run_.key, labels.owner, habit.address, 0)[service_lane]);
    return place < run_.habits.share(diffusion, person) &&
           !(place < run_.parameters.for_person(habit.included, 0, person));
  }

  void set_number(const NumberPlace& place, std::uint32_t id, double value) {
    switch (place.of) {
      case NumberPlace::request:
        run_.values.number(id, place.index) = value;
        return;
      case NumberPlace::person:
        run_.person_values.set_number(run_.requests[id].person, place.index, value);
        run_.pending.note_assigned_of_person();
        return;
      case NumberPlace::model:
        run_.globals[place.index] = value;
        run_.pending.note_assigned();
        return;
      case NumberPlace::place:
        run_.place_values.set_number(
            place.index, values().place_at(run_.model.place_numbers[place.index].scope, run_.requests[id]), value);
        run_.pending.note_assigned();
        return;
    }
  }
};

}  // namespace

Index StepRunner::pass(std::uint32_t id, const StepPlan& plan) {
  VerbRunner runner(run_);
  return run_.model.verbs.visit(plan.step, [&](const auto& step) { return runner.pass(step, id, plan); });
}

void StepRunner::sleep_at(std::uint32_t id, const StepPlan& plan, std::int64_t wake) {
  const Request& request = run_.requests[id];
  const std::uint32_t word = words(request, plan)[branch_lane];
  const Index to = plan.target(word);
  const bool by_branch = to == none && plan.step.branch != none;
  sleep_until(id, wake, by_branch ? values().choose_branch(run_.model.branches[plan.step.branch], request, word) : to);
}

Index StepRunner::finish(const Request& request, const StepPlan& plan, std::uint32_t word, std::int64_t work) {
  return finish_here(request, plan, word, work);
}

Index StepRunner::finish_undrawn(std::uint32_t id, const StepPlan& plan) {
  const Request& request = run_.requests[id];
  return finish(request, plan, plan.step.branch == none ? 0 : words(request, plan)[branch_lane]);
}

Index StepRunner::finish_reallocated(std::uint32_t id, const StepPlan& plan, const SeizeStep& seize) {
  const Request& request = run_.requests[id];
  const std::int64_t work = request.work;
  const std::uint32_t rule_index = run_.requests.labels(id).at[seize.rule_variable] - 1U;
  const ReallocationRule& rule = run_.model.rules[rule_index];
  ReallocationCount& count = run_.observer.reallocations[rule_index];
  const RandomBlock block = random_block(run_.key, request.entity, rule.address, request.visit);
  const bool returns = uniform(block[return_lane]) < values().parameter(rule.return_rate, request);
  std::int64_t supervision = 0;
  if (rule.supervision.any) {
    supervision = std::max<std::int64_t>(0, values().draw_time(rule.supervision, request, block[branch_lane]));
    const std::uint32_t supervisor = values().pool_at(rule.supervisor, request);
    if (supervisor != nobody && supervision > 0) {
      Services(run_).start_side_job(request, supervisor, rule.supervision_class, supervision, rule.address);
    }
  }
  const Request& moved = run_.requests[id];  // looked up again: a side job may have moved the records
  if (run_.clock.counting()) {
    const std::uint32_t before = seize.time.key.row_if(run_.requests.labels(id), rule.variable, rule.from);
    const RandomBlock of_seize = random_block(run_.key, moved.entity, seize.time_address, moved.visit);
    ++count.contacts;
    count.minutes_to += work;
    count.minutes_from +=
        std::max<std::int64_t>(0, values().draw_time(seize.time, moved, before, of_seize[service_lane]));
    count.supervision += supervision;
    count.returns += returns ? 1 : 0;
  }
  const Index next = finish(moved, plan, moved.branch, work);
  if (!returns) return next;
  // It must be done again by whom it came from, who is not asked to pass it on a second time.
  RequestLabels& labels = run_.requests.labels(id);
  labels.at[rule.variable] = rule.from;
  labels.at[seize.rule_variable] = 0;
  return rule.return_to;
}

}  // namespace draagkracht
