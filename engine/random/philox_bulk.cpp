// Philox4x32-10 for eight counters at once, as two independent chains of four. Intrinsics, because the compiler turns
// the plain loop into fast or slow code by chance.
#include <algorithm>

#include "engine/random/philox_bulk.h"

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "engine/core/fault.h"

namespace draagkracht {
namespace {

void ensure_no_wrap(std::uint64_t first_entity, std::size_t count) {
  DRAAGKRACHT_ENSURE((first_entity & 0xffffffffU) + count <= 0x100000000ULL);
}

#ifdef __AVX2__

inline __m256i splat(std::uint32_t word) { return _mm256_set1_epi64x(static_cast<long long>(word)); }

// Four counters, each word in the lower half of a 64-bit lane: so a product needs no shuffling. What stands in the
// upper halves means nothing; the multiplication does not read it.
struct FourCounters {
  __m256i x0, x1, x2, x3;

  void pass_round(__m256i key_0, __m256i key_1, __m256i multiplier_0, __m256i multiplier_1) {
    const __m256i product_0 = _mm256_mul_epu32(x0, multiplier_0);
    const __m256i product_1 = _mm256_mul_epu32(x2, multiplier_1);
    x0 = _mm256_xor_si256(_mm256_srli_epi64(product_1, 32), _mm256_xor_si256(x1, key_0));
    x2 = _mm256_xor_si256(_mm256_srli_epi64(product_0, 32), _mm256_xor_si256(x3, key_1));
    x1 = product_1;
    x3 = product_0;
  }

  // Writes the words of the i-th counter to out[i].
  void store(RandomBlock* out) const {
    const __m256i words_01 = _mm256_blend_epi32(x0, _mm256_slli_epi64(x1, 32), 0xaa);
    const __m256i words_23 = _mm256_blend_epi32(x2, _mm256_slli_epi64(x3, 32), 0xaa);
    const __m256i of_0_and_2 = _mm256_unpacklo_epi64(words_01, words_23);
    const __m256i of_1_and_3 = _mm256_unpackhi_epi64(words_01, words_23);
    auto* to = reinterpret_cast<__m256i*>(out);
    _mm256_storeu_si256(to, _mm256_permute2x128_si256(of_0_and_2, of_1_and_3, 0x20));
    _mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(of_0_and_2, of_1_and_3, 0x31));
  }

  // The highest word of each counter, in the lower half of a 64-bit lane.
  __m256i highest() const { return _mm256_max_epu32(_mm256_max_epu32(x0, x1), _mm256_max_epu32(x2, x3)); }
};

// Eight counters through all rounds.
struct EightCounters {
  FourCounters a, b;

  // Of consecutive entities.
  EightCounters(RandomKey key, std::uint64_t entity, std::uint32_t address, std::uint32_t visit) {
    const __m256i first = _mm256_add_epi64(splat(static_cast<std::uint32_t>(entity)), _mm256_setr_epi64x(0, 1, 2, 3));
    const __m256i entity_high = splat(static_cast<std::uint32_t>(entity >> 32));
    a = {first, entity_high, splat(address), splat(visit)};
    b = {_mm256_add_epi64(first, splat(4)), entity_high, splat(address), splat(visit)};
    pass_rounds(key);
  }

  // Of eight entities that stand side by side in memory.
  EightCounters(RandomKey key, const std::uint64_t* entities, std::uint32_t address, std::uint32_t visit) {
    const auto* from = reinterpret_cast<const __m256i*>(entities);
    const __m256i first = _mm256_loadu_si256(from);
    const __m256i second = _mm256_loadu_si256(from + 1);
    a = {first, _mm256_srli_epi64(first, 32), splat(address), splat(visit)};
    b = {second, _mm256_srli_epi64(second, 32), splat(address), splat(visit)};
    pass_rounds(key);
  }

  void store(RandomBlock* out) const {
    a.store(out);
    b.store(out + 4);
  }
  void store_highest(std::uint32_t* out) const {
    const __m256i mixed = _mm256_blend_epi32(a.highest(), _mm256_slli_epi64(b.highest(), 32), 0xaa);
    const __m256i in_order = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_permutevar8x32_epi32(mixed, in_order));
  }

 private:
  void pass_rounds(RandomKey key) {
    const __m256i multiplier_0 = splat(philox_multiplier_0);
    const __m256i multiplier_1 = splat(philox_multiplier_1);
    __m256i key_0 = splat(key.seed);
    __m256i key_1 = splat(key.replication);
    for (int round = 0; round < philox_rounds; ++round) {
      a.pass_round(key_0, key_1, multiplier_0, multiplier_1);
      b.pass_round(key_0, key_1, multiplier_0, multiplier_1);
      key_0 = _mm256_add_epi32(key_0, splat(philox_increment_0));
      key_1 = _mm256_add_epi32(key_1, splat(philox_increment_1));
    }
  }
};

#endif

}  // namespace

void random_blocks_one_by_one(RandomKey key, std::uint64_t first_entity, std::size_t count, std::uint32_t address,
                              std::uint32_t visit, RandomBlock* out) {
  ensure_no_wrap(first_entity, count);
  for (std::size_t i = 0; i < count; ++i) out[i] = random_block(key, first_entity + i, address, visit);
}

void random_blocks_one_by_one(RandomKey key, const std::uint64_t* entities, std::size_t count, std::uint32_t address,
                              std::uint32_t visit, RandomBlock* out, std::uint32_t* highest) {
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = random_block(key, entities[i], address, visit);
    highest[i] = *std::max_element(out[i].begin(), out[i].end());
  }
}

#ifdef __AVX2__

void random_blocks(RandomKey key, std::uint64_t first_entity, std::size_t count, std::uint32_t address,
                   std::uint32_t visit, RandomBlock* out) {
  ensure_no_wrap(first_entity, count);
  std::size_t done = 0;
  for (; done + 8 <= count; done += 8) EightCounters(key, first_entity + done, address, visit).store(out + done);
  random_blocks_one_by_one(key, first_entity + done, count - done, address, visit, out + done);
}

void random_blocks(RandomKey key, const std::uint64_t* entities, std::size_t count, std::uint32_t address,
                   std::uint32_t visit, RandomBlock* out, std::uint32_t* highest) {
  std::size_t done = 0;
  for (; done + 8 <= count; done += 8) {
    const EightCounters eight(key, entities + done, address, visit);
    eight.store(out + done);
    eight.store_highest(highest + done);
  }
  random_blocks_one_by_one(key, entities + done, count - done, address, visit, out + done, highest + done);
}

#else

void random_blocks(RandomKey key, std::uint64_t first_entity, std::size_t count, std::uint32_t address,
                   std::uint32_t visit, RandomBlock* out) {
  random_blocks_one_by_one(key, first_entity, count, address, visit, out);
}

void random_blocks(RandomKey key, const std::uint64_t* entities, std::size_t count, std::uint32_t address,
                   std::uint32_t visit, RandomBlock* out, std::uint32_t* highest) {
  random_blocks_one_by_one(key, entities, count, address, visit, out, highest);
}

#endif

}  // namespace draagkracht
