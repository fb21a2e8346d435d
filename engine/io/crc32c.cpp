// Eight bytes at a time with eight tables: table k gives the effect of a byte that k further bytes follow.
#include "engine/io/crc32c.h"

#include <array>

namespace draagkracht {
namespace {

using Table = std::array<std::uint32_t, 256>;

constexpr std::array<Table, 8> make_tables() {
  std::array<Table, 8> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0x82f63b78U : 0U);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t crc = tables[k - 1][byte];
      tables[k][byte] = (crc >> 8) ^ tables[0][crc & 0xffU];
    }
  }
  return tables;
}

constexpr std::array<Table, 8> tables = make_tables();

}  // namespace

std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before) {
  std::uint32_t crc = ~before;
  std::size_t i = 0;
  const auto at = [&](std::size_t k) { return static_cast<std::uint32_t>(bytes[i + k]); };
  for (; i + 8 <= bytes.size(); i += 8) {
    crc = tables[7][(crc ^ at(0)) & 0xffU] ^ tables[6][((crc >> 8) ^ at(1)) & 0xffU] ^
          tables[5][((crc >> 16) ^ at(2)) & 0xffU] ^ tables[4][((crc >> 24) ^ at(3)) & 0xffU] ^ tables[3][at(4)] ^
          tables[2][at(5)] ^ tables[1][at(6)] ^ tables[0][at(7)];
  }
  for (; i < bytes.size(); ++i) crc = (crc >> 8) ^ tables[0][(crc ^ at(0)) & 0xffU];
  return ~crc;
}

}  // namespace draagkracht
