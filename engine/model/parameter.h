// Parameters, the levers that change them, and who reads them when: what a lever may ask of a reader stands in one
// table, by which compiling refuses all that would not be heard.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/course.h"
#include "engine/model/keys.h"

namespace draagkracht {

struct LeverEffect {
  Course course;
  std::vector<std::uint8_t> rows;  // axis: row of the parameter; 1 = changed by this lever
  // Only for persons who fit all of these; empty: everyone.
  struct Condition {
    std::uint8_t attribute = 0;
    std::vector<std::uint8_t> labels;  // axis: label of the attribute; 1: fits
    friend bool operator==(const Condition&, const Condition&) = default;
  };
  std::vector<Condition> conditions;
  // Only where all of these hold; empty: everywhere.
  struct Place {
    enum Kind : std::uint8_t { region, municipality, wijk, pool } kind = region;
    std::vector<std::string> codes;  // one of these
    std::vector<Index> pools;        // pool: there is one of these kinds
    friend bool operator==(const Place&, const Place&) = default;
  };
  std::vector<Place> places;
  std::uint32_t number = 0;  // among all levers of the model
  std::string name;
};

// Numbers that levers may change; a plain number has one row.
struct Parameter {
  std::string name;
  TableKey key;
  std::vector<double> values;  // axis: row
  std::vector<LeverEffect> levers;
  std::uint32_t first = 0;   // of its rows in the list of all rows
  double low = 0, high = 0;  // bounds of what levers may make of it
  double most = 1;           // the highest that the values and levers of this scenario can reach
  bool by_person = false;    // some lever has conditions or places
};

// At which moment, and for whom, a parameter is read. The order is that of `reading_rules`.
enum class Reading : std::uint8_t {
  request,    // each time that a request comes to the step
  demand,     // each day, for each potential request of a person
  visits,     // each day: which visits are due
  habit,      // each day: how many of a group of persons have a habit
  pace,       // each midnight: how fast an anonymous stream runs
  book,       // each midnight: what a book keeps free until the day itself
  duty,       // each midnight: staff and rosters of a place
  workforce,  // each midnight: persons on the staff, and each first of a month
  shift,      // each midnight: seats of a place's shifts that stay empty
  limit,      // each midnight: caps of a place's pools
  list,       // each midnight: how many persons a place keeps
  search,     // each midnight: for how many a place has room, and whether it closes
  tries,      // each midnight: when somebody looks for a place, and how
  rule,       // each time that a rule on a clock runs
  enrolment,  // once, when inhabitants are made
  settled,    // once, before the run begins
};

struct ReadingRule {
  const char* moment;  // in words: when it is read
  bool dated;          // hears levers with `from`, `until` or `ramp`
  bool of_persons;     // hears levers for some persons: by attributes and where they live
  bool of_places;      // hears levers for some places: where the place stands
};
const ReadingRule& rule_of(Reading reading);

struct ParameterUse {
  static constexpr std::uint32_t all_rows = 0xffffffff;
  Index parameter = none;
  std::uint32_t row = all_rows;  // that is read
  Reading reading = Reading::request;
  Index scope = 0;    // of_places: whose places; 0 of a rule: the region
  Index pool = none;  // duty, shift, limit, book: of this kind
  std::string path;   // key of the reader
  Index step = none;  // that reads it; none if no step does

  // Whether a lever of the parameter changes what is read.
  bool reads(const LeverEffect& lever) const {
    if (row != all_rows) return lever.rows[row] != 0;
    for (const std::uint8_t changed : lever.rows) {
      if (changed != 0) return true;
    }
    return false;
  }
};

}  // namespace draagkracht
