// What a query is refused for; what it comes to is tested over the daemon and as properties.

#include "ledger/what_if/what_if.h"

#include <gtest/gtest.h>

#include "ledger/base/refusal.h"
#include "ledger/deciders/catalog.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/orgs.h"
#include "ledger/store/memory_store.h"
#include "support/printed.h"
#include "support/text.h"

namespace tally {
namespace {

struct Case {
  const char* name;
  const char* query;
  v1::Reason reason;
  const char* field;
};

class WhatIfRefusals : public testing::TestWithParam<Case> {
 protected:
  WhatIfRefusals() {
    Do(Parse<v1::DefineOrg>("org { org_id: 'msp' name: 'Msp' currency: 'EUR' time_zone: 'UTC' }"));
    Do(Parse<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Seat' }"));
    Do(Parse<v1::DefineCustomer>("org_id: 'msp' customer { customer_id: 'a' name: 'A' }"));
  }

  template <Command C>
  void Do(const C& command) {
    const auto decision = Decide(command, std::as_const(books_), context_);
    ASSERT_TRUE(decision.ok()) << decision.status();
    v1::RecordedEvent recorded;
    for (const v1::Event& event : decision->events) {
      *recorded.mutable_event() = event;
      Evolve(books_, recorded);
    }
  }

  MemoryStore rows_;
  Books books_{rows_};
  Context context_{.now = InstantOf("2026-11-01T00:00:00Z"), .actor = "ann", .position = 3};
};

TEST_P(WhatIfRefusals, NameTheField) {
  auto query = Parse<v1::PreviewWhatIf>(GetParam().query);
  if (query.org_id().empty()) query.set_org_id("msp");
  if (query.to_month().empty()) query.set_to_month("2026-03");
  query.set_from_month("2026-01");
  const auto rows = rows_.entries();
  const auto what_if = WhatIf::Start(rows_, query, context_);
  ASSERT_FALSE(what_if.ok());
  const auto refusal = RefusalOf(what_if.status());
  ASSERT_TRUE(refusal) << what_if.status();
  EXPECT_EQ(v1::Reason_Name(refusal->reason()), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(refusal->field(), GetParam().field);
  EXPECT_EQ(rows_.entries(), rows);
}

INSTANTIATE_TEST_SUITE_P(
    All, WhatIfRefusals,
    testing::Values(
        Case{"Org", "org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id"},
        Case{"Backwards", "to_month: '2025-12'", v1::REASON_FIELD_INVALID, "to_month"},
        Case{"TooLong", "to_month: '2029-01'", v1::REASON_FIELD_INVALID, "to_month"},
        Case{"Customer", "customer_ids: 'a' customer_ids: 'b'", v1::REASON_CUSTOMER_NOT_FOUND,
             "customer_ids[1]"},
        Case{"NoChange", "changes {}", v1::REASON_FIELD_MISSING, "changes[0].change"},
        Case{"OtherOrg",
             "changes { org { org_id: 'two' name: 'Two' currency: 'EUR' time_zone: 'UTC' } }",
             v1::REASON_FIELD_INVALID, "changes[0].org.org_id"},
        Case{"Currency",
             "changes { org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' } }",
             v1::REASON_CURRENCY_IS_FIXED, "changes[0].org.currency"},
        Case{"Tax", "changes { tax { tax_id: 'vat' name: 'VAT' } }", v1::REASON_TAX_RATES_INVALID,
             "changes[0].tax.rate_percent"},
        Case{"Item", "changes { item { item_id: 'x' name: 'X' tax_id: 'vat' } }",
             v1::REASON_TAX_NOT_FOUND, "changes[0].item.tax_id"},
        Case{"Source",
             "changes { source { source_id: 's' kind: 'k' meters { meter: 'M' item_id: 'x' } } }",
             v1::REASON_ITEM_NOT_FOUND, "changes[0].source.meters[0].item_id"},
        Case{"ChangedCustomer",
             "changes { item { item_id: 'y' name: 'Y' } } "
             "changes { customer { customer_id: 'a' name: 'A' tax_id: 'vat' } }",
             v1::REASON_TAX_NOT_FOUND, "changes[1].customer.tax_id"},
        Case{"PlanOfAnother",
             "changes { plan { customer_id: 'a' "
             "  plan { customer_id: 'b' effective_from: '2026-01-01' } } }",
             v1::REASON_FIELD_INVALID, "changes[0].plan.plan.customer_id"},
        Case{"PlanOfNobody",
             "changes { plan { customer_id: 'b' "
             "  plan { customer_id: 'b' effective_from: '2026-01-01' } } }",
             v1::REASON_CUSTOMER_NOT_FOUND, "changes[0].plan.plan.customer_id"},
        Case{"PlanItem",
             "changes { plan { customer_id: 'a' plan { customer_id: 'a' "
             "  effective_from: '2026-01-01' lines { item_id: 'x' } } } }",
             v1::REASON_ITEM_NOT_FOUND, "changes[0].plan.plan.lines[0].item_id"},
        Case{"PricedItem", "prices { item_id: 'x' percent: '1' }", v1::REASON_ITEM_NOT_FOUND,
             "prices[0].item_id"},
        Case{"LowPercent", "prices { item_id: 'seat' percent: '-100.1' }", v1::REASON_FIELD_INVALID,
             "prices[0].percent"},
        Case{"HighPercent",
             "prices { item_id: 'seat' percent: '1' } prices { item_id: 'seat' percent: '1001' }",
             v1::REASON_FIELD_INVALID, "prices[1].percent"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace tally
