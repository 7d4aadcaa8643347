// Coverage: which lines bill what is counted.

#include "ledger/insight/coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "insight/watched.h"

namespace tally {
namespace {

using testing::ElementsAre;

// `METER: KIND by LINES` for each meter of Alpha.
std::vector<std::string> CoveragesOf(const Watched& watched) {
  std::vector<std::string> words;
  const v1::Org org = watched.Org();
  const CustomerDay day(watched.books(), org, watched.Alpha(), absl::CivilDay(2026, 10, 31));
  for (const AccountMeter& meter : MetersOf(day)) {
    const v1::MeterCoverage coverage = CoverageOf(meter, "alpha");
    words.push_back(absl::StrCat(coverage.counted().meter(), ": ",
                                 v1::CoverageKind_Name(coverage.kind()).substr(14), " by ",
                                 absl::StrJoin(coverage.line_ids(), ","), " compared by ",
                                 absl::StrJoin(coverage.compared_by(), ",")));
  }
  return words;
}

TEST(Coverage, SaysWhichLinesBillWhatIsCounted) {
  Watched watched;
  watched
      .Plan(DeviceLine("4") +
            "lines { line_id: 'care' item_id: 'stamp' held { unit_price: '3' } counted { "
            "  source_id: 'rmm' meter: 'DEVICE' rule: QUANTITY_RULE_PERIOD_END "
            "  others { source_id: 'shop' meter: 'AGENT' } } }")
      .Count("rmm", "A1", "DEVICE", "10", "2026-10-05")
      .Count("shop", "S1", "SEAT", "18", "2026-10-05")
      .Count("shop", "S1", "AGENT", "11", "2026-10-05");
  EXPECT_THAT(CoveragesOf(watched),
              ElementsAre("DEVICE: SEVERAL by device,care compared by ",
                          "AGENT: NONE by  compared by care", "SEAT: NONE by  compared by "));
}

TEST(Coverage, ALineForSomeAccountsBillsOnlyThose) {
  Watched watched;
  watched
      .Plan(
          "lines { item_id: 'device' held { unit_price: '4' } counted { source_id: 'rmm' "
          "  meter: 'DEVICE' rule: QUANTITY_RULE_PERIOD_END accounts: 'another' } }")
      .Count("rmm", "A1", "DEVICE", "10", "2026-10-05");
  EXPECT_THAT(CoveragesOf(watched), ElementsAre("DEVICE: NONE by  compared by "));
}

TEST(Coverage, WhatWasCountedLaterIsNotThereYet) {
  Watched watched;
  watched.Count("rmm", "A1", "DEVICE", "10", "2026-11-01");
  EXPECT_THAT(CoveragesOf(watched), testing::IsEmpty());
}

}  // namespace
}  // namespace tally
