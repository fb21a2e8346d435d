// `draagkracht verify`: simulates the models of scenarios/verification and holds them against exact and published
// values.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>

#include "engine/analysis/key_figures.h"
#include "engine/analysis/text_table.h"
#include "engine/analysis/verification.h"
#include "engine/experiment/experiment.h"
#include "engine/io/file_error.h"
#include "engine/io/scenario_file.h"
#include "engine/model/compile.h"
#include "engine/simulation/measure.h"
#include "tools/build_info.h"
#include "tools/command_line.h"
#include "tools/forecast.h"
#include "tools/result_tables.h"

namespace draagkracht {

namespace fs = std::filesystem;
namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::uint32_t least_replications = 10;  // of a twin
constexpr std::uint32_t twin_share = 10;          // it has a tenth of the replications: 3 % is much

// A model with its cases, ready to run.
struct Verification {
  std::string name;
  ScenarioFile file;
  std::vector<VerificationCase> cases;
  Experiment right, twins;                // axis of models: case; twins: those of the cases that have one
  std::vector<KeyFigures> figures;        // axis: case
  std::vector<std::size_t> case_of_twin;  // axis: twin
};

struct Verified {
  std::string name;
  BilingualText title;
  std::string source;
  std::uint32_t replications = 0;
  std::uint32_t seed = 0;
  double seconds = 0;
  std::vector<VerifiedCase> cases;
  double false_alarm = 0;
  bool own_twin = false;  // the file says what is wrong with its twins
};

// The folder of the models, in `from` or a folder around it; "" if there is none.
std::string upwards(fs::path from) {
  std::error_code ignored;
  for (;; from = from.parent_path()) {
    for (const char* below : {"scenarios/verification", "share/draagkracht/scenarios/verification"}) {
      if (fs::is_directory(from / below, ignored)) return (from / below).string();
    }
    if (!from.has_relative_path()) return {};
  }
}

std::string verification_folder() {
  std::error_code ignored;
  std::string found = upwards(fs::current_path(ignored));
  if (found.empty()) found = upwards(fs::read_symlink("/proc/self/exe", ignored).parent_path());
  if (found.empty()) found = upwards(fs::path(build_info().data));
  if (found.empty()) {
    refuse_file("scenarios/verification", "no such folder from here or from the program upwards",
                "the models to verify stand in it", "Name files instead");
  }
  return found;
}

// Paths of the models asked for; all of the folder if none is. A name with a slash or an ending is a path.
std::vector<std::string> paths_of(const std::vector<std::string>& names) {
  std::vector<std::string> paths, known;
  const auto is_path = [](const std::string& name) { return name.ends_with(".toml") || name.find('/') != name.npos; };
  const bool look = names.empty() || !std::all_of(names.begin(), names.end(), is_path);
  const fs::path folder = look ? verification_folder() : std::string();
  if (look) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      const fs::path& path = entry.path();
      // x.model.toml is what others extend.
      if (path.extension() == ".toml" && path.stem().extension().empty()) known.push_back(path.stem().string());
    }
    std::sort(known.begin(), known.end());
  }
  for (const std::string& name : names.empty() ? known : names) {
    if (!is_path(name) && std::find(known.begin(), known.end(), name) == known.end()) {
      throw UsageError("no model \"" + name + "\" in " + folder.string(), did_you_mean(name, known));
    }
    paths.push_back(is_path(name) ? name : (folder / (name + ".toml")).string());
  }
  return paths;
}

void divide(TimeSpec& time, double by) {
  for (Located<double>* value : {&time.mean, &time.low, &time.mode, &time.high, &time.sd}) {
    if (value->value > 0) value->value /= by;
  }
  for (Located<double>& value : time.values) value.value /= by;
  time.lookup.scale.number.value /= by;
}

// A number, or the parameter that holds it.
void multiply(Scenario& scenario, Value& value, double factor) {
  value.number.value *= factor;
  for (auto& parameter : scenario.parameters) {
    if (parameter.name == value.parameter.value) parameter.item.value.value *= factor;
  }
}

