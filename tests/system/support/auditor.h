// Auditor: calls what Audit serves for proofs, as any client would.
//
// gRPC's headers stay in auditor.cc, because they are slow to compile.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tally/v1/audit.pb.h"

namespace tally {

// Thread-safe.
class Auditor {
 public:
  // `target` is such as `unix:/tmp/tally/tallyd.sock`.
  explicit Auditor(const std::string& target);
  ~Auditor();

  absl::StatusOr<v1::SignedCheckpoint> Call(const v1::GetCheckpointRequest& request) const;
  absl::StatusOr<v1::InclusionProof> Call(const v1::ProveInclusionRequest& request) const;
  absl::StatusOr<v1::ConsistencyProof> Call(const v1::ProveConsistencyRequest& request) const;
  absl::StatusOr<v1::InvoiceProof> Call(const v1::ProveInvoiceRequest& request) const;

  // All frames, or files; calls `between` with the number of those that came so far.
  using Between = std::function<void(size_t)>;
  absl::StatusOr<std::vector<v1::ExportFrame>> Call(const v1::ExportRequest& request,
                                                    const Between& between = {}) const;
  absl::StatusOr<std::vector<v1::TileFile>> Call(const v1::ExportTilesRequest& request,
                                                 const Between& between = {}) const;

 private:
  struct Stub;
  std::unique_ptr<Stub> stub_;
};

}  // namespace tally
