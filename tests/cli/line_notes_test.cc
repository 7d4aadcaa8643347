#include "clients/cli/show/line_notes.h"

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr char kApril[] = "service { first_day: '2026-04-01' end_day: '2026-05-01' } ";

std::string NotesOf(absl::string_view fields, Reader reader = Reader::kReviewer) {
  const auto line = Parse<v1::Line>(fields);
  return absl::StrJoin(LineNotes(reader).Next(line).notes, "\n");
}

TEST(LineNotes, HaveNothingToSayOfAPlainLine) {
  EXPECT_EQ(NotesOf("line_id: 'seat' item_id: 'seat' description: 'Seat' quantity: '18' "
                    "unit_price: '12.5' amount { minor_units: 22500 currency: 'USD' } "
                    "tax_id: 'vat' evidence { source_id: 'shop' position: 7 }"),
            "");
}

TEST(LineNotes, SayTheDaysAndThePartOfThePeriod) {
  EXPECT_EQ(NotesOf(kApril), "2026-04-01 to 2026-04-30");
  EXPECT_EQ(NotesOf("service { first_day: '2026-12-31' end_day: '2027-01-01' }"), "2026-12-31");
  EXPECT_EQ(NotesOf("service { first_day: '2026-04-12' end_day: '2026-05-01' } "
                    "share { proration: PRORATION_BY_DAY numerator: 19 denominator: 30 }"),
            "2026-04-12 to 2026-04-30, 19/30 days");
  EXPECT_EQ(NotesOf("share { proration: PRORATION_THIRTY_DAY_MONTH numerator: 8 denominator: 30 }"),
            "8/30 (30-day)");
  EXPECT_EQ(NotesOf("share { proration: PRORATION_BY_SECOND numerator: 1252800 "
                    "  denominator: 2592000 }"),
            "1,252,800 of 2,592,000 s");
  EXPECT_EQ(NotesOf("plan_effective_from: '2026-04-12'"), "plan from 2026-04-12");
}

TEST(LineNotes, SayHowAQuantityCameAbout) {
  EXPECT_EQ(NotesOf("quantity: '17.633333' exact_quantity: '529/30' rule: QUANTITY_RULE_SEAT_DAYS"),
            "seat days, exactly 529/30");
  EXPECT_EQ(NotesOf(absl::StrCat(kApril, "rule: QUANTITY_RULE_PER_CHANGE")),
            "2026-04-01 to 2026-04-30; per change");
  EXPECT_EQ(NotesOf("accumulated { window_start: '2026-03-01' counted: '1.92' total: '2' "
                    "  billed_before: '1' amount_before { minor_units: 1000 currency: 'USD' } }"),
            "1.92 counted since 2026-03-01, rounded up to 2; 1 billed before for 10.00");
  EXPECT_EQ(NotesOf("accumulated { window_start: '2026-03-01' counted: '22' total: '22' "
                    "  billed_before: '0' amount_before { currency: 'USD' } }"),
            "22 counted since 2026-03-01");
}

TEST(LineNotes, SayWhatEachTierComesTo) {
  EXPECT_EQ(NotesOf("amount { minor_units: 18200 currency: 'USD' } "
                    "tiers { quantity: '5' unit_price: '0' flat_fee: '100' } "
                    "tiers { quantity: '5' unit_price: '0.5' flat_fee: '50' } "
                    "tiers { quantity: '1200' unit_price: '5' flat_fee: '0' }"),
            "tiers: 5 for 100.00; 5 × 0.50 + 50.00; 1,200 × 5.00");
  EXPECT_EQ(NotesOf("amount { minor_units: 1500 currency: 'JPY' } "
                    "tiers { quantity: '10' unit_price: '1' flat_fee: '0' block_size: '100' } "
                    "tiers { quantity: '1' unit_price: '1' flat_fee: '0' block_size: '1000' }"),
            "tiers: 10 blocks of 100 × 1; 1 block of 1,000 × 1");
}

TEST(LineNotes, SayWhatBecameOfHours) {
  EXPECT_EQ(NotesOf("hours { used: '12.75' included: '10' rolled_over: '0' carried_in: '0' "
                    "  beyond: '2.75' remaining: '0' }"),
            "12.75 h worked, 10 included, 2.75 beyond");
  EXPECT_EQ(
      NotesOf("hours { used: '5' included: '10' rolled_over: '3' carried_in: '1.5' "
              "  beyond: '0' remaining: '6.5' }"),
      "5 h worked, 1.5 carried in from before, 10 included, 3 rolled over, 6.5 left for later");
}

TEST(LineNotes, SayTheExchangeRateInAPrice) {
  EXPECT_EQ(NotesOf("exchange { from_currency: 'EUR' to_currency: 'USD' rate: '1.0845' "
                    "  date: '2026-04-01' source: 'ecb' position: 12 }"),
            "1 EUR = 1.0845 USD (ecb, 2026-04-01)");
}

