// Tokens of identity providers, good and bad, signed as providers and attackers sign them.

#include "daemon/access/identity_providers.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "access/signing_key.h"
#include "daemon/access/fetch.h"
#include "daemon/access/json_web_key.h"
#include "daemon/access/jwt.h"
#include "support/temporary_directory.h"
#include "support/text.h"

namespace tally {
namespace {

using testing::HasSubstr;

const absl::Time kNow = InstantOf("2026-11-03T12:00:00Z");
constexpr char kIssuer[] = "https://id.example";

// Claims that are good, with members in place of those of the same name, or more.
std::string Claims(absl::string_view iss = "\"https://id.example\"",
                   absl::string_view aud = "\"tally\"", absl::string_view sub = "\"ann\"",
                   absl::string_view exp = "1793707800", absl::string_view more = "") {
  return absl::StrCat("{\"iss\":", iss, ",\"aud\":", aud, ",\"sub\":", sub, ",\"exp\":", exp, more,
                      "}");
}

std::string Header(absl::string_view alg, absl::string_view kid, absl::string_view more = "") {
  return absl::StrCat(R"({"alg":")", alg, R"(","kid":")", kid, R"(","typ":"JWT")", more, "}");
}

class Provided : public testing::Test {
 protected:
  Provided() {
    WriteKeys({rsa_.Jwk("rsa"), p256_.Jwk("p256"), ed25519_.Jwk("ed")});
    providers_ = std::make_unique<IdentityProviders>(
        std::vector<IdentityProvider>{{kIssuer, "tally", path_}},
        [this](const std::string&, const absl::Status& status) { reports_.push_back(status); });
  }

  void WriteKeys(const std::vector<std::string>& keys) {
    Write(absl::StrCat("{\"keys\":[", absl::StrJoin(keys, ","), "]}"));
  }
  // In place of the file of before, as one that is written whole is.
  void Write(const std::string& text) {
    std::ofstream(path_ + ".new") << text;
    std::filesystem::rename(path_ + ".new", path_);
  }

  absl::Status Verify(const std::string& token, absl::Time now = kNow) const {
    return providers_->Verify(token, now).status();
  }

  void ExpectBad(const std::string& token, const char* why) const {
    SCOPED_TRACE(why);
    const absl::Status status = Verify(token);
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }

