#include "ledger/store/memory_store.h"

namespace tally {
namespace {

class MemoryCursor final : public Cursor {
 public:
  explicit MemoryCursor(std::shared_ptr<const std::map<std::string, std::string>> entries)
      : entries_(std::move(entries)), at_(entries_->end()) {}

  void Seek(absl::string_view key) override { at_ = entries_->lower_bound(std::string(key)); }
  void SeekBack(absl::string_view key) override {
    at_ = entries_->upper_bound(std::string(key));
    Previous();
  }
  void Next() override { ++at_; }
  void Previous() override { at_ = at_ == entries_->begin() ? entries_->end() : std::prev(at_); }
  bool Valid() const override { return at_ != entries_->end(); }
  absl::string_view key() const override { return at_->first; }
  absl::string_view value() const override { return at_->second; }

 private:
  const std::shared_ptr<const std::map<std::string, std::string>> entries_;
  std::map<std::string, std::string>::const_iterator at_;
};

}  // namespace

std::optional<std::string> MemoryStore::Get(absl::string_view key) const {
  const auto entry = entries_->find(std::string(key));
  if (entry == entries_->end()) return std::nullopt;
  return entry->second;
}

std::unique_ptr<Cursor> MemoryStore::NewCursor() const {
  return std::make_unique<MemoryCursor>(entries_);
}

void MemoryStore::Put(absl::string_view key, absl::string_view value) {
  Own()[std::string(key)] = std::string(value);
}

void MemoryStore::Delete(absl::string_view key) { Own().erase(std::string(key)); }

MemoryStore::Entries& MemoryStore::Own() {
  if (entries_.use_count() > 1) entries_ = std::make_shared<Entries>(*entries_);
  return *entries_;
}

}  // namespace tally
