// Replies as comma-separated values.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "clients/cli/show/csv.h"
#include "support/text.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {
namespace {

// The header and the rows, without the ends of lines.
std::vector<std::string> LinesOf(const google::protobuf::Message& reply) {
  std::vector<std::string> lines = absl::StrSplit(CsvText(reply), "\r\n");
  EXPECT_EQ(lines.back(), "");
  lines.pop_back();
  return lines;
}

// The cells of the first row, by column. Cells of the test hold no commas.
std::map<std::string, std::string> FirstRow(const google::protobuf::Message& reply) {
  const std::vector<std::string> lines = LinesOf(reply);
  const std::vector<std::string> names = absl::StrSplit(lines.at(0), ',');
  const std::vector<std::string> cells = absl::StrSplit(lines.at(1), ',');
  EXPECT_EQ(names.size(), cells.size()) << lines.at(1);
  std::map<std::string, std::string> row;
  for (size_t i = 0; i < names.size(); ++i) row[names[i]] = cells.at(i);
  return row;
}

TEST(CsvText, HasARowForEachThingThatAPageListsAndAColumnForEachField) {
  const auto page = Parse<v1::InvoicePage>(
      "invoices { number: 'BILL-1' customer_id: 'acme' issue_date: '2026-11-01' "
      "  totals { net { minor_units: -1250 currency: 'EUR' } } status: INVOICE_STATUS_ISSUED } "
      "invoices { number: 'BILL-2' } next_page_token: 'x'");
  EXPECT_EQ(LinesOf(page).size(), 3U);
  auto row = FirstRow(page);
  EXPECT_EQ(row["number"], "BILL-1");
  EXPECT_EQ(row["issue_date"], "2026-11-01");
  EXPECT_EQ(row["totals.net"], "-12.50");
  EXPECT_EQ(row["totals.net.currency"], "EUR");
  EXPECT_EQ(row["totals.tax"], "");
  EXPECT_EQ(row["status"], "issued");
  EXPECT_FALSE(row.contains("next_page_token"));
}

TEST(CsvText, APageOfNothingIsItsHeader) { EXPECT_EQ(LinesOf(v1::InvoicePage()).size(), 1U); }

TEST(CsvText, AReplyThatListsNothingIsOneRow) {
  auto row = FirstRow(Parse<v1::CashRounding>("currency: 'CHF' increment: '0.05'"));
  EXPECT_EQ(row["increment"], "0.05");
}

TEST(CsvText, ADocumentIsItsLines) {
  const auto draft = Parse<v1::Draft>(
      "customer_id: 'acme' content { lines { line { line_id: 'a' quantity: '3' } "
      "  flags { kind: FLAG_KIND_NEW_LINE } } lines { line { line_id: 'b' } } }");
  EXPECT_EQ(LinesOf(draft).size(), 3U);
  EXPECT_EQ(FirstRow(draft)["line.line_id"], "a");
}

TEST(CsvText, TextsWithCommasQuotesAndLinesAreQuoted) {
  const auto org = Parse<v1::Org>("org_id: 'o' name: 'Fjord, \"IT\"\\nBergen'");
  v1::OrgPage page;
  *page.add_orgs() = org;
  EXPECT_NE(CsvText(page).find("\"Fjord, \"\"IT\"\"\nBergen\""), std::string::npos);
}

TEST(CsvText, WhatASpreadsheetTakesForAFormulaIsMadeHarmlessAndNumbersStay) {
  v1::CustomerPage page;
  page.add_customers()->set_name("=HYPERLINK(1)");
  EXPECT_EQ(FirstRow(page)["name"], "'=HYPERLINK(1)");
  page.mutable_customers(0)->set_name("-5.25");
  EXPECT_EQ(FirstRow(page)["name"], "-5.25");
}

TEST(CsvText, ListsOfTextsStandInOneCell) {
  const auto change = Parse<v1::BilledEntry>("source_id: 'psa'");
  EXPECT_EQ(FirstRow(change)["source_id"], "psa");
  const auto left_out = Parse<v1::LeftOutMembers>("excluded: 'a' excluded: 'b'");
  EXPECT_EQ(FirstRow(left_out)["excluded"], "a; b");
}

}  // namespace
}  // namespace tally
