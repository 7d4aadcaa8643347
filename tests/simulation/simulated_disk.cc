#include "simulation/simulated_disk.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace tally {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

// What a disk writes at once, or not at all.
constexpr size_t kSectorBytes = 512;

std::string Clean(const std::string& path) {
  return std::string(
      absl::StripSuffix(std::filesystem::path(path).lexically_normal().string(), "/"));
}

std::string ParentOf(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

IOStatus NotThere(const std::string& path) { return IOStatus::PathNotFound(path); }

class Lock final : public rocksdb::FileLock {
 public:
  explicit Lock(std::string path) : path_(std::move(path)) {}
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

}  // namespace

absl::string_view NameOf(Fault fault) {
  switch (fault) {
    case Fault::kPowerCut:
      return "power cut";
    case Fault::kWriteError:
      return "EIO on write";
    case Fault::kShortWrite:
      return "short write";
    case Fault::kSyncError:
      return "EIO on fsync";
    case Fault::kRenameError:
      return "EIO on rename";
    case Fault::kNoSpace:
      return "ENOSPC";
    case Fault::kReadError:
      return "EIO on read";
  }
  return "";
}

// Reads a file from its beginning, or from anywhere.
class SimulatedReader final : public rocksdb::FSSequentialFile, public rocksdb::FSRandomAccessFile {
 public:
  SimulatedReader(SimulatedDisk& disk, std::shared_ptr<SimulatedDisk::Node> node)
      : disk_(disk), node_(std::move(node)) {}

  IOStatus Read(size_t count, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) override {
    const IOStatus status = disk_.Read(*node_, offset_, count, result, scratch);
    if (status.ok()) offset_ += result->size();
    return status;
  }
  IOStatus Skip(uint64_t count) override {
    offset_ = std::min(offset_ + count, disk_.SizeOf(*node_));
    return IOStatus::OK();
  }
  IOStatus Read(uint64_t offset, size_t count, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    return disk_.Read(*node_, offset, count, result, scratch);
  }

  bool use_direct_io() const override { return false; }
  size_t GetRequiredBufferAlignment() const override { return 1; }
  IOStatus InvalidateCache(size_t, size_t) override { return IOStatus::OK(); }
  rocksdb::Temperature GetTemperature() const override { return rocksdb::Temperature::kUnknown; }

 private:
  SimulatedDisk& disk_;
  const std::shared_ptr<SimulatedDisk::Node> node_;
  uint64_t offset_ = 0;
};

class SimulatedWriter final : public rocksdb::FSWritableFile {
 public:
  SimulatedWriter(SimulatedDisk& disk, std::string path, std::shared_ptr<SimulatedDisk::Node> node)
      : disk_(disk), path_(std::move(path)), node_(std::move(node)) {}

  using FSWritableFile::Append;
  IOStatus Append(const Slice& bytes, const IOOptions&, IODebugContext*) override {
    return disk_.Append(path_, *node_, absl::string_view(bytes.data(), bytes.size()));
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return disk_.Sync(path_, *node_); }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return disk_.SizeOf(*node_); }

 private:
  SimulatedDisk& disk_;
  const std::string path_;
  const std::shared_ptr<SimulatedDisk::Node> node_;
};

class SimulatedDirectory final : public rocksdb::FSDirectory {
 public:
  SimulatedDirectory(SimulatedDisk& disk, std::string path) : disk_(disk), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return disk_.SyncDirectory(path_); }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

 private:
  SimulatedDisk& disk_;
  const std::string path_;
};

SimulatedDisk::SimulatedDisk(const std::string& root, uint64_t seed) : chance_(seed) {
  names_[Clean(root)] =
      std::make_shared<Node>(Node{.is_directory = true, .written = {}, .durable = {}, .lost = {}});
  durable_names_ = names_;
}

void SimulatedDisk::Order(Fault fault, uint64_t operations) {
  const absl::MutexLock lock(&mutex_);
  fault_ = fault;
  fault_at_ = (fault == Fault::kReadError ? reads_ : operations_) + operations + 1;
  has_failed_ = false;
}

