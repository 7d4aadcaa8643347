// Stream: a call in which either side sends several messages. Use by one thread at a time.

#pragma once

#include <google/protobuf/message.h>

#include <chrono>
#include <memory>

#include "absl/status/status.h"

namespace tally {

class Stream {
 public:
  // Ends the call if it has not ended.
  virtual ~Stream() = default;

  // Sends a message. False if the call has ended; Finish says why.
  virtual bool Write(const google::protobuf::Message& request) = 0;
  // Says that nothing more is sent.
  virtual void WritesDone() = 0;
  // Waits for a message. False if there are no more; Finish says why.
  virtual bool Read(google::protobuf::Message& reply) = 0;
  // The same, but ends the call if there is none within `patience`.
  virtual bool ReadWithin(std::chrono::milliseconds /*patience*/,
                          google::protobuf::Message& reply) {
    return Read(reply);
  }
  // Returns how the call ended. Call once, when Read or Write have returned false.
  virtual absl::Status Finish() = 0;
};

}  // namespace tally
