// The inhabitants as they are on a day of a run: who is there, with which labels, where. Follows the life events of the
// population; a function of the day, so nothing of it is state. But places that persons find and lose during the run:
// these are state of Enrolment, which tells them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/population/population.h"

namespace draagkracht {

// What has become of persons, by kind of event: births and arrivals from elsewhere apart.
struct LifeChanges {
  std::int64_t born = 0, arrived = 0, died = 0, left = 0, moved = 0;

  std::int64_t growth() const { return born + arrived - died - left; }
  void add(const LifeEvent& event);
};
// From the first event to those of the midnight that begins a day, since 1970-01-01.
LifeChanges changes_until(const Population& population, std::int64_t date);

class People {
 public:
  // As on the first day of a run that begins on that day (since 1970-01-01). Without population: nobody.
  // `searched`: a scope whose places persons may find and lose during the run; 0: none.
  People(const Population* population, std::int64_t first_day, std::size_t searched = 0);

  // Whether anything changes at all; else all are there for ever, as the population has them.
  bool change() const { return !there_.empty(); }
  std::size_t size() const { return population_ == nullptr ? 0 : population_->persons.size(); }
  std::int32_t day() const { return day_; }
  // Of a region with people.
  const Population& population() const { return *population_; }
  // Whoever may have come until the day; the others come later.
  std::size_t come() const { return come_; }
  const Person& operator[](std::size_t person) const {
    return there_.empty() ? population_->persons[person] : persons_[person];
  }
  bool there(std::size_t person) const { return there_.empty() || there_[person] == is_there; }
  bool died(std::size_t person) const { return !there_.empty() && there_[person] == is_dead; }
  void fetch(std::size_t person) const { (there_.empty() ? population_->persons : persons_).fetch(person); }
  // The first whole year of needs is 0; see Population::later_needs.
  std::size_t need_year() const { return need_year_; }
  const std::vector<float>& needs(std::size_t need) const {
    return need_year_ == 0 ? population_->needs[need] : population_->later_needs[need_year_ - 1][need];
  }

  // To a day, counted from the first one of the run, onwards or back. Calls changed(person) after each of their
  // changes. Days on which a year of needs begins change all: ask need_year().
  template <class Changed>
  void go_to(std::int32_t day, Changed changed) {
    day_ = day;
    if (there_.empty()) return;
    const std::vector<LifeEvent>& events = population_->events;
    const std::int64_t date = first_day_ + day;
    for (; next_ < events.size() && events[next_].day <= date; ++next_) {
      apply(events[next_]);
      changed(events[next_].person);
    }
    while (next_ > 0 && events[next_ - 1].day > date) {
      take_back(events[--next_]);
      changed(events[next_].person);
    }
    find_need_year(date);
  }
  void go_to(std::int32_t day) {
    go_to(day, [](std::uint32_t) {});
  }
  // From now on places of the searched scope are only what set_place says, on whichever day the people are.
  void begin_search() { searching_ = searched_ != 0; }
  void set_place(std::size_t person, std::uint16_t place) { persons_[person].place[searched_ - 1U] = place; }
  std::uint16_t place(std::size_t person) const { return persons_[person].place[searched_ - 1U]; }

  // How many are there; a look at everybody.
  std::int64_t count() const;
  // Behind the midnight that begins one day up to that of another one, both counted from the first day of the run.
  LifeChanges changes(std::int32_t after_day, std::int32_t until_day) const;
  // Calls visit(event) for the events of some days, the last one not among them.
  template <class Visit>
  void for_each_event(std::int32_t from_day, std::int32_t end_day, Visit visit) const {
    for (std::size_t e = first_event_from(from_day); e < events().size() && events()[e].day < first_day_ + end_day; ++e)
      visit(events()[e]);
  }

 private:
  static constexpr std::uint8_t is_away = 0, is_there = 1, is_dead = 2;

  const std::vector<LifeEvent>& events() const { return population_->events; }
  std::size_t first_event_from(std::int32_t day) const;
  void apply(const LifeEvent& event);
  void take_back(const LifeEvent& event);
  void settle(Person& person, const Home& home) const;
  void find_need_year(std::int64_t date);

  const Population* population_;
  std::int64_t first_day_;
  std::size_t searched_;
  bool searching_ = false;
  Persons persons_;                  // as they are; empty if nothing changes
  std::vector<std::uint8_t> there_;  // axis: person; empty if nothing changes
  std::int32_t day_ = 0;
  std::size_t next_ = 0;  // event
  std::size_t come_ = 0;
  std::size_t need_year_ = 0;
};

}  // namespace draagkracht
