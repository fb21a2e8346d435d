// What analysts try first: each lever is at most three lines of a scenario file, changes nothing at its neutral value,
// and what it is said to change otherwise, the hours or the side effect among it.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

struct Moves {
  std::string figure;
  bool up;
};

struct ListedLever {
  std::string name;
  std::string neutral, tried;  // the keys of a lever, in a line
  std::vector<Moves> moves;
};

std::string set(const std::string& parameter, const std::string& value, const std::string& where = "") {
  const std::string only = where.empty() ? "" : ", where = { " + where + " }";
  return "parameter = \"" + parameter + "\", operation = \"set\", value = " + value + only;
}

const std::string of_gp = "discipline = \"huisarts\"", of_assistant = "discipline = \"doktersassistent\"";

const ListedLever levers[] = {
    {"less administration: 0.60 -> 0.66 of the time of the same GPs is with patients",
     set("direct_time", "1", of_gp),
     set("direct_time", "1.1", of_gp),
     {{"pool_on_duty_hours[pool=huisarts]", true},
      {"pool_on_duty_hours[pool=huisarts] / pool_present_hours[pool=huisarts]", true},
      {"pool_load[pool=huisarts]", false}}},
    {"more GPs",
     set("staff_hours", "1", of_gp),
     set("staff_hours", "1.2", of_gp),
     {{"pool_on_duty_hours[pool=huisarts]", true}, {"pool_load[pool=huisarts]", false}}},
    {"more assistants",
     set("staff_hours", "1", of_assistant),
     set("staff_hours", "1.2", of_assistant),
     {{"pool_on_duty_hours[pool=doktersassistent]", true}, {"hung_up", false}}},
    {"15 min are booked instead of 10",
     set("consult_slots", "2"),
     set("consult_slots", "3"),
     {{"access_time_mean", true}}},
    {"and 14 min taken instead of 11",
     set("consult_time", "1", of_gp + ", contact_type = \"consult_kort\""),
     set("consult_time", "1.27", of_gp + ", contact_type = \"consult_kort\""),
     {{"pool_asked_hours[pool=huisarts]", true}}},
    {"VS/PA", set("vs_pa_share", "0"), set("vs_pa_share", "0.2"), {{"contacts[discipline=vs_pa]", true}}},
    {"POH-GGZ",
     set("poh_ggz_share", "1"),
     set("poh_ggz_share", "1.3"),
     {{"contacts[discipline=poh_ggz]", true}, {"pool_asked_hours[pool=poh_ggz]", true}}},
    {"POH-S",
     set("poh_s_share", "1"),
     set("poh_s_share", "1.3"),
     {{"contacts[discipline=poh_s]", true}, {"pool_asked_hours[pool=poh_s]", true}}},
    {"self-triage by day",
     set("zelftriage_bereik_dag", "0"),
     set("zelftriage_bereik_dag", "0.22"),
     {{"self_triage_solved", true}, {"self_triage_new_requests", true}, {"wrongly_reassured", true}}},
    {"self-triage at the post",
     set("zelftriage_bereik_hap", "0"),
     set("zelftriage_bereik_hap", "0.24"),
     {{"self_triages[zelftriage=hap]", true}, {"van_hap_naar_dag", true}, {"wrongly_reassured", true}}},
    {"portal",
     set("digital_entry", "0.275"),
     set("digital_entry", "0.5625"),
     {{"entries[entry=digitaal]", true}, {"clarifications", true}, {"calls", false}}},
    {"triage threshold",
     set("triage_zelfzorgadvies", "0"),
     set("triage_zelfzorgadvies", "0.06"),
     {{"extra_advice", true}, {"wrongly_reassured", true}, {"contacts[discipline=huisarts]", false}}},
    {"same-day share", set("same_day_share", "0.4"), set("same_day_share", "0.65"), {{"access_time_mean", true}}},
    {"call-back", set("callback_share", "0"), set("callback_share", "0.4"), {{"hung_up", false}, {"callbacks", true}}},
    {"the GP telephones first",
     set("phone_first_share", "0"),
     set("phone_first_share", "0.5"),
     {{"contacts[contact_type=telefonisch]", true},
      {"contacts[contact_type=consult_kort]", false},
      {"contacts", true},
      {"pool_asked_hours[pool=huisarts]", true}}},
    {"meekijkconsult",
     set("meekijk_bereik", "0"),
     set("meekijk_bereik", "0.12"),
     {{"tele_advice", true}, {"pool_asked_hours[pool=huisarts]", true}}},
    {"referral share",
     "parameter = \"refer_specialist\", operation = \"multiply\", value = 1",
     set("refer_specialist", "0.085"),
     {{"referrals", false}}},
    {"e-consultation",
     set("e_consult_share", "0"),
     set("e_consult_share", "0.1"),
     {{"contacts[contact_type=e_consult]", true}, {"remote_returns", true}}},
    {"video",
     set("beeldbellen_share", "0"),
     set("beeldbellen_share", "0.1"),
     {{"contacts[contact_type=beeldconsult]", true}, {"remote_returns", true}}},
    {"desk",
     set("alternatief_balie_bereik", "0"),
     set("alternatief_balie_bereik", "0.2"),
     {{"entries[entry=balie]", true}, {"entries[entry=telefoon]", false}}},
    {"help with the portal",
     set("alternatief_digihulp_bereik", "0"),
     set("alternatief_digihulp_bereik", "0.3"),
     {{"entries[entry=digitaal]", true}, {"pool_started_hours[pool=digihulp]", true}}},
    {"agreements on what belongs elsewhere",
     set("oneigenlijk_weg", "0"),
     set("oneigenlijk_weg", "0.6"),
     {{"requests_ended[outcome=oneigenlijk_weg]", true}, {"first_requests", false}}},
    {"programme intensity",
     set("visits_diabetes", "3"),
     set("visits_diabetes", "2.3"),
     {{"pool_asked_hours[pool=poh_s]", false}}},
    {"triagists", set("triage_staff", "1"), set("triage_staff", "1.3"), {{"pool_on_duty_hours[pool=triagist]", true}}},
    {"doctors at the post",
     set("hap_gp_staff", "1"),
     set("hap_gp_staff", "2"),
     {{"pool_on_duty_hours[pool=hap_huisarts]", true}}},
};

}  // namespace

TEST_CASE(
    "Each lever that is tried first is one line, silent at its neutral value, and moves what it is said to move") {
  const CareSetting setting{.share = 0.12, .weeks = 6};
  const CareRun now(setting, "");
  for (const ListedLever& lever : levers) {
    INFO(lever.name);
    const auto with = [&](const std::string& keys) { return CareRun(setting, "lever.tried = { " + keys + " }\n"); };
    CHECK(same_payload(with(lever.neutral), now));
    const CareRun tried = with(lever.tried);
    for (const Moves& moves : lever.moves) {
      INFO(moves.figure << ": " << now(moves.figure) << " -> " << tried(moves.figure));
      CHECK((moves.up ? tried(moves.figure) > now(moves.figure) : tried(moves.figure) < now(moves.figure)));
    }
  }
}
