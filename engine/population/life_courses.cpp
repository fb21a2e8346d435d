#include "engine/population/life_courses.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/core/fault.h"
#include "engine/core/hash.h"
#include "engine/des/calendar.h"
#include "engine/population/band_ages.h"
#include "engine/population/counts.h"
#include "engine/population/life_year.h"
#include "engine/population/places.h"
#include "engine/population/synthesis.h"
#include "engine/population/wijk_draws.h"

namespace draagkracht {
namespace {

class Lives {
 public:
  Lives(Population& population, const PopulationInput& input, const AttributeTables& attributes,
        const NeedFactors& needs, std::uint32_t seed)
      : population_(population),
        input_(input),
        rules_(*input.lives),
        attributes_(attributes),
        needs_(needs),
        key_{seed, population_replication},
        start_(input.population_date.value_or(input.start_date)),
        birthdays_(start_ - (oldest_age + 1) * 366, first_day_of_life_year(input, rules_.last_year + 1),
                   civil_from_days(start_).year - 1, rules_.last_year + 1 + longest_before_event_years),
        sex_(find(AttributeRule::Kind::sex)),
        now_(population.persons),
        gone_(population.persons.size(), never),
        last_birth_(population.persons.size(), long_ago) {
    const auto persists = [](const NeedRule& rule) { return rule.persistence < 1 && rule.shape > 0; };
    needs_change_ = std::any_of(input.needs.begin(), input.needs.end(), persists);
    for (std::size_t a = 0; a < input.attributes.size(); ++a) {
      addresses_.push_back(name_hash(attribute_draw + input.attributes[a].name));
      begin_addresses_.push_back(name_hash(begin_draw + input.attributes[a].name));
      if (input.attributes[a].kind == AttributeRule::Kind::before_death) before_death_.push_back(a);
      if (input.attributes[a].kind == AttributeRule::Kind::before_birth) before_birth_.push_back(a);
    }
    list_places();
  }

  void run() {
    find_last_births();
    for (int year = civil_from_days(start_).year; year <= rules_.last_year; ++year) live_through(year);
    std::stable_sort(population_.events.begin(), population_.events.end(), [](const LifeEvent& a, const LifeEvent& b) {
      return a.day != b.day ? a.day < b.day : a.person < b.person;
    });
  }

 private:
  bool is_first_year() const { return year_ == civil_from_days(start_).year; }

  std::size_t find(AttributeRule::Kind kind) const {
    for (std::size_t a = 0; a < input_.attributes.size(); ++a) {
      if (input_.attributes[a].kind == kind) return a;
    }
    return input_.attributes.size();
  }

  Sex sex_of(const Person& person) const { return static_cast<Sex>(person.label(sex_)); }
  RandomBlock draw(const Person& person, const char* name, int visit) const {
    return random_block(key_, person.entity, name_hash(name), static_cast<std::uint32_t>(visit));
  }

  void live_through(int year) {
    look_ahead(year);
    const LifeYear& rates = years_.front();
    year_ = year;
    from_ = rates.from;
    end_ = rates.end;
    first_event_ = population_.events.size();
    const bool first_year = is_first_year();
    if (needs_change_ && !first_year) {
      population_.need_years.push_back(from_);
      population_.later_needs.push_back(needs_of_year());
    }
    const std::size_t were = now_.size();
    for (std::size_t i = 0; i < were; ++i) {
      if (gone_[i] == never) live(i, from_, rates.ages.of(now_[i].birth_day), rates);
    }
    fill_up(1, age_bands, rates);
    fill_up(0, 1, rates);  // behind those who may have children
    forget_after_leaving();
    if (needs_change_) note_needs_of_newcomers(first_year);
  }

  // ---- one person in one year

  struct Change {
    std::int64_t day = 0;
    int order = 0;  // of several on a day: birthday, attributes, moves, births
    std::size_t attribute = 0;
    std::uint8_t label = 0;
  };
  static constexpr int on_first_day = -2, at_birthday = -1, at_move = 1'000, at_birth = 1'001;

