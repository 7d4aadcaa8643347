// The worked examples on rounding (R), tax (T) and quantities (U).

#include <gtest/gtest.h>

#include "system/support/story.h"

namespace tally {
namespace {

class MoneyExample : public Story {
 protected:
  // What October 2026 bills the customer.
  std::string October(absl::string_view customer) {
    return Printed(Draft(customer, "2026-10").content());
  }
};

TEST_F(MoneyExample, R01HalfAwayFromZeroIsSymmetricForCredits) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("stamp", "1", "10.275"));
  Run("2026-10");
  const std::string number = Approve("alpha", "2026-10");
  EXPECT_EQ(FormatAmount(Invoice(number).invoice().totals().total()), "10.28");

  const auto credited = Do<v1::CreditInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '",
                                                           number, "' reason: 'error' ",
                                                           "lines { lines { line_id: 'stamp' } }"));
  const auto note = Do<v1::GetCreditNoteRequest>(
      absl::StrCat("org_id: 'msp' credit_note_number: '", credited.credit_note_number(), "'"));
  EXPECT_EQ(FormatAmount(note.totals().total()), "10.28");
  EXPECT_EQ(Invoice(number).left().minor_units(), 0);
}

TEST_F(MoneyExample, R01HalfEvenWhereTheOrgAsksForIt) {
  DefineMsp("rounding: ROUNDING_HALF_EVEN");
  DefineCustomer("alpha");
  DefineCustomer("beta");
  SetPlan("alpha", FixedLine("stamp", "1", "10.265"));
  SetPlan("beta", FixedLine("stamp", "1", "10.275"));
  Run("2026-10");
  EXPECT_EQ(October("alpha"),
            "stamp 1 x 10.265 = 10.26\nuntaxed 0% of 10.26 = 0.00\n"
            "10.26 + 0.00 = 10.26 USD\n");
  EXPECT_EQ(October("beta"),
            "stamp 1 x 10.275 = 10.28\nuntaxed 0% of 10.28 = 0.00\n"
            "10.28 + 0.00 = 10.28 USD\n");
}

TEST_F(MoneyExample, R01HalfAwayFromZeroByDefault) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("stamp", "1", "10.265"));
  Run("2026-10");
  EXPECT_EQ(October("alpha"),
            "stamp 1 x 10.265 = 10.27\nuntaxed 0% of 10.27 = 0.00\n"
            "10.27 + 0.00 = 10.27 USD\n");
}

TEST_F(MoneyExample, R03ZeroThreeAndFourDigitCurrencies) {
  DefineMsp();
  DefineCustomer("tokyo", "currency: 'JPY'");
  DefineCustomer("kuwait", "currency: 'KWD'");
  DefineCustomer("chile", "currency: 'CLF'");
  SetPlan("tokyo", FixedLine("stamp", "1", "1000.5"));
  SetPlan("kuwait", FixedLine("stamp", "1", "1.0005"));
  SetPlan("chile", FixedLine("stamp", "1", "0.00005"));
  const v1::Run run = Run("2026-10");
  EXPECT_EQ(October("tokyo"),
            "stamp 1 x 1000.5 = 1001\nuntaxed 0% of 1001 = 0\n"
            "1001 + 0 = 1001 JPY\n");
  EXPECT_EQ(October("kuwait"),
            "stamp 1 x 1.0005 = 1.001\nuntaxed 0% of 1.001 = 0.000\n"
            "1.001 + 0.000 = 1.001 KWD\n");
  EXPECT_EQ(October("chile"),
            "stamp 1 x 0.00005 = 0.0001\nuntaxed 0% of 0.0001 = 0.0000\n"
            "0.0001 + 0.0000 = 0.0001 CLF\n");
  EXPECT_EQ(run.totals_size(), 3) << run.DebugString();
}

TEST_F(MoneyExample, R04AUnitPriceIsNeverRoundedFirst) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("stamp", "1234567", "0.00042"));
  Run("2026-10");
  EXPECT_EQ(October("alpha"),
            "stamp 1234567 x 0.00042 = 518.52\nuntaxed 0% of 518.52 = 0.00\n"
            "518.52 + 0.00 = 518.52 USD\n");
}

TEST_F(MoneyExample, T01TaxIsRoundedOncePerGroup) {
  DefineMsp();
  Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '23' }");
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("seat", "1", "55.55") + FixedLine("seat", "1", "11.11"));
  Run("2026-10");
  EXPECT_EQ(October("alpha"),
            "seat 1 x 55.55 = 55.55\nseat-2 1 x 11.11 = 11.11\n"
            "vat 23% of 66.66 = 15.33\n66.66 + 15.33 = 81.99 USD\n");
}

