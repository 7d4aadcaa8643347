// What a book says of reminders, late fees, credit, the calendar and trials.

#include "cli/book_text.h"
#include "clients/cli/book/canonical.h"
#include "clients/cli/book/write_book.h"
#include "support/text.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A book with more that is said of the org, a line each.
std::string BookWith(absl::string_view lines) {
  return absl::StrCat("org:\n  id: a\n  name: A\n  currency: EUR\n  time_zone: UTC\n", lines,
                      "catalog: {fee: {name: Fee}}\n"
                      "customers: {one: {name: One, auto_approve: true, trial: true}}\n");
}

constexpr char kDunning[] =
    "  dunning:\n"
    "    steps: [{id: first, days: 3}, {id: last, days: 30, fee: 1.50%, fixed_fee: {USD: 6, EUR: "
    "5.50}}]\n"
    "    fee_item: fee\n"
    "    in_spite_of_credit: true\n"
    "    fees_on_fees: true\n"
    "  credit_by_hand: true\n"
    "  calendar: {day: 28, first_month: 2026-10}\n";

Book Read(const std::string& text) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(text, references, problems);
  EXPECT_THAT(problems.Lines(), IsEmpty());
  return Canonical(book.value_or(Book()));
}

TEST(BookDunning, IsReadAndWrittenAsItWas) {
  const Book book = Read(BookWith(kDunning));
  EXPECT_TRUE(
      IsSame(Parse<v1::DunningPolicy>(
                 "steps { step_id: 'first' days: 3 } "
                 "steps { step_id: 'last' days: 30 fee_percent: '1.5' "
                 "  fees { currency: 'EUR' amount: '5.5' } fees { currency: 'USD' amount: '6' } } "
                 "late_fee_item_id: 'fee' in_spite_of_credit: true fees_on_fees: true"),
             book.org.dunning()));
  EXPECT_TRUE(book.org.credit_by_hand());
  EXPECT_EQ(book.org.calendar().day(), 28u);
  EXPECT_EQ(book.org.calendar().first_month(), "2026-10");
  EXPECT_TRUE(book.customers[0].auto_approve());
  EXPECT_TRUE(book.customers[0].trial());

  const Book again = Read(WriteBook(book));
  EXPECT_TRUE(IsSame(book.org, again.org));
  EXPECT_TRUE(IsSame(book.customers[0], again.customers[0]));
}

TEST(BookDunning, IsLeftOutWhereNothingIsDone) {
  const Book book = Read(BookWith(""));
  EXPECT_FALSE(book.org.has_dunning());
  EXPECT_FALSE(book.org.has_calendar());
  EXPECT_EQ(WriteBook(book).find("dunning"), std::string::npos);
}

// One thing is wrong in each.
TEST(BookDunning, SaysWhatIsWrongAndWhere) {
  struct Case {
    const char* lines;
    const char* problem;
  };
  const Case kCases[] = {
      {"  dunning: {steps: [{id: a, days: 3}, {id: b, days: 3}]}\n",
       "book.yaml:6:53: org.dunning.steps[1].days: is 3, but the step before is 3; order the steps "
       "by days"},
      {"  dunning: {steps: [{id: a, days: 3}, {id: a, days: 4}]}\n",
       "book.yaml:6:44: org.dunning.steps[1].id: is \"a\", as that of another step"},
      {"  dunning: {steps: [{id: a, days: 1001}]}\n",
       "book.yaml:6:35: org.dunning.steps[0].days: is 1001; it is from 1 to 1000"},
      {"  dunning: {steps: [{id: a, days: 0}]}\n",
       "book.yaml:6:35: org.dunning.steps[0].days: is \"0\"; write a whole number like 2"},
      {"  dunning: {steps: [{id: a}]}\n",
       "book.yaml:6:21: org.dunning.steps[0].days: is missing; give the days after the due date, "
       "like 10"},
      {"  dunning: {steps: [{id: a, days: 3, fee: 2%}]}\n",
       "book.yaml:6:12: org.dunning.fee_item: is missing, but a step has a fee"},
      {"  dunning: {steps: [{id: a, days: 3, fixed_fee: {EUR: 0.001}}], fee_item: fee}\n",
       "book.yaml:6:55: org.dunning.steps[0].fixed_fee.EUR: is \"0.001\"; a fee is a whole number "
       "of minor units of EUR, and more than zero"},
      {"  dunning: {steps: [], fee_item: fees}\n",
       "book.yaml:6:34: org.dunning.fee_item: is `fees`, but there is no such item under catalog; "
       "did you mean fee?"},
      {"  calendar: {day: 29, first_month: 2026-10}\n",
       "book.yaml:6:19: org.calendar.day: is 29; give a day from 1 to 28, which each month has"},
      {"  calendar: {day: 1, first_month: October}\n",
       "book.yaml:6:35: org.calendar.first_month: is \"October\"; a month is written like 2026-10"},
      {"  calendar: {day: 1}\n",
       "book.yaml:6:13: org.calendar.first_month: is missing; give the first month to run, like "
       "2026-08"},
      {"  credit_by_hand: never\n",
       "book.yaml:6:19: org.credit_by_hand: is \"never\"; write true or false"},
  };
  for (const auto& [lines, problem] : kCases) {
    EXPECT_THAT(ProblemsOf(BookWith(lines)), ElementsAre(problem)) << lines;
  }
}

}  // namespace
}  // namespace tally
