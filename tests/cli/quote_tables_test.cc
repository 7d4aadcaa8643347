#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/show/projects.h"
#include "clients/cli/show/quotes.h"
#include "support/text.h"

namespace tally {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Dollars(const char* field, int64_t minor_units) {
  return absl::StrCat(field, " { minor_units: ", minor_units, " currency: 'USD' } ");
}

std::string Totals(const char* field, int64_t net, int64_t tax) {
  return absl::StrCat(field, " { tax_groups { tax_id: 'vat' name: 'VAT' rate_percent: '20' ",
                      Dollars("taxable", net), Dollars("tax", tax), "} totals { ",
                      Dollars("net", net), Dollars("tax", tax), Dollars("total", net + tax),
                      "} } ");
}

std::string Line(const char* id, const char* quantity, const char* price, int64_t amount,
                 const char* cadence) {
  return absl::StrCat("lines { line { line_id: '", id, "' description: 'Seat' quantity: '",
                      quantity, "' unit_price: '", price, "' tax_id: 'vat' ",
                      Dollars("amount", amount), "} ", cadence, " } ");
}

// C19 of the worked examples.
v1::QuoteRevision C19() {
  return Parse<v1::QuoteRevision>(absl::StrCat(
      "revision: 1 bill_to { customer_id: 'alpha' name: 'Alpha Ltd' email: 'ap@alpha.example' } "
      "date: '2026-11-03' valid_until: '2026-11-30' terms { text: 'net 30' } note: 'Thank you.' ",
      Line("setup", "1", "500", 50000, ""),
      Line("care", "45", "10", 45000, "cadence { months: 1 }"),
      Line("support", "1", "1000", 100000,
           "cadence { months: 12 timing: TIMING_IN_ADVANCE anchor: '2027-01-01' }"),
      Totals("due_on_acceptance", 50000, 10000), Totals("first_period", 195000, 39000)));
}

v1::QuoteView ViewOf(const v1::QuoteRevision& revision, const std::string& more) {
  auto view = Parse<v1::QuoteView>("quote_id: 'q-7' customer_id: 'alpha' " + more);
  *view.add_revisions() = revision;
  return view;
}

TEST(QuoteSheet, SaysWhatAcceptingCostsAndWhatTheFirstPeriodsComeTo) {
  EXPECT_EQ(QuoteSheet(ViewOf(C19(), "status: QUOTE_STATUS_SENT sent_on: '2026-11-04'"), C19(), {}),
            "Quote q-7, revision 1\n"
            "  for         Alpha Ltd (alpha)\n"
            "  sent to     ap@alpha.example\n"
            "  made        2026-11-03\n"
            "  valid until 2026-11-30\n"
            "  to be paid  net 30\n"
            "\n"
            "description  line     quantity     price  amount USD  tax  due\n"
            "Seat         setup           1    500.00      500.00  vat  once\n"
            "Seat         care           45     10.00      450.00  vat  monthly\n"
            "Seat         support         1  1,000.00    1,000.00  vat  yearly, in advance, from "
            "2027-01-01\n"
            "\n"
            "due on acceptance\n"
            "tax    rate      on     USD\n"
            "VAT     20%  500.00  100.00\n"
            "-----  ----  ------  ------\n"
            "net                  500.00\n"
            "tax                  100.00\n"
            "total                600.00\n"
            "\n"
            "first-period total: one period of each line, and what is due once\n"
            "tax    rate        on       USD\n"
            "VAT     20%  1,950.00    390.00\n"
            "-----  ----  --------  --------\n"
            "net                    1,950.00\n"
            "tax                      390.00\n"
            "total                  2,340.00\n"
            "\n"
            "Thank you.\n"
            "\n"
            "sent on 2026-11-04\n");
}

TEST(QuoteSheet, LeavesOutWhatTheQuoteDoesNotHave) {
  v1::QuoteRevision once = C19();
  once.mutable_lines()->DeleteSubrange(1, 2);
  const std::string sheet = QuoteSheet(ViewOf(once, "status: QUOTE_STATUS_DRAFT"), once, {});
  EXPECT_THAT(sheet, HasSubstr("due on acceptance\n"));
  EXPECT_THAT(sheet, Not(HasSubstr("first-period")));

  v1::QuoteRevision recurring = C19();
  recurring.mutable_lines()->DeleteSubrange(0, 1);
  EXPECT_THAT(QuoteSheet(ViewOf(recurring, "status: QUOTE_STATUS_DRAFT"), recurring, {}),
              HasSubstr("\nnothing is due on acceptance\n\nfirst-period total"));
}

TEST(QuoteSheet, SaysWhatBecameOfTheQuote) {
  const auto fate = [](const std::string& more) {
    const std::string sheet = QuoteSheet(ViewOf(C19(), more), C19(), {});
    return sheet.substr(sheet.rfind("\n", sheet.size() - 2) + 1);
  };
  EXPECT_EQ(fate("status: QUOTE_STATUS_DRAFT"), "not sent yet\n");
  EXPECT_EQ(fate("status: QUOTE_STATUS_EXPIRED sent_on: '2026-11-04'"),
            "sent on 2026-11-04, and expired\n");
  EXPECT_EQ(fate("status: QUOTE_STATUS_DECLINED decided_on: '2026-11-05' reason: 'too much'"),
            "declined on 2026-11-05: too much\n");
  EXPECT_EQ(fate("status: QUOTE_STATUS_ACCEPTED decided_on: '2026-11-05' "
                 "invoice_number: 'BILL-1' plan_effective_from: '2026-12-01'"),
            "accepted on 2026-11-05, invoice BILL-1, in the plan from 2026-12-01\n");
  v1::QuoteView view = ViewOf(C19(), "status: QUOTE_STATUS_DRAFT");
  view.add_revisions()->set_revision(2);
  EXPECT_THAT(QuoteSheet(view, C19(), {}), HasSubstr("\nrevised by revision 2\n"));
}

TEST(QuoteTable, ListsQuotesWithBothTotals) {
  v1::QuotePage page;
  *page.add_quotes() = ViewOf(C19(), "status: QUOTE_STATUS_EXPIRED");
  EXPECT_EQ(QuoteTable(page, {}),
            "quote  client  revision  made        valid until  due on acceptance USD  first-period "
            "total  status\n"
            "q-7    alpha          1  2026-11-03  2026-11-30                  600.00            "
            "2,340.00  expired\n");
  EXPECT_EQ(QuoteTable({}, {}), "No quotes.\n");
}

TEST(ProjectSheet, ShowsWhatEachTaskComesTo) {
  const auto view = Parse<v1::ProjectView>(absl::StrCat(
      "project { project_id: 'web' customer_id: 'alpha' name: 'Website' item_id: 'seat' "
      "  estimate: '1000' tasks { task_id: 'design' name: 'Design' quantity: '5' unit_price: '100' "
      "  } tasks { task_id: 'build' name: 'Build' item_id: 'stamp' } "
      "  tasks { task_id: 'talk' name: 'Talk' not_billable: true } } ",
      "amounts { task_id: 'design' ", Dollars("amount", 50000), "} amounts { task_id: 'build' ",
      Dollars("amount", 50000), "} ", Dollars("net", 100000), "quote_id: 'web'"));
  EXPECT_EQ(ProjectSheet(view, {}),
            "Project web: Website\n"
            "  for      alpha\n"
            "  estimate 1,000.00 USD\n"
            "  quote    web\n"
            "\n"
            "task    name    item   quantity   price  billed by           net USD\n"
            "design  Design  seat          5  100.00  own rate             500.00\n"
            "build   Build   stamp                    share of estimate    500.00\n"
            "talk    Talk    seat                     not billed\n"
            "------  ------  -----  --------  ------  -----------------  --------\n"
            "total                                                       1,000.00\n");
  v1::ProjectPage page;
  *page.add_projects() = view;
  EXPECT_EQ(ProjectTable(page, {}),
            "project  client  name     tasks   net USD  status  quote\n"
            "web      alpha   Website      3  1,000.00  quoted  web\n");
  EXPECT_EQ(ProjectTable({}, {}), "No projects.\n");
}

}  // namespace
}  // namespace tally
