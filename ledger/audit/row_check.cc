#include "ledger/audit/row_check.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/audit/key_words.h"
#include "ledger/books/books.h"
#include "ledger/store/encoding.h"
#include "ledger/streams.h"

namespace tally {
namespace {

// First bytes of keys, as versioned_store.h says.
constexpr char kHistory = 'h';
constexpr size_t kPositionBytes = sizeof(uint64_t);

std::string SubjectFor(absl::string_view fold) {
  const bool is_projection = fold != kBooksFold && fold != kStreamsFold;
  return absl::StrCat(is_projection ? "projection " : "", fold);
}

// `books`, `invoices msp BILL-2026-10-001` and so on; of a row that is history, as of when.
std::string RowInWords(absl::string_view key) {
  const bool is_history = !key.empty() && key.front() == kHistory;
  absl::string_view row = key.substr(std::min<size_t>(key.size(), 1));
  if (!is_history || row.size() < kPositionBytes) {
    return absl::StrCat("row `", KeyInWords(row), "`");
  }
  absl::string_view since = row.substr(row.size() - kPositionBytes);
  row.remove_suffix(kPositionBytes);
  return absl::StrCat("row `", KeyInWords(row), "` as it was since position ", TakeNumber(since));
}

size_t FirstDifferentByte(absl::string_view left, absl::string_view right) {
  const auto ends = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  return static_cast<size_t>(ends.first - left.begin());
}

// Position of the event that wrote `version`, as it says; zero if it is damaged.
uint64_t PositionIn(absl::string_view version) {
  return version.size() < kPositionBytes ? 0 : TakeNumber(version);
}

}  // namespace

RowCheck::RowCheck(absl::string_view fold, Store& stored, const std::string& stored_prefix,
                   Store& made, const std::string& made_prefix, Findings& findings)
    : subject_(SubjectFor(fold)),
      stored_rows_(stored, stored_prefix),
      made_rows_(made, made_prefix),
      findings_(findings),
      stored_(stored_rows_.NewCursor()),
      made_(made_rows_.NewCursor()) {
  stored_->Seek("");
  made_->Seek("");
}

bool RowCheck::Continue(uint64_t at_most) {
  for (uint64_t i = 0; i < at_most && (stored_->Valid() || made_->Valid()); ++i) CompareRow();
  return stored_->Valid() || made_->Valid();
}

void RowCheck::Found(absl::string_view key, absl::string_view version, absl::string_view message) {
  findings_.Add(subject_, subject_, PositionIn(version),
                absl::StrCat(RowInWords(key), " ", message));
}

void RowCheck::CompareRow() {
  row_count_ += 1;
  if (!made_->Valid() || (stored_->Valid() && stored_->key() < made_->key())) {
    Found(stored_->key(), "", "is too many: no event makes it");
    stored_->Next();
    return;
  }
  if (!stored_->Valid() || made_->key() < stored_->key()) {
    Found(made_->key(), made_->value(), "is missing");
    made_->Next();
    return;
  }
  if (stored_->value() != made_->value()) {
    Found(made_->key(), made_->value(),
          absl::StrCat("is not what the events make of it: its ", stored_->value().size(),
                       " bytes differ from byte ",
                       FirstDifferentByte(stored_->value(), made_->value()) + 1, " on"));
  }
  stored_->Next();
  made_->Next();
}

}  // namespace tally
