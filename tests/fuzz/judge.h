// Says what may come of an input and what is a finding. Right: done, an input error, wrong use, something incomplete, a
// run that failed, a file that cannot be written. A finding: every other exception (logic faults, no memory, those of
// libraries), a message with a control character, and what the sanitizers and libFuzzer see for themselves.
#pragma once

#include <functional>
#include <string>

namespace draagkracht::fuzz {

enum class Outcome { done, refused, failed };

// Carries out a step of trying the present input and judges how it ends.
Outcome judge(const char* step, const std::function<void()>& action);
// The same for a subcommand, called as the program calls it; its output goes nowhere.
Outcome judge_command(const char* name, const std::function<int()>& action);

// A run that ended with this message: whether what was thrown last is a RunFailure.
void judge_failed_run(const char* step, const std::string& reason);

// The folder in which findings are kept, so that the search goes on behind them; "": the first one ends the process.
void keep_findings_in(const std::string& folder);
// The input that is being tried, to be kept with a finding.
void begin_input(const std::string& input);

}  // namespace draagkracht::fuzz
