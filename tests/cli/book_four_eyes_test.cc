// What a book says of who may approve.

#include "cli/book_text.h"
#include "clients/cli/book/canonical.h"
#include "clients/cli/book/write_book.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string BookWith(absl::string_view line) {
  return absl::StrCat("org:\n  id: a\n  name: A\n  currency: EUR\n  time_zone: UTC\n", line);
}

Book Read(const std::string& text) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(text, references, problems);
  EXPECT_THAT(problems.Lines(), IsEmpty());
  return Canonical(book.value_or(Book()));
}

TEST(BookFourEyes, AreReadAndWrittenAsTheyWere) {
  const struct {
    const char* line;
    const char* written;
    const char* above;
    bool exceptions;
  } kCases[] = {
      {"  four_eyes: true\n", "  four_eyes: true\n", "", false},
      {"  four_eyes: {}\n", "  four_eyes: true\n", "", false},
      {"  four_eyes: {above: 500.00}\n", "  four_eyes: {above: 500}\n", "500", false},
      {"  four_eyes: {exceptions: true}\n", "  four_eyes: {exceptions: true}\n", "", true},
      {"  four_eyes: {above: 0.01, exceptions: true}\n",
       "  four_eyes: {above: 0.01, exceptions: true}\n", "0.01", true},
  };
  for (const auto& [line, written, above, exceptions] : kCases) {
    const Book book = Read(BookWith(line));
    EXPECT_TRUE(book.org.has_four_eyes()) << line;
    EXPECT_EQ(book.org.four_eyes().above(), above);
    EXPECT_EQ(book.org.four_eyes().exceptions(), exceptions);
    EXPECT_THAT(WriteBook(book), HasSubstr(written));
    EXPECT_TRUE(Read(WriteBook(book)).org.has_four_eyes()) << line;
  }
}

TEST(BookFourEyes, AreLeftOutWhereAnybodyMayApprove) {
  for (const char* line : {"", "  four_eyes: false\n"}) {
    const Book book = Read(BookWith(line));
    EXPECT_FALSE(book.org.has_four_eyes());
    EXPECT_THAT(WriteBook(book), Not(HasSubstr("four_eyes")));
  }
}

// One thing is wrong in each.
TEST(BookFourEyes, SayWhatIsWrongAndWhere) {
  const struct {
    const char* line;
    const char* problem;
  } kCases[] = {
      {"  four_eyes: always\n",
       "book.yaml:6:14: org.four_eyes: is \"always\"; write true or false"},
      {"  four_eyes: {above: 0.005}\n",
       "book.yaml:6:22: org.four_eyes.above: is 0.005; give an amount in EUR"},
      {"  four_eyes: {exceptions: 2}\n",
       "book.yaml:6:27: org.four_eyes.exceptions: is \"2\"; write true or false"},
  };
  for (const auto& [line, problem] : kCases) {
    EXPECT_THAT(ProblemsOf(BookWith(line)), ElementsAre(problem)) << line;
  }
}

}  // namespace
}  // namespace tally
