// New lines: what every line of a draft is made with, whatever it bills.

#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/money/decimal.h"
#include "ledger/money/fraction.h"
#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the number that a checked text says; zero if it is empty.
Decimal DecimalOf(absl::string_view text);
Fraction FractionOf(absl::string_view text);

// Returns the currency that `customer` is billed in.
const std::string& CurrencyOf(const v1::Org& org, const v1::Customer& customer);

// Returns a line for `part` under the plan line's id, or with `.nth` after it from the second on:
// item, description, tax, service period, share and plan are filled in, no quantity and no price.
v1::DraftLine NewLine(const DraftInput& input, const BilledPart& part);

// Returns a line of `amount` that belongs to `line` as its `part`, under its id, a point and
// `suffix`: quantity 1 at the amount, with the same item, tax and service period. The amount
// includes tax if that line's does.
v1::DraftLine LineBeside(const v1::DraftLine& line, v1::LinePart part, absl::string_view suffix,
                         absl::string_view description, const v1::Money& amount);

// Returns the id of the line of the plan that `line` comes from.
const std::string& PlanLineOf(const v1::Line& line);

// What a line comes to as its price says it: with tax if prices include it, before tax if not.
const v1::Money& PricedAmount(const v1::Line& line);
void SetPricedAmount(const v1::Money& amount, v1::Line& line);

// Sets the quantity, and the exact one if a decimal of 6 places is not.
void SetQuantity(const Fraction& quantity, v1::Line& line);
// Returns the exact quantity.
Fraction QuantityOf(const v1::Line& line);
// Returns the part of the period that the line is for; 1 for all of it.
Fraction ShareOf(const v1::Line& line);

// Rounds quantity x unit price x share to the line's amount. For a line whose price includes tax,
// to the amount with tax. AMOUNT_OUT_OF_RANGE if it does not fit.
absl::Status SetAmount(const DraftInput& input, v1::Line& line);
// The same of an amount that is figured out otherwise.
absl::Status SetAmountTo(const DraftInput& input, const Fraction& exact, v1::Line& line);

// Changes quantity and price of `rated` to what a person said of the line in the draft that was
// reviewed, if anything, and drops the flags that do not apply to a person's figure. Call it before
// SetAmount().
void ApplyOverride(const DraftInput& input, v1::DraftLine& rated);

// Returns what a person said of the line in the draft that was reviewed.
std::optional<v1::LineOverride> OverrideOf(const DraftInput& input, absl::string_view line_id);

// Adds a flag to `flags`; it blocks approval if its kind does.
void AddFlag(google::protobuf::RepeatedPtrField<v1::Flag>& flags, v1::FlagKind kind,
             absl::string_view detail);

// Returns the days that a line is for: its service period, or the draft's.
DaySpan ServiceDays(const v1::DraftContent& content, const v1::Line& line);

}  // namespace tally
