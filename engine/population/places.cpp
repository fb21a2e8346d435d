#include "engine/population/places.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/fault.h"
#include "engine/core/hash.h"
#include "engine/core/issue.h"
#include "engine/population/counts.h"
#include "engine/population/wijk_draws.h"
#include "engine/random/distribution.h"

namespace draagkracht {
namespace {

// A spread of places: factors with mean 1 by a gamma law, each place's by its own word.
class Spread {
 public:
  explicit Spread(double cv) {
    if (cv >= least_spread) table_.emplace(DistributionSpec::gamma(1, cv));
  }
  double of(std::uint32_t word) const { return table_ ? table_->sample(word) : 1.0; }

 private:
  std::optional<QuantileTable> table_;
};

// Free room per place, with sums over ranges and search by a sum in O(log n): a Fenwick tree. Room for a person counts
// as so many units as the place is liked.
class FreeRoom {
 public:
  // Axis of `units`: place.
  FreeRoom(const std::vector<Place>& places, std::vector<std::uint32_t> units)
      : units_(std::move(units)), tree_(places.size() + 1, 0) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::uint64_t room = std::uint64_t{places[i].room} * units_[i];
      for (std::size_t node = i + 1; node < tree_.size(); node += node & (~node + 1)) tree_[node] += room;
    }
  }

  // Units of free room of the places 0 ... end - 1.
  std::uint64_t before(std::size_t end) const {
    std::uint64_t sum = 0;
    for (std::size_t node = end; node > 0; node &= node - 1) sum += tree_[node];
    return sum;
  }

  // The place that holds unit `n` of free room, counted over all places from 0.
  std::size_t holder(std::uint64_t n) const {
    std::size_t node = 0;
    for (std::size_t step = std::bit_floor(tree_.size() - 1); step > 0; step /= 2) {
      if (node + step < tree_.size() && tree_[node + step] <= n) {
        node += step;
        n -= tree_[node];
      }
    }
    return node;
  }

  void take(std::size_t place) {
    for (std::size_t node = place + 1; node < tree_.size(); node += node & (~node + 1)) tree_[node] -= units_[place];
  }

 private:
  std::vector<std::uint32_t> units_;  // axis: place
  std::vector<std::uint64_t> tree_;   // axis: node, from 1
};

// Consecutive wijken or places: first and end.
struct Range {
  std::size_t first = 0;
  std::size_t end = 0;
};

std::vector<Range> municipalities(const std::vector<Wijk>& wijken) {
  std::vector<Range> all;
  for (std::size_t w = 0; w < wijken.size(); ++w) {
    if (w == 0 || wijken[w].municipality_code != wijken[w - 1].municipality_code) all.push_back({w, w});
    all.back().end = w + 1;
  }
  return all;
}

// One way of enrolling, step by step as enrol() says.
class Enrolment {
 public:
  Enrolment(Population& population, const ScopeRule& rule, std::size_t scope, std::uint32_t seed)
      : population_(population), rule_(rule), scope_(scope), seed_(seed), places_(population.places[scope]) {}

  void run() {
    open_places(count_enrolled());
    first_place_.resize(population_.wijken.size() + 1);
    for (std::size_t w = 0; w < first_place_.size(); ++w) {
      const auto before = [w](const Place& place) { return place.wijk < w; };
      first_place_[w] =
          static_cast<std::size_t>(std::partition_point(places_.begin(), places_.end(), before) - places_.begin());
    }
    open_rooms();
    std::vector<std::uint64_t> left_over;
    for (const Range& municipality : municipalities(population_.wijken)) choose_near(municipality, left_over);
    std::sort(left_over.begin(), left_over.end());
    for (const std::uint64_t turn : left_over) choose_anywhere(static_cast<std::uint32_t>(turn));
  }

 private:
  template <class Visit>
  void for_each_enrolled(const Wijk& wijk, Visit visit) const {
    for_each_draw(population_, wijk, seed_, name_hash(enrolled_draw), [&](std::uint32_t i, const RandomBlock& block) {
      if (uniform(block[0]) >= rule_.share_not_enrolled) visit(i);
    });
  }

  std::uint32_t count_enrolled() const {
    std::uint32_t n = 0;
    for (const Wijk& wijk : population_.wijken) for_each_enrolled(wijk, [&n](std::uint32_t) { ++n; });
    return n;
  }

