// Laws of times and of plain numbers, as their tables, and the whole message of each kind of mistake.
#include <catch2/catch.hpp>

#include "engine/model/compile_parts.h"
#include "tests/unit/model/desk_models.h"

namespace draagkracht::testing {

TEST_CASE("Laws of times are the laws that they are called") {
  using Spec = DistributionSpec;
  constexpr double minute = 60'000, day = 86'400'000;
  const std::vector<std::pair<std::string, QuantileTable>> laws = {
      {R"(distribution = "deterministic", mean = "5 min")", QuantileTable(Spec::deterministic(5 * minute))},
      {R"(distribution = "exponential", mean = "5 min")", QuantileTable(Spec::exponential(5 * minute))},
      {R"(distribution = "gamma", mean = "5 min", cv = 0.5)", QuantileTable(Spec::gamma(5 * minute, 0.5))},
      {R"(distribution = "gamma", mean = "4 min", sd = "1 min")", QuantileTable(Spec::gamma(4 * minute, 0.25))},
      {R"(distribution = "erlang", mean = "5 min", shape = 3)", QuantileTable(Spec::erlang(3, 5 * minute))},
      {R"(distribution = "lognormal", mean = "28 days", sd = "27 days")",
       QuantileTable(Spec::lognormal(28 * day, 27.0 / 28))},
      {R"(distribution = "normal", mean = "0.87 min", sd = "0.21 min", low = "0.5 min")",
       QuantileTable(Spec::normal(0.87 * minute, 0.21 * minute, 0.5 * minute))},
      {R"(distribution = "normal", mean = "100 min", sd = "20 min", low = "60 min", high = "140 min", round = "1 min")",
       QuantileTable(Spec::normal(100 * minute, 20 * minute, 60 * minute, 140 * minute), minute)},
      {R"(distribution = "uniform", low = "10 min", high = "30 min", round = "1 min")",
       QuantileTable(Spec::uniform(10 * minute, 30 * minute), minute)},
      {R"(distribution = "uniform_integer", low = "3 days", high = "8 days", unit_step = "1 min")",
       QuantileTable(Spec::uniform_integer(3 * day, 8 * day, minute))},
      {R"(distribution = "uniform_integer", low = "3 min", high = "4 min")",
       QuantileTable(Spec::uniform_integer(3 * minute, 4 * minute))},
      {R"(distribution = "triangular", low = "60 min", mode = "180 min", high = "360 min")",
       QuantileTable(Spec::triangular(60 * minute, 180 * minute, 360 * minute))},
      {R"(distribution = "weibull", mean = "5 min", shape = 1.5)", QuantileTable(Spec::weibull(5 * minute, 1.5))},
      {R"(distribution = "empirical", values = ["1 min", "5 min"], weights = [3, 1])",
       QuantileTable(Spec::empirical({minute, 5 * minute}, {3, 1}))},
      {R"(distribution = "mixture", mixture = [{weight = 3, distribution = "exponential", mean = "2 min"},
  {distribution = "uniform", low = "10 min", high = "20 min"}])",
       QuantileTable(Spec::mixture({3, 1}, {Spec::exponential(2 * minute), Spec::uniform(10 * minute, 20 * minute)}))},
      {R"(distribution = "beta", low = "5 min", high = "30 min", mean = "12 min", sd = "4 min")",
       QuantileTable(Spec::beta(5 * minute, 30 * minute, 12 * minute, 4 * minute))},
      {R"(distribution = "beta", low = "5 min", high = "30 min", mean = "12 min", cv = 0.25)",
       QuantileTable(Spec::beta(5 * minute, 30 * minute, 12 * minute, 3 * minute))},
      {R"(distribution = "poisson", mean = "12 min", unit_step = "5 min")",
       QuantileTable(Spec::poisson(12 * minute, 5 * minute))},
      {R"(distribution = "geometric", mean = "3 min", low = "1 min", unit_step = "1 min")",
       QuantileTable(Spec::geometric(3 * minute, minute, minute))},
      {R"(distribution = "exponential", mean = "5 min", shift = "2 min")",
       QuantileTable(Spec::exponential(5 * minute).shifted(2 * minute))},
      {R"(distribution = "lognormal", mean = "5 min", cv = 1, shift = "2 min", truncate_low = "3 min", )"
       R"(truncate_high = "20 min", round = "1 min")",
       QuantileTable(Spec::lognormal(5 * minute, 1).shifted(2 * minute).truncated(3 * minute, 20 * minute), minute)},
      {R"(distribution = "normal", mean = "5 min", sd = "2 min", shift = "1 min", truncate_low = "3 min")",
       QuantileTable(Spec::normal(5 * minute, 2 * minute, 3 * minute).shifted(minute))},
      {R"(distribution = "mixture", truncate_high = "15 min", mixture = [
  {weight = 3, distribution = "exponential", mean = "2 min", truncate_low = "1 min"},
  {distribution = "uniform", low = "10 min", high = "20 min", shift = "1 min"}])",
       QuantileTable(Spec::mixture({3, 1}, {Spec::exponential(2 * minute).truncated(minute, {}),
                                            Spec::uniform(10 * minute, 20 * minute).shifted(minute)})
                         .truncated({}, 15 * minute))},
  };
  for (const auto& [text, table] : laws) {
    INFO(text);
    const Model model =
        compiled("run.horizon = \"1 day\"\n[pathway.path.step]\nrest.delay = {" + text + "}\nout.exit = \"done\"\n");
    CHECK(model.times[model.verbs.delay[0].time.tables[0]]->checksum() == table.checksum());
  }
}

