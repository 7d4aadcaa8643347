#include "ledger/log/rocks_batch.h"

#include "absl/strings/str_cat.h"
#include "ledger/events/stream.h"
#include "ledger/log/record.h"

namespace tally {

void RocksBatch::Append(const Record& record) {
  const v1::Commit& commit = record.commit;
  CheckRead(batch_.Put(families_.log, KeyOf(commit.first_position()), EncodeRecord(record, head_)));
  CheckRead(batch_.Put(families_.meta, kHeadKey, head_.SerializeAsString()));
  for (const v1::CommittedEvent& event : commit.events()) {
    const int type = ArmOf(event.sealed_event());
    if (!types_.insert(type).second) continue;
    CheckRead(batch_.Put(families_.meta, absl::StrCat(kTypePrefix, type), ""));
  }
  for (const Hash& leaf : LeavesOf(commit, 0)) tree_.Append(leaf, tree_rows_);
}

}  // namespace tally
