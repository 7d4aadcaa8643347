#include "bench/bare_log.h"

#include <rocksdb/utilities/options_util.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <utility>

#include "bench/must.h"
#include "ledger/log/record.h"
#include "ledger/store/encoding.h"

namespace tally {

std::vector<RecordBytes> RecordsAfter(Ledger& ledger, uint64_t position) {
  std::vector<RecordBytes> records;
  v1::LogHead at = EmptyHead();
  Must(ledger.log().NewSnapshot()->Replay([&](const Record& record) {
    std::string bytes = EncodeRecord(record, at);
    if (record.commit.first_position() > position) {
      records.push_back({record.commit.first_position(), std::move(bytes)});
    }
    return absl::OkStatus();
  }));
  return records;
}

BareLog::BareLog(const std::string& directory, const std::string& model) {
  rocksdb::DBOptions options;
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  Must(rocksdb::LoadLatestOptions(rocksdb::ConfigOptions(), model, &options, &descriptors));
  rocksdb::DB* db = nullptr;
  Must(rocksdb::DB::Open(options, directory, descriptors, &families_, &db));
  db_.reset(db);
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    if (family->GetName() == "log") log_ = family;
  }
  if (log_ == nullptr) Stop("there is no log in " + model);
}

BareLog::~BareLog() {
  for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
}

void BareLog::Append(absl::Span<const RecordBytes> records, size_t group) {
  rocksdb::WriteOptions synced;
  synced.sync = true;
  rocksdb::WriteBatch batch;
  for (size_t start = 0; start < records.size(); start += group) {
    batch.Clear();
    for (const RecordBytes& record : records.subspan(start, group)) {
      Must(batch.Put(log_, KeyOf(record.first_position), record.bytes));
    }
    Must(db_->Write(synced, &batch));
  }
}

size_t BareLog::Scan() const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = 2 << 20;
  const std::unique_ptr<rocksdb::Iterator> record(db_->NewIterator(options, log_));
  size_t bytes = 0;
  for (record->SeekToFirst(); record->Valid(); record->Next()) bytes += record->value().size();
  Must(record->status());
  return bytes;
}

size_t BareLog::ReadLast() const {
  const std::unique_ptr<rocksdb::Iterator> record(db_->NewIterator(rocksdb::ReadOptions(), log_));
  record->SeekToLast();
  if (!record->Valid()) Stop("the log is empty");
  return record->value().size();
}

}  // namespace tally
