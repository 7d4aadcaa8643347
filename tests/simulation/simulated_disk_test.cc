#include "simulation/simulated_disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "simulation/simulated_machine.h"

namespace tally {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::StartsWith;

// A disk with a file /data/file that is being written.
class SimulatedDiskTest : public testing::Test {
 protected:
  explicit SimulatedDiskTest(uint64_t seed = 1)
      : disk_(std::make_shared<SimulatedDisk>("/data", seed)), machine_(disk_) {
    EXPECT_TRUE(machine_.NewWritableFile("/data/file", &file_, {}).ok());
    EXPECT_TRUE(machine_.NewDirectory("/data", &directory_).ok());
  }

  void CutPower() {
    disk_->CutPower();
    disk_->StartAfterPowerCut();
  }

  const std::shared_ptr<SimulatedDisk> disk_;
  SimulatedMachine machine_;
  std::unique_ptr<rocksdb::WritableFile> file_;
  std::unique_ptr<rocksdb::Directory> directory_;
};

TEST_F(SimulatedDiskTest, KeepsWhatIsSynced) {
  ASSERT_TRUE(file_->Append("durable").ok());
  ASSERT_TRUE(file_->Sync().ok());
  ASSERT_TRUE(directory_->Fsync().ok());
  CutPower();
  EXPECT_EQ(disk_->Content("/data/file"), "durable");
}

TEST_F(SimulatedDiskTest, KeepsAllThatIsWrittenIfOnlyTheProcessEnds) {
  ASSERT_TRUE(file_->Append("written").ok());
  disk_->Kill();
  EXPECT_FALSE(file_->Append(" too late").ok());
  disk_->StartAfterKill();
  EXPECT_EQ(disk_->Content("/data/file"), "written");
}

// Each of the fates that a file can have at a power cut is that of some seed.
TEST(SimulatedDisk, LosesWhatIsNotSyncedInEveryWay) {
  const std::string durable = "durable";
  const std::string written(2000, 'w');
  std::set<std::string> fates;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const auto disk = std::make_shared<SimulatedDisk>("/data", seed);
    SimulatedMachine machine(disk);
    std::unique_ptr<rocksdb::WritableFile> file;
    std::unique_ptr<rocksdb::Directory> directory;
    ASSERT_TRUE(machine.NewWritableFile("/data/file", &file, {}).ok());
    ASSERT_TRUE(machine.NewDirectory("/data", &directory).ok());
    ASSERT_TRUE(directory->Fsync().ok());
    ASSERT_TRUE(file->Append(durable).ok());
    ASSERT_TRUE(file->Sync().ok());
    ASSERT_TRUE(file->Append(written).ok());
    disk->CutPower();
    disk->StartAfterPowerCut();
    const std::string left = disk->Content("/data/file").value_or("");
    ASSERT_THAT(left, StartsWith(durable));
    const std::string tail = left.substr(durable.size());
    const size_t whole = std::min(tail.find_first_not_of('w'), tail.size());
    if (tail.empty()) {
      fates.insert("nothing");
    } else if (tail == written) {
      fates.insert("all");
    } else if (whole == tail.size()) {
      fates.insert("a part");
    } else if (tail.back() == 'w') {
      fates.insert("a hole");
    } else if (tail.find_first_not_of('\0', whole) == std::string::npos) {
      fates.insert("zeros");
    } else {
      fates.insert("garbage");
    }
  }
  EXPECT_THAT(fates, ElementsAre("a hole", "a part", "all", "garbage", "nothing", "zeros"));
}

TEST(SimulatedDisk, LosesNamesThatAreNotSyncedFromTheLastBackwards) {
  std::set<std::vector<std::string>> seen;
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    const auto disk = std::make_shared<SimulatedDisk>("/data", seed);
    SimulatedMachine machine(disk);
    std::unique_ptr<rocksdb::WritableFile> file;
    std::unique_ptr<rocksdb::Directory> directory;
    ASSERT_TRUE(machine.NewWritableFile("/data/old", &file, {}).ok());
    ASSERT_TRUE(machine.NewDirectory("/data", &directory).ok());
    ASSERT_TRUE(directory->Fsync().ok());
    ASSERT_TRUE(machine.NewWritableFile("/data/new", &file, {}).ok());
    ASSERT_TRUE(machine.RenameFile("/data/new", "/data/newer").ok());
    ASSERT_TRUE(machine.DeleteFile("/data/old").ok());
    disk->CutPower();
    disk->StartAfterPowerCut();
    seen.insert(disk->Names("/data"));
  }
  EXPECT_THAT(seen, ElementsAre(ElementsAre("new", "old"), ElementsAre("newer"),
                                ElementsAre("newer", "old"), ElementsAre("old")));
}

