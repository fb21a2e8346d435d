// Changes texts as people and hostile hands do: TOML by lines, keys, values, names and tables of the model language;
// CSV by cells, columns and quotes. Knows every key of the language from its description.
#pragma once

#include <string>
#include <vector>

#include "tests/fuzz/random.h"

namespace draagkracht::fuzz {

// A number on or over some edge, as it would be written.
std::string edge_number(Random& random);
// Changes one line of TOML without a look at the others.
std::string changed_toml_line(const std::string& line, Random& random);
// The same for a row of a CSV file.
std::string changed_csv_line(const std::string& line, Random& random);

// `others`: texts from which pieces may be taken.
void mutate_toml(std::string& text, const std::vector<std::string>& others, Random& random);
void mutate_csv(std::string& text, Random& random);

// Lines with their ends; the last one may lack it.
std::vector<std::string> lines_of(const std::string& text);
std::string joined(const std::vector<std::string>& lines);

}  // namespace draagkracht::fuzz
