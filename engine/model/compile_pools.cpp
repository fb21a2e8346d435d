// Scopes and pools: who can be where, when and how many.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "engine/core/limits.h"
#include "engine/model/compile.h"
#include "engine/model/compile_parts.h"
#include "engine/model/formula.h"
#include "engine/model/run_calendar.h"

namespace draagkracht {
namespace {

std::vector<Session> sessions_of(const std::vector<DaySchedule::Change>& changes) {
  std::vector<Session> sessions;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].level == 0) continue;
    const std::int32_t end = i + 1 < changes.size() ? changes[i + 1].ms : static_cast<std::int32_t>(one_day.ms);
    sessions.push_back({changes[i].ms, end});
  }
  return sessions;
}

// When slots begin that are not one behind the other.
void compile_pattern(Binder& binder, const BookSpec& spec, BookRules& rules, const std::string& path) {
  struct Begin {
    std::int32_t ms = 0, number = 1;
    bool used = false;
  };
  std::vector<Begin> pattern;
  for (const Name& text : spec.pattern) {
    const std::size_t equals = text.value.find('=');
    const std::string hour = text.value.substr(0, equals);
    const std::string number = equals == std::string::npos ? "" : text.value.substr(equals);
    Issues unread;  // about hours that were not written so
    const std::vector<DaySchedule::Change> at = parse_hours({hour + "-24:00" + number, text.where}, "", unread);
    if (at.empty() || at[0].level < 1) {
      binder.issues.add(text.where, path + ".pattern", "cannot read " + quoted(text.value),
                        "times are written like \"08:00\", or \"08:00=2\" if two slots begin then");
      return;
    }
    if (!pattern.empty() && pattern.back().ms >= at[0].ms)
      binder.issues.add(text.where, path + ".pattern",
                        "has " + quoted(text.value) + " behind a time that is not before it",
                        "times stand in order, each once");
    pattern.push_back({at[0].ms, at[0].level, false});
  }
  for (std::vector<Session>& sessions : rules.sessions) {
    for (Session& session : sessions) {
      for (Begin& begin : pattern) {
        if (begin.ms < session.start_ms || begin.ms >= session.end_ms) continue;
        begin.used = true;
        session.starts.insert(session.starts.end(), static_cast<std::size_t>(begin.number), begin.ms);
      }
      if (!pattern.empty() && session.starts.empty())
        binder.issues.add(spec.pattern[0].where, path + ".pattern",
                          "has no time within the session from " + std::to_string(session.start_ms / one_hour.ms) +
                              " h " + std::to_string(session.start_ms / one_minute.ms % 60) + " min",
                          "every session needs its slots");
      if (spec.overbook.value <= 0) continue;
      const int slots = rules.slots_of(session);
      session.starts.assign(static_cast<std::size_t>(spec.overbook.value), session.start_ms);
      for (int i = 0; i < slots; ++i) session.starts.push_back(session.start_ms + i * rules.slot_ms);
    }
  }
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!pattern[i].used)
      binder.issues.add(spec.pattern[i].where, path + ".pattern",
                        "has " + quoted(spec.pattern[i].value) + ", which is in no session",
                        "slots begin in the hours of `sessions`");
  }
}

void check_sessions(Binder& binder, const BookSpec& spec, const DaySchedule& schedule, const BookRules& rules,
                    const std::string& path) {
  const Location& where = spec.sessions.where;
  bool any = false, many = false, long_one = false;
  for (std::size_t day = 0; day < day_types; ++day) {
    for (const DaySchedule::Change& change : schedule.changes[day]) many = many || change.level > 1;
    for (const Session& session : rules.sessions[day]) {
      any = true;
      long_one = long_one || rules.slots_of(session) > AppointmentBooks::most_slots;
    }
  }
  if (many) {
    binder.issues.add(where, path + ".sessions", "schedule " + quoted(spec.sessions.value) + " has numbers of servers",
                      "all servers on duty hold the sessions", "Write the numbers in the schedule of the pool");
  }
  if (!any) {
    binder.issues.add(where, path + ".sessions", "schedule " + quoted(spec.sessions.value) + " is never open",
                      "appointments are in its hours");
  }
  if (long_one) {
    binder.issues.add(where, path + ".sessions",
                      "has a session of more than " + std::to_string(AppointmentBooks::most_slots) + " slots", {},
                      "longer slots");
  }
}

std::int32_t highest_level(const DaySchedule& schedule) {
  std::int32_t most = 0;
  for (const std::vector<DaySchedule::Change>& day : schedule.changes) {
    for (const DaySchedule::Change& change : day) most = std::max(most, change.level);
  }
  return most;
}

void check_levels(Binder& binder, const PoolSpec& spec, const DaySchedule& schedule, const std::string& path) {
  const std::int32_t most = highest_level(schedule);
  if ((spec.unlimited || spec.staff.set) && most > 1)
    binder.issues.add(spec.schedule.where, path + ".schedule", "has numbers of servers",
                      spec.unlimited ? "the pool is unlimited while it is open" : "`staff` says how many there are");
  if (std::max(spec.servers.value, 1.0) * most > limits::servers)
    binder.issues.add(spec.schedule.where, path + ".schedule", "has too many servers on duty",
                      "at most " + short_number(limits::servers) + " are possible");
}

// Of the pool that is being compiled.
Index pool_index(const Binder& binder) { return static_cast<Index>(binder.model.pools.size()); }

// The row of `table` about the pool's discipline, or -1 and an issue.
int staff_row(Binder& binder, TableReader& reader, const StaffSpec& spec, const std::string& path) {
  const int key = reader.column("discipline");
  if (key < 0) return -1;
  std::vector<std::string> known;
  for (const std::vector<std::string>& row : reader.table().rows) known.push_back(row[static_cast<std::size_t>(key)]);
  return binder.find(spec.row, known, "discipline", path + ".row");
}

