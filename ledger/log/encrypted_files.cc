#include "ledger/log/encrypted_files.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "ledger/encryption/file_cipher.h"

namespace tally {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// The part of a file of `size` bytes that is behind its prefix.
uint64_t ContentBytes(uint64_t size) {
  return std::max(size, uint64_t{kCipherPrefixBytes}) - kCipherPrefixBytes;
}

// Sets `cipher` to that of the file at `path`, whose prefix `read` reads.
template <class Read>
IOStatus ReadPrefix(const std::string& path, const Keyring& keys, std::optional<FileCipher>& cipher,
                    Read read) {
  std::array<char, kCipherPrefixBytes> scratch;
  Slice prefix;
  IOStatus status = read(scratch.size(), &prefix, scratch.data());
  if (!status.ok()) return status;
  absl::StatusOr<FileCipher> opened =
      FileCipher::Open(absl::string_view(prefix.data(), prefix.size()), keys);
  if (!opened.ok()) return IOStatus::IOError(absl::StrCat(path, " ", opened.status().message()));
  cipher = *std::move(opened);
  return status;
}

// Moves what was read to `scratch`, where it may be changed, and decrypts it.
void Decrypt(const FileCipher& cipher, uint64_t offset, Slice& read, char* scratch) {
  if (read.data() != scratch) std::copy_n(read.data(), read.size(), scratch);
  cipher.Apply(offset, scratch, read.size());
  read = Slice(scratch, read.size());
}

class SequentialFile final : public rocksdb::FSSequentialFile {
 public:
  // `cipher` is nothing if the file is empty. Of others the prefix was read.
  SequentialFile(std::unique_ptr<FSSequentialFile> file, std::optional<FileCipher> cipher)
      : file_(std::move(file)), cipher_(std::move(cipher)) {}

  IOStatus Read(size_t count, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) override {
    *result = Slice();
    if (!cipher_) return IOStatus::OK();
    IOStatus status = file_->Read(count, options, result, scratch, debug);
    if (!status.ok()) return status;
    Decrypt(*cipher_, offset_, *result, scratch);
    offset_ += result->size();
    return status;
  }

  IOStatus Skip(uint64_t count) override {
    offset_ += count;
    return file_->Skip(count);
  }

 private:
  const std::unique_ptr<FSSequentialFile> file_;
  const std::optional<FileCipher> cipher_;
  uint64_t offset_ = 0;
};

class RandomAccessFile final : public rocksdb::FSRandomAccessFile {
 public:
  // `cipher` is nothing if the file is empty.
  RandomAccessFile(std::unique_ptr<FSRandomAccessFile> file, std::optional<FileCipher> cipher)
      : file_(std::move(file)), cipher_(std::move(cipher)) {}

  IOStatus Read(uint64_t offset, size_t count, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) const override {
    *result = Slice();
    if (!cipher_) return IOStatus::OK();
    IOStatus status =
        file_->Read(kCipherPrefixBytes + offset, count, options, result, scratch, debug);
    if (status.ok()) Decrypt(*cipher_, offset, *result, scratch);
    return status;
  }

  IOStatus Prefetch(uint64_t offset, size_t count, const IOOptions& options,
                    IODebugContext* debug) override {
    return file_->Prefetch(kCipherPrefixBytes + offset, count, options, debug);
  }
  size_t GetUniqueId(char* id, size_t max_size) const override {
    return file_->GetUniqueId(id, max_size);
  }
  void Hint(AccessPattern pattern) override { file_->Hint(pattern); }

 private:
  const std::unique_ptr<FSRandomAccessFile> file_;
  const std::optional<FileCipher> cipher_;
};

class WritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  // The prefix stands in `file`.
  WritableFile(std::unique_ptr<FSWritableFile> file, FileCipher cipher)
      : FSWritableFileOwnerWrapper(std::move(file)), cipher_(std::move(cipher)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    if (!failure_.ok()) return failure_;
    encrypted_.assign(data.data(), data.size());
    cipher_.Apply(size_, encrypted_.data(), encrypted_.size());
    IOStatus status = target()->Append(encrypted_, options, debug);
    if (status.ok()) {
      size_ += data.size();
    } else {
      failure_ = status;
    }
    return status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus PositionedAppend(const Slice&, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::NotSupported("PositionedAppend");
  }
  IOStatus PositionedAppend(const Slice&, uint64_t, const IOOptions&,
                            const rocksdb::DataVerificationInfo&, IODebugContext*) override {
    return IOStatus::NotSupported("PositionedAppend");
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    // What is written after it would be encrypted as what was cut off.
    failure_ = IOStatus::NotSupported("Append after Truncate");
    return target()->Truncate(kCipherPrefixBytes + size, options, debug);
  }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return size_; }
  IOStatus InvalidateCache(size_t offset, size_t length) override {
    return target()->InvalidateCache(kCipherPrefixBytes + offset, length);
  }
  IOStatus RangeSync(uint64_t offset, uint64_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    return target()->RangeSync(kCipherPrefixBytes + offset, count, options, debug);
  }
  void PrepareWrite(size_t offset, size_t count, const IOOptions& options,
                    IODebugContext* debug) override {
    target()->PrepareWrite(kCipherPrefixBytes + offset, count, options, debug);
  }
  IOStatus Allocate(uint64_t offset, uint64_t count, const IOOptions& options,
                    IODebugContext* debug) override {
    return target()->Allocate(kCipherPrefixBytes + offset, count, options, debug);
  }

