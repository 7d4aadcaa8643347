// What a book says of where documents are posted to.

#include "cli/book_text.h"
#include "clients/cli/book/canonical.h"
#include "clients/cli/book/facts.h"
#include "clients/cli/book/write_book.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// What is wrong with a book whose org has this line, and the book as it is compared.
struct Read {
  std::vector<std::string> problems;
  Book book;
};

Read ReadWith(absl::string_view line) {
  Problems problems("book.yaml");
  References references;
  const auto book =
      ReadBook(absl::StrCat("org:\n  id: a\n  name: A\n  currency: EUR\n  time_zone: UTC\n", line),
               references, problems);
  return {problems.Lines(), Canonical(book.value_or(Book()))};
}

TEST(BookAccountingSystems, AreReadAndWrittenByName) {
  const auto [problems, book] =
      ReadWith("  accounting_systems: {xero: {accepts_voids: true}, books: {}}\n");
  EXPECT_THAT(problems, IsEmpty());
  ASSERT_EQ(book.org.accounting_systems_size(), 2);
  EXPECT_FALSE(book.org.accounting_systems(0).accepts_voids());
  EXPECT_TRUE(book.org.accounting_systems(1).accepts_voids());
  const std::string line = "  accounting_systems: {books: {}, xero: {accepts_voids: true}}\n";
  EXPECT_THAT(WriteBook(book), HasSubstr(line));
  EXPECT_EQ(WriteBook(ReadWith(line).book), WriteBook(book));
  EXPECT_EQ(FactsOf(book.org).at("accounting_systems.xero"), "{accepts_voids: true}");
  EXPECT_EQ(FactsOf(book.org).at("accounting_systems.books"), "{}");
}

TEST(BookAccountingSystems, AreLeftOutWhereNothingIsPosted) {
  EXPECT_THAT(WriteBook(ReadWith("").book), Not(HasSubstr("accounting_systems")));
}

TEST(BookAccountingSystems, SayWhatIsWrongAndWhere) {
  EXPECT_THAT(ReadWith("  accounting_systems: {Xero: {}}\n").problems,
              ElementsAre(HasSubstr("org.accounting_systems")));
  EXPECT_THAT(ReadWith("  accounting_systems: {xero: {voids: true}}\n").problems,
              ElementsAre(HasSubstr("org.accounting_systems.xero.voids")));
  EXPECT_THAT(ReadWith("  accounting_systems: {xero: {accepts_voids: maybe}}\n").problems,
              ElementsAre(HasSubstr("org.accounting_systems.xero.accepts_voids")));
}

}  // namespace
}  // namespace tally
