// Late news: what becomes known of months after they were invoiced. P22, U16 and U17.

#include <gtest/gtest.h>

#include <string>

#include "ledger/money/money.h"
#include "system/support/story.h"

namespace tally {
namespace {

class LateNews : public Story {
 protected:
  LateNews() {
    DefineMsp("review { stale_after_hours: 10000 }");
    DefineCustomer("alpha");
    Do<v1::DefineSource>("org_id: 'msp' source { source_id: 'psa' kind: 'halopsa' }");
  }

  // A line `fee` at a price for a month, by day, with more that is said of it.
  static std::string Fee(absl::string_view price, absl::string_view more = "") {
    return absl::StrCat("lines { line_id: 'fee' item_id: 'stamp' fixed { quantity: '1' } held { ",
                        "unit_price: '", price, "' } proration: PRORATION_BY_DAY ", more, " } ");
  }

  // A line `use` for what shop counts of SEAT, at a price in text format.
  static std::string Use(absl::string_view rule, absl::string_view price) {
    return absl::StrCat("lines { line_id: 'use' item_id: 'stamp' counted { source_id: 'shop' ",
                        "meter: 'SEAT' rule: QUANTITY_RULE_", rule, " } ", price, " } ");
  }

  // Lines as `id quantity x price = amount, first day to end day`, and what they come to.
  static std::string Told(const v1::DraftContent& content) {
    std::string told;
    for (const v1::DraftLine& rated : content.lines()) {
      const v1::Line& line = rated.line();
      absl::StrAppend(&told, line.line_id(), " ", line.quantity(), " x ", line.unit_price(), " = ",
                      FormatAmount(line.amount()));
      if (line.has_service()) {
        absl::StrAppend(&told, ", ", line.service().first_day(), " to ", line.service().end_day());
      }
      told += "\n";
    }
    return absl::StrCat(told, FormatAmount(content.totals().net()));
  }

  std::string Bill(absl::string_view month) {
    Run(month);
    return Told(Draft("alpha", month).content());
  }

  std::string Regenerate(absl::string_view month) {
    Do<v1::RegenerateDraft>(OfMonth(month));
    return Told(Draft("alpha", month).content());
  }

  // Runs and approves a month; returns its invoice as it is then.
  std::string Invoiced(absl::string_view month) {
    Run(month);
    return Approve("alpha", month);
  }

  static std::string OfMonth(absl::string_view month) {
    return absl::StrCat("org_id: 'msp' customer_id: 'alpha' month: '", month, "' ");
  }

  v1::LateDifferencePage Late(absl::string_view more = "") {
    return Do<v1::ListLateDifferences>(absl::StrCat("org_id: 'msp' ", more));
  }

