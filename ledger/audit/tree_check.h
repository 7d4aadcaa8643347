// TreeCheck: makes the Merkle tree over the events again, and compares it with its stored rows and
// with what was signed.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/audit/findings.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/store/store.h"
#include "ledger/tree/frontier.h"

namespace tally {

class TreeCheck {
 public:
  // `rows` are as tree_rows.h says; `signed_last` is the last checkpoint that was signed, if one
  // was. `rows` and `findings` must outlive this.
  TreeCheck(const Store& rows, std::optional<Checkpoint> signed_last, Findings& findings)
      : rows_(rows), signed_(std::move(signed_last)), findings_(findings) {}

  // Appends the leaf of the next event.
  void Append(const Hash& leaf);

  // Checks that there are no more rows, and that all that was signed was there. To be called after
  // the last leaf.
  void CheckEnd();

  Hash Root() const { return frontier_.Root(); }

 private:
  void CompareRow(uint64_t level, uint64_t index, absl::string_view made);
  void CompareWithSigned();

  const Store& rows_;
  const std::optional<Checkpoint> signed_;
  Findings& findings_;
  Frontier frontier_;
  // The leaves of the tile that is not full yet.
  std::vector<Hash> tile_;
};

}  // namespace tally
