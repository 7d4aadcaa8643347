// CreditSettling: which invoices in the books a credit settles; see ledger/receivables/settling.h.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/books/books.h"
#include "ledger/receivables/settling.h"
#include "tally/v1/event.pb.h"

namespace tally {

// From `date` on, but in no month that was closed.
SettlingRules RulesFrom(const Books& books, const v1::Org& org, const std::string& date);

// What `amount` is worth in the org's currency on `date`; unset if that is its currency, or if no
// rate is known. AMOUNT_OUT_OF_RANGE if it does not fit.
absl::StatusOr<std::optional<v1::BaseValue>> BaseValueOf(const Books& books, const v1::Org& org,
                                                         const v1::Money& amount,
                                                         const std::string& date);

// Settles the open invoices of the credit's customer, by due date and number, until nothing is left
// of it. Returns the allocations.
std::vector<v1::Allocation> SettleOldest(const Books& books, const std::string& org_id,
                                         const SettlingRules& rules, v1::CustomerCredit& credit);

// Settles with `credit` what `chosen` says, in all: takes back what it settles beyond that, and
// then settles what is missing. Returns the allocations. INVOICE_NOT_FOUND, ANOTHER_CUSTOMER,
// LISTED_TWICE, WRONG_CURRENCY, AMOUNT_NOT_POSITIVE, EXCEEDS_OPEN or EXCEEDS_CREDIT, naming fields
// of `chosen`.
absl::StatusOr<std::vector<v1::Allocation>> SettleChosen(const Books& books,
                                                         const std::string& org_id,
                                                         const SettlingRules& rules,
                                                         const v1::ChosenInvoices& chosen,
                                                         v1::CustomerCredit& credit);

// Takes back all that `credit` settles. Returns the allocations.
std::vector<v1::Allocation> TakeAllBack(const Books& books, const std::string& org_id,
                                        const SettlingRules& rules, v1::CustomerCredit& credit);

// Settles `invoice`, which is being issued, with the credit of its customer, the oldest first;
// deposits wait for a person, and so does all credit if the org says so. `given` is credit that is
// given in the same commit. Returns the events.
std::vector<v1::Event> SettleIssued(const Books& books, const v1::Org& org,
                                    const v1::Invoice& invoice,
                                    const std::vector<v1::CustomerCredit>& given);

// The event that `credit` settles `allocations` more.
v1::CreditAllocated AllocatedOf(const std::string& org_id, const v1::CustomerCredit& credit,
                                const std::vector<v1::Allocation>& allocations);

}  // namespace tally
