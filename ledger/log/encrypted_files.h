// EncryptedFiles: a file system of RocksDB whose files are encrypted, as file_cipher.h says, on
// another one. Names, sizes and times of files can be seen by everybody who sees the other one.
//
// RocksDB has such a file system itself, and ends the process, as Debian builds it, on a file that
// a power cut left shorter than a prefix. Here such a file is empty: the prefix is synced before
// anything is written behind it.

#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/encryption/keyring.h"

namespace tally {

// Thread-safe.
class EncryptedFiles final : public rocksdb::FileSystemWrapper {
 public:
  EncryptedFiles(std::shared_ptr<rocksdb::FileSystem> files, std::shared_ptr<const Keyring> keys)
      : FileSystemWrapper(files), keys_(std::move(keys)) {}

  static const char* kClassName() { return "EncryptedFiles"; }
  const char* Name() const override { return kClassName(); }

  const Keyring& keys() const { return *keys_; }

  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path, const rocksdb::IOOptions& options,
                                uint64_t* size, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetChildrenFileAttributes(const std::string& directory,
                                              const rocksdb::IOOptions& options,
                                              std::vector<rocksdb::FileAttributes>* files,
                                              rocksdb::IODebugContext* debug) override;

  // Not supported: what is written twice in one place would be encrypted alike.
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewMemoryMappedFileBuffer(
      const std::string& path, std::unique_ptr<rocksdb::MemoryMappedFileBuffer>* result) override;

 private:
  const std::shared_ptr<const Keyring> keys_;
};

}  // namespace tally
