#include "engine/simulation/person_lists.h"

#include <algorithm>
#include <map>

#include "engine/core/hash.h"
#include "engine/core/time.h"
#include "engine/model/day_values.h"
#include "engine/random/philox.h"

namespace draagkracht {
namespace {

// Calls with (first day, number of days) of the time that counts, for stretches in which no list changes.
template <class F>
void for_each_stretch(const Model& model, const Model::Scope::List& list, F f) {
  const auto first = static_cast<std::int32_t>(model.warm_up_ms / one_day.ms);
  const auto end = std::max(first + 1, static_cast<std::int32_t>((model.horizon_ms + one_day.ms - 1) / one_day.ms));
  const auto changes = [&](std::int32_t day) {
    return may_change_on(model.parameters[list.size], day) ||
           (list.pool != none && may_change_on(model.parameters[model.pools[list.pool].staff.factor], day));
  };
  std::int32_t from = first;
  for (std::int32_t day = first + 1; day <= end; ++day) {
    if (day < end && !changes(day)) continue;
    f(from, day - from);
    from = day;
  }
}

}  // namespace

PersonLists::PersonLists(const Model& model, const Region& region) : model_(model), population_(region.population) {
  for (Index scope = 1; scope < model.scopes.size() && population_ != nullptr; ++scope) {
    if (model.scopes[scope].list.size == none || model.scopes[scope].search.any()) continue;
    scope_ = scope;
    address_ = name_hash(list_draw + model.scopes[scope].name);
  }
}

double PersonLists::share(const ParameterValues& parameters, std::uint32_t place) const {
  const Model::Scope::List& list = model_.scopes[scope_].list;
  double share = parameters.for_place(list.size, 0, scope_, place) / model_.parameters[list.size].values[0];
  if (share >= 1 || list.pool == none) return std::min(share, 1.0);
  const StaffRule& staff = model_.pools[list.pool].staff;
  const double hours = model_.parameters[staff.factor].values[staff.factor_row];
  if (hours <= 0) return share;
  return std::min(1.0,
                  share * std::max(1.0, parameters.for_place(staff.factor, staff.factor_row, scope_, place) / hours));
}

void PersonLists::set_day(const ParameterValues& parameters) {
  if (scope_ == 0) return;
  shares_.resize(population_->places[scope_].size());
  all_kept_ = true;
  for (std::uint32_t place = 0; place < shares_.size(); ++place) {
    shares_[place] = share(parameters, place);
    all_kept_ = all_kept_ && shares_[place] >= 1;
  }
}

double PersonLists::rank(const Person& person) const {
  return uniform(random_block({population_->seed, population_replication}, person.entity, address_, 0)[0]);
}

double persons_without_place(const Model& model, const Region& region) {
  PersonLists lists(model, region);
  ParameterValues parameters(model, region);
  const std::size_t scope = lists.scope();
  std::map<std::vector<double>, double> days;  // axis of the key: place; shares that are kept
  double all = 0;
  for_each_stretch(model, model.scopes[scope].list, [&](std::int32_t first, std::int32_t number) {
    parameters.set_day(first);
    std::vector<double> shares;
    for (std::uint32_t place = 0; place < region.population->places[scope].size(); ++place)
      shares.push_back(lists.share(parameters, place));
    days[shares] += number;
    all += number;
  });
  double without = 0;
  for (const Person& person : region.population->all_residents()) {
    const std::uint16_t place = person.place[scope - 1];
    const double rank = place == no_place ? 0 : lists.rank(person);
    for (const auto& [shares, number] : days) without += place == no_place || rank >= shares[place] ? number : 0;
  }
  return without / all;
}

std::vector<double> mean_shares_kept(const Model& model, const Region& region) {
  PersonLists lists(model, region);
  if (lists.scope() == 0) return {};
  ParameterValues parameters(model, region);
  std::vector<double> shares(region.population->places[lists.scope()].size(), 0.0);
  double all = 0;
  for_each_stretch(model, model.scopes[lists.scope()].list, [&](std::int32_t first, std::int32_t number) {
    parameters.set_day(first);
    for (std::uint32_t place = 0; place < shares.size(); ++place)
      shares[place] += number * lists.share(parameters, place);
    all += number;
  });
  for (double& share : shares) share /= all;
  return shares;
}

}  // namespace draagkracht
