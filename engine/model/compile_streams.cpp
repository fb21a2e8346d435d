// Streams: anonymous arrivals, demand of persons by family, and visits that are due.
#include <algorithm>
#include <numeric>

#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/model/compile.h"
#include "engine/model/compile_parts.h"
#include "engine/model/run_calendar.h"
#include "engine/model/stream_days.h"

namespace draagkracht {
namespace {

Index profile_of(Binder& binder, const Named<StreamSpec>& named) {
  const Name &table_name = named.item.profile_table, &column_name = named.item.profile_column;
  const std::string path = "stream." + named.name;
  if (table_name.value.empty()) {
    binder.issues.add(named.where, path + ".profile_table", "is missing", "it says in which hours persons come");
    return 0;
  }
  const Table* table = binder.table_of(table_name, path + ".profile_table");
  if (table == nullptr) return 0;
  TableReader reader(*table, binder.issues);
  const int hour_column = reader.column("hour_of_week"), column = reader.column(column_name.value);
  std::array<double, 168> shares{};
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const std::int64_t h = reader.integer(row, hour_column, {.low = 0, .high = 167});
    shares[static_cast<std::size_t>(h)] = reader.number(row, column, {.low = 0});
  }
  const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (total <= 0) {
    binder.issues.add(column_name.where, path + ".profile_column", "has no hours above 0");
    return 0;
  }
  WeekProfile profile;
  for (std::size_t d = 0; d < day_types; ++d) {
    double of_day = 0;
    for (std::size_t h = 0; h < 24; ++h) of_day += shares[d * 24 + h];
    profile.day_share[d] = of_day / total;
    double upto = 0;
    for (std::size_t h = 0; h < 24; ++h) {
      profile.hours[d][h] = of_day > 0 ? upto / of_day : static_cast<double>(h) / 24;
      upto += shares[d * 24 + h];
    }
    profile.hours[d][24] = 1;
  }
  binder.model.profiles.push_back(profile);
  return static_cast<Index>(binder.model.profiles.size() - 1);
}

Index season_of(Binder& binder, const Name& table_name, const Name& column_name, const std::string& path) {
  const Table* table = binder.table_of(table_name, path + ".season_table");
  if (table == nullptr) return none;
  TableReader reader(*table, binder.issues);
  const int month_column = reader.column("month"), column = reader.column(column_name.value);
  std::array<double, 12> season{};
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const std::int64_t m = reader.integer(row, month_column, {.low = 1, .high = 12});
    if (m >= 1) season[static_cast<std::size_t>(m - 1)] = reader.number(row, column, {.low = 0});
  }
  binder.model.seasons.push_back(season);
  return static_cast<Index>(binder.model.seasons.size() - 1);
}

// Rates per ms out of a table with a row for each hour of the day or of the week.
std::vector<double> rates_of_table(Binder& binder, const Lookup& lookup, const std::string& path) {
  const Table* table = binder.table_of(lookup.table, path + ".table");
  if (table == nullptr) return {};
  const bool by_day = lookup.by.size() == 1 && lookup.by[0].value == "hour";
  if (!by_day && (lookup.by.size() != 1 || lookup.by[0].value != "hour_of_week")) {
    binder.issues.add(lookup.where, path + ".by", "must be [\"hour\"] or [\"hour_of_week\"]");
    return {};
  }
  TableReader reader(*table, binder.issues);
  const int hour_column = reader.column(lookup.by[0].value), column = reader.column(lookup.column.value);
  if (hour_column < 0 || column < 0) return {};
  const std::size_t hours = by_day ? 24 : 168;
  std::vector<double> rates(hours, lookup.has_missing ? lookup.missing.value / static_cast<double>(one_hour.ms) : -1.0);
  std::vector<bool> read(hours, false);
  const double scale = binder.settled(lookup.scale, path + ".scale");
  for (const std::size_t row : binder.rows_of(lookup, *table, path)) {
    const std::int64_t hour = reader.integer(row, hour_column, {.low = 0, .high = static_cast<double>(hours - 1)});
    if (hour < 0 || hour >= static_cast<std::int64_t>(hours)) continue;
    const auto at = static_cast<std::size_t>(hour);
    if (read[at]) binder.issues.add(table->where(row, hour_column), lookup.by[0].value, "duplicate key");
    read[at] = true;
    rates[at] = reader.number(row, column, {.low = 0}) * scale / static_cast<double>(one_hour.ms);
  }
  const auto missing = std::find_if(rates.begin(), rates.end(), [](double rate) { return rate < 0; });
  if (missing != rates.end()) {
    binder.issues.add(lookup.where, path,
                      "table " + quoted(lookup.table.value) + " has no row for " + lookup.by[0].value + " " +
                          std::to_string(missing - rates.begin()),
                      "every hour needs a rate, or `missing` one for all that are not there");
  }
  return rates;
}

