#include "ledger/calendar/proration.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/cadence.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"

namespace tally {
namespace {

absl::CivilDay Day(absl::string_view text) { return *ParseDate(text); }

absl::Time Instant(absl::string_view text) {
  absl::Time instant;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &instant, nullptr)) << text;
  return instant;
}

std::string Words(const Share& share) {
  return absl::StrCat(share.numerator, "/", share.denominator);
}

// The days from `start` up to `end` of a whole.
struct Row {
  const char* start;
  const char* end;
  const char* whole_start;
  const char* whole_end;
  const char* share;

  DaySpan part() const { return {Day(start), Day(end)}; }
  DaySpan whole() const { return {Day(whole_start), Day(whole_end)}; }
};

TEST(ShareByDay, IsDaysOverDays) {
  const Row rows[] = {
      // P05 of the worked examples.
      {"2018-01-24", "2018-07-27", "2017-07-27", "2018-07-27", "184/365"},
      {"2018-01-24", "2018-01-25", "2017-12-25", "2018-01-25", "1/31"},
      // P19: who left on 14 August pays nothing of the period after it, however that is said.
      {"2026-08-15", "2026-08-14", "2026-08-15", "2026-09-15", "0/31"},
      {"2026-08-15", "2026-08-15", "2026-08-15", "2026-09-15", "0/31"},
      {"2026-07-15", "2026-08-14", "2026-08-15", "2026-09-15", "0/31"},
      {"2026-09-15", "2026-10-15", "2026-08-15", "2026-09-15", "0/31"},
      {"2026-10-15", "2026-07-15", "2026-08-15", "2026-09-15", "0/31"},
      // No more than the whole.
      {"2026-07-01", "2026-08-20", "2026-08-15", "2026-09-15", "5/31"},
      {"2026-07-01", "2027-07-01", "2026-08-15", "2026-09-15", "31/31"},
      {"2024-02-29", "2024-03-01", "2024-01-01", "2025-01-01", "1/366"},
      {"2026-01-01", "2026-02-01", "2026-01-01", "2026-01-01", "0/1"},
      {"2026-01-01", "2026-02-01", "2026-01-20", "2026-01-10", "0/1"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Words(ShareByDay(row.part(), row.whole())), row.share) << row.start << " " << row.end;
  }
}

// P15 of the worked examples: dates of the customer's zone are counted, also across a change of
// clocks.
TEST(ShareByDay, CountsLocalDates) {
  const absl::TimeZone paris = *FindZone("Europe/Paris");
  const DaySpan days{LocalDate(Instant("2023-02-28T23:10:00Z"), paris),
                     LocalDate(Instant("2023-03-31T21:59:59Z"), paris) + 1};
  EXPECT_EQ(FormatDate(days.start), "2023-03-01");
  EXPECT_EQ(FormatDate(days.end - 1), "2023-03-31");
  EXPECT_EQ(Words(ShareByDay(days, DaysOf(absl::CivilMonth(2023, 3)))), "31/31");
}

