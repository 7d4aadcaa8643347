// PrefixStore: the part of a store whose keys start with a prefix, seen as a store of its own.

#pragma once

#include <string>
#include <utility>

#include "ledger/store/store.h"

namespace tally {

class PrefixStore final : public Store {
 public:
  // `whole` must outlive this.
  PrefixStore(Store& whole, std::string prefix) : whole_(whole), prefix_(std::move(prefix)) {}

  std::optional<std::string> Get(absl::string_view key) const override;
  std::unique_ptr<Cursor> NewCursor() const override;
  void Put(absl::string_view key, absl::string_view value) override;
  void Delete(absl::string_view key) override;

 private:
  Store& whole_;
  const std::string prefix_;
};

}  // namespace tally
