// What-if: what past months would have billed, over the daemon.

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "system/support/story.h"
#include "tally/v1/what_if.pb.h"

namespace tally {
namespace {

class WhatIfs : public Story {
 protected:
  // The whole comparison, which is one message where it is small.
  v1::WhatIfPart Ask(absl::string_view query) {
    const RawOutcome outcome = Send(query);
    v1::WhatIfPart part;
    EXPECT_FALSE(outcome.reply.empty()) << outcome.status;
    EXPECT_TRUE(part.ParseFromString(outcome.reply));
    EXPECT_EQ(part.position(), Do<v1::GetHeadRequest>("").position());
    return part;
  }

  v1::Refusal Refusal(absl::string_view query) {
    const RawOutcome outcome = Send(query);
    EXPECT_EQ(outcome.reply, "");
    return RefusalIn(outcome.status);
  }

  static std::string Sums(const v1::WhatIfMonth& month) {
    return absl::StrCat(month.customer_id(), " ", month.month(), " ", month.net().minor_units(),
                        "+", month.tax().minor_units(), " -> ", month.net_if().minor_units(), "+",
                        month.tax_if().minor_units());
  }

 private:
  RawOutcome Send(absl::string_view query) {
    auto request = Parse<v1::PreviewWhatIf>(query);
    request.set_org_id("msp");
    if (request.from_month().empty()) request.set_from_month("2026-10");
    if (request.to_month().empty()) request.set_to_month("2026-10");
    return client_.Probe("tally.v1.WhatIf/Preview", request.SerializeAsString());
  }
};

TEST_F(WhatIfs, ChangeAPriceOverMonths) {
  DefineMsp();
  DefineCustomer("alpha");
  DefineCustomer("beta");
  SetPlan("alpha", FixedLine("seat", "10", "20") + FixedLine("stamp", "1", "5"));
  SetPlan("beta", FixedLine("stamp", "2", "5"));
  for (const char* month : {"2026-09", "2026-10"}) {
    Run(month);
    for (const char* customer : {"alpha", "beta"}) Approve(customer, month);
  }
  const uint64_t before = Do<v1::GetHeadRequest>("").position();
  const v1::WhatIfPart part =
      Ask("from_month: '2026-09' prices { item_id: 'seat' percent: '2.55' }");

  ASSERT_EQ(part.months_size(), 4);
  EXPECT_EQ(Sums(part.months(0)), "alpha 2026-09 20500+4000 -> 21010+4102");
  EXPECT_EQ(part.months(0).net_change().minor_units(), 510);
  EXPECT_EQ(part.months(0).invoiced_net().minor_units(), 20500);
  ASSERT_EQ(part.months(0).lines_size(), 1);
  EXPECT_EQ(part.months(0).lines(0).line_id(), "seat");
  EXPECT_EQ(part.months(0).lines(0).unit_price_if(), "20.51");
  EXPECT_EQ(Sums(part.months(3)), "beta 2026-10 1000+0 -> 1000+0");
  EXPECT_EQ(part.months(3).lines_size(), 0);
  ASSERT_EQ(part.totals_size(), 2);
  EXPECT_TRUE(IsSame(Parse<v1::WhatIfTotal>(R"(
    month: '2026-10' customers: 2 different: 1
    net { minor_units: 21500 currency: 'USD' } net_if { minor_units: 22010 currency: 'USD' }
    tax { minor_units: 4000 currency: 'USD' } tax_if { minor_units: 4102 currency: 'USD' }
    rounding { currency: 'USD' } rounding_if { currency: 'USD' })"),
                     part.totals(1)));
  // Nothing was written.
  EXPECT_EQ(Do<v1::GetHeadRequest>("").position(), before);
  EXPECT_EQ(Do<v1::GetPlan>("org_id: 'msp' customer_id: 'alpha' date: '2026-10-01'")
                .lines(0)
                .held()
                .unit_price(),
            "20");
}

TEST_F(WhatIfs, LeaveOutWhatIsTheSame) {
  DefineMsp();
  DefineCustomer("alpha");
  DefineCustomer("beta");
  DefineCustomer("gamma");
  SetPlan("alpha", FixedLine("seat", "10", "20"));
  SetPlan("beta", FixedLine("stamp", "2", "5"));
  Run("2026-10");
  const v1::WhatIfPart part = Ask("prices { item_id: 'seat' percent: '-50' } only_different: true");
  ASSERT_EQ(part.months_size(), 1);
  EXPECT_EQ(Sums(part.months(0)), "alpha 2026-10 20000+4000 -> 10000+2000");
  EXPECT_FALSE(part.months(0).has_invoiced_net());
  // Who is billed nothing either way is not compared.
  EXPECT_EQ(part.totals(0).customers(), 2U);
  EXPECT_EQ(part.totals(0).different(), 1U);
  EXPECT_EQ(Ask("customer_ids: 'beta'").months_size(), 1);
}

// The example that shows why the mode must be explicit: 3 cents on 10.50.
TEST_F(WhatIfs, ChangeWhereTaxIsRounded) {
  DefineMsp();
  Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '5' }");
  DefineCustomer("alpha");
  std::string lines;
  for (int i = 0; i < 10; ++i) lines += FixedLine("seat", "1", "1.05");
  SetPlan("alpha", lines);
  Run("2026-10");
  const v1::WhatIfPart part =
      Ask("changes { org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
          "  tax_rounding: TAX_ROUNDING_PER_LINE } }");
  ASSERT_EQ(part.months_size(), 1);
  EXPECT_EQ(Sums(part.months(0)), "alpha 2026-10 1050+53 -> 1050+50");
  EXPECT_EQ(part.months(0).lines_size(), 0);
  EXPECT_EQ(part.totals(0).different(), 1U);
}

TEST_F(WhatIfs, ShowWhatCoinsWouldAdd) {
  DefineMsp("currency: 'CHF'");
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("stamp", "1", "107.51"));
  Run("2026-10");
  const v1::WhatIfPart part =
      Ask("changes { org { org_id: 'msp' name: 'Msp' currency: 'CHF' time_zone: 'UTC' "
          "  cash_rounding { currency: 'CHF' increment: '0.05' } } } only_different: true");
  ASSERT_EQ(part.months_size(), 1);
  EXPECT_EQ(part.months(0).rounding_if().minor_units(), -1);
  EXPECT_EQ(part.totals(0).rounding_if().minor_units(), -1);
}

