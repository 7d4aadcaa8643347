// Reach: what a request is about, and whether a caller reaches it.
//
// Whose org a request is about, and which customers, is read off its fields by their names; so a
// new method is scoped like the others, or else takes an admin of the daemon. Of what a caller does
// not reach it learns nothing: it is answered as if it did not exist.

#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "daemon/access/caller.h"
#include "daemon/access/roles.h"
#include "google/protobuf/message.h"
#include "ledger/books/books.h"

namespace tally {

// Which org a request is about.
struct About {
  // Empty if it is about the whole daemon.
  std::string org_id;
  // The field that says so; empty if none could.
  std::string field;
};
About AboutOf(const google::protobuf::Message& request);

// Whether `method` may be called by whoever has a role that permits it, in whichever org: it is
// about none, or answers with what the caller reaches alone.
bool IsAboutNoOrg(const std::string& method);

// NOT_PERMITTED unless one of the caller's roles permits `method` somewhere.
absl::Status MayCall(const Caller& caller, const Roles& roles, const std::string& method);

// Whether the caller may call `method` with `request`: ORG_NOT_FOUND for an org in which it was
// granted nothing, NOT_PERMITTED where its roles there do not permit the method, and as if there
// was no such customer or document where its grants are about other customers.
absl::Status CheckReach(const Caller& caller, const Roles& roles, const std::string& method,
                        const google::protobuf::Message& request, const Books& books);

// Whether the caller may call `method` for all of `org_id`, and not for some customers alone.
bool ReachesAllOf(const Caller& caller, const Roles& roles, const std::string& method,
                  const std::string& org_id);

}  // namespace tally
