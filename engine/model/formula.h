// Expressions of the model language: "time_of_day < 8 h and queue(desk) > 3". Parsed and checked while compiling, a
// postfix table at run time; see "Expressions" in scenarios/language.md for what they may say.
#pragma once

#include "engine/model/binder.h"

namespace draagkracht {

// What an expression gives: a truth, or a number in a power of time (0 a plain number, 1 a time in ms, -1 a rate).
struct FormulaKind {
  bool truth = false;
  int time_power = 0;

  friend bool operator==(FormulaKind, FormulaKind) = default;
};
inline constexpr FormulaKind truth_kind{true, 0};
inline constexpr FormulaKind number_kind{false, 0};
inline constexpr FormulaKind time_kind{false, 1};
inline constexpr FormulaKind amount_kind{false, 99};  // wanted only: any of the two

// Index in Model::formulas, or `none` and issues: unknown names (with a suggestion), what is no expression, and what is
// not of the kind `wanted`.
Index compile_formula(Binder& binder, const Name& text, const std::string& key_path, FormulaKind wanted);
// The same for a rule on a clock, at a place of a scope (0: the region). Also issues: what is of a request, of a person
// or of a moment of the day, and of places of another scope.
Index compile_rule_formula(Binder& binder, const Name& text, const std::string& key_path, FormulaKind wanted,
                           Index scope);

}  // namespace draagkracht
