// What is told of invoices that were credited, voided and corrected.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explain/bills.h"
#include "explain/told.h"
#include "ledger/explain/chain.h"

namespace tally {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ExplainedCredit : public Bills {};

TEST_F(ExplainedCredit, TellsWhatWasCreditedByThen) {
  DefineMsp();
  SetPlan(Fixed("seat", "2", "10") + Fixed("stamp", "1", "3"));
  Run();
  const std::string number = Approve();
  const uint64_t issued_at = office_.ledger().Read().position();
  const std::string of_it = absl::StrCat("org_id: 'msp' invoice_number: '", number, "' ");
  office_.Do<v1::CreditInvoice>(of_it +
                                "reason: 'half' lines { lines { line_id: 'seat' "
                                "  net { minor_units: 1000 currency: 'USD' } } }");
  office_.Do<v1::CreditInvoice>(of_it + "reason: 'all of it' whole {}");

  const v1::Explanation told = Told(office_, number);
  const auto credits = FindAll(told, v1::EXPLANATION_KIND_CREDIT);
  ASSERT_THAT(credits, SizeIs(2));
  EXPECT_EQ(Tree(credits[0]) + Tree(credits[1]),
            "CREDIT Credit note CREDIT-2026-11-001 of 3 Nov 2026 by ann takes back 12.00 USD: half "
            "<invoices/BILL-2026-11-001>\n"
            "CREDIT Credit note CREDIT-2026-11-002 of 3 Nov 2026 by ann takes back 15.00 USD: all "
            "of it <invoices/BILL-2026-11-001>\n");
  EXPECT_EQ(credits[1].amount().minor_units(), 1500);

  const auto of_line = FindAll(Told(office_, number, "stamp"), v1::EXPLANATION_KIND_CREDIT);
  ASSERT_THAT(of_line, SizeIs(1));
  EXPECT_THAT(of_line[0].text(), HasSubstr("takes back 3.00 USD of it before tax: all of it"));

  const auto before = TryToTell(office_, number, "", issued_at);
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_THAT(FindAll(*before, v1::EXPLANATION_KIND_CREDIT), IsEmpty());
  const auto between = TryToTell(office_, number, "", issued_at + 1);
  ASSERT_TRUE(between.ok()) << between.status();
  EXPECT_THAT(FindAll(*between, v1::EXPLANATION_KIND_CREDIT), SizeIs(1));
}

TEST_F(ExplainedCredit, TellsThatAnInvoiceWasVoided) {
  DefineMsp();
  SetPlan(Fixed("stamp", "1", "3"));
  Run();
  const std::string number = Approve();
  office_.Do<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'by mistake'"));
  EXPECT_EQ(Tree(Find(Told(office_, number), v1::EXPLANATION_KIND_CREDIT)),
            "CREDIT Credit note CREDIT-2026-11-001 of 3 Nov 2026 by ann takes back 3.00 USD: by "
            "mistake <invoices/BILL-2026-11-001>\n"
            "  CREDIT ann voided the invoice on 3 Nov 2026 12:00 UTC: by mistake "
            "<invoices/BILL-2026-11-001>\n");
}

TEST_F(ExplainedCredit, TellsACorrectionFromWhatItCorrects) {
  DefineMsp();
  SetPlan(Fixed("seat", "17", "12.5") + Fixed("stamp", "1", "3"));
  Run();
  const std::string number = Approve();
  office_.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'Tax' rate_percent: '7' }");
  const auto reply = office_.Do<v1::CorrectInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number,
                   "' reason: 'one seat more' lines { line_id: 'seat' quantity: '18' }"));
  EXPECT_EQ(
      Tree(Told(office_, reply.invoice_number())),
      "DOCUMENT Invoice BILL-2026-11-002 of 3 Nov 2026 to Alpha Ltd for October 2026: 225.00 USD "
      "and 45.00 USD tax make 270.00 USD <invoices/BILL-2026-11-002>\n"
      "  LINE Seat: 18 × 12.50 = 225.00 USD\n"
      "    OVERRIDE ann corrected 17 × 12.50 = 212.50 USD on BILL-2026-11-001: one seat more "
      "<invoices/BILL-2026-11-002>\n"
      "    TAX VAT, 20%, as on BILL-2026-11-001 <invoices/BILL-2026-11-001>\n"
      "    LINE Seat: 17 × 12.50 = 212.50 USD\n"
      "      QUANTITY 17, fixed in your plan of 1 Aug 2026 <plans/alpha>\n"
      "      PRICE 12.50 USD each, held since 1 Aug 2026 <plans/alpha>\n"
      "      DEFINITION Seat is item seat of the catalog <items/seat>\n"
      "      TAX VAT, 20%: the tax on the item <items/seat>\n"
      "        DEFINITION VAT is 20% <taxes/vat>\n"
      "  TAX VAT: 20% of 225.00 USD = 45.00 USD, on seat\n"
      "    DEFINITION VAT, 20%, as on BILL-2026-11-001 <invoices/BILL-2026-11-001>\n"
      "  OVERRIDE Corrects BILL-2026-11-001: one seat more <invoices/BILL-2026-11-002>\n"
      "    CREDIT Credit note CREDIT-2026-11-001 of 3 Nov 2026 by ann takes back 255.00 USD: one "
      "seat more <invoices/BILL-2026-11-001>\n"
      "  DEFINITION Due 3 Dec 2026: net 30, issued on 3 Nov 2026; as on BILL-2026-11-001 "
      "<invoices/BILL-2026-11-001>\n"
      "  APPROVAL ann issued it as a correction of BILL-2026-11-001 <invoices/BILL-2026-11-002>\n"
      "  DEFINITION Number BILL-2026-11-002 is the 2nd of the series BILL-2026-11-{N}, as Msp "
      "numbers invoices <org>\n");
  EXPECT_EQ(Tree(Find(Told(office_, number), v1::EXPLANATION_KIND_CREDIT)),
            "CREDIT Credit note CREDIT-2026-11-001 of 3 Nov 2026 by ann takes back 255.00 USD: one "
            "seat more <invoices/BILL-2026-11-001>\n"
            "  CREDIT Billed again on BILL-2026-11-002 as it should have been "
            "<invoices/BILL-2026-11-002>\n");
}

TEST_F(ExplainedCredit, FollowsCorrectionsOfCorrectionsAsFarAsItSays) {
  DefineMsp();
  SetPlan(Fixed("stamp", "1", "3"));
  Run();
  std::string number = Approve();
  for (size_t i = 0; i <= kMaxCorrections; ++i) {
    if (i > 0) {
      // The invoice, the ones it corrects, and the original.
      EXPECT_THAT(FindAll(Told(office_, number, "stamp"), v1::EXPLANATION_KIND_LINE),
                  SizeIs(i + 1));
    }
    number = office_
                 .Do<v1::CorrectInvoice>(absl::StrCat(
                     "org_id: 'msp' invoice_number: '", number,
                     "' reason: 'more' lines { line_id: 'stamp' quantity: '", i + 2, "' }"))
                 .invoice_number();
  }
  const v1::Explanation told = Told(office_, number, "stamp");
  const auto lines = FindAll(told, v1::EXPLANATION_KIND_LINE);
  EXPECT_THAT(lines, SizeIs(kMaxCorrections + 1));
  EXPECT_EQ(Tree(lines.back()),
            "LINE Stamp: 2 × 3.00 = 6.00 USD\n"
            "  OVERRIDE Corrects BILL-2026-11-001: more <invoices/BILL-2026-11-002>\n"
            "  TAX Not taxed, as on BILL-2026-11-001\n");
}

}  // namespace
}  // namespace tally
