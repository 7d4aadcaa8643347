#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ledger/calendar/date.h"
#include "support/month.h"
#include "support/printed.h"

namespace tally {
namespace {

std::string Minimum(absl::string_view amount, absl::string_view fields = "") {
  return absl::StrCat(
      "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM item_id: 'stamp' "
      "amount: '",
      amount, "' ", fields, " } ");
}

std::string Maximum(absl::string_view amount, absl::string_view fields = "",
                    absl::string_view id = "most") {
  return absl::StrCat("commitments { commitment_id: '", id,
                      "' kind: COMMITMENT_KIND_MAXIMUM amount: '", amount, "' ", fields, " } ");
}

std::string Lines(const v1::DraftContent& content) {
  std::string text;
  for (const v1::DraftLine& rated : content.lines()) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", Printed(rated.line()));
  }
  return text;
}

std::string Bill(absl::string_view plan) {
  Month month;
  month.SetPlan(plan);
  return Lines(month.Draft());
}

// Drafts one month of 2026 after the other, and keeps each for the next.
class Year {
 public:
  // The lines of month `number`.
  std::string Bill(int number) { return Lines(Draft(number)); }

  v1::DraftContent Draft(int number) {
    month.month = absl::CivilMonth(2026, number);
    v1::Draft draft;
    *draft.mutable_content() = month.Draft();
    month.books().drafts.Put("msp", FormatMonth(month.month), "alpha", draft);
    return draft.content();
  }

