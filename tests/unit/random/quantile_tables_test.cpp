// Tables are shared by what they are of, bit by bit.
#include "engine/random/quantile_tables.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace draagkracht;
using Spec = DistributionSpec;

TEST_CASE("The same distribution is one table, and lives as long as who holds it", "[quantile_tables]") {
  std::vector<SharedTable> held;
  {
    QuantileTables tables;
    for (int i = 0; i < 2; ++i) held.push_back(tables.of(Spec::gamma(5, 0.5), 0, 0, 100));
  }
  CHECK(&*held[0] == &*held[1]);
  CHECK(*held[0] == QuantileTable(Spec::gamma(5, 0.5), 0, 0, 100));
  CHECK(held[0]->checksum() == QuantileTable(Spec::gamma(5, 0.5), 0, 0, 100).checksum());
  // Made apart, it is equal all the same.
  const SharedTable apart = QuantileTables().of(Spec::gamma(5, 0.5), 0, 0, 100);
  CHECK(&*held[0] != &*apart);
  CHECK(held[0] == apart);
  CHECK(!(held[0] == QuantileTables().of(Spec::gamma(5, 0.25), 0, 0, 100)));
}

TEST_CASE("Whatever differs makes another table", "[quantile_tables]") {
  QuantileTables tables;
  std::vector<SharedTable> made{
      tables.of(Spec::normal(5, 2)),
      tables.of(Spec::normal(6, 2)),
      tables.of(Spec::normal(5, 1)),
      tables.of(Spec::normal(5, 2, 0)),
      tables.of(Spec::normal(5, 2, {}, 9)),
      tables.of(Spec::normal(5, 2), 1),
      tables.of(Spec::normal(5, 2), 0, 4, 100),
      tables.of(Spec::normal(5, 2), 0, -100, 6),
      tables.of(Spec::lognormal(5, 0.4)),
      tables.of(Spec::gamma(5, 0.4)),
      tables.of(Spec::uniform(0, 1)),
      tables.of(Spec::triangular(0, 0.5, 1)),
      tables.of(Spec::triangular(0, 0.6, 1)),
      tables.of(Spec::weibull(5, 2)),
      tables.of(Spec::weibull_of_scale(5, 2)),
      tables.of(Spec::erlang(2, 5)),
      tables.of(Spec::erlang(3, 5)),
      tables.of(Spec::uniform_integer(0, 6, 2)),
      tables.of(Spec::uniform_integer(0, 6, 3)),
      tables.of(Spec::empirical({1, 2})),
      tables.of(Spec::empirical({1, 2, 3})),
      tables.of(Spec::empirical({1, 2}, {1, 2})),
      tables.of(Spec::mixture({1, 2}, {Spec::exponential(1), Spec::exponential(2)})),
      tables.of(Spec::mixture({1, 2}, {Spec::exponential(1), Spec::exponential(3)})),
  };
  for (std::size_t a = 0; a < made.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      INFO(a << " and " << b);
      CHECK(!(made[a] == made[b]));
    }
  }
}
