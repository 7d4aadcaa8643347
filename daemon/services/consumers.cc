#include "daemon/services/services.h"
#include "tally/v1/consumers.pb.h"

namespace tally {
namespace {

template <class Q, class Reply>
void Later(RpcService& service, const char* method) {
  service.Query<Q, Reply>(method, [](const Q&, const View&) -> absl::StatusOr<Reply> {
    return absl::UnimplementedError("not served yet");
  });
}

}  // namespace

ServicePtr ServeConsumers(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Delivery::descriptor()->file(), "Consumers", serving);
  Later<v1::DefineConsumer, v1::Receipt>(*service, "Define");
  Later<v1::RemoveConsumer, v1::Receipt>(*service, "Remove");
  Later<v1::GetConsumer, v1::ConsumerStatus>(*service, "Get");
  Later<v1::ListConsumers, v1::ConsumerPage>(*service, "List");
  service->Stream<v1::ReceiveEvents>(
      "Receive", [](const v1::ReceiveEvents&) -> absl::StatusOr<std::unique_ptr<MessageSource>> {
        return absl::UnimplementedError("not served yet");
      });
  Later<v1::AcknowledgeEvents, v1::AcknowledgeEventsReply>(*service, "Acknowledge");
  Later<v1::FailEvent, v1::FailEventReply>(*service, "Fail");
  Later<v1::ListParkedEvents, v1::ParkedEventPage>(*service, "ListParked");
  Later<v1::ReplayParkedEvents, v1::ReplayParkedEventsReply>(*service, "ReplayParked");
  return service;
}

}  // namespace tally
