#include "daemon/checkpoint_timer.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "log/log_fixture.h"
#include "spdlog/sinks/base_sink.h"

namespace tally {
namespace {

// No line takes longer on a machine that works.
constexpr absl::Duration kPatience = absl::Seconds(60);

// Keeps what was logged, and waits for it.
class Lines final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  // Waits for a line with `text`.
  bool Await(absl::string_view text) {
    const auto is_there = [&]() ABSL_SHARED_LOCKS_REQUIRED(kept_mutex_) {
      return absl::StrContains(kept_, text);
    };
    const absl::MutexLock lock(&kept_mutex_);
    return kept_mutex_.AwaitWithTimeout(absl::Condition(&is_there), kPatience);
  }

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    const absl::MutexLock lock(&kept_mutex_);
    absl::StrAppend(&kept_, absl::string_view(line.payload.data(), line.payload.size()), "\n");
  }
  void flush_() override {}

  absl::Mutex kept_mutex_;
  std::string kept_ ABSL_GUARDED_BY(kept_mutex_);
};

class CheckpointTimerTest : public LogTest {
 protected:
  CheckpointTimerTest() { spdlog_.set_level(spdlog::level::debug); }

  const TemporaryDirectory beside_;
  const std::string signer_directory_ = beside_.path() + "/signer";
  std::unique_ptr<Signer> signer_ = *Signer::Open(signer_directory_, *log_);
  const std::shared_ptr<Lines> lines_ = std::make_shared<Lines>();
  spdlog::logger spdlog_{"test", lines_};
};

TEST_F(CheckpointTimerTest, SignsAsTheLogGrows) {
  const CheckpointTimer timer(*signer_, spdlog_, absl::Milliseconds(1));
  for (int size = 1; size <= 3; ++size) {
    Append(1);
    ASSERT_TRUE(lines_->Await(absl::StrCat("event=signed size=", size)));
    EXPECT_GE(signer_->last_size(), static_cast<uint64_t>(size));
  }
}

TEST_F(CheckpointTimerTest, WarnsWhenItCannotAndGoesOn) {
  std::filesystem::create_directory(signer_directory_ + "/checkpoint.new");
  Append(1);
  const CheckpointTimer timer(*signer_, spdlog_, absl::Milliseconds(1));
  ASSERT_TRUE(lines_->Await("event=not_signed message="));
  EXPECT_EQ(signer_->last_size(), 0U);
  std::filesystem::remove(signer_directory_ + "/checkpoint.new");
  ASSERT_TRUE(lines_->Await("event=signed size=1"));
}

TEST_F(CheckpointTimerTest, EndsAtOnceHoweverLongItsInterval) {
  Append(1);
  { const CheckpointTimer timer(*signer_, spdlog_, absl::Hours(1)); }
  EXPECT_EQ(signer_->last_size(), 0U);
}

TEST_F(CheckpointTimerTest, SigningByHandIsLoggedOnceALogGrew) {
  SignIfGrown(*signer_, spdlog_);
  EXPECT_EQ(signer_->last_size(), 0U);
  Append(2);
  SignIfGrown(*signer_, spdlog_);
  EXPECT_TRUE(lines_->Await("event=signed size=2"));
}

}  // namespace
}  // namespace tally
