// What key figures ask for by name beyond the usual results: steps, tasks and labels of pools, levels of occupancy. A
// run counts them only if some figure asks. Says nothing of whether the names exist, nor of the rest of an expression.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace draagkracht {

// The argument of count() or minutes():
//
//   served   visit.serve   doctor[task=intake, kind=long|short]   served, all
struct NamedArgument {
  std::string name;                                                     // outcome, tally, wait, pool, or pathway.step
  std::vector<std::pair<std::string, std::vector<std::string>>> where;  // what is selected -> labels
  bool all = false;                                                     // of the whole run, warm-up included

  bool is_step() const { return name.find('.') != std::string::npos; }
  // As the results call it: the same for the same argument, however it is spaced.
  std::string text() const;
};

// Reads one at the start of `text` and says how many characters it took; 0: it is none.
std::size_t read_argument(std::string_view text, NamedArgument& argument);

// A call of count(), minutes() or time_at() in an expression.
struct NamedCall {
  std::string function;
  NamedArgument argument;
  long level = -1;  // of time_at
};
std::vector<NamedCall> named_calls(std::string_view expression);

}  // namespace draagkracht
