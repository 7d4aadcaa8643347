// Key: who signs a note, and how that is written down, as of c2sp.org/signed-note.
//
//   verifier  := name "+" id "+" base64(0x01 public_key)
//   signer    := "PRIVATE+KEY+" name "+" id "+" base64(0x01 seed)
//   id        := 8 hexadecimal digits, in lower case: the first 4 bytes of
//                SHA-256(name 0x0A 0x01 public_key)
//
// 0x01 says Ed25519, the one kind of key there is here. The two forms are those of Go's
// golang.org/x/mod/sumdb/note, so its keys can be used here and ours there.

#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/notes/ed25519.h"

namespace tally {

// Recognizes a key together with its name. It is short: two keys can have the same.
uint32_t KeyId(absl::string_view name, const Ed25519PublicKey& public_key);

// What it takes to verify.
struct VerifierKey {
  std::string name;
  Ed25519PublicKey public_key = {};

  uint32_t id() const { return KeyId(name, public_key); }
  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

// What it takes to sign.
struct SignerKey {
  std::string name;
  Ed25519Key key;

  VerifierKey verifier() const { return {name, key.public_key()}; }
};

// Each reads what the other writes, and nothing else. INVALID_ARGUMENT says what is wrong, without
// any part of a secret.
absl::StatusOr<VerifierKey> ParseVerifierKey(absl::string_view text);
std::string FormatVerifierKey(const VerifierKey& key);

absl::StatusOr<SignerKey> ParseSignerKey(absl::string_view text);
std::string FormatSignerKey(const SignerKey& key);

// Returns a new key. INVALID_ARGUMENT unless `name` is a key name: not empty, without spaces or
// plus.
absl::StatusOr<SignerKey> GenerateSignerKey(absl::string_view name);

}  // namespace tally
