// What is sent to a daemon when a book is applied, and when that stops.

#include "clients/cli/commands/apply_changes.h"

#include <gtest/gtest.h>

#include <string>

#include "clients/cli/book/canonical.h"
#include "clients/cli/book/read_book.h"
#include "clients/cli/rpc/failure.h"
#include "support/temporary_directory.h"
#include "system/support/program.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

constexpr char kBook[] = R"(
org: {id: fjord, name: Fjord Data, currency: EUR, time_zone: UTC}
taxes: {vat: {name: VAT, rate: 20%}}
customers:
  acme:
    name: Acme
    plan: [{from: 2026-09-01, lines: []}]
)";

BookChanges ChangesTo(const std::string& text, const Book& ledger) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(text, references, problems);
  EXPECT_TRUE(book.has_value());
  BookChanges changes{ledger, Canonical(book.value_or(Book())), {}};
  changes.diff = Compare(changes.ledger, changes.wanted);
  return changes;
}

// What somebody else changed since the books were compared is the one thing that the ledger refuses
// of a book that was checked.
TEST(ApplyChanges, StopsAtTheFirstThatTheLedgerRefuses) {
  const TemporaryDirectory directory;
  Settings settings;
  settings.socket = directory.path() + "/tallyd.sock";
  Program daemon(Tallyd(directory.path()));
  ASSERT_TRUE(daemon.Says("event=ready"));
  Terminal terminal;
  Session session(settings, {.yes = true, .actor = "ann", .request_id = ""}, terminal);
  const BookChanges first = ChangesTo(kBook, {});
  const Applied all = ApplyChanges(session, first, "first");
  ASSERT_TRUE(all.status.ok()) << all.status;
  EXPECT_EQ(all.changes, 4u);

  std::string text = kBook;
  text.replace(text.find("name: VAT"), 9, "name: Tax");
  text.replace(text.find("name: Acme"), 10, "name: Zeta");
  BookChanges second = ChangesTo(text, first.wanted);
  ASSERT_EQ(second.diff.changes(), 2u);
  second.diff.of(Part::kCustomers).changes[0].etag = "another";
  const Applied some = ApplyChanges(session, second, "second");
  EXPECT_EQ(some.changes, 1u);
  EXPECT_TRUE(IsRefusedFor(some.status, v1::REASON_ETAG_MISMATCH)) << some.status;
  EXPECT_EQ(some.status.message().substr(0, 17), "customers: acme: ");
}

}  // namespace
}  // namespace tally
