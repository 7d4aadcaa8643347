// Tax amounts: what one tax comes to on lines that all have it at the same rates.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/money/fraction.h"
#include "ledger/money/rounding.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// One tax of a code, at its rate of one day.
struct TaxPartRate {
  std::string name;
  std::string rate_percent;
  // Whether its base is the net and the rounded taxes before it; the net alone if not.
  bool compound = false;

  friend bool operator==(const TaxPartRate&, const TaxPartRate&) = default;
};

// A tax at its rates of one day: its components, or one part without a name.
using TaxRates = std::vector<TaxPartRate>;

// Returns what the parts up to each one take of a net of 1: 1/20 and 67/500 for 5 % and 8 %
// compound.
std::vector<Fraction> SumsOfRates(const TaxRates& rates);

// Returns what all parts take, percent of the net, to 6 decimals: `13.4`. Nothing if it does not
// fit.
std::optional<std::string> RatePercentOf(const TaxRates& rates);

// Returns the rates at which `group` was taxed.
TaxRates RatesOf(const v1::TaxGroup& group);

// Where and how tax is rounded.
struct TaxRules {
  bool per_line = false;
  RoundingMode mode = RoundingMode::kHalfAwayFromZero;
  // With tax per line: how the sum of the lines' tax is rounded, and the decimals that are kept on
  // a line, if they are more than the currency's.
  RoundingMode total_mode = RoundingMode::kHalfAwayFromZero;
  int line_digits = 0;
};

// Returns how `org` rounds the tax of a document with this `tax_rounding`.
TaxRules RulesOf(const v1::Org& org, v1::TaxRounding tax_rounding);

// Returns each part of the tax on `net`, rounded once, all in the same unit. Nothing if a figure
// does not fit.
std::optional<std::vector<int64_t>> PartsOn(const TaxRates& rates, const Fraction& net,
                                            RoundingMode mode);

// Sets what `group` comes to on `lines`, at least one: net, tax and parts. Of lines whose price
// includes the tax it also sets the net: each line bears what it adds to the tax of the lines up to
// it, so that neither gross nor tax loses a cent. With tax per line it sets the tax of each; that
// of a price that includes it is rounded to the minor unit. AMOUNT_OUT_OF_RANGE if a figure does
// not fit.
absl::Status FigureOut(const TaxRules& rules, const TaxRates& rates,
                       const std::vector<v1::Line*>& lines, v1::TaxGroup& group);

}  // namespace tally
