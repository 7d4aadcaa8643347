// What one principal, and whoever has not signed in at all, can take from others.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "system/support/members.h"

namespace tally {
namespace {

class AccessLimits : public Members {
 protected:
  AccessLimits() { DefineOrg("org-a"); }

  // A connection to loopback that is never spoken on beyond `begin`.
  int Connection(const std::string& begin) const {
    const std::string target = daemon_.loopback();
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(std::stoi(target.substr(target.find(':') + 1))));
    const int connection = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    if (!begin.empty()) {
      EXPECT_GT(send(connection, begin.data(), begin.size(), MSG_NOSIGNAL), 0);
    }
    return connection;
  }
};

// A principal has as many streams as the limit says, and another has its own.
TEST_F(AccessLimits, StreamsOfOnePrincipal) {
  const CallLimits limits;
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'admin' }"));
  const Guest bob = NewGuest(Add("org-a", "bob", "grants { role: 'admin' }"));
  const std::string query =
      Parse<v1::SubscribeEvents>("filter { org_id: 'org-a' }").SerializeAsString();
  std::vector<std::unique_ptr<OpenCall>> streams;
  std::string message;
  for (size_t i = 0; i < limits.streams_at_once; ++i) {
    streams.push_back(ann.Open("tally.v1.Events/Subscribe", query));
    ASSERT_TRUE(streams.back()->Read(message)) << i;
  }
  const WireOutcome outcome = ann.Call("tally.v1.Events/Subscribe", query);
  EXPECT_EQ(ReasonIn(outcome.status), "REASON_CALLER_LIMITED") << outcome.status;
  google::rpc::Status rich;
  ASSERT_TRUE(rich.ParseFromString(outcome.details));
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(rich.details(0).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_NE(bob.Call("tally.v1.Events/Subscribe", query).reply, "");
  EXPECT_TRUE(Ask(ann, "Catalog/List", "org_id: 'org-a'").answered);
  streams.clear();
  WireOutcome again = ann.Call("tally.v1.Events/Subscribe", query);
  for (const absl::Time start = absl::Now();
       again.reply.empty() && absl::Now() - start < kPatience;) {
    again = ann.Call("tally.v1.Events/Subscribe", query);
  }
  EXPECT_NE(again.reply, "") << again.status;
}

// Those who connect and say nothing, or never end what they say, take nothing from others.
TEST_F(AccessLimits, ConnectionsThatSayNothing) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'viewer' }"));
  std::vector<int> connections;
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  for (int i = 0; i < 300; ++i) {
    connections.push_back(Connection(i % 3 == 0 ? "" : preface.substr(0, i % preface.size())));
  }
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(Ask(ann, "Catalog/List", "org_id: 'org-a'").answered);
  }
  EXPECT_EQ(Ask(NewGuest(NewToken()), "Catalog/List", "org_id: 'org-a'").status.code(),
            absl::StatusCode::kUnauthenticated);
  for (const int connection : connections) close(connection);
}

// The limit is on what a message is, and not on what it was made to look like.
TEST_F(AccessLimits, MessagesThatWereCompressed) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'admin' }"));
  // An unknown field of zeros: a mebibyte is a kilobyte on the wire.
  for (const size_t mebibytes : {9, 64}) {
    const absl::Status status = ann.CallCompressed("tally.v1.Catalog/List", "", mebibytes << 20);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  }
  EXPECT_TRUE(Ask(ann, "Catalog/List", "org_id: 'org-a'").answered);
}

TEST_F(AccessLimits, HeadersThatAreLarge) {
  const Guest large(daemon_.loopback(),
                    {{"authorization", "Bearer " + std::string(64 << 10, 'a')}});
  EXPECT_FALSE(large.Call("tally.v1.Access/WhoAmI", "").status.ok());
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'viewer' }"));
  EXPECT_TRUE(Ask(ann, "Catalog/List", "org_id: 'org-a'").answered);
}

}  // namespace
}  // namespace tally
