// Adjusted lines: what the lines have in common that are added to a draft or taken off it.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/money/money.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/new_line.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns `percent` of an amount in minor units, rounded; nothing if it does not fit.
std::optional<int64_t> PercentOf(const DraftInput& input, int64_t amount,
                                 absl::string_view percent);

// Returns a price of the customer's currency in minor units, rounded; nothing if it does not fit.
std::optional<int64_t> MinorUnitsOf(const DraftInput& input, absl::string_view price);

// Returns what the lines that `counts` says yes to come to as their prices say it, in minor units;
// nothing if it does not fit.
template <class Predicate>
std::optional<int64_t> SumOfLines(const v1::DraftContent& content, Predicate counts) {
  std::vector<int64_t> amounts;
  for (const v1::DraftLine& rated : content.lines()) {
    if (counts(rated.line())) amounts.push_back(PricedAmount(rated.line()).minor_units());
  }
  return Sum(amounts);
}

// Sets quantity 1 at `amount`, in minor units of the customer's currency.
void SetOneAt(const DraftInput& input, int64_t amount, v1::Line& line);

// Changes quantity and price to what a person said of the line in the draft that was reviewed, if
// anything. What takes off still does: a price of 5 takes 5 off. AMOUNT_OUT_OF_RANGE if the amount
// does not fit.
absl::Status OverrideAdjusted(const DraftInput& input, v1::DraftLine& rated);

// Whether `line` is a discount on the document as a whole.
bool IsDocumentDiscount(const v1::Line& line);

// Refuses with AMOUNT_OUT_OF_RANGE: what `what` names comes to too much.
absl::Status AmountDoesNotFit(absl::string_view what);

}  // namespace tally
