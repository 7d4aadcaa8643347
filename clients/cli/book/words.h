// Words: what the book calls the values of the contract.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/book/field.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

template <class Enum>
struct Word {
  Enum value;
  const char* word;
};

// The first word of each is what the ledger takes if nothing is said.
inline constexpr Word<v1::Rounding> kRoundingWords[] = {
    {v1::ROUNDING_HALF_AWAY_FROM_ZERO, "half_away_from_zero"},
    {v1::ROUNDING_HALF_EVEN, "half_even"},
    {v1::ROUNDING_DOWN, "down"},
    {v1::ROUNDING_UP, "up"},
};
inline constexpr Word<v1::TaxPoint> kTaxPointWords[] = {
    {v1::TAX_POINT_INVOICE_DATE, "invoice_date"},
    {v1::TAX_POINT_SERVICE, "service"},
};
inline constexpr Word<v1::Timing> kTimingWords[] = {
    {v1::TIMING_IN_ARREARS, "in_arrears"},
    {v1::TIMING_IN_ADVANCE, "in_advance"},
};
inline constexpr Word<v1::Proration> kProrationWords[] = {
    {v1::PRORATION_NONE, "none"},
    {v1::PRORATION_BY_DAY, "by_day"},
    {v1::PRORATION_THIRTY_DAY_MONTH, "thirty_day_month"},
    {v1::PRORATION_BY_SECOND, "by_second"},
};
inline constexpr Word<v1::TimeKind> kTimeKindWords[] = {
    {v1::TIME_KIND_ANY, "any"},
    {v1::TIME_KIND_TICKET, "tickets"},
    {v1::TIME_KIND_PROJECT, "projects"},
};
inline constexpr Word<v1::IncrementScope> kIncrementScopeWords[] = {
    {v1::INCREMENT_SCOPE_PER_ENTRY, "per_entry"},
    {v1::INCREMENT_SCOPE_TOTAL, "total"},
};
inline constexpr Word<v1::ChargeKind> kChargeKindWords[] = {
    {v1::CHARGE_KIND_ANY, "any"},
    {v1::CHARGE_KIND_HARDWARE, "hardware"},
    {v1::CHARGE_KIND_EXPENSE, "expenses"},
};
inline constexpr Word<v1::Overage> kOverageWords[] = {
    {v1::OVERAGE_BILL, "bill"},
    {v1::OVERAGE_FLAG, "flag"},
    {v1::OVERAGE_NEXT_PERIOD, "next_period"},
};
inline constexpr Word<v1::DiscountTax> kDiscountTaxWords[] = {
    {v1::DISCOUNT_TAX_BEFORE, "before"},
    {v1::DISCOUNT_TAX_AFTER, "after"},
};

// These have no default, or another if the rest of the plan says so.
inline constexpr Word<v1::VendorSync> kSyncWords[] = {
    {v1::VENDOR_SYNC_PERIOD_END, "period_end"},
    {v1::VENDOR_SYNC_NEXT_PERIOD, "next_period"},
    {v1::VENDOR_SYNC_IMMEDIATE, "immediate"},
    {v1::VENDOR_SYNC_HOLD, "hold"},
};
inline constexpr Word<v1::QuantityRule> kRuleWords[] = {
    {v1::QUANTITY_RULE_PERIOD_START, "period_start"},
    {v1::QUANTITY_RULE_PERIOD_END, "period_end"},
    {v1::QUANTITY_RULE_PEAK, "peak"},
    {v1::QUANTITY_RULE_AVERAGE, "average"},
    {v1::QUANTITY_RULE_SEAT_DAYS, "seat_days"},
    {v1::QUANTITY_RULE_PER_CHANGE, "per_change"},
    {v1::QUANTITY_RULE_SUM, "sum"},
    {v1::QUANTITY_RULE_RUNNING_TOTAL, "running_total"},
};
inline constexpr Word<v1::TriggerKind> kTriggerWords[] = {
    {v1::TRIGGER_KIND_MILESTONE, "milestone"},
    {v1::TRIGGER_KIND_DEAL, "deal"},
    {v1::TRIGGER_KIND_CONTRACT_END, "contract_end"},
    {v1::TRIGGER_KIND_RENEWAL, "renewal"},
    {v1::TRIGGER_KIND_HOURS_THRESHOLD, "hours_threshold"},
    {v1::TRIGGER_KIND_SLA_BREACH, "sla_breach"},
};
inline constexpr Word<v1::TierMode> kTierModeWords[] = {
    {v1::TIER_MODE_GRADUATED, "graduated"},
    {v1::TIER_MODE_VOLUME, "volume"},
    {v1::TIER_MODE_PACKAGE, "package"},
};

// Returns the word for `value`, empty if it has none.
template <class Enum, size_t kSize>
std::string WordFor(const Word<Enum> (&words)[kSize], Enum value) {
  for (const Word<Enum>& each : words) {
    if (each.value == value) return each.word;
  }
  return "";
}

// Returns the word for `value`; empty if it is the default, which is the first.
template <class Enum, size_t kSize>
std::string WordUnlessDefault(const Word<Enum> (&words)[kSize], Enum value) {
  return value == words[0].value ? "" : WordFor(words, value);
}

// Returns `a, b or c`.
std::string Alternatives(const std::vector<std::string>& words);

// Returns the value of the word in `field`; unspecified if there is none, or another.
template <class Enum, size_t kSize>
Enum ReadWord(const Field& field, const Word<Enum> (&words)[kSize]) {
  if (!field.given()) return Enum();
  const std::string text = field.Text();
  std::vector<std::string> known;
  for (const Word<Enum>& each : words) {
    if (each.word == text) return each.value;
    known.emplace_back(each.word);
  }
  if (!text.empty()) field.Refuse(absl::StrCat("is \"", text, "\"; write ", Alternatives(known)));
  return Enum();
}

}  // namespace tally
