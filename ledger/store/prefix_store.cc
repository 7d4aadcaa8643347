#include "ledger/store/prefix_store.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tally {
namespace {

class PrefixCursor final : public Cursor {
 public:
  PrefixCursor(std::unique_ptr<Cursor> whole, std::string prefix)
      : whole_(std::move(whole)), prefix_(std::move(prefix)) {}

  void StayWithin(absl::string_view prefix) override {
    whole_->StayWithin(absl::StrCat(prefix_, prefix));
  }
  void Seek(absl::string_view key) override { whole_->Seek(absl::StrCat(prefix_, key)); }
  void SeekBack(absl::string_view key) override { whole_->SeekBack(absl::StrCat(prefix_, key)); }
  void Next() override { whole_->Next(); }
  void Previous() override { whole_->Previous(); }
  bool Valid() const override {
    return whole_->Valid() && absl::StartsWith(whole_->key(), prefix_);
  }
  absl::string_view key() const override { return whole_->key().substr(prefix_.size()); }
  absl::string_view value() const override { return whole_->value(); }

 private:
  const std::unique_ptr<Cursor> whole_;
  const std::string prefix_;
};

}  // namespace

std::optional<std::string> PrefixStore::Get(absl::string_view key) const {
  return whole_.Get(absl::StrCat(prefix_, key));
}

std::unique_ptr<Cursor> PrefixStore::NewCursor() const {
  return std::make_unique<PrefixCursor>(whole_.NewCursor(), prefix_);
}

void PrefixStore::Put(absl::string_view key, absl::string_view value) {
  whole_.Put(absl::StrCat(prefix_, key), value);
}

void PrefixStore::Delete(absl::string_view key) { whole_.Delete(absl::StrCat(prefix_, key)); }

}  // namespace tally
