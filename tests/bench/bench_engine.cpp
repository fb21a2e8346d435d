// The engine on the two queueing models of the bench and on variants of them that must not cost much. What A and B are
// is told in yardstick.cpp; scripts/bench runs both programs and compares. Nothing is switched off here that a region
// run has on: addressed random numbers, a histogram of the waits per class, busy and asked time, the warm-up test,
// requests in = requests out.
//
//   bench_engine MODEL N SEED [--json]     MODEL: A, B, or one of these with
//     _calendar   a weekly calendar that is always open, on each pool
//     _patience   patience of 1,000 h on each queue: nobody's ends
//     _extra      200 more pools and 50 more pathways that nobody enters
//
// The models are put together by hand, as the model compiler would; wall time is that of making and running the
// simulation, not of making the model. Without --json the exact sums are printed too: equal sums, equal bits.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/hash.h"
#include "engine/model/pathway_graph.h"
#include "engine/simulation/region_simulation.h"

namespace {

using namespace draagkracht;

constexpr double minute = 60'000, hour = 3'600'000;  // ms

struct Variant {
  bool calendar = false, patience = false, extra = false;
};

LabelSource constant_label() { return {}; }
LabelSource variable(std::uint8_t index) { return LabelSource::of_variable(index); }

// A model and a region of one place, made step by step.
class Builder {
 public:
  explicit Builder(Variant variant) : variant_(variant) {
    model.start_day = days_from_civil({2024, 1, 1});
    model.outcomes = {"done"};
    model.verbs.exit.push_back({0});
    add_exit();  // step 0 is never a task
  }

  Index add_exit() {
    Step step;
    step.kind = StepKind::exit;
    step.index = 0;
    model.steps.push_back(step);
    return static_cast<Index>(model.steps.size() - 1);
  }

  Index add_pool(const std::string& name, std::int32_t servers, int classes) {
    PoolKind kind;
    kind.name = name;
    kind.rules.classes = classes;
    kind.rules.limit_of_class.assign(static_cast<std::size_t>(classes), no_limit);
    model.pools.push_back(kind);
    PoolInstance instance;
    PoolDuty duty;
    instance.kind = static_cast<Index>(model.pools.size() - 1);
    if (variant_.calendar) {
      DaySchedule open;
      for (std::vector<DaySchedule::Change>& day : open.changes) day = {{0, servers}};
      duty.schedule = static_cast<std::uint32_t>(region.schedules.size());
      region.schedules.push_back(open);
    } else {
      instance.fixed = servers;
    }
    region.pools.push_back(instance);
    region.periods[0].duty.push_back(duty);
    region.periods[0].pool_of.push_back({static_cast<std::uint32_t>(region.pools.size() - 1)});
    return instance.kind;
  }

  Index add_time(const DistributionSpec& spec) {
    model.times.push_back(QuantileTables().of(spec));
    return static_cast<Index>(model.times.size() - 1);
  }

  TimeSource time(const DistributionSpec& spec) {
    TimeSource source;
    source.any = true;
    source.tables = {add_time(spec)};
    return source;
  }

  // `rows`: 1, or the labels of variable 0, by which the waits are told apart.
  Index add_wait(const std::string& name, std::uint32_t rows) {
    WaitMeasure wait;
    wait.name = name;
    wait.rows = rows;
    if (rows > 1) {
      wait.key.size = 1;
      wait.key.parts[0] = {variable(0), 1};
    }
    model.waits.push_back(wait);
    return static_cast<Index>(model.waits.size() - 1);
  }

  Index add_seize(const std::string& name, Index pool, const DistributionSpec& service, Index next, Index wait) {
    SeizeStep seize;
    seize.pool.source = constant_label();
    seize.pool.pools = {pool};
    seize.priority_source = constant_label();
    seize.classes = {0};
    seize.time = time(service);
    if (variant_.patience) {
      seize.patience = time(DistributionSpec::deterministic(1000 * hour));
      seize.on_patience = next;
    }
    seize.wait = wait;
    seize.time_address = name_hash(name);
    model.verbs.seize.push_back(seize);
    Step step;
    step.kind = StepKind::seize;
    step.index = static_cast<Index>(model.verbs.seize.size() - 1);
    step.next = next;
    step.address = name_hash(name);
    model.steps.push_back(step);
    return static_cast<Index>(model.steps.size() - 1);
  }

