#include "ledger/events/stream.h"

#include <gtest/gtest.h>

#include "support/text.h"

namespace tally {
namespace {

TEST(StreamOf, FillsInTheFieldsThatNameTheStream) {
  struct Row {
    const char* event;
    const char* stream;
    const char* type;
  };
  const Row rows[] = {
      {"org_defined { org { org_id: 'msp' } }", "org", "OrgDefined"},
      {"tax_defined { org_id: 'msp' tax { tax_id: 'vat' } }", "taxes/vat", "TaxDefined"},
      {"counts_recorded { org_id: 'msp' source_id: 'rmm' }", "counts/rmm", "CountsRecorded"},
      {"draft_held { org_id: 'msp' customer_id: 'alpha' month: '2026-10' }", "drafts/2026-10/alpha",
       "DraftHeld"},
      {"run_advanced { org_id: 'msp' run_id: '2026-10.1' }", "runs/2026-10.1", "RunAdvanced"},
      {"invoice_issued { invoice { number: 'B/{N}-1' } }", "invoices/B/{N}-1", "InvoiceIssued"},
      {"credit_note_issued { credit_note { number: 'C-1' invoice_number: 'B-1' } }", "invoices/B-1",
       "CreditNoteIssued"},
  };
  for (const auto& [event, stream, type] : rows) {
    EXPECT_EQ(StreamOf(Parse<v1::Event>(event)), stream) << event;
    EXPECT_EQ(TypeOf(Parse<v1::Event>(event)), type) << event;
  }
}

TEST(StreamOf, EachEventOfADocumentIsInItsStream) {
  const auto stream = [](const char* event) { return StreamOf(Parse<v1::Event>(event)); };
  const std::string invoice = stream("invoice_issued { invoice { number: 'B-1' } }");
  EXPECT_EQ(stream("invoice_voided { invoice_number: 'B-1' }"), invoice);
  EXPECT_EQ(stream("credit_note_issued { credit_note { invoice_number: 'B-1' } }"), invoice);
}

TEST(TypeOf, IsEmptyForAnEventWithoutABody) { EXPECT_EQ(TypeOf(v1::Event()), ""); }

TEST(ArmOf, IsReadFromAnEncodedEvent) {
  const auto arm_of = [](const char* event) {
    return ArmOf(Parse<v1::Event>(event).SerializeAsString());
  };
  EXPECT_EQ(arm_of("org_defined { org { org_id: 'msp' } }"), v1::Event::kOrgDefined);
  EXPECT_EQ(arm_of("invoice_voided {}"), v1::Event::kInvoiceVoided);
  EXPECT_EQ(arm_of(""), 0);
}

TEST(ArmOf, IsReadFromAnEventOfALaterVersion) {
  const std::string arm_2000_of_no_bytes = std::string("\x82\x7D\x00", 3);
  EXPECT_EQ(ArmOf(arm_2000_of_no_bytes), 2000);
}

TEST(StreamOfDeathTest, StopsTheProcessForAnEventWithoutABody) {
  EXPECT_DEATH(StreamOf(v1::Event()), "");
}

}  // namespace
}  // namespace tally
