// The servers of all pool instances of a run. The one place where a server is seized and given back, and where duty
// changes: so that busy servers, limits, occupancy, overtime and the order of those who can be interrupted never
// differ. Who is served and what service means is the caller's matter.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/des/pool.h"
#include "engine/model/model.h"
#include "engine/simulation/observer.h"
#include "engine/simulation/region.h"

namespace draagkracht {

class ParameterValues;
class Trace;

class Servers {
 public:
  // All three must outlive the servers. Times are ms of the run, here and below.
  Servers(const Model& model, const Region& region, Observer& observer);

  PoolState& operator[](std::uint32_t pool) { return bank_[pool]; }
  const PoolState& operator[](std::uint32_t pool) const { return bank_[pool]; }
  std::uint32_t size() const { return bank_.size(); }
  std::uint32_t index_of(const PoolState& pool) const { return static_cast<std::uint32_t>(&pool - &bank_[0]); }
  PoolBank& queues() { return bank_; }
  const PoolBank& queues() const { return bank_; }
  const PoolKind& kind_of(const PoolState& pool) const { return model_->pools[pool.rules]; }

  // A server is seized for a request in this class. The caller knows that one is free.
  [[gnu::always_inline]] void seize(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id,
                                    std::int64_t now) {
    if (pool.special != 0) [[unlikely]]
      note_seizure(requests, pool, priority_class, id, now);
    ++pool.busy;
    pool.seized -= now;
  }
  [[gnu::always_inline]] void give_back(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id,
                                        std::int64_t now) {
    if (pool.special != 0 || pool.busy > pool.on_duty) [[unlikely]]
      note_return(requests, pool, priority_class, id, now);
    --pool.busy;
    pool.seized += now;
  }

  // The service of a request ends, and its server stays seized.
  void keep(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id) {
    if ((pool.special & has_preemption) != 0 && may_be_interrupted(pool, requests[id]))
      drop_running(requests, pool, priority_class, id);
  }

  // Whether a request of this class that joined its queue at `since` would find so many free servers; while the pool
  // serves those who waited at closing time, others find none.
  bool has_free(const PoolState& pool, int priority_class, std::int64_t since, int wanted = 1) const {
    if (((pool.open >> priority_class) & 1U) == 0) return false;
    if (wanted > 1 && !bank_.has_room(kind_of(pool).rules, pool, priority_class, wanted)) return false;
    if ((pool.special & is_closing) == 0) [[likely]]
      return pool.busy + wanted <= pool.on_duty;
    const Closing& closing = closings_[index_of(pool)];
    return since < closing.at && priority_class < closing.classes && pool.busy + wanted <= closing.servers;
  }
  // Whether somebody of a class who joined at `since` waited at closing time and is still to be served.
  bool waited_at_closing(const PoolState& pool, int priority_class, std::int64_t since) const {
    if ((pool.special & is_closing) == 0) return false;
    const Closing& closing = closings_[index_of(pool)];
    return since < closing.at && priority_class < closing.classes;
  }

  // So many are on duty from now on. A pool with overtime that closes while somebody waits goes on to serve them.
  void set_duty(PoolState& pool, std::int32_t level, std::int64_t now);
  void set_limit(PoolState& pool, int limit, std::uint32_t cap) {
    bank_.set_limit(kind_of(pool).rules, pool, limit, cap);
  }
  // Some pools have a limit of overtime. At midnight: what they may have of it until the next one.
  bool limits_overtime() const { return !limited_.empty(); }
  void limit_overtime(const Region& region, const ParameterValues& parameters, std::int64_t midnight);
  // Nobody who waited at closing time is left.
  static void end_closing(PoolState& pool) { pool.special &= static_cast<std::uint16_t>(~is_closing); }

  // The latest start of a class of those in service, or nobody. Only of pools with pre-emption or hand-over.
  std::uint32_t latest_start(const PoolState& pool, int priority_class) const {
    return running(pool, priority_class).tail;
  }
  // The class of the service that would be interrupted for a request of this class; -1: none may be.
  int interruptible_class(const PoolState& pool, int priority_class) const;

