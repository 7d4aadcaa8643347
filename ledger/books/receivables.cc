#include "ledger/books/receivables.h"

#include "ledger/books/settlements.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

v1::InvoiceSettlement Find(const Books& books, const std::string& org_id,
                           const std::string& invoice_number) {
  return *books.settlements.Find(org_id, invoice_number);
}

// Adds `amount`, which is `base` in the books, to what was given up of an invoice.
void GiveUp(Books& books, const std::string& org_id, const std::string& invoice_number,
            const v1::Money& amount, const v1::Money* base, const std::string& date) {
  v1::InvoiceSettlement settlement = Find(books, org_id, invoice_number);
  *settlement.mutable_written_off() = *Add(settlement.written_off(), amount);
  if (base != nullptr) {
    v1::Money& in_books = *settlement.mutable_written_off_base();
    if (in_books.currency().empty()) in_books = MakeMoney(0, base->currency());
    in_books = *Add(in_books, *base);
  }
  ChangeOpen(books, org_id, settlement, amount, base, date);
}

}  // namespace

void Evolve(Books& books, const v1::InvoiceWrittenOff& event, const v1::RecordedEvent&) {
  GiveUp(books, event.org_id(), event.invoice_number(), event.amount(),
         event.has_receivable_base() ? &event.receivable_base() : nullptr, event.date());
  const auto last = books.written_off_on.Find(event.org_id(), event.invoice_number());
  if (last && last->value() >= event.date()) return;
  google::protobuf::StringValue day;
  day.set_value(event.date());
  books.written_off_on.Put(event.org_id(), event.invoice_number(), day);
}

void Evolve(Books& books, const v1::InvoiceWriteOffReversed& event, const v1::RecordedEvent&) {
  const v1::Money amount = *Negate(event.amount());
  const v1::Money base = *Negate(event.receivable_base());
  GiveUp(books, event.org_id(), event.invoice_number(), amount,
         event.has_receivable_base() ? &base : nullptr, event.date());
}

void Evolve(Books& books, const v1::DisputeOpened& event, const v1::RecordedEvent&) {
  const v1::Dispute& dispute = event.dispute();
  books.disputes.Insert(event.org_id(), dispute.invoice_number(), dispute.dispute_id(), dispute);
  v1::InvoiceSettlement settlement = Find(books, event.org_id(), dispute.invoice_number());
  settlement.set_open_disputes(settlement.open_disputes() + 1);
  books.settlements.Put(event.org_id(), dispute.invoice_number(), settlement);
}

void Evolve(Books& books, const v1::DisputeClosed& event, const v1::RecordedEvent&) {
  v1::Dispute dispute =
      *books.disputes.Find(event.org_id(), event.invoice_number(), event.dispute_id());
  dispute.set_closed_on(event.date());
  dispute.set_outcome(event.outcome());
  dispute.set_outcome_reason(event.reason());
  books.disputes.Put(event.org_id(), event.invoice_number(), event.dispute_id(), dispute);
  v1::InvoiceSettlement settlement = Find(books, event.org_id(), event.invoice_number());
  settlement.set_open_disputes(settlement.open_disputes() - 1);
  books.settlements.Put(event.org_id(), event.invoice_number(), settlement);
}

void Evolve(Books& books, const v1::DunningStepTaken& event, const v1::RecordedEvent& recorded) {
  v1::InvoiceSettlement settlement = Find(books, event.org_id(), event.invoice_number());
  const auto take = [&](const std::string& step_id) {
    v1::TakenStep& step = *settlement.add_dunning_steps();
    step.set_step_id(step_id);
    *step.mutable_taken_at() = recorded.recorded_at();
  };
  for (const std::string& step_id : event.passed_over()) take(step_id);
  take(event.step_id());
  books.settlements.Put(event.org_id(), event.invoice_number(), settlement);
}

}  // namespace tally
