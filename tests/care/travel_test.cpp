// Numbers that persons have, times by expressions that read them, places from a table, and staff for just those places
// that are open: on the shipped population, with a pathway of the test's own.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "engine/core/issue.h"
#include "engine/traffic/traffic.h"
#include "engine/traffic/traffic_groups.h"
#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// Two calls per person and year to a car that drives from the post: 4 min and 1.5 min per km, twice that after noon.
const std::string drive = R"(
[table]
posts.file = "posts.csv"
traffic.file = "traffic.csv"
[attribute.km]
kind = "number"
NUMBER
[parameter]
fixed = { value = 4, unit = "min" }
per_km = { value = 1.5, unit = "min per km" }
[variable]
distance.values = ["near", "middle", "far"]
[pool.car]
unlimited = true
[wait.drive]
from = "arrival"
within = ["15 min"]
by = ["distance"]
[stream.driven]
family = "driven"
per_person = 2
profile_table = "traffic"
profile_column = "calls"
enters = "driven"
[pathway.driven.step]
is_near = { when = "km < 5", yes = "drives", no = "is_middle" }
is_middle = { when = "km < 10", yes = "middle", no = "far" }
middle = { set = { distance = "middle" }, then = "drives" }
far = { set = { distance = "far" } }
drives = { seize = "car", time = { distribution = "lognormal", mean = "1 min", cv = 0.15, factor = "FACTOR" } }
there = { wait = "drive", then = "out" }
out = { exit = "driven" }
)";
// 7 km on average.
const std::string drawn =
    "law = { distribution = \"gamma\", mean = 1, cv = 0.6 }\nfactor = \"km_mean\"\n[parameter.km_mean]\nvalue = 7";
const std::string by_distance = "(fixed + per_km * km * 1 min) / 1 min";

std::string with(std::string text, const std::string& gap, const std::string& by) {
  for (std::size_t at = text.find(gap); at != std::string::npos; at = text.find(gap, at + by.size()))
    text.replace(at, gap.size(), by);
  return text;
}

const std::string scope_of_posts = R"(
[scope.post]
places = "posts"
remove = ["inhabitants"]
)";

// The model with this number and this factor of its drives.
std::string driven(const std::string& number, const std::string& factor) {
  return with(with(drive, "NUMBER", number), "FACTOR", factor) + scope_of_posts;
}

// Twice as slow after noon; calls at all hours.
std::string traffic_table() {
  std::string text = "hour_of_week,factor,calls\n";
  for (int hour = 0; hour < 168; ++hour) text += std::to_string(hour) + (hour % 24 < 12 ? ",1,1\n" : ",2,1\n");
  return text;
}

// The municipalities of Twente by post. OPEN: the hours of the middle one.
const std::string posts =
    "place,municipality,wijk,open\n"
    "east,Enschede,,\neast,Haaksbergen,,\neast,Losser,,\n"
    "middle,Hengelo (O.),,OPEN\nmiddle,Borne,,OPEN\nmiddle,Hof van Twente,,OPEN\nmiddle,Dinkelland,,OPEN\n"
    "middle,Oldenzaal,,OPEN\n"
    "west,Almelo,,\nwest,Hellendoorn,,\nwest,Rijssen-Holten,,\nwest,Tubbergen,,\nwest,Twenterand,,\nwest,Wierden,,\n"
    "elsewhere,Zwolle,,\n";

CareSetting setting(double share, const std::string& open = "") {
  CareSetting made{.share = share};
  made.files = {{"traffic.csv", traffic_table()},
                {"posts.csv", with(posts, "OPEN", open)},
                {"seers.csv", "role,part_of_week,per_100k\nseer,day,0.85\nseer,night,0.28\n"}};
  return made;
}

double waits(const CareRun& run, const std::string& wait, const std::string& label) {
  return run(wait + "_count[" + label + "]");
}
double share_within(const CareRun& run, const std::string& wait, const std::string& label, const std::string& norm) {
  return run(wait + "_within[" + label + ", " + wait + "_norm=" + norm + "]") / waits(run, wait, label);
}

