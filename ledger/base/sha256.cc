#include "ledger/base/sha256.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace tally {
namespace {

void HashInto(std::initializer_list<absl::string_view> parts, unsigned char* hash) {
  // Fetching the digest costs as much as hashing a small message, so it is done once.
  static EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), EVP_MD_CTX_free);

  bool ok = EVP_DigestInit_ex2(context.get(), digest, nullptr) == 1;
  for (const absl::string_view part : parts) {
    ok = ok && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  ok = ok && EVP_DigestFinal_ex(context.get(), hash, nullptr) == 1;
  if (!ok) std::abort();  // Only without memory.
}

}  // namespace

std::string Sha256(std::initializer_list<absl::string_view> parts) {
  std::string hash(32, '\0');
  HashInto(parts, reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

std::array<uint8_t, 32> Sha256Array(std::initializer_list<absl::string_view> parts) {
  std::array<uint8_t, 32> hash;
  HashInto(parts, hash.data());
  return hash;
}

}  // namespace tally
