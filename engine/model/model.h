// The compiled model: what one scenario means, as flat tables that the main loop can walk. Immutable; shared by all
// runs of the scenario. Made by engine/model/compile.h. Everything is an index; names are kept for results and messages
// only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "engine/core/time.h"
#include "engine/des/calendar.h"
#include "engine/model/keys.h"
#include "engine/model/parameter.h"
#include "engine/model/place_search.h"
#include "engine/model/pool_kind.h"
#include "engine/model/steps.h"
#include "engine/model/streams.h"
#include "engine/model/workforce.h"
#include "engine/random/quantile_tables.h"

namespace draagkracht {

// An expression as a postfix table. Truths are 0 and 1, times are ms.
struct Formula {
  // clang-format off
  enum class Op : std::uint8_t {
    constant, number, global, label, parameter, person_number, person_value, of_hour, now, time_of_day, day, counting, elapsed, waited, queue, busy, free_servers, sensor, place_number,
    add, subtract, multiply, divide, negate, floor, smaller, larger, modulo,
    equal, unequal, less, more, at_most, at_least, both, either, nope
  };
  // clang-format on
  struct Instruction {
    Op op = Op::constant;
    Index index = 0;   // number, global, slot of a label, parameter, number or value of a person, table by hour, pool
                       // kind, sensor, number of a place
    double value = 0;  // of a constant
    friend bool operator==(const Instruction&, const Instruction&) = default;
  };
  static constexpr int most_deep = 16;
  std::vector<Instruction> program;
  std::string text;  // as it was written

  bool reads_time() const { return reads({Op::now, Op::time_of_day, Op::day, Op::counting, Op::elapsed, Op::of_hour}); }
  bool reads_pools() const { return reads({Op::queue, Op::busy, Op::free_servers}); }
  // Anything of the request that it is worked out for.
  bool reads_request() const {
    return reads({Op::number, Op::label, Op::parameter, Op::person_number, Op::person_value, Op::waited, Op::elapsed});
  }
  // Whether it has an expected value without any run: it reads nothing that happens.
  bool is_expected() const {
    return !reads({Op::number, Op::global, Op::person_value, Op::now, Op::time_of_day, Op::day, Op::counting,
                   Op::elapsed, Op::waited, Op::queue, Op::busy, Op::free_servers, Op::sensor, Op::place_number});
  }
  bool reads(std::initializer_list<Op> ops) const {
    return std::any_of(program.begin(), program.end(),
                       [&](const Instruction& i) { return std::find(ops.begin(), ops.end(), i.op) != ops.end(); });
  }
  friend bool operator==(const Formula&, const Formula&) = default;
};

inline constexpr std::uint32_t hours_of_week = 168;

// Who does what instead of whom.
struct ReallocationRule {
  std::string name;
  std::uint32_t address = 0;
  std::uint8_t variable = 0;
  std::uint8_t from = 0, to = 0;
  struct Where {
    LabelSource source;
    std::uint8_t value = 0;
    friend bool operator==(const Where&, const Where&) = default;
  };
  std::vector<Where> where;
  std::uint8_t rule_variable = 0;   // holds 1 + the rule's index for requests that were passed on
  Index pool_to = none;             // must exist at the place
  bool spread_over_places = false;  // the share is over all persons, also those of places without that pool
  Index share = none;               // parameter
  Index time_factor = none;         // parameter, on the time of `from`; none: the time of `to` as the tables give it
  Index return_rate = none;         // parameter
  Index return_to = none;           // step where a returned request goes on
  TimeSource supervision;           // time of `from` per request passed on
  Index supervisor = none;          // pool kind
  std::uint8_t supervision_class = 0;
  friend bool operator==(const ReallocationRule&, const ReallocationRule&) = default;
};

// How a habit spreads over people; see DiffusionSpec. All numbers are parameters.
struct Diffusion {
  std::string name;
  std::uint32_t address = 0;  // of each person's place in the order of joining
  Index initial = none, ceiling = none, innovation = none, imitation = none, relapse = none, included = none;
  struct Eligible {
    LabelSource source;  // an attribute
    std::uint8_t label = 0;
    friend bool operator==(const Eligible&, const Eligible&) = default;
  };
  std::vector<Eligible> eligible;

