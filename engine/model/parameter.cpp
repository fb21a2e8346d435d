#include "engine/model/parameter.h"

#include <array>

namespace draagkracht {

const ReadingRule& rule_of(Reading reading) {
  static constexpr std::array<ReadingRule, 16> reading_rules = {{
      {"each time that a request comes there", true, true, false},
      {"each day for each person", true, true, false},
      {"each day for each participant", true, true, false},
      {"each day for each group of persons", true, true, false},
      {"each midnight for a stream of requests without persons", true, false, false},
      {"each midnight for each place", true, false, true},
      {"each midnight for each place: who is on duty from then on", true, false, true},
      {"each midnight for the staff of the region", true, false, false},
      {"each midnight for each place: seats that stay empty from then on", true, false, true},
      {"each midnight for each place: caps from then on", true, false, true},
      {"each midnight for each place: whose requests arise with a place from then on", true, false, true},
      {"each midnight for each place: whom it takes from then on", true, false, true},
      {"each midnight for all who look for a place", true, false, false},
      {"each time that the rule runs, for each place", true, false, true},
      {"once for everyone, when inhabitants are made", false, false, false},
      {"once for everyone, before the run begins", false, false, false},
  }};
  return reading_rules[static_cast<std::size_t>(reading)];
}

}  // namespace draagkracht
