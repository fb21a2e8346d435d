// A program of libFuzzer for all kinds of input. Options beside libFuzzer's own, which knows nothing of them:
//   --kind=NAME      scenario, csv, dutch, journal, plan or hdf5
//   --findings=DIR   keeps inputs that end in an exception that must not be there in DIR, and goes on; without it the
//                    first one ends the program, as a crash, a sanitizer's report or a timeout always does
//   --apart          reads result files in a process of its own, as the released program does; else in this one, whose
//                    sanitizers see what happens, and which ends with HDF5 if that fails on a file
// Folders that are named are corpora, as for every program of libFuzzer; pieces of their inputs go into mutations.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/child_process.h"
#include "tests/fuzz/judge.h"
#include "tests/fuzz/kinds.h"

namespace draagkracht::fuzz {
namespace {

struct Fuzzer {
  std::optional<InThisProcess> together;
  Workshop workshop;
  std::unique_ptr<Kind> kind;
  std::vector<std::string> seeds;
};

Fuzzer* fuzzer = nullptr;  // libFuzzer calls plain functions

std::unique_ptr<Kind> kind_called(const std::string& name, Workshop& workshop, bool apart) {
  if (name == "scenario") return scenario_kind(workshop);
  if (name == "csv") return csv_kind(workshop);
  if (name == "dutch") return dutch_kind(workshop);
  if (name == "journal") return journal_kind(workshop);
  if (name == "plan") return plan_kind(workshop);
  if (name == "hdf5") return hdf5_kind(workshop, apart);
  std::fprintf(stderr, "fuzz_inputs: --kind is scenario, csv, dutch, journal, plan or hdf5\n");
  std::exit(2);
}

void read_seeds(const std::filesystem::path& folder, std::vector<std::string>& seeds) {
  std::error_code ignored;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const std::filesystem::path& path : paths) {
    std::ifstream in(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
}

void start(int count, char** values) {
  std::string kind;
  bool apart = false;
  std::vector<std::string> seeds;
  for (int i = 1; i < count; ++i) {
    const std::string word = values[i];
    if (word.starts_with("--kind=")) kind = word.substr(7);
    if (word == "--apart") apart = true;
    if (word.starts_with("--findings=")) keep_findings_in(std::filesystem::absolute(word.substr(11)).string());
    if (!word.starts_with("-")) read_seeds(word, seeds);
  }
  // Paths that libFuzzer was given are relative to where it was started; the working folder becomes another one.
  for (int i = 1; i < count; ++i) {
    std::string word = values[i];
    const std::string prefix = "-artifact_prefix=";
    if (word.starts_with(prefix))
      word = prefix + std::filesystem::absolute(word.substr(prefix.size())).string();
    else if (!word.starts_with("-"))
      word = std::filesystem::absolute(word).string();
    values[i] = ::strdup(word.c_str());
  }
  fuzzer = new Fuzzer;
  fuzzer->seeds = std::move(seeds);
  if (!apart) fuzzer->together.emplace();
  fuzzer->kind = kind_called(kind, fuzzer->workshop, apart);
  std::atexit([] { delete fuzzer; });
}

}  // namespace
}  // namespace draagkracht::fuzz

using namespace draagkracht::fuzz;

// Little is remembered of each allocation: it is a search, and what it finds is tried again with everything. A library
// in C is told that there is no such memory, as in the process that reads; `new` without memory ends the program.
extern "C" const char* __asan_default_options() {
  return "detect_leaks=0:allocator_may_return_null=1:handle_abort=1:malloc_context_size=3:quarantine_size_mb=16:"
         "detect_stack_use_after_return=0:max_allocation_size_mb=1024";
}

extern "C" int LLVMFuzzerInitialize(int* count, char*** values) {
  start(*count, *values);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  begin_input(input);
  fuzzer->kind->try_input(input);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  std::string input(reinterpret_cast<const char*>(data), size);
  Random random(seed);
  fuzzer->kind->mutate(input, fuzzer->seeds, random);
  const std::size_t length = std::min(input.size(), most);
  std::memcpy(data, input.data(), length);
  return length;
}
