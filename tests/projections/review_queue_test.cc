#include "projections/review_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "ledger/money/money.h"
#include "projections/folded.h"
#include "projections/projections.h"
#include "support/printed.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string InWords(const v1::Cause& cause) {
  return absl::StrCat(cause.line_id(), " (", cause.description(), "): quantity ",
                      FormatAmount(cause.quantity_effect()), ", price ",
                      FormatAmount(cause.price_effect()), "; ", cause.previous_quantity(), " x ",
                      cause.previous_unit_price(), " -> ", cause.quantity(), " x ",
                      cause.unit_price());
}

std::string InWords(const v1::ReviewFlag& shown) {
  google::protobuf::RepeatedPtrField<v1::Flag> flags;
  *flags.Add() = shown.flag();
  return absl::StrCat(shown.line_id(), Printed(flags));
}

template <class Items>
std::vector<std::string> AllInWords(const Items& items) {
  std::vector<std::string> words;
  for (const auto& item : items) words.push_back(InWords(item));
  return words;
}

std::string Line(absl::string_view line_id, absl::string_view quantity, absl::string_view price) {
  return absl::StrCat("lines { line_id: '", line_id, "' item_id: 'stamp' fixed { quantity: '",
                      quantity, "' } held { unit_price: '", price, "' } } ");
}

class Reviewing : public testing::Test {
 protected:
  static constexpr char kOctober[] = "org_id: 'msp' customer_id: 'c0' month: '2026-10' ";
  static constexpr char kCounted[] = "org_id: 'msp' customer_id: 'counted' month: '2026-10' ";

  Reviewing() : office_(AllProjections()) { office_.OpenProvider(2); }

  void SetPlan(absl::string_view from, const std::string& lines) {
    office_.Do<v1::SetPlan>(absl::StrCat("org_id: 'msp' plan { customer_id: 'c0' effective_from: '",
                                         from, "' ", lines, " }"));
  }

  template <Command C>
  void Do(absl::string_view draft, absl::string_view more = "") {
    office_.Do<C>(absl::StrCat(draft, more));
  }

  // What the queue says of the customer's month; nothing if it has no entry.
  std::optional<v1::ReviewEntry> Find(absl::string_view customer, absl::string_view month) {
    const View view = office_.ledger().Read();
    const auto rows = view.RowsOf(ReviewQueue::kName);
    return ReviewQueue(*rows).entries.Find("msp", month, customer);
  }

  v1::ReviewEntry Entry(absl::string_view customer) {
    const auto entry = Find(customer, "2026-10");
    EXPECT_TRUE(entry) << customer;
    return entry.value_or(v1::ReviewEntry());
  }

  v1::Draft Draft(absl::string_view customer) {
    return office_.ledger().Read().books().drafts.Find("msp", "2026-10", customer).value();
  }

  // What is the same in the queue and on the draft itself.
  void ExpectIsOfItsDraft(absl::string_view customer) {
    const v1::ReviewEntry entry = Entry(customer);
    const v1::Draft draft = Draft(customer);
    EXPECT_EQ(entry.status(), draft.status());
    EXPECT_EQ(entry.reason(), draft.reason());
    EXPECT_EQ(entry.invoice_number(), draft.invoice_number());
    EXPECT_EQ(entry.content_hash(), draft.content().content_hash());
    EXPECT_EQ(entry.changed_position(), draft.changed_position());
    EXPECT_TRUE(IsSame(draft.content().totals(), entry.totals()));
  }

  Office office_;
};

TEST_F(Reviewing, ShowsADraftOfAFirstMonthWithoutWhatChanged) {
  office_.RunMonth("2026-10");
  EXPECT_TRUE(
      IsPart(Parse<v1::ReviewEntry>(
                 "customer_id: 'c0' name: 'C' month: '2026-10' status: DRAFT_STATUS_IN_REVIEW "
                 "totals { net { minor_units: 100 currency: 'USD' } "
                 "         tax { currency: 'USD' } "
                 "         total { minor_units: 100 currency: 'USD' } }"),
             Entry("c0")));
  EXPECT_FALSE(Entry("c0").has_previous_net());
  EXPECT_FALSE(Entry("c0").has_change());
  EXPECT_THAT(AllInWords(Entry("c0").causes()), IsEmpty());
  EXPECT_FALSE(Entry("c0").blocked());
  ExpectIsOfItsDraft("c0");
}