  std::array<Index, 6> parameters() const { return {initial, ceiling, innovation, imitation, relapse, included}; }
  friend bool operator==(const Diffusion&, const Diffusion&) = default;
};

// By which periods there are results beside those of the whole run.
struct Periods {
  bool year = false, week = false, hour_of_week = false;
  friend bool operator==(const Periods&, const Periods&) = default;
};

struct Tally {
  std::string name;
  bool minutes = false;
  TableKey key;
  std::uint32_t offset = 0;  // in the run's counts
  std::uint32_t size = 1;
  Periods periods;
  std::uint32_t by_week = 0;          // in the run's counts; axes: week after warm-up, row. 0: not counted
  std::uint32_t by_hour = 0;          // axes: hour of the week, row. 0: not counted
  std::uint32_t by_municipality = 0;  // axes: municipality of the model, row. 0: not counted
  std::uint8_t person_count = 0xff;   // also counted per person, as this of PersonCounts
  bool whole_run = false;             // warm-up included
  bool asked = false;                 // only key figures ask for it: see AskedFigure
  Index wait = none;  // takes no count: the time since arrival goes to this measure, which has the same key
  friend bool operator==(const Tally&, const Tally&) = default;
};

// What key figures ask for by name, added up from tallies of its own.
struct AskedFigure {
  struct Part {
    Index tally = none;
    std::vector<std::uint32_t> rows;
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::string name;  // as key figures write it: NamedArgument::text
  std::vector<Part> parts;
  Index pool = none;  // all service of this pool, of the whole run, instead of tallies
  friend bool operator==(const AskedFigure&, const AskedFigure&) = default;
};

struct WaitMeasure {
  std::string name;
  std::vector<std::int64_t> within;  // ms
  TableKey key;
  std::uint32_t rows = 1;
  enum From : std::uint8_t { joining, arrival, first_arrival, mark } from = joining;
  NumberPlace since;  // of `mark`: the number of the request or its person that holds the moment, ms; 0: it was not set
  bool working_days = false;
  std::int64_t plus = 0;  // ms added to each wait
  Periods periods;
  std::uint32_t municipalities = 0;  // of the model, if waits stand by them
  bool whole_run = false;            // warm-up included
  // First record of those by period, whose axes are: period, row. They stand behind the `rows` of the whole run.
  std::uint32_t by_week() const { return rows; }
  std::uint32_t by_hour(std::uint32_t weeks) const { return rows * (1 + (periods.week ? weeks : 0)); }
  std::uint32_t records(std::uint32_t weeks) const { return by_municipality(weeks) + rows * municipalities; }
  std::uint32_t by_municipality(std::uint32_t weeks) const {
    return by_hour(weeks) + rows * (periods.hour_of_week ? hours_of_week : 0);
  }
  bool by_part() const { return periods.week || periods.hour_of_week || municipalities > 0; }
  friend bool operator==(const WaitMeasure&, const WaitMeasure&) = default;
};

// A calendar year of a run, or what of it counts; ms of the run.
struct CountedYear {
  int year = 0;
  std::int64_t from_ms = 0, to_ms = 0;
  friend bool operator==(const CountedYear&, const CountedYear&) = default;
};

struct Model {
  std::string name;
  std::vector<std::string> variables;
  std::vector<std::vector<std::string>> variable_labels;
  std::vector<std::string> attributes;
  std::vector<std::vector<std::string>> attribute_labels;
  std::vector<Index> attribute_times;  // axis: attribute; how long before an event one has it, in `times`; else none
  struct PersonNumber {
    std::string name;
    Index law = none;  // in `times`; none: everyone has 1, before what multiplies it
    friend bool operator==(const PersonNumber&, const PersonNumber&) = default;
  };
  std::vector<PersonNumber> person_numbers;
  std::vector<std::array<double, 168>> by_hour;  // of expressions; axes: table and column, hour of the week
  std::vector<std::string> numbers;              // that a request carries
  std::vector<std::uint8_t> number_is_time;      // axis: number
  struct Global {
    std::string name;
    double value = 0;  // at the start of a run
    bool is_time = false;
    friend bool operator==(const Global&, const Global&) = default;
  };
  std::vector<Global> globals;        // numbers of the model, seen by all requests
  std::vector<Global> person_values;  // numbers that steps set for a person
  std::vector<Index> person_labels;   // attributes whose labels they set
  // An exponential mean of the load of a pool, of each instance by itself.
  struct Sensor {
    std::string name;
    Index pool = none;
    double decay = 0;  // what hours of a week count for a week later, as a share
    double start = 0;  // until something was on duty
    friend bool operator==(const Sensor&, const Sensor&) = default;
  };
  std::vector<Sensor> sensors;
  // A number of each place of a scope, never of the region: those are globals.
  struct PlaceNumber {
    std::string name;
    double value = 0;  // at the start of a run
    bool is_time = false;
    Index scope = 0;
    friend bool operator==(const PlaceNumber&, const PlaceNumber&) = default;
  };
  std::vector<PlaceNumber> place_numbers;
  // What becomes of numbers at a midnight: of the model (scope 0) or of each place.
  struct PlaceRule {
    std::string name;
    Index scope = 0;
    std::int32_t every_days = 1;  // of the run, from its first day
    Index when = none;            // formula; none: always
    std::vector<AssignStep::Assignment> assignments;
    friend bool operator==(const PlaceRule&, const PlaceRule&) = default;
  };
  std::vector<PlaceRule> place_rules;
  std::vector<Formula> formulas;
  bool keeps_waits = false;  // some formula asks how long a request waited last
  bool keeps_order = false;  // some queue is in the order of a formula
  std::vector<Parameter> parameters;
  std::vector<ParameterUse> uses;  // who reads which parameter
  std::uint32_t parameter_rows = 0;
  std::vector<SharedTable> times;
  std::vector<ChoiceRows> choices;
  std::vector<DaySchedule> schedules;
  std::vector<std::string> schedule_names;
  std::vector<std::string> outcomes;

