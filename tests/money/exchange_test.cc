#include "ledger/money/exchange.h"

#include <gtest/gtest.h>

#include "ledger/money/money.h"

namespace tally {
namespace {

v1::ExchangeUse At(const char* rate, const char* to) {
  v1::ExchangeUse use;
  use.set_rate(rate);
  use.set_to_currency(to);
  return use;
}

std::string Converted(const v1::Money& amount, const v1::ExchangeUse& exchange,
                      RoundingMode mode = RoundingMode::kHalfAwayFromZero) {
  const auto converted = Convert(amount, exchange, mode);
  return converted ? FormatAmount(*converted) + " " + converted->currency() : "nothing";
}

TEST(Convert, RoundsOnce) {
  // C11 of the worked examples.
  EXPECT_EQ(Converted(MakeMoney(50000, "USD"), At("0.6072", "GBP")), "303.60 GBP");
  EXPECT_EQ(Converted(MakeMoney(50000, "USD"), At("0.6081", "GBP")), "304.05 GBP");
  EXPECT_EQ(Converted(MakeMoney(100, "USD"), At("0.915", "EUR")), "0.92 EUR");
  EXPECT_EQ(Converted(MakeMoney(-100, "USD"), At("0.915", "EUR")), "-0.92 EUR");
  EXPECT_EQ(Converted(MakeMoney(100, "USD"), At("0.905", "EUR"), RoundingMode::kHalfEven),
            "0.90 EUR");
}

TEST(Convert, KnowsHowEachCurrencyIsDivided) {
  EXPECT_EQ(Converted(MakeMoney(1000, "JPY"), At("0.0061", "EUR")), "6.10 EUR");
  EXPECT_EQ(Converted(MakeMoney(1000, "EUR"), At("163.93", "JPY")), "1639 JPY");
  EXPECT_EQ(Converted(MakeMoney(1001, "KWD"), At("3", "USD")), "3.00 USD");
}

TEST(Convert, GivesNothingThatDoesNotFit) {
  EXPECT_EQ(Converted(MakeMoney(INT64_MAX, "USD"), At("2", "EUR")), "nothing");
  EXPECT_EQ(Converted(MakeMoney(1, "USD"), At("", "EUR")), "nothing");
  EXPECT_EQ(Converted(MakeMoney(1, "USD"), At("1", "XXX")), "nothing");
}

v1::Totals TotalsOf(int64_t net, int64_t tax) {
  v1::Totals totals;
  *totals.mutable_net() = MakeMoney(net, "USD");
  *totals.mutable_tax() = MakeMoney(tax, "USD");
  *totals.mutable_total() = MakeMoney(net + tax, "USD");
  return totals;
}

std::string Converted(const v1::Totals& totals) {
  const auto converted = Convert(totals, At("0.5", "EUR"), RoundingMode::kHalfAwayFromZero);
  if (!converted) return "nothing";
  std::string text;
  for (const v1::Money& money :
       {converted->net(), converted->tax(), converted->total(), converted->rounding(),
        converted->payable(), converted->customer_credit()}) {
    text += (text.empty() ? "" : " ") + (money.currency().empty() ? "-" : FormatAmount(money));
  }
  return text;
}

// The half of 0.03 is 0.02 each time, and the total their sum, not the half of 0.06.
TEST(ConvertTotals, RoundsEachFigureAndSumsThem) {
  EXPECT_EQ(Converted(TotalsOf(3, 3)), "0.02 0.02 0.04 - - -");
  EXPECT_EQ(Converted(TotalsOf(-3, -3)), "-0.02 -0.02 -0.04 - - -");
}

TEST(ConvertTotals, SaysWhatIsToBePaidWhereItWasSaid) {
  v1::Totals totals = TotalsOf(1001, 200);
  *totals.mutable_rounding() = MakeMoney(-1, "USD");
  *totals.mutable_payable() = MakeMoney(1200, "USD");
  EXPECT_EQ(Converted(totals), "5.01 1.00 6.01 -0.01 6.00 -");
}

TEST(ConvertTotals, SaysWhatIsCreditedWhereThereIsNothingToPay) {
  v1::Totals totals = TotalsOf(-1000, -200);
  *totals.mutable_payable() = MakeMoney(0, "USD");
  *totals.mutable_customer_credit() = MakeMoney(1200, "USD");
  EXPECT_EQ(Converted(totals), "-5.00 -1.00 -6.00 - 0.00 6.00");
}

TEST(ConvertTotals, GivesNothingThatDoesNotFit) {
  EXPECT_FALSE(
      Convert(TotalsOf(INT64_MAX - 1, 1), At("1.5", "EUR"), RoundingMode::kHalfAwayFromZero));
  // Each fits, but not their sum.
  EXPECT_FALSE(Convert(TotalsOf(INT64_MAX / 2, INT64_MAX / 2), At("1.1", "EUR"),
                       RoundingMode::kHalfAwayFromZero));
}

TEST(ExchangeUseOf, SaysTheRateAndWhereItStands) {
  v1::RecordedExchangeRate rate;
  rate.set_position(7);
  rate.mutable_rate()->set_from_currency("USD");
  rate.mutable_rate()->set_to_currency("EUR");
  rate.mutable_rate()->set_rate("0.91");
  rate.mutable_rate()->set_date("2026-10-31");
  rate.mutable_rate()->set_source("ECB");
  const v1::ExchangeUse use = ExchangeUseOf(rate);
  EXPECT_EQ(use.from_currency(), "USD");
  EXPECT_EQ(use.to_currency(), "EUR");
  EXPECT_EQ(use.rate(), "0.91");
  EXPECT_EQ(use.date(), "2026-10-31");
  EXPECT_EQ(use.source(), "ECB");
  EXPECT_EQ(use.position(), 7U);
}

}  // namespace
}  // namespace tally
