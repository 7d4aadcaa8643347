// Account: what a customer owes and is owed on a day, from the receivables and the books.

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "ledger/books/books.h"
#include "projections/open_items.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// An amount that does not fit, on `field` of the query.
absl::Status DoesNotFit(absl::string_view field);

// What is owed by age, item by item.
class AgingSums {
 public:
  // Of amounts in `currency` on `day`.
  AgingSums(const std::string& currency, absl::CivilDay day);

  // Adds what is open of an invoice, and says how old that is. False if a sum does not fit.
  bool Add(v1::OpenInvoice& invoice);
  // Adds what is left of a credit.
  bool AddCredit(const v1::Money& left, bool is_deposit);
  // Adds what others come to.
  bool Add(const v1::AgingBuckets& others);

  // All of it.
  const v1::AgingBuckets& buckets() const { return buckets_; }

 private:
  bool SetBalance();

  const absl::CivilDay day_;
  v1::AgingBuckets buckets_;
};

// What one customer owes and is owed.
struct Account {
  AgingSums sums;
  // What is open of each invoice, by due date and number once SortInvoices() was called.
  std::vector<v1::OpenInvoice> invoices;

  // Adds `item`, of which the books of `org_id` know more. False if a sum does not fit.
  bool Add(const Books& books, const std::string& org_id, const OpenItem& item);
  void SortInvoices();
};

// Returns the customer's account on the day of `items`, with sorted invoices. AMOUNT_OUT_OF_RANGE,
// naming `field`, if a sum does not fit.
absl::StatusOr<Account> AccountOf(const Books& books, const v1::Org& org,
                                  const v1::Customer& customer, const OpenItems& items,
                                  absl::CivilDay day, absl::string_view field);

}  // namespace tally
