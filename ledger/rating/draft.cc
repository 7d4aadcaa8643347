#include "ledger/rating/draft.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/money.h"
#include "ledger/rating/adjustments.h"
#include "ledger/rating/advance.h"
#include "ledger/rating/agreement.h"
#include "ledger/rating/as_billed.h"
#include "ledger/rating/content_hash.h"
#include "ledger/rating/deltas.h"
#include "ledger/rating/lines.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

using Flags = google::protobuf::RepeatedPtrField<v1::Flag>;

v1::Period PeriodOf(absl::CivilMonth month, const Span& span) {
  v1::Period period;
  period.set_month(FormatMonth(month));
  *period.mutable_start() = ToProto(span.start);
  *period.mutable_end() = ToProto(span.end);
  return period;
}

const v1::DraftLine* LineIn(const std::optional<v1::DraftContent>& content,
                            const std::string& line_id) {
  if (!content) return nullptr;
  for (const v1::DraftLine& rated : content->lines()) {
    if (rated.line().line_id() == line_id) return &rated;
  }
  return nullptr;
}

// Says in words what was counted and is billed as nothing.
void FlagUnmapped(const DraftInput& input, v1::DraftContent& content) {
  std::vector<std::string> words;
  for (const v1::UnmappedAccount& account : input.unmapped) {
    for (const v1::UnmappedMeter& meter : account.meters()) {
      const std::string cost =
          meter.has_cost()
              ? absl::StrCat(", costs ", FormatAmount(meter.cost()), " ", meter.cost().currency())
              : "";
      words.push_back(absl::StrCat(account.source_id(), " counted ", meter.quantity(), " of ",
                                   meter.meter(), ", billed as nothing", cost));
    }
  }
  if (words.empty()) return;
  AddFlag(*content.mutable_flags(), v1::FLAG_KIND_UNMAPPED_METER, absl::StrJoin(words, "; "));
}

// A waiver covers what was flagged, in the words it was flagged in.
void KeepWaivers(const Flags& reviewed, Flags& flags) {
  for (v1::Flag& flag : flags) {
    const auto same = std::find_if(reviewed.begin(), reviewed.end(), [&](const v1::Flag& known) {
      return known.has_waiver() && known.kind() == flag.kind() && known.detail() == flag.detail();
    });
    if (same != reviewed.end()) *flag.mutable_waiver() = same->waiver();
  }
}

void KeepAllWaivers(const DraftInput& input, v1::DraftContent& content) {
  if (!input.reviewed) return;
  KeepWaivers(input.reviewed->flags(), *content.mutable_flags());
  for (v1::DraftLine& rated : *content.mutable_lines()) {
    const v1::DraftLine* reviewed = LineIn(input.reviewed, rated.line().line_id());
    if (reviewed != nullptr) KeepWaivers(reviewed->flags(), *rated.mutable_flags());
  }
}

// How many lines the draft has of a line of the plan, but for what belongs to them.
int CountLines(const v1::DraftContent& content, const std::string& plan_line_id) {
  return static_cast<int>(std::ranges::count_if(content.lines(), [&](const auto& rated) {
    return PlanLineOf(rated.line()) == plan_line_id &&
           rated.line().part() == v1::LINE_PART_UNSPECIFIED;
  }));
}

int CountIds(const v1::DraftContent& content, const std::string& line_id) {
  return static_cast<int>(std::ranges::count_if(
      content.lines(), [&](const auto& rated) { return rated.line().line_id() == line_id; }));
}

// Whether a part in advance is of a period that started before the end of the month.
bool IsLate(const DraftInput& input, const BilledPart& part) {
  const absl::CivilDay start = std::max(part.period_days.start, part.line_since);
  return IsInAdvance(part.line) && start < DaysOf(input.month).end;
}

absl::Status RateDuePart(const DraftInput& input, BilledPart& part, v1::DraftContent& content) {
  if (IsBilledElsewhere(input, part)) return absl::OkStatus();
  part.nth = CountLines(content, part.line.line_id()) + 1;
  absl::StatusOr<std::vector<v1::DraftLine>> lines = RatePart(input, part, content.lines());
  if (!lines.ok()) return lines.status();
  for (v1::DraftLine& line : *lines) *content.add_lines() = std::move(line);
  return absl::OkStatus();
}

