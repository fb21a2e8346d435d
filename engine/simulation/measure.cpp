#include "engine/simulation/measure.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/fault.h"
#include "engine/results/result_names.h"

namespace draagkracht {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double ms_per_minute = 60'000.0;
constexpr double ms_per_hour = 3'600'000.0;

double ratio(double a, double b) { return b > 0 ? a / b : missing; }

// Walks over all result variables in one order, once to name them and once to fill them.
// `Sink` has dimension(name, long_name, labels), numbers(name, long_name, units, values), and add and add_amount(name,
// dimensions, units, long_name, values()).
struct Naming {
  ResultSchema schema;
  std::vector<NameClash> clashes;

  bool is_free(const std::string& name) {
    const std::string why = name_fault(schema, name);
    if (!why.empty()) clashes.push_back({name, why});
    return why.empty();
  }
  void dimension(const std::string& name, const std::string& long_name, std::vector<std::string> labels) {
    if (!labels.empty() && is_free(name)) schema.add(ResultDimension{name, long_name, "1", std::move(labels), {}});
  }
  void numbers(const std::string& name, const std::string& long_name, const std::string& units,
               std::vector<double> values) {
    if (!values.empty() && is_free(name)) schema.add(ResultDimension{name, long_name, units, {}, std::move(values)});
  }
  template <class Values>
  void add(const std::string& name, std::vector<std::string> dimensions, const std::string& units,
           const std::string& long_name, Values&&, const std::string& group = "") {
    if (!is_free(name)) return;
    for (const std::string& axis : dimensions) {
      if (schema.dimension(axis) == nullptr) return;  // its name clashes
    }
    ResultVariable variable;
    variable.name = name;
    variable.group = group;
    variable.dimensions = std::move(dimensions);
    variable.units = units;
    variable.long_name = long_name;
    schema.add(std::move(variable));
  }
  // What there is 0 of in a scenario that lacks the label, beside one that has it.
  template <class Values>
  void add_amount(const std::string& name, std::vector<std::string> dimensions, const std::string& units,
                  const std::string& long_name, Values&& values) {
    add(name, std::move(dimensions), units, long_name, values);
    if (!schema.variables.empty()) schema.variables.back().zero_where_lacking = true;
  }
};

struct Filling {
  std::vector<double> payload;
  void dimension(const std::string&, const std::string&, const std::vector<std::string>&) {}
  void numbers(const std::string&, const std::string&, const std::string&, const std::vector<double>&) {}
  template <class Values>
  void add(const std::string&, const std::vector<std::string>&, const std::string&, const std::string&, Values&& values,
           const std::string& = "") {
    const std::vector<double> more = values();
    payload.insert(payload.end(), more.begin(), more.end());
  }
  template <class Values>
  void add_amount(const std::string& name, const std::vector<std::string>& dimensions, const std::string& units,
                  const std::string& long_name, Values&& values) {
    add(name, dimensions, units, long_name, values);
  }
};

// What a finished run offers; nullptr while naming.
struct Run {
  const Region* region = nullptr;
  const RegionSimulation* simulation = nullptr;
};

std::string axis_name(const Model& model, LabelSource source) {
  return source.kind == LabelSource::person ? model.attributes[source.index] : model.variables[source.index];
}

std::vector<std::string> axes_of(const Model& model, const TableKey& key) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < key.size; ++k) {
    std::string name = axis_name(model, key.parts[k].source);
    // One dimension cannot stand twice; a second variable with the same labels has its own name anyway.
    names.push_back(std::move(name));
  }
  return names;
}

std::int32_t weeks_counted(const Model& model) {
  return static_cast<std::int32_t>((model.horizon_ms - model.warm_up_ms + one_week.ms - 1) / one_week.ms);
}

// Globals of one unit.
std::vector<std::string> globals_of(const Model& model, bool time) {
  std::vector<std::string> names;
  for (const Model::Global& global : model.globals) {
    if (global.is_time == time) names.push_back(global.name);
  }
  return names;
}

const char* globals_axis(bool time) { return time ? "global_time" : "global"; }

