#include "ledger/encryption/keyring.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tally {
namespace {

constexpr size_t kMaxBytes = 64 << 10;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

void Wipe(std::string& text) { OPENSSL_cleanse(text.data(), text.size()); }

absl::Status Wrong(absl::string_view source, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(source, ": ", what));
}

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxKeyIdBytes &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' ||
                  c == '-';
         });
}

std::optional<SecretKey> ParseKey(absl::string_view text) {
  const bool is_hex =
      text.size() == 2 * SecretKey::kBytes && std::all_of(text.begin(), text.end(), [](char c) {
        return absl::ascii_isxdigit(static_cast<unsigned char>(c));
      });
  std::string bytes;
  if (is_hex) {
    bytes = absl::HexStringToBytes(text);
  } else if (!absl::Base64Unescape(text, &bytes)) {
    bytes.clear();
  }
  std::optional<SecretKey> key;
  if (bytes.size() == SecretKey::kBytes) {
    key.emplace();
    std::memcpy(key->data(), bytes.data(), bytes.size());
  }
  Wipe(bytes);
  return key;
}

// The keys in `text`; each of its lines is wiped by the caller.
absl::StatusOr<std::vector<NamedKey>> KeysIn(absl::string_view text, absl::string_view source) {
  std::vector<NamedKey> keys;
  size_t number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    number += 1;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    const std::string place = absl::StrCat(source, ", line ", number);
    const std::vector<absl::string_view> words =
        absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (words.size() != 2) return Wrong(place, "must be the id of a key and the key");
    if (!IsId(words[0])) {
      return Wrong(place, "the id must be 1 to 32 letters, digits, dots, hyphens and underscores");
    }
    const std::optional<SecretKey> key = ParseKey(words[1]);
    if (!key) return Wrong(place, "the key must be 32 bytes, as 64 hexadecimal digits or base64");
    for (const NamedKey& other : keys) {
      if (other.id == words[0]) return Wrong(place, absl::StrCat("there are two keys ", other.id));
    }
    keys.push_back({.id = std::string(words[0]), .key = *key});
  }
  if (keys.empty()) return Wrong(source, "holds no key");
  return keys;
}

// Reads all that `descriptor` gives. Nothing is left in a buffer.
absl::StatusOr<std::string> ReadAll(int descriptor, absl::string_view source) {
  std::string text(kMaxBytes + 1, '\0');
  size_t size = 0;
  ssize_t count = 1;
  while (count != 0 && size < text.size()) {
    count = read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      Wipe(text);
      return Wrong(source, absl::StrCat("cannot be read: ", std::strerror(errno)));
    }
    size += static_cast<size_t>(count);
  }
  if (size > kMaxBytes) {
    Wipe(text);
    return Wrong(source, absl::StrCat("is longer than ", kMaxBytes, " bytes"));
  }
  text.resize(size);
  return text;
}

absl::Status CheckPrivate(int descriptor, absl::string_view source) {
  struct stat file = {};
  if (fstat(descriptor, &file) != 0) {
    return Wrong(source, absl::StrCat("cannot be read: ", std::strerror(errno)));
  }
  if (!S_ISREG(file.st_mode)) return Wrong(source, "is no file");
  if ((file.st_mode & kOthers) == 0) return absl::OkStatus();
  return Wrong(source, "is open to other users: chmod 600 it, and if it was so for long, rotate");
}

}  // namespace

const NamedKey* Keyring::Find(absl::string_view id) const {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [&](const NamedKey& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

absl::StatusOr<Keyring> ParseKeys(std::string text, absl::string_view source) {
  absl::StatusOr<std::vector<NamedKey>> keys = KeysIn(text, source);
  Wipe(text);
  if (!keys.ok()) return keys.status();
  return Keyring(*std::move(keys));
}

absl::StatusOr<Keyring> ReadKeyFile(const std::string& path) {
  const std::string source = absl::StrCat("encryption_key_file ", path);
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Wrong(source, absl::StrCat("cannot be read: ", std::strerror(errno)));
  const absl::Status is_private = CheckPrivate(file, source);
  absl::StatusOr<std::string> text =
      is_private.ok() ? ReadAll(file, source) : absl::StatusOr<std::string>(is_private);
  close(file);
  if (!text.ok()) return text.status();
  return ParseKeys(*std::move(text), source);
}

absl::StatusOr<Keyring> RunKeyCommand(const std::string& command) {
  const std::string source = absl::StrCat("encryption_key_command ", command);
  std::FILE* output = popen(command.c_str(), "re");
  if (output == nullptr)
    return Wrong(source, absl::StrCat("cannot be run: ", std::strerror(errno)));
  absl::StatusOr<std::string> text = ReadAll(fileno(output), source);
  const int ended = pclose(output);
  if (ended != 0) {
    if (text.ok()) Wipe(*text);
    return Wrong(source, "failed; what it says of it is above");
  }
  if (!text.ok()) return text.status();
  return ParseKeys(*std::move(text), source);
}

}  // namespace tally