  // What happens to somebody from a day until the end of the year. `settled`: does not die, leave or move.
  void live(std::size_t i, std::int64_t from, int age, const LifeYear& rates, bool settled = false) {
    const Sex sex = sex_of(now_[i]);
    const Span span = rates.span(birthdays_, now_[i], from, age);
    const int older = age + 1;
    std::int64_t end = end_;
    changes_.clear();
    if (!settled) {
      const RandomBlock moves = draw(now_[i], move_draw, year_);
      const std::int64_t dies = rates.death(key_, now_[i], sex, span);
      const std::int64_t within =
          first_day_of_many(span, rates.moves_within.at(age, sex), rates.moves_within.at(older, sex), moves[0]);
      const std::int64_t between =
          first_day_of_many(span, rates.moves_between.at(age, sex), rates.moves_between.at(older, sex), moves[1]);
      const bool stays = municipalities_ > 1 && uniform(moves[2]) < rules_.stays_in_region;
      if (dies != never) end = dies;
      if (between != never && !stays) end = std::min(end, between);
      if (end < end_) {
        gone_[i] = end;
        add({static_cast<std::int32_t>(end), static_cast<std::uint32_t>(i),
             dies != never && dies <= end ? LifeEvent::Kind::dies : LifeEvent::Kind::leaves});
      }
      if (between != never && stays && between < end) changes_.push_back({between, at_move, 1, 0});
      if (within != never && within < end) changes_.push_back({within, at_move, 0, 0});
    }
    if (span.birthday < end) changes_.push_back({span.birthday, at_birthday, 0, 0});
    // A birthday on the first day of the year is no part of the year before, and `age` counts it.
    if (from == from_ && birthdays_.in_or_behind(now_[i].birth_day, from_ - 1, year_) == from_)
      changes_.push_back({from_, on_first_day, 0, 0});
    for (std::size_t a = 0; a < rates.begins.size(); ++a) note_condition(i, a, span, rates, end);
    if (!before_death_.empty()) note_before_death(i, span, end, settled);
    if (sex == Sex::female) {
      const std::int64_t day = birth(i, rates, span);
      if (day < end) changes_.push_back({day, at_birth, 0, 0});
      if (!before_birth_.empty()) note_before_birth(i, span, day, end);
      if (day != never) last_birth_[i] = static_cast<std::int32_t>(day);
    }
    // What ends with one birth may begin again on that day.
    std::sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
      return std::tie(a.day, a.order, a.attribute, a.label) < std::tie(b.day, b.order, b.attribute, b.label);
    });
    std::int64_t gives_birth = never;
    for (const Change& change : changes_) {
      if (change.order == at_birth) {
        gives_birth = change.day;  // below: a child's record moves all others
        mother_home_ = home_of(now_[i]);
      } else if (change.order == at_move) {
        move(i, change.day, change.attribute == 1);
      } else {
        if (change.order == at_birthday || change.order == on_first_day) {
          if (change.order == at_birthday) age = older;
          set_bands(i, change.day, age);
        } else {
          set_label(i, change.day, change.attribute, change.label);
        }
        set_dependents(i, change.day, age, rates.trend);
      }
    }
    if (gives_birth != never) bear(i, gives_birth, rates);
  }

  void note_condition(std::size_t i, std::size_t a, const Span& span, const LifeYear& rates, std::int64_t end) {
    if (!rates.begins[a] && !rates.ends[a]) return;
    const Person& person = now_[i];
    const Sex sex = sex_of(person);
    const bool has = person.label(a) != 0;
    const std::optional<RateTable>& table = has ? rates.ends[a] : rates.begins[a];
    if (!table) return;
    const double factor = has ? 1.0 : rates.trend * odds_against_all(person, a, span.age, sex);
    const double before = table->at(span.age, sex) * factor, behind = table->at(span.age + 1, sex) * factor;
    if (before <= 0 && behind <= 0) return;
    const RandomBlock block = random_block(key_, person.entity, begin_addresses_[a], static_cast<std::uint32_t>(year_));
    const std::int64_t day = first_day(span, before, behind, block[has ? 1 : 0]);
    if (day < end) changes_.push_back({day, static_cast<int>(a), a, static_cast<std::uint8_t>(has ? 0 : 1)});
  }

  // ---- what goes before a death or birth

