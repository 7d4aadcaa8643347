// What the quantity rules come to, against a reference that walks day by day or second by second.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "rating/counting.h"

namespace tally {
namespace {

struct Seen {
  absl::Time instant;
  int64_t quantity;
  std::string account;
};

// Zones that move their clocks, some at midnight, and one that left out a day.
const char* AnyZone() {
  return *rc::gen::element("UTC", "America/New_York", "Europe/Paris", "Australia/Lord_Howe",
                           "America/Sao_Paulo", "Pacific/Apia");
}

DaySpan AnyDays() {
  const absl::CivilDay start =
      absl::CivilDay(2011, 1, 1) + *rc::gen::inRange<absl::civil_diff_t>(0, 3000);
  return {start, start + *rc::gen::inRange<absl::civil_diff_t>(1, 70)};
}

// An instant near `span`, often at its ends, where a day of `zone` starts, or a second beside.
absl::Time AnyInstant(const Span& span, const absl::TimeZone& zone) {
  const int64_t from = absl::ToUnixSeconds(span.start) - 100'000;
  const int64_t to = absl::ToUnixSeconds(span.end) + 100'000;
  const absl::Time any = absl::FromUnixSeconds(*rc::gen::inRange(from, to));
  const absl::Time midnight = FirstInstantOf(LocalDate(any, zone), zone);
  return *rc::gen::element(any, any, midnight, midnight - absl::Seconds(1), span.start, span.end);
}

// Counts of S1 and S2, all at different instants of their account, in no order.
std::vector<Seen> AnyCounts(const Span& span, const absl::TimeZone& zone) {
  std::map<std::pair<std::string, absl::Time>, int64_t> counts;
  const int size = *rc::gen::inRange(0, 12);
  for (int i = 0; i < size; ++i) {
    const std::string account = *rc::gen::element<std::string>("S1", "S2");
    counts[{account, AnyInstant(span, zone)}] = *rc::gen::inRange<int64_t>(0, 50);
  }
  std::vector<Seen> seen;
  for (const auto& [key, quantity] : counts) seen.push_back({key.second, quantity, key.first});
  return seen;
}

// What of `account` stood just before `instant`; 0 if nothing.
int64_t StoodBefore(const std::vector<Seen>& counts, const std::string& account,
                    absl::Time instant) {
  absl::Time last = absl::InfinitePast();
  int64_t quantity = 0;
  for (const Seen& seen : counts) {
    if (seen.account != account || seen.instant >= instant || seen.instant <= last) continue;
    last = seen.instant;
    quantity = seen.quantity;
  }
  return quantity;
}

int64_t StoodBefore(const std::vector<Seen>& counts, absl::Time instant) {
  return StoodBefore(counts, "S1", instant) + StoodBefore(counts, "S2", instant);
}

bool HasCountBefore(const std::vector<Seen>& counts, absl::Time instant) {
  return std::any_of(counts.begin(), counts.end(),
                     [&](const Seen& seen) { return seen.instant < instant; });
}

struct Case {
  explicit Case(absl::string_view zone) : counting(zone) {}

