#include "ledger/rating/advance.h"

#include <algorithm>
#include <map>
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
#include "ledger/rating/accumulation.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/quantity.h"
#include "ledger/rating/unit_price.h"

namespace tally {
namespace {

// Units by their price, as text: what is paid for on one day.
using Holding = std::map<std::string, Fraction>;

// A line of a document for days of the period.
struct Billed {
  DaySpan days;
  std::string unit_price;
  Fraction quantity;
};

// What was billed of one period of a line.
struct BilledPeriod {
  DaySpan days;
  std::vector<Billed> lines;
  // What may still be credited, in minor units.
  int64_t left = 0;
  // Whether a person changed what was billed: then only the end of the line corrects it.
  bool is_overridden = false;
};

bool IsOfAdvance(v1::LinePart part) {
  return part == v1::LINE_PART_UNSPECIFIED || part == v1::LINE_PART_UNUSED ||
         part == v1::LINE_PART_CHANGED;
}

void Add(const v1::DraftLine& rated, const std::string& line_id, BilledPeriod& billed) {
  const v1::Line& line = rated.line();
  if (PlanLineOf(line) != line_id || !IsOfAdvance(line.part()) || !line.has_service()) return;
  const DaySpan days{*ParseDate(line.service().first_day()), *ParseDate(line.service().end_day())};
  if (Intersection(days, billed.days).empty()) return;
  billed.lines.push_back({days, line.unit_price(), QuantityOf(line)});
  billed.left += PricedAmount(line).minor_units();
  billed.is_overridden |= rated.has_override();
}

// What earlier drafts billed of `period`, from the month before it on, and `draft` corrects.
BilledPeriod FindBilled(const DraftInput& input, const std::string& line_id, const DaySpan& period,
                        const v1::DraftContent& draft) {
  BilledPeriod billed{.days = period, .lines = {}};
  for (absl::CivilMonth month = absl::CivilMonth(period.start) - 1; month < input.month; ++month) {
    const auto content = input.facts.BilledIn(input.customer.customer_id(), month);
    if (!content) continue;
    for (const v1::DraftLine& rated : content->lines()) Add(rated, line_id, billed);
  }
  for (const v1::DraftLine& rated : draft.lines()) Add(rated, line_id, billed);
  return billed;
}

Holding HoldingOn(const BilledPeriod& billed, absl::CivilDay day) {
  Holding holding;
  for (const Billed& line : billed.lines) {
    if (!line.days.contains(day)) continue;
    Fraction& quantity = holding[line.unit_price];
    quantity = quantity + line.quantity;
  }
  std::erase_if(holding, [](const auto& entry) { return entry.second == Fraction(0); });
  return holding;
}

// What should be paid for from one day on, and why.
struct Wanted {
  // Nothing if the line does not live any more.
  const LineVersion* version = nullptr;
  Fraction quantity = Fraction(0);
  UnitPrice price;
  std::vector<v1::CountEvidence> evidence;

