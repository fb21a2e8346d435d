// Sums and means that are kept while values come in. ExactSum is for simulated milliseconds inside runs: integers, so
// the order of adding and merging does not change a bit. RunningMean is for doubles, after the runs.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace draagkracht {

// __extension__: the standard has no 128-bit integer.
__extension__ using SignedWide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

// Count, sum and sum of squares of whole milliseconds. Exact as long as the sum stays below 2^63 ms, which is 292
// million years of waiting.
struct ExactSum {
  std::int64_t count = 0;
  std::int64_t sum = 0;
  UnsignedWide squares = 0;

  void add(std::int64_t ms) {
    ++count;
    sum += ms;
    squares += static_cast<UnsignedWide>(static_cast<SignedWide>(ms) * ms);
  }

  ExactSum& operator+=(const ExactSum& other) {
    count += other.count;
    sum += other.sum;
    squares += other.squares;
    return *this;
  }
  friend ExactSum operator+(ExactSum a, const ExactSum& b) { return a += b; }
  friend bool operator==(const ExactSum&, const ExactSum&) = default;

  // Mean in ms; NaN without values.
  double mean() const {
    if (count == 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(sum) / static_cast<double>(count);
  }

  // Unbiased variance in ms^2; NaN with fewer than two values.
  double variance() const {
    if (count < 2) return std::numeric_limits<double>::quiet_NaN();
    // Squares about the mean rounded to an integer are exact; what rounding left is below 1 ms per value.
    const std::int64_t centre = sum / count;
    const SignedWide about_centre =
        static_cast<SignedWide>(squares) - SignedWide{centre} * 2 * sum + SignedWide{centre} * centre * count;
    const auto n = static_cast<double>(count);
    const double rest = static_cast<double>(sum - centre * count) / n;
    return (static_cast<double>(about_centre) - n * rest * rest) / (n - 1);
  }
};

// Mean and variance of doubles in one pass.
// Source: Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4 (1962);
// merging: Chan, Golub, LeVeque, "Algorithms for computing the sample variance", Amer. Statistician 37 (1983).
class RunningMean {
 public:
  void add(double value) {
    ++count_;
    const double distance = value - mean_;
    mean_ += distance / static_cast<double>(count_);
    squares_ += distance * (value - mean_);
  }

  // As if all values of `other` had been added, up to rounding.
  void merge(const RunningMean& other) {
    if (other.count_ == 0) return;
    const auto n = static_cast<double>(count_);
    const auto m = static_cast<double>(other.count_);
    const double distance = other.mean_ - mean_;
    mean_ += distance * (m / (n + m));
    squares_ += other.squares_ + distance * distance * (n * m / (n + m));
    count_ += other.count_;
  }

  std::int64_t count() const { return count_; }
  // NaN without values.
  double mean() const { return count_ > 0 ? mean_ : std::numeric_limits<double>::quiet_NaN(); }
  // Unbiased; NaN with fewer than two values.
  double variance() const {
    return count_ > 1 ? squares_ / static_cast<double>(count_ - 1) : std::numeric_limits<double>::quiet_NaN();
  }
  double standard_error() const { return std::sqrt(variance() / static_cast<double>(count_)); }

 private:
  std::int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // about the mean
};

}  // namespace draagkracht
