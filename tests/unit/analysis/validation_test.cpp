#include "engine/analysis/validation.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/core/fault.h"
#include "tests/unit/analysis/made_up_results.h"

using namespace draagkracht;

namespace {

PublishedFigure figure(const std::string& id, const std::string& expression, double published, ToleranceKind kind,
                       double tolerance, FigureClass figure_class) {
  Issues issues;
  PublishedFigure made;
  made.id = id;
  made.published = published;
  made.tolerance_kind = kind;
  made.tolerance = tolerance;
  made.figure_class = figure_class;
  if (!expression.empty()) made.expression = Expression::parse(expression, clinic_schema(), {}, issues);
  issues.throw_if_any();
  return made;
}

ResultSet results() {
  ResultSet set(clinic_frame(2, 1, {"baseline"}));
  set.put(ClinicRun({0, 0, 0, 0}).set("contacts", 0, 9).set("answered", 0, 0.99).result());
  set.put(ClinicRun({0, 0, 1, 0}).set("contacts", 0, 11).set("answered", 0, 0.99).result());
  return set;
}

}  // namespace

TEST_CASE("Figures are within their tolerance or not, and are counted by class") {
  const std::vector<PublishedFigure> figures = {
      figure("a", "contacts", 9.6, ToleranceKind::relative, 0.05, FigureClass::held_out),  // 4.2 % above
      figure("b", "contacts", 11, ToleranceKind::relative, 0.05, FigureClass::held_out),   // 9.1 % below
      figure("c", "contacts", 10.5, ToleranceKind::points, 0.5, FigureClass::held_out),    // at the edge
      figure("d", "contacts", 10.5, ToleranceKind::points, 0.49, FigureClass::fitted),
      figure("e", "answered[call_norm=0.5]", 0.94, ToleranceKind::points, 0.05, FigureClass::input),  // at the edge
      figure("f", "", 1, ToleranceKind::points, 1, FigureClass::input),
      figure("g", "1 / (contacts - contacts)", 1, ToleranceKind::points, 1, FigureClass::held_out),
  };
  const Validation validation = validate(results(), 0, figures);
  REQUIRE(validation.regions.size() == 1);
  const RegionValidation& region = validation.regions[0];
  const std::vector<Agreement> expected = {Agreement::within,      Agreement::outside, Agreement::within,
                                           Agreement::outside,     Agreement::within,  Agreement::not_computed,
                                           Agreement::not_computed};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(figures[i].id);
    CHECK(region.rows.at(i).agreement == expected[i]);
  }
  CHECK(region.rows[0].simulated.mean == 10);
  CHECK(region.rows[0].simulated.n == 2);
  // t(0.975, 1) = 12.7062; standard error 1.
  CHECK(region.rows[0].simulated.half_width == Approx(12.7062).epsilon(1e-5));
  CHECK(region.rows[0].difference == Approx(10 / 9.6 - 1));
  CHECK(region.rows[2].difference == -0.5);
  CHECK(std::isnan(region.rows[5].difference));
  CHECK(region.count(FigureClass::held_out).within == 2);
  CHECK(region.count(FigureClass::held_out).computed() == 3);
  CHECK(region.count(FigureClass::held_out).not_computed == 1);
  CHECK(region.count(FigureClass::fitted).outside == 1);
  CHECK(region.count(FigureClass::input).within == 1);

  const std::vector<FlatTable> tables = to_tables(validation);
  CHECK(tables.at(0).rows.size() == 7);
  for (const std::vector<FlatCell>& cells : tables.at(0).rows) CHECK(cells.size() == tables.at(0).columns.size());
  CHECK(tables.at(1).rows.size() == 3);
  CHECK_THROWS_AS(validate(results(), 1, figures), LogicFault);
}
