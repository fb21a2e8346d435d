// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78, as in RFC 3720 appendix B.4): finds torn and flipped bytes in
// the journal. No protection against intent. By tables, so that it needs no special processor instruction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace draagkracht {

// The checksum of `bytes`; `before` is the checksum of what stood before them, so that
// crc32c(b, crc32c(a)) is the checksum of a followed by b.
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before = 0);

}  // namespace draagkracht
