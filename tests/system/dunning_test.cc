// The worked examples on what is owed: month ends, dunning, late fees and write-offs (C).

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "ledger/calendar/date.h"
#include "ledger/money/money.h"
#include "system/support/any_call.h"
#include "system/support/bad_requests.h"
#include "tally/v1/accounting_periods.pb.h"
#include "tally/v1/payments.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {
namespace {

constexpr char kSteps[] =
    "steps { step_id: 'first' days: 3 } steps { step_id: 'second' days: 10 } "
    "steps { step_id: 'third' days: 30 } ";

class Owed : public BadRequests {
 protected:
  template <class Reply, class Request>
  Reply Ask(absl::string_view text) {
    return AnswerOf<Reply>(client_, Parse<Request>(text));
  }

  template <class Request>
  v1::Receipt Tell(absl::string_view text) {
    return Ask<v1::Receipt, Request>(text);
  }

  // The provider, with more that is said of it, and the item `late-fee`, which is not taxed.
  void DefineProvider(absl::string_view dunning, absl::string_view more = "") {
    DefineMsp(more);
    Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'late-fee' name: 'Late fee' }");
    v1::DefineOrg org;
    *org.mutable_org() = Do<v1::GetOrg>("org_id: 'msp'");
    *org.mutable_org()->mutable_dunning() = Parse<v1::DunningPolicy>(dunning);
    Answer(client_, org);
  }

  // Bills `customer` an untaxed amount for April 2026, on 1 May, due on 15 May.
  std::string BillApril(absl::string_view customer, absl::string_view amount,
                        absl::string_view dunning) {
    daemon_.At("2026-05-01T08:00:00Z");
    DefineProvider(dunning, "payment_terms { kind: TERMS_KIND_NET days: 14 }");
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("stamp", "1", amount));
    Run("2026-04");
    const std::string number = Approve(customer, "2026-04");
    EXPECT_EQ(Invoice(number).invoice().due_date(), "2026-05-15");
    return number;
  }

  void Pay(absl::string_view payment, absl::string_view customer, absl::string_view amount,
           absl::string_view day, absl::string_view settles, absl::string_view more = "") {
    v1::RecordPayment request;
    request.set_org_id("msp");
    v1::Payment& paid = *request.mutable_payment();
    paid = Parse<v1::Payment>(more);
    paid.set_payment_id(std::string(payment));
    paid.set_customer_id(std::string(customer));
    *paid.mutable_amount() = *ParseAmount(amount, "USD");
    paid.set_date(std::string(day));
    request.MergeFrom(Parse<v1::RecordPayment>(settles));
    AnswerOf<v1::RecordPaymentReply>(client_, request);
  }

  v1::DunCustomerReply Dun(absl::string_view customer) {
    return Ask<v1::DunCustomerReply, v1::DunCustomer>(
        absl::StrCat("org_id: 'msp' customer_id: '", customer, "'"));
  }

  // Duns acme every day from `first` on, up to `last`; the steps that were taken, as `second on
  // 2026-05-25`. A preview says the same before.
  std::vector<std::string> DunDaily(absl::string_view first, absl::string_view last) {
    std::vector<std::string> taken;
    for (absl::CivilDay day = *ParseDate(first); day <= *ParseDate(last); ++day) {
      daemon_.At(FormatDate(day) + "T09:00:00Z");
      const auto preview = Ask<v1::DunningPage, v1::PreviewDunningSteps>("org_id: 'msp'");
      const v1::DunCustomerReply reply = Dun("acme");
      EXPECT_EQ(preview.outcomes_size(), reply.outcomes_size());
      for (int i = 0; i < reply.outcomes_size(); ++i) {
        const v1::DunningOutcome& outcome = reply.outcomes(i);
        EXPECT_EQ(preview.outcomes(i).step_id(), outcome.step_id());
        EXPECT_EQ(preview.outcomes(i).detail(), outcome.detail());
        if (outcome.step_id().empty()) continue;
        taken.push_back(absl::StrCat(outcome.step_id(), " on ", FormatDate(day)));
      }
    }
    return taken;
  }

  v1::InvoiceSettlement SettlementOf(const std::string& number) {
    return Invoice(number).settlement();
  }
};

using Taken = std::vector<std::string>;

TEST_F(Owed, C14StepsAreTakenOnTheirDays) {
  BillApril("acme", "100", kSteps);
  EXPECT_EQ(DunDaily("2026-05-14", "2026-06-20"),
            (Taken{"first on 2026-05-18", "second on 2026-05-25", "third on 2026-06-14"}));
}

