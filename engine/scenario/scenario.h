// All that a user may set, as plain structs: one Scenario is one scenario file with everything that it extends.
// Names are still text, bound by engine/model; numbers are in base units (quantity.h). Nothing is derived here.
// What each key means, its unit and range stand in scenario.cpp, once, for the reader and the reference alike.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/scenario/fields.h"
#include "engine/scenario/lists.h"
#include "engine/scenario/table.h"
#include "engine/scenario/telling.h"
#include "engine/scenario/verification.h"

namespace draagkracht {

// A number, or the name of a parameter that holds it.
struct Value {
  Located<double> number;
  Name parameter;   // if not empty, `number` does not count
  FieldRule range;  // in base units, as it was asked when it was read
};
using ValueMap = std::vector<std::pair<std::string, Value>>;

// Numbers out of a table: a column, by key columns that are variables or attributes.
// by: "reason", or "urgency=triaged" if the column is called otherwise than the variable. only: rows to be used.
struct Lookup {
  bool set = false;
  Location where;
  Name table, column;
  Names by;
  NameMap only;
  Located<double> missing;  // value where the table has no row
  bool has_missing = false;
  Name rest;                     // shares of a draw: label that takes what the others of a key leave
  Value scale{{1, {}}, {}, {}};  // multiplies every number
};

// A law of plain numbers, or of times in ms.
struct LawSpec {
  static constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

