#include "ledger/explain/document_words.h"

#include <gtest/gtest.h>

#include "ledger/money/money.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr char kVat[] =
    "tax_id: 'vat' name: 'VAT' rate_percent: '20' "
    "taxable { minor_units: 22500 currency: 'USD' } tax { minor_units: 4500 currency: 'USD' }";

Deed Ann() { return {.actor = "ann", .when = "3 Nov 2026 12:00 UTC"}; }

v1::Invoice October() {
  return Parse<v1::Invoice>(
      "number: 'BILL-1' bill_to { customer_id: 'alpha' name: 'Alpha Ltd' } "
      "period { month: '2026-10' } issue_date: '2026-11-03' due_date: '2026-12-03' "
      "terms { text: 'net 30' days: 30 } approved_by: 'ann' "
      "totals { net { minor_units: 22500 currency: 'USD' } "
      "  tax { minor_units: 4500 currency: 'USD' } total { minor_units: 27000 currency: 'USD' } }");
}

v1::Invoice Correction() {
  v1::Invoice invoice = October();
  invoice.set_number("BILL-2");
  invoice.set_corrects_number("BILL-1");
  invoice.set_correction_reason("one seat more");
  return invoice;
}

TEST(DocumentWords, SayTheTotalsAndTheTerms) {
  EXPECT_EQ(DocumentWords(October()),
            "Invoice BILL-1 of 3 Nov 2026 to Alpha Ltd for October 2026: 225.00 USD and 45.00 USD "
            "tax make 270.00 USD");
  EXPECT_EQ(BilledToWords(October().bill_to()), "Billed to Alpha Ltd, client alpha");
  EXPECT_EQ(TermsWords(October(), "your own terms"),
            "Due 3 Dec 2026: net 30, issued on 3 Nov 2026; your own terms");
}

TEST(TaxGroupWords, SayTheRateTheSumAndTheLines) {
  const auto vat = Parse<v1::TaxGroup>(kVat);
  EXPECT_EQ(TaxGroupWords(vat, {"seat"}, 1), "VAT: 20% of 225.00 USD = 45.00 USD, on seat");
  EXPECT_EQ(TaxGroupWords(vat, {"seat", "book"}, 3),
            "VAT: 20% of 225.00 USD = 45.00 USD, on seat, book");
  EXPECT_EQ(TaxGroupWords(vat, {"seat", "book"}, 2),
            "VAT: 20% of 225.00 USD = 45.00 USD, on all lines");
  EXPECT_EQ(TaxGroupWords(vat, {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}, 13),
            "VAT: 20% of 225.00 USD = 45.00 USD, on 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more");
  EXPECT_EQ(TaxRateWords(vat), "VAT is 20%");
}

TEST(TaxGroupWords, SayWhatIsRoundedAndWhatIsNotTaxed) {
  EXPECT_EQ(TaxGroupWords(
                Parse<v1::TaxGroup>(
                    "tax_id: 'vat' name: 'VAT' rate_percent: '8.25' "
                    "taxable { minor_units: 101 currency: 'JPY' } tax { minor_units: 8 currency: "
                    "'JPY' }"),
                {"seat"}, 1),
            "VAT: 8.25% of 101 JPY is rounded to 8 JPY, on seat");
  EXPECT_EQ(TaxGroupWords(
                Parse<v1::TaxGroup>("rate_percent: '0' taxable { minor_units: 300 currency: 'KWD' "
                                    "} tax { currency: 'KWD' }"),
                {"stamp"}, 2),
            "Not taxed: 0.300 KWD, on stamp");
}

TEST(NumberWords, CountInTheSeries) {
  const auto org = Parse<v1::Org>("name: 'Msp'");
  for (const auto& [counter, nth] : std::vector<std::pair<int, std::string>>{{1, "1st"},
                                                                             {2, "2nd"},
                                                                             {3, "3rd"},
                                                                             {4, "4th"},
                                                                             {11, "11th"},
                                                                             {12, "12th"},
                                                                             {13, "13th"},
                                                                             {21, "21st"},
                                                                             {111, "111th"},
                                                                             {1002, "1002nd"}}) {
    EXPECT_EQ(NumberWords(Parse<v1::InvoiceIssued>(
                              absl::StrCat("invoice { number: 'BILL-1' } number_series: 'BILL-{N}' "
                                           "number_counter: ",
                                           counter)),
                          org),
              absl::StrCat("Number BILL-1 is the ", nth,
                           " of the series BILL-{N}, as Msp numbers invoices"));
  }
}

