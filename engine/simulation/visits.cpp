#include "engine/simulation/visits.h"

#include <algorithm>
#include <string>

#include "engine/core/fault.h"
#include "engine/core/hash.h"

namespace draagkracht {

void Visits::clear(const RequestStore& requests, std::uint32_t id) {
  if (words_ == 0) return;
  rounds_.resize(std::max(rounds_.size(), requests.slots() * words_));
  std::fill_n(rounds_.begin() + static_cast<std::ptrdiff_t>(id * words_), words_, 0U);
}

// Who comes back so often that the count begins anew is addressed anew.
void Visits::begin_round(RequestStore& requests, std::uint32_t id, const Step& step) {
  requests.labels(id).round = 0;
  std::fill_n(rounds_.begin() + static_cast<std::ptrdiff_t>(id * words_), words_, 0U);
  Request& request = requests[id];
  if (++request.visit == 0) request.entity = combine(request.entity, step.address);
}

void Visits::fail_on_endless_round(Index step) const {
  const std::string& name = model_->step_names[step];
  throw RunFailure("requests go round without time: " + std::to_string(most_ways_back) +
                   " ways back to an earlier step at one instant, the last to step " + name.substr(name.find('.') + 1) +
                   " of pathway " + name.substr(0, name.find('.')) +
                   ". Let a step of the round take time, or lead out of it after some rounds");
}

}  // namespace draagkracht
