// Self-triage in front of the practice and the post: who uses it, what it advises, who follows, and who comes back.
//
// Counts of random events are held against 4 standard errors (is_share_of): a false alarm in 6 of 100,000 per criterion
// for another seed. Twins with a wrong value must fail.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

const std::string all_urgencies[] = {"U0", "U1", "U2", "U3", "U4", "U5"};

std::string value_of(const std::string& parameter, double value) {
  return "[parameter." + parameter + "]\nvalue = " + std::to_string(value) + "\n";
}

// Self-triage of this share of all requests, whoever asks them.
std::string used_by(double reach) {
  return value_of("zelftriage_bereik_dag", reach) + value_of("zelftriage_bereik_hap", reach) +
         value_of("zelftriage_norm_dag", 1) + value_of("zelftriage_norm_hap", 1);
}

// The shipped factors, those whose name does not begin with `kept` made 1.
CareSetting with_factors(const std::string& kept, double share, int weeks) {
  std::istringstream table(shipped("data/care/front_door_factors.csv"));
  std::string text, line;
  std::getline(table, line);
  text = line + "\n";
  while (std::getline(table, line)) {
    const std::size_t label = line.find(','), factor = line.find(',', label + 1), after = line.find(',', factor + 1);
    const bool keep = !kept.empty() && line.rfind(kept, 0) == 0;
    text += keep ? line + "\n" : line.substr(0, factor) + ",1" + line.substr(after) + "\n";
  }
  CareSetting setting{.share = share, .weeks = weeks};
  setting.files["front_door_factors.csv"] = text;
  return setting;
}
const std::string own_factors = "[table]\nfront_door_factors.file = \"front_door_factors.csv\"\n";

const std::string nobody_returns = value_of("self_care_returns", 0) + value_of("zelftriage_terug_urgenter", 0) +
                                   value_of("zelftriage_terug_zelfde", 0);
// Nothing arises in the last weeks, so that all who are to return have done so.
const std::string ends_early =
    "[lever.geen_vraag]\nparameter = \"demand_factor\"\noperation = \"set\"\nvalue = 0\nfrom = 2024-01-15\n";

double requests_that_could(const CareRun& run) {
  return run("potential_requests") - run("requests_ended[outcome=zelfzorg]");
}

}  // namespace

TEST_CASE("Self-triage as far as it is in the measured figures changes nothing, bit by bit") {
  const CareSetting setting{.share = 0.05, .weeks = 4};
  const CareRun now(setting, "");
  CHECK(now("self_triages") == 0);
  // Whatever it does: nobody uses more of it than now.
  const CareRun other(setting, value_of("zelftriage_substitutie", 0.5) + value_of("zelftriage_terug_urgenter", 1) +
                                   value_of("self_care_returns", 1));
  CHECK(same_payload(now, other));
  // The model in which nobody comes to its steps.
  const CareRun without(setting, R"(
[[pathway.hulpvraag.step]]
name = "hoort_hier"
no = "ingang"
[[pathway.hulpvraag.step]]
name = "komt_toch_hier"
then = "ingang"
[[pathway.hulpvraag.step]]
name = "komt_met_iets_anders"
yes = "ingang"
[[pathway.hap.step]]
name = "urgentie"
then = "bellen"
[stream.niemand]
family = "niemand"
per_person = 0
profile_table = "profile_week"
profile_column = "practice_calls"
enters = "hulpvraag.zelftriage"
[stream.niemand_op_de_post]
family = "niemand"
per_person = 0
profile_table = "profile_week"
profile_column = "practice_calls"
enters = "hap.zelftriage"
)");
  CHECK(same_payload(now, without));
  // Twin: a use of 1 % more does change them.
  const CareRun more(setting, value_of("zelftriage_bereik_dag", 0.01));
  CHECK(more("first_requests") != now("first_requests"));
}

TEST_CASE("The reach of self-triage is the share of requests that use it, on average over who asks") {
  const CareSetting setting{.share = 0.3, .weeks = 8};
  const CareRun run(setting, value_of("zelftriage_bereik_dag", 0.3) + value_of("zelftriage_substitutie", 1));
  // Regions differ in age and skills by a few per cent.
  const auto is_reach = [&](double reach) {
    return std::abs(run("self_triages[zelftriage=dag]") / requests_that_could(run) / reach - 1) < 0.08;
  };
  CHECK(is_reach(0.30));
  CHECK_FALSE(is_reach(0.25));
  CHECK_FALSE(is_reach(0.38));
  CHECK(run("self_triages[zelftriage=hap]") == 0);
}

