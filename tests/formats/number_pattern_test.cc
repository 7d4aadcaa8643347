#include "ledger/formats/number_pattern.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

TEST(ProblemWithNumberPattern, SaysWhatIsWrong) {
  EXPECT_FALSE(ProblemWithNumberPattern(kDefaultNumberPattern));
  EXPECT_FALSE(ProblemWithNumberPattern(kDefaultCreditNotePattern));
  EXPECT_FALSE(ProblemWithNumberPattern("a/{YY}_{MM}.{NNNNNNNNN}"));
  struct Case {
    const char* pattern;
    const char* problem;
  };
  for (const Case& each :
       {Case{"B-{YYYY}", "is \"B-{YYYY}\", which does not have exactly one counter"},
        Case{"{N}{NN}", "is \"{N}{NN}\", which does not have exactly one counter"},
        Case{"{QQ}{N}", "is \"{QQ}{N}\", which has an unknown part {QQ}"},
        Case{"{NNNNNNNNNN}", "is \"{NNNNNNNNNN}\", which has an unknown part {NNNNNNNNNN}"},
        Case{"B{NNN", "is \"B{NNN\", which has a { without a }"},
        Case{"B {N}", "is \"B {N}\", which has a character that is no letter, digit or -_/."},
        Case{"01234567890123456789012345678901234567{N}",
             "is \"01234567890123456789012345678901234567{N}\", which is longer than 40 "
             "characters"}}) {
    EXPECT_EQ(ProblemWithNumberPattern(each.pattern), each.problem);
  }
}

}  // namespace
}  // namespace tally
