// What arises for persons on the days of a small calendar, against what arises without holidays or factors: the same
// requests, one by one.
#include "engine/simulation/demand.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "engine/simulation/region_builder.h"
#include "tests/unit/model/compiled_text.h"

namespace draagkracht::testing {
namespace {

constexpr std::int64_t hour = one_hour.ms;

// Calls from Monday to Friday, evenly from 8 to 17 h, about one in 36 persons a day; four weeks from Monday 1 January
// 2024. EXTRA stands for more of the stream.
const std::string calls = R"(
run = {start = 2024-01-01, horizon = "4 weeks", HOLIDAYS}
population = {wijken = "w", projection = "p", attributes = "a", regions = "r"}
variable.kind.values = ["long", "short"]
parameter.more = {value = 1, most = 8, by = ["kind"]}
[stream.calls]
lookup = {table = "rates", column = "rate", by = ["kind"]}
profile_table = "week"
profile_column = "calls"
factor = "more"
enters = "path"
EXTRA
[pathway.path.step]
ask.branches = [{share = 0.2, to = "post"}, {share = 0.2, to = "post.later"}, {to = "out"}]
out.exit = "served"
[pathway.post.step]
elsewhere.exit = "elsewhere"
later.exit = "later"
)";

std::string with(std::string text, const std::string& what, const std::string& by) {
  return std::regex_replace(text, std::regex(what), by);
}

struct Village {
  Model model;
  Population population;
  Region region;
  Calendar calendar;

  static Model model_of(const std::string& extra, const std::string& holidays) {
    std::string week = "hour_of_week,calls\n";
    for (int h = 0; h < 168; ++h)
      week += std::to_string(h) + ',' + (h < 120 && h % 24 >= 8 && h % 24 < 17 ? "1" : "0") + '\n';
    const std::string run = holidays.empty() ? "replications = 1" : "holidays = \"days\"";
    std::map<std::string, std::string> tables{{"week", week},  {"rates", "kind,rate\nlong,3\nshort,4\n"},
                                              {"w", "x\n1\n"}, {"p", "x\n1\n"},
                                              {"a", "x\n1\n"}, {"r", "x\n1\n"}};
    if (!holidays.empty()) tables.emplace("days", "date\n" + holidays);
    return compiled(with(with(calls, "HOLIDAYS", run), "EXTRA", extra), tables);
  }
  static Population people() {
    Population population;
    constexpr std::uint32_t persons = 9'000;
    population.persons.reset(persons, 0);
    std::uint64_t entity = 1'000;
    for (Person& person : population.persons) person.entity = entity++;
    population.wijken.push_back({"WK000001", "Made up", 0, persons, "GM0000"});
    population.places = {{Place{"region", 0, 0, persons, 0}}};
    return population;
  }

  explicit Village(const std::string& extra = "", const std::string& holidays = "")
      : model(model_of(extra, holidays)),
        population(people()),
        region(build_region(model, &population)),
        calendar(model.start_day, 28, model.holidays) {}