// Who holds sessions must be known, and their number small enough for a row per session and day.
void check_book_servers(Binder& binder, const PoolSpec& spec, const PoolKind& pool, const std::string& path) {
  double servers = std::max(pool.servers, 0.0);
  if (pool.schedule != none) {
    const double each = pool.servers < 0 ? 1.0 : pool.servers;
    servers = each * highest_level(binder.model.schedules[pool.schedule]);
  }
  if (pool.group != none && binder.model.groups[pool.group].size > 1)
    servers *= std::ceil(1.5 * binder.model.groups[pool.group].size);  // the most places of a group
  if (spec.unlimited || !spec.capacity.value.empty()) {
    binder.issues.add(spec.book.sessions.where, path + ".book", "stands at a pool without a known number of servers",
                      "each server on duty holds sessions", "Give servers, staff, or a schedule with numbers");
  } else if (servers > limits::book_servers) {
    binder.issues.add(spec.book.sessions.where, path + ".book",
                      "has " + short_number(servers) + " servers, each with sessions",
                      "at most " + std::to_string(limits::book_servers) + " are possible");
  }
}

// Whether numbers per inhabitant follow the inhabitants of each year.
bool follows_years(Binder& binder, int inhabitants, const Location& where, const std::string& path) {
  if (inhabitants == 0) return false;
  if (binder.scenario.population.set && !binder.scenario.population.lives.set)
    binder.issues.add(where, path + ".inhabitants", "has no effect: people stay as they are", "",
                      "Give the population lives ([population.lives]), or take this out");
  return true;
}

// A factor for each calendar year of the run, from the one in which results begin to count.
std::vector<double> compile_trend(Binder& binder, const StaffSpec& spec, const std::string& path) {
  const double share = binder.settled(spec.trend_share, path + ".trend_share");
  if (spec.trend.value.empty()) return {};
  const Table* table = binder.table_of(spec.trend, path + ".trend");
  if (table == nullptr) return {};
  if (!is_dated(binder.scenario.run))
    binder.issues.add(spec.trend.where, path + ".trend", "goes by calendar year, and the run has no dates",
                      "without run.start no day of the run is a date", "write run.start");
  const Model& model = binder.model;
  const int first = civil_from_days(model.start_day + model.warm_up_ms / one_day.ms).year;
  const int last =
      civil_from_days(model.start_day + (std::max<std::int64_t>(model.horizon_ms, 1) - 1) / one_day.ms).year;
  TableReader reader(*table, binder.issues);
  const int discipline = reader.column("discipline"), year_column = reader.column("year"),
            value = reader.column("hours_per_head");
  if (discipline < 0 || year_column < 0 || value < 0) return {};
  if (share == 0) return {};
  std::vector<double> trend(static_cast<std::size_t>(std::max(last - first, 0)) + 1, -1.0);
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    if (table->rows[row][static_cast<std::size_t>(discipline)] != spec.row.value) continue;
    const std::int64_t year = reader.integer(row, year_column, {.low = 1900, .high = 2200});
    const double factor = reader.number(row, value, {.low = 0, .high = 100});
    if (year < first || year > last) continue;
    double& of_year = trend[static_cast<std::size_t>(year - first)];
    if (of_year >= 0)
      binder.issues.add(table->where(row, year_column), "year",
                        "stands twice for " + quoted(spec.row.value) + ": " + std::to_string(year));
    of_year = 1 + share * (factor - 1);
  }
  for (int year = first; year <= last; ++year) {
    double& of_year = trend[static_cast<std::size_t>(year - first)];
    if (of_year >= 0) continue;
    of_year = 1;
    binder.issues.add(spec.trend.where, path + ".trend",
                      "table " + quoted(spec.trend.value) + " has no row for " + quoted(spec.row.value) + " in " +
                          std::to_string(year),
                      "every calendar year of the run needs one");
    break;
  }
  return trend;
}

// A parameter on staff, each midnight; of one by discipline the row of this pool's.
void bind_factor(Binder& binder, const Name& name, const std::string& discipline, bool known, const PoolKind& pool,
                 const std::string& path, Index& factor, std::uint32_t& row) {
  binder.use("parameter", name.value);
  factor = binder.parameter_named(name, path);
  if (factor == none || !known) return;
  const Parameter& parameter = binder.model.parameters[factor];
  for (std::size_t k = 0; k < parameter.key.size; ++k) {
    const std::vector<std::string>& labels = binder.labels_of(parameter.key.parts[k].source);
    const auto it = std::find(labels.begin(), labels.end(), discipline);
    if (it == labels.end()) {
      binder.issues.add(name.where, path,
                        "parameter " + quoted(parameter.name) + " has no number for " + quoted(discipline));
    } else {
      row += static_cast<std::uint32_t>(it - labels.begin()) * parameter.key.parts[k].stride;
    }
  }
  binder.model.uses.push_back({factor, row, Reading::duty, pool.scope, pool_index(binder), path, none});
}

// Nobody is with patients for longer than they are present, whatever levers make of it.
void refuse_more_than_all(Binder& binder, const StaffSpec& spec, const StaffRule& rule, const std::string& path) {
  if (rule.direct_factor == none) return;
  const Parameter& parameter = binder.model.parameters[rule.direct_factor];
  const auto too_much = [&](double factor) { return rule.pool_share * factor > 1 + 1e-9; };
  const auto refuse = [&](const Location& where, const std::string& key, double factor) {
    binder.issues.add(
        where, key,
        "brings the direct share of " + quoted(spec.row.value) + " to " + short_number(rule.pool_share * factor),
        "it is " + short_number(rule.pool_share) + " in table " + quoted(spec.table.value) +
            ", and nobody is present for more than all of the time",
        "Let parameter " + quoted(parameter.name) + " be at most " + short_number(1 / rule.pool_share));
  };
  const double value = parameter.values[rule.direct_row];
  if (too_much(value)) return refuse(spec.direct_factor.where, path + ".direct_factor", value);
  double all = value;  // what several levers make of it together
  bool told = false;
  for (const LeverEffect& lever : parameter.levers) {
    if (lever.rows[rule.direct_row] == 0) continue;
    all = std::max(all, lever.course.full(all));
    if (!too_much(lever.course.full(value))) continue;
    told = true;
    const Named<LeverSpec>& named = *binder.levers[lever.number];
    refuse(named.item.value.where, "lever." + named.name + ".value", lever.course.full(value));
  }
  if (!told && too_much(std::min(all, parameter.high)))
    refuse(spec.direct_factor.where, path + ".direct_factor", std::min(all, parameter.high));
}

