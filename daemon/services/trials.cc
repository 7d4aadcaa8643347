#include "ledger/deciders/trials.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/rpc/worker.h"
#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/books/books.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/would_be_months.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/trial.h"

namespace tally {
namespace {

// About how large a page gets: clients take 4 MiB by default.
constexpr size_t kMaxPageBytes = 1 << 20;
// Months that are drafted for one page, so that a call takes seconds at most: the page is then
// short, and has a token.
constexpr int kMaxDraftedMonths = 5'000;

// The comparisons of one page, on one view.
class Comparing {
 public:
  Comparing(const View& view, v1::Org org, const v1::GetTrialComparison& query, Page page,
            absl::Time now)
      : rows_(view.RowsOf(kBooksFold)),
        books_(*rows_),
        org_(std::move(org)),
        query_(query),
        page_(std::move(page)),
        now_(now) {}

  absl::StatusOr<v1::TrialComparisonPage> Fill() {
    const std::string& to = query_.to_month().empty() ? query_.from_month() : query_.to_month();
    // The key of the last comparison of the page before: its month, and then its customer.
    const size_t month_bytes = page_.after().find('\0');
    const auto after = ParseMonth(page_.after().substr(0, month_bytes));
    absl::CivilMonth month = after.value_or(*ParseMonth(query_.from_month()));
    std::string from_customer = after ? page_.from().substr(month_bytes + 1) : "";
    for (; month <= *ParseMonth(to) && reply_.next_page_token().empty(); month += 1) {
      if (absl::Status done = FillMonth(month, from_customer); !done.ok()) return done;
      from_customer.clear();
    }
    return std::move(reply_);
  }

 private:
  // Adds the customers of a month from a key on, until the page is full.
  absl::Status FillMonth(absl::CivilMonth month, const std::string& from_customer) {
    for (auto rows = books_.customers.ScanFrom(from_customer, org_.org_id()); rows.Valid();
         rows.Next()) {
      const v1::Customer customer = rows.row();
      if (!IsWanted(customer)) continue;
      if (IsFull()) {
        reply_.set_next_page_token(page_.TokenAfter(last_));
        return absl::OkStatus();
      }
      absl::StatusOr<v1::TrialComparison> comparison = Compare(customer, month);
      if (!comparison.ok()) return comparison.status();
      bytes_ += comparison->ByteSizeLong();
      last_ = KeyOf(Text(FormatMonth(month)), Text(customer.customer_id()));
      *reply_.add_comparisons() = *std::move(comparison);
    }
    return absl::OkStatus();
  }

  bool IsWanted(const v1::Customer& customer) const {
    if (!query_.customer_id().empty()) return customer.customer_id() == query_.customer_id();
    return customer.trial() ||
           books_.old_invoice_months.Scan(org_.org_id(), customer.customer_id()).Valid();
  }

  bool IsFull() const {
    return reply_.comparisons_size() == static_cast<int>(page_.size()) || bytes_ >= kMaxPageBytes ||
           drafted_ >= kMaxDraftedMonths;
  }

  absl::StatusOr<v1::TrialComparison> Compare(const v1::Customer& customer,
                                              absl::CivilMonth month) {
    const std::string month_text = FormatMonth(month);
    std::vector<v1::OldInvoice> old_invoices;
    for (auto rows = books_.old_invoices.Scan(org_.org_id(), month_text, customer.customer_id());
         rows.Valid(); rows.Next()) {
      old_invoices.push_back(rows.row());
    }
    const WouldBeMonth would_be = BillingAsIfAlways(*rows_, org_, customer, month, now_);
    drafted_ += would_be.drafted;
    const auto& content = would_be.billing.content;
    absl::StatusOr<v1::TrialComparison> comparison =
        CompareWithOld({.customer_id = customer.customer_id(),
                        .month = month_text,
                        .currency = CurrencyOf(org_, customer),
                        .old_invoices = old_invoices,
                        .content = content ? &*content : nullptr});
    if (comparison.ok() && !content) {
      comparison->set_skipped_because(would_be.billing.outcome.detail());
    }
    return comparison;
  }

  const std::unique_ptr<Store> rows_;
  const Books books_;
  const v1::Org org_;
  const v1::GetTrialComparison& query_;
  const Page page_;
  const absl::Time now_;
  v1::TrialComparisonPage reply_;
  // The key of the last comparison.
  std::string last_;
  size_t bytes_ = 0;
  int drafted_ = 0;
};

absl::StatusOr<v1::TrialComparisonPage> GetComparison(const Ledger& ledger,
                                                      const v1::GetTrialComparison& query) {
  const absl::StatusOr<View> view = ledger.ReadFor(query);
  if (!view.ok()) return view.status();
  const absl::StatusOr<v1::Org> org = FindOrg(view->books(), query.org_id());
  if (!org.ok()) return org.status();
  if (!query.to_month().empty() && query.to_month() < query.from_month()) {
    return Refuse(v1::REASON_FIELD_INVALID, "to_month",
                  absl::StrCat("is ", query.to_month(), ", before from_month"));
  }
  if (!query.customer_id().empty()) {
    const auto customer =
        FindCustomer(view->books(), query.org_id(), "customer_id", query.customer_id());
    if (!customer.ok()) return customer.status();
  }
  absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();
  return Comparing(*view, *org, query, *std::move(page), ledger.Now()).Fill();
}

}  // namespace

ServicePtr ServeTrials(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::TrialComparison::descriptor()->file(), "Trials", serving);
  service->Command<v1::RecordOldInvoices>("Record");
  service->LongQuery<v1::GetTrialComparison, v1::TrialComparisonPage>(
      "GetComparison", std::make_shared<Worker>(), [serving](const v1::GetTrialComparison& query) {
        return GetComparison(serving.ledger, query);
      });
  return service;
}

}  // namespace tally
