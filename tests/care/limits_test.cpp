// Models as wide as the language allows (engine/core/limits.h): what stands far along a person's or a request's record
// is read like what stands at its front.
#include <catch2/catch.hpp>
#include <string>

#include "engine/core/limits.h"
#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

constexpr int attributes_of_baseline = 20;
constexpr int scopes_of_baseline = 4;
constexpr int last_copy = limits::attributes - attributes_of_baseline;

std::string copy(int number) { return "copy_" + std::to_string(number); }

// As many attributes, places and needs as a person can have. Each further attribute repeats the age band; streams of
// rate 0 use them all, and one of these gives the practice's family 7 x 7 x 7 times as many strata.
std::string widest() {
  std::string text;
  for (int i = 1; i <= last_copy; ++i) {
    text += "[attribute." + copy(i) + "]\nkind = \"age_band\"\nfrom_age = [0, 5, 18, 45, 65, 75, 85]\n" +
            "labels = [\"0-4\", \"5-17\", \"18-44\", \"45-64\", \"65-74\", \"75-84\", \"85+\"]\n";
  }
  for (int i = 1; i <= last_copy; ++i) {
    text += "[[pathway.nowhere.step]]\nname = \"is_" + std::to_string(i) + "\"\nselect = \"" + copy(i) +
            "\"\ncases = { \"0-4\" = \"" +
            (i < last_copy ? "is_" + std::to_string(i + 1) : "desk_" + std::to_string(scopes_of_baseline)) +
            "\" }\notherwise = \"gone\"\n";
  }
  for (int i = scopes_of_baseline; i < limits::scopes; ++i) {
    const std::string number = std::to_string(i);
    text += "[scope.area_" + number + "]\nkind = \"catchment\"\ninhabitants = 50000\n[pool.desk_" + number +
            "]\nscope = \"area_" + number + "\"\nservers = 1\n[[pathway.nowhere.step]]\nname = \"desk_" + number +
            "\"\nseize = \"desk_" + number + "\"\ntime = { distribution = \"exponential\", mean = \"1 min\" }\n";
  }
  text += "[[pathway.nowhere.step]]\nname = \"gone\"\nexit = \"gone\"\n";
  const std::string stream =
      R"(lookup = { table = "nobody", column = "rate", by = ["copy_7", "copy_16", "copy_20"], missing = 0 }
profile_table = "profile_week"
profile_column = "practice_calls"
set = { soort = "overig" }
enters = "nowhere"
)";
  for (int i = 2; i < limits::needs; ++i) {
    const std::string number = std::to_string(i);
    text += "[need.other_" + number + "]\nshape = 1.5\n[stream.nobody_" + number + "]\nneed = \"other_" + number +
            "\"\n" + stream;
  }
  return text + "[stream.nobody]\nfamily = \"praktijk\"\nneed = \"dag\"\n" + stream;
}

const CareSetting wide_setting{
    .weeks = 2,
    .files = {{"nobody.csv", "copy_7,copy_16,copy_20,rate\n0-4,5-17,85+,0\n"}},
};

}  // namespace

TEST_CASE("The widest model: attributes, places, needs and strata that change nothing leave all else as it was") {
  const CareSetting setting{.weeks = 2};
  const CareRun narrow(setting, "");
  REQUIRE(narrow.model().attributes.size() == attributes_of_baseline);
  const CareRun wide(wide_setting, "[table]\nnobody.file = \"nobody.csv\"\n" + widest());
  REQUIRE(wide.model().attributes.size() == limits::attributes);
  REQUIRE(wide.model().families[0].strata > 256);
  CHECK(wide.population().persons.row_bytes() > narrow.population().persons.row_bytes());
  CHECK(wide.simulation().observer().timed_events == narrow.simulation().observer().timed_events);
  CHECK(wide.simulation().observer().counts == narrow.simulation().observer().counts);
  CHECK(narrow("contacts") > 1000);  // there is something to compare
}

TEST_CASE("A tally by an attribute at the end of the widest record counts as one at its front") {
  const auto by = [](const std::string& attribute) {
    return "[tally]\ncontacts = { by = [\"" + attribute +
           "\", \"discipline\", \"contact_type\"], per_person = true }\n";
  };
  const CareRun front(wide_setting, "[table]\nnobody.file = \"nobody.csv\"\n" + widest());
  const CareRun end(wide_setting, "[table]\nnobody.file = \"nobody.csv\"\n" + by(copy(last_copy)) + widest());
  CHECK(end.simulation().observer().counts == front.simulation().observer().counts);
  // Twin: sex stands elsewhere and counts otherwise.
  const CareRun other(wide_setting, "[table]\nnobody.file = \"nobody.csv\"\n" + by("sex") + widest());
  CHECK_FALSE(other.simulation().observer().counts == front.simulation().observer().counts);
}
