#include "engine/simulation/swept_persons.h"

#include <algorithm>
#include <limits>

#include "engine/model/day_values.h"
#include "engine/random/distribution.h"

namespace draagkracht {

std::uint32_t stratum_of(const TableKey& key, const Person& person) {
  std::uint32_t at = 0;
  for (std::size_t i = 0; i < key.size; ++i)
    at += std::uint32_t{key.parts[i].stride} * person.label(key.parts[i].source.index);
  return at;
}

SweptPersons::SweptPersons(const Model& model, const Calendar& calendar, const People& people)
    : model_(model),
      population_(people.population()),
      people_(people),
      first_day_(calendar.first_day()),
      all_(people.size()) {
  for (const DemandFamily& family : model.families) strata_.emplace_back().is_wide = family.strata > 256;
  marks_.resize(model.families.size());
  own_needs_.resize(population_.needs.size() + 1);
  find_most(calendar);
  lay_out(people.day());
}

// The rates of all layers are the reference's: no lever changes them, so the highest day of a stratum is known.
void SweptPersons::find_most(const Calendar& calendar) {
  for (const DemandFamily& family : model_.families) {
    std::vector<double> most(family.strata, 0.0), total(family.strata);
    for (std::int32_t day = 0; day < calendar.days(); ++day) {
      std::fill(total.begin(), total.end(), 0.0);
      for (const DemandEntry& entry : family.entries) {
        const double of_day = share_of_year(model_, entry, calendar, day);
        for (std::uint32_t s = 0; s < family.strata; ++s) total[s] += entry.rate[s] * of_day;
      }
      for (std::uint32_t s = 0; s < family.strata; ++s) most[s] = std::max(most[s], total[s]);
    }
    most_.push_back(std::move(most));
  }
}

void SweptPersons::lay_out(std::int32_t day) {
  ++layouts_;
  need_year_ = people_.need_year();
  if (people_.change()) {
    const int year = civil_from_days(first_day_ + day).year;
    from_day_ = static_cast<std::int32_t>(days_from_civil({year, 1, 1}) - first_day_);
    end_day_ = static_cast<std::int32_t>(days_from_civil({year + 1, 1, 1}) - first_day_);
    list_persons();
  } else {
    end_day_ = std::numeric_limits<std::int32_t>::max();
  }
  make_room();
  for (std::size_t at = 0; at < size(); ++at) read_at(at);
}

// Who is there on some day of the year: as it begins, or from a later day of it on.
void SweptPersons::list_persons() {
  std::vector<std::uint8_t> is_of_year(population_.persons.size());
  std::fill_n(is_of_year.begin(), population_.residents(), std::uint8_t{1});
  for (const LifeEvent& event : population_.events) {
    if (event.day >= first_day_ + end_day_) break;
    if (event.kind == LifeEvent::Kind::arrives) is_of_year[event.person] = 1;
    const bool goes = event.kind == LifeEvent::Kind::dies || event.kind == LifeEvent::Kind::leaves;
    if (goes && event.day <= first_day_ + from_day_) is_of_year[event.person] = 0;
  }
  order_.clear();
  position_.assign(population_.persons.size(), not_of_year);
  for (std::uint32_t person = 0; person < is_of_year.size(); ++person) {
    if (is_of_year[person] == 0) continue;
    position_[person] = static_cast<std::uint32_t>(order_.size());
    order_.push_back(person);
  }
  entities_.resize(order_.size());
  for (std::size_t at = 0; at < order_.size(); ++at) entities_[at] = population_.persons[order_[at]].entity;
}

void SweptPersons::make_room() {
  const bool changes = people_.change();
  for (std::size_t n = 0; changes && n + 1 < own_needs_.size(); ++n) own_needs_[n].resize(size());
  const auto without = [](const DemandFamily& family) { return family.need == none; };
  if (changes || std::any_of(model_.families.begin(), model_.families.end(), without))
    own_needs_.back().assign(size(), 1.0F);
  needs_.clear();
  for (std::size_t f = 0; f < model_.families.size(); ++f) {
    const Index need = model_.families[f].need;
    needs_.push_back(need == none ? own_needs_.back().data()
                     : changes    ? own_needs_[need].data()
                                  : population_.needs[need].data());
    strata_[f].resize(size());
    marks_[f].resize(size());
  }
}

void SweptPersons::read(std::uint32_t person) {
  const std::size_t at = position(person);
  if (at != not_of_year) read_at(at);
}

void SweptPersons::read_at(std::size_t at) {
  const std::uint32_t person = this->person(at);
  if (people_.change()) {
    const bool is_there = people_.there(person);
    own_needs_.back()[at] = is_there ? 1.0F : 0.0F;
    for (std::size_t n = 0; n + 1 < own_needs_.size(); ++n) {
      const std::vector<float>& of_year = people_.needs(n);
      own_needs_[n][at] = is_there && person < of_year.size() ? of_year[person] : 0.0F;
    }
  }
  for (std::size_t f = 0; f < model_.families.size(); ++f) {
    const std::uint32_t stratum = stratum_of(model_.families[f].stratum, people_[person]);
    strata_[f].set(at, stratum);
    const std::uint64_t with_request = words_below(static_cast<double>(needs_[f][at]) * most_[f][stratum]);
    marks_[f][at] = static_cast<std::uint16_t>((with_request == 0 ? 0 : with_request - 1) >> 16);
  }
}

// Of people who stay, those of a wijk count up from its first: none need be kept.
const std::uint64_t* SweptPersons::entities(std::size_t first, std::size_t n) {
  if (people_.change()) return entities_.data() + first;
  if (first == 0) wijk_ = 0;
  entities_.resize(std::max(entities_.size(), n));
  for (std::size_t i = 0; i < n;) {
    const Wijk& home = population_.wijken[wijk_];
    const std::size_t end = std::size_t{home.first} + home.inhabitants;  // of its persons
    const std::uint64_t entity = population_.persons[home.first].entity + (first + i - home.first);
    const std::size_t there = std::min(n, end - first) - i;
    for (std::size_t k = 0; k < there; ++k) entities_[i + k] = entity + k;
    i += there;
    if (first + i == end) ++wijk_;
  }
  return entities_.data();
}

}  // namespace draagkracht