template <class Sink>
void globals(const Model& model, const Run& run, Sink& sink) {
  for (const bool time : {false, true}) {
    if (globals_of(model, time).empty()) continue;
    sink.add(time ? "global_time_at_end" : "global_at_end", {globals_axis(time)}, time ? "min" : "1",
             "values of the model when the run ended", [&] {
               std::vector<double> values;
               for (std::size_t i = 0; i < model.globals.size(); ++i) {
                 const double value = run.simulation->global(i);
                 if (model.globals[i].is_time == time) values.push_back(time ? value / ms_per_minute : value);
               }
               return values;
             });
  }
}

template <class Sink>
void labels(const Model& model, Sink& sink) {
  for (std::size_t v = 0; v < model.variables.size(); ++v)
    sink.dimension(model.variables[v], "label of variable " + model.variables[v], model.variable_labels[v]);
  for (std::size_t a = 0; a < model.attributes.size(); ++a)
    sink.dimension(model.attributes[a], "label of attribute " + model.attributes[a], model.attribute_labels[a]);
  for (const bool time : {false, true})
    sink.dimension(globals_axis(time), "value of the model", globals_of(model, time));
  sink.dimension("outcome", "how a request ended", model.outcomes);
  std::vector<std::string> pools;
  for (const PoolKind& pool : model.pools) pools.push_back(pool.name);
  sink.dimension("pool", "pool of servers", pools);
  std::vector<std::string> rules;
  for (const ReallocationRule& rule : model.rules) rules.push_back(rule.name);
  sink.dimension("reallocation", "reallocation rule", rules);
  sink.dimension("load_group", "pools whose load is taken together", model.load_names);
  std::vector<std::string> windows;
  for (const Model::Window& window : model.windows) windows.push_back(window.name);
  sink.dimension("window", "part of the week", windows);
  std::vector<std::string> scopes;
  for (std::size_t s = 1; s < model.scopes.size(); ++s) scopes.push_back(model.scopes[s].name);
  sink.dimension("scope", "kind of place", scopes);
  std::vector<double> weeks;
  for (std::int32_t w = 0; w < weeks_counted(model); ++w) weeks.push_back(w);
  sink.numbers("week", "week after warm-up", "week", weeks);
  for (const WaitMeasure& wait : model.waits) {
    std::vector<double> within;
    for (const std::int64_t ms : wait.within) within.push_back(static_cast<double>(ms) / ms_per_minute);
    sink.numbers(wait.name + "_norm", "norm of " + wait.name, "min", within);
  }
}

template <class Sink>
void people(const Model& model, const Run& run, Sink& sink) {
  const Population* population = run.region == nullptr ? nullptr : run.region->population;
  sink.add("years_counted", {}, "365.25 d", "length of the period counted, in years of 365.25 days", [&] {
    return std::vector<double>{static_cast<double>(model.horizon_ms - model.warm_up_ms) /
                               (365.25 * static_cast<double>(one_day.ms))};
  });
  sink.add("inhabitants", {}, "1", "inhabitants simulated one by one", [&] {
    return std::vector<double>{population == nullptr ? 0.0 : static_cast<double>(population->residents())};
  });
  for (std::size_t a = 0; a < model.attributes.size(); ++a) {
    sink.add("inhabitants_by_" + model.attributes[a], {model.attributes[a]}, "1",
             "inhabitants by " + model.attributes[a], [&] {
               std::vector<double> numbers(model.attribute_labels[a].size(), 0.0);
               if (population != nullptr) {
                 for (const Person& person : population->all_residents()) ++numbers[person.label(a)];
               }
               return numbers;
             });
  }
  if (model.scopes.size() > 1) {
    sink.add("places", {"scope"}, "1", "places of a kind, such as practices", [&] {
      std::vector<double> numbers;
      for (std::size_t s = 1; s < model.scopes.size(); ++s)
        numbers.push_back(population == nullptr ? 0.0 : static_cast<double>(population->places[s].size()));
      return numbers;
    });
    sink.add("inhabitants_without_place", {"scope"}, "1",
             "inhabitants who belong to no place of this kind, or whom theirs does not keep on its list; on average",
             [&] {
               std::vector<double> numbers(model.scopes.size() - 1, 0.0);
               if (population != nullptr) {
                 for (const Person& person : population->all_residents()) {
                   for (std::size_t s = 1; s < model.scopes.size(); ++s)
                     numbers[s - 1] += person.place[s - 1] == no_place ? 1 : 0;
                 }
                 for (std::size_t s = 1; s < model.scopes.size(); ++s) {
                   if (model.scopes[s].list.size != none) numbers[s - 1] = persons_without_place(model, *run.region);
                 }
               }
               return numbers;
             });
  }
}

