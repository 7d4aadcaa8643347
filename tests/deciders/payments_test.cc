#include "ledger/deciders/payments.h"

#include "ledger/deciders/invoices.h"
#include "ledger/money/money.h"
#include "support/provider.h"
#include "support/receivables.h"

namespace tally {
namespace {

// Today is 3 November 2026. Alpha owes 100.00 due on 15 October, 50.00 due on 1 October and 70.00
// due on 20 November.
Scenario Owing() {
  Scenario scenario = Provider();
  scenario.Given(Issued("B-1", "alpha", 10'000, "USD", "2026-09-15", "2026-10-15"))
      .Given(Issued("B-2", "alpha", 5'000, "USD", "2026-09-16", "2026-10-01"))
      .Given(Issued("B-3", "alpha", 7'000, "USD", "2026-10-21", "2026-11-20"));
  return scenario;
}

std::string Money(absl::string_view field, int64_t cents, absl::string_view currency = "USD") {
  return absl::StrCat(field, " { minor_units: ", cents, " currency: '", currency, "' } ");
}

std::string PaymentOf(int64_t cents, absl::string_view more = "", absl::string_view settles = "") {
  return absl::StrCat("org_id: 'msp' payment { payment_id: 'p1' customer_id: 'alpha' ",
                      Money("amount", cents), more, " } ", settles);
}

std::string Share(absl::string_view number, absl::string_view more = "") {
  return absl::StrCat("invoices { invoice_number: '", number, "' ", more, "} ");
}

std::string Chosen(absl::string_view shares) { return absl::StrCat("chosen { ", shares, " } "); }

std::string CreditNamed(absl::string_view kind, absl::string_view id, absl::string_view more = "") {
  return absl::StrCat("org_id: 'msp' customer_id: 'alpha' credit { kind: CREDIT_KIND_", kind,
                      " id: '", id, "' } ", more);
}

// What is open of each invoice of alpha, by number.
std::string OpenIn(const Scenario& scenario) {
  std::string text;
  for (auto rows = scenario.books().settlements.Scan(Text("msp")); rows.Valid(); rows.Next()) {
    absl::StrAppend(&text, rows.row().invoice_number(), " ", FormatAmount(rows.row().open()), " ");
  }
  return text;
}

// What is left of a credit, and what it settles.
std::string CreditIn(const Scenario& scenario, v1::CreditKind kind, const std::string& id) {
  const auto credit =
      scenario.books().credits.Find("msp", "alpha", Number{static_cast<uint64_t>(kind)}, id);
  if (!credit) return "none";
  std::string text = FormatAmount(credit->left());
  for (const v1::Allocation& each : credit->allocations()) {
    absl::StrAppend(&text, " ", each.invoice_number(), " ", FormatAmount(each.amount()), " on ",
                    each.date());
  }
  return text;
}

std::string PaymentIn(const Scenario& scenario) {
  return CreditIn(scenario, v1::CREDIT_KIND_PAYMENT, "p1");
}

TEST(RecordPayment, SettlesTheOldestInvoicesByDueDate) {
  Scenario scenario = Owing();
  scenario.When<v1::RecordPayment>(PaymentOf(12'000, "date: '2026-10-25' reference: 'B-1'"))
      .Then(
          "payment_recorded { org_id: 'msp' payment { payment_id: 'p1' customer_id: 'alpha' "
          "  amount { minor_units: 12000 currency: 'USD' } date: '2026-10-25' method: 'bank' "
          "  reference: 'B-1' } }",
          "credit_allocated { org_id: 'msp' customer_id: 'alpha' "
          "  credit { kind: CREDIT_KIND_PAYMENT id: 'p1' } "
          "  allocations { invoice_number: 'B-2' date: '2026-10-25' "
          "    amount { minor_units: 5000 currency: 'USD' } } "
          "  allocations { invoice_number: 'B-1' date: '2026-10-25' "
          "    amount { minor_units: 7000 currency: 'USD' } } }")
      .Replied<v1::RecordPaymentReply>(
          "left { minor_units: 0 currency: 'USD' } "
          "allocations { invoice_number: 'B-2' date: '2026-10-25' "
          "  amount { minor_units: 5000 currency: 'USD' } } "
          "allocations { invoice_number: 'B-1' date: '2026-10-25' "
          "  amount { minor_units: 7000 currency: 'USD' } }");
}

// C08 of the worked examples.
TEST(RecordPayment, LeavesWhatIsTooMuchAsCredit) {
  Scenario scenario = Provider();
  scenario.Given(Issued("B-1", "alpha", 16'501, "USD", "2026-09-15", "2026-10-15"))
      .GivenCommand<v1::RecordPayment>(PaymentOf(16'510));
  EXPECT_EQ(OpenIn(scenario), "B-1 0.00 ");
  EXPECT_EQ(PaymentIn(scenario), "0.09 B-1 165.01 on 2026-11-03");
}

TEST(RecordPayment, SettlesWhatIsChosen) {
  Scenario scenario = Owing();
  scenario.GivenCommand<v1::RecordPayment>(
      PaymentOf(12'000, "", Chosen(Share("B-3", Money("amount", 2'000)) + Share("B-1"))));
  EXPECT_EQ(OpenIn(scenario), "B-1 0.00 B-2 50.00 B-3 50.00 ");
  EXPECT_EQ(PaymentIn(scenario), "0.00 B-3 20.00 on 2026-11-03 B-1 100.00 on 2026-11-03");
}

TEST(RecordPayment, SettlesNothingIfAskedOrADeposit) {
  for (const std::string& command :
       {PaymentOf(12'000, "", "none {}"), PaymentOf(12'000, "deposit: true")}) {
    Scenario scenario = Owing();
    scenario.GivenCommand<v1::RecordPayment>(command);
    EXPECT_EQ(PaymentIn(scenario), "120.00") << command;
  }
  Scenario scenario = Owing();
  scenario.GivenCommand<v1::RecordPayment>(PaymentOf(5'000, "deposit: true", "oldest_first {}"));
  EXPECT_EQ(PaymentIn(scenario), "0.00 B-2 50.00 on 2026-11-03");
}

// Money that came before the invoice settles it from its issue on.
TEST(RecordPayment, SettlesAnInvoiceFromTheDayOnThatItWasThere) {
  Scenario scenario = Owing();
  scenario.GivenCommand<v1::RecordPayment>(
      PaymentOf(7'000, "date: '2026-10-01'", Chosen(Share("B-3"))));
  EXPECT_EQ(PaymentIn(scenario), "0.00 B-3 70.00 on 2026-10-21");
}

TEST(RecordPayment, RefusesWhatCannotBe) {
  struct Row {
    std::string command;
    v1::Reason reason;
    const char* field;
  };
  const std::string other = Share("A-1");
  const Row rows[] = {
      {"org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' payment { payment_id: 'p1' customer_id: 'nobody' }",
       v1::REASON_CUSTOMER_NOT_FOUND, "payment.customer_id"},
      {"org_id: 'msp' payment { payment_id: 'p0' customer_id: 'alpha' }", v1::REASON_ID_IN_USE,
       "payment.payment_id"},
      {"org_id: 'msp' payment { payment_id: 'p1' customer_id: 'alpha' "
       "amount { minor_units: 1 currency: 'EUR' } }",
       v1::REASON_WRONG_CURRENCY, "payment.amount.currency"},
      {PaymentOf(0), v1::REASON_AMOUNT_NOT_POSITIVE, "payment.amount"},
      {PaymentOf(-1), v1::REASON_AMOUNT_NOT_POSITIVE, "payment.amount"},
      {PaymentOf(1, "date: '2026-11-04'"), v1::REASON_DATE_OUT_OF_RANGE, "payment.date"},
      {PaymentOf(1, "date: '2026-08-31'"), v1::REASON_PERIOD_CLOSED, "payment.date"},
      {PaymentOf(1, "", Chosen(Share("B-9"))), v1::REASON_INVOICE_NOT_FOUND,
       "chosen.invoices[0].invoice_number"},
      {PaymentOf(1, "", Chosen(Share("B-1") + other)), v1::REASON_ANOTHER_CUSTOMER,
       "chosen.invoices[1].invoice_number"},
      {PaymentOf(1, "", Chosen(Share("B-1") + Share("B-1"))), v1::REASON_LISTED_TWICE,
       "chosen.invoices[1]"},
      {PaymentOf(1, "", Chosen(Share("B-1", Money("amount", 1, "EUR")))), v1::REASON_WRONG_CURRENCY,
       "chosen.invoices[0].amount.currency"},
      {PaymentOf(1, "", Chosen(Share("B-1", Money("amount", 0)))), v1::REASON_AMOUNT_NOT_POSITIVE,
       "chosen.invoices[0].amount"},
      {PaymentOf(20'000, "", Chosen(Share("B-1", Money("amount", 10'001)))),
       v1::REASON_EXCEEDS_OPEN, "chosen.invoices[0].amount"},
      {PaymentOf(
           6'000, "",
           Chosen(Share("B-2", Money("amount", 5'000)) + Share("B-1", Money("amount", 1'001)))),
       v1::REASON_EXCEEDS_CREDIT, "chosen.invoices[1].amount"},
  };
  Scenario scenario = Owing();
  scenario.Given(Issued("A-1", "beta", 100, "USD", "2026-09-15", "2026-10-15"))
      .Given(Paid("p0", "beta", 100, "USD", "2026-09-15"))
      .Given("accounting_period_closed { org_id: 'msp' month: '2026-08' }");
  for (const Row& row : rows) {
    scenario.When<v1::RecordPayment>(row.command).Refused(row.reason, row.field);
  }
}

// C11 of the worked examples: 500.00 dollars at 0.6072, paid at 0.6081 pounds.
TEST(RecordPayment, RealisesTheDifferenceOfRates) {
  Scenario scenario;
  scenario
      .Given("org_defined { org { org_id: 'msp' name: 'Msp' currency: 'GBP' time_zone: 'UTC' } }")
      .Given(
          "customer_defined { org_id: 'msp' "
          "  customer { customer_id: 'alpha' name: 'A' currency: 'USD' } }")
      .Given(
          "exchange_rates_recorded { org_id: 'msp' rates { from_currency: 'USD' "
          "  to_currency: 'GBP' date: '2026-10-01' rate: '0.6081' source: 'ecb' } }")
      .Given(Issued("B-1", "alpha", 50'000, "USD", "2026-09-15", "2026-10-15",
                    "base_totals { totals { total { minor_units: 30360 currency: 'GBP' } } }"))
      .When<v1::RecordPayment>(PaymentOf(50'000))
      .ThenAmongOthers(
          "payment_recorded { base { amount { minor_units: 30405 currency: 'GBP' } "
          "  exchange { rate: '0.6081' date: '2026-10-01' } } }",
          "credit_allocated { allocations { invoice_number: 'B-1' "
          "  receivable_base { minor_units: 30360 currency: 'GBP' } "
          "  credit_base { minor_units: 30405 currency: 'GBP' } "
          "  realised { minor_units: 45 currency: 'GBP' } } }");
  scenario.GivenCommand<v1::RecordPayment>(PaymentOf(50'000));

  // What was settled is taken back to the cent.
  scenario.GivenCommand<v1::AllocateCredit>(CreditNamed("PAYMENT", "p1", "none {}"));
  const auto invoice = scenario.books().settlements.Find("msp", "B-1");
  EXPECT_EQ(invoice->open_base().minor_units(), 30'360);
  EXPECT_EQ(scenario.books()
                .credits.Find("msp", "alpha", Number{v1::CREDIT_KIND_PAYMENT}, "p1")
                ->left_base()
                .minor_units(),
            30'405);
}

TEST(AllocateCredit, ReplacesWhatTheCreditSettles) {
  Scenario scenario = Owing();
  scenario.GivenCommand<v1::RecordPayment>(PaymentOf(12'000, "date: '2026-10-25'"))
      .When<v1::AllocateCredit>(
          CreditNamed("PAYMENT", "p1", Chosen(Share("B-3") + Share("B-1", Money("amount", 4'000)))))
      .Then(
          "credit_allocated { org_id: 'msp' customer_id: 'alpha' "
          "  credit { kind: CREDIT_KIND_PAYMENT id: 'p1' } "
          "  allocations { invoice_number: 'B-2' date: '2026-11-03' "
          "    amount { minor_units: -5000 currency: 'USD' } } "
          "  allocations { invoice_number: 'B-1' date: '2026-11-03' "
          "    amount { minor_units: -3000 currency: 'USD' } } "
          "  allocations { invoice_number: 'B-3' date: '2026-11-03' "
          "    amount { minor_units: 7000 currency: 'USD' } } }");
}

TEST(AllocateCredit, AddsTheOldestToWhatItSettles) {
  Scenario scenario = Owing();
  scenario.GivenCommand<v1::RecordPayment>(PaymentOf(12'000, "", Chosen(Share("B-3"))))
      .GivenCommand<v1::AllocateCredit>(CreditNamed("PAYMENT", "p1", "oldest_first {}"));
  EXPECT_EQ(PaymentIn(scenario), "0.00 B-3 70.00 on 2026-11-03 B-2 50.00 on 2026-11-03");
  scenario.When<v1::AllocateCredit>(CreditNamed("PAYMENT", "p1", "oldest_first {}")).ThenNothing();
}

TEST(AllocateCredit, OpensAgainWhatItDoesNotSettleAnyMore) {
  Scenario scenario = Owing();
  scenario.GivenCommand<v1::RecordPayment>(PaymentOf(15'000, "date: '2026-10-25'"))
      .GivenCommand<v1::AllocateCredit>(CreditNamed("PAYMENT", "p1", "none {} date: '2026-10-28'"));
  EXPECT_EQ(PaymentIn(scenario), "150.00");
  EXPECT_EQ(OpenIn(scenario), "B-1 100.00 B-2 50.00 B-3 70.00 ");
  EXPECT_EQ(scenario.books().settlements.Find("msp", "B-1")->grew_on(), "2026-10-28");
  // Before that day it was settled with the same money.
  scenario.GivenCommand<v1::AllocateCredit>(
      CreditNamed("PAYMENT", "p1", "date: '2026-10-26' " + Chosen(Share("B-3"))));
  EXPECT_EQ(PaymentIn(scenario), "80.00 B-3 70.00 on 2026-10-28");
}

TEST(AllocateCredit, RefusesWhatCannotBe) {
  struct Row {
    std::string command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' customer_id: 'nobody'", v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {CreditNamed("PAYMENT", "p9", "none {}"), v1::REASON_CREDIT_NOT_FOUND, "credit.id"},
      {CreditNamed("GRANTED", "p1", "none {}"), v1::REASON_CREDIT_NOT_FOUND, "credit.id"},
      {CreditNamed("PAYMENT", "p2", "none {}"), v1::REASON_PAYMENT_REVERSED, "credit.id"},
      {CreditNamed("PAYMENT", "p1", "none {} date: '2026-11-04'"), v1::REASON_DATE_OUT_OF_RANGE,
       "date"},
      {CreditNamed("PAYMENT", "p1", "none {} date: '2026-08-31'"), v1::REASON_PERIOD_CLOSED,
       "date"},
      {CreditNamed("PAYMENT", "p1"), v1::REASON_FIELD_MISSING, "settles"},
      {CreditNamed("PAYMENT", "p1", Chosen(Share("B-1", Money("amount", 10'001)))),
       v1::REASON_EXCEEDS_OPEN, "chosen.invoices[0].amount"},
      {CreditNamed("PAYMENT", "p1", Chosen(Share("B-2") + Share("B-1", Money("amount", 7'001)))),
       v1::REASON_EXCEEDS_CREDIT, "chosen.invoices[1].amount"},
  };
  Scenario scenario = Owing();
  scenario.GivenCommand<v1::RecordPayment>(PaymentOf(12'000))
      .Given(Paid("p2", "alpha", 100, "USD", "2026-10-01"))
      .Given(
          "payment_reversed { org_id: 'msp' customer_id: 'alpha' payment_id: 'p2' "
          "  kind: REVERSAL_KIND_FAILED date: '2026-10-02' }")
      .Given("accounting_period_closed { org_id: 'msp' month: '2026-08' }");
  for (const Row& row : rows) {
    scenario.When<v1::AllocateCredit>(row.command).Refused(row.reason, row.field);
  }
}

std::string ReversalOf(absl::string_view id, absl::string_view more = "") {
  return absl::StrCat("org_id: 'msp' payment_id: '", id,
                      "' kind: REVERSAL_KIND_CHARGED_BACK reason: 'bank' ", more);
}

TEST(ReversePayment, TakesBackWhatItSettled) {
  Scenario scenario = Owing();
  scenario.GivenCommand<v1::RecordPayment>(PaymentOf(6'000, "date: '2026-10-25'"))
      .When<v1::ReversePayment>(ReversalOf("p1", "date: '2026-10-30'"))
      .Then(
          "credit_allocated { org_id: 'msp' customer_id: 'alpha' "
          "  credit { kind: CREDIT_KIND_PAYMENT id: 'p1' } "
          "  allocations { invoice_number: 'B-2' date: '2026-10-30' "
          "    amount { minor_units: -5000 currency: 'USD' } } "
          "  allocations { invoice_number: 'B-1' date: '2026-10-30' "
          "    amount { minor_units: -1000 currency: 'USD' } } }",
          "payment_reversed { org_id: 'msp' customer_id: 'alpha' payment_id: 'p1' "
          "  kind: REVERSAL_KIND_CHARGED_BACK date: '2026-10-30' reason: 'bank' }");
  scenario.GivenCommand<v1::ReversePayment>(ReversalOf("p1"));
  EXPECT_EQ(OpenIn(scenario), "B-1 100.00 B-2 50.00 B-3 70.00 ");
  EXPECT_EQ(PaymentIn(scenario), "0.00");
}

TEST(ReversePayment, OfCreditIsAllThereIs) {
  Provider()
      .Given(Paid("p1", "alpha", 100, "USD", "2026-10-01"))
      .When<v1::ReversePayment>(ReversalOf("p1"))
      .Then(
          "payment_reversed { org_id: 'msp' customer_id: 'alpha' payment_id: 'p1' "
          "  kind: REVERSAL_KIND_CHARGED_BACK date: '2026-11-03' reason: 'bank' }");
}

TEST(ReversePayment, RefusesWhatCannotBe) {
  Scenario scenario = Owing();
  scenario.GivenCommand<v1::RecordPayment>(PaymentOf(6'000, "date: '2026-10-25'"))
      .Given(Paid("p2", "alpha", 100, "USD", "2026-10-01"))
      .GivenCommand<v1::RefundCustomer>(
          CreditNamed("PAYMENT", "p2", Money("amount", 1) + "refund_id: 'r1' reason: 'asked'"))
      .Given(Paid("p3", "alpha", 100, "USD", "2026-10-01"))
      .GivenCommand<v1::ReversePayment>(ReversalOf("p3"));
  struct Row {
    std::string command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {ReversalOf("p9"), v1::REASON_PAYMENT_NOT_FOUND, "payment_id"},
      {ReversalOf("p3"), v1::REASON_PAYMENT_REVERSED, "payment_id"},
      {ReversalOf("p2"), v1::REASON_PAYMENT_REFUNDED, "payment_id"},
      {ReversalOf("p1", "date: '2026-11-04'"), v1::REASON_DATE_OUT_OF_RANGE, "date"},
      // It settles invoices since the 25th.
      {ReversalOf("p1", "date: '2026-10-24'"), v1::REASON_DATE_OUT_OF_RANGE, "date"},
  };
  for (const Row& row : rows) {
    scenario.When<v1::ReversePayment>(row.command).Refused(row.reason, row.field);
  }
  scenario.Given("accounting_period_closed { org_id: 'msp' month: '2026-10' }")
      .When<v1::ReversePayment>(ReversalOf("p1", "date: '2026-10-25'"))
      .Refused(v1::REASON_PERIOD_CLOSED, "date");
}

std::string RefundOf(absl::string_view id, absl::string_view more = "") {
  return CreditNamed("PAYMENT", "p1", absl::StrCat("refund_id: '", id, "' reason: 'asked' ", more));
}

TEST(RefundCustomer, PaysBackWhatIsLeft) {
  Scenario scenario = Provider();
  scenario.Given(Paid("p1", "alpha", 900, "USD", "2026-10-01"))
      .GivenCommand<v1::RefundCustomer>(RefundOf("r1", Money("amount", 300) + "method: 'card'"))
      .When<v1::RefundCustomer>(RefundOf("r2"))
      .Then(
          "customer_refunded { org_id: 'msp' customer_id: 'alpha' refund { refund_id: 'r2' "
          "  credit { kind: CREDIT_KIND_PAYMENT id: 'p1' } method: 'bank' date: '2026-11-03' "
          "  amount { minor_units: 600 currency: 'USD' } reason: 'asked' } }");
  EXPECT_EQ(scenario.books().refunds.Find("msp", "r1")->method(), "card");
}

TEST(RefundCustomer, RefusesWhatCannotBe) {
  Scenario scenario = Provider();
  scenario.Given(Paid("p1", "alpha", 900, "USD", "2026-10-01"))
      .GivenCommand<v1::RefundCustomer>(RefundOf("r1", Money("amount", 300)));
  struct Row {
    std::string command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {CreditNamed("CREDIT_NOTE", "p1"), v1::REASON_CREDIT_NOT_FOUND, "credit.id"},
      {RefundOf("r1"), v1::REASON_ID_IN_USE, "refund_id"},
      {RefundOf("r2", Money("amount", 1, "EUR")), v1::REASON_WRONG_CURRENCY, "amount.currency"},
      {RefundOf("r2", Money("amount", 0)), v1::REASON_AMOUNT_NOT_POSITIVE, "amount"},
      {RefundOf("r2", Money("amount", 601)), v1::REASON_EXCEEDS_CREDIT, "amount"},
      {RefundOf("r2", "date: '2026-09-30'"), v1::REASON_DATE_OUT_OF_RANGE, "date"},
      {RefundOf("r2", "date: '2026-11-04'"), v1::REASON_DATE_OUT_OF_RANGE, "date"},
  };
  for (const Row& row : rows) {
    scenario.When<v1::RefundCustomer>(row.command).Refused(row.reason, row.field);
  }
  scenario.GivenCommand<v1::RefundCustomer>(RefundOf("r2"))
      .When<v1::RefundCustomer>(RefundOf("r3"))
      .Refused(v1::REASON_EXCEEDS_CREDIT, "amount");
}

std::string GrantOf(absl::string_view id, int64_t cents, absl::string_view more = "") {
  return absl::StrCat("org_id: 'msp' customer_id: 'alpha' credit_id: '", id, "' reason: 'asked' ",
                      Money("amount", cents), more);
}

TEST(GrantCredit, GivesCredit) {
  Provider()
      .When<v1::GrantCredit>(GrantOf("g1", 2'000, "date: '2026-10-01'"))
      .Then(
          "credit_granted { org_id: 'msp' customer_id: 'alpha' credit_id: 'g1' "
          "  amount { minor_units: 2000 currency: 'USD' } date: '2026-10-01' reason: 'asked' }");
}

TEST(GrantCredit, RefusesWhatCannotBe) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::GrantCredit>(GrantOf("g1", 1));
  struct Row {
    std::string command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' customer_id: 'nobody'", v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {GrantOf("g1", 1), v1::REASON_ID_IN_USE, "credit_id"},
      {"org_id: 'msp' customer_id: 'alpha' amount { minor_units: 1 currency: 'EUR' }",
       v1::REASON_WRONG_CURRENCY, "amount.currency"},
      {GrantOf("g2", 0), v1::REASON_AMOUNT_NOT_POSITIVE, "amount"},
      {GrantOf("g2", 1, "date: '2026-11-04'"), v1::REASON_DATE_OUT_OF_RANGE, "date"},
  };
  for (const Row& row : rows) {
    scenario.When<v1::GrantCredit>(row.command).Refused(row.reason, row.field);
  }
}

// An invoice of 100.00 for October that is about to be approved.
Scenario Drafted(absl::string_view org = "") {
  Scenario scenario = Provider();
  if (!org.empty()) {
    v1::Event event;
    *event.mutable_org_defined()->mutable_org() = *scenario.books().orgs.Find("msp");
    event.mutable_org_defined()->mutable_org()->MergeFrom(Parse<v1::Org>(org));
    scenario.Given(event.DebugString());
  }
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("stamp", "1", "100")));
  RunMonth(scenario, "2026-10");
  return scenario;
}

// C06 of the worked examples: credit of 20.00, a charge of 100.00.
TEST(IssuedInvoice, IsSettledByTheCustomersCredit) {
  Scenario scenario = Drafted();
  scenario.GivenCommand<v1::GrantCredit>(GrantOf("g1", 2'000))
      .When(Approval(scenario, "alpha", "2026-10"))
      .ThenAmongOthers("draft_approved {}", "invoice_issued {}",
                       "credit_allocated { org_id: 'msp' customer_id: 'alpha' "
                       "  credit { kind: CREDIT_KIND_GRANTED id: 'g1' } "
                       "  allocations { invoice_number: 'BILL-2026-11-001' date: '2026-11-03' "
                       "    amount { minor_units: 2000 currency: 'USD' } } }");
  scenario.GivenCommand(Approval(scenario, "alpha", "2026-10"));
  EXPECT_EQ(OpenIn(scenario), "BILL-2026-11-001 80.00 ");
}

TEST(IssuedInvoice, TakesTheOldestCreditAndNoDeposit) {
  Scenario scenario = Drafted();
  scenario.Given(Paid("d1", "alpha", 9'000, "USD", "2026-08-01", "deposit: true"))
      .Given(Paid("p2", "alpha", 6'000, "USD", "2026-10-02"))
      .GivenCommand<v1::GrantCredit>(GrantOf("g1", 2'000, "date: '2026-10-02'"))
      .Given(Paid("p1", "alpha", 3'000, "USD", "2026-10-03"))
      .GivenCommand(Approval(scenario, "alpha", "2026-10"));
  EXPECT_EQ(OpenIn(scenario), "BILL-2026-11-001 0.00 ");
  EXPECT_EQ(CreditIn(scenario, v1::CREDIT_KIND_PAYMENT, "d1"), "90.00");
  EXPECT_EQ(CreditIn(scenario, v1::CREDIT_KIND_PAYMENT, "p2"),
            "0.00 BILL-2026-11-001 60.00 on 2026-11-03");
  EXPECT_EQ(CreditIn(scenario, v1::CREDIT_KIND_GRANTED, "g1"),
            "0.00 BILL-2026-11-001 20.00 on 2026-11-03");
  EXPECT_EQ(PaymentIn(scenario), "10.00 BILL-2026-11-001 20.00 on 2026-11-03");
}

TEST(IssuedInvoice, WaitsForAPersonIfTheOrgSaysSo) {
  Scenario scenario = Drafted("credit_by_hand: true");
  scenario.GivenCommand<v1::GrantCredit>(GrantOf("g1", 2'000))
      .When(Approval(scenario, "alpha", "2026-10"))
      .ThenAmongOthers("draft_approved {}", "invoice_issued {}");
}

constexpr char kBill[] = "org_id: 'msp' invoice_number: 'BILL-2026-11-001' reason: 'asked' ";

// Alpha's October is invoiced at 100.00, and `cents` of it are paid.
Scenario Billed(int64_t cents) {
  Scenario scenario = Drafted();
  scenario.GivenCommand(Approval(scenario, "alpha", "2026-10"));
  if (cents > 0) scenario.GivenCommand<v1::RecordPayment>(PaymentOf(cents));
  return scenario;
}

// C03 of the worked examples.
TEST(CreditOfAnInvoice, GoesOffWhatIsOpenAndThenToTheCustomer) {
  Scenario scenario = Billed(4'000);
  scenario.GivenCommand<v1::CreditInvoice>(
      std::string(kBill) + "amount { total { minor_units: 7000 currency: 'USD' } }");
  EXPECT_EQ(OpenIn(scenario), "BILL-2026-11-001 0.00 ");
  EXPECT_EQ(CreditIn(scenario, v1::CREDIT_KIND_CREDIT_NOTE, "CREDIT-2026-11-001"), "10.00");
}

// The credit of the note is not in the books yet when the correction is issued.
TEST(CorrectionOfAPaidInvoice, IsSettledByWhatItTakesBack) {
  Scenario scenario = Billed(10'000);
  scenario.GivenCommand<v1::CorrectInvoice>(std::string(kBill) +
                                            "lines { line_id: 'stamp' unit_price: '70' }");
  EXPECT_EQ(OpenIn(scenario), "BILL-2026-11-001 0.00 BILL-2026-11-002 0.00 ");
  EXPECT_EQ(CreditIn(scenario, v1::CREDIT_KIND_CREDIT_NOTE, "CREDIT-2026-11-001"),
            "30.00 BILL-2026-11-002 70.00 on 2026-11-03");
}

// C05 of the worked examples.
TEST(VoidInvoice, RefusesWhatWasSettledOrIsClosed) {
  const std::string bill = kBill;
  Billed(4'000).When<v1::VoidInvoice>(bill).Refused(v1::REASON_INVOICE_PARTLY_PAID,
                                                    "invoice_number");
  Scenario by_credit = Billed(0);
  by_credit.GivenCommand<v1::GrantCredit>(GrantOf("g1", 1))
      .GivenCommand<v1::AllocateCredit>(CreditNamed("GRANTED", "g1", "oldest_first {}"))
      .When<v1::VoidInvoice>(bill)
      .Refused(v1::REASON_INVOICE_PARTLY_PAID, "invoice_number");
  Billed(0)
      .Given(absl::StrCat("invoice_written_off { org_id: 'msp' customer_id: 'alpha' ",
                          "invoice_number: 'BILL-2026-11-001' date: '2026-11-03' ",
                          Money("amount", 1), "}"))
      .When<v1::VoidInvoice>(bill)
      .Refused(v1::REASON_INVOICE_PARTLY_PAID, "invoice_number");
  Billed(0)
      .Given("accounting_period_closed { org_id: 'msp' month: '2026-11' }")
      .When<v1::VoidInvoice>(bill)
      .Refused(v1::REASON_PERIOD_CLOSED, "invoice_number");
  // What was paid and taken back does not stand in the way.
  Scenario scenario = Billed(4'000);
  scenario.GivenCommand<v1::ReversePayment>(ReversalOf("p1"))
      .When<v1::VoidInvoice>(bill)
      .ThenAmongOthers("credit_note_issued {}", "invoice_voided {}");
}

// An invoice of less than nothing: 30.00 of credit.
Scenario BelowZero() {
  Scenario scenario = Provider();
  scenario.Given(
      "invoice_issued { org_id: 'msp' number_series: 'N' number_counter: 1 "
      "invoice { number: 'N-1' bill_to { customer_id: 'alpha' } issue_date: '2026-09-15' "
      "  lines { line_id: 'x' amount { minor_units: -3000 currency: 'USD' } } "
      "  tax_groups { taxable { minor_units: -3000 currency: 'USD' } "
      "    tax { minor_units: 0 currency: 'USD' } } "
      "  totals { net { minor_units: -3000 currency: 'USD' } "
      "    tax { minor_units: 0 currency: 'USD' } "
      "    total { minor_units: -3000 currency: 'USD' } "
      "    payable { minor_units: 0 currency: 'USD' } "
      "    customer_credit { minor_units: 3000 currency: 'USD' } } } }");
  return scenario;
}

TEST(VoidInvoice, BelowZeroTakesBackTheCreditThatItGave) {
  Scenario scenario = BelowZero();
  EXPECT_EQ(CreditIn(scenario, v1::CREDIT_KIND_INVOICE, "N-1"), "30.00");
  scenario.GivenCommand<v1::VoidInvoice>("org_id: 'msp' invoice_number: 'N-1' reason: 'x'");
  EXPECT_EQ(CreditIn(scenario, v1::CREDIT_KIND_INVOICE, "N-1"), "0.00");
}

TEST(VoidInvoice, BelowZeroIsRefusedOnceItsCreditWasUsed) {
  Scenario scenario = BelowZero();
  scenario.Given(Issued("B-2", "alpha", 100, "USD", "2026-09-16", "2026-10-01"))
      .GivenCommand<v1::AllocateCredit>(CreditNamed("INVOICE", "N-1", "oldest_first {}"))
      .When<v1::VoidInvoice>("org_id: 'msp' invoice_number: 'N-1' reason: 'x'")
      .Refused(v1::REASON_CREDIT_IN_USE, "invoice_number");
}

}  // namespace
}  // namespace tally
