#include "ledger/rating/late.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/amount_words.h"
#include "ledger/money/money.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Sums of any number of amounts that documents can hold fit.
using Wide = __int128;

// Bytes of the id of a line of the plan that the id of a line shows: what is around it, and other
// lines beside it, still are an id.
constexpr size_t kMaxShownId = 40;

// What is known of one key.
struct Compared {
  LateKey key;
  v1::Line line;
  std::vector<LateAmount> billed;
  std::vector<LateAmount> now;
  std::vector<LateAmount> settled;
  Wide credited = 0;
};

Wide SumOf(const std::vector<LateAmount>& amounts) {
  Wide sum = 0;
  for (const LateAmount& each : amounts) sum += each.amount;
  return sum;
}

// What a line of the month still has to be billed, or taken back.
Wide DifferenceOf(const Compared& compared) {
  const Wide difference = SumOf(compared.now) - SumOf(compared.billed) - SumOf(compared.settled);
  if (difference >= 0) return difference;
  return std::min<Wide>(difference + compared.credited, 0);
}

// What discounts of the document take off all of its lines, by their tax and whether it is
// included.
std::map<std::pair<std::string, bool>, Wide> DiscountsOf(const v1::DraftContent& content) {
  std::map<std::pair<std::string, bool>, Wide> sums;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    for (const v1::Spread& spread : line.spreads()) {
      sums[{line.tax_id(), line.has_amount_with_tax()}] += spread.amount().minor_units();
    }
  }
  return sums;
}

// What is compared, in the order in which it is first seen, by line of the plan.
class Comparison {
 public:
  explicit Comparison(const LateMonth& month) {
    // Of a discount that takes as much as it did, other lines take other parts.
    const bool same = DiscountsOf(month.billed) == DiscountsOf(month.now);
    const auto is_spread = [&](const LateAmount& each) { return same && IsSpread(each); };
    for (LateAmount& each : ClosedAmounts(month.input, month.billed)) {
      if (is_spread(each)) continue;
      Find(each).billed.push_back(std::move(each));
    }
    for (LateAmount& each : ClosedAmounts(month.input, month.now)) {
      if (is_spread(each)) continue;
      Compared& compared = Find(each);
      compared.line = each.line;
      compared.now.push_back(std::move(each));
    }
    for (const LateAmount& each : month.settled) Find(each).settled.push_back(each);
    for (const LateAmount& each : month.credited) Find(each).credited += each.amount;
    SortByPlanLine();
  }

  const std::vector<Compared>& all() const { return all_; }

 private:
  Compared& Find(const LateAmount& amount) {
    const auto [known, is_new] = index_.emplace(amount.key, all_.size());
    if (is_new) {
      all_.emplace_back();
      all_.back().key = amount.key;
      all_.back().line = amount.line;
    }
    return all_[known->second];
  }

  void SortByPlanLine() {
    std::map<std::string, size_t> ranks;
    for (const Compared& each : all_) ranks.emplace(each.key.plan_line_id, ranks.size());
    std::ranges::stable_sort(all_, {},
                             [&](const Compared& each) { return ranks.at(each.key.plan_line_id); });
  }

  std::vector<Compared> all_;
  std::map<LateKey, size_t> index_;
};

// How many are billed on `day`.
Fraction UnitsOn(const std::vector<LateAmount>& amounts, absl::CivilDay day) {
  Fraction units;
  for (const LateAmount& each : amounts) {
    if (each.days.contains(day)) units = units + QuantityOf(each.line);
  }
  return units;
}

void AddEnds(const std::vector<LateAmount>& amounts, std::set<absl::CivilDay>& ends) {
  for (const LateAmount& each : amounts) {
    ends.insert(each.days.start);
    ends.insert(each.days.end);
  }
}

DaySpan HullOf(const std::set<absl::CivilDay>& ends) { return {*ends.begin(), *ends.rbegin()}; }

// The days on which something else is billed now than by the invoice; if only the figures differ,
// those of what corrected it before, or all.
DaySpan DaysThatDiffer(const Compared& compared) {
  std::set<absl::CivilDay> ends;
  AddEnds(compared.billed, ends);
  AddEnds(compared.now, ends);
  std::optional<DaySpan> differ;
  for (auto end = ends.begin(); end != ends.end() && std::next(end) != ends.end(); ++end) {
    if (UnitsOn(compared.billed, *end) == UnitsOn(compared.now, *end)) continue;
    if (!differ) differ = DaySpan{*end, *std::next(end)};
    differ->end = *std::next(end);
  }
  if (differ) return *differ;
  std::set<absl::CivilDay> corrected;
  AddEnds(compared.settled, corrected);
  return corrected.empty() ? HullOf(ends) : HullOf(corrected);
}

v1::Period ServiceOf(const DraftInput& input, const DaySpan& days) {
  Span span = SpanOf(days, input.zone);
  const DaySpan month = DaysOf(input.month);
  if (days.start == month.start) span.start = input.span.start;
  if (days.end == month.end) span.end = input.span.end;
  v1::Period service;
  *service.mutable_start() = ToProto(span.start);
  *service.mutable_end() = ToProto(span.end);
  service.set_first_day(FormatDate(days.start));
  service.set_end_day(FormatDate(days.end));
  return service;
}

