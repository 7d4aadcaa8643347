#include "ledger/rating/late.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "ledger/calendar/date.h"
#include "ledger/money/money.h"
#include "ledger/rating/as_billed.h"
#include "support/month.h"

namespace tally {
namespace {

// Compares two contents of October 2026, of lines without tax unless they say otherwise.
class Comparing {
 public:
  // Lines in text format, each with an amount in cents.
  std::string Differences(absl::string_view billed, absl::string_view now) {
    return Told(TryToCompare(ContentOf(billed), ContentOf(now)));
  }

  // Something that was settled: a line of a later document.
  Comparing& Settled(absl::string_view line) {
    v1::DraftContent november = ContentOf(line);
    november.mutable_period()->set_month("2026-11");
    for (LateAmount& each : SettledBy(month_.month, november)) settled_.push_back(std::move(each));
    return *this;
  }

  // Cents that were credited of the line `seat`, at 5.
  Comparing& Credited(int64_t amount) {
    LateAmount credited = ClosedAmounts(Input(), ContentOf(Seat("5", 0))).front();
    credited.amount = amount;
    credited_.push_back(std::move(credited));
    return *this;
  }

  absl::StatusOr<std::vector<v1::LateDifference>> TryToCompare(const v1::DraftContent& billed,
                                                               const v1::DraftContent& now) {
    DraftInput input = Input();
    input.billed = &billed;
    return DifferencesOf({.input = input,
                          .invoice_number = "BILL-7",
                          .billed = billed,
                          .now = AsItIsRatedAgain(input, now),
                          .settled = settled_,
                          .credited = credited_});
  }

  // `line_id amount first day to end day`.
  static std::string Told(const absl::StatusOr<std::vector<v1::LateDifference>>& differences) {
    if (!differences.ok()) return std::string(differences.status().message());
    std::string told;
    for (const v1::LateDifference& each : *differences) {
      const v1::Line& line = each.proposed();
      absl::StrAppend(&told, told.empty() ? "" : "; ", line.line_id(), " ",
                      FormatAmount(line.amount()), " ", line.service().first_day(), " to ",
                      line.service().end_day());
    }
    return told;
  }

  static std::string Seat(absl::string_view price, int64_t cents, absl::string_view more = "") {
    return absl::StrCat("lines { line { line_id: 'seat' item_id: 'seat' description: 'Seat' ",
                        "quantity: '1' unit_price: '", price, "' amount { currency: 'USD' ",
                        "minor_units: ", cents, " } ", more, " } } ");
  }

  static v1::DraftContent ContentOf(absl::string_view lines) {
    auto content = Parse<v1::DraftContent>(lines);
    content.mutable_period()->set_month("2026-10");
    content.set_plan_effective_from("2026-01-01");
    content.mutable_totals()->mutable_net()->set_currency("USD");
    return content;
  }

  DraftInput Input() {
    plans_ = {month_.plan};
    return {.org = month_.org,
            .customer = month_.customer,
            .plans = plans_,
            .month = month_.month,
            .zone = zone_,
            .span = MonthSpan(month_.month, zone_),
            .today = absl::CivilDay(2026, 12, 1),
            .facts = month_.facts(),
            .unmapped = {},
            .previous = {},
            .reviewed = {}};
  }

  void SetPlan(absl::string_view lines) { month_.SetPlan(lines); }

 private:
  // Lines of other months stand as they were billed; what is of the document follows the lines.
  static v1::DraftContent AsItIsRatedAgain(const DraftInput& input, const v1::DraftContent& now) {
    v1::DraftContent content = now;
    StandAsBilled(input, content);
    for (const v1::DraftLine& rated : now.lines()) {
      const v1::LinePart part = rated.line().part();
      const bool is_of_document = part == v1::LINE_PART_DISCOUNT || part == v1::LINE_PART_LATE;
      if (is_of_document) *content.add_lines() = rated;
    }
    return content;
  }

