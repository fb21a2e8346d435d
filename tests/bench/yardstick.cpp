// The yardstick of the bench: two queueing models written as a plain, hand-tuned C++ loop, to which scripts/bench
// compares the engine in the same minutes. It uses nothing of the engine and measures nothing but the means it needs
// to show that it simulates the right thing. It must not get slower: a slow yardstick flatters the engine. The loop
// `two_clocks` (model A without an event list, same draws) guards that, together with `scripts/bench`.
//
//   bench_yardstick A|B|two_clocks N SEED [--json]
//
// A, M/M/1: arrival rate 0.9 and service rate 1 per minute; N customers from an empty start to the last departure.
// B, small clinic: three Poisson classes (30, 15 and 3 per hour); triage (4 servers), then GP (10 servers, classes 1
//    and 2 before class 0) with probability 0.6, POH (5 servers) 0.2, self-care 0.2; after the GP 10 % back to triage.
//    Services lognormal; N arrivals, then drain.
// Events of A are arrivals and departures; of B arrivals, service starts and service completions. Timed events are
// those that change state at a time of their own: all of A's, and B's arrivals and completions.
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <queue>
#include <string_view>
#include <utility>
#include <vector>

namespace {

// xoshiro256++ 1.0 (Blackman and Vigna, 2019), its state filled by splitmix64 from one seed.
class Xoshiro256 {
 public:
  explicit Xoshiro256(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15ULL;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
      word = z ^ (z >> 31);
    }
  }

  std::uint64_t bits() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // Uniform on (0, 1): never 0, so that its logarithm exists.
  double uniform() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53; }

 private:
  std::array<std::uint64_t, 4> state_;
};

// Layers of equal area under a decreasing density on [0, inf) with density(0) = 1 (Marsaglia and Tsang, 2000).
// A draw is a layer (8 bits) and an integer place in it; the integer is compared to `inside`, times `width` it is x.
struct Ziggurat {
  static constexpr std::size_t layers = 256;
  double tail_start = 0;
  std::array<double, layers> width{};         // x per unit of the drawn integer
  std::array<std::int64_t, layers> inside{};  // integers below this are under the density: no further test
  std::array<double, layers + 1> height{};    // density at the layer's outer edge; height[layers] = 1

  // `tail(r)` is the area beyond r, `inverse` that of the density, `steps` the number of integers a draw can have.
  template <class Density, class Inverse, class Tail>
  Ziggurat(Density density, Inverse inverse, Tail tail, double steps) {
    // The edge r of the lowest layer is where 256 equal areas just fill the density; found by bisection.
    std::array<double, layers + 1> edge{};
    const auto top_for = [&](double r) {
      const double area = r * density(r) + tail(r);
      edge[0] = area / density(r);
      edge[1] = r;
      for (std::size_t i = 1; i + 1 < layers; ++i) {
        const double y = density(edge[i]) + area / edge[i];
        if (y >= 1) return 2.0;  // full before the last layer
        edge[i + 1] = inverse(y);
      }
      return density(edge[layers - 1]) + area / edge[layers - 1];
    };
    double low = 1, high = 20;
    for (int i = 0; i < 200; ++i) {
      const double middle = (low + high) / 2;
      (top_for(middle) > 1 ? low : high) = middle;
    }
    top_for(high);
    edge[layers] = 0;
    tail_start = high;
    for (std::size_t i = 0; i < layers; ++i) {
      width[i] = edge[i] / steps;
      inside[i] = static_cast<std::int64_t>(edge[i + 1] / edge[i] * steps);
      height[i] = density(edge[i]);
    }
    height[layers] = 1;
  }
};

// All random numbers of a run: one generator and the tables of its variates.
class Draws {
 public:
  explicit Draws(std::uint64_t seed)
      : generator_(seed),
        exponential_([](double x) { return std::exp(-x); }, [](double y) { return -std::log(y); },
                     [](double r) { return std::exp(-r); }, 0x1p53),
        normal_([](double x) { return std::exp(-0.5 * x * x); }, [](double y) { return std::sqrt(-2 * std::log(y)); },
                [](double r) { return std::sqrt(std::acos(0.0)) * std::erfc(r / std::sqrt(2.0)); }, 0x1p52) {}

  double uniform() { return generator_.uniform(); }