// A price that would have been another from the start: the first month corrects what was billed in
// advance before the months, and the next finds what the first would have billed.
TEST_F(WhatIfs, CarryWhatEarlierMonthsWouldHaveBilled) {
  DefineMsp();
  DefineCustomer("alpha");
  const auto plan = [](absl::string_view price) {
    return absl::StrCat("lines { item_id: 'seat' fixed { quantity: '30' } held { unit_price: '",
                        price,
                        "' } cadence { months: 1 timing: TIMING_IN_ADVANCE } "
                        "proration: PRORATION_BY_DAY } ");
  };
  SetPlan("alpha", plan("10"));
  Run("2026-07");
  Run("2026-08");
  const v1::WhatIfPart part = Ask(absl::StrCat(
      "from_month: '2026-08' to_month: '2026-09' changes { plan { customer_id: 'alpha' plan { "
      "customer_id: 'alpha' effective_from: '2020-01-01' ",
      plan("20"), " } } }"));
  ASSERT_EQ(part.months_size(), 2);
  EXPECT_EQ(part.months(0).net().minor_units(), 30000);
  EXPECT_GT(part.months(0).net_if().minor_units(), 60000);
  EXPECT_GT(part.months(0).lines_size(), 1);
  EXPECT_EQ(part.months(1).net().minor_units(), 30000);
  EXPECT_EQ(part.months(1).net_if().minor_units(), 60000);
  EXPECT_EQ(part.months(1).lines_size(), 1);
}

TEST_F(WhatIfs, BillTriggersThatWereBilledInTheMonthsAgain) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("stamp", "1", "1") +
                       "lines { item_id: 'seat' triggered { kind: TRIGGER_KIND_MILESTONE } "
                       "held { unit_price: '100' } } ");
  Do<v1::RecordTriggerEntries>(
      "org_id: 'msp' source_id: 'shop' triggers { customer_id: 'alpha' key: 'go' "
      "date: '2026-10-10' kind: TRIGGER_KIND_MILESTONE subject: 'go-live' }");
  Run("2026-10");
  const v1::WhatIfPart part = Ask("prices { item_id: 'seat' percent: '10' }");
  ASSERT_EQ(part.months_size(), 1);
  EXPECT_EQ(part.months(0).net().minor_units(), 10100);
  EXPECT_EQ(part.months(0).net_if().minor_units(), 11100);
}

TEST_F(WhatIfs, BillCustomersThatAreOnlyThoughtOf) {
  DefineMsp();
  const v1::WhatIfPart part =
      Ask("changes { customer { customer_id: 'new' name: 'New' } } "
          "changes { plan { customer_id: 'new' plan { customer_id: 'new' "
          "  effective_from: '2026-01-01' "
          "  lines { item_id: 'seat' fixed { quantity: '2' } held { unit_price: '10' } } } } }");
  ASSERT_EQ(part.months_size(), 1);
  EXPECT_EQ(Sums(part.months(0)), "new 2026-10 0+0 -> 2000+400");
  EXPECT_EQ(Do<v1::ListCustomers>("org_id: 'msp'").customers_size(), 0);
}

TEST_F(WhatIfs, AnswerAsOfAnEarlierPosition) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("seat", "1", "10"));
  Run("2026-10");
  const uint64_t then = Do<v1::GetHeadRequest>("").position();
  SetPlan("alpha", FixedLine("seat", "1", "30"));
  const auto query = Parse<v1::PreviewWhatIf>(
      absl::StrCat("org_id: 'msp' from_month: '2026-10' to_month: '2026-10' "
                   "prices { item_id: 'seat' percent: '100' } as_of { position: ",
                   then, " }"));
  const RawOutcome outcome = client_.Probe("tally.v1.WhatIf/Preview", query.SerializeAsString());
  v1::WhatIfPart part;
  ASSERT_TRUE(part.ParseFromString(outcome.reply));
  EXPECT_EQ(part.position(), then);
  EXPECT_EQ(Sums(part.months(0)), "alpha 2026-10 1000+200 -> 2000+400");
}

TEST_F(WhatIfs, SayWhichChangeIsRefused) {
  DefineMsp();
  DefineCustomer("alpha");
  const v1::Refusal item = Refusal(
      "changes { item { item_id: 'x' name: 'X' } } "
      "changes { item { item_id: 'y' name: 'Y' tax_id: 'none' } }");
  EXPECT_EQ(v1::Reason_Name(item.reason()), "REASON_TAX_NOT_FOUND");
  EXPECT_EQ(item.field(), "changes[1].item.tax_id");
  const v1::Refusal gate = Refusal("changes { item { item_id: 'x y' name: 'X' } }");
  EXPECT_EQ(v1::Reason_Name(gate.reason()), "REASON_FIELD_INVALID");
  EXPECT_EQ(gate.field(), "changes[0].item.item_id");
  EXPECT_EQ(Refusal("prices { item_id: 'none' percent: '1' }").field(), "prices[0].item_id");
  EXPECT_EQ(Refusal("to_month: '2029-10'").field(), "to_month");
}

}  // namespace
}  // namespace tally
