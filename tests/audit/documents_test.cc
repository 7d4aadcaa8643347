// What only deriving a document again can find: the log was changed and chained again, and all rows
// are made of what it says now.

#include <gtest/gtest.h>

#include "audit/audited.h"

namespace tally {
namespace {

void Add(v1::Money& money, int64_t more) { money.set_minor_units(money.minor_units() + more); }

// Makes the line at `index` and all sums over it dearer by `net`, and its tax by `tax`.
template <class Document, class Line>
void MakeDearer(Document& document, Line& line, int64_t net, int64_t tax) {
  Add(*line.mutable_amount(), net);
  for (v1::TaxGroup& group : *document.mutable_tax_groups()) {
    if (group.tax_id() != line.tax_id()) continue;
    Add(*group.mutable_taxable(), net);
    Add(*group.mutable_tax(), tax);
  }
  Add(*document.mutable_totals()->mutable_net(), net);
  Add(*document.mutable_totals()->mutable_tax(), tax);
  Add(*document.mutable_totals()->mutable_total(), net + tax);
}

v1::Invoice* InvoiceIn(v1::RecordedEvent& event, const std::string& number) {
  const bool is_it = event.event().has_invoice_issued() &&
                     event.event().invoice_issued().invoice().number() == number;
  return is_it ? event.mutable_event()->mutable_invoice_issued()->mutable_invoice() : nullptr;
}

v1::CreditNote* NoteIn(v1::RecordedEvent& event, const std::string& number) {
  const bool is_it = event.event().has_credit_note_issued() &&
                     event.event().credit_note_issued().credit_note().number() == number;
  return is_it ? event.mutable_event()->mutable_credit_note_issued()->mutable_credit_note()
               : nullptr;
}

TEST(Documents, PassAsTheyAre) {
  Audited audited;
  const Checked checked = audited.CheckAsItIs();
  EXPECT_TRUE(checked.verdict.passed()) << checked.text();
  EXPECT_EQ(checked.verdict.event_count(), audited.office().Events().size());
  // Eight drafts, three changes of one, seven invoices, one that corrects, six credit notes.
  EXPECT_EQ(checked.verdict.document_count(), 25U);
  EXPECT_GT(checked.verdict.row_count(), checked.verdict.event_count());
  EXPECT_EQ(checked.verdict.root().size(), 32U);
}

TEST(Documents, PassWhenTheLogIsOnlyChainedAgain) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent&) {});
  EXPECT_TRUE(checked.verdict.passed()) << checked.text();
}

TEST(Documents, AnInvoiceLineThatIsACentDearerIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    v1::Invoice* invoice = InvoiceIn(event, "BILL-2026-11-001");
    if (invoice != nullptr) MakeDearer(*invoice, *invoice->mutable_lines(0), 1, 0);
  });
  EXPECT_EQ(checked.findings.size(), 1U) << checked.text();
  EXPECT_EQ(checked.Count("invoice BILL-2026-11-001",
                          "line stamp, amount: 1.01 USD is recorded, 1.00 USD comes out"),
            1U)
      << checked.text();
  EXPECT_GT(checked.findings[0].position(), 0U);
}

TEST(Documents, AWrongTaxIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    v1::Invoice* invoice = InvoiceIn(event, "BILL-2026-11-006");
    if (invoice == nullptr) return;
    MakeDearer(*invoice, *invoice->mutable_lines(0), 0, 1);
  });
  const char* invoice = "invoice BILL-2026-11-006";
  EXPECT_EQ(checked.Count(invoice, "tax group vat, tax: 8.00 USD is recorded, 7.99 USD comes out"),
            1U)
      << checked.text();
  EXPECT_EQ(checked.Count(invoice, "tax vat: 8.00 is recorded, 20 % of 39.96 is 7.99"), 1U)
      << checked.text();
}

TEST(Documents, AnInvoiceForAnotherCustomerIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    v1::Invoice* invoice = InvoiceIn(event, "BILL-2026-11-001");
    if (invoice != nullptr) invoice->mutable_bill_to()->set_name("Somebody else");
  });
  EXPECT_EQ(checked.Count("invoice BILL-2026-11-001",
                          "bill to, name: \"Somebody else\" is recorded, \"C\" comes out"),
            1U)
      << checked.text();
}

