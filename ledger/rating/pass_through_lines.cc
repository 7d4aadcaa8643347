#include "ledger/rating/pass_through_lines.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/rating/first_line.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"
#include "ledger/rating/price.h"
#include "ledger/rating/takes.h"
#include "ledger/rating/unit_price.h"

namespace tally {
namespace {

// A line without a price passes the cost on as it is.
v1::VendorPrice PricingOf(const v1::PlanLine& plan_line) {
  if (plan_line.has_vendor()) return plan_line.vendor();
  v1::VendorPrice as_it_is;
  as_it_is.set_exact(true);
  return as_it_is;
}

void AddEntry(const v1::RecordedCharge& recorded, v1::Line& line) {
  v1::BilledEntry& entry = *line.add_entries();
  entry.set_source_id(recorded.source_id());
  entry.set_entry_id(recorded.charge().entry_id());
  entry.set_position(recorded.position());
  entry.set_quantity(DecimalOf(recorded.charge().quantity()).ToString());
}

absl::Status SetPrice(const DraftInput& input, const BilledPart& part, const v1::Charge& charge,
                      v1::DraftLine& rated) {
  UnitPrice price{
      .from = part.days.start, .price = {}, .cost = {}, .cost_in_currency = {}, .exchange = {}};
  const ConvertedCost converted =
      Convert(input, charge.unit_cost(), charge.cost_currency(), *ParseDate(charge.date()));
  if (converted.is_foreign && !converted.exchange) {
    SetUnitPrice(input, part, price, rated);
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_MISSING_EXCHANGE_RATE,
            absl::StrCat("one costs ", charge.unit_cost(), " ", charge.cost_currency(),
                         ", but no exchange rate to ", CurrencyOf(input.org, input.customer),
                         " is known for ", charge.date()));
    return absl::OkStatus();
  }

  price.price = PriceOver(input, PricingOf(part.line), converted.cost);
  if (!price.price) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, absl::StrCat("line ", rated.line().line_id()),
                  absl::StrCat("the price of what costs ", charge.unit_cost(), " ",
                               charge.cost_currency(), " does not fit"));
  }
  price.cost_in_currency = converted.cost;
  price.exchange = converted.exchange;
  SetUnitPrice(input, part, price, rated);
  return absl::OkStatus();
}

absl::StatusOr<v1::DraftLine> RateCharge(const DraftInput& input, const BilledPart& part,
                                         const v1::RecordedCharge& recorded) {
  const v1::Charge& charge = recorded.charge();
  v1::DraftLine rated = NewLine(input, part);
  v1::Line& line = *rated.mutable_line();
  // A cost is passed on whole, also in a part of a period.
  line.clear_share();
  if (!charge.description().empty()) {
    absl::StrAppend(line.mutable_description(), ": ", charge.description());
  }
  SetQuantity(FractionOf(charge.quantity()), line);
  AddEntry(recorded, line);
  if (absl::Status priced = SetPrice(input, part, charge, rated); !priced.ok()) return priced;
  if (absl::Status amount = SetAmountAtUnitPrice(input, rated); !amount.ok()) return amount;
  return rated;
}

}  // namespace

absl::StatusOr<std::vector<v1::DraftLine>> RatePassThrough(const DraftInput& input,
                                                           const BilledPart& part) {
  const std::vector<LineLife> lives = LivesOf(input);
  std::vector<v1::DraftLine> lines;
  BilledPart charged = part;
  for (const auto& recorded : input.facts.ChargesOn(input.customer.customer_id(), part.days)) {
    const v1::Charge& charge = recorded.charge();
    const auto takes = [&](const v1::PlanLine& line) { return Takes(line.pass_through(), charge); };
    if (!takes(part.line)) continue;
    if (!IsFirstLine(input, lives, part, *ParseDate(charge.date()), takes)) continue;
    absl::StatusOr<v1::DraftLine> rated = RateCharge(input, charged, recorded);
    if (!rated.ok()) return rated.status();
    lines.push_back(*std::move(rated));
    ++charged.nth;
  }
  return lines;
}

}  // namespace tally
