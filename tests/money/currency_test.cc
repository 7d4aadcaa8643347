#include "ledger/money/currency.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

TEST(MinorUnitDigits, KnowsActiveCurrencies) {
  struct Row {
    const char* code;
    std::optional<int> digits;
  };
  const Row rows[] = {
      {"AED", 2},  // The first row,
      {"ZWG", 2},  // and the last.
      {"USD", 2},
      {"EUR", 2},
      {"CHF", 2},
      {"XCG", 2},
      {"JPY", 0},
      {"KRW", 0},
      {"CLP", 0},
      {"ISK", 0},
      {"UGX", 0},
      {"XAF", 0},
      {"XOF", 0},
      {"XPF", 0},
      {"HUF", 2},
      {"MGA", 2},
      {"KWD", 3},
      {"BHD", 3},
      {"TND", 3},
      {"IQD", 3},  // ICU says 0.
      {"CLF", 4},
      {"UYW", 4},
      // Not currencies, or not any more.
      {"", std::nullopt},
      {"US", std::nullopt},
      {"USDX", std::nullopt},
      {"usd", std::nullopt},
      {"AAA", std::nullopt},
      {"ZZZ", std::nullopt},
      {"DEM", std::nullopt},
      {"HRK", std::nullopt},
      {"BGN", std::nullopt},
      // Without a minor unit.
      {"XAU", std::nullopt},
      {"XDR", std::nullopt},
      {"XTS", std::nullopt},
      {"XXX", std::nullopt},
  };
  for (const auto& [code, digits] : rows) EXPECT_EQ(MinorUnitDigits(code), digits) << code;
}

}  // namespace
}  // namespace tally
