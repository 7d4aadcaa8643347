#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/csv/old_invoices_file.h"

namespace tally {
namespace {

OldInvoicesFile Read(const std::string& text) {
  std::istringstream in(text);
  return ReadOldInvoices(in);
}

constexpr char kHeader[] = "number,customer,month,amount,item,tax,description,quantity\n";

TEST(OldInvoices, AreMadeOfRowsWithTheSameCustomerAndNumber) {
  const OldInvoicesFile file = Read(absl::StrCat(kHeader,
                                                 "1,acme,2026-07,10.00,seat,,Seats,2\n"
                                                 "1,zeta,2026-07,7.00,seat,,,\n"
                                                 "1,acme,2026-07,-1.00,credit,2.00,,\n"
                                                 "\n"
                                                 "2,acme,2026-08,5.00,seat,1.00,,\n"));
  EXPECT_EQ(file.problem, "");
  EXPECT_EQ(file.rows, 4U);
  ASSERT_EQ(file.invoices.size(), 3U);
  v1::OldInvoice expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(customer_id: "acme"
           month: "2026-07"
           number: "1"
           lines { item_id: "seat" description: "Seats" quantity: "2" amount: "10.00" }
           lines { item_id: "credit" amount: "-1.00" }
           tax: "2.00")pb",
      &expected));
  EXPECT_EQ(file.invoices[0].invoice.DebugString(), expected.DebugString());
  EXPECT_EQ(file.invoices[0].rows, std::vector<uint64_t>({2, 4}));
  EXPECT_EQ(file.invoices[1].invoice.customer_id(), "zeta");
  EXPECT_EQ(file.invoices[2].rows, std::vector<uint64_t>({6}));
}

TEST(OldInvoices, ThatContradictThemselvesAreLeftOut) {
  const OldInvoicesFile file = Read(absl::StrCat(kHeader,
                                                 "1,acme,2026-07,1,seat,,,\n"
                                                 "2,acme,2026-07,1,seat,1.00,,\n"
                                                 "1,acme,2026-08,1,seat,,,\n"
                                                 "3,acme,2026-07,1,seat,,,\n"
                                                 "2,acme,2026-07,1,seat,1.10,,\n"
                                                 "1,acme,2026-09,1,seat,,,\n"));
  ASSERT_EQ(file.invoices.size(), 1U);
  EXPECT_EQ(file.invoices[0].invoice.number(), "3");
  ASSERT_EQ(file.refused.size(), 2U);
  EXPECT_EQ(file.refused[0].row(), 4U);
  EXPECT_EQ(file.refused[0].field(), "month");
  EXPECT_EQ(file.refused[0].message(), "is 2026-08, but 2026-07 in an earlier row of invoice 1");
  EXPECT_EQ(file.refused[1].row(), 6U);
  EXPECT_EQ(file.refused[1].field(), "tax");
}

TEST(OldInvoices, AreNotReadFromAFileWithABadRow) {
  EXPECT_EQ(Read(absl::StrCat(kHeader, "1,acme,2026-07,1,seat,,,\n1,acme\n")).problem.substr(0, 6),
            "row 3:");
  EXPECT_NE(Read("customer,month\n").problem, "");
  EXPECT_NE(Read("").problem, "");
}

TEST(OldInvoices, TellWhereARefusedFieldStands) {
  const OldInvoicesFile file = Read(absl::StrCat(kHeader,
                                                 "1,acme,2026-07,1,seat,,,\n"
                                                 "1,acme,2026-07,2,seat,,,\n"));
  ASSERT_EQ(file.invoices.size(), 1U);
  struct Row {
    const char* field;
    uint64_t row;
    const char* column;
  };
  const Row rows[] = {
      {"customer_id", 2, "customer"},
      {"tax", 2, "tax"},
      {"lines[0].item_id", 2, "item"},
      {"lines[1].amount", 3, "amount"},
      {"lines[9].amount", 2, "amount"},
      {"lines", 2, ""},
      {"", 2, ""},
  };
  for (const auto& [field, row, column] : rows) {
    SCOPED_TRACE(field);
    const cli::RefusedRow place = RowOf(file.invoices[0], field);
    EXPECT_EQ(place.row(), row);
    EXPECT_EQ(place.field(), column);
  }
}

}  // namespace
}  // namespace tally
