#include "daemon/services/audit.h"

namespace tally {

absl::StatusOr<std::unique_ptr<MessageSource>> OpenCheck(const Serving&) {
  return absl::UnimplementedError("not served yet");
}

}  // namespace tally
