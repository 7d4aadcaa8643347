#include "ledger/audit/credits_again.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/audit/late_again.h"
#include "ledger/audit/repeat.h"
#include "ledger/audit/sum_check.h"
#include "ledger/base/sha256.h"
#include "ledger/deciders/invoices.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

bool IsAsRecorded(const DecidedAgain& again, const DecidedCommit& decided) {
  if (!again.events.ok() || again.events->size() != decided.events.size()) return false;
  for (size_t i = 0; i < decided.events.size(); ++i) {
    if (EncodeDeterministically((*again.events)[i]) !=
        EncodeDeterministically(decided.events[i].event())) {
      return false;
    }
  }
  return true;
}

v1::CreditInvoice CreditOf(const v1::CreditNoteIssued& credited, const DecidedCommit& decided) {
  v1::CreditInvoice command;
  command.set_request_id(decided.commit.request_id());
  command.set_org_id(credited.org_id());
  command.set_invoice_number(credited.credit_note().invoice_number());
  command.set_reason(credited.credit_note().reason());
  return command;
}

// What may have been asked for: a note does not say whether its lines, its total or the whole were.
// The last one is what is taken as asked if nothing tells.
std::vector<v1::CreditInvoice> WhatMayHaveBeenAsked(const v1::CreditNoteIssued& credited,
                                                    const DecidedCommit& decided) {
  const v1::CreditNote& note = credited.credit_note();
  std::vector<v1::CreditInvoice> asked(4, CreditOf(credited, decided));
  asked[0].mutable_whole();
  *asked[1].mutable_amount()->mutable_total() = note.totals().total();
  for (const v1::CreditLine& line : note.lines()) {
    asked[2].mutable_lines()->add_lines()->set_line_id(line.line_id());
    v1::LineCredit& with_net = *asked[3].mutable_lines()->add_lines();
    with_net.set_line_id(line.line_id());
    *with_net.mutable_net() = line.amount();
  }
  return asked;
}

// The digest of the command tells which of them was asked, unless its lines were in another order.
DecidedAgain DecideCredit(const v1::CreditNoteIssued& credited, const DecidedCommit& decided,
                          const Books& books) {
  const std::vector<v1::CreditInvoice> asked = WhatMayHaveBeenAsked(credited, decided);
  for (const v1::CreditInvoice& command : asked) {
    if (Sha256({EncodeDeterministically(command)}) == decided.commit.command_digest()) {
      return Repeat(command, decided, books);
    }
  }
  for (const v1::CreditInvoice& command : asked) {
    DecidedAgain again = Repeat(command, decided, books);
    if (IsAsRecorded(again, decided)) return again;
  }
  return Repeat(asked.back(), decided, books);
}

const v1::InvoiceIssued* CorrectedIn(const DecidedCommit& decided) {
  for (const v1::RecordedEvent& event : decided.events) {
    if (event.event().has_invoice_issued()) return &event.event().invoice_issued();
  }
  return nullptr;
}

// Lines that are taken back and not billed again were corrected to nothing.
DecidedAgain DecideCorrection(const v1::CreditNoteIssued& credited,
                              const v1::InvoiceIssued* corrected, const DecidedCommit& decided,
                              const Books& books) {
  const v1::CreditNote& note = credited.credit_note();
  v1::CorrectInvoice command;
  command.set_org_id(credited.org_id());
  command.set_invoice_number(note.invoice_number());
  command.set_reason(note.reason());
  std::set<std::string> billed_again;
  if (corrected != nullptr) {
    for (const v1::Line& line : corrected->invoice().lines()) {
      billed_again.insert(line.line_id());
      v1::LineCorrection& correction = *command.add_lines();
      correction.set_line_id(line.line_id());
      correction.set_quantity(line.quantity());
      correction.set_unit_price(line.unit_price());
    }
  }
  for (const v1::CreditLine& line : note.lines()) {
    if (billed_again.contains(line.line_id())) continue;
    v1::LineCorrection& correction = *command.add_lines();
    correction.set_line_id(line.line_id());
    correction.set_quantity("0");
  }
  return Repeat(std::move(command), decided, books);
}

const v1::InvoiceVoided* VoidedIn(const DecidedCommit& decided) {
  for (const v1::RecordedEvent& event : decided.events) {
    if (event.event().has_invoice_voided()) return &event.event().invoice_voided();
  }
  return nullptr;
}

const v1::LateDifferencesSettled* LateIn(const DecidedCommit& decided) {
  for (const v1::RecordedEvent& event : decided.events) {
    if (event.event().has_late_differences_settled()) {
      return &event.event().late_differences_settled();
    }
  }
  return nullptr;
}

DecidedAgain DecideVoid(const v1::InvoiceVoided& voided, const DecidedCommit& decided,
                        const Books& books) {
  v1::VoidInvoice command;
  command.set_org_id(voided.org_id());
  command.set_invoice_number(voided.invoice_number());
  command.set_reason(voided.reason());
  return Repeat(std::move(command), decided, books);
}

}  // namespace

DecidedAgain DecideCreditAgain(const v1::CreditNoteIssued& credited, const DecidedCommit& decided,
                               const Books& books) {
  const std::string& number = credited.credit_note().invoice_number();
  const auto invoice = books.invoices.Find(credited.org_id(), number);
  if (invoice && !AddsUp(*invoice)) {
    return {.command = decided.commit.command(),
            .events = absl::FailedPreconditionError(absl::StrCat(
                "what is left of invoice ", number, " does not add up, so nothing can be derived")),
            .reply = ""};
  }
  if (const auto* voided = VoidedIn(decided)) return DecideVoid(*voided, decided, books);
  if (const auto* late = LateIn(decided)) return DecideLateAgain(*late, decided, books);
  const auto* corrected = CorrectedIn(decided);
  if (corrected != nullptr ||
      decided.commit.command() == v1::CorrectInvoice::descriptor()->full_name()) {
    return DecideCorrection(credited, corrected, decided, books);
  }
  return DecideCredit(credited, decided, books);
}

}  // namespace tally
