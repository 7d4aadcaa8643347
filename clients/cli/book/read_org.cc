#include "clients/cli/book/read_org.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/read_dunning.h"
#include "clients/cli/book/words.h"
#include "ledger/money/currency.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// Decimals of a line's tax beyond those of its currency.
constexpr uint32_t kMaxFurtherDigits = 3;
// Each month has this day.
constexpr uint32_t kLastCalendarDay = 28;

// Digits and total are of tax that is rounded on each line.
void RefuseUnlessPerLine(const Field& field, const v1::Org& org) {
  if (!field.given() || org.tax_rounding() != v1::TAX_ROUNDING_PER_GROUP) return;
  field.Refuse("goes with tax that is rounded per line; write `per: line`, or leave it out");
}

void ReadLineDigits(const Field& field, v1::Org& org) {
  const uint32_t digits = field.Count();
  org.mutable_tax_policy()->set_line_digits(digits);
  const auto least = MinorUnitDigits(org.currency());
  if (digits == 0 || !least) return;
  const auto minor = static_cast<uint32_t>(*least);
  if (digits >= minor && digits <= minor + kMaxFurtherDigits) return;
  field.Refuse(absl::StrCat("is ", digits, "; ", org.currency(), " takes ", minor, " to ",
                            minor + kMaxFurtherDigits));
}

void ReadPer(const Field& field, v1::Org& org) {
  const std::string text = field.Text();
  if (text == "group") org.set_tax_rounding(v1::TAX_ROUNDING_PER_GROUP);
  if (text == "line") org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  if (text.empty() || org.tax_rounding() != v1::TAX_ROUNDING_UNSPECIFIED) return;
  field.Refuse(absl::StrCat("is \"", text, "\"; write group or line"));
}

// Tax is rounded `per_group`, `per_line`, or as a map says.
void ReadTaxRounding(const Field& field, v1::Org& org) {
  if (!field.is_map()) {
    const std::string text = field.Text();
    const bool is_per_line = text == "per_line";
    if (!text.empty() && !is_per_line && text != "per_group") {
      field.Refuse(
          absl::StrCat("is \"", text, "\"; write per_group, per_line or {per: line, digits: 3}"));
    }
    org.set_tax_rounding(is_per_line ? v1::TAX_ROUNDING_PER_LINE : v1::TAX_ROUNDING_PER_GROUP);
    return;
  }
  FieldMap fields(field);
  ReadPer(fields.Need("per", "write group or line"), org);
  const Field digits = fields.May("digits");
  if (digits.given()) ReadLineDigits(digits, org);
  RefuseUnlessPerLine(digits, org);
  if (const Field rounding = fields.May("rounding"); rounding.given()) {
    org.mutable_tax_policy()->set_rounding(ReadWord(rounding, kRoundingWords));
  }
  const Field total = fields.May("total");
  if (total.given()) {
    org.mutable_tax_policy()->set_total_rounding(ReadWord(total, kRoundingWords));
  }
  RefuseUnlessPerLine(total, org);
  fields.RefuseOthers();
}

// A coin is a whole number of minor units, such as 0.05.
void CheckCoin(const Field& field, const v1::CashRounding& coin) {
  const auto digits = MinorUnitDigits(coin.currency());
  const auto increment = Decimal::Parse(coin.increment());
  if (!digits || !increment) return;
  if (!increment->IsZero() && increment->places() <= *digits) return;
  field.Refuse(absl::StrCat("is ", coin.increment(), "; give the smallest coin, which has at most ",
                            *digits, " decimals"));
}

void ReadCashRounding(const Field& field, v1::Org& org) {
  for (const auto& [currency, increment] : field.Entries()) {
    field.CheckCurrencyKey(currency);
    v1::CashRounding& coin = *org.add_cash_rounding();
    coin.set_currency(currency);
    coin.set_increment(increment.Price());
    CheckCoin(increment, coin);
  }
  field.CheckSize(org, v1::Org::kCashRoundingFieldNumber);
}