void compile_staff(Binder& binder, const StaffSpec& spec, PoolKind& pool, const std::string& path) {
  StaffRule& rule = pool.staff;
  rule.any = true;
  const Table* table = binder.table_of(spec.table, path + ".table");
  int found = -1;
  if (table != nullptr) {
    TableReader reader(*table, binder.issues);
    found = staff_row(binder, reader, spec, path);
    const auto number = [&](const char* column) {
      const int at = reader.column(column);
      return found < 0 ? 0.0 : reader.number(static_cast<std::size_t>(found), at, {.low = 0});
    };
    rule.paid_hours = number("paid_hours_per_week_per_10k");
    rule.persons = number("persons_per_10k");
    rule.presence = number("presence");
    if (!spec.all_present_time) rule.pool_share = number("direct_share");
  }
  rule.largest_first = spec.allot == 1;
  rule.at_least_one = spec.at_least_one;
  rule.cv = binder.settled(spec.cv, path + ".cv");
  rule.each_year = follows_years(binder, spec.inhabitants, spec.where, path);
  rule.trend = compile_trend(binder, spec, path);
  if (!spec.factor.value.empty())
    bind_factor(binder, spec.factor, spec.row.value, found >= 0, pool, path + ".factor", rule.factor, rule.factor_row);
  if (!spec.direct_factor.value.empty()) {
    bind_factor(binder, spec.direct_factor, spec.row.value, found >= 0, pool, path + ".direct_factor",
                rule.direct_factor, rule.direct_row);
    refuse_more_than_all(binder, spec, rule, path);
  }
  if (!spec.continuity.value.empty()) {
    const int variable = binder.variable_of(spec.continuity, path + ".continuity");
    if (variable >= 0 && binder.model.variable_labels[static_cast<std::size_t>(variable)].size() != 3) {
      binder.issues.add(spec.continuity.where, path + ".continuity",
                        "variable " + quoted(spec.continuity.value) + " must have three labels",
                        "for not known, another and one's own");
    }
    const std::vector<Model::Scope>& scopes = binder.model.scopes;
    if (std::none_of(scopes.begin(), scopes.end(), [](const Model::Scope& scope) { return scope.enrolment; })) {
      binder.issues.add(spec.continuity.where, path + ".continuity", "stands in a model without enrolment",
                        "people have a server of their own where they are enrolled",
                        "Add a scope with kind = \"enrolment\"");
    }
    rule.continuity = true;
    pool.own_variable = static_cast<std::uint8_t>(std::max(variable, 0));
  }
  if (spec.presence_by_month.set) {
    const Lookup& lookup = spec.presence_by_month;
    if (const Table* months = binder.table_of(lookup.table, path + ".presence_by_month.table")) {
      TableReader reader(*months, binder.issues);
      const int month = reader.column("month"), value = reader.column(lookup.column.value);
      std::vector<double> index(12, 0.0);
      for (std::size_t row = 0; row < reader.rows(); ++row) {
        const std::int64_t m = reader.integer(row, month, {.low = 1, .high = 12});
        if (m >= 1) index[static_cast<std::size_t>(m - 1)] = reader.number(row, value, {.low = 0});
      }
      // People are in the roster for the fullest month; in others some are away.
      const double most = *std::max_element(index.begin(), index.end());
      if (most > 0) {
        for (double& i : index) i /= most;
        rule.presence *= most;
      }
      pool.presence_by_month = index;
    }
  }
}

void compile_limits(Binder& binder, const PoolSpec& spec, PoolKind& pool, const std::string& pool_path) {
  for (const auto& [name, where, limit] : spec.limits) {
    const std::string path = pool_path + ".limit." + name;
    LimitRule rule;
    if (pool.limits.size() == limits::pool_limits) {
      binder.issues.add(where, path, "is one limit too many",
                        "a pool has at most " + std::to_string(limits::pool_limits));
      break;
    }
    const auto index = static_cast<std::uint8_t>(pool.limits.size());
    for (const Located<double>& priority : limit.priorities) {
      const auto c = static_cast<std::size_t>(priority.value);
      if (pool.rules.limit_of_class.size() <= c) pool.rules.limit_of_class.resize(c + 1, no_limit);
      if (pool.rules.limit_of_class[c] != no_limit && pool.rules.limit_of_class[c] != index)
        binder.issues.add(priority.where, path + ".priorities",
                          "has priority " + std::to_string(c) + ", which another limit of the pool has",
                          "each priority has one limit");
      pool.rules.limit_of_class[c] = index;
    }
    if (!limit.cap.parameter.value.empty()) {
      rule.parameter =
          binder.plain_parameter(limit.cap.parameter, path + ".cap", Reading::limit, pool.scope, pool_index(binder));
    } else if (limit.hours.empty()) {
      rule.cap = limit.cap.number.value;
      if (rule.cap <= 0 && limit.cap.number.where.line == 0) {
        binder.issues.add(where, path + ".cap", "is missing", "a limit has a cap, or hours");
      }
    }
    if (!limit.schedule.value.empty()) rule.schedule = binder.schedule_of(limit.schedule, path + ".schedule");
    const Model::Scope& scope = binder.model.scopes[pool.scope];
    for (const auto& [hours, column] : limit.hours) {
      const std::vector<DaySchedule::Change> changes =
          parse_hours({hours, column.where}, path + ".hours", binder.issues);
      if (changes.empty()) continue;
      LimitRule::Hours part;
      part.from_ms = changes[0].ms;
      part.to_ms = changes.size() > 1 ? changes[1].ms : static_cast<std::int32_t>(one_day.ms);
      if (!scope.enrolment) {
        binder.issues.add(column.where, path + ".hours", "scope " + quoted(scope.name) + " has no size table");
        break;
      }
      const ScopeSpec* scope_spec = nullptr;
      for (const auto& s : binder.scenario.scopes) {
        if (s.name == scope.name) scope_spec = &s.item;
      }
      if (const Table* table = binder.table_of(scope_spec->size_table, "scope." + scope.name + ".size_table")) {
        TableReader reader(*table, binder.issues);
        const int at = reader.column(column.value);
        for (std::size_t row = 0; row < reader.rows(); ++row)
          part.by_size.push_back(reader.number(row, at, {.low = 0}));
      }
      rule.hours.push_back(std::move(part));
    }
    pool.limits.push_back(std::move(rule));
  }
  pool.rules.limits = static_cast<int>(pool.limits.size());
}

