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

TEST_CASE("CRC-32C of parts chains to that of the whole") {
  const std::string_view text = "de huisarts en de wijkverpleging";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const auto head = std::as_bytes(std::span(text.substr(0, cut)));
    const auto tail = std::as_bytes(std::span(text.substr(cut)));
    CHECK(crc32c(tail, crc32c(head)) == crc32c(std::as_bytes(std::span(text))));
  }
}
