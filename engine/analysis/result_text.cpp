// Which columns each table has, and every phrase in both languages.
#include "engine/analysis/result_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/analysis/phrases.h"
#include "engine/analysis/text_table.h"

namespace draagkracht {
namespace {

// Enough decimals for two digits of the half width, so that a small difference is not shown as 0.000.
int difference_decimals(const NumberStyle& style, const Estimate& e) {
  double size = e.difference.half_width * style.factor;
  if (!(size > 0)) size = std::abs(e.difference.mean * style.factor);
  int decimals = style.decimals;
  for (double unit = std::pow(10.0, 1 - decimals); decimals < 6 && size > 0 && size < unit; unit /= 10) ++decimals;
  return decimals;
}

std::string difference_text(const Wording& words, const NumberStyle& style, const Estimate& e) {
  if (e.identical) return words("0 (identiek)", "0 (identical)");
  if (std::isnan(e.baseline.mean) && !std::isnan(e.scenario.mean)) return words("niet in basis", "not in baseline");
  if (std::isnan(e.scenario.mean) && !std::isnan(e.baseline.mean)) return words("niet in scenario", "not in scenario");
  return style.signed_value(e.difference.mean, difference_decimals(style, e));
}

std::string difference_interval(const NumberStyle& style, const Estimate& e) {
  if (e.identical) return {};
  return interval_text(e.difference.low * style.factor, e.difference.high * style.factor, difference_decimals(style, e),
                       style.language, true);
}

std::string flags_text(const Wording& words, const Estimate& e) {
  std::string text =
      "n = " + (e.paired ? std::to_string(e.difference.n)
                         : std::to_string(e.scenario.n) + words(" en ", " and ") + std::to_string(e.baseline.n));
  if (e.few) text += words(" (weinig)", " (few)");
  if (!e.adjusted) text += words(", niet gecorrigeerd", ", not adjusted");
  return text;
}

// Of what the differences are; without a line end.
std::string difference_line(const Wording& words, const Comparison& comparison, const ScenarioComparison& scenario) {
  const auto units = [&](std::uint32_t there, std::uint32_t planned) {
    return units_text(words, comparison.unit_of_variation, there, planned) +
           (there < fewest_units ? words(" (weinig)", " (few)") : "");
  };
  const std::string pairs = scenario.setting.file.empty() ? ""
                                                          : words("Gepaard: hetzelfde toeval en dezelfde mensen.\n",
                                                                  "Paired: the same luck and the same people.\n");
  if (scenario.paired())
    return pairs +
           words("Verschil = scenario - basis, run voor run; ", "Difference = scenario - baseline, run by run; ") +
           units(scenario.pairs, comparison.units) + words(", t-intervallen van ", ", t intervals of ");
  return words("Ongepaard: ", "Unpaired: ") + scenario.unpaired.in(words.language()) +
         words(".\nVerschil = scenario - basis, gemiddelden van ", ".\nDifference = scenario - baseline, means of ") +
         units(scenario.units.scenario, scenario.units.scenario) + words(" en ", " and ") +
         units(scenario.units.baseline, scenario.units.baseline) +
         words(", Welch-intervallen van ", ", Welch intervals of ");
}

// What the intervals are.
std::string interval_line(const Wording& words, const Comparison& comparison, const ScenarioComparison& scenario) {
  std::string text = difference_line(words, comparison, scenario) + percent(comparison.confidence, words.language());
  if (comparison.n_comparisons > 1) {
    const std::string many = std::to_string(comparison.n_comparisons);
    text += words("; die van de kernuitkomsten gelden samen (Bonferroni over ",
                  "; those of headline outcomes hold together (Bonferroni over ") +
            many + ")";
  }
  return text + words(".\nVerschillen van percentages zijn procentpunten.\n",
                      ".\nDifferences of percentages are percentage points.\n");
}

// Which days count; "" if that is not known.
std::string period_line(const Wording& words, const ScenarioSetting& scenario, const ScenarioSetting& baseline) {
  if (scenario.days <= 0) return {};
  std::string text = words("Periode: ", "Period: ") + period_of(words, scenario);
  if (!scenario.same_period(baseline) && baseline.days > 0)
    text += words("; van de basis: ", "; of the baseline: ") + period_of(words, baseline);
  return text + ".\n";
}

// Which days count, and whether the scenario had an effect at all.
std::string setting_lines(const Wording& words, const ScenarioComparison& scenario, const Comparison& comparison) {
  std::string text = period_line(words, scenario.setting, comparison.setting);
  if (!scenario.without_effect) return text;
  text += words("GEEN EFFECT: in geen enkele uitkomst van geen enkele run verschilt ",
                "NO EFFECT: no result of any run of ") +
          scenario.name + words(" van ", " differs from ") + comparison.baseline;
  if (scenario.setting.year != 0) text += words(" in ", " in ") + std::to_string(scenario.setting.year);
  std::string levers;
  for (const std::string& lever : scenario.setting.levers) levers += (levers.empty() ? "" : ", ") + lever;
  if (!levers.empty())
    text += words(", ondanks hefboom ", ", in spite of lever ") + levers +
            words(" (zie `draagkracht check`: wat elke hefboom raakt)",
                  " (see `draagkracht check`: what each lever touches)");
  return text + ".\n";
}

// "  2.4a Appointment within 2 days: 75.1 -> 71.9 %, -3.2 [-4.0; -2.4] pp".
std::string change_line(const Wording& words, const OutcomeRow& row) {
  const Indicator& indicator = row.indicator;
  const Estimate& e = row.estimate;
  const NumberStyle style =
      style_of(indicator.unit, std::max(std::abs(e.baseline.mean), std::abs(e.scenario.mean)), words.language());
  const std::string unit = unit_text(words, indicator.unit, indicator.unit_name);
  return "  " + indicator.id + ' ' + indicator.name.in(words.language()) + ": " + style.value(e.baseline.mean) +
         " -> " + style.value(e.scenario.mean) + (unit == "-" ? "" : ' ' + unit) + ", " +
         difference_text(words, style, e) + ' ' + difference_interval(style, e) +
         (is_share(indicator.unit) ? words(" %-punt", " pp") : "") + '\n';
}

// What got worse, headline outcomes first: it stands above all else.
std::string worse_lines(const Wording& words, const ScenarioComparison& scenario, const Comparison& comparison) {
  std::size_t compared = 0;
  std::string headline, others;
  for (const OutcomeRow& row : scenario.outcomes) {
    if (row.indicator.kind != IndicatorKind::outcome) continue;
    compared += row.indicator.headline && row.change != Change::unknown ? 1 : 0;
    if (row.change == Change::worse) (row.indicator.headline ? headline : others) += change_line(words, row);
  }
  std::string text = words("Kernuitkomsten, ", "Headline outcomes, ") + std::to_string(compared) +
                     words(" van ", " of ") + std::to_string(comparison.n_headline_known) +
                     words(" vergeleken: ", " compared: ");
  if (compared == 0) {
    text += words("of iets slechter werd is niet te zeggen.\n", "whether anything got worse cannot be told.\n");
  } else if (headline.empty()) {
    text += words("niets aantoonbaar slechter.\n", "nothing shown to be worse.\n");
  } else {
    text += words("aantoonbaar slechter\n", "shown to be worse\n") + headline;
  }
  if (!others.empty())
    text += words("Andere uitkomsten die slechter werden, niet gecorrigeerd:\n",
                  "Other outcomes that got worse, not adjusted:\n") +
            others;
  return text;
}

TextTable outcome_table(const Wording& words, const ScenarioComparison& scenario, const Comparison& comparison) {
  TextTable table{words("Uitkomsten", "Outcomes"),
                  {{"", Align::left},
                   {words("Indicator", "Indicator"), Align::left},
                   {words("Eenheid", "Unit"), Align::left},
                   {words("Basis", "Baseline"), Align::right},
                   {"Scenario", Align::right},
                   {words("Verschil", "Difference"), Align::right},
                   {percent(comparison.confidence, words.language()), Align::left},
                   {words("Steunt op", "Rests on"), Align::left}},
                  {}};
  for (const OutcomeRow& row : scenario.outcomes) {
    const Estimate& e = row.estimate;
    const NumberStyle style =
        style_of(row.indicator.unit, std::max(std::abs(e.baseline.mean), std::abs(e.scenario.mean)), words.language());
    std::string name = row.indicator.name.in(words.language());
    if (row.indicator.kind == IndicatorKind::reach) name += words(" (bereik)", " (reach)");
    if (row.indicator.kind == IndicatorKind::process) name += words(" (proces)", " (process)");
    if (row.indicator.kind == IndicatorKind::context) name += words(" (context)", " (context)");
    if (row.indicator.kind == IndicatorKind::input) name += words(" (invoer)", " (input)");
    table.rows.push_back({row.indicator.id, std::move(name),
                          unit_text(words, row.indicator.unit, row.indicator.unit_name), style.value(e.baseline.mean),
                          style.value(e.scenario.mean), difference_text(words, style, e), difference_interval(style, e),
                          flags_text(words, e)});
  }
  return table;
}

// A matrix of one quantity's mean differences per year, from rows to columns.
TextTable from_to_matrix(const Wording& words, const ScenarioComparison& scenario, const DisplayNames& names,
                         const std::string& title, Estimate ReallocationRow::*quantity) {
  std::vector<std::string> from, to;
  const auto place_in = [](std::vector<std::string>& list, const std::string& id) {
    const auto found = std::find(list.begin(), list.end(), id);
    if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
    list.push_back(id);
    return list.size() - 1;
  };
  for (const ReallocationRow& row : scenario.reallocations) {
    place_in(from, row.from);
    place_in(to, row.to);
  }
  TextTable table{title, {{words("Van \\ naar", "From \\ to"), Align::left}}, {}};
  for (const std::string& id : to) table.columns.push_back({names.of(id, words.language()), Align::right});
  for (const std::string& id : from) {
    table.rows.push_back({id.empty() ? "?" : names.of(id, words.language())});
    table.rows.back().resize(table.columns.size());
  }
  for (const ReallocationRow& row : scenario.reallocations) {
    const Estimate& e = row.*quantity;
    table.rows[place_in(from, row.from)][1 + place_in(to, row.to)] =
        e.identical ? "0" : number_text(e.difference.mean, 0, words.language(), true);
  }
  return table;
}

std::string reallocation_section(const Wording& words, const ScenarioComparison& scenario, const DisplayNames& names,
                                 const RegionComparison& region, const ReportingFigures& figures) {
  if (scenario.reallocations.empty()) return {};
  std::string text = '\n' + to_text(from_to_matrix(words, scenario, names,
                                                   words("Wie deed wat in plaats van wie: contacten per jaar, verschil",
                                                         "Who did what instead of whom: contacts per year, difference"),
                                                   &ReallocationRow::contacts));
  text += '\n' + to_text(from_to_matrix(words, scenario, names,
                                        words("Hetzelfde in minuten per jaar van wie het overnam",
                                              "The same in minutes per year of those who took over"),
                                        &ReallocationRow::minutes_to));
  TextTable table{words("Per jaar, verschil met de basis", "Per year, difference from the baseline"),
                  {{words("Van", "From"), Align::left},
                   {words("Naar", "To"), Align::left},
                   {words("Contacten", "Contacts"), Align::right},
                   {words("/1.000 inw.", "/1,000 inh."), Align::right},
                   {words("Terug", "Returned"), Align::right},
                   {words("Minuten van", "Minutes from"), Align::right},
                   {words("Supervisie", "Supervision"), Align::right},
                   {words("Minuten naar", "Minutes to"), Align::right},
                   {words("Netto gespaard", "Net saved"), Align::right},
                   {words("uur/normpraktijk", "h/norm practice"), Align::right},
                   {"fte", Align::right}},
                  {}};
  const auto whole = [&](const Estimate& e) {
    return e.identical ? std::string("0") : number_text(e.difference.mean, 0, words.language(), true);
  };
  for (const ReallocationRow& row : scenario.reallocations) {
    const double hours = row.saved.difference.mean / 60;
    table.rows.push_back(
        {row.from.empty() ? "?" : names.of(row.from, words.language()), names.of(row.to, words.language()),
         whole(row.contacts),
         number_text(row.contacts.difference.mean * 1000 / region.inhabitants, 1, words.language(), true),
         whole(row.returns), whole(row.minutes_from), whole(row.supervision), whole(row.minutes_to), whole(row.saved),
         number_text(hours * figures.norm_practice / region.inhabitants, 1, words.language(), true),
         number_text(hours / figures.hours_per_fte(), 2, words.language(), true)});
  }
  return text + '\n' + to_text(table);
}

std::string pool_section(const Wording& words, const ScenarioComparison& scenario, const DisplayNames& names,
                         const RegionComparison& region, const Comparison& comparison) {
  if (scenario.pools.empty()) return {};
  const ReportingFigures& figures = comparison.figures;
  TextTable table{words("Inzet per discipline, verschillen per jaar", "Staff by discipline, differences per year"),
                  {{words("Discipline", "Discipline"), Align::left},
                   {words("Belasting basis", "Load baseline"), Align::right},
                   {"scenario", Align::right},
                   {words("verschil", "difference"), Align::right},
                   {percent(comparison.confidence, words.language()), Align::left},
                   {words("Aanwezig, fte", "On duty, fte"), Align::right},
                   {words("Gevraagd, fte", "Asked, fte"), Align::right},
                   {words("uur/1.000 inw.", "h/1,000 inh."), Align::right},
                   {words("uur/normpraktijk", "h/norm practice"), Align::right}},
                  {}};
  const auto scaled = [&](const Estimate& e, double factor, int decimals) {
    if (e.identical) return std::string("0");
    return number_text(e.difference.mean * factor, decimals, words.language(), true);
  };
  for (const PoolRow& row : scenario.pools) {
    const NumberStyle style = style_of("", 1, words.language());
    table.rows.push_back({row.pool.empty() ? words("alle samen", "all together") : names.of(row.pool, words.language()),
                          style.value(row.load.baseline.mean), style.value(row.load.scenario.mean),
                          difference_text(words, style, row.load), difference_interval(style, row.load),
                          scaled(row.on_duty_hours, 1 / figures.hours_per_fte(), 2),
                          scaled(row.asked_hours, 1 / figures.hours_per_fte(), 2),
                          scaled(row.asked_hours, 1000 / region.inhabitants, 1),
                          scaled(row.asked_hours, figures.norm_practice / region.inhabitants, 1)});
  }
  const Language language = words.language();
  std::string note = std::string("1 fte = ") + number_text(figures.weeks_per_year, 2, language) +
                     words(" weken x ", " weeks x ") + number_text(figures.hours_per_fte_week, 0, language) +
                     words(" uur = ", " h = ") + number_text(figures.hours_per_fte(), 0, language) +
                     words(" uur per jaar, zonder aftrek van verlof en verzuim.\nNormpraktijk = ",
                           " h per year, leave and absence not taken off.\nNorm practice = ") +
                     number_text(figures.norm_practice, 0, language) +
                     words(" inwoners; uren zijn gevraagde uren. Niet gecorrigeerd voor het aantal vergelijkingen.\n",
                           " inhabitants; hours are hours asked. Not adjusted for the number of comparisons.\n");
  return '\n' + to_text(table) + note;
}

std::string label_text(const Wording& words, const std::string& label) {
  if (label == "yes") return words("ja", "yes");
  return label == "no" ? words("nee", "no") : label;
}

// What each group of persons is counted for. `alone`: of one scenario, with nothing to hold it against.
std::string group_section(const Wording& words, const ScenarioComparison& scenario, const Comparison& comparison,
                          bool alone) {
  std::string text;
  bool too_few = false;
  for (const GroupTable& group : scenario.groups) {
    const bool counts = group.figure.value.empty();
    const std::string unit = unit_text(words, group.figure.unit, group.figure.unit_name);
    const std::string in_unit = unit.empty() || unit == "-" ? "" : " (" + unit + ')';
    TextTable table{group.figure.name.in(words.language()) +
                        (counts ? words(" per 1.000 inwoners per jaar", " per 1,000 inhabitants and year") : in_unit),
                    {{group.figure.by.in(words.language()), Align::left},
                     {words("Inwoners", "Inhabitants"), Align::right},
                     {!alone   ? words("Basis", "Baseline")
                      : counts ? words("Per 1.000", "Per 1,000")
                               : words("Waarde", "Value"),
                      Align::right}},
                    {}};
    if (!alone) {
      table.columns.push_back({"Scenario", Align::right});
      table.columns.push_back({words("Verschil", "Difference"), Align::right});
      table.columns.push_back({percent(comparison.confidence, words.language()), Align::left});
    }
    for (const GroupRow& row : group.rows) {
      const Estimate& e = row.value;
      const NumberStyle style =
          counts ? NumberStyle{1, 1, words.language()}
                 : style_of(group.figure.unit, std::isnan(e.scenario.mean) ? e.baseline.mean : e.scenario.mean,
                            words.language());
      const auto level = [&](const Interval& i) {
        return std::isnan(i.mean) && row.too_few ? words("te weinig", "too few") : style.value(i.mean);
      };
      too_few = too_few || row.too_few;
      table.rows.push_back({label_text(words, row.label), number_text(row.persons, 0, words.language()),
                            level(alone ? e.scenario : e.baseline)});
      if (alone) continue;
      const bool told = e.identical || !std::isnan(e.difference.mean);
      table.rows.back().push_back(level(e.scenario));
      table.rows.back().push_back(e.identical ? words("0 (identiek)", "0 (identical)")
                                  : told      ? style.signed_value(e.difference.mean, difference_decimals(style, e))
                                              : no_number);
      table.rows.back().push_back(told ? difference_interval(style, e) : "");
    }
    text += '\n' + to_text(table);
  }
  if (text.empty()) return text;
  if (!alone)
    text += words("Niet gecorrigeerd voor het aantal vergelijkingen.", "Not adjusted for the number of comparisons.");
  if (too_few)
    text += std::string(alone ? "" : " ") + words("Te weinig: minder dan ", "Too few: fewer than ") +
            number_text(fewest_events, 0, words.language()) + words(" keer of ", " times or ") +
            number_text(fewest_persons, 0, words.language()) + words(" inwoners in een run.", " inhabitants in a run.");
  return text.ends_with('\n') ? text : text + '\n';
}

std::string colour_text(const Wording& words, GoalColour colour) {
  switch (colour) {
    case GoalColour::green:
      return words("groen", "green");
    case GoalColour::amber:
      return words("oranje", "amber");
    case GoalColour::red:
      return words("rood", "red");
    case GoalColour::grey:
      break;
  }
  return words("grijs", "grey");
}

std::string verdict_text(const Wording& words, const ScorecardRow& row, const NumberStyle& style) {
  if (row.verdict == Verdict::not_computed) {
    switch (row.indicator.status) {
      case IndicatorStatus::needs_table:
        return words("mist een tabel", "needs table");
      case IndicatorStatus::not_recorded:
        return words("niet in deze resultaten", "not in these results");
      case IndicatorStatus::not_in_model:
        return words("niet in dit model", "not in this model");
      default:
        return words("nog niet gemodelleerd", "not modelled yet");
    }
  }
  if (row.verdict == Verdict::no_value) return words("geen waarde", "no value");
  if (row.verdict == Verdict::no_target) return words("geen streefwaarde", "no target");
  std::string text = row.verdict == Verdict::met ? words("gehaald", "met") : words("niet gehaald", "not met");
  text += words(", marge ", ", margin ") + style.signed_value(row.margin, style.decimals);
  if (is_share(row.indicator.unit)) text += words(" %-punt", " pp");
  if (!std::isnan(row.share_of_draws)) {
    text += words(", in ", ", in ") + percent(std::round(row.share_of_draws * 100) / 100, words.language()) +
            words(" van de trekkingen", " of the draws");
  }
  return text;
}

bool got_worse(const ScorecardRow& row) {
  return row.indicator.kind == IndicatorKind::outcome && row.change == Change::worse;
}

// "1 of 2 outcomes computed", and which headline outcomes are not.
std::string computed_text(const Wording& words, const GoalCard& goal) {
  if (goal.outcomes.empty()) return words("geen uitkomsten", "no outcomes");
  std::string text = std::to_string(goal.n_computed()) + words(" van ", " of ") +
                     plural(goal.outcomes.size(), words("uitkomst berekend", "outcome computed"),
                            words("uitkomsten berekend", "outcomes computed"));
  std::string without;
  for (const ScorecardRow& row : goal.outcomes) {
    if (row.indicator.headline && !row.is_computed()) without += (without.empty() ? "" : ", ") + row.indicator.id;
  }
  if (!without.empty()) text += words(", kernuitkomst ", ", without headline ") + without + words(" niet", "");
  return text;
}

// "worse: 1.4, 2.3a"; "" if no outcome got worse.
std::string worse_text(const Wording& words, const GoalCard& goal) {
  std::string text;
  for (const ScorecardRow& row : goal.outcomes) {
    if (got_worse(row)) text += (text.empty() ? words("verslechterd: ", "worse: ") : ", ") + row.indicator.id;
  }
  return text;
}

std::string kind_text(const Wording& words, IndicatorKind kind) {
  switch (kind) {
    case IndicatorKind::reach:
      return words("bereik", "reach");
    case IndicatorKind::process:
      return words("proces", "process");
    case IndicatorKind::outcome:
      return words("uitkomst", "outcome");
    case IndicatorKind::context:
      return "context";
    case IndicatorKind::input:
      break;
  }
  return words("invoer", "input");
}

std::string goal_text(const Wording& words, const GoalCard& goal, bool is_baseline, double confidence) {
  const std::string worse = is_baseline ? std::string() : worse_text(words, goal);
  TextTable table{words("Doel ", "Goal ") + goal.goal.id + ": " + goal.goal.name.in(words.language()) + " — " +
                      colour_text(words, goal.colour) + " (" + computed_text(words, goal) + ")" +
                      (worse.empty() ? "" : ", " + worse),
                  {{"", Align::left},
                   {"Indicator", Align::left},
                   {words("Soort", "Kind"), Align::left},
                   {words("Eenheid", "Unit"), Align::left},
                   {words("Basis", "Baseline"), Align::right}},
                  {}};
  if (!is_baseline) {
    table.columns.push_back({"Scenario", Align::right});
    table.columns.push_back({words("Verschil", "Difference"), Align::right});
    table.columns.push_back({percent(confidence, words.language()), Align::left});
  }
  table.columns.push_back({words("Streefwaarde", "Target"), Align::right});
  table.columns.push_back({words("Oordeel", "Verdict"), Align::left});
  std::string notes;
  for (const std::vector<ScorecardRow>* part : {&goal.outcomes, &goal.others}) {
    for (const ScorecardRow& row : *part) {
      const Indicator& indicator = row.indicator;
      const bool computed = row.verdict != Verdict::not_computed;
      double size = std::isnan(indicator.target) ? 0 : std::abs(indicator.target);
      if (computed) size = std::max({size, std::abs(row.estimate.baseline.mean), std::abs(row.estimate.scenario.mean)});
      const NumberStyle style = style_of(indicator.unit, size, words.language());
      std::vector<std::string> cells{
          indicator.id, indicator.name.in(words.language()) + (indicator.headline ? " *" : ""),
          kind_text(words, indicator.kind), unit_text(words, indicator.unit, indicator.unit_name),
          computed ? style.value(row.estimate.baseline.mean) : no_number};
      if (!is_baseline) {
        cells.push_back(computed ? style.value(row.estimate.scenario.mean) : no_number);
        cells.push_back(computed ? difference_text(words, style, row.estimate) : no_number);
        cells.push_back(computed ? difference_interval(style, row.estimate) : "");
      }
      cells.push_back(std::isnan(indicator.target) ? no_number
                                                   : (indicator.at_most ? "≤ " : "≥ ") + style.value(indicator.target));
      const bool worse_here = !is_baseline && got_worse(row);
      cells.push_back(verdict_text(words, row, style) + (worse_here ? words(", verslechterd", ", got worse") : ""));
      table.rows.push_back(std::move(cells));
      if (!computed && indicator.status == IndicatorStatus::needs_table && !indicator.remark.empty()) {
        notes += "  " + indicator.id + ": " + indicator.remark + '\n';
      }
      if (!computed && indicator.status == IndicatorStatus::not_in_model) {
        std::string names;
        for (const std::string& name : indicator.needs) names += (names.empty() ? "" : ", ") + name;
        notes += "  " + indicator.id + words(": geen ", ": no ") + names + words(" in dit model", " in this model");
        notes += (indicator.remark.empty() ? "" : "; " + indicator.remark) + '\n';
      }
    }
  }
  return to_text(table) + notes;
}

std::string class_text(const Wording& words, FigureClass figure_class) {
  switch (figure_class) {
    case FigureClass::input:
      return words("invoer", "input");
    case FigureClass::fitted:
      return words("gefit", "fitted");
    case FigureClass::held_out:
      break;
  }
  return words("achtergehouden", "held out");
}

std::string evidence_text(const Wording& words, const std::string& evidence) {
  if (words.language() == Language::en) return evidence;
  if (evidence == "measured") return "gemeten";
  if (evidence == "derived") return "afgeleid";
  return evidence == "assumed" ? "aangenomen" : evidence;
}

// "3 of 4 held-out figures within range", and how many could not be computed.
std::string count_text(const Wording& words, FigureClass figure_class, const ValidationCount& count) {
  const char* which = figure_class == FigureClass::held_out ? words("achtergehouden cijfers", "held-out figures")
                      : figure_class == FigureClass::fitted ? words("gefitte cijfers", "fitted figures")
                                                            : words("invoercijfers", "input figures");
  std::string text = std::to_string(count.within) + words(" van ", " of ") + std::to_string(count.computed()) + ' ' +
                     which + words(" binnen de marge", " within range");
  if (count.not_computed > 0) {
    text += " (" + std::to_string(count.not_computed) + words(" niet te berekenen)", " cannot be computed)");
  }
  return text + '\n';
}

std::string validation_region_text(const Wording& words, const RegionValidation& region, const Validation& validation) {
  std::string text = count_text(words, FigureClass::held_out, region.count(FigureClass::held_out)) +
                     count_text(words, FigureClass::fitted, region.count(FigureClass::fitted)) +
                     count_text(words, FigureClass::input, region.count(FigureClass::input)) + '\n';
  std::string title = region_text(region.name, region.code) + ", scenario " + validation.scenario;
  if (const std::string year = year_text(words, validation.setting); !year.empty()) {
    title += ", " + year;
    if (validation.setting.days > 0) title += ": " + period_of(words, validation.setting);
  }
  if (region.units < validation.units) {
    title += ", " + units_text(words, validation.unit_of_variation, region.units, validation.units);
  }
  TextTable table{title,
                  {{words("Cijfer", "Figure"), Align::left},
                   {words("Klasse", "Class"), Align::left},
                   {words("Eenheid", "Unit"), Align::left},
                   {words("Model", "Model"), Align::right},
                   {percent(validation.confidence, words.language()), Align::left},
                   {words("Gepubliceerd", "Published"), Align::right},
                   {words("Jaar", "Year"), Align::left},
                   {words("Bewijs", "Evidence"), Align::left},
                   {words("Verschil", "Difference"), Align::right},
                   {words("Marge", "Tolerance"), Align::right},
                   {words("Binnen?", "Within?"), Align::left},
                   {words("Bron", "Source"), Align::left}},
                  {}};
  for (const FigureClass figure_class : {FigureClass::held_out, FigureClass::fitted, FigureClass::input}) {
    for (const ValidationRow& row : region.rows) {
      const PublishedFigure& figure = row.figure;
      if (figure.figure_class != figure_class) continue;
      const NumberStyle style = style_of(figure.unit, figure.published, words.language());
      // Relative differences are percentages; points of a share are percentage points.
      const bool relative = figure.tolerance_kind == ToleranceKind::relative;
      const NumberStyle apart = relative ? NumberStyle{100, 1, words.language()} : style;
      const std::string suffix = relative ? " %" : is_share(figure.unit) ? words(" %-punt", " pp") : "";
      const bool computed = row.agreement != Agreement::not_computed;
      table.rows.push_back({figure.name.in(words.language()), class_text(words, figure_class),
                            unit_text(words, figure.unit, figure.unit_name), style.value(row.simulated.mean),
                            interval_text(row.simulated.low * style.factor, row.simulated.high * style.factor,
                                          style.decimals, words.language()),
                            style.value(figure.published), figure.year, evidence_text(words, figure.evidence),
                            computed ? apart.signed_value(row.difference, apart.decimals) + suffix : no_number,
                            apart.value(figure.tolerance) + suffix,
                            row.agreement == Agreement::within    ? words("ja", "yes")
                            : row.agreement == Agreement::outside ? words("nee", "no")
                                                                  : words("niet te berekenen", "not computed"),
                            figure.source_key});
    }
  }
  return text + to_text(table);
}

// "plan (b.h5, year 2030)": of which file and year.
std::string with_origin(const Wording& words, const std::string& name, const ScenarioSetting& setting) {
  const std::string year = year_text(words, setting);
  return name + " (" + setting.file + (year.empty() ? "" : ", " + year) + ")";
}

// "plan compared with baseline", and in which year.
std::string title_of(const Wording& words, const ScenarioComparison& scenario, const Comparison& comparison) {
  const std::string with = words(" vergeleken met ", " compared with ");
  if (!scenario.setting.file.empty())
    return with_origin(words, scenario.name, scenario.setting) + with +
           with_origin(words, comparison.baseline, comparison.setting);
  const std::string year = year_text(words, scenario.setting);
  return scenario.name + with + comparison.baseline + (year.empty() ? "" : ", " + year);
}

}  // namespace

std::string comparison_text(const Comparison& comparison, const DisplayNames& names, Language language) {
  const Wording words(language);
  std::string text;
  for (const RegionComparison& region : comparison.regions) {
    for (const ScenarioComparison& scenario : region.scenarios) {
      if (!text.empty()) text += '\n';
      text += heading(region_text(region.name, region.code) + ": " + title_of(words, scenario, comparison));
      text += worse_lines(words, scenario, comparison);
      text += setting_lines(words, scenario, comparison) + interval_line(words, comparison, scenario);
      if (!scenario.outcomes.empty()) text += '\n' + to_text(outcome_table(words, scenario, comparison));
      text += group_section(words, scenario, comparison, false);
      text += reallocation_section(words, scenario, names, region, comparison.figures);
      text += pool_section(words, scenario, names, region, comparison);
    }
  }
  return text;
}

namespace {

std::string colours_text(const Wording& words, const Scorecard& card) {
  TextTable colours{"",
                    {{words("Doel", "Goal"), Align::left},
                     {"", Align::left},
                     {words("Kleur", "Colour"), Align::left},
                     {words("Waarop", "Rests on"), Align::left}},
                    {}};
  if (!card.is_baseline) colours.columns.push_back({words("Oordeel", "Verdict"), Align::left});
  for (const GoalCard& goal : card.goals) {
    colours.rows.push_back({goal.goal.id, goal.goal.name.in(words.language()), colour_text(words, goal.colour),
                            computed_text(words, goal)});
    if (!card.is_baseline) colours.rows.back().push_back(worse_text(words, goal));
  }
  return to_text(colours) +
         words(
             "Groen: elke berekende uitkomst haalt haar streefwaarde; oranje: een deel; rood: geen. Grijs: hoogstens "
             "de helft\nvan de uitkomsten is berekend, of een kernuitkomst (*) niet. Verslechterd: het hele interval "
             "van het verschil is slechter.\nBereik, proces, context en invoer tellen niet mee. Streefwaarden zijn "
             "voorstellen, tenzij een norm is genoemd.\n",
             "Green: every computed outcome meets its target; amber: some; red: none. Grey: at most half of the "
             "outcomes are\ncomputed, or a headline outcome (*) is not. Worse: all of the interval of the difference "
             "is worse.\nReach, process, context and input never count. Targets are proposals unless a norm is "
             "named.\n");
}

}  // namespace

std::string scorecard_text(const Scorecards& scorecards, Language language) {
  const Wording words(language);
  const Comparison& comparison = scorecards.comparison;
  std::string text;
  std::size_t number = 0;  // of the card: they stand in the comparison's order
  for (const RegionComparison& region : comparison.regions) {
    for (const ScenarioComparison& scenario : region.scenarios) {
      const Scorecard& card = scorecards.cards.at(number++);
      if (!text.empty()) text += '\n';
      const std::string year = year_text(words, scenario.setting);
      text += heading(region_text(card.region_name, card.region_code) + ": " + words("doelen in ", "goals in ") +
                      card.scenario + (year.empty() ? "" : ", " + year));
      if (!card.is_baseline) text += worse_lines(words, scenario, comparison);
      if (!year.empty()) text += period_line(words, scenario.setting, comparison.setting);
      if (!card.is_baseline || !year.empty()) text += '\n';
      text += colours_text(words, card);
      if (!card.is_baseline) text += interval_line(words, comparison, scenario);
      for (const GoalCard& goal : card.goals) {
        text += '\n' + goal_text(words, goal, card.is_baseline, comparison.confidence);
      }
      text += group_section(words, scenario, comparison, card.is_baseline);
    }
  }
  return text;
}

std::string validation_text(const Validation& validation, Language language) {
  const Wording words(language);
  std::string text;
  for (const RegionValidation& region : validation.regions) {
    if (!text.empty()) text += '\n';
    // The count comes first: with several regions the place stands before it on the same line.
    if (validation.regions.size() > 1) text += region_text(region.name, region.code) + ": ";
    text += validation_region_text(words, region, validation);
  }
  return text;
}

}  // namespace draagkracht
