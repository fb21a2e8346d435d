// How the compiled model points at things: indices, labels, and rows of tables by several labels.
#pragma once

#include <array>
#include <cstdint>

#include "engine/core/limits.h"
#include "engine/des/request.h"

namespace draagkracht {

using Index = std::uint16_t;
inline constexpr Index none = 0xffff;

// Where a label (a small number) is read from: a variable of the request, an attribute of its person, or nowhere, which
// is label 0.
struct LabelSource {
  enum Kind : std::uint8_t { request, person, constant } kind = constant;
  std::uint8_t index = 0;        // variable or attribute
  std::uint8_t slot = no_label;  // in RequestLabels

  constexpr LabelSource() = default;
  constexpr LabelSource(Kind k, std::uint8_t i)
      : kind(k), index(i), slot(k == request ? i : static_cast<std::uint8_t>(first_owner_label + i)) {}
  friend bool operator==(const LabelSource&, const LabelSource&) = default;
};

// A row number out of several labels: sum of stride * label.
struct TableKey {
  static constexpr int most = limits::key_axes;
  struct Part {
    LabelSource source;
    std::uint16_t stride = 0;
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::uint8_t size = 0;
  std::array<Part, most> parts{};

  // The row of a request with these labels. Parts beyond `size` add 0: so there is no loop to guess the end of.
  std::uint32_t row(const RequestLabels& labels) const {
    std::uint32_t at = 0;
    for (const Part& part : parts) at += std::uint32_t{part.stride} * labels.at[part.source.slot];
    return at;
  }
  friend bool operator==(const TableKey&, const TableKey&) = default;
};

}  // namespace draagkracht
