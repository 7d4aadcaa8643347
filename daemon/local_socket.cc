#include "daemon/local_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "daemon/sockets.h"

namespace tally {
namespace {

constexpr int kBacklog = 128;
constexpr int kPauseWithoutDescriptorsMs = 100;

absl::Status CannotListen(const std::string& path) {
  return absl::FailedPreconditionError(
      absl::StrCat("cannot listen on ", path, ": ", std::strerror(errno)));
}

// Whose connection it is: of when they connected, so that it cannot be taken over from them.
std::optional<uid_t> UserOf(const Descriptor& connection) {
  ucred peer = {};
  socklen_t size = sizeof(peer);
  if (getsockopt(connection.number(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return std::nullopt;
  }
  return peer.uid;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LocalSocket>> LocalSocket::Listen(const std::string& path,
                                                                 spdlog::logger& log) {
  if (absl::Status free = PrepareUnixSocket(path); !free.ok()) return free;
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  // The file is made with the mode of the socket: nobody else can ever connect.
  const bool listens =
      fchmod(listener.number(), S_IRUSR | S_IWUSR) == 0 &&
      bind(listener.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      listen(listener.number(), kBacklog) == 0;
  if (!listens) return CannotListen(path);
  return std::unique_ptr<LocalSocket>(new LocalSocket(path, std::move(listener), log));
}

LocalSocket::LocalSocket(std::string path, Descriptor listener, spdlog::logger& log)
    : path_(std::move(path)),
      log_(log),
      listener_(std::move(listener)),
      stop_(eventfd(0, EFD_CLOEXEC)) {}

LocalSocket::~LocalSocket() {
  const uint64_t once = 1;
  if (accepting_.joinable() && write(stop_.number(), &once, sizeof(once)) == sizeof(once)) {
    accepting_.join();
  }
  unlink(path_.c_str());
}

void LocalSocket::Serve(Take take) {
  accepting_ = std::thread([this, take = std::move(take)] { AcceptUntilStopped(take); });
}

bool LocalSocket::AwaitConnection() const {
  pollfd watched[] = {{listener_.number(), POLLIN, 0}, {stop_.number(), POLLIN, 0}};
  while (poll(watched, 2, -1) < 0 && errno == EINTR) {
  }
  return watched[1].revents == 0;
}

void LocalSocket::AcceptUntilStopped(const Take& take) {
  while (AwaitConnection()) {
    Descriptor connection(
        accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (connection.number() < 0) {
      // Without descriptors the one who waits keeps waiting; asking at once would ask for ever.
      pollfd stop = {stop_.number(), POLLIN, 0};
      if (errno == EMFILE || errno == ENFILE) poll(&stop, 1, kPauseWithoutDescriptorsMs);
      continue;
    }
    const std::optional<uid_t> user = UserOf(connection);
    if (user && (*user == geteuid() || *user == 0)) {
      take(connection.Release());
      continue;
    }
    log_.warn("event=connection_refused socket={} uid={}", path_,
              user ? absl::StrCat(*user) : "unknown");
  }
}

}  // namespace tally
