#include "ledger/rating/tax_amounts.h"

#include <algorithm>
#include <utility>

#include "ledger/base/refusal.h"
#include "ledger/money/currency.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Decimals of a percentage, as FORMAT_PERCENT allows.
constexpr int kPercentPlaces = 6;

absl::Status DoesNotFit(absl::string_view what) {
  return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, what, "the sum does not fit");
}

// The rate of one part as a part of its base: 1/20 for 5 %.
Fraction RateOf(const TaxPartRate& part) { return FractionOf(part.rate_percent) / Fraction(100); }

// Parts of a code have names; a tax without components has none to list.
bool HasParts(const TaxRates& rates) { return !rates.front().name.empty(); }

// The tax that is in `gross`, rounded once.
std::optional<int64_t> TaxIn(const TaxRates& rates, const Fraction& gross, RoundingMode mode) {
  const Fraction rate = SumsOfRates(rates).back();
  return RoundToUnits(gross * rate / (Fraction(1) + rate), 0, mode);
}

// Each part of `tax` in proportion to its rate, so that they add up to it.
std::optional<std::vector<int64_t>> PartsIn(const TaxRates& rates, int64_t tax) {
  const std::vector<Fraction> sums = SumsOfRates(rates);
  std::vector<int64_t> parts(rates.size(), 0);
  if (sums.back() == Fraction()) return parts;
  int64_t before = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto up_to =
        RoundToUnits(Fraction(tax) * sums[i] / sums.back(), 0, RoundingMode::kHalfAwayFromZero);
    if (!up_to) return std::nullopt;
    parts[i] = *up_to - before;
    before = *up_to;
  }
  return parts;
}

bool AddTo(int64_t& sum, int64_t more) { return !__builtin_add_overflow(sum, more, &sum); }

// What a tax comes to on lines, in minor units.
struct Figures {
  // The tax on the lines up to each one, where a line has tax of its own.
  std::vector<int64_t> up_to;
  int64_t tax = 0;
  std::vector<int64_t> parts;
};

// Tax on the sum of the lines.
std::optional<Figures> PerGroup(const TaxRules& rules, const TaxRates& rates,
                                const std::vector<v1::Line*>& lines, bool included) {
  Figures figures;
  int64_t sum = 0;
  for (const v1::Line* line : lines) {
    if (!AddTo(sum, PricedAmount(*line).minor_units())) return std::nullopt;
    if (!included) continue;
    const auto tax = TaxIn(rates, Fraction(sum), rules.mode);
    if (!tax) return std::nullopt;
    figures.up_to.push_back(*tax);
  }
  if (included) figures.tax = figures.up_to.back();
  auto parts = included ? PartsIn(rates, figures.tax) : PartsOn(rates, Fraction(sum), rules.mode);
  if (!parts) return std::nullopt;
  figures.parts = *std::move(parts);
  const auto tax = Sum(figures.parts);
  if (!tax) return std::nullopt;
  figures.tax = *tax;
  return figures;
}

// Tax on each line, in units of 10^-digits, and then summed. What is taken out of a price leaves a
// net in minor units, so it is in minor units itself.
class PerLine {
 public:
  PerLine(const TaxRules& rules, const TaxRates& rates, int currency_digits, bool included)
      : rules_(rules),
        rates_(rates),
        included_(included),
        digits_(included ? currency_digits : std::max(rules.line_digits, currency_digits)),
        units_in_minor_(PowerOfTen(digits_ - currency_digits)),
        parts_(rates.size(), 0) {}

  // Sets the tax of each line. Nothing if a figure does not fit.
  std::optional<Figures> Take(const std::vector<v1::Line*>& lines) {
    Figures figures;
    for (v1::Line* line : lines) {
      const auto up_to = Take(*line) ? InMinorUnits(tax_) : std::nullopt;
      if (!up_to) return std::nullopt;
      figures.up_to.push_back(*up_to);
    }
    figures.tax = figures.up_to.back();
    // Each part bears what it adds to the rounded sum of those up to it.
    int64_t sum = 0;
    int64_t before = 0;
    for (const int64_t part : parts_) {
      const auto up_to = AddTo(sum, part) ? InMinorUnits(sum) : std::nullopt;
      if (!up_to) return std::nullopt;
      figures.parts.push_back(*up_to - before);
      before = *up_to;
    }
    return figures;
  }