  SeizeStep& seize_of(Index step) { return model.verbs.seize[model.steps[step].index]; }

  void add_branches(Index step, std::vector<double> shares, std::vector<Index> to) {
    Branches branch;
    branch.parameters.assign(shares.size(), none);
    branch.shares = std::move(shares);
    branch.to = std::move(to);
    model.branches.push_back(branch);
    model.steps[step].branch = static_cast<Index>(model.branches.size() - 1);
  }

  void add_stream(const std::string& name, double mean_gap_ms, Index enters, std::vector<SetStep> set) {
    Stream stream;
    stream.name = name;
    stream.address = name_hash(name);
    stream.enters = enters;
    stream.interval = add_time(DistributionSpec::exponential(mean_gap_ms));
    stream.set = std::move(set);
    model.streams.push_back(stream);
  }

  // 50 pathways of four tasks, each task in a pool of its own.
  void add_extra() {
    for (int pathway = 0; variant_.extra && pathway < 50; ++pathway) {
      Index next = add_exit();
      for (int i = 0; i < 4; ++i) {
        const std::string name = "extra/" + std::to_string(pathway) + "/" + std::to_string(i);
        const Index pool = add_pool(name, 2, 2);
        next = add_seize(name, pool, DistributionSpec::exponential(10 * minute), next, add_wait(name, 1));
      }
    }
  }

  Model model;
  Region region;

 private:
  Variant variant_;
};

void build_a(Builder& builder, std::uint64_t customers) {
  const Index exit = builder.add_exit();
  const Index pool = builder.add_pool("server", 1, 1);
  const Index wait = builder.add_wait("wait", 1);
  const Index seize = builder.add_seize("service", pool, DistributionSpec::exponential(minute), exit, wait);
  builder.add_stream("customers", minute / 0.9, seize, {});
  builder.model.horizon_ms = static_cast<std::int64_t>(1.2 * static_cast<double>(customers) / 0.9 * minute + 24 * hour);
}

void build_b(Builder& builder, std::uint64_t customers) {
  builder.model.variables = {"class"};
  const Index exit = builder.add_exit();
  const Index gp_wait = builder.add_wait("gp", 2);
  const Index triage_wait = builder.add_wait("triage", 1), poh_wait = builder.add_wait("poh", 1);
  const Index triage_pool = builder.add_pool("triage", 4, 1);
  const Index gp_pool = builder.add_pool("gp", 10, 2), poh_pool = builder.add_pool("poh", 5, 1);
  const Index poh = builder.add_seize("poh", poh_pool, DistributionSpec::lognormal(0.4 * hour, 0.5), exit, poh_wait);
  const Index gp = builder.add_seize("gp", gp_pool, DistributionSpec::lognormal(0.25 * hour, 0.6), exit, gp_wait);
  builder.seize_of(gp).priority_source = variable(0);
  builder.seize_of(gp).classes = {1, 0};  // axis: low, high
  const Index triage =
      builder.add_seize("triage", triage_pool, DistributionSpec::lognormal(0.05 * hour, 0.5), gp, triage_wait);
  builder.add_branches(triage, {0.6, 0.2, 0.2}, {gp, poh, exit});
  builder.add_branches(gp, {0.1, 0.9}, {triage, exit});
  const double per_hour[] = {30, 15, 3};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::uint8_t high = i > 0 ? 1 : 0;
    builder.add_stream("class " + std::to_string(i), hour / per_hour[i], triage, {SetStep{0, high}});
  }
  builder.model.horizon_ms = static_cast<std::int64_t>(1.2 * static_cast<double>(customers) / 48 * hour + 24 * hour);
}

// "B_calendar" -> 'B' and its variant; nothing if there is no such model.
std::optional<std::pair<char, Variant>> model_named(std::string_view name) {
  if (name.empty() || (name[0] != 'A' && name[0] != 'B')) return {};
  Variant variant;
  const std::string_view rest = name.substr(1);
  if (rest == "_calendar") {
    variant.calendar = true;
  } else if (rest == "_patience") {
    variant.patience = true;
  } else if (rest == "_extra") {
    variant.extra = true;
  } else if (!rest.empty()) {
    return {};
  }
  return std::pair{name[0], variant};
}

