#include "tools/signal_watch.h"

#include <ctime>
#include <utility>

namespace draagkracht {
namespace {

constexpr int tick_ms = 100;

bool ignored(int signal) {
  struct sigaction now {};
  return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

HeldSignals::HeldSignals() {
  ::sigemptyset(&held_);
  for (const int signal : {SIGINT, SIGTERM}) {
    if (!ignored(signal)) ::sigaddset(&held_, signal);
  }
  ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
}

HeldSignals::~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

std::optional<int> HeldSignals::take(int milliseconds) const {
  const timespec wait{milliseconds / 1000, milliseconds % 1000 * 1'000'000L};
  const int signal = ::sigtimedwait(&held_, nullptr, &wait);
  return signal > 0 ? std::optional(signal) : std::nullopt;
}

void HeldSignals::release_here() const { ::pthread_sigmask(SIG_UNBLOCK, &held_, nullptr); }

SignalWatch::SignalWatch(const HeldSignals& held, std::function<void(int)> on_signal, std::function<void()> on_tick)
    : thread_([&held, act = std::move(on_signal), tick = std::move(on_tick)](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          if (const std::optional<int> signal = held.take(tick_ms)) {
            held.release_here();  // a second one ends the program at once
            return act(*signal);
          }
          tick();
        }
      }) {}

}  // namespace draagkracht