TEST_F(Reviewing, ShowsWhatChangedSinceLastMonthTheLargestFirst) {
  SetPlan("2026-09-01", Line("a", "10", "1") + Line("b", "5", "2") + Line("gone", "1", "30") +
                            Line("same", "7", "1") + Line("free", "1", "0"));
  SetPlan("2026-10-01", Line("same", "7", "1") + Line("b", "5", "3") + Line("a", "12", "1.50") +
                            Line("new", "2", "8"));
  office_.RunMonth("2026-09");
  office_.RunMonth("2026-10");
  const v1::ReviewEntry entry = Entry("c0");
  // The line that costs nothing went without a trace, the one that stayed has none.
  EXPECT_THAT(AllInWords(entry.causes()),
              ElementsAre("gone (Stamp): quantity -30.00, price 0.00; 1 x 30 -> 0 x 30",
                          "new (Stamp): quantity 16.00, price 0.00; 0 x 0 -> 2 x 8",
                          "a (Stamp): quantity 2.00, price 6.00; 10 x 1 -> 12 x 1.5",
                          "b (Stamp): quantity 0.00, price 5.00; 5 x 2 -> 5 x 3"));
  EXPECT_EQ(FormatAmount(entry.previous_net()), "57.00");
  EXPECT_EQ(FormatAmount(entry.totals().net()), "56.00");
  EXPECT_EQ(FormatAmount(entry.change()), "-1.00");
  int64_t sum = 0;
  for (const v1::Cause& cause : entry.causes()) {
    sum += cause.quantity_effect().minor_units() + cause.price_effect().minor_units();
  }
  EXPECT_EQ(sum, entry.change().minor_units());
}

// Two effects that cancel each other out leave the amount, but not what is to be reviewed.
TEST_F(Reviewing, ShowsALineWhoseEffectsCancelOut) {
  SetPlan("2026-09-01", Line("a", "10", "2"));
  SetPlan("2026-10-01", Line("a", "20", "1"));
  office_.RunMonth("2026-09");
  office_.RunMonth("2026-10");
  EXPECT_EQ(FormatAmount(Entry("c0").change()), "0.00");
  EXPECT_THAT(AllInWords(Entry("c0").causes()),
              ElementsAre("a (Stamp): quantity 20.00, price -20.00; 10 x 2 -> 20 x 1"));
}

TEST_F(Reviewing, ShowsFlagsWithTheirLinesThoseOfTheDraftFirst) {
  SetPlan("2026-09-01", Line("a", "10", "1"));
  SetPlan("2026-10-01", Line("a", "20", "2") + Line("new", "1", "0"));
  office_.RunMonth("2026-09");
  office_.RunMonth("2026-10");
  EXPECT_THAT(AllInWords(Entry("c0").flags()),
              ElementsAre(" [no_accounting_mapping]", "a [quantity_jump]", "a [price_change]",
                          "new [zero_price]", "new [new_line]"));
  EXPECT_FALSE(Entry("c0").blocked());
}

TEST_F(Reviewing, SaysWhetherADraftIsBlockedUntilTheFlagIsWaived) {
  office_.RunMonth("2026-09");  // Nothing was counted then.
  const auto september = Find("counted", "2026-09");
  ASSERT_TRUE(september);
  EXPECT_TRUE(september->blocked());
  EXPECT_THAT(AllInWords(september->flags()),
              ElementsAre(" [no_accounting_mapping]", "stamp [missing_count!]"));

  office_.Do<v1::WaiveDraftFlag>(
      "org_id: 'msp' customer_id: 'counted' month: '2026-09' flag: FLAG_KIND_MISSING_COUNT "
      "reason: 'not yet theirs'");
  const auto waived = Find("counted", "2026-09");
  EXPECT_FALSE(waived->blocked());
  EXPECT_THAT(AllInWords(waived->flags()),
              ElementsAre(" [no_accounting_mapping]", "stamp [missing_count~]"));
  EXPECT_NE(waived->content_hash(), september->content_hash());
  EXPECT_GT(waived->changed_position(), september->changed_position());
  EXPECT_FALSE(Find("c1", "2026-09")->blocked());
}

