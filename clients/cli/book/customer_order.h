// CustomerOrder: in which order customers are changed, so that no account has two owners in
// between.
//
// An account has one owner at any time. Customers that give one up go first. One that gives up an
// account and takes another's has to do so in two steps: first without what is not yet free.

#pragma once

#include <string>
#include <vector>

#include "clients/cli/book/book.h"
#include "clients/cli/book/diff.h"

namespace tally {

struct CustomerStep {
  v1::Customer customer;
  // The etag that the change was decided on.
  std::string etag;
  // Whether this is the second step of its customer, whose etag the first has changed.
  bool is_second = false;
};

// Steps of the first wave do not depend on each other; those of the second follow when all of the
// first are done.
struct CustomerSteps {
  std::vector<CustomerStep> first;
  std::vector<CustomerStep> second;
};

// Orders the changes of customers from `ledger` to `wanted`.
CustomerSteps OrderCustomers(const Book& ledger, const Book& wanted, const PartDiff& customers);

}  // namespace tally
