#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/money/money.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/adjustments.h"
#include "ledger/rating/late.h"
#include "ledger/rating/line_groups.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

// The last day that dates can say; a plan without a next one is in force until then.
constexpr absl::CivilDay kForever(9999, 12, 31);

// Days on which plans have a commitment.
struct InForce {
  DaySpan days;
  Span span;
};

// A commitment in one of its windows.
struct Committed {
  const v1::Plan& plan;
  const v1::Commitment& says;
  DaySpan window;
  // All days on which it is in force, in order.
  std::vector<InForce> in_force;
};

// The months of the window that `month` is in; the last of a year may be shorter.
DaySpan WindowOf(absl::CivilMonth month, const v1::Commitment& commitment) {
  const int months = std::max(1, static_cast<int>(commitment.months()));
  const absl::CivilMonth start(month.year(), (month.month() - 1) / months * months + 1);
  return {absl::CivilDay(start),
          absl::CivilDay(std::min(start + months, absl::CivilMonth(month.year() + 1, 1)))};
}

const v1::Commitment* FindCommitment(const v1::Plan& plan, const std::string& commitment_id) {
  for (const v1::Commitment& commitment : plan.commitments()) {
    if (commitment.commitment_id() == commitment_id) return &commitment;
  }
  return nullptr;
}

bool IsProrated(const v1::Commitment& commitment) {
  return commitment.proration() != v1::PRORATION_UNSPECIFIED &&
         commitment.proration() != v1::PRORATION_NONE;
}

// When the plans with the commitment are in force.
std::vector<InForce> WhenInForce(const DraftInput& input, const std::string& commitment_id) {
  std::vector<InForce> in_force;
  for (size_t i = 0; i < input.plans.size(); ++i) {
    const v1::Plan& plan = input.plans[i];
    if (FindCommitment(plan, commitment_id) == nullptr) continue;
    const v1::Plan* next = i + 1 < input.plans.size() ? &input.plans[i + 1] : nullptr;
    in_force.push_back(
        {{FirstDayOf(plan), next ? FirstDayOf(*next) : kForever},
         {StartOf(input, plan), next ? StartOf(input, *next) : absl::InfiniteFuture()}});
  }
  return in_force;
}

// Without proration, a month is as the plan on its first day says.
std::vector<InForce> InWholeMonths(const DraftInput& input, const std::vector<InForce>& in_force,
                                   const DaySpan& window) {
  std::vector<InForce> months;
  for (absl::CivilMonth month(window.start); absl::CivilDay(month) < window.end; ++month) {
    const DaySpan days = DaysOf(month);
    if (std::ranges::any_of(in_force,
                            [&](const InForce& each) { return each.days.contains(days.start); })) {
      months.push_back({days, SpanOf(days, input.zone)});
    }
  }
  return months;
}

// The part of the window on which it is in force before `end`.
std::vector<InForce> InWindow(const DraftInput& input, const Committed& committed,
                              absl::CivilDay end) {
  const DaySpan window{committed.window.start, std::min(end, committed.window.end)};
  const Span span = SpanOf(window, input.zone);
  std::vector<InForce> parts;
  for (const InForce& each : IsProrated(committed.says)
                                 ? committed.in_force
                                 : InWholeMonths(input, committed.in_force, window)) {
    const DaySpan days = Intersection(each.days, window);
    if (days.empty()) continue;
    parts.push_back(
        {days, {std::max(each.span.start, span.start), std::min(each.span.end, span.end)}});
  }
  return parts;
}

// The part of the window that `in_force` is, all together; nothing if it is all of it, or if it is
// not prorated.
std::optional<v1::PeriodShare> ShareOfWindow(const DraftInput& input, const Committed& committed,
                                             const std::vector<InForce>& in_force) {
  if (!IsProrated(committed.says)) return std::nullopt;
  const Span window = SpanOf(committed.window, input.zone);
  std::optional<v1::PeriodShare> sum;
  for (const InForce& each : in_force) {
    const auto share =
        ShareOfPeriod(committed.says.proration(), each.days, each.span, committed.window, window);
    if (!share) return std::nullopt;
    const int64_t before = sum ? sum->numerator() : 0;
    sum = share;
    sum->set_numerator(before + share->numerator());
  }
  if (sum && sum->numerator() == sum->denominator()) return std::nullopt;
  return sum;
}

// What the part of the window commits to, in minor units.
std::optional<int64_t> AmountOf(const DraftInput& input, const Committed& committed,
                                const std::optional<v1::PeriodShare>& share) {
  v1::Line line;
  if (share) *line.mutable_share() = *share;
  const auto money =
      RoundToMoney(FractionOf(committed.says.amount()) * ShareOf(line),
                   CurrencyOf(input.org, input.customer), FromProto(input.org.rounding()));
  if (!money) return std::nullopt;
  return money->minor_units();
}

