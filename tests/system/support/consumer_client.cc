#include "system/support/consumer_client.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/status.pb.h"
#include "tally/v1/consumers.grpc.pb.h"

namespace tally {
namespace {

std::shared_ptr<grpc::Channel> Connect(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

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
  context.AddMetadata("tally-actor", "consumer");
}

class DeliveryReader final : public Reader<v1::Delivery> {
 public:
  DeliveryReader(v1::Consumers::Stub& stub, const v1::ReceiveEvents& request) {
    Prepare(context_);
    reader_ = stub.Receive(&context_, request);
  }

  bool Read(v1::Delivery& delivery) override { return reader_->Read(&delivery); }
  void Cancel() override { context_.TryCancel(); }
  absl::Status Finish() override { return ToAbsl(reader_->Finish()); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::Delivery>> reader_;
};

}  // namespace

struct ConsumerClient::Stubs {
  explicit Stubs(const std::string& target) : channel(Connect(target)) {}

  template <class Request, class Reply>
  absl::StatusOr<Reply> Unary(grpc::Status (v1::Consumers::Stub::*method)(grpc::ClientContext*,
                                                                          const Request&, Reply*),
                              const Request& request) {
    grpc::ClientContext context;
    Prepare(context);
    Reply reply;
    const grpc::Status status = (consumers.*method)(&context, request, &reply);
    if (!status.ok()) return ToAbsl(status);
    return reply;
  }

  const std::shared_ptr<grpc::Channel> channel;
  v1::Consumers::Stub consumers{channel};
  grpc::GenericStub generic{channel};
};

ConsumerClient::ConsumerClient(const std::string& target)
    : stubs_(std::make_unique<Stubs>(target)) {}
ConsumerClient::~ConsumerClient() = default;

absl::StatusOr<v1::Receipt> ConsumerClient::Call(const v1::DefineConsumer& request) const {
  return stubs_->Unary(&v1::Consumers::Stub::Define, request);
}
absl::StatusOr<v1::Receipt> ConsumerClient::Call(const v1::RemoveConsumer& request) const {
  return stubs_->Unary(&v1::Consumers::Stub::Remove, request);
}
absl::StatusOr<v1::ConsumerStatus> ConsumerClient::Call(const v1::GetConsumer& request) const {
  return stubs_->Unary(&v1::Consumers::Stub::Get, request);
}
absl::StatusOr<v1::ConsumerPage> ConsumerClient::Call(const v1::ListConsumers& request) const {
  return stubs_->Unary(&v1::Consumers::Stub::List, request);
}
absl::StatusOr<v1::AcknowledgeEventsReply> ConsumerClient::Call(
    const v1::AcknowledgeEvents& request) const {
  return stubs_->Unary(&v1::Consumers::Stub::Acknowledge, request);
}
absl::StatusOr<v1::FailEventReply> ConsumerClient::Call(const v1::FailEvent& request) const {
  return stubs_->Unary(&v1::Consumers::Stub::Fail, request);
}
absl::StatusOr<v1::ParkedEventPage> ConsumerClient::Call(
    const v1::ListParkedEvents& request) const {
  return stubs_->Unary(&v1::Consumers::Stub::ListParked, request);
}
absl::StatusOr<v1::ReplayParkedEventsReply> ConsumerClient::Call(
    const v1::ReplayParkedEvents& request) const {
  return stubs_->Unary(&v1::Consumers::Stub::ReplayParked, request);
}

std::unique_ptr<Reader<v1::Delivery>> ConsumerClient::Open(const v1::ReceiveEvents& request) const {
  return std::make_unique<DeliveryReader>(stubs_->consumers, request);
}

RawOutcome ConsumerClient::Acknowledging(const std::string& acknowledgement,
                                         absl::string_view method,
                                         const google::protobuf::Message& request) const {
  grpc::ClientContext context;
  Prepare(context);
  context.AddMetadata("tally-acknowledge", acknowledgement);
  grpc::CompletionQueue queue;
  const std::string bytes = request.SerializeAsString();
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  grpc::Status status;
  const auto call =
      stubs_->generic.PrepareUnaryCall(&context, absl::StrCat("/", method), sent, &queue);
  call->StartCall();
  call->Finish(&received, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  RawOutcome outcome{ToAbsl(status), ""};
  std::vector<grpc::Slice> slices;
  if (!received.Dump(&slices).ok()) return outcome;
  for (const grpc::Slice& part : slices) {
    outcome.reply.append(reinterpret_cast<const char*>(part.begin()), part.size());
  }
  return outcome;
}

}  // namespace tally
