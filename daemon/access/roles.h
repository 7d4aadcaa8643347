// Roles: which methods of the contract each role may call. The one place that says so.

#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tally {

// Lists of methods by the name of a role; a method is written like `Drafts.Approve`.
using RoleLists = std::map<std::string, std::set<std::string>>;

class Roles {
 public:
  // The roles that there always are.
  Roles();

  // The same, and those of `custom`, in which `Drafts.*` stands for all methods of a service.
  // INVALID_ARGUMENT if one has the name of another role, or names no method of the contract.
  static absl::StatusOr<Roles> With(const RoleLists& custom);

  bool Has(const std::string& role) const { return lists_.contains(role); }
  // Whether `role` may call `method`. A role that there is not may call nothing.
  bool Permits(const std::string& role, const std::string& method) const;
  const RoleLists& lists() const { return lists_; }

 private:
  RoleLists lists_;
};

// Who may do everything.
inline constexpr char kAdminRole[] = "admin";

}  // namespace tally
