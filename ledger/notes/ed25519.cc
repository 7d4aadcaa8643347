#include "ledger/notes/ed25519.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace tally {
namespace {

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// OpenSSL fails at what is done here only without memory or randomness.
void Must(bool ok) {
  if (!ok) std::abort();
}

Context NewContext() {
  Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  Must(context != nullptr);
  return context;
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

EVP_PKEY* PkeyOf(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

std::shared_ptr<void> Shared(EVP_PKEY* key) {
  Must(key != nullptr);
  return {key, [](void* owned) { EVP_PKEY_free(static_cast<EVP_PKEY*>(owned)); }};
}

}  // namespace

Ed25519Key Ed25519Key::Generate() {
  return Ed25519Key(Shared(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")));
}

Ed25519Key Ed25519Key::FromSeed(const Ed25519Seed& seed) {
  return Ed25519Key(
      Shared(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())));
}

std::string Ed25519Key::Sign(absl::string_view message) const {
  const Context context = NewContext();
  std::string signature(kEd25519SignatureBytes, '\0');
  size_t size = signature.size();
  Must(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, PkeyOf(key_)) == 1);
  Must(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                      Bytes(message), message.size()) == 1);
  Must(size == signature.size());
  return signature;
}

Ed25519PublicKey Ed25519Key::public_key() const {
  Ed25519PublicKey key;
  size_t size = key.size();
  Must(EVP_PKEY_get_raw_public_key(PkeyOf(key_), key.data(), &size) == 1 && size == key.size());
  return key;
}

Ed25519Seed Ed25519Key::seed() const {
  Ed25519Seed seed;
  size_t size = seed.size();
  Must(EVP_PKEY_get_raw_private_key(PkeyOf(key_), seed.data(), &size) == 1 && size == seed.size());
  return seed;
}

bool VerifyEd25519(const Ed25519PublicKey& key, absl::string_view message,
                   absl::string_view signature) {
  if (signature.size() != kEd25519SignatureBytes) return false;
  const Key owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()),
                  EVP_PKEY_free);
  Must(owned != nullptr);
  const Context context = NewContext();
  Must(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, owned.get()) == 1);
  return EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

}  // namespace tally
