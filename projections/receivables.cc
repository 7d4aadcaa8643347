#include "projections/receivables.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"
#include "ledger/money/totals.h"

namespace tally {
namespace {

// Deciding made sure that all sums fit.
v1::Money SumOf(const v1::Money& left, const v1::Money& right) { return *Add(left, right); }

// An amount, and what it is in the books if that is known.
struct Worth {
  v1::Money amount;
  std::optional<v1::Money> base;

  Worth Negated() const {
    Worth negated{.amount = *Negate(amount), .base = std::nullopt};
    if (base) negated.base = *Negate(*base);
    return negated;
  }
};

// What `message` says of its part of the books, with `has` telling whether it says so.
std::optional<v1::Money> If(bool has, const v1::Money& base) {
  if (!has) return std::nullopt;
  return base;
}

// What all changes of an item come to, and the day of the last.
struct Standing {
  v1::Money left;
  std::optional<v1::Money> base;
  // Empty if nothing ever changed it.
  std::string last_day;

  bool IsClosed() const { return !last_day.empty() && left.minor_units() == 0; }
  // Under what it is listed: not at all, as open, or as closed on a day.
  std::pair<bool, std::string> ListedAs() const {
    return {!last_day.empty(), IsClosed() ? last_day : ""};
  }
};

Standing StandingOf(const Receivables& receivables, const std::string& org_id,
                    const ItemName& item) {
  Standing standing;
  auto rows = receivables.changes.Scan(org_id, item.customer_id, item.kind, item.id);
  for (; rows.Valid(); rows.Next()) {
    const v1::Allocation change = rows.row();
    const bool is_first = standing.last_day.empty();
    standing.left = is_first ? change.amount() : SumOf(standing.left, change.amount());
    const bool has_base = change.has_receivable_base() && (is_first || standing.base);
    if (!has_base) {
      standing.base.reset();
    } else {
      standing.base =
          is_first ? change.receivable_base() : SumOf(*standing.base, change.receivable_base());
    }
    if (change.amount().minor_units() != 0) standing.last_day = change.date();
  }
  return standing;
}

bool Is(const v1::CreditName& name, const ItemName& item) {
  return static_cast<Number>(name.kind()) == item.kind && name.id() == item.id;
}

void ListAsOpen(Receivables& receivables, const std::string& org_id, const ItemName& item) {
  auto row = receivables.open.Find(org_id, item.customer_id).value_or(v1::CustomerCreditPage());
  v1::CreditName& name = *row.add_credits()->mutable_credit();
  name.set_kind(static_cast<v1::CreditKind>(item.kind));
  name.set_id(item.id);
  receivables.open.Put(org_id, item.customer_id, row);
}

void UnlistAsOpen(Receivables& receivables, const std::string& org_id, const ItemName& item) {
  v1::CustomerCreditPage row = *receivables.open.Find(org_id, item.customer_id);
  auto& items = *row.mutable_credits();
  const auto place = std::ranges::find_if(
      items, [&](const v1::CustomerCredit& each) { return Is(each.credit(), item); });
  items.erase(place);
  receivables.open.Put(org_id, item.customer_id, row);
}

void Unlist(Receivables& receivables, const std::string& org_id, const ItemName& item,
            const Standing& standing) {
  if (standing.last_day.empty()) return;
  if (standing.IsClosed()) {
    receivables.closed.Delete(org_id, item.customer_id, standing.last_day, item.kind, item.id);
    receivables.closed_on.Delete(org_id, standing.last_day, item.customer_id, item.kind, item.id);
  } else {
    UnlistAsOpen(receivables, org_id, item);
  }
}

void List(Receivables& receivables, const std::string& org_id, const ItemName& item,
          const Standing& standing) {
  if (standing.last_day.empty()) return;
  if (standing.IsClosed()) {
    receivables.closed.Put(org_id, item.customer_id, standing.last_day, item.kind, item.id, {});
    receivables.closed_on.Put(org_id, standing.last_day, item.customer_id, item.kind, item.id, {});
  } else {
    ListAsOpen(receivables, org_id, item);
  }
}

// Adds what `day` changes of `item`.
void AddChange(Receivables& receivables, const std::string& org_id, const ItemName& item,
               const std::string& day, const Worth& worth) {
  auto row = receivables.changes.Find(org_id, item.customer_id, item.kind, item.id, day);
  if (!row) {
    row.emplace().set_date(day);
    *row->mutable_amount() = worth.amount;
    if (worth.base) *row->mutable_receivable_base() = *worth.base;
  } else {
    *row->mutable_amount() = SumOf(row->amount(), worth.amount);
    if (row->has_receivable_base() && worth.base) {
      *row->mutable_receivable_base() = SumOf(row->receivable_base(), *worth.base);
    } else {
      row->clear_receivable_base();
    }
  }
  receivables.changes.Put(org_id, item.customer_id, item.kind, item.id, day, *row);
}

// What is open of `item` changes by `worth` from `day` on.
void Change(Receivables& receivables, const std::string& org_id, const ItemName& item,
            const std::string& day, const Worth& worth) {
  if (worth.amount.minor_units() == 0) return;
  const Standing before = StandingOf(receivables, org_id, item);
  AddChange(receivables, org_id, item, day, worth);
  const Standing after = StandingOf(receivables, org_id, item);
  if (before.ListedAs() == after.ListedAs()) return;
  Unlist(receivables, org_id, item, before);
  List(receivables, org_id, item, after);
}

ItemName CreditItem(const std::string& customer_id, v1::CreditKind kind, const std::string& id) {
  return {.customer_id = customer_id, .kind = static_cast<Number>(kind), .id = id};
}

ItemName OwedItem(const std::string& customer_id, const std::string& invoice_number) {
  return {.customer_id = customer_id, .kind = kOwed, .id = invoice_number};
}

// What is put on an account.
struct Movement {
  v1::StatementKind kind;
  std::string document;
  std::string description;
  // What it adds to what is owed.
  v1::Money amount;
};

void AddMovement(Receivables& receivables, const std::string& org_id,
                 const std::string& customer_id, const std::string& day, const Movement& movement,
                 const v1::RecordedEvent& recorded) {
  v1::StatementEntry entry;
  entry.set_date(day);
  entry.set_kind(movement.kind);
  entry.set_document(movement.document);
  entry.set_description(movement.description);
  *entry.mutable_amount() = movement.amount;
  entry.set_position(recorded.position());
  receivables.movements.Insert(org_id, customer_id, day, recorded.position(), entry);
}

// `, more`, or nothing.
std::string Behind(absl::string_view mark, const std::string& more) {
  return more.empty() ? "" : absl::StrCat(mark, more);
}

std::string InvoiceWords(const v1::Invoice& invoice) {
  if (!invoice.late_fees().empty()) return "Late fees";
  if (!invoice.quote_id().empty()) return absl::StrCat("Invoice of quote ", invoice.quote_id());
  if (!invoice.project_id().empty()) {
    return absl::StrCat("Invoice of project ", invoice.project_id());
  }
  return absl::StrCat("Invoice", Behind(" for ", invoice.period().month()),
                      Behind(", corrects ", invoice.corrects_number()));
}

std::string ReversalWords(v1::ReversalKind kind) {
  if (kind == v1::REVERSAL_KIND_FAILED) return "Payment failed";
  if (kind == v1::REVERSAL_KIND_CHARGED_BACK) return "Payment charged back";
  return "Payment recorded by mistake";
}

}  // namespace

Receivables::Receivables(Store& rows)
    : changes(rows, "changes"),
      open(rows, "open"),
      closed(rows, "closed"),
      closed_on(rows, "closed_on"),
      movements(rows, "movements") {}

void Receivables::On(const v1::InvoiceIssued& event, const v1::RecordedEvent& recorded) {
  const v1::Invoice& invoice = event.invoice();
  const std::string& customer_id = invoice.bill_to().customer_id();
  const v1::Totals& totals = invoice.totals();
  const v1::Totals& base = invoice.base_totals().totals();
  const bool has_base = invoice.base_totals().has_totals();
  const v1::Money payable = PayableOf(totals);
  Change(*this, event.org_id(), OwedItem(customer_id, invoice.number()), invoice.issue_date(),
         {payable, If(has_base, PayableOf(base))});
  v1::Money amount = payable;
  if (totals.has_customer_credit()) {
    Change(*this, event.org_id(),
           CreditItem(customer_id, v1::CREDIT_KIND_INVOICE, invoice.number()), invoice.issue_date(),
           {totals.customer_credit(), If(base.has_customer_credit(), base.customer_credit())});
    amount = *Subtract(payable, totals.customer_credit());
  }
  AddMovement(*this, event.org_id(), customer_id, invoice.issue_date(),
              {v1::STATEMENT_KIND_INVOICE, invoice.number(), InvoiceWords(invoice), amount},
              recorded);
}

void Receivables::On(const v1::CreditNoteIssued& event, const v1::RecordedEvent& recorded) {
  const v1::CreditNote& note = event.credit_note();
  const std::string& customer_id = note.bill_to().customer_id();
  const std::string& day = note.issue_date();
  const v1::CreditNoteSettlement& settlement = note.settlement();
  v1::Money amount = note.totals().total();
  if (!note.has_settlement()) {
    // Notes of before there were payments took all off what was open, but for what the invoice was
    // rounded to coins.
    const ItemName invoice = OwedItem(customer_id, note.invoice_number());
    const v1::Money left = StandingOf(*this, event.org_id(), invoice).left;
    if (left.minor_units() < amount.minor_units()) amount.set_minor_units(left.minor_units());
    Change(*this, event.org_id(), invoice, day, Worth{amount, std::nullopt}.Negated());
  } else {
    amount = settlement.amount();
    const Worth off{settlement.against_open(),
                    If(settlement.has_open_base(), settlement.open_base())};
    const bool is_of_credit = settlement.against_open().minor_units() < 0;
    Change(*this, event.org_id(),
           is_of_credit ? CreditItem(customer_id, v1::CREDIT_KIND_INVOICE, note.invoice_number())
                        : OwedItem(customer_id, note.invoice_number()),
           day, is_of_credit ? off : off.Negated());
    Change(*this, event.org_id(),
           CreditItem(customer_id, v1::CREDIT_KIND_CREDIT_NOTE, note.number()), day,
           {settlement.to_credit(), If(settlement.has_credit_base(), settlement.credit_base())});
  }
  AddMovement(*this, event.org_id(), customer_id, day,
              {v1::STATEMENT_KIND_CREDIT_NOTE, note.number(),
               absl::StrCat("Credit on ", note.invoice_number(), Behind(": ", note.reason())),
               *Negate(amount)},
              recorded);
}

void Receivables::On(const v1::PaymentRecorded& event, const v1::RecordedEvent& recorded) {
  const v1::Payment& payment = event.payment();
  Change(*this, event.org_id(),
         CreditItem(payment.customer_id(), v1::CREDIT_KIND_PAYMENT, payment.payment_id()),
         payment.date(), {payment.amount(), If(event.has_base(), event.base().amount())});
  AddMovement(*this, event.org_id(), payment.customer_id(), payment.date(),
              {v1::STATEMENT_KIND_PAYMENT, payment.payment_id(),
               absl::StrCat(payment.deposit() ? "Deposit" : "Payment",
                            Behind(", ", payment.method()), Behind(", ", payment.reference())),
               *Negate(payment.amount())},
              recorded);
}

void Receivables::On(const v1::CreditAllocated& event, const v1::RecordedEvent&) {
  const ItemName credit =
      CreditItem(event.customer_id(), event.credit().kind(), event.credit().id());
  for (const v1::Allocation& each : event.allocations()) {
    const Worth owed{each.amount(), If(each.has_receivable_base(), each.receivable_base())};
    const Worth left{each.amount(), If(each.has_credit_base(), each.credit_base())};
    Change(*this, event.org_id(), OwedItem(event.customer_id(), each.invoice_number()), each.date(),
           owed.Negated());
    Change(*this, event.org_id(), credit, each.date(), left.Negated());
  }
}

void Receivables::On(const v1::PaymentReversed& event, const v1::RecordedEvent& recorded) {
  const ItemName credit =
      CreditItem(event.customer_id(), v1::CREDIT_KIND_PAYMENT, event.payment_id());
  // What it settled was taken back before, and nothing was refunded: all of it is left.
  const Standing all = StandingOf(*this, event.org_id(), credit);
  Change(*this, event.org_id(), credit, event.date(), Worth{all.left, all.base}.Negated());
  AddMovement(*this, event.org_id(), event.customer_id(), event.date(),
              {v1::STATEMENT_KIND_REVERSAL, event.payment_id(),
               absl::StrCat(ReversalWords(event.kind()), Behind(": ", event.reason())), all.left},
              recorded);
}

void Receivables::On(const v1::CustomerRefunded& event, const v1::RecordedEvent& recorded) {
  const v1::CustomerRefund& refund = event.refund();
  const Worth paid{refund.amount(), If(refund.has_credit_base(), refund.credit_base())};
  Change(*this, event.org_id(),
         CreditItem(event.customer_id(), refund.credit().kind(), refund.credit().id()),
         refund.date(), paid.Negated());
  AddMovement(*this, event.org_id(), event.customer_id(), refund.date(),
              {v1::STATEMENT_KIND_REFUND, refund.refund_id(),
               absl::StrCat("Refund", Behind(", ", refund.method()), Behind(": ", refund.reason())),
               refund.amount()},
              recorded);
}

void Receivables::On(const v1::CreditGranted& event, const v1::RecordedEvent& recorded) {
  Change(*this, event.org_id(),
         CreditItem(event.customer_id(), v1::CREDIT_KIND_GRANTED, event.credit_id()), event.date(),
         {event.amount(), If(event.has_base(), event.base().amount())});
  AddMovement(
      *this, event.org_id(), event.customer_id(), event.date(),
      {v1::STATEMENT_KIND_GRANTED_CREDIT, event.credit_id(),
       absl::StrCat("Credit granted", Behind(": ", event.reason())), *Negate(event.amount())},
      recorded);
}

void Receivables::On(const v1::InvoiceWrittenOff& event, const v1::RecordedEvent& recorded) {
  const Worth off{event.amount(), If(event.has_receivable_base(), event.receivable_base())};
  Change(*this, event.org_id(), OwedItem(event.customer_id(), event.invoice_number()), event.date(),
         off.Negated());
  AddMovement(*this, event.org_id(), event.customer_id(), event.date(),
              {v1::STATEMENT_KIND_WRITE_OFF, event.invoice_number(),
               absl::StrCat("Written off", Behind(": ", event.reason())), *Negate(event.amount())},
              recorded);
}

void Receivables::On(const v1::InvoiceWriteOffReversed& event, const v1::RecordedEvent& recorded) {
  Change(*this, event.org_id(), OwedItem(event.customer_id(), event.invoice_number()), event.date(),
         {event.amount(), If(event.has_receivable_base(), event.receivable_base())});
  AddMovement(*this, event.org_id(), event.customer_id(), event.date(),
              {v1::STATEMENT_KIND_WRITE_OFF_REVERSAL, event.invoice_number(),
               absl::StrCat("Write-off taken back", Behind(": ", event.reason())), event.amount()},
              recorded);
}

}  // namespace tally
