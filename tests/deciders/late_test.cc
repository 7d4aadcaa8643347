#include "ledger/deciders/late.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/deciders/late_credit.h"
#include "ledger/deciders/usage.h"
#include "ledger/money/money.h"
#include "support/printed.h"
#include "support/provider.h"

namespace tally {
namespace {

constexpr char kOctober[] = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' ";

// Alpha was invoiced 18 seats at 10.00 in October.
Scenario Invoiced() {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", SeatLine("10")))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-30T22:00:00Z", "18"));
  RunMonth(scenario, "2026-10");
  scenario.GivenCommand(Approval(scenario, "alpha", "2026-10"));
  return scenario;
}

Scenario CountedLate(absl::string_view quantity) {
  Scenario scenario = Invoiced();
  scenario.GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T22:00:00Z", quantity));
  return scenario;
}

std::string Of(absl::string_view more) { return absl::StrCat(kOctober, more); }

template <Command C>
void ExpectRefusals() {
  const struct {
    const char* command;
    v1::Reason reason;
    const char* field;
  } kCases[] = {
      {"org_id: 'none' customer_id: 'alpha' month: '2026-10'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' customer_id: 'none' month: '2026-10'", v1::REASON_CUSTOMER_NOT_FOUND,
       "customer_id"},
      {kOctober, v1::REASON_NOTHING_LATE, "month"},
      {"org_id: 'msp' customer_id: 'alpha' month: '2026-09'", v1::REASON_NOTHING_LATE, "month"},
  };
  for (const auto& each : kCases) {
    Invoiced().When<C>(absl::StrCat(each.command, " reason: 'r'")).Refused(each.reason, each.field);
  }
}

TEST(CreditLateDifferences, IsRefusedWhereNothingIsLate) {
  ExpectRefusals<v1::CreditLateDifferences>();
  CountedLate("20")
      .When<v1::CreditLateDifferences>(Of("reason: 'r'"))
      .Refused(v1::REASON_NOTHING_LATE, "month");
}

TEST(WaiveLateDifferences, IsRefusedWhereNothingIsLate) {
  ExpectRefusals<v1::WaiveLateDifferences>();
  CountedLate("20")
      .When<v1::WaiveLateDifferences>(Of("plan_line_id: 'other' reason: 'r'"))
      .Refused(v1::REASON_NOTHING_LATE, "plan_line_id");
}

TEST(WaiveLateDifferences, SaysWhatIsWaived) {
  Scenario scenario = CountedLate("20");
  scenario.GivenCommand<v1::WaiveLateDifferences>(Of("reason: 'r'"));
  const auto known = scenario.books().late_settlements.Find("msp", "alpha", "2026-10");
  ASSERT_TRUE(known.has_value());
  ASSERT_EQ(known->decisions_size(), 1);
  EXPECT_EQ(known->decisions(0).kind(), v1::LATE_SETTLEMENT_KIND_WAIVED);
  ASSERT_EQ(known->decisions(0).differences_size(), 1);
  EXPECT_EQ(known->decisions(0).differences(0).difference().minor_units(), 2000);
  scenario.When<v1::WaiveLateDifferences>(Of("reason: 'r'"))
      .Refused(v1::REASON_NOTHING_LATE, "month");
}

constexpr char kQuarterly[] =
    "lines { line_id: 'care' item_id: 'stamp' fixed { quantity: '1' } held { unit_price: '92' } "
    "proration: PRORATION_BY_DAY cadence { months: 3 } } ";
constexpr char kHourly[] =
    "lines { line_id: 'care' item_id: 'stamp' time { kind: TIME_KIND_ANY } "
    "held { unit_price: '100' } } ";

constexpr char kMinimum[] =
    "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM item_id: 'stamp' "
    "amount: '365' months: 12 proration: PRORATION_BY_DAY } ";

std::string PlanFrom(absl::string_view day, absl::string_view lines) {
  return absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' effective_from: '", day, "' ",
                      lines, " }");
}

// Sets one plan after the other.
void SetPlans(Scenario& scenario, const std::vector<std::string>& plans) {
  for (const std::string& plan : plans) scenario.GivenCommand<v1::SetPlan>(plan);
}

// What the draft of alpha's month bills, as `line_id amount`.
std::string BilledIn(const Scenario& scenario, const std::string& month) {
  const auto draft = scenario.books().drafts.Find("msp", month, "alpha");
  std::string billed;
  if (!draft) return billed;
  for (const v1::DraftLine& rated : draft->content().lines()) {
    absl::StrAppend(&billed, billed.empty() ? "" : "; ", rated.line().line_id(), " ",
                    FormatAmount(rated.line().amount()));
  }
  return billed;
}

