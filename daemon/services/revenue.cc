#include "daemon/services/revenue.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "daemon/services/page.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/customer_plans.h"
#include "ledger/deciders/lookup.h"
#include "ledger/rating/new_line.h"
#include "ledger/reports/revenue.h"
#include "projections/invoice_list.h"

namespace tally {
namespace {

constexpr int kMaxMonths = 60;
// What one page may hold and look at, so that no call is long; one customer more is begun at most.
constexpr size_t kMaxRows = 10'000;
constexpr size_t kMaxInvoices = 20'000;

// The months whose revenue is asked for.
struct Months {
  absl::CivilMonth from;
  absl::CivilMonth to;
};

absl::StatusOr<Months> MonthsOf(const v1::GetRevenueReport& query) {
  const Months months{*ParseMonth(query.from_month()), *ParseMonth(query.to_month())};
  if (months.to < months.from) {
    return Refuse(v1::REASON_FIELD_INVALID, "to_month",
                  absl::StrCat("is ", query.to_month(), ", which is before ", query.from_month()));
  }
  if (months.to - months.from >= kMaxMonths) {
    return Refuse(v1::REASON_FIELD_INVALID, "to_month",
                  absl::StrCat("is ", query.to_month(), "; from ", query.from_month(),
                               " on, that is more than ", kMaxMonths, " months"));
  }
  return months;
}

// The longest period that one of the plans bills, in months.
int LongestPeriod(const std::vector<v1::Plan>& plans) {
  constexpr uint32_t kMonthsOfLongestWeeks = 12;
  uint32_t longest = 1;
  for (const v1::Plan& plan : plans) {
    for (const v1::PlanLine& line : plan.lines()) {
      longest = std::max(
          longest, line.cadence().has_weeks() ? kMonthsOfLongestWeeks : line.cadence().months());
    }
  }
  return static_cast<int>(longest);
}

class Reader {
 public:
  Reader(const v1::GetRevenueReport& query, const Months& months, const View& view)
      : org_id_(query.org_id()),
        org_(*view.books().orgs.Find(org_id_)),
        months_(months),
        books_(view.books()),
        rows_(view.RowsOf(InvoiceList::kName)),
        list_(*rows_),
        revenue_(query.by(), months.from, months.to, FromProto(org_.rounding())) {}

  // Adds all that one customer was billed in the months, and what recurs in them. A period may be
  // billed as long before or after its months as it lasts.
  void Read(const v1::Customer& customer) {
    const std::vector<v1::Plan> plans = PlansOf(books_, org_id_, customer.customer_id());
    const int longest = LongestPeriod(plans);
    std::vector<RecurringBill> bills;
    for (auto rows = list_.by_customer.Scan(org_id_, customer.customer_id()); rows.Valid();
         rows.Next()) {
      invoices_ += 1;
      absl::string_view key = rows.rest_of_key();
      const auto summary = list_.invoices.Find(org_id_, TakeNumber(key));
      const auto month = ParseMonth(summary->month());
      if (month && (*month < months_.from - longest || *month > months_.to + longest)) continue;
      const auto view = books_.invoices.Find(org_id_, summary->number());
      revenue_.Bill(*view);
      if (view->status() == v1::INVOICE_STATUS_VOIDED) continue;
      for (RecurringBill& bill : BillsOf(view->invoice())) bills.push_back(std::move(bill));
    }
    revenue_.Recur(customer.customer_id(), CurrencyOf(org_, customer), plans, bills);
  }

  // Whether this is enough for a page.
  bool IsFull() const { return revenue_.size() >= kMaxRows || invoices_ >= kMaxInvoices; }

  absl::StatusOr<v1::RevenueReport> Report() const { return revenue_.Report(); }

 private:
  const std::string org_id_;
  const v1::Org org_;
  const Months months_;
  const Books& books_;
  const std::unique_ptr<Store> rows_;
  const InvoiceList list_;
  Revenue revenue_;
  // Looked at.
  size_t invoices_ = 0;
};

// Reads the customers of `page`. Returns the token of the next one.
std::string ReadPage(const Page& page, const std::string& org_id, const Books& books,
                     Reader& reader) {
  size_t customers = 0;
  std::string last;
  for (auto rows = books.customers.ScanFrom(page.from(), org_id); rows.Valid(); rows.Next()) {
    if (customers == page.size() || reader.IsFull()) return page.TokenAfter(last);
    last = std::string(rows.rest_of_key());
    reader.Read(rows.row());
    customers += 1;
  }
  return "";
}

}  // namespace

absl::StatusOr<v1::RevenueReport> GetRevenue(const v1::GetRevenueReport& query, const View& view) {
  const std::string& org_id = query.org_id();
  if (absl::Status is = CheckOrg(view.books(), org_id); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();
  const absl::StatusOr<Months> months = MonthsOf(query);
  if (!months.ok()) return months.status();
  Reader reader(query, *months, view);
  if (!query.customer_id().empty()) {
    const auto customer = FindCustomer(view.books(), org_id, "customer_id", query.customer_id());
    if (!customer.ok()) return customer.status();
    reader.Read(*customer);
    return reader.Report();
  }
  const std::string next = ReadPage(*page, org_id, view.books(), reader);
  absl::StatusOr<v1::RevenueReport> report = reader.Report();
  if (report.ok()) report->set_next_page_token(next);
  return report;
}

}  // namespace tally
