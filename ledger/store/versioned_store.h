// VersionedStore: rows that remember what they were, so that they can be read as of any position.
//
//   rows    := ("r" key -> version)*             each key that ever had a row
//   history := ("h" key position -> version)*    the versions before, by the position they came at
//   version := position kind row
//   position := of the event that wrote it       8 bytes, big-endian
//   kind    := 0x00 | 0x01                       deleted, or there
//
// No key may be the beginning of another, which holds for the keys of tables. A key's history ends
// where the version in `rows` starts, so writing a row that was never there costs nothing more.

#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "ledger/store/prefix_store.h"

namespace tally {

// Size of a version before its row.
inline constexpr size_t kVersionHeaderBytes = sizeof(uint64_t) + 1;

// The end of time, as a position.
inline constexpr uint64_t kNow = std::numeric_limits<uint64_t>::max();

class VersionedStore final : public Store {
 public:
  // The rows under `prefix` in `whole`, which must outlive this, as they were right after the event
  // at `as_of`. Only those of now can be written to.
  VersionedStore(Store& whole, const std::string& prefix, uint64_t as_of = kNow)
      : rows_(whole, prefix + "r"), history_(whole, prefix + "h"), as_of_(as_of) {}

  // Says which event causes the writes that follow; positions never go back.
  void WriteAt(uint64_t position) { position_ = position; }

  std::optional<std::string> Get(absl::string_view key) const override;
  std::unique_ptr<Cursor> NewCursor() const override;
  void Put(absl::string_view key, absl::string_view row) override;
  void Insert(absl::string_view key, absl::string_view row) override;
  void Overwrite(absl::string_view key, absl::string_view row) override;
  void Delete(absl::string_view key) override;

 private:
  void Replace(absl::string_view key, absl::string_view version);

  PrefixStore rows_;
  PrefixStore history_;
  const uint64_t as_of_;
  uint64_t position_ = 0;
};

}  // namespace tally
