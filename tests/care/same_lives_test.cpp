// People live the same lives in every scenario until the policy touches them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "engine/experiment/experiment.h"
#include "tests/care/care_runs.h"

using namespace draagkracht;
using namespace draagkracht::testing;

namespace {

bool same_arrival(const Arrival& a, const Arrival& b) {
  return a.entity == b.entity && a.ms == b.ms && a.person == b.person && a.enters == b.enters && a.set == b.set;
}

bool same_lives(const std::vector<std::vector<Arrival>>& a, const std::vector<std::vector<Arrival>>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), same_arrival);
  });
}

// Where the random numbers of all steps, tasks and habits are found.
std::vector<std::uint32_t> addresses(const Model& model) {
  std::vector<std::uint32_t> found;
  for (const Step& step : model.steps) found.push_back(step.address);
  for (const SeizeStep& task : model.verbs.seize) found.push_back(task.time_address);
  for (const Diffusion& habit : model.diffusions) found.push_back(habit.address);
  for (const ReallocationRule& rule : model.rules) found.push_back(rule.address);
  return found;
}

// No way from a practice to the out-of-hours post: who is not helped by day goes without.
const std::string no_spill = R"(
[parameter.spill_to_hap]
value = 0
[[pathway.contact.step]]
name = "geeft_op"
branches = [{ share = 0.55, to = "zonder_hulp" }, { to = "dringender" }]
[pathway.spoed]
remove = ["belt_de_hap"]
[[pathway.spoed.step]]
name = "naar_hap"
exit = "zonder_hulp"
)";

constexpr std::size_t practice = 1;  // the scope

// Axis: practice; whether somebody from this wijk is enrolled there.
std::vector<bool> practices_of(const Population& people, std::size_t wijk) {
  std::vector<bool> found(people.places[practice].size(), false);
  for (const Person& person : people.persons) {
    const std::uint16_t place = person.place[practice - 1];
    if (person.wijk == wijk && place != no_place) found[place] = true;
  }
  return found;
}

// Of the wijken with 300 persons or more, that whose people have the fewest practices.
std::size_t wijk_of_few_practices(const Population& people) {
  std::size_t best = 0;
  auto fewest = static_cast<std::ptrdiff_t>(people.places[practice].size()) + 1;
  for (std::size_t wijk = 0; wijk < people.wijken.size(); ++wijk) {
    if (people.wijken[wijk].inhabitants < 300) continue;
    const std::vector<bool> found = practices_of(people, wijk);
    const auto n = std::count(found.begin(), found.end(), true);
    if (n < fewest) best = wijk;
    fewest = std::min(fewest, n);
  }
  return best;
}

struct Sink : ResultSink {
  std::vector<RunResult> results;
  void accept(const RunResult& result) override { results.push_back(result); }
};

}  // namespace

TEST_CASE("A scenario that only has another name gives the same bits") {
  const CareSetting setting{.warm_up_weeks = 1, .weeks = 3};
  const CareRun baseline(setting, "");
  const CareRun renamed(setting, R"(
name = "anders_genoemd"
title_nl = "Anders genoemd"
title_en = "Another name"
)");
  CHECK(same_payload(baseline, renamed));
  // Twins: other luck, and a lever by a hair.
  CHECK_FALSE(same_payload(baseline, CareRun(setting, "", 1)));
  CHECK_FALSE(same_payload(baseline, CareRun(setting, "[parameter.digital_entry]\nvalue = 0.276\n")));
}

TEST_CASE("The experiment runs the chain that these tests run") {
  const CareSetting setting{.share = 0.02, .weeks = 2};
  const CareRun here(setting, "", 1);
  Experiment experiment;
  experiment.models = {here.model()};
  experiment.regions = {here.scenario().input};
  experiment.replications = 2;
  experiment.seed = care_seed;
  Sink sink;
  run_experiment(experiment, 1, sink, [](const Progress&) {});
  REQUIRE(sink.results.size() == 2);
  const auto& second = sink.results[0].key.replication == 1 ? sink.results[0] : sink.results[1];
  REQUIRE(second.payload.size() == here.payload().size());
  CHECK(same_bits(second.payload, here.payload()));
  CHECK_FALSE(same_bits(sink.results[0].payload, sink.results[1].payload));
}

