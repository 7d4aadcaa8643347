#include "ledger/money/exchange.h"

#include "ledger/money/decimal.h"
#include "ledger/money/fraction.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// Sets what is to be paid and what is credited, from total and rounding. False if it does not fit.
bool SetPayable(v1::Totals& totals) {
  const v1::Money nothing = MakeMoney(0, totals.total().currency());
  const auto due = Add(totals.total(), totals.has_rounding() ? totals.rounding() : nothing);
  const auto owed = due ? Subtract(nothing, *due) : std::nullopt;
  if (!owed) return false;
  const bool is_credit = due->minor_units() < 0;
  *totals.mutable_payable() = is_credit ? nothing : *due;
  if (is_credit) *totals.mutable_customer_credit() = *owed;
  return true;
}

}  // namespace

v1::ExchangeUse ExchangeUseOf(const v1::RecordedExchangeRate& rate) {
  v1::ExchangeUse use;
  use.set_from_currency(rate.rate().from_currency());
  use.set_to_currency(rate.rate().to_currency());
  use.set_rate(rate.rate().rate());
  use.set_date(rate.rate().date());
  use.set_source(rate.rate().source());
  use.set_position(rate.position());
  return use;
}

std::optional<v1::Money> Convert(const v1::Money& amount, const v1::ExchangeUse& exchange,
                                 RoundingMode mode) {
  const auto rate = Decimal::Parse(exchange.rate());
  if (!rate) return std::nullopt;
  return RoundToMoney(MajorUnits(amount) * Fraction(*rate), exchange.to_currency(), mode);
}

std::optional<v1::Totals> Convert(const v1::Totals& totals, const v1::ExchangeUse& exchange,
                                  RoundingMode mode) {
  const auto net = Convert(totals.net(), exchange, mode);
  const auto tax = Convert(totals.tax(), exchange, mode);
  const auto total = net && tax ? Add(*net, *tax) : std::nullopt;
  if (!total) return std::nullopt;
  v1::Totals converted;
  *converted.mutable_net() = *net;
  *converted.mutable_tax() = *tax;
  *converted.mutable_total() = *total;
  if (totals.has_rounding()) {
    const auto rounding = Convert(totals.rounding(), exchange, mode);
    if (!rounding) return std::nullopt;
    *converted.mutable_rounding() = *rounding;
  }
  const bool has_payable = totals.has_payable() || totals.has_customer_credit();
  if (has_payable && !SetPayable(converted)) return std::nullopt;
  return converted;
}

}  // namespace tally
