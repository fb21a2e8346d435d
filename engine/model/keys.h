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
  std::uint8_t index = 0;            // variable or attribute
  std::uint8_t slot = nothing_slot;  // in RequestLabels

  constexpr LabelSource() = default;
  static constexpr LabelSource of_variable(std::size_t variable) {
    return {request, static_cast<std::uint8_t>(variable), variable_slot(variable)};
  }
  // In a model of so many variables.
  static constexpr LabelSource of_attribute(std::size_t attribute, std::size_t variables) {
    return {person, static_cast<std::uint8_t>(attribute), owner_slot(variables, attribute)};
  }
  friend bool operator==(const LabelSource&, const LabelSource&) = default;

 private:
  constexpr LabelSource(Kind k, std::uint8_t i, std::uint8_t s) : kind(k), index(i), slot(s) {}
};

// A row number out of several labels: sum of stride * label.
struct TableKey {
  static constexpr std::size_t most = limits::key_axes, usual = 5;
  struct Part {
    LabelSource source;
    std::uint16_t stride = 0;
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::uint8_t size = 0;
  std::array<Part, most> parts{};

  // The row of a request with these labels. Parts beyond `size` add 0: so the usual ones need no loop to guess the end
  // of.
  std::uint32_t row(const RequestLabels& labels) const {
    std::uint32_t at = 0;
    for (std::size_t i = 0; i < usual; ++i) at += parts[i].stride * std::uint32_t{labels.label(parts[i].source.slot)};
    if (size > usual) [[unlikely]]
      for (std::size_t i = usual; i < most; ++i)
        at += parts[i].stride * std::uint32_t{labels.label(parts[i].source.slot)};
    return at;
  }
  // The row if this variable had that label.
  std::uint32_t row_if(const RequestLabels& labels, std::size_t variable, std::uint8_t label) const {
    std::uint32_t at = row(labels);
    for (const Part& part : parts) {
      if (part.source.slot == variable_slot(variable)) at += part.stride * (std::uint32_t{label} - labels.at[variable]);
    }
    return at;
  }
  friend bool operator==(const TableKey&, const TableKey&) = default;
};

}  // namespace draagkracht
