// What customers owe: aging, statements and balances, by the day and by what was known when.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/money/money.h"
#include "system/support/any_call.h"
#include "system/support/story.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What is answered to a request.
template <class Request>
struct ReplyTo {
  using Type = v1::Receipt;
};
template <>
struct ReplyTo<v1::RecordPayment> {
  using Type = v1::RecordPaymentReply;
};
template <>
struct ReplyTo<v1::GetAgingReport> {
  using Type = v1::AgingReport;
};
template <>
struct ReplyTo<v1::GetCustomerBalance> {
  using Type = v1::CustomerBalance;
};
template <>
struct ReplyTo<v1::GetAccountStatement> {
  using Type = v1::AccountStatement;
};
template <>
struct ReplyTo<v1::ListInvoiceDisputes> {
  using Type = v1::DisputePage;
};

class Accounts : public Story {
 protected:
  template <class Request>
  typename ReplyTo<Request>::Type Send(absl::string_view text) {
    return AnswerOf<typename ReplyTo<Request>::Type>(client_, Parse<Request>(text));
  }

  template <class Request>
  void IsRefused(absl::string_view text, v1::Reason reason, absl::string_view field) {
    const auto reply = CallAny<typename ReplyTo<Request>::Type>(client_, Parse<Request>(text));
    ASSERT_FALSE(reply.ok()) << text;
    const v1::Refusal refusal = RefusalIn(reply.status());
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(reason)) << refusal.message();
    EXPECT_EQ(refusal.field(), field) << refusal.message();
  }

  // Bills the customer `amount`, untaxed, for the month before the clock's.
  std::string Bill(absl::string_view customer, absl::string_view month, absl::string_view amount,
                   absl::string_view more = "") {
    DefineCustomer(customer, more);
    SetPlan(customer, FixedLine("stamp", "1", amount));
    Run(month);
    return Approve(customer, month);
  }

  void Pay(absl::string_view customer, absl::string_view id, int64_t minor_units,
           absl::string_view date, absl::string_view more = "oldest_first {}") {
    Send<v1::RecordPayment>(absl::StrCat(
        "org_id: 'msp' payment { payment_id: '", id, "' customer_id: '", customer,
        "' amount { minor_units: ", minor_units, " currency: 'USD' } date: '", date, "' } ", more));
  }

  // The buckets in the order of age, as `700.00 0.00 0.00 0.00 0.00`, with what is open of all.
  static std::string InWords(const v1::AgingBuckets& buckets) {
    return absl::StrCat(FormatAmount(buckets.current()), " ", FormatAmount(buckets.days_1_to_30()),
                        " ", FormatAmount(buckets.days_31_to_60()), " ",
                        FormatAmount(buckets.days_61_to_90()), " ", FormatAmount(buckets.over_90()),
                        " = ", FormatAmount(buckets.open()));
  }

  // The totals of the aging on `date`; `more` may say as of when.
  std::vector<std::string> AgingOn(absl::string_view date, absl::string_view more = "") {
    std::vector<std::string> words;
    const auto report =
        Send<v1::GetAgingReport>(absl::StrCat("org_id: 'msp' date: '", date, "' ", more));
    EXPECT_EQ(report.date(), date);
    for (const v1::AgingBuckets& total : report.totals()) words.push_back(InWords(total));
    return words;
  }

  v1::CustomerBalance BalanceOf(absl::string_view customer, absl::string_view more = "") {
    return Send<v1::GetCustomerBalance>(
        absl::StrCat("org_id: 'msp' customer_id: '", customer, "' ", more));
  }

  static std::vector<std::string> Entries(const v1::AccountStatement& statement) {
    std::vector<std::string> words;
    for (const v1::StatementEntry& entry : statement.entries()) {
      words.push_back(absl::StrCat(entry.date(), " ", entry.document(), ", ", entry.description(),
                                   ": ", FormatAmount(entry.amount()), " -> ",
                                   FormatAmount(entry.balance())));
    }
    return words;
  }
};

