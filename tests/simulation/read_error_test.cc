// What comes of a disk that cannot be read: each read of a start fails once, and of the reads that
// follow, too. A figure that is not there is never made up: the ledger refuses to start, stops the
// process, or has all that it had.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "absl/synchronization/notification.h"
#include "ledger/ledger.h"
#include "ledger/streams.h"
#include "projections/projections.h"
#include "simulation/business.h"
#include "simulation/expectation.h"
#include "simulation/simulated_disk.h"
#include "simulation/simulated_machine.h"

namespace tally {
namespace {

enum Ending { kHasAll = 0, kRefused = 1, kWrong = 2 };

class ReadError : public testing::Test {
 protected:
  // Leaves a ledger with some tables.
  ReadError() {
    Business business(1);
    for (int life = 0; life < 3; ++life) {
      auto ledger = Open();
      EXPECT_TRUE(ledger.ok()) << ledger.status();
      for (int i = 0; i < 10; ++i) {
        absl::Notification done;
        business.Next((*ledger)->Read()).send(**ledger, [&](const Answer&) { done.Notify(); });
        done.WaitForNotification();
      }
      EXPECT_TRUE(expected_.TakeNew(*(*ledger)->log().NewSnapshot()).ok());
      Close(*std::move(ledger));
    }
  }

  absl::StatusOr<std::unique_ptr<Ledger>> Open() {
    machine_.StartFlushing();
    auto opened =
        Ledger::Open("/data/ledger", AllProjections(), [this] { return machine_.Now(); },
                     {.env = &machine_, .write_buffer_bytes = 1 << 20, .max_wal_bytes = 1 << 20});
    machine_.StopFlushing();
    return opened;
  }

  void Close(std::unique_ptr<Ledger> ledger) {
    machine_.RunJobs();
    machine_.StartFlushing();
    ledger.reset();
    machine_.StopFlushing();
  }

  Ending StartAndLook() {
    auto ledger = Open();
    if (!ledger.ok()) return kRefused;
    const absl::Status all = expected_.CheckAll(*(*ledger)->log().NewSnapshot());
    const bool is_told = !all.ok() && disk_->has_failed();
    Close(*std::move(ledger));
    return all.ok() ? kHasAll : is_told ? kRefused : kWrong;
  }

  // How a process ends in which the read with that number fails.
  int EndingIfReadFails(uint64_t number) {
    const pid_t child = fork();
    if (child == 0) {
      disk_->Order(Fault::kReadError, number);
      const Ending ending = StartAndLook();
      _exit(disk_->has_failed() ? ending : ending + 10);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  const std::shared_ptr<SimulatedDisk> disk_ = std::make_shared<SimulatedDisk>("/data", 1);
  SimulatedMachine machine_{disk_};
  Expectation expected_{[] {
    std::vector<Fold> folds = {StreamsFold(), BooksFold()};
    for (Fold& fold : AllProjections()) folds.push_back(std::move(fold));
    return folds;
  }()};
};

TEST_F(ReadError, EndsInNothingThatIsWrong) {
  int endings = 0;
  int refused_or_stopped = 0;
  for (uint64_t read = 0;; ++read) {
    const int ending = EndingIfReadFails(read);
    if (ending == kHasAll + 10) break;  // There are no more reads.
    endings += 1;
    EXPECT_TRUE(ending == kHasAll || ending == kRefused || ending == -SIGABRT)
        << "read " << read << " ended with " << ending;
    refused_or_stopped += ending == kHasAll ? 0 : 1;
    ASSERT_LT(read, 5'000U);
  }
  EXPECT_GT(endings, 20);
  EXPECT_GT(refused_or_stopped, 10);
  EXPECT_EQ(StartAndLook(), kHasAll);
}

}  // namespace
}  // namespace tally
