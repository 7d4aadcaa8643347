// As of: a view of an earlier state is what the ledger was then, row by row.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ledger/base/refusal.h"
#include "ledger/books/books.h"
#include "ledger/store/memory_store.h"
#include "projections/projections.h"
#include "support/office.h"

namespace tally {
namespace {

using Bytes = std::map<std::string, std::string>;

std::vector<Fold> BooksAndProjections() {
  std::vector<Fold> folds = AllProjections();
  folds.push_back(BooksFold());
  return folds;
}

// What a fold makes of events, in a store that keeps no history.
class Plain {
 public:
  explicit Plain(const Fold& fold) : apply_(fold.bind(store_)) {}

  void Apply(const v1::RecordedEvent& event) { apply_(event); }
  const Bytes& bytes() const { return store_.entries(); }

 private:
  MemoryStore store_;
  Fold::Apply apply_;
};

Bytes BytesOf(const View& view, const std::string& fold) {
  Bytes bytes;
  const auto rows = view.RowsOf(fold);
  const auto cursor = rows->NewCursor();
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    bytes.emplace(cursor->key(), cursor->value());
  }
  return bytes;
}

v1::AsOf At(uint64_t position) {
  v1::AsOf as_of;
  as_of.set_position(position);
  return as_of;
}

v1::AsOf At(absl::string_view instant) { return Parse<v1::AsOf>(absl::StrCat("time @", instant)); }

// Everything that can happen to a month, some of it twice.
void TellAStory(Office& office) {
  office.OpenProvider(4);
  office.RunMonth("2026-09");
  office.RunMonth("2026-10");
  const std::string draft = "org_id: 'msp' month: '2026-10' customer_id: ";
  office.Do<v1::HoldDraft>(draft + "'c0' reason: 'wait'");
  office.Do<v1::ReleaseDraft>(draft + "'c0'");
  office.Do<v1::RejectDraft>(draft + "'c1' reason: 'wrong'");
  office.Do<v1::SetPlan>(
      "org_id: 'msp' plan { customer_id: 'c1' effective_from: '2026-01-01' lines { "
      "item_id: 'stamp' fixed { quantity: '2' } held { unit_price: '1' } } }");
  office.Do<v1::RegenerateDraft>(draft + "'c1'");
  office.Do<v1::OverrideDraftLine>(draft + "'c2' line_id: 'stamp' quantity: '3' reason: 'agreed'");
  for (const char* customer : {"c0", "c1", "c2", "counted"}) {
    ASSERT_TRUE(office.Try(office.Approval(customer, "2026-10")).ok()) << customer;
  }
  const std::string invoice = "org_id: 'msp' reason: 'r' invoice_number: ";
  office.Do<v1::CreditInvoice>(invoice +
                               "'BILL-2026-11-001' amount { total { minor_units: 50 "
                               "currency: 'USD' } }");
  office.Do<v1::VoidInvoice>(invoice + "'BILL-2026-11-002'");
  office.CountSeats("2026-11-01T22:00:00Z", "19");
  // An account goes from one customer to another, and so does what it counts.
  office.Do<v1::DefineCustomer>("org_id: 'msp' customer { customer_id: 'counted' name: 'New' }");
  office.Do<v1::DefineCustomer>(
      "org_id: 'msp' customer { customer_id: 'c3' name: 'C' "
      "  accounts { source_id: 'shop' account: 'S' } }");
}

TEST(AsOf, EachPositionIsWhatTheLedgerWasThen) {
  Office office(AllProjections());
  TellAStory(office);
  const std::vector<v1::RecordedEvent> events = office.Events();
  EXPECT_GT(events.size(), 40U);
  for (const Fold& fold : BooksAndProjections()) {
    SCOPED_TRACE(fold.name);
    Plain then(fold);
    for (uint64_t position = 0; position <= events.size(); ++position) {
      if (position > 0) then.Apply(events[position - 1]);
      const auto view = office.ledger().ReadAsOf(At(position));
      ASSERT_TRUE(view.ok()) << view.status();
      EXPECT_EQ(view->position(), position);
      ASSERT_EQ(BytesOf(*view, fold.name), then.bytes()) << position;
    }
    EXPECT_EQ(BytesOf(office.ledger().Read(), fold.name), then.bytes());
  }
}

TEST(AsOf, ARebuildKeepsWhatWas) {
  Office office(AllProjections());
  TellAStory(office);
  const auto before = [&] { return BytesOf(*office.ledger().ReadAsOf(At(30)), kBooksFold); };
  const Bytes then = before();
  ASSERT_TRUE(office.ledger().Rebuild().ok());
  EXPECT_EQ(before(), then);
}

TEST(AsOf, AnInstantMeansAllThatWasRecordedByThen) {
  Office office;
  const auto define = [&](const char* instant, const char* tax) {
    office.SetNow(instant);
    office.Do<v1::DefineTax>(
        absl::StrCat("org_id: 'msp' tax { tax_id: '", tax, "' name: 'T' rate_percent: '1' }"));
  };
  office.SetNow("2026-01-01T00:00:00Z");
  office.Do<v1::DefineOrg>("org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
  define("2026-02-01T00:00:00Z", "february");
  define("2026-02-01T00:00:00Z", "too");
  define("2026-03-01T00:00:00Z", "march");

  const auto position_at = [&](const char* instant) {
    const auto view = office.ledger().ReadAsOf(At(instant));
    EXPECT_TRUE(view.ok()) << view.status();
    return view.ok() ? view->position() : ~uint64_t{0};
  };
  EXPECT_EQ(position_at("2025-12-31T23:59:59.999999999Z"), 0U);
  EXPECT_EQ(position_at("2026-01-01T00:00:00Z"), 1U);
  EXPECT_EQ(position_at("2026-01-31T23:59:59Z"), 1U);
  EXPECT_EQ(position_at("2026-02-01T00:00:00Z"), 3U);
  EXPECT_EQ(position_at("2026-02-28T00:00:00Z"), 3U);
  EXPECT_EQ(position_at("2026-03-01T00:00:00Z"), 4U);
}

TEST(AsOf, AnEmptyLedgerHasOneState) {
  Office office;
  EXPECT_EQ(office.ledger().ReadAsOf(At(0))->position(), 0U);
  EXPECT_EQ(office.ledger().ReadAsOf(At("2026-01-01T00:00:00Z"))->position(), 0U);
}

TEST(AsOf, WhatTheLedgerNeverReachedIsRefused) {
  Office office;
  office.Do<v1::DefineOrg>("org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
  const auto refusal = [&](const v1::AsOf& as_of) {
    const auto view = office.ledger().ReadAsOf(as_of);
    EXPECT_FALSE(view.ok());
    return RefusalOf(view.status()).value_or(v1::Refusal());
  };
  EXPECT_EQ(refusal(At(2)).reason(), v1::REASON_AS_OF_NOT_REACHED);
  EXPECT_EQ(refusal(At(2)).field(), "as_of.position");
  EXPECT_EQ(refusal(At("2026-11-03T12:00:01Z")).reason(), v1::REASON_AS_OF_NOT_REACHED);
  EXPECT_EQ(refusal(At("2026-11-03T12:00:01Z")).field(), "as_of.time");
  EXPECT_EQ(refusal(Parse<v1::AsOf>("time { nanos: -1 }")).reason(), v1::REASON_FIELD_INVALID);
  EXPECT_EQ(refusal(v1::AsOf()).reason(), v1::REASON_FIELD_MISSING);
}

}  // namespace
}  // namespace tally