  // Differences as `month line: billed, settled, now, difference (draft)`.
  std::string ToldLate(absl::string_view more = "") {
    std::string told;
    const v1::LateDifferencePage page = Late(more);
    for (const v1::LateDifference& late : page.differences()) {
      absl::StrAppend(&told, late.month(), " ", late.plan_line_id(), ": ",
                      FormatAmount(late.billed()), ", ", FormatAmount(late.settled()), ", ",
                      FormatAmount(late.rated_now()), ", ", FormatAmount(late.difference()), " (",
                      late.drafted_in(), ")\n");
    }
    return told;
  }
};

constexpr char kInTiers[] =
    "tiered { mode: TIER_MODE_GRADUATED tiers { up_to: '100' unit_price: '0.10' } "
    "         tiers { unit_price: '0.08' } }";

TEST_F(LateNews, P22BackdatedPlanChangeAfterTheInvoice) {
  SetPlan("alpha", Fee("90"), "2026-04-01");
  const std::string april = Invoiced("2026-04");
  const std::string issued = Invoice(april).SerializeAsString();

  SetPlan("alpha", Fee("120"), "2026-04-11");
  EXPECT_EQ(ToldLate(),
            "2026-04 fee: 90.00, 0.00, 30.00, -60.00 ()\n"
            "2026-04 fee: 0.00, 0.00, 80.00, 80.00 ()\n");
  EXPECT_EQ(Bill("2026-05"),
            "fee 1 x 120 = 120.00\n"
            "late-2026-04-fee -1 x 60 = -60.00, 2026-04-11 to 2026-05-01\n"
            "late-2026-04-fee-2 1 x 80 = 80.00, 2026-04-11 to 2026-05-01\n140.00");
  EXPECT_EQ(Invoice(april).SerializeAsString(), issued);

  const v1::DraftLine late = Draft("alpha", "2026-05").content().lines(1);
  EXPECT_EQ(late.line().description(), "Stamp, April 2026 adjustment");
  EXPECT_EQ(late.line().part(), v1::LINE_PART_LATE);
  EXPECT_EQ(late.line().corrects().month(), "2026-04");
  EXPECT_EQ(late.line().corrects().invoice_number(), april);
  EXPECT_EQ(late.line().corrects().plan_line_id(), "fee");
  EXPECT_EQ(late.line().corrects().variant(), "90");
  ASSERT_EQ(late.flags_size(), 1);
  EXPECT_EQ(late.flags(0).kind(), v1::FLAG_KIND_LATE_NEWS);
  EXPECT_FALSE(late.flags(0).blocks());
  EXPECT_EQ(late.flags(0).detail(),
            absl::StrCat(april, " bills 90.00 USD for fee; it comes to 30.00 USD now"));

  const std::string may = Approve("alpha", "2026-05");
  EXPECT_EQ(FormatAmount(Invoice(may).invoice().totals().net()), "140.00");
  EXPECT_EQ(Invoice(april).SerializeAsString(), issued);
  EXPECT_EQ(ToldLate(), "");
  EXPECT_EQ(Bill("2026-06"), "fee 1 x 120 = 120.00\n120.00");
}

TEST_F(LateNews, U16UsageAfterTheInvoice) {
  SetPlan("alpha", Use("SUM", kInTiers));
  CountSeats("alpha", "2026-01-10T12:00:00Z", "100");
  const std::string january = Invoiced("2026-01");
  const std::string issued = Invoice(january).SerializeAsString();

  CountSeats("alpha", "2026-01-25T12:00:00Z", "25");
  EXPECT_EQ(Bill("2026-02"),
            "use 0 x 0 = 0.00\n"
            "late-2026-01-use 1 x 2 = 2.00, 2026-01-01 to 2026-02-01\n2.00");
  const std::string february = Approve("alpha", "2026-02");
  EXPECT_EQ(Invoice(february).invoice().lines(1).description(), "Stamp, January 2026 adjustment");
  EXPECT_EQ(Invoice(january).SerializeAsString(), issued);
}

TEST_F(LateNews, U17DownwardCorrectionIsCredited) {
  SetPlan("alpha", Use("PERIOD_END", "held { unit_price: '0.10' }"));
  CountSeats("alpha", "2026-01-30T12:00:00Z", "100");
  const std::string january = Invoiced("2026-01");
  CountSeats("alpha", "2026-01-31T12:00:00Z", "90");
  EXPECT_EQ(ToldLate(), "2026-01 use: 10.00, 0.00, 9.00, -1.00 ()\n");

  const auto reply = Do<v1::CreditLateDifferences>(OfMonth("2026-01") + "reason: 'ten too many'");
  const v1::InvoiceView view = Invoice(january);
  ASSERT_EQ(view.credit_notes_size(), 1);
  const v1::CreditNote& note = view.credit_notes(0);
  EXPECT_EQ(note.number(), reply.credit_note_number());
  EXPECT_EQ(FormatAmount(note.totals().total()), "1.00");
  ASSERT_EQ(note.lines_size(), 1);
  EXPECT_EQ(note.lines(0).line_id(), "use");
  EXPECT_EQ(note.reason(), "ten too many");
  EXPECT_EQ(FormatAmount(view.left()), "9.00");

  EXPECT_EQ(ToldLate(), "");
  EXPECT_EQ(Bill("2026-02"), "use 90 x 0.1 = 9.00\n9.00");
  Refused<v1::CreditLateDifferences>(OfMonth("2026-01") + "reason: 'again'",
                                     v1::REASON_NOTHING_LATE, "month");
}

TEST_F(LateNews, BillsWorkThatIsRecordedLate) {
  SetPlan(
      "alpha",
      Fee("10") + "lines { line_id: 'work' item_id: 'seat' time {} held { unit_price: '80' } }");
  Invoiced("2026-04");
  Do<v1::RecordTimeEntries>(
      "org_id: 'msp' source_id: 'psa' entries { entry_id: 't-1' customer_id: 'alpha' "
      "date: '2026-04-20' minutes: 90 }");
  EXPECT_EQ(Bill("2026-05"),
            "fee 1 x 10 = 10.00\nwork 0 x 80 = 0.00\n"
            "late-2026-04-work 1 x 120 = 120.00, 2026-04-01 to 2026-05-01\n130.00");
  // It is taxed as the line that it corrects.
  EXPECT_EQ(FormatAmount(Draft("alpha", "2026-05").content().totals().tax()), "24.00");
}

TEST_F(LateNews, BillsCostsThatAreRecordedLate) {
  SetPlan("alpha", Fee("10") + "lines { line_id: 'parts' item_id: 'stamp' pass_through {} }");
  Invoiced("2026-04");
  Do<v1::RecordChargeEntries>(
      "org_id: 'msp' source_id: 'psa' charges { entry_id: 'c-1' customer_id: 'alpha' "
      "date: '2026-04-20' kind: CHARGE_KIND_HARDWARE description: 'Cable' quantity: '2' "
      "unit_cost: '7.50' cost_currency: 'USD' }");
  EXPECT_EQ(Bill("2026-05"),
            "fee 1 x 10 = 10.00\n"
            "late-2026-04-parts 1 x 15 = 15.00, 2026-04-01 to 2026-05-01\n25.00");
  EXPECT_EQ(Draft("alpha", "2026-05").content().lines(1).line().corrects().variant(), "psa/c-1");
}

TEST_F(LateNews, GoesAwayWhenItIsTakenBackInTime) {
  SetPlan("alpha", Fee("90"), "2026-04-01");
  Invoiced("2026-04");
  SetPlan("alpha", Fee("120"), "2026-04-11");
  EXPECT_NE(ToldLate(), "");
  SetPlan("alpha", Fee("90"), "2026-04-11");
  EXPECT_EQ(ToldLate(), "");
  EXPECT_EQ(Bill("2026-05"), "fee 1 x 90 = 90.00\n90.00");
}

TEST_F(LateNews, IsTakenBackWhereItWasBilled) {
  SetPlan("alpha", Fee("90"), "2026-04-01");
  Invoiced("2026-04");
  SetPlan("alpha", Fee("120"), "2026-04-11");
  Invoiced("2026-05");
  SetPlan("alpha", Fee("90"), "2026-04-11");
  EXPECT_EQ(Bill("2026-06"),
            "fee 1 x 90 = 90.00\n"
            "late-2026-04-fee 1 x 60 = 60.00, 2026-04-11 to 2026-05-01\n"
            "late-2026-04-fee-2 -1 x 80 = -80.00, 2026-04-11 to 2026-05-01\n"
            "late-2026-05-fee -1 x 120 = -120.00, 2026-05-01 to 2026-06-01\n"
            "late-2026-05-fee-2 1 x 90 = 90.00, 2026-05-01 to 2026-06-01\n40.00");
}

TEST_F(LateNews, IsOnOneOfTheOpenDrafts) {
  SetPlan("alpha", Use("PERIOD_END", "held { unit_price: '1' }"));
  CountSeats("alpha", "2026-04-10T12:00:00Z", "10");
  Invoiced("2026-04");
  Run("2026-05");
  Run("2026-06");
  CountSeats("alpha", "2026-04-20T12:00:00Z", "15");

  const std::string with_late =
      "use 15 x 1 = 15.00\nlate-2026-04-use 1 x 5 = 5.00, 2026-04-01 to 2026-05-01\n20.00";
  const std::string without = "use 15 x 1 = 15.00\n15.00";
  EXPECT_EQ(Regenerate("2026-06"), with_late);
  EXPECT_EQ(Regenerate("2026-05"), without);
  EXPECT_EQ(ToldLate(), "2026-04 use: 10.00, 0.00, 15.00, 5.00 (2026-06)\n");
  Refused<v1::WaiveLateDifferences>(OfMonth("2026-04") + "reason: 'never mind'",
                                    v1::REASON_NOTHING_LATE, "month");

  // A draft that is rejected gives it back.
  Do<v1::RejectDraft>(OfMonth("2026-06") + "reason: 'no'");
  EXPECT_EQ(ToldLate(), "2026-04 use: 10.00, 0.00, 15.00, 5.00 ()\n");
  EXPECT_EQ(Regenerate("2026-05"), with_late);
  EXPECT_EQ(Regenerate("2026-06"), without);
  Approve("alpha", "2026-05");
  Approve("alpha", "2026-06");
  EXPECT_EQ(ToldLate(), "");
}

TEST_F(LateNews, MakesADraftStale) {
  SetPlan("alpha", Use("PERIOD_END", "held { unit_price: '1' }"));
  CountSeats("alpha", "2026-04-10T12:00:00Z", "10");
  Invoiced("2026-04");
  CountSeats("alpha", "2026-05-10T12:00:00Z", "12");
  Run("2026-05");
  CountSeats("alpha", "2026-04-20T12:00:00Z", "15");
  const v1::Refusal refused = RefusalTo(client_, ApprovalOf(Draft("alpha", "2026-05")));
  EXPECT_EQ(refused.reason(), v1::REASON_DRAFT_IS_STALE) << refused.message();
  EXPECT_EQ(Regenerate("2026-05"),
            "use 12 x 1 = 12.00\n"
            "late-2026-04-use 1 x 5 = 5.00, 2026-04-01 to 2026-05-01\n17.00");
  Refused<v1::OverrideDraftLine>(
      OfMonth("2026-05") + "line_id: 'late-2026-04-use' unit_price: '4' reason: 'less'",
      v1::REASON_FIELD_INVALID, "line_id");
  Approve("alpha", "2026-05");
}

TEST_F(LateNews, IsWaivedAndProposedAgainAfterMore) {
  SetPlan("alpha", Use("PERIOD_END", "held { unit_price: '1' }") + Fee("3"));
  CountSeats("alpha", "2026-04-10T12:00:00Z", "10");
  Invoiced("2026-04");
  CountSeats("alpha", "2026-04-20T12:00:00Z", "15");
  Refused<v1::WaiveLateDifferences>(OfMonth("2026-04") + "plan_line_id: 'fee' reason: 'x'",
                                    v1::REASON_NOTHING_LATE, "plan_line_id");
  Refused<v1::CreditLateDifferences>(OfMonth("2026-04") + "reason: 'nothing is negative'",
                                     v1::REASON_NOTHING_LATE, "month");
  Do<v1::WaiveLateDifferences>(OfMonth("2026-04") + "plan_line_id: 'use' reason: 'goodwill'");
  EXPECT_EQ(ToldLate(), "");
  CountSeats("alpha", "2026-04-25T12:00:00Z", "16");
  EXPECT_EQ(ToldLate("customer_id: 'alpha' month: '2026-04'"),
            "2026-04 use: 10.00, 5.00, 16.00, 1.00 ()\n");
  EXPECT_EQ(ToldLate("month: '2026-05'"), "");
}

TEST_F(LateNews, CountsWhatWasCreditedByHand) {
  SetPlan("alpha", Use("PERIOD_END", "held { unit_price: '1' }"));
  CountSeats("alpha", "2026-04-10T12:00:00Z", "10");
  const std::string april = Invoiced("2026-04");
  Do<v1::CreditInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '", april,
                                     "' lines { lines { line_id: 'use' net { currency: 'USD' "
                                     "minor_units: 200 } } } reason: 'two were off'"));
  CountSeats("alpha", "2026-04-20T12:00:00Z", "7");
  EXPECT_EQ(ToldLate(), "2026-04 use: 10.00, -2.00, 7.00, -1.00 ()\n");
  // What was credited is not billed again.
  CountSeats("alpha", "2026-04-21T12:00:00Z", "9");
  EXPECT_EQ(ToldLate(), "");
}

