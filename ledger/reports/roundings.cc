#include "ledger/reports/roundings.h"

#include <string>

#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/tax_amounts.h"
#include "ledger/rating/taxes.h"
#include "ledger/reports/exact_text.h"

namespace tally {
namespace {

// What the tiers come to. Only the last one that is entered may have a quantity that no decimal
// says; it prices what the others left.
Fraction ChargedByTiers(const v1::Line& line) {
  Fraction left = QuantityOf(line) + FractionOf(line.accumulated().billed_before());
  Fraction sum;
  for (int i = 0; i < line.tiers_size(); ++i) {
    const v1::TierCharge& tier = line.tiers(i);
    const bool is_last = i + 1 == line.tiers_size();
    const Fraction quantity =
        is_last && tier.block_size().empty() ? left : FractionOf(tier.quantity());
    sum = sum + quantity * FractionOf(tier.unit_price()) + FractionOf(tier.flat_fee());
    left = left - quantity;
  }
  return sum;
}

Fraction FiguredOut(const v1::Line& line) {
  if (!line.tiers().empty()) {
    const Fraction sum = ChargedByTiers(line) * ShareOf(line);
    const bool has_before = line.accumulated().has_amount_before();
    return has_before ? sum - MajorUnits(line.accumulated().amount_before()) : sum;
  }
  const Fraction price = QuantityOf(line) * FractionOf(line.unit_price());
  // The share of what is missing to a minimum is in its price already.
  return line.part() == v1::LINE_PART_MINIMUM ? price : price * ShareOf(line);
}

// Collects what was rounded.
class Roundings {
 public:
  explicit Roundings(const v1::Invoice& invoice) : invoice_(invoice) {
    rounding_.set_invoice_number(invoice.number());
    rounding_.set_customer_id(invoice.bill_to().customer_id());
    rounding_.set_month(invoice.period().month());
    rounding_.set_currency(invoice.totals().total().currency());
  }

  v1::DocumentRounding Take() && {
    for (const v1::Line& line : invoice_.lines()) {
      if (const auto exact = ExactAmountOf(line)) {
        Add(v1::ROUNDED_KIND_LINE, line.line_id(), *exact, MajorUnits(PricedAmount(line)));
      }
    }
    for (const v1::TaxGroup& group : invoice_.tax_groups()) AddTax(group);
    const v1::Totals& totals = invoice_.totals();
    if (totals.has_rounding()) {
      const Fraction total = MajorUnits(totals.total());
      Add(v1::ROUNDED_KIND_COINS, "", total, total + MajorUnits(totals.rounding()));
    }
    rounding_.set_difference(ExactText(sum_));
    return std::move(rounding_);
  }

 private:
  void Add(v1::RoundedKind kind, const std::string& subject, const Fraction& exact,
           const Fraction& rounded) {
    const Fraction difference = rounded - exact;
    if (!difference.in_range() || difference == Fraction()) return;
    sum_ = sum_ + difference;
    v1::Rounded& added = *rounding_.add_roundings();
    added.set_kind(kind);
    added.set_subject(subject);
    added.set_exact(ExactText(exact));
    added.set_rounded(ExactText(rounded));
    added.set_difference(ExactText(difference));
  }

  void AddTax(const v1::TaxGroup& group) {
    if (group.included() || group.tax_id().empty()) return;
    const Fraction rate = SumsOfRates(RatesOf(group)).back();
    if (invoice_.tax_rounding() != v1::TAX_ROUNDING_PER_LINE) {
      Add(v1::ROUNDED_KIND_TAX, group.tax_id(), MajorUnits(group.taxable()) * rate,
          MajorUnits(group.tax()));
      return;
    }
    Fraction of_lines;
    for (const v1::Line& line : invoice_.lines()) {
      if (!IsIn(group, line)) continue;
      const Fraction tax = FractionOf(line.tax());
      Add(v1::ROUNDED_KIND_TAX, line.line_id(), MajorUnits(line.amount()) * rate, tax);
      of_lines = of_lines + tax;
    }
    Add(v1::ROUNDED_KIND_TAX, group.tax_id(), of_lines, MajorUnits(group.tax()));
  }

  const v1::Invoice& invoice_;
  v1::DocumentRounding rounding_;
  Fraction sum_;
};

}  // namespace

v1::DocumentRounding RoundingsOf(const v1::Invoice& invoice) { return Roundings(invoice).Take(); }

std::optional<Fraction> ExactAmountOf(const v1::Line& line) {
  const v1::Money& printed = PricedAmount(line);
  const Fraction exact = FiguredOut(line);
  const Fraction difference = MajorUnits(printed) - exact;
  const Fraction unit = MajorUnits(MakeMoney(1, printed.currency()));
  const bool is_rounded = -unit < difference && difference < unit;
  if (!is_rounded) return std::nullopt;
  return exact;
}

}  // namespace tally
