// Taxes: what the taxes on a document come to, and the document as a whole.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/facts.h"
#include "ledger/rating/tax_amounts.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/documents.pb.h"

namespace tally {

// The customer's tax id that says that none is due.
inline constexpr char kExempt[] = "exempt";

// Returns the tax that `customer` pays on `item`; empty if none. An item without a tax is not
// taxed; on a taxed one, the customer's own tax takes the place of the item's.
std::string TaxOn(const v1::Item& item, const v1::Customer& customer);

// Figures out the taxes of `content`: splits lines where the rate changes inside their service
// period (TAX_POINT_SERVICE), sets the net of lines whose price includes tax, and sets the tax
// groups, in the order of the lines, one without a tax id for what is not taxed, and the totals.
// Tax is the group's net times the rate, rounded once (EN 16931 BR-CO-17), unless the org says
// otherwise. A price that includes tax is all net where none is due. AMOUNT_OUT_OF_RANGE if a
// figure does not fit.
absl::Status AddTaxes(const DraftInput& input, v1::DraftContent& content);

// Figures out the taxes of `lines` at the rates of `groups`, those of the document that they are
// from, and returns their groups, in the order of the lines. AMOUNT_OUT_OF_RANGE if a figure does
// not fit.
absl::StatusOr<google::protobuf::RepeatedPtrField<v1::TaxGroup>> TaxAgain(
    const google::protobuf::RepeatedPtrField<v1::TaxGroup>& groups, const TaxRules& rules,
    google::protobuf::RepeatedPtrField<v1::Line>& lines);

// Whether `line` is one of those that `group` taxes. A document has one group for each tax, rate,
// and whether prices include it.
bool IsIn(const v1::TaxGroup& group, const v1::Line& line);

// Whether the two are of the same tax and rate, such as those of an invoice and of its credit note.
bool IsSameGroup(const v1::TaxGroup& left, const v1::TaxGroup& right);

// Returns the sums over `groups` (EN 16931 BR-CO-14), in `currency`. AMOUNT_OUT_OF_RANGE if a
// figure does not fit.
absl::StatusOr<v1::Totals> AddUp(const google::protobuf::RepeatedPtrField<v1::TaxGroup>& groups,
                                 absl::string_view currency);

// Returns `total` as it is paid in coins: rounded if the org says so for its currency. Nothing if
// it does not fit.
std::optional<v1::Money> InCoins(const v1::Org& org, const v1::Money& total);

// Sets what is to be paid of `totals`: rounded to coins if the org says so for its currency, and
// never negative. AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::Status SetPayable(const v1::Org& org, v1::Totals& totals);

// Returns the tax on `taxable`, rounded once; nothing if it does not fit.
std::optional<v1::Money> TaxOnAmount(const v1::Money& taxable, absl::string_view rate_percent,
                                     RoundingMode mode);

}  // namespace tally
