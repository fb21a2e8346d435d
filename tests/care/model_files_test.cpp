// The files of the care model: numbers stand in parameters and tables, where levers and draws reach them, and each
// discipline is whole.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <type_traits>

#include "engine/io/csv.h"
#include "engine/io/scenario_file.h"
#include "engine/io/toml_document.h"
#include "engine/model/compile.h"
#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

namespace fs = std::filesystem;

const fs::path care = fs::path(DRAAGKRACHT_SOURCE_FOLDER) / "data/care";

// Numbers that say how the model is built, and nothing of the world. `*` is any one name, a leading `**.` any path.
struct Structural {
  const char* path;
  const char* why;
  double only = std::numeric_limits<double>::quiet_NaN();  // if given, this number alone
};
const Structural structural[] = {
    {"run.*", "what is simulated"},
    {"attribute.*.from_age", "bounds of bands, by which tables are written"},
    {"attribute.*.labels", "names of bands"},
    {"scope.*.preference.*.labels", "names of bands"},
    {"attribute.*.from_points", "bounds of a score, by which its labels are defined"},
    {"attribute.*.basis_from_age", "a bound of age, by which tables are written"},
    {"attribute.*.basis.*", "all who have it count", 1},
    {"attribute.*.law.mean", "factor and table say how much", 1},
    {"attribute.*.time.mean", "a week, which the factor multiplies", 1},
    {"template.drive.step.*.{as}.mean", "a minute, which the factor multiplies"},
    {"template.drive.step.*.{as}.factor", "in minutes"},
    {"schedule.*.days.*", "hours of the week"},
    {"stream.*.day_factor.*.hours", "hours of the day"},
    {"pool.*.preemptible", "a rank"},
    {"global.*.value", "what it is before anything has happened", 0},
    {"pool.*.book.slot", "how a book is laid out"},
    {"pool.*.book.lead", "how a book is laid out"},
    {"pool.*.book.pattern", "how a book is laid out"},
    {"pool.*.book.prefer_own", "how a book is laid out"},
    {"pool.*.limit.*.priorities", "a rank"},
    {"pool.*.overtime_limit.always_below", "a rank"},
    {"pool.*.limit.*.cap", "a cap of whole servers"},
    {"reallocation.*.supervision_priority", "a rank"},
    {"trace.*.every", "how a night is told; it changes no run"},
    {"trace.sentence.*.late", "how a night is told; it changes no run"},
    {"trace.sentence.*.text", "how a night is told; it changes no run"},
    {"wait.*.within", "a norm of what is measured; it changes no run"},
    {"sensor.*.over", "the time that figures which go by the sensor are about"},
    {"wait.*.plus", "part of what is measured; it changes no run"},
    {"**.lookup.missing", "what holds where a table has no row", 0},
    {"**.chance_lookup.missing", "what holds where a table has no row", 0},
    {"**.age_factor.missing", "what holds where a table has no row", 1},
    {"pathway.*.step.*.priority", "a rank"},
    {"pathway.*.step.*.priorities.*", "a rank"},
    {"pathway.*.step.*.after_priority", "a rank"},
    {"pathway.*.step.*.slots", "slots of a book"},
    {"pathway.*.step.*.slots_of.*", "slots of a book"},
    {"template.self_triage.step.{name}_na_dagen.delay", "its parameter self_care_return_time moves both ends"},
    {"pathway.*.step.*.assign.*", "counting by one", 1},
    {"template.*.step.*.after_priority", "a rank"},
    {"**.arguments.priority", "a rank"},
    {"**.arguments.after_priority", "a rank"},
    {"**.arguments.slots_of.*", "slots of a book"},
};
// Texts in which a number is a word.
const std::set<std::string> words = {"label_nl", "label_en", "title_nl", "title_en", "name", "file"};

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t dot = std::min(path.find('.', from), path.size());
    parts.push_back(path.substr(from, dot - from));
    from = dot + 1;
  }
  return parts;
}

