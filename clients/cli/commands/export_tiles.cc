#include "clients/cli/commands/export_tiles.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/atomic_file.h"
#include "clients/cli/reports/proofs.pb.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/proofs.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/key.h"
#include "ledger/tree/tiles.h"
#include "ledger/tree/verify.h"
#include "tally/v1/audit.pb.h"

namespace tally {
namespace {

constexpr char kCheckpoint[] = "checkpoint";

// The checkpoint that the directory has; nothing if it has none.
std::optional<std::string> OlderNote(const std::string& directory) {
  std::ifstream file(absl::StrCat(directory, "/", kCheckpoint), std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

absl::StatusOr<Hash> HashIn(const std::string& bytes) {
  const std::optional<Hash> hash = HashOf(bytes);
  if (!hash) return absl::DataLossError("the daemon sent something that is no hash");
  return *hash;
}

// Whether the log of the daemon begins with `older`.
absl::Status CheckGrown(Session& session, const Checkpoint& older, const Checkpoint& newer) {
  if (older.size > newer.size) {
    return absl::FailedPreconditionError(
        absl::StrCat("it has ", older.size, " events, but the log has ", newer.size));
  }
  v1::ProveConsistencyRequest request;
  request.set_first_size(older.size);
  request.set_second_size(newer.size);
  const auto proof = session.connection().Call<v1::ConsistencyProof>(request);
  if (!proof.ok()) return proof.status();
  std::vector<Hash> path;
  for (const std::string& bytes : proof->path()) {
    const absl::StatusOr<Hash> hash = HashIn(bytes);
    if (!hash.ok()) return hash.status();
    path.push_back(*hash);
  }
  return VerifyConsistency(older.size, older.root, newer.size, newer.root, path);
}

// Writes the files of one tree, as they come.
class TileWriter {
 public:
  // The files of the tree of `older_size` leaves are there.
  TileWriter(std::string directory, uint64_t older_size, uint64_t size)
      : directory_(std::move(directory)), older_size_(older_size), size_(size) {}

  // Writes `file`, unless it is there from before.
  absl::Status Take(const v1::TileFile& file) {
    const auto tile = ParseTilePath(file.path());
    const auto entries = ParseEntriesPath(file.path());
    if (!tile.ok() && !entries.ok()) {
      return absl::DataLossError("the daemon sent a file that is no part of a tree");
    }
    const Tile& of = tile.ok() ? *tile : *entries;
    const auto expected = TileAt(of.level, of.index, size_);
    if (!expected.ok() || *expected != of) {
      return absl::DataLossError(absl::StrCat("the daemon sent ", file.path(), " of another tree"));
    }
    if (WasThere(of)) {
      is_at_older_ = of.level == 0;
      return absl::OkStatus();
    }
    (tile.ok() ? tiles_ : entries_) += 1;
    return Write(file.path(), file.content());
  }

  // Whether only files of level 0 follow that are there from before.
  bool IsAtOlder() const { return is_at_older_; }

  uint64_t written() const { return tiles_ + entries_; }

  // Whether all that was not there was written.
  absl::Status CheckComplete() const {
    uint64_t tiles = 0;
    uint64_t entries = 0;
    for (const Tile& tile : TilesBetween(older_size_, size_)) {
      tiles += 1;
      entries += tile.level == 0 ? 1 : 0;
    }
    if (tiles == tiles_ && entries == entries_) return absl::OkStatus();
    return absl::DataLossError("the daemon did not send all files of the tree");
  }

 private:
  bool WasThere(const Tile& tile) const {
    const auto before = TileAt(tile.level, tile.index, older_size_);
    return before.ok() && *before == tile;
  }

  absl::Status Write(const std::string& path, const std::string& content) const {
    const std::string place = absl::StrCat(directory_, "/", path);
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(place).parent_path(), error);
    const auto file = AtomicFile::Create(place);
    if (!file.ok()) return file.status();
    (*file)->Write(content);
    return (*file)->Complete();
  }

  const std::string directory_;
  const uint64_t older_size_;
  const uint64_t size_;
  uint64_t tiles_ = 0;
  uint64_t entries_ = 0;
  bool is_at_older_ = false;
};

// Makes durable what was written to the file system of `directory`.
absl::Status SyncAll(const std::string& directory) {
  const int descriptor = open(directory.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && syncfs(descriptor) == 0;
  if (descriptor >= 0) close(descriptor);
  return synced ? absl::OkStatus()
                : absl::UnknownError(absl::StrCat(directory, " cannot be written"));
}

// Receives the files behind the checkpoint and writes them; leaves when only older ones follow.
absl::Status Receive(Session& session, Stream& stream, TileWriter& writer) {
  for (v1::TileFile file; !writer.IsAtOlder() && stream.Read(file);) {
    if (absl::Status taken = writer.Take(file); !taken.ok()) return taken;
    session.terminal().Progress(CountText(writer.written(), "file"));
  }
  session.terminal().EndProgress();
  return writer.IsAtOlder() ? absl::OkStatus() : stream.Finish();
}

absl::StatusOr<VerifierKey> KeyOf(Session& session) {
  const auto checkpoint =
      session.connection().Call<v1::SignedCheckpoint>(v1::GetCheckpointRequest());
  if (!checkpoint.ok()) return checkpoint.status();
  return ParseVerifierKey(checkpoint->verifier_key());
}

// The size of the tree that the directory has already; fails if it is not one that `newer` began
// with.
absl::StatusOr<uint64_t> OlderSize(Session& session, const std::string& directory,
                                   const VerifierKey& key, const Checkpoint& newer) {
  const std::optional<std::string> note = OlderNote(directory);
  if (!note) return 0;
  const absl::StatusOr<Checkpoint> older = VerifyCheckpoint(*note, key);
  absl::Status status = older.ok() ? CheckGrown(session, *older, newer) : older.status();
  if (status.ok()) return older->size;
  return Prefixed(absl::StrCat(directory, " does not hold an earlier state of this log: "), status);
}

}  // namespace

absl::Status ExportTiles(Session& session, const std::string& directory) {
  const absl::StatusOr<VerifierKey> key = KeyOf(session);
  if (!key.ok()) return key.status();
  const auto stream = session.connection().Open(v1::ExportTilesRequest::descriptor());
  stream->Write(v1::ExportTilesRequest());
  stream->WritesDone();
  v1::TileFile first;
  if (!stream->Read(first)) return stream->Finish();
  const absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(first.content(), *key);
  if (!checkpoint.ok()) return checkpoint.status();
  const absl::StatusOr<uint64_t> older = OlderSize(session, directory, *key, *checkpoint);
  if (!older.ok()) return older.status();

  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return WrongUsage(absl::StrCat(directory, " cannot be made: ", error.message()));
  TileWriter writer(directory, *older, checkpoint->size);
  if (absl::Status received = Receive(session, *stream, writer); !received.ok()) return received;
  if (absl::Status complete = writer.CheckComplete(); !complete.ok()) return complete;
  if (absl::Status synced = SyncAll(directory); !synced.ok()) return synced;
  const auto note = AtomicFile::Create(absl::StrCat(directory, "/", kCheckpoint));
  if (!note.ok()) return note.status();
  (*note)->Write(first.content());
  if (absl::Status completed = (*note)->CompleteDurably(); !completed.ok()) return completed;

  cli::ExportReport report;
  report.set_file(directory);
  report.set_size(checkpoint->size);
  report.set_origin(checkpoint->origin);
  report.set_root(std::string(BytesOf(checkpoint->root)));
  report.set_written_files(writer.written());
  session.Show(report, [&] { return TilesText(report); });
  return absl::OkStatus();
}

}  // namespace tally
