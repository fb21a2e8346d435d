// Exact steady-state formulas of queues, the truths that simulations are verified against. Nothing here simulates.
// Rates are per unit of time, times in that unit. A queue whose load its servers cannot carry has infinite queues and
// waits; that is an answer, not an error. Rates that are negative or not finite are a LogicFault.
#pragma once

#include <span>
#include <vector>

namespace draagkracht {

// Erlang's loss formula: the share of arrivals that find all servers busy in M/G/n/n.
// B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)), with a = load = arrival rate x mean service time.
// Source: Erlang (1917); recursion: Kleinrock, "Queueing systems 1" (1975), section 3.6.
double erlang_b(int servers, double load);

// Erlang's delay formula: the share of arrivals that wait in M/M/n; 1 if load >= servers.
// C = n B / (n - a (1 - B)). Source: Erlang (1917); Kleinrock 1, section 3.5.
double erlang_c(int servers, double load);

// M/M/n, first come first served, unlimited queue. M/M/1 is the case of one server.
// Source: Kleinrock 1, sections 3.2 and 3.5.
class ErlangCQueue {
 public:
  ErlangCQueue(double arrival_rate, double service_rate, int servers);

  double utilisation() const;  // a / n, above 1 if overloaded
  double share_waiting() const { return share_waiting_; }
  double mean_queue() const;  // Lq = C a / (n - a)
  double mean_wait() const;   // Wq = C / (n mu - lambda)
  double mean_time() const;   // W = Wq + 1 / mu
  // P(wait > t) = C e^(-(n mu - lambda) t)
  double share_waiting_longer(double t) const;
  // The smallest t with P(wait <= t) >= p, 0 < p < 1.
  double wait_quantile(double p) const;

 private:
  double arrival_rate_, service_rate_;
  int servers_;
  double share_waiting_;
};

// M/M/n+M (Erlang A): callers leave the queue at rate `leaving_rate` each (1 / mean patience). Always stable.
// Source: Palm (1957); Garnett, Mandelbaum, Reiman, "Designing a call center with impatient customers", M&SOM 4 (2002).
class ErlangAQueue {
 public:
  ErlangAQueue(double arrival_rate, double service_rate, int servers, double leaving_rate);

  double share_waiting() const { return share_waiting_; }  // P(all servers busy at arrival)
  double share_leaving() const;                            // theta Lq / lambda
  double mean_queue() const { return mean_queue_; }        // Lq, in which those who will leave count
  double mean_wait() const;                                // Lq / lambda, over all callers, those who leave too
  double occupancy() const;                                // lambda (1 - share_leaving) / (n mu)
  // P(W > t) over all callers, W the time in the queue until service or leaving: e^(-theta t) P(V > t), where the wait
  // V of a caller who never leaves has the density lambda p(n-1) exp(lambda (1 - e^(-theta x)) / theta - n mu x).
  // Source: Baccelli, Hebuterne, "On queues with impatient customers" (1981).
  double share_waiting_longer(double t) const;

 private:
  double arrival_rate_, service_rate_, leaving_rate_;
  int servers_;
  double share_waiting_ = 0;
  double mean_queue_ = 0;
  double share_one_free_ = 0;  // p(n-1)
};

// Mean wait in M/G/1: lambda E[S^2] / (2 (1 - rho)); cv is that of the service time. Pollaczek (1930), Khinchine
// (1932).
double mg1_mean_wait(double arrival_rate, double mean_service, double cv);

// One class of a priority queue; classes are given from the highest priority to the lowest.
struct PriorityClass {
  double arrival_rate;
  double mean_service;
  double cv = 1;  // of the service time
};

// Mean waits per class, in which `load_k` is the load of classes 1 ... k. A class is infinite from the first
// overloaded one on.

// M/G/1, non-pre-emptive: W_k = sum_i lambda_i E[S_i^2] / 2 / ((1 - load_(k-1)) (1 - load_k)).
// Source: Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954). With classes that are
// overloaded the sum takes those that are served in full, plus the residual of the one that is served in part.
std::vector<double> mg1_priority_waits(std::span<const PriorityClass> classes);

// M/G/1, pre-emptive resume: mean time in the system less the mean service time, so interruptions count as waiting.
// T_k = E[S_k] / (1 - load_(k-1)) + sum_(i <= k) lambda_i E[S_i^2] / 2 / ((1 - load_(k-1)) (1 - load_k)).
// Source: Kleinrock, "Queueing systems 2" (1976), section 3.4.
std::vector<double> mg1_preemptive_waits(std::span<const PriorityClass> classes);

// M/M/n, one service rate for all classes, non-pre-emptive: W_k = C / (n mu) / ((1 - load_(k-1)) (1 - load_k)), loads
// per server. Source: Cobham (1954); Kella, Yechiali, "Waiting times in the non-preemptive priority M/M/c queue",
// Stochastic Models 1 (1985).
std::vector<double> mmn_priority_waits(std::span<const double> arrival_rates, double service_rate, int servers);

// M/M/n, one service rate for all, pre-emptive resume: classes 1 ... k together are an M/M/n queue without the others.
// Source: Hillier, Lieberman, "Introduction to operations research", the chapter on queueing theory, priority models.
std::vector<double> mmn_preemptive_waits(std::span<const double> arrival_rates, double service_rate, int servers);

// Total arrival rates of the stations of an open network: the solution of rates = external + routing^T rates.
// routing has axes from, to; row sums at most 1. Throws LogicFault if work can circulate for ever.
// Source: Jackson, "Networks of waiting lines", Operations Research 5 (1957).
std::vector<double> network_rates(std::span<const double> external, std::span<const double> routing);

}  // namespace draagkracht