TEST_F(Owed, C14WhatIsPaidIsNotDunned) {
  BillApril("acme", "100", kSteps);
  Taken taken = DunDaily("2026-05-14", "2026-05-24");
  Pay("p1", "acme", "100", "2026-05-24", "oldest_first {}");
  for (const std::string& step : DunDaily("2026-05-25", "2026-06-20")) taken.push_back(step);
  EXPECT_EQ(taken, Taken{"first on 2026-05-18"});
}

TEST_F(Owed, C14ADisputePauses) {
  const std::string number = BillApril("acme", "100", kSteps);
  Taken taken = DunDaily("2026-05-14", "2026-05-19");
  const std::string dispute =
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' dispute_id: 'd1' reason: 'r' ");
  Tell<v1::OpenInvoiceDispute>(dispute);
  for (const std::string& step : DunDaily("2026-05-20", "2026-06-20")) taken.push_back(step);
  EXPECT_EQ(taken, Taken{"first on 2026-05-18"});
  const v1::DunCustomerReply paused = Dun("acme");
  EXPECT_EQ(paused.outcomes(0).skip(), v1::DUNNING_SKIP_DISPUTED);
  EXPECT_EQ(paused.receipt().event_count(), 0U);

  // When it is over, the latest step speaks for the one that was due meanwhile.
  Tell<v1::CloseInvoiceDispute>(absl::StrCat(dispute, "outcome: DISPUTE_OUTCOME_WITHDRAWN"));
  const v1::DunCustomerReply goes_on = Dun("acme");
  EXPECT_EQ(goes_on.outcomes(0).step_id(), "third");
  EXPECT_EQ(goes_on.outcomes(0).step_date(), "2026-06-14");
  ASSERT_EQ(goes_on.outcomes(0).passed_over_size(), 1);
  EXPECT_EQ(goes_on.outcomes(0).passed_over(0), "second");
  EXPECT_EQ(Dun("acme").outcomes(0).skip(), v1::DUNNING_SKIP_NOTHING_DUE);
}

TEST_F(Owed, C14APreviewIsOfAnyDay) {
  BillApril("acme", "100", kSteps);
  const auto preview = [&](absl::string_view day) {
    const auto page = Ask<v1::DunningPage, v1::PreviewDunningSteps>(
        absl::StrCat("org_id: 'msp' customer_id: 'acme' date: '", day, "'"));
    EXPECT_EQ(page.outcomes_size(), 1);
    return page.outcomes(0).step_id();
  };
  EXPECT_EQ(preview("2026-05-17"), "");
  EXPECT_EQ(preview("2026-05-18"), "first");
  EXPECT_EQ(preview("2026-06-14"), "third");
}

TEST_F(Owed, C15ALateFeeIsOnTheOpenPart) {
  const std::string number = BillApril("acme", "200",
                                       "steps { step_id: 'fee' days: 30 fee_percent: '1.5' } "
                                       "late_fee_item_id: 'late-fee'");
  Pay("p1", "acme", "50", "2026-05-01", "oldest_first {}");
  daemon_.At("2026-06-14T09:00:00Z");
  const v1::DunCustomerReply reply = Dun("acme");
  ASSERT_EQ(reply.outcomes_size(), 1);
  EXPECT_EQ(FormatAmount(reply.outcomes(0).open()), "150.00");
  EXPECT_EQ(FormatAmount(reply.outcomes(0).late_fee()), "2.25");
  const std::string fees = reply.outcomes(0).late_fee_invoice();
  EXPECT_EQ(Printed(Invoice(fees).invoice()),
            "BILL-2026-06-001 of 2026-06-14 due 2026-06-28\n"
            "late-fee-1 1 x 2.25 = 2.25\nuntaxed 0% of 2.25 = 0.00\n2.25 + 0.00 = 2.25 USD\n");
  EXPECT_EQ(Invoice(fees).invoice().late_fees(0).invoice_number(), number);

  // No fee on the fee, but it is dunned, too.
  daemon_.At("2026-07-28T09:00:00Z");
  const v1::DunCustomerReply later = Dun("acme");
  ASSERT_EQ(later.outcomes_size(), 2);
  EXPECT_EQ(later.outcomes(1).invoice_number(), fees);
  EXPECT_EQ(later.outcomes(1).step_id(), "fee");
  EXPECT_FALSE(later.outcomes(1).has_late_fee());
}