// Whether the commitment is on `line` of `content`.
bool Covers(const DraftInput& input, const Committed& committed, const v1::DraftContent& content,
            const v1::Line& line) {
  if (line.part() == v1::LINE_PART_MINIMUM || IsDocumentDiscount(line)) return false;
  const auto& line_ids = committed.says.line_ids();
  if (!line_ids.empty() &&
      std::ranges::find(line_ids, BilledLineOf(input, content, line)) == line_ids.end()) {
    return false;
  }
  const DaySpan days = ServiceDays(content, line);
  return std::ranges::any_of(committed.in_force, [&](const InForce& each) {
    return !Intersection(days, each.days).empty();
  });
}

// Whether `late`, which corrects a line of an earlier invoice, counts for the commitment: as that
// line did.
bool CoversLate(const Committed& committed, const v1::Line& late) {
  const v1::CorrectedLine& corrects = late.corrects();
  if (!committed.window.contains(absl::CivilDay(*ParseMonth(corrects.month())))) return false;
  if (corrects.part() == v1::LINE_PART_MINIMUM) {
    return corrects.plan_line_id() == committed.says.commitment_id();
  }
  if (IsLateDocumentDiscount(late)) return false;
  const auto& line_ids = committed.says.line_ids();
  return line_ids.empty() || std::ranges::find(line_ids, corrects.plan_line_id()) != line_ids.end();
}

// What late lines bill of the commitment that no earlier document does, in minor units.
std::optional<int64_t> BilledLate(const DraftInput& input, const Committed& committed) {
  std::vector<int64_t> amounts;
  for (const v1::DraftLine& late : input.late) {
    if (CoversLate(committed, late.line())) {
      amounts.push_back(PricedAmount(late.line()).minor_units());
    }
  }
  for (const v1::Line& late : input.learnt) {
    if (CoversLate(committed, late)) amounts.push_back(PricedAmount(late).minor_units());
  }
  return Sum(amounts);
}

// What a document bills of the commitment, also as what was missing to it, in minor units.
std::optional<int64_t> BilledBy(const DraftInput& input, const Committed& committed,
                                const v1::DraftContent& content) {
  const std::string& currency = CurrencyOf(input.org, input.customer);
  return SumOfLines(content, [&](const v1::Line& line) {
    if (PricedAmount(line).currency() != currency) return false;
    if (line.part() == v1::LINE_PART_LATE) return CoversLate(committed, line);
    const bool is_missing_part =
        line.part() == v1::LINE_PART_MINIMUM && line.line_id() == committed.says.commitment_id();
    return is_missing_part || Covers(input, committed, content, line);
  });
}

// The same of the months of the window before this one.
std::optional<int64_t> BilledBefore(const DraftInput& input, const Committed& committed) {
  std::vector<int64_t> amounts;
  for (absl::CivilMonth month(committed.window.start); month < input.month; ++month) {
    const auto content = input.facts.BilledIn(input.customer.customer_id(), month);
    if (!content) continue;
    const auto amount = BilledBy(input, committed, *content);
    if (!amount) return std::nullopt;
    amounts.push_back(*amount);
  }
  return Sum(amounts);
}

// How much more than the commitment the window bills, with this month; negative if less.
std::optional<int64_t> Excess(const DraftInput& input, const Committed& committed,
                              const std::optional<v1::PeriodShare>& share,
                              const v1::DraftContent& content) {
  const auto limit = AmountOf(input, committed, share);
  const auto before = BilledBefore(input, committed);
  const auto now = BilledBy(input, committed, content);
  const auto late = BilledLate(input, committed);
  if (!limit || !before || !now || !late) return std::nullopt;
  return Sum({*before, *now, *late, -*limit});
}

// What a maximum takes off a line with all that stands right behind it.
v1::DraftLine CapBehind(const DraftInput& input, const v1::DraftContent& content,
                        const LineGroup& group, int64_t excess) {
  int number = 1;
  for (int i = group.line; i < group.end; ++i) {
    number += content.lines(i).line().part() == v1::LINE_PART_CAP ? 1 : 0;
  }
  const v1::DraftLine& capped = content.lines(group.line);
  return LineBeside(capped, v1::LINE_PART_CAP, number == 1 ? "cap" : absl::StrCat("cap-", number),
                    absl::StrCat(capped.line().description(), ", beyond the maximum"),
                    MakeMoney(-excess, CurrencyOf(input.org, input.customer)));
}

