#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/cli/book/canonical.h"
#include "clients/cli/book/diff.h"
#include "clients/cli/book/read_book.h"
#include "clients/cli/book/write_book.h"

namespace tally {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Book Read(const std::string& text) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(text, references, problems);
  EXPECT_THAT(problems.Lines(), IsEmpty()) << text;
  return Canonical(book.value_or(Book()));
}

// Reads what is written of the book, and expects no difference.
void ExpectRoundTrip(const Book& book) {
  const std::string written = WriteBook(book);
  const Book again = Read(written);
  EXPECT_EQ(Compare(book, again).changes(), 0u) << written;
  EXPECT_EQ(Compare(again, book).changes(), 0u) << written;
  EXPECT_EQ(WriteBook(again), written);
}

Book Small() {
  Book book;
  book.org.set_org_id("a");
  book.org.set_name("A");
  book.org.set_currency("EUR");
  book.org.set_time_zone("Etc/GMT+5");
  return book;
}

TEST(BookRoundTrip, KeepsABookOfEveryKindOfField) {
  ExpectRoundTrip(Read(R"(
org: {id: a, name: A, currency: EUR, time_zone: Europe/Paris, rounding: half_even, payment_terms: eom_5, review: {stale_after: 3d}}
taxes: {vat: {name: TVA 20 %, rate: 20.00%}}
catalog:
  zeta: {name: Zeta, tax: vat}
  alpha: {name: "Alpha: the first, \"quoted\"", external_ids: {xero: "007", quickbooks: "1"}}
sources:
  rmm: {kind: x, meters: {B: zeta, A: alpha}}
  empty: {kind: y}
customers:
  two: {name: "2"}
  one:
    name: Société Générale
    currency: JPY
    tax: exempt
    payment_terms: due_on_receipt
    accounts: {rmm: "0x1F", empty: "null"}
    meters: {rmm: {C: zeta, "D: d": alpha}}
    plan:
      - {from: 2027-01-01, lines: []}
      - from: 2026-01-01
        lines:
          - {item: zeta, fixed: 1.50, price: 10}
          - {item: zeta, counted: {source: rmm, meter: B}, quantity: period_start, price: 0.00042}
          - {id: other, item: zeta, counted: {source: rmm, meter: B}, quantity: peak, price: {follow: vendor, markup: 0%}}
)"));
}

TEST(BookRoundTrip, KeepsTextThatYamlWouldTakeForSomethingElse) {
  for (const char* text : {"null",
                           "~",
                           "true",
                           "No",
                           "1001",
                           "1.5",
                           "0x1F",
                           "- dash",
                           "# hash",
                           "a # b",
                           "a: b",
                           "{a}",
                           "[a]",
                           "&a",
                           "*a",
                           "!a",
                           "|",
                           ">",
                           "%",
                           "@at",
                           "`tick`",
                           "'single'",
                           "\"double\"",
                           "back\\",
                           " blanks ",
                           "...",
                           "---",
                           "<<",
                           "?",
                           ":",
                           ",",
                           "é",
                           "日本",
                           "👍",
                           "\xEF\xBB\xBFz",
                           "a\xE2\x80\xA8z"}) {
    Book book = Small();
    book.org.set_name(text);
    v1::Source& source = book.sources.emplace_back();
    source.set_source_id("rmm");
    source.set_kind("null");
    v1::Item& item = book.items.emplace_back();
    item.set_item_id("1.5");
    item.set_name(text);
    source.add_meters()->set_meter(text);
    source.mutable_meters(0)->set_item_id("1.5");
    v1::Customer& customer = book.customers.emplace_back();
    customer.set_customer_id("no");
    customer.set_name(text);
    customer.add_accounts()->set_source_id("rmm");
    customer.mutable_accounts(0)->set_account(text);
    ExpectRoundTrip(Canonical(book));
  }
}

TEST(BookRoundTrip, LeavesOutLineIdsThatAreFilledIn) {
  Book book = Small();
  book.items.emplace_back().set_item_id("seat");
  book.items.back().set_name("Seat");
  book.customers.emplace_back().set_customer_id("acme");
  book.customers.back().set_name("Acme");
  v1::Plan& plan = book.plans.emplace_back();
  plan.set_customer_id("acme");
  plan.set_effective_from("2026-08-01");
  for (const char* id : {"seat", "seat-2", "special"}) {
    v1::PlanLine& line = *plan.add_lines();
    line.set_line_id(id);
    line.set_item_id("seat");
    line.mutable_fixed()->set_quantity("1");
    line.mutable_held()->set_unit_price("2.50");
  }
  const std::string written = WriteBook(Canonical(book));
  EXPECT_THAT(written, HasSubstr("{item: seat, fixed: 1, price: 2.5}"));
  EXPECT_THAT(written, HasSubstr("{id: special, item: seat, fixed: 1, price: 2.5}"));
  EXPECT_THAT(written, Not(HasSubstr("seat-2")));
  ExpectRoundTrip(Canonical(book));
}

// A line's id is never longer than an id may be, so that the ledger takes it.
TEST(LineIds, LeaveRoomForTheNumber) {
  v1::Plan plan;
  const std::string item(64, 'a');
  for (int i = 0; i < 11; ++i) plan.add_lines()->set_item_id(item);
  const std::vector<std::string> ids = LineIds(plan);
  EXPECT_EQ(ids[0], item);
  EXPECT_EQ(ids[1], std::string(62, 'a') + "-2");
  EXPECT_EQ(ids[10], std::string(61, 'a') + "-11");
}

}  // namespace
}  // namespace tally