  Month month_;
  std::vector<v1::Plan> plans_;
  const absl::TimeZone zone_ = absl::UTCTimeZone();
  std::vector<LateAmount> settled_;
  std::vector<LateAmount> credited_;
};

std::string Days(absl::string_view first, absl::string_view end) {
  return absl::StrCat("service { first_day: '", first, "' end_day: '", end, "' }");
}

std::string Seat(absl::string_view price, int64_t cents, absl::string_view more = "") {
  return Comparing::Seat(price, cents, more);
}

TEST(LateDifferences, AreWhatAMonthComesToLessWhatItsInvoiceBills) {
  const std::string share =
      "share { numerator: 20 denominator: 31 period_start: '2026-10-01' period_end: '2026-11-01' }";
  const std::string week =
      "share { denominator: 7 period_start: '2026-09-28' period_end: '2026-10-05' } ";
  const std::string next_month = Days("2026-11-01", "2026-12-01");
  const struct {
    const char* what;
    std::string billed;
    std::string now;
    const char* told;
  } kCases[] = {
      {"the same", Seat("5", 500), Seat("5", 500), ""},
      {"more at the same price", Seat("5", 500), Seat("5", 700, ""),
       "late-2026-10-seat 2.00 2026-10-01 to 2026-11-01"},
      {"other prices are lines of their own, for the days that differ", Seat("90", 9000),
       Seat("90", 3000, Days("2026-10-01", "2026-10-11")) +
           Seat("120", 8000, Days("2026-10-11", "2026-11-01")),
       "late-2026-10-seat -60.00 2026-10-11 to 2026-11-01; "
       "late-2026-10-seat-2 80.00 2026-10-11 to 2026-11-01"},
      {"the average of tiers is no price", Seat("0.1", 1000, "tiers { quantity: '100' }"),
       Seat("0.096", 1200, "tiers { quantity: '100' } tiers { quantity: '25' }"),
       "late-2026-10-seat 2.00 2026-10-01 to 2026-11-01"},
      {"a line in several pieces is one", Seat("5", 300) + Seat("5", 200), Seat("5", 500), ""},
      {"a line that is gone", Seat("5", 500), "",
       "late-2026-10-seat -5.00 2026-10-01 to 2026-11-01"},
      {"entries are told apart whatever they cost",
       Seat("5", 500, "entries { source_id: 'psa' entry_id: 'a' }"),
       Seat("6", 600, "entries { source_id: 'psa' entry_id: 'a' }") +
           Seat("6", 600, "entries { source_id: 'psa' entry_id: 'b' }"),
       "late-2026-10-seat 1.00 2026-10-01 to 2026-11-01; "
       "late-2026-10-seat-2 6.00 2026-10-01 to 2026-11-01"},
      {"the next period is corrected by what bills it", Seat("5", 500, next_month),
       Seat("5", 900, next_month), ""},
      {"a period in advance that goes on is, too",
       Seat("5", -500,
            "part: LINE_PART_UNUSED share { denominator: 1 period_start: '2026-10-01' "
            "period_end: '2026-12-01' } " +
                Days("2026-10-05", "2026-11-01")),
       "", ""},
      {"what a month without a document forgot is of the one that bills it",
       Seat("5", 500, Days("2026-09-05", "2026-09-20")), "",
       "late-2026-10-seat -5.00 2026-09-05 to 2026-09-20"},
      {"so are parts of a period that went on",
       Seat("5", 500, week + Days("2026-09-28", "2026-10-01")) +
           Seat("5", 300, week + Days("2026-10-01", "2026-10-04")),
       "", "late-2026-10-seat -8.00 2026-09-28 to 2026-10-04"},
      {"a part of a period that ends with the month is not", "",
       Seat("5", 500, share + Days("2026-10-12", "2026-11-01")),
       "late-2026-10-seat 5.00 2026-10-12 to 2026-11-01"},
      {"what corrects other months is of those", "",
       Seat("5", 500, "part: LINE_PART_LATE corrects { month: '2026-09' }"), ""},
  };
  for (const auto& each : kCases) {
    SCOPED_TRACE(each.what);
    EXPECT_EQ(Comparing().Differences(each.billed, each.now), each.told);
  }
}

TEST(LateDifferences, AreLessWhatIsSettled) {
  const std::string late =
      "part: LINE_PART_LATE corrects { month: '2026-10' plan_line_id: 'seat' variant: '5' } " +
      Days("2026-10-01", "2026-11-01");
  EXPECT_EQ(Comparing().Settled(Seat("2", 200, late)).Differences(Seat("5", 500), Seat("5", 700)),
            "");
  EXPECT_EQ(Comparing().Settled(Seat("2", 200, late)).Differences(Seat("5", 500), Seat("5", 500)),
            "late-2026-10-seat -2.00 2026-10-01 to 2026-11-01");
  // Another month's, and what the later month bills of its own.
  EXPECT_EQ(Comparing()
                .Settled(Seat("2", 200,
                              "part: LINE_PART_LATE corrects { month: '2026-09' "
                              "plan_line_id: 'seat' variant: '5' }"))
                .Settled(Seat("5", 200))
                .Differences(Seat("5", 500), Seat("5", 700)),
            "late-2026-10-seat 2.00 2026-10-01 to 2026-11-01");
}

TEST(LateDifferences, AreNotTakenBackTwice) {
  EXPECT_EQ(Comparing().Credited(100).Differences(Seat("5", 500), Seat("5", 300)),
            "late-2026-10-seat -1.00 2026-10-01 to 2026-11-01");
  EXPECT_EQ(Comparing().Credited(300).Differences(Seat("5", 500), Seat("5", 300)), "");
  // What was credited is not billed again.
  EXPECT_EQ(Comparing().Credited(300).Differences(Seat("5", 500), Seat("5", 700)),
            "late-2026-10-seat 2.00 2026-10-01 to 2026-11-01");
}

TEST(LateDifferences, LeaveWindowsThatGoOnToTheirEnd) {
  Comparing comparing;
  comparing.SetPlan("lines { line_id: 'seat' accumulate_months: 3 }");
  EXPECT_EQ(comparing.Differences(Seat("5", 500), Seat("5", 700)), "");
  comparing.SetPlan("lines { line_id: 'seat' accumulate_months: 12 }");
  EXPECT_EQ(comparing.Differences(Seat("5", 500), Seat("5", 700)), "");
  comparing.SetPlan("lines { line_id: 'seat' accumulate_months: 10 }");
  EXPECT_EQ(comparing.Differences(Seat("5", 500), Seat("5", 700)),
            "late-2026-10-seat 2.00 2026-10-01 to 2026-11-01");
}

TEST(LateDifferences, KeepDiscountsWithTheirLines) {
  const auto discount = [](int64_t cents) {
    return absl::StrCat(
        "lines { line { line_id: 'discount' part: LINE_PART_DISCOUNT quantity: '1' amount { "
        "currency: 'USD' minor_units: ",
        cents, " } spreads { line_id: 'seat' amount { currency: 'USD' minor_units: ", cents,
        " } } } } ");
  };
  const auto differences =
      Comparing().TryToCompare(Comparing::ContentOf(Seat("5", 500) + discount(-50)),
                               Comparing::ContentOf(Seat("5", 700) + discount(-70)));
  EXPECT_EQ(Comparing::Told(differences),
            "late-2026-10-seat 2.00 2026-10-01 to 2026-11-01; "
            "late-2026-10-seat-2 -0.20 2026-10-01 to 2026-11-01");
  EXPECT_EQ((*differences)[1].part(), v1::LINE_PART_DISCOUNT);
  EXPECT_TRUE(IsLateDocumentDiscount((*differences)[1].proposed()));
  EXPECT_FALSE(IsLateDocumentDiscount((*differences)[0].proposed()));
}

TEST(LateDifferences, SayWhatTheyCorrect) {
  const auto differences = Comparing().TryToCompare(
      Comparing::ContentOf(Seat("5", 500, "tax_id: 'vat'")), Comparing::ContentOf(""));
  ASSERT_TRUE(differences.ok());
  ASSERT_EQ(differences->size(), 1U);
  const v1::DraftLine rated = LateLineOf(differences->front());
  const v1::Line& line = rated.line();
  EXPECT_EQ(line.description(), "Seat, October 2026 adjustment");
  EXPECT_EQ(line.part(), v1::LINE_PART_LATE);
  EXPECT_EQ(line.quantity(), "-1");
  EXPECT_EQ(line.unit_price(), "5");
  EXPECT_EQ(line.tax_id(), "vat");
  EXPECT_EQ(line.plan_line_id(), "");
  EXPECT_EQ(line.corrects().invoice_number(), "BILL-7");
  EXPECT_EQ(rated.flags(0).detail(), "BILL-7 bills 5.00 USD for seat; it comes to 0.00 USD now");
}

TEST(LateDifferences, HaveIdsThatAreIds) {
  const std::string long_id = std::string(60, 'x');
  auto content = Comparing::ContentOf(Seat("5", 500));
  content.mutable_lines(0)->mutable_line()->set_line_id(long_id);
  const auto differences = Comparing().TryToCompare(Comparing::ContentOf(""), content);
  EXPECT_EQ(differences->front().proposed().line_id(), "late-2026-10-" + std::string(40, 'x'));
  EXPECT_EQ(differences->front().proposed().corrects().plan_line_id(), long_id);
}

}  // namespace
}  // namespace tally
