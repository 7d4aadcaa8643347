#include "simulation/expectation.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/audit/findings.h"
#include "ledger/audit/row_check.h"
#include "ledger/audit/stored_folds.h"
#include "ledger/audit/tree_check.h"
#include "ledger/log/record.h"
#include "ledger/log/tree_rows.h"
#include "ledger/signer.h"
#include "ledger/store/encoding.h"
#include "ledger/store/versioned_store.h"

namespace tally {
namespace {

absl::Status Broken(absl::string_view what) { return absl::DataLossError(what); }

std::string PrefixOf(size_t fold) { return KeyOf(uint64_t{fold + 1}); }

absl::Status StatusOf(Findings& findings) {
  std::string text;
  for (const v1::CheckFinding& finding : findings.Take()) {
    absl::StrAppend(&text, finding.subject(), ": ", finding.message(), "\n");
  }
  return text.empty() ? absl::OkStatus() : Broken(text);
}

}  // namespace

Expectation::Expectation(std::vector<Fold> folds) : folds_(std::move(folds)) {
  for (size_t i = 0; i < folds_.size(); ++i) {
    bound_.Add(folds_[i], std::make_unique<VersionedStore>(rows_, PrefixOf(i)));
  }
}

absl::StatusOr<std::vector<Expectation::Stored>> Expectation::TakeNew(Snapshot& snapshot) {
  std::vector<Stored> taken;
  absl::Status status;
  const absl::Status read =
      snapshot.ReadStored(position_ + 1, [&](uint64_t first_position, absl::string_view bytes) {
        const absl::StatusOr<Record> record = ReadRecord(bytes);
        status = record.ok() ? FoldIn(*record) : record.status();
        if (!status.ok()) return false;
        taken.push_back({.first_position = first_position,
                         .bytes = std::string(bytes),
                         .request_id = record->commit.request_id(),
                         .reply = record->commit.reply()});
        return true;
      });
  if (!read.ok()) return read;
  if (!status.ok()) return status;
  records_.insert(records_.end(), taken.begin(), taken.end());
  return taken;
}

const Expectation::Stored* Expectation::Find(const std::string& request_id) const {
  const auto found = std::find_if(records_.begin(), records_.end(), [&](const Stored& record) {
    return record.request_id == request_id;
  });
  return found == records_.end() ? nullptr : &*found;
}

absl::Status Expectation::FoldIn(const Record& record) {
  if (record.commit.first_position() != position_ + 1) {
    return Broken(absl::StrCat("a record at ", record.commit.first_position(), " follows position ",
                               position_));
  }
  return ForEachEvent(record, [&](const v1::RecordedEvent& event) {
    bound_.Apply(event);
    position_ = event.position();
    return true;
  });
}

absl::Status Expectation::CheckRecords(Snapshot& snapshot) const {
  size_t found = 0;
  const absl::Status read =
      snapshot.ReadStored(1, [&](uint64_t first_position, absl::string_view bytes) {
        const bool is_expected = found < records_.size() &&
                                 records_[found].first_position == first_position &&
                                 records_[found].bytes == bytes;
        found += is_expected ? 1 : 0;
        return is_expected;
      });
  if (!read.ok()) return read;
  if (found == records_.size()) return absl::OkStatus();
  return Broken(absl::StrCat("the record at position ", records_[found].first_position,
                             ", which was acknowledged, is lost or another; the log ends at ",
                             snapshot.head().position()));
}

absl::Status Expectation::CheckAll(Snapshot& snapshot) const {
  if (snapshot.head().position() != position_) {
    return Broken(
        absl::StrCat("the log ends at ", snapshot.head().position(), ", not at ", position_));
  }
  absl::Status checked = CheckRecords(snapshot);
  if (checked.ok()) checked = CheckTree(snapshot);
  if (checked.ok()) checked = CheckRows(snapshot);
  return checked;
}

absl::Status Expectation::CheckTree(Snapshot& snapshot) const {
  Findings findings;
  TreeCheck tree(snapshot.tree(), std::nullopt, findings);
  const absl::Status replayed = snapshot.Replay([&](const Record& record) {
    for (const Hash& leaf : LeavesOf(record.commit, 0)) tree.Append(leaf);
    return absl::OkStatus();
  });
  if (!replayed.ok()) return replayed;
  tree.CheckEnd();
  const absl::StatusOr<Hash> root = RootAt(snapshot, snapshot.head().position());
  if (!root.ok()) return root.status();
  if (*root != tree.Root()) return Broken("the root of the tree is not that of its leaves");
  return StatusOf(findings);
}

absl::Status Expectation::CheckRows(Snapshot& snapshot) const {
  Findings findings;
  MemoryStore rows = rows_;
  for (size_t i = 0; i < folds_.size(); ++i) {
    const std::optional<std::string> stored = StoredPrefixOf(folds_[i].name, snapshot.state());
    if (!stored) return Broken(absl::StrCat("there are no rows of ", folds_[i].name));
    RowCheck check(folds_[i].name, snapshot.state(), *stored, rows, PrefixOf(i), findings);
    check.Continue(std::numeric_limits<uint64_t>::max());
  }
  return StatusOf(findings);
}

}  // namespace tally
