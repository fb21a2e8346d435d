#include "engine/analysis/verification.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace draagkracht;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// Four values with mean 10 and standard deviation 2: a standard error of 1.
const std::vector<double> four{8, 12, 10 - std::sqrt(2.0), 10 + std::sqrt(2.0)};

Reference exact(double value, double half_width = 1) {
  Reference reference;
  reference.is_exact = true;
  reference.value = value;
  reference.sd = reference.n = reference.digit = nothing;
  reference.half_width = half_width;
  return reference;
}

Reference published(double value, double sd, double n, double digit) {
  Reference reference = exact(value);
  reference.is_exact = false;
  reference.sd = sd;
  reference.n = n;
  reference.digit = digit;
  return reference;
}

}  // namespace

TEST_CASE("An exact value may be four standard errors away") {
  const VerifiedRow row = verify_row(exact(6.001), four);
  CHECK(row.mean == Approx(10));
  CHECK(row.standard_error == Approx(1));
  CHECK(row.z == Approx(3.999));
  CHECK(row.verdict == CaseVerdict::ok);
  CHECK(verify_row(exact(5.999), four).verdict == CaseVerdict::off);
  CHECK(verify_row(exact(14.001), four).verdict == CaseVerdict::off);
}

TEST_CASE("An interval that is too wide proves nothing") {
  const double half_width = 3.18245;  // Student's t with 3 degrees of freedom
  CHECK(verify_row(exact(10, half_width / 10 + 1e-4), four).verdict == CaseVerdict::ok);
  CHECK(verify_row(exact(10, half_width / 10 - 1e-4), four).verdict == CaseVerdict::too_wide);
  CHECK(verify_row(exact(6, 0.01), {6, 6, 6}).verdict == CaseVerdict::ok);
  CHECK(verify_row(exact(6, 0.01), {6.1, 6.1, 6.1}).verdict == CaseVerdict::off);
}

TEST_CASE("A published mean has luck of its own, and digits that were cut off") {
  // 4 s sqrt(1/4 + 1/12) + digit with the larger s: 2 ours, 3 published.
  const double ours = 8 * std::sqrt(1.0 / 3), theirs = 12 * std::sqrt(1.0 / 3);
  for (const double sign : {-1.0, 1.0}) {
    CHECK(verify_row(published(10 + sign * (ours + 0.499), 1, 12, 0.5), four).verdict == CaseVerdict::ok);
    CHECK(verify_row(published(10 + sign * (ours + 0.501), 1, 12, 0.5), four).verdict == CaseVerdict::off);
    CHECK(verify_row(published(10 + sign * (ours + 0.501), nothing, 12, 0.5), four).verdict == CaseVerdict::off);
    CHECK(verify_row(published(10 + sign * (theirs + 0.499), 3, 12, 0.5), four).verdict == CaseVerdict::ok);
    CHECK(verify_row(published(10 + sign * (theirs + 0.501), 3, 12, 0.5), four).verdict == CaseVerdict::off);
  }
}

TEST_CASE("A published mean of unknown error is judged by distance alone") {
  Reference reference = published(10.2, nothing, nothing, nothing);
  reference.within = 0.2001;
  CHECK(verify_row(reference, four).verdict == CaseVerdict::ok);
  reference.within = 0.1999;
  CHECK(verify_row(reference, four).verdict == CaseVerdict::off);
  CHECK(verify_row(reference, {10, nothing, 10}).verdict == CaseVerdict::off);
}

TEST_CASE("A missing value is off, unless nobody judges it") {
  Reference reference = exact(10);
  CHECK(verify_row(reference, {10, nothing, 10}).verdict == CaseVerdict::off);
  reference.judged = false;
  CHECK(verify_row(reference, {10, nothing, 10}).verdict == CaseVerdict::not_judged);
  CHECK(verify_row(reference, {1, 2, 3}).verdict == CaseVerdict::not_judged);
}

TEST_CASE("A twin is found by any judged exact row, and by no other") {
  VerificationCase one{"", {}, {exact(10), published(10, 1, 4, 0.1), exact(10)}};
  const std::vector<std::vector<double>> right(3, four);
  std::vector<std::vector<double>> twin(3, four);
  twin[1] = {20, 21, 20, 21};
  CHECK(verify_case(one, right, {}).twin_found());
  CHECK_FALSE(verify_case(one, right, {}).has_twin);
  CHECK_FALSE(verify_case(one, right, twin).twin_found());
  twin[2] = {20, 21, 20, 21};
  CHECK(verify_case(one, right, twin).twin_found());
  one.references[2].judged = false;
  CHECK_FALSE(verify_case(one, right, twin).twin_found());
}

TEST_CASE("False alarms are those of Student's t") {
  // With one degree of freedom P(|t| > x) = 1 - 2 atan(x) / pi.
  const double one = 1 - 2 * std::atan(4.0) / std::acos(-1.0);
  Reference shown = exact(1);
  shown.judged = false;
  const VerificationCase rows{"", {}, {exact(1), exact(2), shown}};
  const VerifiedCase done = verify_case(rows, {{1, 2}, {1, 2}, {1, 2}}, {});
  CHECK(false_alarm({done}, 2) == Approx(2 * one));
  CHECK(false_alarm({done, done}, 2) == Approx(4 * one));
  // A digit of twice the standard error moves the limit from 4 to 5.
  const Reference rounded = published(1.5, nothing, 1e12, 1);
  const VerifiedCase with_digit = verify_case({"", {}, {rounded}}, {{1, 2}}, {});
  CHECK(false_alarm({with_digit}, 2) == Approx(1 - 2 * std::atan(5.0) / std::acos(-1.0)));
}

TEST_CASE("Cases take over what the rows say, and say otherwise") {
  Scenario scenario;
  for (const char* name : {"wait", "load"}) {
    scenario.kpis.emplace_back();
    scenario.kpis.back().name = name;
  }
  VerifySpec& verify = scenario.verify;
  verify.set = true;
  verify.rows.emplace_back();
  verify.rows[0].name = "wait";
  VerifyRowSpec& row = verify.rows[0].item;
  row.exact.value = 3;
  row.published.value = row.sd.value = nothing;
  row.n.value = 5;
  row.digit.value = 0.1;
  verify.cases.resize(2);
  verify.cases[0].name = "a";
  verify.cases[1].name = "b";
  verify.cases[1].item.exact = {{"wait", {4, {}}}, {"load", {0.5, {}}}};
  verify.cases[1].item.published = {{"wait", {4.1, {}}}};
  verify.cases[1].item.unjudged = {{"load", {}}};
  Issues issues;
  const std::vector<VerificationCase> cases = verification_cases(scenario, issues);
  REQUIRE(issues.empty());
  REQUIRE(cases.size() == 2);
  REQUIRE(cases[0].references.size() == 1);
  CHECK(cases[0].references[0].value == 3);
  REQUIRE(cases[1].references.size() == 3);
  CHECK(cases[1].references[0].value == 4);
  CHECK(cases[1].references[0].is_exact);
  CHECK(cases[1].references[1].value == 4.1);
  CHECK_FALSE(cases[1].references[1].is_exact);
  CHECK(cases[1].references[1].n == 5);
  CHECK(cases[1].references[2].kpi == 1);
  CHECK_FALSE(cases[1].references[2].judged);
}
