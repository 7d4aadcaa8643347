#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/book/canonical.h"
#include "clients/cli/book/diff.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Book Small() {
  Book book;
  book.org.set_org_id("a");
  book.org.set_name("A");
  book.org.set_currency("EUR");
  v1::Item& item = book.items.emplace_back();
  item.set_item_id("server");
  item.set_name("Server");
  item.set_etag("e1");
  v1::Customer& customer = book.customers.emplace_back();
  customer.set_customer_id("acme");
  customer.set_name("Acme");
  v1::Plan& plan = book.plans.emplace_back();
  plan.set_customer_id("acme");
  plan.set_effective_from("2026-08-01");
  v1::PlanLine& line = *plan.add_lines();
  line.set_item_id("server");
  line.mutable_fixed()->set_quantity("2");
  line.mutable_held()->set_unit_price("45.00");
  return book;
}

BookDiff CompareCanonical(const Book& ledger, const Book& wanted) {
  return Compare(Canonical(ledger), Canonical(wanted));
}

TEST(BookDiff, AddsEverythingToAnEmptyLedger) {
  const BookDiff diff = CompareCanonical(Book(), Small());
  EXPECT_EQ(diff.changes(), 4u);
  ASSERT_THAT(diff.of(Part::kPlans).changes, SizeIs(1));
  EXPECT_EQ(diff.of(Part::kPlans).changes[0].id, "acme.plan[2026-08-01]");
  EXPECT_TRUE(diff.of(Part::kPlans).changes[0].is_added());
}

TEST(BookDiff, FindsNothingWhereOnlyTheWritingDiffers) {
  Book other = Small();
  other.org.set_number_pattern("BILL-{YYYY}-{MM}-{NNN}");
  other.org.set_rounding(v1::ROUNDING_HALF_AWAY_FROM_ZERO);
  other.customers[0].set_currency("EUR");
  other.plans[0].mutable_lines(0)->set_line_id("server");
  other.plans[0].mutable_lines(0)->mutable_held()->set_unit_price("45");
  const BookDiff diff = CompareCanonical(other, Small());
  EXPECT_EQ(diff.changes(), 0u);
  EXPECT_EQ(diff.of(Part::kItems).unchanged, 1u);
}

TEST(BookDiff, SaysWhatChangesFieldByField) {
  Book wanted = Small();
  wanted.items[0].set_name("Managed server");
  wanted.items[0].set_tax_id("vat");
  wanted.customers[0].set_email("ap@acme.example");
  wanted.plans[0].mutable_lines(0)->mutable_held()->set_unit_price("47.35");
  const BookDiff diff = CompareCanonical(Small(), wanted);
  const Change& item = diff.of(Part::kItems).changes[0];
  EXPECT_EQ(item.etag, "e1");
  EXPECT_THAT(item.words, ElementsAre("server.name: \"Server\" -> \"Managed server\"",
                                      "server.tax: (none) -> vat"));
  EXPECT_THAT(diff.of(Part::kCustomers).changes[0].words,
              ElementsAre("acme.email: (none) -> ap@acme.example"));
  EXPECT_THAT(diff.of(Part::kPlans).changes[0].words,
              ElementsAre("acme.plan[2026-08-01].lines[server].price: 45 -> 47.35"));
}

TEST(BookDiff, SaysWhatChangesOfALineInTheWordsOfTheBook) {
  Book wanted = Small();
  v1::PlanLine& line = *wanted.plans[0].mutable_lines(0);
  line.mutable_cadence()->set_months(3);
  line.mutable_cadence()->set_timing(v1::TIMING_IN_ADVANCE);
  v1::CountedQuantity& counted = *line.mutable_counted();
  counted.set_source_id("rmm");
  counted.set_meter("SERVER");
  counted.set_rule(v1::QUANTITY_RULE_PERIOD_START);
  line.mutable_vendor()->set_margin_percent("17.50");
  v1::Commitment& cap = *wanted.plans[0].add_commitments();
  cap.set_commitment_id("cap");
  cap.set_kind(v1::COMMITMENT_KIND_MAXIMUM);
  cap.set_amount("150.00");
  EXPECT_THAT(
      CompareCanonical(Small(), wanted).of(Part::kPlans).changes[0].words,
      ElementsAre(
          "acme.plan[2026-08-01].lines[server].price: 45 -> {follow: vendor, margin: 17.5%}",
          "acme.plan[2026-08-01].lines[server].quantity: fixed 2 -> counted rmm SERVER "
          "period_start",
          "acme.plan[2026-08-01].commitments.cap.maximum: (none) -> 150",
          "acme.plan[2026-08-01].lines[server].bill: (none) -> quarterly",
          "acme.plan[2026-08-01].lines[server].when: (none) -> in_advance"));
}

TEST(BookDiff, SaysWhenTheOrderOfLinesChanges) {
  Book ledger = Small();
  v1::PlanLine& line = *ledger.plans[0].add_lines();
  line = ledger.plans[0].lines(0);
  line.set_line_id("spare");
  Book wanted = ledger;
  wanted.plans[0].mutable_lines()->SwapElements(0, 1);
  wanted.plans[0].mutable_lines(1)->set_line_id("server");
  EXPECT_THAT(CompareCanonical(ledger, wanted).of(Part::kPlans).changes[0].words,
              ElementsAre("acme.plan[2026-08-01].lines: server, spare -> spare, server"));
}

TEST(BookDiff, SaysWhichLinesComeAndGo) {
  Book wanted = Small();
  wanted.plans[0].mutable_lines(0)->set_line_id("other");
  EXPECT_THAT(CompareCanonical(Small(), wanted).of(Part::kPlans).changes[0].words,
              ElementsAre("acme.plan[2026-08-01].lines[server].item: server -> (none)",
                          "acme.plan[2026-08-01].lines[server].price: 45 -> (none)",
                          "acme.plan[2026-08-01].lines[server].quantity: fixed 2 -> (none)",
                          "acme.plan[2026-08-01].lines[other].item: (none) -> server",
                          "acme.plan[2026-08-01].lines[other].price: (none) -> 45",
                          "acme.plan[2026-08-01].lines[other].quantity: (none) -> fixed 2"));
}

TEST(BookDiff, LeavesAloneWhatTheBookDoesNotMention) {
  Book wanted = Small();
  wanted.plans.clear();
  const BookDiff diff = CompareCanonical(Small(), wanted);
  EXPECT_EQ(diff.changes(), 0u);
  EXPECT_THAT(diff.of(Part::kPlans).left_alone, ElementsAre("acme.plan[2026-08-01]"));
  EXPECT_THAT(diff.of(Part::kCustomers).left_alone, IsEmpty());
}

}  // namespace
}  // namespace tally
