#include "ledger/deciders/observation.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/definition.h"

namespace tally {
namespace {

// Clocks of sources may be a little ahead of ours.
constexpr absl::Duration kClockSkew = absl::Minutes(5);
// No tool that counts for billing is older.
const absl::Time kEarliest = absl::FromUnixSeconds(0);
constexpr int kMaxMembers = 10'000;

std::optional<Wrong> CheckInstant(const v1::Observation& seen, absl::Time now) {
  if (!seen.has_observed_at()) return Wrong{"observed_at", "is missing"};
  if (!IsValid(seen.observed_at())) return Wrong{"observed_at", "is no instant of the calendar"};
  const absl::Time instant = FromProto(seen.observed_at());
  if (instant < kEarliest) {
    return Wrong{"observed_at", absl::StrCat("is ", FormatInstant(instant), ", before 1970")};
  }
  if (instant > now + kClockSkew) {
    return Wrong{"observed_at", absl::StrCat("is ", FormatInstant(instant),
                                             ", in the future; it is ", FormatInstant(now))};
  }
  return std::nullopt;
}

std::optional<Wrong> CheckChange(const v1::Observation& seen) {
  if (!seen.quantity().empty()) {
    return Wrong{"quantity", "is given beside a change; give one of the two"};
  }
  if (!seen.members().empty()) {
    return Wrong{"members", "are given beside a change; give one of the two"};
  }
  return CheckNeeded("change", seen.change(), v1::FORMAT_CHANGE);
}

std::optional<Wrong> CheckMembers(const v1::Observation& seen) {
  if (seen.members_size() > kMaxMembers) {
    return Wrong{"members", absl::StrCat("are ", seen.members_size(), "; at most ", kMaxMembers,
                                         " are allowed")};
  }
  std::set<std::string> names;
  for (int i = 0; i < seen.members_size(); ++i) {
    const std::string field = absl::StrCat("members[", i, "]");
    if (auto wrong = CheckNeeded(field, seen.members(i), v1::FORMAT_FOREIGN_ID)) return wrong;
    if (names.insert(seen.members(i)).second) continue;
    return Wrong{field, absl::StrCat("names \"", seen.members(i), "\" again")};
  }
  return std::nullopt;
}

std::optional<Wrong> CheckQuantity(const v1::Observation& seen) {
  if (!seen.change().empty()) return CheckChange(seen);
  if (auto wrong = CheckMembers(seen)) return wrong;
  if (seen.quantity().empty() && !seen.members().empty()) return std::nullopt;
  if (auto wrong = CheckNeeded("quantity", seen.quantity(), v1::FORMAT_QUANTITY)) return wrong;
  const std::string quantity = CanonicalNumber(seen.quantity());
  if (seen.members().empty() || quantity == absl::StrCat(seen.members_size())) return std::nullopt;
  return Wrong{"quantity", absl::StrCat("is ", quantity, ", but the number of members is ",
                                        seen.members_size())};
}

std::optional<Wrong> CheckCost(const v1::Observation& seen) {
  if (!seen.unit_cost().empty()) {
    if (auto wrong = CheckNeeded("unit_cost", seen.unit_cost(), v1::FORMAT_PRICE)) return wrong;
    if (seen.cost_currency().empty()) {
      return Wrong{"cost_currency", "is missing; a unit cost needs a currency"};
    }
  }
  if (seen.cost_currency().empty()) return std::nullopt;
  return CheckNeeded("cost_currency", seen.cost_currency(), v1::FORMAT_CURRENCY);
}

}  // namespace

std::optional<Wrong> ProblemWith(const v1::Observation& seen, absl::Time now) {
  if (auto wrong = CheckInstant(seen, now)) return wrong;
  if (auto wrong = CheckNeeded("account", seen.account(), v1::FORMAT_FOREIGN_ID)) return wrong;
  if (auto wrong = CheckNeeded("meter", seen.meter(), v1::FORMAT_FOREIGN_ID)) return wrong;
  if (auto wrong = CheckQuantity(seen)) return wrong;
  return CheckCost(seen);
}

v1::Observation Canonical(v1::Observation seen) {
  seen.set_quantity(seen.members().empty() ? CanonicalNumber(seen.quantity())
                                           : absl::StrCat(seen.members_size()));
  seen.set_change(CanonicalNumber(seen.change()));
  seen.set_unit_cost(CanonicalNumber(seen.unit_cost()));
  std::sort(seen.mutable_members()->begin(), seen.mutable_members()->end());
  return seen;
}

}  // namespace tally
