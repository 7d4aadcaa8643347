#include "ledger/audit/preconditions.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/audit/payment_conditions.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/events/visit.h"
#include "ledger/formats/number_pattern.h"
#include "ledger/money/currency.h"
#include "ledger/money/money.h"
#include "ledger/money/totals.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

using Why = std::optional<std::string>;

// The events that assume nothing.
template <class Body>
Why Check(const Books&, const Body&) {
  return std::nullopt;
}

Why CheckPattern(const std::string& pattern) {
  if (pattern.empty()) return std::nullopt;
  return ProblemWithNumberPattern(pattern);
}

Why Check(const Books&, const v1::OrgDefined& event) {
  const v1::Org& org = event.org();
  if (!FindZone(org.time_zone())) {
    return absl::StrCat("there is no time zone \"", org.time_zone(), "\"");
  }
  if (!MinorUnitDigits(org.currency())) {
    return absl::StrCat("there is no currency \"", org.currency(), "\"");
  }
  if (const Why why = CheckPattern(org.number_pattern())) return why;
  return CheckPattern(org.credit_note_pattern());
}

Why Check(const Books&, const v1::CustomerDefined& event) {
  const std::string& currency = event.customer().currency();
  if (currency.empty() || MinorUnitDigits(currency)) return std::nullopt;
  return absl::StrCat("there is no currency \"", currency, "\"");
}

Why CheckMonth(const std::string& month) {
  if (ParseMonth(month)) return std::nullopt;
  return absl::StrCat("there is no month \"", month, "\"");
}

Why Check(const Books& books, const v1::RunStarted& event) {
  for (const std::string& customer_id : event.customer_ids()) {
    if (!books.customers.Has(event.org_id(), customer_id)) {
      return absl::StrCat("there is no customer ", customer_id);
    }
  }
  return CheckMonth(event.month());
}

template <class Event>
Why CheckRun(const Books& books, const Event& event) {
  if (books.runs.Has(event.org_id(), event.run_id())) return std::nullopt;
  return absl::StrCat("there is no run ", event.run_id());
}

Why Check(const Books& books, const v1::RunAdvanced& event) {
  if (const Why why = CheckRun(books, event)) return why;
  v1::Run run = *books.runs.Find(event.org_id(), event.run_id());
  for (const v1::RunOutcome& outcome : event.outcomes()) {
    if (outcome.created() && !AddTotals(*run.mutable_totals(), outcome.totals())) {
      return absl::StrCat("the total of ", outcome.customer_id(), " cannot be added to the run's");
    }
  }
  return std::nullopt;
}

Why Check(const Books& books, const v1::RunCompleted& event) { return CheckRun(books, event); }

Why Check(const Books&, const v1::DraftGenerated& event) { return CheckMonth(event.month()); }

template <class Event>
Why CheckDraft(const Books& books, const Event& event) {
  if (books.drafts.Has(event.org_id(), event.month(), event.customer_id())) return std::nullopt;
  return absl::StrCat(event.customer_id(), " has no draft for ", event.month());
}

Why Check(const Books& books, const v1::DraftRegenerated& event) {
  return CheckDraft(books, event);
}
Why Check(const Books& books, const v1::DraftLineOverridden& event) {
  return CheckDraft(books, event);
}
Why Check(const Books& books, const v1::DraftFlagsWaived& event) {
  return CheckDraft(books, event);
}
Why Check(const Books& books, const v1::DraftHeld& event) { return CheckDraft(books, event); }
Why Check(const Books& books, const v1::DraftReleased& event) { return CheckDraft(books, event); }
Why Check(const Books& books, const v1::DraftRejected& event) { return CheckDraft(books, event); }
Why Check(const Books& books, const v1::DraftApproved& event) { return CheckDraft(books, event); }

