// What changes about a person during a run.
#pragma once

#include <cstdint>
#include <type_traits>

namespace draagkracht {

inline constexpr int person_counts = 4;

struct PersonState {
  std::uint8_t counts[person_counts] = {};  // by person count of the model, stopping at 255
  std::uint8_t age_label = 0;
  std::uint8_t adopted = 0;  // uses self-management aids
  std::uint16_t reserved = 0;
};
static_assert(sizeof(PersonState) == 8 && std::is_trivially_copyable_v<PersonState>);

}  // namespace draagkracht
