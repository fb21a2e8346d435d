// Exact queueing formulas against published tables. Margins are half a unit of the last digit printed.
#include "engine/stats/queueing.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/fault.h"

using namespace draagkracht;

TEST_CASE("M/M/n of the nurse clinic", "[queueing]") {
  // Inputs of the R package rdesrap_mms (tests/test-mms.R), the last row of pydesrap_mms; exact values.
  struct Row {
    double interarrival, service;
    int servers;
    double utilisation, share_waiting, queue, wait, time;
  };
  const std::vector<Row> rows = {
      {10, 3, 2, 0.1500, 0.03913, 0.00691, 0.06905, 3.06905},  {6, 4, 2, 0.3333, 0.16667, 0.08333, 0.50000, 4.50000},
      {4, 3, 1, 0.7500, 0.75000, 2.25000, 9.00000, 12.00000},  {5.5, 5, 3, 0.3030, 0.07181, 0.03122, 0.17172, 5.17172},
      {8, 4, 1, 0.5000, 0.50000, 0.50000, 4.00000, 8.00000},   {4, 10, 4, 0.6250, 0.31986, 0.53309, 2.13238, 12.13238},
      {4, 10, 5, 0.5000, 0.13037, 0.13037, 0.52149, 10.52149},
  };
  for (const Row& row : rows) {
    const ErlangCQueue queue(1 / row.interarrival, 1 / row.service, row.servers);
    CHECK(queue.utilisation() == Approx(row.utilisation).margin(5.1e-5));
    CHECK(queue.share_waiting() == Approx(row.share_waiting).margin(5.1e-6));
    CHECK(queue.mean_queue() == Approx(row.queue).margin(5.1e-6));
    CHECK(queue.mean_wait() == Approx(row.wait).margin(5.1e-6));
    CHECK(queue.mean_time() == Approx(row.time).margin(5.1e-6));
  }
}

TEST_CASE("M/M/1 by its own formulas", "[queueing]") {
  // lambda 3, mu 4: W = 1 / (mu - lambda) = 1, P(wait > t) = rho e^-t, the median wait is ln(rho / 0.5)
  const ErlangCQueue queue(3, 4, 1);
  CHECK(queue.mean_time() == Approx(1.0));
  CHECK(queue.share_waiting_longer(2) == Approx(0.75 * std::exp(-2.0)));
  CHECK(queue.share_waiting_longer(0) == Approx(0.75));
  CHECK(queue.wait_quantile(0.5) == Approx(std::log(1.5)));
  CHECK(queue.wait_quantile(0.2) == 0.0);
}

TEST_CASE("an overloaded queue waits for ever", "[queueing]") {
  const ErlangCQueue queue(10, 1, 10);
  CHECK(queue.share_waiting() == 1.0);
  CHECK(std::isinf(queue.mean_wait()));
  CHECK(std::isinf(queue.mean_queue()));
  CHECK(std::isinf(queue.wait_quantile(0.1)));
  CHECK(queue.share_waiting_longer(1e9) == 1.0);
  CHECK_THROWS_AS(ErlangCQueue(-1, 1, 1), LogicFault);
}

TEST_CASE("Erlang B: beds for acute stroke and rehabilitation", "[queueing]") {
  // Monks et al., BMC Health Services Research 16:530 (2016), tables 2-3: an infinite-server model whose exact
  // probability of delay is Erlang B; loads 8.3555 (acute) and 9.718 (rehabilitation), exact to four digits.
  const std::vector<double> acute = {0.1915, 0.1379, 0.0948, 0.0619, 0.0383, 0.0223, 0.0123};
  for (int i = 0; i < 7; ++i) CHECK(erlang_b(9 + i, 8.3555) == Approx(acute[i]).margin(1e-4));
  // Their printed values, two digits, from 150 replications
  const std::vector<double> printed = {0.19, 0.14, 0.09, 0.06, 0.04, 0.02, 0.01};
  for (int i = 0; i < 7; ++i) CHECK(erlang_b(9 + i, 8.3555) == Approx(printed[i]).margin(6e-3));
  CHECK(erlang_b(10, 9.718) == Approx(0.2015).margin(1e-4));
  CHECK(erlang_b(16, 9.718) == Approx(0.0186).margin(1e-4));
  CHECK(erlang_b(22, 18.07) == Approx(0.0668).margin(1e-4));
  CHECK(erlang_b(0, 3) == 1.0);
  CHECK(erlang_b(1, 1) == 0.5);
}

