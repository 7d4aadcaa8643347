#include <gtest/gtest.h>

#include "clients/cli/show/access.h"
#include "clients/cli/show/grant_text.h"
#include "support/text.h"

namespace tally {
namespace {

TEST(GrantText, IsReadAsItIsWritten) {
  for (const char* text :
       {"approver", "viewer:msp", "viewer:msp,other", "viewer/acme", "operator:msp/acme,zeta"}) {
    const auto grant = ParseGrant(text);
    ASSERT_TRUE(grant.ok()) << grant.status();
    EXPECT_EQ(GrantText(*grant), text);
  }
}

TEST(GrantText, HasNoEmptyParts) {
  for (const char* text : {"", ":msp", "/acme", "viewer:", "viewer/", "viewer:a,", "viewer:,a",
                           "viewer:a/", "viewer:a/b,", ":/"}) {
    EXPECT_FALSE(ParseGrant(text).ok()) << text;
  }
}

TEST(AccessTables, ShowAPrincipalWithoutItsHashes) {
  const auto details = Parse<v1::PrincipalDetails>(
      "principal { principal_id: 'ann' name: 'Ann Lee' suspended: true"
      "  grants { role: 'viewer' customer_ids: 'acme' } certificate_names: 'ann.msp' }"
      "tokens { token { token_id: 'one' sha256: 'c0ffee' revoked_at { seconds: 60 } } }"
      "tokens { token { token_id: 'two' } last_used_at { seconds: 120 } }");
  EXPECT_EQ(PrincipalSheet(details, Look()),
            "Principal ann\n"
            "  name           Ann Lee\n"
            "  suspended      yes\n"
            "  may            viewer/acme\n"
            "  certificate    ann.msp\n"
            "\n"
            "token  state                         added at  last used at\n"
            "one    revoked 1970-01-01T00:01:00Z            never\n"
            "two    good                                    1970-01-01T00:02:00Z\n");
}

TEST(AccessTables, KnowTheKindsOfRecords) {
  for (const std::string& name : AccessKindNames()) {
    EXPECT_NE(AccessKindNamed(name), v1::ACCESS_KIND_UNSPECIFIED) << name;
  }
  EXPECT_EQ(AccessKindNamed("sign_in_refused"), v1::ACCESS_KIND_SIGN_IN_REFUSED);
  EXPECT_EQ(AccessKindNamed(""), v1::ACCESS_KIND_UNSPECIFIED);
}

}  // namespace
}  // namespace tally