// Takes what is beyond a maximum off the lines that go beyond it: the last ones.
absl::Status KeepMaximum(const DraftInput& input, const Committed& committed,
                         v1::DraftContent& content) {
  const auto in_force = InWindow(input, committed, committed.window.end);
  const bool is_now = std::ranges::any_of(in_force, [&](const InForce& each) {
    return !Intersection(each.days, DaysOf(input.month)).empty();
  });
  if (!is_now) return absl::OkStatus();
  const auto share = ShareOfWindow(input, committed, in_force);
  const auto excess = Excess(input, committed, share, content);
  if (!excess) return AmountDoesNotFit(committed.says.commitment_id());
  const auto groups = GroupsOf(input, content);
  if (!groups.ok()) return groups.status();

  int64_t left = std::max<int64_t>(*excess, 0);
  for (auto group = groups->rbegin(); group != groups->rend() && left > 0; ++group) {
    if (!Covers(input, committed, content, content.lines(group->line).line())) continue;
    const int64_t amount = std::min(left, group->left);
    if (amount == 0) continue;
    left -= amount;
    v1::DraftLine cap = CapBehind(input, content, *group, amount);
    if (absl::Status is = OverrideAdjusted(input, cap); !is.ok()) return is;
    *content.add_lines() = std::move(cap);
    // From the last line to the first, so that what stands before stays in its place.
    for (int i = content.lines_size() - 1; i > group->end; --i) {
      content.mutable_lines()->SwapElements(i, i - 1);
    }
  }
  return absl::OkStatus();
}

// Whether a minimum is due this month: its window or its last plan ends in it.
bool IsDue(const DraftInput& input, const Committed& committed,
           const std::vector<InForce>& in_force) {
  if (in_force.empty()) return false;
  const absl::CivilDay end = DaysOf(input.month).end;
  const absl::CivilDay ended = in_force.back().days.end;
  if (ended < end) return absl::CivilMonth(ended - 1) == input.month;
  const bool goes_on = std::ranges::any_of(
      committed.in_force, [&](const InForce& each) { return each.days.contains(end); });
  return end == committed.window.end || !goes_on;
}

// Whether the prices of all lines that the commitment is on include tax.
bool IncludesTax(const Committed& committed) {
  const auto& line_ids = committed.says.line_ids();
  bool includes = false;
  for (const v1::PlanLine& line : committed.plan.lines()) {
    if (!line_ids.empty() && std::ranges::find(line_ids, line.line_id()) == line_ids.end()) {
      continue;
    }
    if (!line.price_includes_tax()) return false;
    includes = true;
  }
  return includes;
}

// Adds what is missing to a minimum.
absl::Status KeepMinimum(const DraftInput& input, const Committed& committed,
                         v1::DraftContent& content) {
  const auto in_force = InWindow(input, committed, DaysOf(input.month).end);
  if (!IsDue(input, committed, in_force)) return absl::OkStatus();
  const auto share = ShareOfWindow(input, committed, in_force);
  const auto excess = Excess(input, committed, share, content);
  if (!excess) return AmountDoesNotFit(committed.says.commitment_id());
  if (*excess >= 0) return absl::OkStatus();

  v1::PlanLine missing;
  missing.set_line_id(committed.says.commitment_id());
  missing.set_item_id(committed.says.item_id());
  missing.set_price_includes_tax(IncludesTax(committed));
  v1::DraftLine rated =
      NewLine(input, {.plan = committed.plan,
                      .line = missing,
                      .period_days = committed.window,
                      .period = SpanOf(committed.window, input.zone),
                      .days = {in_force.front().days.start, in_force.back().days.end},
                      .span = {in_force.front().span.start, in_force.back().span.end},
                      .share = share,
                      .line_since = in_force.front().days.start});
  rated.mutable_line()->set_part(v1::LINE_PART_MINIMUM);
  SetOneAt(input, -*excess, *rated.mutable_line());
  if (absl::Status is = OverrideAdjusted(input, rated); !is.ok()) return is;
  *content.add_lines() = std::move(rated);
  return absl::OkStatus();
}

// The plans by who has the last word on a commitment: the one in force on the first day of the
// month, those that start in it, and then the earlier ones, the last first.
std::vector<const v1::Plan*> PlansByWeight(const DraftInput& input) {
  const DaySpan month = DaysOf(input.month);
  std::vector<const v1::Plan*> earlier;
  std::vector<const v1::Plan*> plans;
  if (const v1::Plan* plan = PlanOn(input, month.start)) plans.push_back(plan);
  for (const v1::Plan& plan : input.plans) {
    const absl::CivilDay day = FirstDayOf(plan);
    if (day > month.start && day < month.end) plans.push_back(&plan);
    if (day <= month.start && &plan != plans.front()) earlier.push_back(&plan);
  }
  plans.insert(plans.end(), earlier.rbegin(), earlier.rend());
  return plans;
}

}  // namespace

absl::Status KeepCommitments(const DraftInput& input, v1::DraftContent& content) {
  std::set<std::string> kept;
  for (const v1::Plan* plan : PlansByWeight(input)) {
    for (const v1::Commitment& commitment : plan->commitments()) {
      if (!kept.insert(commitment.commitment_id()).second) continue;
      const Committed committed{.plan = *plan,
                                .says = commitment,
                                .window = WindowOf(input.month, commitment),
                                .in_force = WhenInForce(input, commitment.commitment_id())};
      absl::Status is = commitment.kind() == v1::COMMITMENT_KIND_MAXIMUM
                            ? KeepMaximum(input, committed, content)
                            : KeepMinimum(input, committed, content);
      if (!is.ok()) return is;
    }
  }
  return absl::OkStatus();
}

}  // namespace tally
