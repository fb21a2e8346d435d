#include "engine/analysis/verification.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/stats/interval.h"
#include "engine/stats/running.h"

namespace draagkracht {
namespace {

// Turns the section of one scenario into cases.
class CaseMaker {
 public:
  CaseMaker(const Scenario& scenario, Issues& issues) : scenario_(scenario), issues_(issues) {
    for (const auto& kpi : scenario.kpis) figures_.push_back(kpi.name);
    for (const auto& row : scenario.verify.rows) rows_.push_back(row.name);
    for (const auto& row : scenario.verify.rows) check_row(row.name, row.where);
    // A key figure is a row by itself.
    for (const std::string& figure : figures_) {
      if (std::find(rows_.begin(), rows_.end(), figure) == rows_.end()) rows_.push_back(figure);
    }
  }

  std::vector<VerificationCase> make() {
    std::vector<VerificationCase> cases;
    const VerifySpec& verify = scenario_.verify;
    for (const auto& [name, where, spec] : verify.cases) cases.push_back(case_of(name, where, spec));
    if (verify.cases.empty()) cases.push_back(case_of("", verify.where, {}));
    return cases;
  }

 private:
  static std::string key(const std::string& name) { return name.empty() ? "verify" : "verify.case." + name; }

  // The row as written, or an empty one for a key figure without a row.
  const VerifyRowSpec* row_of(const std::string& name) const {
    for (const auto& row : scenario_.verify.rows) {
      if (row.name == name) return &row.item;
    }
    return nullptr;
  }

  const std::string& figure_of(const std::string& row) const {
    const VerifyRowSpec* written = row_of(row);
    return written != nullptr && !written->kpi.value.empty() ? written->kpi.value : row;
  }

  // The key figure of a row; their number if there is none.
  std::size_t kpi_of(const std::string& row) const {
    return static_cast<std::size_t>(std::find(figures_.begin(), figures_.end(), figure_of(row)) - figures_.begin());
  }

  void check_row(const std::string& row, const Location& where) {
    if (kpi_of(row) < figures_.size()) return;
    const std::string& figure = figure_of(row);
    issues_.add(where, "verify.row." + row, "unknown key figure \"" + figure + '"', {}, did_you_mean(figure, figures_));
  }

  void check_names(const std::string& path, const NumberMap& map) {
    for (const auto& [name, number] : map) check_name(path, name, number.where);
  }
  void check_name(const std::string& path, const std::string& name, const Location& where) {
    if (std::find(rows_.begin(), rows_.end(), name) != rows_.end()) return;
    issues_.add(where, path, "unknown row or key figure \"" + name + '"', {}, did_you_mean(name, rows_));
  }

  static double of(const NumberMap& map, const std::string& name, double otherwise) {
    for (const auto& [key, number] : map) {
      if (key == name) return number.value;
    }
    return otherwise;
  }

  VerificationCase case_of(const std::string& name, const Location& where, const VerifyCaseSpec& spec) {
    const std::string path = key(name);
    check_names(path + ".exact", spec.exact);
    check_names(path + ".published", spec.published);
    check_names(path + ".sd", spec.sd);
    check_names(path + ".n", spec.n);
    check_names(path + ".digit", spec.digit);
    check_names(path + ".half_width", spec.half_width);
    for (const Name& row : spec.unjudged) check_name(path + ".unjudged", row.value, row.where);
    VerificationCase one{name, spec.set, {}};
    for (const std::string& row : rows_) add_references(one, row, spec, where);
    if (one.references.empty() && issues_.empty()) {
      issues_.add(where, path, "has no figure to reproduce", {}, "Give it exact or published values");
    }
    return one;
  }

