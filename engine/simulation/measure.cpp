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
// dimensions, units, long_name, values()). What follows `of_years` has figures of years as well; what follows
// `of_whole` has not.
struct Naming {
  ResultSchema schema;
  std::vector<NameClash> clashes;
  bool years = false;
  std::vector<std::string> yearly;  // variables

  void of_years(bool asked = true) { years = asked; }
  void of_whole() { years = false; }

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
    if (years) yearly.push_back(name);
  }
  // What there is 0 of in a scenario that lacks the label, beside one that has it.
  template <class Values>
  void add_amount(const std::string& name, std::vector<std::string> dimensions, const std::string& units,
                  const std::string& long_name, Values&& values, const std::string& group = "") {
    add(name, std::move(dimensions), units, long_name, values, group);
    if (!schema.variables.empty()) schema.variables.back().zero_where_lacking = true;
  }
};

struct Filling {
  bool only_years = false;  // values that have figures of years
  std::vector<double> payload;
  struct Span {
    std::size_t first, size;
  };
  std::vector<Span> yearly;  // values of the payload that have figures of years
  bool years = false;

  void of_years(bool asked = true) { years = asked; }
  void of_whole() { years = false; }
  void dimension(const std::string&, const std::string&, const std::vector<std::string>&) {}
  void numbers(const std::string&, const std::string&, const std::string&, const std::vector<double>&) {}
  template <class Values>
  void add(const std::string&, const std::vector<std::string>&, const std::string&, const std::string&, Values&& values,
           const std::string& = "") {
    if (only_years && !years) return;
    const std::vector<double> more = values();
    if (years) yearly.push_back({payload.size(), more.size()});
    payload.insert(payload.end(), more.begin(), more.end());
  }
  template <class Values>
  void add_amount(const std::string& name, const std::vector<std::string>& dimensions, const std::string& units,
                  const std::string& long_name, Values&& values) {
    add(name, dimensions, units, long_name, values);
  }
};

// What a run offers, in all or in the year that ends; nothing while naming.
struct Run {
  const Region* region = nullptr;
  const RegionSimulation* simulation = nullptr;
  const YearStart* since = nullptr;  // nullptr: the whole run

  // What has been counted since a year began: of a cell, where empty means that nothing had been.
  static std::int64_t less(std::int64_t now, const std::vector<std::int64_t>* before, std::size_t at) {
    return now - (before == nullptr || before->empty() ? 0 : (*before)[at]);
  }
  std::int64_t count(std::size_t cell) const {
    return less(simulation->observer().counts[cell], since == nullptr ? nullptr : &since->counts, cell);
  }
  std::int64_t outcome(std::size_t at) const {
    return less(simulation->observer().outcomes[at], since == nullptr ? nullptr : &since->outcomes, at);
  }
  std::int64_t occupancy(std::size_t cell) const {
    return less(simulation->observer().occupancy[cell], since == nullptr ? nullptr : &since->occupancy, cell);
  }
  std::int64_t audited(std::size_t cell) const {
    return less(simulation->observer().audited[cell], since == nullptr ? nullptr : &since->audited, cell);
  }
  std::int64_t window_on_duty(std::size_t window) const {
    return less(simulation->window_on_duty()[window], since == nullptr ? nullptr : &since->windows, window);
  }
  ReallocationCount reallocation(std::size_t rule) const {
    const ReallocationCount& now = simulation->observer().reallocations[rule];
    return since == nullptr || since->reallocations.empty() ? now : now - since->reallocations[rule];
  }
  PoolCounted pool(std::uint32_t p) const {
    const PoolCounted now = pool_counted(simulation->state(), p);
    return since == nullptr || since->pools.empty() ? now : now - since->pools[p];
  }
  std::int64_t from_ms(const Model& model) const { return since == nullptr ? model.warm_up_ms : since->ms; }
  std::int64_t to_ms(const Model& model) const { return since == nullptr ? model.horizon_ms : simulation->now(); }
  // The weeks that begin in the year, and the one in which counting does. A week belongs to one year whole.
  std::int32_t first_week(const Model& model) const {
    const std::int64_t from = from_ms(model);
    return static_cast<std::int32_t>(from == model.warm_up_ms ? from / one_week.ms
                                                              : (from + one_week.ms - 1) / one_week.ms);
  }
  std::int32_t end_week(const Model& model) const {
    return static_cast<std::int32_t>((to_ms(model) + one_week.ms - 1) / one_week.ms);
  }
};

