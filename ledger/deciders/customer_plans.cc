#include "ledger/deciders/customer_plans.h"

namespace tally {

std::vector<v1::Plan> PlansOf(const Books& books, const std::string& org_id,
                              const std::string& customer_id) {
  std::vector<v1::Plan> plans;
  for (auto rows = books.plans.Scan(org_id, customer_id); rows.Valid(); rows.Next()) {
    plans.push_back(rows.row());
  }
  return plans;
}

}  // namespace tally
