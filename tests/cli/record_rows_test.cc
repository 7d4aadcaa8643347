#include "clients/cli/commands/record_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <deque>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/csv/count_columns.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/record_report.h"
#include "tally/v1/counts.pb.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Answers as a daemon would that refuses quantities of 13 and knows those of 7. Ends after
// `batches_taken` batches, if that is not zero.
class Daemon : public Stream {
 public:
  bool Write(const google::protobuf::Message& message) override {
    v1::RecordCounts request;
    request.CopyFrom(message);
    if (batches_taken != 0 && batch_sizes.size() == batches_taken) return false;
    batch_sizes.push_back(request.observations_size());
    request_ids.insert(request.request_id());
    v1::RecordCountsReply reply;
    for (int i = 0; i < request.observations_size(); ++i) {
      const std::string& quantity = request.observations(i).quantity();
      if (quantity == "13") {
        v1::RefusedObservation& refused = *reply.add_refused();
        refused.set_index(static_cast<uint32_t>(i));
        refused.set_field(request.observations(i).cost_currency() == "FIM" ? "cost_currency"
                                                                           : "quantity");
        refused.set_message("brings bad luck");
      } else if (quantity == "7") {
        reply.set_already_known(reply.already_known() + 1);
      } else {
        reply.set_recorded(reply.recorded() + 1);
      }
    }
    replies_.push_back(reply);
    in_flight = std::max(in_flight, replies_.size());
    return true;
  }
  void WritesDone() override {}
  bool Read(google::protobuf::Message& reply) override {
    if (replies_.empty()) return false;
    reply.CopyFrom(replies_.front());
    replies_.pop_front();
    return true;
  }
  absl::Status Finish() override {
    const bool has_ended = batches_taken != 0 && batch_sizes.size() == batches_taken;
    return has_ended ? Unreachable("gone") : absl::OkStatus();
  }

  size_t batches_taken = 0;
  std::vector<int> batch_sizes;
  std::set<std::string> request_ids;
  size_t in_flight = 0;

 private:
  std::deque<v1::RecordCountsReply> replies_;
};

absl::Status Record(const std::string& csv, Daemon& daemon, cli::RecordReport& report) {
  std::istringstream in(csv);
  EntriesFile<v1::Observation> file(in, CountColumns(), {}, kMaxCountFieldBytes);
  v1::RecordCounts request;
  request.set_request_id("id");
  request.set_org_id("org");
  request.set_source_id("rmm");
  return RecordRows<v1::RecordCountsReply>(file, request, &v1::RecordCounts::mutable_observations,
                                           daemon, report, [](uint64_t) {});
}

std::string Csv(const std::vector<std::string>& quantities) {
  std::string csv = "observed_at,account,meter,quantity\n";
  for (const std::string& quantity : quantities) {
    absl::StrAppend(&csv, "2026-08-01T12:00:00Z,a,m,", quantity, "\n");
  }
  return csv;
}

TEST(RecordRows, TellsWhatBecameOfEachRow) {
  Daemon daemon;
  cli::RecordReport report;
  const std::string csv = Csv({"1", "13", "7"}) + "\nnonsense\n2026-08-01T12:00:00Z,a,m,13\n";
  ASSERT_TRUE(Record(csv, daemon, report).ok());
  EXPECT_EQ(RecordReportText(report, {}),
            "5 rows: 1 recorded, 1 already known, 3 refused\n"
            "\n"
            "row  field     refused because\n"
            "  3  quantity  brings bad luck\n"
            "  6            1 fields where the header has 4\n"
            "  7  quantity  brings bad luck\n");
}

TEST(RecordRows, NamesTheColumnOfAFieldThatIsCalledOtherwise) {
  Daemon daemon;
  cli::RecordReport report;
  const std::string csv =
      "observed_at,account,meter,quantity,unit_cost,currency\n"
      "2026-08-01T12:00:00Z,a,m,13,1,FIM\n";
  ASSERT_TRUE(Record(csv, daemon, report).ok());
  ASSERT_EQ(report.refused_size(), 1);
  EXPECT_EQ(report.refused(0).field(), "currency");
}

TEST(RecordRows, SendsBatchesOfWhichFewAreUnanswered) {
  Daemon daemon;
  cli::RecordReport report;
  ASSERT_TRUE(Record(Csv(std::vector<std::string>(5'250, "1")), daemon, report).ok());
  EXPECT_THAT(daemon.batch_sizes,
              ElementsAre(500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 250));
  EXPECT_EQ(daemon.request_ids.size(), daemon.batch_sizes.size());
  EXPECT_EQ(daemon.in_flight, 4u);
  EXPECT_EQ(report.recorded(), 5'250u);
}

// Rows that name many members fill a batch long before they are many.
TEST(RecordRows, SendsBatchesThatADaemonTakes) {
  Daemon daemon;
  cli::RecordReport report;
  std::string csv = "observed_at,account,meter,members\n";
  for (int i = 0; i < 10; ++i) {
    absl::StrAppend(&csv, "2026-08-01T12:00:00Z,a,m,", std::string(300'000, 'x'), "\n");
  }
  ASSERT_TRUE(Record(csv, daemon, report).ok());
  EXPECT_THAT(daemon.batch_sizes, ElementsAre(4, 4, 2));
  EXPECT_EQ(report.recorded(), 10u);
}

TEST(RecordRows, KeepsAListOfRefusedRowsThatDoesNotGrowWithoutEnd) {
  Daemon daemon;
  cli::RecordReport report;
  ASSERT_TRUE(Record(Csv(std::vector<std::string>(12'000, "13")), daemon, report).ok());
  EXPECT_EQ(report.refused_size(), 10'000);
  EXPECT_EQ(report.refused_rows(), 12'000u);
  EXPECT_THAT(RecordReportText(report, {}), HasSubstr("\nand 11,900 more\n"));
}

TEST(RecordRows, SendsNothingUnderAWrongHeader) {
  Daemon daemon;
  cli::RecordReport report;
  const absl::Status status = Record("when,who\n1,2\n", daemon, report);
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kWrongUsage);
  EXPECT_TRUE(daemon.batch_sizes.empty());
}

TEST(RecordRows, CountsWhatWasAnsweredBeforeTheDaemonWasGone) {
  Daemon daemon;
  daemon.batches_taken = 3;
  cli::RecordReport report;
  const absl::Status status = Record(Csv(std::vector<std::string>(5'000, "1")), daemon, report);
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kUnreachable);
  EXPECT_EQ(report.recorded(), 1'500u);
}

}  // namespace
}  // namespace tally
