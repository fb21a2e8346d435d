// Whom places keep on their lists when levers make these shorter than the places are: who is beyond has no place from
// that day on. Enrolment itself stays, so scenarios with other lists have the same people; nothing of it is state.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/model.h"
#include "engine/population/population.h"
#include "engine/simulation/parameter_values.h"
#include "engine/simulation/region.h"

namespace draagkracht {

inline constexpr char list_draw[] =
    "population/list/";  // scope; person: 0 kept if below the share that the place keeps

class PersonLists {
 public:
  // `region` must outlive the lists.
  PersonLists(const Model& model, const Region& region);

  // The scope whose places keep lists; 0: none does.
  Index scope() const { return scope_; }

  // The share of its persons that a place keeps on the day of `parameters`: persons per server against the parameter's
  // value in the model, times hours against those in the model where these are more, and never above 1. Fewer hours
  // alone send nobody away.
  double share(const ParameterValues& parameters, std::uint32_t place) const;

  // Brings the shares to a day.
  void set_day(const ParameterValues& parameters);
  // Whether all places keep everybody today.
  bool all_kept() const { return all_kept_; }
  // Whether a person's place keeps them today. Who is kept at a share is so at a higher one.
  bool keeps(const Person& person) const {
    const std::uint16_t place = person.place[scope_ - 1U];
    return place == no_place || shares_[place] >= 1 || rank(person) < shares_[place];
  }
  // From 0 to 1: in this order the persons of a place are kept.
  double rank(const Person& person) const;

 private:
  const Model& model_;
  const Population* population_;
  Index scope_ = 0;
  std::uint32_t address_ = 0;
  std::vector<double> shares_;  // axis: place; today
  bool all_kept_ = true;
};

// Persons without a place of the scope whose places keep lists, on average over the days that count.
double persons_without_place(const Model& model, const Region& region);

// The share of its persons that each place keeps, on average over the days that count; empty if no scope has lists.
std::vector<double> mean_shares_kept(const Model& model, const Region& region);

}  // namespace draagkracht
