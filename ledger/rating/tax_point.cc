#include "ledger/rating/tax_point.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/money.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

using Rates = google::protobuf::RepeatedPtrField<v1::TaxRate>;

const std::string& RateOn(const std::string& first, const Rates& later, const std::string& day) {
  const std::string* in_force = &first;
  for (const v1::TaxRate& rate : later) {
    if (rate.effective_from() <= day) in_force = &rate.rate_percent();
  }
  return *in_force;
}

void AddDays(const Rates& rates, const DaySpan& inside, std::vector<absl::CivilDay>& days) {
  for (const v1::TaxRate& rate : rates) {
    const auto day = ParseDate(rate.effective_from());
    if (day && inside.start < *day && *day < inside.end) days.push_back(*day);
  }
}

// The days in spans of one rate each.
std::vector<DaySpan> SpansOfOneRate(const v1::Tax& tax, const DaySpan& days) {
  std::vector<absl::CivilDay> starts;
  AddDays(tax.rates(), days, starts);
  for (const v1::TaxComponent& component : tax.components()) {
    AddDays(component.rates(), days, starts);
  }
  std::ranges::sort(starts);

  std::vector<DaySpan> spans = {days};
  for (const absl::CivilDay day : starts) {
    if (RatesOn(tax, day) == RatesOn(tax, spans.back().start)) continue;
    spans.back().end = day;
    spans.push_back({day, days.end});
  }
  return spans;
}

// Spreads an amount that may be negative.
std::vector<int64_t> AllocateSigned(int64_t total, const std::vector<int64_t>& weights) {
  std::vector<int64_t> parts = Allocate(std::abs(total), weights);
  if (total < 0) {
    for (int64_t& part : parts) part = -part;
  }
  return parts;
}

std::vector<int64_t> LengthsOf(const std::vector<DaySpan>& spans) {
  std::vector<int64_t> lengths;
  for (const DaySpan& span : spans) lengths.push_back(span.end - span.start);
  return lengths;
}

// What only the first of several lines says, so that nothing of it is counted twice.
void ClearWhatIsSaidOnce(v1::DraftLine& piece) {
  piece.clear_override();
  piece.clear_flags();
  v1::Line& line = *piece.mutable_line();
  line.clear_drifts();
  line.clear_entries();
  line.clear_left_out_members();
  line.clear_hours();
  line.clear_accumulated();
}

// The nth of the lines that `whole` is split into.
v1::DraftLine PieceOf(const v1::DraftLine& whole, size_t nth) {
  v1::DraftLine piece = whole;
  if (nth == 1) return piece;
  ClearWhatIsSaidOnce(piece);
  piece.mutable_line()->set_line_id(absl::StrCat(whole.line().line_id(), ".rate-", nth));
  if (!IsDocumentDiscount(whole.line())) {
    piece.mutable_line()->set_plan_line_id(PlanLineOf(whole.line()));
  }
  return piece;
}

// The part of the period of `whole`, all of which are `days`, that `length` of them are.
v1::PeriodShare ShareOfDays(const v1::Line& whole, const DaySpan& days, int64_t length) {
  const int64_t all = days.end - days.start;
  v1::PeriodShare share = whole.share();
  if (!whole.has_share()) {
    share.set_proration(v1::PRORATION_BY_DAY);
    share.set_numerator(all);
    share.set_denominator(all);
    share.set_period_start(FormatDate(days.start));
    share.set_period_end(FormatDate(days.end));
  }
  if (share.numerator() == all) {
    share.set_numerator(length);
    return share;
  }
  const int64_t divisor = std::gcd(share.numerator() * length, share.denominator() * all);
  share.set_numerator(share.numerator() * length / divisor);
  share.set_denominator(share.denominator() * all / divisor);
  return share;
}

// A line of one rate, and the day whose rates tax it.
struct Piece {
  v1::DraftLine line;
  absl::CivilDay tax_point;
};

class Splitter {
 public:
  Splitter(const DraftInput& input, const v1::DraftContent& content)
      : input_(input), content_(content) {}

  void Take(const v1::DraftLine& whole) {
    const DaySpan days = ServiceDays(content_, whole.line());
    const auto tax = input_.facts.FindTax(whole.line().tax_id());
    std::vector<Piece> pieces;
    if (!tax) {
      pieces.push_back({whole, days.start});
    } else if (!whole.line().spreads().empty()) {
      pieces = SplitBySpreads(whole, *tax);
    } else {
      pieces = SplitByDays(whole, days, SpansOfOneRate(*tax, days));
    }
    std::vector<Part>& parts = parts_of_[whole.line().line_id()];
    for (Piece& piece : pieces) {
      const DaySpan of = ServiceDays(content_, piece.line.line());
      parts.push_back({piece.line.line().line_id(), of.end - of.start, piece.tax_point});
      pieces_.push_back(std::move(piece));
    }
  }

  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  // A line that another was split into, and its weight among them.
  struct Part {
    std::string line_id;
    int64_t days;
    absl::CivilDay tax_point;
  };
  // What a discount takes off lines of one rate.
  struct AtOneRate {
    TaxRates rates;
    absl::CivilDay tax_point;
    std::vector<v1::Spread> spreads;
    int64_t amount = 0;
  };

