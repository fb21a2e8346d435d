// The compiled model: what one scenario means, as flat tables that the main loop can walk. Immutable; shared by all runs
// of the scenario. Made by engine/model/compile.h. Everything is an index; names are kept for results and messages only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/des/calendar.h"
#include "engine/des/pool.h"
#include "engine/random/distribution.h"

namespace draagkracht {

using Index = std::uint16_t;
inline constexpr Index none = 0xffff;

// Where a label (a small number) is read from.
struct LabelSource {
  enum Kind : std::uint8_t { request, person, period, constant } kind = constant;
  std::uint8_t index = 0;  // variable, attribute; for `period` the position of the tally's period axis
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
    enum Kind : std::uint8_t { attribute, wijk, place } kind = attribute;
    std::uint8_t index = 0;   // of the attribute
    std::uint32_t value = 0;  // label, wijk number, or place number
  };
  std::vector<Condition> conditions;
};

struct Parameter {
  std::string name;
  TableKey key;
  std::vector<double> values;  // axis: row
  std::vector<LeverEffect> levers;
  std::uint32_t first = 0;     // of its rows in the list of all rows
  double low = 0, high = 0;    // bounds of what levers may make of it
  bool by_person = false;      // some lever has conditions
};

// A time: a distribution per row of a key, times a factor.
struct TimeSource {
  TableKey key;
  std::vector<Index> tables;   // axis: row -> quantile table; none = that row does not exist
  Index factor = none;         // parameter
  bool any = false;
};

// A choice of pool by a label, or a fixed one.
struct PoolChoice {
  LabelSource source;
  std::vector<Index> pools;  // axis: label -> pool kind, or none
};

enum class StepKind : std::uint8_t {
  task, book, delay, until, draw, switch_label, switch_schedule, chance, branches, set, copy, spawn, reallocate, exit, go
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
  std::uint8_t discipline_variable = 0xff;
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
  Index choices = none;          // ChoiceRows
  bool by_place = false;         // there is a set of rows per combination of pools that exist at a place
  Index place_choice = none;
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
  Index yes = none, no = none;
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
    std::uint8_t variable = 0, value = 0;
  };
  std::vector<Where> where;
  Index share = none;        // parameter
  Index time_factor = none;  // parameter; on the time of `from`
  Index return_rate = none;  // parameter
  TimeSource supervision;    // minutes of `from`
};

struct Tally {
  std::string name;
  bool minutes = false;
  TableKey key;
  std::uint32_t offset = 0;  // in the run's counts
  std::uint32_t size = 1;
  bool weekly = false;       // a leading axis of weeks
};

struct WaitMeasure {
  std::string name;
  std::vector<std::int64_t> within;  // ms
  TableKey key;
  std::uint32_t rows = 1;
  enum From : std::uint8_t { joining, arrival } from = joining;
  bool working_days = false;
};

struct PoolKind {
  std::string name;
  Index scope = 0;
  Index discipline = none;
  PoolRules rules;
  double servers = 0;      // fixed number; infinity for unlimited
  Index schedule = none;   // hours on duty; none: always
  std::uint16_t queue_limit = 0xffff;
  bool overtime = false;
  bool has_book = false;
};

struct Stream {
  std::string name;
  std::uint32_t address = 0;
  Index enters = none;            // step
  double rate = 0;                // anonymous: per ms
  Index interval = none;          // anonymous: quantile table of the time between arrivals
  std::vector<SetStep> set;
};

struct Model {
  std::string name;
  std::vector<std::string> variables;
  std::vector<std::vector<std::string>> variable_labels;
  std::vector<std::string> attributes;
  std::vector<std::vector<std::string>> attribute_labels;
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
  std::vector<BranchStep> branches;
  std::vector<SetStep> sets;
  std::vector<SpawnStep> spawns;
  std::vector<ExitStep> exits;
  std::vector<ReallocationRule> rules;
  std::vector<Index> step_tallies;

  std::vector<std::string> scopes;
  std::vector<PoolKind> pools;
  std::vector<Stream> streams;
  std::vector<Tally> tallies;
  std::uint32_t counts = 0;  // size of all tallies together
  std::vector<WaitMeasure> waits;
};

}  // namespace draagkracht
