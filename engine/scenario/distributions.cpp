#include "engine/scenario/distributions.h"

namespace draagkracht {

const std::vector<DistributionText>& distributions() {
  static const std::vector<DistributionText> all = {
      {"deterministic",
       {"mean"},
       "vast",
       "fixed",
       "mean",
       "always this time",
       R"({distribution = "deterministic", mean = "5 min"})"},
      {"exponential",
       {"mean"},
       "exponentieel",
       "exponential",
       "mean",
       "no memory; sd = mean",
       R"({distribution = "exponential", mean = "5 min"})"},
      {"gamma",
       {"cv", "mean", "sd"},
       "gamma",
       "gamma",
       "mean; cv or sd",
       "skewed to the right, cv below 1 for most services",
       R"({distribution = "gamma", mean = "10 min", cv = 0.5})"},
      {"lognormal",
       {"cv", "mean", "sd"},
       "lognormaal",
       "lognormal",
       "mean; cv or sd",
       "skewed, with a long tail",
       R"({distribution = "lognormal", mean = "7.4 days", sd = "8.6 days"})"},
      {"normal",
       {"cv", "high", "low", "mean", "sd"},
       "normaal",
       "normal",
       "mean; sd or cv; optional low, high",
       "mean and sd are those before truncation; what falls outside low and high is drawn again. Without low it may "
       "fall below 0, which no time can",
       R"({distribution = "normal", mean = "5 min", sd = "1 min", low = "2 min"})"},
      {"uniform",
       {"high", "low"},
       "uniform",
       "uniform",
       "low, high",
       "anywhere between them",
       R"({distribution = "uniform", low = "2 min", high = "5 min"})"},
      {"uniform_integer",
       {"high", "low", "unit_step"},
       "uniform (gehele getallen)",
       "uniform (whole numbers)",
       "low, high; optional unit_step",
       "whole steps between them, both ends included and multiples of the step; at most a million values",
       R"({distribution = "uniform_integer", low = "2 min", high = "5 min", unit_step = "1 min"})"},
      {"triangular",
       {"high", "low", "mode"},
       "driehoekig",
       "triangular",
       "low, mode, high",
       "a triangle with its top at the mode",
       R"({distribution = "triangular", low = "1 h", mode = "3 h", high = "6 h"})"},
      {"weibull",
       {"mean", "shape"},
       "Weibull",
       "Weibull",
       "mean, shape",
       "shape below 1: many short and some very long; above 1: around the mean",
       R"({distribution = "weibull", mean = "10 min", shape = 1.5})"},
      {"erlang",
       {"mean", "shape"},
       "Erlang",
       "Erlang",
       "mean, shape",
       "sum of `shape` exponential stages; the mean is of the sum",
       R"({distribution = "erlang", mean = "10 min", shape = 3})"},
      {"empirical",
       {"column", "table", "values", "weight_column", "weights"},
       "empirisch",
       "empirical",
       "values; optional weights. Or table, column; optional weight_column",
       "one of these values, nothing between them: written out, or a row each of a table of the model "
       "(`table = \"measured\", column = \"minutes\"`), times in minutes",
       R"({distribution = "empirical", values = ["5 min", "10 min", "20 min"], weights = [5, 3, 2]})"},
      {"mixture",
       {"mixture"},
       "mengsel",
       "mixture",
       "mixture",
       "one of these laws, each as often as its `weight` says",
       R"({distribution = "mixture", mixture = [{weight = 3, distribution = "exponential", mean = "5 min"}, )"
       R"({distribution = "deterministic", mean = "20 min"}]})"},
  };
  return all;
}

const std::vector<std::string>& distribution_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const DistributionText& one : distributions()) all.emplace_back(one.name);
    return all;
  }();
  return names;
}

}  // namespace draagkracht
