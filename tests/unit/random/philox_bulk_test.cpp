// Blocks in bulk are the blocks one by one, bit for bit.
#include "engine/random/philox_bulk.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <vector>

#include "engine/core/fault.h"

using namespace draagkracht;

TEST_CASE("bulk, plain loop and single blocks agree bit for bit", "[philox_bulk]") {
  for (const std::uint64_t first : {0ULL, 5ULL, 0x12345678'fffff000ULL, 0xffffffff'00000001ULL}) {
    for (std::size_t count = 0; count <= 40; ++count) {
      const RandomBlock untouched{1, 2, 3, 4};
      std::vector<RandomBlock> bulk(count + 1, untouched), plain(count + 1, untouched);
      random_blocks({17, population_replication}, first, count, 0xdeadbeef, 3, bulk.data());
      random_blocks_one_by_one({17, population_replication}, first, count, 0xdeadbeef, 3, plain.data());
      REQUIRE(bulk == plain);
      REQUIRE(bulk.back() == untouched);
      for (std::size_t i = 0; i < count; ++i)
        REQUIRE(bulk[i] == random_block({17, population_replication}, first + i, 0xdeadbeef, 3));
    }
  }
}

TEST_CASE("blocks of any entities, and their highest words, are those of one by one", "[philox_bulk]") {
  std::vector<std::uint64_t> entities{0, 0xffffffff'ffffffffULL, 0x12345678'ffffffffULL, 0x12345679'00000000ULL};
  while (entities.size() < 40) entities.push_back(entities.back() * 0x9E3779B97F4A7C15ULL + entities.size());
  for (std::size_t count = 0; count <= entities.size(); ++count) {
    std::vector<RandomBlock> blocks(count + 1), plain_blocks(count + 1);
    std::vector<std::uint32_t> highest(count + 1, 7), plain(count + 1, 7);
    random_blocks({17, 3}, entities.data(), count, 0xdeadbeef, 3, blocks.data(), highest.data());
    random_blocks_one_by_one({17, 3}, entities.data(), count, 0xdeadbeef, 3, plain_blocks.data(), plain.data());
    REQUIRE(blocks == plain_blocks);
    REQUIRE(highest == plain);
    REQUIRE(highest.back() == 7);
    for (std::size_t i = 0; i < count; ++i) {
      const RandomBlock block = random_block({17, 3}, entities[i], 0xdeadbeef, 3);
      REQUIRE(blocks[i] == block);
      REQUIRE(highest[i] == std::max({block[0], block[1], block[2], block[3]}));
    }
  }
}

TEST_CASE("a call may reach the last low word of the entity, not beyond", "[philox_bulk]") {
  std::vector<RandomBlock> out(16);
  random_blocks({1, 1}, 0x7'fffffff0ULL, 16, 1, 1, out.data());
  CHECK(out[15] == random_block({1, 1}, 0x7'ffffffffULL, 1, 1));
  CHECK_THROWS_AS(random_blocks({1, 1}, 0x7'fffffff1ULL, 16, 1, 1, out.data()), LogicFault);
  CHECK_THROWS_AS(random_blocks_one_by_one({1, 1}, 0x7'fffffff1ULL, 16, 1, 1, out.data()), LogicFault);
}

// Measures; run by `test_random "[.speed]"`.
TEST_CASE("time of a block in bulk", "[.speed]") {
  std::vector<RandomBlock> out(4096);
  std::uint32_t sum = 0;
  const int calls = 10000;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) {
    random_blocks({1, 1}, 0, out.size(), static_cast<std::uint32_t>(i), 0, out.data());
    sum += out[99][1];
  }
  const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
  WARN(time.count() / calls / static_cast<double>(out.size()) << " ns per block (" << sum << ")");
}
