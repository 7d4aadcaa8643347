// Revenue and the rounding report, over the daemon.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "system/support/story.h"
#include "tally/v1/insight.pb.h"

namespace tally {
namespace {

class Reports : public Story {
 protected:
  v1::RevenueReport Revenue(absl::string_view query) {
    return Call<v1::RevenueReport>(
        "tally.v1.Insight/GetRevenue",
        Parse<v1::GetRevenueReport>(absl::StrCat("org_id: 'msp' ", query)));
  }

  v1::RoundingPage Roundings(absl::string_view query) {
    return Call<v1::RoundingPage>(
        "tally.v1.Insight/ListRoundings",
        Parse<v1::ListDocumentRoundings>(absl::StrCat("org_id: 'msp' ", query)));
  }

  template <class Query>
  v1::Refusal Refusal(absl::string_view method, absl::string_view text) {
    const RawOutcome outcome = client_.CallRaw(method, Parse<Query>(text).SerializeAsString());
    EXPECT_EQ(outcome.reply, "");
    return RefusalIn(outcome.status);
  }

  static std::vector<std::string> RowsOf(
      const google::protobuf::RepeatedPtrField<v1::RevenueRow>& rows) {
    std::vector<std::string> texts;
    for (const v1::RevenueRow& row : rows) {
      texts.push_back(absl::StrCat(row.subject(), " ", row.month(), " ", row.net().minor_units(),
                                   " ", row.monthly_recurring().minor_units()));
    }
    return texts;
  }

 private:
  template <class Reply>
  Reply Call(absl::string_view method, const google::protobuf::Message& request) {
    const RawOutcome outcome = client_.CallRaw(method, request.SerializeAsString());
    EXPECT_TRUE(outcome.status.ok()) << outcome.status << request.ShortDebugString();
    Reply reply;
    EXPECT_TRUE(reply.ParseFromString(outcome.reply));
    return reply;
  }
};

using Texts = std::vector<std::string>;

TEST_F(Reports, ShowRevenueAndWhatRecurs) {
  DefineMsp();
  DefineCustomer("alpha");
  DefineCustomer("beta");
  // A quarter in advance, and a month in arrears.
  SetPlan("alpha",
          "lines { item_id: 'seat' fixed { quantity: '1' } held { unit_price: '100' } "
          "cadence { months: 3 anchor: '2026-10-01' timing: TIMING_IN_ADVANCE } } " +
              FixedLine("stamp", "1", "5"));
  SetPlan("beta", FixedLine("seat", "2", "10"), "2026-10-01");
  for (const char* month : {"2026-09", "2026-10"}) {
    Run(month);
    Approve("alpha", month);
  }
  const std::string number = Approve("beta", "2026-10");
  Do<v1::CreditInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '", number,
                                     "' lines { lines { line_id: 'seat' net { minor_units: 500 "
                                     "currency: 'USD' } } } reason: 'agreed'"));

  const auto by_item = Revenue("from_month: '2026-09' to_month: '2026-11'");
  EXPECT_EQ(RowsOf(by_item.rows()),
            (Texts{"seat 2026-09 10000 0", "seat 2026-10 1500 5333", "seat 2026-11 0 5333",
                   "stamp 2026-09 500 500", "stamp 2026-10 500 500", "stamp 2026-11 0 500"}));
  EXPECT_EQ(RowsOf(by_item.totals()),
            (Texts{" 2026-09 10500 500", " 2026-10 2000 5833", " 2026-11 0 5833"}));
  const auto by_customer =
      Revenue("from_month: '2026-10' to_month: '2026-10' by: REVENUE_BY_CUSTOMER");
  EXPECT_EQ(RowsOf(by_customer.rows()),
            (Texts{"alpha 2026-10 500 3833", "beta 2026-10 1500 2000"}));
  EXPECT_EQ(RowsOf(Revenue("from_month: '2026-10' to_month: '2026-10' customer_id: 'beta'").rows()),
            (Texts{"seat 2026-10 1500 2000"}));
}

TEST_F(Reports, ForgetWhatWasVoided) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("seat", "2", "10"));
  Run("2026-10");
  const std::string number = Approve("alpha", "2026-10");
  const uint64_t before = Do<v1::GetHeadRequest>("").position();
  Do<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'by mistake'"));
  EXPECT_EQ(Revenue("from_month: '2026-10' to_month: '2026-10'").rows_size(), 0);
  EXPECT_EQ(RowsOf(Revenue(absl::StrCat("from_month: '2026-10' to_month: '2026-10' as_of { "
                                        "position: ",
                                        before, " }"))
                       .rows()),
            (Texts{"seat 2026-10 2000 2000"}));
}

