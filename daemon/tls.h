// Tls: how connections that leave the machine are protected.

#pragma once

#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

#include "absl/status/status.h"

namespace tally {

// The files, in PEM.
struct TlsFiles {
  // The daemon's certificate, and those between it and its CA.
  std::string certificate;
  // Its key.
  std::string key;
  // CAs whose client certificates sign somebody in; none does if empty.
  std::string client_ca;
};

// FAILED_PRECONDITION, naming the file, if one cannot be read, if the key is not that of the
// certificate, or if other users of the machine can read it.
absl::Status CheckTlsFiles(const TlsFiles& files);

// Returns what a server needs to speak TLS. The files are looked at every second, and new ones are
// taken for the connections that come then; while they do not belong together, those of before are.
// A client need not have a certificate; one that is of another CA, or has expired, is refused.
std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const TlsFiles& files);

}  // namespace tally
