#include "ledger/audit/stored_folds.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "google/protobuf/wrappers.pb.h"
#include "ledger/audit/key_words.h"
#include "ledger/store/encoding.h"
#include "ledger/store/prefix_store.h"
#include "ledger/store/table.h"
#include "ledger/store/versioned_store.h"
#include "ledger/streams.h"
#include "tally/v1/log.pb.h"

namespace tally {
namespace {

using Registry = Table<v1::FoldState, Text>;

// The position in a version of a row of Streams::positions; zero if it is damaged.
uint64_t PositionIn(absl::string_view version) {
  if (version.size() < kVersionHeaderBytes) return 0;
  version.remove_prefix(kVersionHeaderBytes);
  google::protobuf::UInt64Value position;
  const bool is_read = position.ParseFromArray(version.data(), static_cast<int>(version.size()));
  return is_read ? position.value() : 0;
}

}  // namespace

std::optional<std::string> StoredPrefixOf(absl::string_view name, Store& state) {
  const auto fold = Registry(state, KeyOf(Number{0})).Find(name);
  if (!fold) return std::nullopt;
  return KeyOf(fold->generation());
}

std::vector<std::string> StreamsStoredAt(Store& state, uint64_t position) {
  std::vector<std::string> streams;
  const std::optional<std::string> prefix = StoredPrefixOf(kStreamsFold, state);
  if (!prefix) return streams;
  const PrefixStore positions(state, absl::StrCat(*prefix, "r", KeyOf("positions")));
  const std::unique_ptr<Cursor> row = positions.NewCursor();
  for (row->Seek(""); row->Valid(); row->Next()) {
    if (PositionIn(row->value()) != position) continue;
    absl::string_view key = row->key();
    if (key.size() < sizeof(Number)) continue;
    key.remove_suffix(sizeof(Number));
    streams.push_back(KeyInWords(key));
  }
  return streams;
}

}  // namespace tally