// The same, and everybody is then seen for a minute at the post, by one of the doctors whom a roster gives it.
const std::string seers = R"(
[table.seers]
file = "seers.csv"
[variable.elsewhere]
values = ["no", "yes"]
[wait.seen]
by = ["elsewhere"]
within = ["10 min"]
[schedule]
by_day.days = { every_day = "08:00-23:00" }
at_night.days = { every_day = "00:00-08:00, 23:00-24:00" }
[pool.seer]
scope = "post"
[pool.seer.roster]
table = "seers"
row = "seer"
allot = "ALLOT"
parts = { day = "by_day", night = "at_night" }
)";
const std::string moves = "post = { move = \"seer\", moved = \"elsewhere\" }";
const std::string stays = "post = { set = { elsewhere = \"no\" } }";
std::string seen(const std::string& allot, const std::string& at_post) {
  return with(driven(drawn, by_distance), "there = {",
              at_post + "\nseen = { seize = \"seer\", time = \"1 min\", wait = \"seen\" }\nthere = {") +
         with(seers, "ALLOT", allot);
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2)); }

// Axis: person.
const std::vector<float>& numbers(const CareScenario& care, const std::string& name) {
  std::size_t at = 0;
  while (care.model.person_numbers.at(at).name != name) ++at;
  return care.population->numbers.at(at);
}

// Numbers on duty of a kind of pool at a moment of a day of a type, by place.
std::vector<int> on_duty(const CareScenario& care, const std::string& name, int type, double hour) {
  std::vector<int> levels;
  for (std::size_t pool = 0; pool < care.region.pools.size(); ++pool) {
    if (care.model.pools[care.region.pools[pool].kind].name != name) continue;
    const PoolDuty& duty = care.region.periods[0].duty[pool];
    levels.push_back(care.region.schedules[duty.schedule].level(type, static_cast<std::int64_t>(hour * 3.6e6)));
  }
  return levels;
}

}  // namespace

TEST_CASE("A number of persons has its law, is the same in other scenarios, and follows its table exactly") {
  const auto care = care_scenario(setting(0.2), driven(drawn, by_distance));
  const std::vector<float>& km = numbers(*care, "km");
  REQUIRE(km.size() == care->population->persons.size());
  double sum = 0, squares = 0;
  for (const float x : km) {
    sum += double{x};
    squares += double{x} * double{x};
  }
  const auto n = static_cast<double>(km.size());
  const double mean = sum / n, cv = std::sqrt(squares / n - mean * mean) / mean;
  // Four standard errors of the mean; the cv of a gamma law to 1 %.
  CHECK(mean == Approx(7).margin(4 * 7 * 0.6 / std::sqrt(n)));
  CHECK(cv == Approx(0.6).epsilon(0.02));

  // With another mean, and a second number.
  const auto twice = care_scenario(
      setting(0.2), driven(with(drawn, "value = 7", "value = 14"), by_distance + " * other / 2") +
                        "[attribute.other]\nkind = \"number\"\nlookup = {table = \"traffic\", column = \"factor\", "
                        "only = {hour_of_week = \"13\"}}\n");
  for (std::size_t i = 0; i < km.size(); i += 97) {
    CHECK(numbers(*twice, "km")[i] == Approx(2 * double{km[i]}).epsilon(1e-6));
    CHECK(numbers(*twice, "other")[i] == 2);
  }

  // By municipality, with the place of the person as a second key.
  std::string table = "gemeente,post,km\n";
  for (const Wijk& wijk : care->population->wijken) {
    const std::string row = wijk.municipality_code + ",";
    if (table.find(row) == std::string::npos)
      table += row + "east,1\n" + row + "middle," + wijk.municipality_code.substr(2) + "\n";
  }
  CareSetting by_table = setting(0.2);
  by_table.files["km.csv"] = table;
  const auto exact = care_scenario(
      by_table, driven("lookup = {table = \"km\", column = \"km\", by = [\"gemeente\", \"post\"], scale = 2, missing = "
                       "99}\n[table.km]\nfile = \"km.csv\"",
                       by_distance));
  const std::size_t post = 1;  // scopes: the region, practice, post
  for (std::size_t i = 0; i < exact->population->persons.size(); i += 31) {
    const Person& person = exact->population->persons[i];
    const std::string place = exact->population->places[post + 1][person.place[post]].name;
    const double code = std::stod(exact->population->wijken[person.wijk].municipality_code.substr(2));
    CAPTURE(place, code);
    CHECK(double{numbers(*exact, "km")[i]} == (place == "west" ? 198 : place == "east" ? 2 : 2 * code));
  }
}

