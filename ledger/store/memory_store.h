// MemoryStore: a store in memory, for tests of what stands on stores.

#pragma once

#include <map>
#include <memory>
#include <string>

#include "ledger/store/store.h"

namespace tally {

class MemoryStore final : public Store {
 public:
  std::optional<std::string> Get(absl::string_view key) const override;
  std::unique_ptr<Cursor> NewCursor() const override;
  void Put(absl::string_view key, absl::string_view value) override;
  void Delete(absl::string_view key) override;

  const std::map<std::string, std::string>& entries() const { return *entries_; }

 private:
  using Entries = std::map<std::string, std::string>;

  // The entries, which no cursor sees any more.
  Entries& Own();

  // Shared with the cursors that were made since the last write.
  std::shared_ptr<Entries> entries_ = std::make_shared<Entries>();
};

}  // namespace tally