  void open_places(std::uint32_t enrolled) {
    if (enrolled == 0) return;
    if (!rule_.real_places.empty()) return open_real_places(enrolled);
    const std::vector<std::uint32_t> classes = classes_in_order();
    std::vector<double> own, sizes;
    const Spread spread(rule_.size_cv);
    for (std::size_t i = 0; i < classes.size(); ++i) {
      own.push_back(spread.of(word(i, 2)));
      sizes.push_back(rule_.size_classes[classes[i]].inhabitants * own[i]);
    }
    const double scale = enrolled / std::accumulate(sizes.begin(), sizes.end(), 0.0);
    for (double& size : sizes) size *= scale;
    const std::vector<std::uint32_t> rooms = largest_remainder(sizes, enrolled);

    const auto inhabitants = static_cast<double>(population_.persons.size());
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      const double at = (before + uniform(word(i, 1)) * rooms[i]) / enrolled * inhabitants;
      const std::size_t neighbour = std::min(static_cast<std::size_t>(at), population_.persons.size() - 1);
      places_.push_back({rule_.name + "_" + std::to_string(i + 1), population_.persons[neighbour].wijk, classes[i], 0,
                         rooms[i], own[i]});
      before += rooms[i];
    }
  }

  // In the order of wijken, and in a wijk in that of the list.
  void open_real_places(std::uint32_t enrolled) {
    const std::vector<ScopeRule::RealPlace>& real = rule_.real_places;
    std::vector<std::pair<std::uint32_t, std::size_t>> order;  // wijk, place of the list
    for (std::size_t i = 0; i < real.size(); ++i) {
      const auto wijk = std::find_if(population_.wijken.begin(), population_.wijken.end(),
                                     [&](const Wijk& one) { return one.code == real[i].wijk; });
      DRAAGKRACHT_ENSURE(wijk != population_.wijken.end());
      order.emplace_back(static_cast<std::uint32_t>(wijk - population_.wijken.begin()), i);
    }
    std::sort(order.begin(), order.end());
    double patients = 0;
    for (const ScopeRule::RealPlace& one : real) patients += one.patients;
    std::vector<double> sizes;
    for (const auto& [wijk, i] : order) sizes.push_back(real[i].patients / patients * enrolled);
    const std::vector<std::uint32_t> rooms = largest_remainder(sizes, enrolled);
    for (std::size_t at = 0; at < order.size(); ++at) {
      const ScopeRule::RealPlace& one = real[order[at].second];
      places_.push_back({one.name, order[at].first, one.size_class, 0, rooms[at],
                         one.patients / rule_.size_classes[one.size_class].inhabitants});
    }
  }

  // The size class of each place, in the order in which they divide the row of inhabitants.
  std::vector<std::uint32_t> classes_in_order() const {
    double shares = 0;
    double mean_size = 0;
    for (const SizeClass& c : rule_.size_classes) shares += c.share;
    for (const SizeClass& c : rule_.size_classes) mean_size += c.share / shares * c.inhabitants;
    const double expected = static_cast<double>(population_.persons.size()) * (1 - rule_.share_not_enrolled);
    const double n = std::max(1.0, std::floor(expected / mean_size + 0.5));
    if (n >= no_place) {
      throw InputError(Issue{rule_.where, "scope." + rule_.name, "would have more than 65534 places",
                             "a person's place is kept in 16 bits", "make the size classes larger"});
    }
    std::vector<double> exact;
    for (const SizeClass& c : rule_.size_classes) exact.push_back(c.share / shares * n);
    const std::vector<std::uint32_t> of_class = largest_remainder(exact, static_cast<std::uint64_t>(n));

    std::vector<std::uint64_t> shuffled;  // random word, then the class
    for (std::uint32_t c = 0; c < of_class.size(); ++c) {
      for (std::uint32_t i = 0; i < of_class[c]; ++i) {
        shuffled.push_back((std::uint64_t{word(shuffled.size(), 0)} << 32) | c);
      }
    }
    std::sort(shuffled.begin(), shuffled.end());
    std::vector<std::uint32_t> classes;
    for (const std::uint64_t it : shuffled) classes.push_back(static_cast<std::uint32_t>(it));
    return classes;
  }

  // Free room as persons of each sort see it: one sort for each set of preferences that may mean a person.
  void open_rooms() {
    for (const PlacePreference& preference : rule_.preferences) {
      if (preference.cv >= least_spread) felt_.push_back(&preference);
    }
    std::vector<std::vector<double>> liked(std::size_t{1} << felt_.size(), std::vector<double>(places_.size(), 1.0));
    for (std::size_t p = 0; p < felt_.size(); ++p) {
      const Spread spread(felt_[p]->cv);
      const std::uint32_t address = name_hash(site_draw + rule_.name + "/" + felt_[p]->name);
      for (std::size_t sort = 0; sort < liked.size(); ++sort) {
        for (std::size_t i = 0; i < places_.size() && (sort >> p & 1) != 0; ++i)
          liked[sort][i] *= spread.of(word(i, 0, address));
      }
    }
    // Whole units, so that sums are exact; every place is liked a little, for somebody must take the last room.
    const double unit = felt_.empty() ? 1 : 4096;
    for (const std::vector<double>& by_sort : liked) {
      std::vector<std::uint32_t> units;
      for (const double factor : by_sort)
        units.push_back(static_cast<std::uint32_t>(std::clamp(factor * unit + 0.5, 1.0, 256 * 4096.0)));
      rooms_.emplace_back(places_, std::move(units));
    }
  }

  // Which preferences mean a person, a bit each.
  std::size_t sort_of(const Person& person) const {
    std::size_t sort = 0;
    for (std::size_t p = 0; p < felt_.size(); ++p)
      sort |= std::size_t{felt_[p]->labels[person.label(felt_[p]->attribute)]} << p;
    return sort;
  }

  // The word that place number `place` draws.
  std::uint32_t word(std::size_t place, std::size_t lane) const {
    return word(place, lane, name_hash(site_draw + rule_.name));
  }
  std::uint32_t word(std::size_t place, std::size_t lane, std::uint32_t address) const {
    const std::uint64_t entity = combine(text_hash(population_.region), place);
    return random_block({seed_, population_replication}, entity, address, 0)[lane];
  }

  RandomBlock words_of(const Person& person) const {
    return random_block({seed_, population_replication}, person.entity, address_, 0);
  }

  void choose_near(const Range& municipality, std::vector<std::uint64_t>& left_over) {
    turns_.clear();
    for (std::size_t w = municipality.first; w < municipality.end; ++w) {
      for_each_enrolled(population_.wijken[w], [this](std::uint32_t i) {
        turns_.push_back((std::uint64_t{words_of(population_.persons[i])[0]} << 32) | i);
      });
    }
    std::sort(turns_.begin(), turns_.end());
    const Range near{first_place_[municipality.first], first_place_[municipality.end]};
    for (const std::uint64_t turn : turns_) {
      if (!choose(static_cast<std::uint32_t>(turn), near, 1)) left_over.push_back(turn);
    }
  }

  void choose_anywhere(std::uint32_t person) { DRAAGKRACHT_ENSURE(choose(person, {0, places_.size()}, 2)); }

  // Picks among the free room of `range` as the person sees it, that in the own wijk counted own_wijk_weight times.
  // False if there is none.
  bool choose(std::uint32_t index, const Range& range, std::size_t lane) {
    Person& person = population_.persons[index];
    const FreeRoom& room = rooms_[sort_of(person)];
    const std::uint64_t first = room.before(range.first);
    const std::uint64_t free = room.before(range.end) - first;
    if (free == 0) return false;
    const std::uint64_t own_first = room.before(first_place_[person.wijk]);
    const std::uint64_t own_free = room.before(first_place_[person.wijk + std::size_t{1}]) - own_first;
    const double extra = rule_.own_wijk_weight - 1;
    const auto all = static_cast<double>(free);
    const double at = uniform(words_of(person)[lane]) * (all + extra * static_cast<double>(own_free));
    std::size_t place = 0;
    if (at < all || own_free == 0 || extra <= 0) {
      place = room.holder(first + std::min(static_cast<std::uint64_t>(at), free - 1));
    } else {
      place = room.holder(own_first + std::min(static_cast<std::uint64_t>((at - all) / extra), own_free - 1));
    }
    for (FreeRoom& seen : rooms_) seen.take(place);
    ++places_[place].inhabitants;
    person.place[scope_ - 1] = static_cast<std::uint16_t>(place);
    return true;
  }

  Population& population_;
  const ScopeRule& rule_;
  std::size_t scope_;
  std::uint32_t seed_;
  std::uint32_t address_ = name_hash(place_draw + rule_.name);
  std::vector<Place>& places_;                // in order of wijk
  std::vector<std::size_t> first_place_;      // axis: wijk, and one more: the places before it
  std::vector<std::uint64_t> turns_;          // random word, then the person
  std::vector<const PlacePreference*> felt_;  // those that tell places apart
  std::vector<FreeRoom> rooms_;               // axis: sort of person
};

