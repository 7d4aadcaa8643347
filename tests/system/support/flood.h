// Flood: more calls at once than a daemon may answer, over a few connections and without a thread
// for each.
//
//   Flood flood(target);
//   const size_t number = flood.Send(request);
//   …
//   ASSERT_TRUE(flood.Await());
//   EXPECT_EQ(flood.OutcomeOf(number).status, absl::OkStatus());

#pragma once

#include <google/protobuf/message.h>

#include <cstddef>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "system/support/client.h"
#include "system/support/wire.h"

namespace tally {

// When a caller leaves who does not wait for the answer.
enum class Leaves { kNever, kWhenSending, kWhenSent, kWhenAnswered };

struct FloodCaller {
  // A caller that takes no answer leaves what is longer than 64 KiB in the daemon.
  bool takes_answer = true;
  Leaves leaves = Leaves::kNever;
  // After which it gives up.
  absl::Duration patience = kPatience;
};

// Thread-safe.
class Flood {
 public:
  explicit Flood(const std::string& target, size_t connections = 8);
  // Every caller leaves.
  ~Flood();

  // Sends `bytes` to `method`, such as `tally.v1.Orgs/Define`, and returns the number of the call,
  // from 0 on.
  size_t Send(const std::string& method, const std::string& bytes, const FloodCaller& caller = {});
  size_t Send(const google::protobuf::Message& request, const FloodCaller& caller = {}) {
    return Send(MethodFor(*request.GetDescriptor()), request.SerializeAsString(), caller);
  }

  // Waits until every call has ended. False if some do not.
  bool Await() const;
  // How call `number` ended, which must have.
  RawOutcome OutcomeOf(size_t number) const;

 private:
  class Call;
  struct State;

  const std::unique_ptr<State> state_;
};

}  // namespace tally
