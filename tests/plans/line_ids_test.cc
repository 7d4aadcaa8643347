#include "ledger/plans/line_ids.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "support/text.h"

namespace tally {
namespace {

using ::testing::ElementsAre;

TEST(LineIds, AreTheItemsAndCountItsLines) {
  EXPECT_THAT(LineIds(Parse<v1::Plan>("lines { item_id: 'seat' } lines { item_id: 'device' } "
                                      "lines { item_id: 'seat' } "
                                      "lines { item_id: 'seat' line_id: 'extra' } "
                                      "lines { item_id: 'seat' }")),
              ElementsAre("seat", "device", "seat-2", "extra", "seat-4"));
}

// A line's id is never longer than an id may be, so that the ledger takes it.
TEST(LineIds, LeaveRoomForTheNumber) {
  v1::Plan plan;
  const std::string item(64, 'a');
  for (int i = 0; i < 11; ++i) plan.add_lines()->set_item_id(item);
  const std::vector<std::string> ids = LineIds(plan);
  EXPECT_EQ(ids[0], item);
  EXPECT_EQ(ids[1], absl::StrCat(std::string(62, 'a'), "-2"));
  EXPECT_EQ(ids[10], absl::StrCat(std::string(61, 'a'), "-11"));
}

}  // namespace
}  // namespace tally
