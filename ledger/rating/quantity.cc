#include "ledger/rating/quantity.h"

#include <algorithm>
#include <utility>

#include "ledger/calendar/timestamp.h"
#include "ledger/money/decimal.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/count_rules.h"
#include "ledger/rating/members.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Decimals of a quantity that is shown.
constexpr int kQuantityPlaces = 6;
// How many counts without a cost are passed over to find what the vendor charged before a span.
constexpr int kMaxCountsWithoutCost = 1'000;

std::vector<v1::CountSource> SourcesOf(const v1::CountedQuantity& counted) {
  std::vector<v1::CountSource> sources(1);
  sources[0].set_source_id(counted.source_id());
  sources[0].set_meter(counted.meter());
  sources.insert(sources.end(), counted.others().begin(), counted.others().end());
  return sources;
}

// The accounts that `counted` names are those of its first source.
bool IsCounted(const v1::CountedQuantity& counted, const v1::Account& account) {
  if (counted.accounts().empty() || account.source_id() != counted.source_id()) return true;
  return std::find(counted.accounts().begin(), counted.accounts().end(), account.account()) !=
         counted.accounts().end();
}

AllSeries SeriesOf(const DraftInput& input, const v1::CountedQuantity& counted,
                   const v1::CountSource& source) {
  AllSeries all;
  for (const v1::Account& account : input.customer.accounts()) {
    if (account.source_id() != source.source_id() || !IsCounted(counted, account)) continue;
    all.push_back(input.facts.CountsOf(source.source_id(), account.account(), source.meter()));
  }
  return all;
}

// The last count before the end, of the account that has the oldest such.
std::optional<v1::Count> OldestLast(const AllSeries& all, const Span& span) {
  std::vector<v1::Count> last = CountsAtEnd(all, span);
  if (last.empty()) return std::nullopt;
  return *std::min_element(last.begin(), last.end(), [](const auto& left, const auto& right) {
    return FromProto(left.observation().observed_at()) <
           FromProto(right.observation().observed_at());
  });
}

v1::CountEvidence EvidenceOf(const v1::CountSource& source, const v1::Count& count) {
  v1::CountEvidence evidence;
  evidence.set_source_id(source.source_id());
  evidence.set_account(count.observation().account());
  evidence.set_meter(source.meter());
  *evidence.mutable_observed_at() = count.observation().observed_at();
  evidence.set_position(count.position());
  return evidence;
}

std::vector<v1::CountEvidence> EvidenceOf(const v1::CountSource& source,
                                          const std::vector<v1::Count>& counts) {
  std::vector<v1::CountEvidence> evidence;
  for (const v1::Count& count : counts) evidence.push_back(EvidenceOf(source, count));
  return evidence;
}

CountRefs RefsTo(const std::vector<v1::Count>& counts) {
  CountRefs refs;
  for (const v1::Count& count : counts) refs.push_back(&count);
  return refs;
}

std::vector<v1::Count> Choose(v1::QuantityRule rule, const AllSeries& all, const Span& span,
                              const SizeOf& size_of) {
  switch (rule) {
    case v1::QUANTITY_RULE_PERIOD_START:
      return CountsAtStart(all, span);
    case v1::QUANTITY_RULE_PEAK:
      return CountsAtPeak(all, span, size_of);
    default:
      return CountsAtEnd(all, span);
  }
}

// Sets what the rules come to that choose a count of each account.
void SetChosen(const DraftInput& input, const v1::CountedQuantity& counted, const AllSeries& all,
               const Span& span, Counted& result) {
  const v1::CountSource& source = result.billed;
  if (!counted.distinct()) {
    const std::vector<v1::Count> chosen = Choose(counted.rule(), all, span, &SumOf);
    result.quantity = SumOf(RefsTo(chosen));
    result.evidence = EvidenceOf(source, chosen);
    return;
  }
  const v1::Meter meter =
      input.facts.FindMeter(source.source_id(), source.meter()).value_or(v1::Meter());
  const std::vector<v1::Count> chosen =
      Choose(counted.rule(), all, span,
             [&](const CountRefs& counts) { return CountMembers(meter, counts).quantity; });
  Members members = CountMembers(meter, RefsTo(chosen));
  result.quantity = members.quantity;
  result.left_out = std::move(members.left_out);
  result.members_missing = members.missing;
  result.evidence = EvidenceOf(source, chosen);
}

void SetFigure(const Figure& figure, Counted& result) {
  result.quantity = figure.quantity;
  result.evidence = EvidenceOf(result.billed, figure.used);
}

void SetChanges(const Changes& changes, Counted& result) {
  SetFigure(changes.at_start, result);
  for (const DayChange& change : changes.by_day) {
    std::vector<v1::CountEvidence> evidence = EvidenceOf(result.billed, change.used);
    v1::CountEvidence last = std::move(evidence.back());
    evidence.pop_back();
    result.changes.push_back({.day = change.day,
                              .change = change.change,
                              .evidence = std::move(last),
                              .further_evidence = std::move(evidence)});
  }
}

