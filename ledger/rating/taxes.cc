#include "ledger/rating/taxes.h"

#include <algorithm>
#include <utility>

#include "ledger/base/refusal.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

absl::Status DoesNotFit(absl::string_view what) {
  return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, what, "the sum does not fit");
}

v1::TaxGroup NewGroup(const v1::Line& line, const Facts& facts) {
  v1::TaxGroup group;
  const v1::Tax tax =
      line.tax_id().empty() ? v1::Tax() : facts.FindTax(line.tax_id()).value_or(v1::Tax());
  group.set_tax_id(line.tax_id());
  group.set_name(tax.name());
  group.set_rate_percent(tax.rate_percent().empty() ? "0" : tax.rate_percent());
  *group.mutable_taxable() = MakeMoney(0, line.amount().currency());
  return group;
}

}  // namespace

std::string TaxOn(const v1::Item& item, const v1::Customer& customer) {
  if (item.tax_id().empty() || customer.tax_id() == kExempt) return "";
  return customer.tax_id().empty() ? item.tax_id() : customer.tax_id();
}

absl::StatusOr<std::vector<v1::TaxGroup>> GroupTaxes(const std::vector<v1::Line>& lines,
                                                     const Facts& facts, RoundingMode mode) {
  std::vector<v1::TaxGroup> groups;
  for (const v1::Line& line : lines) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const v1::TaxGroup& known) {
      return known.tax_id() == line.tax_id();
    });
    if (group == groups.end()) group = groups.insert(group, NewGroup(line, facts));
    const auto taxable = Add(group->taxable(), line.amount());
    if (!taxable) return DoesNotFit("net");
    *group->mutable_taxable() = *taxable;
  }
  for (v1::TaxGroup& group : groups) {
    const auto tax = TaxOnAmount(group.taxable(), group.rate_percent(), mode);
    if (!tax) return DoesNotFit("tax");
    *group.mutable_tax() = *tax;
  }
  return groups;
}

absl::StatusOr<v1::Totals> AddUp(const std::vector<v1::TaxGroup>& groups,
                                 absl::string_view currency) {
  v1::Money net = MakeMoney(0, currency);
  v1::Money tax = MakeMoney(0, currency);
  for (const v1::TaxGroup& group : groups) {
    const auto more_net = Add(net, group.taxable());
    const auto more_tax = Add(tax, group.tax());
    if (!more_net || !more_tax) return DoesNotFit("total");
    net = *more_net;
    tax = *more_tax;
  }
  const auto total = Add(net, tax);
  if (!total) return DoesNotFit("total");

  v1::Totals totals;
  *totals.mutable_net() = net;
  *totals.mutable_tax() = tax;
  *totals.mutable_total() = *total;
  return totals;
}

std::optional<v1::Money> TaxOnAmount(const v1::Money& taxable, absl::string_view rate_percent,
                                     RoundingMode mode) {
  const Decimal rate = Decimal::Parse(rate_percent).value_or(Decimal());
  return RoundToMoney(MajorUnits(taxable) * Fraction(rate) / Fraction(100), taxable.currency(),
                      mode);
}

}  // namespace tally
