#include "ledger/reports/recurring.h"

#include <algorithm>
#include <map>

#include "ledger/calendar/date.h"
#include "ledger/rating/monthly.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

DaySpan DaysOf(const v1::Invoice& invoice, const v1::Line& line) {
  if (line.has_service()) {
    return {*ParseDate(line.service().first_day()), *ParseDate(line.service().end_day())};
  }
  return tally::DaysOf(*ParseMonth(invoice.period().month()));
}

bool IsBilledFirst(const v1::Line& line) {
  return line.part() == v1::LINE_PART_UNSPECIFIED || line.part() == v1::LINE_PART_CHANGED;
}

bool BelongsToBilled(const v1::Line& line) {
  return line.part() == v1::LINE_PART_OVERAGE || line.part() == v1::LINE_PART_DISCOUNT ||
         line.part() == v1::LINE_PART_CAP;
}

// What lines of one bill come to, and which part of the period they are for.
struct Billed {
  DaySpan days;
  bool is_per_change = false;
  Fraction share;
  Fraction amount;
};

}  // namespace

std::vector<RecurringBill> BillsOf(const v1::Invoice& invoice) {
  std::vector<std::pair<std::string, Billed>> all;
  std::map<std::string, size_t> last_of;
  for (const v1::Line& line : invoice.lines()) {
    const bool is_first = IsBilledFirst(line);
    const bool is_document_line = line.item_id().empty() || invoice.period().month().empty();
    if (is_document_line || (!is_first && !BelongsToBilled(line))) continue;
    const std::string& id = PlanLineOf(line);
    const auto last = last_of.find(id);
    const Fraction amount(line.amount().minor_units());
    const bool is_per_change = line.rule() == v1::QUANTITY_RULE_PER_CHANGE;
    // What changes inside a period adds to it.
    const bool adds = last != last_of.end() &&
                      (!is_first || (is_per_change && all[last->second].second.is_per_change));
    if (adds) {
      Billed& billed = all[last->second].second;
      billed.amount = billed.amount + amount;
    } else if (is_first) {
      last_of[id] = all.size();
      all.push_back({id, {DaysOf(invoice, line), is_per_change, ShareOf(line), amount}});
    }
  }
  std::vector<RecurringBill> bills;
  for (const auto& [id, billed] : all) {
    if (billed.share == Fraction()) continue;
    bills.push_back({id, billed.days, billed.amount / billed.share});
  }
  return bills;
}

bool IsRecurring(const v1::PlanLine& line) { return line.has_fixed() || line.has_counted(); }

Fraction MonthlyAmount(const v1::PlanLine& line, const std::vector<RecurringBill>& bills,
                       absl::CivilDay day) {
  const RecurringBill* covering = nullptr;
  const RecurringBill* before = nullptr;
  for (const RecurringBill& bill : bills) {
    if (bill.plan_line_id != line.line_id()) continue;
    if (bill.days.contains(day)) {
      if (covering == nullptr || bill.days.start >= covering->days.start) covering = &bill;
    } else if (bill.days.end <= day) {
      if (before == nullptr || bill.days.end >= before->days.end) before = &bill;
    }
  }
  const RecurringBill* bill = covering != nullptr ? covering : before;
  return bill == nullptr ? Fraction() : bill->amount * PeriodsAMonth(line.cadence());
}

}  // namespace tally
