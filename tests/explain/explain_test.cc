// What is told of whole invoices, and what is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "explain/bills.h"
#include "explain/told.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class ExplainedInvoice : public Bills {
 protected:
  static v1::Reason ReasonOf(const absl::Status& status, const std::string& field) {
    const v1::Refusal refusal = RefusalOf(status).value_or(v1::Refusal());
    EXPECT_EQ(refusal.field(), field) << status;
    return refusal.reason();
  }

  // Changes the line of seats, then makes the draft again without it, and with it.
  void BringBackAChangedLine() {
    const std::string stamp = Fixed("stamp", "1", "3");
    const std::string seat = Fixed("seat", "2", "10");
    DefineMsp();
    SetPlan(stamp + seat);
    Run();
    Change<v1::OverrideDraftLine>("line_id: 'seat' quantity: '5' reason: 'more'");
    SetPlan(stamp);
    Change<v1::RegenerateDraft>("");
    SetPlan(stamp + seat);
    Change<v1::RegenerateDraft>("");
  }
};

TEST_F(ExplainedInvoice, TellsAnInvoiceFromItsEvents) {
  DefineMsp("currency: 'USD' time_zone: 'America/Denver'");
  SetPlan(Counted("PERIOD_END", "held { unit_price: '12.5' }") + Fixed("stamp", "7", "0.0176"));
  Count("2026-10-31T12:00:00Z", "18");
  Run();
  const std::string number = Approve();
  const v1::Explanation told = Told(office_, number);
  EXPECT_EQ(
      Tree(told),
      "DOCUMENT Invoice BILL-2026-11-001 of 3 Nov 2026 to Alpha Ltd for October 2026: 225.12 USD "
      "and 45.00 USD tax make 270.12 USD <invoices/BILL-2026-11-001>\n"
      "  LINE Seat: 18 × 12.50 = 225.00 USD\n"
      "    QUANTITY 18: shop counted 18 on 31 Oct 2026 06:00 MDT; your plan of 1 Aug 2026 bills "
      "the last count of the month\n"
      "      COUNT shop counted 18 of SEAT on account S1 on 31 Oct 2026 06:00 MDT; recorded 2 Nov "
      "2026 05:00 MST <counts/shop>\n"
      "      PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins "
      "<plans/alpha>\n"
      "    PRICE 12.50 USD each, held since 1 Aug 2026 <plans/alpha>\n"
      "    DEFINITION Seat is item seat of the catalog <items/seat>\n"
      "    TAX VAT, 20%: the tax on the item <items/seat>\n"
      "      DEFINITION VAT is 20% <taxes/vat>\n"
      "  LINE Stamp: 7 × 0.0176 is rounded to 0.12 USD\n"
      "    QUANTITY 7, fixed in your plan of 1 Aug 2026 <plans/alpha>\n"
      "    PRICE 0.0176 USD each, held since 1 Aug 2026 <plans/alpha>\n"
      "    ROUNDING exactly 0.1232 USD, rounded half away from zero to 0.12 USD by the rule of Msp "
      "<org>\n"
      "    DEFINITION Stamp is item stamp of the catalog <items/stamp>\n"
      "    TAX Not taxed: no tax is on the item <items/stamp>\n"
      "  TAX VAT: 20% of 225.00 USD = 45.00 USD, on seat\n"
      "    DEFINITION VAT is 20% <taxes/vat>\n"
      "  TAX Not taxed: 0.12 USD, on stamp\n"
      "  DEFINITION Billed to Alpha Ltd, client alpha <customers/alpha>\n"
      "  DEFINITION Due 3 Dec 2026: net 30, issued on 3 Nov 2026; the terms of Msp <org>\n"
      "  DRAFT Drafted by run 2026-10.1 <drafts/2026-10/alpha>\n"
      "    DRAFT ann started run 2026-10.1 of October 2026 on 3 Nov 2026 05:00 MST "
      "<runs/2026-10.1>\n"
      "  APPROVAL bob approved the draft on 3 Nov 2026 05:00 MST as reviewed at position 12 "
      "<drafts/2026-10/alpha>\n"
      "  DEFINITION Number BILL-2026-11-001 is the 1st of the series BILL-2026-11-{N}, as Msp "
      "numbers invoices <org>\n");
  EXPECT_EQ(Find(told, v1::EXPLANATION_KIND_COUNT).position(), 8U);
  EXPECT_EQ(told.position(), 14U);
  EXPECT_EQ(told.actor(), "bob");
  EXPECT_EQ(told.amount().minor_units(), 27012);
  EXPECT_EQ(told.children(0).line_id(), "seat");
  EXPECT_EQ(told.children(0).amount().minor_units(), 22500);
}