// Rates one line of the plans, of which these are all lives. What is billed late in advance has
// changed since it started, like what was billed before.
absl::Status RateLine(const DraftInput& input, const std::vector<LineLife>& lives,
                      v1::DraftContent& content) {
  std::vector<BilledPart> late;
  std::vector<BilledPart> others;
  for (const LineLife& life : lives) {
    for (const BilledPart& part : PartsDue(input, life)) {
      (IsLate(input, part) ? late : others).push_back(part);
    }
  }
  for (BilledPart& part : late) {
    if (absl::Status is = RateDuePart(input, part, content); !is.ok()) return is;
  }
  if (absl::Status is = CorrectAdvance(input, lives, content); !is.ok()) return is;
  for (BilledPart& part : others) {
    if (absl::Status is = RateDuePart(input, part, content); !is.ok()) return is;
  }
  return absl::OkStatus();
}

absl::Status RateLines(const DraftInput& input, v1::DraftContent& content) {
  const std::vector<LineLife> all = LivesOf(input);
  for (auto life = all.begin(); life != all.end();) {
    const auto next = std::find_if(life, all.end(), [&](const LineLife& other) {
      return other.first().line_id() != life->first().line_id();
    });
    if (absl::Status is = RateLine(input, {life, next}, content); !is.ok()) return is;
    life = next;
  }
  return absl::OkStatus();
}

// What is added to and taken off the rated lines, in this order.
absl::Status Adjust(const DraftInput& input, v1::DraftContent& content) {
  if (absl::Status is = TakeLineDiscounts(input, content); !is.ok()) return is;
  StandAsBilled(input, content);
  if (absl::Status is = TakeCredits(input, content); !is.ok()) return is;
  if (absl::Status is = KeepCommitments(input, content); !is.ok()) return is;
  return TakeDocumentDiscounts(input, content);
}

// Adds what corrects earlier invoices, under ids that no other line has.
void AddLateLines(const DraftInput& input, v1::DraftContent& content) {
  for (const v1::DraftLine& late : input.late) {
    v1::DraftLine& added = *content.add_lines();
    added = late;
    const std::string& wanted = late.line().line_id();
    for (int number = 2; CountIds(content, added.line().line_id()) > 1; ++number) {
      added.mutable_line()->set_line_id(absl::StrCat(wanted, ".", number));
    }
  }
}

bool Blocks(const v1::Flag& flag) { return flag.blocks() && !flag.has_waiver(); }

}  // namespace

const v1::Plan* PlanOn(const DraftInput& input, absl::CivilDay day) {
  const v1::Plan* in_force = nullptr;
  for (const v1::Plan& plan : input.plans) {
    if (plan.effective_from() <= FormatDate(day)) in_force = &plan;
  }
  return in_force;
}

absl::StatusOr<v1::DraftContent> MakeDraft(const DraftInput& input) {
  v1::DraftContent content;
  *content.mutable_bill_to() = BillToOf(input.customer);
  *content.mutable_period() = PeriodOf(input.month, input.span);
  if (const v1::Plan* plan = PlanOn(input, absl::CivilDay(input.month)); plan != nullptr) {
    content.set_plan_effective_from(plan->effective_from());
  }
  *content.mutable_terms() = TermsOf(input.org, input.customer);
  if (absl::Status rated = RateLines(input, content); !rated.ok()) return rated;
  if (absl::Status adjusted = Adjust(input, content); !adjusted.ok()) return adjusted;
  AddLateLines(input, content);
  if (absl::Status taxed = AddTaxes(input, content); !taxed.ok()) return taxed;
  if (absl::Status compared = CompareWithPrevious(input, content); !compared.ok()) return compared;

  FlagUnmapped(input, content);
  if (input.customer.external_ids().empty()) {
    AddFlag(*content.mutable_flags(), v1::FLAG_KIND_NO_ACCOUNTING_MAPPING,
            "the customer has no id in any accounting system");
  }
  KeepAllWaivers(input, content);
  content.set_content_hash(ContentHashOf(content));
  return content;
}

bool IsBillable(const v1::DraftContent& content) {
  const auto has_quantity_or_needs_look = [](const v1::DraftLine& rated) {
    return rated.line().quantity() != "0" ||
           std::any_of(rated.flags().begin(), rated.flags().end(), Blocks);
  };
  return std::any_of(content.lines().begin(), content.lines().end(), has_quantity_or_needs_look);
}

bool IsBlocked(const v1::DraftContent& content) {
  return std::any_of(content.flags().begin(), content.flags().end(), Blocks) ||
         std::any_of(content.lines().begin(), content.lines().end(), [](const auto& rated) {
           return std::any_of(rated.flags().begin(), rated.flags().end(), Blocks);
         });
}

}  // namespace tally
