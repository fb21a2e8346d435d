// Addressed random numbers: Philox4x32-10, a function from (key, counter) to four 32-bit words, without state.
// A word is found by what it means (seed, replication, entity, address, visit, lane), never by what was drawn before.
// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011), section 3.3 and
// table 2; checked in the tests against that paper's library. Blocks in bulk are in philox_bulk.h; this file knows
// no distributions.
#pragma once

#include <array>
#include <cstdint>

namespace draagkracht {

// Which random world: two runs with one key give every entity the same luck.
struct RandomKey {
  std::uint32_t seed = 0;
  std::uint32_t replication = 0;

  friend constexpr bool operator==(RandomKey, RandomKey) = default;
};

// The replication number under which people are made; runs use lower ones.
inline constexpr std::uint32_t population_replication = 0xffffffff;

// Four independent words, one per lane.
using RandomBlock = std::array<std::uint32_t, 4>;

// What each word of a step's block is for. A further draw takes the address of "name#2".
enum Lane : std::uint32_t { service_lane = 0, patience_lane = 1, branch_lane = 2, return_lane = 3 };

// The constants of Philox4x32: two multipliers and two Weyl increments of the key.
inline constexpr std::uint32_t philox_multiplier_0 = 0xD2511F53U;
inline constexpr std::uint32_t philox_multiplier_1 = 0xCD9E8D57U;
inline constexpr std::uint32_t philox_increment_0 = 0x9E3779B9U;
inline constexpr std::uint32_t philox_increment_1 = 0xBB67AE85U;
inline constexpr int philox_rounds = 10;

// Philox4x32-10 of a bare counter.
constexpr RandomBlock philox(RandomBlock counter, std::uint32_t key_0, std::uint32_t key_1) {
  for (int round = 0; round < philox_rounds; ++round) {
    const std::uint64_t product_0 = std::uint64_t{philox_multiplier_0} * counter[0];
    const std::uint64_t product_1 = std::uint64_t{philox_multiplier_1} * counter[2];
    counter = {static_cast<std::uint32_t>(product_1 >> 32) ^ counter[1] ^ key_0, static_cast<std::uint32_t>(product_1),
               static_cast<std::uint32_t>(product_0 >> 32) ^ counter[3] ^ key_1, static_cast<std::uint32_t>(product_0)};
    key_0 += philox_increment_0;
    key_1 += philox_increment_1;
  }
  return counter;
}

// The four words that `entity` draws at `address` (the hash of the name of what draws) on its visit-th visit there.
constexpr RandomBlock random_block(RandomKey key, std::uint64_t entity, std::uint32_t address, std::uint32_t visit) {
  return philox({static_cast<std::uint32_t>(entity), static_cast<std::uint32_t>(entity >> 32), address, visit},
                key.seed, key.replication);
}

// The middle of the word's cell in (0, 1): never 0 or 1, exact in a double.
constexpr double uniform(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }

// How many words have uniform(word) < share, 0 to 2^32: those below that number.
constexpr std::uint64_t words_below(double share) {
  // (word + 0.5) / 2^32 < share; scaling by a power of two is exact, and so is what is cut off here.
  const double scaled = share * 0x1p32 - 0.5;
  if (!(scaled > 0)) return 0;
  if (scaled >= 0x1p32) return std::uint64_t{1} << 32;
  const auto whole = static_cast<std::uint64_t>(scaled);
  return static_cast<double>(whole) < scaled ? whole + 1 : whole;
}

}  // namespace draagkracht
