#include "ledger/log/log_format.h"

#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/events/stream.h"
#include "ledger/log/families.h"
#include "ledger/log/rocks_store.h"
#include "tally/v1/events.pb.h"

namespace tally {
namespace {

constexpr char kFormatKey[] = "format";
constexpr char kTypePrefix[] = "type/";

// FAILED_PRECONDITION: the log is one of a later version.
absl::Status IsLater(absl::string_view holds) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the log holds ", holds, ", which this version of tallyd does not know; use a later one"));
}

absl::Status ReadFormat(absl::string_view value, LogContent& content) {
  if (!absl::SimpleAtoi(value, &content.format)) {
    return absl::DataLossError("it cannot be read which format the log is of");
  }
  if (content.format <= kLogFormat) return absl::OkStatus();
  return IsLater(absl::StrCat("commits of format ", content.format));
}

absl::Status ReadType(absl::string_view number, LogContent& content) {
  int type = 0;
  const bool is_known = absl::SimpleAtoi(number, &type) &&
                        v1::Event::descriptor()->FindFieldByNumber(type) != nullptr;
  if (!is_known) return IsLater(absl::StrCat("events of type ", type));
  content.types.insert(type);
  return absl::OkStatus();
}

}  // namespace

void NoteContent(const v1::Commit& commit, LogContent& content, rocksdb::ColumnFamilyHandle& meta,
                 rocksdb::WriteBatchBase& writes) {
  if (content.format < kLogFormat) {
    content.format = kLogFormat;
    CheckRead(writes.Put(&meta, kFormatKey, absl::StrCat(kLogFormat)));
  }
  for (const v1::CommittedEvent& event : commit.events()) {
    const int type = ArmOf(event.sealed_event());
    if (!content.types.insert(type).second) continue;
    CheckRead(writes.Put(&meta, absl::StrCat(kTypePrefix, type), ""));
  }
}

absl::StatusOr<LogContent> ReadContent(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& meta) {
  LogContent content;
  absl::Status status;
  const std::unique_ptr<rocksdb::Iterator> row(db.NewIterator(rocksdb::ReadOptions(), &meta));
  for (row->SeekToFirst(); row->Valid() && status.ok(); row->Next()) {
    absl::string_view key(row->key().data(), row->key().size());
    if (key == kFormatKey) status = ReadFormat(ValueOf(*row), content);
    if (absl::ConsumePrefix(&key, kTypePrefix)) status = ReadType(key, content);
  }
  if (status.ok() && !row->status().ok()) return absl::DataLossError(row->status().ToString());
  if (!status.ok()) return status;
  return content;
}

}  // namespace tally
