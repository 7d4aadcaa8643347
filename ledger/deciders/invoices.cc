#include "ledger/deciders/invoices.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "ledger/calendar/date.h"
#include "ledger/deciders/corrected_invoice.h"
#include "ledger/deciders/issue.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/movement_date.h"
#include "ledger/deciders/numbering.h"
#include "ledger/deciders/postings.h"
#include "ledger/deciders/taken_back.h"
#include "ledger/money/amount_words.h"
#include "ledger/rating/credit.h"
#include "ledger/receivables/credit_note_settlement.h"
#include "ledger/receivables/settling.h"

namespace tally {
namespace {

template <class C>
absl::StatusOr<v1::InvoiceView> FindInvoice(const C& command, const Books& books) {
  if (absl::Status is = CheckOrg(books, command.org_id()); !is.ok()) return is;
  return OrRefuse(books.invoices.Find(command.org_id(), command.invoice_number()),
                  v1::REASON_INVOICE_NOT_FOUND, "invoice_number", command.invoice_number());
}

absl::Status CheckSomethingIsLeft(const v1::InvoiceView& invoice) {
  if (invoice.left().minor_units() > 0) return absl::OkStatus();
  return Refuse(v1::REASON_NOTHING_LEFT, "invoice_number",
                absl::StrCat("nothing is left of ", invoice.invoice().number()));
}

absl::Status CheckNothingIsCredited(const v1::InvoiceView& invoice) {
  if (invoice.credit_notes().empty()) return absl::OkStatus();
  return Refuse(v1::REASON_INVOICE_PARTLY_CREDITED, "invoice_number",
                absl::StrCat(invoice.invoice().number(), " was credited by ",
                             invoice.credit_notes(0).number(), "; ", AmountWords(invoice.left()),
                             " is left"));
}

// A document number, and the day that gave it.
struct Issue {
  DocumentNumber number;
  absl::CivilDay date;
};

absl::StatusOr<Issue> IssueCreditNote(const Books& books, const v1::Org& org,
                                      const Context& context) {
  const absl::CivilDay today = Today(org, context);
  absl::StatusOr<DocumentNumber> number =
      NextNumber(books, org.org_id(), CreditNotePatternOf(org), today);
  if (!number.ok()) return number.status();
  return Issue{*std::move(number), today};
}

absl::StatusOr<v1::CreditNoteIssued> CreditNoteOf(const Books& books,
                                                  const v1::InvoiceView& invoice,
                                                  const Taking& taking, const v1::Org& org,
                                                  const Issue& issue) {
  v1::CreditNoteIssued issued;
  issued.set_org_id(org.org_id());
  issued.set_number_series(issue.number.series);
  issued.set_number_counter(issue.number.counter);
  v1::CreditNote& note = *issued.mutable_credit_note();
  note.set_number(issue.number.number);
  note.set_invoice_number(invoice.invoice().number());
  *note.mutable_bill_to() = invoice.invoice().bill_to();
  note.set_issue_date(FormatDate(issue.date));
  if (absl::Status is = FillCreditNote(org, invoice, taking, note); !is.ok()) return is;
  const auto settlement =
      SettlementOf(note, invoice, *books.settlements.Find(org.org_id(), note.invoice_number()),
                   FromProto(org.rounding()));
  if (!settlement) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "total", "does not fit in the books");
  }
  *note.mutable_settlement() = *settlement;
  return issued;
}

// The credit that `note` gives: it is not in the books when the correction is issued.
std::vector<v1::CustomerCredit> CreditGivenBy(const v1::CreditNote& note) {
  const v1::CreditNoteSettlement& settlement = note.settlement();
  if (settlement.to_credit().minor_units() <= 0) return {};
  return {NewCredit(v1::CREDIT_KIND_CREDIT_NOTE, note.number(), note.bill_to().customer_id(),
                    note.issue_date(), settlement.to_credit(),
                    settlement.has_credit_base() ? &settlement.credit_base() : nullptr)};
}

// Credit that was used cannot be taken back with the invoice that gave it.
absl::Status CheckCreditIsLeft(const Books& books, const std::string& org_id,
                               const v1::Invoice& invoice) {
  const auto credit = books.credits.Find(org_id, invoice.bill_to().customer_id(),
                                         Number{v1::CREDIT_KIND_INVOICE}, invoice.number());
  if (!credit || credit->left().minor_units() == credit->amount().minor_units()) {
    return absl::OkStatus();
  }
  return Refuse(v1::REASON_CREDIT_IN_USE, "invoice_number",
                absl::StrCat("only ", AmountWords(credit->left()), " is left of the credit of ",
                             AmountWords(credit->amount()), " that ", invoice.number(), " gave"));
}

