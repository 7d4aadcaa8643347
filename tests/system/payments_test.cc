// Payments: money in and out over the daemon, and what it settles; the worked examples on it (C).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "ledger/money/money.h"
#include "system/support/any_call.h"
#include "system/support/bad_requests.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Payments : public BadRequests {
 protected:
  template <class Request>
  v1::Receipt Send(absl::string_view text) {
    return AnswerOf<v1::Receipt>(client_, Parse<Request>(text));
  }

  // Bills alpha's October at `price`, and returns the invoice's number.
  std::string Bill(absl::string_view price, absl::string_view org = "") {
    DefineMsp(org);
    DefineCustomer("alpha");
    SetPlan("alpha", FixedLine("stamp", "1", price));
    Run("2026-10");
    return Approve("alpha", "2026-10");
  }

  static std::string Money(int64_t cents, absl::string_view currency = "USD") {
    return absl::StrCat("amount { minor_units: ", cents, " currency: '", currency, "' } ");
  }

  // A payment of alpha's; `settles` as in RecordPayment.
  v1::RecordPaymentReply Pay(absl::string_view id, int64_t cents, absl::string_view more = "",
                             absl::string_view settles = "") {
    return AnswerOf<v1::RecordPaymentReply>(
        client_, Parse<v1::RecordPayment>(absl::StrCat("org_id: 'msp' payment { payment_id: '", id,
                                                       "' customer_id: 'alpha' ", Money(cents),
                                                       more, " } ", settles)));
  }

  static std::string OfPayment(absl::string_view id, absl::string_view more) {
    return absl::StrCat("org_id: 'msp' customer_id: 'alpha' credit { kind: CREDIT_KIND_PAYMENT ",
                        "id: '", id, "' } ", more);
  }

  std::string Open(absl::string_view number) {
    return FormatAmount(Invoice(number).settlement().open());
  }

  // Alpha's credits, such as `credit_note CREDIT-2026-11-001 10.00`.
  std::vector<std::string> Credits(absl::string_view more = "") {
    const auto page = AnswerOf<v1::CustomerCreditPage>(
        client_,
        Parse<v1::ListCustomerCredits>(absl::StrCat("org_id: 'msp' customer_id: 'alpha' ", more)));
    std::vector<std::string> credits;
    for (const v1::CustomerCredit& each : page.credits()) {
      credits.push_back(absl::StrCat(each.credit().id(), " ", FormatAmount(each.left())));
    }
    return credits;
  }

  v1::PaymentView Payment(absl::string_view id) {
    return AnswerOf<v1::PaymentView>(
        client_, Parse<v1::GetPayment>(absl::StrCat("org_id: 'msp' payment_id: '", id, "'")));
  }
};

TEST_F(Payments, C03ACreditNoteGoesOffWhatIsOpenAndThenToTheCustomer) {
  const std::string number = Bill("100");
  Pay("p1", 4'000);
  EXPECT_EQ(Open(number), "60.00");
  const auto reply = Do<v1::CreditInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'agreed' ",
                   "amount { total { minor_units: 7000 currency: 'USD' } }"));
  EXPECT_EQ(Open(number), "0.00");
  EXPECT_THAT(Credits(), ElementsAre(absl::StrCat(reply.credit_note_number(), " 10.00")));
  const v1::CreditNoteSettlement settled = Invoice(number).credit_notes(0).settlement();
  EXPECT_EQ(FormatAmount(settled.amount()), "70.00");
  EXPECT_EQ(FormatAmount(settled.against_open()), "60.00");
  EXPECT_EQ(FormatAmount(settled.to_credit()), "10.00");
}