std::string axis_name(const Model& model, LabelSource source) {
  return source.kind == LabelSource::person ? model.attributes[source.index] : model.variables[source.index];
}

// The same axes behind another one.
std::vector<std::string> after(const char* first, std::vector<std::string> axes) {
  axes.insert(axes.begin(), first);
  return axes;
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

bool lives_go_on(const Model& model) { return model.person_died != none; }

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
  sink.dimension("municipality", "municipality", model.municipalities);
  if (lives_go_on(model))
    sink.dimension("life_event", "what becomes of persons", {"born", "arrived", "died", "left", "moved"});
  std::vector<std::string> scopes;
  for (std::size_t s = 1; s < model.scopes.size(); ++s) scopes.push_back(model.scopes[s].name);
  sink.dimension("scope", "kind of place", scopes);
  std::vector<double> weeks, hours;
  for (std::uint32_t w = 0; w < model.counted_weeks(); ++w) weeks.push_back(w);
  sink.numbers("week", "week after warm-up, counted from that in which it ends", "week", weeks);
  for (std::uint32_t h = 0; h < hours_of_week; ++h) hours.push_back(h);
  sink.numbers("hour_of_week", "hour of the week from Monday 00:00; a holiday is a Sunday", "h", hours);
  std::vector<double> years;
  for (const CountedYear& year : model.years) years.push_back(year.year);
  sink.numbers("year", "calendar year, or what of it counts", "year", years);
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
    return std::vector<double>{static_cast<double>(run.to_ms(model) - run.from_ms(model)) /
                               (365.25 * static_cast<double>(one_day.ms))};
  });
  sink.add("inhabitants", {}, "1", "inhabitants simulated one by one, as the run, or the year, begins", [&] {
    if (run.since != nullptr) return std::vector<double>{static_cast<double>(run.since->persons)};
    return std::vector<double>{population == nullptr ? 0.0 : static_cast<double>(population->residents())};
  });
  if (lives_go_on(model)) {
    sink.add("life_events", {"life_event"}, "1",
             "persons who were born, came from elsewhere, died, left the region or moved inside it", [&] {
               // A day's changes are those of the midnight that begins it: of a New Year's they are the old year's, and
               // who is counted as a year begins has come.
               const std::int64_t until =
                   run.to_ms(model) == model.horizon_ms ? model.horizon_ms - 1 : run.to_ms(model);
               const LifeChanges changes =
                   run.simulation->state().people.changes(day_index(Time{run.from_ms(model)}), day_index(Time{until}));
               const auto number = [](std::int64_t n) { return static_cast<double>(n); };
               return std::vector<double>{number(changes.born), number(changes.arrived), number(changes.died),
                                          number(changes.left), number(changes.moved)};
             });
  }
  std::size_t first_label = 0;
  for (std::size_t a = 0; a < model.attributes.size(); ++a) {
    sink.add("inhabitants_by_" + model.attributes[a], {model.attributes[a]}, "1",
             "inhabitants by " + model.attributes[a], [&] {
               std::vector<double> numbers(model.attribute_labels[a].size(), 0.0);
               if (run.since != nullptr) {
                 const auto first = run.since->by_label.begin() + static_cast<std::ptrdiff_t>(first_label);
                 numbers.assign(first, first + static_cast<std::ptrdiff_t>(numbers.size()));
               } else if (population != nullptr) {
                 for (const Person& person : population->all_residents()) ++numbers[person.label(a)];
               }
               return numbers;
             });
    first_label += model.attribute_labels[a].size();
  }
  if (!model.municipalities.empty()) {
    sink.add("inhabitants_by_municipality", {"municipality"}, "1", "inhabitants by municipality", [&] {
      std::vector<double> numbers(model.municipalities.size(), missing);
      const std::vector<std::uint16_t>& municipality_of = run.simulation->state().municipality_of_wijk;
      for (const std::uint16_t municipality : municipality_of) numbers[municipality] = 0;
      for (std::size_t m = 0; run.since != nullptr && m < numbers.size(); ++m) {
        if (!std::isnan(numbers[m])) numbers[m] = static_cast<double>(run.since->by_municipality[m]);
      }
      if (run.since == nullptr) {
        for (const Person& person : population->all_residents()) ++numbers[municipality_of[person.wijk]];
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
             "inhabitants who belong to no place of this kind, or whom theirs does not keep on its list; on average, "
             "of a year on its first day",
             [&] {
               if (run.since != nullptr)
                 return std::vector<double>(run.since->without_place.begin(), run.since->without_place.end());
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

// Missing where the region has no part of a municipality. Axes: municipality, rows.
void keep_own_municipalities(const Run& run, std::size_t rows, std::vector<double>& values) {
  std::vector<bool> own(values.size() / rows);
  for (const std::uint16_t municipality : run.simulation->state().municipality_of_wijk) own[municipality] = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!own[i / rows]) values[i] = missing;
  }
}

template <class Sink>
void tallies(const Model& model, const Run& run, Sink& sink) {
  for (const Tally& tally : model.tallies) {
    if (tally.asked || tally.wait != none) continue;
    const std::vector<std::string> axes = axes_of(model, tally.key);
    const std::string what = tally.minutes ? "minutes of service: " + tally.name : "count of " + tally.name;
    const auto cells = [&](std::size_t first, std::size_t n) {
      std::vector<double> values;
      for (std::size_t i = first; i < first + n; ++i) {
        const auto count = static_cast<double>(run.count(i));
        values.push_back(tally.minutes ? count / ms_per_minute : count);
      }
      return values;
    };
    const char* const units = tally.minutes ? "min" : "1";
    sink.of_years(tally.periods.year);
    sink.add(tally.name, axes, units, what, [&] { return cells(tally.offset, tally.size); });
    sink.of_whole();
    if (tally.periods.week) {
      sink.add(
          tally.name + "_by_week", after("week", axes), units, what + ", by week",
          [&] { return cells(tally.by_week, std::size_t{tally.size} * model.counted_weeks()); }, "by_week");
    }
    if (tally.periods.hour_of_week) {
      sink.add(
          tally.name + "_by_hour_of_week", after("hour_of_week", axes), units, what + ", by hour of the week",
          [&] { return cells(tally.by_hour, std::size_t{tally.size} * hours_of_week); }, "by_hour_of_week");
    }
    sink.of_years(tally.periods.year);
    if (tally.by_municipality != 0) {
      sink.add(
          tally.name + "_by_municipality", after("municipality", axes), units, what + ", by municipality",
          [&] {
            std::vector<double> values = cells(tally.by_municipality, tally.size * model.municipalities.size());
            keep_own_municipalities(run, tally.size, values);
            return values;
          },
          "by_municipality");
    }
    if (tally.person_count == 0xff) continue;
    // By the first attribute on the tally's axes, or over everyone.
    const int attribute = group_attribute(tally);
    std::vector<std::string> by;
    if (attribute >= 0) by = {model.attributes[static_cast<std::size_t>(attribute)]};
    const std::size_t groups = attribute < 0 ? 1 : model.attribute_labels[static_cast<std::size_t>(attribute)].size();
    auto per_person = [&](auto&& result) {
      std::vector<double> n(groups, 0), some(groups, 0), sum(groups, 0), squares(groups, 0);
      const auto add = [&](std::size_t g, double count) {
        n[g] += 1;
        some[g] += count > 0 ? 1 : 0;
        sum[g] += count;
        squares[g] += count * count;
      };
      if (run.since != nullptr) {
        const std::vector<std::uint8_t>& group_of = run.since->groups;
        const std::size_t persons = group_of.size() / model.person_counts();
        for (std::size_t i = 0; i < persons; ++i) {
          if (const std::uint8_t group = group_of[tally.person_count * persons + i]; group > 0)
            add(group - 1U, run.simulation->person_counts().this_year(i, tally.person_count));
        }
      } else if (run.region->population != nullptr) {
        const Persons& persons = run.region->population->persons;
        for (std::size_t i = 0; i < run.region->population->residents(); ++i) {
          add(attribute < 0 ? 0 : persons[i].label(static_cast<std::size_t>(attribute)),
              run.simulation->person_counts().of(i, tally.person_count));
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
      for (const std::uint32_t row : part.rows) sum += run.count(model.tallies[part.tally].offset + row);
    }
    const bool from_start = run.since == nullptr || run.since->ms == model.warm_up_ms;  // what counts the warm-up too
    for (std::uint32_t p = 0; figure.pool != none && p < run.region->pools.size(); ++p) {
      if (run.region->pools[p].kind != figure.pool) continue;
      sum += (from_start ? run.simulation->busy_before(p) : 0) + run.pool(p).busy;
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
    const std::string what = wait.name + (wait.working_days ? " (a working day counts as 1,440 min)" : "");
    // Of so many records from one on: of the whole run, or by a period, whose group has its name.
    const auto add = [&](const std::string& end, const std::string& by, const std::vector<std::string>& axes,
                         std::size_t first, std::size_t n, const std::string& group) {
      const auto rows = [&](auto&& result) {
        std::vector<double> values;
        for (std::size_t i = first; i < first + n; ++i)
          values.push_back(result(run.simulation->observer().waits[w][i]));
        return values;
      };
      sink.add(
          wait.name + "_count" + end, axes, "1", "waits that ended in service: " + wait.name + by,
          [&] { return rows([](const WaitRecord& r) { return static_cast<double>(r.waits.count); }); }, group);
      sink.add(
          wait.name + "_left" + end, axes, "1", "gave up before service: " + wait.name + by,
          [&] { return rows([](const WaitRecord& r) { return static_cast<double>(r.left); }); }, group);
      sink.add(
          wait.name + "_mean" + end, axes, "min", "mean of " + what + by,
          [&] { return rows([](const WaitRecord& r) { return r.waits.mean() / ms_per_minute; }); }, group);
      for (const auto& [suffix, p] : {std::pair{"_p50", 0.5}, std::pair{"_p90", 0.9}, std::pair{"_p95", 0.95}}) {
        const double quantile = p;
        sink.add(
            wait.name + suffix + end, axes, "min",
            "quantile " + std::string(suffix + 2) + " of " + what + by + ", within 1/32",
            [&] { return rows([&](const WaitRecord& r) { return r.histogram.quantile(quantile) / ms_per_minute; }); },
            group);
      }
      if (wait.from == WaitMeasure::mark) {
        sink.add(
            wait.name + "_unmarked" + end, axes, "1", "not counted, for its moment was never set: " + wait.name + by,
            [&] { return rows([](const WaitRecord& r) { return static_cast<double>(r.unmarked); }); }, group);
      }
      if (wait.within.empty()) return;
      std::vector<std::string> with_norm = axes;
      with_norm.push_back(wait.name + "_norm");
      sink.add(
          wait.name + "_within" + end, with_norm, "1", "waits that ended in service within the norm: " + wait.name + by,
          [&] {
            std::vector<double> values;
            for (std::size_t i = first; i < first + n; ++i) {
              for (const std::int64_t within : run.simulation->observer().waits[w][i].within)
                values.push_back(static_cast<double>(within));
            }
            return values;
          },
          group);
    };
    const std::vector<std::string> axes = axes_of(model, wait.key);
    const std::uint32_t weeks = model.counted_weeks();
    sink.of_years(wait.periods.year);
    add("", "", axes, 0, wait.rows, "");
    sink.of_whole();
    if (wait.periods.week)
      add("_by_week", ", by week", after("week", axes), wait.by_week(), std::size_t{wait.rows} * weeks, "by_week");
    if (wait.periods.hour_of_week) {
      add("_by_hour_of_week", ", by hour of the week", after("hour_of_week", axes), wait.by_hour(weeks),
          std::size_t{wait.rows} * hours_of_week, "by_hour_of_week");
    }
    if (wait.municipalities > 0) {
      add("_by_municipality", ", by municipality", after("municipality", axes), wait.by_municipality(weeks),
          std::size_t{wait.rows} * wait.municipalities, "by_municipality");
    }
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
    const PoolCounted counted = run.pool(p);
    totals.overtime += static_cast<double>(counted.overtime);
    totals.accounted += static_cast<double>(counted.accounted);
    totals.waiting += simulation.waiting(p);
    totals.queued += static_cast<double>(counted.queued);
    totals.busy += static_cast<double>(counted.busy);
    totals.asked += static_cast<double>(counted.asked);
    totals.on_duty += static_cast<double>(counted.on_duty);
    totals.started += static_cast<double>(counted.rest);
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
      for (std::size_t w = 0; w < model.windows.size(); ++w) {
        values.push_back(is_unlimited(model, model.windows[w].pool)
                             ? missing
                             : static_cast<double>(run.window_on_duty(w)) / ms_per_hour);
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
      for (std::size_t level = 0; level <= model.pools[kind].occupancy_levels; ++level) {
        double& value = values[kind * level_values.size() + level];
        const std::size_t cell = run.simulation->occupancy_first(p) + level;
        const auto count = static_cast<double>(audited ? run.audited(cell) : run.occupancy(cell));
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
    for (const std::uint32_t pool : pools) {
      const PoolCounted counted = run.pool(pool);
      place_asked += static_cast<double>(counted.asked);
      place_duty += static_cast<double>(counted.on_duty);
    }
    for (std::int32_t week = run.first_week(model); week < run.end_week(model); ++week) {
      double asked = 0, duty = 0;
      for (const std::uint32_t pool : pools) {
        asked += static_cast<double>(simulation.asked(pool, week));
        duty += static_cast<double>(simulation.on_duty(pool, week));
      }
      if (duty > 0) {
        ++weeks;
        above += asked > duty ? 1 : 0;
      }
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
    for (std::size_t load = 0; load < model.loads.size(); ++load) {
      const bool left_out = run.since != nullptr && !model.load_periods[load].year;
      values.push_back(result(left_out ? LoadResult{} : load_of(model, run, model.loads[load])));
    }
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

// Load of each week, of the loads that ask for it.
template <class Sink>
void loads_by_week(const Model& model, const Run& run, Sink& sink) {
  if (std::none_of(model.load_periods.begin(), model.load_periods.end(), [](Periods p) { return p.week; })) return;
  sink.of_whole();
  const auto sum = [&](bool asked) {
    std::vector<double> values;
    for (std::int32_t week = 0; week < static_cast<std::int32_t>(model.counted_weeks()); ++week) {
      for (std::size_t load = 0; load < model.loads.size(); ++load) {
        double ms = 0;  // of an unlimited pool beyond 64 bits
        for (std::uint32_t p = 0; p < run.region->pools.size(); ++p) {
          const std::vector<Index>& kinds = model.loads[load];
          if (std::find(kinds.begin(), kinds.end(), run.region->pools[p].kind) == kinds.end()) continue;
          const std::int32_t at = run.simulation->warm_up_weeks() + week;
          ms += static_cast<double>(asked ? run.simulation->asked(p, at) : run.simulation->on_duty(p, at));
        }
        values.push_back(model.load_periods[load].week ? ms / ms_per_hour : missing);
      }
    }
    return values;
  };
  sink.add(
      "load_asked_hours_by_week", {"week", "load_group"}, "h", "hours of service asked, by week",
      [&] { return sum(true); }, "by_week");
  sink.add(
      "load_on_duty_hours_by_week", {"week", "load_group"}, "h", "hours that servers were on duty, by week",
      [&] { return sum(false); }, "by_week");
}

// Work and time on duty in the places of each municipality, of the loads that ask for it.
template <class Sink>
void loads_by_municipality(const Model& model, const Run& run, Sink& sink) {
  const std::vector<std::uint8_t>& asked = model.load_by_municipality;
  if (std::find(asked.begin(), asked.end(), 1) == asked.end() || model.municipalities.empty()) return;
  const auto sum = [&](bool of_asked) {
    const std::size_t loads = model.loads.size();
    std::vector<double> values(model.municipalities.size() * loads, missing);
    for (std::uint32_t p = 0; p < run.region->pools.size(); ++p) {
      const PoolInstance& pool = run.region->pools[p];
      const Index scope = model.pools[pool.kind].scope;
      if (scope == 0) continue;  // the region's
      const std::uint32_t wijk = run.region->population->places[scope][pool.place].wijk;
      const std::size_t at = run.simulation->state().municipality_of_wijk[wijk] * loads;
      for (std::size_t load = 0; load < loads; ++load) {
        const std::vector<Index>& kinds = model.loads[load];
        if (asked[load] == 0 || std::find(kinds.begin(), kinds.end(), pool.kind) == kinds.end()) continue;
        double& value = values[at + load];
        const PoolCounted counted = run.pool(p);
        value = (std::isnan(value) ? 0 : value) +
                (of_asked ? static_cast<double>(counted.asked) : static_cast<double>(counted.on_duty)) / ms_per_hour;
      }
    }
    return values;
  };
  sink.add(
      "load_asked_hours_by_municipality", {"municipality", "load_group"}, "h",
      "hours of service asked at places in the municipality", [&] { return sum(true); }, "by_municipality");
  sink.add(
      "load_on_duty_hours_by_municipality", {"municipality", "load_group"}, "h",
      "hours on duty at places in the municipality", [&] { return sum(false); }, "by_municipality");
}

template <class Sink>
void flows(const Model& model, const Run& run, Sink& sink) {
  if (!model.outcomes.empty()) {
    sink.add("requests_ended", {"outcome"}, "1", "requests that ended, by outcome", [&] {
      std::vector<double> values;
      for (std::size_t o = 0; o < model.outcomes.size(); ++o) values.push_back(static_cast<double>(run.outcome(o)));
      return values;
    });
  }
  sink.of_whole();
  sink.add("requests_entered_whole_run", {}, "1", "requests that came into being, warm-up included",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->observer().entered)}; });
  sink.add("requests_left_whole_run", {}, "1", "requests that ended, warm-up included",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->observer().left)}; });
  sink.add("requests_in_progress", {}, "1", "requests that had not ended when the run did",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->in_progress())}; });
  sink.add("timed_events_whole_run", {}, "1", "changes of state at their own time, warm-up included",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->observer().timed_events)}; });
  if (model.rules.empty()) return;
  sink.of_years();
  auto each = [&](auto&& result) {
    std::vector<double> values;
    for (std::size_t rule = 0; rule < model.rules.size(); ++rule) values.push_back(result(run.reallocation(rule)));
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
  sink.of_years();
  people(model, run, sink);
  tallies(model, run, sink);
  sink.of_years();
  asked(model, run, sink, model.asked_counts, "count", false);
  asked(model, run, sink, model.asked_minutes, "minutes", true);
  waits(model, run, sink);
  sink.of_years();
  pools(model, run, sink);
  occupancies(model, run, sink);
  loads(model, run, sink);
  loads_by_municipality(model, run, sink);
  loads_by_week(model, run, sink);
  sink.of_years();
  flows(model, run, sink);
  sink.of_whole();
  globals(model, run, sink);
}