// Words for the order of a queue: in the language of this model a discipline is a profession.
void check_discipline(Binder& binder, const Name& discipline, const std::string& path) {
  static const std::vector<std::string> orders = {"fifo",
                                                  "fcfs",
                                                  "first_come_first_served",
                                                  "first_in_first_out",
                                                  "lifo",
                                                  "lcfs",
                                                  "last_come_first_served",
                                                  "filo",
                                                  "last_in_first_out",
                                                  "siro",
                                                  "rss",
                                                  "random",
                                                  "sjf",
                                                  "spt",
                                                  "srpt",
                                                  "sept",
                                                  "shortest_job_first",
                                                  "ljf",
                                                  "lpt",
                                                  "edd",
                                                  "priority",
                                                  "ps",
                                                  "processor_sharing",
                                                  "round_robin",
                                                  "preemptive"};
  std::string word = discipline.value;
  for (char& c : word) c = c == '-' || c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (std::find(orders.begin(), orders.end(), word) == orders.end()) return;
  binder.issues.add(discipline.where, path + ".discipline",
                    quoted(discipline.value) + " is an order of service and no profession",
                    "a queue is first come, first served within each priority; steps order it by priority, "
                    "priority_by, priorities and order_by, pools by accumulates, ageing, preemptible and limits");
}

void check_share(Binder& binder, const Parameter& parameter, const Location& where, const std::string& path) {
  if (parameter.low >= 0 && parameter.high <= 1) return;
  binder.issues.add(where, path, "parameter " + quoted(parameter.name) + " may leave 0 to 1, and is read as a share",
                    {}, "least = 0 and most = 1 at the parameter");
}

// What a book keeps free: the parameter's value without levers is the book's own, which levers change day by day.
void compile_same_day(Binder& binder, const Value& share, PoolKind& pool, const std::string& path) {
  pool.book.same_day_share = share.number.value;
  if (share.parameter.value.empty()) return;
  pool.same_day = binder.plain_parameter(share.parameter, path, Reading::book, pool.scope, pool_index(binder));
  if (pool.same_day == none) return;
  const Parameter& parameter = binder.model.parameters[pool.same_day];
  pool.book.same_day_share = parameter.values[0];
  check_share(binder, parameter, share.parameter.where, path);
}

// A share of the seats of each shift that stays empty.
Index compile_empty_seats(Binder& binder, const PoolSpec& spec, const Name& share, const PoolKind& pool,
                          const std::string& path) {
  if (share.value.empty()) return none;
  const Index index = binder.plain_parameter(share, path, Reading::shift, pool.scope, pool_index(binder));
  if (spec.unlimited || (!spec.staff.set && !spec.roster.set && pool.schedule == none)) {
    binder.issues.add(share.where, path, "stands at a pool without shifts",
                      "a seat stays empty from one change of duty to the next",
                      "Give staff, a roster, or a schedule with numbers");
  }
  if (index != none) check_share(binder, binder.model.parameters[index], share.where, path);
  return index;
}

// How much overtime a pool has in a week before who waits is left.
void compile_overtime_limit(Binder& binder, const PoolSpec::OvertimeLimit& spec, PoolKind& pool,
                            const std::string& path) {
  pool.overtime_limit =
      binder.plain_parameter(spec.share, path + ".share", Reading::limit, pool.scope, pool_index(binder));
  pool.overtime_always = static_cast<int>(spec.always_below.value);
  if (pool.staff.any && pool.staff.presence > 0) pool.paid_per_hour = 1 / pool.staff.presence;
  if (pool.overtime_limit == none) return;
  const Parameter& share = binder.model.parameters[pool.overtime_limit];
  if (share.low < 0)
    binder.issues.add(spec.share.where, path + ".share", "parameter " + quoted(share.name) + " may be below 0", {},
                      "least = 0 at the parameter");
}

// Places whose row names a schedule in the column `open`.
std::vector<std::pair<std::string, Index>> hours_of_places(Binder& binder, const Name& name, const std::string& path) {
  std::vector<std::pair<std::string, Index>> hours;
  const Table* table = binder.table_of(name, path);
  const int open = table == nullptr ? -1 : table->column("open");
  if (open < 0) return hours;
  TableReader reader(*table, binder.issues);
  const int place = reader.column("place");
  std::map<std::string, std::string> of;  // place -> its cell
  for (std::size_t row = 0; row < reader.rows() && place >= 0; ++row) {
    const std::string& schedule = table->rows[row][static_cast<std::size_t>(open)];
    const auto [known, fresh] = of.try_emplace(reader.text(row, place), schedule);
    if (known->second != schedule)
      binder.issues.add(table->where(row, open), "open", "differs from an earlier row of " + quoted(known->first),
                        "a place has one schedule");
    if (!fresh || schedule.empty()) continue;
    const Index index = binder.schedule_of({schedule, table->where(row, open)}, "open");
    if (index != none) hours.emplace_back(known->first, index);
  }
  return hours;
}

