#include "ledger/explain/line_words.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/explain/line_amount.h"
#include "ledger/explain/period_words.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

std::string PriceOf(absl::string_view price, absl::string_view currency) {
  return absl::StrCat(PriceWords(price, currency), " ", currency);
}

// What the plan says about which count is billed.
std::string RuleWords(const v1::CountedQuantity& counted, const BilledMonth& month) {
  const std::string plan = absl::StrCat("your plan of ", DayWords(month.plan_from), " bills ");
  switch (counted.rule()) {
    case v1::QUANTITY_RULE_PERIOD_START:
      return plan + "the count that the month begins with";
    case v1::QUANTITY_RULE_PEAK:
      return plan + "the largest count of the month";
    default:
      return plan + "the last count of the month";
  }
}

// What a reader would not expect of the count that the rule found; empty if there is nothing.
std::string OddityWords(v1::QuantityRule rule, absl::Time observed_at, const BilledMonth& month) {
  const bool is_from_before = observed_at < month.span.start;
  const std::string name = MonthWords(month.month);
  switch (rule) {
    case v1::QUANTITY_RULE_PERIOD_START:
      return is_from_before ? ""
                            : absl::StrCat("; nothing was counted before ", name,
                                           ", so the first count in it stands");
    case v1::QUANTITY_RULE_PEAK:
      return is_from_before ? "; the largest is the one that the month began with" : "";
    default:
      return is_from_before ? absl::StrCat("; nothing was counted in ", name,
                                           ", so the last count before it stands")
                            : "";
  }
}

// `stale count` of FLAG_KIND_STALE_COUNT.
std::string FlagWords(v1::FlagKind kind) {
  const std::string name = v1::FlagKind_Name(kind);
  const size_t prefix = std::min(name.size(), sizeof("FLAG_KIND_") - 1);
  return absl::StrReplaceAll(absl::AsciiStrToLower(name.substr(prefix)), {{"_", " "}});
}

bool IsNew(const v1::DraftLine& rated) {
  return std::any_of(rated.flags().begin(), rated.flags().end(),
                     [](const v1::Flag& flag) { return flag.kind() == v1::FLAG_KIND_NEW_LINE; });
}

std::string MoreOrLess(const v1::Money& change) {
  if (change.minor_units() == 0) return "nothing";
  const v1::Money size = MakeMoney(std::abs(change.minor_units()), change.currency());
  return absl::StrCat(AmountWords(size), change.minor_units() < 0 ? " less" : " more");
}

// `225.00 USD`.
std::string PricedWords(const v1::Line& line) {
  if (!line.has_amount_with_tax()) return AmountWords(line.amount());
  return absl::StrCat(AmountWords(line.amount_with_tax()), " with tax, ",
                      AmountWords(line.amount()), " before");
}

std::string FactorsWords(const v1::Line& line) {
  const std::string exact =
      line.exact_quantity().empty() ? "" : absl::StrCat(" (", line.exact_quantity(), ")");
  return absl::StrCat(line.quantity(), exact, " × ",
                      PriceWords(line.unit_price(), line.amount().currency()));
}

// ` × 19/30 - 160.00`, as far as there is either.
std::string ShareAndBefore(const v1::Line& line, const LineAmount& amount) {
  std::string text;
  if (amount.has_share) absl::StrAppend(&text, " × ", ShareFactor(line.share()));
  const v1::Money& before = line.accumulated().amount_before();
  if (!line.tiers().empty() && before.minor_units() != 0) {
    absl::StrAppend(&text, " - ", FormatAmount(before));
  }
  return text;
}

// `22 in tiers`, and what they come to if that is not the amount.
std::string TieredWords(const v1::Line& line, const LineAmount& amount, bool is_exact) {
  const std::string all = absl::StrCat(
      line.has_accumulated() ? line.accumulated().total() : line.quantity(), " in tiers");
  const std::string rest = ShareAndBefore(line, amount);
  if (is_exact && rest.empty()) return all;
  return absl::StrCat(all, ": ",
                      PriceWords(FractionWords(SumOfTiers(line)), line.amount().currency()), rest);
}

}  // namespace

std::string ProductWords(const v1::Line& line) {
  const LineAmount amount = AmountOf(line);
  const std::string billed = PricedWords(line);
  if (!amount.holds || IsOneAmount(line)) return billed;
  const bool is_exact = amount.exact == MajorUnits(PricedAmount(line));
  return absl::StrCat(line.tiers().empty()
                          ? absl::StrCat(FactorsWords(line), ShareAndBefore(line, amount))
                          : TieredWords(line, amount, is_exact),
                      is_exact ? " = " : " is rounded to ", billed);
}

std::string LineWords(const v1::Line& line) {
  return absl::StrCat(line.description(), ": ", ProductWords(line));
}

std::string FixedWords(absl::string_view quantity, const BilledMonth& month) {
  return absl::StrCat(quantity, ", fixed in your plan of ", DayWords(month.plan_from));
}

std::string CountedWords(const v1::CountedQuantity& counted, const v1::Observation& used,
                         const BilledMonth& month) {
  const absl::Time observed_at = FromProto(used.observed_at());
  return absl::StrCat(used.quantity(), ": ", counted.source_id(), " counted ", used.quantity(),
                      " on ", InstantWords(observed_at, month.zone), "; ",
                      RuleWords(counted, month), OddityWords(counted.rule(), observed_at, month));
}

