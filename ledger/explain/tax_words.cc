#include "ledger/explain/tax_words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// The tax at `rate_percent` on `amount`, or in it.
Fraction TaxAt(absl::string_view rate_percent, const Fraction& amount, bool included) {
  const Fraction percent = FractionOf(rate_percent);
  return amount * percent / (included ? Fraction(100) + percent : Fraction(100));
}

v1::Money WithTax(const v1::TaxGroup& group) {
  return Add(group.taxable(), group.tax()).value_or(group.taxable());
}

absl::string_view EqualsOrRounded(const Fraction& exact, const Fraction& shown) {
  return exact == shown ? " = " : " is rounded to ";
}

}  // namespace

Fraction ExactTaxOf(const v1::TaxGroup& group) {
  const v1::Money sum = group.included() ? WithTax(group) : group.taxable();
  return TaxAt(group.rate_percent(), MajorUnits(sum), group.included());
}

std::string TaxOnSumText(const v1::TaxGroup& group) {
  if (group.parts().empty()) {
    const v1::Money sum = group.included() ? WithTax(group) : group.taxable();
    return absl::StrCat(
        group.rate_percent(), group.included() ? "% included in " : "% of ", AmountWords(sum),
        EqualsOrRounded(ExactTaxOf(group), MajorUnits(group.tax())), AmountWords(group.tax()));
  }
  std::vector<std::string> parts;
  for (const v1::TaxPart& part : group.parts()) parts.push_back(FormatAmount(part.tax()));
  const std::string sum = absl::StrJoin(parts, " + ");
  return absl::StrCat(parts.size() == 1 ? "" : absl::StrCat(sum, " = "), AmountWords(group.tax()),
                      group.included() ? absl::StrCat(" in ", AmountWords(WithTax(group)))
                                       : absl::StrCat(" on ", AmountWords(group.taxable())));
}

std::string TaxByLineText(const v1::TaxGroup& group) {
  return absl::StrCat(group.rate_percent(), "%, line by line: ", AmountWords(group.tax()),
                      group.included() ? absl::StrCat(" in ", AmountWords(WithTax(group)))
                                       : absl::StrCat(" on ", AmountWords(group.taxable())));
}

std::string TaxPartWords(const v1::TaxPart& part, const v1::TaxGroup& group) {
  const Fraction exact = TaxAt(part.rate_percent(), MajorUnits(part.taxable()), false);
  const bool is_compound = part.taxable().minor_units() != group.taxable().minor_units();
  return absl::StrCat(part.name(), ": ", part.rate_percent(), "% of ", AmountWords(part.taxable()),
                      is_compound ? " with the taxes before it" : "",
                      EqualsOrRounded(exact, MajorUnits(part.tax())), AmountWords(part.tax()));
}

std::string TaxShareWords(const v1::TaxPart& part) {
  return absl::StrCat(part.name(), ": ", part.rate_percent(), "%, ", AmountWords(part.tax()),
                      " of it");
}

std::string TaxPartRateWords(absl::string_view name, absl::string_view rate_percent,
                             bool is_compound) {
  return absl::StrCat(name, " is ", rate_percent,
                      is_compound ? "% of the net and the taxes before it" : "%");
}

std::string OwnTaxWords(const v1::Line& line, const v1::TaxGroup& group) {
  const std::string& currency = line.amount().currency();
  const std::string tax = absl::StrCat(PriceWords(line.tax(), currency), " ", currency);
  if (!group.parts().empty()) return absl::StrCat(tax, " on this line");
  return absl::StrCat(group.rate_percent(), group.included() ? "% included in " : "% of ",
                      AmountWords(PricedAmount(line)),
                      EqualsOrRounded(ExactTaxOn(line, group), FractionOf(line.tax())), tax,
                      " on this line");
}

Fraction ExactTaxOn(const v1::Line& line, const v1::TaxGroup& group) {
  return TaxAt(group.rate_percent(), MajorUnits(PricedAmount(line)), group.included());
}

std::string LineTaxesWords(const Fraction& sum, absl::string_view currency) {
  return absl::StrCat("The taxes of the lines make ", PriceWords(FractionWords(sum), currency), " ",
                      currency);
}

v1::Rounding TaxRoundingOf(const v1::Org& org) {
  const v1::Rounding rounding = org.tax_policy().rounding();
  return rounding == v1::ROUNDING_UNSPECIFIED ? org.rounding() : rounding;
}

v1::Rounding TaxTotalRoundingOf(const v1::Org& org) {
  const v1::Rounding rounding = org.tax_policy().total_rounding();
  return rounding == v1::ROUNDING_UNSPECIFIED ? TaxRoundingOf(org) : rounding;
}

}  // namespace tally