// A void leaves nothing behind: neither money that settled the invoice, nor a document in a program
// that cannot take it back, nor a change of a month that is closed.
absl::Status CheckCanBeVoided(const Books& books, const v1::Org& org,
                              const v1::InvoiceView& invoice) {
  const std::string& org_id = org.org_id();
  if (absl::Status is = CheckNothingIsCredited(invoice); !is.ok()) return is;
  const std::string& number = invoice.invoice().number();
  const v1::InvoiceSettlement settled = *books.settlements.Find(org_id, number);
  const auto check = [&](const v1::Money& amount, absl::string_view how) {
    if (amount.minor_units() == 0) return absl::OkStatus();
    return Refuse(
        v1::REASON_INVOICE_PARTLY_PAID, "invoice_number",
        absl::StrCat(AmountWords(amount), " of ", number, " was ", how, "; credit it instead"));
  };
  if (absl::Status is = check(settled.paid(), "paid"); !is.ok()) return is;
  if (absl::Status is = check(settled.credit_applied(), "settled by credit"); !is.ok()) return is;
  if (absl::Status is = check(settled.written_off(), "written off"); !is.ok()) return is;
  if (absl::Status is = CheckCreditIsLeft(books, org_id, invoice.invoice()); !is.ok()) return is;
  if (absl::Status is = CheckVoidCanBePosted(books, org, number); !is.ok()) return is;
  const std::string& issued_on = invoice.invoice().issue_date();
  if (CheckIsOpen(books, org_id, "", issued_on).ok()) return absl::OkStatus();
  return Refuse(
      v1::REASON_PERIOD_CLOSED, "invoice_number",
      absl::StrCat(number, " is of ", issued_on, ", in a month that is closed; credit it instead"));
}

void Sign(v1::CreditNoteIssued& issued, const std::string& reason, const std::string& actor) {
  issued.mutable_credit_note()->set_reason(reason);
  issued.mutable_credit_note()->set_issued_by(actor);
}

}  // namespace

Decision<v1::CreditInvoiceReply> Decide(const v1::CreditInvoice& command, const Books& books,
                                        const Context& context) {
  const absl::StatusOr<v1::InvoiceView> invoice = FindInvoice(command, books);
  if (!invoice.ok()) return invoice.status();
  if (absl::Status is = CheckSomethingIsLeft(*invoice); !is.ok()) return is;
  const v1::Org org = *books.orgs.Find(command.org_id());
  const absl::StatusOr<Taking> taking = WhatIsCredited(command, *invoice, org);
  if (!taking.ok()) return taking.status();

  const absl::StatusOr<Issue> issue = IssueCreditNote(books, org, context);
  if (!issue.ok()) return issue.status();
  absl::StatusOr<v1::CreditNoteIssued> issued = CreditNoteOf(books, *invoice, *taking, org, *issue);
  if (!issued.ok()) return issued.status();
  Sign(*issued, command.reason(), context.actor);

  Outcome<v1::CreditInvoiceReply> outcome;
  outcome.reply.set_credit_note_number(issue->number.number);
  outcome.events.push_back(Wrap(*std::move(issued)));
  return outcome;
}

Decision<v1::CreditInvoiceReply> Decide(const v1::VoidInvoice& command, const Books& books,
                                        const Context& context) {
  const absl::StatusOr<v1::InvoiceView> invoice = FindInvoice(command, books);
  if (!invoice.ok()) return invoice.status();
  const v1::Org org = *books.orgs.Find(command.org_id());
  if (absl::Status is = CheckCanBeVoided(books, org, *invoice); !is.ok()) return is;

  const absl::StatusOr<Issue> issue = IssueCreditNote(books, org, context);
  if (!issue.ok()) return issue.status();
  absl::StatusOr<v1::CreditNoteIssued> issued =
      CreditNoteOf(books, *invoice, TakeWhole(RestOf(*invoice)), org, *issue);
  if (!issued.ok()) return issued.status();
  Sign(*issued, command.reason(), context.actor);

  v1::InvoiceVoided voided;
  voided.set_org_id(command.org_id());
  voided.set_invoice_number(command.invoice_number());
  voided.set_credit_note_number(issue->number.number);
  voided.set_reason(command.reason());

  Outcome<v1::CreditInvoiceReply> outcome;
  outcome.reply.set_credit_note_number(issue->number.number);
  outcome.events = {Wrap(*std::move(issued)), Wrap(std::move(voided))};
  return outcome;
}

Decision<v1::CorrectInvoiceReply> Decide(const v1::CorrectInvoice& command, const Books& books,
                                         const Context& context) {
  const absl::StatusOr<v1::InvoiceView> invoice = FindInvoice(command, books);
  if (!invoice.ok()) return invoice.status();
  if (absl::Status is = CheckNothingIsCredited(*invoice); !is.ok()) return is;
  const v1::Org org = *books.orgs.Find(command.org_id());
  const absl::StatusOr<Taking> taking = WhatIsCorrected(command, *invoice, org);
  if (!taking.ok()) return taking.status();

  const absl::StatusOr<Issue> issue = IssueCreditNote(books, org, context);
  if (!issue.ok()) return issue.status();
  absl::StatusOr<v1::CreditNoteIssued> credited =
      CreditNoteOf(books, *invoice, *taking, org, *issue);
  if (!credited.ok()) return credited.status();
  Sign(*credited, command.reason(), context.actor);

  absl::StatusOr<v1::Invoice> corrected = CorrectedInvoice(command, invoice->invoice(), org);
  if (!corrected.ok()) return corrected.status();

  Outcome<v1::CorrectInvoiceReply> outcome;
  outcome.reply.set_credit_note_number(issue->number.number);
  const std::vector<v1::CustomerCredit> given = CreditGivenBy(credited->credit_note());
  outcome.events.push_back(Wrap(*std::move(credited)));
  if (corrected->lines().empty()) return outcome;

  const absl::StatusOr<InvoiceIssue> next = NextInvoice(books, org, context, &issue->number);
  if (!next.ok()) return next.status();
  absl::StatusOr<std::vector<v1::Event>> issued =
      IssueInvoice(books, org, context, *next, *std::move(corrected), given);
  if (!issued.ok()) return issued.status();
  std::ranges::move(*issued, std::back_inserter(outcome.events));
  outcome.reply.set_invoice_number(next->number.number);
  return outcome;
}

}  // namespace tally
