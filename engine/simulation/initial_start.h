// The start in the middle: requests that came before the run and are still there. Who they are is a pure function of
// (seed, replication, person, stock): nothing that queues decide changes it. Those who wait come in the past, at times
// below 0, while nobody is on duty: so their waits, stays and patience count from when they came. See "The start" in
// scenarios/language.md.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/random/length_biased.h"
#include "engine/simulation/run_state.h"
#include "engine/simulation/step_values.h"

namespace draagkracht {

// A request that is there when the run begins, if its place has what it needs and its patience lasts so long.
struct InitialArrival {
  std::uint64_t entity = 0;
  std::uint32_t person = nobody;  // nobody: anonymous
  Index initial = none;           // in Model::initials
  const std::vector<SetStep>* set = nullptr;
  std::int64_t age_ms = 0;   // how long it has been at the step
  std::int64_t rest_ms = 0;  // and how long it still will be; of one that waits 0
};

class InitialStart {
 public:
  explicit InitialStart(RunState& run);

  // All of them, in order of their coming.
  std::vector<InitialArrival> arrivals();
  // Puts all of them where they are: when all of the first day is known and nothing has happened. Whoever waits where a
  // server is always on duty starts.
  void begin();

 private:
  using Laws = std::vector<std::optional<LengthBiased>>;  // axis: row of the step's time

  void add_anonymous(Index index, std::vector<InitialArrival>& all);
  void add_persons(Index index, std::vector<InitialArrival>& all);
  void add(InitialArrival arrival, const Laws& laws, std::vector<InitialArrival>& all) const;
  // What follows is of the request that is thought of: see think_of.
  void think_of(const Person* person, std::uint32_t index, const std::vector<SetStep>& set);
  const Request& thought() const { return run_.requests[thought_]; }
  const TimeSource* time_at(const InitialRequests& initial) const;
  Laws laws_of(const InitialRequests& initial) const;
  double mean_ms(const InitialRequests& initial) const;
  double multiplier(const TimeSource& time) const;
  double waited_ms(const InitialRequests& initial) const;
  std::uint32_t poisson(double mean, std::uint64_t entity, const InitialRequests& initial) const;

  StepValues values() const { return StepValues(run_); }
  std::uint32_t create(const InitialArrival& arrival);
  void fall_asleep(const InitialArrival& arrival);
  // False: it is not, since all servers are busy.
  bool be_served(const InitialArrival& arrival);
  void wait(const InitialArrival& arrival);
  void enter(std::uint32_t id);
  void set_labels(std::uint32_t id, const Person* person, const std::vector<SetStep>& set);
  // Whether a server that is always on duty is free, or nobody knows yet how many will be on duty.
  bool has_room(std::uint32_t pool) const {
    const std::int32_t servers = run_.region.pools[pool].fixed;
    return servers < 0 || run_.servers[pool].busy < servers;
  }

  RunState& run_;
  PersonLists lists_;
  std::uint32_t thought_ = nobody;  // a record that only the questions above use
};

}  // namespace draagkracht