TEST(DraftWords, SayWhoMadeAndApprovedIt) {
  EXPECT_EQ(DraftedWords(Parse<v1::DraftGenerated>("run_id: '2026-10.1'")),
            "Drafted by run 2026-10.1");
  EXPECT_EQ(RunWords(Parse<v1::RunStarted>("run_id: '2026-10.1' month: '2026-10'"), Ann()),
            "ann started run 2026-10.1 of October 2026 on 3 Nov 2026 12:00 UTC");
  EXPECT_EQ(DraftedAgainWords(Ann()),
            "ann had the draft made again on 3 Nov 2026 12:00 UTC from what was recorded by then");
  EXPECT_EQ(ApprovedWords(Parse<v1::DraftApproved>("reviewed_position: 42"), Ann()),
            "ann approved the draft on 3 Nov 2026 12:00 UTC as reviewed at position 42");
  EXPECT_EQ(ApprovedWords(Parse<v1::DraftApproved>(
                              "reviewed_position: 42 four_eyes_exception: 'Boss is ill'"),
                          Ann()),
            "ann approved the draft on 3 Nov 2026 12:00 UTC as reviewed at position 42, as an "
            "exception from four eyes: Boss is ill");
}

TEST(LastNetWords, SayHowMuchItChanged) {
  const v1::Money last = MakeMoney(21250, "USD");
  EXPECT_EQ(LastNetWords(last, MakeMoney(1250, "USD")),
            "Last month's net was 212.50 USD; now it is 12.50 USD more");
  EXPECT_EQ(LastNetWords(last, MakeMoney(-1250, "USD")),
            "Last month's net was 212.50 USD; now it is 12.50 USD less");
  EXPECT_EQ(LastNetWords(last, MakeMoney(0, "USD")), "Last month's net was 212.50 USD, as now");
  EXPECT_EQ(VanishedWords(
                Parse<v1::VanishedLine>("line { description: 'Seat' quantity: '1' unit_price: '2' "
                                        "  amount { minor_units: 200 currency: 'USD' } }")),
            "Not billed any more: Seat: 1 × 2.00 = 2.00 USD");
}

TEST(CreditWords, SayWhatWasTakenBackAndWhy) {
  const auto note = Parse<v1::CreditNote>(
      "number: 'CREDIT-1' issue_date: '2026-11-04' issued_by: 'ann' reason: 'agreed' "
      "lines { line_id: 'seat' amount { minor_units: 1000 currency: 'USD' } } "
      "totals { total { minor_units: 1200 currency: 'USD' } }");
  EXPECT_EQ(CreditWords(note),
            "Credit note CREDIT-1 of 4 Nov 2026 by ann takes back 12.00 USD: agreed");
  EXPECT_EQ(LineCreditWords(note, note.lines(0)),
            "Credit note CREDIT-1 of 4 Nov 2026 by ann takes back 10.00 USD of it before tax: "
            "agreed");
  EXPECT_EQ(VoidedWords(Parse<v1::InvoiceVoided>("reason: 'by mistake'"), Ann()),
            "ann voided the invoice on 3 Nov 2026 12:00 UTC: by mistake");
}

TEST(CorrectionWords, NameTheInvoiceThatIsCorrected) {
  EXPECT_EQ(BilledAgainWords(Correction()), "Billed again on BILL-2 as it should have been");
  EXPECT_EQ(CorrectsWords(Correction()), "Corrects BILL-1: one seat more");
  EXPECT_EQ(CorrectedLineWords(Parse<v1::Line>("quantity: '17' unit_price: '12.5' "
                                               "amount { minor_units: 21250 currency: 'USD' }"),
                               Correction()),
            "ann corrected 17 × 12.50 = 212.50 USD on BILL-1: one seat more");
  EXPECT_EQ(CorrectionApprovedWords(Correction()), "ann issued it as a correction of BILL-1");
  EXPECT_EQ(TaxAsOnWords(Parse<v1::TaxGroup>(kVat), "BILL-1"), "VAT, 20%, as on BILL-1");
  EXPECT_EQ(TaxAsOnWords(v1::TaxGroup(), "BILL-1"), "Not taxed, as on BILL-1");
}

}  // namespace
}  // namespace tally
