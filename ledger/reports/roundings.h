// Roundings: where each part of a cent went between the figures of an invoice and its total.
//
// A line is rounded from its quantity, price and share, or its tiers; a tax from what it is on as
// printed; coins from the total. So the exact figures and the differences come to what is printed.
// What was rounded before it became a price, such as a discount in percent, is exact here, and so
// is tax that prices include: that only moves between net and tax.

#pragma once

#include <optional>

#include "ledger/money/fraction.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/insight.pb.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

// Returns what was rounded and came out differently: lines, taxes, coins, in this order. What does
// not fit in exact figures is left out.
v1::DocumentRounding RoundingsOf(const v1::Invoice& invoice);

// Returns what the line comes to in the major unit before it was rounded, with tax if its price
// includes it. Nothing if its amount is not its figures rounded: it was limited by something else.
std::optional<Fraction> ExactAmountOf(const v1::Line& line);

}  // namespace tally
