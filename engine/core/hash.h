// Fixed hashes: part of the addresses of random numbers and so of every result. Changing one changes all results.
#pragma once

#include <cstdint>
#include <string_view>

namespace draagkracht {

// Mixes 64 bits so that each input bit changes each output bit with probability near one half; a bijection.
constexpr std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  x ^= x >> 31;
  return x;
}

// The hash of an ordered pair, for instance of a parent entity and the address of the step that made the child.
constexpr std::uint64_t combine(std::uint64_t a, std::uint64_t b) { return mix(a + 0x9e3779b97f4a7c15ULL * (b + 1)); }

// 32-bit FNV-1a of a name: the address of what draws. The model compiler refuses two names with one hash.
constexpr std::uint32_t name_hash(std::string_view name) {
  std::uint32_t h = 0x811c9dc5U;
  for (const char c : name) {
    h ^= static_cast<unsigned char>(c);
    h *= 0x01000193U;
  }
  return h;
}

// 64-bit FNV-1a, for checksums of texts.
constexpr std::uint64_t text_hash(std::string_view text, std::uint64_t h = 0xcbf29ce484222325ULL) {
  for (const char c : text) {
    h ^= static_cast<unsigned char>(c);
    h *= 0x100000001b3ULL;
  }
  return h;
}

}  // namespace draagkracht
