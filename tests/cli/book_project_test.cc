#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/book/canonical.h"
#include "clients/cli/book/diff.h"
#include "clients/cli/book/read_book.h"
#include "clients/cli/book/read_quote.h"
#include "clients/cli/book/write_book.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kBook[] =
    "org: {id: a, name: A, currency: USD, time_zone: UTC}\n"
    "catalog:\n"
    "  work: {name: Work}\n"
    "customers:\n"
    "  acme: {name: Acme}\n"
    "projects:\n"
    "  web:\n"
    "    customer: acme\n"
    "    name: \"Website, new\"\n"
    "    item: work\n"
    "    estimate: 1000.00\n"
    "    tasks:\n"
    "      - {id: design, name: Design, quantity: 5, price: 100.00}\n"
    "      - {id: build, name: Build, item: work}\n"
    "      - {id: talk, name: Talk, not_billable: true}\n";

struct BookRead {
  Book book;
  std::vector<std::string> problems;
};

BookRead Read(const std::string& text) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(text, references, problems);
  return {Canonical(book.value_or(Book())), problems.Lines()};
}

TEST(BookProjects, AreReadAndWrittenAsTheyAre) {
  const BookRead read = Read(kBook);
  ASSERT_THAT(read.problems, IsEmpty());
  ASSERT_EQ(read.book.projects.size(), 1U);
  const v1::Project& project = read.book.projects[0];
  EXPECT_EQ(project.customer_id(), "acme");
  EXPECT_EQ(project.estimate(), "1000");
  EXPECT_EQ(project.tasks(0).unit_price(), "100");
  EXPECT_EQ(project.tasks(1).item_id(), "work");
  EXPECT_TRUE(project.tasks(2).not_billable());

  const std::string written = WriteBook(read.book);
  const BookRead again = Read(written);
  EXPECT_THAT(again.problems, IsEmpty()) << written;
  ASSERT_EQ(again.book.projects.size(), 1U) << written;
  EXPECT_EQ(again.book.projects[0].DebugString(), project.DebugString());
}

TEST(BookProjects, AreComparedTaskByTask) {
  const Book before = Read(kBook).book;
  const Book after = Read(absl::StrReplaceAll(kBook, {{"price: 100.00", "price: 120.00"},
                                                      {"estimate: 1000.00", "estimate: 1200.00"}}))
                         .book;
  const PartDiff diff = Compare(before, after).of(Part::kProjects);
  ASSERT_EQ(diff.changes.size(), 1U);
  EXPECT_THAT(diff.changes[0].words,
              ElementsAre("web.estimate: 1000 -> 1200", "web.tasks[design].price: 100 -> 120"));
  EXPECT_EQ(Compare(before, before).changes(), 0U);
}

TEST(BookProjects, AreRefusedWithTheirPlaces) {
  const std::pair<absl::string_view, std::pair<absl::string_view, const char*>> rows[] = {
      {"customer: acme", {"customer: none", "book.yaml:8:15: projects.web.customer: is `none`"}},
      {"item: work\n", {"item: none\n", "book.yaml:10:11: projects.web.item: is `none`"}},
      {"    estimate: 1000.00\n",
       {"", "book.yaml:13:9: projects.web.tasks[1].price: is missing: \"build\" is billable"}},
      {"1000.00",
       {"499.99",
        "book.yaml:11:15: projects.web.estimate: is 499.99 USD, but the rates "
        "come to 500.00 USD"}},
      {"1000.00", {"0.001", "book.yaml:11:15: projects.web.estimate: is 0.001, which is no exact"}},
      {"id: build",
       {"id: design",
        "book.yaml:14:9: projects.web.tasks[1]: has the id `design` of "
        "the task on line 13 already"}},
      {"name: Talk", {"title: Talk", "projects.web.tasks[2].title"}},
  };
  for (const auto& [from, to] : rows) {
    SCOPED_TRACE(to.second);
    const BookRead read = Read(absl::StrReplaceAll(kBook, {{from, to.first}}));
    EXPECT_THAT(absl::StrJoin(read.problems, "\n"), HasSubstr(to.second));
  }
}

