// When anonymous customers come: streams of equal gaps, whose instants can be told by hand.
#include "engine/simulation/anonymous_arrivals.h"

#include <catch2/catch.hpp>
#include <map>

#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

// Streams alone, with a list that holds one event of each at most.
struct Streams {
  SmallRun run;
  AnonymousArrivals arrivals;
  std::map<std::uint32_t, std::int64_t> next;  // stream -> ms of its next arrival

  explicit Streams(const std::string& text, const std::string& horizon = "2 days", std::int64_t most = 0)
      : run(with(text, horizon, most)), arrivals(run.model, run.state.calendar, run.state.key) {
    arrivals.start(*this);
  }
  static Model with(const std::string& text, const std::string& horizon, std::int64_t most) {
    Model model = small_model(text +
                                  "\n[pathway.path.step]\nserve = {seize = \"desk\", time = fixed(1 min)}\n"
                                  "out.exit = \"done\"\n[pathway.aside.step]\nrest.delay = fixed(1 min)\n"
                                  "out.exit = \"done\"\n",
                              horizon);
    model.arrivals = most;
    return model;
  }
  void push(Event event) {
    CHECK(event_kind(event.key) == EventKind::arrival);
    CHECK(next.emplace(event.id, event_ms(event.key)).second);
  }
  Index stream(const std::string& name) const {
    std::vector<std::string> names;
    for (const Stream& s : run.model.streams) names.push_back(s.name);
    return position(names, name);
  }
  // The arrivals of one stream, minutes of the run; all others come too.
  std::vector<std::int64_t> minutes_of(const std::string& name) {
    const Index asked = stream(name);
    std::vector<std::int64_t> minutes;
    for (std::int32_t today = 0; today * day < run.model.horizon_ms; ++today) {
      arrivals.begin_day(today, run.state.parameters, *this);
      for (;;) {
        auto first = next.end();
        for (auto at = next.begin(); at != next.end(); ++at) {
          if (at->second < (today + 1) * day && (first == next.end() || at->second < first->second)) first = at;
        }
        if (first == next.end()) break;
        const auto [index, ms] = *first;
        next.erase(first);
        if (arrivals.all_came()) continue;
        if (index == asked) {
          CHECK(ms % minute == 0);
          minutes.push_back(ms / minute);
        }
        arrivals.take(index);
        arrivals.schedule(index, *this);
      }
    }
    return minutes;
  }
};

using Minutes = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("Gaps run from the start of a stream, and one comes at the start itself if the stream says so") {
  const std::string text = R"(
pool.desk.servers = 1
stream.after = {interval = fixed(7 min), start = "10 min", enters = "path"}
stream.at = {interval = fixed(7 min), start = "10 min", at_start = true, enters = "path"}
stream.midnight = {interval = fixed(20 min), at_start = true, enters = "aside"}
)";
  // To the horizon, which is no moment of the run.
  CHECK(Streams(text, "38 min").minutes_of("after") == Minutes{17, 24, 31});
  CHECK(Streams(text, "38 min").minutes_of("at") == Minutes{10, 17, 24, 31});
  CHECK(Streams(text, "39 min").minutes_of("at") == Minutes{10, 17, 24, 31, 38});
  CHECK(Streams(text, "40 min").minutes_of("midnight") == Minutes{0, 20});
}

TEST_CASE("Gaps of a window begin anew each day; at its opening one comes only where the stream says so") {
  const std::string text = R"(
pool.desk.servers = 1
stream.anew = {interval = fixed(25 min), window = {from = "8 h", to = "9 h"}, enters = "path"}
stream.open = {interval = fixed(25 min), window = {from = "8 h", to = "9 h"}, first_at_opening = true, enters = "path"}
stream.night = {interval = fixed(40 min), window = {from = "23 h", to = "25 h"}, enters = "aside"}
)";
  const std::int64_t eight = 480, next = 1440;
  CHECK(Streams(text).minutes_of("anew") == Minutes{eight + 25, eight + 50, next + eight + 25, next + eight + 50});
  CHECK(Streams(text).minutes_of("open") ==
        Minutes{eight, eight + 25, eight + 50, next + eight, next + eight + 25, next + eight + 50});
  // A window goes on over midnight. The night before the run begins is none of it.
  CHECK(Streams(text).minutes_of("night") == Minutes{1380 + 40, 1380 + 80, next + 1380 + 40});
}

TEST_CASE("No more come than the model asks for, of all streams together") {
  Streams streams(R"(
pool.desk.servers = 1
stream.slow = {interval = fixed(50 min), enters = "path"}
stream.fast = {interval = fixed(20 min), enters = "aside"}
)",
                  "2 days", 6);
  CHECK(streams.minutes_of("fast") == Minutes{20, 40, 60, 80});
  CHECK(streams.arrivals.created() == 6);
  CHECK(streams.arrivals.all_came());
}

TEST_CASE("Customers of a stream count on from its address, with the words that they would draw one by one") {
  Streams streams(R"(
pool.desk.servers = 1
variable.kind.values = ["short", "long"]
stream.a = {interval = fixed(1 min), set = {kind = "long"}, enters = "path"}
stream.b = {interval = fixed(1 min), enters = "aside"}
)");
  const Index a = streams.stream("a"), b = streams.stream("b");
  const std::uint64_t first = std::uint64_t{streams.run.model.streams[a].address} << 32;
  const StepPlan& serve = streams.run.plan("path.serve");
  for (std::uint32_t n = 0; n < 70; ++n) {  // beyond the 32 that are made at once, twice
    CAPTURE(n);
    const AnonymousArrivals::Customer customer = streams.arrivals.take(a);
    CHECK(customer.entity == first + n);
    CHECK(customer.enters == streams.run.step("path.serve"));
    CHECK(customer.labels.at[0] == 1);
    CHECK(customer.record.state == RequestState::moving);
    REQUIRE(customer.block != nullptr);
    CHECK(*customer.block == random_block(streams.run.state.key, first + n, serve.time_address, 0));
    streams.next.clear();
    streams.arrivals.schedule(a, streams);
  }
  const AnonymousArrivals::Customer other = streams.arrivals.take(b);
  CHECK(other.block == nullptr);
  CHECK(other.labels.at[0] == 0);
}

}  // namespace draagkracht::testing
