// Document totals: the taxes of a document and what it comes to, as every document ends.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// What the figures are called. A credit note makes less of what an invoice asks for.
struct TotalsTitles {
  const char* base = "on";
  const char* payable = "to pay";
  const char* customer_credit = "customer credit";
};

// Returns a row for each tax, with the taxes that it is made of under it and why nothing is charged
// beside it, and below them net, tax and total, and what is to be paid if that is not the total.
std::string TotalsTable(const google::protobuf::RepeatedPtrField<v1::TaxGroup>& groups,
                        const v1::Totals& totals, const TotalsTitles& titles, const Look& look);

// Says that tax is rounded on each line, or nothing if it is rounded as it mostly is.
std::string TaxRoundingText(v1::TaxRounding rounding);

// Says what an invoice comes to in the org's currency, or nothing if it is in that.
std::string BaseTotalsText(const v1::BaseTotals& base);

}  // namespace tally