  std::vector<Piece> SplitByDays(const v1::DraftLine& whole, const DaySpan& days,
                                 const std::vector<DaySpan>& spans) const {
    const v1::Money& amount = PricedAmount(whole.line());
    if (spans.size() == 1 || amount.minor_units() == 0) return {{whole, days.start}};
    const std::vector<int64_t> amounts = AllocateSigned(amount.minor_units(), LengthsOf(spans));
    std::vector<Piece> pieces;
    for (size_t i = 0; i < spans.size(); ++i) {
      v1::DraftLine piece = PieceOf(whole, i + 1);
      v1::Line& line = *piece.mutable_line();
      *line.mutable_share() = ShareOfDays(whole.line(), days, spans[i].end - spans[i].start);
      *line.mutable_service() = ServiceOf(whole.line(), days, spans[i]);
      SetPricedAmount(MakeMoney(amounts[i], amount.currency()), line);
      pieces.push_back({std::move(piece), spans[i].start});
    }
    return pieces;
  }

  // A line may start or end inside a day; its pieces meet at midnight.
  v1::Period ServiceOf(const v1::Line& whole, const DaySpan& days, const DaySpan& span) const {
    const Span instants = SpanOf(span, input_.zone);
    v1::Period service = whole.has_service() ? whole.service() : content_.period();
    service.clear_month();
    if (span.start != days.start) *service.mutable_start() = ToProto(instants.start);
    if (span.end != days.end) *service.mutable_end() = ToProto(instants.end);
    service.set_first_day(FormatDate(span.start));
    service.set_end_day(FormatDate(span.end));
    return service;
  }

  // A discount is taxed as what it is taken off.
  std::vector<Piece> SplitBySpreads(const v1::DraftLine& whole, const v1::Tax& tax) const {
    std::vector<AtOneRate> all;
    for (const v1::Spread& spread : whole.line().spreads()) AddSpread(spread, tax, all);
    if (all.size() <= 1) {
      const absl::CivilDay start = ServiceDays(content_, whole.line()).start;
      return {{whole, all.empty() ? start : all.front().tax_point}};
    }
    const std::string& currency = whole.line().amount().currency();
    std::vector<Piece> pieces;
    for (const AtOneRate& part : all) {
      v1::DraftLine piece = PieceOf(whole, pieces.size() + 1);
      v1::Line& line = *piece.mutable_line();
      const v1::Money amount = MakeMoney(part.amount, currency);
      SetPricedAmount(amount, line);
      line.set_unit_price(DecimalOf(FormatAmount(amount)).ToString());
      *line.mutable_spreads() = {part.spreads.begin(), part.spreads.end()};
      pieces.push_back({std::move(piece), part.tax_point});
    }
    return pieces;
  }

  void AddSpread(const v1::Spread& spread, const v1::Tax& tax, std::vector<AtOneRate>& all) const {
    const auto found = parts_of_.find(spread.line_id());
    if (found == parts_of_.end()) return;
    std::vector<int64_t> days;
    for (const Part& part : found->second) days.push_back(part.days);
    // A line of no days was not split.
    if (days.size() == 1) days = {1};
    const std::vector<int64_t> amounts = AllocateSigned(spread.amount().minor_units(), days);
    for (size_t i = 0; i < amounts.size(); ++i) {
      const Part& part = found->second[i];
      const TaxRates rates = RatesOn(tax, part.tax_point);
      auto same = std::ranges::find(all, rates, &AtOneRate::rates);
      if (same == all.end()) same = all.insert(same, {rates, part.tax_point, {}, 0});
      v1::Spread piece;
      piece.set_line_id(part.line_id);
      *piece.mutable_amount() = MakeMoney(amounts[i], spread.amount().currency());
      same->spreads.push_back(std::move(piece));
      same->amount += amounts[i];
    }
  }

  const DraftInput& input_;
  const v1::DraftContent& content_;
  std::map<std::string, std::vector<Part>> parts_of_;
  std::vector<Piece> pieces_;
};

}  // namespace

TaxRates RatesOn(const v1::Tax& tax, absl::CivilDay day) {
  const std::string on = FormatDate(day);
  if (tax.components().empty()) {
    const std::string& rate = RateOn(tax.rate_percent(), tax.rates(), on);
    return {{.name = "", .rate_percent = rate.empty() ? "0" : rate}};
  }
  TaxRates rates;
  for (const v1::TaxComponent& component : tax.components()) {
    rates.push_back({.name = component.name(),
                     .rate_percent = RateOn(component.rate_percent(), component.rates(), on),
                     .compound = component.compound()});
  }
  return rates;
}

bool HasSeveralRates(const v1::Tax& tax) {
  return !tax.rates().empty() || !tax.components().empty();
}

std::vector<absl::CivilDay> SettleTaxPoints(const DraftInput& input, v1::DraftContent& content) {
  if (input.org.tax_policy().tax_point() != v1::TAX_POINT_SERVICE) {
    return std::vector<absl::CivilDay>(static_cast<size_t>(content.lines_size()), input.today);
  }
  Splitter splitter(input, content);
  for (const v1::DraftLine& whole : content.lines()) splitter.Take(whole);

  std::vector<absl::CivilDay> tax_points;
  google::protobuf::RepeatedPtrField<v1::DraftLine> lines;
  for (const Piece& piece : splitter.pieces()) {
    *lines.Add() = piece.line;
    tax_points.push_back(piece.tax_point);
  }
  *content.mutable_lines() = std::move(lines);
  return tax_points;
}

}  // namespace tally
