// `draagkracht calibrate`: free parameters, moved until the figures come out as published.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <limits>
#include <string>

#include "engine/analysis/fit.h"
#include "engine/analysis/text_table.h"
#include "engine/analysis/validation.h"
#include "engine/io/csv.h"
#include "tools/command_line.h"
#include "tools/experiment_plan.h"
#include "tools/forecast.h"
#include "tools/kept_run.h"
#include "tools/result_tables.h"

namespace draagkracht {

namespace po = boost::program_options;
namespace fs = std::filesystem;

namespace {

// A parameter that is moved.
struct Moved {
  std::string name;
  std::string unit;
  double value = 0;  // in the scenario
  FreeRange range;
};

std::string value_text(double value) { return fmt::format("{:.6g}", value); }

std::string path_of(const std::string& parameter) { return "parameter." + parameter + ".value"; }

// The scenario simulated at a point, and held against all published figures.
class Trials {
 public:
  Trials(PlanRequest request, int threads, std::string data)
      : request_(std::move(request)), threads_(threads), data_(std::move(data)) {
    plan_at({});  // what is wrong is said before anything runs
  }

  void set_up(const std::string& table) {
    const ResultTables tables = read_result_tables(data_, plan_->frame.schema);
    figures_ = tables.published;
    Issues issues;
    free_ = read_free_parameters(read_csv(table), figures_, issues);
    const Scenario& scenario = plan_->files.at(0).scenario;
    for (const FreeParameter& free : free_) moved_.push_back(moved(scenario, free.parameter, table, issues));
    if (free_.empty() && issues.empty()) issues.add({table, 0, 0}, {}, "names no parameter");
    issues.throw_if_any();
  }

  const std::vector<Moved>& moved() const { return moved_; }
  const PublishedFigure& figure(std::size_t parameter) const { return figures_[free_[parameter].figure]; }

  // One number per parameter: the mean over regions of the figure that it is fitted to.
  std::vector<double> figures_at(const std::vector<double>& point) {
    plan_at(point);
    const ResultSet results = run_in_memory(*plan_, threads_);
    last_ = validate(results, 0, figures_);
    std::vector<double> found;
    for (const FreeParameter& free : free_) {
      double sum = 0;
      for (const RegionValidation& region : last_.regions) sum += region.rows[free.figure].simulated.mean;
      found.push_back(sum / static_cast<double>(last_.regions.size()));
      if (!std::isfinite(found.back())) {
        throw Failure(figures_[free.figure].id + " of " + figures_[free.figure].stratum +
                      " has no value in these runs, which may be too short or of too few people");
      }
    }
    return found;
  }
  // How many figures of a class were within their tolerance at the last point.
  ValidationCount count(FigureClass figure_class) const {
    ValidationCount sum;
    for (const RegionValidation& region : last_.regions) {
      sum.within += region.count(figure_class).within;
      sum.outside += region.count(figure_class).outside;
    }
    return sum;
  }

 private:
  static Moved moved(const Scenario& scenario, const std::string& name, const std::string& table, Issues& issues) {
    for (const auto& [known, where, spec] : scenario.parameters) {
      if (known != name) continue;
      Moved found{name, spec.unit.value, spec.value.value, {spec.low.value, spec.high.value}};
      const bool inside = found.range.low <= found.value && found.value <= found.range.high;
      if (!(found.range.low < found.range.high) || !inside) {
        issues.add(where, "parameter." + name, "cannot be fitted",
                   "it has no low and high with its value between them, or it differs by label");
      }
      return found;
    }
    issues.add({table, 0, 0}, "parameter", "unknown parameter \"" + name + '"');
    return {};
  }

  void plan_at(const std::vector<double>& point) {
    request_.replacements.clear();
    for (std::size_t p = 0; p < point.size(); ++p)
      request_.replacements.push_back({path_of(moved_[p].name), {value_text(point[p]), {}}});
    Issues issues;
    plan_ = make_plan(request_, issues);
    issues.throw_if_any();
  }

