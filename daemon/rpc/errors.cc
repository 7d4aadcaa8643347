#include "daemon/rpc/errors.h"

#include <string>

#include "google/rpc/status.pb.h"
#include "ledger/base/refusal.h"

namespace tally {

grpc::Status ToGrpc(const absl::Status& status) {
  const std::string message(status.message());
  std::string details;
  if (const auto refusal = RefusalOf(status)) {
    google::rpc::Status rich;
    rich.set_code(static_cast<int>(status.code()));
    rich.set_message(message);
    rich.add_details()->PackFrom(*refusal);
    details = rich.SerializeAsString();
  }
  return {static_cast<grpc::StatusCode>(status.code()), message, details};
}

}  // namespace tally
