#include "ledger/tree/frontier.h"

#include <bit>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tally {

absl::StatusOr<Frontier> Frontier::From(uint64_t size, std::vector<Hash> subtrees) {
  const auto expected = static_cast<size_t>(std::popcount(size));
  if (subtrees.size() != expected) {
    return absl::InvalidArgumentError(absl::StrCat("a tree of ", size, " leaves has ", expected,
                                                   " complete subtrees, not ", subtrees.size()));
  }
  Frontier frontier;
  frontier.size_ = size;
  frontier.subtrees_ = std::move(subtrees);
  return frontier;
}

void Frontier::Append(const Hash& leaf_hash) {
  Append(leaf_hash, [](int, uint64_t, const Hash&) {});
}

void Frontier::Append(const Hash& leaf_hash, const Completed& completed) {
  const uint64_t index = size_++;
  Hash hash = leaf_hash;
  completed(0, index, hash);
  const int levels = std::countr_zero(size_);
  for (int level = 1; level <= levels; ++level) {
    hash = NodeHash(subtrees_.back(), hash);
    subtrees_.pop_back();
    completed(level, index >> level, hash);
  }
  subtrees_.push_back(hash);
}

Hash Frontier::Root() const {
  if (subtrees_.empty()) return EmptyRoot();
  Hash root = subtrees_.back();
  for (size_t i = subtrees_.size() - 1; i-- > 0;) root = NodeHash(subtrees_[i], root);
  return root;
}

}  // namespace tally