void compile_windows(Binder& binder, const StreamSpec& spec, const std::string& path, StreamPace& pace) {
  if (!spec.schedule.value.empty()) {
    if (spec.window.set || !spec.days.empty()) {
      binder.issues.add(spec.schedule.where, path + ".schedule", "stands beside a window or days",
                        "only one of them can hold");
    }
    const Index index = binder.schedule_of(spec.schedule, path + ".schedule");
    if (index == none) return;
    pace.always_open = false;
    pace.joins_at_midnight = true;
    for (std::size_t type = 0; type < day_types; ++type) {
      std::vector<StreamPace::Window>& windows = pace.windows[type];
      bool open = false;
      for (const DaySchedule::Change& change : binder.model.schedules[index].changes[type]) {
        if (change.level > 0 && !open) windows.push_back({change.ms, one_day.ms});
        if (change.level == 0 && open) windows.back().to_ms = change.ms;
        open = change.level > 0;
      }
    }
    return;
  }
  if (!spec.window.set && spec.days.empty()) {
    if (spec.first_at_opening)
      binder.issues.add(spec.enters.where, path + ".first_at_opening", "needs a window, days or a schedule");
    return;
  }
  const auto from = static_cast<std::int64_t>(spec.window.from.value),
             to = static_cast<std::int64_t>(spec.window.to.value);
  if (to <= from || to - from > one_day.ms) {
    binder.issues.add(
        spec.window.where, path + ".window", to <= from ? "closes before it opens" : "is longer than a day",
        to <= from ? "a window over midnight closes after 24 hours, such as from \"22 h\" to \"30 h\"" : "");
    return;
  }
  pace.always_open = false;
  if (spec.days.empty()) pace.windows.fill({{from, to}});
  for (const Name& day : spec.days) {
    for (const std::size_t type : types_of_day(binder, day, path + ".days")) pace.windows[type] = {{from, to}};
  }
}