TEST_CASE("Erlang C against Erlang A: 50 agents", "[queueing]") {
  // Garnett, Mandelbaum, Reiman, M&SOM 4 (2002) and Gans, Koole, Mandelbaum, M&SOM 5 (2003): 48 calls/min, mean call
  // 1 min, 50 agents, mean patience 2 min. Without leaving: mean wait 20.8 s, 90th percentile 58.1 s, queue 17.
  const ErlangCQueue patient(48, 1, 50);
  CHECK(patient.share_waiting() == Approx(0.6945).margin(5e-5));
  CHECK(patient.mean_queue() == Approx(16.667).margin(5e-4));
  CHECK(patient.mean_wait() * 60 == Approx(20.834).margin(5e-4));
  CHECK(patient.wait_quantile(0.9) * 60 == Approx(58.139).margin(5e-4));

  struct Row {
    double leaving_rate, share_waiting, share_leaving, wait_seconds, queue, occupancy;
  };
  const std::vector<Row> rows = {
      {0.1, 0.588815, 0.014406, 8.64361, 6.914891, 0.946170}, {0.2, 0.542295, 0.020750, 6.22500, 4.979999, 0.940080},
      {0.5, 0.467774, 0.030912, 3.70947, 2.967576, 0.930324}, {1, 0.405404, 0.039418, 2.36505, 1.892041, 0.922159},
      {2, 0.342309, 0.048022, 1.44065, 1.152523, 0.913899},   {4, 0.282567, 0.056169, 0.84253, 0.674024, 0.906078},
  };
  for (const Row& row : rows) {
    INFO("leaving rate " << row.leaving_rate);
    const ErlangAQueue queue(48, 1, 50, row.leaving_rate);
    CHECK(queue.share_waiting() == Approx(row.share_waiting).margin(5.1e-7));
    CHECK(queue.share_leaving() == Approx(row.share_leaving).margin(5.1e-7));
    CHECK(queue.mean_wait() * 60 == Approx(row.wait_seconds).margin(5.1e-6));
    CHECK(queue.mean_queue() == Approx(row.queue).margin(5.1e-7));
    CHECK(queue.occupancy() == Approx(row.occupancy).margin(5.1e-7));
    CHECK(queue.share_waiting_longer(0) == Approx(row.share_waiting).margin(1e-6));
  }
  // P(W > t) for a patience of 2 min; 12.5 s is the published 90th percentile.
  const ErlangAQueue queue(48, 1, 50, 0.5);
  CHECK(queue.share_waiting_longer(10.0 / 60) == Approx(0.1436).margin(5.1e-5));
  CHECK(queue.share_waiting_longer(12.0 / 60) == Approx(0.1070).margin(5.1e-5));
  CHECK(queue.share_waiting_longer(12.5 / 60) == Approx(0.0991).margin(5.1e-5));
  CHECK(queue.share_waiting_longer(20.0 / 60) == Approx(0.0271).margin(5.1e-5));
}

TEST_CASE("Erlang A with patience as long as service is Poisson", "[queueing]") {
  // 102 arrivals, mu = theta = 1, 100 servers: the number present is Poisson(102).
  const ErlangAQueue queue(102, 1, 100, 1);
  CHECK(1 - queue.share_waiting() == Approx(0.40828).margin(5.1e-6));
  CHECK(queue.share_leaving() == Approx(0.04992).margin(5.1e-6));
  CHECK(queue.mean_queue() == Approx(5.0916).margin(5.1e-5));
  CHECK(queue.occupancy() == Approx(0.96908).margin(5.1e-6));
  CHECK(queue.mean_queue() + 100 * queue.occupancy() == Approx(102.0).epsilon(1e-12));
}

