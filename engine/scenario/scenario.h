// All that a user may set, as plain structs: one Scenario is one resolved scenario file with everything it extends.
// Names are still text and are bound by engine/model; numbers are in base units (see quantity.h). No derived values.
// What each key means stands in scenario.cpp, from which the reader and the reference page are made.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/issue.h"
#include "engine/scenario/fields.h"
#include "engine/scenario/table.h"

namespace draagkracht {

using Name = Located<std::string>;
using Names = std::vector<Name>;

template <class T>
struct Named {
  std::string name;
  Location where;
  T item;
};
// Items in the order written; names are unique.
template <class T>
using NamedList = std::vector<Named<T>>;

// A number, or the name of a parameter that holds it; exactly one is set unless both are absent.
struct Value {
  bool set = false;
  Located<double> number;
  Name parameter;  // empty text: `number` counts
};

enum class DistributionKind {
  deterministic, exponential, gamma, erlang, lognormal, normal, uniform, uniform_integer, triangular, weibull, empirical
};

struct DistributionText {
  bool set = false;
  Location where;
  int kind = 0;  // DistributionKind
  Located<double> mean, sd, cv, low, high, mode, shape;
  bool has_mean = false, has_sd = false, has_cv = false, has_low = false, has_high = false, has_mode = false, has_shape = false;
  std::vector<Located<double>> values, weights;
  Value factor;  // multiplies each drawn time
  Name table;    // a table of distributions instead of one: columns mean_min, cv, distribution
  Names by;      // its key columns are these variables
};

struct RunText {
  Located<std::int64_t> start;  // days since 1970-01-01
  Located<double> warm_up;      // ms
  Located<double> horizon;      // ms, after warm-up
  std::int64_t replications = 5;
  std::int64_t seed = 1;
  Names regions;
  std::int64_t arrivals = 0;  // >0: the run ends when that many anonymous requests have come and gone
};

struct VariableText {
  Names values;
};

struct AttributeText {
  int kind = 0;  // 0 age_band, 1 sex, 2 prevalence, 3 participation
  std::vector<Located<double>> from_age;                        // age_band: first whole year of each band
  Name row;                                                     // prevalence: name in the attribute table
  std::vector<std::pair<std::string, Located<double>>> odds;    // prevalence: odds ratio per linked attribute
  std::vector<std::pair<std::string, Located<double>>> basis;   // participation: chance per attribute that one has
  Value share;                                                  // participation: share of the basis that takes part
  Name age_factor;                                              // participation: row of the age factor table
};

struct NeedText {
  Located<double> shape;        // of the gamma distribution with mean 1; 0: everyone has need 1
  Name correlated_with;         // another need
  Located<double> correlation;
};

struct ParameterText {
  Located<double> value;
  int dimension = 0;  // Dimension
  Located<double> low, high;
  bool has_low = false, has_high = false;
  Names by;     // variables or attributes
  Name table;   // values per key
  Name column;  // of that table
  int kind = 0;      // 0 effect, 1 reach, 2 capacity, 3 demand
  int evidence = 2;  // 0 measured, 1 derived, 2 assumed
  Name source;
  Name label_nl;
};

struct LeverText {
  Name parameter;
  int operation = 0;  // 0 set, 1 multiply, 2 add
  Located<double> value;
  std::vector<std::pair<std::string, Name>> where;  // variable, attribute, wijk, practice or region -> label
  Located<std::int64_t> from;
  bool has_from = false;
  Located<double> ramp;  // ms
};

struct TableText {
  Name file;
};

struct ScopeText {
  int kind = 0;                     // 0 region, 1 enrolment (practices with patients), 2 catchment (posts)
  Name size_table;                  // enrolment: columns size_class, share_of_practices, patients
  Located<double> inhabitants;      // catchment: per place
  Value not_enrolled;               // enrolment: share of persons
  Located<double> own_wijk_weight;  // enrolment: how much likelier a practice in one's own wijk is
};

struct ScheduleText {
  // day type (mon..sun, weekday, weekend, all) -> "08:00-10:30 13:30-15:30" or "08:00-17:00 = 3"
  std::vector<std::pair<std::string, Name>> days;
};

struct LimitText {
  std::vector<Located<double>> priorities;  // classes that share this limit
  Value cap;
  Name schedule;  // hours in which the cap holds; outside 0
  Name size_column;  // of the scope's size table, per schedule part
  std::vector<std::pair<std::string, Name>> columns;  // "08:00-10:00" -> column of the scope's size table
};

struct BookText {
  bool set = false;
  Location where;
  Located<double> slot;         // ms
  Name sessions;                // a schedule
  Located<double> lead_max;     // ms
  Value same_day_share;
  Located<double> prefer_own;   // ms: how long one waits extra for one's own server
};

struct StaffText {
  bool set = false;
  Location where;
  Value hours;             // paid hours per week per 10,000 inhabitants
  Located<double> persons; // per 10,000 inhabitants
  Value presence;
  Value direct_share;      // of present time that can be seized
  int allot = 0;           // 0 in proportion, 1 largest places first
  Name presence_by_month;  // column of a month table
  Name month_table;
  Located<double> minimum;
  bool continuity = false; // each person has an own server here
};

struct RosterText {
  bool set = false;
  Location where;
  Name table;  // columns role, part_of_week, per_100k
  Name role;
  std::vector<std::pair<std::string, Name>> parts;  // part_of_week -> schedule
  Value factor;
};

struct PoolText {
  Name scope;
  Name discipline;
  Located<double> servers;  // fixed number; infinite allowed by `unlimited`
  bool has_servers = false;
  bool unlimited = false;
  Name schedule;  // when the servers are on duty; none: always
  StaffText staff;
  RosterText roster;
  BookText book;
  std::vector<Located<double>> preemptible;  // priorities
  NamedList<LimitText> limits;
  Located<double> queue_limit;
  bool has_queue_limit = false;
  bool overtime = false;  // those who wait at closing time are still served
};

struct StreamText {
  // anonymous
  Value rate;
  DistributionText interval;  // between arrivals, instead of an exponential one
  // per inhabitant
  Name need;
  Name table;   // rates per person-year
  Name column;
  Names by;     // key columns: one request variable (drawn) and attributes
  Value per_person;  // instead of a table
  Name profile;         // table of hours of week
  Name profile_column;
  std::vector<std::pair<std::string, Name>> season;  // label of the drawn variable or "other" -> column of the month table
  Name season_table;
  bool closed_on_holidays = false;
  Value factor;
  // schedules of participants
  Name participants;  // an attribute
  Value visits;       // per participant and year
  std::vector<std::pair<std::string, Name>> set;  // variable -> label
  Name sex_only;  // "zwangerschap = vrouw" style restriction: label of the drawn variable -> only this sex
  std::vector<std::pair<std::string, Name>> only;  // label of the drawn variable -> "attribute=label"
  Name enters;  // pathway, or pathway.step
};

struct BranchText {
  Value share;
  Name to;
};

struct StepText {
  // Exactly one of these says what the step does.
  Name seize;      // pool, or the variable that names it
  Name book;       // pool, or the variable that names it
  DistributionText delay;
  Name until;      // schedule that must open
  Name draw;       // variable to draw
  Name switch_on;  // variable, attribute or schedule
  Value chance;
  std::vector<BranchText> branches;
  std::vector<std::pair<std::string, Name>> set;  // variable -> label, or "variable2" to copy
  Name spawn;      // pathway or pathway.step
  bool reallocate = false;
  Name exit;       // outcome
  Name go;         // a step

