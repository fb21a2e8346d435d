// What the reference page of the model language says in sentences: all that no key can say of itself.
#pragma once

#include <string>
#include <vector>

namespace draagkracht {

// Parts of the page, in Markdown.
extern const char* const page_opening;
extern const char* const page_inheritance;
extern const char* const page_expressions;
extern const char* const page_semantics;

// What a section is for; empty if nothing needs to be said beside the key's own meaning. `place` is a path of the
// description, such as `pool.NAME.staff`; of tables that occur in several places, their name.
std::string introduction(const std::string& place);

// The lines of an example step that does `verb`, its name left out; empty if none was written.
std::string example_step(const std::string& verb);

// What a law of times needs and is, with an example that has all that it needs and nothing else.
struct LawText {
  std::string needs;  // keys
  std::string meaning;
  std::string example;
};
// Of a name in distribution_names(); std::logic_error if it is not told here.
LawText law_text(const std::string& distribution);

// Whole models that run, by the name of their file.
struct ExampleModel {
  std::string file;
  std::string about;
  std::string text;
};
const std::vector<ExampleModel>& example_models();

}  // namespace draagkracht
