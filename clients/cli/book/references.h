// References: what the parts of a book say of each other, and where; checked when all are read.

#pragma once

#include <string>
#include <vector>

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/problems.h"

namespace tally {

// The id of something else, and where it stands.
struct Reference {
  std::string id;
  Place place;
  std::string path;
};

// An account that a customer says is its own.
struct AccountClaim {
  std::string source_id;
  std::string account;
  std::string customer_id;
  Place place;
  std::string path;
};

struct References {
  std::vector<Reference> taxes;
  std::vector<Reference> items;
  std::vector<Reference> sources;
  std::vector<AccountClaim> accounts;
};

// Reads the id in `field` and remembers that `references` has it.
std::string ReadReference(const Field& field, std::vector<Reference>& references);

// Complains of references to what the book does not have, and of accounts that two customers claim.
void CheckReferences(const Book& book, const References& references, Problems& problems);

}  // namespace tally