  std::string price_text() const { return price.price.value_or(Decimal()).ToString(); }
  Holding holding() const {
    if (version == nullptr || quantity == Fraction(0)) return {};
    return {{price_text(), quantity}};
  }
};

// The days of `billed` on which something may have changed before the end of the month.
std::set<absl::CivilDay> DaysOfChange(const DraftInput& input, const LineLife& life,
                                      const BilledPeriod& billed) {
  const DaySpan watched{billed.days.start, std::min(billed.days.end, DaysOf(input.month).end)};
  const Span span = SpanOf(watched, input.zone);
  std::set<absl::CivilDay> days;
  for (const Billed& line : billed.lines) days.insert(line.days.start);
  for (const LineVersion& version : life.versions) {
    days.insert(version.in_force.start);
    days.insert(version.in_force.end);
    if (!version.line.has_counted()) continue;
    v1::CountedQuantity counted = version.line.counted();
    counted.set_rule(v1::QUANTITY_RULE_PER_CHANGE);
    const Counted seen = CountFor(input, counted, watched, span);
    for (const QuantityChange& change : seen.changes) days.insert(change.day);
    if (version.line.vendor().sync() != v1::VENDOR_SYNC_IMMEDIATE) continue;
    for (const v1::Count& cost : CostsOf(input, seen.billed, span)) {
      days.insert(LocalDate(FromProto(cost.observation().observed_at()), input.zone));
    }
  }
  std::erase_if(days, [&](absl::CivilDay day) { return !watched.contains(day); });
  return days;
}

// The rest of `period` from `day` on, as `version` bills it.
BilledPart RestFrom(const DraftInput& input, const LineLife& life, const LineVersion& version,
                    const DaySpan& period, absl::CivilDay day) {
  const std::string& line_id = version.line.line_id();
  const DaySpan days{day, period.end};
  const Span whole = SpanOfDays(input, line_id, period);
  Span span{SpanOf(days, input.zone).start, whole.end};
  if (version.line.proration() == v1::PRORATION_BY_SECOND) {
    for (const v1::Plan& plan : input.plans) {
      if (plan.effective_from() == FormatDate(day)) span.start = StartOf(input, plan);
    }
  }
  return {.plan = version.plan,
          .line = version.line,
          .period_days = period,
          .period = whole,
          .days = days,
          .span = span,
          .share = ShareOfPeriod(version.line.proration(), days, span, period, whole),
          .line_since = life.days().start};
}

Wanted WantedFrom(const DraftInput& input, const LineLife& life, const BilledPart& rest,
                  absl::CivilDay day) {
  Wanted wanted;
  wanted.version = life.On(day);
  if (wanted.version == nullptr) return wanted;
  Counted counted;
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
  wanted.price = PricesOf(input, rest, counted, {priced_at, priced_at}).back();
  return wanted;
}

// Writes the line that credits or charges `quantity` at `unit_price` for the rest of the period.
absl::Status AddLine(const DraftInput& input, const BilledPart& rest, v1::LinePart part,
                     const Fraction& quantity, const std::string& unit_price, BilledPeriod& billed,
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
  SetQuantity(quantity, line);
  line.set_unit_price(unit_price);
  ApplyOverride(input, rated);
  if (absl::Status is = SetAmount(input, line); !is.ok()) return is;
  const int64_t amount = PricedAmount(line).minor_units();
  if (is_credit && -amount > billed.left) {
    SetPricedAmount(MakeMoney(-billed.left, line.amount().currency()), line);
  }
  billed.left += PricedAmount(line).minor_units();
  billed.lines.push_back({rest.days, unit_price, quantity});
  *content.add_lines() = std::move(rated);
  return absl::OkStatus();
}

// Credits what is held and not wanted, and charges what is wanted instead.
absl::Status Correct(const DraftInput& input, const BilledPart& rest, const Holding& held,
                     const Wanted& wanted, BilledPeriod& billed, v1::DraftContent& content) {
  const bool only_fewer = held.size() == 1 && wanted.quantity > Fraction(0) &&
                          held.begin()->first == wanted.price_text() &&
                          wanted.quantity < held.begin()->second;
  if (only_fewer) {
    return AddLine(input, rest, v1::LINE_PART_UNUSED, wanted.quantity - held.begin()->second,
                   held.begin()->first, billed, content);
  }
  for (const auto& [unit_price, quantity] : held) {
    absl::Status is =
        AddLine(input, rest, v1::LINE_PART_UNUSED, -quantity, unit_price, billed, content);
    if (!is.ok()) return is;
  }
  if (wanted.holding().empty()) return absl::OkStatus();
  absl::Status is = AddLine(input, rest, v1::LINE_PART_CHANGED, wanted.quantity,
                            wanted.price_text(), billed, content);
  if (!is.ok()) return is;
  v1::Line& line = *content.mutable_lines(content.lines_size() - 1)->mutable_line();
  if (!wanted.evidence.empty()) *line.mutable_evidence() = wanted.evidence.front();
  if (wanted.price.exchange) *line.mutable_exchange() = *wanted.price.exchange;
  return absl::OkStatus();
}

absl::Status CorrectPeriod(const DraftInput& input, const LineLife& life, const DaySpan& period,
                           v1::DraftContent& content) {
  BilledPeriod billed = FindBilled(input, life.first().line_id(), period, content);
  if (billed.lines.empty()) return absl::OkStatus();
  for (const absl::CivilDay day : DaysOfChange(input, life, billed)) {
    const Holding held = HoldingOn(billed, day);
    const LineVersion* version = life.On(day);
    if (version != nullptr && billed.is_overridden) continue;
    const BilledPart rest =
        RestFrom(input, life, version == nullptr ? life.versions.back() : *version, period, day);
    const Wanted wanted = WantedFrom(input, life, rest, day);
    // Without a price, what was billed stays until there is one.
    if (version != nullptr && !wanted.price.price) continue;
    if (wanted.holding() == held) continue;
    absl::Status is = Correct(input, rest, held, wanted, billed, content);
    if (!is.ok()) return is;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CorrectAdvance(const DraftInput& input, const LineLife& life,
                            v1::DraftContent& content) {
  if (!IsProrated(life.first()) || life.first().has_tiered()) return absl::OkStatus();
  for (const DaySpan& period : PeriodsIn(life.first().cadence(), DaysOf(input.month))) {
    if (Intersection(period, {life.days().start, period.end}).empty()) continue;
    if (absl::Status is = CorrectPeriod(input, life, period, content); !is.ok()) return is;
  }
  return absl::OkStatus();
}

}  // namespace tally
