// Guest: calls any method of the daemon with headers of its own choice, and sees exactly what comes
// back.
//
//   Guest ann(daemon.loopback(), BearerOf(token));
//   WireOutcome outcome = ann.Call("tally.v1.Orgs/List", request.SerializeAsString());
//
// gRPC's headers stay in guest.cc, because they are slow to compile.

#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "system/support/client.h"

namespace tally {

using Headers = std::vector<std::pair<std::string, std::string>>;

inline Headers BearerOf(const std::string& token) {
  return {{"authorization", absl::StrCat("Bearer ", token)}};
}

// How a call ended, as it came over the wire.
struct WireOutcome {
  // With the refusal, if there is one.
  absl::Status status;
  // All of the details, as bytes.
  std::string details;
  // Whether there was a message, and the first. The call was then left, and its status says
  // nothing.
  bool answered = false;
  std::string reply;
};

// A call of any kind that goes on.
class OpenCall {
 public:
  virtual ~OpenCall() = default;
  // Sends one more message; false if the call has ended.
  virtual bool Write(absl::string_view bytes) = 0;
  // Waits for the next message; false at the end.
  virtual bool Read(std::string& bytes) = 0;
  // How it ended; only after Read() was false.
  virtual absl::Status Finish() = 0;
};

// Thread-safe.
class Guest {
 public:
  explicit Guest(const std::string& target, Headers headers = {});
  ~Guest();

  // Sends one request; leaves the call after the first message, or when it ends.
  WireOutcome Call(absl::string_view method, absl::string_view bytes) const;

  // Sends a request and goes on.
  std::unique_ptr<OpenCall> Open(absl::string_view method, absl::string_view bytes) const;

  // Sends a request of as many zeros, compressed; `bytes` come before them.
  absl::Status CallCompressed(absl::string_view method, absl::string_view bytes,
                              size_t zeros) const;

 private:
  struct Stub;
  std::unique_ptr<Stub> stub_;
};

}  // namespace tally
