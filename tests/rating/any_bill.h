// AnyBill: documents of all kinds of taxes, for properties that hold for each.

#pragma once

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/money/decimal.h"
#include "rating/bill.h"

namespace tally {

inline std::string AnyRate() {
  const int64_t hundredths =
      *rc::gen::oneOf(rc::gen::inRange<int64_t>(0, 3'001), rc::gen::inRange<int64_t>(0, 10'001),
                      rc::gen::element<int64_t>(0, 500, 2'000));
  return Decimal::FromParts(hundredths, 2)->ToString();
}

// A rate, and maybe another from the middle of the month on.
inline std::string AnyRates() {
  std::string text = absl::StrCat("rate_percent: '", AnyRate(), "' ");
  if (*rc::gen::arbitrary<bool>()) {
    absl::StrAppend(&text, "rates { effective_from: '2026-10-12' rate_percent: '", AnyRate(),
                    "' } ");
  }
  return text;
}

inline std::string AnyTax(const std::string& tax_id) {
  std::string text = absl::StrCat("tax_id: '", tax_id, "' ");
  const int components = *rc::gen::inRange(0, 4);
  if (components == 0) return text + AnyRates();
  for (int i = 0; i < components; ++i) {
    absl::StrAppend(&text, "components { name: 'C", i, "' ", AnyRates(),
                    "compound: ", *rc::gen::arbitrary<bool>() ? "true" : "false", " } ");
  }
  return text;
}

inline v1::Rounding AnyRounding() {
  return *rc::gen::element(v1::ROUNDING_UNSPECIFIED, v1::ROUNDING_HALF_EVEN, v1::ROUNDING_DOWN,
                           v1::ROUNDING_UP);
}

inline void SetAnyPolicy(v1::Org& org) {
  org.set_rounding(AnyRounding());
  v1::TaxPolicy& policy = *org.mutable_tax_policy();
  policy.set_rounding(AnyRounding());
  policy.set_tax_point(*rc::gen::element(v1::TAX_POINT_INVOICE_DATE, v1::TAX_POINT_SERVICE));
  if (*rc::gen::arbitrary<bool>()) {
    org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
    policy.set_line_digits(*rc::gen::element<uint32_t>(0, 2, 3, 5));
    policy.set_total_rounding(AnyRounding());
  }
  if (*rc::gen::arbitrary<bool>()) {
    *org.add_cash_rounding() = Parse<v1::CashRounding>("currency: 'USD' increment: '0.05'");
  }
}

// Up to eight lines of any taxes, some of which take off, with and without tax in their prices.
inline void AddAnyLines(Bill& bill, int64_t max_minor_units) {
  const int count = *rc::gen::inRange(1, 9);
  for (int i = 0; i < count; ++i) {
    const int64_t minor_units =
        *rc::gen::weightedOneOf<int64_t>({{5, rc::gen::inRange<int64_t>(0, max_minor_units)},
                                          {1, rc::gen::inRange<int64_t>(-max_minor_units, 0)}});
    const std::string amount = FormatAmount(MakeMoney(minor_units, "USD"));
    const std::string tax = *rc::gen::element<std::string>("vat", "low", "");
    *rc::gen::weightedElement<bool>({{3, false}, {1, true}}) ? bill.AddWithTax(tax, amount)
                                                             : bill.Add(tax, amount);
    if (*rc::gen::arbitrary<bool>()) {
      const int start = *rc::gen::inRange(0, 30);
      const absl::CivilDay first = absl::CivilDay(2026, 10, 1) + start;
      bill.For(FormatDate(first), FormatDate(first + *rc::gen::inRange(1, 40)));
    }
  }
}

inline void MakeAnyBill(Bill& bill) {
  SetAnyPolicy(bill.month.org);
  bill.month.SetTax(AnyTax("vat"));
  bill.month.SetTax(AnyTax("low"));
  bill.month.today = absl::CivilDay(2026, 10, 1) + *rc::gen::inRange(0, 40);
  AddAnyLines(bill, *rc::gen::element<int64_t>(20, 2'000, 10'000'000));
}

}  // namespace tally
