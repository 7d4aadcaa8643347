// What Audit serves, one file a group of methods: proofs.cc, exports.cc, tiles.cc, check.cc,
// refusals.cc.

#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "daemon/rpc/service.h"
#include "tally/v1/audit.pb.h"

namespace tally {

absl::StatusOr<v1::SignedCheckpoint> GetCheckpoint(Signer& signer);
// Of events of orgs that the caller may not audit it says that there are none: the leaf names the
// org, the stream and who caused it.
absl::StatusOr<v1::InclusionProof> ProveInclusionFor(const Caller& caller,
                                                     const v1::ProveInclusionRequest& query,
                                                     const View& view, const Serving& serving);
absl::StatusOr<v1::ConsistencyProof> ProveConsistency(const v1::ProveConsistencyRequest& query,
                                                      const View& view);
absl::StatusOr<v1::InvoiceProof> ProveInvoice(const v1::ProveInvoiceRequest& query,
                                              const View& view, const Serving& serving);

absl::StatusOr<std::unique_ptr<MessageSource>> OpenExport(const v1::ExportRequest& query,
                                                          const Serving& serving);
absl::StatusOr<std::unique_ptr<MessageSource>> OpenTiles(const Serving& serving);

absl::StatusOr<std::unique_ptr<MessageSource>> OpenCheck(const Serving& serving);

absl::StatusOr<v1::RefusalPage> ListRefusals(const v1::ListRefusalsRequest& query,
                                             const View& view);
absl::StatusOr<std::unique_ptr<MessageSource>> FollowRefusals(
    const v1::FollowRefusalsRequest& query, const Serving& serving);

}  // namespace tally
