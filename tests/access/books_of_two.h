// BooksOfTwo: books of the orgs msp and other, with a customer each, and principals as given.
//
//   BooksOfTwo books;
//   books.Do<v1::DefinePrincipal>("org_id: 'msp' principal { principal_id: 'ann' }");

#pragma once

#include <string>

#include "absl/strings/escaping.h"
#include "daemon/access/caller.h"
#include "ledger/base/sha256.h"
#include "ledger/deciders/access.h"
#include "ledger/formats/access_token.h"
#include "support/scenario.h"

namespace tally {

// The token whose secret is 32 times `letter`.
inline std::string TokenOf(char letter) { return AccessTokenOf(std::string(32, letter)); }

class BooksOfTwo {
 public:
  BooksOfTwo() {
    for (const char* org : {"msp", "other"}) {
      scenario_
          .Given(absl::StrCat("org_defined { org { org_id: '", org,
                              "' currency: 'USD' time_zone: 'UTC' } }"))
          .Given(absl::StrCat("customer_defined { org_id: '", org,
                              "' customer { customer_id: 'acme' name: 'Acme' } }"))
          .Given(absl::StrCat("customer_defined { org_id: '", org,
                              "' customer { customer_id: 'beta' name: 'Beta' } }"));
    }
  }

  template <class C>
  void Do(absl::string_view command) {
    scenario_.GivenCommand<C>(command);
  }

  // Lets the principal sign in with the token of `letter`, with more in text format.
  void AddToken(absl::string_view org, absl::string_view principal, char letter,
                absl::string_view more = "") {
    Do<v1::AddAccessToken>(absl::StrCat(
        "org_id: '", org, "' principal_id: '", principal, "' token_id: 't", std::string(1, letter),
        "' sha256: '", absl::BytesToHexString(Sha256({TokenOf(letter)})), "' ", more));
  }

  const Books& books() const { return scenario_.books(); }
  absl::Time now() const { return scenario_.now(); }

 private:
  Scenario scenario_;
};

}  // namespace tally