  // Mean 1.
  double exponential() {
    const std::uint64_t bits = generator_.bits();
    const std::size_t layer = bits & 255;
    const auto place = static_cast<std::int64_t>(bits >> 11);
    if (place < exponential_.inside[layer]) [[likely]]
      return static_cast<double>(place) * exponential_.width[layer];
    return exponential_edge(layer, place);
  }

  // Mean 0, standard deviation 1.
  double normal() {
    const std::uint64_t bits = generator_.bits();
    const std::size_t layer = bits & 255;
    const std::int64_t place = static_cast<std::int64_t>(bits) >> 11;  // signed: the sign of the draw
    if (std::abs(place) < normal_.inside[layer]) [[likely]]
      return static_cast<double>(place) * normal_.width[layer];
    return normal_edge(layer, place);
  }

 private:
  [[gnu::noinline]] double exponential_edge(std::size_t layer, std::int64_t place) {
    if (layer == 0) return exponential_.tail_start - std::log(generator_.uniform());
    const double x = static_cast<double>(place) * exponential_.width[layer];
    return below(exponential_, layer, std::exp(-x)) ? x : exponential();
  }

  [[gnu::noinline]] double normal_edge(std::size_t layer, std::int64_t place) {
    if (layer == 0) {
      const double r = normal_.tail_start;
      double x = 0, y = 0;
      do {  // Marsaglia (1964): the tail by rejection from an exponential
        x = -std::log(generator_.uniform()) / r;
        y = -std::log(generator_.uniform());
      } while (2 * y < x * x);
      return place < 0 ? -(r + x) : r + x;
    }
    const double x = static_cast<double>(place) * normal_.width[layer];
    return below(normal_, layer, std::exp(-0.5 * x * x)) ? x : normal();
  }

  bool below(const Ziggurat& z, std::size_t layer, double density) {
    return z.height[layer] + generator_.uniform() * (z.height[layer + 1] - z.height[layer]) < density;
  }

  Xoshiro256 generator_;
  Ziggurat exponential_;
  Ziggurat normal_;
};

class Lognormal {
 public:
  Lognormal(double mean, double variation)
      : sigma_(std::sqrt(std::log1p(variation * variation))), mu_(std::log(mean) - 0.5 * sigma_ * sigma_) {}
  double draw(Draws& draws) const { return std::exp(mu_ + sigma_ * draws.normal()); }

 private:
  double sigma_;
  double mu_;
};

struct Event {
  double time;
  std::uint32_t id;
  friend bool operator>(const Event& a, const Event& b) { return a.time > b.time; }
};
static_assert(sizeof(Event) == 16);

using EventList = std::priority_queue<Event, std::vector<Event>, std::greater<>>;

EventList event_list() {
  std::vector<Event> room;
  room.reserve(1024);
  return EventList(std::greater<>{}, std::move(room));
}

// First in, first out, in a ring of a power of two places that doubles when it is full.
template <class T>
class RingQueue {
 public:
  bool empty() const { return head_ == tail_; }
  void push(T value) {
    if (tail_ - head_ == ring_.size()) grow();
    ring_[tail_++ & mask_] = value;
  }
  T pop() { return ring_[head_++ & mask_]; }

 private:
  [[gnu::noinline]] void grow() {
    std::vector<T> wider(2 * ring_.size());
    for (std::size_t i = head_; i != tail_; ++i) wider[i & (wider.size() - 1)] = ring_[i & mask_];
    ring_ = std::move(wider);
    mask_ = ring_.size() - 1;
  }

  std::vector<T> ring_ = std::vector<T>(1024);
  std::size_t mask_ = 1023;
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

// Patients in use are named by their place; places of those who left are used again.
template <class Patient>
class PatientPool {
 public:
  std::uint32_t add(const Patient& patient) {
    if (free_.empty()) {
      patients_.push_back(patient);
      return static_cast<std::uint32_t>(patients_.size() - 1);
    }
    const std::uint32_t id = free_.back();
    free_.pop_back();
    patients_[id] = patient;
    return id;
  }
  void remove(std::uint32_t id) { free_.push_back(id); }
  Patient& operator[](std::uint32_t id) { return patients_[id]; }

