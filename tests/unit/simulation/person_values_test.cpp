// What steps keep of persons, against what the same people's requests tell one by one: who came when.
#include "engine/simulation/person_values.h"

#include <catch2/catch.hpp>
#include <map>

#include "engine/core/limits.h"
#include "engine/model/difference.h"
#include "engine/simulation/measure.h"
#include "engine/simulation/region_simulation.h"
#include "tests/unit/simulation/small_run.h"

namespace draagkracht::testing {
namespace {

constexpr std::uint32_t persons = 2'000, later = 200;
constexpr std::int32_t days = 42, come_on = 20, first_counted = 14;

// About one contact per person in three weeks, which takes no time. Before it is noted the time since the one before is
// measured; of each person the contacts are counted twice, by steps and by the engine.
const std::string contacts = R"(
run = {start = 2024-12-16, warm_up = "2 weeks", horizon = "4 weeks", periods = ["year"]}
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
attribute.known = {kind = "set_by_steps", labels = ["never", "once", "often"]}
person_number.last = {unit = "time", time = "-1000 days"}
person_number.contacts = {value = 3}
variable.again.values = ["no", "yes"]
wait.since_last = {since = "last", within = ["7 days"], whole_run = true}
tally.all = {per_person = true}
tally.seen.by = ["known"]
tally.repeats.by = ["again"]
stream.calls = {per_person = 17, profile_table = "week", profile_column = "calls", enters = "path"}
[pathway.path.step]
soon = {when = "now - last < 7 days", yes = "again", no = "measure"}
again.set.again = "yes"
measure.then = "note"
note = {wait = "since_last", counts = ["all", "seen", "repeats"], assign = {last = "now", contacts = "contacts + 1"}}
which = {select = "known", cases = {never = "once", once = "often"}, otherwise = "out"}
once = {set = {known = "once"}, then = "out"}
often = {set = {known = "often"}, then = "child"}
child = {spawn = "follow_up", after = {distribution = "deterministic", mean = "0 min"}}
out.exit = "served"
[pathway.follow_up.step]
note.assign = {contacts = "contacts + 0.001"}
kind = {select = "known", cases = {often = "out"}, otherwise = "wrong"}
out.exit = "followed_up"
wrong.exit = "wrong"
)";

std::string text_with(const std::string& what, const std::string& by) {
  std::string text = contacts;
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

Model model_of(const std::string& text) {
  std::string week = "hour_of_week,calls\n";
  for (int h = 0; h < 168; ++h) week += std::to_string(h) + ",1\n";
  return compiled(text, {{"week", week}, {"w", "x\n1\n"}, {"p", "x\n1\n"}, {"a", "x\n1\n"}, {"r", "x\n1\n"}});
}

// The last of them come on a day of the run.
Population village(const Model& model) {
  Population population;
  population.persons.reset(persons, model.attributes.size());
  population.newcomers = later;
  std::uint64_t entity = 1'000;
  for (Person& person : population.persons) person.entity = entity++;
  population.wijken.push_back({"WK000001", "Made up", 0, persons - later, "GM0000"});
  population.places = {{Place{"region", 0, 0, persons - later, 0}}};
  for (std::uint32_t i = persons - later; i < persons; ++i)
    population.events.push_back({static_cast<std::int32_t>(model.start_day) + come_on, i, LifeEvent::Kind::arrives});
  return population;
}

struct Run {
  Model model;
  Population population;
  Region region;
  RegionSimulation simulation;

  explicit Run(const std::string& text = contacts, RandomKey key = {7, 0}, std::int32_t forked_on = 0)
      : model(model_of(text)),
        population(village(model)),
        region(build_region(model, &population)),
        simulation(model, region, key) {
    if (forked_on > 0) {
      RegionSimulation lead(model, region, key);
      lead.run_to(forked_on);
      simulation.take_up(lead.save());
    }
    simulation.run();
  }
  // When each person came, ms, in order of time: what arises is no matter of the run.
  std::map<std::uint32_t, std::vector<std::int64_t>> arrivals(RandomKey key = {7, 0}) const {
    std::map<std::uint32_t, std::vector<std::int64_t>> all;
    const Calendar calendar(model.start_day, days, model.holidays);
    People people(region.population, model.start_day);
    Demand demand(model, region, calendar, people, key);
    ParameterValues values(model, region);
    for (std::int32_t d = 0; d < days; ++d) {
      values.set_day(d);
      for (const Arrival& arrival : demand.arrivals(d, values)) all[arrival.person].push_back(arrival.ms);
    }
    for (auto& [person, moments] : all) std::sort(moments.begin(), moments.end());
    return all;
  }
  std::vector<double> result(const std::string& name) {
    const ResultSchema schema = make_schema(model);
    const ResultVariable* variable = schema.variable(name);
    REQUIRE(variable != nullptr);
    const std::vector<double> payload = measure(model, region, simulation);
    const auto first = payload.begin() + static_cast<std::ptrdiff_t>(variable->offset);
    return {first, first + static_cast<std::ptrdiff_t>(variable->size)};
  }
  std::string state() {
    std::string bytes;
    simulation.visit([&]<class T>(const char*, const T& value) {
      if constexpr (std::is_trivially_copyable_v<T>) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
      } else if constexpr (std::is_trivially_copyable_v<typename T::value_type>) {
        bytes.append(reinterpret_cast<const char*>(value.data()), value.size() * sizeof(typename T::value_type));
      }
    });
    return bytes;
  }
};

}  // namespace

