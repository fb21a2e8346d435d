#include "engine/analysis/result_text.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "tests/unit/analysis/made_up_results.h"

using namespace draagkracht;

namespace {

const ReportingFigures figures{50, 40, 2000};
const std::vector<Goal> goals = {{"1", {"Minder druk", "Less pressure"}}, {"6c", {"Dag en nacht", "Day and night"}}};

Indicator indicator(std::size_t goal, const std::string& id, BilingualText name, const std::string& unit,
                    const std::string& expression, double target) {
  Issues issues;
  Indicator made;
  made.goal = goal;
  made.id = id;
  made.name = std::move(name);
  made.unit = unit;
  made.unit_name = {"per inwoner", "per inhabitant"};
  made.at_most = true;
  made.better = Direction::down;
  made.kind = IndicatorKind::outcome;
  made.target = target;
  made.published_baseline = std::numeric_limits<double>::quiet_NaN();
  if (!expression.empty()) {
    made.status = IndicatorStatus::computable;
    made.expression = Expression::parse(expression, clinic_schema(), {}, issues);
  }
  issues.throw_if_any();
  return made;
}

std::vector<Indicator> indicators() {
  std::vector<Indicator> made = {
      indicator(0, "1.1", {"Bezoeken", "Visits"}, "per inhabitant", "contacts / inhabitants * 1000", 1500),
      indicator(0, "1.2", {"Aandeel lang", "Share long"}, "share", "contacts[kind=long+] / contacts", 0.3),
      indicator(1, "6c.1", {"Gelijk", "Same"}, "per inhabitant", "answered[call_norm=10]", 5),
      indicator(1, "6c.2", {"Elders", "Elsewhere"}, "per inhabitant", "", 5)};
  made[0].headline = made[1].headline = true;
  made[2].kind = IndicatorKind::reach;
  made[3].status = IndicatorStatus::needs_table;
  made[3].remark = "needs travel times";
  return made;
}

ResultSet results() {
  ResultSet set(clinic_frame(2));
  for (std::uint32_t k = 0; k < 2; ++k) {
    ClinicRun baseline({0, 0, k, 0}), plan({1, 0, k, 0});
    baseline.set("contacts", 0, 1000).set("contacts", 1, 1000).set("answered", 1, 4);
    plan.set("contacts", 0, 900 + 100 * k).set("contacts", 1, 300 + 100 * k).set("answered", 1, 4);
    for (const std::size_t pool : {0, 1}) {
      baseline.set("pool_load", pool, 0.9).set("pool_on_duty_hours", pool, 4000).set("pool_asked_hours", pool, 3600);
      plan.set("pool_load", pool, 0.9).set("pool_on_duty_hours", pool, 4000).set("pool_asked_hours", pool, 3600);
    }
    plan.set("pool_load", 0, 0.8).set("pool_asked_hours", 0, 3200);
    plan.set("reallocated_contacts", 0, 200).set("reallocated_minutes_from", 0, 2000).set("reallocated_returns", 0, 20);
    plan.set("reallocated_supervision", 0, 800).set("reallocated_minutes_to", 0, 2500);
    set.put(baseline.result());
    set.put(plan.result());
  }
  return set;
}

// Runs of spaces and of rules become one, so that what stands below is readable; text_table_test.cpp has the widths.
std::string squeezed(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' && result.ends_with(' ')) continue;
    const bool rule = text.compare(i, 3, "─") == 0 || text.compare(i, 3, "═") == 0;
    if (rule && result.ends_with(text.substr(i, 3))) {
      i += 2;
      continue;
    }
    result += text[i];
    if (rule) result += text.substr(i + 1, 2), i += 2;
  }
  return result;
}

}  // namespace