TEST_F(ExplainedInvoice, SaysWhichFieldIsUnknown) {
  DefineMsp();
  SetPlan(Fixed("stamp", "1", "3"));
  Run();
  const uint64_t before = office_.ledger().Read().position();
  const std::string number = Approve();
  EXPECT_EQ(ReasonOf(TryToTell(office_, "BILL-2026-11-002").status(), "invoice_number"),
            v1::REASON_INVOICE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(TryToTell(office_, number, "seat").status(), "line_id"),
            v1::REASON_LINE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(TryToTell(office_, number, "", before).status(), "invoice_number"),
            v1::REASON_INVOICE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(TryToTell(office_, number, "", 0).status(), "org_id"),
            v1::REASON_ORG_NOT_FOUND);
  EXPECT_TRUE(TryToTell(office_, number, "stamp", before + 2).ok());
}

// What is redefined after the approval changes nothing of what is told.
TEST_F(ExplainedInvoice, TellsWhatWasInForceAtTheApproval) {
  DefineMsp();
  SetPlan(Counted("PERIOD_END", "held { unit_price: '12.5' }"));
  Count("2026-10-31T12:00:00Z", "18");
  Run();
  const std::string number = Approve();
  const std::string before = Told(office_, number).DebugString();

  SetPlan(Counted("PEAK", "held { unit_price: '99' }"));
  SetPlan(Fixed("seat", "1", "1"), "2026-09-01");
  Count("2026-10-31T13:00:00Z", "25");
  DefineItem("item_id: 'seat' name: 'Chair'");
  DefineCustomer("tax_id: 'exempt'");
  DefineOrg("currency: 'USD' time_zone: 'Asia/Tokyo' rounding: ROUNDING_HALF_EVEN");
  office_.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'Tax' rate_percent: '7' }");
  EXPECT_EQ(Told(office_, number).DebugString(), before);
}

// A change goes with its line: one that came back is as the plan says.
TEST_F(ExplainedInvoice, ForgetsAChangeOfALineThatWasGone) {
  BringBackAChangedLine();
  const uint64_t made_at = office_.ledger().Read().position();
  const v1::Explanation told = Told(office_, Approve());
  EXPECT_THAT(FindAll(told, v1::EXPLANATION_KIND_OVERRIDE), IsEmpty());
  const v1::Explanation draft = Find(told, v1::EXPLANATION_KIND_DRAFT);
  EXPECT_EQ(
      Tree(draft),
      "DRAFT ann had the draft made again on 3 Nov 2026 12:00 UTC from what was recorded by then "
      "<drafts/2026-10/alpha>\n"
      "  DRAFT Drafted by run 2026-10.1 <drafts/2026-10/alpha>\n"
      "    DRAFT ann started run 2026-10.1 of October 2026 on 3 Nov 2026 12:00 UTC "
      "<runs/2026-10.1>\n");
  EXPECT_EQ(draft.position(), made_at);
}

TEST_F(ExplainedInvoice, TellsOnlyTheChangesSinceALineCameBack) {
  BringBackAChangedLine();
  Change<v1::OverrideDraftLine>("line_id: 'seat' quantity: '6' reason: 'even more'");
  const auto changes = FindAll(Told(office_, Approve()), v1::EXPLANATION_KIND_OVERRIDE);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].text(),
            "ann set the quantity to 6 instead of 2 on 3 Nov 2026 12:00 UTC: even more");
}

TEST_F(ExplainedInvoice, TellsWhichWaiverOfADraftStillHolds) {
  DefineMsp();
  SetPlan(Fixed("stamp", "1", "3"));
  Count("2026-10-30T12:00:00Z", "5");
  office_.Do<v1::DefineSource>("org_id: 'msp' source { source_id: 'shop' kind: 'pax8' }");
  Run();
  Change<v1::WaiveDraftFlag>("flag: FLAG_KIND_UNMAPPED_METER reason: 'of May'");
  office_.Do<v1::RecordCounts>(
      "org_id: 'msp' source_id: 'shop' observations { account: 'S1' meter: 'SEAT' "
      "  quantity: '6' observed_at @2026-10-31T12:00:00Z }");
  Change<v1::RegenerateDraft>("");
  Change<v1::WaiveDraftFlag>("flag: FLAG_KIND_UNMAPPED_METER reason: 'still'");
  const uint64_t waived_at = office_.ledger().Read().position();
  const auto waivers = FindAll(Told(office_, Approve()), v1::EXPLANATION_KIND_WAIVER);
  ASSERT_THAT(waivers, SizeIs(1));
  EXPECT_EQ(waivers[0].text(),
            "ann waived “unmapped meter” (shop counted 6 of SEAT, billed as nothing) on 3 Nov 2026 "
            "12:00 UTC: still");
  EXPECT_EQ(waivers[0].position(), waived_at);
}

