// What goes in comes out, and minutes that move from one discipline to another are accounted for on both sides.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

// Tallies of our own beside those of the model: what reallocated contacts took, and what doctors did besides contacts.
const std::string own_tallies = R"(
[tally]
by_rule = { by = ["rule", "discipline"] }
by_rule_minutes = { by = ["rule", "discipline"], minutes = true }
asked_minutes = { minutes = true }
[pathway.contact.step.behandelen]
counts = ["contacts", "contact_minutes", "own_contacts", "by_rule", "by_rule_minutes"]
[pathway.contact.step.bellen]
counts = ["contacts", "contact_minutes", "own_contacts", "by_rule", "by_rule_minutes"]
[pathway.contact.step.visite]
counts = ["contacts", "contact_minutes", "own_contacts", "by_rule", "by_rule_minutes"]
[pathway.contact.step.zonder_slot]
counts = ["contacts", "contact_minutes", "own_contacts", "by_rule", "by_rule_minutes"]
[pathway.spoed.step.tussen_patienten]
counts = ["contacts", "contact_minutes", "own_contacts", "by_rule", "by_rule_minutes"]
[pathway.ondersteuning.step.vraag]
counts = ["asked_minutes"]
)";

struct Reallocated {
  std::shared_ptr<CareRun> run;
  ReallocationCount count;
};

Reallocated reallocated(const std::string& changes) {
  auto run = std::make_shared<CareRun>(CareSetting{.share = 0.2, .weeks = 16, .scenario = "task_reallocation"},
                                       own_tallies + changes);
  return {run, run->simulation().observer().reallocations.at(0)};
}

// As shipped; made when first asked for.
const Reallocated& shipped_reallocation() {
  static const Reallocated made = reallocated("");
  return made;
}

}  // namespace

TEST_CASE("In every shipped scenario all that entered has ended or is in progress") {
  for (const std::string scenario :
       {"baseline", "self_management", "guidance", "task_reallocation", "task_reallocation_staff", "vision"}) {
    INFO(scenario);
    const CareRun whole({.scenario = scenario}, "");
    CHECK(nothing_lost(whole));
    const CareRun after_warm_up({.warm_up_weeks = 2, .weeks = 2, .scenario = scenario}, "");
    CHECK(nothing_lost(after_warm_up));
    CHECK(after_warm_up("requests_ended") < after_warm_up("requests_left_whole_run"));
  }
  CHECK(nothing_lost(baseline_year()));
}

