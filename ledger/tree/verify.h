// Verify: whether a proof holds, by RFC 9162, sections 2.1.3.2 and 2.1.4.2.
//
// Each returns OK if it does, and otherwise INVALID_ARGUMENT, which says what is wrong. Neither
// reads anything but its arguments, so a proof can be checked without whoever gave it.

#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ledger/tree/hash.h"

namespace tally {

// Whether leaf `index` of the tree of `size` leaves with this root is the one with `leaf_hash`.
absl::Status VerifyInclusion(const Hash& leaf_hash, uint64_t index, uint64_t size,
                             absl::Span<const Hash> proof, const Hash& root);

// Whether the tree of `size` leaves with `root` begins with the one of `old_size` leaves with
// `old_root`. The RFC leaves `old_size` 0 open: here every tree begins with the empty one, whose
// root must be EmptyRoot().
absl::Status VerifyConsistency(uint64_t old_size, const Hash& old_root, uint64_t size,
                               const Hash& root, absl::Span<const Hash> proof);

}  // namespace tally