  // The years from this one on in which deaths and births are looked up.
  void look_ahead(int year) {
    int ahead = before_death_.empty() ? 0 : longest_before_event_years;
    if (!before_birth_.empty()) ahead = std::max(ahead, 1);
    if (!years_.empty()) years_.pop_front();
    for (int y = year + static_cast<int>(years_.size()); y <= year + ahead; ++y) years_.emplace_back(input_, y);
  }

  // Of residents: in the year before the first.
  void find_last_births() {
    if (rules_.births_apart_days == 0) return;
    const LifeYear year(input_, civil_from_days(start_).year - 1);
    for (std::size_t i = 0; i < now_.size(); ++i) {
      if (sex_of(now_[i]) != Sex::female || now_[i].birth_day >= year.from) continue;
      const std::int64_t day = year.birth(key_, now_[i], year.span(birthdays_, now_[i]));
      if (day != never) last_birth_[i] = static_cast<std::int32_t>(day);
    }
  }

  // The day in a year on which a woman gives birth, unless she has not long before.
  std::int64_t birth(std::size_t i, const LifeYear& year, const Span& span) const {
    return behind_last(year.birth(key_, now_[i], span), last_birth_[i]);
  }
  std::int64_t behind_last(std::int64_t day, std::int64_t last) const {
    return day != never && day - last < rules_.births_apart_days ? never : day;
  }

  // Before the death of whoever would stay in the region, so that nobody's depends on who leaves. It may be in one of
  // the next years, which are lived through later: the same day will come out.
  void note_before_death(std::size_t i, const Span& span, std::int64_t end, bool settled) {
    const Sex sex = sex_of(now_[i]);
    std::int64_t dies = never;
    int in_year = year_;
    for (std::size_t y = settled ? 1 : 0; y < years_.size() && dies == never; ++y) {
      in_year = years_[y].year;
      dies = years_[y].death(key_, now_[i], sex, y == 0 ? span : years_[y].span(birthdays_, now_[i]));
    }
    if (dies == never) return;
    for (const std::size_t a : before_death_) note_before(i, a, dies, in_year, span, end);
  }

  void note_before_birth(std::size_t i, const Span& span, std::int64_t this_year, std::int64_t end) {
    const LifeYear& next = years_[1];
    const std::int64_t last = this_year != never ? this_year : last_birth_[i];
    const std::int64_t next_year = behind_last(next.birth(key_, now_[i], next.span(birthdays_, now_[i])), last);
    for (const std::size_t a : before_birth_) {
      if (this_year != never && note_before(i, a, this_year, year_, span, end) && this_year < end)
        changes_.push_back({this_year, static_cast<int>(a), a, 0});
      if (next_year != never) note_before(i, a, next_year, next.year, span, end);
    }
  }

  // Of somebody all of whose other labels are known; no event.
  void set_scores(std::uint8_t* labels) const {
    for (std::size_t a = 0; a < attributes_.size(); ++a) {
      if (attributes_.kind(a) == AttributeRule::Kind::score) labels[a] = attributes_.score(a, labels);
    }
  }

  // From some days before an event on, as far as that is in the span; who comes with it, or is there at first, has it
  // from the beginning. Whether it goes before the event at all.
  bool note_before(std::size_t i, std::size_t a, std::int64_t event, int year, const Span& span, std::int64_t end) {
    const RandomBlock block = random_block(key_, now_[i].entity, begin_addresses_[a], static_cast<std::uint32_t>(year));
    if (!(uniform(block[0]) < input_.attributes[a].share)) return false;
    const std::int64_t begins = event - days_before_event(input_.attributes[a], block[1]);
    if (begins >= end) return true;
    if (begins <= span.from && is_first_year() && i < population_.residents()) {
      std::uint8_t* labels = population_.persons[i].labels();
      labels[a] = 1;
      set_scores(labels);
      std::copy_n(labels, attributes_.size(), now_[i].labels());
      return true;
    }
    changes_.push_back({std::max(begins, span.from), static_cast<int>(a), a, 1});
    return true;
  }

  // The odds of the person's linked attributes against those of all of this age and sex: their mean over those without
  // the condition is 1, so that as many begin, and among those who are linked so many more that the odds stay.
  double odds_against_all(const Person& person, std::size_t a, int age, Sex sex) const {
    if (input_.attributes[a].links.empty()) return 1;
    const double all = attributes_.share(a, age, sex), own = attributes_.chance(a, age, sex, person.labels());
    return all > 0 && own < 1 ? own * (1 - all) / (all * (1 - own)) : 1.0;
  }

