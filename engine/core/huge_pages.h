// Large arrays that are read at random places (persons, requests) cost a page-table walk per read with small pages.
// Asks the system for huge pages where it offers them; a wish, never an error, and no effect on results.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace draagkracht {

// To be called on memory that was reserved and not touched yet.
void wish_huge_pages(void* memory, std::size_t bytes);

// Whatever a vector with it reserves, when it is copied and when it grows as well, is in huge pages if possible.
template <class T>
struct HugePageAllocator {
  using value_type = T;

  HugePageAllocator() = default;
  template <class Other>
  HugePageAllocator(const HugePageAllocator<Other>&) {}

  T* allocate(std::size_t n) {
    T* const memory = std::allocator<T>{}.allocate(n);
    wish_huge_pages(memory, n * sizeof(T));
    return memory;
  }
  void deallocate(T* memory, std::size_t n) { std::allocator<T>{}.deallocate(memory, n); }
  friend bool operator==(const HugePageAllocator&, const HugePageAllocator&) { return true; }
};

template <class T>
using HugePageVector = std::vector<T, HugePageAllocator<T>>;

}  // namespace draagkracht
