#include "ledger/log/rocks_batch.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "ledger/log/record.h"

namespace tally {
namespace {

// Returns the arm of an encoded Event.
int TypeOf(const v1::CommittedEvent& event) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream bytes(
      reinterpret_cast<const uint8_t*>(event.sealed_event().data()),
      static_cast<int>(event.sealed_event().size()));
  return WireFormatLite::GetTagFieldNumber(bytes.ReadTag());
}

}  // namespace

void RocksBatch::Append(const Record& record) {
  const v1::Commit& commit = record.commit;
  CheckRead(batch_.Put(families_.log, KeyOf(commit.first_position()), EncodeRecord(record, head_)));
  CheckRead(batch_.Put(families_.meta, kHeadKey, head_.SerializeAsString()));
  for (const v1::CommittedEvent& event : commit.events()) {
    const int type = TypeOf(event);
    if (!types_.insert(type).second) continue;
    CheckRead(batch_.Put(families_.meta, absl::StrCat(kTypePrefix, type), ""));
  }
  for (const Hash& leaf : LeavesOf(commit, 0)) tree_.Append(leaf, tree_rows_);
}

}  // namespace tally
