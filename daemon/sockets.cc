#include "daemon/sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tally {
namespace {

// A file descriptor that is closed in the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  const int number_;
};

bool SomebodyListens(const sockaddr_un& address) {
  const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return connect(probe.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

template <class Address>
bool CanBind(const Address& address, int family) {
  const Descriptor probe(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(probe.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  return bind(probe.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

absl::Status InUse(const std::string& address) {
  return absl::FailedPreconditionError(
      absl::StrCat(address, " is in use; stop who uses it, or give another --listen"));
}

absl::Status NotLoopback(const std::string& address) {
  return absl::InvalidArgumentError(
      absl::StrCat("--listen ", address,
                   ": must be 127.0.0.1:PORT, localhost:PORT or [::1]:PORT; other "
                   "addresses would be open to the network without a password"));
}

}  // namespace

absl::Status PrepareUnixSocket(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    return absl::FailedPreconditionError(
        absl::StrCat("--socket ", path, ": is longer than ", sizeof(address.sun_path) - 1,
                     " characters, which a socket's path may not be"));
  }
  std::memcpy(address.sun_path, path.data(), path.size());

  struct stat found = {};
  if (lstat(path.c_str(), &found) != 0) return absl::OkStatus();
  if (!S_ISSOCK(found.st_mode)) {
    return absl::FailedPreconditionError(
        absl::StrCat("--socket ", path, ": there is something else at that path"));
  }
  if (SomebodyListens(address)) {
    return absl::FailedPreconditionError(
        absl::StrCat("--socket ", path,
                     ": another daemon listens there; stop it first, or give "
                     "another --socket"));
  }
  unlink(path.c_str());
  return absl::OkStatus();
}

absl::Status CheckLoopback(const std::string& address) {
  const size_t colon = address.rfind(':');
  const std::string host = address.substr(0, colon);
  const std::string digits = colon == std::string::npos ? "" : address.substr(colon + 1);
  uint32_t port = 0;
  // SimpleAtoi() alone would take a sign and blanks, which gRPC then does not.
  if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &port) || port > 65535) {
    return NotLoopback(address);
  }
  if (host == "[::1]") {
    sockaddr_in6 v6 = {};
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    v6.sin6_port = htons(static_cast<uint16_t>(port));
    return CanBind(v6, AF_INET6) ? absl::OkStatus() : InUse(address);
  }
  if (host != "127.0.0.1" && host != "localhost") return NotLoopback(address);
  sockaddr_in v4 = {};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  v4.sin_port = htons(static_cast<uint16_t>(port));
  return CanBind(v4, AF_INET) ? absl::OkStatus() : InUse(address);
}

}  // namespace tally