  // Service counts, times `sign`, in the week in which it is given, from the end of the warm-up on.
  void account_service(std::uint32_t pool, std::int64_t from, std::int64_t to, std::int64_t sign = 1);
  // The same for servers that are held: how long was not known when they were asked for.
  void account_holding(std::uint32_t pool, std::int64_t from, std::int64_t to, std::int64_t sign = 1);
  // Brings occupancy and overtime up to date at the end of a run.
  void settle(std::int64_t now);
  // From now on each seizure and return is noted there too.
  void follow(Trace& trace);
  // First of a pool's cells in Observer::occupancy and audited; it has one per level, and one more for all above.
  std::uint32_t occupancy_first(std::uint32_t pool) const { return occupancy_first_[pool]; }

  template <class F>
  void visit(F&& f) {
    auto& [model, observer, trace, bank, level_since, overtime_since, closings, running_services, running_first,
           occupancy_first, keeps_its_service, limited] = *this;
    bank.visit(f);
    f("servers.level_since", level_since);
    f("servers.overtime_since", overtime_since);
    f("servers.closings", closings);
    f("servers.running", running_services);
    f("servers.limited", limited);
  }

 private:
  // A pool with a limit of overtime, server ms of this week.
  struct Limited {
    std::int64_t overtime = 0, on_duty = 0;
    std::uint32_t pool = 0;
    std::uint32_t is_over = 0;  // today; 1: at closing time most who wait are left
  };
  // A pool with overtime that has closed.
  struct Closing {
    std::int64_t at = 0;       // who joined before is still served
    std::int32_t servers = 0;  // so many go on
    std::int32_t classes = 0;  // for classes below this
  };

  [[gnu::noinline]] void note_seizure(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id,
                                      std::int64_t now);
  [[gnu::noinline]] void note_return(RequestStore& requests, PoolState& pool, int priority_class, std::uint32_t id,
                                     std::int64_t now);
  // Whether a server that a request seizes or gives back is that of a service which can be interrupted: not one beside
  // its own, and not one that it holds.
  bool may_be_interrupted(const PoolState& pool, const Request& request) const {
    return request.pool == index_of(pool) && keeps_its_service_[request.step] == 0;
  }
  // Services of pools with pre-emption or hand-over that can be interrupted, per class in order of start.
  void add_running(RequestStore& requests, const PoolState& pool, int priority_class, std::uint32_t id);
  void drop_running(RequestStore& requests, const PoolState& pool, int priority_class, std::uint32_t id);
  void note_level(std::uint32_t pool, std::int64_t now);
  void note_overtime(std::uint32_t pool, std::int64_t now);
  Limited* limit_of(std::uint32_t pool);
  const RequestQueue& running(const PoolState& pool, int priority_class) const {
    return running_[running_first_[index_of(pool)] + static_cast<std::uint32_t>(priority_class)];
  }
  RequestQueue& running(const PoolState& pool, int priority_class) {
    return running_[running_first_[index_of(pool)] + static_cast<std::uint32_t>(priority_class)];
  }

  const Model* model_;
  Observer* observer_;
  Trace* trace_ = nullptr;
  PoolBank bank_;
  std::vector<std::int64_t> level_since_;        // axis: pool instance; ms: its occupancy is counted until then
  std::vector<std::int64_t> overtime_since_;     // axis: pool instance; ms: its overtime is counted until then
  std::vector<Closing> closings_;                // axis: pool instance
  std::vector<RequestQueue> running_;            // axes: instance with pre-emption, class
  std::vector<std::uint32_t> running_first_;     // axis: pool instance; nobody: nothing there can be interrupted
  std::vector<std::uint32_t> occupancy_first_;   // axis: pool instance
  std::vector<std::uint8_t> keeps_its_service_;  // axis: step; 1: whoever is there is not interrupted
  std::vector<Limited> limited_;                 // pools with a limit of overtime, in order
};

}  // namespace draagkracht
