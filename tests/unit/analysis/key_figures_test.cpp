#include "engine/analysis/key_figures.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/results/year.h"
#include "tests/unit/analysis/made_up_results.h"

using namespace draagkracht;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// As runs of a model have it: pools desk and nurse, a wait by class, two tallies, outcomes.
ResultSchema desk_schema() {
  ResultSchema schema;
  schema.add(ResultDimension{"pool", "pool", "1", {"desk", "nurse"}, {}});
  schema.add(ResultDimension{"class", "class", "1", {"urgent", "plain"}, {}});
  schema.add(ResultDimension{"outcome", "outcome", "1", {"served", "lost"}, {}});
  schema.add(ResultDimension{"queue_norm", "norm", "min", {}, {0, 0.5}});
  const auto add = [&](const char* name, std::vector<std::string> dimensions, const char* units) {
    schema.add(ResultVariable{name, "", std::move(dimensions), units, name});
  };
  add("years_counted", {}, "365.25 d");
  add("pool_busy_hours", {"pool"}, "h");
  add("pool_on_duty_hours", {"pool"}, "h");
  add("queue_count", {"class"}, "1");
  add("queue_mean", {"class"}, "min");
  add("queue_p50", {"class"}, "min");
  add("queue_p90", {"class"}, "min");
  add("queue_p95", {"class"}, "min");
  add("queue_within", {"class", "queue_norm"}, "1");
  add("work", {"class"}, "min");
  add("visits", {"class"}, "1");
  add("requests_ended", {"outcome"}, "1");
  return schema;
}

// A year; desk 4383 h busy of 17532 on duty (two servers), 300 urgent waits of 2 min, 100 plain ones of 6 min.
std::vector<double> payload() {
  const double hours = 365.25 * 24;
  return {1, hours / 2, hours, 2 * hours, hours, 300, 100, 2,  6,  1,  4,   5, 15,
          8, 20,        200,   250,       30,    40,  30,  40, 90, 10, 380, 20};
}

Scenario scenario_of(const std::string& text, const std::string& unit) {
  Scenario scenario;
  scenario.kpis.emplace_back();
  scenario.kpis[0].name = "figure";
  scenario.kpis[0].item.value = {text, {"model.toml", 7, 9}};
  scenario.kpis[0].item.unit.value = unit;
  return scenario;
}

double value(const std::string& text, const std::string& unit = "1", std::vector<double> run = payload()) {
  Issues issues;
  const KeyFigures figures(scenario_of(text, unit), desk_schema(), issues);
  INFO(text);
  CHECK(messages(issues).empty());
  return figures.values(run).at(0);
}

std::string message_of(const std::string& text, const std::string& unit = "1") {
  Issues issues;
  const KeyFigures figures(scenario_of(text, unit), desk_schema(), issues);
  CHECK(std::isnan(figures.values(payload()).at(0)));
  std::string all = messages(issues);
  const std::string start = "model.toml:7:9: kpi.figure.value: ";
  for (std::size_t at = all.find(start); at != std::string::npos; at = all.find(start)) all.erase(at, start.size());
  return all;
}

}  // namespace

TEST_CASE("Functions read what the model has by its names") {
  CHECK(value("minutes(desk)", "h") == 4383);
  CHECK(value("minutes(work)", "min") == 70);
  CHECK(value("minutes(work[class=plain])", "min") == 40);
  CHECK(value("servers(desk)") == 2);
  CHECK(value("count(served) / (count(served) + count(lost))") == 0.95);
  CHECK(value("count(visits[class=urgent])") == 90);
  CHECK(value("count(queue)") == 400);
  CHECK(value("mean(queue)", "min") == 3);
  CHECK(value("mean(queue[class=plain])", "s") == 360);
  CHECK(value("sum(queue)", "h") == 20);
  CHECK(value("p95(queue[class=urgent])", "min") == 8);
  CHECK(value("p50(queue[class=plain])", "min") == 4);
}

