#include "clients/cli/show/figures.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/currency.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "ledger/money/number_text.h"

namespace tally {
namespace {

constexpr int32_t kNanosPerMilli = 1'000'000;

}  // namespace

std::string Grouped(absl::string_view decimal) {
  const auto number = SplitNumber(decimal);
  if (!number) return std::string(decimal);

  std::string grouped(number->sign);
  const absl::string_view whole = number->whole;
  for (size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) grouped.push_back(',');
    grouped.push_back(whole[i]);
  }
  if (!number->decimals.empty()) absl::StrAppend(&grouped, ".", number->decimals);
  return grouped;
}

bool IsZero(absl::string_view decimal) {
  if (decimal.empty()) return true;
  const auto number = Decimal::Parse(decimal);
  return number && number->IsZero();
}

std::string AmountText(const v1::Money& amount) {
  return amount.currency().empty() ? "" : Grouped(FormatAmount(amount));
}

std::string AmountWithCurrency(const v1::Money& amount) {
  return amount.currency().empty() ? "" : absl::StrCat(AmountText(amount), " ", amount.currency());
}

std::string ChangeText(const v1::Money& change) {
  return absl::StrCat(change.minor_units() > 0 ? "+" : "", AmountText(change));
}

std::string PriceText(absl::string_view price, absl::string_view currency) {
  const auto number = SplitNumber(price);
  const auto digits = MinorUnitDigits(currency);
  if (!number || !digits) return Grouped(price);

  std::string padded(price);
  const auto wanted = static_cast<size_t>(*digits);
  if (number->decimals.size() >= wanted) return Grouped(padded);
  if (number->decimals.empty()) padded.push_back('.');
  return Grouped(padded.append(wanted - number->decimals.size(), '0'));
}

std::string CountText(uint64_t count, absl::string_view word) {
  return CountText(count, word, absl::StrCat(word, "s"));
}

std::string CountText(uint64_t count, absl::string_view word, absl::string_view plural) {
  return absl::StrCat(Grouped(absl::StrCat(count)), " ", count == 1 ? word : plural);
}

std::string InstantText(const google::protobuf::Timestamp& instant) {
  const bool is_set = instant.seconds() != 0 || instant.nanos() != 0;
  return is_set && IsValid(instant) ? FormatInstant(FromProto(instant)) : "";
}

std::string RecordedText(const google::protobuf::Timestamp& instant) {
  google::protobuf::Timestamp rounded = instant;
  rounded.set_nanos(instant.nanos() / kNanosPerMilli * kNanosPerMilli);
  return InstantText(rounded);
}

void MoneyColumn::See(const v1::Money& amount) {
  if (!amount.currency().empty()) ++currencies_[amount.currency()];
}

std::string MoneyColumn::Title(absl::string_view words) const {
  if (currencies_.size() != 1) return std::string(words);
  return absl::StrCat(words, " ", currencies_.begin()->first);
}

std::string MoneyColumn::WithCurrency(const std::string& text, const v1::Money& amount) const {
  return currencies_.size() < 2 ? text : absl::StrCat(text, " ", amount.currency());
}

std::string MoneyColumn::Amount(const v1::Money& amount) const {
  return WithCurrency(AmountText(amount), amount);
}

std::string MoneyColumn::Change(const v1::Money& change) const {
  return WithCurrency(ChangeText(change), change);
}

void AmountSums::Add(const v1::Money& amount) {
  if (amount.currency().empty()) return;
  const auto [sum, is_first] = sums_.try_emplace(amount.currency(), amount);
  if (is_first) return;
  const auto added = tally::Add(sum->second, amount);
  sum->second = added ? *added : v1::Money();
}

}  // namespace tally