// How many come in parts of the run, out of a table: of each date, or day counted from the first of the run, and hour.
std::vector<StreamPace::Count> counts_of_table(Binder& binder, const Lookup& lookup, const std::string& path) {
  const Table* table = binder.table_of(lookup.table, path + ".table");
  if (table == nullptr) return {};
  const auto is = [&](std::size_t at, const char* name) {
    return lookup.by.size() > at && lookup.by[at].value == name;
  };
  const bool by_date = is(0, "date"), by_hour = is(1, "hour");
  if ((!by_date && !is(0, "day")) || lookup.by.size() > 2 || (lookup.by.size() == 2 && !by_hour)) {
    binder.issues.add(lookup.where, path + ".by",
                      "must be [\"date\"], [\"day\"], [\"date\", \"hour\"] or [\"day\", \"hour\"]");
    return {};
  }
  if (by_date && !is_dated(binder.scenario.run)) {
    binder.issues.add(lookup.where, path + ".by", "is by date", "without run.start no day of the run has one",
                      "Write run.start, or count days of the run in a column day");
    return {};
  }
  TableReader reader(*table, binder.issues);
  const int day_column = reader.column(lookup.by[0].value), column = reader.column(lookup.column.value);
  const int hour_column = by_hour ? reader.column("hour") : -1;
  if (day_column < 0 || column < 0 || (by_hour && hour_column < 0)) return {};
  std::vector<StreamPace::Count> counts;
  const auto date = [&](std::size_t row) {
    const std::int64_t found = parse_date(table->rows[row][static_cast<std::size_t>(day_column)]);
    if (found < 0)
      binder.issues.add(table->where(row, day_column), "date", "is not a date", "dates are written 2024-12-25");
    return found < 0 ? found : found - binder.model.start_day;
  };
  for (const std::size_t row : binder.rows_of(lookup, *table, path)) {
    const std::int64_t day = by_date ? date(row) : reader.integer(row, day_column, {.low = 0});
    const std::int64_t hour = by_hour ? reader.integer(row, hour_column, {.low = 0, .high = 23}) : 0;
    const std::int64_t number = reader.integer(row, column, {.low = 0, .high = limits::counted_arrivals});
    const std::int64_t from = day * one_day.ms + hour * one_hour.ms;
    if (day < 0 || from >= binder.model.horizon_ms || hour < 0) continue;  // outside the run
    counts.push_back({from, from + (by_hour ? one_hour.ms : one_day.ms), number, 0});
  }
  std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.from_ms < b.from_ms; });
  const auto same = [](const auto& a, const auto& b) { return a.from_ms == b.from_ms; };
  if (std::adjacent_find(counts.begin(), counts.end(), same) != counts.end())
    binder.issues.add(lookup.where, path, "table " + quoted(lookup.table.value) + " has two rows for one moment",
                      "which of them holds is not known");
  if (counts.empty())
    binder.issues.add(lookup.where, path, "table " + quoted(lookup.table.value) + " has no row within the run");
  std::int64_t before = 0;
  for (StreamPace::Count& count : counts) {
    count.before = before;
    before += count.number;
  }
  return counts;
}

// None for a stream whose gaps run always and at one speed.
Index compile_pace(Binder& binder, const StreamSpec& spec, const std::string& path) {
  StreamPace pace;
  pace.first_at_opening = spec.first_at_opening;
  compile_windows(binder, spec, path, pace);
  for (const Located<double>& rate : spec.rates) pace.rates.push_back(rate.value);
  pace.period_ms = static_cast<std::int64_t>(spec.rate_period.value + 0.5);
  if (spec.rates_lookup.set) {
    pace.rates = rates_of_table(binder, spec.rates_lookup, path + ".rates_lookup");
    pace.period_ms = one_hour.ms;
    pace.by_hour_of_week = pace.rates.size() == 168;
  }
  if (spec.counts.set) pace.counts = counts_of_table(binder, spec.counts, path + ".counts");
  if (!spec.factor.value.empty()) pace.factor = binder.plain_parameter(spec.factor, path + ".factor", Reading::pace);
  double fastest = pace.rates.empty() ? 0 : *std::max_element(pace.rates.begin(), pace.rates.end());
  if (spec.rate.value > 0) fastest = spec.rate.value;
  if (pace.factor != none) fastest *= binder.model.parameters[pace.factor].most;
  if (fastest > limits::highest_rate)
    binder.issues.add(spec.factor.value.empty() ? spec.enters.where : spec.factor.where, path,
                      "brings more than one request per ms", "time would stand still");
  if (pace.always_open && pace.rates.empty() && pace.factor == none && pace.counts.empty()) return none;
  binder.model.paces.push_back(std::move(pace));
  return static_cast<Index>(binder.model.paces.size() - 1);
}

void compile_anonymous(Binder& binder, const Named<StreamSpec>& named) {
  const StreamSpec& spec = named.item;
  const std::string path = "stream." + named.name;
  Stream stream;
  stream.name = named.name;
  stream.address = name_hash("stream/" + named.name);
  stream.enters = step_of(binder, spec.enters, "", path + ".enters");
  stream.set = compile_sets(binder, spec.set, path + ".set");
  stream.start_ms = static_cast<std::int64_t>(spec.start.value + 0.5);
  stream.at_start = spec.at_start;
  stream.pace = compile_pace(binder, spec, path);
  TimeSpec interval = spec.interval;
  if (!interval.set) {
    interval.set = true;
    interval.where = named.where;
    interval.kind = 1;  // exponential
    interval.mean = {spec.rate.value > 0 ? 1 / spec.rate.value : 1, spec.rate.where};
  }
  const TimeSource time = compile_time(binder, interval, path + ".interval");
  stream.interval = time.tables.empty() ? none : time.tables[0];
  if (time.key.size > 0 || time.factor != none || time.scale != none) {
    binder.issues.add(interval.where, path + ".interval", "depends on labels or a parameter",
                      "gaps are drawn before anyone comes; a parameter may stand as `factor` at the stream itself");
  }
  if (stream.interval != none && !(binder.model.times[stream.interval]->mean() >= 1)) {
    binder.issues.add(interval.where, path + ".interval", "has a mean below 1 ms", "time would stand still");
  }
  binder.model.streams.push_back(std::move(stream));
}

