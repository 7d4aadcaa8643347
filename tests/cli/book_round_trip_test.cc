#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
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

template <class Resource>
std::string TextOf(const std::vector<Resource>& resources) {
  std::string text;
  for (const Resource& resource : resources) absl::StrAppend(&text, resource.DebugString(), "\n");
  return text;
}

// The same of every field of the contract, also of those that nobody compares.
void ExpectExactRoundTrip(const Book& book) {
  ExpectRoundTrip(book);
  const Book again = Read(WriteBook(book));
  EXPECT_EQ(again.org.DebugString(), book.org.DebugString());
  EXPECT_EQ(TextOf(again.taxes), TextOf(book.taxes));
  EXPECT_EQ(TextOf(again.sources), TextOf(book.sources));
  EXPECT_EQ(TextOf(again.customers), TextOf(book.customers));
  EXPECT_EQ(TextOf(again.plans), TextOf(book.plans));
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

TEST(BookRoundTrip, KeepsTaxesCoinsAndMembers) {
  for (const char* rounding :
       {"per_group", "per_line", "{per: line, digits: 3, rounding: down, total: up}",
        "{per: group, rounding: half_even}"}) {
    ExpectExactRoundTrip(Read(absl::StrCat(
        "org: {id: a, name: A, currency: CHF, time_zone: UTC, rounding: up, tax_point: service, "
        "cash_rounding: {SEK: 1.00, CHF: 0.05}, tax_rounding: ",
        rounding, "}\n", R"(
taxes:
  vat: {name: VAT, rate: 20%, rates: [{from: 2026-02-01, rate: 21.0%}, {from: 2027-01-01, rate: 0%}], exemption_reason: "Zero: rated"}
  qc: {name: GST and QST, components: [{name: GST, rate: 5%}, {name: QST, rate: 9.975%, compound: true, rates: [{from: 2027-01-01, rate: 10%}]}]}
catalog: {seat: {name: Seat}}
sources: {ad: {kind: x, meters: {SEAT: {item: seat, exclude_members: ["kiosk-*", "null"], ignore_case: true}, OTHER: seat}}}
customers:
  one: {name: One, tax: exempt, exemption_reason: Charity, time_zone: UTC, accounts: {ad: ["2", "1"]}}
)")));
  }
}

TEST(BookRoundTrip, KeepsPlansOfEveryKindOfLine) {
  ExpectExactRoundTrip(Read(R"(
org: {id: a, name: A, currency: EUR, time_zone: UTC}
catalog: {seat: {name: Seat}, hour: {name: Hour}}
sources: {rmm: {kind: x}, ad: {kind: y}}
customers:
  one:
    name: One
    plan:
      - from: 2026-01-01
        at: 12:30:00
        lines:
          - {item: seat, fixed: 1, price: 900.00, bill: yearly, anchor: 2024-02-29, when: in_advance, proration: by_second}
          - {item: seat, counted: {source: rmm, meter: "1.5", accounts: ["1", "null"], distinct: true, others: [{source: ad, meter: U}], round_up_to: 0.50}, quantity: peak, price: {follow: vendor, margin: 17.50%, sync: hold, exact: true, floor: 3.00}, margin_guard: 15.0%}
          - {item: seat, counted: {source: rmm, meter: S}, quantity: period_end, price: {follow: vendor, markup: 0%, sync: immediate}, proration: thirty_day_month}
          - {item: seat, counted: {source: rmm, meter: S}, quantity: per_change, price: {follow: vendor, markup: 0%, sync: next_period}}
          - {item: seat, counted: {source: rmm, meter: S}, quantity: running_total, price: {tiers: graduated, of: [{up_to: 10, flat: 100}, {up_to: 20.5, each: 2.00, flat: 1}, {each: 0}]}, accumulate: 12 months, bill: every 2 weeks}
          - {item: seat, counted: {source: rmm, meter: S}, quantity: sum, price: {tiers: package, of: [{each: 1, block: 1000}]}}
          - {item: seat, counted: {source: rmm, meter: S}, quantity: average, price: {tiers: volume, of: [{each: 1}]}, included: {quantity: 5, overage: flag, prorated: true}, bill: monthly, anchor: 2024-01-31}
          - {item: seat, counted: {source: rmm, meter: S}, quantity: seat_days, price: 1, included: {quantity: 5, price: 2.50}, bill: every 5 months}
          - {item: hour, time: any, price: 120}
          - {item: hour, time: tickets, price: 120, included: 10}
          - {item: hour, time: {kind: projects, projects: ["p", "7"], rates: {"7": 150.00}, increment: 90m, round: total, roll_over: 2}, price: 120, included: {quantity: 10, overage: next_period}}
          - {item: hour, time: {increment: 2h}, price: 120}
          - {item: seat, pass_through: hardware, price: {follow: vendor, markup: 10%}}
          - {item: seat, pass_through: expenses}
          - {item: seat, triggered: milestone}
          - {item: seat, triggered: {on: renewal, subject: "0x1F"}, price: 5, includes_tax: true}
          - {item: hour, credit: {line: seat, percent: 5%, on: sla_breach, subject: backup}}
          - {item: hour, credit: {line: seat-2, amount: 10.00}, id: goodwill}
          - {item: seat, fixed: 2, price: 1, discounts: [{name: "Loyalty: 5", percent: 5%}, {name: Voucher, amount: 1.50, tax: after}]}
        discounts: [{name: Term, percent: 2.50%, tax: after}]
        commitments:
          floor: {minimum: 500.00, item: seat, lines: [seat, seat-2], over: 3 months, proration: by_day}
          cap: {maximum: 150}
)"));
}

// What is said of a plan that goes without saying changes nothing.
TEST(BookRoundTrip, TakesDefaultsForWhatIsNotSaid) {
  const auto with = [](const std::string& line, const std::string& commitment) {
    return Read(
        absl::StrCat("org: {id: a, name: A, currency: EUR, time_zone: UTC}\n"
                     "catalog: {hour: {name: Hour}}\n"
                     "customers:\n"
                     "  one:\n"
                     "    name: One\n"
                     "    plan:\n"
                     "      - from: 2026-01-01\n"
                     "        lines: [{item: hour, time: {increment: 15m",
                     line, "}]\n        commitments: {cap: {maximum: 1", commitment, "}}\n"));
  };
  const Book said = with(
      ", kind: any, round: per_entry}, price: 1, bill: monthly, when: in_arrears, proration: none, "
      "includes_tax: false, included: {quantity: 1, overage: bill, prorated: false}, discounts: "
      "[{name: A, percent: 1%, tax: before}]",
      ", over: 1 month, proration: none");
  const Book unsaid = with("}, price: 1, included: 1, discounts: [{name: A, percent: 1%}]", "");
  EXPECT_EQ(Compare(said, unsaid).changes(), 0u);
  EXPECT_EQ(Compare(unsaid, said).changes(), 0u);
  EXPECT_EQ(WriteBook(said), WriteBook(unsaid));
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

}  // namespace
}  // namespace tally
