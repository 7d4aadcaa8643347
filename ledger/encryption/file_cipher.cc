#include "ledger/encryption/file_cipher.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/random.h"

namespace tally {
namespace {

constexpr absl::string_view kMagic = "tally-encrypted1";
constexpr size_t kNonceBytes = 32;
constexpr size_t kTagBytes = 32;
constexpr size_t kUntaggedBytes = kCipherPrefixBytes - kTagBytes;
constexpr size_t kNonceAt = kUntaggedBytes - kNonceBytes;
constexpr absl::string_view kPurpose = "tally file 1";
constexpr size_t kBlockBytes = 16;
// As much as OpenSSL takes at once, and a whole number of blocks.
constexpr size_t kMaxAtOnce = 1 << 30;

static_assert(kMagic.size() + kMaxKeyIdBytes == kNonceAt);

// OpenSSL fails at these only if there is no memory, or it was built without them.
void Must(bool is_done) {
  if (!is_done) std::abort();
}

const unsigned char* BytesOf(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

OSSL_PARAM Octets(const char* name, const unsigned char* bytes, size_t size) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<unsigned char*>(bytes), size);
}

void Derive(const SecretKey& key, absl::string_view nonce, SecretKey& cipher_key,
            SecretKey& tag_key) {
  static EVP_KDF* const hkdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(hkdf),
                                                                          &EVP_KDF_CTX_free);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      Octets(OSSL_KDF_PARAM_KEY, key.data(), SecretKey::kBytes),
      Octets(OSSL_KDF_PARAM_SALT, BytesOf(nonce), nonce.size()),
      Octets(OSSL_KDF_PARAM_INFO, BytesOf(kPurpose), kPurpose.size()), OSSL_PARAM_construct_end()};
  std::array<unsigned char, 2 * SecretKey::kBytes> both;
  Must(EVP_KDF_derive(context.get(), both.data(), both.size(), parameters) == 1);
  std::memcpy(cipher_key.data(), both.data(), SecretKey::kBytes);
  std::memcpy(tag_key.data(), both.data() + SecretKey::kBytes, SecretKey::kBytes);
  OPENSSL_cleanse(both.data(), both.size());
}

std::array<unsigned char, kBlockBytes> CounterAt(uint64_t offset) {
  std::array<unsigned char, kBlockBytes> counter = {};
  uint64_t block = offset / kBlockBytes;
  for (size_t i = kBlockBytes; block > 0; block >>= 8) {
    counter[--i] = static_cast<unsigned char>(block);
  }
  return counter;
}

}  // namespace

bool IsEncrypted(absl::string_view file) { return absl::StartsWith(file, kMagic); }

std::string KeyIdOf(absl::string_view prefix) {
  const absl::string_view id = prefix.substr(kMagic.size(), kMaxKeyIdBytes);
  return std::string(id.substr(0, id.find('\0')));
}

FileCipher::FileCipher(std::string prefix, const SecretKey& key) : prefix_(std::move(prefix)) {
  Derive(key, absl::string_view(prefix_).substr(kNonceAt, kNonceBytes), cipher_key_, tag_key_);
}

std::string FileCipher::Tag() const {
  std::string tag(kTagBytes, '\0');
  unsigned int size = 0;
  Must(HMAC(EVP_sha256(), tag_key_.data(), SecretKey::kBytes, BytesOf(prefix_), kUntaggedBytes,
            reinterpret_cast<unsigned char*>(tag.data()), &size) != nullptr);
  return tag;
}

absl::StatusOr<FileCipher> FileCipher::Open(absl::string_view prefix, const Keyring& keys) {
  if (prefix.size() < kCipherPrefixBytes || !IsEncrypted(prefix)) {
    return absl::FailedPreconditionError("is not encrypted");
  }
  const std::string id = KeyIdOf(prefix);
  const NamedKey* key = keys.Find(id);
  if (key == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        "is encrypted with the key \"", id,
        "\", which is not among those of tallyd; the current one is \"", keys.current().id, "\""));
  }
  FileCipher cipher(std::string(prefix.substr(0, kCipherPrefixBytes)), key->key);
  const absl::string_view tag = absl::string_view(cipher.prefix_).substr(kUntaggedBytes);
  if (CRYPTO_memcmp(tag.data(), cipher.Tag().data(), kTagBytes) != 0) {
    return absl::FailedPreconditionError(absl::StrCat("was encrypted with another key \"", id,
                                                      "\" than that of tallyd, or its first ",
                                                      kCipherPrefixBytes, " bytes are damaged"));
  }
  return cipher;
}

FileCipher FileCipher::New(const Keyring& keys) {
  std::string id = keys.current().id;
  id.resize(kMaxKeyIdBytes, '\0');
  FileCipher cipher(absl::StrCat(kMagic, id, RandomBytes(kNonceBytes)), keys.current().key);
  cipher.prefix_ += cipher.Tag();
  return cipher;
}

void FileCipher::Apply(uint64_t offset, char* data, size_t size) const {
  static EVP_CIPHER* const aes = EVP_CIPHER_fetch(nullptr, "AES-256-CTR", nullptr);
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  Must(EVP_EncryptInit_ex2(context.get(), aes, cipher_key_.data(), CounterAt(offset).data(),
                           nullptr) == 1);
  int done = 0;
  std::array<unsigned char, kBlockBytes> skipped = {};
  Must(EVP_EncryptUpdate(context.get(), skipped.data(), &done, skipped.data(),
                         static_cast<int>(offset % kBlockBytes)) == 1);
  for (size_t at = 0; at < size; at += kMaxAtOnce) {
    unsigned char* const bytes = reinterpret_cast<unsigned char*>(data) + at;
    const size_t count = std::min(size - at, kMaxAtOnce);
    Must(EVP_EncryptUpdate(context.get(), bytes, &done, bytes, static_cast<int>(count)) == 1);
  }
}

std::string EncryptFile(absl::string_view content, const Keyring& keys) {
  const FileCipher cipher = FileCipher::New(keys);
  std::string file(content);
  cipher.Apply(0, file.data(), file.size());
  return cipher.prefix() + file;
}

absl::StatusOr<std::string> DecryptFile(absl::string_view file, const Keyring& keys) {
  const absl::StatusOr<FileCipher> cipher = FileCipher::Open(file, keys);
  if (!cipher.ok()) return cipher.status();
  std::string content(file.substr(kCipherPrefixBytes));
  cipher->Apply(0, content.data(), content.size());
  return content;
}

}  // namespace tally