// The same scenario with all arrivals of anonymous streams more frequent by this factor.
Scenario with_more_arrivals(Scenario scenario, double factor) {
  for (auto& stream : scenario.streams) {
    if (stream.item.rate.value > 0) stream.item.rate.value *= factor;
    if (stream.item.interval.set) divide(stream.item.interval, factor);
    for (Located<double>& rate : stream.item.rates) rate.value *= factor;
    multiply(scenario, stream.item.rates_lookup.scale, factor);
  }
  return scenario;
}

// Adds to `issues`; what is prepared then is not complete.
Verification prepare(const std::string& path, const std::optional<std::uint32_t>& seed, Issues& issues) {
  Verification verification;
  verification.name = fs::path(path).stem().string();
  verification.file = load_scenario(path, issues);
  const Scenario& scenario = verification.file.scenario;
  if (!scenario.verify.set) {
    issues.add(scenario.name.where, "verify", "is not there", "it says what the model has to reproduce");
  }
  if (scenario.population.set) {
    issues.add(scenario.name.where, "population", "is there", "models with inhabitants are for `draagkracht validate`");
  }
  if (!issues.empty()) return verification;
  verification.cases = verification_cases(scenario, issues);
  Experiment& right = verification.right;
  Experiment& twins = verification.twins;
  right.replications = static_cast<std::uint32_t>(scenario.run.replications);
  twins.replications = std::max(least_replications, right.replications / twin_share);
  right.seed = twins.seed = seed.value_or(static_cast<std::uint32_t>(scenario.run.seed));
  for (std::size_t c = 0; c < verification.cases.size(); ++c) {
    const VerificationCase& one = verification.cases[c];
    const ScenarioFile file = load_scenario(path, one.set, issues);
    if (!issues.empty()) continue;  // the other cases are still read
    right.models.push_back(compile(file.scenario, file.tables));
    verification.figures.emplace_back(file.scenario, make_schema(right.models.back()), issues);
    const auto is_exact = [](const Reference& reference) { return reference.is_exact && reference.judged; };
    if (std::none_of(one.references.begin(), one.references.end(), is_exact)) continue;
    if (scenario.verify.twin.empty()) {
      twins.models.push_back(compile(with_more_arrivals(file.scenario, twin_factor), file.tables));
    } else {
      NameMap wrong = one.set;
      wrong.insert(wrong.end(), scenario.verify.twin.begin(), scenario.verify.twin.end());
      const ScenarioFile twin = load_scenario(path, wrong, issues);
      if (!issues.empty()) continue;
      twins.models.push_back(compile(twin.scenario, twin.tables));
    }
    verification.case_of_twin.push_back(c);
  }
  return verification;
}

// Values of the references of each model, as its runs end.
class ReferenceValues final : public ResultSink {
 public:
  using Values = std::vector<std::vector<double>>;  // axes: reference, replication

  // `cases`: axis model, the index of its case.
  ReferenceValues(const Verification& verification, std::vector<std::size_t> cases, std::uint32_t replications)
      : verification_(verification), cases_(std::move(cases)) {
    for (const std::size_t c : cases_) {
      values_.emplace_back(verification.cases[c].references.size(), std::vector<double>(replications));
    }
  }

  void accept(const RunResult& result) override {
    const std::size_t model = result.key.scenario;
    const std::vector<Reference>& references = verification_.cases[cases_[model]].references;
    const std::vector<double> figures = verification_.figures[cases_[model]].values(result.payload);
    for (std::size_t i = 0; i < references.size(); ++i) {
      values_[model][i][result.key.replication] = figures[references[i].kpi];
    }
  }

  const Values& of(std::size_t model) const { return values_[model]; }

 private:
  const Verification& verification_;
  std::vector<std::size_t> cases_;
  std::vector<Values> values_;
};

double simulate(const Verification& verification, const Experiment& experiment, int threads, ReferenceValues& values) {
  const ExperimentOutcome outcome = run_experiment(experiment, threads, values, [](const Progress&) {});
  if (!outcome.failed.empty()) {
    throw Failure(fmt::format("{}: a run failed: {}", verification.name, outcome.failed[0].reason));
  }
  return outcome.seconds;
}