TEST_F(MoneyExample, T04TheInvoicesTaxIsTheSumOfItsCategories) {
  DefineMsp();
  Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'Standard' rate_percent: '15' }");
  Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'zero' name: 'Zero' rate_percent: '0' }");
  Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'book' name: 'Book' tax_id: 'zero' }");
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("seat", "1", "1000.00") + FixedLine("book", "1", "200") +
                       FixedLine("seat", "1", "91.50"));
  Run("2026-10");
  EXPECT_EQ(October("alpha"),
            "seat 1 x 1000 = 1000.00\nbook 1 x 200 = 200.00\n"
            "seat-2 1 x 91.5 = 91.50\n"
            "vat 15% of 1091.50 = 163.73\nzero 0% of 200.00 = 0.00\n"
            "1291.50 + 163.73 = 1455.23 USD\n");
}

TEST_F(MoneyExample, U15TheRuleOfTheLineSaysWhichCountBills) {
  DefineMsp("review { stale_after_hours: 1000 }");
  DefineCustomer("alpha", "tax_id: 'exempt'");
  const std::string price = "held { unit_price: '12.50' }";
  SetPlan("alpha", SeatLine("PERIOD_START", price) + SeatLine("PERIOD_END", price) +
                       SeatLine("PEAK", price));
  const uint64_t first =
      CountSeats("alpha", "2026-09-01T00:00:00Z", "17").receipt().first_position();
  CountSeats("alpha", "2026-09-12T00:00:00Z", "18");
  CountSeats("alpha", "2026-09-24T00:00:00Z", "16");
  Run("2026-09");
  const v1::Draft draft = Draft("alpha", "2026-09");
  EXPECT_EQ(Printed(draft.content()),
            "seat 17 x 12.5 = 212.50\nseat-2 16 x 12.5 = 200.00\n"
            "seat-3 18 x 12.5 = 225.00\n"
            "untaxed 0% of 637.50 = 0.00\n637.50 + 0.00 = 637.50 USD\n");
  // The counts that were used are referenced by the events that recorded them.
  for (int line = 0; line < 3; ++line) {
    const uint64_t expected[] = {first, first + 2, first + 1};
    EXPECT_EQ(draft.content().lines(line).line().evidence().position(), expected[line]) << line;
  }
}

TEST_F(MoneyExample, U18TheSameObservationAgainIsKnownAndAnotherUnderItsKeyIsRefused) {
  DefineMsp();
  EXPECT_EQ(CountSeats("alpha", "2026-10-31T08:00:00Z", "18").recorded(), 1);
  const uint64_t head = Head();

  const auto again = CountSeats("alpha", "2026-10-31T08:00:00Z", "18.0");
  EXPECT_EQ(again.recorded(), 0);
  EXPECT_EQ(again.already_known(), 1);
  EXPECT_EQ(again.receipt().event_count(), 0);
  EXPECT_EQ(Head(), head);

  const auto other = CountSeats("alpha", "2026-10-31T08:00:00Z", "19");
  EXPECT_EQ(other.recorded(), 0);
  ASSERT_EQ(other.refused_size(), 1);
  EXPECT_EQ(other.refused(0).index(), 0);
  EXPECT_EQ(other.refused(0).field(), "quantity");
  EXPECT_EQ(Head(), head);
  const auto counts = Do<v1::ListCounts>("org_id: 'msp' source_id: 'shop'");
  ASSERT_EQ(counts.counts_size(), 1);
  EXPECT_EQ(counts.counts(0).observation().quantity(), "18");
}

TEST_F(MoneyExample, U20MarkupIsNotMargin) {
  DefineMsp();
  DefineCustomer("alpha", "tax_id: 'exempt'");
  SetPlan("alpha", SeatLine("PERIOD_END", "vendor { markup_percent: '20' }"));
  CountSeats("alpha", "2026-10-31T08:00:00Z", "18", "unit_cost: '10.00' cost_currency: 'USD'");
  Run("2026-10");
  EXPECT_EQ(October("alpha"),
            "seat 18 x 12 = 216.00\nuntaxed 0% of 216.00 = 0.00\n"
            "216.00 + 0.00 = 216.00 USD\n");
}

}  // namespace
}  // namespace tally
