// Members: orgs, and principals who sign in with tokens, on a daemon.

#pragma once

#include <string>

#include "absl/strings/escaping.h"
#include "ledger/base/sha256.h"
#include "ledger/formats/access_token.h"
#include "system/support/any_call.h"
#include "system/support/guest.h"
#include "tally/v1/access.pb.h"

namespace tally {

// A token that is like no other of this program's.
inline std::string NewToken() { return AccessTokenOf(Sha256({NewRequestId()})); }

class Members : public Story {
 protected:
  void DefineOrg(absl::string_view org) {
    Do<v1::DefineOrg>(absl::StrCat("org { org_id: '", org,
                                   "' name: 'Org' currency: 'USD' "
                                   "time_zone: 'UTC' }"));
  }

  // Defines a principal of `org`, of the daemon if that is empty, and returns its token.
  std::string Add(absl::string_view org, absl::string_view principal, absl::string_view grants) {
    Define(org, principal, grants);
    const std::string token = NewToken();
    AddToken(org, principal, token);
    return token;
  }

  void Define(absl::string_view org, absl::string_view principal, absl::string_view grants) {
    AnswerOf<v1::Receipt>(client_, Parse<v1::DefinePrincipal>(absl::StrCat(
                                       "org_id: '", org, "' principal { principal_id: '", principal,
                                       "' ", grants, " }")));
  }

  void AddToken(absl::string_view org, absl::string_view principal, const std::string& token,
                absl::string_view more = "token_id: 't'") {
    AnswerOf<v1::Receipt>(
        client_, Parse<v1::AddAccessToken>(
                     absl::StrCat("org_id: '", org, "' principal_id: '", principal, "' sha256: '",
                                  absl::BytesToHexString(Sha256({token})), "' ", more)));
  }

  void Revoke(absl::string_view org, absl::string_view principal) {
    AnswerOf<v1::Receipt>(
        client_, Parse<v1::RevokeAccessToken>(absl::StrCat("org_id: '", org, "' principal_id: '",
                                                           principal, "' token_id: 't'")));
  }

  Guest NewGuest(const std::string& token) const {
    return Guest(daemon_.loopback(), BearerOf(token));
  }

  // What `guest` is answered by the method, such as `Drafts/Get`, for a request in text format.
  static WireOutcome Ask(const Guest& guest, const std::string& method, const std::string& text) {
    return guest.Call("tally.v1." + method, ParseRequest(method, text)->SerializeAsString());
  }

  static std::string ReasonIn(const absl::Status& status) {
    const auto refusal = RefusalOf(status);
    return refusal ? v1::Reason_Name(refusal->reason()) : "";
  }
};

}  // namespace tally