TEST_CASE("Numbers that steps keep of each person are those of that person's requests, and of nobody else's") {
  Run run;
  const auto came = run.arrivals();
  const PersonValues& values = run.simulation.state().person_values;
  std::size_t contacts_of_all = 0;
  for (std::uint32_t person = 0; person < persons; ++person) {
    const auto its = came.find(person);
    const std::size_t n = its == came.end() ? 0 : its->second.size();
    contacts_of_all += n;
    CAPTURE(person, n);
    CHECK(values.number(person, 0) == (n == 0 ? -1000.0 * day : static_cast<double>(its->second.back())));
    // Each beyond the first spawned one more, which belongs to the same person.
    CHECK(values.number(person, 1) == Approx(3 + static_cast<double>(n) + (n > 1 ? 0.001 : 0)).epsilon(1e-12));
    CHECK(values.label(person, 0) == std::min<std::size_t>(n, 2));
  }
  REQUIRE(contacts_of_all > persons);
  REQUIRE(came.lower_bound(persons - later) != came.end());
  REQUIRE(came.size() < persons);  // some never came
}

TEST_CASE("A wait since a number of the person counts the time between requests, and the first one as unmarked") {
  Run run;
  std::int64_t between = 0, soon = 0, marked = 0, first = 0;
  std::vector<double> seen(3), again(2);
  for (const auto& [person, moments] : run.arrivals()) {
    ++first;
    for (std::size_t i = 0; i < moments.size(); ++i) {
      const std::int64_t since = i == 0 ? 1000 * day : moments[i] - moments[i - 1];
      if (i > 0) {
        ++marked;
        between += since;
        soon += since <= 7 * day ? 1 : 0;
      }
      if (moments[i] < first_counted * day) continue;
      ++seen[std::min<std::size_t>(i, 2)];
      ++again[since < 7 * day ? 1 : 0];
    }
  }
  REQUIRE(marked > 1'000);
  const WaitRecord& record = run.simulation.observer().waits[0][0];
  CHECK(record.unmarked == first);
  CHECK(record.waits.count == marked);
  CHECK(record.waits.sum == between);
  CHECK(record.within == std::vector<std::int64_t>{soon});
  CHECK(run.result("seen") == seen);
  CHECK(run.result("repeats") == again);
  // A twin that forgets to note the moment measures nothing.
  Run forgets(text_with("assign = {last = \"now\"", "assign = {last = \"last\""));
  CHECK(forgets.simulation.observer().waits[0][0].waits.count == 0);
  CHECK(forgets.simulation.observer().waits[0][0].unmarked == first + marked);
}

TEST_CASE("Inhabitants by a label that steps set are those who have it as a year begins") {
  Run run;
  REQUIRE(run.model.years.size() == 2);
  REQUIRE(run.model.years[1].from_ms == 30 * day);  // from Monday 2024-12-02 on
  for (std::size_t year = 0; year < 2; ++year) {
    const std::int64_t begins = run.model.years[year].from_ms;
    std::vector<double> expected(3);
    const auto came = run.arrivals();
    for (std::uint32_t person = 0; person < persons; ++person) {
      if (person >= persons - later && begins < come_on * day) continue;
      std::size_t n = 0;
      if (const auto its = came.find(person); its != came.end())
        n = static_cast<std::size_t>(std::lower_bound(its->second.begin(), its->second.end(), begins) -
                                     its->second.begin());
      ++expected[std::min<std::size_t>(n, 2)];
    }
    const std::vector<double> all = run.result("inhabitants_by_known_by_year");
    CHECK(std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(3 * year),
                              all.begin() + static_cast<std::ptrdiff_t>(3 * year + 3)) == expected);
  }
}

