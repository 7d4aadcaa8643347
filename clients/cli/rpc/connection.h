// Connection: calls of the daemon, by their request alone.
//
// Each request of the contract belongs to one rpc, so the rpc is found by the request's type and
// the generated stubs are not needed: all of gRPC that a command sees is here, and in stream.h.

#pragma once

#include <google/protobuf/message.h>

#include <cstddef>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/rpc/endpoint.h"
#include "clients/cli/rpc/stream.h"

namespace tally {

class Connection {
 public:
  // At most this many calls are under way at once.
  static constexpr size_t kCallsInFlight = 64;

  // Nothing is sent before the first call.
  explicit Connection(Endpoint endpoint);
  ~Connection();

  // From now on, a call with one reply may take as long as it takes, and not only a minute.
  void WaitAsLongAsItTakes();

  // Sends a request and waits for the reply. A daemon that is overloaded is asked again a few
  // times.
  absl::Status Call(const google::protobuf::Message& request, google::protobuf::Message& reply);

  template <typename Reply>
  absl::StatusOr<Reply> Call(const google::protobuf::Message& request) {
    Reply reply;
    const absl::Status status = Call(request, reply);
    if (!status.ok()) return status;
    return reply;
  }

  // One of many calls.
  struct Exchange {
    std::unique_ptr<google::protobuf::Message> request;
    // As the rpc's reply is; default if the call failed.
    std::unique_ptr<google::protobuf::Message> reply;
    absl::Status status;
  };

  // Sends the requests that `next` gives until it gives none (null), kCallsInFlight at a time, and
  // calls `done` with each as it is answered. All on the caller's thread.
  void CallMany(const std::function<std::unique_ptr<google::protobuf::Message>()>& next,
                const std::function<void(const Exchange&)>& done);

  // Opens a call in which either side sends several messages. The rpc is the one that takes
  // `request_type`. The connection outlives it.
  std::unique_ptr<Stream> Open(const google::protobuf::Descriptor* request_type);

 private:
  struct Channel;

  Endpoint endpoint_;
  std::unique_ptr<Channel> channel_;
};

}  // namespace tally
