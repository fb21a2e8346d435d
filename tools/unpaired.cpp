#include "tools/unpaired.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "engine/core/printable.h"
#include "engine/des/calendar.h"
#include "engine/io/toml_document.h"
#include "engine/io/toml_fields.h"
#include "engine/model/run_calendar.h"
#include "engine/results/side_by_side.h"
#include "engine/results/year.h"
#include "engine/scenario/field_range.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {
namespace {

// What of a scenario makes people and the places that they belong to.
constexpr std::array<const char*, 4> parts_of_people{"population", "attribute", "need", "scope"};

// A scenario as its file tells it.
struct Told {
  ConfigNode tree;
  Scenario scenario;
};

Told told_of(const ScenarioOrigin& origin) {
  Told told;
  const std::string& name = origin.stored.results.frame().scenarios[origin.scenario];
  const TextPairs& texts = origin.stored.provenance.scenario_texts;
  const auto at = std::find_if(texts.begin(), texts.end(), [&](const auto& text) { return text.first == name; });
  if (at == texts.end()) return told;
  Issues ignored;  // the text was valid when it was run
  told.tree = parse_toml(at->second, name, ignored);
  read_fields(told.tree, "", told.scenario, ignored);
  return told;
}

// "a and b" in two languages, as reasons in one sentence.
class Reasons {
 public:
  void add(const std::string& nl, const std::string& en) {
    add_to(text_.nl, nl);
    add_to(text_.en, en);
  }
  bool empty() const { return text_.nl.empty(); }
  const BilingualText& text() const { return text_; }