template <class Sink>
void tallies(const Model& model, const Run& run, Sink& sink) {
  for (const Tally& tally : model.tallies) {
    if (tally.asked || tally.wait != none) continue;
    std::vector<std::string> axes = axes_of(model, tally.key);
    if (tally.weekly) axes.insert(axes.begin(), "week");
    sink.add(tally.name, axes, tally.minutes ? "min" : "1",
             tally.minutes ? "minutes of service: " + tally.name : "count of " + tally.name, [&] {
               const std::size_t n = tally.size * (tally.weekly ? static_cast<std::size_t>(weeks_counted(model)) : 1);
               std::vector<double> values;
               for (std::size_t i = 0; i < n; ++i) {
                 const auto count = static_cast<double>(run.simulation->observer().counts[tally.offset + i]);
                 values.push_back(tally.minutes ? count / ms_per_minute : count);
               }
               return values;
             });
    if (tally.person_count == 0xff) continue;
    // By the first attribute on the tally's axes, or over everyone.
    int attribute = -1;
    for (std::size_t k = 0; k < tally.key.size && attribute < 0; ++k) {
      if (tally.key.parts[k].source.kind == LabelSource::person) attribute = tally.key.parts[k].source.index;
    }
    std::vector<std::string> by;
    if (attribute >= 0) by = {model.attributes[static_cast<std::size_t>(attribute)]};
    const std::size_t groups = attribute < 0 ? 1 : model.attribute_labels[static_cast<std::size_t>(attribute)].size();
    auto per_person = [&](auto&& result) {
      std::vector<double> n(groups, 0), some(groups, 0), sum(groups, 0), squares(groups, 0);
      if (run.region->population != nullptr) {
        const Persons& persons = run.region->population->persons;
        for (std::size_t i = 0; i < run.region->population->residents(); ++i) {
          const std::size_t g = attribute < 0 ? 0 : persons[i].label(static_cast<std::size_t>(attribute));
          const double count = run.simulation->person_counts().of(i, tally.person_count);
          n[g] += 1;
          some[g] += count > 0 ? 1 : 0;
          sum[g] += count;
          squares[g] += count * count;
        }
      }
      std::vector<double> values;
      for (std::size_t g = 0; g < groups; ++g) values.push_back(result(n[g], some[g], sum[g], squares[g]));
      return values;
    };
    sink.add(tally.name + "_persons", by, "1", "persons with at least one of " + tally.name,
             [&] { return per_person([](double, double some, double, double) { return some; }); });
    sink.add(tally.name + "_per_person_variance", by, "1", "variance over persons of the number of " + tally.name, [&] {
      return per_person([](double n, double, double sum, double squares) {
        return n > 1 ? (squares - sum * sum / n) / (n - 1) : missing;
      });
    });
  }
}

// What key figures ask for by name; nothing if none does.
template <class Sink>
void asked(const Model& model, const Run& run, Sink& sink, const std::vector<AskedFigure>& figures,
           const std::string& name, bool minutes) {
  if (figures.empty()) return;
  std::vector<std::string> labels;
  for (const AskedFigure& figure : figures) labels.push_back(figure.name);
  const std::string of = name + "_of";
  sink.dimension(of, minutes ? "whose minutes of service key figures ask for" : "what key figures count", labels);
  const auto value = [&](const AskedFigure& figure) {
    std::int64_t sum = 0;
    for (const AskedFigure::Part& part : figure.parts) {
      for (const std::uint32_t row : part.rows)
        sum += run.simulation->observer().counts[model.tallies[part.tally].offset + row];
    }
    for (std::uint32_t p = 0; figure.pool != none && p < run.region->pools.size(); ++p) {
      if (run.region->pools[p].kind != figure.pool) continue;
      sum += run.simulation->busy_before(p);
      for (std::int32_t week = run.simulation->warm_up_weeks(); week < run.simulation->weeks(); ++week)
        sum += run.simulation->busy(p, week);
    }
    return minutes ? static_cast<double>(sum) / ms_per_minute : static_cast<double>(sum);
  };
  sink.add_amount("asked_" + name, {of}, minutes ? "min" : "1",
                  minutes ? "minutes of service that key figures ask for" : "counts that key figures ask for", [&] {
                    std::vector<double> values;
                    for (const AskedFigure& figure : figures) values.push_back(value(figure));
                    return values;
                  });
}

