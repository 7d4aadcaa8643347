#include "clients/cli/show/explanation.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace tally {
namespace {

v1::Explanation Parse(const char* text) {
  v1::Explanation parsed;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &parsed)) << text;
  return parsed;
}

v1::Explanation Invoice() {
  return Parse(R"pb(
    kind: EXPLANATION_KIND_DOCUMENT
    text: "Invoice BILL-1"
    amount { minor_units: 27300 currency: "USD" }
    position: 14
    stream: "invoices/BILL-1"
    actor: "bob"
    recorded_at { seconds: 1793707200 }
    children {
      kind: EXPLANATION_KIND_LINE
      text: "Seat: 18 × 12.50 = 225.00 USD"
      amount { minor_units: 22500 currency: "USD" }
      children {
        kind: EXPLANATION_KIND_OVERRIDE
        text: "18, set by ann"
        children { kind: EXPLANATION_KIND_COUNT text: "shop counted 17" position: 8 }
      }
      children { kind: EXPLANATION_KIND_PRICE text: "12.50 USD each" position: 7 }
    }
    children {
      kind: EXPLANATION_KIND_TAX
      text: "VAT"
      amount { minor_units: 4800 currency: "USD" }
    }
  )pb");
}

TEST(ExplanationTree, IndentsAndPutsAmountsAndPositionsRight) {
  EXPECT_EQ(ExplanationTree(Invoice(), EventDetail::kPosition, {}),
            "Invoice BILL-1                    273.00 USD  14\n"
            "├─ Seat: 18 × 12.50 = 225.00 USD  225.00 USD\n"
            "│  ├─ 18, set by ann\n"
            "│  │  └─ shop counted 17                       8\n"
            "│  └─ 12.50 USD each                           7\n"
            "└─ VAT                             48.00 USD\n");
}

TEST(ExplanationTree, SaysAllOfTheEventsIfAsked) {
  EXPECT_EQ(ExplanationTree(Parse("text: 'Invoice' position: 14 stream: 'invoices/BILL-1' "
                                  "actor: 'bob' recorded_at { seconds: 1793707200 } "
                                  "children { text: 'Computed' }"),
                            EventDetail::kAll, {}),
            "Invoice      14\n"
            "invoices/BILL-1, by bob, 2026-11-03T12:00:00Z\n"
            "└─ Computed\n");
}

TEST(ExplanationTree, BreaksSentencesThatAreWiderThanTheTerminal) {
  const v1::Explanation told = Parse(R"pb(
    text: "Invoice"
    children {
      text: "18: shop counted 18 on 31 Oct; your plan bills the last count of the month"
      position: 8
      children { text: "short" position: 123 }
    }
    children { text: "end" }
  )pb");
  EXPECT_EQ(ExplanationTree(told, EventDetail::kPosition, {.width = 48}),
            "Invoice\n"
            "├─ 18: shop counted 18 on 31 Oct; your plan    8\n"
            "│  bills the last count of the month\n"
            "│  └─ short                                  123\n"
            "└─ end\n");
}

TEST(ExplanationTree, StaysReadableOnAVeryNarrowTerminal) {
  EXPECT_EQ(ExplanationTree(Parse("text: 'a sentence of some length' position: 8"),
                            EventDetail::kPosition, {.width = 5}),
            "a sentence of some        8\n"
            "length\n");
}

TEST(ExplanationTree, IsFaintWhereItIsNotTheStory) {
  EXPECT_EQ(ExplanationTree(Parse("kind: EXPLANATION_KIND_DOCUMENT text: 'Invoice' position: 8 "
                                  "children { kind: EXPLANATION_KIND_WAIVER text: 'waived' }"),
                            EventDetail::kPosition, {.width = 80, .colour = true}),
            "\033[1mInvoice\033[0m    \033[2m8\033[0m\n"
            "\033[2m└─ \033[0m\033[33mwaived\033[0m\n");
}

TEST(ExplanationTree, ObeysNothingThatItsTextsSay) {
  EXPECT_EQ(ExplanationTree(Parse("text: 'a\\033[31mb\\nc' position: 1 stream: 's\\r' actor: 'x'"),
                            EventDetail::kAll, {}),
            "a\uFFFD[31mb\uFFFDc  1\n"
            "s\uFFFD, by x, \n");
}

}  // namespace
}  // namespace tally
