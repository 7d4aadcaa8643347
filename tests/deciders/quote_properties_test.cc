// What is quoted is billed: whatever is defined otherwise between the two.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ledger/deciders/catalog.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/quotes.h"
#include "ledger/deciders/taxes.h"
#include "ledger/store/encoding.h"
#include "properties/choice.h"
#include "support/provider.h"

namespace tally {
namespace {

std::string AnyRounding() {
  return OneOf(
      {"ROUNDING_HALF_AWAY_FROM_ZERO", "ROUNDING_HALF_EVEN", "ROUNDING_DOWN", "ROUNDING_UP"});
}

void DefineAnyOrg(Scenario& scenario) {
  scenario.GivenCommand<v1::DefineOrg>(absl::StrCat(
      "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' rounding: ", AnyRounding(),
      " tax_rounding: ", OneOf({"TAX_ROUNDING_PER_GROUP", "TAX_ROUNDING_PER_LINE"}),
      OneIn(3) ? " cash_rounding { currency: 'USD' increment: '0.05' }" : "",
      " payment_terms { kind: TERMS_KIND_NET days: ", Between(0, 90), " } }"));
}

void DefineAnyTax(Scenario& scenario) {
  const std::string rates =
      OneIn(3) ? absl::StrCat("components { name: 'A' rate_percent: '", NumberUpTo(10, 2),
                              "' } components { name: 'B' rate_percent: '", NumberUpTo(10, 2),
                              "' compound: true }")
               : absl::StrCat("rate_percent: '", NumberUpTo(30, 3), "'");
  scenario.GivenCommand<v1::DefineTax>(
      absl::StrCat("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' ", rates, " }"));
}

void DefineAnyItem(Scenario& scenario) {
  scenario.GivenCommand<v1::DefineItem>(absl::StrCat("org_id: 'msp' item { item_id: 'seat' name: '",
                                                     OneOf({"Seat", "Chair"}), "' tax_id: '",
                                                     OneOf({"vat", "low", ""}), "' }"));
}

void DefineAnyCustomer(Scenario& scenario) {
  scenario.GivenCommand<v1::DefineCustomer>(absl::StrCat(
      "org_id: 'msp' customer { customer_id: 'alpha' name: '", OneOf({"Alpha Ltd", "Alpha Inc"}),
      "' tax_id: '", OneOf({"", "low", "exempt"}), "' }"));
}

void DefineAnything(Scenario& scenario) {
  DefineAnyOrg(scenario);
  DefineAnyTax(scenario);
  DefineAnyItem(scenario);
  DefineAnyCustomer(scenario);
}

v1::ReviseQuote AnyQuote() {
  auto quote = Parse<v1::ReviseQuote>("org_id: 'msp' quote_id: 'q' customer_id: 'alpha'");
  const int lines = Between(1, 8);
  for (int i = 0; i < lines; ++i) {
    v1::QuoteLineSpec& line = *quote.add_lines();
    line.set_line_id(absl::StrCat("l", i));
    line.set_item_id(OneOf({"seat", "book", "stamp"}));
    line.set_quantity(NumberUpTo(100, 6));
    line.set_unit_price(NumberUpTo(1000, 4));
    if (OneIn(3)) line.mutable_cadence()->set_months(static_cast<uint32_t>(Between(1, 12)));
  }
  return quote;
}

v1::QuoteRevision RevisionIn(const Scenario& scenario) {
  return scenario.books().quotes.Find("msp", "q")->revisions(0);
}

RC_GTEST_PROP(QuoteProperties, WhatIsAcceptedIsBilledAsItWasQuotedWhateverChanges, ()) {
  Scenario scenario = Provider();
  DefineAnything(scenario);
  scenario.GivenCommand(AnyQuote());
  const v1::QuoteRevision quoted = RevisionIn(scenario);
  scenario.GivenCommand<v1::SendQuote>("org_id: 'msp' quote_id: 'q' revision: 1");
  DefineAnything(scenario);
  scenario.At("2026-12-24T12:00:00Z")
      .GivenCommand<v1::AcceptQuote>(
          "org_id: 'msp' quote_id: 'q' revision: 1 plan_from: '2027-01-01'");

  RC_ASSERT(EncodeDeterministically(RevisionIn(scenario)) == EncodeDeterministically(quoted));
  const std::string number = scenario.books().quotes.Find("msp", "q")->invoice_number();
  v1::Invoice billed = number.empty() ? v1::Invoice() : InvoiceOf(scenario, number).invoice();
  v1::QuoteTotals totals;
  *totals.mutable_tax_groups() = billed.tax_groups();
  *totals.mutable_totals() = billed.totals();
  if (!number.empty()) {
    RC_ASSERT(EncodeDeterministically(totals) ==
              EncodeDeterministically(quoted.due_on_acceptance()));
    RC_ASSERT(EncodeDeterministically(billed.terms()) == EncodeDeterministically(quoted.terms()));
  }
  const auto plan = scenario.books().plans.FindLast("msp", "alpha", "2027-01-01");
  int billed_lines = 0;
  int planned_lines = 0;
  for (const v1::QuoteLine& line : quoted.lines()) {
    if (line.has_cadence()) {
      const v1::PlanLine& planned = plan->lines(planned_lines++);
      RC_ASSERT(planned.line_id() == line.line().line_id());
      RC_ASSERT(planned.fixed().quantity() == line.line().quantity());
      RC_ASSERT(planned.held().unit_price() == line.line().unit_price());
    } else {
      RC_ASSERT(EncodeDeterministically(billed.lines(billed_lines++)) ==
                EncodeDeterministically(line.line()));
    }
  }
  RC_ASSERT(billed.lines_size() == billed_lines);
  RC_ASSERT((plan ? plan->lines_size() : 0) == planned_lines);
}

// The figures of a quote add up, and what is due once is a part of the first-period total.
RC_GTEST_PROP(QuoteProperties, TotalsAddUp, ()) {
  Scenario scenario = Provider();
  DefineAnything(scenario);
  scenario.GivenCommand(AnyQuote());
  const v1::QuoteRevision quoted = RevisionIn(scenario);
  int64_t once = 0;
  int64_t all = 0;
  for (const v1::QuoteLine& line : quoted.lines()) {
    all += line.line().amount().minor_units();
    if (!line.has_cadence()) once += line.line().amount().minor_units();
  }
  RC_ASSERT(quoted.due_on_acceptance().totals().net().minor_units() == once);
  RC_ASSERT(quoted.first_period().totals().net().minor_units() == all);
}

}  // namespace
}  // namespace tally