 private:
  static void add_to(std::string& text, const std::string& more) { text += (text.empty() ? "" : ", ") + more; }
  BilingualText text_;
};

// A number of a file as Dutch readers write it.
std::string with_comma(std::string number) {
  std::replace(number.begin(), number.end(), '.', ',');
  return number;
}

void collect_texts(const ConfigNode& node, std::set<std::string>& texts) {
  if (node.is_text()) texts.insert(node.text);
  for (const ConfigEntry& entry : node.entries) collect_texts(entry.value, texts);
  for (const ConfigNode& item : node.items) collect_texts(item, texts);
}

// The checksums of the tables that make people, by their names.
std::vector<std::pair<std::string, std::string>> tables_of_people(const ScenarioOrigin& origin, const Told& told) {
  std::set<std::string> texts;
  for (const char* part : parts_of_people) {
    if (const ConfigNode* node = told.tree.find(part)) collect_texts(*node, texts);
  }
  const auto base = [](const std::string& path) { return std::filesystem::path(path).filename().string(); };
  std::vector<std::pair<std::string, std::string>> tables;
  for (const auto& table : told.scenario.tables) {
    if (!texts.contains(table.name)) continue;
    for (const auto& [path, checksum] : origin.stored.provenance.inputs) {
      if (base(path) == base(table.item.file.value)) tables.emplace_back(table.name, checksum);
    }
  }
  return tables;
}

// The parts that are not the same: "[scope.practice]".
void add_parts(const ConfigNode& ours, const ConfigNode& theirs, Reasons& reasons) {
  for (const std::string part : parts_of_people) {
    const ConfigNode *a = ours.find(part), *b = theirs.find(part);
    if (a == nullptr && b == nullptr) continue;
    if (a != nullptr && b != nullptr && same_content(*a, *b)) continue;
    const std::string name = '[' + part + ']';
    reasons.add(name, name);
  }
}

void add_tables(const std::vector<std::pair<std::string, std::string>>& ours,
                const std::vector<std::pair<std::string, std::string>>& theirs, Reasons& reasons) {
  for (const auto& [name, checksum] : ours) {
    const auto other =
        std::find_if(theirs.begin(), theirs.end(), [&](const auto& table) { return table.first == name; });
    if (other == theirs.end() || other->second == checksum) continue;
    reasons.add("tabel " + printable(name), "table " + printable(name));
  }
}

bool same_values(std::span<const double> a, std::span<const double> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

// Results of one period, and which scenario of them.
struct Period {
  const ResultSet& results;
  std::uint32_t scenario;
};

// The first runs of a region and number that both have; nothing if there are none.
std::optional<std::pair<RunKey, RunKey>> common_runs(const Period& ours, const Period& theirs) {
  const ExperimentFrame &a = ours.results.frame(), &b = theirs.results.frame();
  for (const RegionMatch::Both& region : match_regions(a, b).both) {
    for (std::uint32_t n = 0; n < std::min(a.replications, b.replications); ++n) {
      const RunKey key{ours.scenario, 0, n, region.first}, other{theirs.scenario, 0, n, region.second};
      if (ours.results.has(key) && theirs.results.has(other)) return std::pair{key, other};
    }
  }
  return {};
}

// How many inhabitants of each label there are, if the periods are equally long.
void add_inhabitants(const Period& ours, const Period& theirs, Reasons& reasons) {
  const auto runs = common_runs(ours, theirs);
  if (!runs) return;
  const auto values = [&](const Period& period, const std::string& name, RunKey key) {
    const ResultVariable* variable = period.results.frame().schema.variable(name);
    return variable == nullptr ? std::span<const double>() : period.results.values(*variable, key);
  };
  const auto differs = [&](const std::string& name) {
    return !same_values(values(ours, name, runs->first), values(theirs, name, runs->second));
  };
  if (differs("years_counted")) return;
  for (const ResultVariable& variable : ours.results.frame().schema.variables) {
    if (variable.name != "inhabitants" && !variable.name.starts_with("inhabitants_by_")) continue;
    if (theirs.results.frame().schema.variable(variable.name) == nullptr || !differs(variable.name)) continue;
    reasons.add("aantal inwoners (" + variable.name + ")", "number of inhabitants (" + variable.name + ")");
    return;
  }
}

// The same of a year that both tell of, or of the whole periods.
void add_inhabitants(const ScenarioOrigin& scenario, const ScenarioOrigin& baseline, Reasons& reasons) {
  const ResultSet &ours = scenario.stored.results, &theirs = baseline.stored.results;
  const std::vector<ResultYear> years = years_of(ours), others = years_of(theirs);
  if (years.empty() && others.empty())
    return add_inhabitants(Period{ours, scenario.scenario}, Period{theirs, baseline.scenario}, reasons);
  for (const ResultYear& year : years) {
    const auto same = [&](const ResultYear& other) { return other.year == year.year; };
    if (std::none_of(others.begin(), others.end(), same)) continue;
    const ResultSet a = of_year(ours, year.year), b = of_year(theirs, year.year);
    return add_inhabitants(Period{a, scenario.scenario}, Period{b, baseline.scenario}, reasons);
  }
}

}  // namespace

BilingualText why_unpaired(const ScenarioOrigin& scenario, const ScenarioOrigin& baseline) {
  const Provenance &ours = scenario.stored.provenance, &theirs = baseline.stored.provenance;
  const Told us = told_of(scenario), them = told_of(baseline);
  const bool people = us.scenario.population.set || them.scenario.population.set;
  Reasons reasons;
  if (const std::string a = printable(theirs.entry("seed")), b = printable(ours.entry("seed")); a != b) {
    if (!people)
      return {fmt::format("het toeval verschilt: zaad {} en {}", a, b),
              fmt::format("luck differs: seed {} and {}", a, b)};
    reasons.add(fmt::format("zaad {} en {}", a, b), fmt::format("seed {} and {}", a, b));
  }
  if (!people) return {};
  if (const std::string a = printable(theirs.entry("inhabitants_share")),
      b = printable(ours.entry("inhabitants_share"));
      a != b)
    reasons.add(fmt::format("deel van de inwoners {} en {}", with_comma(a), with_comma(b)),
                fmt::format("share of the inhabitants {} and {}", a, b));
  const RunCalendar calendar = run_calendar(us.scenario), other = run_calendar(them.scenario);
  if (calendar.start_day != other.start_day) {
    const std::string a = date_text(other.start_day), b = date_text(calendar.start_day);
    reasons.add(fmt::format("eerste dag {} en {}", a, b), fmt::format("first day {} and {}", a, b));
  }
  add_parts(us.tree, them.tree, reasons);
  add_tables(tables_of_people(scenario, us), tables_of_people(baseline, them), reasons);
  if (reasons.empty()) add_inhabitants(scenario, baseline, reasons);
  if (reasons.empty()) return {};
  return {"de mensen verschillen: " + reasons.text().nl +
              ". In de intervallen zit het toeval van de herhalingen, niet dat van de trekking van mensen",
          "the people differ: " + reasons.text().en +
              ". Intervals hold the luck of replications, not that of how people were drawn"};
}

}  // namespace draagkracht
