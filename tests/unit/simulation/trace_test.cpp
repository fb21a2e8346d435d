// What a trace says of single requests: whole, on models that are told by hand; and that it changes nothing.
#include "engine/simulation/trace.h"

#include <catch2/catch.hpp>
#include <set>

#include "engine/simulation/measure.h"
#include "engine/simulation/region_simulation.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

struct Followed {
  Model model;
  Region region;
  RegionSimulation simulation;
  Trace trace;

  explicit Followed(const std::string& text, TraceChoice choice = {}, bool follows = true)
      : model(small_model(text, "1 h")),
        region(build_region(model, nullptr)),
        simulation(model, region, {1, 0}),
        trace(simulation.state(), std::move(choice)) {
    if (follows) simulation.follow(trace);
    simulation.run();
  }

  // A line per record: minutes and seconds, a letter for each request in order of appearance, of a child with its
  // parent's behind it, what, step, and on duty/busy/waiting at a pool; the labels.
  std::string text() const {
    static const char* const names[] = {"enters", "reaches",     "joins", "quits",
                                        "starts", "interrupted", "ends",  "leaves"};
    std::string letters, lines;
    std::vector<std::uint64_t> known;
    const auto letter = [&](std::uint64_t request) {
      const auto at = std::find(known.begin(), known.end(), request);
      if (at == known.end()) known.push_back(request);
      return static_cast<char>('A' + (std::find(known.begin(), known.end(), request) - known.begin()));
    };
    for (std::size_t i = 0; i < trace.records().size(); ++i) {
      const Trace::Record& record = trace.records()[i];
      const std::int64_t s = record.at / 1000;
      char line[200];
      std::snprintf(line, sizeof line, "%02d:%02d %c", static_cast<int>(s / 60), static_cast<int>(s % 60),
                    letter(record.request));
      lines += line;
      if (record.parent != 0) lines += std::string("<") + letter(record.parent);
      lines += std::string(" ") + names[static_cast<std::size_t>(record.what)];
      if (record.step != none && record.step != 0) lines += " " + model.step_names[record.step];
      if (record.pool != nobody) {
        lines += " " + model.pools[region.pools[record.pool].kind].name + " " + std::to_string(record.on_duty) + "/" +
                 std::to_string(record.busy) + "/" + std::to_string(record.waiting);
      }
      for (std::size_t v = 0; v < trace.labels(i).size(); ++v)
        lines += " " + model.variable_labels[v][trace.labels(i)[v]];
      lines += "\n";
    }
    return lines;
  }
  std::set<std::uint64_t> requests() const {
    std::set<std::uint64_t> all;
    for (const Trace::Record& record : trace.records()) all.insert(record.request);
    return all;
  }
};

// One after the other, work behind a service, a child that gives up.
const std::string visits = R"toml(
variable.kind.values = ["plain", "urgent"]
pool.desk.servers = 1
stream.a = {interval = fixed(9 days), start = "1 min", at_start = true, enters = "visit"}
stream.b = {interval = fixed(9 days), start = "3 min", at_start = true, enters = "visit", set = {kind = "urgent"}}
[pathway.visit.step]
serve = {seize = "desk", time = fixed(5 min), after_work = fixed(2 min)}
call.spawn = "call"
rest.delay = fixed(10 min)
out.exit = "done"
[pathway.call.step]
ring = {seize = "desk", time = fixed(1 min), patience = fixed(30 s), on_patience = "gone"}
out.exit = "helped"
gone.exit = "gone"
)toml";

// A model with luck, in which requests wait for two pools, are interrupted, come back and are spawned.
const std::string lively = R"toml(
pool.desk = {servers = 2, preemptible = [1]}
pool.nurse = {servers = 1, occupancy = 1}
wait.queue = {}
stream.calls = {rate = "1 per min", enters = "call"}
stream.rush = {rate = "0.3 per min", enters = "rush"}
[pathway.call.step]
serve = {seize = "desk", priority = 1, time = {distribution = "gamma", mean = "1 min", cv = 1}, wait = "queue"}
again = {chance = "share", yes = "serve", no = "both"}
both = {seize = "nurse", time = {distribution = "exponential", mean = "20 s"}}
more.spawn = "rush"
out.exit = "done"
[pathway.rush.step]
serve = {seize = "desk", priority = 0, time = {distribution = "exponential", mean = "20 s"}, wait = "queue"}
out.exit = "done"
[parameter]
share.value = 0.2
)toml";

}  // namespace

