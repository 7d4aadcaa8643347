#include "ledger/rating/time_entries.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/rating/first_line.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/takes.h"

namespace tally {
namespace {

constexpr int64_t kMinutesInAnHour = 60;

int64_t RoundedUp(int64_t minutes, int64_t increment) {
  if (increment == 0) return minutes;
  return (minutes + increment - 1) / increment * increment;
}

Fraction HoursOf(int64_t minutes) { return Fraction(minutes) / Fraction(kMinutesInAnHour); }

// Adds to the last entry of each rate what its sum is rounded up by.
void RoundSums(const v1::PlanLine& line, std::vector<WorkedTime>& worked) {
  struct Sum {
    int64_t minutes = 0;
    size_t last = 0;
  };
  std::map<std::optional<Decimal>, Sum> sums;
  for (size_t i = 0; i < worked.size(); ++i) {
    Sum& sum = sums[RateOf(line, worked[i].recorded.entry())];
    sum.minutes += worked[i].recorded.entry().minutes();
    sum.last = i;
  }
  for (const auto& [rate, sum] : sums) {
    const int64_t rounded = RoundedUp(sum.minutes, line.time().increment_minutes());
    worked[sum.last].hours = worked[sum.last].hours + HoursOf(rounded - sum.minutes);
  }
}

}  // namespace

std::vector<WorkedTime> TimeOf(const DraftInput& input, const std::vector<LineLife>& lives,
                               const BilledPart& part) {
  const v1::TimeQuantity& time = part.line.time();
  const bool rounds_sums = time.increment_scope() == v1::INCREMENT_SCOPE_TOTAL;
  std::vector<WorkedTime> worked;
  for (auto& recorded : input.facts.TimeOn(input.customer.customer_id(), part.days)) {
    const v1::TimeEntry& entry = recorded.entry();
    const auto takes = [&](const v1::PlanLine& line) { return Takes(line.time(), entry); };
    if (!takes(part.line)) continue;
    if (!IsFirstLine(input, lives, part, *ParseDate(entry.date()), takes)) continue;
    const int64_t minutes =
        rounds_sums ? entry.minutes() : RoundedUp(entry.minutes(), time.increment_minutes());
    worked.push_back({std::move(recorded), HoursOf(minutes)});
  }
  if (rounds_sums) RoundSums(part.line, worked);
  return worked;
}

std::optional<Decimal> LineRate(const v1::PlanLine& line) {
  if (!line.included().unit_price().empty()) return DecimalOf(line.included().unit_price());
  if (line.has_tiered()) return std::nullopt;
  return DecimalOf(line.held().unit_price());
}

std::optional<Decimal> RateOf(const v1::PlanLine& line, const v1::TimeEntry& entry) {
  if (!entry.unit_price().empty()) return DecimalOf(entry.unit_price());
  for (const v1::ProjectRate& rate : line.time().rates()) {
    if (rate.project() == entry.project()) return DecimalOf(rate.unit_price());
  }
  return LineRate(line);
}

}  // namespace tally
