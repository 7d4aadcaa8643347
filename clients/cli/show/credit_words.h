// Credit words: what credits and what happens to payments are called in tables and on the command
// line.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tally/v1/payments.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// `payment`, `credit_note`, `invoice`, `granted`.
std::vector<std::string> CreditKindNames();
std::optional<v1::CreditKind> ParseCreditKind(absl::string_view name);
// `payment/4711`.
std::string CreditText(const v1::CreditName& credit);

// `failed`, `charged_back`, `mistake`.
std::string ReversalName(v1::ReversalKind kind);
std::vector<std::string> ReversalNames();
std::optional<v1::ReversalKind> ParseReversal(absl::string_view name);

// `invoice`, `credit note`, `payment`, …
std::string StatementWords(v1::StatementKind kind);

}  // namespace tally