template <class Sink>
void waits(const Model& model, const Run& run, Sink& sink) {
  for (std::size_t w = 0; w < model.waits.size(); ++w) {
    const WaitMeasure& wait = model.waits[w];
    const std::vector<std::string> axes = axes_of(model, wait.key);
    auto rows = [&](auto&& result) {
      std::vector<double> values;
      for (const WaitRecord& record : run.simulation->observer().waits[w]) values.push_back(result(record));
      return values;
    };
    const std::string what = wait.name + (wait.working_days ? " (a working day counts as 1,440 min)" : "");
    sink.add(wait.name + "_count", axes, "1", "waits that ended in service: " + wait.name,
             [&] { return rows([](const WaitRecord& r) { return static_cast<double>(r.waits.count); }); });
    sink.add(wait.name + "_left", axes, "1", "gave up before service: " + wait.name,
             [&] { return rows([](const WaitRecord& r) { return static_cast<double>(r.left); }); });
    sink.add(wait.name + "_mean", axes, "min", "mean of " + what,
             [&] { return rows([](const WaitRecord& r) { return r.waits.mean() / ms_per_minute; }); });
    for (const auto& [suffix, p] : {std::pair{"_p50", 0.5}, std::pair{"_p90", 0.9}, std::pair{"_p95", 0.95}}) {
      const double quantile = p;
      sink.add(
          wait.name + suffix, axes, "min", "quantile " + std::string(suffix + 2) + " of " + what + ", within 1/32",
          [&] { return rows([&](const WaitRecord& r) { return r.histogram.quantile(quantile) / ms_per_minute; }); });
    }
    if (wait.from == WaitMeasure::mark) {
      sink.add(wait.name + "_unmarked", axes, "1", "not counted, for its moment was never set: " + wait.name,
               [&] { return rows([](const WaitRecord& r) { return static_cast<double>(r.unmarked); }); });
    }
    if (wait.within.empty()) continue;
    std::vector<std::string> with_norm = axes;
    with_norm.push_back(wait.name + "_norm");
    sink.add(wait.name + "_within", with_norm, "1", "waits that ended in service within the norm: " + wait.name, [&] {
      std::vector<double> values;
      for (const WaitRecord& record : run.simulation->observer().waits[w]) {
        for (const std::int64_t n : record.within) values.push_back(static_cast<double>(n));
      }
      return values;
    });
  }
}

// Nobody waits for it however many come, so it has no hours on duty and no load.
bool is_unlimited(const Model& model, Index kind) { return model.pools[kind].servers >= unlimited_servers; }

// Sums over the weeks that count, of all instances of a pool kind.
struct PoolTotals {
  double busy = 0, asked = 0, started = 0, on_duty = 0, overtime = 0, accounted = 0, instances = 0, waiting = 0,
         queued = 0;
};

PoolTotals totals_of(const Model& model, const Run& run, Index kind) {
  PoolTotals totals;
  const RegionSimulation& simulation = *run.simulation;
  for (std::uint32_t p = 0; p < run.region->pools.size(); ++p) {
    if (run.region->pools[p].kind != kind || !run.region->ever_there(p)) continue;
    ++totals.instances;
    totals.overtime += static_cast<double>(simulation.overtime(p));
    totals.accounted += static_cast<double>(simulation.observer().accounted(p));
    totals.waiting += simulation.waiting(p);
    totals.queued += static_cast<double>(simulation.queued(p));
    for (std::int32_t week = simulation.warm_up_weeks(); week < simulation.weeks(); ++week) {
      totals.busy += static_cast<double>(simulation.busy(p, week));
      totals.asked += static_cast<double>(simulation.asked(p, week));
      totals.on_duty += static_cast<double>(simulation.on_duty(p, week));
    }
    totals.started += static_cast<double>(simulation.observer().rest(p));
  }
  totals.started += totals.busy;
  if (is_unlimited(model, kind)) totals.on_duty = missing;
  return totals;
}

