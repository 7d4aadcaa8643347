#include "ledger/log/torn_tail.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/log/manifest.h"
#include "ledger/log/whole_entries.h"

namespace tally {
namespace {

// Of families.h, but for the default one.
constexpr size_t kFamilies = 4;

absl::Status Cannot(absl::string_view what, const std::string& path,
                    const rocksdb::Status& status) {
  return absl::UnavailableError(absl::StrCat(path, " cannot be ", what, ": ", status.ToString()));
}

absl::StatusOr<std::string> Read(rocksdb::Env& env, const std::string& path) {
  std::string file;
  const rocksdb::Status read = rocksdb::ReadFileToString(&env, path, &file);
  if (!read.ok()) return Cannot("read", path, read);
  return file;
}

// The write-ahead logs in `directory` that are not empty, by number.
absl::StatusOr<std::map<uint64_t, std::string>> WriteAheadLogs(rocksdb::Env& env,
                                                               const std::string& directory) {
  std::vector<rocksdb::Env::FileAttributes> files;
  const rocksdb::Status listed = env.GetChildrenFileAttributes(directory, &files);
  if (!listed.ok()) return Cannot("read", directory, listed);
  std::map<uint64_t, std::string> logs;
  for (const auto& file : files) {
    uint64_t number = 0;
    const bool is_log = absl::EndsWith(file.name, ".log") &&
                        absl::SimpleAtoi(absl::StripSuffix(file.name, ".log"), &number);
    if (is_log && file.size_bytes > 0) logs[number] = absl::StrCat(directory, "/", file.name);
  }
  return logs;
}

// Whether `logs` hold all that was written after what `whole` of a MANIFEST, which says `facts`,
// tells of.
absl::StatusOr<bool> IsBacked(rocksdb::Env& env, const WholeEntries& whole,
                              const ManifestFacts& facts,
                              const std::map<uint64_t, std::string>& logs) {
  // Nothing was written since, unless what is torn tells of the last tables.
  if (logs.empty()) return !whole.goes_on && facts.newest_log <= facts.first_log;
  // Entries of families that are not known are skipped.
  if (facts.families < kFamilies) return false;
  const absl::StatusOr<std::string> log = Read(env, logs.begin()->second);
  if (!log.ok()) return log.status();
  const std::vector<std::string> entries = ReadWholeEntries(*log).entries;
  return entries.empty() || SequenceOf(entries.front()) <= facts.last_sequence + 1;
}

absl::Status Damaged(const std::string& path, const WholeEntries& whole) {
  return absl::DataLossError(
      absl::StrCat(path, " is damaged from byte ", whole.end, " on; restore it from a backup"));
}

// Replaces `path` by its first `size` bytes, which are in `file`.
absl::Status Cut(rocksdb::Env& env, const std::string& path, absl::string_view file, size_t size) {
  const std::string next = path + ".mended";
  const rocksdb::Slice kept(file.data(), size);
  rocksdb::Status status = rocksdb::WriteStringToFile(&env, kept, next, /*should_sync=*/true);
  // If a power cut takes the new name back, what is torn is taken off again.
  if (status.ok()) status = env.RenameFile(next, path);
  return status.ok() ? absl::OkStatus() : Cannot("mended", path, status);
}

absl::Status MendLog(rocksdb::Env& env, const std::string& path, bool is_last) {
  const absl::StatusOr<std::string> bytes = Read(env, path);
  if (!bytes.ok()) return bytes.status();
  const WholeEntries whole = ReadWholeEntries(*bytes);
  if (!whole.is_torn) return absl::OkStatus();
  const bool was_never_synced = is_last && !whole.goes_on;
  return was_never_synced ? Cut(env, path, *bytes, whole.end) : Damaged(path, whole);
}

}  // namespace

absl::Status MendTails(rocksdb::Env& env, const std::string& directory) {
  const std::string current = directory + "/CURRENT";
  if (env.FileExists(current).IsNotFound()) return absl::OkStatus();
  const absl::StatusOr<std::string> name = Read(env, current);
  if (!name.ok()) return name.status();
  const std::string manifest = absl::StrCat(directory, "/", absl::StripSuffix(*name, "\n"));
  const absl::StatusOr<std::string> bytes = Read(env, manifest);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<std::map<uint64_t, std::string>> logs = WriteAheadLogs(env, directory);
  if (!logs.ok()) return logs.status();

  const WholeEntries whole = ReadWholeEntries(*bytes);
  const ManifestFacts facts = FactsOf(whole.entries);
  // What stands in tables is not read again.
  logs->erase(logs->begin(), logs->lower_bound(facts.first_log));
  for (const auto& [number, path] : *logs) {
    const bool is_last = number == logs->rbegin()->first;
    if (absl::Status mended = MendLog(env, path, is_last); !mended.ok()) return mended;
  }
  if (!whole.is_torn) return absl::OkStatus();
  const absl::StatusOr<bool> is_backed = IsBacked(env, whole, facts, *logs);
  if (!is_backed.ok()) return is_backed.status();
  return *is_backed ? Cut(env, manifest, *bytes, whole.end) : Damaged(manifest, whole);
}

}  // namespace tally
