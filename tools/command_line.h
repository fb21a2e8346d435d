// Options of one subcommand, read without guessing: `--rep` is no short form of `--replications`. Says what is wrong
// with the form of the command line (UsageError); whether values make sense is for those who use them.
#pragma once

#include <boost/program_options.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/targets.h"
#include "tools/subcommand.h"

namespace draagkracht {

class CommandLine {
 public:
  // `usage` is what follows the program's name; `about` a paragraph that says what the subcommand does.
  CommandLine(std::string usage, std::string about);

  boost::program_options::options_description_easy_init add_options() { return options_.add_options(); }
  // Words without an option; their list is called `name`.
  void take_words(const char* name);

  // Reads the words. If --help is among them, prints the help and returns false. Throws UsageError.
  bool read(const Words& words);

  bool has(const char* name) const { return values_.count(name) > 0; }
  bool flag(const char* name) const { return values_[name].as<bool>(); }
  std::string text(const char* name) const { return has(name) ? values_[name].as<std::string>() : std::string(); }
  std::optional<std::int64_t> integer(const char* name) const;
  std::optional<double> number(const char* name) const;
  // The words without an option.
  std::vector<std::string> words() const;

 private:
  std::string usage_;
  std::string about_;
  std::string word_name_;
  boost::program_options::options_description options_{"Options", 110, 60};
  boost::program_options::options_description hidden_;
  boost::program_options::positional_options_description positions_;
  boost::program_options::variables_map values_;
};

// --json, --lang, --data, --baseline and --help are the same in several subcommands.
void add_json_option(CommandLine& line);
void add_reading_options(CommandLine& line);
// "nl" or "en"; UsageError for anything else.
Language language_of(const CommandLine& line);

}  // namespace draagkracht