// All variables: of the whole run, and then of its years.
Naming name_all(const Model& model) {
  Naming naming;
  everything(model, Run{}, naming);
  if (model.years.empty()) return naming;
  for (const std::string& name : std::vector<std::string>(std::move(naming.yearly))) {
    const ResultVariable of_run = *naming.schema.variable(name);
    const auto values = [] { return std::vector<double>(); };
    const std::vector<std::string> axes = after("year", of_run.dimensions);
    if (of_run.zero_where_lacking) {
      naming.add_amount(name + "_by_year", axes, of_run.units, of_run.long_name + ", by year", values, "by_year");
    } else {
      naming.add(name + "_by_year", axes, of_run.units, of_run.long_name + ", by year", values, "by_year");
    }
  }
  return naming;
}

}  // namespace

ResultSchema make_schema(const Model& model) {
  Naming naming = name_all(model);
  DRAAGKRACHT_ENSURE(naming.clashes.empty());
  return std::move(naming.schema);
}

std::vector<NameClash> name_clashes(const Model& model) {
  Naming naming = name_all(model);
  for (const char* later : {"kpi", "kpi_value"}) naming.is_free(later);
  return std::move(naming.clashes);
}

std::vector<double> measure(const Model& model, const Region& region, const RegionSimulation& simulation) {
  Filling filling;
  everything(model, Run{&region, &simulation}, filling);
  if (model.years.empty()) return std::move(filling.payload);
  // The same values of each year, variable by variable.
  const std::vector<std::vector<double>>& of_years = simulation.state().years.results();
  DRAAGKRACHT_ENSURE(of_years.size() == model.years.size());
  std::size_t first = 0;
  for (const Filling::Span& span : filling.yearly) {
    for (const std::vector<double>& of_year : of_years) {
      const auto from = of_year.begin() + static_cast<std::ptrdiff_t>(first);
      filling.payload.insert(filling.payload.end(), from, from + static_cast<std::ptrdiff_t>(span.size));
    }
    first += span.size;
  }
  return std::move(filling.payload);
}

std::vector<double> measure_year(const RegionSimulation& simulation) {
  const RunState& run = simulation.state();
  Filling filling;
  filling.only_years = true;
  everything(run.model, Run{&run.region, &simulation, &run.years.start()}, filling);
  return std::move(filling.payload);
}

}  // namespace draagkracht
