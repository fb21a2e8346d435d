// Random numbers of all persons of a wijk at one address, in bulk. For use inside this layer while people are made.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/population/population.h"
#include "engine/random/philox_bulk.h"

namespace draagkracht {

// Calls visit(index in `population.persons`, block) for each person of the wijk, in order.
template <class Visit>
void for_each_draw(const Population& population, const Wijk& wijk, std::uint32_t seed, std::uint32_t address,
                   Visit visit) {
  std::array<RandomBlock, 256> blocks;
  for (std::uint32_t done = 0; done < wijk.inhabitants; done += static_cast<std::uint32_t>(blocks.size())) {
    const std::uint32_t first = wijk.first + done;
    const std::uint32_t n = std::min(static_cast<std::uint32_t>(blocks.size()), wijk.inhabitants - done);
    random_blocks({seed, population_replication}, population.persons[first].entity, n, address, 0, blocks.data());
    for (std::uint32_t i = 0; i < n; ++i) visit(first + i, blocks[i]);
  }
}

// A whole number from 0 to n - 1, each with the same chance; it never decreases in `word`.
constexpr std::uint32_t spread(std::uint32_t word, std::uint32_t n) {
  return static_cast<std::uint32_t>((std::uint64_t{word} * n) >> 32);
}

}  // namespace draagkracht
