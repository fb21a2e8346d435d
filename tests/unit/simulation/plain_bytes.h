// The bytes of a value without those that lie between the members of a record and mean nothing.
#pragma once

#include <string>
#include <type_traits>

namespace draagkracht::testing {

// Clang 19 cannot tell which bytes lie between: there, a record that may have such bytes gives none at all.
template <class T>
std::string plain_bytes(T value) {
  static_assert(std::is_trivially_copyable_v<T>);
  if constexpr (!std::is_arithmetic_v<T> && !std::has_unique_object_representations_v<T>) {
#if __has_builtin(__builtin_clear_padding)
    __builtin_clear_padding(&value);
#else
    return {};
#endif
  }
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace draagkracht::testing
