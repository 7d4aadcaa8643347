#include "clients/cli/commands/access_tokens.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/commands/access_home.h"
#include "clients/cli/reports/access.pb.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/figures.h"
#include "ledger/base/random.h"
#include "ledger/base/sha256.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/formats/access_token.h"
#include "tally/v1/access.pb.h"

namespace tally {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr uint64_t kMaxDays = 36'500;

struct TokenOptions {
  bool of_daemon = false;
  std::string principal_id;
  std::string token_id;
};

struct NewOptions : TokenOptions {
  std::optional<uint64_t> days;
  std::string file;
};

struct RotateOptions : NewOptions {
  std::string old_id;
  bool revokes_old = false;
};

// A file that is made for a token before there is one, so that no token is lost because of it.
class TokenFile {
 public:
  // Makes `path`, for this user alone. Wrong usage if it is there, or cannot be made.
  static absl::StatusOr<TokenFile> Make(const std::string& path) {
    const int descriptor =
        open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor >= 0) return TokenFile(path, descriptor);
    return WrongUsage(absl::StrCat(path, ": cannot be made: ", std::strerror(errno)));
  }
  TokenFile(TokenFile&& other) noexcept
      : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
  TokenFile(const TokenFile&) = delete;
  TokenFile& operator=(const TokenFile&) = delete;
  // Removes a file that nothing was written to.
  ~TokenFile() {
    if (descriptor_ < 0) return;
    close(descriptor_);
    unlink(path_.c_str());
  }

  // Writes and closes it.
  absl::Status Write(const std::string& token) {
    const std::string line = token + "\n";
    const bool is_written =
        write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
        fsync(descriptor_) == 0;
    if (!is_written) {
      return absl::UnavailableError(absl::StrCat(
          path_, ": cannot be written: ", std::strerror(errno), "; revoke the new token"));
    }
    close(std::exchange(descriptor_, -1));
    return absl::OkStatus();
  }

 private:
  TokenFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_;
};

absl::StatusOr<v1::AddAccessToken> RequestFor(const NewOptions& options, const std::string& token) {
  v1::AddAccessToken request;
  request.set_principal_id(options.principal_id);
  request.set_token_id(options.token_id);
  request.set_sha256(absl::BytesToHexString(Sha256({token})));
  if (!options.days) return request;
  if (*options.days > kMaxDays) return WrongUsage("--days: at most 36,500");
  const absl::Time until = absl::Now() + absl::Hours(24) * static_cast<int64_t>(*options.days);
  *request.mutable_expires_at() = ToProto(absl::FromUnixSeconds(absl::ToUnixSeconds(until)));
  return request;
}

// Makes a token and has the daemon take it; it is written to the file if one is named.
absl::StatusOr<cli::NewToken> MakeToken(Session& session, const NewOptions& options) {
  std::optional<TokenFile> file;
  if (!options.file.empty()) {
    absl::StatusOr<TokenFile> made = TokenFile::Make(options.file);
    if (!made.ok()) return made.status();
    file.emplace(*std::move(made));
  }
  const std::string token = AccessTokenOf(RandomBytes(kSecretBytes));
  absl::StatusOr<v1::AddAccessToken> request = RequestFor(options, token);
  if (!request.ok()) return request.status();
  cli::NewToken made;
  if (request->has_expires_at()) *made.mutable_expires_at() = request->expires_at();
  const auto receipt = SendTo<v1::Receipt>(session, options.of_daemon, *std::move(request));
  if (!receipt.ok()) return receipt.status();
  made.set_principal_id(options.principal_id);
  made.set_token_id(options.token_id);
  made.set_file(options.file);
  if (!file) {
    made.set_token(token);
    return made;
  }
  if (absl::Status written = file->Write(token); !written.ok()) return written;
  return made;
}

// A token is printed alone, so that a script can keep it; what is to be known of it goes beside.
void Print(Session& session, const cli::NewToken& made) {
  session.Show(made, [&] {
    return made.file().empty() ? absl::StrCat(made.token(), "\n")
                               : absl::StrCat("token ", made.token_id(), " of ",
                                              made.principal_id(), " is in ", made.file(), "\n");
  });
  if (made.file().empty())
    session.terminal().Note("it is shown this once; the daemon knows a hash");
  if (made.has_expires_at()) {
    session.terminal().Note(absl::StrCat("it expires at ", RecordedText(made.expires_at())));
  }
}

