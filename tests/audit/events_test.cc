// What a check finds in the log itself: the chain of records, streams, the tree, and events that
// cannot be.

#include <gtest/gtest.h>

#include "audit/audited.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/signer.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

// More events than the last tile, whose records are checked whenever a log is opened.
void FillATile(Office& office) {
  for (int i = 0; i < 260; ++i) {
    office.Do<v1::DefineTax>(
        absl::StrCat("org_id: 'msp' tax { tax_id: 'tax", i, "' rate_percent: '20' }"));
  }
}

class ChangedOnDisk : public testing::Test {
 protected:
  void SetUp() override { FillATile(office_); }

  // Checks the ledger after `change` was made to its database.
  template <class Change>
  Checked CheckAfter(Change change) {
    office_.Close();
    {
      Database database(office_.directory());
      change(database);
    }
    office_.Open(AllProjections());
    return CheckOf(office_.ledger().log());
  }

  // Position of the first event that `is_it`.
  template <class IsIt>
  uint64_t PositionOf(IsIt is_it) {
    for (const v1::RecordedEvent& event : office_.Events()) {
      if (is_it(event.event())) return event.position();
    }
    ADD_FAILURE() << "no such event";
    return 0;
  }

  uint64_t InvoiceIssued() {
    return PositionOf([](const v1::Event& event) { return event.has_invoice_issued(); });
  }

  // Changes the record with the event at `position`, once `text` is found in it.
  static void Flip(Database& database, uint64_t position, const std::string& text,
                   char bits = 0x01) {
    std::string key;
    std::string record;
    for (const auto& [each, value] : database.All(Database::kLog)) {
      if (each <= KeyOf(position)) std::tie(key, record) = std::tie(each, value);
    }
    const size_t at = record.find(text);
    ASSERT_NE(at, std::string::npos) << text;
    record[at] = static_cast<char>(record[at] ^ bits);
    database.Put(Database::kLog, key, record);
  }

  Audited audited_;
  Office& office_ = audited_.office();
};

TEST_F(ChangedOnDisk, NothingPasses) {
  const Checked checked = CheckAfter([](Database&) {});
  EXPECT_TRUE(checked.verdict.passed()) << checked.text();
}

TEST_F(ChangedOnDisk, AByteOfAnInvoiceIsFoundWithItsPositionAndStream) {
  const uint64_t position = InvoiceIssued();
  // The record begins with the approval of the draft.
  const std::string subject = absl::StrCat("position ", position - 1);
  const Checked checked =
      CheckAfter([&](Database& database) { Flip(database, position, "Stamp"); });
  EXPECT_EQ(checked.Count(subject, "invoices/BILL-2026-11-001"), 1U) << checked.text();
  EXPECT_EQ(checked.Count("invoice BILL-2026-11-001", "description: \"Rtamp\" is recorded"), 1U)
      << checked.text();
  EXPECT_EQ(checked.verdict.event_count(), office_.Events().size());
}

TEST_F(ChangedOnDisk, AHashOfARecordIsFoundOnce) {
  const Checked checked = CheckAfter([](Database& database) {
    auto [key, record] = database.All(Database::kLog)[3];
    record[5] = static_cast<char>(record[5] ^ 0x01);
    database.Put(Database::kLog, key, record);
  });
  EXPECT_EQ(checked.findings.size(), 1U) << checked.text();
  EXPECT_EQ(checked.Count("position 4", "the hash of its record does not fit"), 1U)
      << checked.text();
}

TEST_F(ChangedOnDisk, ARecordThatCannotBeReadEndsTheCheckAndIsNamedByWhatItWas) {
  const uint64_t position = InvoiceIssued();
  const Checked checked = CheckAfter([&](Database& database) {
    for (auto [key, record] : database.All(Database::kLog)) {
      if (key != KeyOf(position - 1)) continue;
      database.Put(Database::kLog, key, record.substr(0, record.size() / 2));
    }
  });
  EXPECT_EQ(checked.findings.size(), 1U) << checked.text();
  EXPECT_EQ(checked.Count(absl::StrCat("position ", position - 1), "cannot be read on"), 1U);
  EXPECT_EQ(checked.Count(absl::StrCat("position ", position - 1), "msp drafts/2026-09/c0"), 1U)
      << checked.text();
  EXPECT_EQ(checked.verdict.event_count(), position - 2);
  EXPECT_FALSE(checked.verdict.passed());
}

TEST_F(ChangedOnDisk, APersonalTextThatDoesNotFitItsSealIsFound) {
  const uint64_t position = PositionOf([](const v1::Event& event) {
    return event.has_customer_defined() &&
           event.customer_defined().customer().customer_id() == "taxed";
  });
  const Checked checked =
      CheckAfter([&](Database& database) { Flip(database, position, "Taxed Ltd"); });
  EXPECT_EQ(checked.Count(absl::StrCat("position ", position), "does not fit its seal"), 1U)
      << checked.text();
  EXPECT_EQ(checked.Count(absl::StrCat("position ", position), "customers/taxed"), 1U)
      << checked.text();
}

TEST_F(ChangedOnDisk, ARecordThatIsMissingIsFound) {
  const Checked checked = CheckAfter([](Database& database) {
    database.Delete(Database::kLog, database.All(Database::kLog)[4].first);
  });
  EXPECT_EQ(checked.Count("position 5", "is missing; the next is kept under 6"), 1U)
      << checked.text();
}

