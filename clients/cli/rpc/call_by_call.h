// CallByCall: sends messages as calls of their own, one after the other, where the contract has no
// call that takes several.

#pragma once

#include <deque>
#include <memory>

#include "clients/cli/rpc/connection.h"
#include "clients/cli/rpc/stream.h"

namespace tally {

class CallByCall final : public Stream {
 public:
  // `connection` outlives it.
  explicit CallByCall(Connection& connection) : connection_(connection) {}

  // Returns when the message is answered. The call that fails is the last.
  bool Write(const google::protobuf::Message& request) override;
  void WritesDone() override {}
  bool Read(google::protobuf::Message& reply) override;
  absl::Status Finish() override { return status_; }

 private:
  Connection& connection_;
  std::deque<std::unique_ptr<google::protobuf::Message>> replies_;
  absl::Status status_;
};

}  // namespace tally
