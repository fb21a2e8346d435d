// CRC-32C against the published check values: "123456789" (Rocksoft catalogue) and RFC 3720 appendix B.4.
#include "engine/io/crc32c.h"

#include <catch2/catch.hpp>
#include <numeric>
#include <string_view>
#include <vector>

using draagkracht::crc32c;

TEST_CASE("CRC-32C gives the published values") {
  CHECK(crc32c({}) == 0);
  const std::string_view digits = "123456789";
  CHECK(crc32c(std::as_bytes(std::span(digits))) == 0xe3069283U);
  std::vector<unsigned char> block(32, 0);
  CHECK(crc32c(std::as_bytes(std::span(block))) == 0x8a9136aaU);
  block.assign(32, 0xff);
  CHECK(crc32c(std::as_bytes(std::span(block))) == 0x62a8ab43U);
  std::iota(block.begin(), block.end(), static_cast<unsigned char>(0));
  CHECK(crc32c(std::as_bytes(std::span(block))) == 0x46dd794eU);
}
