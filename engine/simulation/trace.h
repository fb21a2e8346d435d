// What happens to single requests, a record per change: for people who follow one patient or check a model by hand.
// Draws nothing and changes nothing: a run has the same bits with it. A run without one pays nothing for it but a test
// in its rarer events. Which requests are followed is a matter of who they are, so that every run of a scenario follows
// the same, and children are followed where their first parent is. Texts and files: tools/trace_file.h.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "engine/des/request.h"
#include "engine/model/model.h"

namespace draagkracht {

struct Region;
struct RunState;

// Which records of a run are kept.
struct TraceChoice {
  double share =
      1;  // of the requests that have no parent, with their children; a lower share is a part of a higher one
  std::int64_t from = std::numeric_limits<std::int64_t>::min();  // ms of the run
  std::int64_t to = std::numeric_limits<std::int64_t>::max();    // the same: records before it
  Index pool = none;  // only what happens at this kind of pool; none: everything
  std::string place;  // only what happens at pools of the place of this name; "": everything
  bool duty = false;  // also when a pool has other numbers on duty
  std::size_t most = std::numeric_limits<std::size_t>::max();  // records; further ones are only counted
};

class Trace {
 public:
  enum class What : std::uint8_t {
    enters,       // comes into being
    reaches,      // a step, which says what is done there
    joins,        // a queue
    quits,        // a queue, unserved: patience ended, or those who waited were sent on
    starts,       // a server is seized for it
    interrupted,  // its server is taken away before the service has ended
    ends,         // its server is given back
    leaves,       // at an exit
    duty,         // a pool has other numbers on duty; of no request
  };
  struct Record {
    std::int64_t at = 0;  // ms of the run
    std::uint64_t request = 0;
    std::uint64_t parent = 0;  // 0: it has none
    std::uint32_t person = nobody;
    std::uint32_t pool = nobody;  // instance; nobody: it happens at none
    std::int32_t on_duty = 0;     // of the pool, all three: behind the change
    std::int32_t busy = 0;
    std::uint32_t waiting = 0;
    Index step = none;  // none: at no step yet; 0: work behind a service, without a patient
    What what = What::enters;
  };

  // `run` must outlive the trace.
  Trace(const RunState& run, TraceChoice choice);

  // A request has its identity, owner and labels; `parent`: the request that made it, or nobody.
  // `step`: 0 of work behind a service.
  void enters(std::uint32_t id, std::uint32_t parent = nobody, Index step = none);
  void reaches(std::uint32_t id, Index step);
  void leaves(std::uint32_t id, Index step) { note(What::leaves, id, step); }
  void joins(std::uint32_t id, std::uint32_t pool) { note_at(What::joins, id, pool, 0); }
  void quits(std::uint32_t id, std::uint32_t pool) { note_at(What::quits, id, pool, 0); }
  // Just before the pool counts it.
  void seizes(std::uint32_t id, std::uint32_t pool) { note_at(What::starts, id, pool, 1); }
  void gives_back(std::uint32_t id, std::uint32_t pool);
  // Just after the pool has them.
  void changes_duty(std::uint32_t pool);

  const std::vector<Record>& records() const { return records_; }
  // The labels that the request had then, of all variables; none of work without a patient.
  std::span<const std::uint8_t> labels(std::size_t record) const;
  // Records that found no room.
  std::size_t lost() const { return lost_; }
  // Whether some pool of the region stands at a place of this name.
  bool has_place(const std::string& name) const;

 private:
  // Who has a record of the run's requests, and whether it is followed.
  struct Who {
    std::uint64_t own = 0, root = 0, parent = 0;  // identities; root: of its first parent, or its own
    bool followed = false;
  };

  const Who& who(std::uint32_t id);
  void note(What what, std::uint32_t id, Index step);
  void note_at(What what, std::uint32_t id, std::uint32_t pool, std::int32_t more_busy);
  void keep(Record record, std::uint32_t id);
  bool has_room();
  bool is_wanted(const Record& record) const;

  const RunState& run_;
  TraceChoice choice_;
  std::uint64_t below_;                    // a first request is followed if its hash lies below; 2^32: all
  std::vector<Who> who_;                   // axis: request
  std::vector<std::uint8_t> asked_pools_;  // axis: pool instance; whether it is asked for
  std::vector<Record> records_;
  std::vector<std::uint8_t> labels_;  // axes: record, variable
  std::size_t lost_ = 0;
};

// The name of the place of a pool instance; "" if it belongs to the region.
std::string place_of_pool(const Model& model, const Region& region, std::uint32_t pool);

}  // namespace draagkracht