TEST_CASE("Quantities have units, and the value comes out in the unit asked for") {
  CHECK(value("minutes(desk) / (servers(desk) * years_counted)", "%") == 25);
  CHECK(value("90 s + 2 min", "min") == 3.5);
  CHECK(value("count(queue) / years_counted", "per day") == Approx(400 / 365.25).epsilon(1e-15));
  CHECK(value("3 per hour * 1 day") == 72);
  CHECK(value("25 % + 0.5") == 0.75);
  CHECK(value("max(mean(queue), 4 min) - 1 min", "min") == 3);
  CHECK(value("queue_within[queue_norm=30 s] / count(queue)") == (250 + 40) / 400.0);
  CHECK(value("(minutes(desk) + 100 min * 365) / (420 min * 365 * servers(desk))") ==
        Approx((4383 * 60 + 36'500) / (420 * 365 * 2.0)).epsilon(1e-15));
}

TEST_CASE("Waits of rows that nobody waited in count for nothing, and a mean of no waits is missing") {
  std::vector<double> run = payload();
  run[6] = 0;  // plain
  run[8] = nothing;
  CHECK(value("mean(queue)", "min", run) == 2);
  CHECK(value("sum(queue)", "min", run) == 600);
  CHECK(std::isnan(value("mean(queue[class=plain])", "min", run)));
  CHECK(value("sum(queue[class=plain])", "min", run) == 0);
  CHECK(std::isnan(value("1 / (count(lost) - 20)")));
}

TEST_CASE("Unknown names of key figures are told with a suggestion, all at once") {
  CHECK(message_of("minutes(desc)", "min") ==
        "unknown pool \"desc\" (known are desk, nurse; at character 9). did you mean \"desk\"?\n");
  CHECK(message_of("servers(work)") == "unknown pool \"work\" (known are desk, nurse; at character 9).\n");
  CHECK(message_of("mean(quue) / mean(work)") ==
        "unknown wait \"quue\" (known are queue; at character 6). did you mean \"queue\"?\n"
        "unknown wait \"work\" (known are queue; at character 19).\n");
  CHECK(message_of("count(server)") ==
        "unknown outcome, tally or wait \"server\" (known are served, lost, queue; at character 7). did you mean "
        "\"served\"?\n");
  CHECK(message_of("meen(queue)", "min") ==
        "unknown function \"meen\" (known are count, global, max, mean, min, minutes, p50, p90, p95, queue, servers, "
        "started, sum, time_at, waiting; at "
        "character 1). did you mean \"mean\"?\n");
  CHECK(message_of("mean(queue[class=plan])", "min") ==
        "dimension \"class\" has no label \"plan\" (it has urgent, plain; at character 18). did you mean \"plain\"?\n");
  CHECK(message_of("3 mins") ==
        "unknown unit \"mins\" (known are " + describe_units(Dimension::time) + "; at character 3).\n");
  CHECK(message_of("p95(queue)", "min") ==
        "p95 of several rows of \"queue\" together is not known (it is kept by class; at character 5). Select one "
        "row?\n");
}

TEST_CASE("What is added and compared is of one kind, and so is the unit") {
  CHECK(message_of("mean(queue) + 2", "min") == "adds a time and a plain number (at character 13).\n");
  CHECK(message_of("2 - 3 per hour") == "subtracts a plain number and a rate (at character 3).\n");
  CHECK(message_of("min(count(queue), 2 h)") == "compares a plain number and a time (at character 1).\n");
  CHECK(message_of("mean(queue)") == "is a time (its unit is that of a plain number). Give it the unit \"min\"?\n");
  CHECK(message_of("1 h * 1 h", "min") == "is a time to the power 2 (its unit is that of a time).\n");
  CHECK(message_of("mean(queue)", "minn") ==
        "unknown unit \"minn\" (known are 1, %, " + describe_units(Dimension::time) + ", and such as per hour).\n");
}

TEST_CASE("Key figures are one variable of the results") {
  Issues issues;
  const KeyFigures figures(scenario_of("mean(queue)", "min"), desk_schema(), issues);
  ResultSchema schema = desk_schema();
  const std::size_t before = schema.payload_size;
  figures.add_to(schema);
  REQUIRE(schema.variable("kpi_value") != nullptr);
  CHECK(schema.variable("kpi_value")->offset == before);
  CHECK(schema.dimension("kpi")->labels == std::vector<std::string>{"figure"});
  CHECK(schema.payload_size == before + 1);

  ResultSchema same = desk_schema();
  KeyFigures(Scenario{}, desk_schema(), issues).add_to(same);
  CHECK(same.payload_size == before);
}

TEST_CASE("Key figures of a year are worked out of the figures of that year") {
  // 2024 has 3 waits of 2 min and half a server of work a day, 2025 one of 6 min; a number of the whole run has no
  // year.
  ResultSchema schema;
  schema.add(ResultDimension{"pool", "pool", "1", {"desk"}, {}});
  schema.add(ResultDimension{"year", "year", "year", {}, {2024, 2025}});
  const auto add = [&](const std::string& name, std::vector<std::string> dimensions, const char* units, bool years) {
    schema.add(ResultVariable{name, years ? "by_year" : "", std::move(dimensions), units, name});
  };
  add("years_counted", {}, "365.25 d", false);
  add("pool_busy_hours", {"pool"}, "h", false);
  add("queue_count", {}, "1", false);
  add("queue_mean", {}, "min", false);
  add("requests_in_progress", {}, "1", false);
  add("years_counted_by_year", {"year"}, "365.25 d", true);
  add("pool_busy_hours_by_year", {"year", "pool"}, "h", true);
  add("queue_count_by_year", {"year"}, "1", true);
  add("queue_mean_by_year", {"year"}, "min", true);
  const std::vector<double> run = {1.5, 90, 4, 3, 7, 1, 0.5, 80, 10, 3, 1, 2, 6};

  Scenario scenario = scenario_of("mean(queue)", "min");
  for (const char* text : {"minutes(desk) / years_counted", "requests_in_progress", "sum(queue)"}) {
    scenario.kpis.push_back(scenario.kpis[0]);
    scenario.kpis.back().name = "figure_" + std::to_string(scenario.kpis.size());
    scenario.kpis.back().item.value.value = text;
    scenario.kpis.back().item.unit.value = std::string(text).starts_with("sum") ? "min" : "1";
  }
  Issues issues;
  const KeyFigures figures(scenario, schema, issues);
  CHECK(messages(issues).empty());
  ResultSchema all = schema;
  figures.add_to(all);
  const ResultVariable* by_year = all.variable("kpi_value_by_year");
  REQUIRE(by_year != nullptr);
  CHECK(by_year->group == "by_year");
  CHECK(by_year->dimensions == std::vector<std::string>{"year", "kpi"});
  const std::vector<double> values = figures.values(run);
  REQUIRE(values.size() == 12);
  constexpr double hours = 365.25 * 24;
  CHECK(values[0] == 3);
  CHECK(values[1] == Approx(90 / (1.5 * hours)));
  CHECK(values[2] == 7);
  CHECK(values[3] == 12);
  CHECK(values[4] == 2);
  CHECK(values[5] == Approx(80 / hours));
  CHECK(std::isnan(values[6]));
  CHECK(values[7] == 6);
  CHECK(values[8] == 6);
  CHECK(values[9] == Approx(10 / (0.5 * hours)));
  CHECK(std::isnan(values[10]));
  CHECK(values[11] == 6);

  // One year of the set has them under their plain name, and what has none is told once.
  const std::vector<YearLayout> years = year_layouts(all);
  REQUIRE(years.size() == 2);
  REQUIRE(years[1].schema.variable("kpi_value") != nullptr);
  CHECK(key_figure_indicators(years[1].schema, {scenario}).size() == 4);
  CHECK(messages(key_figures_without_year(years[1].schema, {scenario, scenario})) ==
        "model.toml:7:9: kpi.figure_3.value: has no figure of a year (in the results of one: unknown variable "
        "\"requests_in_progress\").\n");
}

TEST_CASE("Results in an unknown unit give no key figure") {
  ResultSchema schema;
  schema.add(ResultVariable{"visits", "", {}, "furlong", "visits"});
  Issues issues;
  const KeyFigures figures(scenario_of("visits", "1"), schema, issues);
  CHECK(messages(issues) == "model.toml:7:9: kpi.figure.value: \"visits\" is in \"furlong\", an unknown unit.\n");
}
