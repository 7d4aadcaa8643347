#include "daemon/services/statement.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "daemon/services/account.h"
#include "daemon/services/today.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/lookup.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "projections/open_items.h"

namespace tally {
namespace {

constexpr int kMaxEntries = 5'000;

// The receivables of a view.
struct ReceivablesOf {
  explicit ReceivablesOf(const View& view)
      : store(view.RowsOf(Receivables::kName)), receivables(*store) {}

  const std::unique_ptr<Store> store;
  const Receivables receivables;
};

absl::Status CheckDays(const std::string& from, const std::string& to) {
  if (from <= to) return absl::OkStatus();
  return Refuse(v1::REASON_DATE_OUT_OF_RANGE, "from",
                absl::StrCat("is ", from, ", after the last day, ", to));
}

// What a statement shows of the movements on an account.
class Movements {
 public:
  Movements(std::string from, const std::string& currency, v1::AccountStatement& statement)
      : from_(std::move(from)), balance_(MakeMoney(0, currency)), statement_(statement) {
    *statement_.mutable_opening_balance() = balance_;
  }

  // Takes the next movement, of its last day at the latest.
  absl::Status Take(v1::StatementEntry entry) {
    const std::optional<v1::Money> balance = Add(balance_, entry.amount());
    if (!balance) return DoesNotFit("to");
    balance_ = *balance;
    if (entry.date() < from_) {
      *statement_.mutable_opening_balance() = balance_;
      return absl::OkStatus();
    }
    if (statement_.entries_size() == kMaxEntries) {
      return Refuse(
          v1::REASON_TOO_MANY_ITEMS, "from",
          absl::StrCat("gives more than ", kMaxEntries, " entries; ask for fewer days at once"));
    }
    *entry.mutable_balance() = balance_;
    *statement_.add_entries() = std::move(entry);
    return absl::OkStatus();
  }

  const v1::Money& balance() const { return balance_; }

 private:
  const std::string from_;
  v1::Money balance_;
  v1::AccountStatement& statement_;
};

// Calls `use` with what happened on an account, the last on the day `to`, until it fails.
template <class Use>
absl::Status ForEachMovement(const Receivables& receivables, const v1::Org& org,
                             const std::string& customer_id, const std::string& to, Use use) {
  auto rows = receivables.movements.Scan(org.org_id(), customer_id);
  for (; rows.Valid(); rows.Next()) {
    v1::StatementEntry entry = rows.row();
    if (entry.date() > to) break;
    if (absl::Status used = use(std::move(entry)); !used.ok()) return used;
  }
  return absl::OkStatus();
}

// The day of the first movement, if there is one by `to`; `to` if not.
std::string FirstDay(const Receivables& receivables, const v1::Org& org,
                     const std::string& customer_id, const std::string& to) {
  const auto rows = receivables.movements.Scan(org.org_id(), customer_id);
  return rows.Valid() ? std::min(rows.row().date(), to) : to;
}

absl::Status FillStatement(const Receivables& receivables, const v1::Org& org,
                           const v1::Customer& customer, v1::AccountStatement& statement) {
  Movements movements(statement.from(), CurrencyOf(org, customer), statement);
  absl::Status taken =
      ForEachMovement(receivables, org, customer.customer_id(), statement.to(),
                      [&](v1::StatementEntry entry) { return movements.Take(std::move(entry)); });
  *statement.mutable_closing_balance() = movements.balance();
  return taken;
}

// The sums of what happened on an account.
class BalanceSums {
 public:
  BalanceSums(const std::string& currency, v1::CustomerBalance& balance) : balance_(balance) {
    const v1::Money zero = MakeMoney(0, currency);
    for (v1::Money* sum : {balance_.mutable_invoiced(), balance_.mutable_credited(),
                           balance_.mutable_paid(), balance_.mutable_refunded(),
                           balance_.mutable_granted(), balance_.mutable_written_off()}) {
      *sum = zero;
    }
  }

  absl::Status Take(const v1::StatementEntry& entry) {
    const bool is_asked =
        entry.kind() == v1::STATEMENT_KIND_INVOICE || entry.kind() == v1::STATEMENT_KIND_REFUND;
    v1::Money& sum = SumFor(entry.kind());
    const std::optional<v1::Money> added =
        is_asked ? Add(sum, entry.amount()) : Subtract(sum, entry.amount());
    if (!added) return DoesNotFit("date");
    sum = *added;
    return absl::OkStatus();
  }

