// OverlayStore: a store with changes on top that are kept in memory; the store below stays as it
// is.
//
//   OverlayStore would_be(rows);      // rows of a snapshot
//   Books books(would_be);
//   Evolve(books, event);             // changes `books`, and not `rows`
//
// Overlays may lie on overlays. What they take grows with what is changed, not with what is below.
// Not thread-safe.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/container/btree_map.h"
#include "ledger/store/store.h"

namespace tally {

class OverlayStore final : public Store {
 public:
  // `below` must outlive this, and may not change meanwhile.
  explicit OverlayStore(const Store& below) : below_(below) {}
  OverlayStore(const OverlayStore&) = delete;
  OverlayStore& operator=(const OverlayStore&) = delete;

  std::optional<std::string> Get(absl::string_view key) const override;
  std::unique_ptr<Cursor> NewCursor() const override;
  void Put(absl::string_view key, absl::string_view value) override;
  void Delete(absl::string_view key) override;

  // What was put and deleted, by key; nothing stands for what was deleted.
  using Changes = absl::btree_map<std::string, std::optional<std::string>>;
  const Changes& changes() const { return *changes_; }

 private:
  // The changes, to be changed: cursors keep those that they started with.
  Changes& Own();

  const Store& below_;
  std::shared_ptr<Changes> changes_ = std::make_shared<Changes>();
};

}  // namespace tally
