#include "ledger/calendar/zone.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

// Zones of every kind: whole and broken offsets, changes at noon, at night and at midnight, over
// the date line, and a single one for ever.
constexpr absl::string_view kZones[] = {
    "UTC",
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "America/Asuncion",
    "America/Santiago",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Amman",
    "Asia/Gaza",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "Antarctica/Troll",
};

TEST(FindZone, FindsIanaNames) {
  for (const absl::string_view name : kZones) {
    const std::optional<absl::TimeZone> zone = FindZone(name);
    ASSERT_TRUE(zone) << name;
    EXPECT_EQ(zone->name(), name);
  }
  EXPECT_TRUE(FindZone("America/Argentina/Buenos_Aires"));
  EXPECT_TRUE(FindZone("Etc/GMT+5"));
}

TEST(FindZone, RefusesOtherNames) {
  const absl::string_view names[] = {
      "",
      "Europe/Atlantis",
      "Europe",
      "Europe/",
      "/etc/localtime",
      "/usr/share/zoneinfo/Europe/Paris",
      "../zoneinfo/Europe/Paris",
      "./Europe/Paris",
      "Europe/../Europe/Paris",
      "localtime",
      "posixrules",
      "libc:localtime",
      "libc:UTC",
      "Fixed/UTC+01:00:00",
      "Fixed/UTC+010000",
      "posix/Europe/Paris",
      "right/Europe/Paris",
      "tzdata.zi",
      "zone.tab",
      " Europe/Paris",
      "Europe/Paris ",
      "Europe/Par\nis",
      "+01:00",
      "EST5EDT,M3.2.0,M11.1.0",
      absl::string_view("Europe/Paris\0", 13),
  };
  for (const absl::string_view name : names) EXPECT_FALSE(FindZone(name)) << name;
  EXPECT_FALSE(FindZone(std::string(1000, 'A')));
}

// Clients send names; the loader below would keep every one of them.
TEST(FindZone, KeepsNothingOfNamesThatItDoesNotKnow) {
  const auto ask = [](int number) {
    EXPECT_FALSE(FindZone(absl::StrCat("Europe/Nowhere", number)));
  };
  ask(0);
  const size_t before = mallinfo2().uordblks;
  for (int number = 1; number <= 10'000; ++number) ask(number);
  EXPECT_LT(mallinfo2().uordblks, before + (size_t{64} << 10));
}

TEST(FirstInstantOf, KnowsMidnightsThatAreMissingOrDouble) {
  struct Row {
    const char* zone;
    const char* day;
    const char* first;
  };
  const Row rows[] = {
      {"UTC", "2026-04-15", "2026-04-15T00:00:00Z"},
      {"America/New_York", "2024-03-10", "2024-03-10T05:00:00Z"},
      {"Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z"},
      // Clocks went from 00:00 to 01:00.
      {"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
      {"Africa/Cairo", "2023-04-28", "2023-04-27T22:00:00Z"},
      {"Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"},
      {"America/Havana", "2023-03-12", "2023-03-12T05:00:00Z"},
      // Clocks went from 01:00 back to 00:00.
      {"America/Havana", "2023-11-05", "2023-11-05T04:00:00Z"},
      // Clocks went from 00:00 back to 23:00.
      {"America/Sao_Paulo", "2019-02-17", "2019-02-17T03:00:00Z"},
      // Clocks went from 00:01 back to 23:01.
      {"America/St_Johns", "2009-11-01", "2009-11-01T02:30:00Z"},
      // The day was left out.
      {"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
      {"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
  };
  for (const auto& [zone, day, first] : rows) {
    EXPECT_EQ(FormatInstant(FirstInstantOf(*ParseDate(day), *FindZone(zone))), first)
        << zone << " " << day;
  }
}

TEST(FirstInstantOf, IsTheFirstInstantOfEveryDay) {
  for (const absl::string_view name : kZones) {
    const absl::TimeZone zone = *FindZone(name);
    for (absl::CivilDay day(1970, 1, 1); day < absl::CivilDay(2038, 1, 1); ++day) {
      const absl::Time first = FirstInstantOf(day, zone);
      ASSERT_LT(LocalDate(first - absl::Nanoseconds(1), zone), day) << name << " " << day;
      // A day that is left out begins with the next.
      const bool left_out = FirstInstantOf(day + 1, zone) == first;
      ASSERT_EQ(LocalDate(first, zone), left_out ? day + 1 : day) << name << " " << day;
    }
  }
}

TEST(LocalDate, IsTheDateOfThatPlace) {
  const absl::Time instant = FirstInstantOf(absl::CivilDay(2027, 1, 1), *FindZone("UTC"));
  const absl::Time before = instant - absl::Minutes(30);
  EXPECT_EQ(FormatDate(LocalDate(before, *FindZone("Europe/London"))), "2026-12-31");
  EXPECT_EQ(FormatDate(LocalDate(before, *FindZone("Asia/Tokyo"))), "2027-01-01");
}

}  // namespace
}  // namespace tally
