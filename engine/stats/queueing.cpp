// Exact queueing formulas; sources stand in the header.
#include "engine/stats/queueing.h"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void ensure_rate(double rate) { DRAAGKRACHT_ENSURE(std::isfinite(rate) && rate >= 0); }
void ensure_positive(double rate) { DRAAGKRACHT_ENSURE(std::isfinite(rate) && rate > 0); }

double second_moment(const PriorityClass& c) { return c.mean_service * c.mean_service * (1 + c.cv * c.cv); }

void ensure_classes(std::span<const PriorityClass> classes) {
  for (const PriorityClass& c : classes) {
    ensure_rate(c.arrival_rate);
    ensure_positive(c.mean_service);
    ensure_rate(c.cv);
  }
}

// residual / ((1 - before) (1 - with)), infinite once the load is not carried.
double between_loads(double residual, double before, double with) {
  return with < 1 ? residual / ((1 - before) * (1 - with)) : infinity;
}

}  // namespace

double erlang_b(int servers, double load) {
  DRAAGKRACHT_ENSURE(servers >= 0);
  ensure_rate(load);
  double blocked = 1;
  for (int n = 1; n <= servers; ++n) blocked = load * blocked / (n + load * blocked);
  return blocked;
}

double erlang_c(int servers, double load) {
  DRAAGKRACHT_ENSURE(servers >= 0);
  ensure_rate(load);
  if (load >= servers) return 1;
  const double blocked = erlang_b(servers, load);
  return servers * blocked / (servers - load * (1 - blocked));
}

ErlangCQueue::ErlangCQueue(double arrival_rate, double service_rate, int servers)
    : arrival_rate_(arrival_rate), service_rate_(service_rate), servers_(servers) {
  ensure_rate(arrival_rate);
  ensure_positive(service_rate);
  DRAAGKRACHT_ENSURE(servers >= 1);
  share_waiting_ = erlang_c(servers, arrival_rate / service_rate);
}

double ErlangCQueue::utilisation() const { return arrival_rate_ / (servers_ * service_rate_); }

double ErlangCQueue::mean_wait() const {
  const double spare = servers_ * service_rate_ - arrival_rate_;
  return spare > 0 ? share_waiting_ / spare : infinity;
}

double ErlangCQueue::mean_queue() const { return arrival_rate_ > 0 ? arrival_rate_ * mean_wait() : 0.0; }

double ErlangCQueue::mean_time() const { return mean_wait() + 1 / service_rate_; }

double ErlangCQueue::share_waiting_longer(double t) const {
  const double spare = servers_ * service_rate_ - arrival_rate_;
  return spare > 0 ? share_waiting_ * std::exp(-spare * std::max(t, 0.0)) : 1.0;
}

double ErlangCQueue::wait_quantile(double p) const {
  DRAAGKRACHT_ENSURE(p > 0 && p < 1);
  const double spare = servers_ * service_rate_ - arrival_rate_;
  if (spare <= 0) return infinity;
  return p <= 1 - share_waiting_ ? 0.0 : std::log(share_waiting_ / (1 - p)) / spare;
}

ErlangAQueue::ErlangAQueue(double arrival_rate, double service_rate, int servers, double leaving_rate)
    : arrival_rate_(arrival_rate), service_rate_(service_rate), leaving_rate_(leaving_rate), servers_(servers) {
  ensure_positive(arrival_rate);
  ensure_positive(service_rate);
  ensure_positive(leaving_rate);
  DRAAGKRACHT_ENSURE(servers >= 1);
  // Birth and death from n outwards, each state relative to p(n), so that nothing overflows where most mass is.
  double below = 0;
  double state = 1;
  double one_free = 0;
  for (int busy = servers; busy > 0; --busy) {
    state *= busy * service_rate / arrival_rate;
    if (busy == servers) one_free = state;
    below += state;
  }
  double waiting = 0;
  double queue = 0;
  state = 1;
  for (double length = 0;; ++length) {
    waiting += state;
    queue += length * state;
    const double ratio = arrival_rate / (servers * service_rate + (length + 1) * leaving_rate);
    // Past the peak the rest is below state x ratio / (1 - ratio), times a length that grows slowly.
    if (ratio < 0.9 && state * (length + 1) < 1e-18 * (waiting + below)) break;
    state *= ratio;
  }
  const double all = below + waiting;
  DRAAGKRACHT_ENSURE(std::isfinite(all));
  share_waiting_ = waiting / all;
  mean_queue_ = queue / all;
  share_one_free_ = one_free / all;
}

double ErlangAQueue::share_leaving() const { return leaving_rate_ * mean_queue_ / arrival_rate_; }
double ErlangAQueue::mean_wait() const { return mean_queue_ / arrival_rate_; }
double ErlangAQueue::occupancy() const { return arrival_rate_ * (1 - share_leaving()) / (servers_ * service_rate_); }

