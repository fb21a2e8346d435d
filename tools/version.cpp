// `draagkracht version`.
#include <iostream>
#include <nlohmann/json.hpp>

#include "tools/build_info.h"
#include "tools/command_line.h"

namespace draagkracht {

int execute_version(const Words& words) {
  CommandLine line("version [--json]", "Shows what this program was built from; result files hold the same.");
  add_json_option(line);
  if (!line.read(words)) return exit_done;
  const BuildInfo& info = build_info();
  if (line.flag("json")) {
    nlohmann::ordered_json libraries;
    for (const auto& [name, version] : library_versions()) libraries[name] = version;
    const nlohmann::ordered_json all{{"version", info.version},
                                     {"commit", info.commit},
                                     {"compiler", info.compiler},
                                     {"flags", info.flags},
                                     {"libraries", libraries}};
    std::cout << all.dump(2) << '\n';
    return exit_done;
  }
  std::cout << "draagkracht " << info.version << "\ncommit    " << info.commit << "\ncompiler  " << info.compiler
            << "\nflags     " << info.flags << "\nlibraries";
  for (const auto& [name, version] : library_versions()) std::cout << ' ' << name << ' ' << version << ';';
  std::cout << '\n';
  return exit_done;
}

}  // namespace draagkracht
