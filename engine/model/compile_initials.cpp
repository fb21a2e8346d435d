// Who is there when the run begins: requests of a stream that came before, and what before the run was like.
#include <algorithm>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/model/compile_parts.h"
#include "engine/model/pathway_graph.h"
#include "engine/model/run_calendar.h"

namespace draagkracht {
namespace {

class InitialCompiler {
 public:
  InitialCompiler(Binder& binder, const Named<StreamSpec>& stream, const Named<InitialSpec>& named)
      : b_(binder),
        stream_(stream),
        spec_(named.item),
        where_(named.where),
        path_("stream." + stream.name + ".initial." + named.name) {}

  void compile() {
    initial_.name = path_;
    initial_.address = name_hash(path_);
    initial_.set = compile_sets(b_, stream_.item.set, "stream." + stream_.name + ".set");
    const Name& at = spec_.at.value.empty() ? stream_.item.enters : spec_.at;
    initial_.at = step_of(b_, at, "", path_ + ".at");
    if (initial_.at == none || !find_stream()) return;
    initial_.share = b_.settled(spec_.share, path_ + ".share");
    if (!find_state() || !is_reached() || !find_stock()) return;
    b_.model.initials.push_back(std::move(initial_));
  }

 private:
  const Step& step() const { return b_.model.steps[initial_.at]; }
  Location at_where() const { return spec_.at.value.empty() ? where_ : spec_.at.where; }
  bool refuse(const Location& where, const std::string& key, std::string problem, std::string why,
              std::string suggestion = {}) {
    b_.issues.add(where, key.empty() ? path_ : path_ + '.' + key, std::move(problem), std::move(why),
                  std::move(suggestion));
    return false;
  }

  // What the stream is made of, and how often it brings something.
  bool find_stream() {
    Model& m = b_.model;
    const auto same = [&](const auto& one) { return one.name == stream_.name; };
    if (std::any_of(m.due_visits.begin(), m.due_visits.end(), same))
      return refuse(where_, "", "stands at a stream of visits that are due",
                    "these are spread over the year, whenever the run begins");
    if (std::any_of(m.label_requests.begin(), m.label_requests.end(), same))
      return refuse(where_, "", "stands at a stream of those who get a label",
                    "who had it before the run is known, and not when they got it");
    const auto stream = std::find_if(m.streams.begin(), m.streams.end(), same);
    if (stream != m.streams.end()) {
      initial_.stream = static_cast<Index>(stream - m.streams.begin());
      if (stream->pace == none && stream->interval != none && stream->start_ms == 0)
        initial_.per_ms = 1 / m.times[stream->interval]->mean();
      return true;
    }
    for (Index f = 0; f < m.families.size(); ++f) {
      for (Index e = 0; e < m.families[f].entries.size(); ++e) {
        const std::string& name = m.families[f].entries[e].name;
        if (name != stream_.name && !name.starts_with(stream_.name + '/')) continue;
        initial_.family = f;
        initial_.entries.push_back(e);
      }
    }
    return stream_.item.lookup.set || stream_.item.has_per_person;
  }

  // Whether they sleep, are served or wait.
  bool find_state() {
    if (step().kind == StepKind::delay) {
      if (spec_.waited.set)
        return refuse(spec_.waited.where, "waited", "stands at a `delay`", "nobody waits for a server there",
                      "Leave `waited` away: how long they are there the delay says");
      initial_.state = InitialRequests::State::asleep;
      initial_.holds = pools_held(b_.model)[initial_.at];
      return lasts(b_.model.verbs.delay[step().index].time);
    }
    if (step().kind != StepKind::seize)
      return refuse(at_where(), "at", "names a step at which nobody is for long",
                    "a request is at a `delay` for its time, and at a `seize` while it waits and is served");
    const SeizeStep& seize = b_.model.verbs.seize[step().index];
    if (!seize.with.empty() || !seize.either.empty())
      return refuse(
          at_where(), "at",
          "names a step that seizes " + std::string(seize.with.empty() ? "one of several pools" : "several pools"),
          "who has which of them at the start is not known");
    if (!spec_.waited.set) {
      initial_.state = InitialRequests::State::served;
      if (!seize.hold.empty())
        return refuse(at_where(), "at", "names a step that holds its pool",
                      "who holds a pool is at a later step, and its service is over",
                      "Name the `delay` behind it, or say with `waited` that they wait for the pool");
      return lasts(seize.time);
    }
    initial_.state = InitialRequests::State::waiting;
    for (const Index pool : seize.pool.pools) {
      if (pool == none || b_.model.pools[pool].ageing_ms == 0) continue;
      return refuse(spec_.waited.where, "waited", "stands at a pool with `ageing`",
                    "the priorities of those who wait at the start are not known");
    }
    for (const Index pool : seize.pool.pools) {
      if (pool == none || b_.model.pools[pool].on_closed == none) continue;
      return refuse(spec_.waited.where, "waited", "stands at a pool with `on_closed`",
                    "who waits there when it closes is sent on, so that nobody waits when the run begins");
    }
    using Op = Formula::Op;
    for (const Index formula :
         {seize.time.formula, seize.time.scale, seize.patience.formula, seize.patience.scale, seize.order}) {
      if (formula == none || !b_.model.formulas[formula].reads({Op::of_hour, Op::time_of_day, Op::day})) continue;
      return refuse(spec_.waited.where, "waited", "stands at a step whose times or order go by the day or the hour",
                    "who waits at the start has come before the first day of the run");
    }
    initial_.waited = compile_time(b_, spec_.waited, path_ + ".waited");
    const TimeSource& waited = initial_.waited;
    if (waited.formula != none || waited.scale != none || waited.key.size > 0)
      return refuse(spec_.waited.where, "waited", "depends on the request or on the state",
                    "it is drawn before anybody is there, once for each pool");
    if (waited.tables.empty() || waited.tables[0] == none) return false;
    if (!(b_.model.times[waited.tables[0]]->mean() > 0))
      return refuse(spec_.waited.where, "waited", "is no time", "who has not waited is not there at the start");
    return true;
  }

