#include "ledger/log/encryption.h"

#include <rocksdb/env.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/encryption/file_cipher.h"
#include "ledger/log/encrypted_files.h"
#include "ledger/log/open.h"

namespace tally {
namespace {

namespace fs = std::filesystem;

using rocksdb::FileSystem;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr char kNext[] = ".reencrypting";
constexpr size_t kChunkBytes = 1 << 20;

absl::Status Cannot(const char* what, const std::string& path, const IOStatus& status) {
  return absl::UnavailableError(absl::StrCat(path, " cannot be ", what, ": ", status.ToString()));
}

// The start of the file as it is on disk: a prefix and one byte more, if it has so many.
absl::StatusOr<std::string> StartOf(FileSystem& files, const std::string& path) {
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  IOStatus status = files.NewSequentialFile(path, rocksdb::FileOptions(), &file, nullptr);
  std::string scratch(kCipherPrefixBytes + 1, '\0');
  Slice start;
  if (status.ok()) {
    status = file->Read(scratch.size(), rocksdb::IOOptions(), &start, scratch.data(), nullptr);
  }
  if (!status.ok()) return Cannot("read", path, status);
  return start.ToString();
}

// Copies what `source` reads at `path` to what `target` writes at `copy`, and syncs it.
absl::Status CopyFile(FileSystem& source, const std::string& path, FileSystem& target,
                      const std::string& copy) {
  std::unique_ptr<rocksdb::FSSequentialFile> from;
  std::unique_ptr<rocksdb::FSWritableFile> to;
  IOStatus status = source.NewSequentialFile(path, rocksdb::FileOptions(), &from, nullptr);
  if (!status.ok()) return Cannot("read", path, status);
  status = target.NewWritableFile(copy, rocksdb::FileOptions(), &to, nullptr);
  if (!status.ok()) return Cannot("written", copy, status);
  std::string scratch(kChunkBytes, '\0');
  Slice chunk;
  do {
    status = from->Read(scratch.size(), rocksdb::IOOptions(), &chunk, scratch.data(), nullptr);
    if (!status.ok()) return Cannot("read", path, status);
    status = to->Append(chunk, rocksdb::IOOptions(), nullptr);
    if (!status.ok()) return Cannot("written", copy, status);
  } while (!chunk.empty());
  status = to->Sync(rocksdb::IOOptions(), nullptr);
  if (status.ok()) status = to->Close(rocksdb::IOOptions(), nullptr);
  return status.ok() ? absl::OkStatus() : Cannot("written", copy, status);
}

// Encrypts files with the current key.
class Reencryption {
 public:
  explicit Reencryption(std::shared_ptr<const Keyring> keys)
      : plain_(FileSystem::Default()),
        encrypted_(std::make_shared<EncryptedFiles>(plain_, std::move(keys))) {}

  // How many files were encrypted.
  uint64_t files() const { return files_; }

  // All files in `directory`, and below it.
  absl::Status Directory(const std::string& directory) {
    std::vector<std::string> paths;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(directory, error)) {
      const std::string path = entry.path().string();
      if (!entry.is_regular_file() || entry.path().filename() == "LOCK") continue;
      // Of one that was interrupted.
      if (absl::EndsWith(path, kNext)) {
        fs::remove(path);
      } else {
        paths.push_back(path);
      }
    }
    if (error) return absl::UnavailableError(absl::StrCat(directory, ": ", error.message()));
    // CURRENT tells of all whether they are encrypted.
    std::sort(paths.begin(), paths.end());
    std::stable_partition(paths.begin(), paths.end(),
                          [](const std::string& path) { return absl::EndsWith(path, "/CURRENT"); });
    for (const std::string& path : paths) {
      if (absl::Status done = File(path); !done.ok()) return done;
    }
    return absl::OkStatus();
  }

 private:
  absl::Status File(const std::string& path) {
    const absl::StatusOr<std::string> start = StartOf(*plain_, path);
    if (!start.ok()) return start.status();
    const bool is_encrypted = IsEncrypted(*start);
    if (is_encrypted) {
      if (start->size() <= kCipherPrefixBytes) return absl::OkStatus();
      const absl::StatusOr<FileCipher> cipher = FileCipher::Open(*start, encrypted_->keys());
      if (!cipher.ok()) {
        return absl::FailedPreconditionError(absl::StrCat(path, " ", cipher.status().message()));
      }
      if (KeyIdOf(*start) == encrypted_->keys().current().id) return absl::OkStatus();
    }
    FileSystem& source = is_encrypted ? static_cast<FileSystem&>(*encrypted_) : *plain_;
    absl::Status copied = CopyFile(source, path, *encrypted_, path + kNext);
    return copied.ok() ? Replace(path) : copied;
  }