TEST_F(Reports, ShowRevenuePageByPageWhichAddsUp) {
  DefineMsp();
  for (const char* customer : {"a", "b", "c"}) {
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("seat", "2", "10"));
  }
  Run("2026-10");
  for (const char* customer : {"a", "b", "c"}) Approve(customer, "2026-10");

  const std::string query = "from_month: '2026-10' to_month: '2026-10' by: REVENUE_BY_CUSTOMER ";
  const auto first = Revenue(absl::StrCat(query, "page_size: 2"));
  EXPECT_EQ(RowsOf(first.rows()), (Texts{"a 2026-10 2000 2000", "b 2026-10 2000 2000"}));
  EXPECT_EQ(RowsOf(first.totals()), (Texts{" 2026-10 4000 4000"}));
  const std::string next = absl::StrCat("page_token: '", first.next_page_token(), "'");
  const auto second = Revenue(absl::StrCat(query, "page_size: 2 ", next));
  EXPECT_EQ(RowsOf(second.rows()), (Texts{"c 2026-10 2000 2000"}));
  EXPECT_EQ(RowsOf(second.totals()), (Texts{" 2026-10 2000 2000"}));
  EXPECT_EQ(second.next_page_token(), "");

  EXPECT_EQ(Refusal<v1::GetRevenueReport>(
                "tally.v1.Insight/GetRevenue",
                absl::StrCat("org_id: 'msp' from_month: '2026-10' to_month: '2026-11' ", next))
                .reason(),
            v1::REASON_PAGE_TOKEN_INVALID);
}

// 60 months of each customer: a page has about 10,000 rows at most, and the rest follows.
TEST_F(Reports, KeepPagesOfRevenueShort) {
  constexpr int kCustomers = 170;
  DefineMsp();
  for (int i = 0; i < kCustomers; ++i) {
    const std::string customer = absl::StrCat("c", 100 + i);
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("seat", "2", "10"));
  }
  Run("2026-10");
  for (int i = 0; i < kCustomers; ++i) Approve(absl::StrCat("c", 100 + i), "2026-10");

  const std::string query =
      "from_month: '2026-10' to_month: '2031-09' by: REVENUE_BY_CUSTOMER page_size: 1000 ";
  const auto first = Revenue(query);
  EXPECT_EQ(first.rows_size(), 167 * 60);
  const auto second = Revenue(absl::StrCat(query, "page_token: '", first.next_page_token(), "'"));
  EXPECT_EQ(second.rows_size(), 3 * 60);
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(Reports, RefuseMonthsThatAreNoRange) {
  DefineMsp();
  constexpr char kRevenue[] = "tally.v1.Insight/GetRevenue";
  const auto refused = [&](absl::string_view text) {
    return Refusal<v1::GetRevenueReport>(kRevenue, text).field();
  };
  EXPECT_EQ(refused("org_id: 'none' from_month: '2026-01' to_month: '2026-01'"), "org_id");
  EXPECT_EQ(refused("org_id: 'msp' from_month: '2026-02' to_month: '2026-01'"), "to_month");
  EXPECT_EQ(refused("org_id: 'msp' from_month: '2026-01' to_month: '2031-01'"), "to_month");
  EXPECT_EQ(refused("org_id: 'msp' from_month: '2026-01' to_month: '2026-01' customer_id: 'x'"),
            "customer_id");
  EXPECT_EQ(
      Refusal<v1::ListDocumentRoundings>("tally.v1.Insight/ListRoundings",
                                         "org_id: 'msp' from_month: '2026-02' to_month: '2026-01'")
          .field(),
      "to_month");
}

// Net 99.45 CHF, tax 8.1 % on it, and coins of 0.05.
TEST_F(Reports, ShowWhereRoundingWent) {
  DefineMsp("currency: 'CHF' cash_rounding { currency: 'CHF' increment: '0.05' }");
  Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '8.1' }");
  DefineCustomer("alpha");
  DefineCustomer("beta");
  SetPlan("alpha", FixedLine("seat", "3", "33.1485"));
  SetPlan("beta", FixedLine("stamp", "1", "5"));
  Run("2026-10");
  const std::string number = Approve("alpha", "2026-10");
  Approve("beta", "2026-10");

  const v1::RoundingPage page = Roundings("from_month: '2026-10'");
  ASSERT_EQ(page.documents_size(), 1);
  EXPECT_TRUE(IsSame(Parse<v1::DocumentRounding>(absl::StrCat("invoice_number: '", number, R"('
    customer_id: 'alpha' month: '2026-10' currency: 'CHF'
    roundings { kind: ROUNDED_KIND_LINE subject: 'seat' exact: '99.4455' rounded: '99.45'
                difference: '0.0045' }
    roundings { kind: ROUNDED_KIND_TAX subject: 'vat' exact: '8.05545' rounded: '8.06'
                difference: '0.00455' }
    roundings { kind: ROUNDED_KIND_COINS exact: '107.51' rounded: '107.5' difference: '-0.01' }
    difference: '-0.00095')")),
                     page.documents(0)));
  EXPECT_EQ(Roundings("from_month: '2026-09'").documents_size(), 0);
  EXPECT_EQ(Roundings("from_month: '2026-09' to_month: '2026-12'").documents_size(), 1);
}

TEST_F(Reports, ShowRoundingsPageByPage) {
  DefineMsp();
  Texts numbers;
  for (const char* customer : {"a", "b", "c"}) {
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("stamp", "1", "0.005"));
  }
  Run("2026-10");
  for (const char* customer : {"a", "b", "c"}) numbers.push_back(Approve(customer, "2026-10"));
  Texts listed;
  std::string token;
  do {
    const auto page =
        Roundings(absl::StrCat("from_month: '2026-10' page_size: 2 page_token: '", token, "'"));
    EXPECT_LE(page.documents_size(), 2);
    for (const auto& document : page.documents()) listed.push_back(document.invoice_number());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(listed, numbers);
}

}  // namespace
}  // namespace tally
