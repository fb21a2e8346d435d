// Every key of [verify], with its unit, range, default and meaning.
#include "engine/scenario/verification.h"

#include <limits>

namespace draagkracht {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

void describe_row(Fields& f, VerifyRowSpec& row) {
  row.exact.value = row.published.value = row.sd.value = row.n.value = row.digit.value = row.within.value = none;
  f.text("kpi", row.kpi, {.doc = "the key figure meant; default: that of the row's name", .example = "\"wait\""});
  f.quantity("exact", Dimension::number, row.exact,
             {.doc = "exact value, in the unit of the key figure", .example = "4.5"});
  f.quantity("published", Dimension::number, row.published,
             {.doc = "published mean over replications", .example = "4.4"});
  f.quantity("sd", Dimension::number, row.sd,
             {.low = 0, .doc = "published standard deviation between replications", .example = "0.03"});
  f.quantity("n", Dimension::number, row.n, {.low = 1, .doc = "published number of replications", .example = "100"});
  f.quantity("digit", Dimension::number, row.digit,
             {.low = 0, .low_open = true, .doc = "one unit of the last digit printed", .example = "0.01"});
  f.quantity("within", Dimension::number, row.within,
             {.low = 0,
              .low_open = true,
              .doc = "published: judged by this distance alone, whatever sd, n and digit are; for a value whose own "
                     "error is not known",
              .example = "0.01"});
  f.quantity(
      "half_width", Dimension::share, row.half_width,
      {.low = 0,
       .low_open = true,
       .doc = "exact: widest half width of the interval, as a share of the value; 5 % for tails and very short waits",
       .example = "\"5 %\""});
  f.flag("judged", row.judged, {.doc = "false: shown only"});
  f.text("remark", row.remark, {.doc = "shown beside the row", .example = "\"its standard deviation is a misprint\""});
}

void describe_case(Fields& f, VerifyCaseSpec& c) {
  f.text_map("set", c.set,
             {.doc = "value of the model -> what it is here", .example = "{\"pool.desk.servers\" = \"3\"}"});
  f.quantity_map("exact", Dimension::number, c.exact,
                 {.doc = "row or key figure -> exact value", .example = "{wait = 4.5}"});
  f.quantity_map("published", Dimension::number, c.published,
                 {.doc = "row or key figure -> published mean", .example = "{wait = 4.4}"});
  f.quantity_map("sd", Dimension::number, c.sd,
                 {.low = 0, .doc = "row or key figure -> published standard deviation", .example = "{wait = 0.03}"});
  f.quantity_map("n", Dimension::number, c.n,
                 {.low = 1, .doc = "row or key figure -> published replications", .example = "{wait = 100}"});
  f.quantity_map("digit", Dimension::number, c.digit,
                 {.low = 0,
                  .low_open = true,
                  .doc = "row or key figure -> one unit of the last digit printed",
                  .example = "{wait = 0.1}"});
  f.quantity_map(
      "half_width", Dimension::share, c.half_width,
      {.low = 0, .low_open = true, .doc = "row or key figure -> widest half width", .example = "{wait = \"5 %\"}"});
  f.texts("unjudged", c.unjudged, {.doc = "rows and key figures that are shown only", .example = "[\"wait\"]"});
  f.text("remark", c.remark, {.doc = "shown beside the rows", .example = "\"starting empty\""});
}

}  // namespace

void describe_verify(Fields& f, VerifySpec& verify) {
  verify.set = true;
  verify.where = f.here();
  f.text("source", verify.source,
         {.required = true, .doc = "where the figures come from", .example = "\"Erlang (1917)\""});
  f.text_map("twin", verify.twin,
             {.doc = "value of the model -> what makes a wrong model of it, 3 % of one rate; default: all arrivals 3 % "
                     "more frequent",
              .example = "{\"pathway.visit.step.serve.time.mean\" = \"4.12 min\"}"});
  f.named("row",
          [&](const std::string& name, Fields& g) {
            verify.rows.push_back({name, g.here(), {}});
            describe_row(g, verify.rows.back().item);
          },
          {.doc = "a figure to reproduce"});
  f.named("case",
          [&](const std::string& name, Fields& g) {
            verify.cases.push_back({name, g.here(), {}});
            describe_case(g, verify.cases.back().item);
          },
          {.doc = "the model with other numbers"});
}

}  // namespace draagkracht