TEST_CASE(
    "What is kept of persons is state of a run: forked on any day it has the same bits, and each run begins anew") {
  Run whole;
  const std::string state = whole.state();
  for (const std::int32_t on : {1, 13, 14, 17, 30, 41}) {
    CAPTURE(on);
    CHECK(Run(contacts, {7, 0}, on).state() == state);
  }
  CHECK(Run().state() == state);
  Run other(contacts, {7, 1});
  CHECK(other.state() != state);
  const auto came = other.arrivals({7, 1});
  for (std::uint32_t person = 0; person < persons; ++person)
    CHECK(other.simulation.state().person_values.label(person, 0) ==
          std::min<std::size_t>(came.contains(person) ? came.at(person).size() : 0, 2));
}

TEST_CASE("Who asks for what does not hang on what is kept of persons") {
  const Run with, without(text_with("assign = {last = \"now\", contacts = \"contacts + 1\"}",
                                    "assign = {last = \"-1 h\", contacts = \"0\"}"));
  CHECK(with.arrivals() == without.arrivals());
}

TEST_CASE("A request of nobody reads what everyone begins with, and what it sets is forgotten") {
  Run run(text_with("[pathway.path.step]\n",
                    "stream.nobody = {rate = \"1 per hour\", enters = \"path\"}\n[pathway.path.step]\n"));
  const auto came = run.arrivals();
  const PersonValues& values = run.simulation.state().person_values;
  std::int64_t first = 0;
  for (std::uint32_t person = 0; person < persons; ++person) {
    const std::size_t n = came.contains(person) ? came.at(person).size() : 0;
    CHECK(values.label(person, 0) == std::min<std::size_t>(n, 2));
    first += n > 0 ? 1 : 0;
  }
  const std::int64_t of_nobody = run.simulation.observer().waits[0][0].unmarked - first;
  CHECK(of_nobody > 800);  // 1,008 hours: more than six standard deviations
  CHECK(values.number(nobody, 0) == -1000.0 * day);
}

