#include "projections/journal.h"

#include <utility>

#include "ledger/money/money.h"

namespace tally {
namespace {

constexpr size_t kMonthLength = sizeof("YYYY-MM") - 1;

google::protobuf::BytesValue RowOf(absl::int128 sum) {
  google::protobuf::BytesValue row;
  row.set_value(KeyOf(static_cast<uint64_t>(absl::Int128High64(sum)), absl::Int128Low64(sum)));
  return row;
}

absl::int128 SumOf(const std::optional<google::protobuf::BytesValue>& row) {
  return row ? Journal::SumIn(*row) : 0;
}

// What credit notes need of an invoice.
v1::Invoice Kept(const v1::Invoice& invoice) {
  v1::Invoice kept;
  for (const v1::Line& line : invoice.lines()) {
    v1::Line& known = *kept.add_lines();
    known.set_line_id(line.line_id());
    known.set_item_id(line.item_id());
  }
  if (invoice.has_base_totals()) {
    *kept.mutable_base_totals()->mutable_exchange() = invoice.base_totals().exchange();
  }
  return kept;
}

}  // namespace

Journal::Journal(Store& rows)
    : entries(rows, "entries"),
      balances(rows, "balances"),
      months_(rows, "months"),
      days_(rows, "days"),
      invoices_(rows, "invoices"),
      payments_(rows, "payments") {}

JournalAccountName Journal::TakeName(absl::string_view rest_of_key) {
  JournalAccountName name;
  name.account = static_cast<v1::JournalAccount>(TakeNumber(rest_of_key));
  name.subject = TakeText(rest_of_key);
  name.currency = TakeText(rest_of_key);
  return name;
}

absl::int128 Journal::SumIn(const google::protobuf::BytesValue& row) {
  absl::string_view bytes = row.value();
  const auto high = static_cast<int64_t>(TakeNumber(bytes));
  return absl::MakeInt128(high, TakeNumber(bytes));
}

absl::int128 Journal::BalanceOn(const std::string& date, const std::string& org_id,
                                const JournalAccountName& name) const {
  const auto account = static_cast<Number>(name.account);
  const std::string month = date.substr(0, kMonthLength);
  absl::int128 sum = 0;
  for (auto rows = months_.Scan(org_id, account, name.subject, name.currency); rows.Valid();
       rows.Next()) {
    absl::string_view rest = rows.rest_of_key();
    if (TakeText(rest) >= month) break;
    sum += SumIn(rows.row());
  }
  for (auto rows = days_.ScanFrom(month, org_id, account, name.subject, name.currency);
       rows.Valid(); rows.Next()) {
    absl::string_view rest = rows.rest_of_key();
    if (TakeText(rest) > date) break;
    sum += SumIn(rows.row());
  }
  return sum;
}

void Journal::On(const v1::InvoiceIssued& event, const v1::RecordedEvent& recorded) {
  Add(event.org_id(), EntriesOf(event), recorded);
  invoices_.Insert(event.org_id(), event.invoice().number(), Kept(event.invoice()));
}

void Journal::On(const v1::CreditNoteIssued& event, const v1::RecordedEvent& recorded) {
  const auto invoice = invoices_.Find(event.org_id(), event.credit_note().invoice_number());
  Add(event.org_id(), EntriesOf(event, invoice.value_or(v1::Invoice())), recorded);
}

void Journal::On(const v1::PaymentRecorded& event, const v1::RecordedEvent& recorded) {
  Add(event.org_id(), EntriesOf(event), recorded);
  v1::PaymentRecorded kept = event;
  kept.mutable_payment()->clear_reference();
  payments_.Insert(event.org_id(), event.payment().payment_id(), kept);
}

void Journal::On(const v1::CreditAllocated& event, const v1::RecordedEvent& recorded) {
  Add(event.org_id(), EntriesOf(event, IsDeposit(event.org_id(), event.credit())), recorded);
  for (const v1::Allocation& each : event.allocations()) {
    TakeOffPayment(event.org_id(), event.credit(), each.amount(), each.credit_base());
  }
}

void Journal::On(const v1::PaymentReversed& event, const v1::RecordedEvent& recorded) {
  const auto left = payments_.Find(event.org_id(), event.payment_id());
  if (!left) return;
  Add(event.org_id(), EntriesOf(event, *left), recorded);
}

void Journal::On(const v1::CustomerRefunded& event, const v1::RecordedEvent& recorded) {
  const v1::CustomerRefund& refund = event.refund();
  Add(event.org_id(), EntriesOf(event, IsDeposit(event.org_id(), refund.credit())), recorded);
  TakeOffPayment(event.org_id(), refund.credit(), refund.amount(), refund.credit_base());
}

void Journal::On(const v1::CreditGranted& event, const v1::RecordedEvent& recorded) {
  Add(event.org_id(), EntriesOf(event), recorded);
}

void Journal::On(const v1::InvoiceWrittenOff& event, const v1::RecordedEvent& recorded) {
  Add(event.org_id(), EntriesOf(event), recorded);
}

void Journal::On(const v1::InvoiceWriteOffReversed& event, const v1::RecordedEvent& recorded) {
  Add(event.org_id(), EntriesOf(event), recorded);
}

void Journal::On(const v1::AccountingPeriodClosed& event, const v1::RecordedEvent& recorded) {
  Add(event.org_id(), EntriesOf(event), recorded);
}

void Journal::On(const v1::AccountingPeriodReopened& event, const v1::RecordedEvent& recorded) {
  Add(event.org_id(), EntriesOf(event), recorded);
}

void Journal::Add(const std::string& org_id, JournalEntries booked,
                  const v1::RecordedEvent& recorded) {
  for (size_t i = 0; i < booked.size(); ++i) {
    v1::JournalEntry& entry = booked[i];
    entry.set_position(recorded.position());
    entries.Insert(org_id, entry.date(), recorded.position(), i, entry);
    for (const v1::Posting& posting : entry.postings()) AddToSums(org_id, entry.date(), posting);
  }
}

void Journal::AddToSums(const std::string& org_id, const std::string& date,
                        const v1::Posting& posting) {
  const auto account = static_cast<Number>(posting.account());
  const std::string& subject = posting.subject();
  const std::string& currency = posting.amount().currency();
  const absl::int128 amount = posting.amount().minor_units();
  balances.Put(org_id, account, subject, currency,
               RowOf(SumOf(balances.Find(org_id, account, subject, currency)) + amount));
  const auto add = [&](Sums& sums, const std::string& when) {
    sums.Put(org_id, account, subject, currency, when,
             RowOf(SumOf(sums.Find(org_id, account, subject, currency, when)) + amount));
  };
  add(months_, date.substr(0, kMonthLength));
  add(days_, date);
}

bool Journal::IsDeposit(const std::string& org_id, const v1::CreditName& credit) const {
  if (credit.kind() != v1::CREDIT_KIND_PAYMENT) return false;
  const auto payment = payments_.Find(org_id, credit.id());
  return payment && payment->payment().deposit();
}

void Journal::TakeOffPayment(const std::string& org_id, const v1::CreditName& credit,
                             const v1::Money& amount, const v1::Money& base) {
  if (credit.kind() != v1::CREDIT_KIND_PAYMENT) return;
  auto payment = payments_.Find(org_id, credit.id());
  if (!payment) return;
  // Deciding made sure that there is so much left.
  v1::Money& left = *payment->mutable_payment()->mutable_amount();
  left = Subtract(left, amount).value_or(left);
  if (payment->has_base()) {
    v1::Money& left_base = *payment->mutable_base()->mutable_amount();
    left_base = Subtract(left_base, base).value_or(left_base);
  }
  payments_.Put(org_id, credit.id(), *payment);
}

}  // namespace tally
