// CRC-32C: the checksum with the polynomial of Castagnoli, as of RFC 3720, appendix B.4.

#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace tally {

uint32_t Crc32c(absl::string_view bytes);

}  // namespace tally
