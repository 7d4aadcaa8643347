#include "daemon/rpc/errors.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
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

// Encodes `refusal` as the details of a call; leaves out what does not fit.
std::string DetailsOf(const absl::Status& status, v1::Refusal refusal) {
  refusal.set_message(Shortened(refusal.message()));
  google::rpc::Status rich;
  rich.set_code(static_cast<int>(status.code()));
  rich.set_message(Shortened(status.message()));
  rich.add_details()->PackFrom(refusal);
  while (rich.ByteSizeLong() > kMaxDetailsBytes && !refusal.differences().empty()) {
    refusal.mutable_differences()->RemoveLast();
    refusal.set_differences_left_out(refusal.differences_left_out() + 1);
    rich.mutable_details(0)->PackFrom(refusal);
  }
  return rich.SerializeAsString();
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return {static_cast<grpc::StatusCode>(status.code()), Shortened(status.message()),
          refusal ? DetailsOf(status, *refusal) : ""};
}

}  // namespace tally
