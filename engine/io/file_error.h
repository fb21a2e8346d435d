// What goes wrong with whole files. Two kinds: the user named a file that cannot be used (InputError), or a file could
// not be written: a full disk, lost rights, a broken share (WriteError).
#pragma once

#include <stdexcept>
#include <string>

namespace draagkracht {

// Neither the user's input nor this program's fault; what was finished before stays where it was.
class WriteError : public std::runtime_error {
 public:
  // Message: `PATH: REASON`.
  WriteError(const std::string& path, const std::string& reason) : std::runtime_error(path + ": " + reason) {}
  // A message that already names its path.
  explicit WriteError(const std::string& message) : std::runtime_error(message) {}
};

// Throws InputError with one issue about the file as a whole: `PATH: problem (why). Suggestion?`
[[noreturn]] void refuse_file(const std::string& path, const std::string& problem, const std::string& why,
                              const std::string& suggestion = {});

}  // namespace draagkracht
