#include "ledger/signer.h"

#include <filesystem>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/durable_file.h"
#include "ledger/base/private_directory.h"
#include "ledger/base/random.h"
#include "ledger/encryption/file_cipher.h"
#include "ledger/notes/note.h"
#include "ledger/tree/tree.h"

namespace tally {
namespace {

constexpr size_t kNameBytes = 8;

std::string PathOf(const std::string& directory, const char* name) {
  return absl::StrCat(directory, "/", name);
}

absl::StatusOr<bool> Exists(const std::string& path) {
  std::error_code error;
  const bool exists = std::filesystem::exists(path, error);
  if (!error) return exists;
  return absl::UnavailableError(absl::StrCat(path, " cannot be read: ", error.message()));
}

absl::Status WritePublicHalf(const std::string& directory, const SignerKey& key) {
  return WriteDurably(PathOf(directory, "key.pub"), FormatVerifierKey(key.verifier()) + "\n");
}

Checkpoint OfEmptyLog(const std::string& origin) {
  return {.origin = origin, .size = 0, .root = EmptyRoot(), .extensions = {}};
}

absl::Status WriteKey(const std::string& directory, const SignerKey& key, const Keyring* keys) {
  const std::string text = FormatSignerKey(key) + "\n";
  return WriteDurably(PathOf(directory, "key"), keys == nullptr ? text : EncryptFile(text, *keys));
}

// The key comes last: until it is there, nothing can have been signed with it but the empty log.
absl::StatusOr<SignerKey> MakeKey(const std::string& directory, const Keyring* keys) {
  absl::StatusOr<SignerKey> key =
      GenerateSignerKey(absl::StrCat("tallyd/", absl::BytesToHexString(RandomBytes(kNameBytes))));
  if (!key.ok()) return key;
  const absl::StatusOr<std::string> note = SignCheckpoint(OfEmptyLog(key->name), *key);
  if (!note.ok()) return note.status();
  absl::Status written = WriteDurably(PathOf(directory, "checkpoint"), *note);
  if (written.ok()) written = WritePublicHalf(directory, *key);
  if (written.ok()) written = WriteKey(directory, *key, keys);
  if (!written.ok()) return written;
  return key;
}

absl::StatusOr<Checkpoint> ReadUnverified(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadWhole(path);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<Note> note = ParseNote(*bytes);
  if (!note.ok()) return note.status();
  return ParseCheckpoint(note->text);
}

// What stands here without a key may only be what MakeKey() left when it was interrupted.
absl::Status CheckNoKeyWasLost(const std::string& directory) {
  const absl::StatusOr<bool> has_checkpoint = Exists(PathOf(directory, "checkpoint"));
  if (!has_checkpoint.ok()) return has_checkpoint.status();
  const absl::StatusOr<bool> has_public_half = Exists(PathOf(directory, "key.pub"));
  if (!has_public_half.ok()) return has_public_half.status();
  if (!*has_checkpoint && !*has_public_half) return absl::OkStatus();
  if (*has_checkpoint) {
    const absl::StatusOr<Checkpoint> checkpoint = ReadUnverified(PathOf(directory, "checkpoint"));
    if (checkpoint.ok() && checkpoint->size == 0) return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat(
      PathOf(directory, "key"),
      " is lost, but what it signed is there: put the key back. If nobody has a copy, move the "
      "directory away; tallyd then makes a new key, which auditors must be told of"));
}

// Returns what the file of a key, which holds `file`, says.
absl::StatusOr<std::string> Decrypt(const std::string& path, std::string file,
                                    const Keyring* keys) {
  if (!IsEncrypted(file)) return file;
  if (keys == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is encrypted with the key \"", KeyIdOf(file),
                     "\": give it with --encryption-key-file or --encryption-key-command"));
  }
  absl::StatusOr<std::string> text = DecryptFile(file, *keys);
  if (text.ok()) return text;
  return absl::FailedPreconditionError(absl::StrCat(path, " ", text.status().message()));
}

// Whether `file`, which could be read, is not encrypted as it would be now.
bool IsEncryptedOtherwise(absl::string_view file, const Keyring* keys) {
  if (keys == nullptr) return false;
  return !IsEncrypted(file) || KeyIdOf(file) != keys->current().id;
}

