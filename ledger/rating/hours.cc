#include "ledger/rating/hours.h"

#include <algorithm>

namespace tally {

Fraction SumOf(const std::vector<EntryHours>& hours) {
  Fraction sum;
  for (const EntryHours& of_entry : hours) sum = sum + of_entry.hours;
  return sum;
}

HoursUse HoursBalance::Use(const HoursTerms& terms, const std::vector<EntryHours>& work) {
  if (period_start_ != terms.period_start) EnterPeriod(terms.period_start);
  HoursUse use{.used = SumOf(work),
               .included = terms.included,
               .rolled_over = Left(),
               .carried_in = SumOf(carried_),
               .beyond = {},
               .remaining = {}};
  if (!terms.is_for_part) use.included = std::max(Fraction(), terms.included - given_);
  given_ = given_ + use.included;
  buckets_.push_back({use.included, period_ + terms.roll_over_periods});

  std::vector<EntryHours> queue = carried_;
  queue.insert(queue.end(), work.begin(), work.end());
  for (const EntryHours& of_entry : queue) {
    const Fraction rest = Take(of_entry.hours);
    if (rest != Fraction()) use.beyond.push_back({of_entry.entry, rest});
  }
  carried_ = terms.carries_on ? use.beyond : std::vector<EntryHours>();
  for (const Bucket& bucket : buckets_) {
    if (bucket.last_period > period_) use.remaining = use.remaining + bucket.left;
  }
  return use;
}

void HoursBalance::EnterPeriod(absl::CivilDay start) {
  period_start_ = start;
  ++period_;
  given_ = Fraction();
  std::erase_if(buckets_, [&](const Bucket& bucket) {
    return bucket.last_period < period_ || bucket.left == Fraction();
  });
}

Fraction HoursBalance::Left() const {
  Fraction left;
  for (const Bucket& bucket : buckets_) left = left + bucket.left;
  return left;
}

Fraction HoursBalance::Take(Fraction hours) {
  for (Bucket& bucket : buckets_) {
    const Fraction taken = std::min(hours, bucket.left);
    bucket.left = bucket.left - taken;
    hours = hours - taken;
  }
  return hours;
}

}  // namespace tally