  void set_label(std::size_t i, std::int64_t day, std::size_t attribute, std::uint8_t label) {
    std::uint8_t& now = now_[i].labels()[attribute];
    if (now == label) return;
    add({static_cast<std::int32_t>(day), static_cast<std::uint32_t>(i), LifeEvent::Kind::label,
         static_cast<std::uint8_t>(attribute), label, now});
    now = label;
  }
  void set_bands(std::size_t i, std::int64_t day, int age) {
    for (std::size_t a = 0; a < attributes_.size(); ++a) {
      if (attributes_.kind(a) == AttributeRule::Kind::age_band)
        set_label(i, day, a, attributes_.band(a, std::min(age, oldest_age)));
    }
  }
  // Has what the table gives at this age, takes part, and has the score, as others of the same labels: in the order of
  // persons that is drawn once.
  void set_dependents(std::size_t i, std::int64_t day, int age, double trend) {
    for (std::size_t a = 0; a < attributes_.size(); ++a) {
      const bool takes_part = attributes_.kind(a) == AttributeRule::Kind::participation;
      if (!takes_part && !input_.attributes[a].at_birthdays) continue;
      const std::uint32_t word = random_block(key_, now_[i].entity, addresses_[a], 0)[0];
      const double chance = attributes_.chance(a, std::min(age, oldest_age), sex_of(now_[i]), now_[i].labels());
      set_label(i, day, a, uniform(word) < chance * (takes_part ? 1 : trend) ? 1 : 0);
    }
    for (std::size_t a = 0; a < attributes_.size(); ++a) {
      if (attributes_.kind(a) == AttributeRule::Kind::score)
        set_label(i, day, a, attributes_.score(a, now_[i].labels()));
    }
  }

  // ---- who comes

  // A record like `person`, which has its entity, day of birth and sex drawn by `female`, and the home.
  std::size_t settle_in(std::uint64_t entity, std::int64_t day, std::int64_t birth_day, double female, const Home& home,
                        double trend) {
    const int age = years_of_age(birth_day, day);
    const std::size_t i = now_.size();
    Person& person = now_.append(now_[0]);
    person.entity = entity;
    person.birth_day = static_cast<std::int32_t>(birth_day);
    set_home(person, home);
    person.own_server = 0;
    const Sex sex = uniform(draw(person, sex_draw, 0)[0]) < female ? Sex::female : Sex::male;
    std::uint8_t* labels = person.labels();
    for (std::size_t a = 0; a < attributes_.size(); ++a) {
      switch (attributes_.kind(a)) {
        case AttributeRule::Kind::age_band:
          labels[a] = attributes_.band(a, age);
          break;
        case AttributeRule::Kind::sex:
          labels[a] = static_cast<std::uint8_t>(sex);
          break;
        case AttributeRule::Kind::prevalence:
        case AttributeRule::Kind::participation: {
          const std::uint32_t word = random_block(key_, entity, addresses_[a], 0)[0];
          const double chance = attributes_.chance(a, age, sex, labels);
          labels[a] = uniform(word) < chance * (input_.attributes[a].at_birthdays ? trend : 1) ? 1 : 0;
          break;
        }
        case AttributeRule::Kind::score:
        case AttributeRule::Kind::set_by_steps:
        case AttributeRule::Kind::before_death:
        case AttributeRule::Kind::before_birth:
          labels[a] = 0;
          break;
      }
    }
    set_scores(labels);
    std::array<double, person_needs> deviates{};
    for (std::size_t n = 0; n < needs_.size(); ++n) {
      const std::uint32_t word = random_block(key_, entity, name_hash(need_draw + input_.needs[n].name), 0)[0];
      const double gamma = needs_.gamma(n, word, deviates.data());
      population_.needs[n].push_back(static_cast<float>(gamma * needs_.multiplier(n, age, sex, labels)));
    }
    gone_.push_back(never);
    last_birth_.push_back(long_ago);
    came_.push_back(static_cast<std::int32_t>(day));
    population_.persons.append(person);
    ++population_.newcomers;
    return i;
  }

