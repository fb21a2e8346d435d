// Philox4x32-10 against the known answers of Random123 (its file kat_vectors) and against that library's own code.
#include "engine/random/philox.h"

#include <Random123/philox.h>

#include <catch2/catch.hpp>
#include <cstdint>

#include "engine/core/hash.h"

using namespace draagkracht;

TEST_CASE("known answers of Philox4x32-10", "[philox]") {
  // Random123 1.14, tests/kat_vectors, lines "philox4x32 10": counter, key, result
  CHECK(philox({0, 0, 0, 0}, 0, 0) == RandomBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  const std::uint32_t ones = 0xffffffff;
  CHECK(philox({ones, ones, ones, ones}, ones, ones) == RandomBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0) ==
        RandomBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("the same words as Random123 for many counters and keys", "[philox]") {
  const r123::Philox4x32 theirs;
  for (std::uint64_t i = 0; i < 10000; ++i) {
    const std::uint64_t entity = mix(i + 1);
    const std::uint64_t rest = mix(entity);
    const RandomKey key{static_cast<std::uint32_t>(i * 77), static_cast<std::uint32_t>(rest >> 17)};
    const auto address = static_cast<std::uint32_t>(rest);
    const auto visit = static_cast<std::uint32_t>(rest >> 32);
    const r123::Philox4x32::ctr_type counter = {
        {static_cast<std::uint32_t>(entity), static_cast<std::uint32_t>(entity >> 32), address, visit}};
    const r123::Philox4x32::key_type their_key = {{key.seed, key.replication}};
    const auto expected = theirs(counter, their_key);
    const RandomBlock block = random_block(key, entity, address, visit);
    for (std::size_t lane = 0; lane < 4; ++lane) REQUIRE(block[lane] == expected[lane]);
  }
}

TEST_CASE("each part of an address changes the block", "[philox]") {
  const RandomBlock block = random_block({1, 2}, 3, 4, 5);
  CHECK(random_block({2, 2}, 3, 4, 5) != block);
  CHECK(random_block({1, 3}, 3, 4, 5) != block);
  CHECK(random_block({1, 2}, 4, 4, 5) != block);
  CHECK(random_block({1, 2}, 3 + (1ULL << 32), 4, 5) != block);
  CHECK(random_block({1, 2}, 3, 5, 5) != block);
  CHECK(random_block({1, 2}, 3, 4, 6) != block);
}

TEST_CASE("a uniform is the middle of its word's cell", "[philox]") {
  STATIC_REQUIRE(uniform(0) == 0x1p-33);
  STATIC_REQUIRE(uniform(0xffffffffU) == 1 - 0x1p-33);
  STATIC_REQUIRE(uniform(0x80000000U) == 0.5 + 0x1p-33);
  STATIC_REQUIRE(uniform(7) + uniform(~7U) == 1.0);
}

TEST_CASE("blocks are made at compile time too", "[philox]") {
  STATIC_REQUIRE(random_block({0, 0}, 0, 0, 0)[0] == 0x6627e8d5);
}

TEST_CASE("the words below a share are those whose uniform is below it", "[philox]") {
  CHECK(words_below(-1) == 0);
  CHECK(words_below(0) == 0);
  CHECK(words_below(0x1p-33) == 0);  // the lowest uniform itself
  CHECK(words_below(1) == std::uint64_t{1} << 32);
  CHECK(words_below(7) == std::uint64_t{1} << 32);
  CHECK(words_below(0.5) == std::uint64_t{1} << 31);
  for (const double share : {1e-9, 0.1, 1.0 / 3, 0.9, 1 - 0x1p-33, 1 - 0x1p-34}) {
    const std::uint64_t below = words_below(share);
    CAPTURE(share, below);
    if (below > 0) CHECK(uniform(static_cast<std::uint32_t>(below - 1)) < share);
    if (below < std::uint64_t{1} << 32) CHECK_FALSE(uniform(static_cast<std::uint32_t>(below)) < share);
  }
}
