#include "clients/cli/show/rounding.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "ledger/money/decimal.h"
#include "ledger/money/fraction.h"
#include "ledger/money/rounding.h"

namespace tally {
namespace {

// Decimals of a sum of many differences, which is seldom a short one.
constexpr int kSumPlaces = 6;

std::string KindWords(v1::RoundedKind kind) {
  switch (kind) {
    case v1::ROUNDED_KIND_LINE:
      return "line";
    case v1::ROUNDED_KIND_TAX:
      return "tax";
    case v1::ROUNDED_KIND_COINS:
      return "coins";
    default:
      return "?";
  }
}

std::string Signed(const std::string& difference) {
  return difference.empty() || difference == "0" || absl::StartsWith(difference, "-")
             ? difference
             : absl::StrCat("+", difference);
}

// Reads a decimal of any length; out of range if it is none or does not fit.
Fraction ReadDecimal(absl::string_view text) {
  const bool is_negative = absl::ConsumePrefix(&text, "-");
  Fraction number;
  Fraction unit(1);
  bool is_behind_point = false;
  for (const char c : text) {
    if (c == '.' && !is_behind_point) {
      is_behind_point = true;
      continue;
    }
    if (!absl::ascii_isdigit(c)) return Fraction::OutOfRange();
    number = number * Fraction(10) + Fraction(c - '0');
    if (is_behind_point) unit = unit * Fraction(10);
  }
  return (is_negative ? -number : number) / unit;
}

// Reads a decimal or `-1/300`.
Fraction Read(const std::string& text) {
  if (text.empty()) return Fraction::OutOfRange();
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('/', 1));
  const Fraction over = ReadDecimal(parts.first);
  return parts.second.empty() ? over : over / ReadDecimal(parts.second);
}

// About what the differences of a currency come to; `?` if that does not fit.
std::string About(const Fraction& sum) {
  const auto units = RoundToUnits(sum, kSumPlaces, RoundingMode::kHalfAwayFromZero);
  const auto decimal = units ? Decimal::FromParts(*units, kSumPlaces) : std::nullopt;
  if (!decimal) return "?";
  const bool is_exact = Fraction(*decimal) == sum;
  return absl::StrCat(is_exact ? "" : "about ", Signed(decimal->ToString()));
}

}  // namespace

std::string RoundingTable(const v1::RoundingPage& page, const Look& look) {
  if (page.documents().empty()) return "Nothing came out differently by rounding.\n";
  std::map<std::string, Fraction> sums;
  TextTable table({{"invoice"},
                   {"client"},
                   {"month"},
                   {"figures rounded", TextTable::kRight},
                   {"currency"},
                   {"difference", TextTable::kRight}});
  for (const v1::DocumentRounding& document : page.documents()) {
    Fraction& sum = sums[document.currency()];
    sum = sum + Read(document.difference());
    table.Add({{document.invoice_number()},
               {document.customer_id()},
               {document.month()},
               {absl::StrCat(document.roundings_size())},
               {document.currency()},
               {Signed(document.difference())}});
  }
  for (const auto& [currency, sum] : sums) {
    table.AddFooter(
        {{"total", Style::kHeading}, {}, {}, {}, {currency}, {About(sum), Style::kHeading}});
  }
  return table.Layout(look);
}

std::string RoundingLines(const v1::RoundingPage& page, const Look& look) {
  TextTable table({{"invoice"},
                   {"client"},
                   {"what"},
                   {"of"},
                   {"exact", TextTable::kRight},
                   {"rounded", TextTable::kRight},
                   {"currency"},
                   {"difference", TextTable::kRight}});
  for (const v1::DocumentRounding& document : page.documents()) {
    for (const v1::Rounded& rounded : document.roundings()) {
      table.Add({{document.invoice_number()},
                 {document.customer_id()},
                 {KindWords(rounded.kind())},
                 {rounded.subject()},
                 {Grouped(rounded.exact())},
                 {Grouped(rounded.rounded())},
                 {document.currency()},
                 {Signed(rounded.difference())}});
    }
  }
  return absl::StrCat(table.empty() ? "" : table.Layout(look) + "\n", RoundingTable(page, look));
}

}  // namespace tally
