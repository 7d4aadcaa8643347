#include "ledger/formats/format.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"

namespace tally {
namespace {

void ExpectGood(v1::Format format, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    EXPECT_EQ(ProblemWith(text, format).value_or(""), "") << text;
  }
}

void ExpectBad(v1::Format format, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    EXPECT_TRUE(ProblemWith(text, format)) << '"' << text << '"';
  }
}

std::string Long(size_t bytes) { return std::string(bytes, 'a'); }

TEST(Text, IsOneShortLine) {
  for (const v1::Format format : {v1::FORMAT_TEXT, v1::FORMAT_UNSPECIFIED}) {
    ExpectGood(format, {"a", "Łódź & Sons, \"Ltd\"", "日本", Long(500), " ", "\xC2\xA0"});
    ExpectBad(format, {Long(501), "a\nb", "a\tb", std::string("a\0b", 3), "\x7f", "a\xC2\x85"});
  }
}

TEST(Note, MayHaveLines) {
  ExpectGood(v1::FORMAT_NOTE, {"first\n\tsecond", Long(4000)});
  ExpectBad(v1::FORMAT_NOTE, {Long(4001), "a\rb", "\x1b[31m", "a\xC2\x9F"});
}

TEST(Id, IsLowerCaseAscii) {
  ExpectGood(v1::FORMAT_ID, {"a", "7", "m365-business_standard.v2", Long(64)});
  ExpectBad(v1::FORMAT_ID, {Long(65), "-a", "_a", ".a", "A", "aB", "a b", "a/b", "ü", "a\n"});
}

TEST(ForeignId, IsAnyText) {
  ExpectGood(v1::FORMAT_FOREIGN_ID, {"CFQ7TTC0LDPB", "a b/ü", Long(256)});
  ExpectBad(v1::FORMAT_FOREIGN_ID, {Long(257), "a\nb", std::string("\0", 1)});
}

TEST(RequestId, IsVisibleAscii) {
  ExpectGood(v1::FORMAT_REQUEST_ID, {"7f3a-~!", Long(128)});
  ExpectBad(v1::FORMAT_REQUEST_ID, {Long(129), "a b", "ü", "a\n", "\x7f"});
}

TEST(Currency, IsAnActiveIsoCode) {
  ExpectGood(v1::FORMAT_CURRENCY, {"USD", "JPY", "KWD", "CLF"});
  ExpectBad(v1::FORMAT_CURRENCY, {"usd", "US", "DEM", "XXX", "USDX"});
}

TEST(TimeZone, IsAnIanaName) {
  ExpectGood(v1::FORMAT_TIME_ZONE, {"UTC", "Europe/Paris", "America/Argentina/Ushuaia"});
  ExpectBad(v1::FORMAT_TIME_ZONE, {"Paris", "localtime", "/etc/localtime", "../UTC", "EST5EDT7"});
}

TEST(Date, IsADayOfTheCalendar) {
  ExpectGood(v1::FORMAT_DATE, {"1900-01-01", "2024-02-29", "9999-12-31"});
  ExpectBad(v1::FORMAT_DATE, {"2026-02-29", "2026-13-01", "2026-1-1", "1899-12-31", "2026-10",
                              "2026-10-31 ", "10000-01-01"});
}

TEST(Month, IsAMonthOfTheCalendar) {
  ExpectGood(v1::FORMAT_MONTH, {"1900-01", "2026-10", "9998-12"});
  ExpectBad(v1::FORMAT_MONTH, {"2026-13", "2026-00", "2026-1", "2026-10-01", "1899-12", "9999-01"});
}

TEST(PageToken, IsOneLine) {
  ExpectGood(v1::FORMAT_PAGE_TOKEN, {"aZ09-_=", Long(2048)});
  ExpectBad(v1::FORMAT_PAGE_TOKEN, {Long(2049), "a\n"});
}

