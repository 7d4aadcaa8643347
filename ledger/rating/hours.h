// Hours: what is included in a line for time, what is used of it, and what is left.
//
//   HoursBalance balance;
//   balance.Use({.period_start = april, .included = Fraction(10), .roll_over_periods = 1}, work);
//   const HoursUse may = balance.Use({.period_start = may, ...}, more_work);
//
// Of every part, carried in + used = what is covered + beyond, and an hour that is included covers
// one hour, once.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/money/fraction.h"

namespace tally {

// Hours of one entry, which the caller knows by `entry`.
struct EntryHours {
  size_t entry = 0;
  Fraction hours;
};

// What a line says of one part of a period.
struct HoursTerms {
  // First day of the period that the part is of.
  absl::CivilDay period_start;
  // Hours that are included.
  Fraction included;
  // Whether they are those of the part; those of the whole period, all parts together, if not.
  bool is_for_part = false;
  // Number of following periods in which they may be used.
  int roll_over_periods = 0;
  // Whether what is beyond is the first that is taken of the next part's hours.
  bool carries_on = false;
};

// What one part used.
struct HoursUse {
  // The sum of its work.
  Fraction used;
  // What its period included and no earlier part of the period was given.
  Fraction included;
  // What was left of that of earlier parts, and may be used in this one.
  Fraction rolled_over;
  // What was carried on to it.
  Fraction carried_in;
  // What nothing was left for, by entry, in the order of use.
  std::vector<EntryHours> beyond;
  // What is left, and may be used in later periods.
  Fraction remaining;
};

// Returns the sum.
Fraction SumOf(const std::vector<EntryHours>& hours);

class HoursBalance {
 public:
  // Takes what was carried on and then `work`, in order, of the hours that are there, the oldest
  // first. Call it for each part in the order of time.
  HoursUse Use(const HoursTerms& terms, const std::vector<EntryHours>& work);

 private:
  // Hours that came with one part.
  struct Bucket {
    Fraction left;
    // The last period in which they may be used.
    int last_period = 0;
  };

  void EnterPeriod(absl::CivilDay start);
  Fraction Left() const;
  // Returns what is left of `hours` after the buckets are empty.
  Fraction Take(Fraction hours);

  // In the order in which they came.
  std::vector<Bucket> buckets_;
  // What is taken first of the next part's hours.
  std::vector<EntryHours> carried_;
  std::optional<absl::CivilDay> period_start_;
  // Number of the period, and what its parts were given so far.
  int period_ = 0;
  Fraction given_;
};

}  // namespace tally
