// Random blocks of many entities at one address, eight at a time where the machine can.
// The same words as random_block() gives one by one; see philox.h for what they mean.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/random/philox.h"

namespace draagkracht {

// Writes random_block(key, first_entity + i, address, visit) to out[i] for i = 0 ... count - 1.
// Throws LogicFault if the low 32 bits of the entity would wrap inside the call.
void random_blocks(RandomKey key, std::uint64_t first_entity, std::size_t count, std::uint32_t address,
                   std::uint32_t visit, RandomBlock* out);

// The same by a plain loop: what machines without AVX2 run, and what tests compare with.
void random_blocks_one_by_one(RandomKey key, std::uint64_t first_entity, std::size_t count, std::uint32_t address,
                              std::uint32_t visit, RandomBlock* out);

// The blocks of any entities: writes random_block(key, entities[i], address, visit) to out[i], and the highest of its
// four words to highest[i], for i = 0 ... count - 1.
void random_blocks(RandomKey key, const std::uint64_t* entities, std::size_t count, std::uint32_t address,
                   std::uint32_t visit, RandomBlock* out, std::uint32_t* highest);
void random_blocks_one_by_one(RandomKey key, const std::uint64_t* entities, std::size_t count, std::uint32_t address,
                              std::uint32_t visit, RandomBlock* out, std::uint32_t* highest);

}  // namespace draagkracht