TEST_CASE("A comparison reads in Dutch with the intervals' terms, flags, movements and fte") {
  DisplayNames names;
  names.add("doctor", {"Dokter", "Doctor"});
  ComparisonRequest request;
  request.rules = {{"hand_over", "doctor", "nurse"}, {"hand_back", "nurse", "doctor"}};
  const std::string text = comparison_text(compare(results(), indicators(), figures, request), names, Language::nl);
  CHECK(squeezed(text) ==
        "Dorp (R1): plan vergeleken met baseline\n"
        "═\n"
        "Kernuitkomsten, 2 van 2 vergeleken: niets aantoonbaar slechter.\n"
        "Verschil = scenario - basis, run voor run; 2 herhalingen (weinig), t-intervallen van 95 %; die "
        "van de kernuitkomsten gelden samen (Bonferroni over 2).\n"
        "Verschillen van percentages zijn procentpunten.\n"
        "\n"
        "Uitkomsten\n"
        " Indicator Eenheid Basis Scenario Verschil 95 % Steunt op\n"
        "─ ─ ─ ─ ─ ─ ─ ─\n"
        "1.1 Bezoeken per inwoner 2.000 1.300 -700 [-3.245; +1.845] n = 2 (weinig)\n"
        "1.2 Aandeel lang % 50,0 26,8 -23,2 [-68,7; +22,2] n = 2 (weinig)\n"
        "6c.1 Gelijk (bereik) per inwoner 4,000 4,000 0 (identiek) n = 2 (weinig), niet gecorrigeerd\n"
        "\n"
        "Wie deed wat in plaats van wie: contacten per jaar, verschil\n"
        "Van \\ naar nurse Dokter\n"
        "─ ─ ─\n"
        "Dokter +200\n"
        "nurse 0\n"
        "\n"
        "Hetzelfde in minuten per jaar van wie het overnam\n"
        "Van \\ naar nurse Dokter\n"
        "─ ─ ─\n"
        "Dokter +2.500\n"
        "nurse 0\n"
        "\n"
        "Per jaar, verschil met de basis\n"
        "Van Naar Contacten /1.000 inw. Terug Minuten van Supervisie Minuten naar Netto gespaard "
        "uur/normpraktijk fte\n"
        "─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─\n"
        "Dokter nurse +200 +200,0 +20 +2.000 +800 +2.500 +1.200 +40,0 +0,01\n"
        "nurse Dokter 0 0,0 0 0 0 0 0 0,0 0,00\n"
        "\n"
        "Inzet per discipline, verschillen per jaar\n"
        "Discipline Belasting basis scenario verschil 95 % Aanwezig, fte Gevraagd, fte uur/1.000 inw. "
        "uur/normpraktijk\n"
        "─ ─ ─ ─ ─ ─ ─ ─ ─\n"
        "Dokter 0,900 0,800 -0,100 [-0,100; -0,100] 0 -0,20 -400,0 -800,0\n"
        "nurse 0,900 0,900 0 (identiek) 0 0 0 0\n"
        "alle samen – – – – 0 -0,20 -400,0 -800,0\n"
        "1 fte = 50,00 weken x 40 uur = 2.000 uur per jaar, zonder aftrek van verlof en verzuim.\n"
        "Normpraktijk = 2.000 inwoners; uren zijn gevraagde uren. Niet gecorrigeerd voor het aantal "
        "vergelijkingen.\n");
}

TEST_CASE("A scorecard tells colours, targets, margins and why something is not computed") {
  const std::string text = scorecard_text(make_scorecards(results(), goals, indicators(), figures, {}), Language::en);
  CHECK(
      squeezed(text) ==
      "Dorp (R1): goals in baseline\n"
      "═\n"
      "Goal Colour Rests on\n"
      "─ ─ ─ ─\n"
      "1 Less pressure red 2 of 2 outcomes computed\n"
      "6c Day and night grey 0 of 1 outcome computed\n"
      "Green: every computed outcome meets its target; amber: some; red: none. Grey: at most half of the outcomes are\n"
      "computed, or a headline outcome (*) is not. Worse: all of the interval of the difference is worse.\n"
      "Reach, process, context and input never count. Targets are proposals unless a norm is named.\n"
      "\n"
      "Goal 1: Less pressure — red (2 of 2 outcomes computed)\n"
      " Indicator Kind Unit Baseline Target Verdict\n"
      "─ ─ ─ ─ ─ ─ ─\n"
      "1.1 Visits * outcome per inhabitant 2,000 ≤ 1,500 not met, margin -500\n"
      "1.2 Share long * outcome % 50.0 ≤ 30.0 not met, margin -20.0 pp\n"
      "\n"
      "Goal 6c: Day and night — grey (0 of 1 outcome computed)\n"
      " Indicator Kind Unit Baseline Target Verdict\n"
      "─ ─ ─ ─ ─ ─ ─\n"
      "6c.2 Elsewhere outcome per inhabitant – ≤ 5.000 needs table\n"
      "6c.1 Same reach per inhabitant 4.000 ≤ 5.000 met, margin +1.000\n"
      " 6c.2: needs travel times\n"
      "\n"
      "Dorp (R1): goals in plan\n"
      "═\n"
      "Headline outcomes, 2 of 2 compared: nothing shown to be worse.\n"
      "\n"
      "Goal Colour Rests on Verdict\n"
      "─ ─ ─ ─ ─\n"
      "1 Less pressure green 2 of 2 outcomes computed\n"
      "6c Day and night grey 0 of 1 outcome computed\n"
      "Green: every computed outcome meets its target; amber: some; red: none. Grey: at most half of the outcomes are\n"
      "computed, or a headline outcome (*) is not. Worse: all of the interval of the difference is worse.\n"
      "Reach, process, context and input never count. Targets are proposals unless a norm is named.\n"
      "Difference = scenario - baseline, run by run; 2 replications (few), t intervals of 95 %; those of "
      "headline outcomes hold together (Bonferroni over 2).\n"
      "Differences of percentages are percentage points.\n"
      "\n"
      "Goal 1: Less pressure — green (2 of 2 outcomes computed)\n"
      " Indicator Kind Unit Baseline Scenario Difference 95 % Target Verdict\n"
      "─ ─ ─ ─ ─ ─ ─ ─ ─ ─\n"
      "1.1 Visits * outcome per inhabitant 2,000 1,300 -700 [-3,245; +1,845] ≤ 1,500 met, margin +200\n"
      "1.2 Share long * outcome % 50.0 26.8 -23.2 [-68.7; +22.2] ≤ 30.0 met, margin +3.2 pp\n"
      "\n"
      "Goal 6c: Day and night — grey (0 of 1 outcome computed)\n"
      " Indicator Kind Unit Baseline Scenario Difference 95 % Target Verdict\n"
      "─ ─ ─ ─ ─ ─ ─ ─ ─ ─\n"
      "6c.2 Elsewhere outcome per inhabitant – – – ≤ 5.000 needs table\n"
      "6c.1 Same reach per inhabitant 4.000 4.000 0 (identical) ≤ 5.000 met, margin +1.000\n"
      " 6c.2: needs travel times\n");
}

