// LateMonths: what was learnt of a customer's months after they were invoiced.
//
// A month is looked at if the books have marked it; see ledger/books/late_news.h. Its differences
// are what no draft bills and nobody has decided on: rejecting a draft gives back what it billed.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ledger/books/books.h"
#include "ledger/deciders/closed_month.h"

namespace tally {

// Returns the drafts of the customer's marked months from `first` up to `end` that became invoices
// which were not voided, by month.
std::vector<v1::Draft> MarkedInvoices(const Books& books, const std::string& org_id,
                                      const std::string& customer_id, absl::CivilMonth first,
                                      absl::CivilMonth end);

class LateMonths {
 public:
  // `closed` are MarkedInvoices(); `plans` are all of the customer's. `books`, `org` and `plans`
  // must outlive this.
  LateMonths(const Books& books, const v1::Org& org, const std::vector<v1::Plan>& plans,
             absl::CivilDay today, std::vector<v1::Draft> closed);

  // Returns what the draft of `month` is to bill, whatever it bills now. AMOUNT_OUT_OF_RANGE if a
  // figure does not fit.
  absl::StatusOr<std::vector<v1::LateDifference>> For(absl::CivilMonth month) const;

  // Returns what no draft bills, and what drafts bill that are no invoices yet, by month.
  absl::StatusOr<std::vector<v1::LateDifference>> All() const;

 private:
  using Differences = std::vector<v1::LateDifference>;
  // Returns the differences of a month that was rated again.
  using Compare = std::function<absl::StatusOr<Differences>(const ClosedMonth& month)>;

  // Rates the months again, one after the other, as if `left_out` had no draft, and returns what
  // `compare` finds.
  absl::StatusOr<Differences> Walk(const std::string& left_out, const Compare& compare) const;
  // What documents settle of `month`, but for the draft of `left_out`.
  std::vector<LateAmount> SettledOf(const ClosedMonth& month, const std::string& left_out) const;
  // What the drafts bill that are no invoices yet.
  absl::StatusOr<Differences> DraftedOf(const ClosedMonth& month) const;
  // Lines that correct months before `month` and stand on later documents.
  std::vector<v1::Line> LaterLines(const std::string& month, const std::string& left_out) const;

  const Books& books_;
  const v1::Org& org_;
  const std::vector<v1::Plan>& plans_;
  const absl::CivilDay today_;
  const std::vector<v1::Draft> closed_;
  // The drafts and invoices after the first of those months, by month.
  std::vector<v1::Draft> others_;
};

// Returns all differences of a customer as of `now`: see LateMonths::All().
absl::StatusOr<std::vector<v1::LateDifference>> LateDifferencesOf(const Books& books,
                                                                  const v1::Org& org,
                                                                  const std::string& customer_id,
                                                                  absl::Time now);

}  // namespace tally
