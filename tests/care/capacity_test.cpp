// What people meet: load and telephone of the calendar year, in ranges that are plausible for the Netherlands, and what
// becomes of it with other capacity. Compared are runs with the same lives; thresholds leave room for other seeds.
#include <catch2/catch.hpp>
#include <sstream>
#include <string>

#include "engine/model/difference.h"
#include "engine/simulation/measure.h"
#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

double share_within_2_min(const CareRun& run) {
  return run("practice_call_within[practice_call_norm=2] / (practice_call_count + practice_call_left)");
}
double mean_wait_s(const CareRun& run) {
  double seconds = 0;
  for (const std::string who : {"[lacks_basic_digital_skills=no]", "[lacks_basic_digital_skills=yes]"}) {
    seconds += 60 * run("practice_call_mean" + who) * run("practice_call_count" + who);
  }
  return seconds / run("practice_call_count");
}

}  // namespace

TEST_CASE("Over the year the load of practices is 0.8 to 0.95, and 65 to 90 % of calls are answered in 2 minutes") {
  const CareRun& year = baseline_year();
  CHECK(year("load[load_group=practice]") >= 0.8);  // of busy practices more people go elsewhere
  CHECK(year("load[load_group=practice]") <= 0.95);
  CHECK(share_within_2_min(year) >= 0.65);
  CHECK(share_within_2_min(year) <= 0.90);
}

TEST_CASE("The same assistants as one regional pool answer at once") {
  // The whole region: without the limits all assistants who have an appointment begin it at once, and what
  // callers then wait for the first of them to be free falls with their number.
  const CareSetting setting{.share = 1, .warm_up_weeks = 1, .weeks = 3};
  // Nor do calls wait over New Year: on the first morning they would be too many even for all together.
  const std::string no_team_load =
      "[load]\nremove = [\"practice_team\"]\n[parameter]\nclosed_next_opening.value = 0\n"
      "closed_work_next_opening.value = 0\n";
  const std::string pooled = no_team_load + R"(
[pool.doktersassistent]
remove = ["scope", "limit"]
)";
  const CareRun apart(setting, no_team_load), together(setting, pooled);
  CHECK(together("pool_instances[pool=doktersassistent]") == 1);
  CHECK(together("pool_on_duty_hours[pool=doktersassistent]") ==
        Approx(apart("pool_on_duty_hours[pool=doktersassistent]")).epsilon(0.01));
  CHECK(mean_wait_s(together) < 1);
  CHECK(mean_wait_s(apart) > 45);
  CHECK(nothing_lost(together));
}

TEST_CASE("Assistants who need twice the time answer fewer calls in time") {
  const CareSetting setting{.share = 0.1, .warm_up_weeks = 1};
  const CareRun as_it_is(setting, ""), slower(setting, "[parameter.assistant_time]\nvalue = 2.0\n");
  CHECK(slower("potential_requests") == as_it_is("potential_requests"));
  CHECK(share_within_2_min(slower) < 0.5 * share_within_2_min(as_it_is));
  CHECK(slower("hung_up") > 2 * as_it_is("hung_up"));
  CHECK(nothing_lost(slower));
  const CareRun quicker(setting, "[parameter.assistant_time]\nvalue = 0.5\n");
  CHECK(share_within_2_min(quicker) > share_within_2_min(as_it_is));
}

TEST_CASE("Without triagists callers of the out-of-hours post give up in the end, and nobody is lost") {
  const CareSetting setting{.share = 0.2};
  const auto care = care_scenario(setting);
  // Nobody at either line; few call the emergency line, which one holds, and who hangs up goes nowhere else.
  const std::string no_staff =
      "[parameter]\ntriage_staff.value = 0\ncoordination_staff.value = 0\nemergency_line_choice.value = 0.1\n"
      "hap_walks_in.value = 0\nemergency_line_flight.value = 0\nhap_callback_taken.value = 0\nhap_lost_to_112.value = "
      "0\n"
      "hap_lost_to_seh.value = 0\n";
  const CareRun staffed(care), unstaffed(setting, no_staff);
  const double arose = count_entering(*care, lives(*care, 28), "hap.urgentie");
  const double last_days = arose - count_entering(*care, lives(*care, 25), "hap.urgentie");
  REQUIRE(arose > 1000);
  CHECK(unstaffed("pool_on_duty_hours[pool=triagist|triagist_coordinatie]") == 0);
  CHECK(unstaffed("potential_requests") == staffed("potential_requests"));
  CHECK(nothing_lost(unstaffed));

  // Nobody is served there. Who can be patient only so long redials some times and goes without; who calls the
  // emergency line holds it.
  CHECK(unstaffed("hap_contacts") == 0);
  CHECK(unstaffed("requests_ended[outcome=hap_advies|hap_ambulance|hap_geholpen|hap_naar_seh]") == 0);
  const double called = arose + unstaffed("spills") + unstaffed("urgent_to_hap");
  const double gone = unstaffed("requests_ended[outcome=zonder_hulp_anw]");
  const double hold = unstaffed("pool_waiting_at_end[pool=triagist|triagist_coordinatie]");
  CHECK(unstaffed("hap_call_count") + unstaffed("hap_emergency_call_count") == 0);
  CHECK(gone + hold <= called);
  // Those of the last three days may still redial, and so may spill of a day.
  CHECK(gone + hold >= called - last_days - unstaffed("spills") - unstaffed("urgent_to_hap"));
  CHECK(hold >= 1);
  CHECK(hold < 0.05 * called);
  // Each try ends it with chance 0.2.
  CHECK(is_share_of(gone, unstaffed("hap_call_left"), 0.2));
  CHECK_FALSE(is_share_of(gone, unstaffed("hap_call_left"), 0.25));
  // Twin: with triagists most are served.
  CHECK(staffed("requests_ended[outcome=zonder_hulp_anw]") < 0.2 * called);
  CHECK(staffed("hap_contacts") > 0.7 * arose);
}

