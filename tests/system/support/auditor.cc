#include "system/support/auditor.h"

#include <grpcpp/grpcpp.h>

#include "absl/strings/cord.h"
#include "google/rpc/status.pb.h"
#include "system/support/client.h"
#include "tally/v1/audit.grpc.pb.h"

namespace tally {
namespace {

absl::Status ToAbsl(const grpc::Status& status) {
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return result;
  for (const auto& detail : rich.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

void Prepare(grpc::ClientContext& context) {
  context.set_wait_for_ready(true);
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  context.AddMetadata("tally-actor", "auditor");
}

}  // namespace

struct Auditor::Stub {
  template <class Request, class Reply>
  absl::StatusOr<Reply> Unary(grpc::Status (v1::Audit::Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Reply*),
                              const Request& request) {
    grpc::ClientContext context;
    Prepare(context);
    Reply reply;
    const grpc::Status status = (audit.*method)(&context, request, &reply);
    if (!status.ok()) return ToAbsl(status);
    return reply;
  }

  template <class Message, class Open>
  absl::StatusOr<std::vector<Message>> All(Open open, const Between& between) {
    grpc::ClientContext context;
    Prepare(context);
    const auto reader = open(&context);
    std::vector<Message> messages;
    for (Message message; reader->Read(&message);) {
      messages.push_back(message);
      if (between) between(messages.size());
    }
    const grpc::Status status = reader->Finish();
    if (!status.ok()) return ToAbsl(status);
    return messages;
  }

  v1::Audit::Stub audit;
};

Auditor::Auditor(const std::string& target)
    : stub_(new Stub{
          v1::Audit::Stub(grpc::CreateChannel(target, grpc::InsecureChannelCredentials()))}) {}
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
