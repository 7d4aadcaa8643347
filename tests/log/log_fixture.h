// LogTest: a log in a temporary directory, for tests of what it keeps and what it finds out.

#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/log/log.h"
#include "support/database.h"
#include "support/temporary_directory.h"
#include "support/text.h"

namespace tally {

class LogTest : public testing::Test {
 protected:
  LogTest() { Open(); }

  // Opens the log, again if it was open.
  void Open() {
    log_.reset();
    auto opened = OpenLog(directory_.path());
    ASSERT_TRUE(opened.ok()) << opened.status();
    log_ = *std::move(opened);
  }

  // Copies what is on disk while the log is open, which is what a kill leaves.
  void CopyAsIfKilled(const std::string& directory) const {
    std::filesystem::copy(directory_.path(), directory, std::filesystem::copy_options::recursive);
  }

  // Closes the log, and returns what it is in RocksDB.
  std::unique_ptr<Database> Raw() {
    log_.reset();
    return std::make_unique<Database>(directory_.path());
  }

  static Record NextRecord(const Batch& batch, int events) {
    Record record;
    v1::Commit& commit = record.commit;
    commit.set_first_position(batch.head().position() + 1);
    commit.set_org_id("msp");
    for (int i = 0; i < events; ++i) {
      AddEvent("org", commit.first_position() + static_cast<uint64_t>(i),
               Parse<v1::Event>("org_defined { org { org_id: 'msp' } }"), record);
    }
    return record;
  }

  // Appends a commit of `events` events.
  void Append(int events) {
    auto batch = log_->NewBatch();
    batch->Append(NextRecord(*batch, events));
    const absl::Status appended = log_->Append(std::move(batch));
    EXPECT_TRUE(appended.ok()) << appended;
  }

  // The positions of the events from `position` on, at most `limit`.
  std::vector<uint64_t> PositionsFrom(uint64_t position, size_t limit = 100) const {
    std::vector<uint64_t> positions;
    const absl::Status read =
        log_->NewSnapshot()->Read(position, [&](const v1::RecordedEvent& event) {
          positions.push_back(event.position());
          return positions.size() < limit;
        });
    EXPECT_TRUE(read.ok()) << read;
    return positions;
  }

  absl::Status Replay() const {
    return log_->NewSnapshot()->Replay([](const Record&) { return absl::OkStatus(); });
  }

  // What opening the log fails with.
  absl::Status OpenFailure() {
    log_.reset();
    return OpenLog(directory_.path()).status();
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Log> log_;
};

}  // namespace tally
