#include "ledger/deciders/numbering.h"

#include "support/scenario.h"

namespace tally {
namespace {

constexpr absl::CivilDay kDay(2026, 10, 31);

DocumentNumber Next(const Scenario& scenario, const std::string& pattern, absl::CivilDay day = kDay,
                    const DocumentNumber* before = nullptr) {
  const auto next = NextNumber(scenario.books(), "msp", pattern, day, before);
  EXPECT_TRUE(next.ok()) << next.status();
  return next.ok() ? *next : DocumentNumber();
}

// The books after `counter` was given in `series`.
Scenario Given(const std::string& series, int counter) {
  Scenario scenario;
  scenario.Given(absl::StrCat("invoice_issued { org_id: 'msp' invoice { number: 'x' } ",
                              "number_series: '", series, "' number_counter: ", counter, " }"));
  return scenario;
}

TEST(CheckNumberPattern, AcceptsWhatTheGrammarSays) {
  for (const char* pattern :
       {"BILL-{YYYY}-{MM}-{NNN}", "{N}", "{NNNNNNNNN}", "a/{YY}_{MM}.{NN}", "{N}{YYYY}{MM}{YY}",
        "CREDIT-{YYYY}-{MM}-{NNN}", "0123456789012345678901234567890123456{N}"}) {
    EXPECT_TRUE(CheckNumberPattern("f", pattern).ok()) << pattern;
  }
}

TEST(CheckNumberPattern, RefusesEverythingElse) {
  const char* patterns[] = {"",        "BILL-{YYYY}",  "{N}{N}",
                            "{n}",     "{NY}",         "{}",
                            "{N",      "N}",           "{{N}}",
                            "{N} ",    "ä{N}",         "{YYY}{N}",
                            "{M}{N}",  "#{N}",         "{N}\n",
                            "{DD}{N}", "{NNNNNNNNNN}", "01234567890123456789012345678901234567{N}"};
  for (const char* pattern : patterns) {
    const absl::Status status = CheckNumberPattern("org.number_pattern", pattern);
    const auto refusal = RefusalOf(status);
    ASSERT_TRUE(refusal) << pattern;
    EXPECT_EQ(refusal->reason(), v1::REASON_NUMBER_PATTERN_INVALID) << pattern;
    EXPECT_EQ(refusal->field(), "org.number_pattern") << pattern;
  }
}

TEST(NextNumber, FillsInYearMonthAndCounter) {
  struct Row {
    const char* pattern;
    const char* number;
    const char* series;
  };
  const Row rows[] = {
      {"BILL-{YYYY}-{MM}-{NNN}", "BILL-2026-10-001", "BILL-2026-10-{N}"},
      {"{N}", "1", "{N}"},
      {"{NNNN}/{YY}", "0001/26", "{N}/26"},
      {"{MM}{MM}-{NN}", "1010-01", "1010-{N}"},
  };
  for (const auto& [pattern, number, series] : rows) {
    const DocumentNumber next = Next(Scenario(), pattern);
    EXPECT_EQ(next.number, number);
    EXPECT_EQ(next.series, series);
    EXPECT_EQ(next.counter, 1U);
  }
}

TEST(NextNumber, IsOneMoreThanTheLastOfItsSeries) {
  const Scenario scenario = Given("BILL-2026-10-{N}", 41);
  EXPECT_EQ(Next(scenario, "BILL-{YYYY}-{MM}-{NNN}").number, "BILL-2026-10-042");
  EXPECT_EQ(Next(scenario, "BILL-{YYYY}-{MM}-{NNN}", absl::CivilDay(2026, 11, 1)).number,
            "BILL-2026-11-001");
  EXPECT_EQ(Next(scenario, "CREDIT-{YYYY}-{MM}-{NNN}").number, "CREDIT-2026-10-001");
  EXPECT_EQ(NextNumber(scenario.books(), "other", "BILL-{YYYY}-{MM}-{NNN}", kDay)->counter, 1U);
}

TEST(NextNumber, OutgrowsItsDigits) {
  EXPECT_EQ(Next(Given("B{N}", 999), "B{NNN}").number, "B1000");
}

// A wider counter goes on in the same series.
TEST(NextNumber, KeepsTheSeriesWhenTheCounterIsMadeWider) {
  EXPECT_EQ(Next(Given("B{N}", 7), "B{NNNN}").number, "B0008");
}

TEST(NextNumber, FollowsANumberOfTheSameCommit) {
  const Scenario scenario = Given("D{N}", 7);
  const DocumentNumber note = Next(scenario, "D{N}");
  EXPECT_EQ(note.number, "D8");
  EXPECT_EQ(Next(scenario, "D{N}", kDay, &note).number, "D9");
  EXPECT_EQ(Next(scenario, "E{N}", kDay, &note).number, "E1");
}

// Patterns are free, so two of them can write the same number; none is ever given twice.
TEST(NextNumber, RefusesANumberThatADocumentHas) {
  Scenario scenario;
  scenario
      .Given(
          "invoice_issued { org_id: 'msp' invoice { number: 'B2026101' } "
          "  number_series: 'B2026{N}' number_counter: 101 }")
      .Given(
          "credit_note_issued { org_id: 'msp' credit_note { number: 'C2026101' "
          "  invoice_number: 'B2026101' } number_series: 'C2026{N}' number_counter: 101 }");
  for (const char* pattern : {"B{YYYY}{MM}{N}", "C{YYYY}{MM}{N}"}) {
    const auto refusal = RefusalOf(NextNumber(scenario.books(), "msp", pattern, kDay).status());
    ASSERT_TRUE(refusal) << pattern;
    EXPECT_EQ(refusal->reason(), v1::REASON_NUMBER_IN_USE);
    EXPECT_TRUE(NextNumber(scenario.books(), "other", pattern, kDay).ok());
  }
}

TEST(NumberPatternOf, HasADefault) {
  EXPECT_EQ(NumberPatternOf({}), "BILL-{YYYY}-{MM}-{NNN}");
  EXPECT_EQ(CreditNotePatternOf({}), "CREDIT-{YYYY}-{MM}-{NNN}");
  const auto org = Parse<v1::Org>("number_pattern: 'B{N}' credit_note_pattern: 'C{N}'");
  EXPECT_EQ(NumberPatternOf(org), "B{N}");
  EXPECT_EQ(CreditNotePatternOf(org), "C{N}");
}

}  // namespace
}  // namespace tally
