#include "ledger/deciders/closed_month.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

v1::Org WithoutTaxPoints(v1::Org org) {
  org.mutable_tax_policy()->set_tax_point(v1::TAX_POINT_UNSPECIFIED);
  return org;
}

// The customer as it was when the draft was approved.
v1::Customer CustomerOf(const Books& books, const v1::Draft& closed) {
  return books.customer_versions
      .FindLast(closed.org_id(), closed.customer_id(), closed.changed_position())
      .value_or(v1::Customer());
}

// Whether a plan was set, or set again, after `draft` was approved.
bool IsSetAfter(const v1::Draft& draft, const v1::Plan& plan) {
  uint64_t set_at = 0;
  return absl::SimpleAtoi(plan.etag(), &set_at) && set_at > draft.changed_position();
}

// The plans as they are known now, up to one that may end something on the last day of the month. A
// later one, which its invoice knew of for what is in advance or committed over several months, is
// left out if it was set since; but documents before the first plan are by that.
std::vector<v1::Plan> PlansFor(std::vector<v1::Plan> plans, const v1::Draft& closed) {
  const std::string end = FormatDate(absl::CivilDay(*ParseMonth(closed.month()) + 1));
  const std::string first = plans.empty() ? "" : plans.front().effective_from();
  std::erase_if(plans, [&](const v1::Plan& plan) {
    return plan.effective_from() > std::max(end, first) && IsSetAfter(closed, plan);
  });
  return plans;
}

// What a credit note takes of a line, as the price of the line says it.
int64_t PricedCredit(const v1::CreditLine& credit, const v1::Line& line) {
  const int64_t net = credit.amount().minor_units();
  const int64_t billed = line.amount().minor_units();
  if (!line.has_amount_with_tax() || billed == 0) return net;
  const Fraction gross = Fraction(net) * Fraction(line.amount_with_tax().minor_units());
  return RoundToUnits(gross / Fraction(billed), 0, RoundingMode::kHalfAwayFromZero).value_or(net);
}

}  // namespace

ClosedMonth::ClosedMonth(const Books& books, const v1::Org& org, std::vector<v1::Plan> plans,
                         v1::Draft closed)
    : books_(books),
      closed_(std::move(closed)),
      month_(*ParseMonth(closed_.month())),
      org_(WithoutTaxPoints(org)),
      customer_(CustomerOf(books, closed_)),
      zone_(*FindZone(customer_.time_zone().empty() ? org_.time_zone() : customer_.time_zone())),
      facts_(books, closed_),
      plans_(PlansFor(std::move(plans), closed_)),
      input_{.org = org_,
             .customer = customer_,
             .plans = plans_,
             .month = month_,
             .zone = zone_,
             .span = {FromProto(closed_.content().period().start()),
                      FromProto(closed_.content().period().end())},
             .today = {},
             .facts = facts_,
             .unmapped = {},
             .previous_month_was_run = closed_.content().has_previous_net(),
             .previous = {},
             .reviewed = closed_.content(),
             .billed = &closed_.content()} {
  for (const v1::DraftLine& rated : closed_.content().lines()) {
    if (rated.line().part() == v1::LINE_PART_LATE) input_.late.push_back(rated);
  }
}

absl::Status ClosedMonth::RateAgain(absl::CivilDay today, std::vector<v1::Line> learnt) {
  input_.today = today;
  input_.learnt = std::move(learnt);
  const auto previous =
      books_.drafts.Find(closed_.org_id(), FormatMonth(month_ - 1), closed_.customer_id());
  if (previous && previous->made_position() < closed_.changed_position()) {
    input_.previous = previous->content();
  }
  absl::StatusOr<v1::DraftContent> now = MakeDraft(input_);
  if (!now.ok()) return now.status();
  now_ = *std::move(now);
  return absl::OkStatus();
}

std::vector<LateAmount> ClosedMonth::Billed() const {
  return ClosedAmounts(input_, closed_.content());
}

std::vector<LateAmount> ClosedMonth::Now() const { return ClosedAmounts(input_, now_); }

std::vector<LateAmount> ClosedMonth::Decided(Kinds kinds) const {
  std::vector<LateAmount> decided;
  const auto known =
      books_.late_settlements.Find(closed_.org_id(), closed_.customer_id(), closed_.month());
  if (!known) return decided;
  for (const v1::LateDifferencesSettled& decision : known->decisions()) {
    if (kinds == Kinds::kCredited && decision.kind() != v1::LATE_SETTLEMENT_KIND_CREDITED) continue;
    for (const v1::LateDifference& difference : decision.differences()) {
      const v1::Line& line = difference.proposed();
      decided.push_back({.key = KeyOfLate(line),
                         .line = line,
                         .amount = PricedAmount(line).minor_units(),
                         .days = ServiceDays(closed_.content(), line)});
    }
  }
  return decided;
}

std::vector<LateAmount> ClosedMonth::Credited() const {
  std::map<std::string, LateAmount> by_line;
  for (LateAmount& amount : Billed()) {
    by_line.emplace(amount.line.line_id(), std::move(amount));
  }
  std::map<LateKey, int64_t> credited;
  for (const v1::CreditNote& note : facts_.CreditNotesOn(closed_.customer_id(), month_)) {
    for (const v1::CreditLine& line : note.lines()) {
      const auto billed = by_line.find(line.line_id());
      if (billed == by_line.end()) continue;
      credited[billed->second.key] += std::max<int64_t>(PricedCredit(line, billed->second.line), 0);
    }
  }
  for (const LateAmount& decided : Decided(Kinds::kCredited)) {
    const auto found = credited.find(decided.key);
    if (found != credited.end()) found->second += std::min<int64_t>(decided.amount, 0);
  }
  std::vector<LateAmount> amounts;
  for (auto& [line_id, amount] : by_line) {
    const auto found = credited.find(amount.key);
    if (found == credited.end()) continue;
    amount.amount = std::max<int64_t>(found->second, 0);
    credited.erase(found);
    amounts.push_back(std::move(amount));
  }
  return amounts;
}

absl::StatusOr<std::vector<v1::LateDifference>> ClosedMonth::Differences(
    std::vector<LateAmount> settled) const {
  std::ranges::move(Decided(Kinds::kAll), std::back_inserter(settled));
  return DifferencesOf({.input = input_,
                        .invoice_number = closed_.invoice_number(),
                        .billed = closed_.content(),
                        .now = now_,
                        .settled = std::move(settled),
                        .credited = Credited()});
}

}  // namespace tally
