// The subcommands of the program and how they end. Each has a source of its own name; main.cpp calls them.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace draagkracht {

// Exit codes that scripts rely on. A program ended by a signal counts as 128 + its number: 130, 143.
enum ExitCode { exit_done = 0, exit_failed = 1, exit_usage = 2, exit_bad_input = 3, exit_incomplete = 4 };

// What stands behind the name of the subcommand.
using Words = std::vector<std::string>;

struct Subcommand {
  const char* name;
  const char* summary;  // one line for the list of subcommands
  // Prints its results to standard output and returns an exit code. Throws UsageError, InputError
  // (engine/core/issue.h), or any other exception for what failed; main prints them.
  int (*execute)(const Words& words);
};

// In the order of the list that --help shows.
std::span<const Subcommand> subcommands();

// The command line cannot be understood. what() says why, without a full stop.
class UsageError : public std::runtime_error {
 public:
  explicit UsageError(const std::string& problem, std::string its_suggestion = {})
      : std::runtime_error(problem), suggestion_(std::move(its_suggestion)) {}
  const std::string& suggestion() const { return suggestion_; }  // such as `did you mean "run"`; may be empty

 private:
  std::string suggestion_;
};

// The command did what it could; something in it failed. what() is for the user, one line per failure.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What others have to make is not all there, or not whole. what() says what is missing.
class Incomplete : public std::runtime_error {
 public:
  explicit Incomplete(const std::string& what, ExitCode code = exit_incomplete)
      : std::runtime_error(what), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

int execute_run(const Words& words);
int execute_resume(const Words& words);
int execute_plan(const Words& words);
int execute_status(const Words& words);
int execute_extend(const Words& words);
int execute_merge(const Words& words);
int execute_check(const Words& words);
int execute_compare(const Words& words);
int execute_goals(const Words& words);
int execute_figures(const Words& words);
int execute_calibrate(const Words& words);
int execute_validate(const Words& words);
int execute_verify(const Words& words);
int execute_language(const Words& words);
int execute_version(const Words& words);

}  // namespace draagkracht
