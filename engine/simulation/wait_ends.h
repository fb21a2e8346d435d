// When those who wait lose their patience, and when they go to the next better class.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/time.h"
#include "engine/des/request.h"

namespace draagkracht {

struct WaitEnds {
  // Patience of somebody who came today that ends on a later day.
  struct Overnight {
    std::int64_t ends = 0;  // ms
    std::uint32_t id = nobody;
    std::uint32_t unused = 0;
  };

  std::vector<std::int64_t> patience;  // axis: request; ms: of its last wait with patience
  std::vector<Overnight> overnight;    // of those who came today
  std::vector<std::int64_t> ageing;    // axis: request; ms: next class, of its last wait with ageing

  // The place of a request, with room for all there are.
  static std::int64_t& of(std::vector<std::int64_t>& ends, const RequestStore& requests, std::uint32_t id) {
    if (id >= ends.size()) ends.resize(requests.slots(), end_of_time.ms);
    return ends[id];
  }

  template <class F>
  void visit(F&& f) {
    auto& [patience_, overnight_, ageing_] = *this;
    f("wait_ends.patience", patience_);
    f("wait_ends.overnight", overnight_);
    f("wait_ends.ageing", ageing_);
  }
};

}  // namespace draagkracht