template <class Sink>
void pools(const Model& model, const Run& run, Sink& sink) {
  auto each = [&](auto&& result) {
    std::vector<double> values;
    for (Index kind = 0; kind < model.pools.size(); ++kind) values.push_back(result(totals_of(model, run, kind)));
    return values;
  };
  if (model.pools.empty()) return;
  if (!model.windows.empty()) {
    sink.add("window_on_duty_hours", {"window"}, "h", "hours that servers were on duty in a part of the week", [&] {
      std::vector<double> values;
      const std::vector<std::int64_t>& on_duty = run.simulation->window_on_duty();
      for (std::size_t w = 0; w < on_duty.size(); ++w) {
        values.push_back(is_unlimited(model, model.windows[w].pool) ? missing
                                                                    : static_cast<double>(on_duty[w]) / ms_per_hour);
      }
      return values;
    });
  }
  sink.add_amount("pool_busy_hours", {"pool"}, "h", "hours of service",
                  [&] { return each([](const PoolTotals& t) { return t.busy / ms_per_hour; }); });
  sink.add_amount("pool_started_hours", {"pool"}, "h",
                  "hours of the services that started, whole: also what they take after the end",
                  [&] { return each([](const PoolTotals& t) { return t.started / ms_per_hour; }); });
  sink.add_amount("pool_asked_hours", {"pool"}, "h",
                  "hours of service asked: of those served, waiting and gone; hours of being held",
                  [&] { return each([](const PoolTotals& t) { return t.asked / ms_per_hour; }); });
  sink.add_amount("pool_on_duty_hours", {"pool"}, "h", "hours that servers were on duty; missing for an unlimited pool",
                  [&] { return each([](const PoolTotals& t) { return t.on_duty / ms_per_hour; }); });
  sink.add_amount("pool_overtime_hours", {"pool"}, "h", "hours of service after closing",
                  [&] { return each([](const PoolTotals& t) { return t.overtime / ms_per_hour; }); });
  if (!model.verbs.account.empty()) {
    sink.add_amount("pool_accounted_hours", {"pool"}, "h", "hours counted as its work without seizing it",
                    [&] { return each([](const PoolTotals& t) { return t.accounted / ms_per_hour; }); });
  }
  sink.add("pool_load", {"pool"}, "1", "hours asked / hours on duty",
           [&] { return each([](const PoolTotals& t) { return ratio(t.asked, t.on_duty); }); });
  sink.add_amount("pool_instances", {"pool"}, "1", "instances of the pool",
                  [&] { return each([](const PoolTotals& t) { return t.instances; }); });
  sink.add_amount("pool_queue_hours", {"pool"}, "h",
                  "hours that requests stood in its queues: of those served, of those who left, of those still there",
                  [&] { return each([](const PoolTotals& t) { return t.queued / ms_per_hour; }); });
  sink.add_amount("pool_waiting_at_end", {"pool"}, "1", "requests still waiting at the end",
                  [&] { return each([](const PoolTotals& t) { return t.waiting; }); });
}

// How long, and at how many audits, so many servers were seized: of the pools that count it.
template <class Sink>
void occupancies(const Model& model, const Run& run, Sink& sink) {
  std::uint16_t levels = 0;
  bool audits = false;
  for (const PoolKind& kind : model.pools) {
    levels = std::max(levels, kind.occupancy_levels);
    audits = audits || kind.audit_ms > 0;
  }
  if (levels == 0) return;
  std::vector<double> level_values;
  for (int level = 0; level <= levels; ++level) level_values.push_back(level);
  sink.numbers("level", "servers seized; the last level of a pool stands for all above too", "1", level_values);
  const auto table = [&](bool audited) {
    std::vector<double> values(model.pools.size() * level_values.size(), missing);
    for (std::uint32_t p = 0; p < run.region->pools.size(); ++p) {
      const Index kind = run.region->pools[p].kind;
      if (!run.region->ever_there(p)) continue;
      if (model.pools[kind].occupancy_levels == 0 || (audited && model.pools[kind].audit_ms == 0)) continue;
      const Observer& observer = run.simulation->observer();
      const std::vector<std::int64_t>& cells = audited ? observer.audited : observer.occupancy;
      for (std::size_t level = 0; level <= model.pools[kind].occupancy_levels; ++level) {
        double& value = values[kind * level_values.size() + level];
        const auto count = static_cast<double>(cells[run.simulation->occupancy_first(p) + level]);
        value = (std::isnan(value) ? 0 : value) + (audited ? count : count / ms_per_hour);
      }
    }
    return values;
  };
  sink.add("pool_occupancy_hours", {"pool", "level"}, "h",
           "hours during which so many servers of an instance were seized", [&] { return table(false); });
  if (audits)
    sink.add("pool_audited", {"pool", "level"}, "1", "audits at which so many servers of an instance were seized",
             [&] { return table(true); });
}