  // A child of this mother, in whose home it is.
  void bear(std::size_t mother, std::int64_t day, const LifeYear& rates) {
    const std::uint64_t entity =
        combine(combine(now_[mother].entity, name_hash(birth_draw)), static_cast<std::uint64_t>(year_));
    const std::size_t child = settle_in(entity, day, day, female_share(0), mother_home_, rates.trend);
    LifeEvent event{static_cast<std::int32_t>(day), static_cast<std::uint32_t>(child), LifeEvent::Kind::arrives, 0, 1};
    event.home = static_cast<std::uint32_t>(mother);
    add(event);
    live(child, day, 0, rates);
  }

  double female_share(std::size_t band) const {
    for (const ProjectionYear& year : input_.projection) {
      if (year.year == year_ + 1) return year.persons[1][band] / (year.persons[0][band] + year.persons[1][band]);
    }
    throw LogicFault("the projection has the year", __FILE__, __LINE__);
  }

  // Brings these bands of all wijken to what the projection of the next year says. Of who comes for that some die,
  // leave or move in the same year, so others come in their stead, and so on; those of the last round stay where they
  // are.
  void fill_up(std::size_t first_band, std::size_t end_band, const LifeYear& rates) {
    constexpr int rounds = 12;  // of about a tenth of the round before each
    const std::vector<std::array<std::uint32_t, age_bands>> target = count_inhabitants(input_, year_ + 1);
    std::vector<std::array<std::uint32_t, age_bands>> came(target.size());
    for (int round = 1; round <= rounds; ++round) {
      const std::size_t were = now_.size();
      fill_up_once(first_band, end_band, target, came, rates, round == rounds);
      if (now_.size() == were && round < rounds) return;
    }
  }

  // `came`: how many have come to each wijk and band.
  void fill_up_once(std::size_t first_band, std::size_t end_band,
                    const std::vector<std::array<std::uint32_t, age_bands>>& target,
                    std::vector<std::array<std::uint32_t, age_bands>>& came, const LifeYear& rates, bool settled) {
    const std::size_t wijken = population_.wijken.size();
    const AgesOn ages(end_);
    std::vector<std::array<std::uint32_t, age_bands>> there(wijken);
    std::array<std::array<double, age_bands>, 2> by_sex{};
    std::vector<std::vector<std::uint32_t>> of_cell(wijken * age_bands);  // persons where some must leave
    const auto band_of = [&](const Person& person) {
      return static_cast<std::size_t>(std::min(ages.of(person.birth_day) / 5, static_cast<int>(age_bands) - 1));
    };
    for (std::size_t i = 0; i < now_.size(); ++i) {
      if (gone_[i] != never) continue;
      const std::size_t band = band_of(now_[i]);
      ++there[now_[i].wijk][band];
      by_sex[static_cast<std::size_t>(sex_of(now_[i]))][band] += 1;
    }
    bool too_many = false;
    for (std::size_t w = 0; w < wijken; ++w) {
      for (std::size_t b = first_band; b < end_band; ++b) too_many = too_many || there[w][b] > target[w][b];
    }
    for (std::size_t i = 0; too_many && i < now_.size(); ++i) {
      if (gone_[i] < from_) continue;
      const std::size_t band = band_of(now_[i]), w = now_[i].wijk;
      if (band >= first_band && band < end_band && there[w][band] > target[w][band])
        of_cell[w * age_bands + band].push_back(static_cast<std::uint32_t>(i));
    }
    for (std::size_t b = end_band; b-- > first_band;) {
      double all = 0;
      for (std::size_t w = 0; w < wijken; ++w) all += target[w][b];
      const double female = female_share(b);
      const double women = std::max(0.0, all * female - by_sex[1][b]),
                   men = std::max(0.0, all * (1 - female) - by_sex[0][b]);
      const double of_newcomers = women + men > 0 ? women / (women + men) : female;
      const BandAges at_end(b, end_);
      for (std::size_t w = 0; w < wijken; ++w) {
        for (std::uint32_t n = there[w][b]; n < target[w][b]; ++n)
          come(w, b, came[w][b]++, at_end, of_newcomers, rates, settled);
        if (there[w][b] > target[w][b]) send_away(of_cell[w * age_bands + b], there[w][b] - target[w][b]);
      }
    }
  }

