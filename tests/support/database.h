// Database: the data directory as RocksDB sees it, to look and to tamper behind the ledger's back.
// The ledger must not have it open.

#pragma once

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tally {

class Database {
 public:
  enum Family { kMeta, kLog, kRequests, kState, kTree };

  explicit Database(const std::string& directory) {
    const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
        {rocksdb::kDefaultColumnFamilyName, {}},
        {"log", {}},
        {"requests", {}},
        {"state", {}},
        {"tree", {}}};
    rocksdb::DB* db = nullptr;
    const auto opened = rocksdb::DB::Open({}, directory, families, &families_, &db);
    EXPECT_TRUE(opened.ok()) << opened.ToString();
    db_.reset(db);
  }
  ~Database() {
    for (auto* family : families_) db_->DestroyColumnFamilyHandle(family);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // All keys and values, in order.
  std::vector<std::pair<std::string, std::string>> All(Family family) {
    std::vector<std::pair<std::string, std::string>> all;
    const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator({}, families_[family]));
    for (row->SeekToFirst(); row->Valid(); row->Next()) {
      all.emplace_back(row->key().ToString(), row->value().ToString());
    }
    return all;
  }

  std::string Get(Family family, const std::string& key) {
    std::string value;
    EXPECT_TRUE(db_->Get({}, families_[family], key, &value).ok());
    return value;
  }

  void Put(Family family, const std::string& key, const std::string& value) {
    EXPECT_TRUE(db_->Put({}, families_[family], key, value).ok());
  }

  void Delete(Family family, const std::string& key) {
    EXPECT_TRUE(db_->Delete({}, families_[family], key).ok());
  }

  // Moves all that is in the write-ahead log to tables.
  void Flush() { EXPECT_TRUE(db_->Flush({}, families_).ok()); }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

}  // namespace tally