TEST_F(Owed, C16AWriteOffKeepsTheTrail) {
  const std::string number = BillApril("acme", "100", kSteps);
  Pay("p1", "acme", "99.96", "2026-05-01", "oldest_first {}");
  daemon_.At("2026-05-02T09:00:00Z");
  const std::string write_off =
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'bank fee'");
  Tell<v1::WriteOffInvoice>(write_off);

  const v1::InvoiceView view = Invoice(number);
  EXPECT_EQ(FormatAmount(view.settlement().paid()), "99.96");
  EXPECT_EQ(FormatAmount(view.settlement().written_off()), "0.04");
  EXPECT_EQ(view.settlement().open().minor_units(), 0);
  EXPECT_EQ(view.status(), v1::INVOICE_STATUS_ISSUED);
  EXPECT_EQ(FormatAmount(view.left()), "100.00");
  const auto aging = Ask<v1::AgingReport, v1::GetAgingReport>("org_id: 'msp'");
  EXPECT_EQ(aging.customers_size(), 0);
  const auto balance =
      Ask<v1::CustomerBalance, v1::GetCustomerBalance>("org_id: 'msp' customer_id: 'acme'");
  EXPECT_EQ(FormatAmount(balance.invoiced()), "100.00");
  EXPECT_EQ(FormatAmount(balance.credited()), "0.00");
  EXPECT_EQ(FormatAmount(balance.written_off()), "0.04");
  EXPECT_EQ(FormatAmount(balance.balance()), "0.00");

  Tell<v1::ReverseInvoiceWriteOff>(write_off);
  EXPECT_EQ(FormatAmount(SettlementOf(number).open()), "0.04");
  EXPECT_EQ(SettlementOf(number).written_off().minor_units(), 0);
}

TEST_F(Owed, C20CreditThatCoversTheDebtSparesTheReminder) {
  BillApril("acme", "80", kSteps);
  Pay("p1", "acme", "100", "2026-05-01", "none {}");
  EXPECT_EQ(DunDaily("2026-05-14", "2026-05-20"), Taken());
  const v1::DunCustomerReply reply = Dun("acme");
  EXPECT_EQ(reply.receipt().event_count(), 0U);
  ASSERT_EQ(reply.outcomes_size(), 1);
  EXPECT_EQ(reply.outcomes(0).skip(), v1::DUNNING_SKIP_COVERED_BY_CREDIT);
  EXPECT_TRUE(absl::StrContains(reply.outcomes(0).detail(),
                                "credit of 100.00 USD covers the 80.00 USD that is overdue"))
      << reply.outcomes(0).detail();

  // As the policy says.
  v1::DefineOrg org;
  *org.mutable_org() = Do<v1::GetOrg>("org_id: 'msp'");
  org.mutable_org()->mutable_dunning()->set_in_spite_of_credit(true);
  Answer(client_, org);
  EXPECT_EQ(Dun("acme").outcomes(0).step_id(), "first");
}

// Month ends in another currency.
class MonthEnds : public Owed {
 protected:
  void Learn(absl::string_view from, absl::string_view to, absl::string_view rate,
             absl::string_view date) {
    Do<v1::RecordExchangeRates>(absl::StrCat("org_id: 'msp' rates { from_currency: '", from,
                                             "' to_currency: '", to, "' rate: '", rate, "' date: '",
                                             date, "' source: 'ECB' }"));
  }

  // Bills 1,000 in `currency` on 3 November 2026.
  std::string BillThousand(absl::string_view currency) {
    DefineCustomer("acme", absl::StrCat("currency: '", currency, "'"));
    SetPlan("acme", FixedLine("stamp", "1", "1000"));
    Run("2026-10");
    return Approve("acme", "2026-10");
  }

  void Close(absl::string_view month) {
    Tell<v1::CloseAccountingPeriod>(absl::StrCat("org_id: 'msp' month: '", month, "'"));
  }

  v1::AccountingPeriodPage Periods() {
    return Ask<v1::AccountingPeriodPage, v1::ListAccountingPeriods>("org_id: 'msp'");
  }
};

