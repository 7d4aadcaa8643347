#include "ledger/calendar/period.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"

namespace tally {
namespace {

Span MonthIn(absl::string_view zone, absl::string_view month) {
  return MonthSpan(*ParseMonth(month), *FindZone(zone));
}

bool Holds(const Span& span, absl::string_view instant) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, instant, &time, nullptr));
  return span.start <= time && time < span.end;
}

// D06 of the worked examples.
TEST(MonthSpan, IsBoundByLocalMidnights) {
  const Span march = MonthIn("America/New_York", "2024-03");
  EXPECT_EQ(FormatInstant(march.start), "2024-03-01T05:00:00Z");
  EXPECT_EQ(FormatInstant(march.end), "2024-04-01T04:00:00Z");
  EXPECT_EQ(march.end - march.start, absl::Hours(743));

  const Span november = MonthIn("America/New_York", "2024-11");
  EXPECT_EQ(FormatInstant(november.start), "2024-11-01T04:00:00Z");
  EXPECT_EQ(FormatInstant(november.end), "2024-12-01T05:00:00Z");
  EXPECT_EQ(november.end - november.start, absl::Hours(721));
}

// D07 of the worked examples.
TEST(MonthSpan, IsHalfOpen) {
  const Span march = MonthIn("America/New_York", "2024-03");
  const Span april = MonthIn("America/New_York", "2024-04");
  EXPECT_TRUE(Holds(march, "2024-04-01T03:59:59.999Z"));
  EXPECT_FALSE(Holds(april, "2024-04-01T03:59:59.999Z"));
  EXPECT_FALSE(Holds(march, "2024-04-01T04:00:00Z"));
  EXPECT_TRUE(Holds(april, "2024-04-01T04:00:00Z"));
}

RC_GTEST_PROP(MonthSpan, TilesTime, ()) {
  const absl::string_view name = *rc::gen::element<absl::string_view>(
      "UTC", "Europe/Paris", "America/New_York", "America/Sao_Paulo", "America/Havana",
      "America/Asuncion", "Africa/Cairo", "Asia/Beirut", "Asia/Kathmandu", "Pacific/Apia",
      "Pacific/Kiritimati", "Australia/Lord_Howe");
  const absl::TimeZone zone = *FindZone(name);
  const auto seconds = *rc::gen::inRange<int64_t>(-2'000'000'000, 10'000'000'000);
  const absl::Time instant = absl::FromUnixSeconds(seconds);

  // The month of the local date holds the instant; its neighbours touch it and do not.
  const absl::CivilMonth month(LocalDate(instant, zone));
  const Span span = MonthSpan(month, zone);
  RC_ASSERT(span.start <= instant);
  RC_ASSERT(instant < span.end);
  RC_ASSERT(MonthSpan(month - 1, zone).end == span.start);
  RC_ASSERT(MonthSpan(month + 1, zone).start == span.end);
  RC_ASSERT(absl::CivilMonth(LocalDate(span.start, zone)) == month);
  RC_ASSERT(absl::CivilMonth(LocalDate(span.end - absl::Nanoseconds(1), zone)) == month);
}

}  // namespace
}  // namespace tally