  void come(std::size_t w, std::size_t band, std::uint32_t k, const BandAges& at_end, double female,
            const LifeYear& rates, bool settled) {
    const std::uint64_t cell = std::uint64_t{wijk_number(population_.wijken[w].code).value()} << 8 | band;
    const std::uint64_t entity =
        combine(combine(cell, name_hash(arrival_draw)), static_cast<std::uint64_t>(year_) << 32 | k);
    Age age = at_end.draw(random_block(key_, entity, name_hash(age_draw), 0));
    age.birth_day = std::min(age.birth_day, end_ - 1);  // who is born on the last midnight is so in the next year
    const std::int64_t first = std::max(from_ + 1, age.birth_day);
    const std::uint32_t word =
        random_block(key_, entity, name_hash(arrival_draw), static_cast<std::uint32_t>(year_))[0];
    const std::int64_t day = first + spread(word, static_cast<std::uint32_t>(std::max<std::int64_t>(1, end_ - first)));
    const int years = years_of_age(age.birth_day, day);
    Home home;
    home.wijk = static_cast<std::uint16_t>(w);
    choose_places(entity, year_, nullptr, home);
    const std::size_t i = settle_in(entity, day, age.birth_day, female, home, rates.trend);
    add({static_cast<std::int32_t>(day), static_cast<std::uint32_t>(i), LifeEvent::Kind::arrives});
    live(i, day, years, rates, settled);
  }

