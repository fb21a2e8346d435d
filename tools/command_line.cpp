#include "tools/command_line.h"

#include <algorithm>
#include <iostream>

#include "engine/core/issue.h"

namespace draagkracht {

namespace po = boost::program_options;

CommandLine::CommandLine(std::string usage, std::string about) : usage_(std::move(usage)), about_(std::move(about)) {
  add_options()("help,h", po::bool_switch(), "show this help");
}

void CommandLine::take_words(const char* name) {
  word_name_ = name;
  hidden_.add_options()(name, po::value<std::vector<std::string>>());
  positions_.add(name, -1);
}

bool CommandLine::read(const Words& words) {
  constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::options_description all;
  all.add(options_).add(hidden_);
  try {
    po::store(po::command_line_parser(words).options(all).positional(positions_).style(style).run(), values_);
  } catch (const po::unknown_option& error) {
    std::vector<std::string> known;
    for (const auto& option : options_.options()) known.push_back("--" + option->long_name());
    throw UsageError("unknown option " + error.get_option_name(), did_you_mean(error.get_option_name(), known));
  } catch (const po::too_many_positional_options_error&) {
    throw UsageError("takes no names of files");
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
  if (!flag("help")) return true;
  std::cout << "Usage: draagkracht " << usage_ << "\n\n" << about_ << "\n\n" << options_;
  return false;
}

std::optional<std::int64_t> CommandLine::integer(const char* name) const {
  return has(name) ? std::optional(values_[name].as<std::int64_t>()) : std::nullopt;
}

std::optional<double> CommandLine::number(const char* name) const {
  return has(name) ? std::optional(values_[name].as<double>()) : std::nullopt;
}

std::vector<std::string> CommandLine::words() const {
  return has(word_name_.c_str()) ? values_[word_name_].as<std::vector<std::string>>() : std::vector<std::string>();
}

void add_json_option(CommandLine& line) { line.add_options()("json", po::bool_switch(), "print one JSON object"); }

void add_reading_options(CommandLine& line) {
  add_json_option(line);
  line.add_options()("lang", po::value<std::string>()->value_name("nl|en")->default_value("nl"), "language of tables")(
      "data", po::value<std::string>()->value_name("FOLDER"),
      "folder `data` with the tables of goals and published figures (default: found from the working folder or the "
      "program upwards)");
}

Language language_of(const CommandLine& line) {
  const std::string name = line.text("lang");
  if (name == "nl") return Language::nl;
  if (name == "en") return Language::en;
  throw UsageError("--lang is nl or en, not \"" + name + '"');
}

}  // namespace draagkracht