bool SimulatedDisk::has_failed() const {
  const absl::MutexLock lock(&mutex_);
  return has_failed_;
}

void SimulatedDisk::CutPower() {
  const absl::MutexLock lock(&mutex_);
  is_off_ = true;
}

void SimulatedDisk::Kill() { CutPower(); }

bool SimulatedDisk::is_off() const {
  const absl::MutexLock lock(&mutex_);
  return is_off_;
}

void SimulatedDisk::LieAboutSyncs() {
  const absl::MutexLock lock(&mutex_);
  lies_ = true;
}

void SimulatedDisk::FreeSpace() {
  const absl::MutexLock lock(&mutex_);
  is_full_ = false;
}

uint64_t SimulatedDisk::operations() const {
  const absl::MutexLock lock(&mutex_);
  return operations_;
}

uint64_t SimulatedDisk::trace_hash() const {
  const absl::MutexLock lock(&mutex_);
  return trace_.hash();
}

std::optional<std::string> SimulatedDisk::Content(const std::string& path) const {
  const absl::MutexLock lock(&mutex_);
  const std::shared_ptr<Node> node = Find(path);
  if (node == nullptr || node->is_directory) return std::nullopt;
  return node->written;
}

std::vector<std::string> SimulatedDisk::Names(const std::string& directory) const {
  const absl::MutexLock lock(&mutex_);
  const std::string parent = Clean(directory);
  std::vector<std::string> found;
  for (const auto& [path, node] : names_) {
    if (ParentOf(path) == parent) found.push_back(std::filesystem::path(path).filename().string());
  }
  return found;
}

Damage SimulatedDisk::StartAfterPowerCut() {
  const absl::MutexLock lock(&mutex_);
  Damage damage;
  KeepSomeNames(damage);
  for (const auto& [path, node] : names_) {
    node->written = SomeOf(*node, damage);
    node->durable = node->written;
    node->lost.clear();
    trace_.Add(path);
    trace_.Add(node->written.size());
  }
  Start();
  return damage;
}

void SimulatedDisk::StartAfterKill() {
  const absl::MutexLock lock(&mutex_);
  Start();
}

void SimulatedDisk::Start() {
  locks_.clear();
  fault_.reset();
  has_failed_ = false;
  is_off_ = false;
}

SimulatedDisk::Verdict SimulatedDisk::Begin(Kind kind, const std::string& path, size_t bytes) {
  if (is_off_) return {IOStatus::IOError("the power is off"), 0};
  operations_ += 1;
  trace_.Add(static_cast<uint64_t>(kind));
  trace_.Add(path);
  trace_.Add(bytes);
  const bool needs_space = kind == Kind::kAppend || kind == Kind::kMake;
  if (fault_ && !has_failed_ && operations_ >= fault_at_) {
    const bool befalls = *fault_ == Fault::kPowerCut ||
                         (*fault_ == Fault::kWriteError && kind == Kind::kAppend) ||
                         (*fault_ == Fault::kShortWrite && kind == Kind::kAppend && bytes > 1) ||
                         (*fault_ == Fault::kSyncError && kind == Kind::kSync) ||
                         (*fault_ == Fault::kRenameError && kind == Kind::kRename) ||
                         (*fault_ == Fault::kNoSpace && needs_space);
    if (befalls) return Fail(*fault_, bytes);
  }
  if (is_full_ && needs_space) return Fail(Fault::kNoSpace, bytes);
  return {IOStatus::OK(), bytes};
}

SimulatedDisk::Verdict SimulatedDisk::Fail(Fault fault, size_t bytes) {
  has_failed_ = true;
  const IOStatus error = IOStatus::IOError(std::string(NameOf(fault)));
  switch (fault) {
    case Fault::kPowerCut:
      is_off_ = true;
      return {error, chance_.OneIn(2) ? bytes : 0};
    case Fault::kShortWrite:
      return {error, chance_.Between(1, bytes - 1)};
    case Fault::kNoSpace:
      is_full_ = true;
      return {IOStatus::NoSpace("no space left"), 0};
    default:
      return {error, 0};
  }
}