  // So many more of these persons leave the region. They are drawn among all who lived there this year, also those who
  // die or leave anyway, if later: of those who stay alive alone, as many would die in fewer person-years.
  void send_away(const std::vector<std::uint32_t>& of, std::uint32_t n) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order;  // word, person
    for (const std::uint32_t i : of) {
      if (came_on(i) + 1 < end_) order.emplace_back(draw(now_[i], surplus_draw, year_)[0], i);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [rank, i] : order) {
      if (n == 0) return;
      const std::int64_t first = came_on(i) + 1;
      const std::uint32_t word = draw(now_[i], surplus_draw, year_)[1];
      const std::int64_t day = first + spread(word, static_cast<std::uint32_t>(end_ - first));
      if (day >= gone_[i]) continue;
      n -= gone_[i] == never ? 1 : 0;
      gone_[i] = day;
      cut_.push_back(i);
      add({static_cast<std::int32_t>(day), i, LifeEvent::Kind::leaves});
    }
  }

  // The day on which somebody came this year, or its first day.
  std::int64_t came_on(std::uint32_t person) const {
    const std::size_t residents = population_.residents();
    return person < residents ? from_ : std::max<std::int64_t>(from_, came_[person - residents]);
  }

  // Who leaves so that the counts come out does nothing any more behind that day.
  void forget_after_leaving() {
    if (cut_.empty()) return;
    std::sort(cut_.begin(), cut_.end());
    auto& events = population_.events;
    const auto is_void = [&](const LifeEvent& event) {
      const std::int64_t gone = gone_[event.person];
      return (event.kind == LifeEvent::Kind::leaves ? event.day > gone : event.day >= gone) &&
             event.kind != LifeEvent::Kind::arrives && std::binary_search(cut_.begin(), cut_.end(), event.person);
    };
    events.erase(std::remove_if(events.begin() + static_cast<std::ptrdiff_t>(first_event_), events.end(), is_void),
                 events.end());
    cut_.clear();
  }

  // ---- places

  // Which places take people of which municipality, and which catchment a wijk is in.
  void list_places() {
    municipalities_ = 0;
    for (std::size_t w = 0; w < population_.wijken.size(); ++w) {
      const bool first =
          w == 0 || population_.wijken[w].municipality_code != population_.wijken[w - 1].municipality_code;
      municipalities_ += first ? 1 : 0;
      municipality_.push_back(municipalities_ - 1);
      if (first) first_wijk_.push_back(w);
    }
    first_wijk_.push_back(population_.wijken.size());
    people_before_.push_back(0);
    for (const Wijk& wijk : population_.wijken) people_before_.push_back(people_before_.back() + wijk.inhabitants);
    for (std::size_t s = 0; s < input_.scopes.size(); ++s) {
      std::vector<std::uint16_t>& of_wijk = catchment_.emplace_back(population_.wijken.size(), no_place);
      if (input_.scopes[s].kind != ScopeRule::Kind::catchment) continue;
      for (std::size_t w = 0; w < population_.wijken.size(); ++w) {
        const Wijk& wijk = population_.wijken[w];
        if (wijk.inhabitants > 0) of_wijk[w] = population_.persons[wijk.first].place[s];
      }
    }
  }

  // Places of an enrolment by how many belong to them at first: in the municipality, those of the own wijk counted more
  // often; in the whole region where it has none.
  std::uint16_t choose_place(std::size_t s, std::size_t w, std::uint32_t word) const {
    const ScopeRule& rule = input_.scopes[s];
    const std::vector<Place>& places = population_.places[s + 1];
    for (const bool near : {true, false}) {
      double all = 0;
      const auto weight = [&](const Place& place) {
        if (near && municipality_[place.wijk] != municipality_[w]) return 0.0;
        return place.inhabitants * (place.wijk == w ? rule.own_wijk_weight : 1.0);
      };
      for (const Place& place : places) all += weight(place);
      if (!(all > 0)) continue;
      const double at = uniform(word) * all;
      double upto = 0;
      std::uint16_t chosen = no_place;
      for (std::size_t p = 0; p < places.size(); ++p) {
        const double of_place = weight(places[p]);
        if (of_place <= 0) continue;
        chosen = static_cast<std::uint16_t>(p);
        upto += of_place;
        if (at < upto) break;
      }
      return chosen;
    }
    return no_place;
  }

  // `keeps`: the places that are kept where they are chosen, or nullptr.
  void choose_places(std::uint64_t entity, int visit, const Home* keeps, Home& home) const {
    for (std::size_t s = 0; s < input_.scopes.size(); ++s) {
      const ScopeRule& rule = input_.scopes[s];
      if (rule.kind == ScopeRule::Kind::catchment) {
        home.place[s] = catchment_[s][home.wijk];
        continue;
      }
      if (keeps != nullptr) {
        home.place[s] = keeps->place[s];
        continue;
      }
      const bool enrols =
          uniform(random_block(key_, entity, name_hash(enrolled_draw), 0)[0]) >= rule.share_not_enrolled;
      const std::uint32_t word =
          random_block(key_, entity, name_hash(arrival_place_draw + rule.name), static_cast<std::uint32_t>(visit))[0];
      home.place[s] = enrols ? choose_place(s, home.wijk, word) : no_place;
    }
  }

  // To another wijk of the municipality, or of another one, by how many live there.
  void move(std::size_t i, std::int64_t day, bool to_another) {
    const Person& person = now_[i];
    const std::size_t own = municipality_[person.wijk];
    const std::uint32_t first = people_before_[first_wijk_[own]], last = people_before_[first_wijk_[own + 1]];
    const std::uint32_t all = people_before_.back();
    const std::uint32_t others = to_another ? all - (last - first) : last - first;
    if (others == 0) return;
    const RandomBlock block = draw(person, new_home_draw, year_);
    std::uint32_t neighbour = spread(block[1], others);
    if (!to_another) {
      neighbour += first;
    } else if (neighbour >= first) {
      neighbour += last - first;
    }
    const auto w = static_cast<std::size_t>(std::upper_bound(people_before_.begin(), people_before_.end(), neighbour) -
                                            people_before_.begin() - 1);
    const Home before = home_of(person);
    Home home;
    home.wijk = static_cast<std::uint16_t>(w);
    const bool keeps = uniform(block[0]) < (to_another ? rules_.keeps_place_between : rules_.keeps_place);
    choose_places(person.entity, year_, keeps ? &before : nullptr, home);
    if (home == before) return;
    set_home(now_[i], home);
    LifeEvent event{static_cast<std::int32_t>(day), static_cast<std::uint32_t>(i), LifeEvent::Kind::moves};
    event.home = static_cast<std::uint32_t>(population_.homes.size());
    population_.homes.push_back(home);
    population_.homes.push_back(before);
    add(event);
  }

  void add(const LifeEvent& event) { population_.events.push_back(event); }

  // ---- needs

  // What those who came this year need until its end is what they need at first.
  void note_needs_of_newcomers(bool first_year) {
    deviates_.resize(needs_.size());
    for (std::size_t n = 0; n < needs_.size(); ++n) {
      const std::uint32_t address = name_hash(need_draw + input_.needs[n].name);
      for (std::size_t i = deviates_[n].size(); i < now_.size(); ++i) {
        deviates_[n].push_back(
            static_cast<float>(needs_.own_deviate(random_block(key_, now_[i].entity, address, 0)[0])));
        if (!first_year) population_.later_needs.back()[n].push_back(population_.needs[n][i]);
      }
    }
  }

  // Of all who have come before this year, from their deviates of the year before; 0 of who is gone.
  std::vector<std::vector<float>> needs_of_year() {
    const AgesOn ages(from_);
    std::vector<std::vector<float>> all(needs_.size());
    std::vector<double> keeps, changes;
    std::vector<std::uint32_t> addresses;
    for (const NeedRule& rule : input_.needs) {
      keeps.push_back(rule.persistence);
      changes.push_back(std::sqrt(1 - rule.persistence * rule.persistence));
      addresses.push_back(name_hash(later_need_draw + rule.name));
    }
    std::array<double, person_needs> deviates{};
    for (std::size_t i = 0; i < now_.size(); ++i) {
      const bool is_there = gone_[i] == never;
      const Person& person = now_[i];
      const int age = is_there ? ages.of(person.birth_day) : 0;
      for (std::size_t n = 0; n < needs_.size(); ++n) {
        if (!is_there) {
          all[n].push_back(0);
          continue;
        }
        float& own = deviates_[n][i];
        if (changes[n] > 0) {
          const std::uint32_t word =
              random_block(key_, person.entity, addresses[n], static_cast<std::uint32_t>(year_))[0];
          own = static_cast<float>(keeps[n] * double{own} + changes[n] * needs_.own_deviate(word));
        }
        const double gamma = needs_.gamma_of(n, double{own}, deviates.data());
        all[n].push_back(static_cast<float>(gamma * needs_.multiplier(n, age, sex_of(person), person.labels())));
      }
    }
    return all;
  }

  static constexpr std::int32_t long_ago = -1'000'000'000;

  Population& population_;
  const PopulationInput& input_;
  const LifeRules& rules_;
  const AttributeTables& attributes_;
  const NeedFactors& needs_;
  RandomKey key_;
  std::int64_t start_;
  Birthdays birthdays_;
  std::size_t sex_;                                       // attribute
  Persons now_;                                           // as they are at the end of what is made
  std::vector<std::int64_t> gone_;                        // axis: person; the day from which on they are not there
  std::vector<std::int32_t> came_;                        // axis: newcomer; the day on which they came
  std::vector<std::int32_t> last_birth_;                  // axis: person; the day, also before they come
  std::vector<std::size_t> before_death_, before_birth_;  // attributes
  std::deque<LifeYear> years_;                            // the present one, and those ahead
  int year_ = 0;
  std::int64_t from_ = 0, end_ = 0;  // of the year
  std::size_t first_event_ = 0;      // of the year
  std::vector<std::uint32_t> cut_;   // who leaves this year so that the counts come out
  std::vector<Change> changes_;
  Home mother_home_;
  bool needs_change_ = false;
  std::vector<std::vector<float>> deviates_;                // axes: need, person; own part, of the present year
  std::vector<std::uint32_t> addresses_, begin_addresses_;  // axis: attribute
  std::size_t municipalities_ = 0;
  std::vector<std::size_t> municipality_;              // axis: wijk
  std::vector<std::size_t> first_wijk_;                // axis: municipality, and one more
  std::vector<std::uint32_t> people_before_;           // axis: wijk, and one more; residents at first
  std::vector<std::vector<std::uint16_t>> catchment_;  // axes: scope, wijk
};

}  // namespace

void add_life_courses(Population& population, const PopulationInput& input, const AttributeTables& attributes,
                      const NeedFactors& needs, std::uint32_t seed) {
  DRAAGKRACHT_ENSURE(input.lives.has_value());
  if (population.persons.size() == 0) return;
  Lives(population, input, attributes, needs, seed).run();
}

}  // namespace draagkracht
