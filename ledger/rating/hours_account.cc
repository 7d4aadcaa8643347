#include "ledger/rating/hours_account.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"

namespace tally {
namespace {

// Of a longer past, this many months are taken.
constexpr int kMaxMonths = 600;

HoursTerms TermsOf(const BilledPart& part) {
  const v1::Allowance& included = part.line.included();
  HoursTerms terms{.period_start = part.period_days.start,
                   .included = FractionOf(included.quantity()),
                   .is_for_part = included.prorated(),
                   .roll_over_periods = static_cast<int>(part.line.time().roll_over_periods()),
                   .carries_on = included.overage() == v1::OVERAGE_NEXT_PERIOD};
  if (included.prorated() && part.share) {
    terms.included =
        terms.included * Fraction(part.share->numerator()) / Fraction(part.share->denominator());
  }
  return terms;
}

// Takes the parts of a line one after the other, and keeps the account of the last.
class HoursWalk {
 public:
  HoursWalk(const DraftInput& input, const std::vector<LineLife>& lives)
      : input_(input), lives_(lives) {}

  void Take(const BilledPart& part) {
    KeepCarried();
    std::vector<EntryHours> work;
    for (WorkedTime& worked : TimeOf(input_, lives_, part)) {
      work.push_back({next_entry_, worked.hours});
      account_.entries.emplace(next_entry_++, std::move(worked));
    }
    const HoursTerms terms = TermsOf(part);
    account_.use = balance_.Use(terms, work);
    carries_on_ = terms.carries_on;
  }

  HoursAccount Account() && { return std::move(account_); }

 private:
  void KeepCarried() {
    std::map<size_t, WorkedTime> carried;
    for (const EntryHours& beyond : account_.use.beyond) {
      if (carries_on_) carried.insert(account_.entries.extract(beyond.entry));
    }
    account_.entries = std::move(carried);
  }

  const DraftInput& input_;
  const std::vector<LineLife>& lives_;
  HoursBalance balance_;
  HoursAccount account_;
  size_t next_entry_ = 0;
  // Whether the last part carried on what was beyond.
  bool carries_on_ = false;
};

// The life of the line of `part`; nothing if the plans have none.
const LineLife* LifeOf(const std::vector<LineLife>& lives, const BilledPart& part) {
  const auto life = std::ranges::find_if(lives, [&](const LineLife& known) {
    return known.first().line_id() == part.line.line_id() && known.days().contains(part.days.start);
  });
  return life == lives.end() ? nullptr : &*life;
}

bool DependsOnPast(const LineLife& life, const BilledPart& part) {
  if (part.days.start > part.period_days.start) return true;
  return std::ranges::any_of(life.versions, [](const LineVersion& version) {
    return version.line.time().roll_over_periods() > 0 ||
           version.line.included().overage() == v1::OVERAGE_NEXT_PERIOD;
  });
}

// Takes the parts of `life` before `part`, month by month as they were billed.
void TakePast(const DraftInput& input, const LineLife& life, const BilledPart& part,
              HoursWalk& walk) {
  DraftInput past{.org = input.org,
                  .customer = input.customer,
                  .plans = input.plans,
                  .month = input.month,
                  .zone = input.zone,
                  .span = input.span,
                  .today = input.today,
                  .facts = input.facts,
                  .unmapped = {},
                  .previous = {},
                  .reviewed = {}};
  past.month = std::max(absl::CivilMonth(life.days().start), input.month - kMaxMonths);
  for (; past.month <= input.month; ++past.month) {
    past.span = past.month == input.month ? input.span : SpanOf(DaysOf(past.month), input.zone);
    for (const BilledPart& earlier : PartsDue(past, life)) {
      if (earlier.days.start < part.days.start) walk.Take(earlier);
    }
  }
}

}  // namespace

HoursAccount AccountOf(const DraftInput& input, const BilledPart& part) {
  const std::vector<LineLife> lives = LivesOf(input);
  const LineLife* life = LifeOf(lives, part);
  HoursWalk walk(input, lives);
  if (life != nullptr && DependsOnPast(*life, part)) TakePast(input, *life, part, walk);
  walk.Take(part);
  HoursAccount account = std::move(walk).Account();
  account.is_last = life == nullptr || life->days().end <= part.days.end;
  return account;
}

}  // namespace tally
