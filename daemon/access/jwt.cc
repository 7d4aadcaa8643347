#include "daemon/access/jwt.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/base/utf8.h"
#include "ledger/formats/format.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

// The end of the year 9999: no instant is later.
constexpr double kMaxSeconds = 253'402'300'799;

absl::Status Malformed(absl::string_view what) { return absl::InvalidArgumentError(what); }
absl::Status NotGood(absl::string_view what) { return absl::UnauthenticatedError(what); }

absl::StatusOr<Struct> ReadPart(absl::string_view part) {
  const absl::StatusOr<std::string> bytes = ReadBase64Url(part);
  if (!bytes.ok()) return bytes.status();
  if (!IsUtf8(*bytes)) return Malformed("is not UTF-8");
  return ReadJsonObject(*bytes);
}

// Returns the instant that a claim says; nothing if it is not there.
absl::StatusOr<std::optional<absl::Time>> InstantIn(const Struct& claims, const std::string& name) {
  const auto found = claims.fields().find(name);
  if (found == claims.fields().end()) return std::nullopt;
  const double seconds = found->second.number_value();
  if (!found->second.has_number_value() || !(seconds >= 0 && seconds <= kMaxSeconds)) {
    return NotGood(absl::StrCat(name, " is no instant"));
  }
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

bool IsFor(const Struct& claims, absl::string_view audience) {
  const auto found = claims.fields().find("aud");
  if (found == claims.fields().end()) return false;
  if (found->second.has_string_value()) return found->second.string_value() == audience;
  return std::ranges::any_of(found->second.list_value().values(), [&](const Value& value) {
    return value.has_string_value() && value.string_value() == audience;
  });
}

}  // namespace

absl::StatusOr<UnverifiedJwt> ReadJwt(absl::string_view token) {
  if (token.size() > kMaxJwtBytes) return Malformed("is too long");
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return Malformed("does not have three parts");
  const absl::StatusOr<Struct> header = ReadPart(parts[0]);
  if (!header.ok()) return header.status();
  absl::StatusOr<Struct> claims = ReadPart(parts[1]);
  if (!claims.ok()) return claims.status();
  absl::StatusOr<std::string> signature = ReadBase64Url(parts[2]);
  if (!signature.ok()) return signature.status();

  static const std::set<std::string>* const kTaken =
      new std::set<std::string>{"RS256", "ES256", "EdDSA"};
  const std::string algorithm = TextIn(*header, "alg");
  if (!kTaken->contains(algorithm)) return Malformed("is signed by an algorithm that is not taken");
  if (header->fields().contains("crit")) return Malformed("has extensions that are not known");
  const bool has_key_id = header->fields().contains("kid");
  const std::string key_id = TextIn(*header, "kid");
  if (has_key_id && key_id.empty()) return Malformed("has a key of no name");
  return UnverifiedJwt{.algorithm = algorithm,
                       .key_id = key_id,
                       .claims = *std::move(claims),
                       .message = absl::StrCat(parts[0], ".", parts[1]),
                       .signature = *std::move(signature)};
}

absl::StatusOr<ProvidedIdentity> CheckClaims(const Struct& claims, absl::string_view issuer,
                                             absl::string_view audience, absl::Time now) {
  if (TextIn(claims, "iss") != issuer) return NotGood("is another issuer's");
  if (!IsFor(claims, audience)) return NotGood("is for another audience");
  const auto expires = InstantIn(claims, "exp");
  if (!expires.ok()) return expires.status();
  if (!expires->has_value()) return NotGood("does not say when it expires");
  if (now >= **expires + kMaxClockSkew) return NotGood("has expired");
  const auto starts = InstantIn(claims, "nbf");
  if (!starts.ok()) return starts.status();
  if (starts->has_value() && now < **starts - kMaxClockSkew) return NotGood("is not good yet");
  std::string subject = TextIn(claims, "sub");
  if (subject.empty() || ProblemWith(subject, v1::FORMAT_FOREIGN_ID)) {
    return NotGood("does not say whom it speaks of");
  }
  return ProvidedIdentity{.issuer = std::string(issuer),
                          .subject = std::move(subject),
                          .expires_at = **expires + kMaxClockSkew};
}

}  // namespace tally