  Month month;
};

TEST(KeepCommitments, AddsWhatIsMissing) {
  EXPECT_EQ(Bill(Fixed("seat", "1", "8") + Minimum("10")), "seat 1 x 8 = 8.00; least 1 x 2 = 2.00");
  EXPECT_EQ(Bill(Fixed("seat", "1", "10") + Minimum("10")), "seat 1 x 10 = 10.00");
  EXPECT_EQ(Bill(Minimum("10")), "least 1 x 10 = 10.00");
}

TEST(KeepCommitments, BillsAMinimumAsItsItem) {
  Month month;
  month.SetPlan(Fixed("seat", "1", "8") +
                "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM "
                "  item_id: 'book' amount: '10' } ");
  EXPECT_TRUE(IsSame(Parse<v1::Line>("line_id: 'least' item_id: 'book' description: 'Book' "
                                     "quantity: '1' unit_price: '2' tax_id: 'low' "
                                     "amount { minor_units: 200 currency: 'USD' } "
                                     "part: LINE_PART_MINIMUM"),
                     month.Draft().lines(1).line()));
}

// U09 of the worked examples.
TEST(KeepCommitments, ProratesAMinimumThatEnds) {
  Month month;
  month.month = absl::CivilMonth(2026, 2);
  const std::string minimum =
      "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM item_id: 'seat' "
      "amount: '10' proration: PRORATION_BY_DAY } ";
  month.SetPlan(Fixed("seat", "1", "8") + minimum);
  month.SetPlanFrom("2026-02-26", "");
  const v1::DraftContent content = month.Draft();
  EXPECT_EQ(Printed(content),
            "seat 1 x 8 = 8.00\n"
            "least 1 x 0.93 = 0.93\n"
            "vat 20% of 8.93 = 1.79\n"
            "8.93 + 1.79 = 10.72 USD\n");
  EXPECT_TRUE(IsSame(Parse<v1::PeriodShare>("proration: PRORATION_BY_DAY numerator: 25 "
                                            "denominator: 28 period_start: '2026-02-01' "
                                            "period_end: '2026-03-01'"),
                     content.lines(1).line().share()));
  EXPECT_EQ(content.lines(1).line().service().first_day(), "2026-02-01");
  EXPECT_EQ(content.lines(1).line().service().end_day(), "2026-02-26");
}

TEST(KeepCommitments, ProratesAsItIsTold) {
  const auto minimum = [](absl::string_view proration, absl::string_view from,
                          absl::string_view to) {
    Month month;
    month.SetPlan("");
    month.SetPlanFrom(from, Minimum("600", absl::StrCat("proration: PRORATION_", proration)));
    month.SetPlanFrom(to, "");
    month.later_plans[0].set_effective_time("12:00:00");
    return Lines(month.Draft());
  };
  EXPECT_EQ(minimum("BY_DAY", "2026-10-10", "2026-10-20"), "least 1 x 193.55 = 193.55");
  EXPECT_EQ(minimum("THIRTY_DAY_MONTH", "2026-10-10", "2026-10-20"), "least 1 x 200 = 200.00");
  EXPECT_EQ(minimum("BY_SECOND", "2026-10-10", "2026-10-20"), "least 1 x 183.87 = 183.87");
  EXPECT_EQ(minimum("BY_DAY", "2026-10-10", "2026-12-20"), "least 1 x 425.81 = 425.81");
  // Without proration it is that of the first day, or nothing.
  EXPECT_EQ(minimum("NONE", "2026-10-10", "2026-10-20"), "");
  EXPECT_EQ(minimum("NONE", "2026-09-10", "2026-10-20"), "least 1 x 600 = 600.00");
}

TEST(KeepCommitments, GoesOnInPlansThatFollowEachOther) {
  Month month;
  const std::string plan = Fixed("seat", "1", "8") + Minimum("62", "proration: PRORATION_BY_DAY");
  month.SetPlan(plan);
  month.SetPlanFrom("2026-10-11", plan);
  EXPECT_EQ(Lines(month.Draft()), "seat 1 x 8 = 8.00; least 1 x 54 = 54.00");
  EXPECT_FALSE(month.Draft().lines(1).line().has_share());
  month.SetPlanFrom("2026-10-21", Fixed("seat", "1", "8"));
  EXPECT_EQ(Lines(month.Draft()), "seat 1 x 8 = 8.00; least 1 x 32 = 32.00");
}

TEST(KeepCommitments, IsDueAtTheEndOfItsMonths) {
  Year year;
  year.month.SetPlan(Fixed("seat", "1", "8") + Minimum("30", "months: 3"));
  EXPECT_EQ(year.Bill(3), "seat 1 x 8 = 8.00; least 1 x 22 = 22.00");
  EXPECT_EQ(year.Bill(4), "seat 1 x 8 = 8.00");
  EXPECT_EQ(year.Bill(5), "seat 1 x 8 = 8.00");
  const v1::DraftContent june = year.Draft(6);
  EXPECT_EQ(Lines(june), "seat 1 x 8 = 8.00; least 1 x 6 = 6.00");
  EXPECT_EQ(june.lines(1).line().service().first_day(), "2026-04-01");
  EXPECT_EQ(june.lines(1).line().service().end_day(), "2026-07-01");
  EXPECT_EQ(year.Bill(7), "seat 1 x 8 = 8.00");
}

// Five months do not fit in a year: the last window is shorter.
TEST(KeepCommitments, IsAlignedWithTheYear) {
  Month month;
  month.SetPlan(Minimum("10", "months: 5"));
  std::string due;
  for (int number = 1; number <= 12; ++number) {
    month.month = absl::CivilMonth(2026, number);
    if (!Lines(month.Draft()).empty()) absl::StrAppend(&due, number, " ");
  }
  EXPECT_EQ(due, "5 10 12 ");
}

TEST(KeepCommitments, IsDueWhenItsLastPlanEnds) {
  Year year;
  year.month.SetPlan(Fixed("seat", "1", "8") +
                     Minimum("365", "months: 12 proration: PRORATION_BY_DAY"));
  year.month.SetPlanFrom("2026-03-02", Fixed("seat", "1", "8"));
  EXPECT_EQ(year.Bill(1), "seat 1 x 8 = 8.00");
  EXPECT_EQ(year.Bill(2), "seat 1 x 8 = 8.00");
  // 31 + 28 + 1 days, less three months.
  EXPECT_EQ(year.Bill(3), "seat 1 x 8 = 8.00; least 1 x 36 = 36.00");
  EXPECT_EQ(year.Bill(4), "seat 1 x 8 = 8.00");
  EXPECT_EQ(year.Bill(12), "seat 1 x 8 = 8.00");
}

// The end in February was recorded after February was billed: late news of February bills it.
TEST(KeepCommitments, IsNotDueLaterIfTheEndWasNotKnown) {
  Year year;
  const std::string seat = Fixed("seat", "1", "8");
  year.month.SetPlan(seat + Minimum("365", "months: 12 proration: PRORATION_BY_DAY"));
  EXPECT_EQ(year.Bill(1), "seat 1 x 8 = 8.00");
  EXPECT_EQ(year.Bill(2), "seat 1 x 8 = 8.00");
  year.month.SetPlanFrom("2026-02-15", seat);
  EXPECT_EQ(year.Bill(3), "seat 1 x 8 = 8.00");
  // 31 + 14 days, less January.
  EXPECT_EQ(year.Bill(2), "seat 1 x 8 = 8.00; least 1 x 29 = 29.00");
}

TEST(KeepCommitments, CoversTheLinesItNames) {
  const std::string lines = Fixed("seat", "1", "8") + Fixed("book", "1", "5");
  EXPECT_EQ(Bill(lines + Minimum("10", "line_ids: 'seat'")),
            "seat 1 x 8 = 8.00; book 1 x 5 = 5.00; least 1 x 2 = 2.00");
  EXPECT_EQ(Bill(lines + Maximum("4", "line_ids: 'seat'")),
            "seat 1 x 8 = 8.00; seat.cap 1 x -4 = -4.00; book 1 x 5 = 5.00");
}

TEST(KeepCommitments, CountsDiscountsAndCredits) {
  const std::string lines =
      "lines { line_id: 'seat' item_id: 'stamp' fixed { quantity: '1' } held { unit_price: '8' } "
      "discounts { name: 'Less' amount: '1' } } "
      "lines { line_id: 'sla' item_id: 'stamp' credit { line_id: 'seat' amount: '2' } } ";
  EXPECT_EQ(Bill(lines + Minimum("10", "line_ids: 'seat'")),
            "seat 1 x 8 = 8.00; seat.discount 1 x -1 = -1.00; sla 1 x -2 = -2.00; "
            "least 1 x 5 = 5.00");
  EXPECT_EQ(Bill(lines + Maximum("4", "line_ids: 'seat'")),
            "seat 1 x 8 = 8.00; seat.discount 1 x -1 = -1.00; seat.cap 1 x -1 = -1.00; "
            "sla 1 x -2 = -2.00");
  // Discounts of the document are taken off what is left.
  EXPECT_EQ(Bill(lines + Minimum("10") + "discounts { name: 'Less' percent: '50' } "),
            "seat 1 x 8 = 8.00; seat.discount 1 x -1 = -1.00; sla 1 x -2 = -2.00; "
            "least 1 x 5 = 5.00; discount 1 x -5 = -5.00");
}

// U10 of the worked examples.
TEST(KeepCommitments, TakesOffWhatIsBeyondAMaximumLineByLine) {
  Year year;
  const std::string most = Maximum("150", "months: 2");
  year.month.SetPlan(Fixed("seat", "1", "120") + most);
  EXPECT_EQ(year.Bill(9), "seat 1 x 120 = 120.00");
  year.month.SetPlan(Fixed("seat", "1", "25") + Fixed("book", "1", "20") + most);
  EXPECT_EQ(year.Bill(10), "seat 1 x 25 = 25.00; book 1 x 20 = 20.00; book.cap 1 x -15 = -15.00");
  EXPECT_EQ(year.Bill(11), "seat 1 x 25 = 25.00; book 1 x 20 = 20.00");
}

TEST(KeepCommitments, CapsLinesWithTheirTax) {
  Month month;
  month.SetPlan(Fixed("book", "1", "80") + Fixed("seat", "1", "20") + Maximum("70"));
  const v1::DraftContent content = month.Draft();
  EXPECT_EQ(Printed(content),
            "book 1 x 80 = 80.00\n"
            "book.cap 1 x -10 = -10.00\n"
            "seat 1 x 20 = 20.00\n"
            "seat.cap 1 x -20 = -20.00\n"
            "low 5% of 70.00 = 3.50\n"
            "vat 20% of 0.00 = 0.00\n"
            "70.00 + 3.50 = 73.50 USD\n");
  EXPECT_TRUE(IsPart(Parse<v1::Line>("line_id: 'book.cap' plan_line_id: 'book' tax_id: 'low' "
                                     "part: LINE_PART_CAP "
                                     "description: 'Book, beyond the maximum'"),
                     content.lines(1).line()));
}

TEST(KeepCommitments, CapsALineMoreThanOnce) {
  EXPECT_EQ(Bill(Fixed("seat", "1", "80") + Fixed("book", "1", "5") +
                 Maximum("70", "line_ids: 'seat'", "a") + Maximum("60", "", "b")),
            "seat 1 x 80 = 80.00; seat.cap 1 x -10 = -10.00; seat.cap-2 1 x -10 = -10.00; "
            "book 1 x 5 = 5.00; book.cap 1 x -5 = -5.00");
  EXPECT_EQ(Bill(Fixed("seat", "1", "80") + Maximum("70", "", "a") + Maximum("75", "", "b")),
            "seat 1 x 80 = 80.00; seat.cap 1 x -10 = -10.00");
}

TEST(KeepCommitments, CapsWhatIsLeftAfterCredits) {
  // The credit takes all of the second line, so the first is what goes beyond.
  EXPECT_EQ(Bill(Fixed("seat", "1", "80") + Fixed("book", "1", "50") +
                 "lines { line_id: 'sla' item_id: 'stamp' "
                 "  credit { line_id: 'book' percent: '100' } } " +
                 Maximum("70")),
            "seat 1 x 80 = 80.00; seat.cap 1 x -10 = -10.00; book 1 x 50 = 50.00; "
            "sla 1 x -50 = -50.00");
}

TEST(KeepCommitments, ProratesAMaximum) {
  Month month;
  month.SetPlan(Fixed("seat", "1", "80") + Maximum("62", "proration: PRORATION_BY_DAY"));
  month.SetPlanFrom("2026-10-11", Fixed("seat", "1", "80"));
  EXPECT_EQ(Lines(month.Draft()), "seat 1 x 80 = 80.00; seat.cap 1 x -60 = -60.00");
  month.month = absl::CivilMonth(2026, 11);
  EXPECT_EQ(Lines(month.Draft()), "seat 1 x 80 = 80.00");
}

TEST(KeepCommitments, IncludesTaxIfItsLinesDo) {
  const std::string plan =
      "lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '1' } "
      "held { unit_price: '120' } price_includes_tax: true } ";
  Month month;
  month.SetPlan(plan +
                "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM "
                "  item_id: 'seat' amount: '180' } ");
  EXPECT_EQ(PrintedTotals(month.Draft()),
            "vat 20% included with 150.00 = 30.00\n150.00 + 30.00 = 180.00 USD\n");
  month.SetPlan(plan + Maximum("60"));
  EXPECT_EQ(PrintedTotals(month.Draft()),
            "vat 20% included with 50.00 = 10.00\n50.00 + 10.00 = 60.00 USD\n");
}

TEST(KeepCommitments, CanBeWaivedByAPerson) {
  Month month;
  month.SetPlan(Fixed("seat", "1", "8") + Minimum("10"));
  month.reviewed = month.Draft();
  *month.reviewed->mutable_lines(1)->mutable_override() =
      Parse<v1::LineOverride>("quantity: '0' reason: 'r' actor: 'ann'");
  EXPECT_EQ(Lines(month.Draft()), "seat 1 x 8 = 8.00; least 0 x 2 = 0.00");
}

std::string AnyAmount(int64_t max_minor_units) {
  const int64_t units = *rc::gen::inRange<int64_t>(0, max_minor_units);
  return Decimal::FromParts(units, 2)->ToString();
}

// Some lines of random amounts.
std::string AnyLines() {
  std::string lines;
  for (const char* item : {"seat", "book", "stamp"}) lines += Fixed(item, "1", AnyAmount(10'000));
  return lines;
}

int64_t NetOf(const v1::DraftContent& content) { return content.totals().net().minor_units(); }

// Each window comes to all of its lines, but to no more than the maximum and to no less than the
// minimum.
RC_GTEST_PROP(KeepCommitments, KeepsEveryWindowWithinItsBounds, ()) {
  const int months = *rc::gen::element(1, 2, 3, 4, 6, 12);
  const std::string least = AnyAmount(60'000);
  const std::string window = absl::StrCat("months: ", months);
  const int64_t minimum = ParseAmount(least, "USD")->minor_units();
  const int64_t maximum = minimum + *rc::gen::inRange<int64_t>(0, 60'000);
  const std::string bounds =
      Maximum(Decimal::FromParts(maximum, 2)->ToString(), window) + Minimum(least, window);
  Year year;
  int64_t billed = 0;
  int64_t of_lines = 0;
  for (int number = 1; number <= 12; ++number) {
    const std::string lines = AnyLines();
    year.month.SetPlan(lines);
    of_lines += NetOf(year.Draft(number));
    year.month.SetPlan(lines + bounds);
    billed += NetOf(year.Draft(number));
    RC_ASSERT(billed <= maximum);
    if (number % months != 0) {
      RC_ASSERT(billed == std::min(of_lines, maximum));
      continue;
    }
    RC_ASSERT(billed == std::clamp(of_lines, minimum, maximum));
    billed = 0;
    of_lines = 0;
  }
}

// A minimum for parts of a window is, to the cent, one for all of them.
RC_GTEST_PROP(KeepCommitments, BillsTheDaysOnWhichAMinimumIsInForce, ()) {
  const auto proration = *rc::gen::element(v1::PRORATION_BY_DAY, v1::PRORATION_THIRTY_DAY_MONTH);
  const absl::CivilDay start = absl::CivilDay(2026, 1, 1) + *rc::gen::inRange(0, 300);
  const absl::CivilDay end = start + *rc::gen::inRange(1, 60);
  const std::string minimum =
      Minimum("3600", absl::StrCat("months: 12 proration: ", v1::Proration_Name(proration)));
  Year year;
  year.month.SetPlan("");
  year.month.SetPlanFrom(FormatDate(start), minimum);
  year.month.SetPlanFrom(FormatDate(end), "");
  int64_t billed = 0;
  for (int number = 1; number <= 12; ++number) billed += NetOf(year.Draft(number));
  const int64_t days = proration == v1::PRORATION_BY_DAY
                           ? end - start
                           : (end.month() - start.month()) * 30 + end.day() - start.day();
  const int64_t of = proration == v1::PRORATION_BY_DAY ? 365 : 360;
  // In minor units, rounded once.
  RC_ASSERT(billed == (360'000 * days * 2 + of) / (of * 2));
}

}  // namespace
}  // namespace tally
