#include "tools/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

namespace draagkracht {
namespace {

constexpr double seconds_between_lines = 30;
constexpr double seconds_between_updates = 1;

bool no_color() {
  const char* value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::llround(std::max(seconds, 0.0)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

ProgressLine::ProgressLine(std::size_t all_runs, double expected_seconds)
    : all_(all_runs), end_(expected_seconds), terminal_(::isatty(STDERR_FILENO) == 1), plain_(no_color()) {}

void ProgressLine::update(const Progress& progress) {
  const std::lock_guard lock(mutex_);
  done_ = progress.done;
  end_ = progress.seconds + progress.seconds_left;
  if (terminal_ || elapsed() - shown_ >= seconds_between_lines) show();
}

void ProgressLine::tick() {
  const std::lock_guard lock(mutex_);
  if (elapsed() - shown_ >= (terminal_ ? seconds_between_updates : seconds_between_lines)) show();
}

void ProgressLine::finish() {
  const std::lock_guard lock(mutex_);
  if (!terminal_ || width_ == 0) return;
  std::cerr << (plain_ ? "\n" : "\r\x1b[K") << std::flush;
  width_ = 0;
}

void ProgressLine::show() {
  shown_ = elapsed();
  const double left = end_ - shown_;
  std::string line = fmt::format("{} of {} runs, {}", done_, all_, duration_text(shown_));
  if (end_ > 0 && left > 0.5) line += ", about " + duration_text(left) + " left";
  if (!terminal_) {
    std::cerr << line << '\n';
    return;
  }
  const std::size_t width = line.size();
  if (width < width_) line.append(width_ - width, ' ');
  width_ = width;
  std::cerr << '\r' << line << std::flush;
}

}  // namespace draagkracht
