// Table: typed rows in a store, in the order of their keys.
//
//   Table<v1::Tax, Text, Text> taxes(store, "taxes");       // keyed by org and tax
//   taxes.Put("acme", "vat", tax);
//   std::optional<v1::Tax> tax = taxes.Find("acme", "vat");
//   for (auto rows = taxes.Scan("acme"); rows.Valid(); rows.Next()) Use(rows.row());
//
// A const table can only be read. encoding.h says how keys and rows are written.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ledger/store/encoding.h"
#include "ledger/store/store.h"

namespace tally {

// Parts of keys.
using Text = absl::string_view;
using Number = uint64_t;

// The rows whose keys start with the same parts, one after the other.
template <class Row>
class Rows {
 public:
  // Starts at the first row of `prefix` that is not before `from`.
  Rows(std::unique_ptr<Cursor> cursor, std::string prefix, const std::string& from)
      : cursor_(std::move(cursor)), prefix_(std::move(prefix)) {
    cursor_->StayWithin(prefix_);
    cursor_->Seek(from);
  }

  bool Valid() const {
    return cursor_->Valid() && cursor_->key().substr(0, prefix_.size()) == prefix_;
  }
  void Next() { cursor_->Next(); }
  Row row() const {
    Row row;
    DecodeRow(cursor_->value(), row);
    return row;
  }
  // Size of the row as it is stored.
  size_t row_bytes() const { return cursor_->value().size(); }
  // The parts of the key that the scan did not ask for, to be read with TakeText() and the like.
  absl::string_view rest_of_key() const { return cursor_->key().substr(prefix_.size()); }

 private:
  const std::unique_ptr<Cursor> cursor_;
  const std::string prefix_;
};

template <class Row, class... Parts>
class Table {
 public:
  // `store` must outlive the table. `name` is unique in the store.
  Table(Store& store, absl::string_view name) : store_(store), name_(KeyOf(name)) {}

  std::optional<Row> Find(const Parts&... parts) const {
    const std::optional<std::string> bytes = store_.Get(Key(parts...));
    if (!bytes) return std::nullopt;
    Row row;
    DecodeRow(*bytes, row);
    return row;
  }

  bool Has(const Parts&... parts) const { return store_.Get(Key(parts...)).has_value(); }

  // Returns the last row whose key starts as `upper` does without its last part, and that is not
  // after `upper`: such as the last observation of a series that is not after an instant.
  std::optional<Row> FindLast(const Parts&... upper) const {
    const std::string key = Key(upper...);
    const std::string series = AllButLast(key, upper...);
    const std::unique_ptr<Cursor> cursor = store_.NewCursor();
    cursor->StayWithin(series);
    cursor->SeekBack(key);
    if (!cursor->Valid() || cursor->key().substr(0, series.size()) != series) return std::nullopt;
    Row row;
    DecodeRow(cursor->value(), row);
    return row;
  }

  // The rows whose keys start with `first` parts.
  template <class... First>
  Rows<Row> Scan(const First&... first) const {
    std::string prefix = Key(first...);
    const std::string from = prefix;
    return Rows<Row>(store_.NewCursor(), std::move(prefix), from);
  }

  // The same, from the first whose rest_of_key() is not before `rest`.
  template <class... First>
  Rows<Row> ScanFrom(absl::string_view rest, const First&... first) const {
    std::string prefix = Key(first...);
    const std::string from = prefix + std::string(rest);
    return Rows<Row>(store_.NewCursor(), std::move(prefix), from);
  }

  void Put(const Parts&... parts, const Row& row) {
    store_.Put(Key(parts...), EncodeDeterministically(row));
  }

  // Puts a row where none was before; see Store.
  void Insert(const Parts&... parts, const Row& row) {
    store_.Insert(Key(parts...), EncodeDeterministically(row));
  }

  // Puts a row of which no history is kept; see Store.
  void Overwrite(const Parts&... parts, const Row& row) {
    store_.Overwrite(Key(parts...), EncodeDeterministically(row));
  }

  void Delete(const Parts&... parts) { store_.Delete(Key(parts...)); }

 private:
  template <class... First>
  std::string Key(const First&... first) const {
    return name_ + KeyOf(first...);
  }

  static std::string AllButLast(const std::string& key, const Parts&... parts) {
    std::string last;
    ((last = KeyOf(parts)), ...);
    return key.substr(0, key.size() - last.size());
  }

  Store& store_;
  const std::string name_;
};

}  // namespace tally