Why CheckPartsAreThere(const v1::Invoice& invoice, const v1::CreditNote& note) {
  for (const v1::CreditLine& line : note.lines()) {
    const bool is_there =
        std::any_of(invoice.lines().begin(), invoice.lines().end(),
                    [&](const v1::Line& known) { return known.line_id() == line.line_id(); });
    if (!is_there) return absl::StrCat("the invoice has no line ", line.line_id());
  }
  for (const v1::TaxGroup& group : note.tax_groups()) {
    const bool is_there =
        std::any_of(invoice.tax_groups().begin(), invoice.tax_groups().end(),
                    [&](const v1::TaxGroup& known) { return IsSameGroup(known, group); });
    if (!is_there) return absl::StrCat("the invoice has no tax ", group.tax_id());
  }
  return std::nullopt;
}

Why Check(const Books& books, const v1::CreditNoteIssued& event) {
  const v1::CreditNote& note = event.credit_note();
  const auto invoice = books.invoices.Find(event.org_id(), note.invoice_number());
  if (!invoice) return absl::StrCat("there is no invoice ", note.invoice_number());
  if (const Why why = CheckPartsAreThere(invoice->invoice(), note)) return why;
  if (const Why why = WhyNotSettled(books, event)) return why;
  const v1::Money& taken = note.totals().total();
  const auto credited = Subtract(invoice->invoice().totals().total(), invoice->left());
  if (credited && Add(*credited, taken) && Subtract(invoice->left(), taken)) return std::nullopt;
  return "its total cannot be taken off the invoice's";
}

Why CheckDocument(const Books& books, const std::string& org_id, const std::string& number) {
  if (books.documents.Has(org_id, number)) return std::nullopt;
  return absl::StrCat("there is no document ", number);
}

Why Check(const Books& books, const v1::InvoiceVoided& event) {
  if (!books.invoices.Has(event.org_id(), event.invoice_number())) {
    return absl::StrCat("there is no invoice ", event.invoice_number());
  }
  return CheckDocument(books, event.org_id(), event.credit_note_number());
}

Why CheckProjectIsThere(const Books& books, const std::string& org_id,
                        const std::string& project_id) {
  if (project_id.empty() || books.projects.Has(org_id, project_id)) return std::nullopt;
  return absl::StrCat("there is no project ", project_id);
}

Why Check(const Books& books, const v1::InvoiceIssued& event) {
  return CheckProjectIsThere(books, event.org_id(), event.invoice().project_id());
}

Why Check(const Books& books, const v1::QuoteRevised& event) {
  const std::string& customer_id = event.revision().bill_to().customer_id();
  if (!books.customers.Has(event.org_id(), customer_id)) {
    return absl::StrCat("there is no customer ", customer_id);
  }
  return CheckProjectIsThere(books, event.org_id(), event.revision().project_id());
}

template <class Event>
Why CheckQuote(const Books& books, const Event& event) {
  if (books.quotes.Has(event.org_id(), event.quote_id())) return std::nullopt;
  return absl::StrCat("there is no quote ", event.quote_id());
}

Why Check(const Books& books, const v1::QuoteSent& event) { return CheckQuote(books, event); }
Why Check(const Books& books, const v1::QuoteAccepted& event) { return CheckQuote(books, event); }
Why Check(const Books& books, const v1::QuoteDeclined& event) { return CheckQuote(books, event); }

Why Check(const Books& books, const v1::ProjectDefined& event) {
  const std::string& customer_id = event.project().customer_id();
  if (books.customers.Has(event.org_id(), customer_id)) return std::nullopt;
  return absl::StrCat("there is no customer ", customer_id);
}

Why Check(const Books& books, const v1::PaymentRecorded& event) { return WhyNotPaid(books, event); }
Why Check(const Books& books, const v1::CreditAllocated& event) {
  return WhyNotAllocated(books, event);
}
Why Check(const Books& books, const v1::PaymentReversed& event) {
  return WhyNotReversed(books, event);
}
Why Check(const Books& books, const v1::CustomerRefunded& event) {
  return WhyNotRefunded(books, event);
}
Why Check(const Books& books, const v1::CreditGranted& event) {
  return WhyNotGranted(books, event);
}