// The cut after which post `post` (0, 1 ...) begins, as a number of wijken. Axis of `sums`: wijken, persons before it.
std::size_t border(const std::vector<Wijk>& wijken, const std::vector<std::uint64_t>& sums, std::size_t post,
                   std::size_t posts) {
  const double size = static_cast<double>(sums.back()) / static_cast<double>(posts);
  const double ideal = size * static_cast<double>(post);
  std::size_t nearest = 0;
  std::size_t nearest_whole = 0;
  const auto off = [&](std::size_t w) { return std::abs(static_cast<double>(sums[w]) - ideal); };
  for (std::size_t w = 1; w <= wijken.size(); ++w) {
    if (off(w) < off(nearest)) nearest = w;
    const bool whole = w == wijken.size() || wijken[w].municipality_code != wijken[w - 1].municipality_code;
    if (whole && off(w) < off(nearest_whole)) nearest_whole = w;
  }
  return off(nearest_whole) <= 0.1 * size ? nearest_whole : nearest;
}

}  // namespace

void enrol(Population& population, const ScopeRule& rule, std::size_t scope, std::uint32_t seed) {
  DRAAGKRACHT_ENSURE(scope >= 1 && scope < population.places.size() && population.places[scope].empty());
  Enrolment(population, rule, scope, seed).run();
}