TEST_CASE("As many numbers of a person, and labels that steps set, as there may be stand apart") {
  std::string numbers, labels, assign, steps;
  for (std::size_t i = 0; i < limits::person_values; ++i) {
    const std::string name = "n_" + std::to_string(i);
    numbers += "person_number." + name + ".value = " + std::to_string(i) + "\n";
    assign += (i == 0 ? "" : ", ") + name + " = \"" + name + " + " + std::to_string(i + 1) + "\"";
  }
  for (int i = 0; i < limits::attributes; ++i) {
    const std::string number = std::to_string(i);
    labels += "attribute.a_" + number + ".kind = \"set_by_steps\"\n";
    // Of each three the first two are set.
    steps += "s_" + number + (i % 3 == 2 ? " = {when = \"n_0 < 0\", yes = \"t_" : ".set.a_") + number +
             (i % 3 == 2 ? "\", no = \"u_" + number + "\"}\nt_" + number + ".set.a_" + number + " = \"yes\"\nu_" +
                               number + ".delay = {distribution = \"deterministic\", mean = \"0 min\"}\n"
                         : " = \"yes\"\n");
  }
  Run run(
      "run = {start = 2024-01-01, horizon = \"6 weeks\"}\n"
      "population = {wijken = \"w\", projection = \"p\", attributes = \"a\", regions = \"r\"}\n" +
      numbers + labels +
      "stream.calls = {per_person = 17, profile_table = \"week\", profile_column = \"calls\", enters = "
      "\"path\"}\n[pathway.path.step]\nnote.assign = {" +
      assign + "}\n" + steps + "out.exit = \"served\"\n");
  const auto came = run.arrivals();
  const PersonValues& values = run.simulation.state().person_values;
  bool right = true;
  for (std::uint32_t person = 0; person < persons; ++person) {
    const std::size_t n = came.contains(person) ? came.at(person).size() : 0;
    for (Index i = 0; i < limits::person_values; ++i)
      right = right && values.number(person, i) == static_cast<double>(i + n * (i + 1U));
    for (std::size_t i = 0; i < limits::attributes; ++i)
      right = right && values.label(person, i) == (n > 0 && i % 3 != 2 ? 1 : 0);
  }
  CHECK(right);
  REQUIRE(came.size() > persons / 2);
}

TEST_CASE("A condition on a number of the person comes true when another request of that person sets it") {
  // Each request of a person waits until the person has come three times.
  const std::string text = R"(
run = {start = 2024-01-01, horizon = "6 weeks"}
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
person_number.contacts = {}
stream.calls = {per_person = 17, profile_table = "week", profile_column = "calls", enters = "path"}
[pathway.path.step]
note.assign = {contacts = "contacts + 1"}
third.await = "contacts >= 3"
out.exit = "served"
)";
  Run run(text);
  std::int64_t served = 0, waiting = 0;
  for (const auto& [person, moments] : run.arrivals()) {
    const auto n = static_cast<std::int64_t>(moments.size());
    (n >= 3 ? served : waiting) += n;
  }
  REQUIRE(served > 500);
  CHECK(run.simulation.observer().left == served);
  CHECK(run.simulation.in_progress() == waiting);
}

TEST_CASE("A loop that a label ends which a step sets is left; one in which nobody sets it is not") {
  const auto with = [](const std::string& verb) {
    return model_of(R"(
run = {start = 2024-01-01, horizon = "1 week"}
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
attribute.known.kind = "set_by_steps"
attribute.other.kind = "set_by_steps"
stream.calls = {per_person = 17, profile_table = "week", profile_column = "calls", enters = "path"}
[pathway.path.step]
ask = {select = "known", cases = {no = "tell"}, otherwise = "other"}
tell = {)" + verb + R"(, then = "ask"}
other.set.other = "yes"
again.set.known = "yes"
out.exit = "served"
)");
  };
  CHECK_NOTHROW(with("set = {known = \"yes\"}"));
  CHECK_THROWS_WITH(with("set = {other = \"yes\"}"), Catch::Contains("path.ask"));
}

TEST_CASE("Models that begin with other numbers of persons, or let steps set other labels, have no past in common") {
  const Model one = model_of(contacts);
  CHECK(difference(one, model_of(contacts)).from_day == ModelDifference::never);
  const ModelDifference other = difference(one, model_of(text_with("value = 3", "value = 4")));
  CHECK(other.from_day == 0);
  CHECK(other.part == "person_number contacts");
}

}  // namespace draagkracht::testing
