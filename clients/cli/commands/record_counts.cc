#include "clients/cli/commands/record_counts.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/counts/counts_file.h"
#include "clients/cli/rpc/failure.h"
#include "tally/v1/counts.pb.h"

namespace tally {
namespace {

constexpr int kRowsInBatch = 500;
// A batch of this size takes no more rows. With its last row it is still well below what daemons
// take at once, unless they are told otherwise.
constexpr size_t kBytesInBatch = size_t{1} << 20;
// As many batches are sent before the first is answered.
constexpr size_t kBatchesInFlight = 4;
constexpr int kMaxRefusedRows = 10'000;

class Recorder {
 public:
  Recorder(std::istream& in, const CountsTarget& target, Stream& stream, cli::CountsReport& report)
      : file_(in), target_(target), stream_(stream), report_(report) {}

  absl::Status Run(const std::function<void(uint64_t)>& progress) {
    if (!file_.problem().empty()) return WrongUsage(file_.problem());
    while (FillBatch()) {
      if (unanswered_.size() == kBatchesInFlight && !TakeAnswer()) return End();
      if (!SendBatch()) return End();
      progress(file_.bytes_read());
    }
    stream_.WritesDone();
    return End();
  }

 private:
  // Reads rows until the batch is full. False if there are no more.
  bool FillBatch() {
    CountsRow row;
    batch_.Clear();
    rows_of_batch_.clear();
    size_t bytes = 0;
    while (batch_.observations_size() < kRowsInBatch && bytes < kBytesInBatch && file_.Next(row)) {
      report_.set_rows(report_.rows() + 1);
      if (row.problem.empty()) {
        bytes += row.observation.ByteSizeLong();
        *batch_.add_observations() = std::move(row.observation);
        rows_of_batch_.push_back(row.number);
      } else {
        Refuse(row.number, row.field, row.problem);
      }
    }
    return batch_.observations_size() > 0;
  }

  bool SendBatch() {
    batch_.set_request_id(absl::StrCat(target_.request_id, "-", sent_++));
    batch_.set_org_id(target_.org_id);
    batch_.set_source_id(target_.source_id);
    unanswered_.push_back(std::move(rows_of_batch_));
    return stream_.Write(batch_);
  }

  bool TakeAnswer() {
    v1::RecordCountsReply reply;
    if (!stream_.Read(reply)) return false;
    const std::vector<uint64_t> rows = std::move(unanswered_.front());
    unanswered_.pop_front();
    report_.set_recorded(report_.recorded() + reply.recorded());
    report_.set_already_known(report_.already_known() + reply.already_known());
    for (const v1::RefusedObservation& refused : reply.refused()) {
      const uint64_t row = refused.index() < rows.size() ? rows[refused.index()] : 0;
      Refuse(row, ColumnOf(refused.field()), refused.message());
    }
    return true;
  }

  void Refuse(uint64_t number, const std::string& field, const std::string& message) {
    report_.set_refused_rows(report_.refused_rows() + 1);
    if (report_.refused_size() == kMaxRefusedRows) return;
    cli::RefusedRow& row = *report_.add_refused();
    row.set_row(number);
    row.set_field(field);
    row.set_message(message);
  }

  // Takes what is still to be answered, and ends the call.
  absl::Status End() {
    while (!unanswered_.empty() && TakeAnswer()) {
    }
    std::sort(report_.mutable_refused()->begin(), report_.mutable_refused()->end(),
              [](const auto& left, const auto& right) { return left.row() < right.row(); });
    absl::Status status = stream_.Finish();
    if (status.ok() && !unanswered_.empty()) {
      return absl::InternalError("the daemon ended the call before it had answered");
    }
    return status;
  }

  CountsFile file_;
  const CountsTarget& target_;
  Stream& stream_;
  cli::CountsReport& report_;
  v1::RecordCounts batch_;
  // The numbers of the rows in the batch that is being filled, and in those that are sent.
  std::vector<uint64_t> rows_of_batch_;
  std::deque<std::vector<uint64_t>> unanswered_;
  uint64_t sent_ = 0;
};

}  // namespace

absl::Status RecordCounts(std::istream& in, const CountsTarget& target, Stream& stream,
                          cli::CountsReport& report,
                          const std::function<void(uint64_t bytes_read)>& progress) {
  return Recorder(in, target, stream, report).Run(progress);
}

}  // namespace tally