namespace {

void assign_named_places(Population& population, const ScopeRule& rule, std::size_t scope) {
  std::vector<Place>& places = population.places[scope];
  for (const std::string& name : rule.place_names) places.push_back({name, 0, 0, 0, 0});
  std::vector<std::uint32_t> largest(places.size(), 0);  // axis: place; inhabitants of the wijk in which it stands
  for (std::size_t w = 0; w < population.wijken.size(); ++w) {
    const Wijk& wijk = population.wijken[w];
    const std::uint32_t index = rule.place_of.at(wijk.code);
    Place& place = places[index];
    if (place.inhabitants == 0 || wijk.inhabitants > largest[index]) {
      place.wijk = static_cast<std::uint32_t>(w);
      largest[index] = wijk.inhabitants;
    }
    place.inhabitants += wijk.inhabitants;
    for (std::uint32_t i = 0; i < wijk.inhabitants; ++i)
      population.persons[wijk.first + i].place[scope - 1] = static_cast<std::uint16_t>(index);
  }
}

}  // namespace

void assign_catchments(Population& population, const ScopeRule& rule, std::size_t scope) {
  DRAAGKRACHT_ENSURE(scope >= 1 && scope < population.places.size() && population.places[scope].empty());
  if (!rule.place_names.empty()) return assign_named_places(population, rule, scope);
  const std::vector<Wijk>& wijken = population.wijken;
  std::vector<std::uint64_t> sums{0};
  for (const Wijk& wijk : wijken) sums.push_back(sums.back() + wijk.inhabitants);
  const auto inhabited_from = [&wijken](std::size_t first) {
    return static_cast<std::size_t>(std::count_if(wijken.begin() + static_cast<std::ptrdiff_t>(first), wijken.end(),
                                                  [](const Wijk& wijk) { return wijk.inhabitants > 0; }));
  };
  const std::size_t inhabited = inhabited_from(0);
  if (inhabited == 0) return;
  const double wanted = std::max(1.0, std::floor(static_cast<double>(sums.back()) / rule.inhabitants_per_place + 0.5));
  const auto posts = static_cast<std::size_t>(std::min({wanted, static_cast<double>(inhabited), no_place - 1.0}));

  std::size_t first = 0;
  for (std::size_t post = 0; post < posts; ++post) {
    std::size_t end = post + 1 == posts ? wijken.size() : border(wijken, sums, post + 1, posts);
    // Near a wijk larger than a post two borders can be one; each post still gets people, and leaves some for the rest.
    end = std::max(end, first);
    while (sums[end] == sums[first]) ++end;
    while (inhabited_from(end) < posts - post - 1) --end;
    Place place{rule.name + "_" + std::to_string(post + 1), static_cast<std::uint32_t>(first), 0, 0, 0};
    for (std::size_t w = first; w < end; ++w) {
      if (wijken[w].inhabitants > wijken[place.wijk].inhabitants) place.wijk = static_cast<std::uint32_t>(w);
      place.inhabitants += wijken[w].inhabitants;
      for (std::uint32_t i = 0; i < wijken[w].inhabitants; ++i) {
        population.persons[wijken[w].first + i].place[scope - 1] = static_cast<std::uint16_t>(post);
      }
    }
    population.places[scope].push_back(std::move(place));
    first = end;
  }
}

void assign_own_servers(Population& population, std::size_t scope, std::span<const std::uint32_t> servers,
                        std::uint32_t seed) {
  DRAAGKRACHT_ENSURE(scope >= 1 && scope < population.places.size() &&
                     servers.size() == population.places[scope].size());
  for (const std::uint32_t n : servers) DRAAGKRACHT_ENSURE(n < no_server);
  const std::uint32_t address = name_hash(own_server_draw);
  const auto assign = [&](std::size_t i, const RandomBlock& block) {
    Person& person = population.persons[i];
    const std::uint16_t place = person.place[scope - 1];
    const std::uint32_t n = place == no_place ? 0 : servers[place];
    person.own_server = n == 0 ? no_server : static_cast<std::uint16_t>(spread(block[0], n));
  };
  for (const Wijk& wijk : population.wijken) for_each_draw(population, wijk, seed, address, assign);
  for (std::size_t i = population.residents(); i < population.persons.size(); ++i)
    assign(i, random_block({seed, population_replication}, population.persons[i].entity, address, 0));
}

}  // namespace draagkracht
