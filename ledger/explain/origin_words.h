// Origin words: the sentences about invoices that bill no month, from facts alone.

#pragma once

#include <string>

#include "ledger/explain/words.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/projects.pb.h"
#include "tally/v1/quotes.pb.h"

namespace tally {

// `As quoted: line setup of revision 2 of quote q-7, made on 3 Nov 2026`.
std::string QuotedLineWords(const v1::Line& line, const v1::Invoice& invoice,
                            const v1::QuoteRevision& revision);
// `Task design of project web, Website: 8 at its own rate of 120.00 USD`, or its share of the
// estimate. Empty if `line` is not what the task came to.
std::string TaskWords(const v1::Line& line, const v1::ProjectView& project);

// `Bills revision 2 of quote q-7, noted as accepted by ann on 5 Nov 2026 10:00 UTC`.
std::string QuoteAcceptedWords(const v1::Invoice& invoice, const Deed& acceptance);
// `Bills project web, Website`.
std::string ProjectWords(const v1::Project& project);
// `ann issued it on 5 Nov 2026 10:00 UTC`.
std::string IssuedWords(const Deed& issue);
// `VAT, 20%, as quoted on 3 Nov 2026`; `VAT, 20%, when the invoice was issued`.
std::string OneOffTaxWords(const v1::TaxGroup& group, const v1::Invoice& invoice,
                           const v1::QuoteRevision& revision);

}  // namespace tally
