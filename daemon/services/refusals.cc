#include "daemon/services/audit.h"

namespace tally {

absl::StatusOr<v1::RefusalPage> ListRefusals(const v1::ListRefusalsRequest&, const View&) {
  return absl::UnimplementedError("not served yet");
}

absl::StatusOr<std::unique_ptr<MessageSource>> FollowRefusals(const v1::FollowRefusalsRequest&,
                                                              const Serving&) {
  return absl::UnimplementedError("not served yet");
}

}  // namespace tally