TEST_F(LateNews, SaysNothingOfAnInvoiceThatWasVoided) {
  SetPlan("alpha", Use("PERIOD_END", "held { unit_price: '1' }"));
  CountSeats("alpha", "2026-04-10T12:00:00Z", "10");
  const std::string april = Invoiced("2026-04");
  Do<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", april, "' reason: 'by mistake'"));
  CountSeats("alpha", "2026-04-20T12:00:00Z", "15");
  EXPECT_EQ(ToldLate(), "");
}

TEST_F(LateNews, NamesMonthsThatHadNoDraft) {
  SetPlan("alpha", Fee("10"));
  DefineCustomer("beta");
  Run("2026-04");
  SetPlan("beta", Fee("25"), "2026-04-01");
  const v1::LateDifferencePage page = Late();
  EXPECT_EQ(page.differences_size(), 0);
  ASSERT_EQ(page.missed_months_size(), 1);
  EXPECT_EQ(page.missed_months(0).customer_id(), "beta");
  EXPECT_EQ(page.missed_months(0).month(), "2026-04");
  EXPECT_EQ(FormatAmount(page.missed_months(0).totals().net()), "25.00");
  Run("2026-04");
  EXPECT_EQ(FormatAmount(Draft("beta", "2026-04").content().totals().net()), "25.00");
  EXPECT_EQ(Late().missed_months_size(), 0);
}

