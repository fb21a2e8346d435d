// What is wrong with something the user wrote: located, with the reason and a suggestion.
// Grammar of a message: `file:line:column: key: problem (why). Suggestion?` Parts that are empty are left out.
// Issues are collected and thrown together, so that a user sees all of them in one go. Nothing here prints.
#pragma once

#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace draagkracht {

// Where a value was written. Line and column count from 1; 0 means "the file as a whole".
struct Location {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const Location&, const Location&) = default;
};

// A value together with the place where the user wrote it.
template <class T>
struct Located {
  T value{};
  Location where;
};

struct Issue {
  Location where;
  std::string key;         // dotted path of the value, such as "pool.huisarts.servers"; may be empty
  std::string problem;     // what is wrong, without a full stop
  std::string why;         // why it is a problem: the rule it breaks; may be empty
  std::string suggestion;  // what to do, such as `did you mean "huisarts"`; may be empty

  // One line in the grammar above, without a line end.
  std::string message() const;
};

// Thrown when the user's input cannot be used; carries all issues found. what() is all messages, one a line.
class InputError : public std::exception {
 public:
  // `more`: so many others were found and are only counted.
  explicit InputError(std::vector<Issue> issues, std::size_t more = 0);
  explicit InputError(Issue issue);
  const char* what() const noexcept override { return text_.c_str(); }
  const std::vector<Issue>& issues() const { return issues_; }

 private:
  std::vector<Issue> issues_;
  std::string text_;
};

// Collects issues and throws them together. Of very many the first limits::kept_issues are kept and the others counted.
class Issues {
 public:
  void add(Issue issue);
  void add(Location where, std::string key, std::string problem, std::string why = {}, std::string suggestion = {});
  bool empty() const { return issues_.empty(); }
  std::size_t size() const { return issues_.size() + more_; }
  const std::vector<Issue>& all() const { return issues_; }
  // Throws InputError with all issues, in order of file, line and column, if there are any.
  void throw_if_any() const;

 private:
  std::vector<Issue> issues_;
  std::size_t more_ = 0;
};

// Text in quotes, as messages show it: cut at limits::shown_length.
std::string quoted(std::string_view text);

// `did you mean "x"` for the candidate nearest to `name` in edit distance, or "" if none is near. Long names and the
// end of long lists are not looked at (limits.h).
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

}  // namespace draagkracht