// Hours of real places: a column for each pool that has them. Where the places are is a matter of the region.
void compile_real_places(Binder& binder, const Name& name, Model::Scope& scope, const std::string& path) {
  const Table* table = binder.table_of(name, path);
  if (table == nullptr) return;
  std::vector<std::string> of_places = {scope.name};  // scopes whose pools they have
  for (const auto& other : binder.scenario.scopes) {
    if (other.item.of.value == scope.name) of_places.push_back(other.name);
  }
  std::vector<std::string> pools;
  for (const auto& pool : binder.scenario.pools) {
    const bool here = std::find(of_places.begin(), of_places.end(), pool.item.scope.value) != of_places.end();
    if (here && pool.item.staff.set) pools.push_back(pool.name);
  }
  static const std::vector<std::string> others = {"place",    "wijk",       "patients", "size_class",
                                                  "evidence", "source_key", "note"};
  TableReader reader(*table, binder.issues);
  const int place = reader.column("place");
  for (std::size_t column = 0; column < table->columns.size(); ++column) {
    const std::string& pool = table->columns[column];
    if (std::find(others.begin(), others.end(), pool) != others.end()) continue;
    if (std::find(pools.begin(), pools.end(), pool) == pools.end()) {
      binder.issues.add({table->file, 1, 1}, pool,
                        "is no pool with staff that places of scope " + quoted(scope.name) + " have",
                        "such columns hold the hours a week that places pay", did_you_mean(pool, pools));
      continue;
    }
    for (std::size_t row = 0; row < reader.rows() && place >= 0; ++row) {
      scope.paid.push_back(
          {reader.text(row, place), pool, reader.number(row, static_cast<int>(column), {.low = 0, .high = 1e5})});
    }
  }
}

void compile_preferences(Binder& binder, const ScopeSpec& spec, Model::Scope& scope, const std::string& scope_path) {
  for (const auto& [name, where, preference] : spec.preferences) {
    const std::string path = scope_path + ".preference." + name;
    if (scope.preferences.size() == limits::preferences) {
      binder.issues.add(where, path, "is one preference too many",
                        "at most " + std::to_string(limits::preferences) + " are possible");
      return;
    }
    Model::Scope::Preference compiled;
    compiled.name = name;
    compiled.cv = binder.settled(preference.cv, path + ".cv", Reading::enrolment);
    const int attribute = binder.find(preference.attribute, binder.model.attributes, "attribute", path + ".attribute");
    if (attribute < 0) continue;
    if (refuse_before_event(binder, preference.attribute, path + ".attribute", "enrolment")) continue;
    compiled.attribute = static_cast<Index>(attribute);
    const LabelSource source = LabelSource::of_attribute(compiled.attribute, binder.model.variables.size());
    compiled.labels.assign(binder.labels_of(source).size(), 0);
    for (const Name& label : preference.labels) {
      const int at = binder.label_of(source, label, path + ".labels");
      if (at >= 0) compiled.labels[static_cast<std::size_t>(at)] = 1;
    }
    if (std::count(compiled.labels.begin(), compiled.labels.end(), 1) ==
        static_cast<std::ptrdiff_t>(compiled.labels.size()))
      binder.issues.add(preference.labels[0].where, path + ".labels", "are all labels of the attribute",
                        "a preference tells some persons from others");
    scope.preferences.push_back(std::move(compiled));
  }
}

constexpr int group_kind = 2;  // of ScopeSpec::kind

// Places of a scope that have pools together.
void compile_group(Binder& binder, const std::string& name, const Location& where, const ScopeSpec& spec) {
  const std::string path = "scope." + name;
  Model::Group group;
  group.name = name;
  std::vector<std::string> known;
  for (std::size_t s = 1; s < binder.model.scopes.size(); ++s) known.push_back(binder.model.scopes[s].name);
  binder.use("scope", spec.of.value);
  if (spec.of.value.empty()) {
    binder.issues.add(where, path + ".of", "is missing", "a group has places of another scope");
  } else {
    group.scope = static_cast<Index>(binder.find(spec.of, known, "scope of places", path + ".of") + 1);
  }
  group.size = binder.settled(spec.size, path + ".size");
  if (spec.size.number.where.line == 0 && spec.size.parameter.value.empty()) {
    binder.issues.add(where, path + ".size", "is missing", "a group has a number of places");
  } else if (group.size != std::floor(group.size)) {
    binder.issues.add(spec.size.parameter.where, path + ".size",
                      "parameter " + quoted(spec.size.parameter.value) + " is " + short_number(group.size) + " there",
                      "a group has a whole number of places");
  }
  binder.model.groups.push_back(std::move(group));
}

// How many persons places keep; pools are known.
void compile_list(Binder& binder, const PersonListSpec& spec, Index scope) {
  Model::Scope::List& list = binder.model.scopes[scope].list;
  const std::string path = "scope." + binder.model.scopes[scope].name + ".list";
  Index pool = none;
  if (!spec.pool.value.empty()) {
    pool = binder.pool_of(spec.pool, path + ".pool");
    if (pool != none && (binder.model.pools[pool].scope != scope || binder.model.pools[pool].staff.factor == none)) {
      binder.issues.add(spec.pool.where, path + ".pool",
                        "pool " + quoted(spec.pool.value) + " has no staff with a factor at places of this scope",
                        "more hours than the model's let a place keep more persons");
    }
  }
  const Index size = binder.plain_parameter(spec.size, path + ".size", Reading::list, scope, pool);
  if (size == none) return;
  const Parameter& parameter = binder.model.parameters[size];
  if (parameter.values[0] <= 0 || parameter.low < 0)
    binder.issues.add(spec.size.where, path + ".size",
                      "parameter " + quoted(parameter.name) +
                          (parameter.values[0] <= 0 ? " is not above 0" : " may become less than 0"),
                      "what levers make of it is held against its value");
  for (Index other = 1; other < scope; ++other) {
    if (binder.model.scopes[other].list.size != none)
      binder.issues.add(spec.where, path, "is a second list", "places of one scope keep lists");
  }
  list = {size, pool};
}

