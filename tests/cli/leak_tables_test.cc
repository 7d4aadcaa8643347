// Leaks, coverage and findings, as tables.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/show/leaks.h"
#include "support/text.h"

namespace tally {
namespace {

TEST(LeakTable, ShowsMoneyAndSumsWhatIsTooLittleAndTooMuchApart) {
  const auto page = Parse<v1::BillingLeakPage>(
      "leaks { kind: LEAK_KIND_MANAGED_NOT_CHARGED customer_id: 'acme' item_id: 'device' "
      "  managed: '712' charged: '680' difference: '32' detail: 'charged by device' "
      "  monthly_amount { minor_units: 12800 currency: 'USD' } } "
      "leaks { kind: LEAK_KIND_CHARGED_NOT_MANAGED customer_id: 'bolt' item_id: 'seat' "
      "  managed: '18' charged: '20' detail: 'charged by seat' "
      "  monthly_amount { minor_units: -1000 currency: 'USD' } } "
      "leaks { kind: LEAK_KIND_UNMAPPED_ACCOUNT managed: '1200' charged: '0' detail: 'x' }");
  EXPECT_EQ(LeakTable(page, {}),
            "client  item    what               counted  charged     a month\n"
            "acme    device  not charged            712      680  128.00 USD  charged by device\n"
            "bolt    seat    not managed             18       20  -10.00 USD  charged by seat\n"
            "                unmapped account     1,200        0     unknown  x\n"
            "------  ------  -----------------  -------  -------  ----------  -----------------\n"
            "                billed too little                    128.00 USD\n"
            "                billed too much                      -10.00 USD\n");
  EXPECT_EQ(LeakTable(Parse<v1::BillingLeakPage>("date: '2026-10-31'"), {}),
            "Nothing leaks on 2026-10-31.\n");
}

TEST(CoverageTable, ShowsWhichLinesBillWhatIsCounted) {
  const auto page = Parse<v1::MeterCoveragePage>(
      "meters { counted { source_id: 'rmm' account: 'A1' meter: 'DEVICE' quantity: '12' } "
      "  customer_id: 'acme' item_id: 'device' kind: COVERAGE_KIND_SEVERAL "
      "  line_ids: 'device' line_ids: 'care' }");
  EXPECT_EQ(CoverageTable(page, v1::COVERAGE_KIND_UNSPECIFIED, {}),
            "source  account  meter   counted  client  item    lines    billed by\n"
            "rmm     A1       DEVICE       12  acme    device  several  device, care\n");
}

TEST(CoverageTable, SaysWhatThereIsNothingOf) {
  const auto nothing = [](v1::CoverageKind only) {
    return CoverageTable(Parse<v1::MeterCoveragePage>("date: '2026-10-31'"), only, {});
  };
  EXPECT_EQ(nothing(v1::COVERAGE_KIND_UNSPECIFIED), "Nothing was counted by 2026-10-31.\n");
  EXPECT_EQ(nothing(v1::COVERAGE_KIND_ONE),
            "Nothing that was counted by 2026-10-31 is billed by one line.\n");
  EXPECT_EQ(nothing(v1::COVERAGE_KIND_NONE),
            "Nothing that was counted by 2026-10-31 is a customer's and billed by no line.\n");
  EXPECT_EQ(nothing(v1::COVERAGE_KIND_SEVERAL),
            "Nothing that was counted by 2026-10-31 is billed by several lines.\n");
  EXPECT_EQ(nothing(v1::COVERAGE_KIND_NO_CUSTOMER),
            "Nothing that was counted by 2026-10-31 is nobody's.\n");
}

TEST(CoverageTable, KindsAreTypedAsTheyAreShown) {
  for (const std::string& name : CoverageKindNames()) EXPECT_TRUE(ParseCoverageKind(name)) << name;
  EXPECT_FALSE(ParseCoverageKind("two"));
}

TEST(FindingTable, MarksWhatIsSeriousAndSaysWhatToDo) {
  const auto page = Parse<v1::BookFindingPage>(
      "findings { kind: BOOK_FINDING_KIND_PRICE_BELOW_COST serious: true customer_id: 'acme' "
      "  subject: 'device' message: 'is held at 4' advice: 'Raise the price.' } "
      "findings { kind: BOOK_FINDING_KIND_UNUSED subject: 'stamp' message: 'an item' "
      "  advice: 'Nothing has to be done.' }");
  EXPECT_EQ(FindingTable(page, {}),
            "   client  of      what\n"
            "!  acme    device  below cost  is held at 4\n"
            "  Raise the price.\n"
            "           stamp   unused      an item\n"
            "  Nothing has to be done.\n");
  EXPECT_EQ(FindingTable({}, {}), "Nothing odd.\n");
}

}  // namespace
}  // namespace tally
