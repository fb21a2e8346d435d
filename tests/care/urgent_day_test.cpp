// Urgent work by day: answered at once, seen the same day or sent to the out-of-hours post, never left for the morning.
// All criteria are equalities that hold for any seed.
#include <catch2/catch.hpp>

#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

const CareSetting setting{.share = 0.2};

// Ten hours are less than from closing time to the next morning, and more than a working day.
const std::string norms = R"(
[wait.urgent_to_doctor]
by = ["urgency"]
within = ["10 h"]
)";

}  // namespace

TEST_CASE("No emergency call of the day waits: who is not answered in half a minute is put through to a doctor") {
  const auto none_waits = [](const CareRun& run) {
    REQUIRE(run("emergency_call_count") + run("emergency_call_left") > 50);
    return run("emergency_call_within[emergency_call_norm=0.5]") == run("emergency_call_count");
  };
  const CareRun forwarded(setting, "");
  CHECK(none_waits(forwarded));
  CHECK(forwarded("emergency_call_left") > 0);
  // Twin: nobody is put through for a day.
  CHECK_FALSE(none_waits(CareRun(setting, "[parameter.emergency_forward]\nvalue = 1440\n")));
}

TEST_CASE("U1 and U2 by day are seen the same day, or go to the out-of-hours post when the practice has closed") {
  const auto all_today = [](const CareRun& run) {
    // As it is: who is taken for urgent in the morning may have hung up the evening before, and could wait.
    const std::string urgent = "urgency=U0|U1|U2";
    REQUIRE(run("urgent_to_doctor_count[" + urgent + "]") > 200);
    return run("urgent_to_doctor_within[urgent_to_doctor_norm=600, " + urgent + "]") ==
           run("urgent_to_doctor_count[" + urgent + "]");
  };
  const CareRun as_it_is(setting, norms);
  CHECK(all_today(as_it_is));
  CHECK(as_it_is("urgent_to_hap") > 0);
  CHECK(nothing_lost(as_it_is));
  // Twin: whoever finds the practice closed waits for the next consultation hour.
  const CareRun waits(setting, norms + R"(
[[pathway.spoed.step]]
name = "open"
cases = { closed = "wacht" }
[[pathway.spoed.step]]
name = "wacht"
until = "spreekuur"
then = "hoe_ernstig"
)");
  CHECK_FALSE(all_today(waits));
}

TEST_CASE("Interruptions of the assistant's work lose no minute of it") {
  // All she does is counted by the step that asks it; work behind the patient's back takes no time here.
  CareSetting counted = setting;
  std::string after_work = shipped("data/care/after_work.csv"), instant;
  for (std::size_t from = 0, line = 0; from < after_work.size(); ++line) {
    const std::size_t to = after_work.find('\n', from);
    std::string row = after_work.substr(from, to - from);
    if (line > 0) {
      const std::size_t mean = row.find(',', row.find(',') + 1) + 1;
      row.replace(mean, row.find(',', mean) - mean, "0.000001");
    }
    instant += row + "\n";
    from = to == std::string::npos ? after_work.size() : to + 1;
  }
  counted.files["after_work.csv"] = instant;
  const std::string tallies = R"(
[table]
after_work.file = "after_work.csv"
[tally.assistant_minutes]
minutes = true
[tally.message_minutes]
minutes = true
[[pathway.hulpvraag.step]]
name = "spoedlijn"
counts = ["calls", "assistant_minutes"]
[[pathway.hulpvraag.step]]
name = "bellen"
counts = ["calls", "assistant_minutes"]
[[pathway.hulpvraag.step]]
name = "portaal"
counts = ["assistant_minutes", "message_minutes"]
[[pathway.hulpvraag.step]]
name = "terugbellen_over_vraag"
counts = ["clarifications", "assistant_minutes"]
[[pathway.administratie.step]]
name = "bellen"
counts = ["calls", "assistant_minutes"]
[[pathway.vervolg.step]]
name = "afspraakgesprek"
counts = ["calls", "assistant_minutes"]
[[pathway.overig_werk.step]]
name = "portaal"
counts = ["assistant_minutes", "message_minutes"]
[[pathway.overig_werk.step]]
name = "balie"
counts = ["assistant_minutes"]
[pathway.contact.step.assistent]
counts = ["contacts", "contact_minutes", "assistant_minutes"]
)";
  // The run ends on a Sunday at midnight: nobody is in service in a practice.
  const CareRun run(counted, tallies);
  const double busy = 60 * run("pool_busy_hours[pool=doktersassistent]");
  CHECK(busy == Approx(run("assistant_minutes")).epsilon(1e-6));
  CHECK(busy != Approx(run("assistant_minutes") - run("message_minutes")).epsilon(1e-6));
  // Calls do interrupt: without that they wait longer.
  const CareRun whole(counted, tallies + "[pool.doktersassistent]\npreemptible = [5]\n");
  CHECK(whole("emergency_call_left") > run("emergency_call_left"));
}
