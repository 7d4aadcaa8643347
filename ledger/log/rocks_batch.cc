#include "ledger/log/rocks_batch.h"

#include "ledger/log/record.h"

namespace tally {

void RocksBatch::Append(const Record& record) {
  const v1::Commit& commit = record.commit;
  CheckRead(batch_.Put(families_.log, KeyOf(commit.first_position()), EncodeRecord(record, head_)));
  CheckRead(batch_.Put(families_.meta, kHeadKey, head_.SerializeAsString()));
  NoteContent(commit, content_, *families_.meta, batch_);
  for (const Hash& leaf : LeavesOf(commit, 0)) tree_.Append(leaf, tree_rows_);
}

}  // namespace tally