  void add_references(VerificationCase& one, const std::string& row, const VerifyCaseSpec& spec,
                      const Location& where) {
    static const VerifyRowSpec plain = [] {
      VerifyRowSpec empty;
      empty.exact.value = empty.published.value = empty.sd.value = empty.n.value = empty.digit.value =
          empty.within.value = std::numeric_limits<double>::quiet_NaN();
      return empty;
    }();
    const VerifyRowSpec* written = row_of(row);
    const VerifyRowSpec& general = written == nullptr ? plain : *written;
    const double exact = of(spec.exact, row, general.exact.value);
    const double published = of(spec.published, row, general.published.value);
    if (std::isnan(exact) && std::isnan(published)) return;
    Reference reference;
    reference.row = row;
    reference.kpi = kpi_of(row);
    if (reference.kpi == figures_.size()) return;
    reference.unit = scenario_.kpis[reference.kpi].item.unit.value;
    reference.sd = of(spec.sd, row, general.sd.value);
    reference.n = of(spec.n, row, general.n.value);
    reference.digit = of(spec.digit, row, general.digit.value);
    reference.within = general.within.value;
    reference.half_width = of(spec.half_width, row, general.half_width.value);
    const auto names_row = [&](const Name& name) { return name.value == row; };
    reference.judged = general.judged && std::none_of(spec.unjudged.begin(), spec.unjudged.end(), names_row);
    reference.remark = spec.remark.value.empty() ? general.remark.value : spec.remark.value;
    if (!std::isnan(exact)) {
      reference.is_exact = true;
      reference.value = exact;
      one.references.push_back(reference);
    }
    if (std::isnan(published)) return;
    reference.is_exact = false;
    reference.value = published;
    if (reference.judged && std::isnan(reference.within) && (std::isnan(reference.n) || std::isnan(reference.digit))) {
      issues_.add(where, key(one.name),
                  "the published value of \"" + row + "\" lacks " + (std::isnan(reference.n) ? "n" : "digit"),
                  "it cannot be judged without", "Give it, or judged = false");
    }
    one.references.push_back(reference);
  }

  const Scenario& scenario_;
  Issues& issues_;
  std::vector<std::string> figures_;
  std::vector<std::string> rows_;
};

// P(|t| > limit) for Student's t.
double t_tail(double limit, double df) {
  double low = 0.5, high = 1 - 1e-15;  // P(t <= limit) lies between them
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (student_t_quantile(middle, df) < limit ? low : high) = middle;
  }
  return 2 * (1 - (low + high) / 2);
}

}  // namespace

std::vector<VerificationCase> verification_cases(const Scenario& scenario, Issues& issues) {
  return CaseMaker(scenario, issues).make();
}

std::string verdict_text(CaseVerdict verdict) {
  switch (verdict) {
    case CaseVerdict::ok:
      return "ok";
    case CaseVerdict::off:
      return "off";
    case CaseVerdict::too_wide:
      return "too wide";
    case CaseVerdict::not_judged:
      break;
  }
  return "not judged";
}

VerifiedRow verify_row(const Reference& reference, const std::vector<double>& values) {
  VerifiedRow row;
  row.reference = reference;
  RunningMean ours;
  for (const double value : values) ours.add(value);
  row.mean = ours.mean();
  row.standard_error = ours.standard_error();
  row.half_width = mean_interval(values).half_width;
  const double difference = row.mean - reference.value;
  double error = row.standard_error, slack = 0;
  if (!reference.is_exact) {
    const double own = std::sqrt(ours.variance());
    const double sd = std::isnan(reference.sd) ? own : std::max(reference.sd, own);
    error = sd * std::sqrt(1 / static_cast<double>(ours.count()) + (std::isnan(reference.n) ? 0 : 1 / reference.n));
    slack = std::isnan(reference.digit) ? 0 : reference.digit;
  }
  row.z = difference == 0 ? 0 : difference / error;
  const bool by_distance = !reference.is_exact && !std::isnan(reference.within);
  row.limit = by_distance ? reference.within / 2 / row.standard_error
                          : most_standard_errors + (error > 0 ? slack / 2 / error : 0);
  if (!reference.judged) return row;
  const double most = by_distance ? reference.within : most_standard_errors * error + slack;
  // Written so that a missing value is off.
  if (!(std::abs(difference) <= most)) {
    row.verdict = CaseVerdict::off;
  } else if (reference.is_exact && !(row.half_width <= reference.half_width * std::abs(reference.value))) {
    row.verdict = CaseVerdict::too_wide;
  } else {
    row.verdict = CaseVerdict::ok;
  }
  return row;
}

VerifiedCase verify_case(const VerificationCase& one, const std::vector<std::vector<double>>& values,
                         const std::vector<std::vector<double>>& of_twin) {
  VerifiedCase result;
  result.name = one.name;
  for (std::size_t i = 0; i < one.references.size(); ++i) {
    const Reference& reference = one.references[i];
    result.rows.push_back(verify_row(reference, values[i]));
    if (!reference.is_exact || !reference.judged || of_twin.empty()) continue;
    result.has_twin = true;
    result.twin_z = std::max(result.twin_z, std::abs(verify_row(reference, of_twin[i]).z));
  }
  return result;
}

double false_alarm(const std::vector<VerifiedCase>& cases, std::size_t replications) {
  double sum = 0;
  if (replications < 2) return sum;
  for (const VerifiedCase& one : cases) {
    for (const VerifiedRow& row : one.rows) {
      if (row.reference.judged) sum += t_tail(row.limit, static_cast<double>(replications - 1));
    }
  }
  return sum;
}

}  // namespace draagkracht