std::string NeverCountedWords(const v1::CountedQuantity& counted, bool has_account,
                              const BilledMonth& month) {
  const std::string why = has_account
                              ? absl::StrCat(counted.source_id(), " counted no ", counted.meter(),
                                             " for you before the end of ", MonthWords(month.month))
                              : absl::StrCat("you have no account at ", counted.source_id(),
                                             ", so it counted nothing for you");
  return absl::StrCat("0: ", why, "; ", RuleWords(counted, month));
}

std::string CountWords(absl::string_view source_id, const v1::Observation& seen,
                       const Deed& recorded, const absl::TimeZone& zone) {
  const std::string cost =
      seen.unit_cost().empty()
          ? ""
          : absl::StrCat(" at a cost of ", PriceOf(seen.unit_cost(), seen.cost_currency()),
                         " each");
  return absl::StrCat(source_id, " counted ", seen.quantity(), " of ", seen.meter(), cost,
                      " on account ", seen.account(), " on ",
                      InstantWords(FromProto(seen.observed_at()), zone), "; recorded ",
                      recorded.when);
}

std::string PlanWords(const BilledMonth& month) {
  return absl::StrCat("Your plan of ", DayWords(month.plan_from), " is the one in force as ",
                      MonthWords(month.month), " begins");
}

std::string HeldPriceWords(absl::string_view price, absl::string_view currency,
                           absl::string_view since, absl::string_view before) {
  return absl::StrCat(PriceOf(price, currency), " each, held since ", DayWords(since),
                      before.empty() ? "" : "; ",
                      before.empty() ? "" : PriceOf(before, currency) + " before");
}

std::string VendorPriceWords(absl::string_view price, absl::string_view source_id,
                             const v1::Observation& last, absl::string_view markup_percent,
                             const absl::TimeZone& zone) {
  return absl::StrCat(PriceOf(price, last.cost_currency()), " each: ", source_id, "'s cost of ",
                      PriceOf(last.unit_cost(), last.cost_currency()), " as of ",
                      InstantWords(FromProto(last.observed_at()), zone), ", plus ", markup_percent,
                      "%");
}

std::string NoVendorPriceWords(absl::string_view source_id, absl::string_view currency,
                               bool was_counted) {
  return absl::StrCat(
      PriceOf("0", currency), " each: the price follows ", source_id, "'s cost, ",
      was_counted ? "which its last count does not give in " : "but nothing was counted",
      was_counted ? currency : "");
}

std::string RoundedWords(const Fraction& exact, absl::string_view rounded,
                         absl::string_view currency, const v1::Org& org) {
  return RoundedWords(exact, rounded, currency, org.rounding(), org);
}

std::string RoundedWords(const Fraction& exact, absl::string_view rounded,
                         absl::string_view currency, v1::Rounding rounding, const v1::Org& org) {
  return absl::StrCat("exactly ", FractionWords(exact), " ", currency, ", rounded ",
                      RoundingWords(rounding), " to ", rounded, " ", currency, " by the rule of ",
                      org.name());
}

std::string SetQuantityWords(absl::string_view quantity, absl::string_view actor) {
  return absl::StrCat(quantity, ", set by ", actor);
}

std::string SetPriceWords(absl::string_view price, absl::string_view currency,
                          absl::string_view actor) {
  return absl::StrCat(PriceOf(price, currency), " each, set by ", actor);
}

std::string ChangeWords(const Deed& change, absl::string_view what, absl::string_view now,
                        absl::string_view before, absl::string_view reason) {
  return absl::StrCat(change.actor, " set the ", what, " to ", now, " instead of ", before, " on ",
                      change.when, ": ", reason);
}

std::string WaivedWords(const v1::Flag& flag, const Deed& waiver) {
  return absl::StrCat(waiver.actor, " waived “", FlagWords(flag.kind()), "” (", flag.detail(),
                      ") on ", waiver.when, ": ", flag.waiver().reason());
}

std::string ItemWords(absl::string_view description, absl::string_view item_id) {
  return absl::StrCat(description, " is item ", item_id, " of the catalog");
}

std::string TaxChoiceWords(const v1::Item& item, const v1::Customer& customer,
                           const v1::TaxGroup& group) {
  if (item.tax_id().empty()) return "Not taxed: no tax is on the item";
  if (group.tax_id().empty()) return "Not taxed: you are exempt";
  const std::string tax = absl::StrCat(group.name(), ", ", group.rate_percent(), "%: ");
  if (customer.tax_id().empty()) return tax + "the tax on the item";
  const bool is_other = customer.tax_id() != item.tax_id();
  return absl::StrCat(tax, "your own tax", is_other ? ", in place of the item's" : "");
}

std::string LastMonthWords(const v1::DraftLine& rated) {
  const v1::Delta& delta = rated.delta();
  const std::string& currency = delta.change().currency();
  if (IsNew(rated)) {
    return absl::StrCat("Last month had no such line; now it is ", MoreOrLess(delta.change()));
  }
  const bool is_one_amount = IsOneAmount(rated.line());
  const std::string last = absl::StrCat(
      "Last month it was ",
      is_one_amount ? ""
                    : absl::StrCat(delta.previous_quantity(), " × ",
                                   PriceWords(delta.previous_unit_price(), currency), ", "),
      AmountWords(delta.previous_amount()));
  if (delta.change().minor_units() == 0) return last + ", as now";
  const std::string change = absl::StrCat(last, "; now it is ", MoreOrLess(delta.change()));
  if (is_one_amount) return change;
  return absl::StrCat(change, ": ", MoreOrLess(delta.quantity_effect()), " for the quantity, ",
                      MoreOrLess(delta.price_effect()), " for the price");
}

}  // namespace tally
