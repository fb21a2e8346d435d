// Inputs that are edits of something larger, a line each: the words of a line are separated by spaces, the last one may
// hold spaces.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/fuzz/random.h"

namespace draagkracht::fuzz {

// The first `n` words of a line, the last one with all that follows.
std::vector<std::string> words_of(const std::string& line, std::size_t n);
// A line less, one more, one changed by `changed`, or lines of another input.
void mutate_edits(std::string& input, const std::vector<std::string>& others, Random& random,
                  const std::function<std::string(Random&)>& fresh);

}  // namespace draagkracht::fuzz
