#include "ledger/deciders/receivables.h"

#include <algorithm>
#include <string>
#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/movement_date.h"
#include "ledger/deciders/unique.h"
#include "ledger/money/amount_words.h"
#include "ledger/receivables/base_share.h"

namespace tally {
namespace {

template <class C>
absl::StatusOr<v1::InvoiceSettlement> FindSettlement(const C& command, const Books& books) {
  if (absl::Status is = CheckOrg(books, command.org_id()); !is.ok()) return is;
  return OrRefuse(books.settlements.Find(command.org_id(), command.invoice_number()),
                  v1::REASON_INVOICE_NOT_FOUND, "invoice_number", command.invoice_number());
}

absl::Status CheckIsOpen(const v1::InvoiceSettlement& settlement) {
  if (settlement.open().minor_units() > 0) return absl::OkStatus();
  return Refuse(v1::REASON_NOTHING_OPEN, "invoice_number",
                absl::StrCat("nothing of ", settlement.invoice_number(), " is open"));
}

absl::Status CheckAmount(const v1::Money& amount, const v1::Money& open) {
  if (amount.currency() != open.currency()) {
    return Refuse(
        v1::REASON_WRONG_CURRENCY, "amount.currency",
        absl::StrCat("is \"", amount.currency(), "\", but the invoice is in ", open.currency()));
  }
  if (amount.minor_units() <= 0) {
    return Refuse(v1::REASON_AMOUNT_NOT_POSITIVE, "amount",
                  absl::StrCat("is ", AmountWords(amount), "; what is given up is more than zero"));
  }
  if (amount.minor_units() > open.minor_units()) {
    return Refuse(
        v1::REASON_EXCEEDS_OPEN, "amount",
        absl::StrCat("is ", AmountWords(amount), ", but only ", AmountWords(open), " is open"));
  }
  return absl::OkStatus();
}

absl::Status CheckLines(const v1::OpenInvoiceDispute& command, const v1::Invoice& invoice) {
  for (int i = 0; i < command.line_ids_size(); ++i) {
    const std::string& line_id = command.line_ids(i);
    const bool is_there = std::ranges::any_of(
        invoice.lines(), [&](const v1::Line& line) { return line.line_id() == line_id; });
    if (is_there) continue;
    return Refuse(v1::REASON_LINE_NOT_FOUND, absl::StrCat("line_ids[", i, "]"),
                  absl::StrCat("there is no \"", line_id, "\" on ", invoice.number()));
  }
  return CheckUnique("line_ids", command.line_ids(),
                     [](const std::string& line_id) { return line_id; });
}

std::string TodayOf(const Books& books, const std::string& org_id, const Context& context) {
  return FormatDate(Today(*books.orgs.Find(org_id), context));
}

// The last day on which something of an invoice, of which something is given up, was given up.
std::string WrittenOffOn(const Books& books, const v1::ReverseInvoiceWriteOff& command) {
  return books.written_off_on.Find(command.org_id(), command.invoice_number())->value();
}

}  // namespace

Decision<> Decide(const v1::WriteOffInvoice& command, const Books& books, const Context& context) {
  const absl::StatusOr<v1::InvoiceSettlement> settlement = FindSettlement(command, books);
  if (!settlement.ok()) return settlement.status();
  if (absl::Status is = CheckIsOpen(*settlement); !is.ok()) return is;
  const v1::Money& amount = command.has_amount() ? command.amount() : settlement->open();
  if (absl::Status is = CheckAmount(amount, settlement->open()); !is.ok()) return is;
  const v1::Org org = *books.orgs.Find(command.org_id());
  const absl::StatusOr<std::string> date =
      MovementDate(books, org, context, "date", command.date(), settlement->grew_on());
  if (!date.ok()) return date.status();

  v1::InvoiceWrittenOff event;
  event.set_org_id(command.org_id());
  event.set_customer_id(settlement->customer_id());
  event.set_invoice_number(command.invoice_number());
  *event.mutable_amount() = amount;
  if (settlement->has_open_base()) {
    *event.mutable_receivable_base() =
        BaseShare(amount, settlement->open(), settlement->open_base(), FromProto(org.rounding()));
  }
  event.set_date(*date);
  event.set_reason(command.reason());
  return Emit(std::move(event));
}

Decision<> Decide(const v1::ReverseInvoiceWriteOff& command, const Books& books,
                  const Context& context) {
  const absl::StatusOr<v1::InvoiceSettlement> settlement = FindSettlement(command, books);
  if (!settlement.ok()) return settlement.status();
  if (settlement->written_off().minor_units() == 0) {
    return Refuse(v1::REASON_NOTHING_WRITTEN_OFF, "invoice_number",
                  absl::StrCat("nothing of ", command.invoice_number(), " was written off"));
  }
  const v1::Org org = *books.orgs.Find(command.org_id());
  const absl::StatusOr<std::string> date =
      MovementDate(books, org, context, "date", command.date(), WrittenOffOn(books, command));
  if (!date.ok()) return date.status();

  v1::InvoiceWriteOffReversed event;
  event.set_org_id(command.org_id());
  event.set_customer_id(settlement->customer_id());
  event.set_invoice_number(command.invoice_number());
  *event.mutable_amount() = settlement->written_off();
  if (settlement->has_written_off_base()) {
    *event.mutable_receivable_base() = settlement->written_off_base();
  }
  event.set_date(*date);
  event.set_reason(command.reason());
  return Emit(std::move(event));
}

Decision<> Decide(const v1::OpenInvoiceDispute& command, const Books& books,
                  const Context& context) {
  const absl::StatusOr<v1::InvoiceSettlement> settlement = FindSettlement(command, books);
  if (!settlement.ok()) return settlement.status();
  const v1::InvoiceView invoice = *books.invoices.Find(command.org_id(), command.invoice_number());
  if (absl::Status is = CheckLines(command, invoice.invoice()); !is.ok()) return is;
  if (books.disputes.Has(command.org_id(), command.invoice_number(), command.dispute_id())) {
    return Refuse(v1::REASON_DISPUTE_EXISTS, "dispute_id",
                  absl::StrCat(command.invoice_number(), " has a dispute \"", command.dispute_id(),
                               "\" already"));
  }

  v1::DisputeOpened event;
  event.set_org_id(command.org_id());
  v1::Dispute& dispute = *event.mutable_dispute();
  dispute.set_invoice_number(command.invoice_number());
  dispute.set_dispute_id(command.dispute_id());
  dispute.set_customer_id(settlement->customer_id());
  *dispute.mutable_line_ids() = command.line_ids();
  dispute.set_reason(command.reason());
  dispute.set_opened_on(TodayOf(books, command.org_id(), context));
  return Emit(std::move(event));
}

Decision<> Decide(const v1::CloseInvoiceDispute& command, const Books& books,
                  const Context& context) {
  const absl::StatusOr<v1::InvoiceSettlement> settlement = FindSettlement(command, books);
  if (!settlement.ok()) return settlement.status();
  const auto dispute = OrRefuse(
      books.disputes.Find(command.org_id(), command.invoice_number(), command.dispute_id()),
      v1::REASON_DISPUTE_NOT_FOUND, "dispute_id", command.dispute_id());
  if (!dispute.ok()) return dispute.status();
  if (!dispute->closed_on().empty()) {
    return Refuse(v1::REASON_DISPUTE_CLOSED, "dispute_id",
                  absl::StrCat("\"", command.dispute_id(), "\" ended on ", dispute->closed_on()));
  }

  v1::DisputeClosed event;
  event.set_org_id(command.org_id());
  event.set_customer_id(settlement->customer_id());
  event.set_invoice_number(command.invoice_number());
  event.set_dispute_id(command.dispute_id());
  event.set_outcome(command.outcome());
  event.set_reason(command.reason());
  event.set_date(TodayOf(books, command.org_id(), context));
  return Emit(std::move(event));
}

}  // namespace tally