 private:
  v1::Money& SumFor(v1::StatementKind kind) {
    switch (kind) {
      case v1::STATEMENT_KIND_CREDIT_NOTE:
        return *balance_.mutable_credited();
      case v1::STATEMENT_KIND_PAYMENT:
      case v1::STATEMENT_KIND_REVERSAL:
        return *balance_.mutable_paid();
      case v1::STATEMENT_KIND_REFUND:
        return *balance_.mutable_refunded();
      case v1::STATEMENT_KIND_GRANTED_CREDIT:
        return *balance_.mutable_granted();
      case v1::STATEMENT_KIND_WRITE_OFF:
      case v1::STATEMENT_KIND_WRITE_OFF_REVERSAL:
        return *balance_.mutable_written_off();
      default:
        return *balance_.mutable_invoiced();
    }
  }

  v1::CustomerBalance& balance_;
};

// Whose account a query is about, and until when.
struct AskedAccount {
  v1::Org org;
  v1::Customer customer;
  std::string date;
};

// `date` is a field of `query`. ORG_NOT_FOUND or CUSTOMER_NOT_FOUND.
template <class Query>
absl::StatusOr<AskedAccount> AccountAsked(const Query& query, const std::string& date,
                                          const View& view, absl::Time now) {
  const absl::StatusOr<v1::Org> org = FindOrg(view.books(), query.org_id());
  if (!org.ok()) return org.status();
  const auto customer =
      FindCustomer(view.books(), query.org_id(), "customer_id", query.customer_id());
  if (!customer.ok()) return customer.status();
  const absl::StatusOr<std::string> day = DayOr(date, query, view, *org, now);
  if (!day.ok()) return day.status();
  return AskedAccount{*org, *customer, *day};
}

}  // namespace

absl::StatusOr<v1::AccountStatement> GetStatement(const v1::GetAccountStatement& query,
                                                  const View& view, absl::Time now) {
  const auto asked = AccountAsked(query, query.to(), view, now);
  if (!asked.ok()) return asked.status();
  const auto& [org, customer, to] = *asked;
  const ReceivablesOf of(view);
  const std::string from = query.from().empty()
                               ? FirstDay(of.receivables, org, customer.customer_id(), to)
                               : query.from();
  if (absl::Status days = CheckDays(from, to); !days.ok()) return days;

  v1::AccountStatement statement;
  statement.set_customer_id(customer.customer_id());
  statement.set_name(customer.name());
  statement.set_from(from);
  statement.set_to(to);
  if (absl::Status filled = FillStatement(of.receivables, org, customer, statement); !filled.ok()) {
    return filled;
  }
  const OpenItems items(of.receivables, query.org_id(), to);
  const auto account = AccountOf(view.books(), org, customer, items, *ParseDate(to), "to");
  if (!account.ok()) return account.status();
  *statement.mutable_aging() = account->sums.buckets();
  statement.mutable_open_invoices()->Assign(account->invoices.begin(), account->invoices.end());
  return statement;
}

absl::StatusOr<v1::CustomerBalance> GetBalance(const v1::GetCustomerBalance& query,
                                               const View& view, absl::Time now) {
  const auto asked = AccountAsked(query, query.date(), view, now);
  if (!asked.ok()) return asked.status();
  const auto& [org, customer, date] = *asked;
  const ReceivablesOf of(view);
  v1::CustomerBalance balance;
  balance.set_customer_id(customer.customer_id());
  balance.set_date(date);
  BalanceSums sums(CurrencyOf(org, customer), balance);
  const absl::Status taken =
      ForEachMovement(of.receivables, org, customer.customer_id(), date,
                      [&](const v1::StatementEntry& entry) { return sums.Take(entry); });
  if (!taken.ok()) return taken;
  const OpenItems items(of.receivables, query.org_id(), date);
  const auto account = AccountOf(view.books(), org, customer, items, *ParseDate(date), "date");
  if (!account.ok()) return account.status();
  const v1::AgingBuckets& buckets = account->sums.buckets();
  *balance.mutable_open() = buckets.open();
  *balance.mutable_credit() = *Subtract(buckets.open(), buckets.balance());
  *balance.mutable_balance() = buckets.balance();
  return balance;
}

}  // namespace tally