  using Requests = std::map<std::uint64_t, Arrival>;  // by entity
  // What comes on each day from `first` on.
  std::vector<Requests> days(std::int32_t first = 0) const {
    People people(region.population, model.start_day);
    Demand demand(model, region, calendar, people, RandomKey{7, 0});
    ParameterValues values(model, region);
    std::vector<Requests> all(28);
    for (std::int32_t d = first; d < 28; ++d) {
      values.set_day(d);
      for (const Arrival& arrival : demand.arrivals(d, values)) {
        CHECK(arrival.ms / one_day.ms == d);
        CHECK(all[static_cast<std::size_t>(d)].emplace(arrival.entity, arrival).second);
      }
    }
    return all;
  }
  Index step(const std::string& name) const {
    return static_cast<Index>(std::find(model.step_names.begin(), model.step_names.end(), name) -
                              model.step_names.begin());
  }
};

std::vector<std::uint64_t> entities(const Village::Requests& requests) {
  std::vector<std::uint64_t> all;
  for (const auto& [entity, arrival] : requests) all.push_back(entity);
  return all;
}

// Those of `all` that `fits` is true of, by entity.
template <class Fits>
std::vector<std::uint64_t> those(const Village::Requests& all, Fits fits) {
  std::vector<std::uint64_t> some;
  for (const auto& [entity, arrival] : all) {
    if (fits(arrival)) some.push_back(entity);
  }
  return some;
}

bool includes(const std::vector<std::uint64_t>& all, const std::vector<std::uint64_t>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

// Five standard deviations of a binomial number: one false alarm in 1.7 million.
bool is_share(std::size_t of, std::size_t all, double share) {
  const auto n = static_cast<double>(all);
  return std::abs(static_cast<double>(of) - n * share) < 5 * std::sqrt(n * share * (1 - share)) + 1e-9;
}

const std::string friday = "2024-01-05\n", closed = "closed_on_holidays = true\n";

}  // namespace

TEST_CASE("What arises on a closed day comes when the stream opens next, request by request") {
  const Village open, all_deferred(closed + "on_closed_days = {next_opening = 1}", friday);
  const auto before = open.days(), after = all_deferred.days();
  REQUIRE(before[4].size() > 150);
  for (std::size_t d = 0; d < 28; ++d) {
    if (d == 4 || d == 7) continue;  // Friday, and Monday
    CHECK(entities(after[d]) == entities(before[d]));
  }
  CHECK(after[4].empty());
  Village::Requests both = before[4];
  both.insert(before[7].begin(), before[7].end());
  CHECK(entities(after[7]) == entities(both));
  for (const auto& [entity, arrival] : after[7]) {
    const bool deferred = before[4].contains(entity);
    CHECK(arrival.set == both.at(entity).set);
    CHECK(arrival.enters == both.at(entity).enters);
    if (!deferred) {
      CHECK(arrival.ms == before[7].at(entity).ms);
      continue;
    }
    // Both days have the same hours, and its moment in them is the same.
    CHECK(arrival.ms == before[4].at(entity).ms + 3 * one_day.ms);
  }
}

TEST_CASE("What is put off may come evenly from the opening on") {
  const std::string all = closed + "on_closed_days = {next_opening = 1}\n";
  const Village anyhow(all, friday), two_hours(all + "deferred_over = \"2 h\"", friday);
  const auto before = anyhow.days(), after = two_hours.days();
  CHECK(entities(after[7]) == entities(before[7]));
  const Village::Requests others = Village("", "").days()[7];
  for (const auto& [entity, arrival] : after[7]) {
    const std::int64_t opening = 7 * one_day.ms + 8 * hour, ms = before[7].at(entity).ms;
    // Nine hours become two, to the last millisecond.
    if (others.contains(entity)) CHECK(arrival.ms == ms);
    if (!others.contains(entity)) CHECK(std::abs(arrival.ms - opening - (ms - opening) * 2 / 9) <= 1);
  }
}

TEST_CASE("Of what arises on a closed day shares come later, elsewhere at once, or not at all") {
  const std::string parts =
      closed + "on_closed_days = {next_opening = LATER, \"post\" = 0.15}\ndeferred_enters = \"post.later\"\n" +
      "deferred_over = \"30 min\"";
  const Village open, village(with(parts, "LATER", "0.55"), friday), fewer(with(parts, "LATER", "0.4"), friday);
  const auto before = open.days(), after = village.days(), other = fewer.days();
  const Index post = village.step("post.elsewhere"), later = village.step("post.later");
  const auto to = [](Index step) { return [step](const Arrival& arrival) { return arrival.enters == step; }; };
  const auto elsewhere = those(after[4], to(post)), deferred = those(after[7], to(later));
  CHECK(elsewhere.size() == after[4].size());
  CHECK(includes(entities(before[4]), elsewhere));
  CHECK(includes(entities(before[4]), deferred));
  CHECK(is_share(deferred.size(), before[4].size(), 0.55));
  CHECK(is_share(elsewhere.size(), before[4].size(), 0.15));
  CHECK_FALSE(is_share(deferred.size(), before[4].size(), 0.15));  // the bound is no formality
  // At once means at the moment at which it arises.
  for (const std::uint64_t entity : elsewhere) CHECK(after[4].at(entity).ms == before[4].at(entity).ms);
  for (const std::uint64_t entity : deferred) CHECK(after[7].at(entity).ms < 7 * one_day.ms + 8 * hour + 30 * 60'000);
  // Who is put off at a lower share is at a higher one.
  CHECK(includes(deferred, those(other[7], to(later))));
}

TEST_CASE("Closed days in a row open together, and any day can be the first that is asked for") {
  const Village village(closed + "on_closed_days = {next_opening = 0.5, \"post\" = 0.2}",
                        "2024-01-05\n2024-01-06\n2024-01-08\n2024-01-09\n");
  const Village open;
  const auto before = open.days(), after = village.days();
  CHECK(after[5].empty());                 // a Saturday: nothing arises on it anyway
  const auto opened = entities(after[9]);  // Wednesday
  for (const std::size_t d : {4U, 7U, 8U}) {
    const auto comes = those(before[d], [&](const Arrival& arrival) { return after[9].contains(arrival.entity); });
    CHECK(is_share(comes.size(), before[d].size(), 0.5));
  }
  CHECK(includes(opened, entities(before[9])));
  for (const std::int32_t first : {4, 7, 9, 13}) {
    const auto from_there = village.days(first);
    for (auto d = static_cast<std::size_t>(first); d < 28; ++d) CHECK(entities(from_there[d]) == entities(after[d]));
  }
}

TEST_CASE("A lever on shares of closed days holds for what arises while it does, and each request comes once") {
  // Friday the 5th is closed, Monday the 8th opens. Both read the share: what it is on Friday counts on either.
  const auto with_share = [](const std::string& share) {
    return closed +
           "on_closed_days = {next_opening = \"later\", \"post\" = 0.25}\n[parameter.later]\nvalue = " + share +
           "\nmost = 0.75\n";
  };
  const Village more(with_share("0.75"), friday), half(with_share("0.5"), friday), less(with_share("0.25"), friday);
  CHECK(entities(more.days()[7]) != entities(less.days()[7]));
  CHECK(entities(more.days()[4]) != entities(less.days()[4]));  // others are seen at the post
  const std::string lever = "[lever.less]\nparameter = \"later\"\noperation = \"set\"\nvalue = 0.25\n";
  for (const auto& [rest, same] : {std::pair{"from = 2024-01-05", &less},
                                   {"from = 2024-01-06", &more},
                                   {"from = 2024-01-08", &more},
                                   {"until = 2024-01-05", &more},
                                   {"until = 2024-01-06", &less},
                                   {"from = 2024-01-03\nramp = \"4 days\"", &half},
                                   {"from = 2024-01-05\nuntil = 2024-01-06", &less}}) {
    INFO(rest);
    const Village village(with_share("0.75") + lever + rest + "\n", friday);
    const auto after = village.days(), expected = same->days();
    for (std::size_t d = 0; d < 28; ++d) CHECK(entities(after[d]) == entities(expected[d]));
    CHECK(entities(village.days(7)[7]) == entities(expected[7]));  // whatever was asked before
  }
}

TEST_CASE("Across the date of a lever on their shares, all that arises on closed days comes once") {
  const std::string parts = closed + R"(on_closed_days = {next_opening = "later", "post" = 0.5}
[parameter.later]
value = 0.25
most = 0.5
[lever.all]
parameter = "later"
operation = "set"
value = 0.5
)";
  const std::string days = "2024-01-04\n2024-01-05\n2024-01-08\n";  // a Thursday to a Monday; Tuesday opens
  const Village open, village(parts + "from = 2024-01-05\n", days);
  const auto before = open.days(), after = village.days();
  std::map<std::uint64_t, int> comes;
  for (const std::size_t d : {3U, 4U, 7U, 8U}) {
    for (const std::uint64_t entity : entities(after[d])) ++comes[entity];
  }
  std::size_t missing = 0;
  for (const std::size_t d : {3U, 4U, 7U, 8U}) {
    for (const std::uint64_t entity : entities(before[d])) {
      CHECK(comes[entity] <= 1);
      if (d > 3) CHECK(comes[entity] == 1);
      if (d == 3) missing += comes[entity] == 0 ? 1 : 0;
    }
  }
  CHECK(is_share(missing, before[3].size(), 0.25));  // before the lever a quarter passes
}

TEST_CASE("What is put off counts by the factor of the day on which it comes, whatever was asked before") {
  // Monday the 8th is the last of four days that are drawn together; the factor is higher from Tuesday on.
  const std::string lever = "[lever.more]\nparameter = \"more\"\noperation = \"set\"\nvalue = 2\nfrom = ";
  const Village open(lever + "2024-01-08\n");
  const Village village(closed + "on_closed_days = {next_opening = 1}\n" + lever + "2024-01-09\n", "2024-01-08\n");
  const auto before = open.days(), after = village.days();
  Village::Requests both = before[7];
  both.insert(before[8].begin(), before[8].end());
  CHECK(entities(after[8]) == entities(both));
  CHECK(entities(village.days(8)[8]) == entities(both));
}

TEST_CASE("A factor above 1 adds requests of further layers, and keeps those below") {
  const auto factor = [](const std::string& value, const std::string& rest = "") {
    return "[lever.more]\nparameter = \"more\"\noperation = \"multiply\"\nvalue = " + value + "\n" + rest;
  };
  const Village reference, half(factor("0.5")), more(factor("1.5")), most(factor("3.25"));
  const auto one = reference.days(), less = half.days(), some = more.days(), many = most.days();
  std::size_t n = 0, n_less = 0, n_some = 0, n_many = 0;
  for (std::size_t d = 0; d < 28; ++d) {
    CHECK(includes(entities(one[d]), entities(less[d])));
    CHECK(includes(entities(some[d]), entities(one[d])));
    CHECK(includes(entities(many[d]), entities(some[d])));
    n += one[d].size();
    n_less += less[d].size();
    n_some += some[d].size();
    n_many += many[d].size();
  }
  CHECK(is_share(n_less, n, 0.5));
  // Numbers of Poisson: 9,000 persons with 7 calls a year, on the 20 working days of four weeks.
  const double expected = 9'000 * 7.0 / 365.25 * 7 / 5 * 20;
  for (const auto& [number, times] : {std::pair{n, 1.0}, {n_some, 1.5}, {n_many, 3.25}})
    CHECK(std::abs(static_cast<double>(number) - expected * times) < 5 * std::sqrt(expected * times));
  CHECK_FALSE(std::abs(static_cast<double>(n_some) - expected) < 5 * std::sqrt(expected));
}

TEST_CASE("A factor on one kind, or from a day on, leaves all else as it was") {
  const std::string lever = "[lever.more]\nparameter = \"more\"\noperation = \"set\"\nvalue = 2\n";
  const Village reference, of_kind(lever + "where = {kind = \"short\"}\n"), dated(lever + "from = 2024-01-16\n");
  const auto one = reference.days(), two = of_kind.days(), later = dated.days();
  std::size_t short_before = 0, short_after = 0;
  for (std::size_t d = 0; d < 28; ++d) {
    const auto kind = [](Index set) { return [set](const Arrival& arrival) { return arrival.set == set; }; };
    CHECK(those(two[d], kind(0)) == those(one[d], kind(0)));
    short_before += those(one[d], kind(1)).size();
    short_after += those(two[d], kind(1)).size();
    if (d < 15) CHECK(entities(later[d]) == entities(one[d]));
    if (d % 7 < 5 && d >= 15) CHECK(later[d].size() > one[d].size());
  }
  const auto more = static_cast<double>(short_after - short_before), before = static_cast<double>(short_before);
  CHECK(std::abs(more - before) < 5 * std::sqrt(more + before));
  CHECK(more > 0.5 * before);
}

TEST_CASE("Who joins any of many programmes within the year has the visits that others have from then on") {
  // Twelve programmes of those with one condition, some 250 visits a year each; all get it on the tenth day, or have
  // had it from the start.
  std::string programmes;
  for (int p = 0; p < 12; ++p) {
    programmes += "[stream.programme_" + std::to_string(p) +
                  "]\nparticipants = \"ill\"\nvisits = \"often\"\nenters = \"path\"\nprofile_table = "
                  "\"week\"\nprofile_column = \"calls\"\n";
  }
  const Village village("[parameter.often]\nvalue = 250\n[attribute.ill]\nkind = \"prevalence\"\nrow = \"x\"\n" +
                        programmes);
  constexpr std::uint32_t persons = 3;
  Population ill;
  ill.persons.reset(persons, 1);
  ill.wijken.push_back({"WK000001", "Made up", 0, persons, "GM0000"});
  ill.places = {{Place{"region", 0, 0, persons, 0}}};
  Population joins = ill;
  const auto day_of_joining = static_cast<std::int32_t>(village.model.start_day) + 9;
  for (std::uint32_t i = 0; i < persons; ++i) {
    ill.persons[i].entity = joins.persons[i].entity = 1'000 + i;
    ill.persons[i].labels()[0] = 1;
    joins.events.push_back({day_of_joining, i, LifeEvent::Kind::label, 0, 1, 0});
  }
  // Axes: day, programme.
  const auto visits = [&](const Population& population) {
    const Region region = build_region(village.model, &population);
    People people(&population, village.model.start_day);
    Demand demand(village.model, region, village.calendar, people, RandomKey{7, 0});
    ParameterValues values(village.model, region);
    std::vector<std::map<Index, std::vector<std::uint64_t>>> all(28);
    for (std::int32_t d = 0; d < 28; ++d) {
      values.set_day(d);
      for (const Arrival& arrival : demand.arrivals(d, values))
        all[static_cast<std::size_t>(d)][arrival.set].push_back(arrival.entity);
    }
    return all;
  };
  const auto of_ill = visits(ill), of_joined = visits(joins);
  std::set<Index> seen;
  for (std::size_t d = 0; d < 28; ++d) {
    if (d >= 9) CHECK(of_joined[d] == of_ill[d]);
    for (const auto& [set, entities_of_day] : of_joined[d]) {
      if (set < 2) continue;  // of the stream of calls, by kind
      CHECK(d >= 9);
      seen.insert(set);
    }
  }
  CHECK(seen.size() == 12);
}

TEST_CASE("Who gets a label asks once, on that day or the next on which anybody comes") {
  // Monday is day 0 and people come on working days. One gets the label on Tuesday, one on Saturday, one on Saturday
  // and has lost it by Monday, one has it from the start, one gets it twice, one gets another, one leaves on the same
  // Sunday.
  const std::string text =
      with(with(with(calls, "regions = \"r\"",
                     "regions = \"r\", lives = {table = \"w\", deaths = \"d\", births = \"b\", died "
                     "= \"life.died\", left = \"life.left\"}"),
                "HOLIDAYS", "replications = 1"),
           "EXTRA", R"(
[attribute.ill]
kind = "prevalence"
row = "x"
at_birthdays = true
[stream.intake]
begins = {ill = "yes"}
set = {kind = "long"}
enters = "post.later"
profile_table = "week"
profile_column = "calls"
[pathway.life.step]
died.exit = "died"
left.exit = "left"
)");
  std::string week = "hour_of_week,calls\n";
  for (int h = 0; h < 168; ++h)
    week += std::to_string(h) + ',' + (h < 120 && h % 24 >= 8 && h % 24 < 17 ? "1" : "0") + '\n';
  const Model model = compiled(text, {{"week", week},
                                      {"rates", "kind,rate\nlong,0\nshort,0\n"},
                                      {"w", "x\n1\n"},
                                      {"p", "x\n1\n"},
                                      {"a", "x\n1\n"},
                                      {"r", "x\n1\n"}});
  constexpr std::uint32_t persons = 7;
  Population population;
  population.persons.reset(persons, 1);
  for (std::uint32_t i = 0; i < persons; ++i) population.persons[i].entity = 1'000 + i;
  population.wijken.push_back({"WK000001", "Made up", 0, persons, "GM0000"});
  population.places = {{Place{"region", 0, 0, persons, 0}}};
  population.persons[3].labels()[0] = 1;
  const auto add = [&](std::int32_t day, std::uint32_t person, LifeEvent::Kind kind, std::uint8_t label = 0) {
    population.events.push_back({static_cast<std::int32_t>(model.start_day) + day, person, kind, 0, label,
                                 static_cast<std::uint8_t>(1 - label)});
  };
  using Kind = LifeEvent::Kind;
  add(1, 0, Kind::label, 1);
  add(1, 4, Kind::label, 1);
  add(3, 4, Kind::label, 0);
  add(5, 1, Kind::label, 1);
  add(5, 2, Kind::label, 1);
  add(5, 6, Kind::label, 1);
  add(6, 2, Kind::label, 0);
  add(6, 6, Kind::leaves);
  add(9, 4, Kind::label, 1);
  const Region region = build_region(model, &population);
  const Calendar calendar(model.start_day, 28, model.holidays);
  People people(&population, model.start_day);
  Demand demand(model, region, calendar, people, RandomKey{7, 0});
  ParameterValues values(model, region);
  std::vector<std::pair<std::int32_t, std::uint32_t>> asked;  // day, person
  std::set<std::uint64_t> all_entities;
  for (std::int32_t d = 0; d < 28; ++d) {
    values.set_day(d);
    for (const Arrival& arrival : demand.arrivals(d, values)) {
      asked.emplace_back(d, arrival.person);
      all_entities.insert(arrival.entity);
      CHECK(arrival.ms >= d * one_day.ms + 8 * hour);
      CHECK(arrival.ms < d * one_day.ms + 17 * hour);
      CHECK(model.step_names[arrival.enters] == "post.later");
      REQUIRE(demand.set(arrival.set).size() == 1);
    }
  }
  std::sort(asked.begin(), asked.end());
  CHECK(asked == std::vector<std::pair<std::int32_t, std::uint32_t>>{{1, 0}, {1, 4}, {7, 1}, {9, 4}});
  CHECK(all_entities.size() == asked.size());
}

}  // namespace draagkracht::testing
