// What a later build wrote is refused, and left as it is.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/log/log_format.h"
#include "log/log_fixture.h"

namespace tally {
namespace {

// The bytes of the files in `directory`, by name.
std::map<std::string, std::string> FilesIn(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename().string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return files;
}

class LaterBuildTest : public LogTest {
 protected:
  LaterBuildTest() { Append(3); }

  // Appends a commit with an event of a type that does not exist yet.
  void AppendEventToCome() {
    auto batch = log_->NewBatch();
    Record record = NextRecord(*batch, 1);
    // Field 1999, an empty message.
    record.commit.mutable_events(0)->set_sealed_event(std::string("\xfa\x7c\x00", 3));
    batch->Append(record);
    ASSERT_TRUE(log_->Append(std::move(batch)).ok());
  }

  // Opening `directory` fails because it holds `what`, and changes none of its files.
  static void ExpectUntouched(const std::string& directory, const std::string& what) {
    const auto before = FilesIn(directory);
    const absl::Status opened = OpenLog(directory).status();
    EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition) << opened;
    EXPECT_TRUE(absl::StrContains(
        opened.message(),
        absl::StrCat("holds ", what, ", which this version of tallyd does not know")))
        << opened;
    EXPECT_TRUE(FilesIn(directory) == before);
  }

  const TemporaryDirectory parent_;
  const std::string killed_ = parent_.path() + "/killed";
};

TEST_F(LaterBuildTest, ItsEventsAreRefusedAfterACleanStop) {
  AppendEventToCome();
  log_.reset();
  ExpectUntouched(directory_.path(), "events of type 1999");
}

TEST_F(LaterBuildTest, ItsEventsAreRefusedAfterAKill) {
  AppendEventToCome();
  CopyAsIfKilled(killed_);
  ExpectUntouched(killed_, "events of type 1999");
}

// What was torn is taken off, as any build would, and the rest is left alone.
TEST_F(LaterBuildTest, ItsEventsAreRefusedAfterAPowerCut) {
  AppendEventToCome();
  CopyAsIfKilled(killed_);
  for (const auto& entry : std::filesystem::directory_iterator(killed_)) {
    if (entry.path().extension() != ".log") continue;
    std::ofstream(entry.path(), std::ios::binary | std::ios::app) << std::string(300, '\x5a');
  }
  const auto torn = FilesIn(killed_);
  EXPECT_FALSE(OpenLog(killed_).ok());
  const auto mended = FilesIn(killed_);
  for (const auto& [name, bytes] : torn) {
    EXPECT_TRUE(absl::StartsWith(bytes, mended.at(name))) << name;
  }
  EXPECT_EQ(mended.size(), torn.size());
  ExpectUntouched(killed_, "events of type 1999");
}

TEST_F(LaterBuildTest, ItsFormatIsRefused) {
  const std::string later = absl::StrCat(kLogFormat + 1);
  Raw()->Put(Database::kMeta, "format", later);
  ExpectUntouched(directory_.path(), "commits of format " + later);
}

TEST_F(LaterBuildTest, AFormatThatIsNoneIsDamage) {
  Raw()->Put(Database::kMeta, "format", "x");
  EXPECT_EQ(OpenFailure().code(), absl::StatusCode::kDataLoss);
}

// The format is in the commit that is the first of it: until then an earlier build may go on.
TEST_F(LaterBuildTest, OnlyACommitIsOfAFormat) {
  Raw()->Delete(Database::kMeta, "format");
  Open();
  log_.reset();
  for (const auto& [key, value] : Raw()->All(Database::kMeta)) EXPECT_NE(key, "format");
  Open();
  Append(1);
  EXPECT_EQ(Raw()->Get(Database::kMeta, "format"), absl::StrCat(kLogFormat));
}

}  // namespace
}  // namespace tally
