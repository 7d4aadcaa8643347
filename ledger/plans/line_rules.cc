#include "ledger/plans/line_rules.h"

#include <set>
#include <string>

#include "ledger/money/decimal.h"
#include "ledger/plans/guard.h"
#include "ledger/plans/tier_rules.h"

namespace tally {
namespace {

using Line = v1::PlanLine;

constexpr uint32_t kMaxMonths = 120;
constexpr uint32_t kMaxWeeks = 52;
constexpr uint32_t kMaxIncrementMinutes = 1'440;
constexpr uint32_t kMaxRollOverPeriods = 36;
constexpr uint32_t kMaxAccumulateMonths = 12;

bool IsZero(absl::string_view number) {
  const auto parsed = Decimal::Parse(number);
  return parsed && parsed->IsZero();
}

bool IsLessThan100(absl::string_view number) {
  const auto parsed = Decimal::Parse(number);
  return !parsed || *parsed < *Decimal::FromParts(100, 0);
}

bool NeedsPrice(const Line& line) {
  return line.has_fixed() || line.has_counted() || line.has_time();
}
bool HasPrice(const Line& line) { return line.price_case() != Line::PRICE_NOT_SET; }
bool IsInAdvance(const Line& line) { return line.cadence().timing() == v1::TIMING_IN_ADVANCE; }
bool IsAllowed(const Line& line) { return line.has_counted() || line.has_time(); }

bool FollowsAtOnce(const Line& line) { return line.vendor().sync() == v1::VENDOR_SYNC_IMMEDIATE; }

bool BillsEachChange(const Line& line) {
  return line.counted().rule() == v1::QUANTITY_RULE_PER_CHANGE;
}

// Whether the periods are surely longer than the months over which quantities add up.
bool IsLongerThanWindow(const Line& line) {
  constexpr uint32_t kWeeksInAnyMonth = 4;
  return line.cadence().months() > line.accumulate_months() ||
         line.cadence().weeks() > line.accumulate_months() * kWeeksInAnyMonth;
}

bool IsKnownInAdvance(const Line& line) { return line.has_fixed() || line.has_counted(); }

bool CountsAtOneTime(const v1::CountedQuantity& counted) {
  return counted.rule() == v1::QUANTITY_RULE_PERIOD_START ||
         counted.rule() == v1::QUANTITY_RULE_PERIOD_END || counted.rule() == v1::QUANTITY_RULE_PEAK;
}

// Whether the line counts by a rule that is not `rule`.
bool CountsOtherwise(const Line& line, v1::QuantityRule rule) {
  return line.has_counted() && line.counted().rule() != v1::QUANTITY_RULE_UNSPECIFIED &&
         line.counted().rule() != rule;
}

// What is billed, and at what price.
constexpr Guard<Line> kPriceGuards[] = {
    {[](const Line& line) { return line.quantity_case() == Line::QUANTITY_NOT_SET; },
     v1::REASON_QUANTITY_MISSING, "",
     "does not say what is billed; give a quantity that is fixed or counted, time, costs that are "
     "passed on, what happens once, or a credit"},
    {[](const Line& line) { return NeedsPrice(line) && !HasPrice(line); }, v1::REASON_PRICE_MISSING,
     "", "has no price"},
    {[](const Line& line) { return line.has_vendor() && line.has_fixed(); },
     v1::REASON_VENDOR_PRICE_NEEDS_COUNT, "vendor",
     "has no count whose cost to follow, as the line is fixed; give a price like 45.00"},
    {[](const Line& line) { return line.has_vendor() && line.has_time(); },
     v1::REASON_VENDOR_PRICE_NEEDS_COUNT, "vendor",
     "has no count whose cost to follow, as the line bills time; give a price like 120.00"},
    {[](const Line& line) { return line.has_vendor() && line.has_triggered(); },
     v1::REASON_VENDOR_PRICE_NEEDS_COUNT, "vendor",
     "has no count whose cost to follow, as the line bills what happens once; give a price like "
     "500.00, or leave it out where each says its own"},
    {[](const Line& line) { return line.has_vendor() && line.has_credit(); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "vendor",
     "does not go with a credit, which is an amount or a percentage of a line; leave it out"},
    {[](const Line& line) { return line.has_held() && line.has_pass_through(); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "held",
     "does not go with costs that are passed on; give a markup or a margin on the cost, or leave "
     "it out"},
    {[](const Line& line) { return line.has_held() && line.has_credit(); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "held",
     "does not go with a credit, which is an amount or a percentage of a line; leave it out"},
    {[](const Line& line) {
       return line.has_tiered() &&
              (line.has_pass_through() || line.has_triggered() || line.has_credit());
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "tiered",
     "has tiers, which go with a quantity that is fixed or counted, or with time"},
    {[](const Line& line) {
       return line.has_vendor() && line.vendor().markup_percent().empty() &&
              line.vendor().margin_percent().empty();
     },
     v1::REASON_FIELD_MISSING, "vendor.markup_percent",
     "is missing; give a percentage like 20%, or 0%, or a margin instead"},
    {[](const Line& line) {
       return !line.vendor().markup_percent().empty() && !line.vendor().margin_percent().empty();
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "vendor.margin_percent",
     "stands beside a markup; keep one of the two"},
    {[](const Line& line) { return !IsLessThan100(line.vendor().margin_percent()); },
     v1::REASON_FIELD_INVALID, "vendor.margin_percent",
     "is 100% or more; a margin is the part of the price that is left after the cost"},
    {[](const Line& line) {
       return line.has_pass_through() && line.vendor().sync() != v1::VENDOR_SYNC_UNSPECIFIED;
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "vendor.sync",
     "does not go with costs that are passed on, each at its own cost; leave it out"},
    {[](const Line& line) {
       return FollowsAtOnce(line) &&
              (line.has_included() || line.accumulate_months() > 0 || BillsEachChange(line));
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "vendor.sync",
     "prices each day at its own cost, which does not go with an allowance, with quantities that "
     "accumulate, or with changes that are billed each by itself; follow the vendor from the next "
     "period on"},
    {[](const Line& line) { return line.has_tiered() && BillsEachChange(line); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "counted.rule",
     "bills each change at the price of one, which tiers do not have; choose another rule"},
    {[](const Line& line) { return line.has_credit() && line.price_includes_tax(); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "price_includes_tax",
     "does not go with a credit, which is before tax; leave it out"},
    {[](const Line& line) { return line.has_credit() && !line.discounts().empty(); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "discounts", "do not go with a credit; leave them out"},
    {[](const Line& line) { return !line.margin_guard_percent().empty() && !line.has_counted(); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "margin_guard_percent",
     "needs a vendor's cost, which only counted lines have; leave it out"},
    {[](const Line& line) { return !IsLessThan100(line.margin_guard_percent()); },
     v1::REASON_FIELD_INVALID, "margin_guard_percent",
     "is 100% or more; no price leaves that much after its cost"},
};

// How often and when.
constexpr Guard<Line> kTimingGuards[] = {
    {[](const Line& line) {
       return line.cadence().has_months() &&
              (line.cadence().months() == 0 || line.cadence().months() > kMaxMonths);
     },
     v1::REASON_FIELD_INVALID, "cadence.months", "must be 1 to 120 months"},
    {[](const Line& line) {
       return line.cadence().has_weeks() &&
              (line.cadence().weeks() == 0 || line.cadence().weeks() > kMaxWeeks);
     },
     v1::REASON_FIELD_INVALID, "cadence.weeks", "must be 1 to 52 weeks"},
    {[](const Line& line) {
       return !line.cadence().anchor().empty() &&
              line.cadence().length_case() == v1::Cadence::LENGTH_NOT_SET;
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "cadence.anchor",
     "is the start of periods whose length is not said; say how long they are"},
    {[](const Line& line) { return IsInAdvance(line) && !IsKnownInAdvance(line); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "cadence.timing",
     "is in advance, when time, costs, triggers and credits are not known yet; bill in arrears"},
    {[](const Line& line) {
       return IsInAdvance(line) && CountsOtherwise(line, v1::QUANTITY_RULE_PERIOD_START);
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "cadence.timing",
     "is in advance, when only the count at the period's start is known; bill the count at the "
     "start, or in arrears"},
    {[](const Line& line) {
       return IsInAdvance(line) && line.vendor().sync() == v1::VENDOR_SYNC_PERIOD_END;
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "vendor.sync",
     "is the cost at the period's end, which is not known in advance; leave it out, or bill in "
     "arrears"},
    {[](const Line& line) { return line.accumulate_months() > kMaxAccumulateMonths; },
     v1::REASON_FIELD_INVALID, "accumulate_months", "must be at most 12 months"},
    {[](const Line& line) { return line.accumulate_months() > 0 && !line.has_counted(); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "accumulate_months",
     "goes with counted lines only; leave it out"},
    {[](const Line& line) { return line.accumulate_months() > 0 && IsInAdvance(line); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "accumulate_months",
     "adds up what was counted, which is not known in advance; bill in arrears"},
    {[](const Line& line) {
       return line.accumulate_months() > 0 && line.counted().rule() == v1::QUANTITY_RULE_PER_CHANGE;
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "accumulate_months",
     "does not go with a rule that bills each change by itself; leave it out"},
    {[](const Line& line) { return line.accumulate_months() > 0 && line.has_included(); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "accumulate_months",
     "does not go with what is included in each period; keep one of the two"},
    {[](const Line& line) { return line.accumulate_months() > 0 && IsLongerThanWindow(line); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "accumulate_months",
     "is shorter than the periods that are billed; make it longer, or bill more often"},
    {[](const Line& line) {
       return IsInAdvance(line) && line.has_counted() && line.has_included();
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "included",
     "is used up by what is counted, which is not known in advance; bill in arrears"},
    {[](const Line& line) {
       return IsInAdvance(line) && line.has_tiered() &&
              line.proration() != v1::PRORATION_UNSPECIFIED &&
              line.proration() != v1::PRORATION_NONE;
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "proration",
     "credits unused units at the price of one, which tiers do not have; bill in arrears, or whole "
     "periods"},
};

// How many.
constexpr Guard<Line> kQuantityGuards[] = {
    {[](const Line& line) {
       return line.counted().distinct() && CountsOtherwise(line, v1::QUANTITY_RULE_UNSPECIFIED) &&
              !CountsAtOneTime(line.counted());
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "counted.distinct",
     "counts members at one time; count at the period's start or end, or the peak"},
    {[](const Line& line) { return IsZero(line.counted().round_up_to()); },
     v1::REASON_FIELD_INVALID, "counted.round_up_to",
     "is 0; give what to round up to a multiple of, or leave it out"},
    {[](const Line& line) { return line.time().increment_minutes() > kMaxIncrementMinutes; },
     v1::REASON_FIELD_INVALID, "time.increment_minutes", "must be at most 1,440 minutes, a day"},
    {[](const Line& line) {
       return line.time().increment_minutes() == 0 &&
              line.time().increment_scope() != v1::INCREMENT_SCOPE_UNSPECIFIED;
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "time.increment_scope",
     "says what is rounded up, but not to what; give an increment, or leave it out"},
    {[](const Line& line) { return line.time().roll_over_periods() > kMaxRollOverPeriods; },
     v1::REASON_FIELD_INVALID, "time.roll_over_periods", "must be at most 36 periods"},
    {[](const Line& line) { return line.time().roll_over_periods() > 0 && !line.has_included(); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "time.roll_over_periods",
     "keeps unused included hours, but none are included; say how many are, or leave it out"},
    {[](const Line& line) { return line.has_included() && !IsAllowed(line); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "included",
     "goes with counted lines and time only; leave it out"},
    {[](const Line& line) {
       return line.included().overage() == v1::OVERAGE_NEXT_PERIOD && !line.has_time();
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "included.overage",
     "carries hours on to the next period, which only time can; bill or flag it"},
    {[](const Line& line) {
       return !line.included().unit_price().empty() &&
              (line.included().overage() == v1::OVERAGE_FLAG ||
               line.included().overage() == v1::OVERAGE_NEXT_PERIOD);
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "included.unit_price",
     "is the price of what is beyond, which is not billed; leave it out, or bill it"},
    {[](const Line& line) { return line.has_included() && BillsEachChange(line); },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "included",
     "does not go with a rule that bills each change by itself; choose another rule"},
};

constexpr Guard<v1::CreditQuantity> kCreditGuards[] = {
    {[](const v1::CreditQuantity& credit) {
       return credit.amount().empty() && credit.percent().empty() &&
              credit.trigger() == v1::TRIGGER_KIND_UNSPECIFIED;
     },
     v1::REASON_FIELD_MISSING, "amount",
     "is missing; give an amount like 10.00, or a percentage like 5% of the line"},
    {[](const v1::CreditQuantity& credit) { return IsMoreThan(credit.percent(), 100); },
     v1::REASON_FIELD_INVALID, "percent",
     "is more than 100%; a credit never takes more than the line bills"},
    {[](const v1::CreditQuantity& credit) {
       return !credit.subject().empty() && credit.trigger() == v1::TRIGGER_KIND_UNSPECIFIED;
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "subject",
     "is of triggers, but the credit has none; say which, or leave it out"},
};

constexpr Guard<v1::Discount> kDiscountGuards[] = {
    {[](const v1::Discount& discount) {
       return discount.percent().empty() && discount.amount().empty();
     },
     v1::REASON_FIELD_MISSING, "percent",
     "is missing; give a percentage like 5%, or an amount like 10.00"},
    {[](const v1::Discount& discount) { return IsMoreThan(discount.percent(), 100); },
     v1::REASON_FIELD_INVALID, "percent",
     "is more than 100%; a discount never takes more than there is"},
};

void CheckCounted(const v1::CountedQuantity& counted, const std::string& path,
                  std::vector<PlanProblem>& problems) {
  CheckDiffer(
      counted.accounts(), [](const std::string& account) { return account; }, path + ".accounts",
      problems);
  const auto key_of = [](const auto& source) {
    const bool is_whole = !source.source_id().empty() && !source.meter().empty();
    return is_whole ? absl::StrCat(source.source_id(), " ", source.meter()) : "";
  };
  CheckDiffer(counted.others(), key_of, path + ".others", problems);
  for (int i = 0; i < counted.others_size(); ++i) {
    const std::string key = key_of(counted.others(i));
    if (key.empty() || key != key_of(counted)) continue;
    problems.push_back({v1::REASON_LISTED_TWICE, absl::StrCat(path, ".others[", i, "]"),
                        "is the source that bills already; take it out"});
  }
}

void CheckTime(const v1::TimeQuantity& time, const std::string& path,
               std::vector<PlanProblem>& problems) {
  CheckDiffer(
      time.projects(), [](const std::string& project) { return project; }, path + ".projects",
      problems);
  CheckDiffer(
      time.rates(), [](const v1::ProjectRate& rate) { return rate.project(); }, path + ".rates",
      problems);
  if (time.projects().empty()) return;
  const std::set<std::string> projects(time.projects().begin(), time.projects().end());
  for (int i = 0; i < time.rates_size(); ++i) {
    const std::string& project = time.rates(i).project();
    if (project.empty() || projects.contains(project)) continue;
    problems.push_back({v1::REASON_PLAN_CONTRADICTS_ITSELF, absl::StrCat(path, ".rates[", i, "]"),
                        absl::StrCat("is the rate of \"", project,
                                     "\", which is none of the line's projects; add it to them, "
                                     "or leave it out")});
  }
}

}  // namespace

bool IsMoreThan(absl::string_view number, int limit) {
  const auto parsed = Decimal::Parse(number);
  return parsed && *parsed > *Decimal::FromParts(limit, 0);
}

void CheckDiscounts(const google::protobuf::RepeatedPtrField<v1::Discount>& discounts,
                    absl::string_view path, std::vector<PlanProblem>& problems) {
  for (int i = 0; i < discounts.size(); ++i) {
    Check(discounts[i], kDiscountGuards, absl::StrCat(path, "[", i, "]"), problems);
  }
}

void CheckLine(const v1::PlanLine& line, absl::string_view path,
               std::vector<PlanProblem>& problems) {
  Check(line, kPriceGuards, path, problems);
  Check(line, kQuantityGuards, path, problems);
  Check(line, kTimingGuards, path, problems);
  if (line.has_counted()) CheckCounted(line.counted(), PathOf(path, "counted"), problems);
  if (line.has_time()) CheckTime(line.time(), PathOf(path, "time"), problems);
  if (line.has_credit()) Check(line.credit(), kCreditGuards, PathOf(path, "credit"), problems);
  if (line.has_tiered()) CheckTiers(line.tiered(), PathOf(path, "tiered"), problems);
  CheckDiscounts(line.discounts(), PathOf(path, "discounts"), problems);
}

}  // namespace tally
