// NumberPattern: how an org writes the numbers of its documents.
//
//   pattern := part*                                        at most 40 characters, one counter
//   part    := literal | "{YYYY}" | "{YY}" | "{MM}" | "{" counter "}"
//   counter := "N"+                                         at most 9
//   literal := letter | digit | "-" | "_" | "/" | "."

#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tally {

// The patterns of an org that has none of its own.
inline constexpr char kDefaultNumberPattern[] = "BILL-{YYYY}-{MM}-{NNN}";
inline constexpr char kDefaultCreditNotePattern[] = "CREDIT-{YYYY}-{MM}-{NNN}";

// Whether `name`, which stands in braces, is the counter.
bool IsCounter(absl::string_view name);

// Returns in words what is wrong with `pattern`, which is valid UTF-8; nothing if it is as the
// grammar above.
std::optional<std::string> ProblemWithNumberPattern(absl::string_view pattern);

}  // namespace tally
