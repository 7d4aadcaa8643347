// KeyWords: keys of rows as people read them.

#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tally {

// Returns the parts of a key of a table, such as `invoices msp BILL-2026-10-001`. Keys do not say
// of which kind their parts are (encoding.h), so this is for eyes alone: instants are written as
// such, and positions that count backwards as they are forwards.
std::string KeyInWords(absl::string_view key);

}  // namespace tally
