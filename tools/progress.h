// Tells on standard error how far an experiment is: one line that is written anew if that is a terminal, otherwise a
// line every 30 seconds. No colours; under NO_COLOR no control sequences either.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

#include "engine/experiment/experiment.h"

namespace draagkracht {

// "3 min 20 s", "2 h 05 min", "41 s".
std::string duration_text(double seconds);

// May be called from several threads.
class ProgressLine {
 public:
  ProgressLine(std::size_t all_runs, double expected_seconds);
  // A run has ended.
  void update(const Progress& progress);
  // Time has passed.
  void tick();
  // Ends the line, so that other text can follow.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void show();
  double elapsed() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  std::mutex mutex_;
  std::size_t done_ = 0;
  std::size_t all_;
  double end_;             // estimate, in seconds since the start
  double shown_ = 0;       // when, in seconds since the start
  std::size_t width_ = 0;  // of the line that stands on the terminal
  bool terminal_;
  bool plain_;  // no control sequences
  Clock::time_point start_ = Clock::now();
};

}  // namespace draagkracht
