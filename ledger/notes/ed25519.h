// Ed25519: signatures as of RFC 8032, section 5.1, through OpenSSL.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace tally {

using Ed25519PublicKey = std::array<uint8_t, 32>;

// Secret: whoever has it can sign.
using Ed25519Seed = std::array<uint8_t, 32>;

constexpr size_t kEd25519SignatureBytes = 64;

// A key that signs. It can be used by many threads at once.
class Ed25519Key {
 public:
  // Returns a new key, from the system's randomness.
  static Ed25519Key Generate();
  static Ed25519Key FromSeed(const Ed25519Seed& seed);

  // Returns the 64 bytes of the signature. Signing the same again gives the same.
  std::string Sign(absl::string_view message) const;

  Ed25519PublicKey public_key() const;
  Ed25519Seed seed() const;

 private:
  explicit Ed25519Key(std::shared_ptr<void> key) : key_(std::move(key)) {}

  std::shared_ptr<void> key_;  // OpenSSL's EVP_PKEY, which wipes the seed when it is freed.
};

// Whether `signature` is that of `message` by the owner of `key`.
bool VerifyEd25519(const Ed25519PublicKey& key, absl::string_view message,
                   absl::string_view signature);

}  // namespace tally