// What streams of persons cannot have.
void refuse_pace(Binder& binder, const Named<StreamSpec>& named) {
  const StreamSpec& spec = named.item;
  if (!spec.window.set && spec.days.empty() && spec.schedule.value.empty() && spec.start.value == 0 &&
      !spec.first_at_opening && !spec.at_start) {
    return;
  }
  binder.issues.add(named.where, "stream." + named.name, "has a window, days, schedule or start",
                    "those are for anonymous streams", "a profile_table says when persons come");
}

void compile_due(Binder& binder, const Named<StreamSpec>& named) {
  const StreamSpec& spec = named.item;
  const std::string path = "stream." + named.name;
  if (binder.model.due_visits.size() == limits::programmes) {
    binder.issues.add(named.where, path, "is one stream of due visits too many",
                      "at most " + std::to_string(limits::programmes) + " are possible");
    return;
  }
  DueVisits due;
  due.name = named.name;
  due.address = name_hash("due/" + named.name);
  const LabelSource source = binder.source_of(spec.participants, path + ".participants");
  if (source.kind != LabelSource::person) {
    if (source.kind == LabelSource::request)
      binder.issues.add(spec.participants.where, path + ".participants", "must be an attribute of persons");
    return;
  }
  due.attribute = source.index;
  due.visits = binder.plain_parameter(spec.visits, path + ".visits", Reading::visits);
  if (due.visits != none && binder.model.parameters[due.visits].low < 0)
    binder.issues.add(spec.visits.where, path + ".visits",
                      "parameter " + quoted(spec.visits.value) + " may become less than 0", {},
                      "least = 0 at the parameter");
  if (due.visits != none && binder.model.parameters[due.visits].most > limits::due_visits)
    binder.issues.add(spec.visits.where, path + ".visits",
                      "parameter " + quoted(spec.visits.value) + " can become " +
                          short_number(binder.model.parameters[due.visits].most),
                      "at most " + short_number(limits::due_visits) + " visits are due in a year");
  due.enters = step_of(binder, spec.enters, "", path + ".enters");
  due.profile = profile_of(binder, named);
  due.set = compile_sets(binder, spec.set, path + ".set");
  binder.model.due_visits.push_back(std::move(due));
}

void compile_label_requests(Binder& binder, const Named<StreamSpec>& named) {
  const StreamSpec& spec = named.item;
  const std::string path = "stream." + named.name;
  const auto& [attribute, label] = spec.begins.front();
  if (!binder.scenario.population.lives.set)
    binder.issues.add(label.where, path + ".begins", "has no effect: people stay as they are", "",
                      "Give the population lives ([population.lives]), or take the stream out");
  const LabelSource source = binder.source_of({attribute, label.where}, path + ".begins");
  if (source.kind != LabelSource::person) {
    if (source.kind == LabelSource::request)
      binder.issues.add(label.where, path + ".begins", "must be an attribute of persons");
    return;
  }
  const auto& all = binder.scenario.attributes;
  const auto named_so = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == attribute; });
  const AttributeSpec& its = named_so->item;
  constexpr int sex = 1, prevalence = 2;
  if (its.kind == sex || (its.kind == prevalence && !its.at_birthdays && its.begins.value.empty()))
    binder.issues.add(label.where, path + ".begins", "names an attribute that stays: " + quoted(attribute),
                      "nobody gets a label of it during the run");
  const int at = binder.label_of(source, label, path + ".begins." + attribute);
  LabelRequests of;
  of.name = named.name;
  of.address = name_hash("begins/" + named.name);
  of.attribute = source.index;
  of.label = static_cast<std::uint8_t>(std::max(0, at));
  of.enters = step_of(binder, spec.enters, "", path + ".enters");
  of.profile = profile_of(binder, named);
  of.set = compile_sets(binder, spec.set, path + ".set");
  binder.model.label_requests.push_back(std::move(of));
}

