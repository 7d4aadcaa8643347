#include "ledger/deciders/receivables.h"

#include "support/provider.h"
#include "support/receivables.h"

namespace tally {
namespace {

// Today is 3 November 2026. B-1, of 100.00, is due on 15 October, and 99.96 of it are paid.
Scenario AlmostPaid() {
  Scenario scenario = Provider();
  scenario.Given(Issued("B-1", "alpha", 10000, "USD", "2026-09-15", "2026-10-15"))
      .Given(Paid("p1", "alpha", 9996, "USD", "2026-10-14"))
      .Given(Allocated("p1", "alpha", "B-1", 9996, "USD", "2026-10-14"));
  return scenario;
}

std::string OfB1(absl::string_view more) {
  return absl::StrCat("org_id: 'msp' invoice_number: 'B-1' reason: 'bank fee' ", more);
}

std::string Event(absl::string_view name, absl::string_view more) {
  return absl::StrCat(name, " { customer_id: 'alpha' ", OfB1(more), " }");
}

constexpr char kFourCents[] = "amount { minor_units: 4 currency: 'USD' } ";

v1::InvoiceSettlement SettlementOf(const Scenario& scenario, const std::string& number) {
  return *scenario.books().settlements.Find("msp", number);
}

TEST(WriteOffInvoice, GivesUpAllThatIsOpen) {
  Scenario scenario = AlmostPaid();
  const std::string event =
      Event("invoice_written_off", absl::StrCat(kFourCents, "date: '2026-11-03'"));
  scenario.When<v1::WriteOffInvoice>(OfB1("")).Then(event);

  scenario.Given(event);
  const v1::InvoiceSettlement settlement = SettlementOf(scenario, "B-1");
  EXPECT_EQ(settlement.open().minor_units(), 0);
  EXPECT_EQ(settlement.written_off().minor_units(), 4);
  EXPECT_EQ(settlement.paid().minor_units(), 9996);
  EXPECT_FALSE(scenario.books().open_invoices.Scan("msp", "alpha").Valid());
}

TEST(WriteOffInvoice, GivesUpAPartOnADay) {
  AlmostPaid()
      .When<v1::WriteOffInvoice>(
          OfB1("amount { minor_units: 3 currency: 'USD' } date: '2026-10-20'"))
      .Then(Event("invoice_written_off",
                  "amount { minor_units: 3 currency: 'USD' } date: '2026-10-20'"));
}

TEST(WriteOffInvoice, TakesItsPartOutOfTheBooksToTheLastCent) {
  Scenario scenario = Provider();
  scenario.Given(IssuedInEuros("B-1", "alpha", 10000, 10901, "2026-10-01"));
  const std::string half = "amount { minor_units: 5000 currency: 'EUR' } date: '2026-11-03' ";
  const std::string first =
      Event("invoice_written_off",
            absl::StrCat(half, "receivable_base { minor_units: 5451 currency: 'USD' }"));
  scenario.When<v1::WriteOffInvoice>(OfB1(half)).Then(first);
  scenario.Given(first).When<v1::WriteOffInvoice>(OfB1("")).Then(
      Event("invoice_written_off",
            absl::StrCat(half, "receivable_base { minor_units: 5450 currency: 'USD' }")));
}

TEST(ReverseInvoiceWriteOff, OpensAgainAllThatWasGivenUp) {
  Scenario scenario = AlmostPaid();
  for (const char* day : {"2026-10-20", "2026-10-18"}) {
    scenario.GivenCommand<v1::WriteOffInvoice>(
        OfB1(absl::StrCat("amount { minor_units: 2 currency: 'USD' } date: '", day, "'")));
  }
  const std::string event =
      Event("invoice_write_off_reversed", absl::StrCat(kFourCents, "date: '2026-10-20'"));
  scenario.When<v1::ReverseInvoiceWriteOff>(OfB1("date: '2026-10-19'"))
      .Refused(v1::REASON_DATE_OUT_OF_RANGE, "date");
  scenario.When<v1::ReverseInvoiceWriteOff>(OfB1("date: '2026-10-20'")).Then(event);
  scenario.Given(event);
  EXPECT_EQ(SettlementOf(scenario, "B-1").open().minor_units(), 4);
  EXPECT_EQ(SettlementOf(scenario, "B-1").grew_on(), "2026-10-20");
  scenario.When<v1::ReverseInvoiceWriteOff>(OfB1("")).Refused(v1::REASON_NOTHING_WRITTEN_OFF,
                                                              "invoice_number");
}

// Each row is right up to the guard that it names.
TEST(WriteOffInvoice, Refuses) {
  struct Row {
    std::string command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none' invoice_number: 'B-1'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' invoice_number: 'B-9'", v1::REASON_INVOICE_NOT_FOUND, "invoice_number"},
      {OfB1("amount { minor_units: 4 currency: 'EUR' }"), v1::REASON_WRONG_CURRENCY,
       "amount.currency"},
      {OfB1("amount { minor_units: 0 currency: 'USD' }"), v1::REASON_AMOUNT_NOT_POSITIVE, "amount"},
      {OfB1("amount { minor_units: -4 currency: 'USD' }"), v1::REASON_AMOUNT_NOT_POSITIVE,
       "amount"},
      {OfB1("amount { minor_units: 5 currency: 'USD' }"), v1::REASON_EXCEEDS_OPEN, "amount"},
      {OfB1("date: '2026-11-04'"), v1::REASON_DATE_OUT_OF_RANGE, "date"},
      {OfB1("date: '2026-09-14'"), v1::REASON_DATE_OUT_OF_RANGE, "date"},
  };
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    AlmostPaid().When<v1::WriteOffInvoice>(command).Refused(reason, field);
  }
  Scenario paid = AlmostPaid();
  paid.GivenCommand<v1::WriteOffInvoice>(OfB1("")).When<v1::WriteOffInvoice>(OfB1("")).Refused(
      v1::REASON_NOTHING_OPEN, "invoice_number");
  Scenario closed = AlmostPaid();
  closed.Given("accounting_period_closed { org_id: 'msp' month: '2026-10' }")
      .When<v1::WriteOffInvoice>(OfB1("date: '2026-10-31'"))
      .Refused(v1::REASON_PERIOD_CLOSED, "date");
}

std::string Dispute(absl::string_view id, absl::string_view more = "") {
  return absl::StrCat("org_id: 'msp' invoice_number: 'B-1' dispute_id: '", id,
                      "' reason: 'was not there' ", more);
}

std::string Closing(absl::string_view id) {
  return absl::StrCat("org_id: 'msp' invoice_number: 'B-1' dispute_id: '", id,
                      "' reason: 'report sent' outcome: DISPUTE_OUTCOME_REJECTED ");
}

TEST(Disputes, AreOpenUntilTheyAreClosed) {
  Scenario scenario = AlmostPaid();
  scenario.When<v1::OpenInvoiceDispute>(Dispute("d1", "line_ids: 'work'"))
      .Then(
          "dispute_opened { org_id: 'msp' dispute { invoice_number: 'B-1' dispute_id: 'd1' "
          "  customer_id: 'alpha' line_ids: 'work' reason: 'was not there' "
          "  opened_on: '2026-11-03' } }");
  scenario.GivenCommand<v1::OpenInvoiceDispute>(Dispute("d1"));
  scenario.GivenCommand<v1::OpenInvoiceDispute>(Dispute("d2"));
  EXPECT_EQ(SettlementOf(scenario, "B-1").open_disputes(), 2U);

  scenario.At("2026-11-05T00:00:00Z")
      .When<v1::CloseInvoiceDispute>(Closing("d1"))
      .Then(
          "dispute_closed { org_id: 'msp' customer_id: 'alpha' invoice_number: 'B-1' "
          "  dispute_id: 'd1' outcome: DISPUTE_OUTCOME_REJECTED reason: 'report sent' "
          "  date: '2026-11-05' }");
  scenario.GivenCommand<v1::CloseInvoiceDispute>(Closing("d1"));
  EXPECT_EQ(SettlementOf(scenario, "B-1").open_disputes(), 1U);
  const v1::Dispute closed = *scenario.books().disputes.Find("msp", "B-1", "d1");
  EXPECT_EQ(closed.closed_on(), "2026-11-05");
  EXPECT_EQ(closed.outcome(), v1::DISPUTE_OUTCOME_REJECTED);
  EXPECT_EQ(closed.outcome_reason(), "report sent");

  scenario.When<v1::CloseInvoiceDispute>(Closing("d1"))
      .Refused(v1::REASON_DISPUTE_CLOSED, "dispute_id");
  scenario.When<v1::CloseInvoiceDispute>(Closing("d3"))
      .Refused(v1::REASON_DISPUTE_NOT_FOUND, "dispute_id");
  // An id is never used again.
  scenario.When<v1::OpenInvoiceDispute>(Dispute("d1"))
      .Refused(v1::REASON_DISPUTE_EXISTS, "dispute_id");
}

TEST(Disputes, AreAboutLinesOfTheInvoice) {
  AlmostPaid()
      .When<v1::OpenInvoiceDispute>(Dispute("d1", "line_ids: 'work' line_ids: 'play'"))
      .Refused(v1::REASON_LINE_NOT_FOUND, "line_ids[1]");
  AlmostPaid()
      .When<v1::OpenInvoiceDispute>(Dispute("d1", "line_ids: 'work' line_ids: 'work'"))
      .Refused(v1::REASON_LISTED_TWICE, "line_ids[1]");
}

}  // namespace
}  // namespace tally