bool fits(const std::string& path, const Structural& rule) {
  std::vector<std::string> wanted = parts_of(rule.path), found = parts_of(path);
  if (wanted[0] == "**") {
    wanted.erase(wanted.begin());
    if (found.size() < wanted.size()) return false;
    found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(wanted.size()));
  }
  return std::equal(wanted.begin(), wanted.end(), found.begin(), found.end(),
                    [](const std::string& a, const std::string& b) { return a == "*" || a == b; });
}

// The first number in a text but 0 ("uniform 0 min to longest" begins at once), such as 18 of "lognormal 18 min"; NaN
// if all digits belong to words.
double number_in(const std::string& text) {
  const auto in_word = [&](std::size_t at) {
    return text[at] == '_' || std::isalnum(static_cast<unsigned char>(text[at])) != 0;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0 || (i > 0 && in_word(i - 1))) continue;
    std::size_t length = 0;
    const double number = std::stod(text.substr(i), &length);
    if (number != 0) return number;
    i += length - 1;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

class Numbers {
 public:
  // "file:line: path = number" of each that no rule allows.
  std::vector<std::string> found;

  void walk(const ConfigNode& node, const std::string& path, const std::string& key) {
    if (path == "parameter" || path == "parameters") return;  // where numbers belong
    const auto below = [&](const std::string& name) { return path.empty() ? name : path + '.' + name; };
    for (const ConfigEntry& entry : node.entries) walk(entry.value, below(entry.key), entry.key);
    for (const ConfigNode& item : node.items) {
      const ConfigNode* name = item.find("name");
      walk(item, name != nullptr && name->is_text() ? below(name->text) : path, key);
    }
    double number = std::numeric_limits<double>::quiet_NaN();
    if (node.kind == ConfigNode::Kind::integer) number = static_cast<double>(node.integer);
    if (node.kind == ConfigNode::Kind::real) number = node.real;
    if (node.is_text() && !words.contains(key)) number = number_in(node.text);
    if (std::isnan(number)) return;
    const bool allowed = std::any_of(std::begin(structural), std::end(structural), [&](const Structural& rule) {
      return fits(path, rule) && (std::isnan(rule.only) || rule.only == number);
    });
    if (!allowed) {
      const std::string file = fs::path(node.where.file).filename().string();
      found.push_back(file + ':' + std::to_string(node.where.line) + ": " + path);
    }
  }
};

std::vector<std::string> numbers_of(const std::string& toml) {
  Issues issues;
  Numbers numbers;
  numbers.walk(parse_toml(toml, "made_up.toml", issues), "", "");
  return numbers.found;
}

std::vector<fs::path> model_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".toml") && !name.ends_with(".meta.toml")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("No number of the world stands in the files of the care model outside parameters and tables") {
  const std::vector<fs::path> files = model_files(care);
  REQUIRE(files.size() > 15);
  Numbers numbers;
  for (const fs::path& file : files) numbers.walk(load_toml(file.string()), "", "");
  CHECK(numbers.found == std::vector<std::string>{});
}

