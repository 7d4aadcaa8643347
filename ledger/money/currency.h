// Currencies: which there are, and how finely each is divided (ISO 4217).

#pragma once

#include <optional>

#include "absl/strings/string_view.h"

namespace tally {

// Returns the number of decimals of the minor unit of the currency `code` (0 to 4), or nothing if
// ISO 4217 has no such active currency or gives it no minor unit (`XAU`, `XXX`). Codes are three
// capital letters.
std::optional<int> MinorUnitDigits(absl::string_view code);

}  // namespace tally
