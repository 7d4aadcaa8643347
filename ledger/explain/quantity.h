// Quantity: why a line bills as many as it does.

#pragma once

#include <optional>

#include "ledger/explain/basis.h"
#include "ledger/explain/grounds.h"

namespace tally {

// Adds the quantity of the line `rated` of `basis` to its explanation `line`.
void AddQuantity(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                 v1::Explanation& line);

// Adds what a source counted to what it explains.
void AddCount(const Basis& basis, absl::string_view source_id, const v1::Count& count,
              Grounds& grounds, v1::Explanation& parent);

// The counts of the month that a line rests on.
struct LineCounts {
  // Whether the customer has an account at the source at all.
  bool has_account = false;
  // The one that gives the quantity, and the last, which gives the vendor's cost.
  std::optional<v1::Count> used;
  std::optional<v1::Count> last;
};
LineCounts CountsOf(const Basis& basis, const v1::CountedQuantity& counted);

}  // namespace tally
