// The Unix socket, for its own user; tests/end_to_end/access_test.py comes as another one.

#include "daemon/local_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>
#include <filesystem>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "spdlog/sinks/null_sink.h"
#include "support/temporary_directory.h"

namespace tally {
namespace {

// A client's end of a connection to `path`; negative if it is refused.
Descriptor Connect(const std::string& path) {
  Descriptor connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int failed =
      connect(connection.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  return failed == 0 ? std::move(connection) : Descriptor(-1);
}

class Local : public testing::Test {
 protected:
  std::unique_ptr<LocalSocket> Listen() {
    auto listening = LocalSocket::Listen(path_, log_);
    EXPECT_TRUE(listening.ok()) << listening.status();
    return *std::move(listening);
  }

  const TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/s";
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
};

TEST_F(Local, IsForItsUserAloneAndGoesInTheEnd) {
  const auto listening = Listen();
  struct stat found = {};
  ASSERT_EQ(lstat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode, static_cast<mode_t>(S_IFSOCK | 0600));
}

TEST_F(Local, GivesItsUsersConnectionsAway) {
  absl::Mutex mutex;
  std::vector<int> taken ABSL_GUARDED_BY(mutex);
  {
    const auto listening = Listen();
    listening->Serve([&](int connection) {
      const absl::MutexLock lock(&mutex);
      taken.push_back(connection);
    });
    const Descriptor first = Connect(path_);
    const Descriptor second = Connect(path_);
    EXPECT_GE(first.number(), 0);
    EXPECT_GE(second.number(), 0);
    const auto has_both = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex) { return taken.size() == 2; };
    const absl::MutexLock lock(&mutex);
    EXPECT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&has_both), absl::Seconds(60)));
    for (const int connection : taken) EXPECT_EQ(close(connection), 0);
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_LT(Connect(path_).number(), 0);
}

TEST_F(Local, NeedsNoConnectionToEnd) {
  {
    Listen()->Serve([](int connection) { close(connection); });
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
  const auto again = Listen();
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(Local, SaysWhyItCannotListen) {
  const auto refused = LocalSocket::Listen(directory_.path() + "/none/s", log_);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition) << refused.status();
}

}  // namespace
}  // namespace tally
