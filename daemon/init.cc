#include "daemon/init.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "daemon/access/roles.h"
#include "daemon/certificates.h"
#include "daemon/open_ledger.h"
#include "ledger/base/random.h"
#include "ledger/base/sha256.h"
#include "ledger/deciders/access.h"
#include "ledger/formats/access_token.h"
#include "ledger/ledger.h"
#include "tally/v1/access.pb.h"

namespace tally {
namespace {

constexpr char kAdmin[] = "admin";
constexpr char kFirstToken[] = "first";
// Recorded as who made the admin.
constexpr char kActor[] = "tallyd-init";
constexpr size_t kRandomBytes = 16;
constexpr size_t kSecretBytes = 32;

void Say(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

std::string RandomId() { return absl::BytesToHexString(RandomBytes(kRandomBytes)); }

absl::Status MakeTls(const Preparation& wanted) {
  const absl::StatusOr<std::vector<std::string>> made = MakeCertificates(
      {.directory = wanted.ca, .hosts = wanted.hosts, .clients = wanted.clients}, absl::Now());
  if (!made.ok()) return made.status();
  for (const std::string& path : *made) Say(absl::StrCat("made ", path));
  if (made->empty()) Say(absl::StrCat("left ", wanted.ca, " as it is: nothing is missing"));
  return absl::OkStatus();
}

// Makes the principal. It has the name of the client certificate that was made for it, if one was.
absl::Status DefineAdmin(Ledger& ledger, const Preparation& wanted) {
  v1::DefinePrincipal define;
  define.set_request_id(RandomId());
  v1::Principal& admin = *define.mutable_principal();
  admin.set_principal_id(kAdmin);
  admin.set_name("Administrator");
  admin.add_grants()->set_role(kAdminRole);
  const bool has_certificate =
      !wanted.ca.empty() && std::ranges::find(wanted.clients, kAdmin) != wanted.clients.end();
  if (has_certificate) admin.add_certificate_names(CertificateName(kAdmin));
  return ledger.Execute<v1::DefinePrincipal>(std::move(define), std::string(kActor)).status();
}

absl::Status AddToken(Ledger& ledger) {
  const std::string token = AccessTokenOf(RandomBytes(kSecretBytes));
  v1::AddAccessToken add;
  add.set_request_id(RandomId());
  add.set_principal_id(kAdmin);
  add.set_token_id(kFirstToken);
  add.set_sha256(absl::BytesToHexString(Sha256({token})));
  absl::Status added =
      ledger.Execute<v1::AddAccessToken>(std::move(add), std::string(kActor)).status();
  if (!added.ok()) return added;
  std::printf("%s\n", token.c_str());
  const bool is_printed = std::fflush(stdout) == 0;
  if (is_printed) return absl::OkStatus();
  return absl::UnavailableError(
      "the token could not be printed; start tallyd, and make another by its socket: tally access "
      "token add admin second");
}

absl::Status MakeLedger(const Configuration& configuration) {
  const auto ledger = OpenLedger(configuration, [] { return absl::Now(); });
  if (!ledger.ok()) return ledger.status();
  const View view = (*ledger)->Read();
  if (view.books().access_tokens.Has("", kAdmin, kFirstToken)) {
    Say(absl::StrCat("left ", configuration.data, " as it is: it has its admin"));
    return absl::OkStatus();
  }
  absl::Status made = absl::OkStatus();
  if (!view.books().principals.Has("", kAdmin)) made = DefineAdmin(**ledger, *configuration.init);
  if (made.ok()) made = AddToken(**ledger);
  if (!made.ok()) return made;
  Say(absl::StrCat("made ", configuration.data,
                   ", and its admin, who signs in with the token on stdout\n"
                   "keep the token in a file that only you can read; it is nowhere else"));
  return absl::OkStatus();
}

}  // namespace

absl::Status Init(const Configuration& configuration) {
  Preparation wanted = *configuration.init;
  if (wanted.clients.empty()) wanted.clients = {kAdmin};
  Configuration complete = configuration;
  complete.init = wanted;
  if (!wanted.ca.empty()) {
    if (absl::Status made = MakeTls(wanted); !made.ok()) return made;
  }
  return wanted.makes_ledger ? MakeLedger(complete) : absl::OkStatus();
}

}  // namespace tally
