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
#include "google/protobuf/message.h"
#include "ledger/log/log.h"

namespace tally {

// Makes the messages of a stream.
class MessageSource {
 public:
  virtual ~MessageSource() = default;

  struct Step {
    // The next message; null if there is none now.
    std::unique_ptr<google::protobuf::Message> message;
    // Set if there will be none any more: how the stream ends.
    std::optional<absl::Status> end;
    // Otherwise, and without a message: the position beyond which there may be one.
    uint64_t wait_beyond = 0;
  };

  virtual Step Next() = 0;
};

// Returns what sends the messages of `source`; waits for events on `log`, which must outlive it.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamMessages(Log& log,
                                                           std::unique_ptr<MessageSource> source);

// Returns what ends a stream at once with `status`.
grpc::ServerWriteReactor<grpc::ByteBuffer>* EndStream(const absl::Status& status);

// Returns `message` as gRPC sends it.
grpc::ByteBuffer ToBytes(const google::protobuf::MessageLite& message);

}  // namespace tally