TEST_CASE("A scorecard says what a model lacks of what an indicator needs") {
  std::vector<Indicator> lacking = indicators();
  lacking[3].status = IndicatorStatus::not_in_model;
  lacking[3].needs = {"staff_hours", "staff_persons"};
  const Scorecards cards = make_scorecards(results(), goals, lacking, figures, {});
  const std::string english = squeezed(scorecard_text(cards, Language::en));
  CHECK(english.find("\n6c.2 Elsewhere outcome per inhabitant – ≤ 5.000 not in this model\n") != std::string::npos);
  CHECK(english.find("\n 6c.2: no staff_hours, staff_persons in this model; needs travel times\n") !=
        std::string::npos);
  CHECK(english.find("6c Day and night grey 0 of 1 outcome computed\n") != std::string::npos);
  lacking[3].remark.clear();
  const std::string dutch =
      squeezed(scorecard_text(make_scorecards(results(), goals, lacking, figures, {}), Language::nl));
  CHECK(dutch.find("≤ 5,000 niet in dit model\n") != std::string::npos);
  CHECK(dutch.find("\n 6c.2: geen staff_hours, staff_persons in dit model\n") != std::string::npos);
}

TEST_CASE("What got worse stands first, in a comparison and in a scorecard, headline outcomes before others") {
  ResultSet set(clinic_frame(3));
  for (std::uint32_t k = 0; k < 3; ++k) {
    set.put(ClinicRun({0, 0, k, 0}).set("contacts", 0, 1000).set("contacts", 1, 1000).set("answered", 1, 4).result());
    set.put(
        ClinicRun({1, 0, k, 0}).set("contacts", 0, 900).set("contacts", 1, 1200 + k).set("answered", 1, 6).result());
  }
  std::vector<Indicator> judged = indicators();
  judged[0].headline = false;
  judged[2].better = Direction::up;
  judged[3].headline = true;
  const std::string compared = squeezed(comparison_text(compare(set, judged, figures, {}), {}, Language::nl));
  const std::string worse =
      "═\n"
      "Kernuitkomsten, 1 van 2 vergeleken: aantoonbaar slechter\n"
      " 1.2 Aandeel lang: 50,0 -> 57,2 %, +7,163 [+7,113; +7,214] %-punt\n"
      "Andere uitkomsten die slechter werden, niet gecorrigeerd:\n"
      " 1.1 Bezoeken: 2.000 -> 2.101 per inwoner, +101,0 [+98,5; +103,5]\n";
  CHECK(compared.find("baseline\n" + worse + "Verschil = ") != std::string::npos);
  const Scorecards scorecards = make_scorecards(set, goals, judged, figures, {});
  const std::string cards = squeezed(scorecard_text(scorecards, Language::nl));
  CHECK(cards.find("doelen in plan\n" + worse + "\nDoel Kleur Waarop Oordeel\n") != std::string::npos);
  CHECK(cards.find("\n1 Minder druk rood 2 van 2 uitkomsten berekend verslechterd: 1.2, 1.1\n"
                   "6c Dag en nacht grijs 0 van 1 uitkomst berekend, kernuitkomst 6c.2 niet\n") != std::string::npos);
  CHECK(cards.find("\nDoel 1: Minder druk — rood (2 van 2 uitkomsten berekend), verslechterd: 1.2, 1.1\n") !=
        std::string::npos);
  CHECK(cards.find("niet gehaald, marge -27,2 %-punt, verslechterd\n") != std::string::npos);
  CHECK(cards.find("doelen in baseline\n═\nDoel Kleur Waarop\n") != std::string::npos);
  const std::string english = squeezed(comparison_text(compare(set, judged, figures, {}), {}, Language::en));
  CHECK(english.find("Headline outcomes, 1 of 2 compared: shown to be worse\n 1.2 Share long: 50.0 -> 57.2 %, +7.163 "
                     "[+7.113; +7.214] pp\nOther outcomes that got worse, not adjusted:\n") != std::string::npos);
}