  // Whether the time that one is at the step has a mean above 0.
  bool lasts(const TimeSource& time) {
    if (time.formula != none || time.scale != none)
      return refuse(at_where(), "at", "names a step whose time is worked out when one comes there",
                    "how long one stays on average is not known before the run");
    const bool any = std::any_of(time.tables.begin(), time.tables.end(),
                                 [&](Index table) { return table != none && b_.model.times[table]->mean() > 0; });
    if (!any) return refuse(at_where(), "at", "names a step that takes no time", "nobody is there at any moment");
    return true;
  }

  // What follows from the step is worked out for those who come there, so somebody must.
  bool is_reached() {
    std::vector<std::uint8_t> reached(b_.model.steps.size(), 0);
    const Index from = step_of(b_, stream_.item.enters, "", path_);
    if (from == none) return false;
    std::vector<Index> next{from};
    reached[from] = 1;
    while (!next.empty()) {
      const Index step = next.back();
      next.pop_back();
      for (const StepEdge& edge : edges_of(b_.model, step)) {
        if (reached[edge.to] != 0) continue;
        reached[edge.to] = 1;
        next.push_back(edge.to);
      }
    }
    if (reached[initial_.at] != 0) return true;
    return refuse(at_where(), "at", "names a step that no request of the stream comes to",
                  "no way leads there from " + quoted(stream_.item.enters.value));
  }

  // How many there are, if that does not follow from what the stream brings.
  bool find_stock() {
    if (spec_.lookup.set) {
      if (initial_.stream != none)
        return refuse(spec_.lookup.where, "lookup", "stands at an anonymous stream", "it has no persons",
                      "Write their number: `stock`");
      const std::vector<std::string>& variables = b_.model.variables;
      for (const Name& by : spec_.lookup.by) {
        const std::string its = by.value.substr(by.value.find('=') + 1);  // all of it if there is none
        if (std::find(variables.begin(), variables.end(), its) == variables.end()) continue;
        return refuse(by.where, "lookup.by", "names a variable of the request",
                      "who is there is found by person, before there is a request", "Name attributes of persons");
      }
      const KeyedNumbers numbers = b_.numbers(spec_.lookup, path_ + ".lookup", {.low = 0, .high = 1});
      initial_.key = numbers.key;
      initial_.stock = numbers.values;
      return true;
    }
    if (spec_.has_stock) {
      const double stock = b_.settled(spec_.stock, path_ + ".stock");
      if (initial_.stream == none && stock > 1)
        return refuse(spec_.stock.number.where, "stock", "is above 1", "more would be there than there are persons",
                      "Write the share of the persons who are there");
      initial_.stock = {stock};
      return true;
    }
    if (initial_.stream != none && initial_.per_ms == 0)
      return refuse(where_, "", "lacks `stock`",
                    "the stream is not always as fast, so that what it brought before the run is not known",
                    "Write how many are there: stock = 12");
    if (initial_.stream == none && initial_.entries.empty())
      return refuse(where_, "", "lacks `stock`", "the stream brings nothing",
                    "Write which share of the persons is there, such as stock = 0.01");
    return true;
  }

  Binder& b_;
  const Named<StreamSpec>& stream_;
  const InitialSpec& spec_;
  Location where_;
  std::string path_;
  InitialRequests initial_;
};

void compile_past(Binder& binder) {
  const Located<double>& past = binder.scenario.run.past_like;
  if (!(past.value > 0)) return;
  Model& m = binder.model;
  const bool dated = is_dated(binder.scenario.run);
  const auto wanted = static_cast<std::int64_t>(past.value + 0.5);
  // A run that is tried out with a shorter warm-up sees what there is.
  m.past_like_ms = std::min(wanted, dated ? m.warm_up_ms - m.warm_up_ms % one_week.ms : m.warm_up_ms);
  if (dated && wanted % one_week.ms != 0) {
    binder.issues.add(past.where, "run.past_like", "is not a number of whole weeks",
                      "the days of the week would not fit where the past begins anew", "Write past_like = \"4 weeks\"");
  }
  const auto later = [](const SpawnStep& step) { return step.delay.any && step.join == none; };
  if (std::none_of(m.verbs.spawn.begin(), m.verbs.spawn.end(), later)) {
    binder.issues.add(past.where, "run.past_like", "has no effect",
                      "no step makes requests that come later: a `spawn` with `after`, for which nobody waits");
  }
}

}  // namespace

void compile_initials(Binder& binder) {
  compile_past(binder);
  for (const auto& stream : binder.scenario.streams) {
    for (const auto& initial : stream.item.initials) InitialCompiler(binder, stream, initial).compile();
  }
}

}  // namespace draagkracht