TEST_CASE("Each kind of number is found where it may not stand, and told where") {
  CHECK(numbers_of("[parameter.p]\nvalue = 0.3\nlow = 0.2\n[[pathway.a.step]]\nname = \"s\"\nchance = \"p\"\n"
                   "priority = 2\ndelay = \"uniform 0 min to longest\"\n") == std::vector<std::string>{});
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"chance = 0.3", "chance"},
      {"branches = [{share = 0.3, to = \"b\"}]", "branches.share"},
      {"delay = {distribution = \"exponential\", mean = \"18 min\"}", "delay.mean"},
      {"delay = {distribution = \"uniform\", low = \"1 min\", high = \"longest\"}", "delay.low"},
      {"delay = \"lognormal 25 min cv spread\"", "delay"},
      {"delay = \"uniform 0 min to 3 h\"", "delay"},
      {"when = \"waited > 2 * longest\"", "when"},
      {"assign = {left = \"left - 2\"}", "assign.left"},
      {"lookup = {table = \"t\", column = \"share\", scale = 1.07}", "lookup.scale"},
      {"lookup = {table = \"t\", column = \"share\", missing = 0.5}", "lookup.missing"}};
  for (const auto& [line, key] : wrong) {
    INFO(line);
    CHECK(numbers_of("[[pathway.a.step]]\nname = \"s\"\n" + line + "\n") ==
          std::vector<std::string>{"made_up.toml:3: pathway.a.step.s." + key});
  }
  CHECK(numbers_of("[[template.t.step]]\nname = \"{name}\"\nafter_priority = 5\nchance = 0.3\n[[pathway.a.step]]\n"
                   "name = \"s\"\ntemplate = \"t\"\narguments = {priority = 1, share = 0.2}\n") ==
        std::vector<std::string>{"made_up.toml:4: template.t.step.{name}.chance",
                                 "made_up.toml:8: pathway.a.step.s.arguments.share"});
  CHECK(numbers_of("attribute.a.share = 0.45\nstream.s.per_person = 1.2\nscope.s.not_enrolled = 0.006\n"
                   "attribute.a.basis = {b = 1, c = 0.4}\npool.p.servers = 3\n") ==
        std::vector<std::string>{"made_up.toml:1: attribute.a.share", "made_up.toml:4: attribute.a.basis.c",
                                 "made_up.toml:2: stream.s.per_person", "made_up.toml:3: scope.s.not_enrolled",
                                 "made_up.toml:5: pool.p.servers"});
}

namespace {

// The files of the disciplines with the model that they are part of.
struct Disciplines {
  ScenarioFile file;
  Model model;
};

Disciplines shipped_disciplines() {
  Disciplines all;
  all.file = load_scenario((care / "model.toml").string());
  all.model = compile(all.file.scenario, all.file.tables);
  return all;
}

// Labels in `column` of the rows in which each other column has the given text, and `above` a number above 0 if asked.
std::set<std::string> labels_in(const Table& table, const std::string& column,
                                const std::map<std::string, std::string>& row, const std::string& above = "") {
  std::set<std::string> found;
  const auto cell = [&](const std::vector<std::string>& cells, const std::string& name) {
    return cells.at(static_cast<std::size_t>(table.column(name)));
  };
  for (const std::vector<std::string>& cells : table.rows) {
    const bool fits =
        std::all_of(row.begin(), row.end(), [&](const auto& w) { return cell(cells, w.first) == w.second; });
    if (fits && (above.empty() || std::stod(cell(cells, above)) > 0)) found.insert(cell(cells, column));
  }
  return found;
}

// The steps that seize a pool: by its name, or as a label of a variable.
struct Seizes : StepParts {
  Index asked;
  LabelSource by;
  bool seizes = false;