std::shared_ptr<SimulatedDisk::Node> SimulatedDisk::Find(const std::string& path) const {
  const auto found = names_.find(Clean(path));
  return found == names_.end() ? nullptr : found->second;
}

void SimulatedDisk::Rename(Renamed renamed) {
  if (!renamed.from.empty()) names_.erase(renamed.from);
  if (!renamed.to.empty()) names_[renamed.to] = renamed.node;
  renames_.push_back(std::move(renamed));
}

IOStatus SimulatedDisk::Make(const std::string& path, bool is_directory) {
  const std::string name = Clean(path);
  const std::shared_ptr<Node> parent = Find(ParentOf(name));
  if (parent == nullptr || !parent->is_directory) return NotThere(path);
  const Verdict verdict = Begin(Kind::kMake, name, 1);
  if (verdict.bytes > 0) {
    Rename({"", name,
            std::make_shared<Node>(
                Node{.is_directory = is_directory, .written = {}, .durable = {}, .lost = {}})});
  }
  return verdict.status;
}

IOStatus SimulatedDisk::Remove(const std::string& path) {
  const absl::MutexLock lock(&mutex_);
  if (Find(path) == nullptr) return NotThere(path);
  const Verdict verdict = Begin(Kind::kRemove, Clean(path), 1);
  if (verdict.bytes > 0) Rename({Clean(path), "", nullptr});
  return verdict.status;
}

IOStatus SimulatedDisk::Append(const std::string& path, Node& node, absl::string_view bytes) {
  const absl::MutexLock lock(&mutex_);
  const Verdict verdict = Begin(Kind::kAppend, path, bytes.size());
  node.written.append(bytes.data(), verdict.bytes);
  return verdict.status;
}

IOStatus SimulatedDisk::Sync(const std::string& path, Node& node) {
  const absl::MutexLock lock(&mutex_);
  const Verdict verdict = Begin(Kind::kSync, path, 1);
  if (!verdict.status.ok() && !is_off_) {
    node.lost.emplace_back(node.durable.size(), node.written.size());
  }
  if (verdict.bytes == 0 || lies_) return verdict.status;
  node.durable = node.written;
  for (const auto& [begin, end] : node.lost) {
    std::fill(node.durable.begin() + static_cast<ptrdiff_t>(begin),
              node.durable.begin() + static_cast<ptrdiff_t>(end), '\0');
  }
  return verdict.status;
}

IOStatus SimulatedDisk::SyncDirectory(const std::string& path) {
  const absl::MutexLock lock(&mutex_);
  const Verdict verdict = Begin(Kind::kSync, path, 1);
  if (verdict.bytes == 0 || lies_) return verdict.status;
  std::erase_if(renames_, [&](const Renamed& renamed) {
    const std::string& name = renamed.to.empty() ? renamed.from : renamed.to;
    if (ParentOf(name) != path) return false;
    if (!renamed.from.empty()) durable_names_.erase(renamed.from);
    if (!renamed.to.empty()) durable_names_[renamed.to] = renamed.node;
    return true;
  });
  return verdict.status;
}

IOStatus SimulatedDisk::Read(const Node& node, uint64_t offset, size_t count, Slice* result,
                             char* scratch) {
  const absl::MutexLock lock(&mutex_);
  reads_ += 1;
  if (fault_ == Fault::kReadError && !has_failed_ && reads_ >= fault_at_) {
    return Fail(Fault::kReadError, 0).status;
  }
  const size_t begin = std::min<size_t>(offset, node.written.size());
  const size_t size = std::min(count, node.written.size() - begin);
  std::memcpy(scratch, node.written.data() + begin, size);
  *result = Slice(scratch, size);
  return IOStatus::OK();
}

