#include "ledger/deciders/open_credits.h"

namespace tally {

std::vector<v1::CustomerCredit> OpenCreditsOf(const Books& books, const std::string& org_id,
                                              const std::string& customer_id) {
  std::vector<v1::CustomerCredit> credits;
  const auto open = books.open_credits.Find(org_id, customer_id);
  if (!open) return credits;
  for (const v1::CustomerCredit& each : open->credits()) {
    const Number kind{static_cast<uint64_t>(each.credit().kind())};
    credits.push_back(*books.credits.Find(org_id, customer_id, kind, each.credit().id()));
  }
  return credits;
}

}  // namespace tally
