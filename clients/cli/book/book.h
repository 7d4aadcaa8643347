// Book: what an org bills and to whom, as the ledger's own resources.
//
// A book is read from a file (read_book.h) or from the ledger (in commands/), brought to one form
// (canonical.h), compared (diff.h) and written to a file (write_book.h).

#pragma once

#include <map>
#include <string>
#include <vector>

#include "ledger/formats/number_pattern.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/projects.pb.h"
#include "tally/v1/sources.pb.h"
#include "tally/v1/taxes.pb.h"

namespace tally {

struct Book {
  // Its id is empty if the ledger does not have the org.
  v1::Org org;
  std::vector<v1::Tax> taxes;
  std::vector<v1::Item> items;
  std::vector<v1::Source> sources;
  std::vector<v1::Customer> customers;
  // In no order; canonical.h puts them in order of customer and day.
  std::vector<v1::Plan> plans;
  std::vector<v1::Project> projects;
  // Of a book from the ledger: the invoice of each project that was invoiced, by project.
  std::map<std::string, std::string> project_invoices;
};

// The tax that says of a customer that it pays none.
inline constexpr char kExempt[] = "exempt";

// What the ledger takes where a book or an org says nothing; number_pattern.h has the patterns.
inline constexpr char kDefaultJumpPercent[] = "25";
inline constexpr char kDefaultJumpUnits[] = "3";
inline constexpr uint32_t kDefaultStaleHours = 48;

}  // namespace tally