  explicit Seizes(Index kind) : asked(kind) {}
  void label(LabelRole role, LabelSource read) {
    if (role == LabelRole::pool) by = read;
  }
  void pool(PoolRole role, Index kind) { seizes = seizes || (role == PoolRole::seized && kind == asked); }
};

std::string task_of(const Model& model, const Step& step) {
  return model.verbs.visit(step, []<class Verb>(const Verb& verb) -> std::string {
    if constexpr (std::is_same_v<Verb, SeizeStep>) return verb.task;
    return {};
  });
}

// What one of the practice lacks, to whom contacts are sent by their discipline.
void lacks_as_team(const Disciplines& all, const std::string& name, std::vector<std::string>& missing) {
  const Tables& tables = all.file.tables;
  const std::set<std::string> timed = labels_in(tables.at("service_times"), "task", {{"discipline", name}});
  for (const std::string& form : labels_in(tables.at("contact_type"), "contact_type", {{"discipline", name}}, "share"))
    if (!timed.contains(form)) missing.push_back("no service time of " + form);
  if (labels_in(tables.at("discipline_by_reason"), "reason", {{"discipline", name}}, "share").empty())
    missing.emplace_back("nobody is sent there");
  const std::vector<std::string>& outcomes = all.model.outcomes;
  if (std::find(outcomes.begin(), outcomes.end(), "geholpen_" + name) == outcomes.end())
    missing.emplace_back("no way out");
}

// What the discipline with this pool lacks, in words. A step that names its pool has a time of its own and leads to an
// exit, or does not compile.
std::vector<std::string> lacks(const Disciplines& all, const std::string& name) {
  const Scenario& s = all.file.scenario;
  const auto pool = std::find_if(s.pools.begin(), s.pools.end(), [&](const auto& one) { return one.name == name; });
  if (pool == s.pools.end()) return {"no pool of that name"};
  std::vector<std::string> missing;
  const Tables& tables = all.file.tables;
  const StaffSpec& staff = pool->item.staff;
  const RosterSpec& roster = pool->item.roster;
  if (staff.table.value.empty() && roster.table.value.empty() && !pool->item.unlimited)
    missing.emplace_back("no staff and no roster");
  if (!staff.table.value.empty() &&
      labels_in(tables.at(staff.table.value), "discipline", {{"discipline", staff.row.value}}).empty())
    missing.emplace_back("no row in staffing");
  if (!roster.table.value.empty() &&
      labels_in(tables.at(roster.table.value), "role", {{"role", roster.row.value}}).empty())
    missing.emplace_back("no row in a roster");

  const auto kind = static_cast<Index>(pool - s.pools.begin());
  bool seized = false, in_team = false;
  for (const Step& step : all.model.steps) {
    const Seizes seizes = visit_parts(all.model.verbs, step, Seizes(kind));
    if (!seizes.seizes) continue;
    seized = true;
    if (seizes.by.kind != LabelSource::request) continue;
    if (all.model.variables[seizes.by.index] == "discipline") {
      in_team = true;
    } else if (const std::string task = task_of(all.model, step);
               labels_in(tables.at("service_times"), "task", {{"discipline", name}, {"task", task}}).empty()) {
      missing.push_back("no service time of " + task);
    }
  }
  if (!seized) missing.emplace_back("no way in");
  if (in_team) lacks_as_team(all, name, missing);
  return missing;
}

void cut_rows(Table& table, const std::string& column, const std::string& label) {
  const auto at = static_cast<std::size_t>(table.column(column));
  std::vector<std::vector<std::string>> kept;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (table.rows[row][at] == label) continue;
    kept.push_back(table.rows[row]);
  }
  table.rows = kept;
}

}  // namespace

TEST_CASE("Each discipline is whole: hours, a time of all that it does, a way in and a way out") {
  const Disciplines all = shipped_disciplines();
  const std::vector<fs::path> files = model_files(care / "disciplines");
  CHECK(files.size() >= 9);
  std::size_t found = 0;
  for (const fs::path& file : files) {
    INFO(file.string());
    const ConfigNode root = load_toml(file.string());
    const ConfigNode* pools = root.find("pool");
    REQUIRE(pools != nullptr);
    for (const ConfigEntry& pool : pools->entries) {
      INFO(pool.key);
      CHECK(lacks(all, pool.key) == std::vector<std::string>{});
      ++found;
    }
  }
  CHECK(found == all.file.scenario.pools.size());  // no pool stands elsewhere
}

TEST_CASE("What a discipline lacks is found") {
  const Disciplines all = shipped_disciplines();
  using Lacks = std::vector<std::string>;
  CHECK(lacks(all, "logopedist") == Lacks{"no pool of that name"});
  const auto without = [&](const std::string& table, const std::string& column, const std::string& label) {
    Disciplines changed = all;
    cut_rows(changed.file.tables.at(table), column, label);
    return changed;
  };
  CHECK(lacks(without("staffing", "discipline", "poh_s"), "poh_s") == Lacks{"no row in staffing"});
  CHECK(lacks(without("hap_roster", "role", "triagist"), "triagist") == Lacks{"no row in a roster"});
  CHECK(lacks(without("service_times", "task", "visite"), "poh_ggz") == Lacks{"no service time of visite"});
  CHECK(lacks(without("discipline_by_reason", "discipline", "poh_s"), "poh_s") == Lacks{"nobody is sent there"});
  Disciplines shut = all;
  std::erase(shut.model.outcomes, "geholpen_poh_s");
  CHECK(lacks(shut, "poh_s") == Lacks{"no way out"});
  for (SeizeStep& seize : shut.model.verbs.seize) std::erase(seize.pool.pools, 0);
  CHECK(lacks(shut, shut.file.scenario.pools[0].name) == Lacks{"no way in"});
}