// Ann did everything.
TEST(Documents, ApprovalsThatNeededFourEyesAreFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (!event.event().has_org_defined()) return;
    event.mutable_event()->mutable_org_defined()->mutable_org()->mutable_four_eyes();
  });
  EXPECT_EQ(checked.Count("draft of c0 for 2026-10",
                          "could not have been decided: tally-actor: ann started run 2026-10.1"),
            1U)
      << checked.text();
  // Seven approvals, and nothing else.
  EXPECT_EQ(checked.findings.size(), 7U) << checked.text();
}

TEST(Documents, AnotherDueDateIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    v1::Invoice* invoice = InvoiceIn(event, "BILL-2026-11-004");
    if (invoice != nullptr) invoice->set_due_date("2027-01-01");
  });
  EXPECT_EQ(checked.Count("invoice BILL-2026-11-004", "due date: \"2027-01-01\" is recorded"), 1U)
      << checked.text();
}

TEST(Documents, ADraftWithAnotherQuantityIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (!event.event().has_draft_generated()) return;
    v1::DraftGenerated& draft = *event.mutable_event()->mutable_draft_generated();
    if (draft.customer_id() != "c1" || draft.month() != "2026-10") return;
    v1::Line& line = *draft.mutable_content()->mutable_lines(0)->mutable_line();
    line.set_quantity("2");
    MakeDearer(*draft.mutable_content(), line, 100, 0);
  });
  EXPECT_EQ(checked.Count("draft of c1 for 2026-10",
                          "line stamp, quantity: \"2\" is recorded, \"1\" comes out"),
            1U)
      << checked.text();
}

TEST(Documents, ADraftOfACountThatWasChangedIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (!event.event().has_counts_recorded()) return;
    auto& counts = *event.mutable_event()->mutable_counts_recorded();
    counts.mutable_observations(0)->set_quantity("17");
  });
  EXPECT_EQ(checked.Count("draft of counted for 2026-10",
                          "line stamp, quantity: \"18\" is recorded, \"17\" comes out"),
            1U)
      << checked.text();
}

TEST(Documents, AChangedOverrideOfALineIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (!event.event().has_draft_line_overridden()) return;
    auto& overridden = *event.mutable_event()->mutable_draft_line_overridden();
    v1::Line& line = *overridden.mutable_content()->mutable_lines(0)->mutable_line();
    MakeDearer(*overridden.mutable_content(), line, 1, 0);
  });
  EXPECT_EQ(checked.Count("draft of taxed for 2026-10",
                          "line seat, amount: 39.97 USD is recorded, 39.96 USD comes out"),
            1U)
      << checked.text();
}

TEST(Documents, AWaiverThatNobodyGaveIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (!event.event().has_draft_regenerated()) return;
    auto& content = *event.mutable_event()->mutable_draft_regenerated()->mutable_content();
    content.mutable_flags(0)->mutable_waiver()->set_reason("none");
  });
  EXPECT_EQ(checked.Count("draft of taxed for 2026-10", "flag 1, waiver: something is recorded"),
            1U)
      << checked.text();
}

TEST(Documents, AnApprovalOfWhatWasNotReviewedIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (!event.event().has_draft_approved()) return;
    auto& approved = *event.mutable_event()->mutable_draft_approved();
    if (approved.customer_id() == "c0") approved.set_content_hash("0000");
  });
  EXPECT_EQ(checked.Count("draft of c0 for 2026-10", "could not have been decided: "), 1U)
      << checked.text();
}

TEST(Documents, ARunThatSaysItDraftedLessIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (!event.event().has_run_advanced()) return;
    auto& advanced = *event.mutable_event()->mutable_run_advanced();
    if (advanced.run_id() == "2026-09.1") {
      Add(*advanced.mutable_outcomes(0)->mutable_totals()->mutable_total(), -1);
    }
  });
  EXPECT_EQ(checked.Count("run 2026-09.1",
                          "outcome c0, totals, total: 0.99 USD is recorded, 1.00 USD comes out"),
            1U)
      << checked.text();
}

