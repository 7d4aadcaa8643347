// Provider: a small service provider, `msp`, for stories that need one.
//
// It bills in dollars by the months of UTC, net 30. Alpha has accounts A1 of rmm and S1 of shop,
// Beta A2 and S2. Rmm counts DEVICE; shop sells SEAT. The tax `vat` is 20 %, `low` is 5 %.

#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/deciders/counts.h"
#include "ledger/deciders/drafts.h"
#include "ledger/deciders/invoices.h"
#include "ledger/deciders/plans.h"
#include "ledger/deciders/runs.h"
#include "support/scenario.h"

namespace tally {

// The provider at position 11, without plans.
inline Scenario Provider() {
  Scenario scenario;
  scenario
      .Given(
          "org_defined { org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
          "  payment_terms { kind: TERMS_KIND_NET days: 30 } } }")
      .Given(
          "tax_defined { org_id: 'msp' "
          "  tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' } }")
      .Given(
          "tax_defined { org_id: 'msp' "
          "  tax { tax_id: 'low' name: 'Low VAT' rate_percent: '5' } }")
      .Given("item_defined { org_id: 'msp' item { item_id: 'seat' name: 'Seat' tax_id: 'vat' } }")
      .Given(
          "item_defined { org_id: 'msp' "
          "  item { item_id: 'device' name: 'Device' tax_id: 'vat' } }")
      .Given("item_defined { org_id: 'msp' item { item_id: 'book' name: 'Book' tax_id: 'low' } }")
      .Given("item_defined { org_id: 'msp' item { item_id: 'stamp' name: 'Stamp' } }")
      .Given(
          "source_defined { org_id: 'msp' source { source_id: 'rmm' kind: 'ninjaone' "
          "  meters { meter: 'DEVICE' item_id: 'device' } } }")
      .Given(
          "source_defined { org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
          "  meters { meter: 'SEAT' item_id: 'seat' } } }");
  for (const char* id : {"alpha", "beta"}) {
    const std::string number = id == std::string("alpha") ? "1" : "2";
    scenario.Given(absl::StrCat("customer_defined { org_id: 'msp' customer { customer_id: '", id,
                                "' name: '", id, " Ltd' email: 'ap@", id, ".example' ",
                                "  accounts { source_id: 'rmm' account: 'A", number, "' } ",
                                "  accounts { source_id: 'shop' account: 'S", number, "' } ",
                                "  external_ids { system: 'quickbooks' id: '", number, "' } } }"));
  }
  return scenario;
}

// The plan of `customer` from 2026-01-01 on, in text format.
inline std::string PlanOf(absl::string_view customer, absl::string_view lines) {
  return absl::StrCat("org_id: 'msp' plan { customer_id: '", customer,
                      "' effective_from: '2026-01-01' ", lines, " }");
}

// A line for `quantity` of `item` at `price`, each a fixed number.
inline std::string FixedLine(absl::string_view item, absl::string_view quantity,
                             absl::string_view price) {
  return absl::StrCat("lines { item_id: '", item, "' fixed { quantity: '", quantity,
                      "' } held { unit_price: '", price, "' } } ");
}

// A line for what shop counts of SEAT at the end of the month, at `price`.
inline std::string SeatLine(absl::string_view price) {
  return absl::StrCat(
      "lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
      "  rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '",
      price, "' } } ");
}

// What shop counted of SEAT on `account` at `instant`.
inline std::string SeatCount(absl::string_view account, absl::string_view instant,
                             absl::string_view quantity) {
  return absl::StrCat("org_id: 'msp' source_id: 'shop' observations { observed_at @", instant,
                      " account: '", account, "' meter: 'SEAT' quantity: '", quantity, "' }");
}

// Runs `month` for all customers, to its end.
inline void RunMonth(Scenario& scenario, const std::string& month) {
  const auto runs = scenario.books().runs_of_months.Find("msp", month);
  const std::string run_id = absl::StrCat(month, ".", runs ? runs->started() + 1 : 1);
  scenario.GivenCommand<v1::StartRun>(absl::StrCat("org_id: 'msp' month: '", month, "'"));
  while (scenario.books().runs.Find("msp", run_id)->status() != v1::RUN_STATUS_COMPLETED) {
    scenario.GivenCommand<v1::AdvanceRun>(absl::StrCat("org_id: 'msp' run_id: '", run_id, "'"));
    if (testing::Test::HasFailure()) return;
  }
}

inline v1::Draft DraftOf(const Scenario& scenario, const std::string& customer,
                         const std::string& month) {
  const auto draft = scenario.books().drafts.Find("msp", month, customer);
  EXPECT_TRUE(draft) << customer << " has no draft for " << month;
  return draft.value_or(v1::Draft());
}

// The approval of the draft as it is now.
inline v1::ApproveDraft Approval(const Scenario& scenario, const std::string& customer,
                                 const std::string& month) {
  v1::ApproveDraft approve;
  approve.set_org_id("msp");
  approve.set_customer_id(customer);
  approve.set_month(month);
  approve.set_reviewed_position(scenario.position());
  approve.set_content_hash(DraftOf(scenario, customer, month).content().content_hash());
  return approve;
}

inline v1::InvoiceView InvoiceOf(const Scenario& scenario, const std::string& number) {
  const auto invoice = scenario.books().invoices.Find("msp", number);
  EXPECT_TRUE(invoice) << "there is no invoice " << number;
  return invoice.value_or(v1::InvoiceView());
}

}  // namespace tally
