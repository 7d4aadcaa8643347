#include "ledger/deciders/accounting_periods.h"

#include <string>
#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/month_end.h"

namespace tally {
namespace {

absl::Status CheckIsOver(const v1::Org& org, const std::string& month, absl::Time now) {
  const Span span = MonthSpan(*ParseMonth(month), *FindZone(org.time_zone()));
  if (now >= span.end) return absl::OkStatus();
  return Refuse(v1::REASON_MONTH_NOT_OVER, "month",
                absl::StrCat("is ", month, ", which ends at ", FormatInstant(span.end)));
}

// The last month that is closed; empty if none is. Months compare as texts.
std::string LastClosed(const Books& books, const std::string& org_id) {
  const auto last = books.last_closed_months.Find(org_id);
  return last ? last->value() : "";
}

// The month before; empty before the first there is.
std::string MonthBefore(const std::string& month) {
  std::string before = FormatMonth(*ParseMonth(month) - 1);
  return ParseMonth(before) ? before : "";
}

// The revaluations of the closed months from `month` on, by month.
void TakeBackFrom(const Books& books, const std::string& month,
                  v1::AccountingPeriodReopened& event) {
  for (auto rows = books.accounting_periods.ScanFrom(KeyOf(Text(month)), event.org_id());
       rows.Valid(); rows.Next()) {
    const v1::AccountingPeriod period = rows.row();
    if (!period.closed()) continue;
    v1::RevaluedMonth& taken_back = *event.add_taken_back();
    taken_back.set_month(period.month());
    *taken_back.mutable_revaluations() = period.revaluations();
  }
}

}  // namespace

Decision<> Decide(const v1::CloseAccountingPeriod& command, const Books& books,
                  const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  if (absl::Status is = CheckIsOver(*org, command.month(), context.now); !is.ok()) return is;
  if (command.month() <= LastClosed(books, command.org_id())) {
    return Refuse(v1::REASON_PERIOD_IS_CLOSED, "month",
                  absl::StrCat("is ", command.month(), "; all is closed up to and including ",
                               LastClosed(books, command.org_id())));
  }
  auto revaluations = RevaluationsAt(books, *org, *ParseMonth(command.month()));
  if (!revaluations.ok()) return revaluations.status();

  v1::AccountingPeriodClosed event;
  event.set_org_id(command.org_id());
  event.set_month(command.month());
  *event.mutable_revaluations() = *std::move(revaluations);
  return Emit(std::move(event));
}

Decision<> Decide(const v1::ReopenAccountingPeriod& command, const Books& books, const Context&) {
  if (absl::Status is = CheckOrg(books, command.org_id()); !is.ok()) return is;
  const std::string last = LastClosed(books, command.org_id());
  if (last.empty() || command.month() > last) {
    return Refuse(v1::REASON_PERIOD_NOT_CLOSED, "month",
                  absl::StrCat("is ", command.month(), "; ",
                               last.empty() ? std::string("no month is closed")
                                            : absl::StrCat("the last that is closed is ", last)));
  }

  v1::AccountingPeriodReopened event;
  event.set_org_id(command.org_id());
  event.set_month(command.month());
  event.set_reason(command.reason());
  event.set_closed_month(MonthBefore(command.month()));
  TakeBackFrom(books, command.month(), event);
  return Emit(std::move(event));
}

}  // namespace tally
