// Payment conditions: what folding takes for granted of money and what it settles; see
// preconditions.h.

#pragma once

#include <optional>
#include <string>

#include "ledger/books/books.h"

namespace tally {

// Each returns in words why the event cannot be folded into `books`; nothing if it can.
std::optional<std::string> WhyNotPaid(const Books& books, const v1::PaymentRecorded& event);
std::optional<std::string> WhyNotAllocated(const Books& books, const v1::CreditAllocated& event);
std::optional<std::string> WhyNotReversed(const Books& books, const v1::PaymentReversed& event);
std::optional<std::string> WhyNotRefunded(const Books& books, const v1::CustomerRefunded& event);
std::optional<std::string> WhyNotGranted(const Books& books, const v1::CreditGranted& event);

// The same of what a credit note settles.
std::optional<std::string> WhyNotSettled(const Books& books, const v1::CreditNoteIssued& event);

}  // namespace tally
