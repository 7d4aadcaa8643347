// Keyring: the keys that the files of a ledger are encrypted with, by their ids.
//
//   keys    := (line newline)*          at most 64 KiB
//   line    := id key | comment | ""    the first key is the current one: new files use it
//   id      := 1 to 32 of A-Z a-z 0-9 . _ -
//   key     := 32 bytes, as 64 hexadecimal digits or in base64
//   comment := "#" text
//
// The other keys are those that came before; files that they encrypt can still be read.

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/encryption/secret_key.h"

namespace tally {

inline constexpr size_t kMaxKeyIdBytes = 32;

struct NamedKey {
  std::string id;
  SecretKey key;
};

class Keyring {
 public:
  // The first of `keys`, of which there must be one, is the current one.
  explicit Keyring(std::vector<NamedKey> keys) : keys_(std::move(keys)) {}

  const NamedKey& current() const { return keys_.front(); }
  // The key with this id; null if there is none.
  const NamedKey* Find(absl::string_view id) const;

 private:
  std::vector<NamedKey> keys_;
};

// Each fails with FAILED_PRECONDITION, saying what is wrong and where; never what a key is.

// The keys in `text`, which is wiped.
absl::StatusOr<Keyring> ParseKeys(std::string text, absl::string_view source);
// The keys in the file `path`, which nobody but its owner may be able to read or write.
absl::StatusOr<Keyring> ReadKeyFile(const std::string& path);
// The keys that `command` prints, which /bin/sh runs.
absl::StatusOr<Keyring> RunKeyCommand(const std::string& command);

}  // namespace tally