TEST_CASE("Without digital skills one in ten uses self-triage of those who else would") {
  const CareSetting setting = with_factors("gebruik_zonder", 0.2, 8);
  const CareRun run(setting, own_factors + used_by(0.5) + value_of("zelftriage_substitutie", 1) +
                                 value_of("self_care_now", 0) +
                                 "[tally.potential_requests]\nby = [\"lacks_basic_digital_skills\"]\n");
  const auto uses = [&](const std::string& lacks, double share) {
    const std::string of = "[lacks_basic_digital_skills=" + lacks + "]";
    return is_share_of(run("self_triages[zelftriage=dag,lacks_basic_digital_skills=" + lacks + "]"),
                       run("potential_requests" + of), share);
  };
  CHECK(uses("no", 0.5));
  CHECK(uses("yes", 0.05));
  CHECK_FALSE(uses("no", 0.48));
  CHECK_FALSE(uses("yes", 0.06));
}

TEST_CASE("Advice without contact is a share of 0.42, wrong for few by day and for one in six at the post") {
  const CareSetting setting = with_factors("", 0.4, 8);
  const CareRun run(setting, own_factors + used_by(0.9) + value_of("zelftriage_substitutie", 1));
  const auto advised = [&](const std::string& where, const std::string& urgency) {
    return run("self_triages[zelftriage=" + where + ",advies=zelfzorg|wachten,urgency=" + urgency + "]");
  };
  for (const auto& [where, wrong] : {std::pair<std::string, double>{"dag", 0.032}, {"hap", 0.176}}) {
    INFO(where);
    const double all = run("self_triages[zelftriage=" + where + "]");
    const double without = advised(where, "U0|U1|U2|U3|U4|U5");
    REQUIRE(without > 1000);
    // The margin of the urgency of the table is 0.42; reasons of a region differ a little.
    CHECK(std::abs(without / all - 0.42) < 0.015);
    CHECK(std::abs(advised(where, "U0|U1|U2|U3") / without / wrong - 1) < 0.15);
    // Class by class it is the table.
    for (const std::string& urgency : all_urgencies) {
      double share = table_value(run.scenario(), "self_triage_advice", "share",
                                 {{"setting", where}, {"urgency", urgency}, {"advies", "zelfzorg"}});
      if (where == "hap") {
        share += table_value(run.scenario(), "self_triage_advice", "share",
                             {{"setting", where}, {"urgency", urgency}, {"advies", "wachten"}});
      }
      INFO(urgency);
      CHECK(is_share_of(advised(where, urgency), run("self_triages[zelftriage=" + where + ",urgency=" + urgency + "]"),
                        share));
    }
  }
  // Twins.
  CHECK_FALSE(is_share_of(advised("dag", "U5"), run("self_triages[zelftriage=dag,urgency=U5]"), 0.54));
  CHECK_FALSE(is_share_of(advised("hap", "U3"), run("self_triages[zelftriage=hap,urgency=U3]"), 0.25));
}

TEST_CASE("Requests fall by use x advice x followers, and by nothing where self-triage brings as many new ones") {
  const CareSetting setting = with_factors("", 0.4, 8);
  const CareRun without(setting, own_factors + used_by(0));
  const CareRun all_replace(setting,
                            own_factors + used_by(0.5) + value_of("zelftriage_substitutie", 1) + nobody_returns);
  CHECK(without("potential_requests") == all_replace("potential_requests"));
  const double n = requests_that_could(without);
  CHECK(requests_that_could(all_replace) == n);
  CHECK(without("first_requests") == n);
  const double fall = without("first_requests") - all_replace("first_requests");
  CHECK(fall == all_replace("self_triages_followed[zelftriage=dag]"));
  CHECK(is_share_of(all_replace("self_triages[zelftriage=dag]"), n, 0.5));
  CHECK(is_share_of(fall, all_replace("self_triages[zelftriage=dag,advies=zelfzorg]"), 0.65));
  CHECK_FALSE(is_share_of(fall, all_replace("self_triages[zelftriage=dag,advies=zelfzorg]"), 0.7));

  // As in England: 0.62 replace a request, each brings 0.38 / 0.62 new self-triages, and the sum is nothing. Standard
  // error: each use changes the number of requests by -1, 0 or +1 more than once at times.
  const CareRun as_many_new(setting, own_factors + used_by(0.5));
  const double uses = as_many_new("self_triages[zelftriage=dag]");
  const double news = as_many_new("self_triages_new[zelftriage=dag]");
  CHECK(is_share_of(news, uses + news, 0.38));
  CHECK_FALSE(is_share_of(news, uses + news, 0.36));
  const double change = as_many_new("first_requests") - without("first_requests");
  CHECK(std::abs(change) < 4 * std::sqrt(uses * 0.5));
  CHECK(std::abs(fall) > 4 * std::sqrt(uses * 0.5));
}

