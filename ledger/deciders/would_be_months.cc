#include "ledger/deciders/would_be_months.h"

#include <algorithm>
#include <utility>

#include "ledger/books/drafts.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/month_drafter.h"
#include "ledger/store/overlay_store.h"

namespace tally {
namespace {

// The first month that may have billed the customer, from kMaxMonthsBefore before `month` on.
absl::CivilMonth FirstMonth(const Books& books, const v1::Org& org, const v1::Customer& customer,
                            absl::CivilMonth month) {
  absl::CivilMonth first = month;
  const auto plans = books.plans.Scan(org.org_id(), customer.customer_id());
  if (plans.Valid()) {
    // What is paid in advance is billed in the month before.
    const absl::CivilMonth start(*ParseDate(plans.row().effective_from()));
    first = std::min(first, start - 1);
  }
  for (auto rows = books.old_invoice_months.Scan(org.org_id(), customer.customer_id());
       rows.Valid(); rows.Next()) {
    first = std::min(first, *ParseMonth(rows.row().value()));
  }
  return std::max(first, month - kMaxMonthsBefore);
}

// Drafts the month as on the day after it.
CustomerOutcome DraftMonth(const Books& books, const v1::Org& org, const v1::Customer& customer,
                           absl::CivilMonth month, absl::Time now) {
  const absl::Time end = MonthSpan(month, *FindZone(org.time_zone())).end;
  return BillingOf(MonthDrafter(books, org, month, std::min(now, end)), customer);
}

// Lets the books say that the month was billed so.
void Bill(Books& books, const v1::Org& org, const v1::Customer& customer, absl::CivilMonth month,
          const v1::DraftContent& content) {
  v1::DraftGenerated generated;
  generated.set_org_id(org.org_id());
  generated.set_customer_id(customer.customer_id());
  generated.set_month(FormatMonth(month));
  *generated.mutable_content() = content;
  Evolve(books, generated, v1::RecordedEvent());
}

}  // namespace

WouldBeMonth BillingAsIfAlways(const Store& rows, const v1::Org& org, const v1::Customer& customer,
                               absl::CivilMonth month, absl::Time now) {
  OverlayStore would_be(rows);
  Books books(would_be);
  const absl::CivilMonth first = FirstMonth(books, org, customer, month);
  // Nothing before the first month was forgotten.
  books.runs_of_months.Delete(org.org_id(), FormatMonth(first - 1));
  WouldBeMonth result;
  for (absl::CivilMonth each = first; each <= month; each += 1) {
    result.drafted += 1;
    if (auto billed = BookFacts(books, org.org_id()).BilledIn(customer.customer_id(), each)) {
      result.billing = {.outcome = {}, .content = *std::move(billed)};
    } else {
      result.billing = DraftMonth(books, org, customer, each, now);
      if (result.billing.content) Bill(books, org, customer, each, *result.billing.content);
    }
    if (!books.runs_of_months.Has(org.org_id(), FormatMonth(each))) {
      books.runs_of_months.Put(org.org_id(), FormatMonth(each), {});
    }
  }
  return result;
}

}  // namespace tally