TEST_CASE("Without digital skills everyone enters by telephone") {
  std::istringstream table(shipped("data/population/attributes.csv"));
  std::string changed, line;
  while (std::getline(table, line)) {
    if (line.rfind("lacks_basic_digital_skills,", 0) != 0) changed += line + "\n";
  }
  for (const char* sex : {"male", "female"}) {
    changed += "lacks_basic_digital_skills,0,120," + std::string(sex) + ",1,assumed,own_judgement,test\n";
  }
  CareSetting setting;
  setting.files["attributes.csv"] = changed;
  const std::string own_table = "[table]\nattributes.file = \"attributes.csv\"\n";
  const CareRun unskilled(setting, own_table);
  CHECK(unskilled("inhabitants_by_lacks_basic_digital_skills[lacks_basic_digital_skills=no]") == 0);
  CHECK(unskilled("entries[entry=digitaal]") == 0);
  CHECK(unskilled("entries[entry=telefoon]") == unskilled("first_requests"));
  CHECK(unskilled("self_triage_solved") == 0);
  CHECK(nothing_lost(unskilled));
  // Twin: the people as they are.
  const CareRun some(setting, "");
  CHECK(some("entries[entry=digitaal]") > 0.15 * some("entries"));
  CHECK(some("entries[entry=telefoon]") + some("entries[entry=digitaal]") == some("first_requests"));
}

TEST_CASE(
    "Staff from a date on: nothing before it differs, half as many are on duty after it, and a fork is the same") {
  const CareSetting setting{.share = 0.1, .weeks = 4};
  const auto base = care_scenario(setting);
  const auto more = care_scenario(setting, R"(
[lever.half]
parameter = "staff_hours"
operation = "multiply"
value = 0.5
from = 2024-01-15
until = 2024-01-22
where = {discipline = ["huisarts", "poh_ggz"]}
)");
  REQUIRE(difference(base->model, more->model).from_day == 14);
  REQUIRE(base->region.periods.size() == 1);
  REQUIRE(more->region.periods.size() == 3);
  REQUIRE(base->region.pools.size() == more->region.pools.size());
  const RandomKey key{care_seed, 0};
  RegionSimulation before(base->model, base->region, key), whole(more->model, more->region, key),
      forked(more->model, more->region, key);
  before.run_to(14);
  forked.take_up(before.save());
  before.run();
  whole.run();
  forked.run();
  CHECK(same_bits(measure(more->model, more->region, whole), measure(more->model, more->region, forked)));
  std::int64_t duty[2][4] = {};  // axes: base or more, week; of general practitioners
  bool after = false;
  for (std::uint32_t pool = 0; pool < base->region.pools.size(); ++pool) {
    for (std::int32_t week = 0; week < 2; ++week) {
      CHECK(before.on_duty(pool, week) == whole.on_duty(pool, week));
      CHECK(before.asked(pool, week) == whole.asked(pool, week));
      CHECK(before.busy(pool, week) == whole.busy(pool, week));
    }
    after = after || before.busy(pool, 2) != whole.busy(pool, 2);
    if (base->model.pools[base->region.pools[pool].kind].name != "huisarts") continue;
    for (std::int32_t week = 0; week < 4; ++week) {
      duty[0][week] += before.on_duty(pool, week);
      duty[1][week] += whole.on_duty(pool, week);
    }
  }
  CHECK(after);
  // Each practice keeps ten half-days, and one of its few people always stays.
  CHECK(static_cast<double>(duty[1][2]) < 0.7 * static_cast<double>(duty[0][2]));
  CHECK(static_cast<double>(duty[1][2]) > 0.45 * static_cast<double>(duty[0][2]));
  CHECK(duty[1][3] == duty[0][3]);
}
