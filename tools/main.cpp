// The program: finds the subcommand, and is the only place that prints errors and turns them into exit codes.
#include <algorithm>
#include <exception>
#include <iostream>
#include <new>

#include "engine/core/issue.h"
#include "tools/build_info.h"
#include "tools/subcommand.h"

namespace draagkracht {

std::span<const Subcommand> subcommands() {
  static constexpr Subcommand all[] = {
      {"run", "simulate scenarios and write a result file", execute_run},
      {"resume", "go on with a run or plan that was stopped", execute_resume},
      {"plan", "divide an experiment into shards for a cluster", execute_plan},
      {"status", "say how far each shard of a plan is", execute_status},
      {"extend", "add replications to a plan", execute_extend},
      {"merge", "make one result file of the shards of a plan", execute_merge},
      {"check", "say whether scenarios are right, what they change, and what a run would take", execute_check},
      {"compare", "show what scenarios change against a baseline", execute_compare},
      {"goals", "show the goals and whether their targets are met", execute_goals},
      {"figures", "show the key figures that scenarios ask for", execute_figures},
      {"validate", "hold the baseline against published figures", execute_validate},
      {"calibrate", "fit free parameters to published figures", execute_calibrate},
      {"verify", "simulate models with known answers and judge each figure", execute_verify},
      {"language", "write the reference of scenario and model files, or its JSON Schema", execute_language},
      {"version", "show version, commit, compiler and libraries", execute_version},
  };
  return all;
}

namespace {

void print_overview(std::ostream& out) {
  out << "Draagkracht " << build_info().version << ", a capacity simulation engine for Dutch primary care.\n\n"
      << "Usage: draagkracht SUBCOMMAND [options]\n\n";
  std::size_t widest = 0;
  for (const Subcommand& subcommand : subcommands()) widest = std::max(widest, std::string(subcommand.name).size());
  for (const Subcommand& subcommand : subcommands()) {
    const std::string name = subcommand.name;
    out << "  " << name << std::string(widest + 2 - name.size(), ' ') << subcommand.summary << '\n';
  }
  out << "\n`draagkracht SUBCOMMAND --help` explains one. Exit codes: 0 done, 1 failed, 2 wrong use, 3 bad input,\n"
      << "4 incomplete, 130 or 143 interrupted.\n";
}

const Subcommand& find_subcommand(const std::string& name) {
  std::vector<std::string> names;
  for (const Subcommand& subcommand : subcommands()) {
    if (name == subcommand.name) return subcommand;
    names.emplace_back(subcommand.name);
  }
  throw UsageError("unknown subcommand \"" + name + '"', did_you_mean(name, names));
}

int usage_error(const UsageError& error, const std::string& command) {
  std::cerr << command << ": " << error.what() << '.';
  if (!error.suggestion().empty()) std::cerr << ' ' << error.suggestion() << '?';
  std::cerr << "\nSee `" << command << " --help`.\n";
  return exit_usage;
}

int execute(const Words& words) {
  std::string command = "draagkracht";
  try {
    if (words.empty()) {
      print_overview(std::cerr);
      return exit_usage;
    }
    if (words[0] == "--help" || words[0] == "-h") {
      print_overview(std::cout);
      return exit_done;
    }
    const Subcommand& subcommand = find_subcommand(words[0] == "--version" ? "version" : words[0]);
    command += std::string(" ") + subcommand.name;
    const int code = subcommand.execute(Words(words.begin() + 1, words.end()));
    std::cout.flush();
    if (!std::cout) throw Failure("standard output could not be written");
    return code;
  } catch (const UsageError& error) {
    return usage_error(error, command);
  } catch (const InputError& error) {
    std::cerr << error.what() << '\n';
    return exit_bad_input;
  } catch (const Incomplete& error) {
    std::cerr << command << ": " << error.what() << '\n';
    return error.code();
  } catch (const std::bad_alloc&) {
    std::cerr << command << ": there is not enough memory\n";
  } catch (const std::exception& error) {
    std::cerr << command << ": " << error.what() << '\n';
  }
  return exit_failed;
}

}  // namespace
}  // namespace draagkracht

int main(int count, char** values) { return draagkracht::execute(draagkracht::Words(values + 1, values + count)); }
