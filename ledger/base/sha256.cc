#include "ledger/base/sha256.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace tally {

std::string Sha256(std::initializer_list<absl::string_view> parts) {
  // Fetching the digest costs as much as hashing a small message, so it is done once.
  static EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), EVP_MD_CTX_free);

  std::string hash(32, '\0');
  bool ok = EVP_DigestInit_ex2(context.get(), digest, nullptr) == 1;
  for (const absl::string_view part : parts) {
    ok = ok && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  ok = ok && EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(hash.data()),
                                nullptr) == 1;
  if (!ok) std::abort();  // Only without memory.
  return hash;
}

}  // namespace tally
