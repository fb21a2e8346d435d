// Large arrays that are read at random places (persons, requests) cost a page-table walk per read with small pages.
// Asks the system for huge pages where it offers them; a wish, never an error, and no effect on results.
#pragma once

#include <cstddef>
#include <vector>

namespace draagkracht {

// To be called on memory that was reserved and not touched yet.
void wish_huge_pages(void* memory, std::size_t bytes);

// Reserves room for `n` elements in an empty vector, in huge pages if possible.
template <class T>
void reserve_huge(std::vector<T>& vector, std::size_t n) {
  vector.reserve(n);
  wish_huge_pages(vector.data(), n * sizeof(T));
}

}  // namespace draagkracht
