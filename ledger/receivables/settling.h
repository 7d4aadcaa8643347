// Settling: how a credit is spread over invoices.
//
// What settles an invoice is taken off what is left of the credit and off what is open of the
// invoice, on the same day. The day is the earliest from which on both were there: not before the
// credit or the invoice was, nor before the last day on which either grew. So looking back, on no
// day was anything below zero.
//
// In the books each side has the worth that it was recorded at (base_share.h); what they differ by
// is realised. What is taken back restores what it was to the cent.

#pragma once

#include <string>
#include <vector>

#include "ledger/money/rounding.h"
#include "tally/v1/payments.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// From when on, and how the org rounds.
struct SettlingRules {
  // The day that is asked for, `YYYY-MM-DD`: nothing is dated before it.
  std::string not_before;
  RoundingMode mode = RoundingMode::kHalfAwayFromZero;
};

// Settles `amount` of `invoice` with `credit`: above zero, at most what is open of the one and left
// of the other, from which it is taken off. Returns the allocation. What `credit` says of its
// allocations stays.
v1::Allocation Settle(const SettlingRules& rules, const v1::Money& amount,
                      v1::CustomerCredit& credit, v1::InvoiceSettlement& invoice);

// Takes `amount` back of what `credit` settles of `invoice`: above zero, at most what `settled`
// says, the entry of the credit for the invoice. It is open and left again. Returns the allocation,
// with negative amounts.
v1::Allocation TakeBack(const SettlingRules& rules, const v1::Money& amount,
                        const v1::Allocation& settled, v1::CustomerCredit& credit,
                        v1::InvoiceSettlement& invoice);

// The most that `credit` can settle of `invoice`: nothing if they are in different currencies.
v1::Money MostOf(const v1::CustomerCredit& credit, const v1::InvoiceSettlement& invoice);

// Settles `invoices`, in their order, until nothing is left of `credit` or open of them. Returns
// the allocations.
std::vector<v1::Allocation> SettleInOrder(const SettlingRules& rules, v1::CustomerCredit& credit,
                                          std::vector<v1::InvoiceSettlement>& invoices);

// What `credit` settles of the invoice with `number`; nothing, as null, if that is none of it.
const v1::Allocation* SettledOf(const v1::CustomerCredit& credit, const std::string& number);

// Returns a credit of which all is left. `base` is its worth in the books, null without a rate.
v1::CustomerCredit NewCredit(v1::CreditKind kind, const std::string& id,
                             const std::string& customer_id, const std::string& date,
                             const v1::Money& amount, const v1::Money* base);

}  // namespace tally
