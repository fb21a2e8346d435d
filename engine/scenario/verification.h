// What a model has to reproduce, [verify]: figures that were published and exact values, row by row, for the model as
// it stands or in several cases of it. Read by all, used by `draagkracht verify` alone. How rows are judged stands in
// engine/analysis/verification.h.
#pragma once

#include <string>

#include "engine/scenario/fields.h"
#include "engine/scenario/lists.h"

namespace draagkracht {

// A row is named after a key figure, or names one. What stands here holds in all cases; cases may say otherwise.
struct VerifyRowSpec {
  Name kpi;                          // default: the row's own name
  Located<double> exact, published;  // NaN: none
  Located<double> sd;                // published, between replications; NaN: not known
  Located<double> n;                 // published replications; NaN: not known
  Located<double> digit;             // one unit of the last digit printed; NaN: not known
  Located<double> within;            // published: largest distance, instead of these; NaN: none
  Located<double> half_width{0.01, {}};
  bool judged = true;
  Name remark;
};

// The same model with other numbers. Maps: row or key figure -> number.
struct VerifyCaseSpec {
  NameMap set;  // path of a value of the model -> its value here, as it would be written in the file
  NumberMap exact, published, sd, n, digit, half_width;
  Names unjudged;
  Name remark;
};

struct VerifySpec {
  bool set = false;
  Location where;
  Name source;
  NamedList<VerifyRowSpec> rows;
  NamedList<VerifyCaseSpec> cases;  // none: the model as it stands
  NameMap twin;                     // as VerifyCaseSpec::set; none: all arrivals 3 % more frequent
};

void describe_verify(Fields& fields, VerifySpec& verify);

}  // namespace draagkracht