  const TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/jwks.json";
  const SigningKey rsa_ = SigningKey::Rsa();
  const SigningKey p256_ = SigningKey::P256();
  const SigningKey ed25519_ = SigningKey::Ed25519();
  std::vector<absl::Status> reports_;
  std::unique_ptr<IdentityProviders> providers_;
};

TEST_F(Provided, TokensAreGood) {
  for (const auto& [key, kid] :
       {std::pair(&rsa_, "rsa"), std::pair(&p256_, "p256"), std::pair(&ed25519_, "ed")}) {
    SCOPED_TRACE(kid);
    const auto identity =
        providers_->Verify(key->Token(Header(key->algorithm(), kid), Claims()), kNow);
    ASSERT_TRUE(identity.ok()) << identity.status();
    EXPECT_EQ(identity->issuer, kIssuer);
    EXPECT_EQ(identity->subject, "ann");
    EXPECT_EQ(identity->expires_at, absl::FromUnixSeconds(1793707800) + kMaxClockSkew);
  }
  // Without a name it is the only key for the algorithm; the audience may be one of several.
  EXPECT_EQ(Verify(rsa_.Token(R"({"alg":"RS256"})", Claims())), absl::OkStatus());
  EXPECT_EQ(Verify(rsa_.Token(Header("RS256", "rsa"),
                              Claims("\"https://id.example\"", R"(["other","tally"])"))),
            absl::OkStatus());
}

TEST_F(Provided, TokensAreBadIfTheyAreSignedByOthers) {
  const std::string header = Header("RS256", "rsa");
  const std::string good = rsa_.Token(header, Claims());
  ExpectBad(SigningKey::Rsa().Token(header, Claims()), "is not signed by its key");
  ExpectBad(rsa_.Token(Header("RS256", "other"), Claims()), "a key that is not known");
  // No algorithm but the key's own.
  ExpectBad(rsa_.Token(Header("ES256", "rsa"), Claims()), "a key that is not known");
  ExpectBad(p256_.Token(Header("RS256", "p256"), Claims()), "a key that is not known");
  ExpectBad(p256_.Token(Header("EdDSA", "ed"), Claims()), "is not signed by its key");
  for (const char* alg : {"none", "None", "NONE", "", "HS256", "HS512", "RS384", "PS256", "ES384",
                          "rs256", "EdDSA "}) {
    ExpectBad(rsa_.Token(Header(alg, "rsa"), Claims()), "algorithm that is not taken");
  }
  ExpectBad(HmacToken(rsa_.PublicDer(), Header("HS256", "rsa"), Claims()),
            "algorithm that is not taken");
  ExpectBad(HmacToken(rsa_.PublicDer(), header, Claims()), "is not signed by its key");
  ExpectBad(HmacToken("", header, Claims()), "is not signed by its key");
  // A key that the token brings along is not looked at.
  const SigningKey own = SigningKey::Rsa();
  ExpectBad(own.Token(Header("RS256", "rsa", absl::StrCat(",\"jwk\":", own.Jwk("rsa"))), Claims()),
            "is not signed by its key");
}

TEST_F(Provided, TokensAreBadIfAnythingIsChanged) {
  const std::string good = p256_.Token(Header("ES256", "p256"), Claims());
  ASSERT_EQ(Verify(good), absl::OkStatus());
  for (size_t i = 0; i < good.size(); ++i) {
    for (const char other : {'A', 'B', '.', '=', ' '}) {
      std::string changed = good;
      if (changed[i] == other) continue;
      changed[i] = other;
      EXPECT_FALSE(Verify(changed).ok()) << i << other;
    }
  }
  for (size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(Verify(good.substr(0, size)).ok());
  for (const char* more : {"=", " ", "\n", ".", "A"})
    EXPECT_FALSE(Verify(good + more).ok()) << more;
  const std::string claims = good.substr(0, good.rfind('.') + 1);
  ExpectBad(claims, "is not signed by its key");
  ExpectBad(claims + absl::WebSafeBase64Escape(std::string(64, '\0')), "is not signed by its key");
}

TEST_F(Provided, TokensAreBadIfTheyAreNotWrittenAsTokensAre) {
  const std::string header = Header("RS256", "rsa");
  ExpectBad("", "three parts");
  ExpectBad("a.b", "three parts");
  ExpectBad("a.b.c.d", "three parts");
  ExpectBad(std::string(kMaxJwtBytes + 1, 'a'), "is too long");
  ExpectBad(rsa_.Token(R"({"alg":"none","alg":"RS256","kid":"rsa"})", Claims()), "a member twice");
  ExpectBad(rsa_.Token(header, R"({"iss":"https://id.example","aud":"tally","sub":"bob",)"
                               R"("sub":"ann","exp":1793707800})"),
            "a member twice");
  ExpectBad(rsa_.Token("[]", Claims()), "no JSON object");
  ExpectBad(rsa_.Token(header, "\"ann\""), "no JSON object");
  ExpectBad(rsa_.Token(header, "{\"sub\":\"\xff\"}"), "is not UTF-8");
  ExpectBad(rsa_.Token(Header("RS256", "rsa", R"(,"crit":["exp"])"), Claims()), "extensions");
  ExpectBad(rsa_.Token(R"({"alg":"RS256","kid":7})", Claims()), "a key of no name");
  std::string deep(4'000, '[');
  ExpectBad(rsa_.Token(header, absl::StrCat("{\"x\":", deep, "}")), "no JSON object");
}

TEST_F(Provided, TokensAreBadIfTheirClaimsAre) {
  const std::string header = Header("RS256", "rsa");
  const std::string iss = "\"https://id.example\"";
  const struct {
    std::string claims;
    const char* why;
  } rows[] = {
      {Claims("\"https://evil.example\""), "issuer that is not known"},
      {Claims("\"https://id.example/\""), "issuer that is not known"},
      {Claims("[\"https://id.example\"]"), "issuer that is not known"},
      {Claims(iss, "\"other\""), "another audience"},
      {Claims(iss, "\"tally2\""), "another audience"},
      {Claims(iss, "[]"), "another audience"},
      {Claims(iss, "[[\"tally\"]]"), "another audience"},
      {Claims(iss, "null"), "another audience"},
      {"{\"iss\":\"https://id.example\",\"sub\":\"ann\",\"exp\":1793707800}", "another audience"},
      {"{\"iss\":\"https://id.example\",\"aud\":\"tally\",\"sub\":\"ann\"}", "when it expires"},
      {Claims(iss, "\"tally\"", "\"ann\"", "\"1793707800\""), "exp is no instant"},
      {Claims(iss, "\"tally\"", "\"ann\"", "-1"), "exp is no instant"},
      {Claims(iss, "\"tally\"", "\"ann\"", "1e300"), "exp is no instant"},
      {Claims(iss, "\"tally\"", "\"ann\"", "null"), "exp is no instant"},
      {Claims(iss, "\"tally\"", "\"ann\"", "1793707140"), "has expired"},
      {Claims(iss, "\"tally\"", "\"ann\"", "1793707800", ",\"nbf\":1793707261"), "not good yet"},
      {Claims(iss, "\"tally\"", "\"ann\"", "1793707800", ",\"nbf\":\"x\""), "nbf is no instant"},
      {Claims(iss, "\"tally\"", "\"\""), "whom it speaks of"},
      {Claims(iss, "\"tally\"", "7"), "whom it speaks of"},
      {Claims(iss, "\"tally\"", absl::StrCat("\"", std::string(257, 'a'), "\"")),
       "whom it speaks of"},
      {Claims(iss, "\"tally\"", R"("a\nb")"), "whom it speaks of"},
  };
  for (const auto& [claims, why] : rows) {
    SCOPED_TRACE(claims);
    ExpectBad(rsa_.Token(header, claims), why);
  }
}

TEST_F(Provided, TokensAreGoodWithinTheClocksSkew) {
  const std::string token =
      rsa_.Token(Header("RS256", "rsa"), Claims("\"https://id.example\"", "\"tally\"", "\"ann\"",
                                                "1793707800", ",\"nbf\":1793707200"));
  const absl::Time starts = absl::FromUnixSeconds(1793707200);
  const absl::Time ends = absl::FromUnixSeconds(1793707800);
  EXPECT_EQ(Verify(token, starts - kMaxClockSkew), absl::OkStatus());
  EXPECT_FALSE(Verify(token, starts - kMaxClockSkew - absl::Nanoseconds(1)).ok());
  EXPECT_EQ(Verify(token, ends + kMaxClockSkew - absl::Nanoseconds(1)), absl::OkStatus());
  EXPECT_FALSE(Verify(token, ends + kMaxClockSkew).ok());
}

TEST_F(Provided, KeysAreReadAgainWhenTheFileChanges) {
  const SigningKey next = SigningKey::P256();
  const std::string token = next.Token(Header("ES256", "next"), Claims());
  const std::string before = rsa_.Token(Header("RS256", "rsa"), Claims());
  EXPECT_FALSE(Verify(token).ok());
  WriteKeys({rsa_.Jwk("rsa"), next.Jwk("next")});
  EXPECT_EQ(Verify(token), absl::OkStatus());
  EXPECT_EQ(Verify(before), absl::OkStatus());
  WriteKeys({next.Jwk("next")});
  EXPECT_FALSE(Verify(before).ok());
  // What is no good leaves those of before.
  for (const std::string& bad :
       {std::string("{"), std::string("{\"keys\":7}"), std::string(300 << 10, ' ')}) {
    const size_t reported = reports_.size();
    Write(bad);
    EXPECT_EQ(Verify(token), absl::OkStatus());
    EXPECT_EQ(reports_.size(), reported + 1);
    // Once, and not at each token.
    EXPECT_EQ(Verify(token), absl::OkStatus());
    EXPECT_EQ(reports_.size(), reported + 1);
  }
}

TEST(JsonWebKeys, LeavesOutWhatSignsNothing) {
  const SigningKey rsa = SigningKey::Rsa();
  const SigningKey p256 = SigningKey::P256();
  const std::string coordinates = p256.Jwk("off");
  const std::string good = absl::StrReplaceAll(coordinates, {{"\"off\"", "\"good\""}});
  std::string off_curve = coordinates;
  const size_t y = off_curve.find("\"y\":\"") + 5;
  off_curve[y + 3] = off_curve[y + 3] == 'A' ? 'B' : 'A';
  const std::vector<std::string> keys = {
      good,
      off_curve,
      rsa.Jwk("enc", R"(,"use":"enc")"),
      rsa.Jwk("ops", R"(,"key_ops":["sign"])"),
      rsa.Jwk("alg", R"(,"alg":"RS512")"),
      SigningKey::Rsa(1024).Jwk("short"),
      R"({"kid":"oct","kty":"oct","k":"AAAA"})",
      R"({"kid":"p384","kty":"EC","crv":"P-384","x":"AA","y":"AA"})",
      R"({"kid":"e1","kty":"RSA","n":")" + std::string(342, '_') + R"(","e":"AQ"})",
      R"({"kid":"none","kty":"RSA"})",
      "{}",
      "7"};
  const auto read = JsonWebKeys::Read(absl::StrCat("{\"keys\":[", absl::StrJoin(keys, ","), "]}"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->size(), 1U);
  EXPECT_NE(read->Find("good", "ES256"), nullptr);
  EXPECT_EQ(read->Find("good", "RS256"), nullptr);
}

TEST(JsonWebKeys, AreRefusedIfTwoHaveOneName) {
  const std::string one = SigningKey::P256().Jwk("k");
  const std::string two = SigningKey::Ed25519().Jwk("k");
  EXPECT_FALSE(JsonWebKeys::Read(absl::StrCat("{\"keys\":[", one, ",", two, "]}")).ok());
  // Without a name only one key of an algorithm can be meant.
  const auto both = JsonWebKeys::Read(absl::StrCat("{\"keys\":[", SigningKey::P256().Jwk("a"), ",",
                                                   SigningKey::P256().Jwk("b"), "]}"));
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->Find("", "ES256"), nullptr);
}

TEST(IdentityProviders, AreChecked) {
  EXPECT_TRUE(CheckProviders({{"i", "a", "/etc/jwks"}, {"j", "a", "https://x/keys"}}).ok());
  EXPECT_TRUE(CheckProviders({{"i", "a", "http://127.0.0.1:80/k"}}).ok());
  for (const std::vector<IdentityProvider>& bad :
       {std::vector<IdentityProvider>{{"", "a", "f"}},
        {{"i", "", "f"}},
        {{"i", "a", ""}},
        {{"i", "a", "f"}, {"i", "b", "f"}},
        {{"i", "a", "http://id.example/keys"}},
        {{"i", "a", "http://127.0.0.1@id.example/keys"}},
        {{"i", "a", "http://127.0.0.1:80@id.example/keys"}},
        {{"i", "a", "http://localhost.id.example/keys"}},
        {{"i", "a", "ftp://127.0.0.1/keys"}},
        {{"i", "a", "file:///etc/passwd"}}}) {
    EXPECT_FALSE(CheckProviders(bad).ok()) << bad.back().jwks;
  }
}

// Answers requests on loopback with what it was given, one connection after the other.
class OneFile {
 public:
  explicit OneFile(std::string answer)
      : answer_(std::move(answer)), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~OneFile() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_, "/keys"); }

 private:
  void Serve() {
    for (int client; (client = accept(listener_, nullptr, nullptr)) >= 0; close(client)) {
      char request[4096];
      if (read(client, request, sizeof(request)) <= 0) continue;
      size_t sent = 0;
      while (sent < answer_.size()) {
        const ssize_t more =
            send(client, answer_.data() + sent, answer_.size() - sent, MSG_NOSIGNAL);
        if (more <= 0) break;
        sent += static_cast<size_t>(more);
      }
    }
  }

  const std::string answer_;
  const int listener_;
  int port_ = 0;
  std::thread thread_;
};

std::string Ok(const std::string& body) {
  return absl::StrCat("HTTP/1.0 200 OK\r\nContent-Length: ", body.size(), "\r\n\r\n", body);
}

TEST(IdentityProviders, FetchTheirKeys) {
  const SigningKey key = SigningKey::Ed25519();
  const OneFile server(Ok(absl::StrCat("{\"keys\":[", key.Jwk("k"), "]}")));
  const IdentityProviders providers(
      {{kIssuer, "tally", server.url()}},
      [](const std::string&, const absl::Status& status) { ADD_FAILURE() << status; });
  providers.AwaitFetched();
  EXPECT_EQ(providers.Verify(key.Token(Header("EdDSA", "k"), Claims()), kNow).status(),
            absl::OkStatus());
}

TEST(Fetch, KeepsToItsLimits) {
  const absl::Duration long_enough = absl::Seconds(30);
  EXPECT_EQ(*Fetch(OneFile(Ok("abc")).url(), 3, long_enough), "abc");
  EXPECT_FALSE(Fetch(OneFile(Ok("abcd")).url(), 3, long_enough).ok());
  // However long it says that it is.
  EXPECT_FALSE(Fetch(OneFile("HTTP/1.0 200 OK\r\n\r\n" + std::string(1 << 20, 'a')).url(), 1 << 10,
                     long_enough)
                   .ok());
  EXPECT_FALSE(Fetch(OneFile("HTTP/1.0 404 No\r\n\r\nabc").url(), 100, long_enough).ok());
  const OneFile elsewhere(Ok("abc"));
  EXPECT_FALSE(
      Fetch(OneFile(absl::StrCat("HTTP/1.0 302 Found\r\nLocation: ", elsewhere.url(), "\r\n\r\n"))
                .url(),
            100, long_enough)
          .ok());
  EXPECT_FALSE(Fetch("file:///etc/hostname", 1 << 20, long_enough).ok());
}

}  // namespace
}  // namespace tally
