// Logic faults: mistakes of this program, never of its user. Checked in release builds too where it is cheap.
#pragma once

#include <stdexcept>
#include <string>

namespace draagkracht {

class LogicFault : public std::logic_error {
 public:
  explicit LogicFault(const std::string& what) : std::logic_error("logic fault: " + what) {}
  LogicFault(const char* condition, const char* file, int line)
      : std::logic_error(std::string("logic fault: ") + condition + " does not hold at " + file + ":" +
                         std::to_string(line)) {}
};

// A run that could not be finished though its input is right; the experiment goes on without it and names it.
class RunFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace draagkracht

// What must hold here whatever the user does.
#define DRAAGKRACHT_ENSURE(condition) \
  ((condition) ? static_cast<void>(0) : throw ::draagkracht::LogicFault(#condition, __FILE__, __LINE__))
