#include "ledger/log/rocks_store.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace tally {
namespace {

rocksdb::Slice SliceOf(absl::string_view text) { return {text.data(), text.size()}; }

absl::string_view ViewOf(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

class RocksCursor final : public Cursor {
 public:
  explicit RocksCursor(std::unique_ptr<rocksdb::Iterator> iterator)
      : iterator_(std::move(iterator)) {}

  void Seek(absl::string_view key) override { iterator_->Seek(SliceOf(key)); }
  void SeekBack(absl::string_view key) override { iterator_->SeekForPrev(SliceOf(key)); }
  void Next() override { iterator_->Next(); }
  void Previous() override { iterator_->Prev(); }
  bool Valid() const override {
    if (iterator_->Valid()) return true;
    CheckRead(iterator_->status());
    return false;
  }
  absl::string_view key() const override { return ViewOf(iterator_->key()); }
  absl::string_view value() const override { return ViewOf(iterator_->value()); }

 private:
  const std::unique_ptr<rocksdb::Iterator> iterator_;
};

// Nothing, if `status` says that there is no such key.
std::optional<std::string> Found(const rocksdb::Status& status, std::string value) {
  if (status.IsNotFound()) return std::nullopt;
  CheckRead(status);
  return value;
}

[[noreturn]] void RefuseWrite() {
  std::fputs("tally: a snapshot cannot be written to\n", stderr);
  std::abort();
}

}  // namespace

void CheckRead(const rocksdb::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "tally: the data directory cannot be read: %s\n", status.ToString().c_str());
  std::abort();
}

std::optional<std::string> BatchStore::Get(absl::string_view key) const {
  std::string value;
  const auto status =
      batch_.GetFromBatchAndDB(&db_, rocksdb::ReadOptions(), &family_, SliceOf(key), &value);
  return Found(status, std::move(value));
}

std::unique_ptr<Cursor> BatchStore::NewCursor() const {
  auto* base = db_.NewIterator(rocksdb::ReadOptions(), &family_);
  return std::make_unique<RocksCursor>(
      std::unique_ptr<rocksdb::Iterator>(batch_.NewIteratorWithBase(&family_, base)));
}

void BatchStore::Put(absl::string_view key, absl::string_view value) {
  CheckRead(batch_.Put(&family_, SliceOf(key), SliceOf(value)));
}

void BatchStore::Delete(absl::string_view key) { CheckRead(batch_.Delete(&family_, SliceOf(key))); }

std::optional<std::string> SnapshotStore::Get(absl::string_view key) const {
  rocksdb::ReadOptions options;
  options.snapshot = &snapshot_;
  std::string value;
  const auto status = db_.Get(options, &family_, SliceOf(key), &value);
  return Found(status, std::move(value));
}

std::unique_ptr<Cursor> SnapshotStore::NewCursor() const {
  rocksdb::ReadOptions options;
  options.snapshot = &snapshot_;
  return std::make_unique<RocksCursor>(
      std::unique_ptr<rocksdb::Iterator>(db_.NewIterator(options, &family_)));
}

void SnapshotStore::Put(absl::string_view, absl::string_view) { RefuseWrite(); }
void SnapshotStore::Delete(absl::string_view) { RefuseWrite(); }

}  // namespace tally