  bool set = false;
  Location where;
  int kind = -1;  // DistributionKind, as in distributions()
  Located<double> mean{not_given, {}}, sd{not_given, {}}, low{not_given, {}}, mode{not_given, {}}, high{not_given, {}};
  Value cv{{not_given, {}}, {}, {}};
  Located<double> shape{not_given, {}};
  Located<double> unit_step{1, {}};
  Located<double> shift{0, {}};
  Located<double> truncate_low{not_given, {}}, truncate_high{not_given, {}};
  std::vector<Located<double>> values;
  std::vector<Located<double>> weights;
  Name table, column, weight_column;  // a table of values instead, of times in minutes
  std::vector<LawSpec> mixture;
  Located<double> weight{1, {}};  // in a mixture
  NameMap parameters;             // of a time: key whose value is a parameter -> the parameter
  Located<double> round{0, {}};   // 0: not
};

// A time: one distribution, or one per row of a table with columns distribution, cv and a mean in minutes.
struct TimeSpec : LawSpec {
  Lookup lookup;
  Name value;            // an expression instead of a distribution
  Name factor;           // parameter, or an expression that gives a number
  bool of_task = false;  // read from the table of task times, by the row of `task`, or of the step's own task
  Name task;
};

// The table whose rows are the times of tasks: columns task, discipline, and those of a lookup of times.
struct TaskTimesSpec {
  bool set = false;
  Name table;
};

// By which periods a measure also has results.
struct PeriodsSpec {
  bool given = false;  // false: as `run.periods` says
  Names names;
};

struct RunSpec {
  Located<std::int64_t> start;  // days since 1970-01-01: results count from here
  Located<double> warm_up;      // ms before start
  Located<double> horizon;      // ms after start
  Located<double> past_like;    // ms, the last of the warm-up; where.line 0: nothing came before the run
  std::int64_t replications = 5;
  std::int64_t seed = 1;
  Names regions;
  std::int64_t arrivals = 0;
  Name holidays;   // table with a column date
  Name day_types;  // table with columns date and type
  PeriodsSpec periods;
};

struct VariableSpec {
  Names values;
};

struct NumberSpec {
  int unit = 0;  // 0 number, 1 time
};

// A number that begins at a value: of the model, of each place of a scope, or of each person.
struct GlobalSpec {
  int unit = 0;  // 0 number, 1 time
  Located<double> value, time;
  Name scope;  // of places; "": of the model
};

// How busy a pool has been, as an exponential mean over past weeks.
struct SensorSpec {
  Name pool;
  Located<double> over;  // ms
  Located<double> start;
};

// What becomes of numbers of places as time goes by.
struct PlaceRuleSpec {
  Name scope;             // "": the region
  Located<double> every;  // ms
  Name when;              // expression; "": always
  NameMap assign;         // number -> expression
};

// Who gets another label of a score than the points say.
struct ScoreExceptionSpec {
  NamesMap where;          // attribute -> labels, which must all fit
  Name at_least, at_most;  // labels of the score
};

struct AttributeSpec {
  // 0 age_band, 1 sex, 2 prevalence, 3 participation, 4 score, 5 number, 6 set_by_steps, 7 before_death, 8 before_birth
  int kind = 0;
  std::vector<Located<double>> from_age;
  Names labels;
  Name row;
  bool at_birthdays = false;
  Name begins, ends;  // rows of the table of lives
  ValueMap odds;
  ValueMap points;  // attribute, or "attribute=label"
  std::vector<Located<double>> from_points;
  NamedList<ScoreExceptionSpec> exceptions;
  ValueMap basis;
  Located<double> basis_from_age;
  Value share{{1, {}}, {}, {}};
  Lookup age_factor;
  LawSpec law;
  LawSpec time;
  Value factor{{1, {}}, {}, {}};
  Lookup lookup;
};

struct NeedSpec {
  Value shape;
  Name correlated_with;
  Value correlation;
  Name raised_by;
  Value raise{{1, {}}, {}, {}};
  Value persistence{{1, {}}, {}, {}};
};

// What the years do to the inhabitants.
struct LivesSpec {
  bool set = false;
  Location where;
  Name table;
  Name deaths, births, moves_within, moves_between;  // rows of it
  Value stays_in_region{{0, {}}, {}, {}};
  Value keeps_place{{0, {}}, {}, {}};
  Value keeps_place_between{{0, {}}, {}, {}};
  Value trend{{0, {}}, {}, {}};
  Located<double> births_apart{0, {}};  // ms
  Name died, left;                      // steps for requests whose person dies or leaves the region
};

struct PopulationSpec {
  bool set = false;
  Name wijken, projection, attributes, regions, own_regions;  // tables
  LivesSpec lives;
};

struct ParameterSpec {
  Located<double> value;
  Located<double> low, high;    // interval of what is known; NaN: not given
  Located<double> least, most;  // bounds of what levers may make of it
  Lookup lookup;
  Names by;
  int kind = 0;      // 0 effect, 1 reach, 2 capacity, 3 demand, 4 behaviour
  int evidence = 2;  // 0 measured, 1 derived, 2 assumed
  Name source;
  Name unit;
  Name label_nl;
};

struct LeverSpec {
  Name parameter;
  int operation = 0;  // 0 set, 1 multiply, 2 add
  Located<double> value;
  NamesMap where;
  Located<std::int64_t> from{-1, {}};  // days since 1970-01-01; -1: from the start of the run
  Located<std::int64_t> until{-1,
                              {}};  // the same: the first day on which it no longer holds; -1: to the end of the run
  Located<double> ramp;             // ms
};

struct TableSpec {
  Name file;
  Names key;  // columns that tell its rows apart
};

// A table of one region, in place of that of everyone.
struct OwnTableSpec {
  Name file;
  int rows = 0;  // 0 all: the whole table; 1 some: rows that it lacks are those of everyone
};

struct RegionSpec {
  NamedList<OwnTableSpec> tables;
};

// How a habit spreads over people: each year a share of those who could join does so, by themselves (innovation) and
// through others (imitation). Who has the habit at a lower share still has it at a higher one.
struct DiffusionSpec {
  Name initial, ceiling, innovation, imitation, relapse;  // parameters; shares of the eligible, rates per year
  Name included;     // parameter: share whose effect is in the measured figures already
  NameMap eligible;  // attribute -> label
};

// Places of a scope differ in how much persons with some labels like them.
struct PreferenceSpec {
  Name attribute;
  Names labels;
  Value cv;
};

// How many persons the places of a scope keep on their lists.
struct PersonListSpec {
  bool set = false;
  Location where;
  Name size;  // parameter
  Name pool;
};

// How lists change while a run goes on. Names without a word beside them are parameters.
struct PlaceSearchSpec {
  bool set = false;
  Location where;
  Name pool;
  Name fullness, stops_above, opens_below, takes_anyway, every, first_within, asks;
  Value fullness_cv;
};

struct PlaceClosingSpec {
  bool set = false;
  Location where;
  Name exit;  // step
  Name staff_below, after;
  Names one_owner;  // size classes
  Name owner_from_age, without_successor, otherwise, reopens;
  Names reopens_with;  // pools
};

struct ScopeSpec {
  int kind = 0;  // 0 enrolment, 1 catchment, 2 group
  Name size_table;
  Name places;  // table
  Value inhabitants;
  Value not_enrolled;
  Value own_wijk_weight{{5, {}}, {}, {}};
  Value size_cv;
  NamedList<PreferenceSpec> preferences;
  PersonListSpec list;
  PlaceSearchSpec search;
  PlaceClosingSpec closing;
  Name of;  // group: scope whose places it takes together
  Value size;
};

struct ScheduleSpec {
  NameMap days;  // mon ... sun, weekdays, weekend, every_day -> "08:00-10:30, 13:30-15:30=2"
};

struct LimitSpec {
  std::vector<Located<double>> priorities;
  Value cap;
  Name schedule;
  NameMap hours;  // "08:00-10:00" -> column of the scope's size table
};

struct BookSpec {
  bool set = false;
  Located<double> slot{300'000, {}};
  Name sessions;
  Located<double> lead;
  Value same_day_share;
  Located<double> prefer_own;
  Names pattern;  // "08:00" or "08:00=2": times of the day and how many slots begin then
  Located<double> overbook;
  Located<double> release{-1, {}};  // ms; below 0: never
};

struct StaffSpec {
  bool set = false;
  Location where;
  Name table;                     // columns paid_hours_per_week_per_10k, persons_per_10k, presence, direct_share
  Name row;                       // its discipline
  bool all_present_time = false;  // direct and indirect work are both done in the pool
  int allot = 0;                  // 0 proportional, 1 largest_first
  Name factor;                    // parameter on the hours
  Name direct_factor;             // parameter on the direct share
  Value cv;                       // of the hours per inhabitant between places
  Lookup presence_by_month;
  Name continuity;  // variable
  bool at_least_one = true;
  int inhabitants = 0;  // 0 at_start, 1 each_year
  Name trend;           // table with columns discipline, year and hours_per_head
  Value trend_share{{1, {}}, {}, {}};
};

// Persons who staff pools. Texts without a word beside them are parameters.
struct WorkforceSpec {
  Location where;
  Names pools;
  Name ages;     // table with columns discipline, from_age, share
  Name leaving;  // table with columns from_age, per_year
  Name row;      // discipline; empty: the name of the workforce
  std::int64_t until_age = 70;
  Name leaving_factor;
  Name load;  // sensor
  Name leaving_by_load, strained_load;
  Name inflow, newcomer_age, newcomer_hours, fill_time, least_loaded_weight, cover;
  Value vacant_at_start;
  std::int64_t newcomers_wait = 12;  // months
  struct Sickness {
    bool set = false;
    Location where;
    Name share, wave, by_load;
    Name spells;  // table with columns kind, share, days
    Lookup season;
  };
  Sickness sickness;
  struct Also {
    bool set = false;
    Location where;
    Names pools;
    Name share_by_others, hours_off;
  };
  Also also;                               // what else they do
  Value overtime_price{{-1, {}}, {}, {}};  // of an hour; below 0: none
};

struct RosterSpec {
  bool set = false;
  Location where;
  Name table, row;
  NameMap parts;        // part_of_week -> schedule; none: the table has columns days, from and to
  Name factor;          // parameter
  int allot = 0;        // 0 each_place, 1 largest_remainder
  int inhabitants = 0;  // as of staff
};

struct PoolSpec {
  Name scope;
  Name discipline;
  Located<double> servers{-1, {}};
  Name capacity;  // expression
  bool unlimited = false;
  Name schedule;
  StaffSpec staff;
  RosterSpec roster;
  Name absence, unfilled;  // parameters
  BookSpec book;
  std::vector<Located<double>> preemptible;
  NamedList<LimitSpec> limits;
  Located<double> queue_limit{-1, {}};
  bool overtime = false;
  struct OvertimeLimit {
    bool set = false;
    Location where;
    Name share;                           // parameter
    Located<double> always_below{0, {}};  // priorities
  };
  OvertimeLimit overtime_limit;
  int closing = 0;  // 0 finish, 1 hand_over
  Name on_closed;   // pathway.step
  Located<double> ageing;
  std::vector<Located<double>> accumulates;
  Located<double> occupancy;
  Located<double> audit;
};

// A part of the day, ms; `to` may be past midnight.
struct DayWindowSpec {
  bool set = false;
  Location where;
  Located<double> from{0, {}}, to{86'400'000, {}};
};

// How a stream differs on days of some types.
struct DayFactorSpec {
  Names on;  // types of run.day_types
  Value factor{{1, {}}, {}, {}};
  Name hours;  // "20:00-24:00"; "": all day
  Name like;   // mon ... sun, whose profile holds; "": as without
  Names only;  // labels of the drawn variable; none: all
};

// Requests of a stream that are in the system when the run begins.
struct InitialSpec {
  Name at;  // step; "": where the stream enters
  Value share{{1, {}}, {}, {}};
  bool has_stock = false;
  Value stock;      // instead of what the stream brings; per person, of an anonymous stream in all
  Lookup lookup;    // instead, per person, by attributes
  TimeSpec waited;  // all who came so long before the run
};

struct StreamSpec {
  // anonymous
  Located<double> rate{-1, {}};
  TimeSpec interval;
  std::vector<Located<double>> rates;  // 1 / ms, each for one rate_period
  Lookup rates_lookup;                 // 1 / h, by hour or hour_of_week
  Lookup counts;                       // by date or day, and hour
  Located<double> rate_period{3'600'000, {}};
  DayWindowSpec window;
  Names days;
  Name schedule;
  bool first_at_opening = false;
  Located<double> start{0, {}};  // ms since the run's first moment
  bool at_start = false;
  // of persons
  Name family;
  Lookup lookup;     // per person-year, by attributes and at most one variable, which is drawn
  Value per_person;  // per year, instead of a table
  bool has_per_person = false;
  Name need;
  Name profile_table, profile_column;
  Name season_table, season_column;
  NameMap season_of;  // label of the drawn variable -> column
  bool closed_on_holidays = false;
  Located<double> open_days;  // where.line 0: what keeps the year's total
  ValueMap on_closed_days;    // "next_opening" or a step -> share
  Name deferred_enters;
  Located<double> deferred_over;  // ms; where.line 0: in the hours of that day
  NamedList<DayFactorSpec> day_factors;
  Name factor;
  NameMap only_for;  // label of the drawn variable -> "attribute=label"
  // due visits
  Name participants;
  Name visits;
  // of who gets a label
  NameMap begins;
  NameMap set;
  Name enters;
  NamedList<InitialSpec> initials;
};

struct BranchSpec {
  Value share;
  bool rest = false;
  Name to;
};

struct StepSpec {
  // What the step does: exactly one of these, or only `then`.
  Name seize, book, until, draw, select, copy, spawn, exit;
  Name move;   // pool
  Name moved;  // variable
  Name await;  // expression
  Names join;  // steps that spawn
  Value gather;
  bool has_gather = false;
  TimeSpec delay;
  bool reallocate = false;
  Value chance;
  bool has_chance = false;
  Lookup chance_lookup;
  Name adopts;
  Name when;
  NameMap set;
  Name sample;
  LawSpec law;
  NameMap assign;
  Names release;
  Name account;

