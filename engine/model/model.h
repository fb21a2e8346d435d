// The compiled model: what one scenario means, as flat tables that the main loop can walk. Immutable; shared by all runs
// of the scenario. Made by engine/model/compile.h. Everything is an index; names are kept for results and messages only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/des/appointment_book.h"
#include "engine/des/calendar.h"
#include "engine/des/pool.h"
#include "engine/des/request.h"
#include "engine/random/distribution.h"

namespace draagkracht {

using Index = std::uint16_t;
inline constexpr Index none = 0xffff;

// Where a label (a small number) is read from: a variable of the request, an attribute of its person, or nowhere, which
// is label 0.
struct LabelSource {
  enum Kind : std::uint8_t { request, person, constant } kind = constant;
  std::uint8_t index = 0;        // variable or attribute
  std::uint8_t slot = no_label;  // in RequestLabels

  constexpr LabelSource() = default;
  constexpr LabelSource(Kind k, std::uint8_t i)
      : kind(k), index(i), slot(k == request ? i : static_cast<std::uint8_t>(first_owner_label + i)) {}
};

// A row number out of several labels: sum of stride * label.
struct TableKey {
  static constexpr int most = 5;
  struct Part {
    LabelSource source;
    std::uint16_t stride = 0;
  };
  std::uint8_t size = 0;
  std::array<Part, most> parts{};

  // The row of a request with these labels. Parts beyond `size` add 0: so there is no loop to guess the end of.
  std::uint32_t row(const RequestLabels& labels) const {
    std::uint32_t at = 0;
    for (const Part& part : parts) at += std::uint32_t{part.stride} * labels.at[part.source.slot];
    return at;
  }
};

// A parameter: numbers that levers may change. `rows` is 1 for a plain number.
struct LeverEffect {
  enum Operation : std::uint8_t { set, multiply, add } operation = set;
  double value = 0;
  std::int32_t from_day = 0;  // index of the first simulated day on which it starts
  std::int32_t ramp_days = 0; // grows linearly from nothing to full over so many days
  std::vector<std::uint8_t> rows;  // axis: row of the parameter; 1 = changed by this lever
  // Only for persons who fit all of these; empty: everyone.
  struct Condition {
    std::uint8_t attribute = 0;
    std::uint32_t label = 0;
  };
  std::vector<Condition> conditions;
  // Only in these wijken or regions; empty: everywhere.
  struct Place {
    bool wijk = false;  // else a region
    std::string code;
  };
  std::vector<Place> places;
};

struct Parameter {
  std::string name;
  TableKey key;
  std::vector<double> values;  // axis: row
  std::vector<LeverEffect> levers;
  std::uint32_t first = 0;     // of its rows in the list of all rows
  double low = 0, high = 0;    // bounds of what levers may make of it
  double most = 1;             // the highest that the values and levers of this scenario can reach
  bool by_person = false;      // some lever has conditions
};

// An expression as a postfix table. Truths are 0 and 1, times are ms.
struct Formula {
  enum class Op : std::uint8_t {
    constant, number, global, label, now, time_of_day, day, counting, elapsed, waited, queue, busy, free_servers,
    add, subtract, multiply, divide, negate, floor, smaller, larger, modulo,
    equal, unequal, less, more, at_most, at_least, both, either, nope
  };
  struct Instruction {
    Op op = Op::constant;
    Index index = 0;   // number, global, slot of a label, pool kind
    double value = 0;  // of a constant
  };
  static constexpr int most_deep = 16;
  std::vector<Instruction> program;
  std::string text;  // as it was written
};

// A time: a distribution per row of a key, times a factor; or a formula.
struct TimeSource {
  TableKey key;
  std::vector<Index> tables;   // axis: row -> quantile table; none = that row does not exist
  Index factor = none;         // parameter
  Index formula = none;        // instead of tables
  bool any = false;
};

// A choice of pool by a label, or a fixed one.
struct PoolChoice {
  LabelSource source;
  std::vector<Index> pools;  // axis: label -> pool kind, or none
};

enum class StepKind : std::uint8_t {
  task, book, delay, until, draw, switch_label, switch_schedule, chance, when, branches, set, copy, assign, release, account,
  spawn, reallocate, exit, go
};

struct Step {
  StepKind kind = StepKind::go;
  std::uint8_t tallies = 0;     // how many tallies it adds to when it is done
  Index next = none;            // where to go on
  Index index = none;           // in the vector of its kind
  Index first_tally = 0;        // in Model::step_tallies
  Index branch = none;          // in Model::branches: drawn by the branch lane when the step is done, instead of `next`
  std::uint32_t address = 0;    // of its random numbers
};
static_assert(sizeof(Step) == 16);

struct TaskStep {
  PoolChoice pool;
  Index otherwise = none;                  // step if the pool does not exist at this place
  LabelSource priority_source;
  std::vector<std::uint8_t> classes;       // axis: label -> class
  TimeSource time;
  TimeSource patience;
  Index on_patience = none;
  Index on_full = none;
  TimeSource after_work;
  std::uint8_t after_class = 0;
  Index wait = none;                       // wait measure
  std::uint32_t time_address = 0;          // of the task, so that luck does not depend on who does it
  std::uint8_t rule_variable = 0xff;       // variable that holds the reallocation rule of this request, or 0xff
  std::uint8_t own_variable = 0xff;        // of the pool, see PoolKind
  std::vector<Index> with;                 // pool kinds that are seized together with `pool`: all or none
  std::vector<Index> hold;                 // pool kinds that stay seized when the service ends
  bool strict = false;                     // while it cannot have all, nobody behind it may start