TEST_CASE("Erlang A: a small telephone desk, also overloaded", "[queueing]") {
  // 30 calls an hour of 6 min, patience 5 min, 2 ... 5 agents
  const std::vector<double> leaving = {0.424979, 0.233535, 0.113524, 0.048873};
  const std::vector<double> waiting = {0.780051, 0.558878, 0.342361, 0.180154};
  for (int i = 0; i < 4; ++i) {
    const ErlangAQueue queue(30, 10, 2 + i, 12);
    CHECK(queue.share_leaving() == Approx(leaving[i]).margin(5.1e-7));
    CHECK(queue.share_waiting() == Approx(waiting[i]).margin(5.1e-7));
  }
}

TEST_CASE("the tail of an Erlang A wait integrates to its mean", "[queueing]") {
  const ErlangAQueue queue(30, 10, 3, 12);
  double sum = 0;
  const double step = 1e-4;
  for (int i = 0; i < 20000; ++i) sum += step * queue.share_waiting_longer((i + 0.5) * step);
  CHECK(sum == Approx(queue.mean_wait()).epsilon(1e-5));
}

TEST_CASE("M/G/1", "[queueing]") {
  // Deterministic service waits half as long as exponential service of the same mean.
  CHECK(mg1_mean_wait(0.75, 1, 1) == Approx(3.0));
  CHECK(mg1_mean_wait(0.75, 1, 0) == Approx(1.5));
  CHECK(mg1_mean_wait(0.5, 1, 2) == Approx(2.5));
  CHECK(std::isinf(mg1_mean_wait(1, 1, 1)));
  // Paediatric clinic of the Ciw manual (tutorial IV): 1 and 2 an hour, means 15 and 10 min, exact 0.2833 h. Mixed
  // service: mean 35/3 min, E[S^2] = (2 x 225 + 2 x 2 x 100) / 3 min^2
  const double mean = 35.0 / 3 / 60;
  const double second = (450.0 + 400.0) / 3 / 3600;
  CHECK(mg1_mean_wait(3, mean, std::sqrt(second / (mean * mean) - 1)) == Approx(0.2833).margin(5e-5));
}

TEST_CASE("priorities of the County Hospital", "[queueing]") {
  // Hillier, Lieberman, "Introduction to operations research": 0.2, 0.6, 1.2 arrivals a day, mu 3 a day; mean waits in
  // days. (For class 3, s = 1 some printings have 0.889; the formula gives 0.909.) A
  // digit more than the six printed where those were cut off.
  const std::vector<double> rates = {0.2, 0.6, 1.2};
  const std::vector<PriorityClass> classes = {{0.2, 1.0 / 3}, {0.6, 1.0 / 3}, {1.2, 1.0 / 3}};
  const auto check = [](const std::vector<double>& waits, const std::vector<double>& expected) {
    REQUIRE(waits.size() == expected.size());
    for (std::size_t i = 0; i < waits.size(); ++i) CHECK(waits[i] == Approx(expected[i]).margin(5.1e-7));
  };
  check(mmn_priority_waits(rates, 3, 1), {0.238095, 0.324675, 0.909091});
  check(mmn_priority_waits(rates, 3, 2), {0.028736, 0.033156, 0.048077});
  check(mmn_preemptive_waits(rates, 3, 1), {0.023810, 0.153680, 1.030303});
  check(mmn_preemptive_waits(rates, 3, 2), {0.000371, 0.0079206, 0.065422});
  check(mg1_priority_waits(classes), {0.238095, 0.324675, 0.909091});
  check(mg1_preemptive_waits(classes), {0.023810, 0.153680, 1.030303});
}

