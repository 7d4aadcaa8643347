// LateCredit: which lines of an invoice a credit note takes back because of late news.

#pragma once

#include <vector>

#include "ledger/rating/credit.h"
#include "ledger/rating/late.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

struct LateCredit {
  // How much of which lines, before tax.
  v1::LinesExtent lines;
  // What that settles: the differences, or a part of each if not all of it is left of the invoice.
  std::vector<v1::LateDifference> settled;
};

// Returns what is taken back of an invoice: the differences that are negative, each of the lines
// whose key in `billed` it has, and of discounts and maximums what was taken off those lines.
LateCredit CreditOf(const std::vector<v1::LateDifference>& differences,
                    const std::vector<LateAmount>& billed, const Rest& rest);

}  // namespace tally
