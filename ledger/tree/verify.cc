#include "ledger/tree/verify.h"

#include <bit>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

// A node on the way from a leaf to the root, and the rightmost one beside it: the RFC's fn and sn.
struct Way {
  uint64_t node;
  uint64_t last;

  void Up(int levels) {
    node >>= levels;
    last >>= levels;
  }
  bool IsAtRoot() const { return last == 0; }
  // Whether the sibling is on the left. A last node that is a left child has none at its level and
  // moves up until it is a right child, or the root.
  bool HasLeftSibling() const { return node % 2 == 1 || node == last; }
  void UpToRightChild() { Up(std::countr_zero(node)); }
};

constexpr char kTooLong[] = "the proof has more hashes than the way to the root";
constexpr char kTooShort[] = "the proof has fewer hashes than the way to the root";

}  // namespace

absl::Status VerifyInclusion(const Hash& leaf_hash, uint64_t index, uint64_t size,
                             absl::Span<const Hash> proof, const Hash& root) {
  if (index >= size) return Wrong(absl::StrCat("a tree of ", size, " has no leaf ", index));

  Way way = {index, size - 1};
  Hash hash = leaf_hash;
  for (const Hash& sibling : proof) {
    if (way.IsAtRoot()) return Wrong(kTooLong);
    if (way.HasLeftSibling()) {
      hash = NodeHash(sibling, hash);
      way.UpToRightChild();
    } else {
      hash = NodeHash(hash, sibling);
    }
    way.Up(1);
  }
  if (!way.IsAtRoot()) return Wrong(kTooShort);
  if (hash != root) {
    return Wrong(absl::StrCat("the proof does not lead from leaf ", index, " to the root"));
  }
  return absl::OkStatus();
}

absl::Status VerifyConsistency(uint64_t old_size, const Hash& old_root, uint64_t size,
                               const Hash& root, absl::Span<const Hash> proof) {
  if (old_size > size) {
    return Wrong(absl::StrCat("a tree of ", size, " was not one of ", old_size, " before"));
  }
  if (old_size == 0 && old_root != EmptyRoot()) return Wrong("the old root is not the empty one");
  if (size == 0 && root != EmptyRoot()) return Wrong("the root is not the empty one");
  if (old_size == size && old_root != root) {
    return Wrong(absl::StrCat("two trees of ", size, " have different roots"));
  }
  if (old_size == 0 || old_size == size) return proof.empty() ? absl::OkStatus() : Wrong(kTooLong);
  if (proof.empty()) return Wrong(kTooShort);

  Way way = {old_size - 1, size - 1};
  way.Up(std::countr_one(way.node));
  // An old tree that is complete is not in the proof, being known.
  const bool is_complete = std::has_single_bit(old_size);
  Hash old_hash = is_complete ? old_root : proof.front();
  Hash hash = old_hash;
  for (const Hash& sibling : proof.subspan(is_complete ? 0 : 1)) {
    if (way.IsAtRoot()) return Wrong(kTooLong);
    if (way.HasLeftSibling()) {
      old_hash = NodeHash(sibling, old_hash);
      hash = NodeHash(sibling, hash);
      way.UpToRightChild();
    } else {
      hash = NodeHash(hash, sibling);
    }
    way.Up(1);
  }
  if (!way.IsAtRoot()) return Wrong(kTooShort);
  if (old_hash != old_root) return Wrong("the proof does not lead to the old root");
  if (hash != root) return Wrong("the proof does not lead to the root");
  return absl::OkStatus();
}

}  // namespace tally