Verified verified(const Verification& verification, int threads) {
  const Scenario& scenario = verification.file.scenario;
  Verified result;
  result.name = verification.name;
  result.title = {scenario.title_nl.value, scenario.title_en.value};
  result.source = scenario.verify.source.value;
  result.own_twin = !scenario.verify.twin.empty();
  result.replications = verification.right.replications;
  result.seed = verification.right.seed;
  std::vector<std::size_t> all(verification.cases.size());
  for (std::size_t c = 0; c < all.size(); ++c) all[c] = c;
  ReferenceValues right(verification, all, verification.right.replications);
  ReferenceValues twins(verification, verification.case_of_twin, verification.twins.replications);
  result.seconds = simulate(verification, verification.right, threads, right) +
                   simulate(verification, verification.twins, threads, twins);
  std::size_t twin = 0;
  for (std::size_t c = 0; c < verification.cases.size(); ++c) {
    const bool has_twin = twin < verification.case_of_twin.size() && verification.case_of_twin[twin] == c;
    static const ReferenceValues::Values none;
    result.cases.push_back(verify_case(verification.cases[c], right.of(c), has_twin ? twins.of(twin) : none));
    if (has_twin) ++twin;
  }
  result.false_alarm = false_alarm(result.cases, result.replications);
  return result;
}

// Numbers with so many significant digits, and a comma in Dutch.
std::string digits(double value, int significant, Language language) {
  if (!std::isfinite(value)) return no_number;
  std::string text = fmt::format("{:.{}g}", value, significant);
  if (language == Language::nl) std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

std::vector<std::vector<std::string>> table_rows(const Verified& model, Language language) {
  const bool nl = language == Language::nl;
  const auto verdict = [&](CaseVerdict v) -> std::string {
    if (!nl) return verdict_text(v);
    return v == CaseVerdict::ok         ? "goed"
           : v == CaseVerdict::off      ? "fout"
           : v == CaseVerdict::too_wide ? "te ruim"
                                        : "niet beoordeeld";
  };
  std::vector<std::vector<std::string>> rows;
  for (const VerifiedCase& one : model.cases) {
    for (const VerifiedRow& row : one.rows) {
      const Reference& reference = row.reference;
      const bool plain = reference.unit.empty() || reference.unit == "1";
      rows.push_back({one.name, reference.row + (plain ? "" : " (" + reference.unit + ")"),
                      reference.is_exact ? "exact" : (nl ? "gepubliceerd" : "published"),
                      digits(reference.value, 6, language), digits(row.mean, 6, language),
                      digits(row.standard_error, 2, language),
                      std::isfinite(row.z) ? number_text(row.z, 1, language, true) : no_number, verdict(row.verdict),
                      reference.remark});
    }
  }
  return rows;
}

std::vector<std::string> headers(Language language) {
  if (language == Language::nl)
    return {"geval", "figuur", "soort", "waarde", "simulatie", "st.fout", "z", "oordeel", ""};
  return {"case", "figure", "kind", "value", "simulated", "s.e.", "z", "verdict", ""};
}

std::string twin_text(const Verified& model, Language language) {
  double least = std::numeric_limits<double>::infinity();
  std::size_t twins = 0;
  for (const VerifiedCase& one : model.cases) {
    if (!one.has_twin) continue;
    ++twins;
    least = std::min(least, one.twin_z);
  }
  if (twins == 0) return {};
  const std::string z = std::isfinite(least) ? number_text(least, 1, language) : "∞";
  if (language == Language::nl) {
    return fmt::format("Met {} is |z| in elk geval minstens {}.",
                       model.own_twin ? "de foute tweeling" : "3 % meer aankomsten", z);
  }
  return fmt::format("With {} |z| is at least {} in each case.",
                     model.own_twin ? "the wrong twin" : "3 % more arrivals", z);
}

std::string model_text(const Verified& model, Language language) {
  TextTable table;
  table.title =
      fmt::format("{}: {}\n{}\n{}", model.name, model.title.in(language), model.source,
                  language == Language::nl ? fmt::format("{} herhalingen, seed {}", model.replications, model.seed)
                                           : fmt::format("{} replications, seed {}", model.replications, model.seed));
  for (const std::string& header : headers(language)) {
    const bool text = header.empty() || header == "case" || header == "geval" || header == "figure" ||
                      header == "figuur" || header == "kind" || header == "soort" || header == "verdict" ||
                      header == "oordeel";
    table.columns.push_back({header, text ? Align::left : Align::right});
  }
  table.rows = table_rows(model, language);
  const std::string twins = twin_text(model, language);
  return to_text(table) + (twins.empty() ? "" : twins + '\n') + '\n';
}

std::string model_markdown(const Verified& model) {
  const auto line = [](const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) text += ' ' + cell + " |";
    return text + '\n';
  };
  std::string text = fmt::format("\n## {}: {}\n\n{}. {} replications, seed {}. {}\n\n", model.name, model.title.en,
                                 model.source, model.replications, model.seed, twin_text(model, Language::en));
  text += line(headers(Language::en)) + "|---|---|---|--:|--:|--:|--:|---|---|\n";
  for (const std::vector<std::string>& row : table_rows(model, Language::en)) text += line(row);
  return text;
}