TEST(ShareByThirtyDays, HasThirtyDaysInEveryMonth) {
  const Row rows[] = {
      // P02 of the worked examples, and the same in other months.
      {"2026-05-15", "2026-05-23", "2026-05-15", "2026-06-15", "8/30"},
      {"2026-05-23", "2026-06-15", "2026-05-15", "2026-06-15", "22/30"},
      {"2026-06-23", "2026-07-15", "2026-06-15", "2026-07-15", "22/30"},
      {"2026-02-23", "2026-03-15", "2026-02-15", "2026-03-15", "22/30"},
      {"2024-02-23", "2024-03-15", "2024-02-15", "2024-03-15", "22/30"},
      // Several ends of months, and wholes of several months.
      {"2026-05-23", "2026-07-15", "2026-05-15", "2026-08-15", "52/90"},
      {"2026-01-20", "2026-04-01", "2026-01-01", "2027-01-01", "71/360"},
      {"2026-01-01", "2026-12-31", "2026-01-01", "2027-01-01", "360/360"},
      // The end of a month is crossed by who ends on the 1st.
      {"2026-05-01", "2026-05-31", "2026-05-01", "2026-06-01", "30/30"},
      {"2026-05-31", "2026-06-01", "2026-05-01", "2026-06-01", "0/30"},
      {"2026-05-23", "2026-06-01", "2026-05-01", "2026-06-01", "8/30"},
      {"2026-05-31", "2026-06-15", "2026-05-15", "2026-06-15", "14/30"},
      {"2026-04-30", "2026-05-01", "2026-04-01", "2026-05-01", "1/30"},
      {"2026-02-01", "2026-02-28", "2026-02-01", "2026-03-01", "27/30"},
      {"2026-02-28", "2026-03-01", "2026-02-01", "2026-03-01", "3/30"},
      {"2024-02-29", "2024-03-01", "2024-02-01", "2024-03-01", "2/30"},
      {"2026-02-01", "2026-03-01", "2026-02-01", "2026-03-01", "30/30"},
      // Wholes of which one end was cut short.
      {"2026-01-31", "2026-02-28", "2026-01-31", "2026-02-28", "30/30"},
      {"2026-01-31", "2026-02-15", "2026-01-31", "2026-02-28", "14/30"},
      {"2026-02-15", "2026-02-28", "2026-01-31", "2026-02-28", "16/30"},
      {"2026-02-28", "2026-03-15", "2026-02-28", "2026-03-31", "14/30"},
      {"2026-03-15", "2026-03-31", "2026-02-28", "2026-03-31", "16/30"},
      {"2026-02-28", "2026-03-30", "2026-02-28", "2026-03-30", "30/30"},
      {"2024-01-30", "2024-02-29", "2024-01-30", "2024-02-29", "30/30"},
      {"2025-11-30", "2026-02-28", "2025-11-30", "2026-02-28", "90/90"},
      {"2026-04-30", "2026-05-31", "2026-04-30", "2026-05-31", "30/30"},
      {"2025-02-28", "2028-02-29", "2025-02-28", "2028-02-29", "1080/1080"},
      {"2024-02-29", "2025-02-28", "2024-02-29", "2025-02-28", "360/360"},
      // Not a whole number of months.
      {"2026-04-15", "2026-04-20", "2026-04-13", "2026-04-27", "5/14"},
      {"2026-04-28", "2026-05-04", "2026-04-27", "2026-05-11", "6/14"},
      {"2026-01-30", "2026-02-01", "2026-01-01", "2026-01-31", "1/30"},
      {"2026-01-27", "2026-02-03", "2026-01-30", "2026-02-27", "4/28"},
      {"2026-02-27", "2026-02-28", "2026-02-27", "2026-03-31", "1/32"},
      // Clamped.
      {"2026-08-15", "2026-08-14", "2026-08-15", "2026-09-15", "0/30"},
      {"2026-07-01", "2026-08-20", "2026-08-15", "2026-09-15", "5/30"},
      {"2026-07-01", "2027-07-01", "2026-08-15", "2026-09-15", "30/30"},
      {"2026-07-01", "2027-07-01", "2026-08-15", "2026-08-15", "0/1"},
      {"2026-07-01", "2027-07-01", "2026-09-15", "2026-08-15", "0/1"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Words(ShareByThirtyDays(row.part(), row.whole())), row.share)
        << row.start << " " << row.end << " of " << row.whole_start << " " << row.whole_end;
  }
}

TEST(ShareBySecond, IsSecondsOverSeconds) {
  const Span april = MonthSpan(absl::CivilMonth(2026, 4), absl::UTCTimeZone());
  const absl::Time noon = Instant("2026-04-16T12:00:00Z");
  EXPECT_EQ(Words(ShareBySecond({noon, april.end}, april)), "1252800/2592000");
  EXPECT_EQ(Words(ShareBySecond({april.start - absl::Hours(1), noon}, april)), "1339200/2592000");
  EXPECT_EQ(Words(ShareBySecond({noon, april.start}, april)), "0/2592000");
  EXPECT_EQ(Words(ShareBySecond({april.end, april.end + absl::Hours(1)}, april)), "0/2592000");
  EXPECT_EQ(Words(ShareBySecond({april.start, april.end}, {noon, noon})), "0/1");
  EXPECT_EQ(Words(ShareBySecond({april.start, april.end}, {noon, april.start})), "0/1");

  // Where clocks change, a day is not 24 hours.
  const absl::TimeZone paris = *FindZone("Europe/Paris");
  const Span march = MonthSpan(absl::CivilMonth(2023, 3), paris);
  const Span changing = SpanOf({Day("2023-03-26"), Day("2023-03-27")}, paris);
  EXPECT_EQ(Words(ShareBySecond(changing, march)), absl::StrCat(23 * 3600, "/", 743 * 3600));
}

// Any number from `min` up to `max`, and not mostly small ones.
template <typename T>
rc::Gen<T> Within(T min, T max) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(min, max));
}