struct LoadResult {
  double total = missing, p10 = missing, p50 = missing, p90 = missing, gini = missing, weeks_above_1 = missing,
         places_above_1 = missing;
};

// Gini coefficient of numbers >= 0 in ascending order.
double gini_of(const std::vector<double>& sorted) {
  double sum = 0, weighted = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i];
    weighted += sorted[i] * static_cast<double>(i + 1);
  }
  const auto n = static_cast<double>(sorted.size());
  return sum > 0 ? 2 * weighted / (n * sum) - (n + 1) / n : missing;
}

LoadResult load_of(const Model& model, const Run& run, const std::vector<Index>& kinds) {
  LoadResult result;
  if (kinds.empty() || std::any_of(kinds.begin(), kinds.end(), [&](Index kind) { return is_unlimited(model, kind); }))
    return result;
  const RegionSimulation& simulation = *run.simulation;
  // Where some have pools together, so does their load count.
  const std::vector<std::uint32_t>* group_of = nullptr;
  for (const Index kind : kinds) {
    if (model.pools[kind].group != none) group_of = &run.region->group_of[model.pools[kind].group];
  }
  std::vector<std::vector<std::uint32_t>> at;  // axes: place or group, kind
  for (std::uint32_t pool = 0; pool < run.region->pools.size(); ++pool) {
    const PoolInstance& instance = run.region->pools[pool];
    if (std::find(kinds.begin(), kinds.end(), instance.kind) == kinds.end()) continue;
    const std::uint32_t place = group_of == nullptr ? instance.place : (*group_of)[instance.place];
    if (at.size() <= place) at.resize(place + std::size_t{1});
    at[place].push_back(pool);
  }
  std::vector<double> loads;
  double all_asked = 0, all_duty = 0;
  std::int64_t weeks = 0, above = 0;
  for (const std::vector<std::uint32_t>& pools : at) {
    double place_asked = 0, place_duty = 0;
    for (std::int32_t week = simulation.warm_up_weeks(); week < simulation.weeks(); ++week) {
      double asked = 0, duty = 0;
      for (const std::uint32_t pool : pools) {
        asked += static_cast<double>(simulation.asked(pool, week));
        duty += static_cast<double>(simulation.on_duty(pool, week));
      }
      if (duty > 0) {
        ++weeks;
        above += asked > duty ? 1 : 0;
      }
      place_asked += asked;
      place_duty += duty;
    }
    if (place_duty > 0) loads.push_back(place_asked / place_duty);
    all_asked += place_asked;
    all_duty += place_duty;
  }
  if (loads.empty()) return result;
  std::sort(loads.begin(), loads.end());
  auto quantile = [&](double p) {
    return loads[static_cast<std::size_t>(p * static_cast<double>(loads.size() - 1) + 0.5)];
  };
  result.total = ratio(all_asked, all_duty);
  result.p10 = quantile(0.1);
  result.p50 = quantile(0.5);
  result.p90 = quantile(0.9);
  result.gini = gini_of(loads);
  result.weeks_above_1 = ratio(static_cast<double>(above), static_cast<double>(weeks));
  result.places_above_1 =
      static_cast<double>(std::count_if(loads.begin(), loads.end(), [](double l) { return l > 1; }));
  return result;
}

