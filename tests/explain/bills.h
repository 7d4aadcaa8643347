// Bills: a ledger with one org, `msp`, and one customer, `alpha`, whose months are billed.
//
// The tax `vat` is 20 %; `seat` is taxed with it, `stamp` is not. Alpha has account S1 at shop,
// which counts SEAT. Ann works on drafts, Bob approves them.

#pragma once

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "explain/told.h"

namespace tally {

class Bills : public testing::Test {
 protected:
  void DefineMsp(absl::string_view more = "currency: 'USD' time_zone: 'UTC'") {
    office_.SetNow("2026-07-15T12:00:00Z");
    DefineOrg(more);
    office_.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' }");
    DefineItem("item_id: 'seat' name: 'Seat' tax_id: 'vat'");
    DefineItem("item_id: 'stamp' name: 'Stamp'");
    office_.Do<v1::DefineSource>(
        "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
        "  meters { meter: 'SEAT' item_id: 'seat' } }");
    DefineCustomer();
  }

  void DefineOrg(absl::string_view more) {
    office_.Do<v1::DefineOrg>(absl::StrCat(
        "org { org_id: 'msp' name: 'Msp' payment_terms { kind: TERMS_KIND_NET days: 30 } ", more,
        " }"));
  }

  void DefineItem(absl::string_view item) {
    office_.Do<v1::DefineItem>(absl::StrCat("org_id: 'msp' item { ", item, " }"));
  }

  void DefineCustomer(absl::string_view more = "accounts { source_id: 'shop' account: 'S1' }") {
    office_.Do<v1::DefineCustomer>(
        absl::StrCat("org_id: 'msp' customer { customer_id: 'alpha' name: 'Alpha Ltd' "
                     "external_ids { system: 'books' id: '1' } ",
                     more, " }"));
  }

  void SetPlan(absl::string_view lines, absl::string_view from = "2026-08-01") {
    office_.Do<v1::SetPlan>(absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' ",
                                         "effective_from: '", from, "' ", lines, " }"));
  }

  static std::string Counted(absl::string_view rule, absl::string_view price) {
    return absl::StrCat(
        "lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
        "  rule: QUANTITY_RULE_",
        rule, " } ", price, " } ");
  }

  static std::string Fixed(absl::string_view item, absl::string_view quantity,
                           absl::string_view price) {
    return absl::StrCat("lines { item_id: '", item, "' fixed { quantity: '", quantity,
                        "' } held { unit_price: '", price, "' } } ");
  }

  void Count(absl::string_view instant, absl::string_view quantity, absl::string_view more = "") {
    office_.SetNow("2026-11-02T12:00:00Z");
    office_.Do<v1::RecordCounts>(absl::StrCat(
        "org_id: 'msp' source_id: 'shop' observations { account: 'S1' meter: 'SEAT' observed_at @",
        instant, " quantity: '", quantity, "' ", more, " }"));
  }

  void Run(absl::string_view month = "2026-10") {
    office_.SetNow("2026-11-03T12:00:00Z");
    office_.RunMonth(month);
  }

  // Approves the draft, and returns the number of the invoice.
  std::string Approve(absl::string_view month = "2026-10") {
    auto reply = office_.ledger().Execute(office_.Approval("alpha", month), "bob");
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() ? reply->invoice_number() : "";
  }

  template <class Command>
  void Change(absl::string_view fields) {
    office_.Do<Command>(
        absl::StrCat("org_id: 'msp' customer_id: 'alpha' month: '2026-10' ", fields));
  }

  Office office_;
};

}  // namespace tally
