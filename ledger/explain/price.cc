#include "ledger/explain/price.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/explain/override.h"
#include "ledger/explain/quantity.h"
#include "ledger/explain/words.h"
#include "ledger/money/currency.h"
#include "ledger/money/decimal.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

const v1::PlanLine* LineIn(const v1::Plan& plan, const std::string& line_id) {
  for (const v1::PlanLine& line : plan.lines()) {
    if (line.line_id() == line_id) return &line;
  }
  return nullptr;
}

// The held price of a line; nullptr if the plan has no such line or its price follows the vendor's.
const std::string* HeldPriceIn(const v1::Plan& plan, const std::string& line_id) {
  const v1::PlanLine* line = LineIn(plan, line_id);
  if (line == nullptr || !line->has_held()) return nullptr;
  return &line->held().unit_price();
}

void AddHeld(const Basis& basis, const v1::PlanLine& plan_line, Grounds& grounds,
             v1::Explanation& parent) {
  const HeldSince since =
      FindHeldSince(*basis.books, basis.org_id, basis.plan, plan_line.line_id());
  v1::Explanation& price =
      grounds.Under(parent, v1::EXPLANATION_KIND_PRICE,
                    HeldPriceWords(plan_line.held().unit_price(),
                                   CurrencyOf(basis.org, basis.customer), since.day, since.before),
                    since.position);
  if (since.day == basis.plan.effective_from()) return;
  grounds.Under(price, v1::EXPLANATION_KIND_PLAN, PlanWords(basis.month),
                PositionOf(basis.plan.etag()));
}

// The vendor's cost with the markup, exact.
Fraction MarkedUp(const v1::Observation& seen, const v1::VendorPrice& price) {
  const Fraction markup = Fraction(DecimalOf(price.markup_percent())) / Fraction(100);
  return Fraction(DecimalOf(seen.unit_cost())) * (Fraction(1) + markup);
}

void AddVendors(const Basis& basis, const v1::PlanLine& plan_line, Grounds& grounds,
                v1::Explanation& parent) {
  const std::string& source_id = plan_line.counted().source_id();
  const std::string& currency = CurrencyOf(basis.org, basis.customer);
  const std::optional<v1::Count> last = CountsOf(basis, plan_line.counted()).last;
  const bool has_cost = last && !last->observation().unit_cost().empty() &&
                        last->observation().cost_currency() == currency;
  const Fraction exact = has_cost ? MarkedUp(last->observation(), plan_line.vendor()) : Fraction();
  const int digits = MinorUnitDigits(currency).value_or(0);
  const int64_t units = RoundToUnits(exact, digits, FromProto(basis.org.rounding())).value_or(0);
  const Decimal rounded = Decimal::FromParts(units, digits).value_or(Decimal());

  v1::Explanation& price = grounds.Under(
      parent, v1::EXPLANATION_KIND_PRICE,
      has_cost ? VendorPriceWords(rounded.ToString(), source_id, last->observation(),
                                  plan_line.vendor().markup_percent(), basis.month.zone)
               : NoVendorPriceWords(source_id, currency, last.has_value()));
  if (last) AddCount(basis, source_id, *last, grounds, price);
  if (Fraction(rounded) != exact) {
    grounds.Under(
        price, v1::EXPLANATION_KIND_ROUNDING,
        RoundedWords(exact, PriceWords(rounded.ToString(), currency), currency, basis.org),
        PositionOf(basis.org.etag()));
  }
  grounds.Under(price, v1::EXPLANATION_KIND_PLAN, PlanWords(basis.month),
                PositionOf(basis.plan.etag()));
}

// What it costs by the plan, whatever people changed.
void AddPlanned(const Basis& basis, const std::string& line_id, Grounds& grounds,
                v1::Explanation& parent) {
  const v1::PlanLine* plan_line = basis.FindPlanLine(line_id);
  if (plan_line == nullptr) return;
  if (plan_line->has_held()) {
    AddHeld(basis, *plan_line, grounds, parent);
  } else {
    AddVendors(basis, *plan_line, grounds, parent);
  }
}

}  // namespace

void AddPrice(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
              v1::Explanation& line) {
  AddPlanned(basis, rated.line().line_id(), grounds, AddSetPrice(basis, rated, grounds, line));
}

HeldSince FindHeldSince(const Books& books, const std::string& org_id, const v1::Plan& plan,
                        const std::string& line_id) {
  HeldSince since{.day = plan.effective_from(), .position = PositionOf(plan.etag()), .before = ""};
  const std::string* held = HeldPriceIn(plan, line_id);
  if (held == nullptr) return since;

  std::vector<v1::Plan> plans_before;
  for (auto rows = books.plans.Scan(org_id, plan.customer_id()); rows.Valid(); rows.Next()) {
    v1::Plan before = rows.row();
    if (before.effective_from() >= plan.effective_from()) break;
    plans_before.push_back(std::move(before));
  }
  while (!plans_before.empty()) {
    const v1::Plan& before = plans_before.back();
    const std::string* price = HeldPriceIn(before, line_id);
    const bool is_same = price != nullptr && DecimalOf(*price) == DecimalOf(*held);
    if (!is_same) {
      if (price != nullptr) since.before = *price;
      break;
    }
    since.day = before.effective_from();
    since.position = PositionOf(before.etag());
    plans_before.pop_back();
  }
  return since;
}

}  // namespace tally