  bool joint() const { return !with.empty() || !hold.empty(); }
};

struct BookStep {
  PoolChoice pool;
  Index otherwise = none;
  LabelSource slots_source;
  std::vector<std::uint8_t> slots;  // axis: label -> base slots
  bool same_day = false;
  Index on_none = none;
  TimeSource accepts;
  Index on_refused = none;
  Index no_show = none;             // parameter
  Index on_no_show = none;
  Index wait = none;                // wait measure: access time
};

struct DelayStep {
  TimeSource time;
};

struct UntilStep {
  Index schedule = none;
  bool closed_on_holidays = true;
};

struct DrawStep {
  std::uint8_t variable = 0;
  TableKey key;
  Index choices = none;          // in Model::choices, or in Region::choices if place_rows is not 0
  std::uint32_t place_rows = 0;  // above 0: so many rows per combination of these pools that exist at a place
  std::vector<Index> place_pools;
  Index place_scope = 0;
  std::uint8_t fallback = 0;     // option that takes the share of options whose pool does not exist
  Index error = none;            // parameter: with this share the label is drawn from the rows, else it is that of error_of
  LabelSource error_of;
  std::vector<double> weights;   // axes: row, choice; kept for the region's variants
  std::vector<std::uint8_t> place_labels;  // axis: place pool; the option it stands for
};

struct SwitchStep {
  LabelSource source;
  std::vector<Index> to;  // axis: label
};

struct ScheduleSwitchStep {
  Index schedule = none;
  Index open = none, closed = none;
};

struct ChanceStep {
  TableKey key;
  std::vector<double> shares;  // axis: row; empty: the parameter alone
  Index parameter = none;      // multiplies
  Index diffusion = none;      // whether the person has this habit, instead of a share
  Index yes = none, no = none;
};

// A choice by a formula.
struct WhenStep {
  Index formula = none;
  Index yes = none, no = none;
};

// Numbers of the request or of the model that get a value: drawn, or out of a formula.
struct AssignStep {
  struct Assignment {
    bool global = false;
    Index index = 0;
    Index formula = none;
    TimeSource draw;   // if there is no formula
    Index law = none;  // in Model::times, for a plain number
  };
  std::vector<Assignment> assignments;
};

struct ReleaseStep {
  std::vector<Index> pools;  // kinds
};

// Work that is counted as a pool's though nobody is seized.
struct AccountStep {
  Index pool = none;
  TimeSource time;
};

struct BranchStep {
  std::vector<Index> parameters;  // none: the fixed share
  std::vector<double> shares;
  std::vector<Index> to;          // the last one takes the rest
};

struct SetStep {
  std::uint8_t variable = 0;
  std::uint8_t value = 0;
  std::uint8_t from = 0;  // copy: other variable
};

struct SpawnStep {
  Index enters = none;
  TimeSource delay;
  std::vector<SetStep> set;
  bool side_job = false;
};

struct ExitStep {
  Index outcome = none;
};

// Who does what instead of whom.
struct ReallocationRule {
  std::string name;
  std::uint32_t address = 0;
  std::uint8_t variable = 0;
  std::uint8_t from = 0, to = 0;
  struct Where {
    LabelSource source;
    std::uint8_t value = 0;
  };
  std::vector<Where> where;
  std::uint8_t rule_variable = 0;  // holds 1 + the rule's index for requests that were passed on
  Index pool_to = none;            // must exist at the place
  bool spread_over_places = false; // the share is over all persons, also those of places without that pool
  Index share = none;        // parameter
  Index time_factor = none;  // parameter, on the time of `from`; none: the time of `to` as the tables give it
  Index return_rate = none;  // parameter
  Index return_to = none;    // step where a returned request goes on
  TimeSource supervision;    // time of `from` per request passed on
  Index supervisor = none;   // pool kind
  std::uint8_t supervision_class = 0;
};

// How a habit spreads over people; see DiffusionSpec. All numbers are parameters.
struct Diffusion {
  std::string name;
  std::uint32_t address = 0;  // of each person's place in the order of joining
  Index initial = none, ceiling = none, innovation = none, imitation = none, relapse = none, included = none;
  struct Eligible {
    std::uint8_t attribute = 0;
    std::uint8_t label = 0;
  };
  std::vector<Eligible> eligible;
};

struct Tally {
  std::string name;
  bool minutes = false;
  TableKey key;
  std::uint32_t offset = 0;  // in the run's counts
  std::uint32_t size = 1;
  bool weekly = false;       // a leading axis of weeks after warm-up
  std::uint32_t week_stride = 0;
  std::uint8_t person_count = 0xff;  // also counted per person, as this of PersonCounts
};

struct WaitMeasure {
  std::string name;
  std::vector<std::int64_t> within;  // ms
  TableKey key;
  std::uint32_t rows = 1;
  enum From : std::uint8_t { joining, arrival } from = joining;
  bool working_days = false;
  std::int64_t plus = 0;  // ms added to each wait
  bool whole_run = false; // warm-up included
};

// How many people staff a pool, before they are divided over the places of a region.
struct StaffRule {
  bool any = false;
  double paid_hours = 0;    // per week and 10,000 inhabitants
  double persons = 0;       // per 10,000 inhabitants
  double presence = 1;      // share of paid hours that people are there
  double pool_share = 1;    // share of present time that is spent in the pool
  bool largest_first = false;
  bool at_least_one = true;
  Index factor = none;      // parameter on the hours
  std::uint32_t factor_row = 0;
  bool continuity = false;
};

// Numbers on duty by part of the week, per 100,000 inhabitants.
struct RosterRule {
  struct Part {
    Index schedule = none;
    double per_100k = 0;
  };
  std::vector<Part> parts;
  Index factor = none;
};

// A cap on how many of some classes are in service at once.
struct LimitRule {
  double cap = -1;                // fixed, or
  Index parameter = none;
  Index schedule = none;          // hours in which the fixed cap holds; none: always
  struct Hours {
    std::int32_t from_ms = 0, to_ms = 0;
    std::vector<double> by_size;  // axis: size class of the place
  };
  std::vector<Hours> hours;
};

inline constexpr double unlimited_servers = 1e9;

struct PoolKind {
  std::string name;
  Index scope = 0;
  std::string discipline;
  PoolRules rules;
  double servers = 0;      // fixed number; unlimited_servers if nobody ever waits; below 0: the schedule has the numbers
  Index schedule = none;   // hours on duty; none: always
  std::uint16_t queue_limit = 0xffff;
  bool overtime = false;       // who waits at closing time is still served
  bool hands_over = false;     // service in progress at closing time is interrupted, and goes on later
  Index on_closed = none;      // step for those who wait at closing time or come while nobody is on duty
  std::int64_t ageing_ms = 0;  // above 0: after each such wait the next better class
  std::uint16_t occupancy_levels = 0;  // above 0: how long so many servers were seized is counted, up to so many
  std::int64_t audit_ms = 0;   // above 0: and how many were seized at each multiple of this
  std::vector<LimitRule> limits;
  StaffRule staff;
  RosterRule roster;
  bool has_book = false;
  BookRules book;
  std::uint8_t own_variable = 0xff;  // variable that tells whether one's own server did it: 0 unknown, 1 another, 2 own
  std::vector<double> presence_by_month;  // axis: month 0-11; share of the people in the roster who are there; empty: all
};

// An anonymous stream: a chain of arrivals with independent gaps. Those of one with rates have mean 1 and run as fast
// as the rates say.
struct Stream {
  std::string name;
  std::uint32_t address = 0;
  Index enters = none;            // step
  Index interval = none;          // quantile table of the gaps between arrivals: ms, or with rates in units of the mean
  std::vector<SetStep> set;
  std::int64_t start_ms = 0;      // gaps run from here
  bool at_start = false;          // the first has no gap before it
  Index pace = none;              // in Model::paces; none: gaps run always, at speed 1
};

// When the gaps of a stream run, and how fast.
struct StreamPace {
  struct Window {
    std::int64_t from_ms = 0, to_ms = 0;  // of the day; to_ms at most 24 h later
  };
  std::array<std::vector<Window>, day_types> windows;  // in order; each begins a gap anew
  bool always_open = true;         // instead of windows
  bool joins_at_midnight = false;  // a window that goes on at midnight is one with the day before
  bool first_at_opening = false;
  std::vector<double> rates;       // gaps per ms, each for period_ms in turn, over and over; empty: speed 1
  std::int64_t period_ms = one_hour.ms;
  Index factor = none;             // parameter: of the speed
};

// When in the week and the year something arises.
struct WeekProfile {
  std::array<double, day_types> day_share{};             // sum 1
  std::array<std::array<double, 25>, day_types> hours{}; // cumulative share of the day by hour, from 0 to 1
};

// Potential requests of persons. A family is drawn together: per person and day one count from the total rate of its
// entries, then the entry by a lane of its own. Rates are reference values of the model data, the same in every
// scenario; what a scenario changes is `factor`, by which entries are thinned or further layers asked.
struct DemandEntry {
  std::string name;           // stream/label
  Index enters = none;        // step
  std::vector<SetStep> set;
  std::vector<double> rate;   // axis: stratum; per person-year
  Index profile = 0;
  Index season = none;        // in Model::seasons
  Index factor = none;        // parameter
  std::uint32_t factor_row = 0;
  double open_days = 1;       // > 1: nothing arises on holidays, the other days carry it
  bool closed_on_holidays = false;
};

struct DemandFamily {
  std::string name;
  std::uint32_t address = 0;       // of the counts per day
  std::uint32_t pick_address = 0;  // of which entry, when, and whether it is kept
  Index need = none;               // personal need factor
  TableKey stratum;                // of a person
  std::uint32_t strata = 1;
  std::vector<DemandEntry> entries;
};

// Visits that are due: participants come so often a year, spread evenly with jitter, on working days.
struct DueVisits {
  std::string name;
  std::uint32_t address = 0;
  std::uint8_t attribute = 0;  // participants have label 1
  Index visits = none;         // parameter: per participant and year
  Index enters = none;
  Index profile = 0;
  std::vector<SetStep> set;
};

struct Model {
  std::string name;
  std::vector<std::string> variables;
  std::vector<std::vector<std::string>> variable_labels;
  std::vector<std::string> attributes;
  std::vector<std::vector<std::string>> attribute_labels;
  std::vector<std::string> numbers;           // that a request carries
  std::vector<std::uint8_t> number_is_time;   // axis: number
  struct Global {
    std::string name;
    double value = 0;  // at the start of a run
    bool is_time = false;
  };
  std::vector<Global> globals;                // numbers of the model, seen by all requests
  std::vector<Formula> formulas;
  bool keeps_waits = false;                   // some formula asks how long a request waited last
  std::vector<Parameter> parameters;
  std::uint32_t parameter_rows = 0;
  std::vector<QuantileTable> times;
  std::vector<ChoiceRows> choices;
  std::vector<DaySchedule> schedules;
  std::vector<std::string> schedule_names;
  std::vector<std::string> outcomes;