// What a pool cannot have whose number of places is not known while it is written.
void check_group(Binder& binder, const PoolSpec& spec, const PoolKind& pool, const std::string& path) {
  const auto refuse = [&](const Location& where, const char* key, const char* why) {
    binder.issues.add(where, path + "." + key, "stands at a pool of groups of places", why);
  };
  if (!spec.capacity.value.empty()) refuse(spec.capacity.where, "capacity", "an expression is about one place");
  if (spec.queue_limit.value >= 0) refuse(spec.queue_limit.where, "queue_limit", "groups differ in size");
  if (pool.staff.continuity)
    refuse(spec.staff.continuity.where, "staff.continuity", "people have a server of their own at their place");
}

// A row of hours: on days of some types from one time to another, which may lie in the next day.
void add_hours(Binder& binder, const TableReader& reader, std::size_t row, const std::array<int, 3>& columns,
               DaySchedule& hours) {
  const auto cell = [&](int column) -> Name {
    return {reader.table().rows[row][static_cast<std::size_t>(column)], reader.table().where(row, column)};
  };
  const Name days = cell(columns[0]), from = cell(columns[1]), to = cell(columns[2]);
  if (to.value == from.value) {
    binder.issues.add(to.where, "to", "is the time from which the hours begin",
                      "it is not known whether that is a day or nothing", "a whole day is 00:00 to 24:00");
    return;
  }
  const bool overnight = to.value < from.value;
  for (const std::size_t type : types_of_day(binder, days, "days")) {
    const auto add = [&](std::size_t of_type, const std::string& text) {
      std::vector<DaySchedule::Change>& changes = hours.changes[of_type % day_types];
      // What goes on from the evening before ends before what begins that evening.
      const std::vector<DaySchedule::Change> more = parse_hours({text, from.where}, "from", binder.issues);
      changes.insert(changes.end(), more.begin(), more.end());
      std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.ms < b.ms; });
    };
    if (!overnight) {
      add(type, from.value + "-" + to.value);
      continue;
    }
    add(type, from.value + "-24:00");
    if (to.value != "00:00") add(type + 1, "00:00-" + to.value);
  }
}

// A table with a row per role and hours: each of the role's rows is a part.
void compile_hourly_roster(Binder& binder, const RosterSpec& spec, const Table& table, RosterRule& roster,
                           const std::string& path) {
  TableReader reader(table, binder.issues);
  const int role = reader.column("role"), number = reader.column("per_100k");
  const std::array<int, 3> hours{reader.column("days"), reader.column("from"), reader.column("to")};
  if (role < 0 || number < 0 || std::any_of(hours.begin(), hours.end(), [](int column) { return column < 0; })) return;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    if (table.rows[row][static_cast<std::size_t>(role)] != spec.row.value) continue;
    RosterRule::Part part{{}, reader.number(row, number, {.low = 0})};
    add_hours(binder, reader, row, hours, part.hours);
    roster.parts.push_back(std::move(part));
  }
  if (roster.parts.empty())
    binder.issues.add(spec.row.where, path + ".row",
                      "table " + quoted(spec.table.value) + " has no row for role " + quoted(spec.row.value));
}

void compile_roster(Binder& binder, const RosterSpec& spec, RosterRule& roster, const std::string& path) {
  const Table* table = binder.table_of(spec.table, path + ".table");
  if (table == nullptr) return;
  if (spec.parts.empty()) return compile_hourly_roster(binder, spec, *table, roster, path);
  TableReader reader(*table, binder.issues);
  const int role = reader.column("role"), part = reader.column("part_of_week"), number = reader.column("per_100k");
  for (const auto& [part_name, schedule] : spec.parts) {
    const Index hours = binder.schedule_of(schedule, path + ".parts." + part_name);
    bool found = false;
    for (std::size_t row = 0; row < reader.rows() && role >= 0 && part >= 0; ++row) {
      if (table->rows[row][static_cast<std::size_t>(role)] != spec.row.value ||
          table->rows[row][static_cast<std::size_t>(part)] != part_name)
        continue;
      found = true;
      roster.parts.push_back(
          {hours == none ? DaySchedule{} : binder.model.schedules[hours], reader.number(row, number, {.low = 0})});
    }
    if (!found)
      binder.issues.add(schedule.where, path + ".parts",
                        "table " + quoted(spec.table.value) + " has no row for role " + quoted(spec.row.value) +
                            ", part_of_week " + quoted(part_name));
  }
}

}  // namespace

void compile_scopes(Binder& binder) {
  Model::Scope region;
  region.name = "region";
  region.own_wijk_weight = 0;
  binder.model.scopes.push_back(std::move(region));
  for (const auto& [name, where, spec] : binder.scenario.scopes) {
    const std::string path = "scope." + name;
    binder.needs_population(where, path);
    if (spec.kind == group_kind) continue;
    Model::Scope scope;
    scope.name = name;
    scope.enrolment = spec.kind == 0;
    scope.inhabitants = binder.settled(spec.inhabitants, path + ".inhabitants", Reading::enrolment);
    scope.not_enrolled = binder.settled(spec.not_enrolled, path + ".not_enrolled", Reading::enrolment);
    scope.own_wijk_weight = binder.settled(spec.own_wijk_weight, path + ".own_wijk_weight", Reading::enrolment);
    scope.size_cv = binder.settled(spec.size_cv, path + ".size_cv", Reading::enrolment);
    compile_preferences(binder, spec, scope, path);
    if (binder.model.scopes.size() > limits::scopes) {
      binder.issues.add(where, path, "is one scope too many",
                        std::to_string(limits::scopes) + " beside the region are possible");
      break;
    }
    if (scope.enrolment) {
      if (const Table* table = binder.table_of(spec.size_table, path + ".size_table")) {
        TableReader reader(*table, binder.issues);
        const int size = reader.column("size_class"), share = reader.column("share"),
                  patients = reader.column("patients");
        for (std::size_t row = 0; row < reader.rows(); ++row) {
          scope.size_names.push_back(reader.text(row, size));
          scope.size_shares.push_back(reader.number(row, share, {.low = 0, .high = 1}));
          scope.size_inhabitants.push_back(reader.number(row, patients, {.low = 1}));
        }
      }
      if (!spec.places.value.empty()) compile_real_places(binder, spec.places, scope, path + ".places");
    } else if (!spec.places.value.empty()) {
      scope.hours = hours_of_places(binder, spec.places, path + ".places");
    } else if (scope.inhabitants < 1) {
      binder.issues.add(where, path + ".inhabitants", "is missing", "a catchment needs a size");
    }
    binder.model.scopes.push_back(std::move(scope));
  }
  for (const auto& [name, where, spec] : binder.scenario.scopes) {
    if (spec.kind == group_kind) compile_group(binder, name, where, spec);
  }
}

