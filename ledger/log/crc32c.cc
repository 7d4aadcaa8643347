#include "ledger/log/crc32c.h"

#include <array>

namespace tally {
namespace {

constexpr uint32_t kPolynomial = 0x82f63b78;  // Its bits from the lowest power up.

// What a byte does to the bits that are shifted out with it.
constexpr std::array<uint32_t, 256> MakeTable() {
  std::array<uint32_t, 256> table = {};
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t bits = byte;
    for (int i = 0; i < 8; ++i) bits = (bits & 1) != 0 ? (bits >> 1) ^ kPolynomial : bits >> 1;
    table[byte] = bits;
  }
  return table;
}

constexpr std::array<uint32_t, 256> kTable = MakeTable();

}  // namespace

uint32_t Crc32c(absl::string_view bytes) {
  uint32_t crc = ~uint32_t{0};
  for (const char byte : bytes) {
    crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff] ^ (crc >> 8);
  }
  return ~crc;
}

}  // namespace tally
