// ConsumerClient: calls the daemon as a consumer would, over its socket; see client.h.

#pragma once

#include <memory>
#include <string>

#include "system/support/client.h"
#include "tally/v1/consumers.pb.h"

namespace tally {

// Thread-safe.
class ConsumerClient {
 public:
  explicit ConsumerClient(const std::string& target);
  ~ConsumerClient();

  absl::StatusOr<v1::Receipt> Call(const v1::DefineConsumer& request) const;
  absl::StatusOr<v1::Receipt> Call(const v1::RemoveConsumer& request) const;
  absl::StatusOr<v1::ConsumerStatus> Call(const v1::GetConsumer& request) const;
  absl::StatusOr<v1::ConsumerPage> Call(const v1::ListConsumers& request) const;
  absl::StatusOr<v1::AcknowledgeEventsReply> Call(const v1::AcknowledgeEvents& request) const;
  absl::StatusOr<v1::FailEventReply> Call(const v1::FailEvent& request) const;
  absl::StatusOr<v1::ParkedEventPage> Call(const v1::ListParkedEvents& request) const;
  absl::StatusOr<v1::ReplayParkedEventsReply> Call(const v1::ReplayParkedEvents& request) const;

  std::unique_ptr<Reader<v1::Delivery>> Open(const v1::ReceiveEvents& request) const;

  // Sends `request` to `method`, such as `tally.v1.Taxes/Define`, with this as `tally-acknowledge`.
  RawOutcome Acknowledging(const std::string& acknowledgement, absl::string_view method,
                           const google::protobuf::Message& request) const;

 private:
  struct Stubs;
  std::unique_ptr<Stubs> stubs_;
};

}  // namespace tally
