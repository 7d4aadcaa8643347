#include "ledger/money/decimal.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/money/number_text.h"

namespace tally {

std::optional<Decimal> Decimal::Parse(absl::string_view text) {
  const std::optional<NumberText> number = SplitNumber(text);
  if (!number || number->whole.size() + number->decimals.size() > kMaxDigits ||
      number->decimals.size() > kMaxPlaces) {
    return std::nullopt;
  }

  int64_t coefficient = 0;
  if (!absl::SimpleAtoi(absl::StrCat(number->sign, number->whole, number->decimals),
                        &coefficient)) {
    return std::nullopt;
  }
  return FromParts(coefficient, static_cast<int>(number->decimals.size()));
}

std::string Decimal::ToString() const {
  const int64_t scale = PowerOfTen(places_);
  const int64_t size = IsNegative() ? -coefficient_ : coefficient_;
  std::string text = absl::StrCat(IsNegative() ? "-" : "", size / scale);
  if (places_ == 0) return text;

  const std::string decimals = absl::StrCat(size % scale);
  return absl::StrCat(text, ".", std::string(static_cast<size_t>(places_) - decimals.size(), '0'),
                      decimals);
}

}  // namespace tally