void compile_lists(Binder& binder) {
  for (const auto& [name, where, spec] : binder.scenario.scopes) {
    if (!spec.list.set) continue;
    for (Index scope = 1; scope < binder.model.scopes.size(); ++scope) {
      if (binder.model.scopes[scope].name == name) compile_list(binder, spec.list, scope);
    }
  }
}

void compile_capacity(Binder& binder, std::size_t pool) {
  const Name& text = binder.scenario.pools[pool].item.capacity;
  PoolKind& kind = binder.model.pools[pool];
  const std::string path = "pool." + kind.name + ".capacity";
  if (text.value.empty()) return;
  kind.capacity = compile_formula(binder, text, path, number_kind);
  if (kind.capacity == none) return;
  const Formula& formula = binder.model.formulas[kind.capacity];
  kind.capacity_reads_pools = formula.reads_pools();
  if (formula.reads_time())
    binder.issues.add(text.where, path, "reads the time", "it passes without anything that happens", "Use a schedule");
  if (formula.reads_request())
    binder.issues.add(text.where, path, "reads what a request carries", "it is about all who come",
                      "Use numbers of the model, `queue` and `busy`");
  if (formula.reads({Formula::Op::free_servers}))
    binder.issues.add(text.where, path, "reads free servers", "how many are free depends on how many are on duty",
                      "Use `busy`");
  if (kind.hands_over)
    binder.issues.add(text.where, path, "stands beside closing = \"hand_over\"",
                      "who is interrupted would come back to the queue that the number follows");
  for (const Formula::Instruction& i : formula.program) {
    if (i.op == Formula::Op::place_number && binder.model.place_numbers[i.index].scope != kind.scope)
      binder.issues.add(text.where, path,
                        "reads global " + quoted(binder.model.place_numbers[i.index].name) + " of another scope",
                        "which of its places is meant is not known");
    if (i.op != Formula::Op::queue && i.op != Formula::Op::busy && i.op != Formula::Op::sensor) continue;
    const PoolKind& other =
        binder.model.pools[i.op == Formula::Op::sensor ? binder.model.sensors[i.index].pool : i.index];
    if (other.scope != 0 && other.scope != kind.scope)
      binder.issues.add(text.where, path, "reads pool " + quoted(other.name) + " of another scope",
                        "which of its places is meant is not known");
  }
}

