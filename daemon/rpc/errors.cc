#include "daemon/rpc/errors.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

// gRPC clients take 8 KiB of metadata by default. The message is sent there with up to three bytes
// for one, and the details as base64: both must fit.
constexpr size_t kMaxMessageBytes = 512;
constexpr size_t kMaxDetailsBytes = 4'000;

// Returns `text`, cut between two characters if it is longer than kMaxMessageBytes.
std::string Shortened(absl::string_view text) {
  if (text.size() <= kMaxMessageBytes) return std::string(text);
  size_t end = kMaxMessageBytes;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "…");
}

// How long to wait before the same call may go well; zero if it will not by itself.
absl::Duration RetryDelayAfter(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
      // What one caller may ask for is counted by the second.
      if (refusal && refusal->reason() == v1::REASON_CALLER_LIMITED) return absl::Seconds(1);
      // What waits is done in less, at the rate of any disk.
      return absl::Milliseconds(100);
    // The daemon has to be started again.
    case absl::StatusCode::kUnavailable:
      return absl::Seconds(1);
    default:
      return absl::ZeroDuration();
  }
}

// Adds `refusal` to the details `rich`, and leaves out what does not fit.
void AddRefusal(v1::Refusal refusal, google::rpc::Status& rich) {
  refusal.set_message(Shortened(refusal.message()));
  rich.add_details()->PackFrom(refusal);
  while (rich.ByteSizeLong() > kMaxDetailsBytes && !refusal.differences().empty()) {
    refusal.mutable_differences()->RemoveLast();
    refusal.set_differences_left_out(refusal.differences_left_out() + 1);
    rich.mutable_details()->rbegin()->PackFrom(refusal);
  }
}

// Encodes the details of a call that failed; empty if there are none.
std::string DetailsOf(const absl::Status& status) {
  google::rpc::Status rich;
  rich.set_code(static_cast<int>(status.code()));
  rich.set_message(Shortened(status.message()));
  if (const absl::Duration delay = RetryDelayAfter(status); delay > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
    retry.mutable_retry_delay()->set_nanos(
        static_cast<int32_t>(absl::ToInt64Nanoseconds(delay % absl::Seconds(1))));
    rich.add_details()->PackFrom(retry);
  }
  if (const auto refusal = RefusalOf(status)) AddRefusal(*refusal, rich);
  return rich.details().empty() ? "" : rich.SerializeAsString();
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), Shortened(status.message()),
          DetailsOf(status)};
}

}  // namespace tally
