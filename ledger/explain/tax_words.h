// Tax words: the sentences about taxes that are more than one rate on one sum, from facts alone.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/money/fraction.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Tax at the rate of `group` on its sum, exact; of a sum with tax what is in it.
Fraction ExactTaxOf(const v1::TaxGroup& group);

// `20% of 225.00 USD = 45.00 USD`, `20% included in 24.00 USD = 4.00 USD` or, of several taxes,
// `5.00 + 8.40 = 13.40 USD on 100.00 USD`.
std::string TaxOnSumText(const v1::TaxGroup& group);
// `20%, line by line: 4.66 USD on 23.31 USD`.
std::string TaxByLineText(const v1::TaxGroup& group);

// `PST: 8% of 105.00 USD with the taxes before it = 8.40 USD`.
std::string TaxPartWords(const v1::TaxPart& part, const v1::TaxGroup& group);
// `PST: 8%, 8.40 USD of it`, where only all parts together are rounded by themselves.
std::string TaxShareWords(const v1::TaxPart& part);
// `PST is 8% of the net and the taxes before it`.
std::string TaxPartRateWords(absl::string_view name, absl::string_view rate_percent,
                             bool is_compound);

// `20% of 7.77 USD = 1.554 USD on this line`.
std::string OwnTaxWords(const v1::Line& line, const v1::TaxGroup& group);
// Tax at the rate of `group` on what `line` alone comes to, exact.
Fraction ExactTaxOn(const v1::Line& line, const v1::TaxGroup& group);

// `The taxes of the lines make 4.662 USD`.
std::string LineTaxesWords(const Fraction& sum, absl::string_view currency);

// How `org` rounds tax, and with tax per line the sum of the lines' tax.
v1::Rounding TaxRoundingOf(const v1::Org& org);
v1::Rounding TaxTotalRoundingOf(const v1::Org& org);

}  // namespace tally