// What was invoiced does not change, and a project keeps its customer.
TEST(BookProjects, AreCheckedAgainstTheLedger) {
  Book ledger = Read(kBook).book;
  const auto problems_of = [&](const std::string& text) {
    Problems problems("book.yaml");
    References references;
    const auto book = ReadBook(text, references, problems);
    EXPECT_TRUE(book) << text;
    CheckAgainst(ledger, Canonical(book.value_or(Book())), references, problems);
    return problems.Lines();
  };
  const std::string changed = absl::StrReplaceAll(kBook, {{"Build", "Built"}});
  EXPECT_THAT(problems_of(changed), IsEmpty());
  ledger.project_invoices["web"] = "BILL-1";
  EXPECT_THAT(problems_of(kBook), IsEmpty());
  EXPECT_THAT(problems_of(changed),
              ElementsAre(HasSubstr("projects.web: cannot change any more, as BILL-1 bills it")));
  EXPECT_THAT(problems_of(absl::StrReplaceAll(
                  kBook, {{"customer: acme", "customer: beta"},
                          {"  acme: {name: Acme}\n", "  beta: {name: Beta}\n"}})),
              ElementsAre(HasSubstr("projects.web: is a project of acme in the ledger")));
}

TEST(QuoteFile, IsReadAsARequest) {
  Problems problems("q.yaml");
  const auto quote = ReadQuote(
      "quote: q-7\ncustomer: acme\nvalid_until: 2026-12-31\nnote: |\n  One.\n  Two.\nlines:\n"
      "  - {id: setup, item: work, price: 500.00}\n"
      "  - {id: care, item: work, description: Care, quantity: 3, price: 150, bill: quarterly,\n"
      "     anchor: 2026-01-01, when: in_advance}\n",
      problems);
  ASSERT_THAT(problems.Lines(), IsEmpty());
  EXPECT_EQ(quote->quote_id(), "q-7");
  EXPECT_EQ(quote->note(), "One.\nTwo.\n");
  EXPECT_EQ(quote->lines(0).quantity(), "1");
  EXPECT_FALSE(quote->lines(0).has_cadence());
  EXPECT_EQ(quote->lines(1).cadence().months(), 3U);
  EXPECT_EQ(quote->lines(1).cadence().anchor(), "2026-01-01");
  EXPECT_EQ(quote->lines(1).cadence().timing(), v1::TIMING_IN_ADVANCE);
}

TEST(QuoteFile, IsRefusedWithAllItsProblems) {
  Problems problems("q.yaml");
  EXPECT_FALSE(
      ReadQuote("quote: q\ncustomer: A B\nlines:\n"
                "  - {id: a, item: work, price: 1, bill: every 121 months}\n"
                "  - {id: a, item: work, price: 1}\n"
                "  - {id: a.b, item: work, price: -1, days: 3}\n",
                problems));
  const std::string all = absl::StrJoin(problems.Lines(), "\n");
  EXPECT_THAT(all, HasSubstr("q.yaml:2:11: customer: "));
  EXPECT_THAT(all, HasSubstr("q.yaml:4:"));
  EXPECT_THAT(all, HasSubstr("lines[0].bill: "));
  EXPECT_THAT(all, HasSubstr("lines[1]: has the id \"a\" again"));
  EXPECT_THAT(all, HasSubstr("lines[2].price: "));
  EXPECT_THAT(all, HasSubstr("lines[2].days: "));
}

TEST(QuoteFile, TellsWhereItStandsWhatTheLedgerRefused) {
  const std::string text = "quote: q\ncustomer: acme\nlines:\n  - {id: a, item: none, price: 1}\n";
  Problems problems("q.yaml");
  ASSERT_TRUE(ReadQuote(text, problems));
  AddRefusal(text, "lines[0].item_id", "there is no \"none\"", problems);
  AddRefusal(text, "valid_until", "is over", problems);
  EXPECT_THAT(problems.Lines(), ElementsAre("q.yaml:1:1: valid_until: is over",
                                            "q.yaml:4:19: lines[0].item: there is no \"none\""));
}

}  // namespace
}  // namespace tally
