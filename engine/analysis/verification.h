// Simulated key figures beside exact and published values, and the judgement of each.
//
// Exact value: |z| <= 4 with the standard error from the replications, and the half width of the 95 % interval at most
// half_width of the value, so that an "ok" says something.
// Published mean m_p over n_p replications: |m - m_p| <= 4 s sqrt(1/n + 1/n_p) + one unit of the last digit printed,
// s the larger of the published standard deviation and that between our replications.
// If the row says `within`: |m - m_p| <= within instead.
// A case with exact values also has a twin, the same model with all arrivals 3 % more frequent: at least one exact row
// of the case must tell it from the right model, |z| > 4.
//
// Works on numbers that are there; simulates nothing.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "engine/analysis/flat_table.h"
#include "engine/core/issue.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

inline constexpr double most_standard_errors = 4;
inline constexpr double twin_factor = 1.03;  // on the arrivals of the wrong twin

// A value to reproduce, in one case of a model. NaN: not given.
struct Reference {
  std::string row;
  std::string unit;
  std::size_t kpi = 0;  // index into the scenario's key figures
  bool is_exact = false;
  double value = 0;
  double sd = 0, n = 0, digit = 0;                           // of a published value
  double within = std::numeric_limits<double>::quiet_NaN();  // of a published value, instead of these; NaN: not given
  double half_width = 0;                                     // of an exact value, as a share of it
  bool judged = true;
  std::string remark;
};

struct VerificationCase {
  std::string name;  // "": the model as it stands
  NameMap set;
  std::vector<Reference> references;
};

// The cases of a scenario with their references, in the order written. Issues: rows, key figures and cases that do not
// fit together.
std::vector<VerificationCase> verification_cases(const Scenario& scenario, Issues& issues);

enum class CaseVerdict { ok, off, too_wide, not_judged };
// "ok", "off", "too wide", "not judged".
std::string verdict_text(CaseVerdict verdict);

struct VerifiedRow {
  Reference reference;
  double mean = 0;
  double standard_error = 0;
  double z = 0;           // (mean - reference) / standard error; for published means that of the difference
  double half_width = 0;  // of the 95 % interval
  double limit = 0;       // a right model has |z| above it with P(|t| > limit)
  CaseVerdict verdict = CaseVerdict::not_judged;
};

struct VerifiedCase {
  std::string name;
  std::vector<VerifiedRow> rows;
  bool has_twin = false;
  double twin_z = 0;  // the largest |z| of its judged exact rows
  bool twin_found() const { return !has_twin || twin_z > most_standard_errors; }
};

// `values`: axes reference, replication.
VerifiedRow verify_row(const Reference& reference, const std::vector<double>& values);
VerifiedCase verify_case(const VerificationCase& one, const std::vector<std::vector<double>>& values,
                         const std::vector<std::vector<double>>& of_twin);

// An upper bound on the probability that a right model has a judged row that is off, with n replications each: the sum
// over rows of P(|t| > 4), t with n - 1 degrees of freedom; for published values 4 grows by what their digit allows,
// less half a digit that rounding may have taken; of `within` half is taken to be used up by the published value.
double false_alarm(const std::vector<VerifiedCase>& cases, std::size_t replications);

}  // namespace draagkracht
