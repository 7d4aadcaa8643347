#include "clients/cli/session/credentials.h"

#include <sys/stat.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/rpc/failure.h"
#include "ledger/base/durable_file.h"
#include "ledger/base/tls_version.h"

namespace tally {
namespace {

absl::Status ReadInto(const std::string& path, std::string& content) {
  if (path.empty()) return absl::OkStatus();
  absl::StatusOr<std::string> read = ReadWhole(path);
  if (!read.ok()) return WrongUsage(read.status().message());
  content = *std::move(read);
  return absl::OkStatus();
}

// The same for what only its owner may know.
absl::Status ReadSecretInto(const std::string& path, std::string& content) {
  struct stat found = {};
  const bool is_open =
      stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode) && (found.st_mode & S_IRWXO) != 0;
  if (is_open) {
    return WrongUsage(
        absl::StrCat(path, ": every user of this machine can get at it; chmod it to 0600"));
  }
  return ReadInto(path, content);
}

// Whether what is sent there stays in this machine.
bool IsLoopback(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

absl::Status CheckToken(const Settings& settings, const std::string& token) {
  for (const unsigned char c : token) {
    if (absl::ascii_isgraph(c)) continue;
    return WrongUsage("the token is not one word of visible ASCII");
  }
  const bool stays = !settings.socket.empty() || IsLoopback(settings.address);
  if (token.empty() || stays || !settings.ca.empty()) return absl::OkStatus();
  return WrongUsage(absl::StrCat("a token is not sent to ", settings.address,
                                 " without TLS, as others could read it; give --ca"));
}

}  // namespace

absl::StatusOr<ClientCredentials> ReadCredentials(const Settings& settings) {
  ClientCredentials credentials;
  absl::Status read = ReadInto(settings.ca, credentials.ca);
  if (read.ok()) read = ReadInto(settings.certificate, credentials.certificate);
  if (read.ok()) read = ReadSecretInto(settings.key, credentials.key);
  if (read.ok()) read = ReadSecretInto(settings.token_file, credentials.token);
  if (read.ok() && !credentials.ca.empty()) read = RequireTls13();
  if (!read.ok()) return read;
  if (!settings.token.empty()) credentials.token = settings.token;
  absl::StripAsciiWhitespace(&credentials.token);
  if (absl::Status is = CheckToken(settings, credentials.token); !is.ok()) return is;
  if (!credentials.certificate.empty() && credentials.ca.empty()) {
    return WrongUsage("--certificate is for TLS; give --ca too");
  }
  return credentials;
}

}  // namespace tally
