#include "daemon/sockets.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "support/temporary_directory.h"

namespace tally {
namespace {

// A socket that is bound, and listened on unless it is told otherwise, until the end of the scope.
class Bound {
 public:
  explicit Bound(const std::string& path) : number_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    Bind(address);
  }
  // On a port of loopback that is free.
  Bound() : number_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Bind(address);
    Listen();
  }
  Bound(const Bound&) = delete;
  Bound& operator=(const Bound&) = delete;
  ~Bound() { close(number_); }

  void Listen() const { EXPECT_EQ(listen(number_, 1), 0); }
  int port() const {
    sockaddr_in address = {};
    socklen_t size = sizeof(address);
    EXPECT_EQ(getsockname(number_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    return ntohs(address.sin_port);
  }

 private:
  template <class Address>
  void Bind(const Address& address) const {
    EXPECT_EQ(bind(number_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }

  const int number_;
};

class Sockets : public testing::Test {
 protected:
  std::string Path(absl::string_view name) const {
    return absl::StrCat(directory_.path(), "/", name);
  }

  // Expects no way to be made for `path`, and what is there to stay.
  static void ExpectInTheWay(const std::string& path, absl::string_view said) {
    const absl::Status status = PrepareUnixSocket(path);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_TRUE(absl::StartsWith(status.message(), absl::StrCat("--socket ", path, ": ")))
        << status;
    EXPECT_TRUE(absl::StrContains(status.message(), said)) << status;
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::symlink_status(path)));
  }

  const TemporaryDirectory directory_;
};

TEST_F(Sockets, APathThatIsFreeIsLeftFree) {
  EXPECT_EQ(PrepareUnixSocket(Path("new")), absl::OkStatus());
  EXPECT_FALSE(std::filesystem::exists(Path("new")));
}

TEST_F(Sockets, ASocketThatNobodyListensOnIsRemoved) {
  { const Bound left(Path("left")); }
  ASSERT_TRUE(std::filesystem::exists(Path("left")));
  EXPECT_EQ(PrepareUnixSocket(Path("left")), absl::OkStatus());
  EXPECT_FALSE(std::filesystem::exists(Path("left")));
}

TEST_F(Sockets, ASocketThatSomebodyListensOnStays) {
  const Bound other(Path("other"));
  other.Listen();
  ExpectInTheWay(Path("other"), "another daemon listens there");
}

TEST_F(Sockets, WhatIsNoSocketStays) {
  std::ofstream(Path("file")) << "precious";
  std::filesystem::create_directory(Path("directory"));
  { const Bound left(Path("left")); }
  std::filesystem::create_symlink(Path("left"), Path("link"));
  for (const char* name : {"file", "directory", "link"}) {
    ExpectInTheWay(Path(name), "there is something else at that path");
  }
}

TEST_F(Sockets, APathMayBeAsLongAsASocketCanHave) {
  const std::string longest = Path("") + std::string(107 - Path("").size(), 'x');
  EXPECT_EQ(PrepareUnixSocket(longest), absl::OkStatus());
  const absl::Status status = PrepareUnixSocket(longest + "x");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(absl::StrContains(status.message(), "is longer than 107 characters")) << status;
}

TEST(CheckLoopback, TakesLoopbackAlone) {
  for (const char* address : {"127.0.0.1:0", "localhost:0"}) {
    EXPECT_EQ(CheckLoopback(address), absl::OkStatus()) << address;
  }
  for (const char* address : {"",
                              ":",
                              "0",
                              "7420",
                              "127.0.0.1",
                              "127.0.0.1:",
                              "localhost",
                              ":7420",
                              "0.0.0.0:0",
                              "127.0.0.2:0",
                              "127.1:0",
                              "2130706433:0",
                              "[::]:0",
                              "::1:0",
                              "[::1]",
                              "[::1]0",
                              "[::ffff:127.0.0.1]:0",
                              "192.168.1.1:0",
                              "example.com:80",
                              "localhost.example.com:80",
                              "LOCALHOST:0",
                              " 127.0.0.1:0",
                              "127.0.0.1 :0",
                              "127.0.0.1: 0",
                              "127.0.0.1:0 ",
                              "127.0.0.1:+1",
                              "127.0.0.1:-1",
                              "127.0.0.1:0x50",
                              "127.0.0.1:65536",
                              "127.0.0.1:4294967296",
                              "127.0.0.1:80:0",
                              "unix:/tmp/s:0",
                              "dns:///127.0.0.1:0",
                              "none"}) {
    const absl::Status status = CheckLoopback(address);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << address << ": " << status;
    EXPECT_TRUE(
        absl::StartsWith(status.message(), absl::StrCat("--listen ", address, ": must be ")))
        << status;
  }
}

TEST(CheckLoopback, FindsAnAddressThatIsInUse) {
  const Bound other;
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const std::string address = absl::StrCat(host, ":", other.port());
    const absl::Status status = CheckLoopback(address);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(status.message(),
              absl::StrCat(address, " is in use; stop who uses it, or give another --listen"));
  }
}

TEST(CheckAddress, TakesAddressesOfThisMachine) {
  for (const char* address :
       {"127.0.0.1:0", "localhost:0", "0.0.0.0:0", "[::1]:0", "127.0.0.2:0"}) {
    EXPECT_EQ(CheckAddress("--listen", address), absl::OkStatus()) << address;
  }
}

TEST(CheckAddress, TakesNoNames) {
  for (const char* address : {"", "7420", ":7420", "*:0", "example.com:80", "::1:0", "[::1]0",
                              "[]:0", "[127.0.0.1]:0", "127.1:0", "0.0.0.0:", "0.0.0.0:65536",
                              "0.0.0.0:+1", "unix:/tmp/s:0", "dns:///127.0.0.1:0"}) {
    const absl::Status status = CheckAddress("--listen-without-tls", address);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << address << ": " << status;
    EXPECT_TRUE(absl::StartsWith(status.message(),
                                 absl::StrCat("--listen-without-tls ", address, ": must be ")))
        << status;
  }
}

TEST(CheckAddress, FindsAnAddressThatIsInUse) {
  const Bound other;
  const absl::Status status = CheckAddress("--listen", absl::StrCat("127.0.0.1:", other.port()));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
}

TEST(CheckAddress, FindsOneOfAnotherMachine) {
  const absl::Status status = CheckAddress("--listen", "192.0.2.1:0");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(status.message(), "192.0.2.1:0 is no address of this machine");
}

}  // namespace
}  // namespace tally