TEST_F(LateNews, IsListedPageByPage) {
  for (const char* customer : {"alpha", "beta", "gamma"}) {
    if (customer != std::string("alpha")) DefineCustomer(customer);
    SetPlan(customer, Fee("90"), "2026-04-01");
  }
  for (const char* month : {"2026-04", "2026-05"}) {
    Run(month);
    for (const char* customer : {"alpha", "beta", "gamma"}) Approve(customer, month);
  }
  for (const char* customer : {"alpha", "beta", "gamma"}) {
    SetPlan(customer, Fee("120"), "2026-04-01");
  }
  std::string told;
  std::string token;
  do {
    const auto page = Late(absl::StrCat("page_size: 1 page_token: '", token, "'"));
    token = page.next_page_token();
    for (const v1::LateDifference& late : page.differences()) {
      absl::StrAppend(&told, late.customer_id(), " ", late.month(), " ",
                      FormatAmount(late.difference()), "\n");
    }
  } while (!token.empty());
  std::string expected;
  for (const char* customer : {"alpha", "beta", "gamma"}) {
    for (const char* month : {"2026-04", "2026-05"}) {
      absl::StrAppend(&expected, customer, " ", month, " -90.00\n", customer, " ", month,
                      " 120.00\n");
    }
  }
  EXPECT_EQ(told, expected);
  EXPECT_EQ(Late("customer_id: 'beta'").differences_size(), 4);
}