// Nothing arises on holidays, and the other days of the same calendar year carry it, so that the year's total stays.
void close_on_holidays(Binder& binder, const Named<StreamSpec>& named, DemandEntry& entry) {
  const Model& model = binder.model;
  entry.closed_on_holidays = true;
  entry.first_year = civil_from_days(model.start_day).year;
  const int last_year = civil_from_days(model.start_day + (model.horizon_ms - 1) / one_day.ms).year;
  if (named.item.open_days.where.line != 0) {  // as it is written, in each year
    entry.open_days = {named.item.open_days.value};
    return;
  }
  if (entry.profile >= model.profiles.size()) return;  // its table could not be read: that was said
  const WeekProfile& profile = model.profiles[entry.profile];
  for (int year = entry.first_year; year <= last_year; ++year) {
    double all = 0, open = 0;  // what arises in a year of no holidays, and on the days that are none
    for (std::int64_t day = days_from_civil({year, 1, 1}); day < days_from_civil({year + 1, 1, 1}); ++day) {
      double amount = profile.day_share[static_cast<std::size_t>(weekday_of(day))];
      if (entry.season != none)
        amount *= model.seasons[entry.season][static_cast<std::size_t>(civil_from_days(day).month - 1)];
      all += amount;
      if (!std::binary_search(model.holidays.begin(), model.holidays.end(), day)) open += amount;
    }
    if (all > 0 && open <= 0) {
      binder.issues.add(named.where, "stream." + named.name + ".closed_on_holidays",
                        "is closed on all days of " + std::to_string(year), "no day is left that could carry it");
      return;
    }
    entry.open_days.push_back(open > 0 ? all / open : 1.0);
  }
}

// Streams of a family are drawn together, with the need of the first of them.
void check_need(Binder& binder, const Named<StreamSpec>& named, const std::string& family) {
  for (const auto& first : binder.scenario.streams) {
    const std::string its = first.item.family.value.empty() ? first.name : first.item.family.value;
    if (its != family || first.item.rate.value > 0) continue;
    if (first.item.need.value != named.item.need.value)
      binder.issues.add(named.where, "stream." + named.name + ".need",
                        "is another than that of stream " + quoted(first.name),
                        "streams of one family are drawn together, with one need");
    return;
  }
}

// Labels of the drawn variable to which something is tied: `season_of` and `only_for`.
void check_labels(Binder& binder, const StreamSpec& spec, const std::string& path,
                  const std::vector<std::string>& drawn) {
  for (const auto& [label, column] : spec.season_of)
    binder.find({label, column.where}, drawn, "label of the drawn variable", path + ".season_of");
  for (const auto& [label, rule] : spec.only_for) {
    const std::string key = path + ".only_for." + label;
    binder.find({label, rule.where}, drawn, "label of the drawn variable", path + ".only_for");
    const std::size_t equals = rule.value.find('=');
    if (equals == std::string::npos) {
      binder.issues.add(rule.where, key, "must be written attribute=label, found " + quoted(rule.value));
      continue;
    }
    const LabelSource source = binder.source_of({rule.value.substr(0, equals), rule.where}, key);
    if (source.kind == LabelSource::request) binder.issues.add(rule.where, key, "must be an attribute of persons");
    binder.label_of(source, {rule.value.substr(equals + 1), rule.where}, key);
  }
}

// The parameter that holds a rate, or none. Its value without levers is the reference, which levers make more or less
// of.
Index rate_parameter(Binder& binder, const Value& rate, const std::string& path) {
  if (rate.parameter.value.empty()) return none;
  const Index index = binder.plain_parameter(rate.parameter, path, Reading::demand);
  if (index == none) return none;
  const Parameter& parameter = binder.model.parameters[index];
  if (parameter.values[0] <= 0 && !parameter.levers.empty()) {
    binder.issues.add(rate.parameter.where, path, "parameter " + quoted(parameter.name) + " is 0 and has levers",
                      "levers make more or less of the demand at its value, and there is none",
                      "a value above 0 in the model, which a lever with the operation set makes 0");
  }
  return index;
}