TEST_F(MonthEnds, C13WhatIsOpenInEurosIsRevaluedAtTheEndOfTheMonth) {
  DefineProvider(kSteps);
  Learn("EUR", "USD", "1.5", "2026-11-03");
  Learn("EUR", "USD", "1.6", "2026-11-30");
  Learn("EUR", "USD", "1.55", "2026-12-05");
  BillThousand("EUR");
  daemon_.At("2026-12-08T09:00:00Z");
  // Paid before November is closed, but after its end.
  v1::RecordPayment pay = Parse<v1::RecordPayment>(
      "org_id: 'msp' payment { payment_id: 'p1' customer_id: 'acme' date: '2026-12-05' "
      "  amount { minor_units: 100000 currency: 'EUR' } } oldest_first {}");
  const auto paid = AnswerOf<v1::RecordPaymentReply>(client_, pay);
  ASSERT_EQ(paid.allocations_size(), 1);
  EXPECT_EQ(FormatAmount(paid.allocations(0).realised()), "50.00");

  Close("2026-11");
  const v1::AccountingPeriodPage page = Periods();
  EXPECT_EQ(page.closed_through(), "2026-11-30");
  ASSERT_EQ(page.periods_size(), 1);
  ASSERT_EQ(page.periods(0).revaluations_size(), 1);
  const v1::CurrencyRevaluation& revaluation = page.periods(0).revaluations(0);
  EXPECT_EQ(revaluation.customer_id(), "acme");
  EXPECT_EQ(FormatAmount(revaluation.open()), "1000.00");
  EXPECT_EQ(FormatAmount(revaluation.booked()), "1500.00");
  EXPECT_EQ(FormatAmount(revaluation.worth()), "1600.00");
  EXPECT_EQ(FormatAmount(revaluation.unrealised()), "100.00");
}

TEST_F(MonthEnds, C13DollarsThatFellAreALoss) {
  DefineProvider(kSteps, "currency: 'EUR'");
  Learn("USD", "EUR", "1.13545", "2026-11-03");
  Learn("USD", "EUR", "1.13225", "2026-11-30");
  BillThousand("USD");
  daemon_.At("2026-12-01T00:00:00Z");
  Close("2026-11");
  const v1::CurrencyRevaluation revaluation = Periods().periods(0).revaluations(0);
  EXPECT_EQ(FormatAmount(revaluation.booked()), "1135.45");
  EXPECT_EQ(FormatAmount(revaluation.unrealised()), "-3.20");
}

TEST_F(MonthEnds, AreOpenedAgainWithAllAfterThem) {
  DefineProvider(kSteps);
  Close("2026-08");
  Close("2026-10");
  const uint64_t head = Head();
  Tell<v1::ReopenAccountingPeriod>("org_id: 'msp' month: '2026-09' reason: 'forgot one'");
  const v1::AccountingPeriodPage page = Periods();
  EXPECT_EQ(page.closed_through(), "2026-08-31");
  ASSERT_EQ(page.periods_size(), 2);
  EXPECT_EQ(page.periods(0).month(), "2026-10");
  EXPECT_FALSE(page.periods(0).closed());
  EXPECT_EQ(page.periods(0).reopened_because(), "forgot one");
  EXPECT_TRUE(page.periods(1).closed());

  // As it was, and page by page.
  const auto before = Ask<v1::AccountingPeriodPage, v1::ListAccountingPeriods>(
      absl::StrCat("org_id: 'msp' page_size: 1 as_of { position: ", head, " }"));
  EXPECT_EQ(before.closed_through(), "2026-10-31");
  ASSERT_EQ(before.periods_size(), 1);
  EXPECT_TRUE(before.periods(0).closed());
  const auto next = Ask<v1::AccountingPeriodPage, v1::ListAccountingPeriods>(
      absl::StrCat("org_id: 'msp' page_size: 1 as_of { position: ", head, " } page_token: '",
                   before.next_page_token(), "'"));
  ASSERT_EQ(next.periods_size(), 1);
  EXPECT_EQ(next.periods(0).month(), "2026-08");
  EXPECT_EQ(next.next_page_token(), "");

  // Closed with a later month, it is closed again.
  Close("2026-10");
  EXPECT_TRUE(Periods().periods(0).closed());
}

