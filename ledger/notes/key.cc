#include "ledger/notes/key.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ledger/base/sha256.h"
#include "ledger/notes/text.h"

namespace tally {
namespace {

constexpr char kEd25519 = 0x01;
constexpr char kSignerPrefix[] = "PRIVATE+KEY+";

using KeyBytes = std::array<uint8_t, 32>;

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

absl::string_view BytesOf(const KeyBytes& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::string FormatKey(const VerifierKey& verifier, const KeyBytes& bytes) {
  const std::string typed = absl::StrCat(absl::string_view(&kEd25519, 1), BytesOf(bytes));
  return absl::StrCat(verifier.name, "+", absl::Hex(verifier.id(), absl::kZeroPad8), "+",
                      absl::Base64Escape(typed));
}

// `name+id+base64(0x01 bytes)`, whose id is still to be compared with that of the public key.
struct KeyText {
  std::string name;
  std::string id;
  KeyBytes bytes;
};

absl::StatusOr<KeyText> ParseKey(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('+', 2));
  if (parts.size() != 3) return Wrong("a key is written name+id+base64");
  if (!IsKeyName(parts[0])) {
    return Wrong("the name of a key is not empty, and has no space and no plus");
  }
  const std::optional<std::string> typed = FromBase64(parts[2]);
  if (!typed) return Wrong("the last part of a key is base64");
  if (typed->empty() || typed->front() != kEd25519) return Wrong("the key is not one of Ed25519");
  KeyText key = {parts[0], parts[1], {}};
  if (typed->size() != 1 + key.bytes.size()) return Wrong("a key of Ed25519 has 32 bytes");
  std::copy(typed->begin() + 1, typed->end(), key.bytes.begin());
  return key;
}

absl::Status CheckId(const KeyText& text, const VerifierKey& verifier) {
  if (text.id == absl::StrCat(absl::Hex(verifier.id(), absl::kZeroPad8))) return absl::OkStatus();
  return Wrong("the id of the key does not fit its name and its bytes");
}

}  // namespace

uint32_t KeyId(absl::string_view name, const Ed25519PublicKey& public_key) {
  const auto hash = Sha256Array({name, "\n", absl::string_view(&kEd25519, 1), BytesOf(public_key)});
  return uint32_t{hash[0]} << 24 | uint32_t{hash[1]} << 16 | uint32_t{hash[2]} << 8 | hash[3];
}

absl::StatusOr<VerifierKey> ParseVerifierKey(absl::string_view text) {
  const absl::StatusOr<KeyText> key = ParseKey(text);
  if (!key.ok()) return key.status();
  VerifierKey verifier = {key->name, key->bytes};
  if (absl::Status status = CheckId(*key, verifier); !status.ok()) return status;
  return verifier;
}

std::string FormatVerifierKey(const VerifierKey& key) { return FormatKey(key, key.public_key); }

absl::StatusOr<SignerKey> ParseSignerKey(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, kSignerPrefix)) {
    return Wrong(absl::StrCat("a key that signs begins with ", kSignerPrefix));
  }
  const absl::StatusOr<KeyText> key = ParseKey(text);
  if (!key.ok()) return key.status();
  SignerKey signer = {key->name, Ed25519Key::FromSeed(key->bytes)};
  if (absl::Status status = CheckId(*key, signer.verifier()); !status.ok()) return status;
  return signer;
}

std::string FormatSignerKey(const SignerKey& key) {
  return absl::StrCat(kSignerPrefix, FormatKey(key.verifier(), key.key.seed()));
}

absl::StatusOr<SignerKey> GenerateSignerKey(absl::string_view name) {
  if (!IsKeyName(name)) {
    return Wrong("the name of a key is not empty, and has no space and no plus");
  }
  return SignerKey{std::string(name), Ed25519Key::Generate()};
}

}  // namespace tally
