// Kinds of attribute and the labels that they have where none are written.
#pragma once

#include <string>
#include <vector>

namespace draagkracht {

// Names in files; axis: AttributeSpec::kind.
inline const std::vector<std::string>& attribute_kinds() {
  static const std::vector<std::string> kinds = {"age_band", "sex",          "prevalence",   "participation", "score",
                                                 "number",   "set_by_steps", "before_death", "before_birth"};
  return kinds;
}

inline constexpr int number_attribute = 5;
inline constexpr int step_attribute = 6;
// Of kind before_death or before_birth.
inline bool is_before_event(int kind) { return kind == 7 || kind == 8; }

// Labels of an attribute of this kind whose labels are left out; none of age bands and scores,
// which must name theirs, nor of numbers, which have none.
inline std::vector<std::string> labels_left_out(int kind) {
  if (kind == 0 || kind == 4 || kind == number_attribute) return {};
  return kind == 1 ? std::vector<std::string>{"male", "female"} : std::vector<std::string>{"no", "yes"};
}

}  // namespace draagkracht
