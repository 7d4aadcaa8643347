// Access: who may do what, and who did.

#pragma once

#include <string>
#include <vector>

#include "clients/cli/show/look.h"
#include "tally/v1/access.pb.h"

namespace tally {

std::string PrincipalTable(const v1::PrincipalPage& page, const Look& look);
std::string RoleTable(const v1::RoleList& list, const Look& look);
std::string AccessLogTable(const v1::AccessLogPage& page, const Look& look);

// Returns all that is known of a principal, with its tokens.
std::string PrincipalSheet(const v1::PrincipalDetails& details, const Look& look);
// Returns who the caller is.
std::string CallerSheet(const v1::CallerDetails& caller, const Look& look);

// Names of kinds of records are as people type them: `sign_in_refused`.
std::vector<std::string> AccessKindNames();
// ACCESS_KIND_UNSPECIFIED for another name.
v1::AccessKind AccessKindNamed(const std::string& name);

}  // namespace tally
