// RecordRows: sends the entries of a CSV file, as it is read.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/csv/entries_file.h"
#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/stream.h"

namespace tally {

// Called with the number of bytes read after each batch.
using RecordProgress = std::function<void(uint64_t bytes_read)>;

inline constexpr int kRowsInBatch = 500;
// A batch of this size takes no more rows. With its last row it is still well below what daemons
// take at once, unless they are told otherwise.
inline constexpr size_t kBytesInBatch = size_t{1} << 20;
// As many batches are sent before the first is answered.
inline constexpr size_t kBatchesInFlight = 4;
inline constexpr int kMaxRefusedRows = 10'000;

// Sends the rows of one file. Make one for each file, and call Run() once.
template <class Reply, class Entry, class Request>
class RowRecorder {
 public:
  using Entries = google::protobuf::RepeatedPtrField<Entry>* (Request::*)();

  // `request` is what each batch is sent in, but for its entries; its request id, which was never
  // used before, starts the ids of the batches. All must outlive the recorder.
  RowRecorder(EntriesFile<Entry>& file, const Request& request, Entries entries, Stream& stream,
              cli::RecordReport& report)
      : file_(file), request_(request), entries_(entries), stream_(stream), report_(report) {}

  absl::Status Run(const RecordProgress& progress) {
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
    EntryRow<Entry> row;
    batch_ = request_;
    rows_of_batch_.clear();
    auto& entries = *(batch_.*entries_)();
    size_t bytes = 0;
    while (entries.size() < kRowsInBatch && bytes < kBytesInBatch && file_.Next(row)) {
      report_.set_rows(report_.rows() + 1);
      if (row.problem.message.empty()) {
        bytes += row.entry.ByteSizeLong();
        *entries.Add() = std::move(row.entry);
        rows_of_batch_.push_back(row.number);
      } else {
        Refuse(row.number, row.problem);
      }
    }
    return !entries.empty();
  }

  bool SendBatch() {
    batch_.set_request_id(absl::StrCat(request_.request_id(), "-", sent_++));
    unanswered_.push_back(std::move(rows_of_batch_));
    return stream_.Write(batch_);
  }

  bool TakeAnswer() {
    Reply reply;
    if (!stream_.Read(reply)) return false;
    const std::vector<uint64_t> rows = std::move(unanswered_.front());
    unanswered_.pop_front();
    report_.set_recorded(report_.recorded() + reply.recorded());
    report_.set_already_known(report_.already_known() + reply.already_known());
    for (const auto& refused : reply.refused()) {
      const uint64_t row = refused.index() < rows.size() ? rows[refused.index()] : 0;
      Refuse(row, {file_.ColumnOf(refused.field()), refused.message()});
    }
    return true;
  }

  void Refuse(uint64_t number, const CsvProblem& problem) {
    report_.set_refused_rows(report_.refused_rows() + 1);
    if (report_.refused_size() == kMaxRefusedRows) return;
    cli::RefusedRow& row = *report_.add_refused();
    row.set_row(number);
    row.set_field(problem.column);
    row.set_message(problem.message);
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

  EntriesFile<Entry>& file_;
  const Request& request_;
  const Entries entries_;
  Stream& stream_;
  cli::RecordReport& report_;
  Request batch_;
  // The numbers of the rows in the batch that is being filled, and in those that are sent.
  std::vector<uint64_t> rows_of_batch_;
  std::deque<std::vector<uint64_t>> unanswered_;
  uint64_t sent_ = 0;
};

// Sends the file's rows in batches over `stream`, some of them before the first is answered, and
// adds to `report` what became of each row. Rows that cannot be sent count as refused. Fails if the
// header is wrong, or a call ends before all is answered; `report` then has what was answered.
template <class Reply, class Entry, class Request>
absl::Status RecordRows(EntriesFile<Entry>& file, const Request& request,
                        typename RowRecorder<Reply, Entry, Request>::Entries entries,
                        Stream& stream, cli::RecordReport& report, const RecordProgress& progress) {
  return RowRecorder<Reply, Entry, Request>(file, request, entries, stream, report).Run(progress);
}

}  // namespace tally
