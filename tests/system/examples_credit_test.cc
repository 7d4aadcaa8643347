// The worked examples on credit notes (C).

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "system/support/story.h"

namespace tally {
namespace {

class CreditExample : public Story {
 protected:
  // Bills October 2026 to one customer, and returns the invoice's number.
  std::string InvoiceOf(absl::string_view lines) {
    DefineMsp();
    DefineCustomer("alpha");
    SetPlan("alpha", lines);
    Run("2026-10");
    return Approve("alpha", "2026-10");
  }

  // The credit of `extent`, in text format.
  static v1::CreditInvoice CreditOf(absl::string_view number, absl::string_view extent) {
    return Parse<v1::CreditInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '", number,
                                                 "' reason: 'agreed by phone' ", extent));
  }

  // What the credit takes back, with tax.
  std::string Credit(absl::string_view number, absl::string_view extent) {
    const auto reply = Answer(client_, CreditOf(number, extent));
    const auto note = Do<v1::GetCreditNoteRequest>(
        absl::StrCat("org_id: 'msp' credit_note_number: '", reply.credit_note_number(), "'"));
    return FormatAmount(note.totals().total());
  }
};

TEST_F(CreditExample, C01CreditNotesOfAllLinesEqualTheInvoice) {
  const std::string number =
      InvoiceOf(FixedLine("seat", "1", "68.33") + FixedLine("seat", "1", "57.50") +
                FixedLine("seat", "1", "85.00") + FixedLine("seat", "1", "68.33"));
  EXPECT_EQ(FormatAmount(Invoice(number).invoice().totals().total()), "334.99");
  EXPECT_EQ(Credit(number, "lines { lines { line_id: 'seat' } }"), "82.00");
  EXPECT_EQ(Credit(number, "lines { lines { line_id: 'seat-2' } }"), "69.00");
  EXPECT_EQ(Credit(number, "lines { lines { line_id: 'seat-3' } }"), "102.00");
  EXPECT_EQ(FormatAmount(Invoice(number).left()), "81.99");
  EXPECT_EQ(Credit(number, "lines { lines { line_id: 'seat-4' } }"), "81.99");

  const v1::InvoiceView view = Invoice(number);
  EXPECT_EQ(view.left().minor_units(), 0);
  EXPECT_EQ(view.status(), v1::INVOICE_STATUS_CREDITED);
  EXPECT_EQ(view.credit_notes_size(), 4);
  EXPECT_EQ(RefusalTo(client_, CreditOf(number, "whole {}")).reason(), v1::REASON_NOTHING_LEFT);
}

TEST_F(CreditExample, C04OfTwoCreditsAtTheSameTimeOneIsRefusedWithWhatIsLeft) {
  const std::string number = InvoiceOf(FixedLine("stamp", "1", "100"));
  const v1::CreditInvoice credit =
      CreditOf(number, "amount { total { minor_units: 6000 currency: 'USD' } }");

  std::vector<absl::Status> outcomes(2);
  std::vector<std::thread> threads;
  for (absl::Status& outcome : outcomes) {
    threads.emplace_back([this, &credit, &outcome] {
      outcome = daemon_.NewClient().Call(WithRequestId(credit)).status();
    });
  }
  for (std::thread& thread : threads) thread.join();

  ASSERT_NE(outcomes[0].ok(), outcomes[1].ok()) << outcomes[0] << "\n" << outcomes[1];
  const v1::Refusal refusal = RefusalIn(outcomes[0].ok() ? outcomes[1] : outcomes[0]);
  EXPECT_EQ(refusal.reason(), v1::REASON_CREDIT_EXCEEDS_REST);
  EXPECT_EQ(refusal.field(), "amount.total");
  EXPECT_TRUE(absl::StrContains(refusal.message(), "40.00 USD")) << refusal.message();
  EXPECT_EQ(FormatAmount(Invoice(number).left()), "40.00");
  EXPECT_EQ(Credit(number, "amount { total { minor_units: 4000 currency: 'USD' } }"), "40.00");
}

TEST_F(CreditExample, C05AnInvoiceIsVoidedOnceAndOnlyIfNothingWasCredited) {
  const std::string number = InvoiceOf(FixedLine("seat", "2", "50"));
  const std::string void_it =
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'by mistake'");
  const v1::Invoice issued = Invoice(number).invoice();
  const auto reply = Do<v1::VoidInvoice>(void_it);
  EXPECT_EQ(reply.receipt().event_count(), 2U);
  EXPECT_EQ(reply.credit_note_number(), "CREDIT-2026-11-001");

  const v1::InvoiceView view = Invoice(number);
  EXPECT_TRUE(IsSame(issued, view.invoice()));
  EXPECT_EQ(view.status(), v1::INVOICE_STATUS_VOIDED);
  ASSERT_EQ(view.credit_notes_size(), 1);
  EXPECT_EQ(
      Printed(view.credit_notes(0)),
      absl::StrCat("CREDIT-2026-11-001 of 2026-11-03 takes back ", number,
                   "\nseat 100.00\nvat 20% of 100.00 = 20.00\n100.00 + 20.00 = 120.00 USD\n"));
  Refused<v1::VoidInvoice>(void_it, v1::REASON_INVOICE_PARTLY_CREDITED, "invoice_number");
}

TEST_F(CreditExample, C05AnInvoiceThatWasCreditedInPartIsNotVoided) {
  const std::string number = InvoiceOf(FixedLine("seat", "2", "50"));
  EXPECT_EQ(Credit(number, "amount { total { minor_units: 1 currency: 'USD' } }"), "0.01");
  Refused<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'by mistake'"),
      v1::REASON_INVOICE_PARTLY_CREDITED, "invoice_number");
  EXPECT_EQ(Invoice(number).status(), v1::INVOICE_STATUS_PARTLY_CREDITED);
}

// Corrected lines: a credit note for the lines as they were, and an invoice as they should be.
TEST_F(CreditExample, C05LinesAreCorrectedByCreditAndRebill) {
  const std::string number =
      InvoiceOf(FixedLine("seat", "17", "12.50") + FixedLine("stamp", "1", "3"));
  const auto reply = Do<v1::CorrectInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'one seat more' ",
                   "lines { line_id: 'seat' quantity: '18' }"));
  EXPECT_EQ(
      Printed(Invoice(number).credit_notes(0)),
      absl::StrCat(reply.credit_note_number(), " of 2026-11-03 takes back ", number,
                   "\nseat 212.50\nvat 20% of 212.50 = 42.50\n212.50 + 42.50 = 255.00 USD\n"));
  EXPECT_EQ(Printed(Invoice(reply.invoice_number()).invoice()),
            absl::StrCat("BILL-2026-11-002 of 2026-11-03 due 2026-11-03 corrects ", number,
                         "\nseat 18 x 12.5 = 225.00\nvat 20% of 225.00 = 45.00\n"
                         "225.00 + 45.00 = 270.00 USD\n"));
}

}  // namespace
}  // namespace tally