TEST_CASE("A trace tells of each request all that happens to it, in order") {
  CHECK(Followed(visits).text() ==
        "01:00 A enters plain\n"
        "01:00 A reaches visit.serve plain\n"
        "01:00 A starts visit.serve desk 1/1/0 plain\n"
        "03:00 B enters urgent\n"
        "03:00 B reaches visit.serve urgent\n"
        "03:00 B joins visit.serve desk 1/1/1 urgent\n"
        "06:00 A ends visit.serve desk 1/0/1 plain\n"
        "06:00 C<A enters\n"
        "06:00 C<A joins desk 1/0/2\n"
        "06:00 B starts visit.serve desk 1/1/1 urgent\n"
        "06:00 A reaches visit.call plain\n"
        "06:00 D<A enters plain\n"
        "06:00 A reaches visit.rest plain\n"
        "06:00 D<A reaches call.ring plain\n"
        "06:00 D<A joins call.ring desk 1/1/2 plain\n"
        "06:30 D<A quits call.ring desk 1/1/1 plain\n"
        "06:30 D<A leaves call.gone plain\n"
        "11:00 B ends visit.serve desk 1/0/1 urgent\n"
        "11:00 E<B enters\n"
        "11:00 E<B joins desk 1/0/2\n"
        "11:00 C<A starts desk 1/1/1\n"
        "11:00 B reaches visit.call urgent\n"
        "11:00 F<B enters urgent\n"
        "11:00 B reaches visit.rest urgent\n"
        "11:00 F<B reaches call.ring urgent\n"
        "11:00 F<B joins call.ring desk 1/1/2 urgent\n"
        "11:30 F<B quits call.ring desk 1/1/1 urgent\n"
        "11:30 F<B leaves call.gone urgent\n"
        "13:00 C<A ends desk 1/0/1\n"
        "13:00 E<B starts desk 1/1/0\n"
        "15:00 E<B ends desk 1/0/0\n"
        "16:00 A leaves visit.out plain\n"
        "21:00 B leaves visit.out urgent\n");
}

TEST_CASE("A trace tells of interruptions, and of all servers that a task seizes") {
  const std::string text = R"toml(
pool.desk = {servers = 1, preemptible = [1]}
pool.room.servers = 2
pool.nurse.servers = 1
stream.a = {interval = fixed(9 days), start = "1 min", at_start = true, enters = "long"}
stream.b = {interval = fixed(9 days), start = "3 min", at_start = true, enters = "urgent"}
stream.c = {interval = fixed(9 days), start = "30 min", at_start = true, enters = "room"}
[pathway.long.step]
serve = {seize = "desk", priority = 1, time = fixed(10 min)}
out.exit = "done"
[pathway.urgent.step]
serve = {seize = "desk", time = fixed(2 min)}
out.exit = "done"
[pathway.room.step]
serve = {seize = "room", with = ["nurse"], hold = ["room"], time = fixed(4 min)}
clean.delay = fixed(3 min)
free.release = ["room"]
out.exit = "done"
)toml";
  CHECK(Followed(text).text() ==
        "01:00 A enters\n"
        "01:00 A reaches long.serve\n"
        "01:00 A starts long.serve desk 1/1/0\n"
        "03:00 B enters\n"
        "03:00 B reaches urgent.serve\n"
        "03:00 B joins urgent.serve desk 1/1/1\n"
        "03:00 A interrupted long.serve desk 1/0/1\n"
        "03:00 B starts urgent.serve desk 1/1/1\n"
        "05:00 B ends urgent.serve desk 1/0/1\n"
        "05:00 A starts long.serve desk 1/1/0\n"
        "05:00 B leaves urgent.out\n"
        "13:00 A ends long.serve desk 1/0/0\n"
        "13:00 A leaves long.out\n"
        "30:00 C enters\n"
        "30:00 C reaches room.serve\n"
        "30:00 C starts room.serve nurse 1/1/0\n"
        "30:00 C starts room.serve room 2/1/0\n"
        "34:00 C ends room.serve nurse 1/0/0\n"
        "34:00 C reaches room.clean\n"
        "37:00 C reaches room.free\n"
        "37:00 C ends room.free room 2/0/0\n"
        "37:00 C leaves room.out\n");
}

