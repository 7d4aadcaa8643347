// Receivables: invoices and payments as events, for stories about what became of them.

#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tally {

// An invoice of `cents` to `customer` with the line `work`, issued and due on those days; with more
// that is said of it in text format.
inline std::string Issued(absl::string_view number, absl::string_view customer, int64_t cents,
                          absl::string_view currency, absl::string_view issued,
                          absl::string_view due, absl::string_view more = "") {
  const std::string money = absl::StrCat("{ minor_units: ", cents, " currency: '", currency, "' }");
  return absl::StrCat("invoice_issued { org_id: 'msp' number_series: 'OLD-{N}' number_counter: 1 ",
                      "invoice { number: '", number, "' bill_to { customer_id: '", customer,
                      "' } issue_date: '", issued, "' due_date: '", due,
                      "' lines { line_id: 'work' amount ", money, " } totals { net ", money,
                      " total ", money, " } ", more, " } }");
}

// The same in euros of an org in dollars, booked at `base_cents`.
inline std::string IssuedInEuros(absl::string_view number, absl::string_view customer,
                                 int64_t cents, int64_t base_cents, absl::string_view issued) {
  return Issued(number, customer, cents, "EUR", issued, issued,
                absl::StrCat("base_totals { totals { total { minor_units: ", base_cents,
                             " currency: 'USD' } } }"));
}

// A payment of `cents` that settles nothing yet.
inline std::string Paid(absl::string_view payment, absl::string_view customer, int64_t cents,
                        absl::string_view currency, absl::string_view date,
                        absl::string_view more = "") {
  return absl::StrCat("payment_recorded { org_id: 'msp' payment { payment_id: '", payment,
                      "' customer_id: '", customer, "' amount { minor_units: ", cents,
                      " currency: '", currency, "' } date: '", date, "' ", more, " } }");
}

// `cents` of a payment settle a part of an invoice from a day on; in the books both are
// `base_cents`, if that is not zero.
inline std::string Allocated(absl::string_view payment, absl::string_view customer,
                             absl::string_view invoice, int64_t cents, absl::string_view currency,
                             absl::string_view date, int64_t base_cents = 0) {
  const std::string base =
      base_cents == 0
          ? ""
          : absl::StrCat("receivable_base { minor_units: ", base_cents, " currency: 'USD' }");
  return absl::StrCat("credit_allocated { org_id: 'msp' customer_id: '", customer,
                      "' credit { kind: CREDIT_KIND_PAYMENT id: '", payment,
                      "' } allocations { invoice_number: '", invoice,
                      "' amount { minor_units: ", cents, " currency: '", currency, "' } date: '",
                      date, "' ", base, " } }");
}

}  // namespace tally
