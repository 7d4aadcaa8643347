#include "daemon/services/audit.h"

namespace tally {

absl::StatusOr<std::unique_ptr<MessageSource>> OpenExport(const v1::ExportRequest&,
                                                          const Serving&) {
  return absl::UnimplementedError("not served yet");
}

absl::StatusOr<std::unique_ptr<MessageSource>> OpenTiles(const Serving&) {
  return absl::UnimplementedError("not served yet");
}

}  // namespace tally
