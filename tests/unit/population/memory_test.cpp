// Memory while people are made: the persons themselves and little beside them. Counts every block this program
// allocates.
#include <malloc.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "engine/population/places.h"
#include "engine/population/synthesis.h"
#include "tests/unit/population/dutch_input.h"

namespace {

// Plain numbers: they must be there before any constructor runs. Tests run on one thread.
std::size_t bytes_now = 0;
std::size_t bytes_most = 0;

void* counted(std::size_t size) {
  void* block = std::malloc(std::max<std::size_t>(size, 1));
  if (block == nullptr) throw std::bad_alloc();
  bytes_now += malloc_usable_size(block);
  bytes_most = std::max(bytes_most, bytes_now);
  return block;
}

void uncounted(void* block) noexcept {
  if (block == nullptr) return;
  bytes_now -= malloc_usable_size(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
// The library's own would do the same by the first; a sanitizer's would not, and its blocks are none of ours.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return counted(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void* operator new[](std::size_t size, const std::nothrow_t& no_throw) noexcept { return operator new(size, no_throw); }
void operator delete(void* block) noexcept { uncounted(block); }
void operator delete[](void* block) noexcept { uncounted(block); }
void operator delete(void* block, std::size_t) noexcept { uncounted(block); }
void operator delete[](void* block, std::size_t) noexcept { uncounted(block); }

using namespace draagkracht;
using namespace draagkracht::test;

TEST_CASE("Making Twente takes at most 68 bytes per inhabitant, keeping it at most 57: a row of 48, two needs of 4") {
  const PopulationInput input = dutch_input("VR05");
  const std::size_t before = bytes_now;
  bytes_most = bytes_now;
  Population people = make_population(input, 1);
  const double n = static_cast<double>(people.persons.size());
  const double most = static_cast<double>(bytes_most - before) / n;
  const double kept = static_cast<double>(bytes_now - before) / n;
  INFO("bytes per inhabitant: at most " << most << ", kept " << kept);
  CHECK(people.persons.row_bytes() == 48);
  CHECK(kept >= 48 + 2 * sizeof(float));  // twin of a count that counts nothing
  CHECK(kept < 57);
  CHECK(most < 68);
  const std::vector<std::uint32_t> servers(people.places[1].size(), 2);
  bytes_most = bytes_now;
  const std::size_t made = bytes_now;
  assign_own_servers(people, 1, servers, 1);
  CHECK(static_cast<double>(bytes_most - made) / n < 0.1);
}
