#include "daemon/access/sign_in.h"

#include <gtest/gtest.h>

#include <optional>

#include "access/books_of_two.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

constexpr char kPeer[] = "ipv4:127.0.0.1:4711";

class SignsIn : public testing::Test {
 protected:
  SignsIn() {
    books_->Do<v1::DefinePrincipal>(
        "org_id: 'msp' principal { principal_id: 'ann' grants { role: 'viewer' } "
        "  certificate_names: 'ann.example' subjects { issuer: 'i' subject: 'ann' } }");
    books_->AddToken("msp", "ann", 'a');
    books_->AddToken("msp", "ann", 'e', "expires_at @2026-11-03T13:00:00Z");
    books_->Do<v1::DefinePrincipal>("principal { principal_id: 'root' grants { role: 'admin' } }");
    books_->AddToken("", "root", 'r');
  }

  static Credentials WithToken(const std::string& token) {
    static std::string header;
    header = absl::StrCat("Bearer ", token);
    return {.peer = kPeer, .authorizations = {header}, .actors = {}, .certificate_names = {}};
  }

  absl::StatusOr<Caller> Call(const Credentials& credentials) const {
    const VerifyProvided verify = [](absl::string_view token,
                                     absl::Time) -> absl::StatusOr<ProvidedIdentity> {
      if (token != "good") return absl::UnauthenticatedError("bad");
      return ProvidedIdentity{.issuer = "i", .subject = "ann", .expires_at = kLater};
    };
    return SignIn(credentials, verify, books_->books(), books_->now());
  }

  void ExpectUnknown(const Credentials& credentials) const {
    const auto refusal = RefusalOf(Call(credentials).status());
    ASSERT_TRUE(refusal);
    EXPECT_EQ(v1::Reason_Name(refusal->reason()), "REASON_CALLER_UNKNOWN");
  }

  static inline const absl::Time kLater = InstantOf("2026-11-03T12:30:00Z");
  std::optional<BooksOfTwo> books_{std::in_place};
};

TEST_F(SignsIn, WithAToken) {
  const auto ann = Call(WithToken(TokenOf('a')));
  ASSERT_TRUE(ann.ok()) << ann.status();
  EXPECT_EQ(ann->actor, "ann");
  EXPECT_EQ(ann->org_id, "msp");
  EXPECT_EQ(ann->token_id, "ta");
  EXPECT_EQ(ann->sign_in, v1::SIGN_IN_TOKEN);
  EXPECT_EQ(ann->address, "127.0.0.1");
  EXPECT_EQ(ann->grants.size(), 1U);
  EXPECT_EQ(ann->expires_at, absl::InfiniteFuture());
  EXPECT_EQ(Call(WithToken(TokenOf('e')))->expires_at, InstantOf("2026-11-03T13:00:00Z"));
  const auto root = Call(WithToken(TokenOf('r')));
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(root->actor, "daemon/root");
  EXPECT_EQ(root->org_id, "");
}

TEST_F(SignsIn, WithACertificateOrAProvidersToken) {
  const auto certified = Call({.peer = kPeer,
                               .authorizations = {},
                               .actors = {},
                               .certificate_names = {"x", "ann.example"}});
  ASSERT_TRUE(certified.ok()) << certified.status();
  EXPECT_EQ(certified->sign_in, v1::SIGN_IN_CERTIFICATE);
  EXPECT_EQ(certified->certificate_name, "ann.example");
  const auto provided = Call(WithToken("good"));
  ASSERT_TRUE(provided.ok()) << provided.status();
  EXPECT_EQ(provided->sign_in, v1::SIGN_IN_IDENTITY_PROVIDER);
  EXPECT_EQ(provided->expires_at, kLater);
}

TEST_F(SignsIn, NotWithAnyOtherToken) {
  const std::string good = TokenOf('a');
  std::vector<std::string> bad = {
      "", " ", good + " ", " " + good, good + "A", good.substr(0, good.size() - 1), TokenOf('x'),
      "tally_", "TALLY_" + good.substr(6), good + "\n", "bad", "t",
      // Only the hash is kept, and it signs nobody in.
      absl::BytesToHexString(Sha256({good})), std::string(1 << 16, 'A')};
  // Every bit of the token counts, but those of the last digit that no byte is made of.
  for (size_t i = 0; i + 1 < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'B' ? 'C' : 'B';
    bad.push_back(changed);
  }
  for (const std::string& token : bad) {
    SCOPED_TRACE(token.substr(0, 100));
    ExpectUnknown(WithToken(token));
  }
}