std::string DescriptionOf(const DraftInput& input, const v1::Line& line) {
  if (line.part() == v1::LINE_PART_LATE) return line.description();
  const absl::TimeZone utc = absl::UTCTimeZone();
  return absl::StrCat(
      line.description(), ", ",
      absl::FormatTime("%B %E4Y", absl::FromCivil(absl::CivilDay(input.month), utc), utc),
      " adjustment");
}

std::optional<v1::Money> MoneyOf(Wide minor_units, const std::string& currency) {
  if (minor_units > std::numeric_limits<int64_t>::max() ||
      minor_units <= std::numeric_limits<int64_t>::min()) {
    return std::nullopt;
  }
  return MakeMoney(static_cast<int64_t>(minor_units), currency);
}

// Names lines: the first of a line of the plan by its id, the others with a number behind it.
class Names {
 public:
  explicit Names(absl::CivilMonth month)
      : prefix_(absl::StrCat("late-", FormatMonth(month), "-")) {}

  std::string Next(absl::string_view plan_line_id) {
    absl::string_view shown = plan_line_id.substr(0, kMaxShownId);
    while (!shown.empty() && !absl::ascii_isalnum(static_cast<unsigned char>(shown.back()))) {
      shown.remove_suffix(1);
    }
    const std::string name = absl::StrCat(prefix_, shown);
    std::string free = name;
    for (int number = 2; !taken_.insert(free).second; ++number) {
      free = absl::StrCat(name, "-", number);
    }
    return free;
  }

 private:
  const std::string prefix_;
  std::set<std::string> taken_;
};

v1::Line ProposedLine(const LateMonth& month, const Compared& compared, const v1::Money& amount,
                      std::string line_id) {
  const v1::Line& of = compared.line;
  v1::Line line;
  line.set_line_id(std::move(line_id));
  line.set_item_id(of.item_id());
  line.set_description(DescriptionOf(month.input, of));
  line.set_tax_id(of.tax_id());
  line.set_part(v1::LINE_PART_LATE);
  *line.mutable_service() = ServiceOf(month.input, DaysThatDiffer(compared));
  const bool takes_off = amount.minor_units() < 0;
  line.set_quantity(takes_off ? "-1" : "1");
  const v1::Money size = MakeMoney(std::abs(amount.minor_units()), amount.currency());
  line.set_unit_price(DecimalOf(FormatAmount(size)).ToString());
  if (compared.key.with_tax) *line.mutable_amount_with_tax() = amount;
  *line.mutable_amount() = amount;
  v1::CorrectedLine& corrects = *line.mutable_corrects();
  corrects.set_month(FormatMonth(month.input.month));
  corrects.set_invoice_number(month.invoice_number);
  corrects.set_plan_line_id(compared.key.plan_line_id);
  corrects.set_part(compared.key.part);
  corrects.set_variant(compared.key.variant);
  return line;
}

absl::StatusOr<v1::LateDifference> Difference(const LateMonth& month, const Compared& compared,
                                              Names& names) {
  const std::string& currency = month.billed.totals().net().currency();
  const Wide billed = SumOf(compared.billed);
  const Wide now = SumOf(compared.now);
  const Wide difference = DifferenceOf(compared);
  const auto amount = MoneyOf(difference, currency);
  const auto billed_money = MoneyOf(billed, currency);
  const auto now_money = MoneyOf(now, currency);
  const auto settled_money = MoneyOf(now - billed - difference, currency);
  if (!amount || !billed_money || !now_money || !settled_money) {
    return AmountDoesNotFit(
        absl::StrCat("line ", compared.key.plan_line_id, " of ", FormatMonth(month.input.month)));
  }
  v1::LateDifference late;
  late.set_customer_id(month.input.customer.customer_id());
  late.set_month(FormatMonth(month.input.month));
  late.set_invoice_number(month.invoice_number);
  late.set_plan_line_id(compared.key.plan_line_id);
  late.set_part(compared.key.part);
  *late.mutable_proposed() =
      ProposedLine(month, compared, *amount, names.Next(compared.key.plan_line_id));
  *late.mutable_billed() = *billed_money;
  *late.mutable_settled() = *settled_money;
  *late.mutable_rated_now() = *now_money;
  *late.mutable_difference() = *amount;
  return late;
}

}  // namespace

absl::StatusOr<std::vector<v1::LateDifference>> DifferencesOf(const LateMonth& month) {
  std::vector<v1::LateDifference> differences;
  Names names(month.input.month);
  const Comparison comparison(month);
  for (const Compared& compared : comparison.all()) {
    if (DifferenceOf(compared) == 0) continue;
    absl::StatusOr<v1::LateDifference> late = Difference(month, compared, names);
    if (!late.ok()) return late.status();
    differences.push_back(*std::move(late));
  }
  return differences;
}

v1::DraftLine LateLineOf(const v1::LateDifference& difference) {
  v1::DraftLine rated;
  *rated.mutable_line() = difference.proposed();
  std::string detail = absl::StrCat(
      difference.invoice_number(), " bills ", AmountWords(difference.billed()), " for ",
      difference.plan_line_id(), "; it comes to ", AmountWords(difference.rated_now()), " now");
  if (difference.settled().minor_units() != 0) {
    absl::StrAppend(&detail, ", and ", AmountWords(difference.settled()), " of that is settled");
  }
  AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_LATE_NEWS, detail);
  return rated;
}

}  // namespace tally
