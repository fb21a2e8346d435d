// Which wijken a region has: of the tables, and made of municipalities and wijken where runs are asked for.
#include "engine/population/region_areas.h"

#include <catch2/catch.hpp>

#include "engine/io/csv.h"

using namespace draagkracht;

namespace {

// Two regions; municipality B has two wijken, and two municipalities are called Dorp.
constexpr char wijken[] =
    "wijk_code,municipality_code,municipality,region_code\n"
    "WK000100,GM0001,Aa,R1\n"
    "WK000200,GM0002,Bee (O.),R1\n"
    "WK000201,GM0002,Bee (O.),R1\n"
    "WK000300,GM0003,Dorp (L.),R1\n"
    "WK000400,GM0004,Dorp (NH.),R2\n"
    "WK000500,GM0005,\"Eind, Ver en Weg\",R2\n"
    "WK000600,GM0006,Stad,R2\n";
constexpr char regions[] = "region_code,name\nR1,Oost\nR2,Stad\n";

struct Country {
  Scenario scenario;
  Tables tables;
  Issues issues;

  explicit Country(const std::string& own = {}) {
    scenario.population.wijken = {"wijken", {}};
    scenario.population.regions = {"regions", {}};
    tables.emplace("wijken", parse_csv(wijken, "wijken.csv"));
    tables.emplace("regions", parse_csv(regions, "regions.csv"));
    if (own.empty()) return;
    scenario.population.own_regions = {"own", {}};
    tables.emplace("own", parse_csv(own, "own.csv"));
  }

  std::string messages() const {
    std::string text;
    for (const Issue& issue : issues.all()) text += issue.message() + '\n';
    return text;
  }
  std::vector<RegionArea> asked(const std::string& list) {
    const RegionAreas areas(scenario, tables, issues);
    return areas.asked(areas.items(list), "--regions", issues);
  }
  std::string wrong_table() {
    const RegionAreas areas(scenario, tables, issues);
    return messages();
  }
  std::string refused(const std::string& list) {
    CHECK(asked(list).empty());
    return messages();
  }
};

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("Municipalities that are named together are one region, by name or code and in any order") {
  Country country;
  const std::vector<RegionArea> one = country.asked("Bee, Aa");
  REQUIRE(one.size() == 1);
  CHECK(country.messages().empty());
  CHECK(one[0].code == "GM0001+GM0002");
  CHECK(one[0].name == "Aa, Bee (O.)");
  CHECK(one[0].wijken == Codes{"WK000100", "WK000200", "WK000201"});
  CHECK(country.asked("GM0001,Bee (O.)") == one);
  CHECK(country.asked("Aa+GM0002") == one);
  // What stands in a plan is read as the same.
  CHECK(country.asked(one[0].asked) == one);
}

TEST_CASE("Regions, municipalities that are one, and regions with a code stand in one list") {
  Country country;
  const std::vector<RegionArea> all = country.asked("R2,Aa,mine=Bee+WK000300,Eind, Ver en Weg");
  CHECK(country.messages().empty());
  REQUIRE(all.size() == 3);
  CHECK(all[0] == RegionArea{"R2", "Stad", {}, "R2"});
  CHECK(all[1].code == "GM0001+GM0005");
  CHECK(all[2] ==
        RegionArea{"mine", "Bee (O.), WK000300", {"WK000200", "WK000201", "WK000300"}, "mine=GM0002+WK000300"});
  CHECK(country.asked(all[2].asked) == std::vector<RegionArea>{all[2]});
}

TEST_CASE("What is no region and no municipality, or several, or stands there twice is refused") {
  CHECK(Country().refused("R3,Aaa,Dorp") ==
        "--regions: unknown region \"R3\". did you mean \"R1\"?\n"
        "--regions: unknown region \"Aaa\". did you mean \"Aa\"?\n"
        "--regions: \"Dorp\" is the name of several (GM0003 Dorp (L.), GM0004 Dorp (NH.)). write the code?\n");
  CHECK(Country().refused("x=Aa+Be") == "--regions: unknown municipality or wijk \"Be\". did you mean \"Bee\"?\n");
  CHECK(Country().refused("x=Aa+R2") ==
        "--regions: unknown municipality or wijk \"R2\" (a region is made of municipalities and wijken, not of other "
        "regions).\n");
  CHECK(Country().refused("Aa,Bee,GM0001") == "--regions: names \"GM0001\" twice (people live in one place).\n");
  CHECK(Country().refused("x=Bee+WK000201") == "--regions: names \"WK000201\" twice (people live in one place).\n");
  CHECK(Country().refused("Oost,Stad") ==
        "--regions: unknown region \"Oost\". did you mean \"R1\"?\n"
        "--regions: \"Stad\" is a region and a municipality (R2 and GM0006). write the code?\n");
  CHECK(Country().refused("R1=Aa,a b=Aa,GM0006=Aa") ==
        "--regions: \"R1\" is a code of another region (a code is of one region). Give it another?\n"
        "--regions: \"a b\" cannot be a code (a code has letters without accents, digits, _, - and ., and is not "
        "all).\n"
        "--regions: \"GM0006\" is a municipality or wijk itself (a code is of one region). Give it another?\n");
}

TEST_CASE("A table of one's own has regions of municipalities and wijken; a wijk with its own row goes its own way") {
  Country country("region,name,municipality,wijk\nnoord,Het noorden,Bee,\nzuid,,GM0001,\nzuid,,,WK000201\n");
  const std::vector<RegionArea> all = RegionAreas(country.scenario, country.tables, country.issues).all();
  CHECK(country.messages().empty());
  REQUIRE(all.size() == 2);
  CHECK(all[0] == RegionArea{"noord", "Het noorden", {"WK000200"}, "noord"});
  CHECK(all[1] == RegionArea{"zuid", "zuid", {"WK000100", "WK000201"}, "zuid"});
  CHECK(country.asked("zuid,R1").size() == 2);
}

TEST_CASE("All that is wrong with a table of one's own regions is told at once") {
  CHECK(Country("region,name,municipality,wijk\n"
                "n,Noord,Be,\n"
                "n,Zuid,GM0001,\n"
                "z,,Aa,\n"
                "z,,,WK000999\n"
                "z,,,WK000100\n"
                "z,,,WK000100\n"
                "z,,Dorp,\n"
                "R1,,Stad,\n"
                "a+b,,Stad,\n"
                "z,,,\n")
            .wrong_table() ==
        "own.csv:2:9: municipality: unknown municipality \"Be\". did you mean \"Bee\"?\n"
        "own.csv:3:3: name: region \"n\" is \"Zuid\" here and \"Noord\" above (a region has one name).\n"
        "own.csv:4:4: municipality: \"Aa\" stands there twice (it belongs to one region; the first is on line 3).\n"
        "own.csv:5:5: wijk: unknown wijk \"WK000999\".\n"
        "own.csv:7:5: wijk: \"WK000100\" stands there twice (it belongs to one region; the first is on line 6).\n"
        "own.csv:8:4: municipality: \"Dorp\" is the name of several (GM0003, GM0004). write the code?\n"
        "own.csv:9:1: region: \"R1\" is a code of table \"regions\" (a code is of one region). Give it another?\n"
        "own.csv:10:1: region: \"a+b\" cannot be a code (a code has letters without accents, digits, _, - and ., and "
        "is not all).\n"
        "own.csv:11:1: region: names neither wijk nor municipality (a row is about one of them).\n");
}
