#include "daemon/sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "daemon/descriptor.h"

namespace tally {
namespace {

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

// Why the socket of `address` could not be bound, as errno says.
absl::Status NotBound(const std::string& address) {
  if (errno == EADDRNOTAVAIL) {
    return absl::InvalidArgumentError(absl::StrCat(address, " is no address of this machine"));
  }
  if (errno == EACCES) {
    return absl::FailedPreconditionError(
        absl::StrCat(address, ": only root may listen on a port below 1024; give another"));
  }
  return absl::FailedPreconditionError(
      absl::StrCat(address, " is in use; stop who uses it, or give another --listen"));
}

absl::Status NotLoopback(const std::string& address) {
  return absl::InvalidArgumentError(
      absl::StrCat("--listen ", address,
                   ": must be 127.0.0.1:PORT, localhost:PORT or [::1]:PORT; what leaves this "
                   "machine takes TLS: give --tls-certificate and --tls-key"));
}

// A HOST:PORT in its two parts.
struct Parts {
  std::string host;
  uint16_t port = 0;
};
std::optional<Parts> PartsOf(const std::string& address) {
  const size_t colon = address.rfind(':');
  const std::string digits = colon == std::string::npos ? "" : address.substr(colon + 1);
  uint32_t port = 0;
  // SimpleAtoi() alone would take a sign and blanks, which gRPC then does not.
  if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &port) || port > 65535) {
    return std::nullopt;
  }
  return Parts{address.substr(0, colon), static_cast<uint16_t>(port)};
}

absl::Status CheckFree(const std::string& address, in_addr host, uint16_t port) {
  sockaddr_in v4 = {};
  v4.sin_family = AF_INET;
  v4.sin_addr = host;
  v4.sin_port = htons(port);
  return CanBind(v4, AF_INET) ? absl::OkStatus() : NotBound(address);
}

absl::Status CheckFree(const std::string& address, const in6_addr& host, uint16_t port) {
  sockaddr_in6 v6 = {};
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = host;
  v6.sin6_port = htons(port);
  return CanBind(v6, AF_INET6) ? absl::OkStatus() : NotBound(address);
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
  const std::optional<Parts> parts = PartsOf(address);
  if (!parts) return NotLoopback(address);
  if (parts->host == "[::1]") return CheckFree(address, in6addr_loopback, parts->port);
  if (parts->host != "127.0.0.1" && parts->host != "localhost") return NotLoopback(address);
  return CheckFree(address, in_addr{htonl(INADDR_LOOPBACK)}, parts->port);
}

absl::Status CheckAddress(const std::string& flag, const std::string& address) {
  const std::optional<Parts> parts = PartsOf(address);
  in_addr v4 = {};
  in6_addr v6 = {};
  if (parts && parts->host == "localhost") return CheckLoopback(address);
  if (parts && inet_pton(AF_INET, parts->host.c_str(), &v4) == 1) {
    return CheckFree(address, v4, parts->port);
  }
  const size_t size = parts ? parts->host.size() : 0;
  const bool is_bracketed = size > 2 && parts->host.front() == '[' && parts->host.back() == ']';
  if (is_bracketed && inet_pton(AF_INET6, parts->host.substr(1, size - 2).c_str(), &v6) == 1) {
    return CheckFree(address, v6, parts->port);
  }
  return absl::InvalidArgumentError(
      absl::StrCat(flag, " ", address,
                   ": must be an address of this machine such as 192.0.2.1:7420, 0.0.0.0:7420 for "
                   "all, or [2001:db8::1]:7420"));
}

}  // namespace tally