absl::Status Add(Session& session, const NewOptions& options) {
  const auto made = MakeToken(session, options);
  if (!made.ok()) return made.status();
  Print(session, *made);
  return absl::OkStatus();
}

absl::StatusOr<v1::Receipt> RevokeToken(Session& session, const TokenOptions& options,
                                        const std::string& token_id) {
  v1::RevokeAccessToken request;
  request.set_principal_id(options.principal_id);
  request.set_token_id(token_id);
  return SendTo<v1::Receipt>(session, options.of_daemon, std::move(request));
}

absl::Status Revoke(Session& session, const TokenOptions& options) {
  const auto receipt = RevokeToken(session, options, options.token_id);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat("token ", options.token_id, " of ", options.principal_id,
                        receipt->event_count() > 0 ? " revoked\n" : " was revoked before\n");
  });
  return absl::OkStatus();
}

absl::Status Rotate(Session& session, const RotateOptions& options) {
  // Two requests cannot have one id.
  const absl::StatusOr<std::string> no_id = session.RequestIdPrefix();
  if (!no_id.ok()) return no_id.status();
  const auto made = MakeToken(session, options);
  if (!made.ok()) return made.status();
  Print(session, *made);
  if (!options.revokes_old) {
    session.terminal().Note(absl::StrCat(options.old_id, " goes on to sign in; once ",
                                         options.token_id, " is in use: tally access token revoke ",
                                         options.of_daemon ? "--daemon " : "", options.principal_id,
                                         " ", options.old_id));
    return absl::OkStatus();
  }
  // What was printed must have arrived before the old one stops to work.
  if (!session.terminal().Flush()) return absl::UnknownError("stdout cannot be written");
  const auto revoked = RevokeToken(session, options, options.old_id);
  if (!revoked.ok()) return revoked.status();
  session.terminal().Note(absl::StrCat(options.old_id, " is revoked"));
  return absl::OkStatus();
}

void AddTokenId(CLI::App& app, const char* name, std::string& token_id, const char* description) {
  app.add_option(name, token_id, description)->required();
}

void AddNewOptions(CLI::App& app, NewOptions& options) {
  AddDaemonFlag(app, options.of_daemon);
  AddWholeNumber(app, "--days", options.days, "It expires after so many; never if left out");
  app.add_option("-O,--output-file", options.file,
                 "Write it to this new file, for you alone, and do not print it");
}

}  // namespace

void AddTokenCommands(const CommandTree& access) {
  const CommandTree token = AddGroup(access, "token", "What principals sign in with");
  auto [add, add_options] = AddCommand(token, "add", "Make a token, and print it once", &Add,
                                       "  tally access token add ann laptop --days 90\n"
                                       "  tally access token add rmm october -O rmm.token");
  AddPrincipal(add, add_options.principal_id);
  AddTokenId(add, "TOKEN", add_options.token_id, "The new token's name");
  AddNewOptions(add, add_options);

  auto [revoke, revoke_options] = AddCommand(token, "revoke", "Take a token back, at once", &Revoke,
                                             "  tally access token revoke ann laptop");
  AddPrincipal(revoke, revoke_options.principal_id);
  AddTokenId(revoke, "TOKEN", revoke_options.token_id, "The token's name");
  AddDaemonFlag(revoke, revoke_options.of_daemon);

  auto [rotate, rotate_options] =
      AddCommand(token, "rotate", "Make a token in the place of another", &Rotate,
                 "  tally access token rotate rmm october november -O rmm-new.token\n"
                 "  tally access token rotate ann laptop laptop-2 --revoke");
  AddPrincipal(rotate, rotate_options.principal_id);
  AddTokenId(rotate, "OLD", rotate_options.old_id, "The name of the token that is to go");
  AddTokenId(rotate, "NEW", rotate_options.token_id, "The new token's name");
  AddNewOptions(rotate, rotate_options);
  rotate.add_flag("--revoke", rotate_options.revokes_old,
                  "Revoke the old one at once, and not when the new one is in use");
}

}  // namespace tally