void ReadReview(const Field& field, v1::ReviewLimits& review) {
  if (!field.given()) return;
  FieldMap fields(field);
  if (const Field jump = fields.May("quantity_jump"); jump.given()) {
    FieldMap limits(jump);
    review.set_quantity_jump_percent(limits.May("ratio").Percent());
    review.set_quantity_jump_units(limits.May("units").Quantity());
    limits.RefuseOthers();
  }
  review.set_stale_after_hours(fields.May("stale_after").Hours());
  fields.RefuseOthers();
}

// Months are run by themselves on a day that each month has.
void ReadCalendar(const Field& field, v1::BillingCalendar& calendar) {
  FieldMap fields(field);
  const Field day = fields.Need("day", "give the day of the month, from 1 to 28");
  calendar.set_day(day.Count());
  if (calendar.day() > kLastCalendarDay) {
    day.Refuse(absl::StrCat("is ", calendar.day(), "; give a day from 1 to ", kLastCalendarDay,
                            ", which each month has"));
  }
  calendar.set_first_month(
      fields.Need("first_month", "give the first month to run, like 2026-08").Month());
  fields.RefuseOthers();
}

// Four eyes are `true`, or a map that says more.
void ReadFourEyes(const Field& field, v1::Org& org) {
  if (!field.is_map()) {
    if (field.IsTrue()) org.mutable_four_eyes();
    return;
  }
  FieldMap fields(field);
  v1::FourEyes& four_eyes = *org.mutable_four_eyes();
  const Field above = fields.May("above");
  if (above.given()) four_eyes.set_above(above.Price());
  if (!four_eyes.above().empty() && MinorUnitDigits(org.currency()) &&
      !ParseAmount(four_eyes.above(), org.currency())) {
    above.Refuse(absl::StrCat("is ", four_eyes.above(), "; give an amount in ", org.currency()));
  }
  four_eyes.set_exceptions(fields.May("exceptions").IsTrue());
  fields.RefuseOthers();
}

void ReadAccountingSystems(const Field& field, v1::Org& org) {
  for (const auto& [system, value] : field.Entries()) {
    field.CheckKey(system);
    v1::AccountingSystem& read = *org.add_accounting_systems();
    read.set_system(system);
    FieldMap fields(value);
    read.set_accepts_voids(fields.May("accepts_voids").IsTrue());
    fields.RefuseOthers();
  }
  field.CheckSize(org, v1::Org::kAccountingSystemsFieldNumber);
}

}  // namespace

void ReadOrg(const Field& field, v1::Org& org, References& references) {
  FieldMap fields(field);
  org.set_org_id(fields.Need("id", "give an id such as northwind").Id());
  org.set_name(fields.Need("name", "give the name shown on documents").Text());
  org.set_currency(
      ReadCurrency(fields.Need("currency", "give a currency such as EUR"), "", references));
  org.set_time_zone(fields.Need("time_zone", "give a zone such as Europe/Paris").TimeZone());
  const Field rounding = fields.May("rounding");
  org.set_rounding(rounding.given() ? ReadWord(rounding, kRoundingWords)
                                    : v1::ROUNDING_HALF_AWAY_FROM_ZERO);
  ReadTaxRounding(fields.May("tax_rounding"), org);
  if (const Field point = fields.May("tax_point"); point.given()) {
    org.mutable_tax_policy()->set_tax_point(ReadWord(point, kTaxPointWords));
  }
  ReadCashRounding(fields.May("cash_rounding"), org);
  org.set_number_pattern(fields.May("number_pattern").NumberPattern());
  org.set_credit_note_pattern(fields.May("credit_note_pattern").NumberPattern());
  if (const Field terms = fields.May("payment_terms"); terms.given()) {
    *org.mutable_payment_terms() = terms.Terms();
  }
  ReadReview(fields.May("review"), *org.mutable_review());
  if (const Field dunning = fields.May("dunning"); dunning.given()) {
    ReadDunning(dunning, *org.mutable_dunning(), references);
  }
  org.set_credit_by_hand(fields.May("credit_by_hand").IsTrue());
  if (const Field calendar = fields.May("calendar"); calendar.given()) {
    ReadCalendar(calendar, *org.mutable_calendar());
  }
  if (const Field four_eyes = fields.May("four_eyes"); four_eyes.given()) {
    ReadFourEyes(four_eyes, org);
  }
  ReadAccountingSystems(fields.May("accounting_systems"), org);
  fields.RefuseOthers();
}

}  // namespace tally
