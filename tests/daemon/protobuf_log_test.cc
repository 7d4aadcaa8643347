#include "daemon/protobuf_log.h"

#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include "tally/v1/taxes.pb.h"

namespace tally {
namespace {

// Says what is left to be said of a text that is not UTF-8.
std::string SaidOfBadText() {
  testing::internal::CaptureStderr();
  v1::Tax tax;
  EXPECT_FALSE(tax.ParseFromString("\x0A\x01\xFF"));
  return testing::internal::GetCapturedStderr();
}

TEST(QuietProtobuf, SaysNothingOfARequest) {
  EXPECT_NE(SaidOfBadText(), "");
  QuietProtobuf();
  EXPECT_EQ(SaidOfBadText(), "");
}

TEST(QuietProtobuf, SaysWhatEndsTheProcess) {
  QuietProtobuf();
  testing::internal::CaptureStderr();
  // Which nobody catches.
  EXPECT_THROW(GOOGLE_LOG(FATAL) << "all is lost", google::protobuf::FatalException);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::HasSubstr("tallyd: protobuf: all is lost"));
}

}  // namespace
}  // namespace tally
