// A trace told to people: a line for each moment that the model has a sentence for ([trace]), how things stand every
// now and then, and sums that add up to what the run counted. The words are the model's; this file knows none of care.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/model/telling.h"
#include "engine/simulation/trace.h"

namespace draagkracht {

struct Region;

// What of a trace is told.
struct TellingChoice {
  std::int64_t from = 0, to = 0;           // ms of the run
  Index pool = none;                       // only requests that came to this kind of pool; none: all
  std::string place;                       // and only at pools of the place of this name; "": all
  std::uint32_t person = nobody;           // only of this person; nobody: all
  std::vector<Sentence::Condition> where;  // only requests that had these labels at some moment
  bool hidden = false;                     // also what the model hides
};

// Before the told period so much is followed without being told: who waits then has joined before.
inline constexpr std::int64_t untold_before_ms = 86'400'000;
// More lines of a run are only counted.
inline constexpr std::size_t most_told_lines = 10'000;

class ToldTrace {
 public:
  // All must outlive the object. `dated`: days of the run are dates.
  ToldTrace(const Telling& telling, const TellingChoice& choice, const Model& model, const Region& region,
            const Trace& trace, bool dated);

  // All lines, each ending in a line end, under this heading.
  std::string text(const std::string& heading);

 private:
  struct Pool {
    std::int32_t on_duty = 0, busy = 0;
    std::uint32_t waiting = 0;
  };
  struct Count {
    std::int64_t all = 0, late = 0;
    friend Count operator-(Count a, Count b) { return {a.all - b.all, a.late - b.late}; }
  };

  void find_roots();
  void choose_roots();
  void note(const Trace::Record& record);
  void tell(std::size_t i);
  const Sentence* sentence_for(std::size_t i) const;
  bool holds(const Sentence::Condition& condition, std::size_t i) const;
  void repeat_until(std::int64_t at);
  void add_line(std::int64_t at, const std::string& rest);
  std::string filled(const ToldPieces& pieces, std::size_t record) const;
  std::string filled(const ToldPiece& piece, std::size_t record) const;
  std::string sum_text(const std::vector<Count>& since) const;
  std::string home_of(std::uint32_t person, bool wijk) const;
  std::int64_t longest_wait(Index kind) const;

  const Telling& telling_;
  const TellingChoice& choice_;
  const Model& model_;
  const Region& region_;
  const Trace& trace_;
  const bool dated_;
  std::vector<std::vector<const Sentence*>> sentences_;  // axis: step
  std::map<std::uint64_t, std::uint64_t> root_;          // of requests that have a parent
  std::set<std::uint64_t> chosen_;                       // roots; empty if all are
  bool all_chosen_ = true;
  std::vector<Pool> pools_;                                 // axis: pool instance
  std::vector<std::multiset<std::int64_t>> waiting_since_;  // axis: pool kind
  std::map<std::uint64_t, std::int64_t> joined_, started_;  // by request
  std::map<std::uint64_t, std::int64_t> first_told_;        // by root
  std::vector<Count> counts_, counts_before_;               // axis: sentence
  std::int64_t now_ = 0, next_state_ = 0, next_sum_ = 0, day_ = -1;
  std::size_t lines_ = 0, more_ = 0;
  std::string text_;
};

// "8 s", "5 min 20 s", "24 min", "1 h 08 min".
std::string told_duration(std::int64_t ms);

}  // namespace draagkracht