 private:
  // Sets the tax of `line` and adds it to the sums. False if it does not fit.
  bool Take(v1::Line& line) {
    const Fraction amount = Fraction(PricedAmount(line).minor_units()) * Fraction(units_in_minor_);
    const auto parts = PartsOfLine(amount);
    const auto tax = parts ? Sum(*parts) : std::nullopt;
    const auto text = tax ? Decimal::FromParts(*tax, digits_) : std::nullopt;
    if (!text || !AddTo(tax_, *tax)) return false;
    for (size_t i = 0; i < parts_.size(); ++i) {
      if (!AddTo(parts_[i], (*parts)[i])) return false;
    }
    line.set_tax(text->ToString());
    return true;
  }

  std::optional<std::vector<int64_t>> PartsOfLine(const Fraction& amount) const {
    if (!included_) return PartsOn(rates_, amount, rules_.mode);
    const auto tax = TaxIn(rates_, amount, rules_.mode);
    return tax ? PartsIn(rates_, *tax) : std::nullopt;
  }

  std::optional<int64_t> InMinorUnits(int64_t units) const {
    return RoundToUnits(Fraction(units) / Fraction(units_in_minor_), 0, rules_.total_mode);
  }

  const TaxRules& rules_;
  const TaxRates& rates_;
  const bool included_;
  const int digits_;
  const int64_t units_in_minor_;
  std::vector<int64_t> parts_;
  int64_t tax_ = 0;
};

// Takes the tax out of the prices of lines that include it.
bool SetNets(const std::vector<v1::Line*>& lines, const std::vector<int64_t>& up_to) {
  int64_t before = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    const v1::Money& gross = lines[i]->amount_with_tax();
    const auto net = Subtract(gross, MakeMoney(up_to[i] - before, gross.currency()));
    if (!net) return false;
    *lines[i]->mutable_amount() = *net;
    before = up_to[i];
  }
  return true;
}

void SetParts(const TaxRates& rates, const std::vector<int64_t>& parts, v1::TaxGroup& group) {
  group.clear_parts();
  if (!HasParts(rates)) return;
  const std::string& currency = group.taxable().currency();
  // Neither sum can overflow: it is between the group's net and its net with all tax.
  int64_t before = group.taxable().minor_units();
  for (size_t i = 0; i < rates.size(); ++i) {
    v1::TaxPart& part = *group.add_parts();
    part.set_name(rates[i].name);
    part.set_rate_percent(rates[i].rate_percent);
    *part.mutable_taxable() =
        MakeMoney(rates[i].compound ? before : group.taxable().minor_units(), currency);
    *part.mutable_tax() = MakeMoney(parts[i], currency);
    before += parts[i];
  }
}

// Whether the parts of `group` come to its rate, and are on what they say, with these `rates`.
bool Explains(const TaxRates& rates, const v1::TaxGroup& group) {
  if (RatePercentOf(rates) != group.rate_percent()) return false;
  int64_t with_taxes = group.taxable().minor_units();
  for (size_t i = 0; i < rates.size(); ++i) {
    const v1::TaxPart& part = group.parts(static_cast<int>(i));
    const int64_t base = rates[i].compound ? with_taxes : group.taxable().minor_units();
    if (part.taxable().minor_units() != base) return false;
    with_taxes += part.tax().minor_units();
  }
  return true;
}

// Tries which of the parts from `from` on are compound.
bool FindCompounds(const v1::TaxGroup& group, size_t from, TaxRates& rates) {
  if (from >= rates.size()) return Explains(rates, group);
  for (const bool compound : {false, true}) {
    rates[from].compound = compound;
    if (FindCompounds(group, from + 1, rates)) return true;
  }
  rates[from].compound = false;
  return false;
}

}  // namespace