TEST_F(Owed, BadCommandsAreRefused) {
  const std::string number = BillApril("acme", "100", kSteps);
  const std::string bill =
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'r' ");
  const std::string amount = "amount { currency: 'USD' minor_units: ";
  const std::string dispute = bill + "dispute_id: 'd1' ";
  const std::string outcome = "outcome: DISPUTE_OUTCOME_UPHELD ";
  Tell<v1::OpenInvoiceDispute>(dispute);
  Tell<v1::OpenInvoiceDispute>(bill + "dispute_id: 'd2'");
  Tell<v1::CloseInvoiceDispute>(bill + "dispute_id: 'd2' " + outcome);
  Tell<v1::CloseAccountingPeriod>("org_id: 'msp' month: '2026-03'");
  const std::string policy =
      "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' dunning { ";
  constexpr auto kInvalid = v1::REASON_DUNNING_POLICY_INVALID;
  ExpectRefused({
      {"Receivables/WriteOff", bill + amount + "0 }", kInvalidArgument,
       v1::REASON_AMOUNT_NOT_POSITIVE, "amount"},
      {"Receivables/WriteOff", bill + amount + "10001 }", kFailedPrecondition,
       v1::REASON_EXCEEDS_OPEN, "amount"},
      {"Receivables/WriteOff", bill + "date: '2026-05-02'", kInvalidArgument,
       v1::REASON_DATE_OUT_OF_RANGE, "date"},
      {"Receivables/WriteOff", "org_id: 'msp' invoice_number: 'none' reason: 'r'", kNotFound,
       v1::REASON_INVOICE_NOT_FOUND, "invoice_number"},
      {"Receivables/ReverseWriteOff", bill, kFailedPrecondition, v1::REASON_NOTHING_WRITTEN_OFF,
       "invoice_number"},
      {"Receivables/OpenDispute", dispute, kAlreadyExists, v1::REASON_DISPUTE_EXISTS, "dispute_id"},
      {"Receivables/OpenDispute", bill + "dispute_id: 'd3' line_ids: 'none'", kNotFound,
       v1::REASON_LINE_NOT_FOUND, "line_ids[0]"},
      {"Receivables/CloseDispute", dispute, kInvalidArgument, v1::REASON_FIELD_MISSING, "outcome"},
      {"Receivables/CloseDispute", bill + "dispute_id: 'd3' " + outcome, kNotFound,
       v1::REASON_DISPUTE_NOT_FOUND, "dispute_id"},
      {"Receivables/CloseDispute", bill + "dispute_id: 'd2' " + outcome, kFailedPrecondition,
       v1::REASON_DISPUTE_CLOSED, "dispute_id"},
      {"Receivables/Dun", "org_id: 'msp' customer_id: 'none'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Receivables/PreviewDunning", "org_id: 'msp' customer_id: 'none'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Receivables/PreviewDunning", "org_id: 'msp' page_token: 'bm9uZQ'", kInvalidArgument,
       v1::REASON_PAGE_TOKEN_INVALID, "page_token"},
      {"AccountingPeriods/Close", "org_id: 'msp' month: '2026-05'", kFailedPrecondition,
       v1::REASON_MONTH_NOT_OVER, "month"},
      {"AccountingPeriods/Close", "org_id: 'msp' month: '2026-02'", kFailedPrecondition,
       v1::REASON_PERIOD_IS_CLOSED, "month"},
      {"AccountingPeriods/Reopen", "org_id: 'msp' month: '2026-04' reason: 'r'",
       kFailedPrecondition, v1::REASON_PERIOD_NOT_CLOSED, "month"},
      {"Orgs/Define", policy + "steps { step_id: 'a' days: 2 } steps { step_id: 'b' days: 2 } } }",
       kInvalidArgument, kInvalid, "org.dunning.steps[1].days"},
      {"Orgs/Define", policy + "steps { step_id: 'a' days: 1001 } } }", kInvalidArgument, kInvalid,
       "org.dunning.steps[0].days"},
      {"Orgs/Define", policy + "steps { step_id: 'a' days: 2 fee_percent: '1' } } }",
       kInvalidArgument, kInvalid, "org.dunning.late_fee_item_id"},
      {"Orgs/Define", policy + "late_fee_item_id: 'none' } }", kNotFound, v1::REASON_ITEM_NOT_FOUND,
       "org.dunning.late_fee_item_id"},
  });
  Tell<v1::WriteOffInvoice>(bill);
  ExpectRefused({{"Receivables/WriteOff", bill, kFailedPrecondition, v1::REASON_NOTHING_OPEN,
                  "invoice_number"}});
  daemon_.At("2026-06-01T08:00:00Z");
  Tell<v1::CloseAccountingPeriod>("org_id: 'msp' month: '2026-05'");
  ExpectRefused({{"Receivables/ReverseWriteOff", bill + "date: '2026-05-31'", kFailedPrecondition,
                  v1::REASON_PERIOD_CLOSED, "date"}});
}

}  // namespace
}  // namespace tally