TEST_CASE("One replication tells of nothing whether it got worse") {
  ResultSet set(clinic_frame(1));
  set.put(ClinicRun({0, 0, 0, 0}).set("contacts", 0, 10).result());
  set.put(ClinicRun({1, 0, 0, 0}).set("contacts", 0, 20).set("contacts", 1, 1).result());
  const std::string text = comparison_text(compare(set, indicators(), figures, {}), {}, Language::nl);
  CHECK(text.find("\nKernuitkomsten, 0 van 2 vergeleken: of iets slechter werd is niet te zeggen.\n") !=
        std::string::npos);
}

TEST_CASE("A validation begins with how many held-out figures are within range") {
  Issues issues;
  PublishedFigure visits;
  visits.name = {"Bezoeken", "Visits"};
  visits.unit = "per inhabitant";
  visits.unit_name = {"per inwoner", "per inhabitant"};
  visits.published = 1.9;
  visits.tolerance = 0.1;
  visits.figure_class = FigureClass::held_out;
  visits.evidence = "measured";
  visits.source_key = "counted";
  visits.year = "2020";
  visits.expression = Expression::parse("contacts / inhabitants", clinic_schema(), {}, issues);
  PublishedFigure share = visits;
  share.name = {"Aandeel lang", "Share long"};
  share.unit = "share of visits";
  share.published = 0.4;
  share.tolerance = 0.05;
  share.tolerance_kind = ToleranceKind::points;
  share.expression = Expression::parse("contacts[kind=long+] / contacts", clinic_schema(), {}, issues);
  PublishedFigure later = visits;
  later.expression = {};
  later.figure_class = FigureClass::input;
  const Validation validation = validate(results(), 0, {visits, share, later});
  CHECK(squeezed(validation_text(validation, Language::nl)) ==
        "1 van 2 achtergehouden cijfers binnen de marge\n"
        "0 van 0 gefitte cijfers binnen de marge\n"
        "0 van 0 invoercijfers binnen de marge (1 niet te berekenen)\n"
        "\n"
        "Dorp (R1), scenario baseline\n"
        "Cijfer Klasse Eenheid Model 95 % Gepubliceerd Jaar Bewijs Verschil Marge Binnen? Bron\n"
        "─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─\n"
        "Bezoeken achtergehouden per inwoner 2,000 [2,000; 2,000] 1,900 2020 gemeten +5,3 % 10,0 % ja "
        "counted\n"
        "Aandeel lang achtergehouden % 50,0 [50,0; 50,0] 40,0 2020 gemeten +10,0 %-punt 5,0 %-punt nee "
        "counted\n"
        "Bezoeken invoer per inwoner – – 1,900 2020 gemeten – 10,0 % niet te berekenen counted\n");
  CHECK(validation_text(validation, Language::en).starts_with("1 of 2 held-out figures within range\n"));
}

TEST_CASE("A value that only one side has is shown, and the text says which side has none") {
  ResultSet set(clinic_frame(2));
  for (std::uint32_t k = 0; k < 2; ++k) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    set.put(ClinicRun({0, 0, k, 0}).set("contacts", 0, 1500).set("pool_load", 1, none).result());
    set.put(ClinicRun({1, 0, k, 0}).set("contacts", 0, none).set("pool_load", 1, 0.75).result());
  }
  const Comparison comparison = compare(set, {indicators()[0]}, figures, {});
  const std::string dutch = comparison_text(comparison, {}, Language::nl);
  const std::string english = comparison_text(comparison, {}, Language::en);
  const auto row = [](const std::string& text, const std::string& start) {
    const std::size_t at = text.find("\n" + start) + 1;
    std::string line = text.substr(at, text.find('\n', at) - at);
    line.erase(std::unique(line.begin(), line.end(), [](char a, char b) { return a == ' ' && b == ' '; }), line.end());
    return line;
  };
  CHECK(row(english, "1.1") == "1.1 Visits per inhabitant 1,500 – not in scenario – n = 0 (few)");
  CHECK(row(dutch, "1.1") == "1.1 Bezoeken per inwoner 1.500 – niet in scenario – n = 0 (weinig)");
  CHECK(row(english, "nurse").starts_with("nurse – 0.750 not in baseline –"));
  CHECK(row(dutch, "nurse").starts_with("nurse – 0,750 niet in basis –"));
}