  // seize, book
  Name task;
  TimeSpec time;
  Located<double> priority;
  NumberMap priorities;
  Name priority_by;
  TimeSpec patience;
  Name on_patience, on_full, on_interrupted, otherwise;
  Names with, hold;
  Names either;    // key `or`
  Name served_by;  // variable
  Name order_by;   // expression
  bool interruptible = true;
  bool strict = false;
  TimeSpec after_work;
  Located<double> after_priority;
  Name wait;
  Value slots{{1, {}}, {}, {}};
  ValueMap slots_of;
  Name slots_by;
  bool same_day = false;
  Name on_none, on_refused, on_no_show;
  TimeSpec accepts;
  Name no_show;
  // draw
  Lookup lookup;
  NumberMap shares;
  std::vector<std::pair<std::string, Lookup>> factors;  // label -> factors on its share
  Value factor_cap{{1, {}}, {}, {}};
  NameMap needs_pool;  // label -> pool that must exist at the place
  Name fallback;
  Name shift_of;     // the variable whose label is passed on, sometimes one off
  Name shift_error;  // parameter: share that is off
  Value shift_down;
  // select, chance
  NameMap cases;
  Name yes, no;
  Name chance_factor;
  // gather
  Name at, first;
  // spawn
  TimeSpec after;
  Name copies;  // expression

