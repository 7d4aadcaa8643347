#include "daemon/access/identity_providers.h"

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "daemon/access/fetch.h"
#include "daemon/access/json_web_key.h"
#include "daemon/access/jwt.h"

namespace tally {
namespace {

constexpr size_t kMaxBytes = 256 << 10;
constexpr absl::Duration kFetchWithin = absl::Seconds(10);
constexpr absl::Duration kFetchEvery = absl::Hours(1);
constexpr absl::Duration kFetchNotBefore = absl::Minutes(1);

// What changes when a file does.
using FileState = std::tuple<ino_t, off_t, time_t, long>;

std::optional<FileState> StateOf(const std::string& path) {
  struct stat is = {};
  if (stat(path.c_str(), &is) != 0) return std::nullopt;
  return FileState(is.st_ino, is.st_size, is.st_mtim.tv_sec, is.st_mtim.tv_nsec);
}

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(kMaxBytes + 1, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) && !file.eof()) {
    return absl::UnavailableError(absl::StrCat(path, ": cannot be read"));
  }
  bytes.resize(static_cast<size_t>(file.gcount()));
  if (bytes.size() > kMaxBytes) return absl::UnavailableError(absl::StrCat(path, ": is too long"));
  return bytes;
}

}  // namespace

// The keys of one provider.
class IdentityProviders::Source {
 public:
  Source(IdentityProvider provider, Report report)
      : provider_(std::move(provider)), report_(std::move(report)) {
    if (IsUrl(provider_.jwks)) thread_ = std::thread([this] { Run(); });
  }

  ~Source() {
    {
      const absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    if (thread_.joinable()) thread_.join();
  }

  const IdentityProvider& provider() const { return provider_; }

  // Whether the key that the token names signed it.
  absl::Status CheckSignature(const UnverifiedJwt& jwt) {
    if (!thread_.joinable()) ReadIfChanged();
    const absl::MutexLock lock(&mutex_);
    const JsonWebKey* key = keys_.Find(jwt.key_id, jwt.algorithm);
    if (key == nullptr) {
      wanted_ = true;
      return absl::UnauthenticatedError("is signed by a key that is not known");
    }
    if (key->Verifies(jwt.message, jwt.signature)) return absl::OkStatus();
    return absl::UnauthenticatedError("is not signed by its key");
  }

  void AwaitFetched() const {
    if (!thread_.joinable()) return;
    const absl::MutexLock lock(&mutex_, absl::Condition(&fetched_));
  }

 private:
  void ReadIfChanged() {
    const std::optional<FileState> state = StateOf(provider_.jwks);
    {
      const absl::MutexLock lock(&mutex_);
      if (tried_ && state == state_) return;
      tried_ = true;
      state_ = state;
    }
    Keep(ReadAll(provider_.jwks));
  }

  // Takes on the keys that were read; those of before stay if these are no good.
  void Keep(const absl::StatusOr<std::string>& json) {
    absl::StatusOr<JsonWebKeys> keys =
        json.ok() ? JsonWebKeys::Read(*json) : absl::StatusOr<JsonWebKeys>(json.status());
    if (!keys.ok()) return report_(provider_.issuer, keys.status());
    const absl::MutexLock lock(&mutex_);
    keys_ = *std::move(keys);
  }

  void Run() {
    while (true) {
      Keep(Fetch(provider_.jwks, kMaxBytes, kFetchWithin));
      const absl::Time done = absl::Now();
      const absl::MutexLock lock(&mutex_);
      fetched_ = true;
      wanted_ = false;
      if (mutex_.AwaitWithDeadline(absl::Condition(&stopping_), done + kFetchNotBefore)) return;
      const auto is_due = [this]()
                              ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || wanted_; };
      mutex_.AwaitWithDeadline(absl::Condition(&is_due), done + kFetchEvery);
      if (stopping_) return;
    }
  }

  const IdentityProvider provider_;
  const Report report_;

  mutable absl::Mutex mutex_;
  JsonWebKeys keys_ ABSL_GUARDED_BY(mutex_);
  std::optional<FileState> state_ ABSL_GUARDED_BY(mutex_);
  bool tried_ ABSL_GUARDED_BY(mutex_) = false;
  bool wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool fetched_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

absl::Status CheckProviders(const std::vector<IdentityProvider>& providers) {
  std::set<std::string> issuers;
  for (size_t i = 0; i < providers.size(); ++i) {
    const IdentityProvider& provider = providers[i];
    const std::string field = absl::StrCat("identity_provider[", i, "].");
    for (const auto& [name, text] :
         {std::pair("issuer", provider.issuer), std::pair("audience", provider.audience),
          std::pair("jwks", provider.jwks)}) {
      if (text.empty())
        return absl::InvalidArgumentError(absl::StrCat(field, name, ": is missing"));
    }
    if (!issuers.insert(provider.issuer).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(field, "issuer: is that of another identity provider"));
    }
    if (!IsUrl(provider.jwks)) continue;
    if (const absl::Status is = CheckUrl(provider.jwks); !is.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(field, "jwks: ", is.message()));
    }
  }
  return absl::OkStatus();
}

IdentityProviders::IdentityProviders(const std::vector<IdentityProvider>& providers,
                                     Report report) {
  for (const IdentityProvider& provider : providers) {
    sources_.push_back(std::make_unique<Source>(provider, report));
  }
}

IdentityProviders::~IdentityProviders() = default;

absl::StatusOr<ProvidedIdentity> IdentityProviders::Verify(absl::string_view token,
                                                           absl::Time now) const {
  const absl::StatusOr<UnverifiedJwt> jwt = ReadJwt(token);
  if (!jwt.ok()) return jwt.status();
  const std::string issuer = TextIn(jwt->claims, "iss");
  for (const auto& source : sources_) {
    if (source->provider().issuer != issuer) continue;
    if (absl::Status is = source->CheckSignature(*jwt); !is.ok()) return is;
    return CheckClaims(jwt->claims, issuer, source->provider().audience, now);
  }
  return absl::UnauthenticatedError("is of an issuer that is not known");
}

void IdentityProviders::AwaitFetched() const {
  for (const auto& source : sources_) source->AwaitFetched();
}

}  // namespace tally