// What is off, and what could be without notice: one line each.
std::string faults(const std::vector<Verified>& models) {
  std::string off, unnoticed;
  for (const Verified& model : models) {
    for (const VerifiedCase& one : model.cases) {
      const std::string where = "\n  " + model.name + (one.name.empty() ? "" : ", " + one.name);
      for (const VerifiedRow& row : one.rows) {
        if (row.verdict == CaseVerdict::ok || row.verdict == CaseVerdict::not_judged) continue;
        off += fmt::format("{}, {}: {} (simulated {:.6g}, {} {:.6g}, z {:.1f}, half width {:.2g})", where,
                           row.reference.row, verdict_text(row.verdict), row.mean,
                           row.reference.is_exact ? "exact" : "published", row.reference.value, row.z, row.half_width);
      }
      if (!one.twin_found()) {
        unnoticed += fmt::format("{} (largest |z| {:.1f})", where, one.twin_z);
      }
    }
  }
  const char* separator = !off.empty() && !unnoticed.empty() ? "\n" : "";
  if (!off.empty()) off = "figures are off:" + off;
  if (!unnoticed.empty())
    unnoticed =
        "a wrong model would go unnoticed; more replications tell it, or a `twin` that is wrong in what matters:" +
        unnoticed;
  return off + separator + unnoticed;
}

struct Totals {
  std::size_t judged = 0, ok = 0;
  double false_alarm = 0, seconds = 0;
};

Totals totals_of(const std::vector<Verified>& models) {
  Totals totals;
  for (const Verified& model : models) {
    totals.false_alarm += model.false_alarm;
    totals.seconds += model.seconds;
    for (const VerifiedCase& one : model.cases) {
      for (const VerifiedRow& row : one.rows) {
        totals.judged += row.reference.judged ? 1 : 0;
        totals.ok += row.verdict == CaseVerdict::ok ? 1 : 0;
      }
    }
  }
  return totals;
}

std::string totals_text(const Totals& totals, Language language) {
  const std::string share = number_text(100 * totals.false_alarm, 2, language);
  if (language == Language::nl) {
    return fmt::format("{} van {} beoordeelde figuren goed. Kans op vals alarm over alle samen: hoogstens {} %.\n",
                       totals.ok, totals.judged, share);
  }
  return fmt::format("{} of {} judged figures are ok. Probability of a false alarm in any of them: at most {} %.\n",
                     totals.ok, totals.judged, share);
}

