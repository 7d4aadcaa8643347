// Certificates: a small CA and what it certifies, for a first set-up of TLS.
//
//   DIRECTORY/ca.crt ca.key               the CA, for ten years
//   DIRECTORY/server.crt server.key       the daemon's, for a year
//   DIRECTORY/client-NAME.crt …key        a client's, for a year, with the name CertificateName()
//
// Keys are P-256, which every TLS library takes, and all files are for this user alone.

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tally {

struct CertificateOrder {
  std::string directory;
  // Names and addresses by which clients call the daemon, beside this machine's own.
  std::vector<std::string> hosts = {};
  // Who gets a client certificate; written like the ids of principals.
  std::vector<std::string> clients = {};
};

// Returns the alternative name, a URI, in a client's certificate: `tally:NAME`.
std::string CertificateName(absl::string_view client);

// Makes what is missing, as of `now`, and returns the paths of the certificates that it made; never
// writes over a file. INVALID_ARGUMENT for a host or a client that cannot be named so,
// FAILED_PRECONDITION if one of a certificate and its key is there without the other, UNAVAILABLE
// if a file cannot be written.
absl::StatusOr<std::vector<std::string>> MakeCertificates(const CertificateOrder& order,
                                                          absl::Time now);

}  // namespace tally
