#include "ledger/exports/frames.h"

#include <gtest/gtest.h>

#include <sstream>

#include "support/text.h"

namespace tally {
namespace {

v1::ExportFrame FrameOf(size_t bytes) {
  v1::ExportFrame frame;
  frame.mutable_header()->set_checkpoint(std::string(bytes, 'x'));
  return frame;
}

TEST(Frames, AreReadAsTheyWereWritten) {
  std::string file;
  const std::vector<size_t> sizes = {1, 100, 120, 121, 122, 123, 124, 125, 16'370, 16'380, 70'000};
  for (const size_t size : sizes) file += EncodeFrame(FrameOf(size));
  std::istringstream in(file);
  for (const size_t size : sizes) {
    const auto frame = ReadFrame(in);
    ASSERT_TRUE(frame.ok() && *frame) << size;
    EXPECT_EQ(**frame, FrameOf(size).SerializeAsString());
  }
  const auto end = ReadFrame(in);
  EXPECT_TRUE(end.ok() && !*end);
}

TEST(Frames, HaveTheirLengthAsAVarintBeforeThem) {
  EXPECT_EQ(EncodeFrame(Parse<v1::ExportFrame>("end { event_count: 5 }")),
            std::string("\x04\x1a\x02\x08\x05", 5));
  EXPECT_EQ(EncodeFrame(FrameOf(200)).substr(0, 2), "\xce\x01");  // 206.
}

TEST(Frames, ThatAreCutOffAreRefused) {
  const std::string whole = EncodeFrame(FrameOf(300));
  for (size_t size = 1; size < whole.size(); ++size) {
    std::istringstream in(whole.substr(0, size));
    EXPECT_EQ(ReadFrame(in).status().code(), absl::StatusCode::kInvalidArgument) << size;
  }
}

TEST(Frames, HaveOneWayToWriteTheirLength) {
  const std::string frame = "\x1a\x02\x08\x05";
  for (const std::string& length :
       {std::string("\x00", 1), std::string("\x84\x00", 2), std::string("\x84\x80\x00", 3),
        std::string("\xff\xff\xff\xff\x7f"), std::string("\xff\xff\xff\x7f"),
        std::string("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01")}) {
    std::istringstream in(length + frame);
    EXPECT_EQ(ReadFrame(in).status().code(), absl::StatusCode::kInvalidArgument)
        << absl::StrCat(length.size());
  }
}

}  // namespace
}  // namespace tally