uint64_t SimulatedDisk::SizeOf(const Node& node) const {
  const absl::MutexLock lock(&mutex_);
  return node.written.size();
}

void SimulatedDisk::KeepSomeNames(Damage& damage) {
  // Nothing, all, or the first so many.
  const uint64_t how = chance_.Below(3);
  const size_t surviving = how == 0   ? 0
                           : how == 1 ? renames_.size()
                                      : chance_.Below(renames_.size() + 1);
  damage.lost_names += renames_.size() - surviving;
  for (size_t i = 0; i < surviving; ++i) {
    const Renamed& renamed = renames_[i];
    if (!renamed.from.empty()) durable_names_.erase(renamed.from);
    if (!renamed.to.empty()) durable_names_[renamed.to] = renamed.node;
  }
  renames_.clear();
  // What was in a directory that is gone is gone; names sort behind that of their directory.
  for (auto name = durable_names_.begin(); name != durable_names_.end();) {
    const bool is_root = name == durable_names_.begin();
    const bool has_parent = durable_names_.contains(ParentOf(name->first));
    name = is_root || has_parent ? std::next(name) : durable_names_.erase(name);
  }
  names_ = durable_names_;
}

std::string SimulatedDisk::SomeOf(const Node& node, Damage& damage) {
  const std::string& durable = node.durable;
  if (node.written.size() == durable.size()) return durable;
  const std::string written = durable + node.written.substr(durable.size());

  const size_t part = chance_.Between(durable.size(), written.size());
  const size_t end = chance_.Between(part, written.size());
  std::string some = written.substr(0, part);
  // Nothing, all, a part; that part and then zeros or garbage; any sectors.
  switch (chance_.Below(6)) {
    case 0:
      damage.torn_files += 1;
      return durable;
    case 1:
      return written;
    case 2:
      damage.torn_files += 1;
      return some;
    case 3:
      damage.garbled_files += 1;
      return some + std::string(end - part, '\0');
    case 4:
      damage.garbled_files += 1;
      return some + chance_.Bytes(end - part);
    default:
      break;
  }
  damage.garbled_files += 1;
  some = written;
  for (size_t at = durable.size(); at < some.size();) {
    const size_t next = std::min(some.size(), (at / kSectorBytes + 1) * kSectorBytes);
    if (chance_.OneIn(2)) {
      some.replace(at, next - at,
                   chance_.OneIn(2) ? chance_.Bytes(next - at) : std::string(next - at, '\0'));
    }
    at = next;
  }
  return some;
}

IOStatus SimulatedDisk::NewSequentialFile(const std::string& path, const rocksdb::FileOptions&,
                                          std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                          IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  std::shared_ptr<Node> node = Find(path);
  if (node == nullptr) return NotThere(path);
  *result = std::make_unique<SimulatedReader>(*this, std::move(node));
  return IOStatus::OK();
}

IOStatus SimulatedDisk::NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions&,
                                            std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                            IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  std::shared_ptr<Node> node = Find(path);
  if (node == nullptr) return NotThere(path);
  *result = std::make_unique<SimulatedReader>(*this, std::move(node));
  return IOStatus::OK();
}

IOStatus SimulatedDisk::NewWritableFile(const std::string& path, const rocksdb::FileOptions&,
                                        std::unique_ptr<rocksdb::FSWritableFile>* result,
                                        IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  // One that is there keeps its bytes until this is durable, under the same name.
  IOStatus made = Make(path, /*is_directory=*/false);
  if (!made.ok()) return made;
  *result = std::make_unique<SimulatedWriter>(*this, Clean(path), Find(path));
  return IOStatus::OK();
}

IOStatus SimulatedDisk::NewDirectory(const std::string& path, const IOOptions&,
                                     std::unique_ptr<rocksdb::FSDirectory>* result,
                                     IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  const std::shared_ptr<Node> node = Find(path);
  if (node == nullptr || !node->is_directory) return NotThere(path);
  *result = std::make_unique<SimulatedDirectory>(*this, Clean(path));
  return IOStatus::OK();
}