template <class Event>
Why CheckSettlement(const Books& books, const Event& event) {
  if (books.settlements.Has(event.org_id(), event.invoice_number())) return std::nullopt;
  return absl::StrCat("there is no invoice ", event.invoice_number());
}

// What `amount` leaves of `sum` is an amount, too.
Why CheckTakenOff(const v1::Money& sum, const v1::Money& amount) {
  if (Subtract(sum, amount)) return std::nullopt;
  return std::string("the amounts do not fit together");
}

Why Check(const Books& books, const v1::InvoiceWrittenOff& event) {
  if (const Why why = CheckSettlement(books, event)) return why;
  const v1::InvoiceSettlement settlement =
      *books.settlements.Find(event.org_id(), event.invoice_number());
  if (const Why why = CheckTakenOff(settlement.open(), event.amount())) return why;
  if (!event.has_receivable_base() || !settlement.has_open_base()) return std::nullopt;
  return CheckTakenOff(settlement.open_base(), event.receivable_base());
}

Why Check(const Books& books, const v1::InvoiceWriteOffReversed& event) {
  if (const Why why = CheckSettlement(books, event)) return why;
  const v1::InvoiceSettlement settlement =
      *books.settlements.Find(event.org_id(), event.invoice_number());
  if (const Why why = CheckTakenOff(settlement.written_off(), event.amount())) return why;
  if (!event.has_receivable_base() || !settlement.has_written_off_base()) return std::nullopt;
  return CheckTakenOff(settlement.written_off_base(), event.receivable_base());
}

Why Check(const Books& books, const v1::DisputeOpened& event) {
  const v1::Dispute& dispute = event.dispute();
  if (!books.settlements.Has(event.org_id(), dispute.invoice_number())) {
    return absl::StrCat("there is no invoice ", dispute.invoice_number());
  }
  if (!books.disputes.Has(event.org_id(), dispute.invoice_number(), dispute.dispute_id())) {
    return std::nullopt;
  }
  return absl::StrCat("there is a dispute ", dispute.dispute_id(), " already");
}

Why Check(const Books& books, const v1::DisputeClosed& event) {
  if (const Why why = CheckSettlement(books, event)) return why;
  if (books.disputes.Has(event.org_id(), event.invoice_number(), event.dispute_id())) {
    return std::nullopt;
  }
  return absl::StrCat("there is no dispute ", event.dispute_id());
}

Why Check(const Books& books, const v1::DunningStepTaken& event) {
  return CheckSettlement(books, event);
}

Why Check(const Books&, const v1::AccountingPeriodClosed& event) {
  return CheckMonth(event.month());
}

Why Check(const Books& books, const v1::AccountingPeriodReopened& event) {
  for (const v1::RevaluedMonth& opened : event.taken_back()) {
    if (books.accounting_periods.Has(event.org_id(), opened.month())) continue;
    return absl::StrCat("the month ", opened.month(), " was not closed");
  }
  return event.closed_month().empty() ? std::nullopt : CheckMonth(event.closed_month());
}

Why Check(const Books& books, const v1::PostingBegun& event) {
  return CheckDocument(books, event.org_id(), event.document_number());
}
Why Check(const Books& books, const v1::PostingCompleted& event) {
  return CheckDocument(books, event.org_id(), event.document_number());
}
Why Check(const Books& books, const v1::PostingFailed& event) {
  return CheckDocument(books, event.org_id(), event.document_number());
}

}  // namespace

std::optional<std::string> WhyNotFolded(const Books& books, const v1::RecordedEvent& event) {
  Why why;
  Visit(event.event(), [&](const auto& body) { why = Check(books, body); });
  return why;
}

}  // namespace tally