  PlanRequest request_;
  int threads_;
  std::string data_;
  std::optional<ExperimentPlan> plan_;
  std::vector<PublishedFigure> figures_;
  std::vector<FreeParameter> free_;
  std::vector<Moved> moved_;
  Validation last_;
};

double tolerance_of(const PublishedFigure& figure) {
  return figure.tolerance_kind == ToleranceKind::relative ? figure.tolerance * std::abs(figure.published)
                                                          : figure.tolerance;
}

Fit make_fit(const Trials& trials) {
  std::vector<FreeRange> ranges;
  std::vector<FitAim> aims;
  std::vector<double> start;
  for (std::size_t p = 0; p < trials.moved().size(); ++p) {
    ranges.push_back(trials.moved()[p].range);
    start.push_back(trials.moved()[p].value);
    aims.push_back({trials.figure(p).published, tolerance_of(trials.figure(p))});
  }
  return {std::move(ranges), std::move(aims), std::move(start)};
}

// What is told of a fit that is over.
struct Told {
  std::vector<double> figures_before;
  ValidationCount held_out_before, held_out_after;
  std::size_t trials = 0;
};

std::string report(const Trials& trials, const Fit& fit, const Told& told, Language language) {
  const bool nl = language == Language::nl;
  TextTable parameters{nl ? "Parameters" : "Parameters",
                       {{nl ? "Parameter" : "Parameter"},
                        {nl ? "Eenheid" : "Unit"},
                        {nl ? "Van" : "From", Align::right},
                        {nl ? "Naar" : "To", Align::right},
                        {nl ? "Bereik" : "Range", Align::right}},
                       {}};
  TextTable figures{nl ? "Cijfers waaraan ze zijn aangepast" : "Figures that they are fitted to",
                    {{nl ? "Cijfer" : "Figure"},
                     {nl ? "Gepubliceerd" : "Published", Align::right},
                     {nl ? "Eerst" : "Before", Align::right},
                     {nl ? "Nu" : "Now", Align::right},
                     {nl ? "Marge" : "Tolerance", Align::right}},
                    {}};
  for (std::size_t p = 0; p < trials.moved().size(); ++p) {
    const Moved& moved = trials.moved()[p];
    parameters.rows.push_back({moved.name, moved.unit, value_text(moved.value), value_text(fit.best()[p]),
                               '[' + value_text(moved.range.low) + "; " + value_text(moved.range.high) + ']'});
    const PublishedFigure& figure = trials.figure(p);
    figures.rows.push_back({nl ? figure.name.nl : figure.name.en, value_text(figure.published),
                            value_text(told.figures_before[p]), value_text(fit.best_figures()[p]),
                            value_text(tolerance_of(figure))});
  }
  const auto counted = [](const ValidationCount& count) {
    return fmt::format("{}/{}", count.within, count.computed());
  };
  const std::string before = counted(told.held_out_before), after = counted(told.held_out_after);
  const std::string counts =
      nl ? fmt::format("{} simulaties. Achtergehouden cijfers binnen de marge, niet gebruikt: eerst {}, nu {}.\n",
                       told.trials, before, after)
         : fmt::format("{} trials. Held-out figures within their tolerance, not used: before {}, now {}.\n",
                       told.trials, before, after);
  return to_text(parameters) + '\n' + to_text(figures) + '\n' + counts;
}

std::string report_json(const Trials& trials, const Fit& fit, const Told& told) {
  FlatTable parameters{"parameters", {}, {}}, figures{"figures", {}, {}}, counts{"held_out_within", {}, {}};
  for (std::size_t p = 0; p < trials.moved().size(); ++p) {
    const Moved& moved = trials.moved()[p];
    FlatRow()
        .add("parameter", moved.name)
        .add("unit", moved.unit)
        .number("before", moved.value)
        .number("fitted", std::stod(value_text(fit.best()[p])))  // as it was tried, and as a model file has it
        .number("low", moved.range.low)
        .number("high", moved.range.high)
        .put_into(parameters);
    const PublishedFigure& figure = trials.figure(p);
    FlatRow()
        .add("id", figure.id)
        .add("stratum", figure.stratum)
        .add("parameter", moved.name)
        .number("published", figure.published)
        .number("before", told.figures_before[p])
        .number("fitted", fit.best_figures()[p])
        .number("tolerance", tolerance_of(figure))
        .put_into(figures);
  }
  for (const auto& [when, count] : {std::pair("before", told.held_out_before), {"fitted", told.held_out_after}}) {
    FlatRow()
        .add("when", std::string(when))
        .number("within", static_cast<double>(count.within))
        .number("computed", static_cast<double>(count.computed()))
        .put_into(counts);
  }
  Json object = {{"trials", told.trials}};
  for (const FlatTable& table : {parameters, figures, counts}) object[table.name] = json_rows(table);
  return object.dump(2) + '\n';
}

// A part of a model: parameters with their values, and beside each what it was fitted to.
std::string data_file(const Trials& trials, const Fit& fit, const Told& told, const std::string& command) {
  std::string text = "# Fitted parameters, not to be changed by hand. Written by\n# " + command + "\n#\n" +
                     fmt::format("# Held-out figures within their tolerance, not used: {} of {}.\n",
                                 told.held_out_after.within, told.held_out_after.computed());
  for (std::size_t p = 0; p < trials.moved().size(); ++p) {
    const PublishedFigure& figure = trials.figure(p);
    text += fmt::format("\n# {} ({}):\n# published {}, {} in the model.\n[parameter.{}]\nvalue = {}\n", figure.name.en,
                        figure.source_key, value_text(figure.published), value_text(fit.best_figures()[p]),
                        trials.moved()[p].name, value_text(fit.best()[p]));
  }
  return text;
}

}  // namespace

int execute_calibrate(const Words& words) {
  CommandLine line(
      "calibrate SCENARIO [--free FILE] [--trials N] [--toml] [OPTIONS]",
      "Moves free parameters, each within its low and high, until figures come out as published, and tells "
      "what that took.\nFigures that are held out are counted before and after, and never used. Takes a "
      "simulation of the scenario for each\nparameter, and one for each guess after that.");
  line.take_words("scenario");
  add_plan_options(line);
  line.add_options()("free", po::value<std::string>()->value_name("FILE"),
                     "table of parameters and the figures they are fitted to (default: targets/free_parameters.csv)")(
      "trials", po::value<std::int64_t>()->value_name("N"),
      "at most so many simulations (default: 6 + one per parameter)")(
      "toml", po::bool_switch(), "print the parameters as a part of a model, to be kept as a file");
  add_threads_option(line);
  add_reading_options(line);
  if (!line.read(words)) return exit_done;
  if (line.flag("json") && line.flag("toml")) throw UsageError("--json and --toml exclude each other");
  const Language language = language_of(line);
  const std::string data = data_folder(line);
  const PlanRequest request = plan_request(line);
  if (request.scenarios.size() != 1) throw UsageError("takes one scenario");

  Trials trials(request, threads_of(line), data);
  trials.set_up(line.has("free") ? line.text("free") : (fs::path(data) / "targets" / "free_parameters.csv").string());
  Fit fit = make_fit(trials);
  const auto wanted = line.integer("trials");
  const std::size_t least = fit.points_before_guesses() + 1;
  if (wanted && *wanted < static_cast<std::int64_t>(least))
    throw UsageError(fmt::format("--trials is {}, but {} parameters take {} at least", *wanted, least - 2, least));
  const std::size_t most = wanted ? static_cast<std::size_t>(*wanted) : least + 4;

  Told told;
  while (told.trials < most && !fit.settled()) {
    std::cerr << fmt::format("trial {} of at most {}\n", told.trials + 1, most);
    const double before = told.trials == 0 ? std::numeric_limits<double>::infinity() : fit.best_loss();
    const std::vector<double> found = trials.figures_at(fit.next());
    fit.add(found);
    if (told.trials == 0) {
      told.figures_before = found;
      told.held_out_before = trials.count(FigureClass::held_out);
    }
    if (fit.best_loss() < before) told.held_out_after = trials.count(FigureClass::held_out);
    ++told.trials;
  }

  std::string command = "draagkracht calibrate";
  for (const std::string& word : words) command += ' ' + word;
  if (line.flag("json")) {
    std::cout << report_json(trials, fit, told);
    return exit_done;
  }
  std::cout << (line.flag("toml") ? data_file(trials, fit, told, command) : report(trials, fit, told, language));
  if (line.flag("toml")) std::cerr << '\n' << report(trials, fit, told, language);
  return exit_done;
}

}  // namespace draagkracht
