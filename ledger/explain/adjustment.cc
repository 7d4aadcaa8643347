#include "ledger/explain/adjustment.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/calendar/date.h"
#include "ledger/explain/adjustment_words.h"
#include "ledger/explain/entries.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/price_words.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

constexpr v1::ExplanationKind kPrice = v1::EXPLANATION_KIND_PRICE;

std::string AmountText(const Recorded& recorded, const v1::Line& line) {
  return PriceText(line.unit_price(), recorded.currency());
}

// What the lines that `counts` says yes to come to, as their prices say it.
template <class Predicate>
v1::Money SumOf(const Recorded& recorded, Predicate counts) {
  std::vector<int64_t> amounts;
  for (const v1::DraftLine& rated : recorded.basis().draft.content().lines()) {
    if (counts(rated.line())) amounts.push_back(PricedAmount(rated.line()).minor_units());
  }
  return MakeMoney(Sum(amounts).value_or(0), recorded.currency());
}

// Adds how the percentage of an amount was rounded to what `line` comes to, if it was, or that no
// more was left.
void AddPercentRounding(const Recorded& recorded, const v1::Line& line, const Fraction& exact,
                        Grounds& grounds, v1::Explanation& parent) {
  const Fraction taken = FractionOf(line.unit_price());
  if (exact == taken) return;
  const Fraction unit = MajorUnits(MakeMoney(1, recorded.currency()));
  const Fraction off = exact < taken ? taken - exact : exact - taken;
  if (!(off < unit)) {
    grounds.Under(parent, v1::EXPLANATION_KIND_ROUNDING,
                  absl::StrCat("No more is taken off than is left, ", AmountText(recorded, line)));
    return;
  }
  const v1::Org& org = recorded.basis().org;
  grounds.Under(parent, v1::EXPLANATION_KIND_ROUNDING,
                RoundedWords(exact, PriceWords(line.unit_price(), recorded.currency()),
                             recorded.currency(), org),
                PositionOf(org.etag()));
}

// The number of a discount of a line among those of the plan's, from 0.
int IndexOf(const std::string& line_id) {
  const std::string name = line_id.substr(line_id.rfind('.') + 1);
  int number = 0;
  return absl::SimpleAtoi(absl::StripPrefix(name, "discount-"), &number) ? number - 1 : 0;
}

// What is left of the line that a discount is on, after those before it.
v1::Money LeftOf(const Recorded& recorded, const v1::DraftLine& owner, int index) {
  std::vector<int64_t> amounts = {WholeAmount(recorded.basis(), owner).minor_units()};
  for (int i = 0; i < index; ++i) {
    const std::string id =
        absl::StrCat(owner.line().line_id(), ".discount", i == 0 ? "" : absl::StrCat("-", i + 1));
    const v1::DraftLine* before = recorded.basis().FindLine(id);
    if (before == nullptr) continue;
    amounts.push_back(WholeAmount(recorded.basis(), *before).minor_units());
  }
  return MakeMoney(Sum(amounts).value_or(0), recorded.currency());
}

void AddLineDiscount(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                     v1::Explanation& parent) {
  const v1::DraftLine* owner = recorded.Owner();
  const v1::DraftLine* first = recorded.Pieces().front();
  const int index = IndexOf(first->line().line_id());
  if (owner == nullptr || index >= recorded.plan_line().discounts_size()) return;
  const v1::Discount& discount = recorded.plan_line().discounts(index);
  const v1::Money left = LeftOf(recorded, *owner, index);
  v1::Explanation& price = grounds.Under(
      parent, kPrice,
      absl::StrCat(AmountText(recorded, line), ": ",
                   LineDiscountText(discount, left, owner->line().line_id(), index > 0), "; ",
                   recorded.plan_name()),
      recorded.plan_at());
  if (!discount.has_percent()) return;
  const Fraction exact = -(MajorUnits(left) * FractionOf(discount.percent()) / Fraction(100));
  AddPercentRounding(recorded, line, exact, grounds, price);
}

// The discount of the document that has this name; nullptr if there is not just one.
const v1::Discount* DiscountNamed(const v1::Plan& plan, const std::string& name) {
  const v1::Discount* found = nullptr;
  for (const v1::Discount& discount : plan.discounts()) {
    if (discount.name() != name) continue;
    if (found != nullptr) return nullptr;
    found = &discount;
  }
  return found;
}

void AddDocumentDiscount(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                         v1::Explanation& parent) {
  const v1::Discount* discount = DiscountNamed(recorded.plan(), line.description());
  v1::Explanation& price = grounds.Under(
      parent, kPrice,
      absl::StrCat(AmountText(recorded, line), ": ",
                   discount == nullptr ? "a discount on the document"
                                       : DocumentDiscountText(*discount, recorded.currency()),
                   ", spread over its lines; ", recorded.plan_name()),
      recorded.plan_at());
  for (const v1::Spread& spread : line.spreads()) {
    v1::Explanation& part = grounds.Under(
        price, kPrice, absl::StrCat(AmountWords(spread.amount()), " off ", spread.line_id()));
    *part.mutable_amount() = spread.amount();
  }
}

// The maxima of the plan that the line which is capped counts for.
std::vector<v1::Commitment> MaximaOn(const Recorded& recorded) {
  const std::string& plan_line_id = PlanLineOf(recorded.line());
  std::vector<v1::Commitment> maxima;
  for (const v1::Commitment& commitment : recorded.plan().commitments()) {
    const auto& ids = commitment.line_ids();
    if (commitment.kind() != v1::COMMITMENT_KIND_MAXIMUM) continue;
    if (ids.empty() || std::ranges::find(ids, plan_line_id) != ids.end()) {
      maxima.push_back(commitment);
    }
  }
  return maxima;
}