std::vector<Fraction> SumsOfRates(const TaxRates& rates) {
  std::vector<Fraction> sums;
  Fraction sum;
  for (const TaxPartRate& part : rates) {
    sum = sum + RateOf(part) * (part.compound ? Fraction(1) + sum : Fraction(1));
    sums.push_back(sum);
  }
  return sums;
}

std::optional<std::string> RatePercentOf(const TaxRates& rates) {
  // What one part is, is said as it was given.
  if (rates.size() == 1) return rates.front().rate_percent;
  const auto units = RoundToUnits(SumsOfRates(rates).back() * Fraction(100), kPercentPlaces,
                                  RoundingMode::kHalfAwayFromZero);
  const auto percent = units ? Decimal::FromParts(*units, kPercentPlaces) : std::nullopt;
  if (!percent) return std::nullopt;
  return percent->ToString();
}

TaxRates RatesOf(const v1::TaxGroup& group) {
  if (group.parts().empty()) return {{.name = "", .rate_percent = group.rate_percent()}};
  TaxRates rates;
  for (const v1::TaxPart& part : group.parts()) {
    rates.push_back({.name = part.name(), .rate_percent = part.rate_percent()});
  }
  // A part does not say whether it is compound, but what they come to does.
  FindCompounds(group, 1, rates);
  return rates;
}

TaxRules RulesOf(const v1::Org& org, v1::TaxRounding tax_rounding) {
  const v1::TaxPolicy& policy = org.tax_policy();
  const v1::Rounding rounding =
      policy.rounding() == v1::ROUNDING_UNSPECIFIED ? org.rounding() : policy.rounding();
  const v1::Rounding total =
      policy.total_rounding() == v1::ROUNDING_UNSPECIFIED ? rounding : policy.total_rounding();
  return {.per_line = tax_rounding == v1::TAX_ROUNDING_PER_LINE,
          .mode = FromProto(rounding),
          .total_mode = FromProto(total),
          .line_digits = static_cast<int>(policy.line_digits())};
}

std::optional<std::vector<int64_t>> PartsOn(const TaxRates& rates, const Fraction& net,
                                            RoundingMode mode) {
  std::vector<int64_t> parts;
  Fraction with_taxes = net;
  for (const TaxPartRate& part : rates) {
    const Fraction& base = part.compound ? with_taxes : net;
    const auto tax = RoundToUnits(base * RateOf(part), 0, mode);
    if (!tax) return std::nullopt;
    parts.push_back(*tax);
    with_taxes = with_taxes + Fraction(*tax);
  }
  return parts;
}

absl::Status FigureOut(const TaxRules& rules, const TaxRates& rates,
                       const std::vector<v1::Line*>& lines, v1::TaxGroup& group) {
  const std::string& currency = lines.front()->amount().currency();
  std::vector<int64_t> priced;
  for (const v1::Line* line : lines) priced.push_back(PricedAmount(*line).minor_units());
  const auto sum = Sum(priced);
  if (!sum) return DoesNotFit("net");

  const int digits = MinorUnitDigits(currency).value_or(0);
  const bool is_per_line = rules.per_line && !group.tax_id().empty();
  const auto figures = is_per_line ? PerLine(rules, rates, digits, group.included()).Take(lines)
                                   : PerGroup(rules, rates, lines, group.included());
  if (!figures) return DoesNotFit("tax");
  const v1::Money tax = MakeMoney(figures->tax, currency);
  const v1::Money total = MakeMoney(*sum, currency);
  const auto net = group.included() ? Subtract(total, tax) : total;
  if (!net || !Add(*net, tax)) return DoesNotFit("total");
  if (group.included() && !SetNets(lines, figures->up_to)) return DoesNotFit("net");

  *group.mutable_taxable() = *net;
  *group.mutable_tax() = tax;
  SetParts(rates, figures->parts, group);
  return absl::OkStatus();
}

}  // namespace tally
