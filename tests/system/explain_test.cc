// Explanations, over the socket.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "system/support/story.h"
#include "tally/v1/explain.pb.h"

namespace tally {
namespace {

using testing::HasSubstr;

class Explained : public Story {
 protected:
  // Bills October 2026 to alpha: 18 seats that shop counted, and a stamp.
  std::string BillOctober() {
    DefineMsp();
    DefineCustomer("alpha");
    SetPlan("alpha",
            SeatLine("PERIOD_END", "held { unit_price: '12.5' }") + FixedLine("stamp", "1", "3"));
    CountSeats("alpha", "2026-10-31T12:00:00Z", "18");
    Run("2026-10");
    return Approve("alpha", "2026-10");
  }

  static v1::ExplainInvoice Query(absl::string_view number, absl::string_view more = "") {
    return Parse<v1::ExplainInvoice>(
        absl::StrCat("org_id: 'msp' invoice_number: '", number, "' ", more));
  }

  absl::StatusOr<v1::Explanation> Ask(const v1::ExplainInvoice& query) const {
    const RawOutcome outcome =
        client_.CallRaw("tally.v1.Explain/Invoice", query.SerializeAsString());
    if (!outcome.status.ok()) return outcome.status;
    v1::Explanation told;
    EXPECT_TRUE(told.ParseFromString(outcome.reply));
    return told;
  }

  v1::Explanation Told(const v1::ExplainInvoice& query) const {
    const auto told = Ask(query);
    EXPECT_TRUE(told.ok()) << told.status();
    return told.ok() ? *told : v1::Explanation();
  }

  void ExpectRefused(const v1::ExplainInvoice& query, v1::Reason reason,
                     const std::string& field) const {
    const auto told = Ask(query);
    ASSERT_FALSE(told.ok()) << query.ShortDebugString();
    const v1::Refusal refusal = RefusalIn(told.status());
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(reason)) << refusal.message();
    EXPECT_EQ(refusal.field(), field) << refusal.message();
    EXPECT_NE(refusal.advice(), "");
  }
};

TEST_F(Explained, AnInvoiceIsToldFromItsEvents) {
  const std::string number = BillOctober();
  const v1::Explanation told = Told(Query(number));
  EXPECT_EQ(told.kind(), v1::EXPLANATION_KIND_DOCUMENT);
  EXPECT_EQ(told.amount().minor_units(), 27300);
  EXPECT_EQ(told.position(), Invoice(number).position());
  ASSERT_GE(told.children_size(), 2);
  EXPECT_EQ(told.children(0).text(), "Seat: 18 × 12.50 = 225.00 USD");
  ASSERT_GE(told.children(0).children_size(), 1);
  EXPECT_EQ(told.children(0).children(0).text(),
            "18: shop counted 18 on 31 Oct 2026 12:00 UTC; your plan of 1 Jan 2020 bills the last "
            "count of the month");
}

TEST_F(Explained, ALineIsToldAlone) {
  const v1::Explanation told = Told(Query(BillOctober(), "line_id: 'stamp'"));
  EXPECT_EQ(told.kind(), v1::EXPLANATION_KIND_LINE);
  EXPECT_EQ(told.line_id(), "stamp");
  EXPECT_EQ(told.text(), "Stamp: 1 × 3.00 = 3.00 USD");
}

TEST_F(Explained, WhatIsUnknownIsRefusedWithItsField) {
  const std::string number = BillOctober();
  const auto with = [&](absl::string_view fields) { return Parse<v1::ExplainInvoice>(fields); };
  ExpectRefused(with("org_id: 'none' invoice_number: 'X'"), v1::REASON_ORG_NOT_FOUND, "org_id");
  ExpectRefused(with("invoice_number: 'X'"), v1::REASON_FIELD_MISSING, "org_id");
  ExpectRefused(with("org_id: 'msp'"), v1::REASON_FIELD_MISSING, "invoice_number");
  ExpectRefused(Query("BILL-1"), v1::REASON_INVOICE_NOT_FOUND, "invoice_number");
  ExpectRefused(Query(number, "line_id: 'book'"), v1::REASON_LINE_NOT_FOUND, "line_id");
  ExpectRefused(Query(number, "line_id: 'Not an id'"), v1::REASON_FIELD_INVALID, "line_id");
  ExpectRefused(Query(number, "as_of { position: 999999 }"), v1::REASON_AS_OF_NOT_REACHED,
                "as_of.position");
  // A credit note is no invoice.
  const auto credit = Do<v1::CreditInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'agreed' whole {}"));
  ExpectRefused(Query(credit.credit_note_number()), v1::REASON_INVOICE_NOT_FOUND, "invoice_number");
}

TEST_F(Explained, AnEarlierLedgerTellsWhatItToldThen) {
  daemon_.At("2026-11-03T12:00:00Z");
  const std::string number = BillOctober();
  const uint64_t issued_at = Head();
  const v1::Explanation then = Told(Query(number));

  daemon_.At("2026-11-04T12:00:00Z");
  Do<v1::CreditInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'agreed' whole {}"));
  Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Chair' tax_id: 'vat' }");
  EXPECT_THAT(Told(Query(number)).DebugString(), HasSubstr("takes back 273.00 USD: agreed"));
  for (const std::string& as_of : {absl::StrCat("as_of { position: ", issued_at, " }"),
                                   std::string("as_of { time @2026-11-03T13:00:00Z }")}) {
    EXPECT_TRUE(IsSame(then, Told(Query(number, as_of)))) << as_of;
  }
  ExpectRefused(Query(number, absl::StrCat("as_of { position: ", issued_at - 1, " }")),
                v1::REASON_INVOICE_NOT_FOUND, "invoice_number");
  daemon_.Restart();
  EXPECT_TRUE(
      IsSame(then, Told(Query(number, absl::StrCat("as_of { position: ", issued_at, "}")))));
}

TEST_F(Explained, TheSameIsToldWhileOthersWrite) {
  const std::string number = BillOctober();
  const v1::ExplainInvoice query = Query(number, absl::StrCat("as_of { position: ", Head(), " }"));
  const v1::Explanation told = Told(query);
  std::thread writer([this] {
    for (int i = 10; i < 60; ++i) {
      CountSeats("alpha", absl::StrCat("2026-10-31T13:00:", i, "Z"), "40");
    }
  });
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(IsSame(told, Told(query)));
  writer.join();
}

}  // namespace
}  // namespace tally