void AddCap(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
            v1::Explanation& parent) {
  const std::vector<v1::Commitment> maxima = MaximaOn(recorded);
  grounds.Under(parent, kPrice,
                absl::StrCat(AmountText(recorded, line), ": beyond ",
                             maxima.size() == 1 ? MaximumText(maxima.front(), recorded.currency())
                                                : "what is committed at most",
                             " in ", recorded.plan_name()),
                recorded.plan_at());
}

// What the part of its months commits to.
v1::Money CommittedTo(const Recorded& recorded, const v1::Commitment& commitment) {
  Fraction share;
  for (const v1::DraftLine* piece : recorded.Pieces()) share = share + ShareOf(piece->line());
  if (recorded.Pieces().size() == 1) share = ShareOf(recorded.line());
  const v1::Org& org = recorded.basis().org;
  return RoundToMoney(FractionOf(commitment.amount()) * share, recorded.currency(),
                      FromProto(org.rounding()))
      .value_or(MakeMoney(0, recorded.currency()));
}

void AddMinimum(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                v1::Explanation& parent) {
  const auto& commitments = recorded.plan().commitments();
  const auto says = std::ranges::find_if(commitments, [&](const v1::Commitment& commitment) {
    return commitment.commitment_id() == PlanLineOf(line);
  });
  if (says == commitments.end()) return;
  const v1::Money committed = CommittedTo(recorded, *says);
  const auto missing = ParseAmount(line.unit_price(), recorded.currency());
  const auto billed = missing ? Subtract(committed, *missing) : std::nullopt;
  grounds.Under(
      parent, kPrice,
      absl::StrCat(AmountText(recorded, line), ": ",
                   MinimumText(*says, line, recorded.Pieces().size(), committed),
                   billed ? absl::StrCat(", and ", AmountWords(*billed), " is billed") : "", "; ",
                   recorded.plan_name()),
      recorded.plan_at());
}

std::optional<v1::Trigger> TriggerOf(const Recorded& recorded, const v1::Line& line) {
  if (line.entries().empty()) return std::nullopt;
  return FindTrigger(recorded.basis(), line.entries(0));
}

void AddCredit(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
               v1::Explanation& parent) {
  const v1::CreditQuantity& credit = recorded.plan_line().credit();
  const auto trigger = TriggerOf(recorded, line);
  const v1::CreditQuantity agreed = trigger ? CreditBy(credit, *trigger) : credit;
  const bool by_trigger = trigger && !(trigger->amount().empty() && trigger->percent().empty());
  // As it was when credits were taken: before caps and discounts of the document.
  const v1::Money billed = SumOf(recorded, [&](const v1::Line& other) {
    return PlanLineOf(other) == credit.line_id() && other.part() != v1::LINE_PART_CREDIT &&
           other.part() != v1::LINE_PART_CAP;
  });
  v1::Explanation& price = grounds.Under(
      parent, kPrice,
      absl::StrCat(
          AmountText(recorded, line), ": ", CreditText(agreed, billed, recorded.currency()),
          by_trigger ? ", as was recorded with what happened" : "", "; ", recorded.plan_name()),
      recorded.plan_at());
  const Fraction exact = agreed.has_percent()
                             ? MajorUnits(billed) * FractionOf(agreed.percent()) / Fraction(100)
                             : FractionOf(agreed.amount());
  AddPercentRounding(recorded, line, -exact, grounds, price);
  AddEntries(recorded.basis(), line, grounds, price);
}

bool IsOfAdvance(v1::LinePart part) {
  return part == v1::LINE_PART_UNSPECIFIED || part == v1::LINE_PART_UNUSED ||
         part == v1::LINE_PART_CHANGED;
}

// Whether `line` was billed for days, at a price, of which `back` takes back.
bool IsTakenBack(const v1::Line& line, const v1::Line& back) {
  return PlanLineOf(line) == PlanLineOf(back) && IsOfAdvance(line.part()) && line.has_service() &&
         line.unit_price() == back.unit_price() &&
         line.service().first_day() < back.service().end_day() &&
         back.service().first_day() < line.service().end_day();
}

}  // namespace

void AddAdjustment(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                   v1::Explanation& parent) {
  switch (line.part()) {
    case v1::LINE_PART_DISCOUNT:
      return line.item_id().empty() ? AddDocumentDiscount(recorded, line, grounds, parent)
                                    : AddLineDiscount(recorded, line, grounds, parent);
    case v1::LINE_PART_CAP:
      return AddCap(recorded, line, grounds, parent);
    case v1::LINE_PART_MINIMUM:
      return AddMinimum(recorded, line, grounds, parent);
    case v1::LINE_PART_CREDIT:
      return AddCredit(recorded, line, grounds, parent);
    default:
      return;
  }
}

void AddWhereBilled(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                    v1::Explanation& parent) {
  const Basis& basis = recorded.basis();
  const std::string& from =
      line.has_share() ? line.share().period_start() : line.service().first_day();
  const auto first_day = ParseDate(from);
  const auto month = ParseMonth(basis.month.month);
  if (!first_day || !month || !line.has_service()) return;
  for (absl::CivilMonth billed(absl::CivilMonth(*first_day) - 1); billed < *month; ++billed) {
    const auto draft =
        basis.books->drafts.Find(basis.org_id, FormatMonth(billed), basis.draft.customer_id());
    if (!draft || draft->status() == v1::DRAFT_STATUS_REJECTED) continue;
    for (const v1::DraftLine& rated : draft->content().lines()) {
      if (!IsTakenBack(rated.line(), line)) continue;
      grounds.Under(parent, v1::EXPLANATION_KIND_DRAFT, WhereBilledWords(*draft, rated.line()),
                    draft->changed_position());
    }
  }
}

}  // namespace tally
