#include "ledger/explain/recorded.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/calendar/cadence.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/explain/grounds.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

constexpr char kPieceMark[] = ".rate-";

v1::Plan PlanBehind(const Basis& basis, const v1::Line& line) {
  const std::string& from = line.plan_effective_from();
  if (from.empty()) return basis.plan;
  return basis.books->plans.Find(basis.org_id, basis.customer.customer_id(), from)
      .value_or(v1::Plan());
}

v1::PlanLine PlanLineIn(const v1::Plan& plan, const v1::Line& line) {
  const v1::PlanLine* found = FindLine(plan, PlanLineOf(line));
  return found == nullptr ? v1::PlanLine() : *found;
}

// The id of the first of the pieces that `line_id` is one of.
std::string FirstPieceOf(const std::string& line_id) {
  const size_t mark = line_id.rfind(kPieceMark);
  return mark == std::string::npos ? line_id : line_id.substr(0, mark);
}

bool IsPlainRule(v1::QuantityRule rule) {
  return rule == v1::QUANTITY_RULE_PERIOD_START || rule == v1::QUANTITY_RULE_PERIOD_END ||
         rule == v1::QUANTITY_RULE_PEAK;
}

bool HasPlainQuantity(const v1::PlanLine& line) {
  if (line.has_fixed()) return true;
  const v1::CountedQuantity& counted = line.counted();
  return line.has_counted() && IsPlainRule(counted.rule()) && counted.accounts().empty() &&
         !counted.distinct() && counted.others().empty() && counted.round_up_to().empty();
}

bool HasPlainPrice(const v1::PlanLine& line) {
  if (line.has_held()) return true;
  const v1::VendorPrice& vendor = line.vendor();
  const bool is_at_end =
      vendor.sync() == v1::VENDOR_SYNC_UNSPECIFIED || vendor.sync() == v1::VENDOR_SYNC_PERIOD_END;
  return line.has_vendor() && is_at_end && !vendor.markup_percent().empty() && !vendor.exact() &&
         vendor.floor().empty() && line.has_counted();
}

bool IsPlain(const v1::PlanLine& line) {
  return HasPlainQuantity(line) && HasPlainPrice(line) && !line.has_cadence() &&
         !line.has_included() && line.accumulate_months() == 0;
}

// Whether the line records more than a quantity and a price of a month, and their tax.
bool RecordsMore(const v1::Line& line) {
  v1::Line more = line;
  for (const int field :
       {v1::Line::kLineIdFieldNumber, v1::Line::kItemIdFieldNumber,
        v1::Line::kDescriptionFieldNumber, v1::Line::kQuantityFieldNumber,
        v1::Line::kUnitPriceFieldNumber, v1::Line::kAmountFieldNumber, v1::Line::kTaxIdFieldNumber,
        v1::Line::kEvidenceFieldNumber, v1::Line::kTaxRatePercentFieldNumber,
        v1::Line::kAmountWithTaxFieldNumber, v1::Line::kTaxFieldNumber}) {
    more.GetReflection()->ClearField(&more, v1::Line::descriptor()->FindFieldByNumber(field));
  }
  return more.ByteSizeLong() > 0;
}

}  // namespace

RatedAgain::RatedAgain(const Basis& basis)
    : facts_(*basis.books, basis.org_id),
      input_{.org = basis.org,
             .customer = basis.customer,
             .plans = no_plans_,
             .month = ParseMonth(basis.month.month).value_or(absl::CivilMonth()),
             .zone = basis.month.zone,
             .span = basis.month.span,
             .today = {},
             .facts = facts_,
             .unmapped = {},
             .previous = {},
             .reviewed = {}} {}

Recorded::Recorded(const Basis& basis, const v1::DraftLine& rated)
    : basis_(basis),
      rated_(rated),
      plan_(PlanBehind(basis, rated.line())),
      plan_line_(PlanLineIn(plan_, rated.line())) {}

const std::string& Recorded::currency() const { return CurrencyOf(basis_.org, basis_.customer); }

uint64_t Recorded::plan_at() const { return PositionOf(plan_.etag()); }

std::string Recorded::plan_name() const {
  return absl::StrCat("your plan of ", DayWords(plan_.effective_from()));
}