TEST_CASE("priorities of a Dutch out-of-hours triage desk", "[queueing]") {
  // Urgency shares U1-U5: BMC Family Practice 16:376-9 (2015), table 1: 1.5, 11.1, 38.0, 21.7, 26.3 % (sum 98.6);
  // 0.9 calls/min in all, 6 min each, 6 triagists, non-pre-emptive. Mean waits in minutes, exact.
  std::vector<double> rates = {1.5, 11.1, 38.0, 21.7, 26.3};
  for (double& rate : rates) rate *= 0.9 / 98.6;
  const std::vector<double> expected = {0.7504, 0.8479, 1.5541, 4.0444, 21.7645};
  const std::vector<double> waits = mmn_priority_waits(rates, 1.0 / 6, 6);
  for (std::size_t i = 0; i < 5; ++i) CHECK(waits[i] == Approx(expected[i]).margin(5.1e-5));
  // The mean over classes is that of the queue without priorities (conservation law).
  double sum = 0;
  for (std::size_t i = 0; i < 5; ++i) sum += rates[i] / 0.9 * waits[i];
  CHECK(sum == Approx(ErlangCQueue(0.9, 1.0 / 6, 6).mean_wait()).epsilon(1e-12));
}

TEST_CASE("classes below an overload wait for ever, those above do not", "[queueing]") {
  const std::vector<PriorityClass> classes = {{0.5, 1}, {0.6, 1}, {0.1, 1}};
  const std::vector<double> waits = mg1_priority_waits(classes);
  CHECK(waits[0] == Approx(1 / (1 - 0.5)));  // the server is always busy: the residual service is 1
  CHECK(std::isinf(waits[1]));
  CHECK(std::isinf(waits[2]));
  const std::vector<double> rates = {0.5, 0.6, 0.1};
  CHECK(mmn_priority_waits(rates, 1, 1)[0] == Approx(2.0));
  CHECK(mmn_preemptive_waits(rates, 1, 1)[0] == Approx(1.0));
  CHECK(std::isinf(mmn_preemptive_waits(rates, 1, 1)[2]));
}

TEST_CASE("rates of Jackson networks", "[queueing]") {
  // Hillier, Lieberman: a = (1, 4, 3), mu = 10, servers (1, 2, 1): rates (5, 10, 7.5), numbers present (1, 4/3, 3)
  const std::vector<double> rates =
      network_rates(std::vector<double>{1, 4, 3}, std::vector<double>{0, 0.6, 0.3, 0.1, 0, 0.3, 0.4, 0.4, 0});
  CHECK(rates[0] == Approx(5.0));
  CHECK(rates[1] == Approx(10.0));
  CHECK(rates[2] == Approx(7.5));
  CHECK(rates[0] * ErlangCQueue(rates[0], 10, 1).mean_time() == Approx(1.0));
  CHECK(rates[1] * ErlangCQueue(rates[1], 10, 2).mean_time() == Approx(4.0 / 3));
  CHECK(rates[2] * ErlangCQueue(rates[2], 10, 1).mean_time() == Approx(3.0));
  // Service planning of the jackson-network-jupyterlite repository: rates and queues
  const std::vector<double> planned =
      network_rates(std::vector<double>{15, 3, 0.75}, std::vector<double>{0, 0.5, 0.2, 0.2, 0, 0.3, 0.05, 0.1, 0});
  CHECK(planned[0] == Approx(17.9699).margin(5.1e-5));
  CHECK(planned[1] == Approx(12.8035).margin(5.1e-5));
  CHECK(planned[2] == Approx(8.1850).margin(5.1e-5));
  CHECK(ErlangCQueue(planned[0], 3, 7).mean_queue() == Approx(3.6202).margin(5.1e-5));
  CHECK(ErlangCQueue(planned[1], 3, 6).mean_queue() == Approx(0.8732).margin(5.1e-5));
  CHECK(ErlangCQueue(planned[2], 2, 5).mean_queue() == Approx(2.6623).margin(5.1e-5));
  // A station that sends everybody back to itself
  CHECK_THROWS_AS(network_rates(std::vector<double>{1}, std::vector<double>{1}), LogicFault);
  CHECK_THROWS_AS(network_rates(std::vector<double>{1, 0}, std::vector<double>{0, 1, 1, 0}), LogicFault);
  // A self-loop of a half doubles the visits.
  CHECK(network_rates(std::vector<double>{1}, std::vector<double>{0.5})[0] == Approx(2.0));
}