double ErlangAQueue::share_waiting_longer(double t) const {
  const double from = std::max(t, 0.0);
  const double log_factor = std::log(arrival_rate_ * share_one_free_);
  const auto density = [&](double x) {
    return std::exp(log_factor - arrival_rate_ * std::expm1(-leaving_rate_ * x) / leaving_rate_ -
                    servers_ * service_rate_ * x);
  };
  using Quadrature = boost::math::quadrature::gauss_kronrod<double, 31>;
  return std::exp(-leaving_rate_ * from) * Quadrature::integrate(density, from, infinity, 15, 1e-11);
}

double mg1_mean_wait(double arrival_rate, double mean_service, double cv) {
  const PriorityClass all{arrival_rate, mean_service, cv};
  return mg1_priority_waits(std::span(&all, 1)).front();
}

std::vector<double> mg1_priority_waits(std::span<const PriorityClass> classes) {
  ensure_classes(classes);
  // The work in hand that an arrival finds: each class by its share of the server's time.
  double residual = 0;
  double left = 1;  // of the server's time
  for (const PriorityClass& c : classes) {
    const double load = c.arrival_rate * c.mean_service;
    const double served = std::min(load, left);
    residual += served * second_moment(c) / (2 * c.mean_service);
    left -= served;
  }
  std::vector<double> waits;
  double before = 0;
  for (const PriorityClass& c : classes) {
    const double with = before + c.arrival_rate * c.mean_service;
    waits.push_back(between_loads(residual, before, with));
    before = with;
  }
  return waits;
}

std::vector<double> mg1_preemptive_waits(std::span<const PriorityClass> classes) {
  ensure_classes(classes);
  std::vector<double> waits;
  double residual = 0;
  double before = 0;
  for (const PriorityClass& c : classes) {
    residual += c.arrival_rate * second_moment(c) / 2;
    const double with = before + c.arrival_rate * c.mean_service;
    const double interrupted = before < 1 ? c.mean_service * before / (1 - before) : infinity;
    waits.push_back(interrupted + between_loads(residual, before, with));
    before = with;
  }
  return waits;
}

std::vector<double> mmn_priority_waits(std::span<const double> arrival_rates, double service_rate, int servers) {
  ensure_positive(service_rate);
  DRAAGKRACHT_ENSURE(servers >= 1);
  double total = 0;
  for (const double rate : arrival_rates) {
    ensure_rate(rate);
    total += rate;
  }
  const double residual = erlang_c(servers, total / service_rate) / (servers * service_rate);
  std::vector<double> waits;
  double before = 0;
  for (const double rate : arrival_rates) {
    const double with = before + rate / (servers * service_rate);
    waits.push_back(between_loads(residual, before, with));
    before = with;
  }
  return waits;
}

std::vector<double> mmn_preemptive_waits(std::span<const double> arrival_rates, double service_rate, int servers) {
  std::vector<double> waits;
  double rate_before = 0;
  double queue_before = 0;
  for (const double rate : arrival_rates) {
    ensure_positive(rate);
    const double queue = ErlangCQueue(rate_before + rate, service_rate, servers).mean_queue();
    // By Little's law; once infinite, so are all below.
    waits.push_back(std::isfinite(queue) ? (queue - queue_before) / rate : infinity);
    rate_before += rate;
    queue_before = queue;
  }
  return waits;
}

std::vector<double> network_rates(std::span<const double> external, std::span<const double> routing) {
  const std::size_t n = external.size();
  DRAAGKRACHT_ENSURE(routing.size() == n * n);
  // Gauss elimination of (I - routing^T) rates = external, station after station. Removing a station sends its work on
  // at once, so nothing is ever subtracted but the self-loop (Grassmann, Taksar, Heyman, Operations Research 33, 1985).
  std::vector<double> rates(external.begin(), external.end());
  std::vector<double> share(routing.begin(), routing.end());
  for (std::size_t i = 0; i < n; ++i) {
    ensure_rate(external[i]);
    double sum = 0;
    for (std::size_t to = 0; to < n; ++to) {
      ensure_rate(share[i * n + to]);
      sum += share[i * n + to];
    }
    DRAAGKRACHT_ENSURE(sum <= 1 + 1e-9);
  }
  constexpr double circulating = 1 - 1e-12;
  for (std::size_t out = n; out-- > 0;) {
    const double loop = share[out * n + out];
    DRAAGKRACHT_ENSURE(loop < circulating);
    for (std::size_t to = 0; to < out; ++to) {
      const double onward = share[out * n + to] / (1 - loop);
      rates[to] += rates[out] * onward;
      for (std::size_t from = 0; from < out; ++from) share[from * n + to] += share[from * n + out] * onward;
    }
  }
  // Each station's own rate, now that those before it are known.
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t from = 0; from < i; ++from) rates[i] += rates[from] * share[from * n + i];
    rates[i] /= 1 - share[i * n + i];
  }
  return rates;
}

}  // namespace draagkracht
