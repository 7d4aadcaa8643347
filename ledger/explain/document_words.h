// Document words: the sentences about an invoice as a whole, from facts alone.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/explain/words.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/runs.pb.h"

namespace tally {

// `Invoice BILL-2026-11-001 of 3 Nov 2026 to Alpha Ltd for October 2026: 225.00 USD and 45.00 USD
// tax make 270.00 USD`.
std::string DocumentWords(const v1::Invoice& invoice);
// `VAT: 20% of 225.00 USD = 45.00 USD, on seat`. `line_ids` are those it is on, of all `lines`.
std::string TaxGroupWords(const v1::TaxGroup& group, const std::vector<std::string>& line_ids,
                          int lines);
// The same where tax is figured out per line.
std::string TaxByLineWords(const v1::TaxGroup& group, const std::vector<std::string>& line_ids,
                           int lines);
// `VAT is 20%`.
std::string TaxRateWords(const v1::TaxGroup& group);
// `107.51 CHF is paid in coins as 107.50 CHF, 0.01 CHF less`.
std::string CoinsWords(const v1::Totals& totals);
// `Nothing is to be paid: 12.00 USD is credited to you`.
std::string CustomerCreditWords(const v1::Totals& totals);
// `In the books of Msp: 303.60 GBP and 60.72 GBP tax make 364.32 GBP; 1 USD is 0.6072 GBP …`.
std::string BaseTotalsWords(const v1::BaseTotals& base, const v1::Org& org);
std::string BilledToWords(const v1::BillTo& bill_to);
// `Due 3 Dec 2026: net 30 from the issue on 3 Nov 2026; your own terms`. `whose` is the last part.
std::string TermsWords(const v1::Invoice& invoice, absl::string_view whose);
// `Number BILL-2026-11-001 is the 1st of its series BILL-2026-11-{N}, as Msp numbers invoices`.
std::string NumberWords(const v1::InvoiceIssued& issued, const v1::Org& org);

std::string DraftedWords(const v1::DraftGenerated& generated);
std::string RunWords(const v1::RunStarted& started, const Deed& start);
std::string DraftedAgainWords(const Deed& deed);
std::string ApprovedWords(const v1::DraftApproved& approved, const Deed& approval);
// `Last month's net was 212.50 USD; this month's is 12.50 USD more`.
std::string LastNetWords(const v1::Money& previous_net, const v1::Money& change);
std::string VanishedWords(const v1::VanishedLine& vanished);

std::string CreditWords(const v1::CreditNote& note);
// The same of one line of it.
std::string LineCreditWords(const v1::CreditNote& note, const v1::CreditLine& line);
std::string VoidedWords(const v1::InvoiceVoided& voided, const Deed& deed);
std::string BilledAgainWords(const v1::Invoice& correction);
// What a corrected invoice and its lines say of the one that they correct.
std::string CorrectsWords(const v1::Invoice& correction);
std::string CorrectedLineWords(const v1::Line& original, const v1::Invoice& correction);
std::string CorrectionApprovedWords(const v1::Invoice& correction);
std::string TaxAsOnWords(const v1::TaxGroup& group, absl::string_view number);

}  // namespace tally
