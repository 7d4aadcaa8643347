#include "daemon/rpc/in_flight.h"

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"

namespace tally {

absl::Status InFlight::Enter(Kind kind, size_t bytes) {
  const absl::MutexLock lock(&mutex_);
  if (closed_) return absl::UnavailableError("the daemon is stopping; send the request again");
  Flow& flow = FlowOf(kind);
  const absl::string_view name = kind == Kind::kCommand ? "commands" : "queries";
  if (flow.calls >= flow.limits.calls) {
    return Refuse(v1::REASON_OVERLOADED, "", absl::StrCat(flow.calls, " ", name, " are under way"));
  }
  if (flow.bytes >= flow.limits.bytes) {
    return Refuse(v1::REASON_OVERLOADED, "",
                  absl::StrCat(name, " of ", flow.bytes, " bytes are under way"));
  }
  flow.calls += 1;
  flow.bytes += bytes;
  return absl::OkStatus();
}

void InFlight::Hold(Kind kind, size_t bytes) {
  const absl::MutexLock lock(&mutex_);
  FlowOf(kind).bytes += bytes;
}

void InFlight::Leave(Kind kind, size_t bytes) {
  const absl::MutexLock lock(&mutex_);
  Flow& flow = FlowOf(kind);
  flow.calls -= 1;
  flow.bytes -= bytes;
}

bool InFlight::is_closed() const {
  const absl::MutexLock lock(&mutex_);
  return closed_;
}

void InFlight::Close(absl::Duration at_most) {
  const auto is_empty = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return flows_[0].calls + flows_[1].calls == 0;
  };
  const absl::MutexLock lock(&mutex_);
  closed_ = true;
  mutex_.AwaitWithTimeout(absl::Condition(&is_empty), at_most);
}

}  // namespace tally