 private:
  const FileCipher cipher_;
  // Of the content.
  uint64_t size_ = 0;
  std::string encrypted_;
  // Why no more can be appended: it is not known how much of an append that failed stands there.
  IOStatus failure_;
};

}  // namespace

IOStatus EncryptedFiles::NewSequentialFile(const std::string& path, const FileOptions& options,
                                           std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                           IODebugContext* debug) {
  uint64_t size = 0;
  IOStatus status = GetFileSize(path, options.io_options, &size, debug);
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  if (status.ok()) status = target()->NewSequentialFile(path, options, &file, debug);
  if (!status.ok()) return status;
  std::optional<FileCipher> cipher;
  if (size > 0) {
    status = ReadPrefix(path, *keys_, cipher, [&](size_t count, Slice* prefix, char* scratch) {
      return file->Read(count, options.io_options, prefix, scratch, debug);
    });
    if (!status.ok()) return status;
  }
  *result = std::make_unique<SequentialFile>(std::move(file), std::move(cipher));
  return status;
}

IOStatus EncryptedFiles::NewRandomAccessFile(const std::string& path, const FileOptions& options,
                                             std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                             IODebugContext* debug) {
  uint64_t size = 0;
  IOStatus status = GetFileSize(path, options.io_options, &size, debug);
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  if (status.ok()) status = target()->NewRandomAccessFile(path, options, &file, debug);
  if (!status.ok()) return status;
  std::optional<FileCipher> cipher;
  if (size > 0) {
    status = ReadPrefix(path, *keys_, cipher, [&](size_t count, Slice* prefix, char* scratch) {
      return file->Read(0, count, options.io_options, prefix, scratch, debug);
    });
    if (!status.ok()) return status;
  }
  *result = std::make_unique<RandomAccessFile>(std::move(file), std::move(cipher));
  return status;
}

IOStatus EncryptedFiles::NewWritableFile(const std::string& path, const FileOptions& options,
                                         std::unique_ptr<rocksdb::FSWritableFile>* result,
                                         IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSWritableFile> file;
  IOStatus status = target()->NewWritableFile(path, options, &file, debug);
  if (!status.ok()) return status;
  FileCipher cipher = FileCipher::New(*keys_);
  status = file->Append(cipher.prefix(), options.io_options, debug);
  if (status.ok()) status = file->Sync(options.io_options, debug);
  if (!status.ok()) {
    // Who is told that there is no file does not remove it.
    file.reset();
    target()->DeleteFile(path, options.io_options, debug).PermitUncheckedError();
    return status;
  }
  *result = std::make_unique<WritableFile>(std::move(file), std::move(cipher));
  return status;
}

IOStatus EncryptedFiles::GetFileSize(const std::string& path, const IOOptions& options,
                                     uint64_t* size, IODebugContext* debug) {
  IOStatus status = target()->GetFileSize(path, options, size, debug);
  if (status.ok()) *size = ContentBytes(*size);
  return status;
}

// As every file system does that has no better way, with the sizes that are told here.
IOStatus EncryptedFiles::GetChildrenFileAttributes(const std::string& directory,
                                                   const IOOptions& options,
                                                   std::vector<rocksdb::FileAttributes>* files,
                                                   IODebugContext* debug) {
  return FileSystem::GetChildrenFileAttributes(directory, options, files, debug);
}

IOStatus EncryptedFiles::ReopenWritableFile(const std::string&, const FileOptions&,
                                            std::unique_ptr<rocksdb::FSWritableFile>*,
                                            IODebugContext*) {
  return IOStatus::NotSupported("ReopenWritableFile");
}

IOStatus EncryptedFiles::ReuseWritableFile(const std::string&, const std::string&,
                                           const FileOptions&,
                                           std::unique_ptr<rocksdb::FSWritableFile>*,
                                           IODebugContext*) {
  return IOStatus::NotSupported("ReuseWritableFile");
}

IOStatus EncryptedFiles::NewRandomRWFile(const std::string&, const FileOptions&,
                                         std::unique_ptr<rocksdb::FSRandomRWFile>*,
                                         IODebugContext*) {
  return IOStatus::NotSupported("NewRandomRWFile");
}

IOStatus EncryptedFiles::NewMemoryMappedFileBuffer(
    const std::string&, std::unique_ptr<rocksdb::MemoryMappedFileBuffer>*) {
  return IOStatus::NotSupported("NewMemoryMappedFileBuffer");
}

}  // namespace tally