template <class Sink>
void loads(const Model& model, const Run& run, Sink& sink) {
  if (model.loads.empty()) return;
  auto each = [&](auto&& result) {
    std::vector<double> values;
    for (const std::vector<Index>& kinds : model.loads) values.push_back(result(load_of(model, run, kinds)));
    return values;
  };
  sink.add("load", {"load_group"}, "1", "hours asked / hours on duty, all places together",
           [&] { return each([](const LoadResult& l) { return l.total; }); });
  sink.add("load_p10", {"load_group"}, "1", "load, 10 % quantile over places",
           [&] { return each([](const LoadResult& l) { return l.p10; }); });
  sink.add("load_p50", {"load_group"}, "1", "load, median over places",
           [&] { return each([](const LoadResult& l) { return l.p50; }); });
  sink.add("load_p90", {"load_group"}, "1", "load, 90 % quantile over places",
           [&] { return each([](const LoadResult& l) { return l.p90; }); });
  sink.add("load_gini", {"load_group"}, "1", "Gini coefficient of the load over places",
           [&] { return each([](const LoadResult& l) { return l.gini; }); });
  sink.add("load_weeks_above_1", {"load_group"}, "1", "share of place-weeks with load above 1",
           [&] { return each([](const LoadResult& l) { return l.weeks_above_1; }); });
  sink.add("load_places_above_1", {"load_group"}, "1", "places with load above 1 over the whole period",
           [&] { return each([](const LoadResult& l) { return l.places_above_1; }); });
}

template <class Sink>
void flows(const Model& model, const Run& run, Sink& sink) {
  if (!model.outcomes.empty()) {
    sink.add("requests_ended", {"outcome"}, "1", "requests that ended, by outcome", [&] {
      const std::vector<std::int64_t>& outcomes = run.simulation->observer().outcomes;
      return std::vector<double>(outcomes.begin(), outcomes.end());
    });
  }
  sink.add("requests_entered_whole_run", {}, "1", "requests that came into being, warm-up included",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->observer().entered)}; });
  sink.add("requests_left_whole_run", {}, "1", "requests that ended, warm-up included",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->observer().left)}; });
  sink.add("requests_in_progress", {}, "1", "requests that had not ended when the run did",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->in_progress())}; });
  sink.add("timed_events_whole_run", {}, "1", "changes of state at their own time, warm-up included",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->observer().timed_events)}; });
  if (model.rules.empty()) return;
  auto each = [&](auto&& result) {
    std::vector<double> values;
    for (const ReallocationCount& count : run.simulation->observer().reallocations) values.push_back(result(count));
    return values;
  };
  sink.add("reallocated_contacts", {"reallocation"}, "1", "contacts passed on by the rule",
           [&] { return each([](const ReallocationCount& c) { return static_cast<double>(c.contacts); }); });
  sink.add("reallocated_returns", {"reallocation"}, "1", "of these, contacts that came back",
           [&] { return each([](const ReallocationCount& c) { return static_cast<double>(c.returns); }); });
  sink.add(
      "reallocated_minutes_from", {"reallocation"}, "min", "minutes that the original discipline would have spent",
      [&] {
        return each([](const ReallocationCount& c) { return static_cast<double>(c.minutes_from) / ms_per_minute; });
      });
  sink.add("reallocated_minutes_to", {"reallocation"}, "min", "minutes that the new discipline spent", [&] {
    return each([](const ReallocationCount& c) { return static_cast<double>(c.minutes_to) / ms_per_minute; });
  });
  sink.add("reallocated_supervision", {"reallocation"}, "min", "minutes of supervision", [&] {
    return each([](const ReallocationCount& c) { return static_cast<double>(c.supervision) / ms_per_minute; });
  });
}

template <class Sink>
void everything(const Model& model, const Run& run, Sink& sink) {
  labels(model, sink);
  people(model, run, sink);
  tallies(model, run, sink);
  asked(model, run, sink, model.asked_counts, "count", false);
  asked(model, run, sink, model.asked_minutes, "minutes", true);
  waits(model, run, sink);
  pools(model, run, sink);
  occupancies(model, run, sink);
  loads(model, run, sink);
  flows(model, run, sink);
  globals(model, run, sink);
}

}  // namespace

ResultSchema make_schema(const Model& model) {
  Naming naming;
  everything(model, Run{}, naming);
  DRAAGKRACHT_ENSURE(naming.clashes.empty());
  return std::move(naming.schema);
}

std::vector<NameClash> name_clashes(const Model& model) {
  Naming naming;
  everything(model, Run{}, naming);
  for (const char* later : {"kpi", "kpi_value"}) naming.is_free(later);
  return std::move(naming.clashes);
}

std::vector<double> measure(const Model& model, const Region& region, const RegionSimulation& simulation) {
  Filling filling;
  everything(model, Run{&region, &simulation}, filling);
  return std::move(filling.payload);
}

}  // namespace draagkracht
