#include "ledger/log/rocks_snapshot.h"

#include "absl/strings/str_cat.h"
#include "ledger/log/record.h"
#include "ledger/log/tree_rows.h"
#include "ledger/sealing/leaf.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr size_t kScanAheadBytes = 2 << 20;

}  // namespace

RocksSnapshot::RocksSnapshot(rocksdb::DB& db, const Families& families)
    : db_(db),
      families_(families),
      snapshot_(&db),
      state_(db, *families.state, *snapshot_.snapshot()),
      requests_(db, *families.requests, *snapshot_.snapshot()),
      log_(db, *families.log, *snapshot_.snapshot()),
      tree_(db, *families.tree, *snapshot_.snapshot()),
      meta_(db, *families.meta, *snapshot_.snapshot()),
      head_(EmptyHead()) {
  if (const auto head = meta_.Get(kHeadKey)) DecodeRow(*head, head_);
}

absl::Status RocksSnapshot::Read(uint64_t position,
                                 const std::function<bool(const v1::RecordedEvent&)>& use) {
  absl::Status status;
  bool more = true;
  const absl::Status read = ReadRecords(position, [&](const Record& record) {
    status = ForEachEvent(record, [&](const v1::RecordedEvent& event) {
      more = event.position() < position || use(event);
      return more;
    });
    return more && status.ok();
  });
  return read.ok() ? status : read;
}

absl::Status RocksSnapshot::ReadRecords(uint64_t position,
                                        const std::function<bool(const Record&)>& use) {
  const std::unique_ptr<Cursor> cursor = log_.NewCursor();
  cursor->SeekBack(KeyOf(position));
  if (!cursor->Valid()) cursor->Seek("");
  for (; cursor->Valid(); cursor->Next()) {
    const absl::StatusOr<Record> record = ReadRecord(cursor->value());
    if (!record.ok()) return record.status();
    if (!use(*record)) break;
  }
  return absl::OkStatus();
}

absl::Status RocksSnapshot::ReadRecordsBack(uint64_t position,
                                            const std::function<bool(const Record&)>& use) {
  const std::unique_ptr<Cursor> cursor = log_.NewCursor();
  for (cursor->SeekBack(KeyOf(position)); cursor->Valid(); cursor->Previous()) {
    const absl::StatusOr<Record> record = ReadRecord(cursor->value());
    if (!record.ok()) return record.status();
    if (!use(*record)) break;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Hash>> RocksSnapshot::Hashes(int tile_level, uint64_t first,
                                                        size_t count) {
  return ReadHashes(tree_, tile_level, first, count,
                    [this](uint64_t from, size_t leaves) { return LeafHashes(from, leaves); });
}

absl::StatusOr<std::vector<Hash>> RocksSnapshot::LeafHashes(uint64_t first, size_t count) {
  std::vector<Hash> hashes;
  absl::Status read = ReadRecords(first + 1, [&](const Record& record) {
    for (const Hash& leaf : LeavesOf(record.commit, first)) hashes.push_back(leaf);
    return hashes.size() < count;
  });
  if (!read.ok()) return read;
  if (hashes.size() > count) hashes.resize(count);
  return hashes;
}

absl::StatusOr<uint64_t> RocksSnapshot::PositionAt(const Instant& time) {
  // The last position of a commit by then is at least `low`; every one from `high` on is later.
  uint64_t low = 0;
  uint64_t high = head_.position() + 1;
  const std::unique_ptr<Cursor> cursor = log_.NewCursor();
  while (high - low > 1) {
    cursor->SeekBack(KeyOf(low + (high - low) / 2));
    const absl::StatusOr<Record> record = ReadRecord(cursor->value());
    if (!record.ok()) return record.status();
    const v1::Commit& commit = record->commit;
    if (KeyOf(commit.recorded_at()) <= KeyOf(time)) {
      low = commit.first_position() + static_cast<uint64_t>(commit.events_size()) - 1;
    } else {
      high = commit.first_position();
    }
  }
  return low;
}

std::unique_ptr<rocksdb::Iterator> RocksSnapshot::NewScan() {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_.snapshot();
  options.fill_cache = false;
  options.readahead_size = kScanAheadBytes;
  return std::unique_ptr<rocksdb::Iterator>(db_.NewIterator(options, families_.log));
}

absl::Status RocksSnapshot::Replay(const std::function<absl::Status(const Record&)>& use) {
  v1::LogHead at = EmptyHead();
  const std::unique_ptr<rocksdb::Iterator> record = NewScan();
  for (record->SeekToFirst(); record->Valid(); record->Next()) {
    const absl::StatusOr<Record> decoded = DecodeRecord(ValueOf(*record), at);
    if (!decoded.ok()) return decoded.status();
    if (absl::Status used = use(*decoded); !used.ok()) return used;
  }
  if (!record->status().ok()) return absl::DataLossError(record->status().ToString());
  if (at.position() != head_.position() || at.hash() != head_.hash()) {
    return absl::DataLossError(absl::StrCat("the log ends at position ", at.position(), ", but ",
                                            head_.position(), " was recorded"));
  }
  return absl::OkStatus();
}

absl::Status RocksSnapshot::ReadStored(
    uint64_t position, const std::function<bool(uint64_t, absl::string_view)>& use) {
  const std::unique_ptr<rocksdb::Iterator> record = NewScan();
  for (record->Seek(KeyOf(position)); record->Valid(); record->Next()) {
    absl::string_view key(record->key().data(), record->key().size());
    if (key.size() != sizeof(uint64_t)) return absl::DataLossError("a record has no position");
    if (!use(TakeNumber(key), ValueOf(*record))) break;
  }
  if (!record->status().ok()) return absl::DataLossError(record->status().ToString());
  return absl::OkStatus();
}

}  // namespace tally