// August was billed by a plan with something for several months in arrears. What ends it is learnt
// before September is run.
TEST(LinesThatEndedUnknown, AreBilledByLateNewsOfTheMonthInWhichTheyEnded) {
  const std::string base = FixedLine("device", "1", "10");
  const std::string nothing = PlanFrom("2026-09-01", base);
  const struct {
    const char* what;
    const char* ends;
    std::vector<std::string> learnt;
    const char* september;
  } kCases[] = {
      {"on the last day of the month",
       kQuarterly,
       {nothing},
       "device 10.00; late-2026-08-care 62.00"},
      {"inside the month",
       kQuarterly,
       {PlanFrom("2026-08-16", base)},
       "device 10.00; late-2026-08-care 46.00"},
      {"in an earlier month",
       kQuarterly,
       {PlanFrom("2026-07-11", base)},
       "device 10.00; late-2026-07-care 10.00"},
      {"by a line of another kind, which ends in turn",
       kQuarterly,
       {PlanFrom("2026-08-16", base + kHourly), nothing},
       "device 10.00; late-2026-08-care 46.00; late-2026-08-care-2 200.00"},
      {"a minimum", kMinimum, {nothing}, "device 10.00; late-2026-08-least 42.00"},
  };
  for (const auto& each : kCases) {
    SCOPED_TRACE(each.what);
    Scenario scenario = Provider();
    SetPlans(scenario, {PlanFrom("2026-07-01", base + each.ends)});
    scenario.GivenCommand<v1::RecordTimeEntries>(
        "org_id: 'msp' source_id: 'shop' entries { entry_id: 't' customer_id: 'alpha' "
        "date: '2026-08-20' minutes: 120 }");
    for (const char* month : {"2026-07", "2026-08"}) {
      RunMonth(scenario, month);
      scenario.GivenCommand(Approval(scenario, "alpha", month));
    }
    SetPlans(scenario, each.learnt);
    RunMonth(scenario, "2026-09");
    EXPECT_EQ(BilledIn(scenario, "2026-09"), each.september);
  }
}

// A month without a document has no late news.
TEST(LinesThatEndedUnknown, AreBilledByTheNextDraftIfTheirMonthHasNone) {
  Scenario scenario = Provider();
  SetPlans(scenario, {PlanFrom("2026-07-01", kQuarterly)});
  RunMonth(scenario, "2026-07");
  RunMonth(scenario, "2026-08");
  SetPlans(scenario, {PlanFrom("2026-09-01", "")});
  RunMonth(scenario, "2026-09");
  EXPECT_EQ(BilledIn(scenario, "2026-09"), "care 62.00");
  RunMonth(scenario, "2026-08");
  EXPECT_EQ(BilledIn(scenario, "2026-08"), "");
}

v1::LateDifference Difference(int64_t cents, v1::LinePart part = v1::LINE_PART_UNSPECIFIED,
                              absl::string_view variant = "5") {
  auto difference = Parse<v1::LateDifference>(
      "plan_line_id: 'seat' billed { currency: 'USD' } difference { currency: 'USD' } "
      "proposed { part: LINE_PART_LATE corrects { plan_line_id: 'seat' } amount { currency: 'USD' "
      "} }");
  difference.set_part(part);
  difference.mutable_difference()->set_minor_units(cents);
  difference.mutable_proposed()->mutable_amount()->set_minor_units(cents);
  difference.mutable_proposed()->mutable_corrects()->set_part(part);
  difference.mutable_proposed()->mutable_corrects()->set_variant(std::string(variant));
  return difference;
}

LateAmount Billed(const std::string& line_id, int64_t cents,
                  v1::LinePart part = v1::LINE_PART_UNSPECIFIED, absl::string_view variant = "5") {
  LateAmount billed{.key = {"seat", part, std::string(variant), false, ""},
                    .line = {},
                    .amount = cents,
                    .days = {}};
  billed.line.set_line_id(line_id);
  billed.line.mutable_amount()->set_minor_units(cents);
  return billed;
}

// Lines as `id: cents`, and the differences that they settle.
std::string Told(const LateCredit& credit) {
  std::string told;
  for (const v1::LineCredit& line : credit.lines.lines()) {
    absl::StrAppend(&told, line.line_id(), ": ", line.net().minor_units(), ", ");
  }
  for (const v1::LateDifference& each : credit.settled) {
    absl::StrAppend(&told, each.difference().minor_units(), " ");
  }
  return told;
}

Rest Left(std::vector<Rest::OfLine> lines) { return {.lines = std::move(lines), .groups = {}}; }

TEST(LateCredit, TakesOfLinesWhatIsLeftOfThem) {
  const auto discount = v1::LINE_PART_DISCOUNT;
  const std::vector<LateAmount> billed = {Billed("seat", 500), Billed("seat.2", 300),
                                          Billed("seat.discount", -80, discount, "discount")};
  const auto all = [] {
    return Left({{"seat", 0, 500, {}}, {"seat.2", 0, 300, {}}, {"seat.discount", 0, -80, {}}});
  };
  EXPECT_EQ(Told(CreditOf({Difference(-200)}, billed, all())), "seat: 200, -200 ");
  EXPECT_EQ(Told(CreditOf({Difference(-600)}, billed, all())), "seat: 500, seat.2: 100, -600 ");
  EXPECT_EQ(Told(CreditOf({Difference(-600)}, billed, Left({{"seat", 0, 50, {}}}))),
            "seat: 50, -50 ");
  EXPECT_EQ(Told(CreditOf({Difference(200)}, billed, all())), "");
  EXPECT_EQ(Told(CreditOf({Difference(-200, v1::LINE_PART_UNSPECIFIED, "7")}, billed, all())), "");
  // What a discount took off goes back with it.
  EXPECT_EQ(Told(CreditOf({Difference(-200), Difference(20, discount, "discount")}, billed, all())),
            "seat: 200, seat.discount: -20, -200 20 ");
  EXPECT_EQ(Told(CreditOf({Difference(20, discount, "discount")}, billed, all())), "");
}

}  // namespace
}  // namespace tally