TEST_F(ExplainedInvoice, TellsWhatChangedSinceLastMonth) {
  DefineMsp();
  SetPlan(Fixed("stamp", "1", "3") + Fixed("seat", "2", "10"));
  SetPlan(Fixed("stamp", "2", "3") + Fixed("seat", "2", "10").insert(7, " line_id: 'more'"),
          "2026-10-01");
  Run("2026-09");
  Approve("2026-09");
  const uint64_t approved_at = office_.ledger().Read().position() - 1;
  Run("2026-10");
  const v1::Explanation told = Told(office_, Approve());
  EXPECT_EQ(Find(told.children(0), v1::EXPLANATION_KIND_DRAFT).text(),
            "Last month it was 1 × 3.00, 3.00 USD; now it is 3.00 USD more: 3.00 USD more for the "
            "quantity, nothing for the price");
  EXPECT_EQ(Find(told.children(0), v1::EXPLANATION_KIND_DRAFT).position(), approved_at);
  EXPECT_EQ(Find(told.children(1), v1::EXPLANATION_KIND_DRAFT).text(),
            "Last month had no such line; now it is 20.00 USD more");
  const auto drafts = FindAll(told, v1::EXPLANATION_KIND_DRAFT);
  EXPECT_EQ(Tree(drafts[2]),
            "DRAFT Last month's net was 23.00 USD; now it is 3.00 USD more "
            "<drafts/2026-09/alpha>\n"
            "  DRAFT Not billed any more: Seat: 2 × 10.00 = 20.00 USD\n");
}

TEST_F(ExplainedInvoice, TellsWhoseTermsAndTaxApply) {
  DefineMsp();
  office_.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'low' name: 'Low' rate_percent: '5' }");
  DefineCustomer("tax_id: 'low' payment_terms { kind: TERMS_KIND_END_OF_MONTH days: 15 }");
  SetPlan(Fixed("seat", "1", "0.10"));
  Run();
  const v1::Explanation told = Told(office_, Approve());
  EXPECT_EQ(Tree(Find(told.children(0), v1::EXPLANATION_KIND_TAX)),
            "TAX Low, 5%: your own tax, in place of the item's <customers/alpha>\n"
            "  DEFINITION Low is 5% <taxes/low>\n");
  EXPECT_EQ(Tree(told.children(1)),
            "TAX Low: 5% of 0.10 USD is rounded to 0.01 USD, on seat\n"
            "  ROUNDING exactly 0.005 USD, rounded half away from zero to 0.01 USD by the rule of "
            "Msp <org>\n"
            "  DEFINITION Low is 5% <taxes/low>\n");
  EXPECT_EQ(Tree(told.children(3)),
            "DEFINITION Due 15 Dec 2026: end of month + 15, issued on 3 Nov 2026; your own terms "
            "<customers/alpha>\n");
}

TEST_F(ExplainedInvoice, SaysThatAnEventIsLostAndNotHalfAStory) {
  // An invoice of which the log has no draft, as if its events were lost.
  DefineMsp();
  SetPlan(Fixed("stamp", "1", "3"));
  Run();
  const std::string number = Approve();
  v1::ExplainInvoice query;
  query.set_org_id("msp");
  query.set_invoice_number(number);
  const View view = office_.ledger().Read();

  class WithoutStreams final : public Past {
   public:
    WithoutStreams(Past& whole, std::string lost) : whole_(whole), lost_(std::move(lost)) {}
    const Books& books() const override { return whole_.books(); }
    absl::StatusOr<const Books*> BooksAt(uint64_t position) override {
      return whole_.BooksAt(position);
    }
    absl::StatusOr<v1::RecordedEvent> EventAt(uint64_t position) override {
      return whole_.EventAt(position);
    }
    absl::Status ReadStream(absl::string_view stream,
                            const std::function<bool(const v1::RecordedEvent&)>& use) override {
      if (absl::StartsWith(stream, lost_)) return absl::DataLossError("lost");
      return whole_.ReadStream(stream, use);
    }

   private:
    Past& whole_;
    const std::string lost_;
  };
  for (const char* stream : {"drafts/", "runs/", "invoices/"}) {
    LedgerPast whole(office_.ledger(), view, "msp");
    WithoutStreams past(whole, stream);
    EXPECT_TRUE(absl::IsDataLoss(Explain(query, past).status())) << stream;
  }
}

}  // namespace
}  // namespace tally
