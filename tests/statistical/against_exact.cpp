#include "tests/statistical/against_exact.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/stats/interval.h"
#include "engine/stats/running.h"

namespace draagkracht::testing {
namespace {

// Axes: value, replication.
std::vector<std::vector<double>> values_of_runs(const std::string& toml, const std::vector<ExactValue>& values,
                                                std::uint32_t replications) {
  const std::shared_ptr<const CompiledModel> compiled = compile_text(toml);
  std::vector<std::vector<double>> found(values.size());
  for (std::uint32_t replication = 0; replication < replications; ++replication) {
    const FinishedRun run(compiled, 20'240'101, replication);
    for (std::size_t i = 0; i < values.size(); ++i) found[i].push_back(values[i].of_run(run));
  }
  return found;
}

struct Score {
  double z;
  double mean;
  double half_width;
};

Score score_of(const std::vector<double>& found, double exact) {
  RunningMean mean;
  for (const double x : found) mean.add(x);
  return {(mean.mean() - exact) / mean.standard_error(), mean.mean(), mean_interval(found).half_width};
}

void check(const std::string& name, const std::string& model, const std::string& wrong,
           const std::vector<ExactValue>& values, std::uint32_t replications) {
  const auto of_right = values_of_runs(model, values, replications);
  const auto of_wrong = values_of_runs(wrong, values, replications);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Score score = score_of(of_right[i], values[i].exact), twin = score_of(of_wrong[i], values[i].exact);
    INFO(name << values[i].what << ": exact " << values[i].exact << ", simulated " << score.mean << " +- "
              << score.half_width << ", z " << score.z << "; twin " << twin.mean << ", z " << twin.z);
    CHECK(std::abs(score.z) <= 4);
    CHECK(score.half_width <= values[i].widest * values[i].exact);
    CHECK(std::abs(twin.z) > 4);
  }
}

}  // namespace

void check_against_exact(const std::string& model, const Replacements& right, const Replacements& wrong,
                         const std::vector<ExactValue>& values, std::uint32_t replications) {
  const std::string toml = model_text(model, right);
  check(model + ", ", toml, replaced(toml, wrong), values, replications);
}

void check_against_exact_text(const std::string& model, const std::string& twin, const std::vector<ExactValue>& values,
                              std::uint32_t replications) {
  check("", model, twin, values, replications);
}

}  // namespace draagkracht::testing