TEST_CASE("A lever in one wijk, not on demand, leaves lives and luck alone and reaches others through queues only") {
  const CareSetting setting{.share = 0.1, .weeks = 4};
  const auto baseline = care_scenario(setting, no_spill);
  const Population& people = *baseline->population;
  const std::size_t wijk = wijk_of_few_practices(people);
  const auto changed = care_scenario(setting, no_spill + R"(
[lever.digitaal]
parameter = "digital_entry"
operation = "set"
value = 0.9
where = { wijk = ")" + people.wijken[wijk].code + "\" }\n");

  CHECK(changed->population == baseline->population);
  CHECK(same_lives(lives(*baseline, 28), lives(*changed, 28)));
  CHECK(addresses(baseline->model) == addresses(changed->model));
  CHECK_FALSE(same_lives(lives(*baseline, 28), lives(*baseline, 28, 1)));

  const CareRun before(baseline), after(changed);
  CHECK(after("potential_requests") == before("potential_requests"));
  CHECK(after("first_requests") == before("first_requests"));
  CHECK(after("entries[entry=digitaal]") > before("entries[entry=digitaal]"));
  CHECK(before.per_person("first_requests") == after.per_person("first_requests"));

  // Practices with no patient from there see the same week to the millisecond, and so do their patients: everyone's
  // contacts are with the own practice.
  const std::vector<bool> touched = practices_of(people, wijk);
  const auto n_touched = std::count(touched.begin(), touched.end(), true);
  REQUIRE(n_touched >= 1);
  REQUIRE(static_cast<std::size_t>(n_touched) + 5 <= touched.size());
  bool touched_differ = false;
  for (std::uint32_t p = 0; p < before.region().pools.size(); ++p) {
    const PoolInstance& pool = before.region().pools[p];
    if (before.model().pools[pool.kind].scope == 0) continue;  // the region's: whom a practice sends after hours
    const bool of_practice = before.model().pools[pool.kind].scope == practice;
    for (std::int32_t week = 0; week < before.simulation().weeks(); ++week) {
      const bool same = before.simulation().busy(p, week) == after.simulation().busy(p, week) &&
                        before.simulation().asked(p, week) == after.simulation().asked(p, week) &&
                        before.simulation().on_duty(p, week) == after.simulation().on_duty(p, week);
      if (of_practice && touched[pool.place]) {
        touched_differ = touched_differ || !same;
      } else if (!same) {
        FAIL_CHECK(before.model().pools[pool.kind].name << " of place " << pool.place << " differs in week " << week);
      }
    }
  }
  CHECK(touched_differ);
  const std::vector<int> contacts_before = before.per_person("contacts"), contacts_after = after.per_person("contacts");
  std::size_t differ_elsewhere = 0, differ_there = 0;
  for (std::size_t i = 0; i < people.persons.size(); ++i) {
    const std::uint16_t place = people.persons[i].place[practice - 1];
    const bool there = place != no_place && touched[place];
    (there ? differ_there : differ_elsewhere) += contacts_before[i] != contacts_after[i] ? 1 : 0;
  }
  CHECK(differ_elsewhere == 0);
  CHECK(differ_there > 0);
  CHECK(after("hap_contacts") == before("hap_contacts"));
}

TEST_CASE("Who uses self-triage at a lower reach uses it at a higher one") {
  const auto users = [&](double reach, std::uint32_t replication) {
    const CareRun run({.share = 0.1, .weeks = 8}, R"(
[parameter.zelftriage_bereik_dag]
value = )" + std::to_string(reach) + R"(
[tally.self_triages]
by = ["age_band"]
per_person = true
)",
                      replication);
    const std::vector<int> counts = run.per_person("self_triages");
    std::set<std::size_t> found;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] > 0) found.insert(i);
    }
    return found;
  };
  const std::set<std::size_t> few = users(0.1, 0), many = users(0.4, 0);
  REQUIRE(few.size() > 500);
  CHECK(many.size() > 2 * few.size());
  CHECK(std::includes(many.begin(), many.end(), few.begin(), few.end()));
  // Twin: other luck.
  const std::set<std::size_t> others = users(0.1, 1);
  CHECK_FALSE(std::includes(many.begin(), many.end(), others.begin(), others.end()));
}

TEST_CASE("Kept requests are nested in the demand factor") {
  const CareSetting setting{.share = 0.1};
  struct Requests {
    std::set<std::uint64_t> under_factor, others;
  };
  const auto requests = [&](const std::string& changes, std::uint32_t replication = 0) {
    const auto care = care_scenario(setting, changes);
    const Index enters = step_index(care->model, "hulpvraag.urgentie");
    Requests found;
    for (const std::vector<Arrival>& day : lives(*care, 28, replication)) {
      for (const Arrival& arrival : day) {
        (arrival.enters == enters ? found.under_factor : found.others).insert(arrival.entity);
      }
    }
    return found;
  };
  const auto with_factor = [&](const std::string& factor) {
    return requests("[parameter.demand_factor]\nvalue = " + factor + "\n");
  };
  const auto within = [](const std::set<std::uint64_t>& a, const std::set<std::uint64_t>& b) {
    return std::includes(b.begin(), b.end(), a.begin(), a.end());
  };
  const Requests less = with_factor("0.8"), one = with_factor("1.0"), more = with_factor("1.3");
  CHECK(within(less.under_factor, one.under_factor));
  CHECK(within(one.under_factor, more.under_factor));
  CHECK(less.others == one.others);
  CHECK(more.others == one.others);

  // Thinned requests are kept with chance 0.8; further ones are Poisson with 0.3 of the mean, so that among all the
  // share of the further ones is 0.3 / 1.3. Two criteria of 4 standard errors.
  const auto n = static_cast<double>(one.under_factor.size());
  CHECK(is_share_of(static_cast<double>(less.under_factor.size()), n, 0.8));
  CHECK_FALSE(is_share_of(static_cast<double>(less.under_factor.size()), n, 0.82));
  const auto all = static_cast<double>(more.under_factor.size());
  CHECK(is_share_of(all - n, all, 0.3 / 1.3));
  CHECK_FALSE(is_share_of(all - n, all, 0.33 / 1.33));

  // A lever does what another value does; other luck does not.
  const Requests by_lever = requests(R"(
[parameter.demand_factor]
value = 1.0
[lever.minder]
parameter = "demand_factor"
operation = "multiply"
value = 0.8
)");
  CHECK(by_lever.under_factor == less.under_factor);
  const Requests other_luck = requests("[parameter.demand_factor]\nvalue = 0.8\n", 1);
  CHECK_FALSE(within(other_luck.under_factor, one.under_factor));
}
