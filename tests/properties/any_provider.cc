// What is defined before a customer's first month.

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/money/currency.h"
#include "properties/any_story.h"
#include "properties/choice.h"
#include "properties/house.h"
#include "support/text.h"

namespace tally {
namespace {

std::string AnyZone() {
  return OneOf({"UTC", "America/New_York", "Europe/Paris", "Asia/Kathmandu", "Pacific/Apia",
                "America/Sao_Paulo"});
}

std::string AnyCurrency() { return OneOf({"USD", "EUR", "JPY", "KWD"}); }

v1::Rounding AnyRounding() { return static_cast<v1::Rounding>(Between(0, 4)); }

std::string AnyRate() { return OneIn(4) ? OneOf({"0", "5", "20"}) : NumberUpTo(30, 2); }

// Months in which clocks change, days are missing, or February has a 29th.
absl::CivilMonth AnyFirstMonth() {
  const auto month = AnyOf<absl::CivilMonth>({absl::CivilMonth(2026, 1), absl::CivilMonth(2011, 10),
                                              absl::CivilMonth(2018, 9), absl::CivilMonth(2023, 12),
                                              absl::CivilMonth(2025, 7)});
  return month + Between(0, 2);
}

void SetAnyTaxPolicy(v1::Org& org) {
  v1::TaxPolicy& policy = *org.mutable_tax_policy();
  policy.set_rounding(AnyRounding());
  policy.set_tax_point(static_cast<v1::TaxPoint>(Between(0, 2)));
  if (!OneIn(3)) return;
  org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  const int digits = *MinorUnitDigits(org.currency());
  policy.set_line_digits(static_cast<uint32_t>(digits + Between(0, 3)));
  policy.set_total_rounding(AnyRounding());
}

v1::Org AnyOrg() {
  auto org = Parse<v1::Org>("org_id: 'msp' name: 'Msp'");
  org.set_currency(AnyCurrency());
  org.set_time_zone(AnyZone());
  org.set_rounding(AnyRounding());
  SetAnyTaxPolicy(org);
  if (OneIn(3)) {
    for (const char* coins : {"currency: 'USD' increment: '0.05'", "currency: 'JPY' increment: '5'",
                              "currency: 'KWD' increment: '0.025'"}) {
      *org.add_cash_rounding() = Parse<v1::CashRounding>(coins);
    }
  }
  return org;
}

// Sets a rate, and maybe others from days in and around the months on.
template <class Rated>
void SetAnyRates(absl::CivilDay first, Rated& rated) {
  rated.set_rate_percent(AnyRate());
  absl::CivilDay day = first;
  for (int i = Between(0, 2); i > 0; --i) {
    day += Between(1, 60);
    v1::TaxRate& rate = *rated.add_rates();
    rate.set_effective_from(FormatDate(day));
    rate.set_rate_percent(AnyRate());
  }
}

v1::Tax AnyTax(const std::string& tax_id, absl::CivilDay first) {
  v1::Tax tax;
  tax.set_tax_id(tax_id);
  tax.set_name(tax_id);
  if (!OneIn(3)) {
    SetAnyRates(first, tax);
    return tax;
  }
  for (int i = Between(1, 3); i > 0; --i) {
    v1::TaxComponent& component = *tax.add_components();
    component.set_name(absl::StrCat("part ", i));
    component.set_compound(OneIn(2));
    SetAnyRates(first, component);
  }
  return tax;
}

std::vector<v1::Item> AllItems() {
  return {Parse<v1::Item>("item_id: 'seat' name: 'Seat' tax_id: 'vat'"),
          Parse<v1::Item>("item_id: 'device' name: 'Device' tax_id: 'vat'"),
          Parse<v1::Item>("item_id: 'book' name: 'Book' tax_id: 'low'"),
          Parse<v1::Item>("item_id: 'stamp' name: 'Stamp'"),
          Parse<v1::Item>("item_id: 'post' name: 'Post'")};
}

std::vector<v1::Source> AllSources() {
  std::vector<v1::Source> sources;
  for (const char* source_id : {"shop", "tool", "desk"}) {
    sources.push_back(Parse<v1::Source>(
        "kind: 'other' meters { meter: 'MEMBER' item_id: 'seat' excluded_members: 'm1*' "
        "ignores_case: true }"));
    sources.back().set_source_id(source_id);
  }
  return sources;
}

v1::Customer AnyCustomer() {
  auto customer = Parse<v1::Customer>(
      "customer_id: 'alpha' name: 'Alpha Ltd' accounts { source_id: 'shop' account: 'S1' } ");
  for (const char* account :
       {"source_id: 'shop' account: 'S2'", "source_id: 'tool' account: 'T1'"}) {
    if (OneIn(2)) *customer.add_accounts() = Parse<v1::Account>(account);
  }
  if (OneIn(3)) customer.set_currency(AnyCurrency());
  if (OneIn(2)) customer.set_time_zone(AnyZone());
  if (OneIn(4)) customer.set_tax_id(OneOf({"exempt", "low"}));
  return customer;
}

// Rates of all currencies against those in use, from before the first month on.
std::vector<v1::ExchangeRate> AnyRatesOf(const Story& story) {
  std::vector<v1::ExchangeRate> rates;
  for (const std::string& to : std::set<std::string>{story.currency(), story.org.currency()}) {
    for (const char* from : {"USD", "EUR", "JPY", "KWD"}) {
      if (to == from || OneIn(8)) continue;
      for (const absl::CivilDay day : {story.first_day() - 400, story.first_day() + 20}) {
        v1::ExchangeRate& rate = rates.emplace_back();
        rate.set_from_currency(from);
        rate.set_to_currency(to);
        rate.set_rate(OneOf({"1.25", "0.0123", "0.871234", "150"}));
        rate.set_date(FormatDate(day));
        rate.set_source("bank");
      }
    }
  }
  return rates;
}

}  // namespace

Story AnyProvider(int months) {
  Story story;
  story.org = AnyOrg();
  const absl::CivilMonth first = AnyFirstMonth();
  const v1::Customer customer = AnyCustomer();
  for (int i = 0; i < months; ++i) {
    story.months.emplace_back();
    story.months.back().month = first + i;
    story.months.back().customer = customer;
  }
  for (const char* tax : {"vat", "low"}) story.taxes.push_back(AnyTax(tax, story.first_day()));
  story.items = AllItems();
  story.sources = AllSources();
  story.rates = AnyRatesOf(story);
  return story;
}

}  // namespace tally