TEST(SimulatedDisk, LosesADirectoryWithAllThatIsInIt) {
  std::set<size_t> left;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const auto disk = std::make_shared<SimulatedDisk>("/data", seed);
    SimulatedMachine machine(disk);
    std::unique_ptr<rocksdb::WritableFile> file;
    std::unique_ptr<rocksdb::Directory> directory;
    ASSERT_TRUE(machine.CreateDir("/data/deep").ok());
    ASSERT_TRUE(machine.NewWritableFile("/data/deep/file", &file, {}).ok());
    ASSERT_TRUE(machine.NewDirectory("/data/deep", &directory).ok());
    ASSERT_TRUE(directory->Fsync().ok());
    disk->CutPower();
    disk->StartAfterPowerCut();
    left.insert(disk->Names("/data/deep").size());
  }
  EXPECT_THAT(left, ElementsAre(0, 1));
}

TEST_F(SimulatedDiskTest, FailsOnceWhenItIsTold) {
  disk_->Order(Fault::kWriteError, 1);
  EXPECT_TRUE(file_->Append("a").ok());
  EXPECT_FALSE(disk_->has_failed());
  EXPECT_TRUE(file_->Append("b").IsIOError());
  EXPECT_TRUE(disk_->has_failed());
  EXPECT_TRUE(file_->Append("c").ok());
  EXPECT_EQ(disk_->Content("/data/file"), "ac");

  disk_->Order(Fault::kShortWrite, 0);
  EXPECT_TRUE(file_->Append("defghi").IsIOError());
  EXPECT_THAT(*disk_->Content("/data/file"), StartsWith("acd"));
  EXPECT_LT(disk_->Content("/data/file")->size(), 8U);

  disk_->Order(Fault::kRenameError, 0);
  EXPECT_TRUE(machine_.RenameFile("/data/file", "/data/other").IsIOError());
  EXPECT_THAT(disk_->Names("/data"), ElementsAre("file"));
}

TEST_F(SimulatedDiskTest, IsFullUntilSpaceIsFreed) {
  disk_->Order(Fault::kNoSpace, 0);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(file_->Append("a").IsNoSpace());
  EXPECT_TRUE(file_->Sync().ok());
  disk_->FreeSpace();
  EXPECT_TRUE(file_->Append("a").ok());
}

// What a failed sync was to write is never written by a later one, as on Linux.
TEST_F(SimulatedDiskTest, LosesWhatASyncFailedToWrite) {
  ASSERT_TRUE(directory_->Fsync().ok());
  ASSERT_TRUE(file_->Append("lost").ok());
  disk_->Order(Fault::kSyncError, 0);
  EXPECT_TRUE(file_->Sync().IsIOError());
  EXPECT_EQ(disk_->Content("/data/file"), "lost");
  ASSERT_TRUE(file_->Append("kept").ok());
  ASSERT_TRUE(file_->Sync().ok());
  CutPower();
  EXPECT_EQ(disk_->Content("/data/file"), std::string(4, '\0') + "kept");
}

TEST_F(SimulatedDiskTest, LiesAboutSyncsIfItIsTold) {
  disk_->LieAboutSyncs();
  ASSERT_TRUE(file_->Append("written").ok());
  ASSERT_TRUE(file_->Sync().ok());
  bool is_lost = false;
  for (int i = 0; i < 20 && !is_lost; ++i) {
    CutPower();
    is_lost = disk_->Content("/data/file") != "written";
    disk_->LieAboutSyncs();
  }
  EXPECT_TRUE(is_lost);
}

TEST_F(SimulatedDiskTest, CountsWhatChangesSomething) {
  const uint64_t before = disk_->operations();
  ASSERT_TRUE(file_->Append("a").ok());
  ASSERT_TRUE(file_->Sync().ok());
  ASSERT_TRUE(directory_->Fsync().ok());
  std::vector<std::string> names;
  ASSERT_TRUE(machine_.GetChildren("/data", &names).ok());
  EXPECT_THAT(names, Contains("file"));
  EXPECT_EQ(disk_->operations(), before + 3);
}

}  // namespace
}  // namespace tally