// Demand is drawn in layers of the reference rate.
void check_layers(Binder& binder, const DemandEntry& entry, const Name& name, const std::string& path) {
  if (entry.factor == none || entry.factor_unit <= 0) return;
  const Parameter& parameter = binder.model.parameters[entry.factor];
  const double most = std::max(parameter.values[entry.factor_row], parameter.most) / entry.factor_unit;
  if (most <= limits::demand_factor) return;
  binder.issues.add(
      name.where, path,
      "parameter " + quoted(parameter.name) + " reaches " + short_number(most) + " times the demand of the tables",
      "at most " + short_number(limits::demand_factor) + " times can be drawn", "a higher rate in the model");
}

// Rates by stratum (attributes of the family's key) for each label of the drawn variable, or for one entry.
void compile_personal(Binder& binder, const Named<StreamSpec>& named) {
  const StreamSpec& spec = named.item;
  Model& model = binder.model;
  const std::string path = "stream." + named.name;
  const std::string family_name = spec.family.value.empty() ? named.name : spec.family.value;
  auto family = std::find_if(model.families.begin(), model.families.end(),
                             [&](const DemandFamily& f) { return f.name == family_name; });
  if (family == model.families.end()) {
    DemandFamily fresh;
    fresh.name = family_name;
    fresh.address = name_hash("family/" + family_name);
    fresh.pick_address = name_hash("family/" + family_name + "#2");
    for (int layer = 1; layer < static_cast<int>(limits::demand_factor); ++layer)
      fresh.layers.push_back(name_hash("family/" + family_name + "#layer" + std::to_string(layer)));
    if (!spec.need.value.empty()) {
      std::vector<std::string> known;
      for (const auto& need : binder.scenario.needs) known.push_back(need.name);
      const int need = binder.find(spec.need, known, "need", path + ".need");
      binder.use("need", spec.need.value);
      if (need >= 0) fresh.need = static_cast<Index>(need);
    }
    // Strata: all attributes that streams of the family use.
    std::vector<LabelSource> strata;
    for (const auto& other : binder.scenario.streams) {
      const std::string its = other.item.family.value.empty() ? other.name : other.item.family.value;
      if (its != family_name || other.item.rate.value > 0) continue;
      Names names = other.item.lookup.by;
      for (const auto& [label, rule] : other.item.only_for)
        names.push_back({rule.value.substr(0, rule.value.find('=')), rule.where});
      for (const Name& by : names) {
        const Name bare{by.value.substr(by.value.find('=') == std::string::npos ? 0 : by.value.find('=') + 1),
                        by.where};
        for (std::size_t a = 0; a < model.attributes.size(); ++a) {
          const LabelSource source = LabelSource::of_attribute(a, model.variables.size());
          const bool there =
              std::any_of(strata.begin(), strata.end(), [&](const LabelSource& s) { return s.index == source.index; });
          if (model.attributes[a] == bare.value && !there) strata.push_back(source);
        }
      }
    }
    fresh.stratum = binder.key_over(strata, fresh.strata, named.where, path + ".family");
    model.families.push_back(std::move(fresh));
    family = model.families.end() - 1;
  }
  check_need(binder, named, family_name);
  KeyedNumbers numbers;
  if (!spec.per_person.parameter.value.empty() && !spec.factor.value.empty()) {
    binder.issues.add(spec.factor.where, path + ".factor", "stands beside a parameter in per_person",
                      "a stream has one parameter");
  }
  const Index per_person = rate_parameter(binder, spec.per_person, path + ".per_person");
  numbers.values = {per_person == none ? spec.per_person.number.value : model.parameters[per_person].values[0]};
  if (spec.lookup.set) numbers = binder.numbers(spec.lookup, path + ".lookup", {.low = 0});
  // Which part of the key is the drawn variable.
  int drawn_part = -1;
  for (std::size_t k = 0; k < numbers.key.size; ++k) {
    if (numbers.key.parts[k].source.kind != LabelSource::request) continue;
    if (drawn_part >= 0)
      binder.issues.add(spec.lookup.where, path + ".lookup.by", "names two variables", "a stream draws one");
    drawn_part = static_cast<int>(k);
  }
  const LabelSource drawn =
      drawn_part < 0 ? LabelSource{} : numbers.key.parts[static_cast<std::size_t>(drawn_part)].source;
  const std::size_t n_labels = drawn_part < 0 ? 1 : model.variable_labels[drawn.index].size();
  const std::vector<SetStep> sets = compile_sets(binder, spec.set, path + ".set");
  const Index enters = step_of(binder, spec.enters, "", path + ".enters");
  const Index profile = profile_of(binder, named);
  Index factor = none;
  if (!spec.factor.value.empty()) {
    binder.use("parameter", spec.factor.value);
    factor = binder.parameter_named(spec.factor, path + ".factor");
  }
  if (factor != none && model.parameters[factor].most > limits::demand_factor) {
    binder.issues.add(spec.factor.where, path + ".factor",
                      "parameter " + quoted(model.parameters[factor].name) + " can become " +
                          short_number(model.parameters[factor].most),
                      "a factor on demand is at most " + short_number(limits::demand_factor) +
                          ", levers and `most` of the parameter included");
  }
  if (std::any_of(numbers.values.begin(), numbers.values.end(),
                  [](double rate) { return rate > limits::person_rate || rate < 0; })) {
    binder.issues.add(spec.lookup.set ? spec.lookup.where : spec.per_person.number.where, path,
                      "has a rate out of its range",
                      "a person's rate lies between 0 and " + short_number(limits::person_rate) + " per year");
  }
  StreamDays days(binder, named, drawn_part < 0 ? std::vector<std::string>{} : model.variable_labels[drawn.index]);
  for (std::size_t label = 0; label < n_labels; ++label) {
    DemandEntry entry;
    const std::string label_name = drawn_part < 0 ? "" : model.variable_labels[drawn.index][label];
    entry.name = drawn_part < 0 ? named.name : named.name + "/" + label_name;
    entry.enters = enters;
    entry.set = sets;
    if (drawn_part >= 0) entry.set.push_back({drawn.index, static_cast<std::uint8_t>(label)});
    entry.profile = profile;
    entry.factor = factor;
    const std::size_t issues_before = binder.issues.size();
    if (factor != none) {
      const TableKey& key = model.parameters[factor].key;
      for (std::size_t k = 0; k < key.size; ++k) {
        if (key.parts[k].source.kind == LabelSource::request && drawn_part >= 0 &&
            key.parts[k].source.index == drawn.index) {
          entry.factor_row += static_cast<std::uint32_t>(label) * key.parts[k].stride;
        } else {
          binder.issues.add(spec.factor.where, path + ".factor",
                            "parameter " + quoted(model.parameters[factor].name) +
                                " differs by something that this stream does not draw");
        }
      }
    }
    if (factor != none && issues_before == binder.issues.size())
      model.uses.push_back({factor, entry.factor_row, Reading::demand, 0, none, path + ".factor", none});
    if (per_person != none && numbers.values[0] > 0 && !spec.lookup.set) {
      entry.factor = per_person;
      entry.factor_unit = numbers.values[0];
      check_layers(binder, entry, spec.per_person.parameter, path);
    }
    if (!spec.season_table.value.empty()) {
      Name column = spec.season_column;
      for (const auto& [season_label, other] : spec.season_of) {
        if (season_label == label_name) column = other;
      }
      entry.season = season_of(binder, spec.season_table, column, path);
    }
    if (spec.closed_on_holidays && spec.on_closed_days.empty()) close_on_holidays(binder, named, entry);
    days.apply(label_name, entry);
    // Rate of each stratum: the lookup's attributes are a subset of the family's.
    bool any = false;
    for (std::uint32_t s = 0; s < family->strata; ++s) {
      std::uint32_t row = drawn_part < 0 ? 0
                                         : static_cast<std::uint32_t>(label) *
                                               numbers.key.parts[static_cast<std::size_t>(drawn_part)].stride;
      double rate_factor = 1;
      for (std::size_t f = 0; f < family->stratum.size; ++f) {
        const TableKey::Part& part = family->stratum.parts[f];
        const auto labels = static_cast<std::uint32_t>(model.attribute_labels[part.source.index].size());
        const std::uint32_t value = s / part.stride % labels;
        for (std::size_t k = 0; k < numbers.key.size; ++k) {
          if (numbers.key.parts[k].source.kind == LabelSource::person &&
              numbers.key.parts[k].source.index == part.source.index)
            row += value * numbers.key.parts[k].stride;
        }
        for (const auto& [only_label, rule] : spec.only_for) {
          const std::size_t equals = rule.value.find('=');
          if (only_label != label_name || equals == std::string::npos ||
              model.attributes[part.source.index] != rule.value.substr(0, equals))
            continue;
          // The table's rate is per inhabitant; half of them are concerned, so each has twice the rate.
          rate_factor = model.attribute_labels[part.source.index][value] == rule.value.substr(equals + 1)
                            ? static_cast<double>(labels)
                            : 0.0;
        }
      }
      entry.rate.push_back(numbers.values[row] * rate_factor);
      any = any || entry.rate.back() > 0;
    }
    const double highest = entry.rate.empty() ? 0 : *std::max_element(entry.rate.begin(), entry.rate.end());
    if (highest <= limits::person_rate && highest * days.most_for(label_name) > limits::person_rate) {
      binder.issues.add(named.where, path + ".day_factor",
                        "brings a rate to " + short_number(highest * days.most_for(label_name)) + " per year",
                        "on no day a person's rate is above " + short_number(limits::person_rate) + " per year");
      return;
    }
    if (any) family->entries.push_back(std::move(entry));
  }
  check_labels(binder, spec, path, drawn_part < 0 ? std::vector<std::string>{} : model.variable_labels[drawn.index]);
}

}  // namespace

