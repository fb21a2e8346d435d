#include "engine/simulation/day_chances.h"

#include <limits>

#include "engine/random/philox.h"

namespace draagkracht {

DayChances::DayChances(const Model& model)
    : model_(&model), factor_(model.verbs.chance.size(), std::numeric_limits<double>::quiet_NaN()) {
  std::uint32_t rows = 0;
  for (const ChanceStep& chance : model.verbs.chance) {
    bool by_row = true;
    if (chance.parameter != none) {
      const Parameter& parameter = model.parameters[chance.parameter];
      by_row = parameter.key.size == 0 && !parameter.by_person;
    }
    first_.push_back(by_row ? rows : by_request);
    if (by_row) rows += static_cast<std::uint32_t>(chance.shares.size());
  }
  yes_below_.resize(rows);
}

void DayChances::set_day(const ParameterValues& parameters) {
  for (std::size_t i = 0; i < first_.size(); ++i) {
    if (first_[i] == by_request) continue;
    const ChanceStep& chance = model_->verbs.chance[i];
    const double factor = chance.parameter == none ? 1 : parameters.row(chance.parameter, 0);
    if (factor == factor_[i]) continue;
    factor_[i] = factor;
    for (std::size_t row = 0; row < chance.shares.size(); ++row)
      yes_below_[first_[i] + row] = words_below(chance.shares[row] * factor);
  }
}

}  // namespace draagkracht
