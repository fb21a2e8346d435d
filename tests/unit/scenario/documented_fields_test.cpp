#include "engine/scenario/documented_fields.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace draagkracht;

namespace documented_example {

struct Mixture {
  Located<double> mean;
  std::vector<Mixture> parts;
};

void describe(Fields& fields, Mixture& item) {
  fields.quantity("mean", Dimension::time, item.mean, {.low = 0, .doc = "mean time", .example = "\"10 min\""});
  fields.list("parts",
              [&](Fields& inner) {
                item.parts.emplace_back();
                describe(inner, item.parts.back());
              },
              {.doc = "what is mixed"});
}

struct Pool {
  Located<std::string> discipline;
  int kind = 1;
  bool open = true;
  std::int64_t servers = 2;
  Located<double> share{0.25, {}};
  Mixture time;
  Located<std::int64_t> from;
  int visits = 0;
};

struct Whole {
  std::vector<std::pair<std::string, Pool>> pools;
};

void describe(Fields& fields, Whole& item) {
  fields.named("pool",
               [&](const std::string& name, Fields& inner) {
                 Pool& pool = item.pools.emplace_back(name, Pool{}).second;
                 inner.text("discipline", pool.discipline, {.required = true, .doc = "who works here"});
                 inner.choice("kind", {"fifo", "priority"}, pool.kind, {});
                 inner.flag("open", pool.open, {});
                 inner.integer("servers", pool.servers, {.low = 0, .doc = "how many"});
                 inner.quantity("share", Dimension::share, pool.share, {});
                 inner.table("time", [&](Fields& time) { describe(time, pool.time); }, {.doc = "service time"});
                 inner.date("from", pool.from, {.doc = "first day"});
               },
               {.doc = "who serve"});
}

}  // namespace documented_example

TEST_CASE("Each key stands once, with path, kind, unit, default, range and doc") {
  DocumentedFields fields;
  documented_example::Whole whole;
  describe(fields, whole);
  std::string all;
  for (const FieldRow& row : fields.rows()) {
    all += row.path + " | " + describe_kind(row.kind) + " | " + row.unit + " | " + row.default_value + " | " +
           (row.required ? "required" : "") + " | " + row.range + " | " + row.doc + " | " + row.example + '\n';
  }
  CHECK(all ==
        "pool | tables by name |  |  |  |  | who serve | \n"
        "pool.NAME.discipline | text |  |  | required |  | who works here | \n"
        "pool.NAME.kind | choice |  | \"priority\" |  |  |  | \n"
        "pool.NAME.open | true or false |  | true |  |  |  | \n"
        "pool.NAME.servers | whole number |  | 2 |  | at least 0 | how many | \n"
        "pool.NAME.share | quantity | % | 0.25 |  | between 0 and 1 |  | \n"
        "pool.NAME.time | table |  |  |  |  | service time | \n"
        "pool.NAME.time.mean | quantity | ms, s, min, h, day, week, year |  |  | at least 0 | mean time | \"10 min\"\n"
        "pool.NAME.time.parts | list of tables |  |  |  |  | what is mixed | \n"
        "pool.NAME.time.parts[].mean | quantity | ms, s, min, h, day, week, year |  |  | at least 0 | mean time | "
        "\"10 min\"\n"
        "pool.NAME.time.parts[].parts | list of tables |  |  |  |  | what is mixed | \n"
        "pool.NAME.from | date |  |  |  |  | first day | \n");
  CHECK(whole.pools.size() == 1);
  CHECK(whole.pools[0].first == "NAME");
  CHECK(fields.rows()[2].choices == std::vector<std::string>{"fifo", "priority"});
  CHECK(fields.rows()[5].low == 0);
  CHECK(fields.rows()[5].high == 1);
}

TEST_CASE("A default that nobody could write, or that means not set, is not told") {
  DocumentedFields fields;
  Located<double> not_set{-1, {}}, none{0, {}}, open{std::numeric_limits<double>::infinity(), {}}, real{2, {}};
  Located<std::int64_t> from_start{-1, {}};
  fields.quantity("not_set", Dimension::time, not_set, {.low = 0});
  fields.quantity("none", Dimension::number, none, {});
  fields.quantity("open", Dimension::number, open, {});
  fields.date("from_start", from_start, {});
  fields.quantity("real", Dimension::number, real, {});
  for (const FieldRow& row : fields.rows()) {
    INFO(row.path);
    CHECK(row.default_value == (row.path == "real" ? "2" : ""));
  }
  CHECK(fields.rows().size() == 5);
}
