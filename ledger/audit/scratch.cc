#include "ledger/audit/scratch.h"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr char kName[] = "audit-";

std::vector<std::filesystem::path> ScratchesIn(const std::string& parent) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(parent, error)) {
    if (!absl::StartsWith(entry.path().filename().string(), kName)) continue;
    std::error_code ignored;
    if (entry.is_directory(ignored)) found.push_back(entry.path());
  }
  return found;
}

void Remove(const std::filesystem::path& directory) {
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
}

size_t IndexOf(const std::vector<Fold>& folds, absl::string_view name) {
  const auto fold =
      std::find_if(folds.begin(), folds.end(), [&](const Fold& each) { return each.name == name; });
  return static_cast<size_t>(fold - folds.begin());
}

std::unique_ptr<VersionedStore> RowsOf(Batch& batch, size_t index) {
  return std::make_unique<VersionedStore>(batch.state(), Scratch::PrefixOf(index));
}

}  // namespace

Scratch::Step::Step(Log& log, const std::vector<Fold>& folds)
    : batch_(log.NewBatch()),
      books_rows_(RowsOf(*batch_, IndexOf(folds, kBooksFold))),
      streams_rows_(RowsOf(*batch_, IndexOf(folds, kStreamsFold))),
      books_(*books_rows_),
      streams_(*streams_rows_) {
  for (size_t i = 0; i < folds.size(); ++i) folds_.Add(folds[i], RowsOf(*batch_, i));
}

absl::StatusOr<std::unique_ptr<Scratch>> Scratch::Make(const std::string& parent,
                                                       std::vector<Fold> folds,
                                                       const LogOptions& options) {
  if (ScratchesIn(parent).size() >= kMaxAtOnce) {
    return Refuse(v1::REASON_OVERLOADED, "", absl::StrCat(kMaxAtOnce, " checks are under way"));
  }
  std::string directory = absl::StrCat(parent, "/", kName, "XXXXXX");
  if (mkdtemp(directory.data()) == nullptr) {
    return absl::UnavailableError(absl::StrCat(directory, " cannot be made"));
  }
  std::unique_ptr<Scratch> scratch(new Scratch(directory, std::move(folds)));
  absl::StatusOr<std::unique_ptr<Log>> log = OpenLog(directory, options);
  if (!log.ok()) return log.status();
  scratch->log_ = *std::move(log);
  return scratch;
}

void Scratch::RemoveAll(const std::string& parent) {
  for (const std::filesystem::path& directory : ScratchesIn(parent)) Remove(directory);
}

Scratch::~Scratch() {
  log_.reset();
  Remove(directory_);
}

std::string Scratch::PrefixOf(size_t index) { return KeyOf(uint64_t{index + 1}); }

}  // namespace tally
