#include "daemon/access/caller.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace tally {

std::string ActorOf(const std::string& org_id, const std::string& principal_id) {
  // No id has a slash: the two kinds cannot be taken for each other.
  return org_id.empty() ? absl::StrCat("daemon/", principal_id) : principal_id;
}

bool Covers(const v1::Grant& grant, const std::string& home, const std::string& org_id) {
  if (!home.empty()) return org_id == home;
  return grant.org_ids().empty() ||
         std::ranges::find(grant.org_ids(), org_id) != grant.org_ids().end();
}

bool IsOf(const Caller& caller, const std::string& org_id) {
  return std::ranges::any_of(
      caller.grants, [&](const v1::Grant& grant) { return Covers(grant, caller.org_id, org_id); });
}

}  // namespace tally
