#include "ledger/rating/advance.h"

#include <algorithm>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/cadence.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/money/money.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/accumulation.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/billed_lines.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/plan_of_line.h"
#include "ledger/rating/quantity.h"
#include "ledger/rating/taxes.h"
#include "ledger/rating/unit_price.h"

namespace tally {
namespace {

// How units are paid for.
struct Terms {
  // First day of the plan that says so.
  std::string plan;
  std::string unit_price;
  std::string item_id;
  std::string tax_id;
  bool includes_tax = false;
  v1::Proration proration = v1::PRORATION_UNSPECIFIED;
  // The discounts of the line, one after the other.
  std::string discounts;

  // Whether a day costs the same by another plan. Taxes are those of the item and the customer.
  bool IsAs(const Terms& other) const {
    const bool are_taxed = !tax_id.empty() && !other.tax_id.empty();
    return unit_price == other.unit_price && item_id == other.item_id &&
           proration == other.proration && discounts == other.discounts &&
           (!are_taxed || includes_tax == other.includes_tax);
  }
  friend auto operator<=>(const Terms&, const Terms&) = default;
};

// Units by how they are paid for: what is paid for on one day.
using Holding = std::map<Terms, Fraction>;

// A line of a document for days of the period.
struct Billed {
  DaySpan days;
  Terms terms;
  Fraction quantity;
};

// What was billed of one period of a line.
struct BilledPeriod {
  DaySpan days;
  Span span;
  std::vector<Billed> lines;
  // What may still be credited, in minor units.
  int64_t left = 0;
  // Whether a person changed what was billed: then only the end of the line corrects it.
  bool is_overridden = false;
};

std::string DiscountsOf(const v1::PlanLine& line) {
  std::string text;
  for (const v1::Discount& discount : line.discounts()) {
    absl::StrAppend(&text, discount.SerializeAsString());
  }
  return text;
}

Terms TermsOf(const DraftInput& input, const v1::DraftContent& content, const v1::Line& line) {
  const v1::Plan* plan = PlanOf(input, content, line);
  const v1::PlanLine* behind = PlanLineBehind(input, content, line);
  return {.plan = plan == nullptr ? "" : plan->effective_from(),
          .unit_price = line.unit_price(),
          .item_id = line.item_id(),
          .tax_id = line.tax_id(),
          .includes_tax = line.has_amount_with_tax(),
          .proration = behind == nullptr ? line.share().proration() : behind->proration(),
          .discounts = behind == nullptr ? "" : DiscountsOf(*behind)};
}

// What percentages of discounts leave of what the line bills or credits. Amounts are only taken off
// what it bills in the first place.
Fraction KeptOf(const v1::PlanLine& line) {
  Fraction kept(1);
  for (const v1::Discount& discount : line.discounts()) {
    kept = kept * (Fraction(100) - FractionOf(discount.percent())) / Fraction(100);
  }
  return kept;
}

// Rounds minor units. What does not fit is refused where lines are taxed.
int64_t Rounded(const Fraction& minor_units, RoundingMode mode) {
  return RoundToUnits(minor_units, 0, mode).value_or(0);
}

// What the discounts of a line that was just rated will leave of it, in minor units.
int64_t LeftOf(const DraftInput& input, const v1::DraftContent& draft, const v1::Line& line) {
  int64_t left = PricedAmount(line).minor_units();
  const v1::PlanLine* behind = PlanLineBehind(input, draft, line);
  if (behind == nullptr) return left;
  for (const v1::Discount& discount : behind->discounts()) {
    const auto off = discount.has_percent() ? PercentOf(input, left, discount.percent())
                                            : MinorUnitsOf(input, discount.amount());
    left -= std::clamp<int64_t>(off.value_or(0), 0, std::max<int64_t>(left, 0));
  }
  return left;
}

// Adds what `content` bills of the period in `lines`.
void Add(const DraftInput& input, const v1::DraftContent& content,
         const std::vector<BilledLine>& lines, BilledPeriod& billed) {
  for (const BilledLine& each : lines) {
    if (!each.is_prorated) continue;
    const v1::Line& line = each.rated.line();
    billed.lines.push_back({each.days, TermsOf(input, content, line), QuantityOf(line)});
    billed.left += each.left;
    billed.is_overridden |= each.rated.has_override();
    // The zone may have changed since.
    if (!line.has_share()) billed.span.start = FromProto(line.service().start());
    if (each.days.end == billed.days.end) billed.span.end = FromProto(line.service().end());
  }
}

// What earlier drafts billed of `period`, from the month before it on, and `draft` bills.
BilledPeriod FindBilled(const DraftInput& input, const std::string& line_id, const DaySpan& period,
                        const v1::DraftContent& draft) {
  BilledPeriod billed{.days = period, .span = SpanOf(period, input.zone), .lines = {}};
  for (absl::CivilMonth month = absl::CivilMonth(period.start) - 1; month < input.month; ++month) {
    const auto content = input.facts.BilledIn(input.customer.customer_id(), month);
    if (!content) continue;
    const auto notes = input.facts.CreditNotesOn(input.customer.customer_id(), month);
    Add(input, *content, LinesInAdvance(input, *content, notes, line_id, period), billed);
  }
  std::vector<BilledLine> lines = LinesInAdvance(input, draft, {}, line_id, period);
  for (BilledLine& each : lines) each.left = LeftOf(input, draft, each.rated.line());
  Add(input, draft, lines, billed);
  return billed;
}

Holding HoldingOn(const BilledPeriod& billed, absl::CivilDay day) {
  Holding holding;
  for (const Billed& line : billed.lines) {
    if (!line.days.contains(day)) continue;
    Fraction& quantity = holding[line.terms];
    quantity = quantity + line.quantity;
  }
  std::erase_if(holding, [](const auto& entry) { return entry.second == Fraction(0); });
  return holding;
}

// What should be paid for from one day on, and why; nothing at first.
struct Wanted {
  Terms terms;
  Fraction quantity = Fraction(0);
  UnitPrice price;
  std::vector<v1::CountEvidence> evidence;
};

// Whether what is held is what is wanted, however many plans say so.
bool IsHeld(const Holding& held, const Wanted& wanted) {
  Fraction sum;
  for (const auto& [terms, quantity] : held) {
    if (!terms.IsAs(wanted.terms)) return false;
    sum = sum + quantity;
  }
  return sum == wanted.quantity;
}

// Whether a plan bills `period` in advance and in parts on `day`.
bool IsWanted(const std::vector<LineLife>& lives, const DaySpan& period, absl::CivilDay day) {
  return std::ranges::any_of(lives, [&](const LineLife& life) {
    const LineVersion* version = life.On(day);
    return version != nullptr && IsInAdvance(version->line) && IsProrated(version->line) &&
           PeriodOn(version->line.cadence(), day) == period;
  });
}

// The days of `billed` on which something may have changed before the end of the month.
std::set<absl::CivilDay> DaysOfChange(const DraftInput& input, const std::vector<LineLife>& lives,
                                      const BilledPeriod& billed) {
  const DaySpan watched{billed.days.start, std::min(billed.days.end, DaysOf(input.month).end)};
  const Span span = SpanOf(watched, input.zone);
  std::set<absl::CivilDay> days;
  const auto add_version = [&](const LineVersion& version) {
    days.insert(version.in_force.start);
    days.insert(version.in_force.end);
    if (!version.line.has_counted()) return;
    v1::CountedQuantity counted = version.line.counted();
    counted.set_rule(v1::QUANTITY_RULE_PER_CHANGE);
    const Counted seen = CountFor(input, counted, watched, span);
    for (const QuantityChange& change : seen.changes) days.insert(change.day);
    if (version.line.vendor().sync() != v1::VENDOR_SYNC_IMMEDIATE) return;
    for (const v1::Count& cost : CostsOf(input, seen.billed, span)) {
      days.insert(LocalDate(FromProto(cost.observation().observed_at()), input.zone));
    }
  };
  for (const Billed& line : billed.lines) {
    days.insert(line.days.start);
    days.insert(line.days.end);
  }
  for (const LineLife& life : lives) std::ranges::for_each(life.versions, add_version);
  std::erase_if(days, [&](absl::CivilDay day) { return !watched.contains(day); });
  return days;
}

// The instant at which `day` of a line begins; by the second, that of a plan that starts on it.
absl::Time StartOfDay(const DraftInput& input, const v1::PlanLine& line, absl::CivilDay day) {
  if (line.proration() == v1::PRORATION_BY_SECOND) {
    for (const v1::Plan& plan : input.plans) {
      if (plan.effective_from() == FormatDate(day)) return StartOf(input, plan);
    }
  }
  return FirstInstantOf(day, input.zone);
}

// The rest of the period from `day` on, as `line` of `plan` bills it, as far as what was billed of
// it stays the same.
BilledPart RestFrom(const DraftInput& input, const BilledPeriod& billed, const v1::Plan& plan,
                    const v1::PlanLine& line, absl::CivilDay day) {
  DaySpan days{day, billed.days.end};
  for (const Billed& known : billed.lines) {
    for (const absl::CivilDay other : {known.days.start, known.days.end}) {
      if (day < other) days.end = std::min(days.end, other);
    }
  }
  Span span = billed.span;
  if (day != billed.days.start || line.proration() == v1::PRORATION_BY_SECOND) {
    span.start = std::max(span.start, StartOfDay(input, line, day));
  }
  if (days.end != billed.days.end) span.end = StartOfDay(input, line, days.end);
  return {.plan = plan,
          .line = line,
          .period_days = billed.days,
          .period = billed.span,
          .days = days,
          .span = span,
          .share = ShareOfPeriod(line.proration(), days, span, billed.days, billed.span),
          .line_since = day};
}

// The last count of what bills before `instant`, whose cost prices what is billed in advance.
std::optional<v1::Count> LastBefore(const DraftInput& input, const BilledPart& rest,
                                    absl::Time instant) {
  if (!rest.line.has_counted()) return std::nullopt;
  v1::CountedQuantity at_start = rest.line.counted();
  at_start.set_rule(v1::QUANTITY_RULE_PERIOD_START);
  const absl::CivilDay day = rest.period_days.start;
  return CountFor(input, at_start, {day, day}, {instant, instant}).last;
}

Wanted WantedFrom(const DraftInput& input, const BilledPart& rest) {
  Wanted wanted;
  Counted counted;
  const absl::CivilDay day = rest.days.start;
  const absl::Time end_of_day = SpanOf({day, day + 1}, input.zone).end;
  if (rest.line.has_counted()) {
    // A day on which the count changes counts for the new one.
    v1::CountedQuantity last = rest.line.counted();
    last.set_rule(v1::QUANTITY_RULE_PERIOD_START);
    counted = CountFor(input, last, {day + 1, day + 1}, {end_of_day, end_of_day});
    wanted.quantity =
        RoundedUp(counted.quantity.value_or(Fraction(0)), rest.line.counted().round_up_to());
    wanted.evidence = counted.evidence;
  } else {
    wanted.quantity = FractionOf(rest.line.fixed().quantity());
  }
  const bool at_once = rest.line.vendor().sync() == v1::VENDOR_SYNC_IMMEDIATE;
  const absl::Time priced_at = at_once ? end_of_day : rest.period.start;
  if (!at_once) counted.last = LastBefore(input, rest, priced_at);
  wanted.price = PricesOf(input, rest, counted, {priced_at, priced_at}).back();

  const v1::Item item = input.facts.FindItem(rest.line.item_id()).value_or(v1::Item());
  const std::string tax_id = TaxOn(item, input.customer);
  wanted.terms = {.plan = rest.plan.effective_from(),
                  .unit_price = wanted.price.price.value_or(Decimal()).ToString(),
                  .item_id = rest.line.item_id(),
                  .tax_id = tax_id,
                  .includes_tax = rest.line.price_includes_tax() && !tax_id.empty(),
                  .proration = rest.line.proration(),
                  .discounts = DiscountsOf(rest.line)};
  return wanted;
}

// Writes the line that credits or charges `quantity` for the rest of the period.
absl::Status AddLine(const DraftInput& input, const BilledPart& rest, v1::LinePart part,
                     const Terms& terms, const Fraction& quantity, BilledPeriod& billed,
                     v1::DraftContent& content) {
  const bool is_credit = part == v1::LINE_PART_UNUSED;
  v1::DraftLine rated = NewLine(input, rest);
  v1::Line& line = *rated.mutable_line();
  const auto known = std::ranges::count_if(content.lines(), [&](const v1::DraftLine& other) {
    return PlanLineOf(other.line()) == rest.line.line_id() && other.line().part() == part;
  });
  line.set_plan_line_id(rest.line.line_id());
  line.set_line_id(absl::StrCat(rest.line.line_id(), is_credit ? ".unused" : ".changed",
                                known == 0 ? "" : absl::StrCat("-", known + 1)));
  line.set_part(part);
  line.set_description(
      absl::StrCat(line.description(), is_credit ? ", unused part" : ", from the change on"));
  line.set_tax_id(terms.tax_id);
  SetQuantity(quantity, line);
  line.set_unit_price(terms.unit_price);
  ApplyOverride(input, rated);
  if (absl::Status is = SetAmount(input, line); !is.ok()) return is;
  // What is credited is discounted, too.
  const Fraction kept = KeptOf(rest.line);
  const int64_t amount = PricedAmount(line).minor_units();
  if (is_credit && kept > Fraction(0)) {
    const int64_t left = std::max<int64_t>(billed.left, 0);
    const int64_t most = Rounded(Fraction(left) / kept, RoundingMode::kDown);
    if (-amount > most) SetPricedAmount(MakeMoney(-most, line.amount().currency()), line);
  }
  billed.left +=
      Rounded(Fraction(PricedAmount(line).minor_units()) * kept, FromProto(input.org.rounding()));
  billed.lines.push_back({rest.days, terms, quantity});
  *content.add_lines() = std::move(rated);
  return absl::OkStatus();
}

// Credits `quantity` of what was billed, for the rest of the period, as it was billed.
absl::Status CreditFrom(const DraftInput& input, const std::string& line_id, absl::CivilDay day,
                        const Terms& terms, const Fraction& quantity, BilledPeriod& billed,
                        v1::DraftContent& content) {
  v1::PlanLine as_billed;
  as_billed.set_line_id(line_id);
  as_billed.set_item_id(terms.item_id);
  as_billed.set_price_includes_tax(terms.includes_tax);
  as_billed.set_proration(terms.proration);
  as_billed.mutable_cadence();
  const auto found = std::ranges::find_if(
      input.plans, [&](const v1::Plan& known) { return known.effective_from() == terms.plan; });
  const v1::Plan& plan = found == input.plans.end() ? input.plans.front() : *found;
  if (const v1::PlanLine* behind = FindLine(plan, line_id)) {
    *as_billed.mutable_discounts() = behind->discounts();
  }
  const BilledPart rest = RestFrom(input, billed, plan, as_billed, day);
  return AddLine(input, rest, v1::LINE_PART_UNUSED, terms, -quantity, billed, content);
}

// Credits what is held and not wanted, and charges what is wanted instead for `rest`, the rest of
// the period; nothing if nothing is wanted.
absl::Status Correct(const DraftInput& input, const std::string& line_id, absl::CivilDay day,
                     const Holding& held, const Wanted& wanted,
                     const std::optional<BilledPart>& rest, BilledPeriod& billed,
                     v1::DraftContent& content) {
  const bool only_fewer = held.size() == 1 && wanted.quantity > Fraction(0) &&
                          held.begin()->first.IsAs(wanted.terms) &&
                          wanted.quantity < held.begin()->second;
  if (only_fewer) {
    const auto& [terms, quantity] = *held.begin();
    return CreditFrom(input, line_id, day, terms, quantity - wanted.quantity, billed, content);
  }
  for (const auto& [terms, quantity] : held) {
    absl::Status is = CreditFrom(input, line_id, day, terms, quantity, billed, content);
    if (!is.ok()) return is;
  }
  if (!rest || wanted.quantity == Fraction(0)) return absl::OkStatus();
  absl::Status is =
      AddLine(input, *rest, v1::LINE_PART_CHANGED, wanted.terms, wanted.quantity, billed, content);
  if (!is.ok()) return is;
  v1::Line& line = *content.mutable_lines(content.lines_size() - 1)->mutable_line();
  if (!wanted.evidence.empty()) *line.mutable_evidence() = wanted.evidence.front();
  if (wanted.price.exchange) *line.mutable_exchange() = *wanted.price.exchange;
  return absl::OkStatus();
}

absl::Status CorrectPeriod(const DraftInput& input, const std::vector<LineLife>& lives,
                           const DaySpan& period, v1::DraftContent& content) {
  const std::string& line_id = lives.front().first().line_id();
  BilledPeriod billed = FindBilled(input, line_id, period, content);
  if (billed.lines.empty()) return absl::OkStatus();
  for (const absl::CivilDay day : DaysOfChange(input, lives, billed)) {
    const Holding held = HoldingOn(billed, day);
    const bool is_wanted = IsWanted(lives, period, day);
    if (is_wanted && billed.is_overridden) continue;
    std::optional<BilledPart> rest;
    Wanted wanted;
    if (is_wanted) {
      const v1::Plan& plan = *PlanOn(input, day);
      rest.emplace(RestFrom(input, billed, plan, *FindLine(plan, line_id), day));
      wanted = WantedFrom(input, *rest);
      // Without a price, what was billed stays until there is one.
      if (!wanted.price.price) continue;
    }
    if (IsHeld(held, wanted)) continue;
    absl::Status is = Correct(input, line_id, day, held, wanted, rest, billed, content);
    if (!is.ok()) return is;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CorrectAdvance(const DraftInput& input, const std::vector<LineLife>& lives,
                            v1::DraftContent& content) {
  std::map<absl::CivilDay, std::set<absl::CivilDay>> periods;
  for (const LineLife& life : lives) {
    const v1::PlanLine& line = life.first();
    if (!IsInAdvance(line) || !IsProrated(line) || line.has_tiered()) continue;
    for (const DaySpan& period : PeriodsIn(line.cadence(), DaysOf(input.month))) {
      if (life.days().start < period.end) periods[period.start].insert(period.end);
    }
  }
  for (const auto& [start, ends] : periods) {
    for (const absl::CivilDay end : ends) {
      absl::Status is = CorrectPeriod(input, lives, {start, end}, content);
      if (!is.ok()) return is;
    }
  }
  return absl::OkStatus();
}

}  // namespace tally
