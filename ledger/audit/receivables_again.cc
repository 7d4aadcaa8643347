#include "ledger/audit/receivables_again.h"

#include "ledger/audit/repeat.h"
#include "ledger/deciders/accounting_periods.h"
#include "ledger/deciders/dunning.h"
#include "ledger/deciders/receivables.h"

namespace tally {
namespace {

// The command `C` about the invoice that `event` is about.
template <class C, class Event>
C OfInvoice(const Event& event) {
  C command;
  command.set_org_id(event.org_id());
  command.set_invoice_number(event.invoice_number());
  command.set_reason(event.reason());
  return command;
}

v1::WriteOffInvoice WriteOffOf(const v1::InvoiceWrittenOff& event) {
  auto command = OfInvoice<v1::WriteOffInvoice>(event);
  *command.mutable_amount() = event.amount();
  command.set_date(event.date());
  return command;
}

v1::ReverseInvoiceWriteOff ReversalOf(const v1::InvoiceWriteOffReversed& event) {
  auto command = OfInvoice<v1::ReverseInvoiceWriteOff>(event);
  command.set_date(event.date());
  return command;
}

v1::OpenInvoiceDispute OpeningOf(const v1::DisputeOpened& event) {
  v1::OpenInvoiceDispute command;
  command.set_org_id(event.org_id());
  command.set_invoice_number(event.dispute().invoice_number());
  command.set_reason(event.dispute().reason());
  command.set_dispute_id(event.dispute().dispute_id());
  *command.mutable_line_ids() = event.dispute().line_ids();
  return command;
}

v1::CloseInvoiceDispute ClosingOf(const v1::DisputeClosed& event) {
  auto command = OfInvoice<v1::CloseInvoiceDispute>(event);
  command.set_dispute_id(event.dispute_id());
  command.set_outcome(event.outcome());
  return command;
}

v1::DunCustomer DunningOf(const v1::DunningStepTaken& event) {
  v1::DunCustomer command;
  command.set_org_id(event.org_id());
  command.set_customer_id(event.customer_id());
  return command;
}

v1::CloseAccountingPeriod ClosingOf(const v1::AccountingPeriodClosed& event) {
  v1::CloseAccountingPeriod command;
  command.set_org_id(event.org_id());
  command.set_month(event.month());
  return command;
}

v1::ReopenAccountingPeriod ReopeningOf(const v1::AccountingPeriodReopened& event) {
  v1::ReopenAccountingPeriod command;
  command.set_org_id(event.org_id());
  command.set_month(event.month());
  command.set_reason(event.reason());
  return command;
}

}  // namespace

std::optional<DecidedAgain> DecideReceivablesAgain(const DecidedCommit& decided,
                                                   const Books& books) {
  const v1::Event& first = decided.events.front().event();
  switch (first.body_case()) {
    case v1::Event::kInvoiceWrittenOff:
      return Repeat(WriteOffOf(first.invoice_written_off()), decided, books);
    case v1::Event::kInvoiceWriteOffReversed:
      return Repeat(ReversalOf(first.invoice_write_off_reversed()), decided, books);
    case v1::Event::kDisputeOpened:
      return Repeat(OpeningOf(first.dispute_opened()), decided, books);
    case v1::Event::kDisputeClosed:
      return Repeat(ClosingOf(first.dispute_closed()), decided, books);
    case v1::Event::kDunningStepTaken:
      return Repeat(DunningOf(first.dunning_step_taken()), decided, books);
    case v1::Event::kAccountingPeriodClosed:
      return Repeat(ClosingOf(first.accounting_period_closed()), decided, books);
    case v1::Event::kAccountingPeriodReopened:
      return Repeat(ReopeningOf(first.accounting_period_reopened()), decided, books);
    default:
      return std::nullopt;
  }
}

}  // namespace tally
