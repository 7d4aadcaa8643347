#include "ledger/formats/list_limit.h"

#include <gtest/gtest.h>

#include "tally/v1/customers.pb.h"
#include "tally/v1/sources.pb.h"

namespace tally {
namespace {

TEST(MaxItems, IsWhatTheFieldDeclaresOrAThousand) {
  EXPECT_EQ(MaxItems(*v1::Customer::descriptor()->FindFieldByName("external_ids")), 20u);
  EXPECT_EQ(MaxItems(*v1::Source::descriptor()->FindFieldByName("meters")), 1'000u);
}

}  // namespace
}  // namespace tally