absl::StatusOr<SignerKey> ReadKey(const std::string& directory, const Keyring* keys) {
  const std::string path = PathOf(directory, "key");
  const absl::StatusOr<std::string> file = ReadWhole(path);
  if (!file.ok()) return file.status();
  const absl::StatusOr<std::string> text = Decrypt(path, *file, keys);
  if (!text.ok()) return text.status();
  absl::string_view line = *text;
  if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
  absl::StatusOr<SignerKey> key = ParseSignerKey(line);
  // What is in the file is never printed.
  if (!key.ok()) {
    return absl::DataLossError(absl::StrCat(path, " holds no signing key; put back a copy of it"));
  }
  if (IsEncryptedOtherwise(*file, keys)) {
    if (absl::Status written = WriteKey(directory, *key, keys); !written.ok()) return written;
  }
  // The public half says nothing that the key does not.
  const absl::StatusOr<std::string> known = ReadWhole(PathOf(directory, "key.pub"));
  const std::string is = FormatVerifierKey(key->verifier()) + "\n";
  if (known.ok() && *known == is) return key;
  if (absl::Status written = WritePublicHalf(directory, *key); !written.ok()) return written;
  return key;
}

absl::StatusOr<SignerKey> OpenKey(const std::string& directory, const Keyring* keys) {
  const absl::StatusOr<bool> has_key = Exists(PathOf(directory, "key"));
  if (!has_key.ok()) return has_key.status();
  if (*has_key) return ReadKey(directory, keys);
  if (absl::Status none = CheckNoKeyWasLost(directory); !none.ok()) return none;
  return MakeKey(directory, keys);
}

}  // namespace

absl::StatusOr<Hash> RootAt(Snapshot& snapshot, uint64_t size) {
  return RootOf(size, ReaderOf(snapshot));
}

absl::StatusOr<std::unique_ptr<Signer>> Signer::Open(const std::string& directory, Log& log,
                                                     const Keyring* keys) {
  if (const std::error_code error = MakePrivateDirectory(directory)) {
    return absl::UnavailableError(absl::StrCat(directory, " cannot be made: ", error.message()));
  }
  absl::StatusOr<SignerKey> key = OpenKey(directory, keys);
  if (!key.ok()) return key.status();
  std::unique_ptr<Signer> signer(new Signer(directory, *std::move(key), log));
  if (absl::Status recalled = signer->Recall(); !recalled.ok()) return recalled;
  return signer;
}

absl::Status Signer::Recall() {
  const absl::MutexLock lock(&mutex_);
  const std::string path = PathOf(directory_, "checkpoint");
  const absl::StatusOr<bool> is_there = Exists(path);
  if (!is_there.ok()) return is_there.status();
  if (!*is_there) {
    return absl::DataLossError(absl::StrCat(
        path,
        " is lost, and with it what was signed last: put it back, or any later checkpoint "
        "that this key signed and somebody keeps"));
  }
  absl::StatusOr<std::string> note = ReadWhole(path);
  if (!note.ok()) return note.status();
  absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(*note, verifier_key());
  if (!checkpoint.ok()) {
    return absl::DataLossError(
        absl::StrCat(path, " is not what was signed: ", checkpoint.status().message(),
                     ". Put back a copy of it"));
  }
  last_ = {.checkpoint = *std::move(checkpoint), .note = *std::move(note)};
  return CheckConsistent(*log_.NewSnapshot());
}

absl::Status Signer::CheckConsistent(Snapshot& snapshot) const {
  const uint64_t size = last_.checkpoint.size;
  if (snapshot.head().position() < size) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the log ends at position ", snapshot.head().position(), ", but a checkpoint of ", size,
        " events was signed (", PathOf(directory_, "checkpoint"),
        "): this is an earlier state of the ledger. Restore a later backup; nothing was changed"));
  }
  const absl::StatusOr<Hash> root = RootAt(snapshot, size);
  if (!root.ok()) return root.status();
  if (*root != last_.checkpoint.root) {
    return absl::DataLossError(absl::StrCat(
        "the first ", size, " events are not those that were signed (",
        PathOf(directory_, "checkpoint"),
        "): the log was changed, or belongs to another ledger. Restore it from a backup"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Signed> Signer::Sign() {
  const absl::MutexLock lock(&mutex_);
  const std::unique_ptr<Snapshot> snapshot = log_.NewSnapshot();
  const uint64_t size = snapshot->head().position();
  if (size == last_.checkpoint.size) return last_;
  if (absl::Status consistent = CheckConsistent(*snapshot); !consistent.ok()) return consistent;

  const absl::StatusOr<Hash> root = RootAt(*snapshot, size);
  if (!root.ok()) return root.status();
  Signed next{.checkpoint = {.origin = key_.name, .size = size, .root = *root, .extensions = {}},
              .note = ""};
  absl::StatusOr<std::string> note = SignCheckpoint(next.checkpoint, key_);
  if (!note.ok()) return note.status();
  next.note = *std::move(note);
  absl::Status written = WriteDurably(PathOf(directory_, "checkpoint"), next.note);
  if (!written.ok()) return written;
  last_ = next;
  return next;
}

std::string Signer::last_note() const {
  const absl::MutexLock lock(&mutex_);
  return last_.note;
}

uint64_t Signer::last_size() const {
  const absl::MutexLock lock(&mutex_);
  return last_.checkpoint.size;
}

}  // namespace tally