TEST_CASE("Every potential request of the people is counted once, and ends in one way at each parting") {
  const auto care = care_scenario({.share = 0.1, .weeks = 4});
  const CareRun run(care);
  const auto requests = lives(*care, 28);
  CHECK(run("potential_requests") == count_entering(*care, requests, "hulpvraag.urgentie"));
  CHECK(run("potential_requests") > 10'000);
  // Those who come back within a week after advice that did not help are on their way.
  const double on_their_way = run("potential_requests") - run("self_care") - run("first_requests");
  CHECK(on_their_way >= 0);
  CHECK(on_their_way <= 0.01 * run("potential_requests"));
  CHECK(run("entries") == run("first_requests"));
  CHECK(run("requests_ended[outcome=zelfzorg|zelfzorg_digitaal]") == run("self_care"));
  // A contact ends the request, and nothing else does so with help.
  std::string with_help;
  for (const std::string& outcome : run.model().outcomes) {
    if (outcome.starts_with("geholpen_") || outcome.starts_with("verwezen_"))
      with_help += (with_help.empty() ? "" : "|") + outcome;
  }
  CHECK(run("contacts") == run("requests_ended[outcome=" + with_help + "]"));
  CHECK(run("hap_contacts") == run("requests_ended[outcome=hap_advies|hap_ambulance|hap_naar_seh|hap_geholpen]"));
}

TEST_CASE("Minutes of reallocated tasks balance: from, to, supervision and returns") {
  const Reallocated& r = shipped_reallocation();
  const CareRun& run = *r.run;
  REQUIRE(r.count.contacts > 2000);
  CHECK(nothing_lost(run));
  // What the rule counts is what the contacts took, to the millisecond.
  const auto contacts_of_rule = "by_rule[rule=consult_kort_naar_vs_pa, discipline=vs_pa]";
  CHECK(run(contacts_of_rule) == static_cast<double>(r.count.contacts));
  CHECK(run("by_rule[rule=consult_kort_naar_vs_pa]") == run(contacts_of_rule));
  CHECK(run("by_rule_minutes[rule=consult_kort_naar_vs_pa]") ==
        Approx(static_cast<double>(r.count.minutes_to) / 60'000).epsilon(1e-12));
  CHECK(run("reallocated_contacts") == static_cast<double>(r.count.contacts));
  CHECK(run("reallocated_minutes_to") == static_cast<double>(r.count.minutes_to) / 60'000);
  CHECK(run("reallocated_minutes_from") == static_cast<double>(r.count.minutes_from) / 60'000);
  CHECK(run("reallocated_supervision") == static_cast<double>(r.count.supervision) / 60'000);

  // Each time is the former one times 1.25, rounded to the nearest millisecond.
  const auto takes_longer_by = [&](double factor) {
    const double expected = factor * static_cast<double>(r.count.minutes_from);
    return std::abs(static_cast<double>(r.count.minutes_to) - expected) <= 0.5 * static_cast<double>(r.count.contacts);
  };
  CHECK(takes_longer_by(1.25));
  CHECK_FALSE(takes_longer_by(1.2499));

  // Supervision: 4 standard errors about the mean of the table, false alarms in 6 of 100,000.
  const std::map<std::string, std::string> supervises = {{"task", "supervisie_vs_pa"}, {"discipline", "huisarts"}};
  const double mean_min = table_value(run.scenario(), "service_times", "mean_min", supervises);
  const double cv = table_value(run.scenario(), "service_times", "cv", supervises);
  const auto n = static_cast<double>(r.count.contacts);
  const auto is_supervised_for = [&](double minutes) {
    return std::abs(run("reallocated_supervision") / n - minutes) <= 4 * minutes * cv / std::sqrt(n);
  };
  CHECK(is_supervised_for(mean_min));
  CHECK_FALSE(is_supervised_for(1.2 * mean_min));

  CHECK(is_share_of(static_cast<double>(r.count.returns), n, 0.09));
  CHECK_FALSE(is_share_of(static_cast<double>(r.count.returns), n, 0.14));
}

TEST_CASE("Doctors' time is contacts, questions of the assistant and supervision, to the millisecond") {
  const Reallocated& r = shipped_reallocation();
  const CareRun& run = *r.run;
  // The run ends on a Sunday at midnight: nobody is in service in a practice.
  const double minutes =
      run("by_rule_minutes[discipline=huisarts]") + run("asked_minutes") + run("reallocated_supervision");
  CHECK(60 * run("pool_busy_hours[pool=huisarts]") == Approx(minutes).epsilon(1e-12));
  CHECK(60 * run("pool_busy_hours[pool=vs_pa]") == Approx(run("by_rule_minutes[discipline=vs_pa]")).epsilon(1e-12));
  // Twin: supervision forgotten.
  CHECK(60 * run("pool_busy_hours[pool=huisarts]") != Approx(minutes - run("reallocated_supervision")).epsilon(1e-12));
}

TEST_CASE("Another time factor and another rate of returns are found again") {
  const Reallocated r = reallocated(R"(
[parameter.vs_pa_time_factor]
value = 1.1
[parameter.vs_pa_returns]
value = 0.30
)");
  const auto n = static_cast<double>(r.count.contacts);
  CHECK(is_share_of(static_cast<double>(r.count.returns), n, 0.30));
  CHECK_FALSE(is_share_of(static_cast<double>(r.count.returns), n, 0.09));
  CHECK(std::abs(static_cast<double>(r.count.minutes_to) - 1.1 * static_cast<double>(r.count.minutes_from)) <= 0.5 * n);
}
