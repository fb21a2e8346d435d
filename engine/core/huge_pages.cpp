#include "engine/core/huge_pages.h"

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

namespace draagkracht {

void wish_huge_pages(void* memory, std::size_t bytes) {
  constexpr std::uintptr_t page = std::uintptr_t{2} << 20;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t to_first_page = (page - begin % page) % page;
  if (bytes < to_first_page + page) return;
  const std::size_t whole_pages = (bytes - to_first_page) / page * page;
  static_cast<void>(madvise(static_cast<std::byte*>(memory) + to_first_page, whole_pages, MADV_HUGEPAGE));
}

}  // namespace draagkracht
