// The model's rules of what takes invoices back: credits, voids, corrections and late news.

#include <algorithm>
#include <set>

#include "model/issue.h"
#include "model/rules.h"
#include "tally/v1/late.pb.h"

namespace tally {
namespace {

const InvoiceState* InvoiceOf(const OrgState& org, const std::string& number) {
  const auto found = org.invoices.find(number);
  return found == org.invoices.end() ? nullptr : &found->second;
}

template <class Lines>
bool NamesALineTwice(const Lines& lines) {
  std::set<std::string> ids;
  return std::any_of(lines.begin(), lines.end(),
                     [&](const auto& line) { return !ids.insert(line.line_id()).second; });
}

// Credits.

// What is taken of one line is between nothing and what is left of it.
void JudgeLine(const InvoiceState& invoice, const v1::LineCredit& line, Verdict& verdict) {
  const auto left = invoice.lines_left.find(line.line_id());
  if (left == invoice.lines_left.end()) {
    verdict.If(true, v1::REASON_LINE_NOT_FOUND);
    return;
  }
  verdict.If(left->second == 0, v1::REASON_NOTHING_LEFT);
  // What takes off goes with what it was taken off.
  if (left->second < 0) verdict.Perhaps(v1::REASON_FIELD_INVALID);
  if (!line.has_net()) return;
  const int64_t net = line.net().minor_units();
  verdict.If(line.net().currency() != invoice.currency(), v1::REASON_WRONG_CURRENCY)
      .If(left->second > 0 && net <= 0, v1::REASON_FIELD_INVALID)
      .If(left->second < 0 && net >= 0, v1::REASON_FIELD_INVALID)
      .If(std::abs(net) > std::abs(left->second), v1::REASON_CREDIT_EXCEEDS_REST);
}

Verdict JudgeCredit(const OrgState& org, const v1::CreditInvoice& command) {
  const InvoiceState* invoice = InvoiceOf(org, command.invoice_number());
  Verdict verdict;
  verdict.If(command.extent_case() == v1::CreditInvoice::EXTENT_NOT_SET, v1::REASON_EXTENT_MISSING)
      .If(invoice == nullptr, v1::REASON_INVOICE_NOT_FOUND);
  if (invoice == nullptr) return verdict;
  verdict.If(invoice->left() <= 0, v1::REASON_NOTHING_LEFT);
  if (command.has_amount()) {
    const v1::Money& total = command.amount().total();
    verdict.If(total.currency() != invoice->currency(), v1::REASON_WRONG_CURRENCY)
        .If(total.minor_units() <= 0, v1::REASON_FIELD_INVALID)
        .If(total.minor_units() > invoice->left(), v1::REASON_CREDIT_EXCEEDS_REST);
  }
  if (command.has_lines()) {
    verdict.If(NamesALineTwice(command.lines().lines()), v1::REASON_LISTED_TWICE);
    for (const v1::LineCredit& line : command.lines().lines()) JudgeLine(*invoice, line, verdict);
    const bool takes_off = std::any_of(invoice->lines_left.begin(), invoice->lines_left.end(),
                                       [](const auto& line) { return line.second < 0; });
    // Lines of one tax are bounded together, and with tax.
    if (takes_off || invoice->credit_notes > 0) {
      verdict.Perhaps(v1::REASON_CREDIT_EXCEEDS_REST).Perhaps(v1::REASON_FIELD_INVALID);
    }
  }
  return verdict;
}

void TakeCredit(OrgState& org, const v1::CreditInvoice& command, Taken& taken) {
  const InvoiceState before = org.invoices[command.invoice_number()];
  const v1::CreditNote& note = TakeCreditNote(org, command.invoice_number(), taken);
  const int64_t total = note.totals().total().minor_units();
  taken.ExpectSame(command.reason(), note.reason(), "the reason");
  if (command.has_whole()) taken.ExpectSame(before.left(), total, "all that is left");
  if (command.has_amount()) {
    taken.ExpectSame(command.amount().total().minor_units(), total, "the amount");
  }
  if (command.has_lines() && total < before.left()) {
    taken.ExpectSame(command.lines().lines_size(), note.lines_size(), "the number of lines");
    for (const v1::LineCredit& line : command.lines().lines()) {
      const int64_t net =
          line.has_net() ? line.net().minor_units() : before.lines_left.at(line.line_id());
      for (const v1::CreditLine& credited : note.lines()) {
        if (credited.line_id() != line.line_id()) continue;
        taken.ExpectSame(net, credited.amount().minor_units(), "what is taken of a line");
      }
    }
  }
  if (const auto reply = taken.reply<v1::CreditInvoiceReply>()) {
    taken.ExpectSame(note.number(), reply->credit_note_number(), "credit_note_number");
  }
}

// Voids.

// Whether the invoice is, or may be, where no void is taken.
bool IsPosted(const OrgState& org, const std::string& number) {
  const auto& systems = org.org.is.accounting_systems();
  return std::any_of(systems.begin(), systems.end(), [&](const v1::AccountingSystem& system) {
    const auto posting = org.postings.find({system.system(), number});
    if (system.accepts_voids() || posting == org.postings.end()) return false;
    return posting->second.state == v1::POSTING_STATE_POSTED ||
           posting->second.state == v1::POSTING_STATE_IN_DOUBT;
  });
}

Verdict JudgeVoid(const OrgState& org, const v1::VoidInvoice& command) {
  const InvoiceState* invoice = InvoiceOf(org, command.invoice_number());
  if (invoice == nullptr) return Verdict().If(true, v1::REASON_INVOICE_NOT_FOUND);
  const auto given =
      org.credits.find({invoice->customer_id(), v1::CREDIT_KIND_INVOICE, command.invoice_number()});
  const bool is_paid =
      invoice->paid != 0 || invoice->credit_applied != 0 || invoice->written_off != 0;
  return Verdict()
      .If(invoice->credit_notes > 0, v1::REASON_INVOICE_PARTLY_CREDITED)
      .If(is_paid, v1::REASON_INVOICE_PARTLY_PAID)
      .If(given != org.credits.end() && given->second.left() != given->second.amount,
          v1::REASON_CREDIT_IN_USE)
      .If(IsPosted(org, command.invoice_number()), v1::REASON_INVOICE_IS_POSTED)
      .If(invoice->is.issue_date().substr(0, 7) <= org.closed_month, v1::REASON_PERIOD_CLOSED);
}

void TakeVoid(OrgState& org, const v1::VoidInvoice& command, Taken& taken) {
  const InvoiceState before = org.invoices[command.invoice_number()];
  const v1::CreditNote& note = TakeCreditNote(org, command.invoice_number(), taken);
  taken.ExpectSame(before.total(), note.totals().total().minor_units(), "all of the invoice");
  const auto& voided = taken.Next<v1::InvoiceVoided>();
  taken.ExpectSame(command.invoice_number(), voided.invoice_number(), "the invoice");
  taken.ExpectSame(note.number(), voided.credit_note_number(), "the credit note");
  org.invoices[command.invoice_number()].voided = true;
  org.documents[note.number()].is_void = true;
}

// Corrections.

Verdict JudgeCorrection(const OrgState& org, const v1::CorrectInvoice& command) {
  const InvoiceState* invoice = InvoiceOf(org, command.invoice_number());
  if (invoice == nullptr) return Verdict().If(true, v1::REASON_INVOICE_NOT_FOUND);
  Verdict verdict;
  verdict.If(invoice->credit_notes > 0, v1::REASON_INVOICE_PARTLY_CREDITED)
      .If(NamesALineTwice(command.lines()), v1::REASON_LISTED_TWICE);
  bool bills_something = false;
  for (const v1::LineCorrection& line : command.lines()) {
    const auto left = invoice->lines_left.find(line.line_id());
    const bool is_there = left != invoice->lines_left.end();
    verdict.If(!is_there, v1::REASON_LINE_NOT_FOUND)
        .If(line.quantity().empty() && line.unit_price().empty(), v1::REASON_NOTHING_TO_CHANGE);
    bills_something = bills_something || (is_there && left->second > 0);
  }
  const bool takes_off = std::any_of(invoice->lines_left.begin(), invoice->lines_left.end(),
                                     [](const auto& line) { return line.second < 0; });
  if (takes_off) {
    verdict.Perhaps(v1::REASON_CREDIT_EXCEEDS_REST).Perhaps(v1::REASON_FIELD_INVALID);
  }
  return verdict.If(!bills_something, v1::REASON_NOTHING_LEFT);
}

void TakeCorrection(OrgState& org, const v1::CorrectInvoice& command, Taken& taken) {
  const InvoiceState before = org.invoices[command.invoice_number()];
  const v1::CreditNote& note = TakeCreditNote(org, command.invoice_number(), taken);
  for (const v1::CreditLine& line : note.lines()) {
    taken.ExpectSame(before.lines_left.at(line.line_id()), line.amount().minor_units(),
                     "a line that is corrected");
  }
  std::string corrected;
  const bool is_billed_again =
      std::any_of(command.lines().begin(), command.lines().end(),
                  [](const v1::LineCorrection& line) { return line.quantity() != "0"; });
  if (is_billed_again) {
    const v1::Invoice& invoice = TakeInvoice(org, taken);
    taken.ExpectSame(command.invoice_number(), invoice.corrects_number(), "what it corrects");
    corrected = invoice.number();
  }
  if (const auto reply = taken.reply<v1::CorrectInvoiceReply>()) {
    taken.ExpectSame(note.number(), reply->credit_note_number(), "credit_note_number");
    taken.ExpectSame(corrected, reply->invoice_number(), "invoice_number");
  }
}

// Late news. What is late follows from rating, so the model only knows when nothing can be.

template <class C>
Verdict JudgeLate(const OrgState& org, const C& command) {
  const auto draft = org.drafts.find({command.month(), command.customer_id()});
  const bool is_invoiced =
      draft != org.drafts.end() && draft->second.status == v1::DRAFT_STATUS_APPROVED;
  return Verdict()
      .If(org.customers.count(command.customer_id()) == 0, v1::REASON_CUSTOMER_NOT_FOUND)
      .If(!is_invoiced, v1::REASON_NOTHING_LATE)
      .Perhaps(v1::REASON_NOTHING_LATE);
}

template <class C>
const v1::LateDifferencesSettled& TakeSettled(OrgState& org, const C& command, Taken& taken) {
  const auto& settled = taken.Next<v1::LateDifferencesSettled>();
  taken.ExpectSame(command.customer_id(), settled.customer_id(), "the customer");
  taken.ExpectSame(command.month(), settled.month(), "the month");
  taken.Expect(!settled.differences().empty(), "something was late");
  NoteInput(org, command.customer_id(), taken);
  return settled;
}

Verdict JudgeLateCredit(const OrgState& org, const v1::CreditLateDifferences& command) {
  return JudgeLate(org, command)
      .Perhaps(v1::REASON_NOTHING_LEFT)
      .Perhaps(v1::REASON_CREDIT_EXCEEDS_REST)
      .Perhaps(v1::REASON_FIELD_INVALID);
}

void TakeLateCredit(OrgState& org, const v1::CreditLateDifferences& command, Taken& taken) {
  const DraftState draft = org.drafts[{command.month(), command.customer_id()}];
  const v1::CreditNote& note = TakeCreditNote(org, draft.invoice_number, taken);
  const auto& settled = TakeSettled(org, command, taken);
  taken.ExpectSame(note.number(), settled.credit_note_number(), "the credit note");
  if (const auto reply = taken.reply<v1::CreditLateDifferencesReply>()) {
    taken.ExpectSame(note.number(), reply->credit_note_number(), "credit_note_number");
  }
}

void TakeLateWaiver(OrgState& org, const v1::WaiveLateDifferences& command, Taken& taken) {
  TakeSettled(org, command, taken);
}

}  // namespace

void AddInvoiceRules(Rules& rules) {
  AddRule<v1::CreditInvoice>(rules, JudgeCredit, TakeCredit);
  AddRule<v1::VoidInvoice>(rules, JudgeVoid, TakeVoid);
  AddRule<v1::CorrectInvoice>(rules, JudgeCorrection, TakeCorrection);
  AddRule<v1::CreditLateDifferences>(rules, JudgeLateCredit, TakeLateCredit);
  AddRule<v1::WaiveLateDifferences>(rules, JudgeLate<v1::WaiveLateDifferences>, TakeLateWaiver);
}

}  // namespace tally