namespace {

// What the evidence of a parameter lacks, in words.
std::vector<std::string> lacks(const Named<ParameterSpec>& parameter, const std::set<std::string>& sources) {
  const ParameterSpec& p = parameter.item;
  std::vector<std::string> missing;
  const bool range = !std::isnan(p.low.value) && !std::isnan(p.high.value);
  const bool neutral = p.value.value == 0 || p.value.value == 1;  // what the tables say, or what nobody does yet
  if (!range && !neutral) missing.emplace_back("no range");
  if (range && !(p.low.value <= p.value.value && p.value.value <= p.high.value && p.low.value < p.high.value))
    missing.emplace_back("a value outside its range");
  if (range && !(p.least.value <= p.low.value && p.high.value <= p.most.value))
    missing.emplace_back("a range that levers cannot reach");
  if (range && p.source.value.empty()) missing.emplace_back("no source");
  if (p.unit.value.empty()) missing.emplace_back("no unit");
  if (p.label_nl.value.empty()) missing.emplace_back("no label");
  constexpr int assumed = 2;
  for (std::size_t from = 0; from < p.source.value.size();) {
    const std::size_t end = std::min(p.source.value.find(';', from), p.source.value.size());
    const std::string key = p.source.value.substr(from, end - from);
    if (!sources.contains(key)) missing.push_back("no source " + key);
    if (key == "own_judgement" && p.evidence != assumed) missing.emplace_back("judgement that is called measured");
    from = end + 1;
  }
  return missing;
}

}  // namespace

TEST_CASE("Each parameter has a range with a source, or is what the tables say") {
  const ScenarioFile file = load_scenario((care / "model.toml").string());
  const std::set<std::string> sources =
      labels_in(parse_csv(shipped("data/sources.csv"), "sources.csv"), "source_key", {});
  REQUIRE(file.scenario.parameters.size() > 70);
  for (const auto& parameter : file.scenario.parameters) {
    INFO(parameter.name);
    CHECK(lacks(parameter, sources) == std::vector<std::string>{});
  }
  // Twins.
  const auto changed = [&](auto change) {
    Named<ParameterSpec> parameter{"p", {}, {}};
    ParameterSpec& p = parameter.item;
    p.value.value = 0.3, p.low.value = 0.2, p.high.value = 0.4, p.least.value = 0, p.most.value = 1;
    p.source.value = "own_judgement", p.unit.value = "share", p.label_nl.value = "Deel";
    change(p);
    return lacks(parameter, sources);
  };
  using Lacks = std::vector<std::string>;
  CHECK(changed([](ParameterSpec&) {}) == Lacks{});
  CHECK(changed([](ParameterSpec& p) { p.low.value = LawSpec::not_given; }) == Lacks{"no range"});
  CHECK(changed([](ParameterSpec& p) { p.value.value = 0.5; }) == Lacks{"a value outside its range"});
  CHECK(changed([](ParameterSpec& p) { p.most.value = 0.35; }) == Lacks{"a range that levers cannot reach"});
  CHECK(changed([](ParameterSpec& p) { p.source.value = ""; }) == Lacks{"no source"});
  CHECK(changed([](ParameterSpec& p) { p.source.value = "nobody"; }) == Lacks{"no source nobody"});
  CHECK(changed([](ParameterSpec& p) { p.evidence = 0; }) == Lacks{"judgement that is called measured"});
  CHECK(changed([](ParameterSpec& p) { p.unit.value = ""; }) == Lacks{"no unit"});
}