TEST_CASE("Laws of plain numbers may fall below 0") {
  const Scenario scenario;
  const Tables tables;
  Model model;
  Issues issues;
  QuantileTables made;
  Binder binder(scenario, tables, model, issues, made);
  LawSpec law;
  law.kind = static_cast<int>(DistributionKind::normal);
  law.mean.value = -2;
  law.sd.value = 1;
  law.high.value = -0.5;
  law.round.value = 0.25;
  CHECK(model.times[compile_law(binder, law, "law", 1)]->checksum() ==
        QuantileTable(DistributionSpec::normal(-2, 1, {}, -0.5), 0.25).checksum());
  law = {};
  law.kind = static_cast<int>(DistributionKind::uniform_integer);
  law.low.value = -4;
  law.high.value = 4;
  law.unit_step.value = 2;
  const QuantileTable& even = *model.times[compile_law(binder, law, "law", 1)];
  CHECK(even.sample(0) == -4);
  CHECK(even.sample(0x80000000U) == 0);
  CHECK(even.sample(0xffffffffU) == 4);
  CHECK(issues.empty());
  law.unit_step.value = 3;
  CHECK(compile_law(binder, law, "law", 1) == none);
  CHECK(issues.size() == 1);
}

TEST_CASE("A column of means has the unit that its name ends in, else minutes") {
  const auto checksum = [](const std::string& column) {
    const Model model =
        compiled("run.horizon = \"1 day\"\n[pathway.path.step]\nrest.delay.lookup = {table = \"t\", column = \"" +
                     column + "\"}\nout.exit = \"done\"\n",
                 {{"t", "distribution,cv," + column + "\nexponential,1,90\n"}});
    return model.times[model.verbs.delay[0].time.tables[0]]->checksum();
  };
  const auto exponential = [](double ms) { return QuantileTable(DistributionSpec::exponential(ms)).checksum(); };
  CHECK(checksum("mean") == exponential(90 * 60'000));
  CHECK(checksum("mean_min") == exponential(90 * 60'000));
  CHECK(checksum("mean_s") == exponential(90'000));
  CHECK(checksum("mean_h") == exponential(90 * 3'600'000.0));
  CHECK(checksum("mean_days") == exponential(90 * 86'400'000.0));
}

TEST_CASE("Shift and truncation beside a lookup hold for each row") {
  const Model model = compiled(
      "run.horizon = \"1 day\"\ntable.times.file = \"times.csv\"\nvariable.kind.values = [\"a\", \"b\"]\n"
      "[pathway.path.step]\nrest.delay = {lookup = {table = \"times\", by = [\"kind\"]}, shift = \"1 min\", "
      "truncate_high = \"9 min\"}\nout.exit = \"done\"\n",
      {{"times", "kind,distribution,mean_min,cv\na,exponential,5,1\nb,gamma,4,0.5\n"}});
  const std::vector<Index>& tables = model.verbs.delay[0].time.tables;
  const auto sum = [](const DistributionSpec& law) {
    return QuantileTable(law.shifted(60'000).truncated({}, 540'000)).checksum();
  };
  CHECK(model.times[tables[0]]->checksum() == sum(DistributionSpec::exponential(300'000)));
  CHECK(model.times[tables[1]]->checksum() == sum(DistributionSpec::gamma(240'000, 0.5)));
}

TEST_CASE("Issues of laws") {
  const auto issues_of_law = [](const std::string& law) { return issues_of_step("rest.delay = {" + law + "}"); };
  const std::string none_such = "model.toml:5:14: pathway.path.step.rest.delay: there is no such distribution ";
  CHECK(issues_of_law(R"(distribution = "uniform_integer", low = "0 min", high = "90 s", unit_step = "1 min")") ==
        none_such + "(low and high must be whole multiples of the step).");
  CHECK(issues_of_law(R"(distribution = "exponential", mixture = [{distribution = "exponential", mean = "1 min"}])") ==
        "model.toml:5:55: pathway.path.step.rest.delay.mixture: is not a key of an exponential distribution (it takes "
        "mean). Take it away, in an extending file with remove = [\"mixture\"]?");
  CHECK(issues_of_law(R"(distribution = "mixture")") == none_such + "(components must not be empty).");
  CHECK(
      issues_of_law(
          R"(distribution = "mixture", weights = [1], mixture = [{distribution = "exponential", mean = "1 min"}])") ==
      "model.toml:5:51: pathway.path.step.rest.delay.weights: is not a key of a mixture distribution (it takes "
      "mixture). "
      "Take it away, in an extending file with remove = [\"weights\"]?\n"
      "model.toml:5:51: pathway.path.step.rest.delay.weights: stands without `values` (they are the weights of those). "
      "Take it away, in an extending file with remove = [\"weights\"]?");
}

TEST_CASE("A table of values stands alone, names its column, and has it") {
  const auto message = [](const std::string& law) {
    return issues_of_step("rest.delay = {" + law + "}", {{"measured", "minutes\n5\n-1\n"}});
  };
  const std::string at = "model.toml:5:";
  CHECK(message("distribution = \"empirical\", table = \"measured\", column = \"minute\"") ==
        "measured.csv:1:1: minute: the column is missing. did you mean \"minutes\"?");
  CHECK(message("distribution = \"empirical\", table = \"measured\", column = \"minutes\"") ==
        "measured.csv:3:1: minutes: must be at least 0, found -1.");
  CHECK(message("distribution = \"empirical\", table = \"measured\"") ==
        at + "51: pathway.path.step.rest.delay.column: is missing (it holds the values).");
  CHECK(message("distribution = \"empirical\", column = \"minutes\", values = [\"5 min\"]") ==
        at + "52: pathway.path.step.rest.delay.column: stands without `table` (it is a column of that table). Take it "
             "away, "
             "in an extending file with remove = [\"column\"]?");
  CHECK(
      message("distribution = \"exponential\", mean = \"5 min\", table = \"measured\", column = \"minutes\"") ==
      at +
          "69: pathway.path.step.rest.delay.table: is not a key of an exponential distribution (it takes mean). Take "
          "it "
          "away, in an extending file with remove = [\"table\"]?\n" +
          at +
          "90: pathway.path.step.rest.delay.column: is not a key of an exponential distribution (it takes mean). Take "
          "it away, in an extending file with remove = [\"column\"]?");
  CHECK(message("distribution = \"empirical\", table = \"mesured\", column = \"minutes\"") ==
        at + "51: pathway.path.step.rest.delay.table: unknown table \"mesured\". did you mean \"measured\"?");
}

}  // namespace draagkracht::testing
