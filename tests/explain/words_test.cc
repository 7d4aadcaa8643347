#include "ledger/explain/words.h"

#include <gtest/gtest.h>

#include "ledger/calendar/zone.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "support/text.h"

namespace tally {
namespace {

Fraction Number(absl::string_view text) { return Fraction(*Decimal::Parse(text)); }

TEST(AmountWords, HaveTheDecimalsOfTheCurrency) {
  EXPECT_EQ(AmountWords(MakeMoney(22500, "USD")), "225.00 USD");
  EXPECT_EQ(AmountWords(MakeMoney(225, "JPY")), "225 JPY");
  EXPECT_EQ(AmountWords(MakeMoney(-5, "KWD")), "-0.005 KWD");
}

TEST(PriceWords, HaveAtLeastTheDecimalsOfTheCurrency) {
  struct Row {
    const char* price;
    const char* currency;
    const char* words;
  };
  const Row rows[] = {
      {"12.5", "USD", "12.50"},    {"12", "USD", "12.00"},
      {"0", "USD", "0.00"},        {"0.000000000001", "USD", "0.000000000001"},
      {"12.345", "USD", "12.345"}, {"1200", "JPY", "1200"},
      {"0.5", "JPY", "0.5"},       {"0.5", "KWD", "0.500"},
      {"1.2345", "KWD", "1.2345"}, {"", "USD", ""},
  };
  for (const auto& [price, currency, words] : rows) {
    EXPECT_EQ(PriceWords(price, currency), words) << price << " " << currency;
  }
}

TEST(ExactWords, TellAllDecimals) {
  EXPECT_EQ(ExactWords(Fraction()), "0");
  EXPECT_EQ(ExactWords(Number("225")), "225");
  EXPECT_EQ(ExactWords(Number("-0.05")), "-0.05");
  EXPECT_EQ(ExactWords(Number("1.005") * Number("0.5")), "0.5025");
  EXPECT_EQ(ExactWords(Number("0.000001") * Number("0.000000000001")), "0.000000000000000001");
  EXPECT_EQ(ExactWords(Number("999999999.999999") * Number("999999.999999999999")),
            "999999999999998.999000000000000001");
}

TEST(ExactWords, StopWhereDecimalsDoNotEnd) {
  EXPECT_EQ(ExactWords(Fraction(1) / Fraction(3)), "0.33333333333333333333333333…");
  EXPECT_EQ(ExactWords(Fraction::OutOfRange()), "more than can be told");
}

TEST(FractionWords, TellTheFractionWhereDecimalsDoNotEnd) {
  EXPECT_EQ(FractionWords(Number("-0.5025")), "-0.5025");
  EXPECT_EQ(FractionWords(Fraction(2) / Fraction(6)), "0.333333 (1/3)");
  EXPECT_EQ(FractionWords(-Fraction(50) / Fraction(3)), "-16.666667 (-50/3)");
  EXPECT_EQ(FractionWords(Fraction::OutOfRange()), "more than can be told");
}

TEST(DayWords, NameTheDay) {
  EXPECT_EQ(DayWords("2026-08-01"), "1 Aug 2026");
  EXPECT_EQ(DayWords("2024-02-29"), "29 Feb 2024");
  EXPECT_EQ(DayWords("soon"), "soon");
}

TEST(MonthWords, NameTheMonth) {
  EXPECT_EQ(MonthWords("2026-10"), "October 2026");
  EXPECT_EQ(MonthWords(""), "");
}

TEST(InstantWords, AreByTheClocksOfTheZone) {
  struct Row {
    const char* instant;
    const char* zone;
    const char* words;
  };
  const Row rows[] = {
      {"2026-10-31T12:00:00Z", "UTC", "31 Oct 2026 12:00 UTC"},
      {"2026-10-31T12:00:00Z", "America/Denver", "31 Oct 2026 06:00 MDT"},
      // 15 minutes off the hour, and already the next month.
      {"2026-10-31T18:15:00Z", "Asia/Kathmandu", "1 Nov 2026 00:00 +0545"},
      {"2026-10-31T18:14:59.999Z", "Asia/Kathmandu", "31 Oct 2026 23:59 +0545"},
      // The same hour twice.
      {"2026-11-01T07:30:00Z", "America/Denver", "1 Nov 2026 01:30 MDT"},
      {"2026-11-01T08:30:00Z", "America/Denver", "1 Nov 2026 01:30 MST"},
      // Half an hour of summer time.
      {"2026-10-03T15:30:00Z", "Australia/Lord_Howe", "4 Oct 2026 02:30 +11"},
      {"2026-10-31T10:00:00Z", "Pacific/Kiritimati", "1 Nov 2026 00:00 +14"},
  };
  for (const auto& [instant, zone, words] : rows) {
    EXPECT_EQ(InstantWords(InstantOf(instant), *FindZone(zone)), words) << instant;
  }
}

TEST(RoundingWords, SayWhereAHalfGoes) {
  EXPECT_EQ(RoundingWords(v1::ROUNDING_UNSPECIFIED), "half away from zero");
  EXPECT_EQ(RoundingWords(v1::ROUNDING_HALF_AWAY_FROM_ZERO), "half away from zero");
  EXPECT_EQ(RoundingWords(v1::ROUNDING_HALF_EVEN), "half to even");
  EXPECT_EQ(RoundingWords(v1::ROUNDING_DOWN), "down");
  EXPECT_EQ(RoundingWords(v1::ROUNDING_UP), "up");
}

}  // namespace
}  // namespace tally