TEST_CASE("Who is wrongly reassured comes back one class more urgent, never two") {
  const CareSetting setting = with_factors("", 0.4, 4);
  const std::string always = own_factors + used_by(0.9) + value_of("zelftriage_substitutie", 1) + ends_early +
                             value_of("zelftriage_terug_na_dag", 2) + value_of("self_care_returns", 0) +
                             value_of("self_triage_follows", 1);
  const CareRun all(setting,
                    always + value_of("zelftriage_terug_urgenter", 1) + value_of("zelftriage_terug_zelfde", 0));
  const auto wrong = [](const CareRun& run, const std::string& urgency) {
    return run("wrongly_reassured[zelftriage=dag,urgency=" + urgency + "]");
  };
  const auto back = [](const CareRun& run, const std::string& how, const std::string& urgency) {
    return run("self_triage_returns[zelftriage=dag,terugkeer=" + how + ",urgency=" + urgency + "]");
  };
  REQUIRE(wrong(all, "U3") > 100);
  CHECK(wrong(all, "U4|U5") == 0);
  CHECK(back(all, "urgenter", "U2") == wrong(all, "U3"));
  CHECK(back(all, "urgenter", "U1") == wrong(all, "U2"));
  CHECK(back(all, "urgenter", "U0") == wrong(all, "U1") + wrong(all, "U0"));
  CHECK(back(all, "urgenter", "U3|U4|U5") == 0);
  CHECK(back(all, "zelfde|terecht", "U0|U1|U2|U3|U4|U5") == 0);

  const CareRun no_one(setting,
                       always + value_of("zelftriage_terug_urgenter", 0) + value_of("zelftriage_terug_zelfde", 0));
  CHECK(wrong(no_one, "U3") == wrong(all, "U3"));
  CHECK(no_one("self_triage_returns[zelftriage=dag]") == 0);
  // As assumed: two in five each, the rest recovers.
  const CareRun shipped_shares(setting, always);
  const double n = wrong(shipped_shares, "U0|U1|U2|U3");
  CHECK(is_share_of(back(shipped_shares, "urgenter", "U0|U1|U2|U3"), n, 0.4));
  CHECK(is_share_of(back(shipped_shares, "zelfde", "U0|U1|U2|U3"), n, 0.4));
  CHECK_FALSE(is_share_of(back(shipped_shares, "zelfde", "U0|U1|U2|U3"), n, 0.6));
  CHECK(nothing_lost(shipped_shares));
}

TEST_CASE("Assistants moved to the portal leave others unhelped; the other ways in, with their hours, close the gap") {
  const CareSetting setting{.share = 0.2, .weeks = 8};
  // Indicator 2.5: share of requests without help, of those who lack digital skills over those who have them.
  const auto divide = [](const CareRun& run) {
    const auto unhelped = [&](const std::string& lacks) {
      const std::string of = "[lacks_basic_digital_skills=" + lacks + "]";
      return run("unserved" + of) / (run("heard_count" + of) + run("unserved" + of));
    };
    return unhelped("yes") / unhelped("no");
  };
  const auto assistants = [](const std::string& factor) {
    return "lever.uren = { parameter = \"staff_hours\", operation = \"multiply\", value = " + factor +
           ", where = { discipline = \"doktersassistent\" } }\n";
  };
  const std::string portal = value_of("digital_entry", 0.95);
  const CareRun without(setting, assistants("0.8") + portal);
  const CareRun with(setting, assistants("1") + portal + value_of("alternatief_balie_bereik", 0.6) +
                                  value_of("alternatief_digihulp_bereik", 0.35));
  // Each of some hundreds without help: a ratio has a standard error of 7 to 9 %.
  CHECK(divide(without) > 1.4);
  CHECK(divide(with) < 1.1);
  CHECK(with("entries[entry=balie]") > 0);
  CHECK(with("pool_on_duty_hours[pool=doktersassistent]") > without("pool_on_duty_hours[pool=doktersassistent]"));
}
