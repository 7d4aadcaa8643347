#include "system/support/auditor.h"

#include "system/support/grpc_call.h"
#include "tally/v1/audit.grpc.pb.h"

namespace tally {
namespace {

constexpr char kActor[] = "auditor";

}  // namespace

struct Auditor::Stub {
  template <class Method, class Request>
  auto Unary(Method method, const Request& request) {
    return CallUnary(kActor, audit, method, request);
  }

  template <class Message, class Start>
  absl::StatusOr<std::vector<Message>> All(Start start, const Between& between) {
    StreamReader<Message> reader(kActor, start);
    return ReadAll(reader, between);
  }

  v1::Audit::Stub audit;
};

Auditor::Auditor(const std::string& target) : stub_(new Stub{v1::Audit::Stub(Connect(target))}) {}
Auditor::~Auditor() = default;

absl::StatusOr<v1::SignedCheckpoint> Auditor::Call(const v1::GetCheckpointRequest& request) const {
  return stub_->Unary(&v1::Audit::Stub::GetCheckpoint, request);
}
absl::StatusOr<v1::InclusionProof> Auditor::Call(const v1::ProveInclusionRequest& request) const {
  return stub_->Unary(&v1::Audit::Stub::ProveInclusion, request);
}
absl::StatusOr<v1::ConsistencyProof> Auditor::Call(
    const v1::ProveConsistencyRequest& request) const {
  return stub_->Unary(&v1::Audit::Stub::ProveConsistency, request);
}
absl::StatusOr<v1::InvoiceProof> Auditor::Call(const v1::ProveInvoiceRequest& request) const {
  return stub_->Unary(&v1::Audit::Stub::ProveInvoice, request);
}
absl::StatusOr<std::vector<v1::ExportFrame>> Auditor::Call(const v1::ExportRequest& request,
                                                           const Between& between) const {
  return stub_->All<v1::ExportFrame>(
      [&](grpc::ClientContext* context) { return stub_->audit.Export(context, request); }, between);
}
absl::StatusOr<std::vector<v1::TileFile>> Auditor::Call(const v1::ExportTilesRequest& request,
                                                        const Between& between) const {
  return stub_->All<v1::TileFile>(
      [&](grpc::ClientContext* context) { return stub_->audit.ExportTiles(context, request); },
      between);
}

}  // namespace tally