 private:
  std::vector<Patient> patients_;
  std::vector<std::uint32_t> free_;
};

struct Check {
  const char* name;
  double value;
};

struct Outcome {
  std::uint64_t events = 0;
  std::uint64_t timed_events = 0;
  std::vector<Check> checks;
};

constexpr double arrival_gap_a = 1 / 0.9;  // minutes

Outcome run_a(std::uint64_t customers, Draws& draws) {
  struct Customer {
    double arrived;
  };
  constexpr std::uint32_t arrival = UINT32_MAX;
  EventList events = event_list();
  PatientPool<Customer> pool;
  RingQueue<std::uint32_t> queue;
  bool busy = false;
  std::uint64_t arrived = 0, departed = 0;
  double time_in_system = 0;

  events.push({draws.exponential() * arrival_gap_a, arrival});
  while (!events.empty()) {
    const Event event = events.top();
    events.pop();
    if (event.id == arrival) {
      if (++arrived < customers) events.push({event.time + draws.exponential() * arrival_gap_a, arrival});
      const std::uint32_t customer = pool.add({event.time});
      if (busy) {
        queue.push(customer);
      } else {
        busy = true;
        events.push({event.time + draws.exponential(), customer});
      }
    } else {
      ++departed;
      time_in_system += event.time - pool[event.id].arrived;
      pool.remove(event.id);
      if (queue.empty()) {
        busy = false;
      } else {
        events.push({event.time + draws.exponential(), queue.pop()});
      }
    }
  }
  return {arrived + departed, arrived + departed, {{"mean_time_in_system_min", time_in_system / departed}}};
}

// Model A again: the two next times are plain variables. The draws come in the same order as in run_a, so the mean is
// the same to the last bit.
Outcome run_two_clocks(std::uint64_t customers, Draws& draws) {
  constexpr double never = HUGE_VAL;
  RingQueue<double> waiting;
  double next_arrival = draws.exponential() * arrival_gap_a;
  double next_departure = never;
  double in_service_since_arrival = 0;  // arrival time of the customer in service
  std::uint64_t arrived = 0, departed = 0;
  double time_in_system = 0;

  while (departed < customers) {
    if (next_arrival < next_departure) {
      const double now = next_arrival;
      next_arrival = ++arrived < customers ? now + draws.exponential() * arrival_gap_a : never;
      if (next_departure == never) {
        in_service_since_arrival = now;
        next_departure = now + draws.exponential();
      } else {
        waiting.push(now);
      }
    } else {
      ++departed;
      time_in_system += next_departure - in_service_since_arrival;
      if (waiting.empty()) {
        next_departure = never;
      } else {
        in_service_since_arrival = waiting.pop();
        next_departure += draws.exponential();
      }
    }
  }
  return {arrived + departed, arrived + departed, {{"mean_time_in_system_min", time_in_system / departed}}};
}

Outcome run_b(std::uint64_t arrivals, Draws& draws) {
  enum class Stage : std::uint8_t { triage, gp, poh };
  struct Patient {
    double queued;  // when the present queue was joined, hours
    std::uint8_t high;
    Stage stage;
  };
  constexpr std::uint32_t classes = 3;  // event ids below this are arrivals of a class, the others patients
  constexpr std::array<double, classes> gap = {1.0 / 30, 1.0 / 15, 1.0 / 3};  // hours
  const Lognormal triage_time(0.05, 0.5), gp_time(0.25, 0.6), poh_time(0.4, 0.5);

  EventList events = event_list();
  PatientPool<Patient> pool;
  RingQueue<std::uint32_t> triage_queue, poh_queue;
  std::array<RingQueue<std::uint32_t>, 2> gp_queue;  // low, high
  int triage_free = 4, gp_free = 10, poh_free = 5;
  std::uint64_t arrived = 0, started = 0, completed = 0;
  std::array<double, 2> gp_wait{};
  std::array<std::uint64_t, 2> gp_starts{};

  const auto start_triage = [&](double now, std::uint32_t patient) {
    ++started;
    events.push({now + triage_time.draw(draws), patient + classes});
  };
  const auto start_gp = [&](double now, std::uint32_t patient) {
    const Patient& p = pool[patient];
    ++started;
    gp_wait[p.high] += now - p.queued;
    ++gp_starts[p.high];
    events.push({now + gp_time.draw(draws), patient + classes});
  };
  const auto start_poh = [&](double now, std::uint32_t patient) {
    ++started;
    events.push({now + poh_time.draw(draws), patient + classes});
  };
  const auto enter_triage = [&](double now, std::uint32_t patient) {
    pool[patient].stage = Stage::triage;
    if (triage_free == 0) return triage_queue.push(patient);
    --triage_free;
    start_triage(now, patient);
  };
  const auto leave_triage = [&](double now, std::uint32_t patient) {
    if (triage_queue.empty()) {
      ++triage_free;
    } else {
      start_triage(now, triage_queue.pop());
    }
    Patient& p = pool[patient];
    const double branch = draws.uniform();
    if (branch < 0.6) {
      p.stage = Stage::gp;
      p.queued = now;
      if (gp_free == 0) return gp_queue[p.high].push(patient);
      --gp_free;
      start_gp(now, patient);
    } else if (branch < 0.8) {
      p.stage = Stage::poh;
      if (poh_free == 0) return poh_queue.push(patient);
      --poh_free;
      start_poh(now, patient);
    } else {
      pool.remove(patient);
    }
  };
  const auto leave_gp = [&](double now, std::uint32_t patient) {
    if (!gp_queue[1].empty()) {
      start_gp(now, gp_queue[1].pop());
    } else if (!gp_queue[0].empty()) {
      start_gp(now, gp_queue[0].pop());
    } else {
      ++gp_free;
    }
    if (draws.uniform() < 0.1) {
      enter_triage(now, patient);
    } else {
      pool.remove(patient);
    }
  };
  const auto leave_poh = [&](double now, std::uint32_t patient) {
    if (poh_queue.empty()) {
      ++poh_free;
    } else {
      start_poh(now, poh_queue.pop());
    }
    pool.remove(patient);
  };

  for (std::uint32_t c = 0; c < classes; ++c) events.push({draws.exponential() * gap[c], c});
  while (!events.empty()) {
    const Event event = events.top();
    events.pop();
    const double now = event.time;
    if (event.id < classes) {
      if (arrived == arrivals) continue;  // the last arrival was of another class
      ++arrived;
      events.push({now + draws.exponential() * gap[event.id], event.id});
      enter_triage(now, pool.add({now, event.id > 0, Stage::triage}));
      continue;
    }
    ++completed;
    const std::uint32_t patient = event.id - classes;
    switch (pool[patient].stage) {
      case Stage::triage:
        leave_triage(now, patient);
        break;
      case Stage::gp:
        leave_gp(now, patient);
        break;
      case Stage::poh:
        leave_poh(now, patient);
        break;
    }
  }
  return {arrived + started + completed,
          arrived + completed,
          {{"mean_wait_gp_low_h", gp_wait[0] / gp_starts[0]}, {"mean_wait_gp_high_h", gp_wait[1] / gp_starts[1]}}};
}

int usage() {
  std::fputs("usage: bench_yardstick A|B|two_clocks N SEED [--json]\n", stderr);
  return 2;
}

// A whole number and nothing else; false if the text is not one.
bool whole_number(const char* text, std::uint64_t& number) {
  char* end = nullptr;
  number = std::strtoull(text, &end, 10);
  return *text >= '0' && *text <= '9' && *end == '\0';
}

void print(const Outcome& outcome, double seconds, bool json) {
  std::printf(json ? "{\"wall_s\":%.6f,\"events\":%llu,\"timed_events\":%llu,\"checks\":{"
                   : "wall %.6f s, %llu events, %llu timed events",
              seconds, static_cast<unsigned long long>(outcome.events),
              static_cast<unsigned long long>(outcome.timed_events));
  for (const Check& check : outcome.checks) {
    if (json) {
      std::printf("%s\"%s\":", &check == outcome.checks.data() ? "" : ",", check.name);
      std::printf(std::isfinite(check.value) ? "%.17g" : "null", check.value);
    } else {
      std::printf(", %s %.6g", check.name, check.value);
    }
  }
  std::puts(json ? "}}" : "");
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc == 5 && std::strcmp(argv[4], "--json") == 0;
  std::uint64_t n = 0, seed = 0;
  if (argc != (json ? 5 : 4) || !whole_number(argv[2], n) || n == 0 || !whole_number(argv[3], seed)) return usage();
  const std::string_view model = argv[1];
  const auto run = model == "A" ? run_a : model == "B" ? run_b : model == "two_clocks" ? run_two_clocks : nullptr;
  if (run == nullptr) return usage();

  Draws draws(seed);
  const auto begin = std::chrono::steady_clock::now();
  const Outcome outcome = run(n, draws);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  print(outcome, seconds, json);
  return 0;
}
