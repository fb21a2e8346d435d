// `draagkracht language`: the reference page of the model language, and its JSON Schema.
#include <iostream>

#include "tools/command_line.h"
#include "tools/language_page.h"
#include "tools/language_schema.h"

namespace draagkracht {

namespace po = boost::program_options;

int execute_language(const Words& words) {
  CommandLine line(
      "language [--markdown | --schema]",
      "Writes the reference of scenario and model files: every key with its type, unit, range, default, meaning "
      "and\nan example. scenarios/language.md and scenarios/model.schema.json are written by it.");
  line.add_options()("markdown", po::bool_switch(), "the page (default)")(
      "schema", po::bool_switch(), "the JSON Schema (draft 2020-12), for editors");
  line.add_options()("json", po::bool_switch(), "the same as --schema");
  if (!line.read(words)) return exit_done;
  const bool schema = line.flag("schema") || line.flag("json");
  if (schema && line.flag("markdown")) throw UsageError("--markdown and --schema are two outputs; name one");
  const ModelLanguage language = describe_language();
  std::cout << (schema ? schema_of(language).dump(1) + '\n' : page_of(language));
  return exit_done;
}

}  // namespace draagkracht