rc::Gen<DaySpan> AnyPeriod() {
  return rc::gen::exec([] {
    v1::Cadence cadence;
    if (*Within(0, 4) == 0) {
      cadence.set_weeks(*Within<uint32_t>(1, 53));
    } else {
      cadence.set_months(*rc::gen::element<uint32_t>(1, 1, 1, 2, 3, 6, 12, 25));
    }
    const int anchor = *rc::gen::oneOf(Within(1, 32), Within(28, 32));
    cadence.set_anchor(FormatDate(absl::CivilDay(2000, 1, anchor)));
    return PeriodOn(cadence, Day("2000-01-01") + *Within(0, 40 * 365));
  });
}

// Some days of a period in order, its ends among them.
std::vector<absl::CivilDay> AnySplit(const DaySpan& whole) {
  const int days = static_cast<int>(whole.end - whole.start);
  auto offsets = *rc::gen::container<std::vector<int>>(
      *Within<size_t>(0, 6),
      rc::gen::oneOf(Within(0, days + 1), Within(std::max(0, days - 4), days),
                     Within(0, std::min(days, 4))));
  offsets.push_back(0);
  offsets.push_back(days);
  std::sort(offsets.begin(), offsets.end());
  std::vector<absl::CivilDay> split;
  for (const int offset : offsets) split.push_back(whole.start + offset);
  return split;
}

void CheckAddsUp(Share (*share_of)(const DaySpan&, const DaySpan&)) {
  const DaySpan whole = *AnyPeriod();
  const std::vector<absl::CivilDay> split = AnySplit(whole);
  const Share all = share_of(whole, whole);
  RC_ASSERT(all.numerator == all.denominator);
  int64_t sum = 0;
  for (size_t i = 1; i < split.size(); ++i) {
    const Share share = share_of({split[i - 1], split[i]}, whole);
    RC_ASSERT(share.denominator == all.denominator);
    RC_ASSERT(share.numerator >= 0);
    sum += share.numerator;
  }
  RC_ASSERT(sum == all.denominator);
}

RC_GTEST_PROP(ShareByDay, AddsUpHoweverItIsSplit, ()) { CheckAddsUp(ShareByDay); }

RC_GTEST_PROP(ShareByThirtyDays, AddsUpHoweverItIsSplit, ()) { CheckAddsUp(ShareByThirtyDays); }

RC_GTEST_PROP(ShareByThirtyDays, DiffersFromTheDaysByTheEndsOfMonths, ()) {
  const absl::CivilMonth first(absl::CivilMonth(2000, 1) + *Within(0, 400));
  const int anchor = *Within(1, 29);
  const int months = *Within(1, 25);
  const DaySpan whole{absl::CivilDay(first) + (anchor - 1),
                      absl::CivilDay(first + months) + (anchor - 1)};
  const int days = static_cast<int>(whole.end - whole.start);
  const int start = *Within(0, days);
  const DaySpan part{whole.start + start, whole.start + *Within(start, days + 1)};

  int64_t expected = part.end - part.start;
  for (absl::CivilDay day = part.start; day < part.end; ++day) {
    if ((day + 1).day() == 1) expected -= day.day() - 30;
  }
  RC_ASSERT(ShareByThirtyDays(part, whole) == (Share{expected, 30 * months}));
}

RC_GTEST_PROP(ShareBySecond, AddsUpHoweverItIsSplit, ()) {
  const absl::TimeZone zone = *FindZone(*rc::gen::element<absl::string_view>(
      "UTC", "Europe/Paris", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe"));
  const Span whole = SpanOf(*AnyPeriod(), zone);
  const int64_t length = absl::ToInt64Nanoseconds(whole.end - whole.start);
  auto offsets = *rc::gen::container<std::vector<int64_t>>(*Within<size_t>(0, 6),
                                                           Within<int64_t>(-1, length + 1));
  offsets.push_back(-1);
  offsets.push_back(length + 1);
  std::sort(offsets.begin(), offsets.end());

  int64_t sum = 0;
  for (size_t i = 1; i < offsets.size(); ++i) {
    const Span part{whole.start + absl::Nanoseconds(offsets[i - 1]),
                    whole.start + absl::Nanoseconds(offsets[i])};
    const Share share = ShareBySecond(part, whole);
    RC_ASSERT(share.numerator >= 0);
    RC_ASSERT(share.denominator == length / 1'000'000'000);
    sum += share.numerator;
  }
  RC_ASSERT(sum == length / 1'000'000'000);
}

}  // namespace
}  // namespace tally
