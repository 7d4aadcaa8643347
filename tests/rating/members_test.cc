#include "ledger/rating/members.h"

#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "rating/counting.h"

namespace tally {
namespace {

// Records the members in `names`, with a blank between them.
void SeeMembers(Counting& counting, absl::string_view instant, absl::string_view names,
                const std::string& account = "S1") {
  const std::vector<std::string> members = absl::StrSplit(names, ' ');
  std::string text;
  for (const std::string& member : members) absl::StrAppend(&text, "members: '", member, "' ");
  counting.See(instant, absl::StrCat(members.size()), account, text);
}

std::string Distinct(const Counting& counting, absl::string_view rule,
                     absl::string_view more = "") {
  const Counted counted =
      counting.For(absl::StrCat("QUANTITY_RULE_", rule), absl::StrCat("distinct: true ", more));
  std::string text = InWords(counted);
  const auto add = [&](absl::string_view word, const auto& ids) {
    if (!ids.empty()) absl::StrAppend(&text, ", ", word, " ", absl::StrJoin(ids, " "));
  };
  add("excluded", counted.left_out.excluded());
  add("duplicates", counted.left_out.duplicates());
  return counted.members_missing ? text + ", missing" : text;
}

// U22 of the worked examples, with fewer people: two companies share two directory users.
TEST(Distinct, CountsEachMemberOnceOverAllAccounts) {
  Counting counting;
  SeeMembers(counting, "2026-09-01T00:00:00Z", "ann bob cyd");
  SeeMembers(counting, "2026-09-02T00:00:00Z", "cyd dan bob", "S2");
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_PERIOD_END")), "6 [1 2]");
  EXPECT_EQ(Distinct(counting, "PERIOD_END"), "4 [1 2], duplicates bob cyd");
  EXPECT_EQ(Distinct(counting, "PERIOD_START"), "4 [1 2], duplicates bob cyd");
  EXPECT_EQ(Distinct(counting, "PERIOD_END", "accounts: 'S2'"), "3 [2]");
}

TEST(Distinct, LeavesOutWhomTheMeterExcludes) {
  Counting counting;
  SeeMembers(counting, "2026-09-01T00:00:00Z", "ann svc-backup Ann kiosk7@x kiosk@x");
  SeeMembers(counting, "2026-09-01T00:00:00Z", "svc-scan SVC-mail ann", "S2");
  counting.DefineSource(
      "source_id: 'shop' meters { meter: 'SEAT' excluded_members: 'svc-*' "
      "  excluded_members: 'k*k*@x' }");
  EXPECT_EQ(Distinct(counting, "PERIOD_END"),
            "3 [1 2], excluded kiosk7@x kiosk@x svc-backup svc-scan, duplicates ann");
  counting.DefineSource(
      "source_id: 'shop' meters { meter: 'MAIL' excluded_members: '*' } "
      "meters { meter: 'SEAT' excluded_members: 'SVC-*' ignores_case: true }");
  EXPECT_EQ(Distinct(counting, "PERIOD_END"),
            "3 [1 2], excluded SVC-mail svc-backup svc-scan, duplicates Ann ann");
}

TEST(Distinct, TakesPatternsAtTheirWord) {
  struct Row {
    const char* pattern;
    const char* excluded;
  };
  const Row rows[] = {
      {"", ""},
      {"a", "a"},
      {"*", "a aXb aXbXb ab"},
      {"a*", "a aXb aXbXb ab"},
      {"a*b", "aXb aXbXb ab"},
      {"*b", "aXb aXbXb ab"},
      {"a*Xb", "aXb aXbXb"},
      {"*X*X*", "aXbXb"},
      {"a**b", "aXb aXbXb ab"},
      {"b", ""},
      {"?", ""},
      {"a*b*c", ""},
      {"**a**", "a aXb aXbXb ab"},
  };
  for (const auto& [pattern, excluded] : rows) {
    v1::Meter meter;
    if (*pattern != 0) meter.add_excluded_members(pattern);
    const auto count = Parse<v1::Count>(
        "observation { members: 'a' members: 'ab' members: 'aXb' members: 'aXbXb' }");
    const Members members = CountMembers(meter, {&count});
    EXPECT_EQ(absl::StrJoin(members.left_out.excluded(), " "), excluded) << pattern;
    EXPECT_TRUE(members.quantity == Fraction(4 - members.left_out.excluded_size())) << pattern;
  }
}

// The sum is largest on the 10th, the union on the 20th.
TEST(Distinct, PeaksWhenTheUnionIsLargest) {
  Counting counting;
  SeeMembers(counting, "2026-08-31T00:00:00Z", "a b");
  SeeMembers(counting, "2026-08-31T00:00:00Z", "c", "S2");
  SeeMembers(counting, "2026-09-10T00:00:00Z", "a b c d", "S2");
  SeeMembers(counting, "2026-09-20T00:00:00Z", "c d e", "S2");
  SeeMembers(counting, "2026-09-25T00:00:00Z", "a c d", "S1");
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_PEAK")), "6 [1 3]");
  EXPECT_EQ(Distinct(counting, "PEAK"), "5 [1 4]");
}

// Who is not named counts as somebody else, so that nothing is lost if the flag is waived.
TEST(Distinct, SaysIfACountNamesNobody) {
  Counting counting;
  SeeMembers(counting, "2026-09-01T00:00:00Z", "ann bob");
  counting.See("2026-09-01T00:00:00Z", "5", "S2");
  EXPECT_EQ(Distinct(counting, "PERIOD_END"), "7 [1 2], missing");
  EXPECT_EQ(Distinct(counting, "PERIOD_END", "accounts: 'S1'"), "2 [1]");
  counting.See("2026-09-02T00:00:00Z", "0", "S2");
  EXPECT_EQ(Distinct(counting, "PERIOD_END"), "2 [1 3]");
}

// Another source has its own members, and its own rules about them.
TEST(Distinct, MeasuresDriftInMembersToo) {
  Counting counting;
  SeeMembers(counting, "2026-09-01T00:00:00Z", "ann bob");
  SeeMembers(counting, "2026-09-01T00:00:00Z", "bob", "S2");
  SeeMembers(counting, "2026-09-01T00:00:00Z", "svc ann bob cyd", "D1");
  counting.DefineSource("source_id: 'directory' meters { meter: 'SEAT' excluded_members: 'svc' }");
  const Counted counted = counting.For(
      "QUANTITY_RULE_PERIOD_END", "distinct: true others { source_id: 'directory' meter: 'SEAT' }");
  ASSERT_EQ(counted.drifts.size(), 1U);
  EXPECT_EQ(InWords(*counted.quantity), "2");
  EXPECT_EQ(counted.drifts[0].quantity(), "3");
  EXPECT_EQ(counted.drifts[0].difference(), "1");
}

}  // namespace
}  // namespace tally
