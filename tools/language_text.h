// What the reference page of the model language says in sentences: all that no key can say of itself.
#pragma once

#include <string>

namespace draagkracht {

// Parts of the page, in Markdown.
extern const char* const page_opening;
extern const char* const page_inheritance;
extern const char* const page_templates;
extern const char* const page_short_laws;
extern const char* const page_expressions;
extern const char* const page_semantics;
extern const char* const page_results;

// What a section is for; empty if nothing needs to be said beside the key's own meaning. `place` is a path of the
// description, such as `pool.NAME.staff`; of tables that occur in several places, their name.
std::string introduction(const std::string& place);

}  // namespace draagkracht
