#include "ledger/explain/document_words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/price_words.h"
#include "ledger/explain/tax_words.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// A tax names up to so many of its lines.
constexpr size_t kMaxNamedLines = 10;

std::string TaxName(const v1::TaxGroup& group) {
  return group.name().empty() ? group.tax_id() : group.name();
}

std::string NamesOf(std::vector<std::string> line_ids, int lines) {
  const size_t count = line_ids.size();
  if (count > 1 && count == static_cast<size_t>(lines)) return "all lines";
  if (count <= kMaxNamedLines) return absl::StrJoin(line_ids, ", ");
  line_ids.resize(kMaxNamedLines);
  return absl::StrCat(absl::StrJoin(line_ids, ", "), " and ", count - kMaxNamedLines, " more");
}

// `; Reverse charge`; empty if no reason is given.
std::string WhyNothing(const v1::TaxGroup& group) {
  return group.exemption_reason().empty() ? "" : absl::StrCat("; ", group.exemption_reason());
}

std::string MoreOrLess(const v1::Money& change) {
  const bool is_less = change.minor_units() < 0;
  const v1::Money size = is_less ? MakeMoney(-change.minor_units(), change.currency()) : change;
  return absl::StrCat(AmountWords(size), is_less ? " less" : " more");
}

std::string NthWords(uint64_t number) {
  const uint64_t teens = number % 100;
  const bool is_teen = teens >= 11 && teens <= 13;
  switch (is_teen ? 0 : number % 10) {
    case 1:
      return absl::StrCat(number, "st");
    case 2:
      return absl::StrCat(number, "nd");
    case 3:
      return absl::StrCat(number, "rd");
    default:
      return absl::StrCat(number, "th");
  }
}

}  // namespace

std::string DocumentWords(const v1::Invoice& invoice) {
  const v1::Totals& totals = invoice.totals();
  return absl::StrCat(
      "Invoice ", invoice.number(), " of ", DayWords(invoice.issue_date()), " to ",
      invoice.bill_to().name(),
      invoice.period().month().empty()
          ? ""
          : absl::StrCat(" for ", MonthWords(invoice.period().month())),
      ": ", AmountWords(totals.net()), " and ", AmountWords(totals.tax()), " tax make ",
      AmountWords(totals.total()),
      totals.has_payable()
          ? absl::StrCat(", of which ", AmountWords(totals.payable()), " is to be paid")
          : "");
}

std::string TaxGroupWords(const v1::TaxGroup& group, const std::vector<std::string>& line_ids,
                          int lines) {
  const std::string names = NamesOf(line_ids, lines);
  if (group.tax_id().empty()) {
    return absl::StrCat("Not taxed: ", AmountWords(group.taxable()), ", on ", names,
                        WhyNothing(group));
  }
  return absl::StrCat(TaxName(group), ": ", TaxOnSumText(group), ", on ", names, WhyNothing(group));
}

std::string TaxByLineWords(const v1::TaxGroup& group, const std::vector<std::string>& line_ids,
                           int lines) {
  return absl::StrCat(TaxName(group), ": ", TaxByLineText(group), ", on ", NamesOf(line_ids, lines),
                      WhyNothing(group));
}

std::string TaxRateWords(const v1::TaxGroup& group) {
  return absl::StrCat(TaxName(group), " is ", group.rate_percent(), "%");
}

std::string CoinsWords(const v1::Totals& totals) {
  const v1::Money coins = Add(totals.total(), totals.rounding()).value_or(totals.payable());
  return absl::StrCat(AmountWords(totals.total()), " is paid in coins as ", AmountWords(coins),
                      ", ", MoreOrLess(totals.rounding()));
}

std::string CustomerCreditWords(const v1::Totals& totals) {
  return absl::StrCat("Nothing is to be paid: ", AmountWords(totals.customer_credit()),
                      " is credited to you");
}

std::string BaseTotalsWords(const v1::BaseTotals& base, const v1::Org& org) {
  const v1::Totals& totals = base.totals();
  return absl::StrCat("In the books of ", org.name(), ": ", AmountWords(totals.net()), " and ",
                      AmountWords(totals.tax()), " tax make ", AmountWords(totals.total()), "; ",
                      ExchangeWords(base.exchange()));
}