TEST_F(LateNews, TakesBackDiscountsWithWhatTheyWereOn) {
  SetPlan("alpha",
          "lines { line_id: 'use' item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
          "rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '10' } "
          "discounts { name: 'Loyal' percent: '10' } }");
  CountSeats("alpha", "2026-04-10T12:00:00Z", "10");
  const std::string april = Invoiced("2026-04");
  CountSeats("alpha", "2026-04-20T12:00:00Z", "0");
  EXPECT_EQ(ToldLate(),
            "2026-04 use: 100.00, 0.00, 0.00, -100.00 ()\n"
            "2026-04 use: -10.00, 0.00, 0.00, 10.00 ()\n");
  Do<v1::CreditLateDifferences>(OfMonth("2026-04") + "reason: 'none was there'");
  EXPECT_EQ(FormatAmount(Invoice(april).left()), "0.00");
  EXPECT_EQ(ToldLate(), "");
}

TEST_F(LateNews, CorrectsPeriodsThatWereBilledInAdvance) {
  const char* kAhead = "cadence { months: 1 timing: TIMING_IN_ADVANCE }";
  SetPlan("alpha", Fee("30", kAhead), "2026-03-01");
  Invoiced("2026-03");  // Also April.
  Invoiced("2026-04");  // May.
  // May is invoiced, too, and so is over for what corrects periods that are under way.
  Invoiced("2026-05");
  SetPlan("alpha", Fee("60", kAhead), "2026-05-17");
  EXPECT_EQ(Bill("2026-06"),
            "fee.unused -1 x 30 = -30.00, 2026-06-01 to 2026-07-01\n"
            "fee.changed 1 x 60 = 60.00, 2026-06-01 to 2026-07-01\n"
            "fee 1 x 60 = 60.00, 2026-07-01 to 2026-08-01\n"
            "late-2026-05-fee -1 x 14.52 = -14.52, 2026-05-17 to 2026-06-01\n"
            "late-2026-05-fee-2 1 x 29.03 = 29.03, 2026-05-17 to 2026-06-01\n104.51");
}

}  // namespace
}  // namespace tally
