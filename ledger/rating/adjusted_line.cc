#include "ledger/rating/adjusted_line.h"

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/money/fraction.h"
#include "ledger/money/rounding.h"

namespace tally {
namespace {

std::optional<int64_t> Rounded(const DraftInput& input, const Fraction& major_units) {
  const auto money = RoundToMoney(major_units, CurrencyOf(input.org, input.customer),
                                  FromProto(input.org.rounding()));
  if (!money) return std::nullopt;
  return money->minor_units();
}

}  // namespace

std::optional<int64_t> PercentOf(const DraftInput& input, int64_t amount,
                                 absl::string_view percent) {
  const v1::Money money = MakeMoney(amount, CurrencyOf(input.org, input.customer));
  return Rounded(input, MajorUnits(money) * FractionOf(percent) / Fraction(100));
}

std::optional<int64_t> MinorUnitsOf(const DraftInput& input, absl::string_view price) {
  return Rounded(input, FractionOf(price));
}

void SetOneAt(const DraftInput& input, int64_t amount, v1::Line& line) {
  const v1::Money money = MakeMoney(amount, CurrencyOf(input.org, input.customer));
  line.set_quantity("1");
  line.set_unit_price(DecimalOf(FormatAmount(money)).ToString());
  SetPricedAmount(money, line);
}

absl::Status OverrideAdjusted(const DraftInput& input, v1::DraftLine& rated) {
  v1::Line& line = *rated.mutable_line();
  const bool takes_off = DecimalOf(line.unit_price()).IsNegative();
  ApplyOverride(input, rated);
  if (!rated.has_override()) return absl::OkStatus();
  const Fraction price = FractionOf(line.unit_price());
  if (takes_off && price > Fraction(0)) line.set_unit_price(absl::StrCat("-", line.unit_price()));
  // Its price is what it comes to, whatever part of a period it is for.
  return SetAmountTo(input, QuantityOf(line) * FractionOf(line.unit_price()), line);
}

bool IsDocumentDiscount(const v1::Line& line) {
  return line.part() == v1::LINE_PART_DISCOUNT && line.plan_line_id().empty();
}

absl::Status AmountDoesNotFit(absl::string_view what) {
  return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, what, "what it comes to does not fit");
}

}  // namespace tally