TEST_CASE("Who is far is reached within 15 minutes less often, by as much as law and distance say") {
  const CareRun run(care_scenario(setting(0.2), driven(drawn, by_distance)));
  const std::vector<float>& km = numbers(run.scenario(), "km");
  const double s = std::sqrt(std::log(1 + 0.15 * 0.15));
  const std::vector<std::pair<double, double>> bands = {{0, 5}, {5, 10}, {10, 1e9}};
  const std::vector<std::string> names = {"near", "middle", "far"};
  std::vector<double> shares;
  for (std::size_t band = 0; band < bands.size(); ++band) {
    double within = 0, persons = 0;
    for (const float x : km) {
      const double at = double{x};
      if (at < bands[band].first || at >= bands[band].second) continue;
      within += normal_cdf((std::log(15 / (4 + 1.5 * at)) + s * s / 2) / s);
      persons += 1;
    }
    const std::string of = "distance=" + names[band];
    const double calls = waits(run, "drive", of);
    const double expected = within / persons;
    REQUIRE(calls > 1'000);
    shares.push_back(share_within(run, "drive", of, "15"));
    // Four standard errors: one false alarm in 5,000 for three bands.
    CHECK(shares.back() == Approx(expected).margin(4 * std::sqrt(expected * (1 - expected) / calls) + 1e-9));
  }
  CHECK(shares[0] > shares[1]);
  CHECK(shares[1] > shares[2]);

  // Twin: everybody at the mean distance is reached alike.
  const CareRun alike(care_scenario(setting(0.2), driven(drawn, "(fixed + per_km * km_mean * 1 min) / 1 min")));
  CHECK(share_within(alike, "drive", "distance=near", "15") ==
        Approx(share_within(alike, "drive", "distance=far", "15")).margin(0.05));
}

TEST_CASE("The traffic equations know the hours of times by distance, parameter and hour of the week") {
  const std::string factor = by_distance + " * by_hour(traffic, factor)";
  const auto care = care_scenario(setting(0.05), driven(drawn, factor));
  REQUIRE(follows_traffic(care->model) == false);  // `when` chooses
  // The same without choices: everybody drives.
  const std::string plain =
      with(with(driven(drawn, factor), "is_near = { when = \"km < 5\", yes = \"drives\", no = \"is_middle\" }\n",
                "come = { then = \"drives\" }\n"),
           "is_middle = { when = \"km < 10\", yes = \"middle\", no = \"far\" }\n"
           "middle = { set = { distance = \"middle\" }, then = \"drives\" }\nfar = { set = { distance = \"far\" } }\n",
           "");
  const CareRun run(care_scenario(setting(0.05), plain));
  REQUIRE(follows_traffic(run.model()));
  const TrafficFlow flow = solve_traffic(run.model(), traffic_input(run.model(), run.region()));
  std::size_t car = 0;
  while (run.model().pools[car].name != "car") ++car;
  const double persons = static_cast<double>(run.population().residents());
  double mean_km = 0;
  for (std::size_t i = 0; i < run.population().residents(); ++i)
    mean_km += double{numbers(run.scenario(), "km")[i]} / persons;
  // By hand: two calls a year, half of them at double time.
  const double hours = 2 * persons * (4 + 1.5 * mean_km) * 1.5 / 60;
  CHECK(flow.asked_hours[car] == Approx(hours).epsilon(0.002));
  double asked = 0;
  for (std::uint32_t pool = 0; pool < run.region().pools.size(); ++pool) {
    if (run.region().pools[pool].kind != car) continue;
    for (std::int32_t week = 0; week < run.simulation().weeks(); ++week)
      asked += static_cast<double>(run.simulation().asked(pool, week)) / 3.6e6;
  }
  const double calls = waits(run, "drive", "distance=near");
  CHECK(asked / calls == Approx(hours / (2 * persons)).epsilon(4 * 0.7 / std::sqrt(calls)));
}

TEST_CASE("Posts are places of a table, in its order, with just the doctors that the region's number gives") {
  const auto each = care_scenario(setting(1), seen("each_place", stays));
  const auto just = care_scenario(setting(1), seen("largest_remainder", stays));
  const std::vector<Place>& places = each->population->places[2];
  REQUIRE(places.size() == 3);
  CHECK(places[0].name == "east");
  CHECK(places[2].name == "west");
  CHECK(places[0].inhabitants + places[1].inhabitants + places[2].inhabitants == each->population->residents());
  std::uint32_t east = 0;
  for (const Wijk& wijk : each->population->wijken) {
    const std::string& of = wijk.municipality;
    if (of == "Enschede" || of == "Haaksbergen" || of == "Losser") east += wijk.inhabitants;
  }
  CHECK(places[0].inhabitants == east);

  // 648,516 inhabitants: 0.28 per 100,000 at night are 1.8, so two doctors; 0.85 by day 5.5, so six.
  const auto sum = [](const std::vector<int>& levels) { return std::accumulate(levels.begin(), levels.end(), 0); };
  CHECK(sum(on_duty(*just, "seer", 1, 3)) == 2);
  CHECK(on_duty(*each, "seer", 1, 3) == std::vector<int>{1, 1, 1});
  CHECK(sum(on_duty(*just, "seer", 1, 20)) == 6);
  CHECK(on_duty(*each, "seer", 1, 20) == on_duty(*just, "seer", 1, 20));

  // The middle one is closed at night: those of the middle are the west's then, which has more people to serve.
  const auto closed = care_scenario(setting(1, "by_day"), seen("largest_remainder", stays));
  CHECK(on_duty(*closed, "seer", 1, 3) == std::vector<int>{1, 0, 1});
  CHECK(on_duty(*closed, "seer", 1, 20) == on_duty(*just, "seer", 1, 20));
  const auto one_each = care_scenario(setting(1, "by_day"), seen("each_place", stays));
  CHECK(on_duty(*one_each, "seer", 1, 3) == std::vector<int>{1, 0, 1});
}

TEST_CASE("Who finds nobody on duty is moved to the next place, and waits for nobody") {
  const CareRun moved(care_scenario(setting(0.1, "by_day"), seen("largest_remainder", moves)));
  // A tenth of the region has one seer at a time, at one post of three: most are moved, and few wait behind another.
  CHECK(waits(moved, "seen", "elsewhere=yes") > 1'000);
  CHECK(share_within(moved, "seen", "elsewhere=yes", "10") == Approx(1).margin(0.01));
  CHECK(share_within(moved, "seen", "elsewhere=no", "10") == Approx(1).margin(0.01));
  // Twin: who stays where nobody is waits for ever.
  const CareRun stay(care_scenario(setting(0.1, "by_day"), seen("largest_remainder", stays)));
  CHECK(waits(stay, "seen", "elsewhere=no") <
        0.7 * (waits(moved, "seen", "elsewhere=yes") + waits(moved, "seen", "elsewhere=no")));
}