TEST_CASE("Results of one year say which, in each text, and a part of a year is no year") {
  ComparisonRequest request;
  request.settings = {{"2030-01-01", "2030-12-31", 365, {}, 2030}, {"2030-01-01", "2030-12-31", 365, {}, 2030}};
  const std::string compared = comparison_text(compare(results(), indicators(), figures, request), {}, Language::nl);
  CHECK(compared.starts_with("Dorp (R1): plan vergeleken met baseline, jaar 2030\n"));
  CHECK(compared.find("\nPeriode: 2030-01-01 t/m 2030-12-31 (365 dagen).\nVerschil = ") != std::string::npos);
  const Scorecards cards = make_scorecards(results(), goals, indicators(), figures, request);
  const std::string english = squeezed(scorecard_text(cards, Language::en));
  CHECK(
      english.starts_with("Dorp (R1): goals in baseline, year 2030\n═\n"
                          "Period: 2030-01-01 to 2030-12-31 (365 days).\n\nGoal Colour"));
  CHECK(english.find("goals in plan, year 2030\n═\nHeadline outcomes, 2 of 2 compared: nothing shown to be worse.\n"
                     "Period: 2030-01-01 to 2030-12-31 (365 days).\n\nGoal Colour") != std::string::npos);
  request.settings[0].days = request.settings[1].days = 181;
  request.settings[0].last_date = request.settings[1].last_date = "2030-06-30";
  ResultSet same(clinic_frame(1));
  same.put(ClinicRun({0, 0, 0, 0}).result());
  same.put(ClinicRun({1, 0, 0, 0}).result());
  const std::string none = comparison_text(compare(same, {}, figures, request), {}, Language::nl);
  CHECK(none.starts_with("Dorp (R1): plan vergeleken met baseline, deel van 2030\n"));
  CHECK(
      none.find("\nGEEN EFFECT: in geen enkele uitkomst van geen enkele run verschilt plan van baseline in 2030.\n") !=
      std::string::npos);
  const Validation validation = validate(results(), 0, {}, 0.95, request.settings[0]);
  CHECK(validation_text(validation, Language::en)
            .find("\nDorp (R1), scenario baseline, part of 2030: 2030-01-01 to 2030-06-30 (181 days)\n") !=
        std::string::npos);
}

TEST_CASE("A comparison of two files says which is which, and why runs are no pairs") {
  ComparisonRequest request;
  request.settings = {{"2024-01-01", "2024-12-31", 366, {}, 2024, "a.h5"},
                      {"2030-01-01", "2030-12-31", 365, {}, 2030, "b.h5"}};
  request.unpaired = {{}, {"de mensen verschillen: begin 1 en 2", "the people differ: start 1 and 2"}};
  const std::string text =
      squeezed(comparison_text(compare(results(), {indicators()[0]}, figures, request), {}, Language::nl));
  CHECK(text.starts_with("Dorp (R1): plan (b.h5, jaar 2030) vergeleken met baseline (a.h5, jaar 2024)\n"));
  CHECK(text.find("\nPeriode: 2030-01-01 t/m 2030-12-31 (365 dagen); van de basis: 2024-01-01 t/m 2024-12-31 (366 "
                  "dagen).\nOngepaard: de mensen verschillen: begin 1 en 2.\nVerschil = scenario - basis, gemiddelden "
                  "van 2 herhalingen (weinig) en 2 herhalingen (weinig), Welch-intervallen van 95 %.\n") !=
        std::string::npos);
  CHECK(text.find(" n = 2 en 2 (weinig)\n") != std::string::npos);
  request.unpaired.clear();
  CHECK(comparison_text(compare(results(), {indicators()[0]}, figures, request), {}, Language::en)
            .find("\nPaired: the same luck and the same people.\nDifference = scenario - baseline, run by run; 2 "
                  "replications (few), t intervals of 95 %.\n") != std::string::npos);
}
