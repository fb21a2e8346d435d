#include "engine/simulation/people.h"

#include <algorithm>

namespace draagkracht {

People::People(const Population* population, std::int64_t first_day, std::size_t searched)
    : population_(population), first_day_(first_day), searched_(searched) {
  if (population == nullptr) return;
  come_ = population->persons.size();
  if (population->events.empty() && searched == 0) return;
  persons_ = population->persons;
  come_ = population->residents();
  there_.assign(population->persons.size(), 0);
  std::fill_n(there_.begin(), population->residents(), is_there);
}

std::size_t People::first_event_from(std::int32_t day) const {
  const auto before = [](const LifeEvent& event, std::int64_t date) { return event.day < date; };
  return static_cast<std::size_t>(std::lower_bound(events().begin(), events().end(), first_day_ + day, before) -
                                  events().begin());
}

std::int64_t People::count() const {
  if (there_.empty()) return static_cast<std::int64_t>(size());
  return std::count(there_.begin(), there_.end(), is_there);
}

void LifeChanges::add(const LifeEvent& event) {
  switch (event.kind) {
    case LifeEvent::Kind::arrives:
      ++(event.label == 1 ? born : arrived);
      return;
    case LifeEvent::Kind::dies:
      ++died;
      return;
    case LifeEvent::Kind::leaves:
      ++left;
      return;
    case LifeEvent::Kind::moves:
      ++moved;
      return;
    case LifeEvent::Kind::label:
      return;
  }
}

LifeChanges changes_until(const Population& population, std::int64_t date) {
  LifeChanges changes;
  for (std::size_t e = 0; e < population.events.size() && population.events[e].day <= date; ++e)
    changes.add(population.events[e]);
  return changes;
}

LifeChanges People::changes(std::int32_t after_day, std::int32_t until_day) const {
  LifeChanges changes;
  if (there_.empty()) return changes;
  for_each_event(after_day + 1, until_day + 1, [&](const LifeEvent& event) { changes.add(event); });
  return changes;
}

void People::apply(const LifeEvent& event) {
  switch (event.kind) {
    case LifeEvent::Kind::arrives:
      there_[event.person] = is_there;
      come_ = std::max(come_, std::size_t{event.person} + 1);
      return;
    case LifeEvent::Kind::label:
      persons_[event.person].labels()[event.attribute] = event.label;
      return;
    case LifeEvent::Kind::moves:
      settle(persons_[event.person], population_->homes[event.home]);
      return;
    case LifeEvent::Kind::dies:
      there_[event.person] = is_dead;
      return;
    case LifeEvent::Kind::leaves:
      there_[event.person] = is_away;
      return;
  }
}

void People::take_back(const LifeEvent& event) {
  switch (event.kind) {
    case LifeEvent::Kind::arrives:
      there_[event.person] = is_away;
      return;
    case LifeEvent::Kind::label:
      persons_[event.person].labels()[event.attribute] = event.before;
      return;
    case LifeEvent::Kind::moves:
      settle(persons_[event.person], population_->homes[event.home + 1]);
      return;
    case LifeEvent::Kind::dies:
    case LifeEvent::Kind::leaves:
      there_[event.person] = is_there;
      return;
  }
}

void People::settle(Person& person, const Home& home) const {
  const std::uint16_t found = searching_ ? person.place[searched_ - 1U] : no_place;
  set_home(person, home);
  if (searching_) person.place[searched_ - 1U] = found;
}

void People::find_need_year(std::int64_t date) {
  const std::vector<std::int64_t>& from = population_->need_years;
  need_year_ = static_cast<std::size_t>(std::upper_bound(from.begin(), from.end(), date) - from.begin());
}

}  // namespace draagkracht