TEST_F(Payments, C05AnInvoiceThatWasPaidInPartIsNotVoided) {
  const std::string number = Bill("100");
  const std::string void_it =
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'by mistake'");
  Pay("p1", 4'000);
  Refused<v1::VoidInvoice>(void_it, v1::REASON_INVOICE_PARTLY_PAID, "invoice_number");
  // Once the payment is taken back, nothing stands in the way.
  Send<v1::ReversePayment>(
      "org_id: 'msp' payment_id: 'p1' kind: REVERSAL_KIND_MISTAKE reason: 'of another'");
  Do<v1::VoidInvoice>(void_it);
  EXPECT_EQ(Invoice(number).status(), v1::INVOICE_STATUS_VOIDED);
  EXPECT_EQ(Open(number), "0.00");
}

// Exported to accounting: its month is closed there.
TEST_F(Payments, C05AnInvoiceOfAClosedMonthIsCreditedAndNotVoided) {
  const std::string number = Bill("100");
  daemon_.At("2026-12-02T12:00:00Z");
  Send<v1::CloseAccountingPeriod>("org_id: 'msp' month: '2026-11'");
  const std::string of = absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'r' ");
  Refused<v1::VoidInvoice>(of, v1::REASON_PERIOD_CLOSED, "invoice_number");
  Do<v1::CreditInvoice>(of + "whole {}");
  EXPECT_EQ(Open(number), "0.00");
}

TEST_F(Payments, C08WhatIsPaidTooMuchIsCredit) {
  const std::string number = Bill("165.01");
  const v1::RecordPaymentReply reply = Pay("p1", 16'510);
  EXPECT_EQ(FormatAmount(reply.left()), "0.09");
  ASSERT_EQ(reply.allocations_size(), 1);
  EXPECT_EQ(FormatAmount(reply.allocations(0).amount()), "165.01");
  EXPECT_EQ(Open(number), "0.00");
  EXPECT_THAT(Credits(), ElementsAre("p1 0.09"));
}

TEST_F(Payments, C11TheDifferenceOfRatesIsRealised) {
  DefineMsp("currency: 'GBP'");
  Do<v1::RecordExchangeRates>(
      "org_id: 'msp' rates { from_currency: 'USD' to_currency: 'GBP' date: '2026-10-01' "
      "  rate: '0.6072' source: 'ecb' } rates { from_currency: 'USD' to_currency: 'GBP' "
      "  date: '2026-11-20' rate: '0.6081' source: 'ecb' }");
  DefineCustomer("alpha", "currency: 'USD'");
  SetPlan("alpha", FixedLine("stamp", "1", "500"));
  Run("2026-10");
  const std::string number = Approve("alpha", "2026-10");
  EXPECT_EQ(FormatAmount(Invoice(number).settlement().open_base()), "303.60");
  daemon_.At("2026-11-20T12:00:00Z");
  const v1::RecordPaymentReply reply = Pay("p1", 50'000);
  ASSERT_EQ(reply.allocations_size(), 1);
  EXPECT_EQ(FormatAmount(reply.allocations(0).receivable_base()), "303.60");
  EXPECT_EQ(FormatAmount(reply.allocations(0).credit_base()), "304.05");
  EXPECT_EQ(FormatAmount(reply.allocations(0).realised()), "0.45");
  EXPECT_EQ(FormatAmount(Invoice(number).settlement().open_base()), "0.00");
}

TEST_F(Payments, ADepositSettlesOnlyWhatAPersonSays) {
  const std::string number = Bill("100");
  Pay("d1", 12'000, "deposit: true");
  EXPECT_EQ(Open(number), "100.00");
  Send<v1::AllocateCredit>(
      OfPayment("d1", absl::StrCat("chosen { invoices { invoice_number: '", number, "' } }")));
  EXPECT_EQ(Open(number), "0.00");
  EXPECT_THAT(Credits(), ElementsAre("d1 20.00"));
  Send<v1::AllocateCredit>(OfPayment("d1", "none {}"));
  EXPECT_EQ(Open(number), "100.00");
  Send<v1::RefundCustomer>(OfPayment("d1", "refund_id: 'r1' reason: 'asked for it'"));
  EXPECT_THAT(Credits(), IsEmpty());
  EXPECT_THAT(Credits("also_used_up: true"), ElementsAre("d1 0.00"));
}

// The view of a payment tells what became of it, then and now.
TEST_F(Payments, AreListedInTheOrderInWhichTheyWereRecorded) {
  const std::string number = Bill("100");
  Pay("z", 1'000, "date: '2026-11-02' method: 'card' reference: 'thanks'");
  Pay("a", 2'000);
  const uint64_t before = Head();
  Send<v1::ReversePayment>(
      "org_id: 'msp' payment_id: 'z' kind: REVERSAL_KIND_CHARGED_BACK reason: 'bank'");

  const auto list = [&](absl::string_view more) {
    const auto page = AnswerOf<v1::PaymentPage>(
        client_, Parse<v1::ListPayments>(absl::StrCat("org_id: 'msp' ", more)));
    std::vector<std::string> ids;
    for (const v1::PaymentView& each : page.payments()) ids.push_back(each.payment().payment_id());
    return ids;
  };
  EXPECT_THAT(list(""), ElementsAre("z", "a"));
  EXPECT_THAT(list("page_size: 1"), ElementsAre("z"));
  EXPECT_THAT(list("customer_id: 'alpha'"), ElementsAre("z", "a"));
  DefineCustomer("beta");
  EXPECT_THAT(list("customer_id: 'beta'"), IsEmpty());

  const v1::PaymentView now = Payment("z");
  EXPECT_EQ(now.reversal().kind(), v1::REVERSAL_KIND_CHARGED_BACK);
  EXPECT_EQ(now.allocations_size(), 0);
  EXPECT_EQ(now.payment().reference(), "thanks");
  const auto then = AnswerOf<v1::PaymentView>(
      client_, Parse<v1::GetPayment>(
                   absl::StrCat("org_id: 'msp' payment_id: 'z' as_of { position: ", before, " }")));
  EXPECT_FALSE(then.has_reversal());
  ASSERT_EQ(then.allocations_size(), 1);
  EXPECT_EQ(then.allocations(0).invoice_number(), number);
}

// Of what is left only one of two gets it.
TEST_F(Payments, CreditIsNotUsedTwiceAtTheSameTime) {
  Bill("100");
  Pay("p1", 15'000);
  std::vector<absl::Status> outcomes(2);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto refund = Parse<v1::RefundCustomer>(
          OfPayment("p1", absl::StrCat("refund_id: 'r", i, "' reason: 'asked' ", Money(3'000))));
      outcomes[i] = CallAny<v1::Receipt>(daemon_.NewClient(), refund).status();
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_NE(outcomes[0].ok(), outcomes[1].ok()) << outcomes[0] << "\n" << outcomes[1];
  EXPECT_EQ(RefusalIn(outcomes[0].ok() ? outcomes[1] : outcomes[0]).reason(),
            v1::REASON_EXCEEDS_CREDIT);
  EXPECT_THAT(Credits(), ElementsAre("p1 20.00"));
}

TEST_F(Payments, ThatCannotBeAreRefused) {
  BillOctober();
  Approve("beta", "2026-10");
  Send<v1::CloseAccountingPeriod>("org_id: 'msp' month: '2026-09'");
  Pay("p1", 200);
  Pay("p2", 100, "", "none {}");
  Pay("p3", 100, "", "none {}");
  Send<v1::RefundCustomer>(OfPayment("p2", "refund_id: 'r1' reason: 'r' " + Money(1)));
  Send<v1::ReversePayment>("org_id: 'msp' payment_id: 'p3' kind: REVERSAL_KIND_FAILED reason: 'r'");
  Send<v1::GrantCredit>("org_id: 'msp' customer_id: 'alpha' credit_id: 'g1' reason: 'r' " +
                        Money(1));

  const auto pay = [](absl::string_view more, absl::string_view settles = "") {
    return absl::StrCat("org_id: 'msp' payment { customer_id: 'alpha' ", more, " } ", settles);
  };
  const std::string p9 = "payment_id: 'p9' ";
  const auto chosen = [&](absl::string_view share) {
    return pay(p9 + Money(2'000), absl::StrCat("chosen { invoices { ", share, " } }"));
  };
  const std::string reverse = "org_id: 'msp' kind: REVERSAL_KIND_FAILED reason: 'r' payment_id: ";
  const std::string refund = "refund_id: 'r2' reason: 'r' ";
  const std::string grant = "org_id: 'msp' customer_id: 'alpha' reason: 'r' credit_id: ";
  ExpectRefused({
      {"Payments/Record", pay("payment_id: 'p1' " + Money(1)), kAlreadyExists, v1::REASON_ID_IN_USE,
       "payment.payment_id"},
      {"Payments/Record", pay(p9 + Money(0)), kInvalidArgument, v1::REASON_AMOUNT_NOT_POSITIVE,
       "payment.amount"},
      {"Payments/Record", pay(p9 + Money(1, "EUR")), kInvalidArgument, v1::REASON_WRONG_CURRENCY,
       "payment.amount.currency"},
      {"Payments/Record", pay(p9 + Money(1) + "date: '2026-11-04'"), kInvalidArgument,
       v1::REASON_DATE_OUT_OF_RANGE, "payment.date"},
      {"Payments/Record", pay(p9 + Money(1) + "date: '2026-09-30'"), kFailedPrecondition,
       v1::REASON_PERIOD_CLOSED, "payment.date"},
      {"Payments/Record", chosen("invoice_number: 'BILL-009'"), kNotFound,
       v1::REASON_INVOICE_NOT_FOUND, "chosen.invoices[0].invoice_number"},
      {"Payments/Record", chosen("invoice_number: 'BILL-002'"), kFailedPrecondition,
       v1::REASON_ANOTHER_CUSTOMER, "chosen.invoices[0].invoice_number"},
      {"Payments/Record", chosen("invoice_number: 'BILL-001' " + Money(1'001)), kFailedPrecondition,
       v1::REASON_EXCEEDS_OPEN, "chosen.invoices[0].amount"},
      {"Payments/Allocate",
       OfPayment("p2", "chosen { invoices { invoice_number: 'BILL-001' " + Money(100) + "} }"),
       kFailedPrecondition, v1::REASON_EXCEEDS_CREDIT, "chosen.invoices[0].amount"},
      {"Payments/Allocate", OfPayment("p2", ""), kInvalidArgument, v1::REASON_FIELD_MISSING,
       "settles"},
      {"Payments/Allocate", OfPayment("p9", "none {}"), kNotFound, v1::REASON_CREDIT_NOT_FOUND,
       "credit.id"},
      {"Payments/Allocate", OfPayment("p3", "none {}"), kFailedPrecondition,
       v1::REASON_PAYMENT_REVERSED, "credit.id"},
      {"Payments/Reverse", reverse + "'p9'", kNotFound, v1::REASON_PAYMENT_NOT_FOUND, "payment_id"},
      {"Payments/Reverse", reverse + "'p3'", kFailedPrecondition, v1::REASON_PAYMENT_REVERSED,
       "payment_id"},
      {"Payments/Reverse", reverse + "'p2'", kFailedPrecondition, v1::REASON_PAYMENT_REFUNDED,
       "payment_id"},
      {"Payments/Reverse", reverse + "'p1' date: '2026-11-02'", kInvalidArgument,
       v1::REASON_DATE_OUT_OF_RANGE, "date"},
      {"Payments/Refund", OfPayment("p2", refund + Money(100)), kFailedPrecondition,
       v1::REASON_EXCEEDS_CREDIT, "amount"},
      {"Payments/Refund", OfPayment("p2", "refund_id: 'r1' reason: 'r'"), kAlreadyExists,
       v1::REASON_ID_IN_USE, "refund_id"},
      {"Payments/Refund", OfPayment("p9", refund), kNotFound, v1::REASON_CREDIT_NOT_FOUND,
       "credit.id"},
      {"Payments/Grant", grant + "'g1' " + Money(1), kAlreadyExists, v1::REASON_ID_IN_USE,
       "credit_id"},
      {"Payments/Grant", grant + "'g2' " + Money(-1), kInvalidArgument,
       v1::REASON_AMOUNT_NOT_POSITIVE, "amount"},
      {"Payments/Get", "org_id: 'msp' payment_id: 'p9'", kNotFound, v1::REASON_PAYMENT_NOT_FOUND,
       "payment_id"},
      {"Payments/List", "org_id: 'msp' customer_id: 'nobody'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Payments/ListCredits", "org_id: 'msp' customer_id: 'nobody'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
  });
  for (const auto& [method, more] : std::vector<std::pair<const char*, std::string>>{
           {"Payments/Record", "payment { payment_id: 'p' customer_id: 'c' " + Money(1) + "}"},
           {"Payments/Allocate",
            "customer_id: 'c' credit { kind: CREDIT_KIND_PAYMENT id: 'p' } none {}"},
           {"Payments/Reverse", "payment_id: 'p' kind: REVERSAL_KIND_FAILED reason: 'r'"},
           {"Payments/Refund",
            "customer_id: 'c' credit { kind: CREDIT_KIND_PAYMENT id: 'p' } " + refund},
           {"Payments/Grant", "customer_id: 'c' credit_id: 'g' reason: 'r' " + Money(1)},
           {"Payments/Get", "payment_id: 'p'"},
           {"Payments/List", ""},
           {"Payments/ListCredits", ""}}) {
    ExpectRefused({{method, absl::StrCat("org_id: 'none' ", more), kNotFound,
                    v1::REASON_ORG_NOT_FOUND, "org_id"}});
  }
}

// An invoice below zero gives credit, and is not voided once that was used.
TEST_F(Payments, CreditThatWasUsedIsNotTakenBackWithItsInvoice) {
  DefineMsp();
  DefineCustomer("alpha");
  const auto fee = [](absl::string_view price, absl::string_view cadence) {
    return absl::StrCat("lines { line_id: 'fee' item_id: 'stamp' fixed { quantity: '1' } ",
                        "held { unit_price: '", price, "' } cadence { ", cadence,
                        " } proration: PRORATION_BY_DAY } ");
  };
  SetPlan("alpha", fee("10000", "months: 12 anchor: '2017-07-27' timing: TIMING_IN_ADVANCE"),
          "2017-07-27");
  Run("2017-06");
  SetPlan("alpha", fee("1000", "months: 1 anchor: '2018-01-25'"), "2018-01-24");
  Run("2018-01");
  const std::string number = Approve("alpha", "2018-01");
  EXPECT_THAT(Credits(), ElementsAre(number + " 5008.84"));
  Send<v1::RefundCustomer>(
      absl::StrCat("org_id: 'msp' customer_id: 'alpha' credit { kind: CREDIT_KIND_INVOICE id: '",
                   number, "' } refund_id: 'r1' reason: 'asked' ", Money(500)));
  Refused<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'by mistake'"),
      v1::REASON_CREDIT_IN_USE, "invoice_number");
}

}  // namespace
}  // namespace tally