// C09: only payments and credits effective by the day count.
TEST_F(Accounts, C09AgingAsOfAPastDate) {
  daemon_.At("2026-05-01T12:00:00Z");
  DefineMsp();
  Bill("alpha", "2026-04", "1000", "payment_terms { kind: TERMS_KIND_NET days: 29 }");
  daemon_.At("2026-05-10T12:00:00Z");
  Pay("alpha", "p1", 30'000, "2026-05-10");
  daemon_.At("2026-06-30T12:00:00Z");
  Pay("alpha", "p2", 70'000, "2026-06-30");
  EXPECT_THAT(AgingOn("2026-05-15"), ElementsAre("700.00 0.00 0.00 0.00 0.00 = 700.00"));
  EXPECT_THAT(AgingOn("2026-05-30"), ElementsAre("700.00 0.00 0.00 0.00 0.00 = 700.00"));
  EXPECT_THAT(AgingOn("2026-05-31"), ElementsAre("0.00 700.00 0.00 0.00 0.00 = 700.00"));
  EXPECT_THAT(AgingOn("2026-06-30"), IsEmpty());
  EXPECT_THAT(AgingOn("2026-04-30"), IsEmpty());
}

// C09: the second axis answers what was known then. The money of 10 May was found on 20 May.
TEST_F(Accounts, C09AgingAsItWasKnownThen) {
  daemon_.At("2026-05-01T12:00:00Z");
  DefineMsp();
  Bill("alpha", "2026-04", "1000", "payment_terms { kind: TERMS_KIND_NET days: 29 }");
  const uint64_t before = Head();
  daemon_.At("2026-05-20T12:00:00Z");
  Pay("alpha", "p1", 30'000, "2026-05-10");
  const uint64_t after = Head();
  daemon_.At("2026-06-30T12:00:00Z");
  Pay("alpha", "p2", 70'000, "2026-06-30");

  const std::string known_before = absl::StrCat("as_of { position: ", before, " }");
  const std::string known_after = absl::StrCat("as_of { position: ", after, " }");
  const std::string known_on_may_19 = "as_of { time { seconds: 1779192000 } }";
  for (const std::string& as_of : {known_before, known_on_may_19}) {
    EXPECT_THAT(AgingOn("2026-05-15", as_of), ElementsAre("1000.00 0.00 0.00 0.00 0.00 = 1000.00"));
    EXPECT_THAT(AgingOn("2026-05-31", as_of), ElementsAre("0.00 1000.00 0.00 0.00 0.00 = 1000.00"));
  }
  EXPECT_THAT(AgingOn("2026-05-09", known_after),
              ElementsAre("1000.00 0.00 0.00 0.00 0.00 = 1000.00"));
  EXPECT_THAT(AgingOn("2026-05-15", known_after),
              ElementsAre("700.00 0.00 0.00 0.00 0.00 = 700.00"));
  EXPECT_THAT(AgingOn("2026-06-30", known_after),
              ElementsAre("0.00 0.00 700.00 0.00 0.00 = 700.00"));
  daemon_.Restart();
  client_ = daemon_.NewClient();
  EXPECT_THAT(AgingOn("2026-05-15"), ElementsAre("700.00 0.00 0.00 0.00 0.00 = 700.00"));
}

// A query as of an earlier instant means that instant's today.
TEST_F(Accounts, TodayIsThatOfTheInstantThatIsAskedFor) {
  daemon_.At("2026-05-01T12:00:00Z");
  DefineMsp("time_zone: 'Pacific/Auckland'");
  Bill("alpha", "2026-04", "10");
  const uint64_t head = Head();
  daemon_.At("2026-07-01T11:00:00Z");
  EXPECT_EQ(Send<v1::GetAgingReport>("org_id: 'msp'").date(), "2026-07-01");
  daemon_.At("2026-07-01T13:00:00Z");
  EXPECT_EQ(Send<v1::GetAgingReport>("org_id: 'msp'").date(), "2026-07-02");
  EXPECT_EQ(
      Send<v1::GetAgingReport>(absl::StrCat("org_id: 'msp' as_of { position: ", head, " }")).date(),
      "2026-05-02");
  EXPECT_EQ(BalanceOf("alpha", "as_of { time { seconds: 1779192000 } }").date(), "2026-05-20");
}

// C06: the balance of an account with credit.
TEST_F(Accounts, C06CreditIsConsumedByTheNextInvoice) {
  DefineMsp();
  DefineCustomer("alpha");
  Send<v1::GrantCredit>(
      "org_id: 'msp' customer_id: 'alpha' credit_id: 'g' reason: 'outage' "
      "amount { minor_units: 2000 currency: 'USD' }");
  EXPECT_EQ(FormatAmount(BalanceOf("alpha").balance()), "-20.00");
  SetPlan("alpha", FixedLine("stamp", "1", "100"));
  Run("2026-10");
  const std::string number = Approve("alpha", "2026-10");
  EXPECT_EQ(FormatAmount(Invoice(number).settlement().open()), "80.00");
  const v1::CustomerBalance balance = BalanceOf("alpha");
  EXPECT_EQ(FormatAmount(balance.invoiced()), "100.00");
  EXPECT_EQ(FormatAmount(balance.granted()), "20.00");
  EXPECT_EQ(FormatAmount(balance.open()), "80.00");
  EXPECT_EQ(FormatAmount(balance.credit()), "0.00");
  EXPECT_EQ(FormatAmount(balance.balance()), "80.00");
}

TEST_F(Accounts, C06AnUnpaidInvoiceIsAdjustedAndAPaidOneGivesCredit) {
  DefineMsp();
  const std::string ten = " reason: 'r' amount { total { minor_units: 1000 currency: 'USD' } }";
  const std::string unpaid = Bill("alpha", "2026-10", "100");
  Do<v1::CreditInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '", unpaid, "'", ten));
  EXPECT_EQ(FormatAmount(Invoice(unpaid).settlement().open()), "90.00");
  EXPECT_EQ(FormatAmount(BalanceOf("alpha").balance()), "90.00");

  const std::string paid = Bill("beta", "2026-10", "100");
  Pay("beta", "p1", 10'000, "2026-11-03");
  Do<v1::CreditInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '", paid, "'", ten));
  EXPECT_EQ(FormatAmount(Invoice(paid).settlement().open()), "0.00");
  const v1::CustomerBalance balance = BalanceOf("beta");
  EXPECT_EQ(FormatAmount(balance.open()), "0.00");
  EXPECT_EQ(FormatAmount(balance.credit()), "10.00");
  EXPECT_EQ(FormatAmount(balance.balance()), "-10.00");
}

// Each movement of an account, in words, and the balance after it.
TEST_F(Accounts, AStatementTellsWhatHappened) {
  daemon_.At("2026-05-01T12:00:00Z");
  DefineMsp();
  const std::string number = Bill("alpha", "2026-04", "100");
  daemon_.At("2026-05-20T12:00:00Z");
  Send<v1::RecordPayment>(
      "org_id: 'msp' payment { payment_id: 'p1' customer_id: 'alpha' method: 'card' "
      "  reference: 'INV 4711' date: '2026-05-18' "
      "  amount { minor_units: 6000 currency: 'USD' } } oldest_first {}");
  Send<v1::ReversePayment>(
      "org_id: 'msp' payment_id: 'p1' kind: REVERSAL_KIND_CHARGED_BACK reason: 'no'");
  Pay("alpha", "p2", 9'900, "2026-05-20");
  Send<v1::WriteOffInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'bank fee'"));
  Send<v1::ReverseInvoiceWriteOff>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'found'"));
  Pay("alpha", "p3", 1'500, "2026-05-20", "oldest_first {}");
  Send<v1::RefundCustomer>(
      "org_id: 'msp' customer_id: 'alpha' refund_id: 'r1' reason: 'overpaid' "
      "credit { kind: CREDIT_KIND_PAYMENT id: 'p3' }");
  const auto statement = Send<v1::GetAccountStatement>("org_id: 'msp' customer_id: 'alpha'");
  EXPECT_EQ(statement.name(), "alpha Ltd");
  EXPECT_EQ(statement.from(), "2026-05-01");
  EXPECT_EQ(statement.to(), "2026-05-20");
  EXPECT_THAT(
      Entries(statement),
      ElementsAre(
          absl::StrCat("2026-05-01 ", number, ", Invoice for 2026-04: 100.00 -> 100.00"),
          "2026-05-18 p1, Payment, card, INV 4711: -60.00 -> 40.00",
          "2026-05-20 p1, Payment charged back: no: 60.00 -> 100.00",
          "2026-05-20 p2, Payment, bank: -99.00 -> 1.00",
          absl::StrCat("2026-05-20 ", number, ", Written off: bank fee: -1.00 -> 0.00"),
          absl::StrCat("2026-05-20 ", number, ", Write-off taken back: found: 1.00 -> 1.00"),
          "2026-05-20 p3, Payment, bank: -15.00 -> -14.00",
          "2026-05-20 r1, Refund, bank: overpaid: 14.00 -> 0.00"));
  EXPECT_EQ(FormatAmount(statement.closing_balance()), "0.00");
  EXPECT_THAT(statement.open_invoices(), IsEmpty());

  const auto middle = Send<v1::GetAccountStatement>(
      "org_id: 'msp' customer_id: 'alpha' from: '2026-05-18' to: '2026-05-19'");
  EXPECT_EQ(FormatAmount(middle.opening_balance()), "100.00");
  EXPECT_EQ(middle.entries_size(), 1);
  EXPECT_EQ(FormatAmount(middle.closing_balance()), "40.00");
  ASSERT_EQ(middle.open_invoices_size(), 1);
  EXPECT_EQ(FormatAmount(middle.open_invoices(0).open()), "40.00");
  EXPECT_EQ(middle.open_invoices(0).days_overdue(), 18);
  EXPECT_EQ(InWords(middle.aging()), "0.00 40.00 0.00 0.00 0.00 = 40.00");
}

TEST_F(Accounts, AStatementOfNothingIsEmpty) {
  DefineMsp();
  DefineCustomer("alpha", "currency: 'EUR'");
  const auto statement = Send<v1::GetAccountStatement>("org_id: 'msp' customer_id: 'alpha'");
  EXPECT_EQ(statement.from(), "2026-11-03");
  EXPECT_THAT(statement.entries(), IsEmpty());
  EXPECT_EQ(statement.closing_balance().currency(), "EUR");
  EXPECT_EQ(BalanceOf("alpha").balance().currency(), "EUR");
}

TEST_F(Accounts, WhatCannotBeAnsweredIsRefused) {
  DefineMsp();
  DefineCustomer("alpha");
  IsRefused<v1::GetAccountStatement>(
      "org_id: 'msp' customer_id: 'alpha' from: '2026-10-02' to: '2026-10-01'",
      v1::REASON_DATE_OUT_OF_RANGE, "from");
  IsRefused<v1::GetAccountStatement>("org_id: 'msp' customer_id: 'nobody'",
                                     v1::REASON_CUSTOMER_NOT_FOUND, "customer_id");
  IsRefused<v1::GetCustomerBalance>("org_id: 'msp' customer_id: 'nobody'",
                                    v1::REASON_CUSTOMER_NOT_FOUND, "customer_id");
  IsRefused<v1::GetAgingReport>("org_id: 'msp' customer_id: 'nobody'",
                                v1::REASON_CUSTOMER_NOT_FOUND, "customer_id");
  IsRefused<v1::GetAgingReport>("org_id: 'msp' page_token: 'x'", v1::REASON_PAGE_TOKEN_INVALID,
                                "page_token");
}

// Customers come page by page; the totals, by currency, with the first.
TEST_F(Accounts, AgingComesPageByPage) {
  DefineMsp();
  Bill("alpha", "2026-10", "10");
  Bill("beta", "2026-10", "20", "currency: 'EUR'");
  DefineCustomer("delta");
  Bill("gamma", "2026-10", "30");
  Send<v1::OpenInvoiceDispute>(absl::StrCat(
      "org_id: 'msp' dispute_id: 'd' reason: 'r' invoice_number: '",
      Do<v1::ListInvoices>("org_id: 'msp' customer_id: 'gamma'").invoices(0).number(), "'"));
  Pay("gamma", "p1", 500, "2026-11-03", "none {}");
  Send<v1::RecordPayment>(
      "org_id: 'msp' payment { payment_id: 'p2' customer_id: 'gamma' deposit: true "
      "  amount { minor_units: 700 currency: 'USD' } }");

  auto query = Parse<v1::GetAgingReport>("org_id: 'msp' page_size: 2 date: '2026-12-04'");
  const v1::AgingReport first = AnswerOf<v1::AgingReport>(client_, query);
  ASSERT_EQ(first.customers_size(), 2);
  EXPECT_EQ(first.customers(0).customer_id(), "alpha");
  EXPECT_EQ(first.customers(0).name(), "alpha Ltd");
  EXPECT_THAT(first.customers(0).invoices(), IsEmpty());
  EXPECT_EQ(first.customers(1).customer_id(), "beta");
  ASSERT_EQ(first.totals_size(), 2);
  EXPECT_EQ(first.totals(0).open().currency(), "EUR");
  EXPECT_EQ(InWords(first.totals(1)), "0.00 0.00 40.00 0.00 0.00 = 40.00");
  EXPECT_EQ(FormatAmount(first.totals(1).disputed()), "30.00");

  query.set_page_token(first.next_page_token());
  const v1::AgingReport second = AnswerOf<v1::AgingReport>(client_, query);
  ASSERT_EQ(second.customers_size(), 1);
  EXPECT_THAT(second.totals(), IsEmpty());
  EXPECT_EQ(second.next_page_token(), "");
  const v1::AgingBuckets& gamma = second.customers(0).buckets();
  EXPECT_EQ(FormatAmount(gamma.disputed()), "30.00");
  EXPECT_EQ(FormatAmount(gamma.credit()), "5.00");
  EXPECT_EQ(FormatAmount(gamma.deposits()), "7.00");
  EXPECT_EQ(FormatAmount(gamma.balance()), "18.00");

  const auto one = Send<v1::GetAgingReport>("org_id: 'msp' customer_id: 'gamma'");
  ASSERT_EQ(one.customers_size(), 1);
  ASSERT_EQ(one.customers(0).invoices_size(), 1);
  EXPECT_TRUE(one.customers(0).invoices(0).disputed());
  EXPECT_EQ(one.customers(0).invoices(0).days_overdue(), 0);
}

TEST_F(Accounts, DisputesAreListedByInvoiceUntilTheyEnd) {
  DefineMsp();
  const std::string number = Bill("alpha", "2026-10", "10");
  const std::string of = absl::StrCat("org_id: 'msp' reason: 'r' invoice_number: '", number, "' ");
  Send<v1::OpenInvoiceDispute>(absl::StrCat(of, "dispute_id: 'b'"));
  Send<v1::OpenInvoiceDispute>(absl::StrCat(of, "dispute_id: 'a'"));
  Send<v1::CloseInvoiceDispute>(
      absl::StrCat(of, "dispute_id: 'b' outcome: DISPUTE_OUTCOME_REJECTED"));
  const auto open = Send<v1::ListInvoiceDisputes>("org_id: 'msp'");
  ASSERT_EQ(open.disputes_size(), 1);
  EXPECT_EQ(open.disputes(0).dispute_id(), "a");
  const auto all = Send<v1::ListInvoiceDisputes>("org_id: 'msp' also_closed: true");
  ASSERT_EQ(all.disputes_size(), 2);
  EXPECT_EQ(all.disputes(1).outcome(), v1::DISPUTE_OUTCOME_REJECTED);
}

// What is open in another currency is revalued with what was paid by the day.
TEST_F(Accounts, RevaluationCountsPaymentsOfTheDay) {
  DefineMsp();
  Do<v1::RecordExchangeRates>(
      "org_id: 'msp' rates { from_currency: 'EUR' to_currency: 'USD' rate: '1.50' "
      "date: '2026-11-01' source: 'ECB' }");
  const std::string number = Bill("alpha", "2026-10", "100", "currency: 'EUR'");
  daemon_.At("2026-11-10T12:00:00Z");
  Send<v1::RecordPayment>(
      "org_id: 'msp' payment { payment_id: 'p1' customer_id: 'alpha' date: '2026-11-08' "
      "  amount { minor_units: 4000 currency: 'EUR' } } oldest_first {}");
  const auto before = Do<v1::RevalueInvoices>("org_id: 'msp' date: '2026-11-07'");
  ASSERT_EQ(before.invoices_size(), 1);
  EXPECT_EQ(FormatAmount(before.invoices(0).open()), "100.00");
  EXPECT_EQ(FormatAmount(before.invoices(0).at_issue()), "150.00");
  const auto after = Do<v1::RevalueInvoices>("org_id: 'msp' date: '2026-11-08'");
  ASSERT_EQ(after.invoices_size(), 1);
  EXPECT_EQ(after.invoices(0).invoice_number(), number);
  EXPECT_EQ(FormatAmount(after.invoices(0).open()), "60.00");
  EXPECT_EQ(FormatAmount(after.invoices(0).at_issue()), "90.00");
}

// Lists of invoices and their sheets say what is open.
TEST_F(Accounts, InvoicesSayWhatIsOpen) {
  DefineMsp();
  const std::string number = Bill("alpha", "2026-10", "100");
  Pay("alpha", "p1", 3'000, "2026-11-03");
  EXPECT_EQ(FormatAmount(Invoice(number).settlement().paid()), "30.00");
  for (const char* filter : {"", "customer_id: 'alpha'", "month: '2026-10'"}) {
    const auto page = Do<v1::ListInvoices>(absl::StrCat("org_id: 'msp' ", filter));
    ASSERT_EQ(page.invoices_size(), 1);
    EXPECT_EQ(FormatAmount(page.invoices(0).open()), "70.00");
  }
}

}  // namespace
}  // namespace tally