Json json_of(const Verified& model) {
  const auto number = [](double value) -> Json { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json cases = Json::array();
  for (const VerifiedCase& one : model.cases) {
    Json rows = Json::array();
    for (const VerifiedRow& row : one.rows) {
      rows.push_back({{"figure", row.reference.row},
                      {"unit", row.reference.unit},
                      {"kind", row.reference.is_exact ? "exact" : "published"},
                      {"value", row.reference.value},
                      {"simulated", number(row.mean)},
                      {"standard_error", number(row.standard_error)},
                      {"half_width", number(row.half_width)},
                      {"z", number(row.z)},
                      {"verdict", verdict_text(row.verdict)},
                      {"remark", row.reference.remark}});
    }
    cases.push_back(
        {{"case", one.name}, {"rows", rows}, {"twin_z", one.has_twin ? number(one.twin_z) : Json(nullptr)}});
  }
  return {{"model", model.name},
          {"title", model.title.en},
          {"source", model.source},
          {"replications", model.replications},
          {"seed", model.seed},
          {"seconds", model.seconds},
          {"false_alarm", model.false_alarm},
          {"cases", cases}};
}

constexpr const char* page_head = R"(# Models with known answers

Written by `draagkracht verify --markdown`; `draagkracht verify` runs all of this and says `ok` or `off` for each figure,
`draagkracht verify NAME` one model, `--seed random` with other luck. Exit code 1 if a judged figure is off.

Each file is a model in the language of all scenarios, with key figures (`[kpi.NAME]`) and what they have to be
(`[verify]`); `run` and `check` take it as well.

- *Exact value*: |z| <= 4 with the standard error from the replications, and the half width of the 95 % interval at most
  1 % of the value (5 %: tail probabilities below 0.05 and waits below 0.01 of a service time). The same model with 3 %
  more arrivals (or as its `twin` says), in a tenth of the replications, must give |z| > 4 in at least one exact figure of each case.
- *Published mean* m_p over n_p replications: |m - m_p| <= 4 s sqrt(1/n + 1/n_p) + one unit of the last digit printed,
  s the larger of the published standard deviation and ours. Where the error of the published mean is not known the row
  says `within`, the largest distance.
- *False alarms*: with n replications z has Student's t distribution with n - 1 degrees of freedom, so a right figure is
  off with probability P(|t| > 4), 0.00008 for n = 400. For a published figure the digit is added to the 4, less half a
  digit that rounding may have taken; half of `within` counts as the published value's own error. The sum over all
  judged figures bounds the probability that any is off. Seeds are fixed in the files, so nothing fails by chance while
  random numbers stay as they are.

)";

std::uint32_t drawn_seed() { return std::random_device()(); }

std::optional<std::uint32_t> seed_of(const CommandLine& line) {
  if (!line.has("seed")) return {};
  const std::string text = line.text("seed");
  if (text == "random") return drawn_seed();
  std::uint32_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw UsageError("--seed is a number from 0 to 4294967295 or \"random\", not \"" + text + '"');
  }
  return seed;
}

}  // namespace

int execute_verify(const Words& words) {
  CommandLine line(
      "verify [NAME...] [options]",
      "Simulates models whose answers are known, and judges each figure: the textbook queues and published "
      "models of\nscenarios/verification, or those of the names or files given.");
  line.take_words("name");
  line.add_options()("seed", po::value<std::string>()->value_name("N|random"),
                     "of all random numbers (default: those in the files)")(
      "markdown", po::bool_switch(), "print the page scenarios/verification/README.md")(
      "lang", po::value<std::string>()->value_name("nl|en")->default_value("nl"), "language of tables");
  add_threads_option(line);
  add_json_option(line);
  if (!line.read(words)) return exit_done;
  const Language language = language_of(line);
  const int threads = threads_of(line);
  const std::optional<std::uint32_t> seed = seed_of(line);
  const bool json = line.flag("json"), markdown = line.flag("markdown");
  if (json && markdown) throw UsageError("--json and --markdown exclude each other");

  Issues issues;
  std::vector<Verification> verifications;
  for (const std::string& path : paths_of(line.words())) {
    Issues of_file;
    try {
      verifications.push_back(prepare(path, seed, of_file));
    } catch (const InputError& error) {
      for (const Issue& issue : error.issues()) of_file.add(issue);
    }
    for (const Issue& issue : of_file.all()) issues.add(issue);
  }
  issues.throw_if_any();
  const bool plain = !json && !markdown;
  if (plain && seed) std::cout << "seed " << *seed << "\n\n";
  std::vector<Verified> models;
  for (const Verification& verification : verifications) {
    models.push_back(verified(verification, threads));
    if (plain) std::cout << model_text(models.back(), language) << std::flush;
  }
  const Totals totals = totals_of(models);
  if (json) {
    Json all{{"models", Json::array()},
             {"judged", totals.judged},
             {"ok", totals.ok},
             {"false_alarm", totals.false_alarm},
             {"seconds", totals.seconds}};
    for (const Verified& model : models) all["models"].push_back(json_of(model));
    std::cout << all.dump(2) << '\n';
  } else if (markdown) {
    std::cout << page_head << totals_text(totals, Language::en);
    for (const Verified& model : models) std::cout << model_markdown(model);
  } else {
    std::cout << totals_text(totals, language);
  }
  const std::string wrong = faults(models);
  if (!wrong.empty()) throw Failure(wrong);
  return exit_done;
}

}  // namespace draagkracht