  std::vector<Step> steps;
  std::vector<std::string> step_names;  // pathway.step
  std::vector<TaskStep> tasks;
  std::vector<BookStep> books;
  std::vector<DelayStep> delays;
  std::vector<UntilStep> untils;
  std::vector<DrawStep> draws;
  std::vector<SwitchStep> switches;
  std::vector<ScheduleSwitchStep> schedule_switches;
  std::vector<ChanceStep> chances;
  std::vector<WhenStep> whens;
  std::vector<AssignStep> assigns;
  std::vector<ReleaseStep> releases;
  std::vector<AccountStep> accounts;
  std::vector<BranchStep> branches;
  std::vector<SetStep> sets;
  std::vector<SpawnStep> spawns;
  std::vector<ExitStep> exits;
  std::vector<ReallocationRule> rules;
  std::vector<Diffusion> diffusions;
  std::vector<Index> step_tallies;

  struct Scope {
    std::string name;
    bool enrolment = false;
    std::vector<std::string> size_names;      // axis: size class
    std::vector<double> size_shares;          // share of the places
    std::vector<double> size_inhabitants;     // per place
    double inhabitants = 0;                   // catchment: per place
    double not_enrolled = 0;
    double own_wijk_weight = 5;
  };
  std::vector<Scope> scopes;  // scope 0 is the region itself
  std::vector<PoolKind> pools;
  std::vector<std::vector<Index>> loads;      // axis: load; pool kinds that count together
  std::vector<std::string> load_names;
  std::vector<Stream> streams;
  std::vector<StreamPace> paces;
  std::vector<WeekProfile> profiles;
  std::vector<std::array<double, 12>> seasons;  // index per month, mean 1
  std::vector<DemandFamily> families;
  std::vector<DueVisits> due_visits;
  std::vector<Tally> tallies;
  std::uint32_t counts = 0;  // size of all tallies together
  std::vector<WaitMeasure> waits;
  struct Window {
    std::string name;
    Index pool = none;
    Index schedule = none;
  };
  std::vector<Window> windows;  // parts of the week in which time on duty is counted apart

  std::int64_t start_day = 0;     // days since 1970-01-01 of the Monday on which the run starts
  std::int64_t warm_up_ms = 0;    // results count from here
  std::int64_t horizon_ms = 0;    // the run ends here, counted from the start
  std::int64_t arrivals = 0;      // above 0: the run ends when so many anonymous requests have come and all have gone
  std::vector<std::int64_t> holidays;  // days since 1970-01-01
  std::int32_t half_day_ms = 45'000'000;  // 12:30: where a working day's two halves meet
};

}  // namespace draagkracht