TEST_F(SignsIn, NotWithAnotherScheme) {
  const std::string good = TokenOf('a');
  for (const std::string& header : {good, "Basic " + good, "Bearer" + good, "Bearer\t" + good}) {
    SCOPED_TRACE(header);
    ExpectUnknown(
        {.peer = kPeer, .authorizations = {header}, .actors = {}, .certificate_names = {}});
  }
  // The scheme's case does not matter (RFC 7235, section 2.1).
  const std::string lower = "bearer " + good;
  EXPECT_TRUE(
      Call({.peer = kPeer, .authorizations = {lower}, .actors = {}, .certificate_names = {}}).ok());
}

TEST_F(SignsIn, NotWithoutProof) {
  ExpectUnknown({.peer = kPeer, .authorizations = {}, .actors = {}, .certificate_names = {}});
  ExpectUnknown({.peer = kPeer, .authorizations = {""}, .actors = {}, .certificate_names = {}});
  ExpectUnknown(
      {.peer = kPeer, .authorizations = {}, .actors = {}, .certificate_names = {"bob", ""}});
}

TEST_F(SignsIn, OnlyOnceAndAsNobodyElse) {
  const std::string good = "Bearer " + TokenOf('a');
  const struct {
    Credentials credentials;
    const char* field;
  } rows[] = {
      {{kPeer, {good, good}, {}, {}}, "authorization"},
      {{kPeer, {good}, {"bob"}, {}}, "tally-actor"},
      {{kPeer, {}, {"bob"}, {}}, "tally-actor"},
      {{kPeer, {good}, {"bob", "bob"}, {}}, "tally-actor"},
      {{"unix:/run/x", {good}, {"bob"}, {}}, "tally-actor"},
  };
  for (const auto& [credentials, field] : rows) {
    const auto refusal = RefusalOf(Call(credentials).status());
    ASSERT_TRUE(refusal);
    EXPECT_EQ(v1::Reason_Name(refusal->reason()), "REASON_FIELD_INVALID");
    EXPECT_EQ(refusal->field(), field);
  }
}

// A token that is wrong is not made up for by a certificate that is right, nor by the socket.
TEST_F(SignsIn, NotWithSomethingElseInstead) {
  const std::string bad = "Bearer " + TokenOf('x');
  ExpectUnknown({kPeer, {bad}, {}, {"ann.example"}});
  ExpectUnknown({"unix:/run/x", {bad}, {}, {}});
}

