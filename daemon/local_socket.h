// LocalSocket: the Unix socket, open to the user who runs the daemon alone.
//
//   auto socket = LocalSocket::Listen("/run/tally/tallyd.sock", log);
//   (*socket)->Serve([&](int connection) { ... });
//
// The permissions of the file keep others out. They can be loosened by mistake, so the kernel is
// asked of each connection whose it is (SO_PEERCRED), before a byte of it is read.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "daemon/descriptor.h"
#include "spdlog/logger.h"

namespace tally {

class LocalSocket {
 public:
  // Takes a connection, whose descriptor is then its own.
  using Take = std::function<void(int connection)>;

  // Makes the socket, mode 0600, as PrepareUnixSocket() allows. FAILED_PRECONDITION, naming it, if
  // it cannot be made. `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<LocalSocket>> Listen(const std::string& path,
                                                             spdlog::logger& log);
  // Takes no more connections, and removes the socket.
  ~LocalSocket();
  LocalSocket(const LocalSocket&) = delete;
  LocalSocket& operator=(const LocalSocket&) = delete;

  // From now on, gives every connection of this process's user, or of root, to `take`, on a thread
  // of its own. Those of others are closed, and logged. To be called once.
  void Serve(Take take);

 private:
  LocalSocket(std::string path, Descriptor listener, spdlog::logger& log);

  void AcceptUntilStopped(const Take& take);
  // Whether somebody waits to be accepted; false when it is to stop.
  bool AwaitConnection() const;

  const std::string path_;
  spdlog::logger& log_;
  const Descriptor listener_;
  // Becomes readable when it is to stop.
  const Descriptor stop_;
  std::thread accepting_;
};

}  // namespace tally
