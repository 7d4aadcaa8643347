#include "daemon/services/audit.h"

#include "daemon/services/services.h"

namespace tally {

ServicePtr ServeAudit(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::InclusionProof::descriptor()->file(), "Audit", serving);
  service->Query<v1::GetCheckpointRequest, v1::SignedCheckpoint>(
      "GetCheckpoint", [serving](const v1::GetCheckpointRequest&, const View&) {
        return GetCheckpoint(serving.signer);
      });
  service->QueryOf<v1::ProveInclusionRequest, v1::InclusionProof>(
      "ProveInclusion",
      [serving](const Caller& caller, const v1::ProveInclusionRequest& query, const View& view) {
        return ProveInclusionFor(caller, query, view, serving);
      });
  service->Query<v1::ProveConsistencyRequest, v1::ConsistencyProof>("ProveConsistency",
                                                                    &ProveConsistency);
  service->Query<v1::ProveInvoiceRequest, v1::InvoiceProof>(
      "ProveInvoice", [serving](const v1::ProveInvoiceRequest& query, const View& view) {
        return ProveInvoice(query, view, serving);
      });
  service->Stream<v1::ExportRequest>(
      "Export", [serving](const v1::ExportRequest& query) { return OpenExport(query, serving); });
  service->Stream<v1::ExportTilesRequest>(
      "ExportTiles", [serving](const v1::ExportTilesRequest&) { return OpenTiles(serving); });
  service->Stream<v1::CheckLedger>(
      "Check", [serving](const v1::CheckLedger&) { return OpenCheck(serving); });
  service->Query<v1::ListRefusalsRequest, v1::RefusalPage>("ListRefusals", &ListRefusals);
  service->Stream<v1::FollowRefusalsRequest>(
      "FollowRefusals",
      [serving](const v1::FollowRefusalsRequest& query) { return FollowRefusals(query, serving); });
  return service;
}

}  // namespace tally
