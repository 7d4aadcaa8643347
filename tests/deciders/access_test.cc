#include "ledger/deciders/access.h"

#include "support/scenario.h"

namespace tally {
namespace {

const std::string kHash(64, 'a');
const std::string kOtherHash(64, 'b');

// The orgs msp, with a customer, and other; Ann of msp, who has a token, and Root of the daemon.
Scenario Msp() {
  Scenario scenario;
  scenario.Given("org_defined { org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' } }")
      .Given("org_defined { org { org_id: 'other' currency: 'USD' time_zone: 'UTC' } }")
      .Given("customer_defined { org_id: 'msp' customer { customer_id: 'acme' name: 'Acme' } }")
      .GivenCommand<v1::DefinePrincipal>(
          "org_id: 'msp' principal { principal_id: 'ann' name: 'Ann' grants { role: 'operator' } "
          "  certificate_names: 'ann.msp.example' "
          "  subjects { issuer: 'https://id.example' subject: '4711' } }")
      .GivenCommand<v1::AddAccessToken>(absl::StrCat(
          "org_id: 'msp' principal_id: 'ann' token_id: 'laptop' sha256: '", kHash, "'"))
      .GivenCommand<v1::DefinePrincipal>("principal { principal_id: 'root' }");
  return scenario;
}

TEST(Access, IsGivenAndTakenBack) {
  Scenario msp = Msp();
  msp.When<v1::DefinePrincipal>(
         "org_id: 'msp' principal { principal_id: 'bob' grants { role: 'viewer' "
         "  customer_ids: 'acme' } etag: 'ignored' }")
      .Then(
          "principal_defined { org_id: 'msp' principal { principal_id: 'bob' "
          "  grants { role: 'viewer' customer_ids: 'acme' } } }");
  msp.When<v1::AddAccessToken>(
         absl::StrCat("org_id: 'msp' principal_id: 'ann' token_id: 'phone' sha256: '", kOtherHash,
                      "' expires_at @2027-01-01T00:00:00Z"))
      .Then(absl::StrCat("access_token_added { org_id: 'msp' principal_id: 'ann' token { "
                         "  token_id: 'phone' sha256: '",
                         kOtherHash, "' expires_at @2027-01-01T00:00:00Z } }"));
  msp.When<v1::RevokeAccessToken>("org_id: 'msp' principal_id: 'ann' token_id: 'laptop'")
      .Then("access_token_revoked { org_id: 'msp' principal_id: 'ann' token_id: 'laptop' }");
  msp.When<v1::RemovePrincipal>("org_id: 'msp' principal_id: 'ann'")
      .Then("principal_removed { org_id: 'msp' principal_id: 'ann' }");
}

TEST(Access, OfTheDaemonMayBeGrantedInManyOrgs) {
  Msp()
      .When<v1::DefinePrincipal>(
          "principal { principal_id: 'support' grants { role: 'viewer' org_ids: 'msp' "
          "  org_ids: 'other' } grants { role: 'operator' org_ids: 'msp' customer_ids: 'acme' } }")
      .Then(
          "principal_defined { principal { principal_id: 'support' grants { role: 'viewer' "
          "  org_ids: 'msp' org_ids: 'other' } grants { role: 'operator' org_ids: 'msp' "
          "  customer_ids: 'acme' } } }");
}

TEST(Access, ChangesNothingIfItIsAsItWas) {
  Msp()
      .When<v1::DefinePrincipal>(
          "org_id: 'msp' principal { principal_id: 'ann' name: 'Ann' grants { role: 'operator' } "
          "  certificate_names: 'ann.msp.example' "
          "  subjects { issuer: 'https://id.example' subject: '4711' } }")
      .ThenNothing();
  Scenario msp = Msp();
  msp.GivenCommand<v1::RevokeAccessToken>("org_id: 'msp' principal_id: 'ann' token_id: 'laptop'")
      .When<v1::RevokeAccessToken>("org_id: 'msp' principal_id: 'ann' token_id: 'laptop'")
      .ThenNothing();
}

TEST(Access, OfWhoIsRemovedIsGoneForGood) {
  Scenario msp = Msp();
  msp.GivenCommand<v1::RemovePrincipal>("org_id: 'msp' principal_id: 'ann'");
  EXPECT_FALSE(msp.books().principals.Has("msp", "ann"));
  EXPECT_FALSE(msp.books().certificate_owners.Has("ann.msp.example"));
  EXPECT_FALSE(msp.books().subject_owners.Has("https://id.example", "4711"));
  EXPECT_TRUE(msp.books().access_tokens.Find("msp", "ann", "laptop")->has_revoked_at());
  // Who comes back under the same id has none of the tokens of before, and cannot add them again.
  msp.GivenCommand<v1::DefinePrincipal>("org_id: 'msp' principal { principal_id: 'ann' }");
  EXPECT_TRUE(msp.books().access_tokens.Find("msp", "ann", "laptop")->has_revoked_at());
  msp.When<v1::AddAccessToken>(
         absl::StrCat("org_id: 'msp' principal_id: 'ann' token_id: 'new' sha256: '", kHash, "'"))
      .Refused(v1::REASON_ACCESS_TOKEN_EXISTS, "sha256");
}

TEST(Access, MovesANameOnceItWasLetGo) {
  Scenario msp = Msp();
  const char* bob =
      "org_id: 'msp' principal { principal_id: 'bob' certificate_names: 'ann.msp.example' "
      "  subjects { issuer: 'https://id.example' subject: '4711' } }";
  msp.When<v1::DefinePrincipal>(bob).Refused(v1::REASON_IDENTITY_IN_USE,
                                             "principal.certificate_names[0]");
  msp.GivenCommand<v1::DefinePrincipal>("org_id: 'msp' principal { principal_id: 'ann' }")
      .GivenCommand<v1::DefinePrincipal>(bob);
  EXPECT_EQ(msp.books().certificate_owners.Find("ann.msp.example")->principal_id(), "bob");
}

struct Row {
  std::string command;
  v1::Reason reason;
  const char* field;
};

template <class C>
void ExpectRefused(const std::vector<Row>& rows) {
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    Msp().When<C>(command).Refused(reason, field);
  }
}

// In these tables each row is right up to the guard that it names.
TEST(DefinePrincipal, Refuses) {
  ExpectRefused<v1::DefinePrincipal>({
      {"org_id: 'none' etag: '9' principal { principal_id: 'ann' }", v1::REASON_ORG_NOT_FOUND,
       "org_id"},
      {"org_id: 'msp' etag: '9' principal { principal_id: 'ann' "
       "  grants { role: 'r' org_ids: 'msp' } }",
       v1::REASON_ETAG_MISMATCH, "etag"},
      {"org_id: 'msp' principal { principal_id: 'bob' "
       "  grants { role: 'r' org_ids: 'other' customer_ids: 'none' } }",
       v1::REASON_FIELD_INVALID, "principal.grants[0].org_ids"},
      {"principal { principal_id: 'bob' grants { role: 'r' } grants { role: 'r' org_ids: 'msp' "
       "  org_ids: 'none' customer_ids: 'none' } }",
       v1::REASON_ORG_NOT_FOUND, "principal.grants[1].org_ids[1]"},
      {"principal { principal_id: 'bob' grants { role: 'r' org_ids: 'msp' org_ids: 'msp' } }",
       v1::REASON_LISTED_TWICE, "principal.grants[0].org_ids[1]"},
      {"principal { principal_id: 'bob' grants { role: 'r' customer_ids: 'acme' } }",
       v1::REASON_FIELD_INVALID, "principal.grants[0].customer_ids"},
      {"principal { principal_id: 'bob' "
       "  grants { role: 'r' org_ids: 'msp' org_ids: 'other' customer_ids: 'acme' } }",
       v1::REASON_FIELD_INVALID, "principal.grants[0].customer_ids"},
      {"org_id: 'msp' principal { principal_id: 'bob' certificate_names: 'ann.msp.example' "
       "  grants { role: 'r' customer_ids: 'acme' customer_ids: 'none' } }",
       v1::REASON_CUSTOMER_NOT_FOUND, "principal.grants[0].customer_ids[1]"},
      {"org_id: 'other' principal { principal_id: 'bob' "
       "  grants { role: 'r' customer_ids: 'acme' } }",
       v1::REASON_CUSTOMER_NOT_FOUND, "principal.grants[0].customer_ids[0]"},
      {"org_id: 'msp' principal { principal_id: 'bob' "
       "  grants { role: 'r' customer_ids: 'acme' customer_ids: 'acme' } }",
       v1::REASON_LISTED_TWICE, "principal.grants[0].customer_ids[1]"},
      {"org_id: 'msp' principal { principal_id: 'bob' certificate_names: 'b' "
       "  certificate_names: '' }",
       v1::REASON_FIELD_MISSING, "principal.certificate_names[1]"},
      // Of another principal of the org, of another org, or of the daemon: all the same.
      {"org_id: 'msp' principal { principal_id: 'bob' certificate_names: 'ann.msp.example' }",
       v1::REASON_IDENTITY_IN_USE, "principal.certificate_names[0]"},
      {"org_id: 'other' principal { principal_id: 'ann' certificate_names: 'ann.msp.example' }",
       v1::REASON_IDENTITY_IN_USE, "principal.certificate_names[0]"},
      {"principal { principal_id: 'ann' certificate_names: 'ann.msp.example' }",
       v1::REASON_IDENTITY_IN_USE, "principal.certificate_names[0]"},
      {"org_id: 'other' principal { principal_id: 'ann' certificate_names: 'b' "
       "  certificate_names: 'b' "
       "  subjects { issuer: 'https://id.example' subject: '4711' } }",
       v1::REASON_IDENTITY_IN_USE, "principal.subjects[0]"},
      {"org_id: 'msp' principal { principal_id: 'bob' certificate_names: 'b' "
       "  certificate_names: 'b' }",
       v1::REASON_LISTED_TWICE, "principal.certificate_names[1]"},
      {"org_id: 'msp' principal { principal_id: 'bob' subjects { issuer: 'i' subject: 's' } "
       "  subjects { issuer: 'i' subject: 's' } }",
       v1::REASON_LISTED_TWICE, "principal.subjects[1]"},
  });
}

TEST(RemovePrincipal, Refuses) {
  ExpectRefused<v1::RemovePrincipal>({
      {"org_id: 'none' principal_id: 'ann'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'other' principal_id: 'ann'", v1::REASON_PRINCIPAL_NOT_FOUND, "principal_id"},
      {"principal_id: 'ann'", v1::REASON_PRINCIPAL_NOT_FOUND, "principal_id"},
      {"org_id: 'msp' principal_id: 'root'", v1::REASON_PRINCIPAL_NOT_FOUND, "principal_id"},
  });
}

TEST(AddAccessToken, Refuses) {
  const std::string ann = "org_id: 'msp' principal_id: 'ann' ";
  const std::string good = absl::StrCat("sha256: '", kOtherHash, "' ");
  std::vector<Row> rows = {
      {absl::StrCat("org_id: 'none' principal_id: 'ann' token_id: 't' ", good),
       v1::REASON_ORG_NOT_FOUND, "org_id"},
      {absl::StrCat("org_id: 'other' principal_id: 'ann' token_id: 't' sha256: 'x'"),
       v1::REASON_PRINCIPAL_NOT_FOUND, "principal_id"},
  };
  for (const std::string& bad : {std::string("x"), std::string(63, 'a'), std::string(65, 'a'),
                                 std::string(64, 'A'), std::string(64, 'g')}) {
    rows.push_back(
        {absl::StrCat(ann, "token_id: 't' sha256: '", bad, "' expires_at @2026-11-03T12:00:00Z"),
         v1::REASON_FIELD_INVALID, "sha256"});
  }
  for (const char* bad : {"@2026-11-03T12:00:00Z", "@2000-01-01T00:00:00Z",
                          "{ seconds: 999999999999 }", "{ nanos: -1 }"}) {
    rows.push_back({absl::StrCat(ann, "token_id: 'laptop' ", good, "expires_at ", bad),
                    v1::REASON_FIELD_INVALID, "expires_at"});
  }
  rows.push_back({absl::StrCat(ann, "token_id: 'laptop' sha256: '", kHash, "'"),
                  v1::REASON_ACCESS_TOKEN_EXISTS, "token_id"});
  rows.push_back({absl::StrCat(ann, "token_id: 't' sha256: '", kHash, "'"),
                  v1::REASON_ACCESS_TOKEN_EXISTS, "sha256"});
  rows.push_back({absl::StrCat("principal_id: 'root' token_id: 't' sha256: '", kHash, "'"),
                  v1::REASON_ACCESS_TOKEN_EXISTS, "sha256"});
  ExpectRefused<v1::AddAccessToken>(rows);
}

TEST(RevokeAccessToken, Refuses) {
  ExpectRefused<v1::RevokeAccessToken>({
      {"org_id: 'none' principal_id: 'ann' token_id: 'laptop'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' principal_id: 'bob' token_id: 'laptop'", v1::REASON_PRINCIPAL_NOT_FOUND,
       "principal_id"},
      {"org_id: 'msp' principal_id: 'ann' token_id: 'phone'", v1::REASON_ACCESS_TOKEN_NOT_FOUND,
       "token_id"},
  });
}

}  // namespace
}  // namespace tally
