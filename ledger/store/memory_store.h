// MemoryStore: a store in memory, for tests of what stands on stores.

#pragma once

#include <map>

#include "ledger/store/store.h"

namespace tally {

class MemoryStore final : public Store {
 public:
  std::optional<std::string> Get(absl::string_view key) const override;
  std::unique_ptr<Cursor> NewCursor() const override;
  void Put(absl::string_view key, absl::string_view value) override;
  void Delete(absl::string_view key) override;

  const std::map<std::string, std::string>& entries() const { return entries_; }

 private:
  std::map<std::string, std::string> entries_;
};

}  // namespace tally
