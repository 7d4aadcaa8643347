#include "ledger/store/overlay_store.h"

#include <iterator>
#include <utility>

namespace tally {
namespace {

using Changes = OverlayStore::Changes;

// A place in the rows below and the changes, taken together. Each side stands at the next row in
// the direction of the last move, and the nearer of the two is the place.
class OverlayCursor final : public Cursor {
 public:
  OverlayCursor(std::unique_ptr<Cursor> below, std::shared_ptr<const Changes> changes)
      : below_(std::move(below)), changes_(std::move(changes)), change_(changes_->end()) {}

  void StayWithin(absl::string_view prefix) override { below_->StayWithin(prefix); }
  void Seek(absl::string_view key) override {
    is_forward_ = true;
    below_->Seek(key);
    change_ = changes_->lower_bound(key);
    Settle();
  }
  void SeekBack(absl::string_view key) override {
    is_forward_ = false;
    below_->SeekBack(key);
    change_ = changes_->upper_bound(key);
    StepInChanges();
    Settle();
  }
  void Next() override {
    if (!is_forward_) Seek(std::string(key()));
    Step();
  }
  void Previous() override {
    if (is_forward_) SeekBack(std::string(key()));
    Step();
  }
  bool Valid() const override { return is_changed_ || below_->Valid(); }
  absl::string_view key() const override {
    return is_changed_ ? absl::string_view(change_->first) : below_->key();
  }
  absl::string_view value() const override {
    return is_changed_ ? absl::string_view(*change_->second) : below_->value();
  }

 private:
  void Step() {
    if (is_changed_) {
      StepInChanges();
    } else {
      StepBelow();
    }
    Settle();
  }

  void StepBelow() {
    if (is_forward_) {
      below_->Next();
    } else {
      below_->Previous();
    }
  }

  // The end stands for either end.
  void StepInChanges() {
    if (is_forward_) {
      ++change_;
    } else {
      change_ = change_ == changes_->begin() ? changes_->end() : std::prev(change_);
    }
  }

  bool IsChangeNearer() const {
    if (change_ == changes_->end()) return false;
    if (!below_->Valid()) return true;
    return is_forward_ ? change_->first < below_->key() : change_->first > below_->key();
  }

  // Goes on to the first row that is there, from where both sides stand.
  void Settle() {
    for (;;) {
      const bool hides =
          change_ != changes_->end() && below_->Valid() && change_->first == below_->key();
      if (hides) StepBelow();
      is_changed_ = IsChangeNearer();
      if (!is_changed_ || change_->second) return;
      StepInChanges();
    }
  }

  const std::unique_ptr<Cursor> below_;
  const std::shared_ptr<const Changes> changes_;
  Changes::const_iterator change_;
  bool is_forward_ = true;
  // Whether the place is a change, or else a row below.
  bool is_changed_ = false;
};

}  // namespace

std::optional<std::string> OverlayStore::Get(absl::string_view key) const {
  const auto change = changes_->find(key);
  return change == changes_->end() ? below_.Get(key) : change->second;
}

std::unique_ptr<Cursor> OverlayStore::NewCursor() const {
  if (changes_->empty()) return below_.NewCursor();
  return std::make_unique<OverlayCursor>(below_.NewCursor(), changes_);
}

void OverlayStore::Put(absl::string_view key, absl::string_view value) {
  Own().insert_or_assign(std::string(key), std::string(value));
}

void OverlayStore::Delete(absl::string_view key) {
  Own().insert_or_assign(std::string(key), std::nullopt);
}

OverlayStore::Changes& OverlayStore::Own() {
  if (changes_.use_count() > 1) changes_ = std::make_shared<Changes>(*changes_);
  return *changes_;
}

}  // namespace tally
