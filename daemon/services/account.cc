#include "daemon/services/account.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// The last day overdue of each bucket but the last.
constexpr int kFirstDays = 30;
constexpr int kSecondDays = 60;
constexpr int kThirdDays = 90;

bool AddTo(v1::Money& sum, const v1::Money& amount) {
  const std::optional<v1::Money> added = Add(sum, amount);
  if (added) sum = *added;
  return added.has_value();
}

v1::Money& BucketOf(v1::AgingBuckets& buckets, int days_overdue) {
  if (days_overdue <= 0) return *buckets.mutable_current();
  if (days_overdue <= kFirstDays) return *buckets.mutable_days_1_to_30();
  if (days_overdue <= kSecondDays) return *buckets.mutable_days_31_to_60();
  if (days_overdue <= kThirdDays) return *buckets.mutable_days_61_to_90();
  return *buckets.mutable_over_90();
}

}  // namespace

absl::Status DoesNotFit(absl::string_view field) {
  return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, field, "gives a sum that does not fit");
}

AgingSums::AgingSums(const std::string& currency, absl::CivilDay day) : day_(day) {
  const v1::Money zero = MakeMoney(0, currency);
  for (v1::Money* sum :
       {buckets_.mutable_current(), buckets_.mutable_days_1_to_30(),
        buckets_.mutable_days_31_to_60(), buckets_.mutable_days_61_to_90(),
        buckets_.mutable_over_90(), buckets_.mutable_open(), buckets_.mutable_disputed(),
        buckets_.mutable_credit(), buckets_.mutable_deposits(), buckets_.mutable_balance()}) {
    *sum = zero;
  }
}

bool AgingSums::SetBalance() {
  const auto less = tally::Add(buckets_.credit(), buckets_.deposits());
  const auto balance = less ? Subtract(buckets_.open(), *less) : std::nullopt;
  if (balance) *buckets_.mutable_balance() = *balance;
  return balance.has_value();
}

bool AgingSums::Add(v1::OpenInvoice& invoice) {
  const std::optional<absl::CivilDay> due = ParseDate(invoice.due_date());
  invoice.set_days_overdue(due ? static_cast<int32_t>(day_ - *due) : 0);
  return AddTo(BucketOf(buckets_, invoice.days_overdue()), invoice.open()) &&
         AddTo(*buckets_.mutable_open(), invoice.open()) &&
         (!invoice.disputed() || AddTo(*buckets_.mutable_disputed(), invoice.open())) &&
         SetBalance();
}

bool AgingSums::AddCredit(const v1::Money& left, bool is_deposit) {
  return AddTo(is_deposit ? *buckets_.mutable_deposits() : *buckets_.mutable_credit(), left) &&
         SetBalance();
}

bool AgingSums::Add(const v1::AgingBuckets& others) {
  return AddTo(*buckets_.mutable_current(), others.current()) &&
         AddTo(*buckets_.mutable_days_1_to_30(), others.days_1_to_30()) &&
         AddTo(*buckets_.mutable_days_31_to_60(), others.days_31_to_60()) &&
         AddTo(*buckets_.mutable_days_61_to_90(), others.days_61_to_90()) &&
         AddTo(*buckets_.mutable_over_90(), others.over_90()) &&
         AddTo(*buckets_.mutable_open(), others.open()) &&
         AddTo(*buckets_.mutable_disputed(), others.disputed()) &&
         AddTo(*buckets_.mutable_credit(), others.credit()) &&
         AddTo(*buckets_.mutable_deposits(), others.deposits()) && SetBalance();
}

bool Account::Add(const Books& books, const std::string& org_id, const OpenItem& item) {
  const ItemName& name = item.name;
  if (name.kind != kOwed) {
    const auto credit = books.credits.Find(org_id, name.customer_id, name.kind, name.id);
    return sums.AddCredit(item.amount, credit && credit->deposit());
  }
  const auto settlement = books.settlements.Find(org_id, name.id);
  v1::OpenInvoice invoice;
  invoice.set_invoice_number(name.id);
  *invoice.mutable_open() = item.amount;
  if (settlement) {
    invoice.set_issue_date(settlement->issue_date());
    invoice.set_due_date(settlement->due_date());
    invoice.set_disputed(settlement->open_disputes() > 0);
  }
  const bool fits = sums.Add(invoice);
  invoices.push_back(std::move(invoice));
  return fits;
}

void Account::SortInvoices() {
  std::ranges::sort(invoices, {}, [](const v1::OpenInvoice& invoice) {
    return std::tie(invoice.due_date(), invoice.invoice_number());
  });
}

absl::StatusOr<Account> AccountOf(const Books& books, const v1::Org& org,
                                  const v1::Customer& customer, const OpenItems& items,
                                  absl::CivilDay day, absl::string_view field) {
  Account account{.sums = AgingSums(CurrencyOf(org, customer), day), .invoices = {}};
  bool fits = true;
  items.ForEachOf(customer.customer_id(), [&](const OpenItem& item) {
    fits = fits && account.Add(books, org.org_id(), item);
  });
  if (!fits) return DoesNotFit(field);
  account.SortInvoices();
  return account;
}

}  // namespace tally