std::vector<const v1::DraftLine*> Recorded::Pieces() const {
  const std::string first = FirstPieceOf(line().line_id());
  std::vector<const v1::DraftLine*> pieces;
  for (const v1::DraftLine& other : basis_.draft.content().lines()) {
    const std::string& id = other.line().line_id();
    if (PlanLineOf(other.line()) != PlanLineOf(line())) continue;
    if (id == first || absl::StartsWith(id, absl::StrCat(first, kPieceMark))) {
      pieces.push_back(&other);
    }
  }
  return pieces;
}

DaySpan Recorded::Days() const {
  const std::vector<const v1::DraftLine*> pieces = Pieces();
  const v1::DraftContent& content = basis_.draft.content();
  return {ServiceDays(content, pieces.front()->line()).start,
          ServiceDays(content, pieces.back()->line()).end};
}

Span Recorded::Instants() const {
  const std::vector<const v1::DraftLine*> pieces = Pieces();
  const v1::Line& first = pieces.front()->line();
  const v1::Line& last = pieces.back()->line();
  return {first.has_service() ? FromProto(first.service().start()) : basis_.month.span.start,
          last.has_service() ? FromProto(last.service().end()) : basis_.month.span.end};
}

DaySpan Recorded::PeriodDays() const { return PeriodOn(plan_line_.cadence(), Days().start); }

const v1::DraftLine* Recorded::Owner() const {
  const std::string first = FirstPieceOf(line().line_id());
  const size_t point = first.rfind('.');
  if (point != std::string::npos) {
    if (const v1::DraftLine* owner = basis_.FindLine(first.substr(0, point))) return owner;
  }
  return basis_.FindLine(PlanLineOf(line()));
}

v1::Money WholeAmount(const Basis& basis, const v1::DraftLine& line) {
  std::vector<int64_t> amounts;
  for (const v1::DraftLine* piece : Recorded(basis, line).Pieces()) {
    amounts.push_back(PricedAmount(piece->line()).minor_units());
  }
  return MakeMoney(Sum(amounts).value_or(0), line.line().amount().currency());
}

std::optional<v1::Count> FindCount(const Basis& basis, const v1::CountEvidence& evidence) {
  if (evidence.position() == 0) return std::nullopt;
  return basis.books->counts.Find(basis.org_id, evidence.source_id(), evidence.account(),
                                  evidence.meter(), evidence.observed_at());
}

std::vector<v1::CountEvidence> EvidencesOf(const v1::Line& line) {
  std::vector<v1::CountEvidence> evidences;
  if (line.has_evidence()) evidences.push_back(line.evidence());
  evidences.insert(evidences.end(), line.further_evidence().begin(), line.further_evidence().end());
  return evidences;
}

bool IsChangeInside(const Recorded& recorded) {
  const v1::Line& line = recorded.line();
  if (line.rule() != v1::QUANTITY_RULE_PER_CHANGE || line.part() != v1::LINE_PART_UNSPECIFIED) {
    return false;
  }
  // The first of those of one plan that end together is what the period began with.
  const v1::DraftContent& content = recorded.basis().draft.content();
  const auto first = std::ranges::find_if(content.lines(), [&](const v1::DraftLine& rated) {
    const v1::Line& other = rated.line();
    return PlanLineOf(other) == PlanLineOf(line) && other.rule() == line.rule() &&
           other.plan_effective_from() == line.plan_effective_from() &&
           ServiceDays(content, other).end == ServiceDays(content, line).end;
  });
  return first != content.lines().end() && first->line().line_id() != line.line_id();
}

std::optional<v1::PeriodShare> ShareOfChange(const Recorded& recorded) {
  const RatedAgain rated(recorded.basis());
  const DaySpan period = recorded.PeriodDays();
  return ShareOfPeriod(recorded.plan_line().proration(), recorded.Days(), recorded.Instants(),
                       period, SpanOfDays(rated.input(), PlanLineOf(recorded.line()), period));
}

bool IsRecorded(const Basis& basis, const v1::DraftLine& rated) {
  if (RecordsMore(rated.line())) return true;
  const v1::PlanLine* plan_line = basis.FindPlanLine(rated.line().line_id());
  return plan_line != nullptr && !IsPlain(*plan_line);
}

}  // namespace tally
