// References: what the parts of a book say of each other and of what the ledger holds, and where;
// checked when all are read.

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

// The currency of a customer, or of the org, and where it stands or would stand.
struct CurrencyClaim {
  // Empty for the org.
  std::string customer_id;
  // Empty if the book leaves it out.
  std::string currency;
  Place place;
  std::string path;
};

struct References {
  std::vector<Reference> taxes;
  std::vector<Reference> items;
  std::vector<Reference> sources;
  std::vector<Reference> customers;
  // Where projects stand themselves.
  std::vector<Reference> projects;
  std::vector<AccountClaim> accounts;
  std::vector<CurrencyClaim> currencies;
};

// Reads the id in `field` and remembers that `references` has it.
std::string ReadReference(const Field& field, std::vector<Reference>& references);

// Reads the currency of a customer, of the org if `customer_id` is empty, and remembers where it
// stands.
std::string ReadCurrency(const Field& field, const std::string& customer_id,
                         References& references);

// Complains of references to what the book does not have, and of accounts that two customers claim.
void CheckReferences(const Book& book, const References& references, Problems& problems);

// Complains of what is right in the book `wanted` itself, but not beside what `ledger` has already:
// currencies that would change, accounts of customers that the book does not name, and projects
// that would change after they were invoiced or become another customer's.
void CheckAgainst(const Book& ledger, const Book& wanted, const References& references,
                  Problems& problems);

}  // namespace tally
