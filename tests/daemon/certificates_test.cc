// Certificates that are made are read again as TLS gives them to the daemon.

#include "daemon/certificates.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "daemon/rpc/client_certificate.h"
#include "ledger/base/durable_file.h"
#include "support/temporary_directory.h"
#include "support/text.h"

namespace tally {
namespace {

class Certificates : public testing::Test {
 protected:
  // Makes what is missing for these clients, and returns how many certificates that were.
  size_t Make(const std::vector<std::string>& clients) const {
    const auto made = MakeCertificates({.directory = tls_, .clients = clients}, now_);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->size() : 0;
  }

  std::string Content(const std::string& name) const {
    const auto content = ReadWhole(tls_ + "/" + name);
    EXPECT_TRUE(content.ok()) << content.status();
    return content.value_or("");
  }

  const TemporaryDirectory directory_;
  const std::string tls_ = directory_.path() + "/tls";
  const absl::Time now_ = InstantOf("2026-11-03T12:00:00Z");
};

TEST_F(Certificates, NameTheirClientForAYear) {
  EXPECT_EQ(Make({"rmm"}), 3U);
  const ClientCertificate read = ReadClientCertificate(Content("client-rmm.crt"));
  EXPECT_EQ(read.names, std::vector<std::string>{"tally:rmm"});
  EXPECT_EQ(read.expires_at, InstantOf("2027-11-03T12:00:00Z"));
}

TEST_F(Certificates, OfTheDaemonNameItsHosts) {
  const auto made = MakeCertificates(
      {.directory = tls_, .hosts = {"billing.msp.example", "192.0.2.7", "2001:db8::7"}}, now_);
  ASSERT_TRUE(made.ok()) << made.status();
  const std::vector<std::string> names = ReadClientCertificate(Content("server.crt")).names;
  EXPECT_EQ(names.front(), "localhost");
  EXPECT_EQ(names.back(), "billing.msp.example");  // Addresses are no names of principals.
}

TEST_F(Certificates, AreMadeOnceAndDifferEachTime) {
  EXPECT_EQ(Make({"rmm"}), 3U);
  const std::string before = Content("client-rmm.key");
  EXPECT_EQ(Make({"rmm"}), 0U);
  EXPECT_EQ(Make({"rmm", "psa"}), 1U);
  EXPECT_EQ(Content("client-rmm.key"), before);
  EXPECT_NE(Content("client-psa.key"), before);
}

TEST_F(Certificates, AreForTheirUserAlone) {
  Make({"rmm"});
  struct stat found = {};
  ASSERT_EQ(stat(tls_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700U);
  for (const auto& file : std::filesystem::directory_iterator(tls_)) {
    ASSERT_EQ(stat(file.path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0600U) << file.path();
  }
}

TEST_F(Certificates, WithoutTheirKeysAreRefused) {
  Make({"rmm"});
  std::filesystem::remove(tls_ + "/ca.key");
  const auto made = MakeCertificates({.directory = tls_, .clients = {"psa"}}, now_);
  EXPECT_EQ(made.status().code(), absl::StatusCode::kFailedPrecondition) << made.status();
}

TEST_F(Certificates, HaveNoNamesThatAreNone) {
  for (const char* host : {"", "a,URI:tally:admin", "a b", "*.msp.example", "a\n"}) {
    const auto made = MakeCertificates({.directory = tls_, .hosts = {host}}, now_);
    EXPECT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument) << host;
  }
  for (const char* client : {"", "../ca", "A", "a b", "a,b"}) {
    const auto made = MakeCertificates({.directory = tls_, .clients = {client}}, now_);
    EXPECT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument) << client;
  }
  EXPECT_FALSE(std::filesystem::exists(tls_));
}

TEST(ClientCertificate, ThatCannotBeReadNamesNobody) {
  for (const char* pem :
       {"", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    const ClientCertificate read = ReadClientCertificate(pem);
    EXPECT_TRUE(read.names.empty());
    EXPECT_EQ(read.expires_at, absl::InfinitePast());
  }
}

}  // namespace
}  // namespace tally
