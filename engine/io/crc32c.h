// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78, as in RFC 3720 appendix B.4): finds torn and flipped bytes in
// the journal. No protection against intent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace draagkracht {

std::uint32_t crc32c(std::span<const std::byte> bytes);

}  // namespace draagkracht
