#include "daemon/services/aging.h"

#include <map>
#include <string>
#include <utility>

#include "daemon/services/account.h"
#include "daemon/services/asked.h"
#include "projections/open_items.h"

namespace tally {
namespace {

using Accounts = std::map<std::string, Account>;

v1::CustomerAging AgingOf(const v1::Customer& customer, const Account& account) {
  v1::CustomerAging aging;
  aging.set_customer_id(customer.customer_id());
  aging.set_name(customer.name());
  *aging.mutable_buckets() = account.sums.buckets();
  return aging;
}

// The accounts of all customers with something open.
absl::StatusOr<Accounts> AllAccounts(const Books& books, const std::string& org_id,
                                     const OpenItems& items, absl::CivilDay day) {
  Accounts accounts;
  bool fits = true;
  items.ForEach([&](const OpenItem& item) {
    auto account = accounts.find(item.name.customer_id);
    if (account == accounts.end()) {
      Account fresh{.sums = AgingSums(item.amount.currency(), day), .invoices = {}};
      account = accounts.emplace(item.name.customer_id, std::move(fresh)).first;
    }
    fits = fits && account->second.Add(books, org_id, item);
  });
  if (!fits) return DoesNotFit("date");
  return accounts;
}

absl::Status AddTotals(const Accounts& accounts, absl::CivilDay day, v1::AgingReport& report) {
  std::map<std::string, AgingSums> totals;
  for (const auto& [customer_id, account] : accounts) {
    const v1::AgingBuckets& buckets = account.sums.buckets();
    const std::string& currency = buckets.open().currency();
    const auto total = totals.try_emplace(currency, currency, day).first;
    if (!total->second.Add(buckets)) return DoesNotFit("date");
  }
  for (const auto& [currency, sums] : totals) *report.add_totals() = sums.buckets();
  return absl::OkStatus();
}

// Fills the page with the accounts that follow the one before.
void FillPage(const Accounts& accounts, const Page& page, const Books& books,
              const std::string& org_id, v1::AgingReport& report) {
  absl::string_view after = page.after();
  auto next = after.empty() ? accounts.begin() : accounts.upper_bound(TakeText(after));
  for (; next != accounts.end(); ++next) {
    if (static_cast<size_t>(report.customers_size()) == page.size()) {
      const std::string& last = report.customers(report.customers_size() - 1).customer_id();
      report.set_next_page_token(page.TokenAfter(KeyOf(last)));
      return;
    }
    const auto customer = books.customers.Find(org_id, next->first);
    *report.add_customers() = AgingOf(*customer, next->second);
  }
}

absl::Status ReportOne(const v1::Customer& customer, const v1::Org& org, const Books& books,
                       const OpenItems& items, absl::CivilDay day, v1::AgingReport& report) {
  const auto account = AccountOf(books, org, customer, items, day, "date");
  if (!account.ok()) return account.status();
  const v1::AgingBuckets& buckets = account->sums.buckets();
  *report.add_totals() = buckets;
  const bool is_owed = buckets.credit().minor_units() != 0 || buckets.deposits().minor_units() != 0;
  if (account->invoices.empty() && !is_owed) return absl::OkStatus();
  v1::CustomerAging& aging = *report.add_customers();
  aging = AgingOf(customer, *account);
  aging.mutable_invoices()->Assign(account->invoices.begin(), account->invoices.end());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::AgingReport> GetAging(const v1::GetAgingReport& query, const View& view,
                                         absl::Time now) {
  const Books& books = view.books();
  const absl::StatusOr<AskedDay> asked = DayAsked(query, view, now);
  if (!asked.ok()) return asked.status();

  const auto store = view.RowsOf(Receivables::kName);
  const Receivables receivables(*store);
  const OpenItems items(receivables, query.org_id(), asked->date);
  v1::AgingReport report;
  report.set_date(asked->date);
  if (!query.customer_id().empty()) {
    const auto customer = FindCustomer(books, query.org_id(), "customer_id", query.customer_id());
    if (!customer.ok()) return customer.status();
    const absl::Status reported =
        ReportOne(*customer, asked->org, books, items, asked->day, report);
    if (!reported.ok()) return reported;
    return report;
  }
  const absl::StatusOr<Accounts> accounts = AllAccounts(books, query.org_id(), items, asked->day);
  if (!accounts.ok()) return accounts.status();
  if (asked->page.after().empty()) {
    if (absl::Status added = AddTotals(*accounts, asked->day, report); !added.ok()) return added;
  }
  FillPage(*accounts, asked->page, books, query.org_id(), report);
  return report;
}

}  // namespace tally
