#include "ledger/rating/taxes.h"

#include <algorithm>
#include <utility>

#include "ledger/base/refusal.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/tax_point.h"

namespace tally {
namespace {

using Groups = google::protobuf::RepeatedPtrField<v1::TaxGroup>;

absl::Status DoesNotFit(absl::string_view what) {
  return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, what, "the sum does not fit");
}

// A group and what it is figured out from.
struct Taxed {
  v1::TaxGroup group;
  TaxRates rates;
  std::vector<v1::Line*> lines;
};

Taxed* TaxedWith(const v1::Line& line, std::vector<Taxed>& all) {
  const auto found =
      std::ranges::find_if(all, [&](const Taxed& known) { return IsIn(known.group, line); });
  return found == all.end() ? nullptr : &*found;
}

absl::StatusOr<Groups> FigureOutAll(const TaxRules& rules, std::vector<Taxed>& all) {
  Groups groups;
  for (Taxed& taxed : all) {
    absl::Status is = FigureOut(rules, taxed.rates, taxed.lines, taxed.group);
    if (!is.ok()) return is;
    *groups.Add() = std::move(taxed.group);
  }
  return groups;
}

bool IsZero(const std::string& rate_percent) { return DecimalOf(rate_percent).IsZero(); }

std::string WhyNothingIsCharged(const v1::Customer& customer, const v1::Tax& tax,
                                const v1::TaxGroup& group) {
  if (group.tax_id().empty()) {
    return customer.tax_id() == kExempt ? customer.exemption_reason() : "";
  }
  return IsZero(group.rate_percent()) ? tax.exemption_reason() : "";
}

// Sets what tells the line's group from others, and returns the group; nothing if its rate does not
// fit.
std::optional<Taxed> GroupFor(const DraftInput& input, const v1::Tax& tax, absl::CivilDay tax_point,
                              v1::Line& line) {
  Taxed taxed{.group = {}, .rates = RatesOn(tax, tax_point), .lines = {}};
  const std::optional<std::string> rate_percent = RatePercentOf(taxed.rates);
  if (!rate_percent) return std::nullopt;
  if (HasSeveralRates(tax) || line.has_amount_with_tax()) {
    line.set_tax_rate_percent(*rate_percent);
  }
  taxed.group.set_tax_id(line.tax_id());
  taxed.group.set_name(tax.name());
  taxed.group.set_rate_percent(*rate_percent);
  taxed.group.set_included(line.has_amount_with_tax());
  taxed.group.set_exemption_reason(WhyNothingIsCharged(input.customer, tax, taxed.group));
  return taxed;
}

absl::StatusOr<Groups> GroupsOf(const DraftInput& input, v1::DraftContent& content) {
  const std::vector<absl::CivilDay> tax_points = SettleTaxPoints(input, content);
  std::vector<Taxed> all;
  for (int i = 0; i < content.lines_size(); ++i) {
    v1::Line& line = *content.mutable_lines(i)->mutable_line();
    if (line.tax_id().empty() && line.has_amount_with_tax()) {
      *line.mutable_amount() = line.amount_with_tax();
      line.clear_amount_with_tax();
    }
    const v1::Tax tax =
        line.tax_id().empty() ? v1::Tax() : input.facts.FindTax(line.tax_id()).value_or(v1::Tax());
    auto taxed = GroupFor(input, tax, tax_points[static_cast<size_t>(i)], line);
    if (!taxed) return DoesNotFit("tax");
    Taxed* known = TaxedWith(line, all);
    if (known == nullptr) known = &all.emplace_back(*std::move(taxed));
    known->lines.push_back(&line);
  }
  return FigureOutAll(RulesOf(input.org, input.org.tax_rounding()), all);
}

// The smallest coin of `currency`, in minor units; zero if its invoices are not paid in coins.
int64_t CoinOf(const v1::Org& org, const std::string& currency) {
  for (const v1::CashRounding& rounding : org.cash_rounding()) {
    if (rounding.currency() != currency) continue;
    const auto coin = ParseAmount(rounding.increment(), currency);
    return coin ? coin->minor_units() : 0;
  }
  return 0;
}

}  // namespace

