// The one issue about a file as a whole.
#include "engine/io/file_error.h"

#include <utility>

#include "engine/core/issue.h"

namespace draagkracht {

void refuse_file(const std::string& path, const std::string& problem, const std::string& why,
                 const std::string& suggestion) {
  Issue issue;
  issue.where.file = path;
  issue.problem = problem;
  issue.why = why;
  issue.suggestion = suggestion;
  throw InputError(std::move(issue));
}

}  // namespace draagkracht
