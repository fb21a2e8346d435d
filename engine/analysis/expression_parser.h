// The parser of expressions: recursive descent into a postfix program. Names are resolved while parsing, so that
// evaluation knows no text. The grammar stands in expression_parser.cpp, what functions mean in
// expression_functions.cpp. Used by expression.cpp only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/analysis/expression.h"
#include "engine/core/issue.h"
#include "engine/results/run.h"
#include "engine/scenario/key_figure_names.h"

namespace draagkracht {

class ExpressionParser {
 public:
  // `unit`: what the value comes out in; nothing: numbers as they stand, without units.
  ExpressionParser(std::string_view text, std::optional<ValueUnit> unit, const ResultSchema& schema,
                   const Location& where, std::string key, Issues& issues)
      : text_(text), unit_(unit), schema_(schema), where_(where), key_(std::move(key)), issues_(issues) {}

  Expression parse();

 private:
  // Thrown inside the parser only, at the first place that makes no sense.
  struct SyntaxError {
    std::string problem;
    std::string why;
    std::string suggestion = {};
  };
  using Operation = Expression::Operation;
  // The power of time in a value; nothing if an issue told already that it cannot be known. Without units always 0.
  using Kind = std::optional<int>;

  // Which places along one dimension count; `all` until the user selects.
  struct Axis {
    const ResultDimension* dimension = nullptr;
    std::vector<bool> chosen;
    bool selected = false;
  };

  // expression_parser.cpp
  void come_out_in_unit(Kind kind, const ValueUnit& unit);
  // What is added or compared must be of one kind.
  Kind same_kind(Kind a, Kind b, const char* what, std::size_t at_operator);
  char peek();
  bool accept(char c);
  void expect(char c);
  std::string found();
  std::string at_here() const;
  static std::string at(std::size_t place);
  void emit(Operation operation);
  Kind sum();
  Kind product();
  Kind factor();
  Kind number();
  // The unit behind a number, if there is one.
  Kind unit_of_number(double& size);
  std::string_view name();
  Kind named();
  Kind variable(std::string_view word, std::size_t start);
  // The places in a payload that the brackets behind a name select, if there are any. With own == nullptr only their
  // form is checked.
  std::vector<std::size_t> variable_cells(const ResultVariable* own);
  void add_sum(const ResultVariable& own, const std::vector<std::size_t>& cells);
  // One `dimension=label|label`. With own == nullptr only the form is checked.
  void selection(const ResultVariable* own, std::vector<Axis>& axes);
  // Labels may hold any character but those that end them; spaces around them do not count.
  void label(Axis* axis);
  int place_of_label(const ResultDimension& dimension, std::string_view word, std::size_t start);
  int place_of_number(const ResultDimension& dimension, std::string_view word, std::size_t start);
  // Row-major: the last dimension runs fastest.
  static std::vector<std::size_t> chosen_cells(const ResultVariable& own, const std::vector<Axis>& axes);

  // expression_functions.cpp
  // A function of what the model has by a name.
  Kind function(std::string_view word, std::size_t start);
  // Labels of a dimension; none if the results do not have it.
  std::vector<std::string> labels_of(const char* dimension) const;
  // Names of result variables, without `ending`, that have it, and its `other` beside it.
  std::vector<std::string> stems(std::string_view ending, std::string_view other) const;
  static bool has(const std::vector<std::string>& names, const std::string& name);
  std::vector<std::string> wait_names() const;
  // What a function does not know; the rest of it is passed over, so that other names are still looked at.
  Kind unknown_name(const char* what, const std::string& name, std::size_t start,
                    const std::vector<std::string>& known);
  // The one cell of a variable over one dimension.
  void cell(const char* variable, const char* dimension, const std::string& label);
  // Whether a run counts it only because a key figure asks.
  bool is_asked(std::string_view function, const NamedArgument& argument) const;
  Kind asked_figure(bool minutes, const std::string& name, std::size_t start);
  // How long so many servers of a pool were seized.
  Kind time_at(const std::string& name, std::size_t start);
  Kind minutes(const std::string& name, std::size_t start);
  // A variable with a value per pool.
  Kind of_pool(const char* variable, const std::string& name, std::size_t start);
  // Hours per pool over the length of the period.
  Kind mean_of_pool(const char* hours, const std::string& name, std::size_t start);
  Kind global(const std::string& name, std::size_t start);
  Kind count(const std::string& name, std::size_t start);
  Kind of_wait(const std::string& function, const std::string& name, std::size_t start);

  std::string_view text_;
  std::optional<ValueUnit> unit_;
  const ResultSchema& schema_;
  const Location& where_;
  std::string key_;
  Issues& issues_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Expression result_;
};

// A number at the start of `text` and how many characters it took; 0 characters if there is none.
std::pair<double, std::size_t> leading_number(std::string_view text);
std::string plain_number(double value);
// The names with commas between them; empty if there are too many to be named.
std::string listed(const std::vector<std::string>& names);

}  // namespace draagkracht
