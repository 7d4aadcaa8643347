#include "ledger/log/room.h"

#include "absl/strings/str_cat.h"

namespace tally {

absl::Status CheckRoom(rocksdb::Env& env, const std::string& directory, uint64_t keep_free_bytes) {
  uint64_t free_bytes = 0;
  const rocksdb::Status asked = env.GetFreeSpace(directory, &free_bytes);
  if (!asked.ok() || free_bytes >= keep_free_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("the disk is full: ", free_bytes, " bytes are free for ", directory, ", and ",
                   keep_free_bytes,
                   " are kept free (keep_free_bytes). Nothing was recorded: free "
                   "space there, and send the same request again"));
}

}  // namespace tally