std::string TaxOn(const v1::Item& item, const v1::Customer& customer) {
  if (item.tax_id().empty() || customer.tax_id() == kExempt) return "";
  return customer.tax_id().empty() ? item.tax_id() : customer.tax_id();
}

absl::Status AddTaxes(const DraftInput& input, v1::DraftContent& content) {
  absl::StatusOr<Groups> groups = GroupsOf(input, content);
  if (!groups.ok()) return groups.status();
  *content.mutable_tax_groups() = *std::move(groups);

  absl::StatusOr<v1::Totals> totals =
      AddUp(content.tax_groups(), CurrencyOf(input.org, input.customer));
  if (!totals.ok()) return totals.status();
  if (absl::Status is = SetPayable(input.org, *totals); !is.ok()) return is;
  *content.mutable_totals() = *std::move(totals);
  if (input.org.tax_rounding() == v1::TAX_ROUNDING_PER_LINE) {
    content.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  }
  return absl::OkStatus();
}

absl::StatusOr<Groups> TaxAgain(const Groups& groups, const TaxRules& rules,
                                google::protobuf::RepeatedPtrField<v1::Line>& lines) {
  std::vector<Taxed> all;
  for (v1::Line& line : lines) {
    Taxed* taxed = TaxedWith(line, all);
    if (taxed == nullptr) {
      const auto group = std::ranges::find_if(
          groups, [&](const v1::TaxGroup& known) { return IsIn(known, line); });
      taxed = &all.emplace_back();
      if (group != groups.end()) taxed->group = *group;
      taxed->rates = RatesOf(taxed->group);
    }
    taxed->lines.push_back(&line);
  }
  return FigureOutAll(rules, all);
}

bool IsIn(const v1::TaxGroup& group, const v1::Line& line) {
  return group.tax_id() == line.tax_id() && group.included() == line.has_amount_with_tax() &&
         (line.tax_rate_percent().empty() || line.tax_rate_percent() == group.rate_percent());
}

bool IsSameGroup(const v1::TaxGroup& left, const v1::TaxGroup& right) {
  return left.tax_id() == right.tax_id() && left.rate_percent() == right.rate_percent() &&
         left.included() == right.included();
}

absl::StatusOr<v1::Totals> AddUp(const Groups& groups, absl::string_view currency) {
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

std::optional<v1::Money> InCoins(const v1::Org& org, const v1::Money& total) {
  const int64_t coin = CoinOf(org, total.currency());
  if (coin == 0) return total;
  const auto coins =
      RoundToUnits(Fraction(total.minor_units()) / Fraction(coin), 0, FromProto(org.rounding()));
  int64_t rounded = 0;
  if (!coins || __builtin_mul_overflow(*coins, coin, &rounded)) return std::nullopt;
  return MakeMoney(rounded, total.currency());
}

absl::Status SetPayable(const v1::Org& org, v1::Totals& totals) {
  const v1::Money& total = totals.total();
  const auto payable = InCoins(org, total);
  const auto rounding = payable ? Subtract(*payable, total) : std::nullopt;
  const auto credit = payable ? Subtract(MakeMoney(0, total.currency()), *payable) : std::nullopt;
  if (!rounding || !credit) return DoesNotFit("total");

  if (rounding->minor_units() != 0) {
    *totals.mutable_rounding() = *rounding;
    *totals.mutable_payable() = *payable;
  }
  if (payable->minor_units() < 0) {
    *totals.mutable_payable() = MakeMoney(0, total.currency());
    *totals.mutable_customer_credit() = *credit;
  }
  return absl::OkStatus();
}

std::optional<v1::Money> TaxOnAmount(const v1::Money& taxable, absl::string_view rate_percent,
                                     RoundingMode mode) {
  return RoundToMoney(MajorUnits(taxable) * FractionOf(rate_percent) / Fraction(100),
                      taxable.currency(), mode);
}

}  // namespace tally
