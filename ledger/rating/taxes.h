// Taxes: what the taxes on a document come to, and the document as a whole.

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/facts.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/documents.pb.h"

namespace tally {

// The customer's tax id that says that none is due.
inline constexpr char kExempt[] = "exempt";

// Returns the tax that `customer` pays on `item`; empty if none. An item without a tax is not
// taxed; on a taxed one, the customer's own tax takes the place of the item's.
std::string TaxOn(const v1::Item& item, const v1::Customer& customer);

// Returns one group a tax, in the order of the lines, and one without a tax id for what is not
// taxed. Tax is the group's net times the rate, rounded once (EN 16931 BR-CO-17).
// AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::StatusOr<std::vector<v1::TaxGroup>> GroupTaxes(const std::vector<v1::Line>& lines,
                                                     const Facts& facts, RoundingMode mode);

// Returns the sums over `groups` (EN 16931 BR-CO-14), in `currency`. AMOUNT_OUT_OF_RANGE if a
// figure does not fit.
absl::StatusOr<v1::Totals> AddUp(const std::vector<v1::TaxGroup>& groups,
                                 absl::string_view currency);

// Returns the tax on `taxable`, rounded once; nothing if it does not fit.
std::optional<v1::Money> TaxOnAmount(const v1::Money& taxable, absl::string_view rate_percent,
                                     RoundingMode mode);

}  // namespace tally