TEST_F(ChangedOnDisk, WhatARequestWasAnsweredIsComparedWithItsEvents) {
  Checked checked = CheckAfter([](Database& database) {
    const auto rows = database.All(Database::kRequests);
    ASSERT_GT(rows.size(), 10U);
    database.Delete(Database::kRequests, rows[4].first);
    auto [key, row] = rows[5];
    row.back() = static_cast<char>(row.back() ^ 0x01);
    database.Put(Database::kRequests, key, row);
  });
  EXPECT_EQ(checked.findings.size(), 2U) << checked.text();
  EXPECT_EQ(checked.Count(checked.findings.at(0).subject(), "would be decided again") +
                checked.Count(checked.findings.at(1).subject(), "would be decided again"),
            1U)
      << checked.text();
}

TEST_F(ChangedOnDisk, ATileOfTheTreeIsFound) {
  const auto first_row = [](Database& database) { return database.All(Database::kTree)[0]; };
  Checked checked = CheckAfter([&](Database& database) {
    auto [key, tile] = first_row(database);
    tile[40] = static_cast<char>(tile[40] ^ 0x01);
    database.Put(Database::kTree, key, tile);
  });
  EXPECT_EQ(checked.findings.size(), 1U) << checked.text();
  EXPECT_EQ(checked.Count("tree tile 0/0", "over the events 1 to 256 is not made of them"), 1U);

  checked = CheckAfter(
      [&](Database& database) { database.Delete(Database::kTree, first_row(database).first); });
  EXPECT_EQ(checked.Count("tree tile 0/0", "over the events 1 to 256 is missing"), 1U)
      << checked.text();
}

TEST_F(ChangedOnDisk, ATileThatIsTooManyIsFound) {
  const Checked checked = CheckAfter([](Database& database) {
    database.Put(Database::kTree, KeyOf(uint64_t{0}, uint64_t{7}), "tile");
    database.Put(Database::kTree, KeyOf(uint64_t{9}, uint64_t{0}), "tile");
  });
  EXPECT_EQ(checked.findings.size(), 2U) << checked.text();
}

TEST_F(ChangedOnDisk, WhatWasSignedIsComparedAtItsSize) {
  const uint64_t size = 100;
  const auto root = RootAt(*office_.ledger().log().NewSnapshot(), size);
  ASSERT_TRUE(root.ok());
  Checkpoint checkpoint{.origin = "log", .size = size, .root = *root, .extensions = {}};
  EXPECT_TRUE(CheckOf(office_.ledger().log(), checkpoint).verdict.passed());

  checkpoint.root[0] ^= 1;
  Checked checked = CheckOf(office_.ledger().log(), checkpoint);
  EXPECT_EQ(checked.Count("signed checkpoint", "the first 100 events are not those"), 1U)
      << checked.text();
  checkpoint.size = 100'000;
  checked = CheckOf(office_.ledger().log(), checkpoint);
  EXPECT_EQ(checked.Count("signed checkpoint", "100000 events were signed"), 1U) << checked.text();
}

TEST(Streams, AVersionThatIsNotTheNextIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (event.stream() == "runs/2026-09.1" && event.version() == 3) event.set_version(4);
  });
  EXPECT_EQ(checked.Count("stream runs/2026-09.1", "goes on with version 4 where 3 is next"), 1U)
      << checked.text();
}

TEST(Streams, AnEventInTheStreamOfAnotherIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (event.stream() == "customers/c1") event.set_stream("customers/c7");
  });
  EXPECT_EQ(checked.Count("stream customers/c7", "belongs to customers/c1"), 1U) << checked.text();
}

TEST(Streams, ATimeThatGoesBackIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (event.position() == 5) {
      *event.mutable_recorded_at() = ToProto(InstantOf("2026-11-05T00:00:00Z"));
    }
  });
  EXPECT_EQ(checked.Count("position 6", "before the event before it"), 1U) << checked.text();
}

TEST(Events, WhatCannotBeAppliedIsFoundAndLeftOut) {
  const Checked checked = Audited().CheckChangedWithoutRows([](v1::RecordedEvent& event) {
    v1::Event& body = *event.mutable_event();
    if (body.has_draft_held()) body.mutable_draft_held()->set_customer_id("nobody");
    if (body.has_invoice_voided()) body.mutable_invoice_voided()->set_invoice_number("none");
    if (body.has_org_defined()) body.mutable_org_defined()->mutable_org()->set_time_zone("Moon");
    if (body.has_run_started()) body.mutable_run_started()->set_month("never");
  });
  EXPECT_EQ(checked.Count("draft of nobody for 2026-10", "nobody has no draft for 2026-10"), 1U)
      << checked.text();
  EXPECT_EQ(checked.Count("invoice none", "there is no invoice none"), 1U) << checked.text();
  EXPECT_EQ(checked.Count("OrgDefined", "there is no time zone \"Moon\""), 1U) << checked.text();
  EXPECT_EQ(checked.Count("run 2026-09.1", "there is no month \"never\""), 1U) << checked.text();
}

TEST(Events, CreditsOfWhatIsNotOnTheInvoiceAreFoundAndLeftOut) {
  const Checked checked = Audited().CheckChangedWithoutRows([](v1::RecordedEvent& event) {
    if (!event.event().has_credit_note_issued()) return;
    auto& note = *event.mutable_event()->mutable_credit_note_issued()->mutable_credit_note();
    if (note.number() == "CREDIT-2026-11-001") note.mutable_lines(0)->set_line_id("gold");
    if (note.number() == "CREDIT-2026-11-002") {
      note.mutable_totals()->mutable_total()->set_currency("EUR");
    }
  });
  EXPECT_EQ(checked.Count("credit note CREDIT-2026-11-001", "has no line gold"), 1U)
      << checked.text();
  EXPECT_EQ(checked.Count("credit note CREDIT-2026-11-002", "cannot be taken off"), 1U)
      << checked.text();
}

}  // namespace
}  // namespace tally
