// Invoices of no month: told from the quote and the project that they bill.

#include "explain/told.h"
#include "ledger/deciders/projects.h"
#include "ledger/deciders/quotes.h"

namespace tally {
namespace {

// 100.01 over two tasks beside one with a rate.
void DefineProject(Office& office) {
  office.OpenProvider(1);
  office.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' }");
  office.Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'work' name: 'Work' tax_id: 'vat' }");
  office.Do<v1::DefineProject>(
      "org_id: 'msp' project { project_id: 'web' customer_id: 'c0' name: 'Website' "
      "  item_id: 'work' estimate: '133.34' "
      "  tasks { task_id: 'design' name: 'Design' quantity: '0.333333' unit_price: '100' } "
      "  tasks { task_id: 'build' name: 'Build' } "
      "  tasks { task_id: 'test' name: 'Test' item_id: 'stamp' } }");
}

TEST(ExplainOneOff, ToldFromTheProjectThatIsInvoiced) {
  Office office;
  DefineProject(office);
  const auto reply =
      office.Do<v1::BillProject>("org_id: 'msp' project_id: 'web' bill_as: BILL_AS_INVOICE");
  EXPECT_EQ(
      Tree(Told(office, reply.invoice_number())),
      "DOCUMENT Invoice BILL-2026-11-001 of 3 Nov 2026 to C: 133.34 USD and 16.67 USD tax make "
      "150.01 USD <invoices/BILL-2026-11-001>\n"
      "  LINE Website: Design: 0.333333 × 100.00 is rounded to 33.33 USD\n"
      "    DEFINITION Task design of project web, Website: 0.333333 at its own rate of 100.00 USD "
      "<projects/web>\n"
      "    ROUNDING exactly 33.3333 USD, rounded half away from zero to 33.33 USD by the rule of "
      "Msp <org>\n"
      "    TAX VAT, 20%, on 3 Nov 2026, when the invoice was issued <invoices/BILL-2026-11-001>\n"
      "  LINE Website: Build: 1 × 50.01 = 50.01 USD\n"
      "    DEFINITION Task build of project web, Website: its share of what the rates of others "
      "leave of the estimate of 133.34 USD, split evenly over 2 tasks <projects/web>\n"
      "    TAX VAT, 20%, on 3 Nov 2026, when the invoice was issued <invoices/BILL-2026-11-001>\n"
      "  LINE Website: Test: 1 × 50.00 = 50.00 USD\n"
      "    DEFINITION Task test of project web, Website: its share of what the rates of others "
      "leave of the estimate of 133.34 USD, split evenly over 2 tasks <projects/web>\n"
      "    TAX Not taxed, on 3 Nov 2026, when the invoice was issued <invoices/BILL-2026-11-001>\n"
      "  TAX VAT: 20% of 83.34 USD is rounded to 16.67 USD, on design, build\n"
      "    ROUNDING exactly 16.668 USD, rounded half away from zero to 16.67 USD by the rule of "
      "Msp <org>\n"
      "    DEFINITION VAT, 20%, on 3 Nov 2026, when the invoice was issued "
      "<invoices/BILL-2026-11-001>\n"
      "  TAX Not taxed: 50.00 USD, on test\n"
      "    DEFINITION Not taxed, on 3 Nov 2026, when the invoice was issued "
      "<invoices/BILL-2026-11-001>\n"
      "  DEFINITION Bills project web, Website <projects/web>\n"
      "  DEFINITION Billed to C, client c0\n"
      "  DEFINITION Due 3 Nov 2026: due on receipt, issued on 3 Nov 2026; the terms of that day "
      "<invoices/BILL-2026-11-001>\n"
      "  APPROVAL ann issued it on 3 Nov 2026 12:00 UTC <invoices/BILL-2026-11-001>\n"
      "  DEFINITION Number BILL-2026-11-001 is the 1st of the series BILL-2026-11-{N}, as Msp "
      "numbers invoices <org>\n");
}

TEST(ExplainOneOff, ToldFromTheQuoteThatWasAccepted) {
  Office office;
  DefineProject(office);
  office.Do<v1::BillProject>("org_id: 'msp' project_id: 'web' bill_as: BILL_AS_QUOTE");
  office.Do<v1::SendQuote>("org_id: 'msp' quote_id: 'web' revision: 1");
  // What is defined otherwise since has no part in it.
  office.Do<v1::DefineProject>(
      "org_id: 'msp' project { project_id: 'web' customer_id: 'c0' name: 'Other' "
      "  item_id: 'work' tasks { task_id: 'design' name: 'D' unit_price: '1' } }");
  office.SetNow("2026-11-05T10:00:00Z");
  const auto reply = office.Do<v1::AcceptQuote>("org_id: 'msp' quote_id: 'web' revision: 1");
  const v1::Explanation document = Told(office, reply.invoice_number());
  EXPECT_EQ(
      Tree(document),
      "DOCUMENT Invoice BILL-2026-11-001 of 5 Nov 2026 to C: 133.34 USD and 16.67 USD tax make "
      "150.01 USD <invoices/BILL-2026-11-001>\n"
      "  LINE Website: Design: 0.333333 × 100.00 is rounded to 33.33 USD\n"
      "    DEFINITION As quoted: line design of revision 1 of quote web, made on 3 Nov 2026 "
      "<quotes/web>\n"
      "      DEFINITION Task design of project web, Website: 0.333333 at its own rate of 100.00 "
      "USD <projects/web>\n"
      "    ROUNDING exactly 33.3333 USD, rounded half away from zero to 33.33 USD by the rule of "
      "Msp <org>\n"
      "    TAX VAT, 20%, as quoted on 3 Nov 2026 <quotes/web>\n"
      "  LINE Website: Build: 1 × 50.01 = 50.01 USD\n"
      "    DEFINITION As quoted: line build of revision 1 of quote web, made on 3 Nov 2026 "
      "<quotes/web>\n"
      "      DEFINITION Task build of project web, Website: its share of what the rates of others "
      "leave of the estimate of 133.34 USD, split evenly over 2 tasks <projects/web>\n"
      "    TAX VAT, 20%, as quoted on 3 Nov 2026 <quotes/web>\n"
      "  LINE Website: Test: 1 × 50.00 = 50.00 USD\n"
      "    DEFINITION As quoted: line test of revision 1 of quote web, made on 3 Nov 2026 "
      "<quotes/web>\n"
      "      DEFINITION Task test of project web, Website: its share of what the rates of others "
      "leave of the estimate of 133.34 USD, split evenly over 2 tasks <projects/web>\n"
      "    TAX Not taxed, as quoted on 3 Nov 2026 <quotes/web>\n"
      "  TAX VAT: 20% of 83.34 USD is rounded to 16.67 USD, on design, build\n"
      "    ROUNDING exactly 16.668 USD, rounded half away from zero to 16.67 USD by the rule of "
      "Msp <org>\n"
      "    DEFINITION VAT, 20%, as quoted on 3 Nov 2026 <quotes/web>\n"
      "  TAX Not taxed: 50.00 USD, on test\n"
      "    DEFINITION Not taxed, as quoted on 3 Nov 2026 <quotes/web>\n"
      "  DEFINITION Bills revision 1 of quote web, noted as accepted by ann on 5 Nov 2026 10:00 "
      "UTC <quotes/web>\n"
      "  DEFINITION Bills project web, Website <projects/web>\n"
      "  DEFINITION Billed to C, client c0\n"
      "  DEFINITION Due 5 Nov 2026: due on receipt, issued on 5 Nov 2026; as quoted <quotes/web>\n"
      "  APPROVAL ann issued it on 5 Nov 2026 10:00 UTC <invoices/BILL-2026-11-001>\n"
      "  DEFINITION Number BILL-2026-11-001 is the 1st of the series BILL-2026-11-{N}, as Msp "
      "numbers invoices <org>\n");
  EXPECT_EQ(Tree(Told(office, reply.invoice_number(), "test")),
            "LINE Website: Test: 1 × 50.00 = 50.00 USD\n"
            "  DEFINITION As quoted: line test of revision 1 of quote web, made on 3 Nov 2026 "
            "<quotes/web>\n"
            "    DEFINITION Task test of project web, Website: its share of what the rates of "
            "others leave of the estimate of 133.34 USD, split evenly over 2 tasks <projects/web>\n"
            "  TAX Not taxed, as quoted on 3 Nov 2026 <quotes/web>\n");
}

// The rule by which a figure was quoted is told, not that of the day of the invoice.
TEST(ExplainOneOff, TellsTheRulesOfTheDayOfTheQuote) {
  Office office;
  DefineProject(office);
  office.Do<v1::BillProject>("org_id: 'msp' project_id: 'web' bill_as: BILL_AS_QUOTE");
  office.Do<v1::SendQuote>("org_id: 'msp' quote_id: 'web' revision: 1");
  office.Do<v1::DefineOrg>(
      "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' rounding: ROUNDING_DOWN }");
  const auto reply = office.Do<v1::AcceptQuote>("org_id: 'msp' quote_id: 'web' revision: 1");
  const v1::Explanation design = Told(office, reply.invoice_number(), "design");
  EXPECT_EQ(Find(design, v1::EXPLANATION_KIND_ROUNDING).text(),
            "exactly 33.3333 USD, rounded half away from zero to 33.33 USD by the rule of Msp");
}

}  // namespace
}  // namespace tally
