// SimulatedDisk: a file system in memory that keeps apart what is durable and what is only written.
//
// A file's bytes are durable once it is synced; that it is there, has another name or is gone, once
// its directory is. At a power cut a seed decides what becomes of the rest, as POSIX allows it: of
// what was appended nothing, a part or all survives, page by page, and in place of the rest there
// is nothing, zeros or garbage; of what was made, renamed and removed in a directory nothing, the
// first so many or any survive.
//
// Operations that change something are counted, and a fault can be ordered for each by its number.

#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "simulation/chance.h"
#include "simulation/trace.h"

namespace tally {

// What goes wrong with an operation.
enum class Fault {
  kPowerCut,     // From then on nothing reaches the disk.
  kWriteError,   // EIO of an append; nothing of it is written.
  kShortWrite,   // EIO of an append of which a part is written.
  kSyncError,    // EIO of a sync; what was to be synced is lost, though it can still be read.
  kRenameError,  // EIO of a rename.
  kNoSpace,      // ENOSPC of this operation and all that need space, until FreeSpace().
  kReadError,    // EIO of a read.
};
absl::string_view NameOf(Fault fault);

// What a power cut did to what was not durable.
struct Damage {
  uint64_t torn_files = 0;     // Lost a part of what was appended, or all of it.
  uint64_t garbled_files = 0;  // Have zeros or garbage in place of it.
  uint64_t lost_names = 0;     // Of files made, renamed and removed.

  void Add(const Damage& other) {
    torn_files += other.torn_files;
    garbled_files += other.garbled_files;
    lost_names += other.lost_names;
  }
};

// Thread-safe.
class SimulatedDisk final : public rocksdb::FileSystem {
 public:
  // An empty disk with the directory `root`. `seed` decides what survives power cuts.
  SimulatedDisk(const std::string& root, uint64_t seed);

  // Orders `fault` for the first operation that it can befall after the next `operations`, which
  // for kReadError are reads. One at a time; forgotten at a restart.
  void Order(Fault fault, uint64_t operations);
  // Whether the fault that was ordered last has happened.
  bool has_failed() const;

  // Cuts the power now.
  void CutPower();
  bool is_off() const;
  // Makes the disk accept syncs and do nothing.
  void LieAboutSyncs();
  void FreeSpace();

  // Starts with what survived a power cut, which the seed decides. All files must be closed.
  Damage StartAfterPowerCut();
  // Starts with all that was written, as after the end of a process. All files must be closed.
  void StartAfterKill();
  // Ends all writing, as the end of a process does; what was written stays.
  void Kill();

  // Number of operations that changed something, or would have.
  uint64_t operations() const;
  // All operations that changed something, and what survived.
  uint64_t trace_hash() const;

  // For tests: what can be read of a file now, and the names in a directory.
  std::optional<std::string> Content(const std::string& path) const;
  std::vector<std::string> Names(const std::string& directory) const;

  const char* Name() const override { return "SimulatedDisk"; }

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
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus FileExists(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& path, const rocksdb::IOOptions& options,
                                std::vector<std::string>* names,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path, const rocksdb::IOOptions& options,
                                uint64_t* size, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileModificationTime(const std::string& path,
                                            const rocksdb::IOOptions& options, uint64_t* time,
                                            rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LockFile(const std::string& path, const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetTestDirectory(const rocksdb::IOOptions& options, std::string* path,
                                     rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetAbsolutePath(const std::string& path, const rocksdb::IOOptions& options,
                                    std::string* absolute, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus IsDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                bool* is_directory, rocksdb::IODebugContext* debug) override;

 private:
  friend class SimulatedReader;
  friend class SimulatedWriter;
  friend class SimulatedDirectory;

  // A file or a directory, whatever its name.
  struct Node {
    bool is_directory = false;
    // What is read of it.
    std::string written;
    // What a sync has reached.
    std::string durable;
    // Ranges of bytes that a failed sync has lost: no later sync reaches them.
    std::vector<std::pair<size_t, size_t>> lost;
  };
  using Tree = std::map<std::string, std::shared_ptr<Node>>;

  // A change of names that may not be durable yet: `node` gets the name `to`, and `from` is no
  // more; either may be empty.
  struct Renamed {
    std::string from;
    std::string to;
    std::shared_ptr<Node> node;
  };

  enum class Kind { kAppend, kSync, kRename, kMake, kRemove };

  // Whether an operation fails, and how much of it happens all the same.
  struct Verdict {
    rocksdb::IOStatus status;
    // Of what is appended, or of anything else if it is not zero.
    size_t bytes = 0;
  };

  // Counts an operation on `bytes` bytes, and lets the fault that was ordered befall it.
  Verdict Begin(Kind kind, const std::string& path, size_t bytes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Verdict Fail(Fault fault, size_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Rename(Renamed renamed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  rocksdb::IOStatus Make(const std::string& path, bool is_directory)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  rocksdb::IOStatus Remove(const std::string& path);
  std::shared_ptr<Node> Find(const std::string& path) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  rocksdb::IOStatus Append(const std::string& path, Node& node, absl::string_view bytes);
  rocksdb::IOStatus Sync(const std::string& path, Node& node);
  rocksdb::IOStatus SyncDirectory(const std::string& path);
  rocksdb::IOStatus Read(const Node& node, uint64_t offset, size_t count, rocksdb::Slice* result,
                         char* scratch);
  uint64_t SizeOf(const Node& node) const;

  // Decides which of the changes of names survive, and what of a file does.
  void KeepSomeNames(Damage& damage) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string SomeOf(const Node& node, Damage& damage) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Start() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  Chance chance_ ABSL_GUARDED_BY(mutex_);
  Trace trace_ ABSL_GUARDED_BY(mutex_);
  Tree names_ ABSL_GUARDED_BY(mutex_);
  Tree durable_names_ ABSL_GUARDED_BY(mutex_);
  // Of names_, since durable_names_.
  std::vector<Renamed> renames_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> locks_ ABSL_GUARDED_BY(mutex_);

  uint64_t operations_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t reads_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<Fault> fault_ ABSL_GUARDED_BY(mutex_);
  uint64_t fault_at_ ABSL_GUARDED_BY(mutex_) = 0;
  bool has_failed_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_off_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_full_ ABSL_GUARDED_BY(mutex_) = false;
  bool lies_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace tally