bool whole_number(const char* text, std::uint64_t& number) {
  char* end = nullptr;
  number = std::strtoull(text, &end, 10);
  return *text >= '0' && *text <= '9' && *end == '\0';
}

// Number n, or null in JSON where there is none.
void print_number(const char* name, double n) {
  std::printf(std::isfinite(n) ? "\"%s\":%.17g" : "\"%s\":null", name, n);
}

std::int64_t busy_ms(const RegionSimulation& simulation, std::size_t pools) {
  std::int64_t sum = 0;
  for (std::uint32_t pool = 0; pool < pools; ++pool) {
    for (std::int32_t week = 0; week < simulation.observer().weeks(); ++week)
      sum += simulation.observer().busy(pool, week);
  }
  return sum;
}

void print_sums(const RegionSimulation& simulation, std::size_t pools) {
  const Observer& observer = simulation.observer();
  std::printf(", busy %lld ms", static_cast<long long>(busy_ms(simulation, pools)));
  for (const std::vector<WaitRecord>& rows : observer.waits) {
    for (const WaitRecord& row : rows) {
      if (row.waits.count == 0) continue;
      std::uint64_t cells = 0;
      for (std::size_t i = 0; i < Histogram::n_near; ++i) cells = mix(cells) + row.histogram.count(i);
      std::printf(", waits %lld sum %lld ms squares %llx histogram %llx", static_cast<long long>(row.waits.count),
                  static_cast<long long>(row.waits.sum), static_cast<unsigned long long>(row.waits.squares),
                  static_cast<unsigned long long>(cells));
    }
  }
}

int run_model(char model_letter, Variant variant, std::uint64_t customers, std::uint32_t seed, bool json) {
  Builder builder(variant);
  builder.add_extra();
  const std::size_t first_wait = builder.model.waits.size();
  if (model_letter == 'A') {
    build_a(builder, customers);
  } else {
    build_b(builder, customers);
  }
  builder.model.arrivals = static_cast<std::int64_t>(customers);

  number_repeated_steps(builder.model);

  const auto begin = std::chrono::steady_clock::now();
  RegionSimulation simulation(builder.model, builder.region, {seed, 0});
  simulation.run();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  const Observer& observer = simulation.observer();
  if (simulation.in_progress() != 0) {
    std::fputs("bench_engine: the horizon came before the last departure\n", stderr);
    return 1;
  }
  // All have gone and nothing is pre-empted: as many completions as starts. Calendar events are not the models' own.
  const std::int64_t timed_events = observer.entered + observer.service_starts;
  const std::int64_t events = model_letter == 'A' ? timed_events : timed_events + observer.service_starts;
  std::printf(json ? "{\"wall_s\":%.6f,\"events\":%lld,\"timed_events\":%lld,\"checks\":{"
                   : "wall %.6f s, %lld events, %lld timed events, ",
              seconds, static_cast<long long>(events), static_cast<long long>(timed_events));
  const std::vector<WaitRecord>& first = observer.waits[first_wait];
  if (model_letter == 'A') {
    const double in_system = static_cast<double>(first[0].waits.sum + busy_ms(simulation, builder.region.pools.size()));
    print_number("mean_time_in_system_min", in_system / static_cast<double>(customers) / minute);
  } else {
    print_number("mean_wait_gp_low_h", first[0].waits.mean() / hour);
    std::fputs(",", stdout);
    print_number("mean_wait_gp_high_h", first[1].waits.mean() / hour);
  }
  if (!json) print_sums(simulation, builder.region.pools.size());
  std::puts(json ? "}}" : "");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc == 5 && std::strcmp(argv[4], "--json") == 0;
  std::uint64_t n = 0, seed = 0;
  const bool numbers = argc == (json ? 5 : 4) && whole_number(argv[2], n) && n > 0 && whole_number(argv[3], seed);
  const auto model = numbers ? model_named(argv[1]) : std::nullopt;
  if (!model) {
    std::fputs("usage: bench_engine A|B[_calendar|_patience|_extra] N SEED [--json]\n", stderr);
    return 2;
  }
  return run_model(model->first, model->second, n, static_cast<std::uint32_t>(seed), json);
}