// What one source counted.
Counted CountIn(const DraftInput& input, const v1::CountedQuantity& counted,
                const v1::CountSource& source, const BilledDays& billed) {
  const AllSeries all = SeriesOf(input, counted, source);
  Counted result;
  result.billed = source;
  result.last = OldestLast(all, billed.span);
  if (!result.last) return result;
  switch (counted.rule()) {
    case v1::QUANTITY_RULE_AVERAGE:
      SetFigure(AverageOf(all, billed.span), result);
      break;
    case v1::QUANTITY_RULE_SEAT_DAYS:
      SetFigure(SeatDaysOf(all, billed), result);
      break;
    case v1::QUANTITY_RULE_PER_CHANGE:
      SetChanges(ChangesOf(all, billed), result);
      break;
    case v1::QUANTITY_RULE_SUM:
      SetFigure(TotalOf(all, billed.span), result);
      break;
    case v1::QUANTITY_RULE_RUNNING_TOTAL:
      SetFigure(RunningTotalOf(all, billed.span), result);
      break;
    default:
      SetChosen(input, counted, all, billed.span, result);
  }
  return result;
}

// What `counted` comes to as one figure: nothing counted is zero, and changes count by the days
// that are left.
Fraction WholeQuantity(const Counted& counted, const DaySpan& days) {
  Fraction whole = counted.quantity.value_or(Fraction(0));
  const Fraction all_days(days.end - days.start);
  for (const QuantityChange& change : counted.changes) {
    whole = whole + change.change * Fraction(days.end - change.day) / all_days;
  }
  return whole;
}

std::string Shown(const Fraction& quantity) {
  const auto units = RoundToUnits(quantity, kQuantityPlaces, RoundingMode::kHalfAwayFromZero);
  const auto decimal = units ? Decimal::FromParts(*units, kQuantityPlaces) : std::nullopt;
  return decimal ? decimal->ToString() : "";
}

// The count that says most about where a drift comes from: the chosen one, or the last.
v1::CountEvidence DriftEvidence(const Counted& other, v1::QuantityRule rule) {
  const bool is_chosen = rule == v1::QUANTITY_RULE_PERIOD_START ||
                         rule == v1::QUANTITY_RULE_PERIOD_END || rule == v1::QUANTITY_RULE_PEAK;
  if (is_chosen && !other.evidence.empty()) return other.evidence.front();
  if (other.last) return EvidenceOf(other.billed, *other.last);
  v1::CountEvidence never_counted;
  never_counted.set_source_id(other.billed.source_id());
  never_counted.set_meter(other.billed.meter());
  return never_counted;
}

v1::Drift DriftOf(const Counted& other, const Counted& billed, v1::QuantityRule rule,
                  const DaySpan& days) {
  const Fraction quantity = WholeQuantity(other, days);
  v1::Drift drift;
  *drift.mutable_evidence() = DriftEvidence(other, rule);
  drift.set_quantity(Shown(quantity));
  drift.set_difference(Shown(quantity - WholeQuantity(billed, days)));
  return drift;
}

bool HasCost(const std::optional<v1::Count>& count) {
  return count && !count->observation().unit_cost().empty();
}

bool HasSameCost(const v1::Count& left, const v1::Count& right) {
  return left.observation().unit_cost() == right.observation().unit_cost() &&
         left.observation().cost_currency() == right.observation().cost_currency();
}

std::vector<v1::Count> CostsIn(const CountSeries& series, const Span& span) {
  std::vector<v1::Count> costs;
  std::optional<v1::Count> before = series.LastBefore(span.start);
  for (int i = 0; before && !HasCost(before) && i < kMaxCountsWithoutCost; ++i) {
    before = series.LastBefore(FromProto(before->observation().observed_at()));
  }
  if (HasCost(before)) costs.push_back(*before);
  for (const v1::Count& count : series.In(span)) {
    if (!HasCost(count) || (!costs.empty() && HasSameCost(costs.back(), count))) continue;
    costs.push_back(count);
  }
  return costs;
}

}  // namespace

Counted CountFor(const DraftInput& input, const v1::CountedQuantity& counted, const DaySpan& days,
                 const Span& span) {
  const BilledDays billed_days = BilledDaysOf(days, span, input.zone);
  std::vector<Counted> all;
  for (const v1::CountSource& source : SourcesOf(counted)) {
    all.push_back(CountIn(input, counted, source, billed_days));
  }
  const auto billed = std::find_if(all.begin(), all.end(),
                                   [](const Counted& each) { return each.quantity.has_value(); });
  if (billed == all.end()) return std::move(all.front());

  std::vector<v1::Drift> drifts;
  for (auto other = all.begin(); other != all.end(); ++other) {
    if (other != billed) drifts.push_back(DriftOf(*other, *billed, counted.rule(), days));
  }
  billed->drifts = std::move(drifts);
  return std::move(*billed);
}

std::vector<v1::Count> CostsOf(const DraftInput& input, const v1::CountSource& billed,
                               const Span& span) {
  for (const v1::Account& account : input.customer.accounts()) {
    if (account.source_id() != billed.source_id()) continue;
    const auto series = input.facts.CountsOf(billed.source_id(), account.account(), billed.meter());
    std::vector<v1::Count> costs = CostsIn(*series, span);
    if (!costs.empty()) return costs;
  }
  return {};
}

}  // namespace tally
