// Price: why each unit of a line costs what it does.

#pragma once

#include "ledger/explain/basis.h"
#include "ledger/explain/grounds.h"

namespace tally {

// Adds the price of the line `rated` of `basis` to its explanation `line`.
void AddPrice(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
              v1::Explanation& line);

// Since when a price is held.
struct HeldSince {
  // First day of the first plan that has it, with all plans after it, and where that plan stands.
  std::string day;
  uint64_t position = 0;
  // The price that was held before; empty if none was.
  std::string before;
};

// Returns since when the customer's plans hold the price of the line `line_id` of `plan`.
HeldSince FindHeldSince(const Books& books, const std::string& org_id, const v1::Plan& plan,
                        const std::string& line_id);

}  // namespace tally
