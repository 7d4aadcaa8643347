#include "ledger/folds.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "ledger/base/sha256.h"
#include "ledger/log/record.h"
#include "ledger/store/encoding.h"
#include "ledger/store/table.h"

namespace tally {
namespace {

// Events that a rebuild applies before it writes: enough to keep the disk busy, few enough to keep
// memory small.
constexpr uint64_t kEventsPerBatch = 5'000;

using Registry = Table<v1::FoldState, Text>;

Registry RegistryIn(Store& state) { return Registry(state, KeyOf(Number{0})); }

struct Digest {
  uint64_t rows = 0;
  std::string hash = std::string(32, '\0');
};

Digest DigestOf(Store& state, uint64_t generation) {
  const PrefixStore rows(state, KeyOf(generation));
  Digest digest;
  const std::unique_ptr<Cursor> row = rows.NewCursor();
  for (row->Seek(""); row->Valid(); row->Next()) {
    digest.rows += 1;
    digest.hash = Sha256({digest.hash, KeyOf(Number{row->key().size()}), row->key(), row->value()});
  }
  return digest;
}

}  // namespace

absl::StatusOr<Folds> Folds::Open(Log& log, std::vector<Fold> folds) {
  Folds opened(log, std::move(folds));
  std::vector<size_t> outdated;
  const std::unique_ptr<Snapshot> snapshot = log.NewSnapshot();
  const Registry registry = RegistryIn(snapshot->state());
  for (size_t i = 0; i < opened.folds_.size(); ++i) {
    const auto known = registry.Find(opened.folds_[i].name);
    opened.generations_.push_back(known ? known->generation() : 0);
    if (!known || known->version() != opened.folds_[i].version) outdated.push_back(i);
  }
  if (absl::Status forgotten = opened.ForgetOthers(); !forgotten.ok()) return forgotten;
  if (!outdated.empty()) {
    if (absl::Status made = opened.Remake(outdated); !made.ok()) return made;
  }
  if (absl::Status removed = opened.RemoveUnused(); !removed.ok()) return removed;
  return opened;
}

absl::StatusOr<std::vector<Rebuilt>> Folds::Rebuild() {
  const std::vector<uint64_t> before = generations_;
  std::vector<size_t> all(folds_.size());
  std::iota(all.begin(), all.end(), 0);
  if (absl::Status made = Remake(all); !made.ok()) return made;

  std::vector<Rebuilt> rebuilt;
  const std::unique_ptr<Snapshot> snapshot = log_->NewSnapshot();
  for (size_t i = 0; i < folds_.size(); ++i) {
    const Digest was = DigestOf(snapshot->state(), before[i]);
    const Digest is = DigestOf(snapshot->state(), generations_[i]);
    rebuilt.push_back({.name = folds_[i].name,
                       .rows = is.rows,
                       .digest = absl::BytesToHexString(is.hash),
                       .identical = was.rows == is.rows && was.hash == is.hash});
  }
  if (absl::Status removed = RemoveUnused(); !removed.ok()) return removed;
  return rebuilt;
}

std::unique_ptr<VersionedStore> Folds::RowsOf(absl::string_view name, Store& state,
                                              uint64_t as_of) const {
  return std::make_unique<VersionedStore>(state, KeyOf(GenerationOf(name)), as_of);
}

BoundFolds Folds::BindTo(Store& state) const {
  BoundFolds bound;
  for (const Fold& fold : folds_) bound.Add(fold, RowsOf(fold.name, state));
  return bound;
}

void BoundFolds::Add(const Fold& fold, std::unique_ptr<VersionedStore> rows) {
  Fold::Apply apply = fold.bind(*rows);
  bound_.push_back({.rows = std::move(rows), .apply = std::move(apply)});
}

void BoundFolds::Apply(const v1::RecordedEvent& event) {
  for (const Bound& fold : bound_) {
    fold.rows->WriteAt(event.position());
    fold.apply(event);
  }
}

uint64_t Folds::GenerationOf(absl::string_view name) const {
  for (size_t i = 0; i < folds_.size(); ++i) {
    if (folds_[i].name == name) return generations_[i];
  }
  std::abort();  // Only reachable by asking for a fold that was not given to Open().
}

absl::Status Folds::Remake(const std::vector<size_t>& indices) {
  std::vector<uint64_t> made = generations_;
  uint64_t generation = *std::max_element(generations_.begin(), generations_.end());
  for (const size_t i : indices) made[i] = ++generation;

  // What is written to a batch, and the folds bound to it; replaced after each write.
  std::unique_ptr<Batch> batch;
  BoundFolds bound;
  uint64_t events = 0;
  const auto start = [&] {
    bound = BoundFolds();
    batch = log_->NewBatch();
    for (const size_t i : indices) {
      bound.Add(folds_[i], std::make_unique<VersionedStore>(batch->state(), KeyOf(made[i])));
    }
    events = 0;
  };

  // A rebuild that did not end may have left rows of these generations behind.
  const std::string first = KeyOf(made[indices.front()]);
  if (absl::Status cleared = log_->RemoveState(first, KeyOf(generation + 1)); !cleared.ok()) {
    return cleared;
  }
  start();
  const std::unique_ptr<Snapshot> snapshot = log_->NewSnapshot();
  const absl::Status replayed = snapshot->Replay([&](const Record& record) {
    absl::Status read = ForEachEvent(record, [&](const v1::RecordedEvent& event) {
      bound.Apply(event);
      events += 1;
      return true;
    });
    if (!read.ok() || events < kEventsPerBatch) return read;
    absl::Status written = log_->Append(std::move(batch));
    start();
    return written;
  });
  if (!replayed.ok()) return replayed;

  Registry registry = RegistryIn(batch->state());
  for (const size_t i : indices) {
    v1::FoldState state;
    state.set_version(folds_[i].version);
    state.set_generation(made[i]);
    registry.Put(folds_[i].name, state);
  }
  if (absl::Status written = log_->Append(std::move(batch)); !written.ok()) return written;
  generations_ = std::move(made);
  return absl::OkStatus();
}

absl::Status Folds::ForgetOthers() {
  std::unique_ptr<Batch> batch = log_->NewBatch();
  Registry registry = RegistryIn(batch->state());
  std::vector<std::string> others;
  for (auto rows = registry.Scan(); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    const std::string name = TakeText(key);
    const bool known = std::any_of(folds_.begin(), folds_.end(),
                                   [&](const Fold& fold) { return fold.name == name; });
    if (!known) others.push_back(name);
  }
  if (others.empty()) return absl::OkStatus();
  for (const std::string& name : others) registry.Delete(name);
  return log_->Append(std::move(batch));
}

absl::Status Folds::RemoveUnused() {
  const std::set<uint64_t> used(generations_.begin(), generations_.end());
  const std::unique_ptr<Snapshot> snapshot = log_->NewSnapshot();
  const std::unique_ptr<Cursor> row = snapshot->state().NewCursor();
  for (row->Seek(KeyOf(Number{1})); row->Valid();) {
    absl::string_view key = row->key();
    const uint64_t generation = TakeNumber(key);
    const std::string next = KeyOf(generation + 1);
    if (!used.contains(generation)) {
      if (absl::Status removed = log_->RemoveState(KeyOf(generation), next); !removed.ok()) {
        return removed;
      }
    }
    row->Seek(next);
  }
  return absl::OkStatus();
}

}  // namespace tally
