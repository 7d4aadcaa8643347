#include "ledger/store/versioned_store.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr size_t kPositionBytes = sizeof(uint64_t);
constexpr char kDeleted = 0x00;
constexpr char kThere = 0x01;

uint64_t PositionOf(absl::string_view version) { return TakeNumber(version); }
bool IsThere(absl::string_view version) { return version[kPositionBytes] == kThere; }
absl::string_view RowIn(absl::string_view version) { return version.substr(kVersionHeaderBytes); }

std::string Version(uint64_t position, char kind, absl::string_view row) {
  return absl::StrCat(KeyOf(position), absl::string_view(&kind, 1), row);
}

// Stops the process if `version` is damaged, as DecodeRow() does for rows.
void CheckReadable(absl::string_view version) {
  const bool is_readable =
      version.size() >= kVersionHeaderBytes &&
      (version[kPositionBytes] == kDeleted || version[kPositionBytes] == kThere);
  if (is_readable) return;
  std::fprintf(stderr, "tallyd: a row of the state is damaged; tallyd --rebuild makes it again\n");
  std::abort();
}

// The version of `key` that was the last at `as_of`, in the history; empty if there is none.
std::string FindVersion(const Store& history, absl::string_view key, uint64_t as_of) {
  const std::unique_ptr<Cursor> cursor = history.NewCursor();
  cursor->SeekBack(absl::StrCat(key, KeyOf(as_of)));
  const bool found = cursor->Valid() && cursor->key().size() == key.size() + kPositionBytes &&
                     cursor->key().substr(0, key.size()) == key;
  if (!found) return "";
  CheckReadable(cursor->value());
  return std::string(cursor->value());
}

// A place among the rows that were there at an instant.
class VersionedCursor final : public Cursor {
 public:
  VersionedCursor(std::unique_ptr<Cursor> rows, const Store& history, uint64_t as_of)
      : rows_(std::move(rows)), history_(history), as_of_(as_of) {}

  void StayWithin(absl::string_view prefix) override { prefix_ = std::string(prefix); }
  void Seek(absl::string_view key) override {
    rows_->Seek(key);
    while (Valid() && !WasThere()) rows_->Next();
  }
  void SeekBack(absl::string_view key) override {
    rows_->SeekBack(key);
    while (Valid() && !WasThere()) rows_->Previous();
  }
  void Next() override {
    do rows_->Next();
    while (Valid() && !WasThere());
  }
  void Previous() override {
    do rows_->Previous();
    while (Valid() && !WasThere());
  }
  // Rows that were not there are skipped one by one, which must not go on through all that follow.
  bool Valid() const override { return rows_->Valid() && absl::StartsWith(rows_->key(), prefix_); }
  absl::string_view key() const override { return rows_->key(); }
  absl::string_view value() const override {
    return RowIn(is_current_ ? rows_->value() : absl::string_view(version_));
  }

 private:
  bool WasThere() {
    CheckReadable(rows_->value());
    is_current_ = PositionOf(rows_->value()) <= as_of_;
    if (is_current_) return IsThere(rows_->value());
    version_ = FindVersion(history_, rows_->key(), as_of_);
    return !version_.empty() && IsThere(version_);
  }

  const std::unique_ptr<Cursor> rows_;
  const Store& history_;
  const uint64_t as_of_;
  std::string prefix_;
  // Whether the row is the one of now, or else the one in version_.
  bool is_current_ = true;
  std::string version_;
};

}  // namespace

std::optional<std::string> VersionedStore::Get(absl::string_view key) const {
  std::optional<std::string> version = rows_.Get(key);
  if (!version) return std::nullopt;
  CheckReadable(*version);
  if (PositionOf(*version) > as_of_) *version = FindVersion(history_, key, as_of_);
  if (version->empty() || !IsThere(*version)) return std::nullopt;
  return version->substr(kVersionHeaderBytes);
}

std::unique_ptr<Cursor> VersionedStore::NewCursor() const {
  return std::make_unique<VersionedCursor>(rows_.NewCursor(), history_, as_of_);
}

void VersionedStore::Put(absl::string_view key, absl::string_view row) {
  Replace(key, Version(position_, kThere, row));
}

void VersionedStore::Insert(absl::string_view key, absl::string_view row) {
  rows_.Put(key, Version(position_, kThere, row));
}

void VersionedStore::Overwrite(absl::string_view key, absl::string_view row) {
  rows_.Put(key, Version(position_, kThere, row));
}

void VersionedStore::Delete(absl::string_view key) {
  if (rows_.Get(key)) Replace(key, Version(position_, kDeleted, ""));
}

void VersionedStore::Replace(absl::string_view key, absl::string_view version) {
  if (const std::optional<std::string> before = rows_.Get(key)) {
    CheckReadable(*before);
    const bool is_same = before->substr(kPositionBytes) == version.substr(kPositionBytes);
    if (is_same) return;
    // What one event writes twice was never seen in between.
    const uint64_t position = PositionOf(*before);
    if (position != position_) history_.Put(absl::StrCat(key, KeyOf(position)), *before);
  }
  rows_.Put(key, version);
}

}  // namespace tally
