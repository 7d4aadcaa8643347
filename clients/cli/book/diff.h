// Diff: what applying a book would change in the ledger, in words.

#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "clients/cli/book/book.h"

namespace tally {

// The parts of a book, in the order in which they are applied: each refers only to those before.
enum class Part { kOrg, kTaxes, kItems, kSources, kCustomers, kPlans, kProjects };
inline constexpr size_t kParts = 7;

// Returns `org`, `taxes`, …
const char* PartName(Part part);

// One resource that the ledger does not have, or has otherwise.
struct Change {
  // Where it stands in its part of the new book.
  size_t index = 0;
  // The id of the resource; of a plan `customer.plan[2026-08-01]`.
  std::string id;
  // The etag that it was compared under; empty if the ledger does not have it.
  std::string etag;
  // What changes, such as `managed-server.name: "A" -> "B"`; nothing if it is added.
  std::vector<std::string> words;

  bool is_added() const { return words.empty(); }
};

struct PartDiff {
  std::vector<Change> changes;
  size_t unchanged = 0;
  // Ids of what the ledger has and the book does not mention. It stays as it is.
  std::vector<std::string> left_alone;
};

struct BookDiff {
  std::array<PartDiff, kParts> parts;

  PartDiff& of(Part part) { return parts[static_cast<size_t>(part)]; }
  const PartDiff& of(Part part) const { return parts[static_cast<size_t>(part)]; }
  // How many resources are added or changed.
  size_t changes() const;
};

// Compares what the ledger has with what it shall have. Both are canonical.
BookDiff Compare(const Book& ledger, const Book& wanted);

}  // namespace tally
