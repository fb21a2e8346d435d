#include "tests/fuzz/judge.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <set>
#include <sstream>
#include <typeinfo>

#include "engine/core/fault.h"
#include "engine/core/hash.h"
#include "engine/core/issue.h"
#include "engine/io/file_error.h"
#include "tools/subcommand.h"

namespace draagkracht::fuzz {
namespace {

struct Present {
  std::string input;
  const std::type_info* thrown = nullptr;  // last
  void* frames[24];                        // where
  int depth = 0;
};
Present present;
std::string findings_folder;
std::set<std::string> known;  // signatures of findings that were told

// Where the last exception was thrown, as lines `function file:line`.
std::string thrown_at() {
  std::string text;
  for (int i = 0; i < present.depth; ++i) {
    char line[1024];
    auto* address = static_cast<char*>(present.frames[i]) - 1;
    __sanitizer_symbolize_pc(address, "%f %s:%l", line, sizeof line);
    const std::string frame = line;
    if (frame.find("draagkracht") == std::string::npos || frame.find("tests/fuzz") != std::string::npos) continue;
    text += "    " + frame + '\n';
  }
  return text;
}

void report(const char* step, const std::string& type, const std::string& what) {
  const std::string at = thrown_at();
  const std::string first = at.substr(0, at.find('\n'));
  const std::string signature = type + ' ' + (first.empty() ? step : first);
  if (!known.insert(signature).second) return;
  std::string shown = what.substr(0, 600);
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  std::fprintf(stderr, "FINDING in %s: %s: %s\n%s", step, type.c_str(), shown.c_str(), at.c_str());
  if (findings_folder.empty()) std::abort();  // libFuzzer keeps the input
  char name[64];
  std::snprintf(name, sizeof name, "/finding-%016llx", static_cast<unsigned long long>(text_hash(signature)));
  const std::string path = findings_folder + name;
  if (FILE* file = std::fopen(path.c_str(), "wbx")) {
    std::fwrite(present.input.data(), 1, present.input.size(), file);
    std::fclose(file);
    if (FILE* about = std::fopen((path + ".txt").c_str(), "wb")) {
      std::fprintf(about, "%s: %s: %s\n%s", step, type.c_str(), what.substr(0, 2000).c_str(), at.c_str());
      std::fclose(about);
    }
  }
}

std::string name_of(const std::type_info& type) {
  int status = 0;
  char* name = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
  const std::string text = status == 0 ? name : type.name();
  std::free(name);
  return text;
}

// Terminals obey control characters, and readers are led astray by marks that turn the direction of writing.
bool has_control_characters(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c < 0x20 && c != '\n') || c == 0x7f) return true;
    const auto next = [&](std::size_t k) { return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0; };
    if (c == 0xc2 && next(1) >= 0x80 && next(1) < 0xa0) return true;
    if (c == 0xe2 && next(1) == 0x80 && next(2) >= 0xaa && next(2) <= 0xae) return true;
    if (c == 0xe2 && next(1) == 0x81 && next(2) >= 0xa6 && next(2) <= 0xa9) return true;
  }
  return false;
}

void look_at_text(const char* step, const std::string& text) {
  if (!has_control_characters(text)) return;
  present.depth = 0;
  const std::size_t at = text.find_first_of("\x1b\x7f\r\t");
  report(step, "control character in what is printed",
         text.substr(at == std::string::npos ? 0 : at - std::min<std::size_t>(at, 80), 160));
}

}  // namespace

// What every throw passes (__cxa_throw below).
void remember_throw(const std::type_info* type);
void remember_throw(const std::type_info* type) {
  present.thrown = type;
  present.depth = 0;
  if (*type == typeid(InputError) || *type == typeid(RunFailure)) return;
  // The return addresses stand where -fno-omit-frame-pointer puts them.
  auto* frame = static_cast<void**>(__builtin_frame_address(0));
  while (present.depth < 24 && frame != nullptr) {
    present.frames[present.depth++] = frame[1];
    auto* above = static_cast<void**>(frame[0]);
    if (above <= frame || above > frame + (1 << 20)) break;
    frame = above;
  }
}

void keep_findings_in(const std::string& folder) { findings_folder = folder; }

void begin_input(const std::string& input) { present.input = input; }

Outcome judge(const char* step, const std::function<void()>& action) {
  try {
    action();
    return Outcome::done;
  } catch (const InputError& error) {
    look_at_text(step, error.what());
    if (error.issues().empty()) report(step, "InputError", "without an issue");
    return Outcome::refused;
  } catch (const UsageError&) {
    return Outcome::refused;
  } catch (const Incomplete& error) {
    look_at_text(step, error.what());
  } catch (const Failure& error) {
    look_at_text(step, error.what());
  } catch (const RunFailure& error) {
    look_at_text(step, error.what());
  } catch (const WriteError& error) {
    look_at_text(step, error.what());
  } catch (const std::exception& error) {
    report(step, name_of(typeid(error)), error.what());
  } catch (...) {
    report(step, present.thrown != nullptr ? name_of(*present.thrown) : "unknown", "no std::exception");
  }
  return Outcome::failed;
}

Outcome judge_command(const char* name, const std::function<int()>& action) {
  std::ostringstream out;
  std::streambuf* const output = std::cout.rdbuf(out.rdbuf());
  std::streambuf* const errors = std::cerr.rdbuf(out.rdbuf());
  int code = 0;
  const Outcome outcome = judge(name, [&] { code = action(); });
  std::cout.rdbuf(output);
  std::cerr.rdbuf(errors);
  std::cout.clear();
  std::cerr.clear();
  present.depth = 0;
  if (outcome == Outcome::done && (code < 0 || code > 4)) report(name, "exit code", std::to_string(code));
  look_at_text(name, out.str());
  return outcome;
}

void judge_failed_run(const char* step, const std::string& reason) {
  if (present.thrown != nullptr && *present.thrown == typeid(RunFailure)) return look_at_text(step, reason);
  report(step, present.thrown != nullptr ? name_of(*present.thrown) : "unknown", reason);
}

}  // namespace draagkracht::fuzz

// In place of the library's: remembers what is thrown and where, then throws.
extern "C" __attribute__((noreturn)) void __cxa_throw(void* thrown, std::type_info* type, void (*destroy)(void*)) {
  using Throw = void (*)(void*, std::type_info*, void (*)(void*));
  static const auto real = reinterpret_cast<Throw>(::dlsym(RTLD_NEXT, "__cxa_throw"));
  draagkracht::fuzz::remember_throw(type);
  __asan_handle_no_return();
  real(thrown, type, destroy);
  __builtin_unreachable();
}