void compile_pools(Binder& binder) {
  Model& model = binder.model;
  std::vector<std::string> scope_names;
  for (const Model::Scope& scope : model.scopes) scope_names.push_back(scope.name);
  for (const Model::Group& group : model.groups) scope_names.push_back(group.name);
  if (binder.scenario.pools.size() > limits::pools) {
    binder.issues.add(binder.scenario.pools[limits::pools].where, "pool." + binder.scenario.pools[limits::pools].name,
                      "is one pool too many", "at most " + std::to_string(limits::pools) + " are possible");
    return;
  }
  binder.classes_used.assign(binder.scenario.pools.size(), 0);
  for (const auto& [name, where, spec] : binder.scenario.pools) {
    const std::string path = "pool." + name;
    PoolKind pool;
    pool.name = name;
    pool.discipline = spec.discipline.value.empty() ? name : spec.discipline.value;
    check_discipline(binder, spec.discipline, path);
    if (!spec.scope.value.empty())
      pool.scope = static_cast<Index>(std::max(0, binder.find(spec.scope, scope_names, "scope", path + ".scope")));
    if (pool.scope >= model.scopes.size()) {
      pool.group = static_cast<Index>(pool.scope - model.scopes.size());
      pool.scope = model.groups[pool.group].scope;
    }
    pool.overtime = spec.overtime;
    if (spec.queue_limit.value >= 0) pool.queue_limit = static_cast<std::uint16_t>(spec.queue_limit.value);
    pool.hands_over = spec.closing == 1;
    pool.ageing_ms = static_cast<std::int64_t>(spec.ageing.value + 0.5);
    for (const Located<double>& rate : spec.accumulates) pool.accumulates.push_back(rate.value);
    pool.occupancy_levels = static_cast<std::uint16_t>(spec.occupancy.value);
    pool.audit_ms = static_cast<std::int64_t>(spec.audit.value + 0.5);
    if (pool.audit_ms > 0 && pool.occupancy_levels == 0) {
      binder.issues.add(spec.audit.where, path + ".audit", "stands without occupancy",
                        "an audit counts levels up to it");
    }
    for (const Located<double>& priority : spec.preemptible)
      pool.rules.preemptible |= 1U << static_cast<unsigned>(priority.value);
    if (!spec.schedule.value.empty()) pool.schedule = binder.schedule_of(spec.schedule, path + ".schedule");
    const bool follows = !spec.capacity.value.empty();
    pool.servers = spec.unlimited ? unlimited_servers : follows ? 0 : spec.servers.value;
    if (follows && pool.schedule != none)
      binder.issues.add(spec.capacity.where, path + ".capacity", "stands beside a schedule",
                        "one of them says how many are on duty");
    if (spec.servers.value >= 0 && spec.servers.value != std::floor(spec.servers.value)) {
      binder.issues.add(spec.servers.where, path + ".servers", "must be a whole number",
                        "servers are whole; part-timers are a matter of schedules");
    }
    if (pool.schedule != none) check_levels(binder, spec, model.schedules[pool.schedule], path);
    const int ways = (spec.servers.value >= 0 ? 1 : 0) + (spec.unlimited ? 1 : 0) + (spec.staff.set ? 1 : 0) +
                     (spec.roster.set ? 1 : 0) + (follows ? 1 : 0);
    if (ways > 1 || (ways == 0 && pool.schedule == none)) {
      binder.issues.add(
          where, path,
          "must have exactly one of servers, capacity, unlimited, staff and roster, or a schedule with numbers");
    }
    if (spec.staff.set) {
      binder.needs_population(spec.staff.where, path + ".staff");
      compile_staff(binder, spec.staff, pool, path + ".staff");
      if (spec.schedule.value.empty()) {
        binder.issues.add(where, path + ".schedule", "is missing", "staff work at hours");
      } else if (pool.schedule != none && highest_level(model.schedules[pool.schedule]) == 0) {
        binder.issues.add(spec.schedule.where, path + ".schedule", "is never open", "staff work in its hours");
      }
    }
    if (spec.overtime_limit.set) compile_overtime_limit(binder, spec.overtime_limit, pool, path + ".overtime_limit");
    if (spec.roster.set) {
      const std::string roster_path = path + ".roster";
      binder.needs_population(spec.roster.where, roster_path);
      pool.roster.just_the_number = spec.roster.allot == 1;
      pool.roster.each_year = follows_years(binder, spec.roster.inhabitants, spec.roster.where, roster_path);
      if (!spec.roster.factor.value.empty())
        pool.roster.factor = binder.plain_parameter(spec.roster.factor, roster_path + ".factor", Reading::duty,
                                                    pool.scope, pool_index(binder));
      compile_roster(binder, spec.roster, pool.roster, roster_path);
    }
    pool.absence = compile_empty_seats(binder, spec, spec.absence, pool, path + ".absence");
    pool.unfilled = compile_empty_seats(binder, spec, spec.unfilled, pool, path + ".unfilled");
    if (spec.book.set) {
      pool.has_book = true;
      pool.book.slot_ms = static_cast<std::int32_t>(spec.book.slot.value);
      pool.book.lead_days = static_cast<std::int32_t>(spec.book.lead.value / static_cast<double>(one_day.ms));
      pool.book.prefer_own_days =
          static_cast<std::int32_t>(spec.book.prefer_own.value / static_cast<double>(one_day.ms));
      if (spec.book.release.value >= 0) pool.book.release_ms = static_cast<std::int64_t>(spec.book.release.value);
      compile_same_day(binder, spec.book.same_day_share, pool, path + ".book.same_day_share");
      for (const auto& [key, time] : {std::pair{"lead", &spec.book.lead}, {"prefer_own", &spec.book.prefer_own}}) {
        if (time->value != std::floor(time->value / static_cast<double>(one_day.ms)) * static_cast<double>(one_day.ms))
          binder.issues.add(time->where, path + ".book." + key, "is no whole number of days",
                            "appointments are asked for by the day");
      }
      const Index sessions = binder.schedule_of(spec.book.sessions, path + ".book.sessions");
      if (sessions != none) {
        for (std::size_t day = 0; day < day_types; ++day)
          pool.book.sessions[day] = sessions_of(model.schedules[sessions].changes[day]);
        compile_pattern(binder, spec.book, pool.book, path + ".book");
        check_sessions(binder, spec.book, model.schedules[sessions], pool.book, path + ".book");
      }
    }
    if (spec.book.set) check_book_servers(binder, spec, pool, path);
    const bool closes = pool.schedule != none || spec.roster.set;
    if (closes && pool.overtime && pool.hands_over) {
      binder.issues.add(where, path + ".overtime", "stands beside closing = \"hand_over\"",
                        "the one serves who waits at closing time, the other stops service then",
                        "Take one of them away");
    }
    compile_limits(binder, spec, pool, path);
    if (pool.group != none) check_group(binder, spec, pool, path);
    model.pools.push_back(std::move(pool));
  }
  for (const auto& [name, where, spec] : binder.scenario.loads) {
    std::vector<Index> pools;
    for (const Name& pool : spec.pools) {
      const Index index = binder.pool_of(pool, "load." + name + ".pools");
      if (index == none) continue;
      const auto other = [&](Index known) {
        const PoolKind &a = model.pools[known], &b = model.pools[index];
        return a.scope != b.scope || (a.group != none && b.group != none && a.group != b.group);
      };
      if (std::any_of(pools.begin(), pools.end(), other)) {
        binder.issues.add(pool.where, "load." + name + ".pools",
                          "pool " + quoted(pool.value) + " has another scope than " +
                              quoted(model.pools[*std::find_if(pools.begin(), pools.end(), other)].name));
      }
      pools.push_back(index);
    }
    model.loads.push_back(std::move(pools));
    model.load_names.push_back(name);
    model.load_by_municipality.push_back(spec.by_municipality ? 1 : 0);
    model.load_periods.push_back(periods_of_measure(binder, spec.periods, "load." + name));
    if (spec.periods.given && model.load_periods.back().hour_of_week) {
      binder.issues.add(spec.periods.names[0].where, "load." + name + ".periods", "names \"hour_of_week\"",
                        "work and time on duty of pools are counted by week", "Take it away");
    }
  }
  for (const auto& [name, where, spec] : binder.scenario.windows) {
    const std::string path = "window." + name;
    model.windows.push_back(
        {name, binder.pool_of(spec.pool, path + ".pool"), binder.schedule_of(spec.schedule, path + ".schedule")});
  }
}

}  // namespace draagkracht
