#include "ledger/rating/count_rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

Fraction QuantityOf(const v1::Count& count) { return FractionOf(count.observation().quantity()); }

absl::Time InstantOf(const v1::Count& count) {
  return FromProto(count.observation().observed_at());
}

bool IsEarlier(const v1::Count& left, const v1::Count& right) {
  return InstantOf(left) < InstantOf(right);
}

void SortByTime(std::vector<v1::Count>& counts) {
  std::stable_sort(counts.begin(), counts.end(), &IsEarlier);
}

// The counts that stand in `span`, by time: the last one before it, and those inside.
std::vector<v1::Count> CountsOver(const CountSeries& series, const Span& span) {
  std::vector<v1::Count> counts = series.In(span);
  if (auto before = series.LastBefore(span.start)) counts.insert(counts.begin(), *before);
  return counts;
}

// A count, and on which account.
struct CountOn {
  size_t account;
  v1::Count count;
};

// The counts of all accounts inside, by time.
std::vector<CountOn> InOrder(const AllSeries& all, const Span& span) {
  std::vector<CountOn> counts;
  for (size_t account = 0; account < all.size(); ++account) {
    for (v1::Count& count : all[account]->In(span)) counts.push_back({account, std::move(count)});
  }
  std::stable_sort(counts.begin(), counts.end(), [](const CountOn& left, const CountOn& right) {
    return IsEarlier(left.count, right.count);
  });
  return counts;
}

CountRefs Present(const CountRefs& by_account) {
  CountRefs present;
  std::copy_if(by_account.begin(), by_account.end(), std::back_inserter(present),
               [](const v1::Count* count) { return count != nullptr; });
  return present;
}

// For each of `ends`, how many of `counts` are before it.
std::vector<size_t> CountsBefore(const std::vector<v1::Count>& counts,
                                 const std::vector<absl::Time>& ends) {
  std::vector<size_t> before;
  size_t next = 0;
  for (const absl::Time end : ends) {
    while (next < counts.size() && InstantOf(counts[next]) < end) ++next;
    before.push_back(next);
  }
  return before;
}

// What stands when an empty span starts.
Figure StandingAt(const AllSeries& all, const Span& span) {
  Figure standing{.quantity = {}, .used = CountsAtEnd(all, span)};
  for (const v1::Count& count : standing.used) {
    standing.quantity = standing.quantity + QuantityOf(count);
  }
  SortByTime(standing.used);
  return standing;
}

// Adds the changes of one account.
void AddChanges(const CountSeries& series, const BilledDays& billed, Fraction& at_start,
                std::vector<v1::Count>& at_start_used,
                std::map<absl::CivilDay, DayChange>& by_day) {
  const std::vector<v1::Count> counts = CountsOver(series, billed.span);
  const std::vector<size_t> before = CountsBefore(counts, billed.ends);
  Fraction stood;
  if (!counts.empty() && InstantOf(counts.front()) < billed.span.start) {
    stood = QuantityOf(counts.front());
    at_start = at_start + stood;
    at_start_used.push_back(counts.front());
  }
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i] == 0) continue;
    const v1::Count& last = counts[before[i] - 1];
    const Fraction stands = QuantityOf(last);
    if (stands == stood) continue;
    const absl::CivilDay day = billed.days.start + static_cast<absl::civil_diff_t>(i);
    DayChange& change = by_day[day];
    change.day = day;
    change.change = change.change + stands - stood;
    change.used.push_back(last);
    stood = stands;
  }
}

}  // namespace

Fraction SumOf(const CountRefs& counts) {
  Fraction sum;
  for (const v1::Count* count : counts) sum = sum + QuantityOf(*count);
  return sum;
}

std::vector<v1::Count> CountsAtStart(const AllSeries& all, const Span& span) {
  std::vector<v1::Count> chosen;
  for (const auto& series : all) {
    if (auto before = series->LastBefore(span.start)) {
      chosen.push_back(*std::move(before));
    } else if (const std::vector<v1::Count> inside = series->In(span); !inside.empty()) {
      chosen.push_back(inside.front());
    }
  }
  return chosen;
}

std::vector<v1::Count> CountsAtEnd(const AllSeries& all, const Span& span) {
  std::vector<v1::Count> chosen;
  for (const auto& series : all) {
    if (auto last = series->LastBefore(span.end)) chosen.push_back(*std::move(last));
  }
  return chosen;
}

