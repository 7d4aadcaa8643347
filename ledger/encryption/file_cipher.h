// FileCipher: how one file is encrypted.
//
//   file    := prefix content | torn
//   prefix  := magic key_id nonce tag
//   magic   := "tally-encrypted1"                         16 bytes
//   key_id  := the id of a key, filled up with zeros      32 bytes
//   nonce   := random                                     32 bytes
//   tag     := HMAC-SHA256(tag_key, magic key_id nonce)   32 bytes
//   content := AES-256-CTR(cipher_key, counter from 0)    NIST SP 800-38A
//   torn    := no more bytes than a prefix has            nothing was ever written to it
//
//   cipher_key tag_key := HKDF-SHA256(key, salt nonce, info "tally file 1")   32 bytes each, RFC
//   5869
//
// Each file has a cipher key of its own, so that no two bytes are ever encrypted alike. The content
// has no tag: what is read out of its middle has to be checked by those who read it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/encryption/keyring.h"
#include "ledger/encryption/secret_key.h"

namespace tally {

inline constexpr size_t kCipherPrefixBytes = 112;

// Whether `file`, of which the start is enough, is encrypted.
bool IsEncrypted(absl::string_view file);
// The id of the key that `prefix` names.
std::string KeyIdOf(absl::string_view prefix);

// Thread-safe.
class FileCipher {
 public:
  // The cipher of the file that starts with `prefix`. FAILED_PRECONDITION if it is not encrypted,
  // or with a key that is not among `keys`, or is damaged; which of these is for the message alone.
  static absl::StatusOr<FileCipher> Open(absl::string_view prefix, const Keyring& keys);
  // That of a new file, which uses the current key.
  static FileCipher New(const Keyring& keys);

  const std::string& prefix() const { return prefix_; }

  // Encrypts, or decrypts, `data`, which stands `offset` bytes behind the prefix.
  void Apply(uint64_t offset, char* data, size_t size) const;

 private:
  FileCipher(std::string prefix, const SecretKey& key);

  std::string Tag() const;

  std::string prefix_;
  SecretKey cipher_key_;
  SecretKey tag_key_;
};

// Returns a file that holds `content`, encrypted with the current key.
std::string EncryptFile(absl::string_view content, const Keyring& keys);
// Returns the content of `file`. Fails as FileCipher::Open().
absl::StatusOr<std::string> DecryptFile(absl::string_view file, const Keyring& keys);

}  // namespace tally