  Counting counting;
  Span span;
  std::vector<Seen> counts;
};

// Some counts, of which at least one is before the end.
std::unique_ptr<Case> AnyCase() {
  auto made = std::make_unique<Case>(AnyZone());
  made->counting.days = AnyDays();
  const absl::TimeZone& zone = made->counting.zone();
  made->span = SpanOf(made->counting.days, zone);
  made->counts = AnyCounts(made->span, zone);
  for (const Seen& seen : made->counts) {
    made->counting.See(seen.instant, absl::StrCat(seen.quantity), seen.account);
  }
  RC_PRE(HasCountBefore(made->counts, made->span.end));
  return made;
}

void Expect(const Fraction& is, const Fraction& expected) {
  RC_LOG() << InWords(is) << " for " << InWords(expected) << "\n";
  RC_ASSERT(is == expected);
}

RC_GTEST_PROP(CountFor, SeatDaysAreTheSumOfAllDays, ()) {
  const auto any = AnyCase();
  const DaySpan& days = any->counting.days;
  int64_t seat_days = 0;
  for (absl::CivilDay day = days.start; day < days.end; ++day) {
    seat_days += StoodBefore(any->counts, FirstInstantOf(day + 1, any->counting.zone()));
  }
  Expect(*any->counting.For("QUANTITY_RULE_SEAT_DAYS").quantity,
         Fraction(seat_days) / Fraction(days.end - days.start));
}

RC_GTEST_PROP(CountFor, ChangesByTheDaysThatAreLeftAreSeatDays, ()) {
  const auto any = AnyCase();
  const DaySpan& days = any->counting.days;
  const Counted changes = any->counting.For("QUANTITY_RULE_PER_CHANGE");
  Expect(*changes.quantity, Fraction(StoodBefore(any->counts, any->span.start)));
  Fraction sum = *changes.quantity;
  absl::CivilDay before = days.start - 1;
  for (const QuantityChange& change : changes.changes) {
    RC_ASSERT(days.contains(change.day));
    RC_ASSERT(before < change.day);
    before = change.day;
    sum = sum + change.change * Fraction(days.end - change.day) / Fraction(days.end - days.start);
  }
  Expect(sum, *any->counting.For("QUANTITY_RULE_SEAT_DAYS").quantity);
}

// The days of the line do not matter to averages, so a span of minutes will do.
RC_GTEST_PROP(CountFor, TheAverageIsThatOfAllSeconds, ()) {
  Counting counting;
  const absl::Time start = InstantOf("2026-09-10T12:00:00Z");
  const int64_t seconds = *rc::gen::inRange<int64_t>(1, 400);
  const Span span{start, start + absl::Seconds(seconds)};
  std::map<int64_t, int64_t> counts;
  const auto second = rc::gen::inRange<int64_t>(-50, seconds);
  for (int i = *rc::gen::inRange(1, 10); i > 0; --i) {
    counts[*second] = *rc::gen::inRange<int64_t>(0, 1000);
  }
  std::vector<Seen> seen;
  for (const auto& [at, quantity] : counts) {
    seen.push_back({start + absl::Seconds(at), quantity, "S1"});
    counting.See(seen.back().instant, absl::StrCat(quantity));
  }
  int64_t sum = 0;
  for (int64_t i = 0; i < seconds; ++i) {
    sum += StoodBefore(seen, "S1", start + absl::Seconds(i + 1));
  }
  Expect(*counting.For("QUANTITY_RULE_AVERAGE", "", span).quantity,
         Fraction(sum) / Fraction(seconds));
}

RC_GTEST_PROP(CountFor, AveragesOfPartsMakeTheAverageOfTheWhole, ()) {
  const auto any = AnyCase();
  const absl::Time middle =
      std::clamp(AnyInstant(any->span, any->counting.zone()), any->span.start, any->span.end);
  const auto weighed = [&](const Span& span) {
    const auto quantity = any->counting.For("QUANTITY_RULE_AVERAGE", "", span).quantity;
    return quantity.value_or(Fraction(0)) * Fraction(absl::ToInt64Seconds(span.end - span.start));
  };
  Expect(weighed({any->span.start, middle}) + weighed({middle, any->span.end}), weighed(any->span));
}

// No count is billed twice or forgotten where one period ends and the next starts.
RC_GTEST_PROP(CountFor, SumsOfPartsMakeTheSumOfTheWhole, ()) {
  const auto any = AnyCase();
  const DaySpan whole = any->counting.days;
  const absl::CivilDay middle =
      whole.start + *rc::gen::inRange<absl::civil_diff_t>(0, whole.end - whole.start + 1);
  const auto sum = [&](const DaySpan& days) {
    any->counting.days = days;
    return any->counting.For("QUANTITY_RULE_SUM").quantity.value_or(Fraction(0));
  };
  int64_t expected = 0;
  for (const Seen& seen : any->counts) {
    if (any->span.start <= seen.instant && seen.instant < any->span.end) expected += seen.quantity;
  }
  Expect(sum({whole.start, middle}) + sum({middle, whole.end}), Fraction(expected));
  Expect(sum(whole), Fraction(expected));
}

RC_GTEST_PROP(CountFor, AccountsAddUp, ()) {
  const auto any = AnyCase();
  const char* rule = *rc::gen::element("QUANTITY_RULE_PERIOD_START", "QUANTITY_RULE_PERIOD_END",
                                       "QUANTITY_RULE_AVERAGE", "QUANTITY_RULE_SEAT_DAYS",
                                       "QUANTITY_RULE_PER_CHANGE", "QUANTITY_RULE_SUM",
                                       "QUANTITY_RULE_RUNNING_TOTAL");
  const auto first = any->counting.For(rule, "accounts: 'S1'").quantity;
  const auto second = any->counting.For(rule, "accounts: 'S2'").quantity;
  Expect(*any->counting.For(rule).quantity,
         first.value_or(Fraction(0)) + second.value_or(Fraction(0)));
}

RC_GTEST_PROP(CountFor, ThePeakIsTheMostThatEverStood, ()) {
  const auto any = AnyCase();
  int64_t peak = StoodBefore(any->counts, any->span.start);
  for (const Seen& seen : any->counts) {
    if (seen.instant < any->span.start || seen.instant >= any->span.end) continue;
    peak = std::max(peak, StoodBefore(any->counts, seen.instant + absl::Nanoseconds(1)));
  }
  Expect(*any->counting.For("QUANTITY_RULE_PEAK").quantity, Fraction(peak));
}

RC_GTEST_PROP(CountFor, DistinctMembersAreASet, ()) {
  Counting counting;
  counting.DefineSource("source_id: 'shop' meters { meter: 'SEAT' excluded_members: 'x*' }");
  std::set<std::string> members;
  int64_t all = 0;
  for (const char* account : {"S1", "S2"}) {
    std::string text;
    int64_t named = 0;
    for (const std::string name : {"a", "b", "c", "d", "x", "x1", "ax"}) {
      if (!*rc::gen::arbitrary<bool>()) continue;
      absl::StrAppend(&text, "members: '", name, "' ");
      if (name[0] != 'x') members.insert(name);
      named += 1;
    }
    all += named;
    counting.See("2026-09-10T00:00:00Z", absl::StrCat(named), account, text);
  }
  const Counted counted = counting.For("QUANTITY_RULE_PERIOD_END", "distinct: true");
  const auto distinct = static_cast<int64_t>(members.size());
  Expect(*counted.quantity, Fraction(distinct));
  // Every member is counted, excluded or a duplicate.
  RC_ASSERT(distinct + counted.left_out.excluded_size() + counted.left_out.duplicates_size() ==
            all);
}

}  // namespace
}  // namespace tally
