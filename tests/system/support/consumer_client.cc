#include "system/support/consumer_client.h"

#include "system/support/grpc_call.h"
#include "tally/v1/consumers.grpc.pb.h"

namespace tally {
namespace {

constexpr char kActor[] = "consumer";

}  // namespace

struct ConsumerClient::Stubs {
  explicit Stubs(const std::string& target) : channel(Connect(target)) {}

  template <class Method, class Request>
  auto Unary(Method method, const Request& request) {
    return CallUnary(kActor, consumers, method, request);
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
  return std::make_unique<StreamReader<v1::Delivery>>(kActor, [&](grpc::ClientContext* context) {
    return stubs_->consumers.Receive(context, request);
  });
}

RawOutcome ConsumerClient::Acknowledging(const std::string& acknowledgement,
                                         absl::string_view method,
                                         const google::protobuf::Message& request) const {
  grpc::ClientContext context;
  Prepare(context, kActor);
  context.AddMetadata("tally-acknowledge", acknowledgement);
  return CallGeneric(stubs_->generic, context, method, ToBuffer(request.SerializeAsString()));
}

}  // namespace tally
