// Philox4x32-10 for eight counters at once. Intrinsics, because the compiler turns the plain loop into fast or slow
// code by chance.
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

struct Products {
  __m256i low, high;
};

// The low and high halves of eight 32 x 32-bit products.
inline Products multiply(__m256i a, __m256i multiplier) {
  const __m256i even = _mm256_mul_epu32(a, multiplier);
  const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), multiplier);
  return {_mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa),
          _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa)};
}

inline __m256i splat(std::uint32_t word) { return _mm256_set1_epi32(static_cast<int>(word)); }

// Writes word j of entity i, which is lane i of x_j, to out[i][j].
inline void store_transposed(__m256i x0, __m256i x1, __m256i x2, __m256i x3, RandomBlock* out) {
  const __m256i low01 = _mm256_unpacklo_epi32(x0, x1);
  const __m256i high01 = _mm256_unpackhi_epi32(x0, x1);
  const __m256i low23 = _mm256_unpacklo_epi32(x2, x3);
  const __m256i high23 = _mm256_unpackhi_epi32(x2, x3);
  const __m256i e04 = _mm256_unpacklo_epi64(low01, low23);
  const __m256i e15 = _mm256_unpackhi_epi64(low01, low23);
  const __m256i e26 = _mm256_unpacklo_epi64(high01, high23);
  const __m256i e37 = _mm256_unpackhi_epi64(high01, high23);
  auto* to = reinterpret_cast<__m256i*>(out);
  _mm256_storeu_si256(to, _mm256_permute2x128_si256(e04, e15, 0x20));
  _mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(e26, e37, 0x20));
  _mm256_storeu_si256(to + 2, _mm256_permute2x128_si256(e04, e15, 0x31));
  _mm256_storeu_si256(to + 3, _mm256_permute2x128_si256(e26, e37, 0x31));
}

#endif

}  // namespace

void random_blocks_one_by_one(RandomKey key, std::uint64_t first_entity, std::size_t count, std::uint32_t address,
                              std::uint32_t visit, RandomBlock* out) {
  ensure_no_wrap(first_entity, count);
  for (std::size_t i = 0; i < count; ++i) out[i] = random_block(key, first_entity + i, address, visit);
}

#ifdef __AVX2__

void random_blocks(RandomKey key, std::uint64_t first_entity, std::size_t count, std::uint32_t address,
                   std::uint32_t visit, RandomBlock* out) {
  ensure_no_wrap(first_entity, count);
  const __m256i multiplier_0 = splat(philox_multiplier_0);
  const __m256i multiplier_1 = splat(philox_multiplier_1);
  const __m256i steps = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const __m256i entity_high = splat(static_cast<std::uint32_t>(first_entity >> 32));
  std::size_t done = 0;
  for (; done + 8 <= count; done += 8) {
    __m256i x0 = _mm256_add_epi32(splat(static_cast<std::uint32_t>(first_entity + done)), steps);
    __m256i x1 = entity_high;
    __m256i x2 = splat(address);
    __m256i x3 = splat(visit);
    std::uint32_t key_0 = key.seed;
    std::uint32_t key_1 = key.replication;
    for (int round = 0; round < philox_rounds; ++round) {
      const Products p0 = multiply(x0, multiplier_0);
      const Products p1 = multiply(x2, multiplier_1);
      x0 = _mm256_xor_si256(_mm256_xor_si256(p1.high, x1), splat(key_0));
      x2 = _mm256_xor_si256(_mm256_xor_si256(p0.high, x3), splat(key_1));
      x1 = p1.low;
      x3 = p0.low;
      key_0 += philox_increment_0;
      key_1 += philox_increment_1;
    }
    store_transposed(x0, x1, x2, x3, out + done);
  }
  random_blocks_one_by_one(key, first_entity + done, count - done, address, visit, out + done);
}

#else

void random_blocks(RandomKey key, std::uint64_t first_entity, std::size_t count, std::uint32_t address,
                   std::uint32_t visit, RandomBlock* out) {
  random_blocks_one_by_one(key, first_entity, count, address, visit, out);
}

#endif

}  // namespace draagkracht
