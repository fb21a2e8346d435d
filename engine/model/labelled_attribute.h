// A label of an attribute as texts name it: "attribute=label", or "attribute" for who has it (its second label of two).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/model/model.h"

namespace draagkracht {

struct LabelledAttribute {
  std::size_t attribute = 0;
  std::uint8_t label = 0;
};

// The two names in the text; the second is empty if none is written.
inline std::pair<std::string, std::string> attribute_and_label(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return {text, {}};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

// Where `name` stands in `names`; none if it does not.
inline std::optional<std::size_t> place_of(const std::vector<std::string>& names, const std::string& name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
  }
  return {};
}

// None if there is no such attribute or label, or if the label is left out where there are not two.
inline std::optional<LabelledAttribute> find_labelled_attribute(const Model& model, const std::string& text) {
  const auto [name, label] = attribute_and_label(text);
  const std::optional<std::size_t> attribute = place_of(model.attributes, name);
  if (!attribute) return {};
  const std::vector<std::string>& labels = model.attribute_labels[*attribute];
  if (label.empty()) return labels.size() == 2 ? std::optional(LabelledAttribute{*attribute, 1}) : std::nullopt;
  const std::optional<std::size_t> at = place_of(labels, label);
  if (!at) return {};
  return LabelledAttribute{*attribute, static_cast<std::uint8_t>(*at)};
}

}  // namespace draagkracht