void compile_streams(Binder& binder) {
  for (const auto& named : binder.scenario.streams) {
    const StreamSpec& spec = named.item;
    const int anonymous = static_cast<int>(spec.rate.value > 0) + static_cast<int>(spec.interval.set) +
                          static_cast<int>(!spec.rates.empty()) + static_cast<int>(spec.rates_lookup.set) +
                          static_cast<int>(spec.counts.set);
    const bool due = !spec.participants.value.empty();
    const bool personal = spec.lookup.set || spec.has_per_person;
    const bool begins = !spec.begins.empty();
    if (anonymous + static_cast<int>(due) + static_cast<int>(personal) + static_cast<int>(begins) != 1) {
      binder.issues.add(named.where, "stream." + named.name,
                        "must have exactly one of rate, interval, rates, rates_lookup, counts, lookup, per_person, "
                        "participants and begins");
      continue;
    }
    if (anonymous == 1) {
      compile_anonymous(binder, named);
      continue;
    }
    binder.needs_population(named.where, "stream." + named.name);
    refuse_pace(binder, named);
    if (due) compile_due(binder, named);
    if (begins) compile_label_requests(binder, named);
    if (personal) compile_personal(binder, named);
  }
  const auto asks = [](const Named<StreamSpec>& stream) { return !stream.item.day_factors.empty(); };
  const auto& streams = binder.scenario.streams;
  if (!binder.scenario.run.day_types.value.empty() && std::none_of(streams.begin(), streams.end(), asks))
    binder.issues.add(binder.scenario.run.day_types.where, "run.day_types", "is used by nothing",
                      "no stream has a `day_factor`");
  // Which entry a random number picks, and the rounding of their sums, do not depend on the order in the file.
  for (DemandFamily& family : binder.model.families)
    std::stable_sort(family.entries.begin(), family.entries.end(),
                     [](const DemandEntry& a, const DemandEntry& b) { return a.name < b.name; });
  if (binder.model.arrivals > 0 && binder.model.streams.empty())
    binder.issues.add(binder.scenario.name.where, "run.arrivals", "counts nobody",
                      "they are anonymous, and the model has no anonymous stream");
}

}  // namespace draagkracht