  std::vector<BranchSpec> branches;
  Names counts;
  Name then;
};

// The verbs of a step; right are one or none.
std::vector<std::string_view> verbs_of(const StepSpec& step);
// The names of all verbs, as a text for messages: "seize, release, ...".
std::string all_verbs();

struct PathwaySpec {
  NamedList<StepSpec> steps;
};

struct TallySpec {
  Names by;
  bool minutes = false;
  PeriodsSpec periods;
  bool by_municipality = false;
  bool per_person = false;
  Name label_nl, label_en;
};

struct WaitSpec {
  std::vector<Located<double>> within;
  Names by;
  int from = 0;  // 0 joining, 1 arrival, 2 first_arrival
  Name since;    // number of unit time, instead
  bool working_days = false;
  Located<double> plus;  // ms
  bool whole_run = false;
  PeriodsSpec periods;
  bool by_municipality = false;
  Name label_nl, label_en;
};

struct ReallocationSpec {
  Name variable, from, to;
  NameMap where;
  Name rule_variable;
  Name share, time_factor, return_rate;  // parameters
  bool spread_over_places = false;
  TimeSpec supervision;
  Located<double> supervision_priority;
  Name supervisor;  // pool
  Name return_to;   // step
};

struct LoadSpec {
  Names pools;
  PeriodsSpec periods;
  bool by_municipality = false;
  Name label_nl, label_en;
};

// Hours of the week in which the time on duty of a pool is counted apart.
struct WindowSpec {
  Name pool, schedule;
};

// A figure of each run, worked out of its results.
struct KpiSpec {
  Name value;  // expression
  Name unit;
  Name label_nl, label_en;
};

// Tables of figures by their name in the scenario.
using Tables = std::map<std::string, Table>;

// A table as one region has it, whole.
struct OwnTable {
  Table table;
  Location where;        // of what says that the region has it
  std::size_t rows = 0;  // its own; all others are those of everyone
};
// Code of a region -> name of a table -> the table.
using OwnTables = std::map<std::string, std::map<std::string, OwnTable>>;

struct Scenario {
  std::vector<std::string> extending;  // files that extend another: what they name anew must be used
  Name name;
  Name title_nl, title_en;
  RunSpec run;
  PopulationSpec population;
  NamedList<TableSpec> tables;
  NamedList<RegionSpec> regions;  // with tables of their own
  NamedList<VariableSpec> variables;
  NamedList<NumberSpec> numbers;
  NamedList<GlobalSpec> globals;
  NamedList<GlobalSpec> person_numbers;
  NamedList<SensorSpec> sensors;
  NamedList<PlaceRuleSpec> place_rules;
  NamedList<AttributeSpec> attributes;
  NamedList<NeedSpec> needs;
  NamedList<ParameterSpec> parameters;
  Names parameter_tables;  // from which some of them were read
  TaskTimesSpec task_times;
  NamedList<LeverSpec> levers;
  NamedList<DiffusionSpec> diffusions;
  NamedList<ScopeSpec> scopes;
  NamedList<ScheduleSpec> schedules;
  NamedList<PoolSpec> pools;
  NamedList<WorkforceSpec> workforces;
  NamedList<StreamSpec> streams;
  NamedList<PathwaySpec> pathways;
  NamedList<TallySpec> tallies;
  NamedList<WaitSpec> waits;
  NamedList<ReallocationSpec> reallocations;
  NamedList<LoadSpec> loads;
  NamedList<WindowSpec> windows;
  NamedList<KpiSpec> kpis;
  TellingSpec telling;
  VerifySpec verify;
};

void describe(Fields& fields, Scenario& scenario);

}  // namespace draagkracht