TEST(Documents, ACreditOfTheWholeThatTakesLessIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    v1::CreditNote* note = NoteIn(event, "CREDIT-2026-11-003");
    if (note != nullptr) MakeDearer(*note, *note->mutable_lines(0), -1, 0);
  });
  EXPECT_EQ(checked.Count("credit note CREDIT-2026-11-003", "line seat, amount: "), 1U)
      << checked.text();
  EXPECT_EQ(checked.findings.size(), 1U) << checked.text();
}

TEST(Documents, ACreditThatSpreadsItsAmountOtherwiseIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    v1::CreditNote* note = NoteIn(event, "CREDIT-2026-11-001");
    if (note == nullptr) return;
    MakeDearer(*note, *note->mutable_lines(0), 1, 0);
    MakeDearer(*note, *note->mutable_lines(1), -1, 0);
  });
  EXPECT_GE(checked.Count("credit note CREDIT-2026-11-001", "line seat, amount: "), 1U)
      << checked.text();
}

TEST(Documents, ACreditThatTakesMoreThanIsLeftIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    v1::CreditNote* note = NoteIn(event, "CREDIT-2026-11-002");
    if (note != nullptr) MakeDearer(*note, *note->mutable_lines(0), 5000, 0);
  });
  const char* note = "credit note CREDIT-2026-11-002";
  EXPECT_EQ(checked.Count(note, "line seat: 55.00 is taken back, but only "), 1U) << checked.text();
  EXPECT_EQ(checked.Count(note, "total: 56.00 is taken back, but only "), 1U) << checked.text();
  EXPECT_EQ(checked.Count(note, "could not have been decided: "), 1U) << checked.text();
  // What is left of the invoice is less than nothing then; the next credit of it says so.
  EXPECT_EQ(checked.Count("credit note CREDIT-2026-11-003", "does not add up"), 1U)
      << checked.text();
}

TEST(Documents, ACorrectionThatBillsOtherwiseIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    v1::Invoice* invoice = InvoiceIn(event, "BILL-2026-11-008");
    if (invoice != nullptr) MakeDearer(*invoice, *invoice->mutable_lines(0), 10, 2);
  });
  EXPECT_EQ(checked.Count("invoice BILL-2026-11-008",
                          "line seat, amount: 20.08 USD is recorded, 19.98 USD comes out"),
            1U)
      << checked.text();
}

TEST(Documents, ANumberThatIsNotTheNextIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    const std::string number = "BILL-2026-11-008";
    if (v1::Invoice* invoice = InvoiceIn(event, number); invoice != nullptr) {
      invoice->set_number("BILL-2026-11-011");
      event.mutable_event()->mutable_invoice_issued()->set_number_counter(11);
      event.set_stream("invoices/BILL-2026-11-011");
    }
  });
  EXPECT_EQ(checked.Count("invoice BILL-2026-11-011",
                          "is number 11 of BILL-2026-11-{N}, where 8 is next"),
            1U)
      << checked.text();
  EXPECT_EQ(checked.Count("invoice BILL-2026-11-011", "number: \"BILL-2026-11-011\" is recorded"),
            1U)
      << checked.text();
}

TEST(Documents, ANumberThatIsNotWhatItsCounterSaysIsFound) {
  const Checked checked = Audited().CheckChanged([](v1::RecordedEvent& event) {
    if (v1::Invoice* invoice = InvoiceIn(event, "BILL-2026-11-008"); invoice != nullptr) {
      invoice->set_number("BILL-2026-11-080");
      event.set_stream("invoices/BILL-2026-11-080");
    }
  });
  EXPECT_EQ(
      checked.Count("invoice BILL-2026-11-080", "its number is not number 8 of BILL-2026-11-{N}"),
      1U)
      << checked.text();
}

TEST(Documents, TheFirstOfManyAreToldAndTheRestCounted) {
  const Checked checked = Audited().CheckChanged(
      [](v1::RecordedEvent& event) { event.set_version(event.version() + 1); });
  EXPECT_EQ(checked.Count("streams of events", "and "), 1U) << checked.text();
  EXPECT_LT(checked.findings.size(), 2 * Findings::kMaxOfKind + 10);
}

}  // namespace
}  // namespace tally