std::string BilledToWords(const v1::BillTo& bill_to) {
  return absl::StrCat("Billed to ", bill_to.name(), ", client ", bill_to.customer_id());
}

std::string TermsWords(const v1::Invoice& invoice, absl::string_view whose) {
  return absl::StrCat("Due ", DayWords(invoice.due_date()), ": ", invoice.terms().text(),
                      ", issued on ", DayWords(invoice.issue_date()), "; ", whose);
}

std::string NumberWords(const v1::InvoiceIssued& issued, const v1::Org& org) {
  return absl::StrCat("Number ", issued.invoice().number(), " is the ",
                      NthWords(issued.number_counter()), " of the series ", issued.number_series(),
                      ", as ", org.name(), " numbers invoices");
}

std::string DraftedWords(const v1::DraftGenerated& generated) {
  return absl::StrCat("Drafted by run ", generated.run_id());
}

std::string RunWords(const v1::RunStarted& started, const Deed& start) {
  const std::string who = started.automatic() ? "The calendar" : start.actor;
  return absl::StrCat(who, " started run ", started.run_id(), " of ", MonthWords(started.month()),
                      " on ", start.when);
}

std::string DraftedAgainWords(const Deed& deed) {
  return absl::StrCat(deed.actor, " had the draft made again on ", deed.when,
                      " from what was recorded by then");
}

std::string ApprovedWords(const v1::DraftApproved& approved, const Deed& approval) {
  const std::string& exception = approved.four_eyes_exception();
  return absl::StrCat(approval.actor, " approved the draft on ", approval.when,
                      " as reviewed at position ", approved.reviewed_position(),
                      exception.empty() ? "" : ", as an exception from four eyes: ", exception);
}

std::string LastNetWords(const v1::Money& previous_net, const v1::Money& change) {
  const std::string last = absl::StrCat("Last month's net was ", AmountWords(previous_net));
  if (change.minor_units() == 0) return last + ", as now";
  return absl::StrCat(last, "; now it is ", MoreOrLess(change));
}

std::string VanishedWords(const v1::VanishedLine& vanished) {
  return absl::StrCat("Not billed any more: ", LineWords(vanished.line()));
}

std::string CreditWords(const v1::CreditNote& note) {
  return absl::StrCat("Credit note ", note.number(), " of ", DayWords(note.issue_date()), " by ",
                      note.issued_by(), " takes back ", AmountWords(note.totals().total()), ": ",
                      note.reason());
}

std::string LineCreditWords(const v1::CreditNote& note, const v1::CreditLine& line) {
  return absl::StrCat("Credit note ", note.number(), " of ", DayWords(note.issue_date()), " by ",
                      note.issued_by(), " takes back ", AmountWords(line.amount()),
                      " of it before tax: ", note.reason());
}

std::string VoidedWords(const v1::InvoiceVoided& voided, const Deed& deed) {
  return absl::StrCat(deed.actor, " voided the invoice on ", deed.when, ": ", voided.reason());
}

std::string BilledAgainWords(const v1::Invoice& correction) {
  return absl::StrCat("Billed again on ", correction.number(), " as it should have been");
}

std::string CorrectsWords(const v1::Invoice& correction) {
  return absl::StrCat("Corrects ", correction.corrects_number(), ": ",
                      correction.correction_reason());
}

std::string CorrectedLineWords(const v1::Line& original, const v1::Invoice& correction) {
  return absl::StrCat(correction.approved_by(), " corrected ", ProductWords(original), " on ",
                      correction.corrects_number(), ": ", correction.correction_reason());
}

std::string CorrectionApprovedWords(const v1::Invoice& correction) {
  return absl::StrCat(correction.approved_by(), " issued it as a correction of ",
                      correction.corrects_number());
}

std::string TaxAsOnWords(const v1::TaxGroup& group, absl::string_view number) {
  if (group.tax_id().empty()) return absl::StrCat("Not taxed, as on ", number);
  return absl::StrCat(TaxName(group), ", ", group.rate_percent(), "%, as on ", number);
}

}  // namespace tally