TEST_F(SignsIn, BySocketAsAnAdmin) {
  const auto caller = Call({"unix:/run/x", {}, {"zoë"}, {}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->actor, "zoë");
  EXPECT_EQ(caller->address, "unix");
  EXPECT_EQ(caller->sign_in, v1::SIGN_IN_SOCKET);
  // What only looks like the socket is not it.
  for (const char* peer :
       {"", "ipv4:127.0.0.1:1", "ipv6:%5B::1%5D:1", "unix-abstract:x", "UNIX:x"}) {
    SCOPED_TRACE(peer);
    ExpectUnknown({peer, {}, {}, {}});
  }
}

// What ends a sign-in, for the next call and for what is under way.
TEST_F(SignsIn, UntilThatIsTakenBack) {
  const struct {
    const char* what;
    void (*take_back)(BooksOfTwo&);
    bool ends_certificate;
  } rows[] = {
      {"revoked",
       [](BooksOfTwo& books) {
         books.Do<v1::RevokeAccessToken>("org_id: 'msp' principal_id: 'ann' token_id: 'ta'");
       },
       false},
      {"suspended",
       [](BooksOfTwo& books) {
         books.Do<v1::DefinePrincipal>(
             "org_id: 'msp' principal { principal_id: 'ann' suspended: true "
             "  certificate_names: 'ann.example' subjects { issuer: 'i' subject: 'ann' } }");
       },
       true},
      {"removed",
       [](BooksOfTwo& books) {
         books.Do<v1::RemovePrincipal>("org_id: 'msp' principal_id: 'ann'");
       },
       true},
      {"made anew",
       [](BooksOfTwo& books) {
         books.Do<v1::RemovePrincipal>("org_id: 'msp' principal_id: 'ann'");
         books.Do<v1::DefinePrincipal>("org_id: 'msp' principal { principal_id: 'ann' }");
       },
       true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    books_.emplace();
    books_->Do<v1::DefinePrincipal>(
        "org_id: 'msp' principal { principal_id: 'ann' certificate_names: 'ann.example' "
        "  subjects { issuer: 'i' subject: 'ann' } }");
    books_->AddToken("msp", "ann", 'a');
    const auto by_token = Call(WithToken(TokenOf('a')));
    const auto by_certificate = Call({kPeer, {}, {}, {"ann.example"}});
    const auto by_provider = Call(WithToken("good"));
    ASSERT_TRUE(by_token.ok() && by_certificate.ok() && by_provider.ok());
    row.take_back(*books_);
    ExpectUnknown(WithToken(TokenOf('a')));
    const auto still = [&](const Caller& caller) {
      return SignedInStill(caller, books_->books(), books_->now()).ok();
    };
    EXPECT_FALSE(still(*by_token));
    EXPECT_EQ(still(*by_certificate), !row.ends_certificate);
    EXPECT_EQ(still(*by_provider), !row.ends_certificate);
  }
}

TEST_F(SignsIn, UntilItExpires) {
  const auto token = Call(WithToken(TokenOf('e')));
  const auto provided = Call(WithToken("good"));
  ASSERT_TRUE(token.ok() && provided.ok());
  const auto still = [&](const Caller& caller, absl::Time now) {
    return SignedInStill(caller, books_->books(), now).ok();
  };
  const absl::Duration moment = absl::Nanoseconds(1);
  EXPECT_TRUE(still(*token, token->expires_at - moment));
  EXPECT_FALSE(still(*token, token->expires_at));
  EXPECT_TRUE(still(*provided, kLater - moment));
  EXPECT_FALSE(still(*provided, kLater));
  EXPECT_FALSE(SignIn(WithToken(TokenOf('e')), {}, books_->books(), token->expires_at).ok());
}

// A grant that is taken away counts for what is under way.
TEST_F(SignsIn, AndMayDoWhatTheGrantsSayNow) {
  const auto ann = Call(WithToken(TokenOf('a')));
  ASSERT_TRUE(ann.ok());
  books_->Do<v1::DefinePrincipal>("org_id: 'msp' principal { principal_id: 'ann' }");
  const auto still = SignedInStill(*ann, books_->books(), books_->now());
  ASSERT_TRUE(still.ok()) << still.status();
  EXPECT_TRUE(still->grants.empty());
}

// TLS looks at the dates when a connection begins; it may last for longer.
TEST_F(SignsIn, WithACertificateUntilItExpires) {
  const Credentials credentials{.peer = kPeer,
                                .authorizations = {},
                                .actors = {},
                                .certificate_names = {"ann.example"},
                                .certificate_expires_at = kLater};
  const auto ann = Call(credentials);
  ASSERT_TRUE(ann.ok()) << ann.status();
  EXPECT_EQ(ann->expires_at, kLater);
  EXPECT_FALSE(SignedInStill(*ann, books_->books(), kLater).ok());
  EXPECT_FALSE(SignIn(credentials, {}, books_->books(), kLater).ok());
}

// Another principal takes over the name in the certificate.
TEST_F(SignsIn, UntilTheNameIsAnothers) {
  const auto ann = Call({kPeer, {}, {}, {"ann.example"}});
  ASSERT_TRUE(ann.ok());
  books_->Do<v1::DefinePrincipal>("org_id: 'msp' principal { principal_id: 'ann' }");
  books_->Do<v1::DefinePrincipal>(
      "org_id: 'other' principal { principal_id: 'ann' certificate_names: 'ann.example' }");
  EXPECT_FALSE(SignedInStill(*ann, books_->books(), books_->now()).ok());
}

}  // namespace
}  // namespace tally