TEST(Quantity, IsNotNegativeAndHasSixDecimals) {
  ExpectGood(v1::FORMAT_QUANTITY, {"0", "18", "0.25", "1000000000", "0.000001", "1.0000000"});
  ExpectBad(v1::FORMAT_QUANTITY, {"-1", "1000000000.000001", "0.0000001", "1e3", "1,5", " 1",
                                  "0x10", "NaN", "1000000001", "99999999999999999999"});
}

TEST(Change, IsAQuantityOrTheNegativeOfOne) {
  ExpectGood(v1::FORMAT_CHANGE, {"0", "3", "-2", "-0.000001", "1000000000", "-1000000000", "-0"});
  ExpectBad(v1::FORMAT_CHANGE, {"+3", "--2", "-", "1000000000.000001", "-1000000000.000001",
                                "-1000000001", "0.0000001", "-0.0000001", "- 2", "1e3"});
}

TEST(TimeOfDay, IsOnTheTwentyFourHourClock) {
  ExpectGood(v1::FORMAT_TIME_OF_DAY, {"00:00", "09:30", "23:59", "00:00:00", "23:59:59"});
  ExpectBad(v1::FORMAT_TIME_OF_DAY,
            {"24:00", "9:30", "23:60", "12:00:60", "12", "12:0", "12:00:", "12:00:0", "12.00",
             "12:00 ", "12:00pm", "-1:00", "12:00Z", "12:00:00.5", "1a:00", "12-00", "12:00.00"});
}

TEST(Price, IsNotNegativeAndHasTwelveDecimals) {
  ExpectGood(v1::FORMAT_PRICE, {"0", "12.50", "0.00042", "0.000000000001", "1000000000"});
  ExpectBad(v1::FORMAT_PRICE, {"-0.01", "1000000000.01", "0.0000000000001", "$5", "5 USD"});
}

TEST(Percent, IsAtMostAThousand) {
  ExpectGood(v1::FORMAT_PERCENT, {"0", "8.25", "1000", "0.000001"});
  ExpectBad(v1::FORMAT_PERCENT, {"-1", "1000.000001", "1001", "8.25%", "0.0000001"});
}

TEST(Email, HasOneAtSignBetweenText) {
  ExpectGood(v1::FORMAT_EMAIL, {"ap@example.com", "ü@ü", Long(252) + "@a"});
  ExpectBad(v1::FORMAT_EMAIL,
            {"ap", "@example.com", "ap@", "a@b@c", "a b@c", "a@\n", Long(253) + "@a"});
}

TEST(ProblemWith, SaysWhatItIsAndWhatItShouldBe) {
  EXPECT_EQ(*ProblemWith("1e3", v1::FORMAT_QUANTITY),
            "is \"1e3\"; a quantity is a decimal number like 12 or 12.50, of at most 18 digits");
  EXPECT_EQ(*ProblemWith("-1", v1::FORMAT_PRICE), "is \"-1\"; it must not be negative");
  EXPECT_EQ(*ProblemWith("1001", v1::FORMAT_PERCENT), "is \"1001\"; a percentage is at most 1000");
  EXPECT_EQ(*ProblemWith("-2000000000", v1::FORMAT_CHANGE),
            "is \"-2000000000\"; a change is at least -1000000000");
  EXPECT_EQ(*ProblemWith("25:00", v1::FORMAT_TIME_OF_DAY),
            "is \"25:00\"; a time of day is written like 14:30 or 14:30:00");
  EXPECT_EQ(*ProblemWith(Long(65), v1::FORMAT_ID), "is 65 bytes long; at most 64 are allowed");
}

// What is repeated is cut between characters, so that the message stays valid UTF-8.
TEST(ProblemWith, RepeatsNoMoreThanTheBeginningOfAText) {
  std::string text(59, '1');
  text += "üü";
  const std::string problem = *ProblemWith(text, v1::FORMAT_QUANTITY);
  EXPECT_TRUE(absl::StartsWith(problem, "is \"" + std::string(59, '1') + "…\"; ")) << problem;
}

}  // namespace
}  // namespace tally
