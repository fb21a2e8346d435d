#include "engine/simulation/workforces.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/hash.h"
#include "engine/random/distribution.h"
#include "engine/simulation/sensors.h"

namespace draagkracht {
namespace {

constexpr double month_ms = 365.25 / 12 * static_cast<double>(one_day.ms);
constexpr double most_ill = 0.95;  // of all time; whatever season, wave and load make of it

// That something of this rate, so much in the time, happens at least once in it.
double chance_of(double rate) { return 1 - exp_minus(std::clamp(rate, 0.0, poisson_mean_limit)); }

// Poisson, of any mean; never decreases in it.
std::uint32_t count_of(RandomKey key, std::uint64_t entity, std::uint32_t address, std::uint32_t visit, double mean) {
  constexpr double part = 16;
  std::uint32_t count = 0;
  for (std::uint32_t n = 0; mean > 0; ++n, mean -= part)
    count += poisson_count(std::min(mean, part), random_block(key, combine(entity, n), address, visit)[0]);
  return count;
}

// Shares of all time in spells of each kind on a day when illness takes `factor` times its usual share. Those that do
// not follow keep theirs; the others have what is left.
std::vector<double> shares_ill(const Workforce& force, double sickness, double factor) {
  double steady = 0, following = 0, sum = 0;
  for (const Workforce::Spell& spell : force.spells) (spell.follows ? following : steady) += spell.share_of_time;
  std::vector<double> shares;
  for (const Workforce::Spell& spell : force.spells) {
    const double part = spell.follows ? std::max(0.0, factor - steady) / following : 1.0;
    shares.push_back(sickness * spell.share_of_time * part);
    sum += shares.back();
  }
  for (double& share : shares) share *= sum > most_ill ? most_ill / sum : 1;
  return shares;
}

}  // namespace

Workforces::Workforces(const Model& model, const Region& region, const Calendar& calendar, RandomKey key)
    : model_(&model), region_(&region), calendar_(&calendar), key_(key) {
  if (model.workforces.empty()) return;
  const std::size_t pools = region.pools.size(), forces = model.workforces.size();
  force_of_.assign(pools, nobody);
  changed_.resize(pools);
  closed_.resize(pools);
  seats_.resize(pools);
  cover_.resize(forces);
  arrived_.resize(forces);
  applicants_.resize(forces);
  at_start_.resize(forces);
  counts_.resize(forces);
  elsewhere_.resize(forces);
  for (std::uint32_t pool = 0; pool < pools; ++pool) {
    for (std::size_t w = 0; w < forces; ++w) {
      const std::vector<Index>& kinds = model.workforces[w].pools;
      if (std::find(kinds.begin(), kinds.end(), region.pools[pool].kind) != kinds.end())
        force_of_[pool] = static_cast<std::uint32_t>(w);
    }
  }
}

// Two regions have nothing to do with each other: no luck of their staff is the same.
std::uint64_t Workforces::entity_of(std::size_t workforce) const {
  const std::uint64_t region = region_->population == nullptr ? 0 : text_hash(region_->population->region);
  return combine(model_->workforces[workforce].address, region);
}

std::uint64_t Workforces::seat_entity(std::uint32_t pool, std::uint32_t seat) const {
  return combine(combine(entity_of(force_of_[pool]), region_->pools[pool].entity), seat);
}

std::int32_t Workforces::month_of(std::int32_t day) const {
  const CivilDate date = civil_from_days(calendar_->first_day() + day);
  return (date.year - 1970) * 12 + date.month - 1;
}

std::uint32_t Workforces::seats_on(std::uint32_t pool, std::int32_t day) const {
  const PoolDuty& duty = region_->period_on(day).duty[pool];
  return duty.there && duty.roster != nobody ? region_->rosters[duty.roster].servers : 0U;
}

template <class Visit>
void Workforces::for_each_pool(std::size_t workforce, Visit visit) const {
  for (std::uint32_t pool = 0; pool < force_of_.size(); ++pool) {
    if (force_of_[pool] == workforce && closed_[pool] == 0) visit(pool);
  }
}

template <class Visit>
void Workforces::for_each_seat(std::size_t workforce, Visit visit) const {
  for_each_pool(workforce, [&](std::uint32_t pool) {
    for (std::uint32_t at = 0; at < seats_[pool].size(); ++at) visit(pool, at);
  });
}

// Of the place of a pool; 0 where the workforce has no sensor.
double Workforces::load(const Workforce& force, std::uint32_t pool, const Today& today) const {
  return force.load == none
             ? 0.0
             : today.sensors.value_at(force.load, region_->pools[pool].place, region_->period_on(today.day));
}

void Workforces::begin_day(std::int32_t day, const ParameterValues& parameters, const Sensors& sensors) {
  if (force_of_.empty()) return;
  day_ = day;
  const CivilDate date = civil_from_days(calendar_->first_day() + day);
  const Today today{parameters, sensors, day, month_of(day)};
  std::fill(changed_.begin(), changed_.end(), std::uint8_t{0});
  follow_budget(day);
  for (std::size_t w = 0; w < counts_.size(); ++w) {
    cover_[w] = today.value(model_->workforces[w].cover, 0);
    if (day == 0) {
      begin(w, today);
    } else {
      fall_ill(w, today);
      if (date.day == 1) {
        leave(w, today);
        come(w, today);
        hire(w, today);
      }
    }
    work_elsewhere(w, today);
  }
}

// Seats have a person, but for the share that is vacant, of an age that the table says, ill or not as it is in the long
// run.
void Workforces::begin(std::size_t workforce, const Today& today) {
  const Workforce& force = model_->workforces[workforce];
  static constexpr std::uint32_t age_draw = name_hash("workforce/age"), ill_draw = name_hash("workforce/sickness"),
                                 vacant_draw = name_hash("workforce/vacant");
  const int month = (today.month % 12 + 12) % 12;
  const std::vector<double> ill =
      shares_ill(force, today.value(force.sickness, 0),
                 force.season[static_cast<std::size_t>(month)] * today.value(force.wave, 1));
  for_each_seat(workforce, [&](std::uint32_t pool, std::uint32_t at) {
    Seat& here = seats_[pool][at];
    const std::uint64_t entity = seat_entity(pool, at);
    if (force.vacant_at_start > 0 && uniform(random_block(key_, entity, vacant_draw, 0)[0]) < force.vacant_at_start)
      return;
    here.person = entity;
    const RandomBlock block = random_block(key_, here.person, age_draw, 0);
    double upto = 0, u = uniform(block[0]);
    std::size_t band = 0;
    while (band + 1 < force.ages.size() && u >= (upto += force.ages[band].share)) ++band;
    const int from = force.ages[band].from_age;
    const int to = band + 1 < force.ages.size() ? force.ages[band + 1].from_age : force.until_age;
    const double months = uniform(block[1]) * 12 * (to - from);
    here.birth_month = today.month - from * 12 - static_cast<std::int32_t>(months);
    double share = 0;
    u = uniform(random_block(key_, here.person, ill_draw, 0)[0]);
    for (std::size_t kind = 0; kind < ill.size() && here.spell == well; ++kind) {
      if (u < (share += ill[kind])) here.spell = static_cast<std::uint8_t>(kind + 1);
    }
    ++at_start_[workforce];
  });
}

// Seats come and go with the roster; the last ones first. Who loses theirs looks for another one.
void Workforces::follow_budget(std::int32_t day) {
  if (day > 0 && &region_->period_on(day) == &region_->period_on(day - 1)) return;
  const std::int32_t month = month_of(day);
  for (std::uint32_t pool = 0; pool < force_of_.size(); ++pool) {
    if (force_of_[pool] == nobody) continue;
    std::vector<Seat>& seats = seats_[pool];
    const std::uint32_t wanted = seats_on(pool, day);
    for (std::size_t at = wanted; at < seats.size(); ++at) {
      if (seats[at].person == 0) continue;
      applicants_[force_of_[pool]].push_back({seats[at].person, seats[at].hours, seats[at].birth_month, month});
      ++changes(force_of_[pool]).dismissed;
    }
    if (wanted != seats.size()) changed_[pool] = 1;
    seats.resize(wanted);
  }
}

void Workforces::close(std::uint32_t pool, bool eldest_leaves) {
  closed_[pool] = changed_[pool] = 1;
  if (force_of_[pool] == nobody) return;
  const std::uint32_t force = force_of_[pool];
  std::vector<Seat>& seats = seats_[pool];
  std::size_t eldest_at = seats.size();
  for (std::size_t at = 0; at < seats.size() && eldest_leaves; ++at) {
    const bool elder = eldest_at == seats.size() || seats[at].birth_month < seats[eldest_at].birth_month;
    if (seats[at].person != 0 && elder) eldest_at = at;
  }
  for (std::size_t at = 0; at < seats.size(); ++at) {
    if (seats[at].person == 0) continue;
    if (at == eldest_at) {
      ++changes(force).left;
    } else {
      applicants_[force].push_back({seats[at].person, seats[at].hours, seats[at].birth_month, month_of(day_)});
      ++changes(force).dismissed;
    }
    seats[at] = {};
  }
}

void Workforces::open(std::uint32_t pool) {
  closed_[pool] = 0;
  changed_[pool] = 1;
  if (force_of_[pool] == nobody || seats_[pool].empty() || !somebody_looks(pool)) return;
  std::vector<Applicant>& applicants = applicants_[force_of_[pool]];
  take_seat(seats_[pool].front(), applicants.front());
  applicants.erase(applicants.begin());
  ++changes(force_of_[pool]).hired;
}

void Workforces::take_seat(Seat& seat, const Applicant& one) {
  seat = {};
  seat.person = one.person;
  seat.hours = one.hours;
  seat.birth_month = one.birth_month;
}

double Workforces::hours_filled(std::uint32_t pool, bool with_cover) const {
  const PoolDuty& duty = region_->period_on(day_).duty[pool];
  if (closed(pool) || !duty.there || duty.roster == nobody) return 0;
  double hours = 0;
  for (const std::vector<Shift>& day : region_->rosters[duty.roster].shifts) {
    for (const Shift& shift : day) {
      for (const std::uint16_t seat : shift.seats) {
        const Seat& here = seats_[pool][seat];
        const double worked = here.person != 0 ? here.hours : with_cover ? cover_[force_of_[pool]] : 0.0;
        hours += worked * (shift.end_ms - shift.start_ms) / 3'600'000;
      }
    }
  }
  return hours;
}

std::int32_t Workforces::eldest(std::uint32_t pool) const {
  std::int32_t age = -1;
  for (const Seat& seat : seats_[pool]) {
    if (seat.person != 0) age = std::max(age, (month_of(day_) - seat.birth_month) / 12);
  }
  return age;
}

void Workforces::fall_ill(std::size_t workforce, const Today& today) {
  const Workforce& force = model_->workforces[workforce];
  if (force.spells.empty()) return;
  static constexpr std::uint32_t draw = name_hash("workforce/sickness");
  const int month = (today.month % 12 + 12) % 12;
  const double usual = force.season[static_cast<std::size_t>(month)] * today.value(force.wave, 1);
  const double by_load = today.value(force.sickness_by_load, 1) - 1, sickness = today.value(force.sickness, 0);
  std::vector<double> chances(force.spells.size());
  for_each_pool(workforce, [&](std::uint32_t pool) {
    const double strain = std::max(0.0, load(force, pool, today) - 1) / 0.1;
    const std::vector<double> shares = shares_ill(force, sickness, usual * std::max(0.0, 1 + by_load * strain));
    double fit = 1;
    for (const double share : shares) fit -= share;
    for (std::size_t kind = 0; kind < chances.size(); ++kind)
      chances[kind] = shares[kind] / (force.spells[kind].days * fit);
    for (std::uint32_t at = 0; at < seats_[pool].size(); ++at) {
      Seat& here = seats_[pool][at];
      if (here.person == 0) continue;
      const double u = uniform(random_block(key_, here.person, draw, static_cast<std::uint32_t>(today.day))[0]);
      const std::uint8_t before = here.spell;
      if (before == well) {
        double upto = 0;
        for (std::size_t kind = 0; kind < chances.size() && here.spell == well; ++kind) {
          if (u < (upto += chances[kind])) here.spell = static_cast<std::uint8_t>(kind + 1);
        }
      } else if (u < 1 / force.spells[before - 1U].days) {
        here.spell = well;
      }
      const std::uint8_t which = std::max(before, here.spell);
      if (here.spell != before && !force.spells[which - 1U].follows) changed_[pool] = 1;
    }
  });
}

void Workforces::leave(std::size_t workforce, const Today& today) {
  const Workforce& force = model_->workforces[workforce];
  static constexpr std::uint32_t draw = name_hash("workforce/leaves");
  const double factor = today.value(force.leaving_factor, 1), by_load = today.value(force.leaving_by_load, 0),
               strained = today.value(force.strained_load, 1);
  for_each_seat(workforce, [&](std::uint32_t pool, std::uint32_t at) {
    Seat& here = seats_[pool][at];
    if (here.person == 0) return;
    const int age = (today.month - here.birth_month) / 12;
    std::size_t band = 0;
    while (band + 1 < force.ages.size() && age >= force.ages[band + 1].from_age) ++band;
    const double strain = force.load == none ? 0.0 : std::max(0.0, load(force, pool, today) - strained) / 0.1;
    const double rate = force.ages[band].leaving * factor + by_load * strain;
    const bool too_old = age >= force.until_age;
    const double u = uniform(random_block(key_, here.person, draw, static_cast<std::uint32_t>(today.month))[0]);
    if (!too_old && u >= chance_of(rate / 12)) return;
    ++changes(workforce).left;
    here = {};
    changed_[pool] = 1;
  });
}

// Newcomers of the month, and those who have waited too long.
void Workforces::come(std::size_t workforce, const Today& today) {
  const Workforce& force = model_->workforces[workforce];
  std::vector<Applicant>& applicants = applicants_[workforce];
  const auto waited = [&](const Applicant& one) { return today.month - one.since_month >= force.newcomers_wait; };
  changes(workforce).went_elsewhere += static_cast<std::int64_t>(std::erase_if(applicants, waited));
  static constexpr std::uint32_t draw = name_hash("workforce/inflow");
  const double mean = today.value(force.inflow, 0) / 12 * static_cast<double>(at_start_[workforce]);
  const std::uint32_t inflow =
      count_of(key_, entity_of(workforce), draw, static_cast<std::uint32_t>(today.month), mean);
  const double age = today.value(force.newcomer_age, 0);
  for (std::uint32_t n = 0; n < inflow; ++n) {
    const std::uint64_t person = combine(combine(entity_of(workforce), draw), arrived_[workforce]++);
    applicants.push_back({person, std::min(1.0, today.value(force.newcomer_hours, 1)),
                          today.month - static_cast<std::int32_t>(age * 12), today.month});
  }
  changes(workforce).inflow += inflow;
}

void Workforces::hire(std::size_t workforce, const Today& today) {
  const Workforce& force = model_->workforces[workforce];
  std::vector<Applicant>& applicants = applicants_[workforce];
  if (applicants.empty()) return;
  static constexpr std::uint32_t fill_draw = name_hash("workforce/fill"), choice_draw = name_hash("workforce/choice");
  const double fill_ms = today.value(force.fill_time, 0) * force.fill_time_unit;
  const double chance = fill_ms < month_ms / poisson_mean_limit ? 1.0 : chance_of(month_ms / fill_ms);
  struct Vacancy {
    std::uint32_t pool, seat;
    double weight;
  };
  std::vector<Vacancy> vacancies;
  for_each_seat(workforce, [&](std::uint32_t pool, std::uint32_t at) {
    if (seats_[pool][at].person != 0) return;
    const RandomBlock block =
        random_block(key_, seat_entity(pool, at), fill_draw, static_cast<std::uint32_t>(today.month));
    if (uniform(block[0]) < chance) vacancies.push_back({pool, at, 1});
  });
  if (vacancies.empty()) return;
  if (force.load != none && force.least_loaded_weight != none) {
    std::vector<double> loads;
    for_each_pool(workforce, [&](std::uint32_t pool) { loads.push_back(load(force, pool, today)); });
    const std::size_t third = (loads.size() + 2) / 3 - 1;
    std::nth_element(loads.begin(), loads.begin() + static_cast<std::ptrdiff_t>(third), loads.end());
    for (Vacancy& vacancy : vacancies) {
      if (load(force, vacancy.pool, today) <= loads[third])
        vacancy.weight = std::max(0.0, today.value(force.least_loaded_weight, 1));
    }
  }
  std::size_t taken = 0;
  for (; taken < applicants.size() && !vacancies.empty(); ++taken) {
    const Applicant& one = applicants[taken];
    double total = 0, upto = 0;
    for (const Vacancy& vacancy : vacancies) total += vacancy.weight;
    const double wanted =
        total * uniform(random_block(key_, one.person, choice_draw, static_cast<std::uint32_t>(today.month))[0]);
    std::size_t chosen = 0;
    while (chosen + 1 < vacancies.size() && wanted >= (upto += vacancies[chosen].weight)) ++chosen;
    const Vacancy vacancy = vacancies[chosen];
    vacancies.erase(vacancies.begin() + static_cast<std::ptrdiff_t>(chosen));
    take_seat(seats_[vacancy.pool][vacancy.seat], one);
    changed_[vacancy.pool] = 1;
    ++changes(workforce).hired;
  }
  applicants.erase(applicants.begin(), applicants.begin() + static_cast<std::ptrdiff_t>(taken));
}

// Duty elsewhere is done by those who hold the seats, of the shifts that they would work: not on leave, not ill, within
// their hours. The fewer they are, the larger its share in the shifts of each.
void Workforces::work_elsewhere(std::size_t workforce, const Today& today) {
  const Workforce& force = model_->workforces[workforce];
  if (force.also.pools.empty()) return;
  HoursElsewhere now;
  now.off = hours_off(*model_, *region_, force, today.parameters);
  for_each_pool(workforce, [&](std::uint32_t pool) {
    const PoolDuty& duty = region_->period_on(today.day).duty[pool];
    if (!duty.there) return;
    const std::vector<double>& by_month = model_->pools[region_->pools[pool].kind].presence_by_month;
    for (std::size_t type = 0; type < day_types; ++type) {
      for (const Shift& shift : region_->rosters[duty.roster].shifts[type]) {
        double held = 0;  // persons
        const auto of_seat = [&](std::uint16_t at) {
          return seats_[pool][at].person == 0 ? 0.0 : seats_[pool][at].hours;
        };
        for (const std::uint16_t at : shift.seats) held += of_seat(at);
        if (held == 0) continue;
        const double hours = static_cast<double>(shift.end_ms - shift.start_ms) / static_cast<double>(one_hour.ms);
        for (std::size_t month = 0; month < now.shifts.size(); ++month) {
          const double here = by_month.empty() ? 1.0 : by_month[month];
          // The first stays when all would be away.
          const double first =
              expected_present(shift.seats.size(), here) - here * static_cast<double>(shift.seats.size());
          now.shifts[month][type] += hours * (here * held + first * of_seat(shift.seats.front()));
        }
      }
    }
  });
  const double sickness = today.value(force.sickness, 0), wave = today.value(force.wave, 1);
  for (std::size_t month = 0; month < now.shifts.size() && !force.spells.empty(); ++month) {
    double fit = 1;
    for (const double share : shares_ill(force, sickness, force.season[month] * wave)) fit -= share;
    for (double& hours : now.shifts[month]) hours *= fit;
  }
  if (now == elsewhere_[workforce]) return;
  elsewhere_[workforce] = now;
  for_each_pool(workforce, [&](std::uint32_t pool) { changed_[pool] = 1; });
}

// A spell that follows season and wave is too short for the books to know of it beforehand.
Workforces::Presence Workforces::presence(std::uint32_t pool, std::uint32_t at, std::int32_t day,
                                          std::int32_t shift_ms) const {
  const Seat& here = seats_[pool][at];
  const Workforce& force = model_->workforces[force_of_[pool]];
  Presence presence;
  if (here.person == 0) {
    presence.why = Presence::vacant;
  } else if (here.spell != well && (day == day_ || !force.spells[here.spell - 1U].follows)) {
    presence.why = Presence::ill;
  } else {
    static constexpr std::uint32_t hours = name_hash("workforce/hours"), elsewhere = name_hash("workforce/elsewhere");
    const auto u = [&](std::uint32_t draw) {
      return uniform(random_block(key_, combine(here.person, static_cast<std::uint64_t>(shift_ms)), draw,
                                  static_cast<std::uint32_t>(day))[0]);
    };
    const auto is_elsewhere = [&] {
      if (force.also.pools.empty()) return false;
      const double chance = elsewhere_[force_of_[pool]].chance(*calendar_, day);
      return chance > 0 && u(elsewhere) < chance;
    };
    if (here.hours < 1 && u(hours) >= here.hours) {
      presence.why = Presence::beyond_hours;
    } else if (is_elsewhere()) {
      presence.why = Presence::elsewhere;
    }
    return presence;
  }
  static constexpr std::uint32_t draw = name_hash("workforce/cover");
  const double cover = cover_[force_of_[pool]];
  presence.covered =
      cover > 0 && uniform(random_block(key_, combine(seat_entity(pool, at), static_cast<std::uint64_t>(shift_ms)),
                                        draw, static_cast<std::uint32_t>(day))[0]) < cover;
  return presence;
}

void Workforces::count(std::uint32_t pool, Presence presence, std::int64_t ms) {
  if (day_ < first_counted_day()) return;
  WorkforceCounts& counts = counts_[force_of_[pool]];
  switch (presence.why) {
    case Presence::works:
      counts.worked += ms;
      break;
    case Presence::ill:
      counts.ill += ms;
      break;
    case Presence::vacant:
      counts.vacant += ms;
      break;
    case Presence::beyond_hours:
      counts.beyond_hours += ms;
      break;
    case Presence::elsewhere:
      counts.elsewhere += ms;
      break;
  }
  if (presence.covered) counts.covered += ms;
}

void Workforces::begin_counting() {
  persons_then_.clear();
  vacancies_then_.clear();
  for (std::size_t w = 0; w < counts_.size(); ++w) {
    persons_then_.push_back(persons(w));
    vacancies_then_.push_back(vacancies(w));
  }
}

std::int64_t Workforces::persons(std::size_t workforce) const {
  std::int64_t persons = 0;
  for_each_seat(workforce,
                [&](std::uint32_t pool, std::uint32_t at) { persons += seats_[pool][at].person != 0 ? 1 : 0; });
  return persons;
}

std::int64_t Workforces::vacancies(std::size_t workforce) const {
  std::int64_t vacancies = 0;
  for_each_seat(workforce,
                [&](std::uint32_t pool, std::uint32_t at) { vacancies += seats_[pool][at].person == 0 ? 1 : 0; });
  return vacancies;
}

}  // namespace draagkracht
