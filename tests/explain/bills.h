// Bills: a ledger with one org, `msp`, and one customer, `alpha`, whose months are billed.
//
// The tax `vat` is 20 %; `seat` is taxed with it, `stamp` is not. Alpha has account S1 at shop,
// which counts SEAT. Ann works on drafts, Bob approves them. Work, costs and what happened are of
// the source `desk`.

#pragma once

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "explain/told.h"
#include "ledger/deciders/exchange_rates.h"
#include "ledger/deciders/usage.h"

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

  // What shop counted on another account, as Count() does.
  void CountOn(absl::string_view account, absl::string_view instant, absl::string_view fields,
               absl::string_view source = "shop") {
    office_.SetNow("2026-11-02T12:00:00Z");
    office_.Do<v1::RecordCounts>(
        absl::StrCat("org_id: 'msp' source_id: '", source, "' observations { account: '", account,
                     "' meter: 'SEAT' observed_at @", instant, " ", fields, " }"));
  }

  void Work(absl::string_view entry) { Use<v1::RecordTimeEntries>("entries", entry); }
  void Buy(absl::string_view charge) { Use<v1::RecordChargeEntries>("charges", charge); }
  void Happen(absl::string_view trigger) { Use<v1::RecordTriggerEntries>("triggers", trigger); }

  // What one unit of `from` is in `to` from a day on, as the ECB says.
  void Rate(absl::string_view from, absl::string_view to, absl::string_view rate,
            absl::string_view date) {
    office_.SetNow("2026-11-02T12:00:00Z");
    office_.Do<v1::RecordExchangeRates>(absl::StrCat("org_id: 'msp' rates { from_currency: '", from,
                                                     "' to_currency: '", to, "' rate: '", rate,
                                                     "' date: '", date, "' source: 'ECB' }"));
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

 private:
  template <class Command>
  void Use(absl::string_view list, absl::string_view fields) {
    if (!office_.ledger().Read().books().sources.Has("msp", "desk")) {
      office_.Do<v1::DefineSource>("org_id: 'msp' source { source_id: 'desk' kind: 'psa' }");
    }
    office_.SetNow("2026-11-02T12:00:00Z");
    const auto reply = office_.Do<Command>(absl::StrCat("org_id: 'msp' source_id: 'desk' ", list,
                                                        " { customer_id: 'alpha' ", fields, " }"));
    EXPECT_EQ(reply.recorded(), 1U) << fields << reply.DebugString();
  }
};

}  // namespace tally
