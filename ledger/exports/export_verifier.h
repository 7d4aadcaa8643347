// ExportVerifier: whether an export is what the log signed, without asking anybody.
//
// Frames are taken one after the other, in bounded memory but for the streams that were seen. Each
// event is checked by itself: how it is written, that it belongs here, its position and version,
// its digest, its personal texts, and its way to the root of the signed checkpoint. So the first
// thing that is wrong is named:
//
//   event 17 (invoices/BILL-2026-10-003 version 1): its path does not lead to the root …
//
// An event is numbered by its place in the export. What the header says was asked for is signed by
// nobody: it is compared with the events that follow.

#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/exports/inclusion_paths.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/key.h"
#include "tally/v1/audit.pb.h"
#include "tally/v1/event.pb.h"

namespace tally {

// What an export that holds says.
struct VerifiedExport {
  // What it holds, positions filled in.
  v1::ExportRequest request;
  Checkpoint checkpoint;
  uint64_t event_count = 0;
  // Personal texts that were erased.
  uint64_t erased_texts = 0;

  // Whether it holds every event between its positions.
  bool is_whole() const { return request.org_id().empty(); }
};

class ExportVerifier {
 public:
  // `log` is the key that must have signed the checkpoint.
  explicit ExportVerifier(VerifierKey log) : log_(std::move(log)) {}

  // Checks the next frame. INVALID_ARGUMENT, naming the frame, if anything is wrong;
  // PERMISSION_DENIED if the log has not signed the checkpoint. Take no more then.
  absl::Status Take(absl::string_view frame);

  // Returns what was proved, when there are no more frames. INVALID_ARGUMENT if the end is missing.
  absl::StatusOr<VerifiedExport> Finish() const;

  // Returns `status` with the name of the frame that would be next.
  absl::Status AtNext(const absl::Status& status) const;

 private:
  enum class Awaits { kHeader, kEvents, kNothing };

  // Checks a frame that is written as it must be and no header.
  absl::Status TakeParsed(const v1::ExportFrame& frame);
  absl::Status TakeHeader(const v1::ExportHeader& header);
  absl::Status TakeEvent(const v1::ExportedEvent& event);
  absl::Status TakeEnd(const v1::ExportEnd& end);

  absl::Status CheckPosition(uint64_t position) const;
  // Whether the event was asked for.
  absl::Status CheckBelongs(const v1::LeafEntry& leaf, const v1::Event& event) const;
  absl::Status CheckVersion(const v1::LeafEntry& leaf);
  absl::Status CheckPath(const v1::ExportedEvent& event);

  const VerifierKey log_;
  Awaits awaits_ = Awaits::kHeader;
  VerifiedExport verified_;
  // Position of the last event; one before the first that was asked for if there was none.
  uint64_t last_position_ = 0;
  // Version of the last event of each stream, by org and stream.
  std::map<std::pair<std::string, std::string>, uint64_t> versions_;
  PathKeeper paths_{0};
};

// Verifies the export file in `in`; calls `progress` with the number of each event that is right.
absl::StatusOr<VerifiedExport> VerifyExport(std::istream& in, const VerifierKey& log,
                                            const std::function<void(uint64_t)>& progress);

}  // namespace tally
