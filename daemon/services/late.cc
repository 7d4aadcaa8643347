#include "ledger/deciders/late.h"

#include <string>
#include <utility>
#include <vector>

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/late_months.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/month_drafter.h"
#include "ledger/deciders/run_outcome.h"

namespace tally {
namespace {

// Lists what is late of one customer after the other.
class LateList {
 public:
  LateList(const View& view, const v1::Org& org, const v1::ListLateDifferences& query,
           absl::Time now)
      : books_(view.books()), org_(org), query_(query), now_(now) {}

  absl::StatusOr<v1::LateDifferencePage> OfCustomer() && {
    Add(query_.customer_id());
    return std::move(*this).Reply();
  }

  absl::StatusOr<v1::LateDifferencePage> OfPage(const Page& page) && {
    // The rows of a customer that the page before ended with were all looked at.
    absl::string_view after = page.after();
    std::string last = after.empty() ? "" : TakeText(after);
    const auto take = [&](const Rows<google::protobuf::Empty>& rows) {
      absl::string_view key = rows.rest_of_key();
      const std::string customer_id = TakeText(key);
      if (customer_id == last) return false;
      last = customer_id;
      Add(customer_id);
      return true;
    };
    reply_.set_next_page_token(
        page.Fill(books_.late_news.ScanFrom(page.from(), query_.org_id()), take));
    return std::move(*this).Reply();
  }

 private:
  absl::StatusOr<v1::LateDifferencePage> Reply() && {
    if (!status_.ok()) return status_;
    return std::move(reply_);
  }

  bool Wants(const std::string& month) const {
    return query_.month().empty() || query_.month() == month;
  }

  void Add(const std::string& customer_id) {
    if (!status_.ok()) return;
    auto differences = LateDifferencesOf(books_, org_, customer_id, now_);
    if (!differences.ok()) {
      status_ = differences.status();
      return;
    }
    for (v1::LateDifference& each : *differences) {
      if (Wants(each.month())) *reply_.add_differences() = std::move(each);
    }
    for (auto rows = books_.late_news.Scan(query_.org_id(), customer_id); rows.Valid();
         rows.Next()) {
      absl::string_view key = rows.rest_of_key();
      const std::string month = TakeText(key);
      if (Wants(month)) AddIfMissed(customer_id, month);
    }
  }

  void AddIfMissed(const std::string& customer_id, const std::string& month) {
    if (books_.drafts.Has(query_.org_id(), month, customer_id)) return;
    const auto customer = books_.customers.Find(query_.org_id(), customer_id);
    if (!customer) return;
    const MonthDrafter drafter(books_, org_, *ParseMonth(month), now_);
    const CustomerOutcome run = RunFor(books_, drafter, *customer);
    if (!run.content) return;
    v1::MissedMonth& missed = *reply_.add_missed_months();
    missed.set_customer_id(customer_id);
    missed.set_month(month);
    *missed.mutable_totals() = run.content->totals();
  }

  const Books& books_;
  const v1::Org& org_;
  const v1::ListLateDifferences& query_;
  const absl::Time now_;
  v1::LateDifferencePage reply_;
  absl::Status status_;
};

absl::StatusOr<v1::LateDifferencePage> List(const v1::ListLateDifferences& query, const View& view,
                                            absl::Time now) {
  const absl::StatusOr<v1::Org> org = FindOrg(view.books(), query.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();
  if (query.customer_id().empty()) return LateList(view, *org, query, now).OfPage(*page);

  const auto customer =
      FindCustomer(view.books(), query.org_id(), "customer_id", query.customer_id());
  if (!customer.ok()) return customer.status();
  return LateList(view, *org, query, now).OfCustomer();
}

}  // namespace

ServicePtr ServeLate(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::LateDifference::descriptor()->file(), "Late", serving);
  Ledger& ledger = serving.ledger;
  service->Query<v1::ListLateDifferences, v1::LateDifferencePage>(
      "List", [&ledger](const v1::ListLateDifferences& query, const View& view) {
        return List(query, view, ledger.Now());
      });
  service->Command<v1::CreditLateDifferences>("Credit");
  service->Command<v1::WaiveLateDifferences>("Waive");
  return service;
}

}  // namespace tally
