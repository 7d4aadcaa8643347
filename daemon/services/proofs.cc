#include "daemon/services/audit.h"

namespace tally {

absl::StatusOr<v1::SignedCheckpoint> GetCheckpoint(Signer&) {
  return absl::UnimplementedError("not served yet");
}

absl::StatusOr<v1::InclusionProof> ProveInclusion(const v1::ProveInclusionRequest&, const View&) {
  return absl::UnimplementedError("not served yet");
}

absl::StatusOr<v1::ConsistencyProof> ProveConsistency(const v1::ProveConsistencyRequest&,
                                                      const View&) {
  return absl::UnimplementedError("not served yet");
}

absl::StatusOr<v1::InvoiceProof> ProveInvoice(const v1::ProveInvoiceRequest&, const View&,
                                              Signer&) {
  return absl::UnimplementedError("not served yet");
}

}  // namespace tally
