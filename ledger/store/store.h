// Store: an ordered map from bytes to bytes, the ground that books and projections stand on.
//
// The log's engine gives stores that live in RocksDB; tests use memory_store.h. A store that cannot
// read what it holds stops the process: figures from damaged state are never served.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tally {

// A place in a store. Sees the store as it was when the cursor was made.
class Cursor {
 public:
  virtual ~Cursor() = default;

  // Says that only keys which start with `prefix` are of interest, so that the cursor need not look
  // for others: where there are no more of these it may end, or stand at another key.
  virtual void StayWithin(absl::string_view prefix) { static_cast<void>(prefix); }
  // Goes to the first key that is not before `key`.
  virtual void Seek(absl::string_view key) = 0;
  // Goes to the last key that is not after `key`.
  virtual void SeekBack(absl::string_view key) = 0;
  virtual void Next() = 0;
  virtual void Previous() = 0;
  // False past either end. key() and value() may be called only while it is true, and what they
  // return lasts until the cursor moves.
  virtual bool Valid() const = 0;
  virtual absl::string_view key() const = 0;
  virtual absl::string_view value() const = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  virtual std::optional<std::string> Get(absl::string_view key) const = 0;
  virtual std::unique_ptr<Cursor> NewCursor() const = 0;

  // Only a store that is being written to has these; calling them on a snapshot stops the process.
  virtual void Put(absl::string_view key, absl::string_view value) = 0;
  virtual void Delete(absl::string_view key) = 0;
  // Puts what was never there before. A store that keeps history then need not look.
  virtual void Insert(absl::string_view key, absl::string_view value) { Put(key, value); }
  // Puts what is only ever asked for as it is now. A store that keeps history keeps none of it.
  virtual void Overwrite(absl::string_view key, absl::string_view value) { Put(key, value); }
};

}  // namespace tally