IOStatus SimulatedDisk::FileExists(const std::string& path, const IOOptions&, IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  return Find(path) == nullptr ? IOStatus::NotFound(path) : IOStatus::OK();
}

IOStatus SimulatedDisk::GetChildren(const std::string& path, const IOOptions&,
                                    std::vector<std::string>* names, IODebugContext*) {
  {
    const absl::MutexLock lock(&mutex_);
    const std::shared_ptr<Node> node = Find(path);
    if (node == nullptr || !node->is_directory) return NotThere(path);
  }
  *names = Names(path);
  return IOStatus::OK();
}

IOStatus SimulatedDisk::DeleteFile(const std::string& path, const IOOptions&, IODebugContext*) {
  return Remove(path);
}

IOStatus SimulatedDisk::DeleteDir(const std::string& path, const IOOptions&, IODebugContext*) {
  return Remove(path);
}

IOStatus SimulatedDisk::CreateDir(const std::string& path, const IOOptions&, IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  if (Find(path) != nullptr) return IOStatus::IOError("is there already", path);
  return Make(path, /*is_directory=*/true);
}

IOStatus SimulatedDisk::CreateDirIfMissing(const std::string& path, const IOOptions&,
                                           IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  const std::shared_ptr<Node> node = Find(path);
  if (node != nullptr && node->is_directory) return IOStatus::OK();
  if (node != nullptr) return IOStatus::IOError("is no directory", path);
  return Make(path, /*is_directory=*/true);
}

IOStatus SimulatedDisk::GetFileSize(const std::string& path, const IOOptions&, uint64_t* size,
                                    IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  const std::shared_ptr<Node> node = Find(path);
  if (node == nullptr) return NotThere(path);
  *size = node->written.size();
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetFileModificationTime(const std::string& path, const IOOptions&,
                                                uint64_t* time, IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  if (Find(path) == nullptr) return NotThere(path);
  *time = 0;
  return IOStatus::OK();
}

IOStatus SimulatedDisk::RenameFile(const std::string& from, const std::string& to, const IOOptions&,
                                   IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  std::shared_ptr<Node> node = Find(from);
  if (node == nullptr) return NotThere(from);
  const Verdict verdict = Begin(Kind::kRename, absl::StrCat(Clean(from), " ", Clean(to)), 1);
  if (verdict.bytes > 0) Rename({Clean(from), Clean(to), std::move(node)});
  return verdict.status;
}

IOStatus SimulatedDisk::LockFile(const std::string& path, const IOOptions&,
                                 rocksdb::FileLock** lock, IODebugContext*) {
  const absl::MutexLock mutex_lock(&mutex_);
  if (Find(path) == nullptr) {
    IOStatus made = Make(path, /*is_directory=*/false);
    if (!made.ok()) return made;
  }
  if (!locks_.insert(Clean(path)).second) return IOStatus::IOError("lock hold by another", path);
  *lock = new Lock(Clean(path));
  return IOStatus::OK();
}

IOStatus SimulatedDisk::UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) {
  const absl::MutexLock mutex_lock(&mutex_);
  const std::unique_ptr<Lock> held(static_cast<Lock*>(lock));
  locks_.erase(held->path());
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetTestDirectory(const IOOptions&, std::string*, IODebugContext*) {
  return IOStatus::NotSupported("GetTestDirectory");
}

IOStatus SimulatedDisk::GetAbsolutePath(const std::string& path, const IOOptions&,
                                        std::string* absolute, IODebugContext*) {
  *absolute = path;
  return IOStatus::OK();
}

IOStatus SimulatedDisk::IsDirectory(const std::string& path, const IOOptions&, bool* is_directory,
                                    IODebugContext*) {
  const absl::MutexLock lock(&mutex_);
  const std::shared_ptr<Node> node = Find(path);
  if (node == nullptr) return NotThere(path);
  *is_directory = node->is_directory;
  return IOStatus::OK();
}

}  // namespace tally