  absl::Status Replace(const std::string& path) {
    IOStatus status = plain_->RenameFile(path + kNext, path, rocksdb::IOOptions(), nullptr);
    std::unique_ptr<rocksdb::FSDirectory> directory;
    if (status.ok()) {
      status = plain_->NewDirectory(fs::path(path).parent_path(), rocksdb::IOOptions(), &directory,
                                    nullptr);
    }
    if (status.ok()) status = directory->Fsync(rocksdb::IOOptions(), nullptr);
    if (!status.ok()) return Cannot("replaced", path, status);
    files_ += 1;
    return absl::OkStatus();
  }

  const std::shared_ptr<FileSystem> plain_;
  const std::shared_ptr<EncryptedFiles> encrypted_;
  uint64_t files_ = 0;
};

// Calls `work` while no other process has what the lock file `path` is for.
absl::Status WhileLocked(const std::string& path, const std::function<absl::Status()>& work) {
  rocksdb::Env& env = *rocksdb::Env::Default();
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::Status locked = env.LockFile(path, &lock);
  if (IsLockedByAnother(locked)) {
    return absl::FailedPreconditionError(
        absl::StrCat("a tallyd has ", path, " locked; stop it first"));
  }
  if (!locked.ok()) return absl::UnavailableError(absl::StrCat(path, ": ", locked.ToString()));
  absl::Status done = work();
  env.UnlockFile(lock).PermitUncheckedError();
  return done;
}

}  // namespace

std::shared_ptr<rocksdb::Env> NewEncryptedEnv(std::shared_ptr<const Keyring> keys) {
  return rocksdb::NewCompositeEnv(
      std::make_shared<EncryptedFiles>(FileSystem::Default(), std::move(keys)));
}

absl::Status CheckKeys(rocksdb::Env& env, const std::string& directory) {
  FileSystem& files = *env.GetFileSystem();
  const auto* encrypted = files.CheckedCast<EncryptedFiles>();
  FileSystem& plain = encrypted == nullptr ? files : *encrypted->target();
  const std::string path = directory + "/CURRENT";
  if (!plain.FileExists(path, rocksdb::IOOptions(), nullptr).ok()) return absl::OkStatus();
  const absl::StatusOr<std::string> start = StartOf(plain, path);
  if (!start.ok()) return start.status();
  if (encrypted != nullptr && !IsEncrypted(*start)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the data directory ", directory,
                     " is not encrypted, but a key was given. To encrypt it, stop tallyd and run "
                     "it with --reencrypt; nothing was changed"));
  }
  if (encrypted == nullptr && IsEncrypted(*start)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the data directory ", directory, " is encrypted with the key \"", KeyIdOf(*start),
        "\": give it with --encryption-key-file or --encryption-key-command"));
  }
  if (encrypted == nullptr) return absl::OkStatus();
  const absl::StatusOr<FileCipher> cipher = FileCipher::Open(*start, encrypted->keys());
  if (cipher.ok()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(path, " ", cipher.status().message(), "; nothing was changed"));
}

absl::StatusOr<uint64_t> ReencryptLog(const std::string& directory,
                                      const std::shared_ptr<const Keyring>& keys) {
  if (!fs::exists(directory + "/CURRENT")) {
    return absl::FailedPreconditionError(absl::StrCat("there is no ledger in ", directory));
  }
  Reencryption reencryption(keys);
  absl::Status done =
      WhileLocked(directory + "/LOCK", [&] { return reencryption.Directory(directory); });
  if (!done.ok()) return done;
  return reencryption.files();
}

absl::StatusOr<uint64_t> ReencryptBackups(const std::string& backups,
                                          const std::shared_ptr<const Keyring>& keys) {
  Reencryption reencryption(keys);
  if (!fs::exists(backups)) return 0;
  absl::Status done = WhileLocked(backups + "/lock", [&] {
    for (const char* part : {"/meta", "/private", "/shared_checksum"}) {
      if (!fs::exists(backups + part)) continue;
      if (absl::Status each = reencryption.Directory(backups + part); !each.ok()) return each;
    }
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reencryption.files();
}

}  // namespace tally