TEST(LineNotes, SayWhatIsBilledAndTakenOff) {
  EXPECT_EQ(NotesOf("entries { source_id: 'psa' entry_id: 't-1' } "
                    "entries { source_id: 'psa' entry_id: 't-2' } "
                    "entries { source_id: 'shop' entry_id: 'i-9' }"),
            "from psa t-1, t-2; shop i-9");
  std::string seven;
  for (const char* id : {"a", "b", "c", "d", "e", "f", "g"}) {
    absl::StrAppend(&seven, "entries { source_id: 'psa' entry_id: '", id, "' } ");
  }
  EXPECT_EQ(NotesOf(seven), "from psa a, b, c, d, e, +2 more");
  EXPECT_EQ(NotesOf("spreads { line_id: 'seat' amount { minor_units: -200 currency: 'USD' } } "
                    "spreads { line_id: 'book' amount { minor_units: -400 currency: 'USD' } }"),
            "on seat -2.00, book -4.00");
}

constexpr char kOthers[] =
    "unit_cost: '10' amount { currency: 'USD' } "
    "drifts { quantity: '18' difference: '-2' amount { minor_units: -2500 currency: 'USD' } "
    "  evidence { source_id: 'distributor' position: 41 } } "
    "drifts { quantity: '21' difference: '1' amount { minor_units: 1250 currency: 'USD' } "
    "  evidence { source_id: 'directory' position: 42 } } "
    "drifts { quantity: '20' difference: '0' amount { currency: 'USD' } "
    "  evidence { source_id: 'rmm' position: 43 } } "
    "drifts { quantity: '0' difference: '-20' amount { minor_units: -25000 currency: 'USD' } "
    "  evidence { source_id: 'psa' } } "
    "left_out_members { excluded: 'svc-backup' duplicates: 'ann' duplicates: 'bob' }";

TEST(LineNotes, TellAReviewerOfOtherSourcesOfWhoIsLeftOutAndOfTheCost) {
  EXPECT_EQ(NotesOf(kOthers),
            "other sources: distributor 18 (-2, -25.00; position 41); directory 21 (+1, +12.50; "
            "position 42); rmm 20 (the same; position 43); psa never counted\n"
            "not counted: svc-backup (excluded); ann, bob (counted on another account)\n"
            "costs 10.00 each");
  EXPECT_EQ(NotesOf(kOthers, Reader::kClient), "");
}

// Takes the lines, and returns what each is called and says.
std::string InOrder(const std::vector<std::string>& lines) {
  LineNotes notes(Reader::kReviewer);
  std::vector<v1::Line> all;
  for (const std::string& line : lines) all.push_back(Parse<v1::Line>(line));
  std::string text;
  for (const v1::Line& line : all) {
    const NotedLine noted = notes.Next(line);
    absl::StrAppend(&text, noted.Indented(line.line_id()), ": ", absl::StrJoin(noted.notes, ", "),
                    "\n");
  }
  return text;
}

TEST(LineNotes, PutPartsUnderTheirLineAndDoNotRepeatItsDays) {
  const std::string half =
      "share { proration: PRORATION_BY_DAY numerator: 15 denominator: 30 } "
      "service { first_day: '2026-04-01' end_day: '2026-04-16' } ";
  EXPECT_EQ(InOrder({"line_id: 'seat' " + half,
                     "line_id: 'seat.discount' plan_line_id: 'seat' part: LINE_PART_DISCOUNT "
                     "service { first_day: '2026-04-01' end_day: '2026-04-16' }",
                     "line_id: 'seat.overage' plan_line_id: 'seat' part: LINE_PART_OVERAGE " + half,
                     "line_id: 'seat.cap' plan_line_id: 'seat' part: LINE_PART_CAP",
                     "line_id: 'seat.2' plan_line_id: 'seat' " + half,
                     "line_id: 'discount' part: LINE_PART_DISCOUNT"}),
            "seat: 2026-04-01 to 2026-04-15, 15/30 days\n"
            "  seat.discount: \n"
            "  seat.overage: \n"
            "  seat.cap: \n"
            "seat.2: 2026-04-01 to 2026-04-15, 15/30 days\n"
            "discount: \n");
}

TEST(LineNotes, LetCorrectionsAndWhatIsMissingStandByThemselves) {
  EXPECT_EQ(InOrder({absl::StrCat("line_id: 'seat.unused' plan_line_id: 'seat' "
                                  "part: LINE_PART_UNUSED ",
                                  kApril),
                     absl::StrCat("line_id: 'seat.changed' plan_line_id: 'seat' "
                                  "part: LINE_PART_CHANGED ",
                                  kApril),
                     "line_id: 'least' part: LINE_PART_MINIMUM",
                     "line_id: 'sla' part: LINE_PART_CREDIT"}),
            "seat.unused: 2026-04-01 to 2026-04-30\n"
            "seat.changed: 2026-04-01 to 2026-04-30\n"
            "least: \n"
            "sla: \n");
}

}  // namespace
}  // namespace tally