TEST_CASE("Only what is asked for is kept: a pool, a time, so many records") {
  const Model model = small_model(visits);
  TraceChoice choice;
  choice.from = 6 * minute;
  choice.to = 11 * minute;
  CHECK(Followed(visits, choice).trace.records().size() == 11);
  choice.pool = 0;
  CHECK(Followed(visits, choice).text() ==
        "06:00 A ends visit.serve desk 1/0/1 plain\n"
        "06:00 B<A joins desk 1/0/2\n"
        "06:00 C starts visit.serve desk 1/1/1 urgent\n"
        "06:00 D<A joins call.ring desk 1/1/2 plain\n"
        "06:30 D<A quits call.ring desk 1/1/1 plain\n");
  choice.most = 2;
  const Followed cut(visits, choice);
  CHECK(cut.trace.records().size() == 2);
  CHECK(cut.trace.lost() == 3);
}

TEST_CASE("A run that is followed has the bits of one that is not") {
  for (const std::string& text : {visits, lively}) {
    const Followed with(text), without(text, {}, false);
    CHECK(with.trace.records().size() > 30);
    CHECK(without.trace.records().empty());
    const auto payload = [](const Followed& run) { return measure(run.model, run.region, run.simulation); };
    const std::vector<double> a = payload(with), b = payload(without);
    REQUIRE(a.size() == b.size());
    CHECK(std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) {
      return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    }));
  }
}

TEST_CASE("Whom a share follows is followed by every larger one, with all children and nothing else") {
  const Followed all(lively);
  TraceChoice choice;
  std::set<std::uint64_t> before;
  for (const double share : {0.2, 0.5, 0.8}) {
    choice.share = share;
    const Followed some(lively, choice);
    const std::set<std::uint64_t> requests = some.requests();
    CHECK(requests.size() > before.size());
    CHECK(std::includes(requests.begin(), requests.end(), before.begin(), before.end()));
    before = requests;
    // The records are those of the whole trace about the same requests, in the same order.
    std::vector<Trace::Record> expected;
    for (const Trace::Record& record : all.trace.records()) {
      if (requests.count(record.request) != 0) expected.push_back(record);
    }
    REQUIRE(expected.size() == some.trace.records().size());
    bool same = true;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const Trace::Record &a = expected[i], &b = some.trace.records()[i];
      same = same && a.at == b.at && a.request == b.request && a.what == b.what && a.step == b.step &&
             a.pool == b.pool && a.busy == b.busy && a.waiting == b.waiting;
      same = same && (b.parent == 0 || requests.count(b.parent) != 0);
    }
    CHECK(same);
  }
  CHECK(all.requests().size() > before.size());
}

TEST_CASE("What a trace counts is what the run counts") {
  const Followed run(lively);
  std::int64_t entered = 0, left = 0, starts = 0, ended = 0, interrupted = 0, waiting = 0;
  for (const Trace::Record& record : run.trace.records()) {
    entered += record.what == Trace::What::enters;
    left += record.what == Trace::What::leaves;
    starts += record.what == Trace::What::starts;
    ended += record.what == Trace::What::ends;
    interrupted += record.what == Trace::What::interrupted;
    waiting += record.what == Trace::What::joins;
  }
  const Observer& observer = run.simulation.observer();
  CHECK(entered == observer.entered);
  CHECK(left == observer.left);
  CHECK(starts == observer.service_starts);
  CHECK(interrupted == run.simulation.state().preempted);
  CHECK(interrupted > 0);
  CHECK(starts ==
        ended + interrupted + run.simulation.state().servers[0].busy + run.simulation.state().servers[1].busy);
  CHECK(waiting > 0);
}

}  // namespace draagkracht::testing