TEST_F(Reviewing, FollowsADraftThroughItsStates) {
  office_.RunMonth("2026-10");
  Do<v1::HoldDraft>(kOctober, "reason: 'asked'");
  EXPECT_EQ(Entry("c0").status(), v1::DRAFT_STATUS_HELD);
  EXPECT_EQ(Entry("c0").reason(), "asked");
  ExpectIsOfItsDraft("c0");

  Do<v1::ReleaseDraft>(kOctober);
  EXPECT_EQ(Entry("c0").status(), v1::DRAFT_STATUS_IN_REVIEW);
  EXPECT_EQ(Entry("c0").reason(), "");
  ExpectIsOfItsDraft("c0");

  Do<v1::RejectDraft>(kOctober, "reason: 'wrong'");
  EXPECT_EQ(Entry("c0").status(), v1::DRAFT_STATUS_REJECTED);
  EXPECT_EQ(Entry("c0").reason(), "wrong");
  ExpectIsOfItsDraft("c0");

  Do<v1::RegenerateDraft>(kOctober);
  EXPECT_EQ(Entry("c0").status(), v1::DRAFT_STATUS_IN_REVIEW);
  EXPECT_EQ(Entry("c0").reason(), "");
  ExpectIsOfItsDraft("c0");

  const auto approved = office_.Try(office_.Approval("c0", "2026-10"));
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(Entry("c0").status(), v1::DRAFT_STATUS_APPROVED);
  EXPECT_EQ(Entry("c0").invoice_number(), approved->invoice_number());
  ExpectIsOfItsDraft("c0");
  EXPECT_EQ(Entry("c1").status(), v1::DRAFT_STATUS_IN_REVIEW);
}

// A draft that is held stays so, however often it is made again.
TEST_F(Reviewing, ShowsANewFigureOfADraftThatIsHeld) {
  office_.RunMonth("2026-10");
  Do<v1::HoldDraft>(kCounted, "reason: 'recount'");
  office_.CountSeats("2026-10-31T23:00:00Z", "20");
  Do<v1::RegenerateDraft>(kCounted);
  EXPECT_EQ(Entry("counted").status(), v1::DRAFT_STATUS_HELD);
  EXPECT_EQ(Entry("counted").reason(), "recount");
  EXPECT_EQ(FormatAmount(Entry("counted").totals().net()), "20.00");
  ExpectIsOfItsDraft("counted");
}

TEST_F(Reviewing, ShowsWhatAPersonChanged) {
  office_.RunMonth("2026-09");
  office_.RunMonth("2026-10");
  EXPECT_THAT(AllInWords(Entry("c0").causes()), IsEmpty());
  Do<v1::OverrideDraftLine>(kOctober, "line_id: 'stamp' quantity: '5' reason: 'agreed'");
  EXPECT_EQ(FormatAmount(Entry("c0").totals().net()), "5.00");
  EXPECT_THAT(AllInWords(Entry("c0").causes()),
              ElementsAre("stamp (Stamp): quantity 4.00, price 0.00; 1 x 1 -> 5 x 1"));
  ExpectIsOfItsDraft("c0");
}

TEST_F(Reviewing, FoldsTheSameEventsToTheSameBytes) {
  office_.RunMonth("2026-09");
  office_.RunMonth("2026-10");
  office_.Do<v1::WaiveDraftFlag>(
      "org_id: 'msp' customer_id: 'counted' month: '2026-09' flag: FLAG_KIND_MISSING_COUNT "
      "reason: 'not yet theirs'");
  Do<v1::OverrideDraftLine>(kOctober, "line_id: 'stamp' quantity: '5' reason: 'agreed'");
  Do<v1::HoldDraft>(kOctober, "reason: 'asked'");
  Do<v1::ReleaseDraft>(kOctober);
  Do<v1::RejectDraft>(kCounted, "reason: 'wrong'");
  Do<v1::RegenerateDraft>(kCounted);
  ASSERT_TRUE(office_.Try(office_.Approval("c0", "2026-10")).ok());
  ExpectFoldsTheSame<ReviewQueue>(office_);
}

// No month comes to so much, but what was recorded must be folded whatever it says.
TEST(ReviewQueueOrder, HoldsForTheLargestAmountsThereAre) {
  const int64_t least = std::numeric_limits<int64_t>::min();
  const int64_t most = std::numeric_limits<int64_t>::max();
  v1::RecordedEvent event;
  event.set_position(1);
  v1::DraftGenerated& generated = *event.mutable_event()->mutable_draft_generated();
  generated.set_org_id("msp");
  generated.set_month("2026-10");
  generated.set_customer_id("c0");
  for (const int64_t amount : {int64_t{-5}, most, least, int64_t{7}, -most}) {
    v1::DraftLine& rated = *generated.mutable_content()->add_lines();
    rated.mutable_line()->set_line_id(absl::StrCat(amount));
    rated.mutable_delta()->mutable_quantity_effect()->set_minor_units(amount);
  }
  const Folded<ReviewQueue> queue({event});
  std::vector<std::string> order;
  const auto entry = queue.projection().entries.Find("msp", "2026-10", "c0");
  for (const v1::Cause& cause : entry->causes()) order.push_back(cause.line_id());
  EXPECT_THAT(order,
              ElementsAre(absl::StrCat(least), absl::StrCat(most), absl::StrCat(-most), "7", "-5"));
}

}  // namespace
}  // namespace tally
