// MessageStream: a server stream whose messages are made as fast as the client reads them.
//
// At most one message is in memory; what the client has not read yet is not made yet.

#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "daemon/rpc/stream_threads.h"
#include "google/protobuf/message.h"

namespace tally {

// Makes the messages of a stream. All calls come one after the other, on threads of their own.
class MessageSource {
 public:
  virtual ~MessageSource() = default;

  // Called once, before the first Next(), with what makes Next() be called soon. That may be called
  // by any thread while the daemon runs, also when this has gone.
  virtual void WakeBy(std::function<void()> /*wake*/) {}

  struct Step {
    // The next message; null if there is none now.
    std::unique_ptr<google::protobuf::Message> message;
    // Set if there will be none any more: how the stream ends.
    std::optional<absl::Status> end;
    // Otherwise, and without a message: the position beyond which there may be one,
    uint64_t wait_beyond = 0;
    // and the time at which there may be one nevertheless.
    StreamThreads::Time wait_until = StreamThreads::Time::max();
  };

  // Makes the next message. What takes long is done in several steps, so that others get their
  // turn: a step that has no message yet waits beyond a position that the log is beyond.
  virtual Step Next() = 0;
};

// Returns what sends the messages of `source`, which are made on `threads`.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamMessages(StreamThreads& threads,
                                                           std::unique_ptr<MessageSource> source);

// Returns what ends a stream at once with `status`.
grpc::ServerWriteReactor<grpc::ByteBuffer>* EndStream(const absl::Status& status);

// Returns `message` as gRPC sends it.
grpc::ByteBuffer ToBytes(const google::protobuf::MessageLite& message);

}  // namespace tally