  std::vector<Step> steps;
  std::vector<std::string> step_names;  // pathway.step
  std::size_t repeated_steps = 0;       // how many have a number Step::again
  StepsByVerb verbs;
  std::vector<Branches> branches;
  std::vector<ReallocationRule> rules;
  std::vector<Diffusion> diffusions;
  std::vector<Index> step_tallies;

  struct Scope {
    std::string name;
    bool enrolment = false;
    std::vector<std::string> size_names;   // axis: size class
    std::vector<double> size_shares;       // share of the places
    std::vector<double> size_inhabitants;  // per place
    double inhabitants = 0;                // catchment: per place
    double not_enrolled = 0;
    double own_wijk_weight = 5;
    double size_cv = 0;
    // Places that persons with some labels pick rather than others do.
    struct Preference {
      std::string name;
      Index attribute = 0;
      std::vector<std::uint8_t> labels;  // axis: label; 1: meant
      double cv = 0;
      friend bool operator==(const Preference&, const Preference&) = default;
    };
    std::vector<Preference> preferences;
    // How many persons a place keeps, against those who are enrolled there (engine/simulation/person_lists.h).
    struct List {
      Index size = none;  // parameter: persons per server; none: a place keeps everybody
      Index pool = none;  // kind of pool whose hours bear the list; none: no hours do
      friend bool operator==(const List&, const List&) = default;
    };
    List list;
    PlaceSearch search;                                // while a run goes on (engine/simulation/enrolment.h)
    std::vector<std::pair<std::string, Index>> hours;  // of places with hours of their own: name, schedule
    // Hours a week that real places pay, in the region and the places that name.
    struct Paid {
      std::string place, pool;
      double hours = 0;
      friend bool operator==(const Paid&, const Paid&) = default;
    };
    std::vector<Paid> paid;
    friend bool operator==(const Scope&, const Scope&) = default;
  };
  std::vector<Scope> scopes;  // scope 0 is the region itself
  // Places of a scope that have pools together.
  struct Group {
    std::string name;
    Index scope = 0;  // of its places
    double size = 1;  // places
    friend bool operator==(const Group&, const Group&) = default;
  };
  std::vector<Group> groups;
  std::vector<PoolKind> pools;
  std::vector<Workforce> workforces;
  std::vector<std::vector<Index>> loads;           // axis: load; pool kinds that count together
  std::vector<Periods> load_periods;               // axis: load
  std::vector<std::uint8_t> load_by_municipality;  // axis: load
  std::vector<std::string> municipalities;         // names, in order of their codes; empty if no results stand by them
  std::vector<std::string> load_names;
  std::vector<Stream> streams;
  std::vector<StreamPace> paces;
  std::vector<WeekProfile> profiles;
  std::vector<DayProfile> day_profiles;
  std::vector<std::array<double, 12>> seasons;  // index per month, mean 1
  std::vector<DemandFamily> families;
  std::vector<DueVisits> due_visits;
  std::vector<LabelRequests> label_requests;
  std::vector<InitialRequests> initials;
  std::vector<Tally> tallies;
  std::uint32_t counts = 0;  // size of all tallies together
  // Whether steps set the label: who a person is does not tell it, but what has happened to that person in a run.
  bool set_by_steps(LabelSource source) const {
    return source.kind == LabelSource::person &&
           std::find(person_labels.begin(), person_labels.end(), source.index) != person_labels.end();
  }
  // How many tallies are kept per person.
  std::size_t person_counts() const {
    const auto kept = [](const Tally& tally) { return tally.person_count != 0xff; };
    return static_cast<std::size_t>(std::count_if(tallies.begin(), tallies.end(), kept));
  }
  std::vector<AskedFigure> asked_counts;
  std::vector<AskedFigure> asked_minutes;
  std::vector<WaitMeasure> waits;
  struct Window {
    std::string name;
    Index pool = none;
    Index schedule = none;
    friend bool operator==(const Window&, const Window&) = default;
  };
  std::vector<Window> windows;     // parts of the week in which time on duty is counted apart
  std::vector<std::string> notes;  // what whoever checks the scenario ought to know, a sentence each without its stop

  std::int64_t start_day = 0;                    // days since 1970-01-01 of the Monday on which the run starts
  Index person_died = none, person_left = none;  // step for requests of who dies, or leaves the region
  Index place_closed = none;                     // and for those at a place that closes
  std::int64_t warm_up_ms = 0;                   // results count from here
  std::int64_t horizon_ms = 0;                   // the run ends here, counted from the start
  std::int64_t past_like_ms = 0;   // before the run it was as in the last so much of the warm-up; 0: empty
  std::vector<CountedYear> years;  // whose results stand apart, in order of time
  // Weeks that count, the first and the last one perhaps in part.
  std::uint32_t counted_weeks() const {
    return static_cast<std::uint32_t>((horizon_ms + one_week.ms - 1) / one_week.ms - warm_up_ms / one_week.ms);
  }
  std::int64_t arrivals = 0;  // above 0: the run ends when so many anonymous requests have come and all have gone
  std::vector<std::int64_t> holidays;     // days since 1970-01-01
  std::int32_t half_day_ms = 45'000'000;  // 12:30: where a working day's two halves meet
};

}  // namespace draagkracht