  // seize
  Name task;
  DistributionText time;
  Located<double> priority;
  std::vector<std::pair<std::string, Located<double>>> priority_by;  // label of `priority_variable` -> priority
  Name priority_variable;
  DistributionText patience;
  Name on_patience;
  Name on_full;
  Name otherwise;     // where to go if the pool does not exist here
  DistributionText after_work;  // keeps the server behind the patient's back
  Located<double> after_priority;
  Name wait;          // wait measure
  // book
  Name slots_variable;
  std::vector<std::pair<std::string, Located<double>>> slots;  // label -> slots
  Located<double> slot_count;
  Name same_day_schedule;
  bool same_day = false;
  Name on_none;
  DistributionText accepts;  // longest wait one accepts
  Name on_refused;
  Value no_show;
  Name on_no_show;
  // draw
  Name table;
  Name column;
  Names by;
  Name multiply_table;  // factor on one outcome by an attribute
  std::vector<std::pair<std::string, Name>> factor_tables;  // label -> table (by attribute) that multiplies its share
  Located<double> factor_cap;
  Value shift_error;  // share that is drawn off its true value
  Name shift_of;      // the true variable
  Located<double> shift_down;
  bool where_pool = false;  // options whose pool does not exist here give way to `fallback`
  Name fallback;
  // switch
  std::vector<std::pair<std::string, Name>> cases;
  Name otherwise_step;
  // chance
  Name chance_table, chance_column;
  Names chance_by;
  Value chance_factor;
  Name yes, no;
  // spawn
  DistributionText spawn_delay;
  std::vector<std::pair<std::string, Name>> spawn_set;

  Names counts;  // tallies that this step adds to
  Name then;
};

struct PathwayText {
  NamedList<StepText> steps;
};

struct TallyText {
  Names by;     // variables, attributes, "period", "pool"
  bool minutes = false;  // adds service minutes instead of 1
  Name unit;
  Name label_nl, label_en;
};

struct WaitText {
  std::vector<Located<double>> within;  // thresholds, ms
  Names by;
  int from = 0;  // 0 joining the queue, 1 arrival of the request, 2 the appointment
  bool working_days = false;
  Name label_nl, label_en;
};

struct PersonCountText {
  Names tallies;  // which tallies count, per person
  Names by;       // attributes
};

struct ReallocationText {
  Name variable;  // discipline
  Name from, to;
  std::vector<std::pair<std::string, Name>> where;  // other variables
  Value share;
  Value time_factor;
  bool has_time_factor = false;
  DistributionText supervision;
  Value return_rate;
  bool spread_over_places = false;
};

struct LoadText {
  Names pools;
  Name label_nl;
};

struct Scenario {
  Name name;
  Name title_nl, title_en;
  RunText run;
  NamedList<TableText> tables;
  NamedList<VariableText> variables;
  NamedList<AttributeText> attributes;
  NamedList<NeedText> needs;
  NamedList<ParameterText> parameters;
  NamedList<LeverText> levers;
  NamedList<ScopeText> scopes;
  NamedList<ScheduleText> schedules;
  NamedList<PoolText> pools;
  NamedList<StreamText> streams;
  NamedList<PathwayText> pathways;
  NamedList<TallyText> tallies;
  NamedList<WaitText> waits;
  NamedList<PersonCountText> person_counts;
  NamedList<ReallocationText> reallocations;
  NamedList<LoadText> loads;
};

void describe(Fields& fields, Scenario& scenario);

}  // namespace draagkracht