std::vector<v1::Count> CountsAtPeak(const AllSeries& all, const Span& span, const SizeOf& size_of) {
  std::vector<std::optional<v1::Count>> before;
  for (const auto& series : all) before.push_back(series->LastBefore(span.start));
  const std::vector<CountOn> inside = InOrder(all, span);

  CountRefs standing;
  for (const auto& count : before) standing.push_back(count ? &*count : nullptr);
  CountRefs peak = Present(standing);
  Fraction size = size_of(peak);
  for (size_t i = 0; i < inside.size(); ++i) {
    standing[inside[i].account] = &inside[i].count;
    // What was counted at one instant changes at once.
    if (i + 1 < inside.size() && !IsEarlier(inside[i].count, inside[i + 1].count)) continue;
    CountRefs present = Present(standing);
    const Fraction size_now = size_of(present);
    if (!peak.empty() && size_now <= size) continue;
    peak = std::move(present);
    size = size_now;
  }

  std::vector<v1::Count> chosen;
  for (const v1::Count* count : peak) chosen.push_back(*count);
  return chosen;
}

Figure AverageOf(const AllSeries& all, const Span& span) {
  const int64_t start = absl::ToUnixSeconds(span.start);
  const int64_t end = absl::ToUnixSeconds(span.end);
  if (end <= start) return StandingAt(all, span);

  Figure average;
  for (const auto& series : all) {
    const std::vector<v1::Count> counts = CountsOver(*series, span);
    const auto second = [&](size_t i) {
      return i == counts.size() ? end : std::max(start, absl::ToUnixSeconds(InstantOf(counts[i])));
    };
    for (size_t i = 0; i < counts.size(); ++i) {
      const int64_t seconds = second(i + 1) - second(i);
      if (seconds == 0) continue;
      average.quantity = average.quantity + QuantityOf(counts[i]) * Fraction(seconds);
      average.used.push_back(counts[i]);
    }
  }
  average.quantity = average.quantity / Fraction(end - start);
  SortByTime(average.used);
  return average;
}

Figure TotalOf(const AllSeries& all, const Span& span) {
  Figure total;
  for (CountOn& on : InOrder(all, span)) {
    total.quantity = total.quantity + QuantityOf(on.count);
    total.used.push_back(std::move(on.count));
  }
  return total;
}

Figure RunningTotalOf(const AllSeries& all, const Span& span) {
  Figure total;
  for (const auto& series : all) {
    auto last = series->LastBefore(span.end);
    if (!last || InstantOf(*last) < span.start) continue;
    total.quantity = total.quantity + QuantityOf(*last);
    total.used.push_back(*std::move(last));
  }
  SortByTime(total.used);
  return total;
}

BilledDays BilledDaysOf(const DaySpan& days, const Span& span, const absl::TimeZone& zone) {
  BilledDays billed{.days = days, .span = span, .ends = {}};
  for (absl::CivilDay day = days.start; day < days.end; ++day) {
    // The span says where the days end, also if another zone said so when it was billed.
    const absl::Time end = day + 1 == days.end ? span.end : FirstInstantOf(day + 1, zone);
    billed.ends.push_back(std::min(end, span.end));
  }
  return billed;
}

Figure SeatDaysOf(const AllSeries& all, const BilledDays& billed) {
  if (billed.ends.empty()) return StandingAt(all, billed.span);

  Figure seat_days;
  for (const auto& series : all) {
    const std::vector<v1::Count> counts = CountsOver(*series, billed.span);
    std::vector<int64_t> days_stood(counts.size());
    for (const size_t before : CountsBefore(counts, billed.ends)) {
      if (before > 0) days_stood[before - 1] += 1;
    }
    for (size_t i = 0; i < counts.size(); ++i) {
      if (days_stood[i] == 0) continue;
      seat_days.quantity = seat_days.quantity + QuantityOf(counts[i]) * Fraction(days_stood[i]);
      seat_days.used.push_back(counts[i]);
    }
  }
  seat_days.quantity = seat_days.quantity / Fraction(static_cast<int64_t>(billed.ends.size()));
  SortByTime(seat_days.used);
  return seat_days;
}

Changes ChangesOf(const AllSeries& all, const BilledDays& billed) {
  Changes changes;
  std::map<absl::CivilDay, DayChange> by_day;
  for (const auto& series : all) {
    AddChanges(*series, billed, changes.at_start.quantity, changes.at_start.used, by_day);
  }
  for (auto& [day, change] : by_day) {
    if (change.change == Fraction(0)) continue;
    SortByTime(change.used);
    changes.by_day.push_back(std::move(change));
  }
  return changes;
}

}  // namespace tally
