// Interrupting an experiment without losing a finished run: SIGINT and SIGTERM are not delivered to any thread but
// waited for by one that may do ordinary work, such as closing a journal.
#pragma once

#include <csignal>
#include <functional>
#include <optional>
#include <thread>

namespace draagkracht {

// While it lives, SIGINT and SIGTERM wait; threads that are started meanwhile inherit that. Signals that the caller of
// the program ignores (a job in the background) are left ignored. When it ends, what waits takes its ordinary course.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  // Takes a signal that has come, waiting at most so long; nothing if none came.
  std::optional<int> take(int milliseconds) const;
  // From now on the calling thread lets them take their ordinary course.
  void release_here() const;

 private:
  sigset_t held_;
  sigset_t before_;
};

// Calls `on_signal` once when a held signal comes, and `on_tick` a few times a second, both from a thread of its own.
class SignalWatch {
 public:
  SignalWatch(const HeldSignals& held, std::function<void(int signal)> on_signal, std::function<void()> on_tick);

 private:
  std::jthread thread_;
};

}  // namespace draagkracht
