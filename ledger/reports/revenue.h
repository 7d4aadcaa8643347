// Revenue: what was billed and what recurs, by month, and item or customer.
//
//   Revenue revenue(v1::REVENUE_BY_ITEM, from, to, mode);
//   revenue.Bill(invoice_view);                      // each invoice of the months
//   revenue.Recur("acme", "EUR", plans, bills);      // each customer
//   absl::StatusOr<v1::RevenueReport> report = revenue.Report();
//
// What recurs is rounded for each customer and item, and all else is a sum of that: so reports of
// some customers each add up to the one of all.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ledger/money/fraction.h"
#include "ledger/money/rounding.h"
#include "ledger/reports/recurring.h"
#include "tally/v1/insight.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// Returns the month that the invoice bills; the one of its issue if it bills none.
std::optional<absl::CivilMonth> MonthBilled(const v1::Invoice& invoice);

class Revenue {
 public:
  // For the months from `from` to `to`; others are left out. What recurs is rounded by `mode`.
  Revenue(v1::RevenueBy by, absl::CivilMonth from, absl::CivilMonth to, RoundingMode mode)
      : by_(by), from_(from), to_(to), mode_(mode) {}

  // Adds an invoice, and takes its credit notes off in the same month.
  void Bill(const v1::InvoiceView& view);

  // Adds what recurs of a customer's plans, which are by day; `bills` are all of the customer's in
  // the order of issue.
  void Recur(const std::string& customer_id, const std::string& currency,
             const std::vector<v1::Plan>& plans, const std::vector<RecurringBill>& bills);

  // Returns the rows that are not zero and their sums. AMOUNT_OUT_OF_RANGE if a figure does not
  // fit.
  absl::StatusOr<v1::RevenueReport> Report() const;

  // At most so many rows.
  size_t size() const { return sums_.size(); }

 private:
  // In minor units, whole; out of range where something does not fit.
  struct Sums {
    Fraction net;
    Fraction recurring;
  };
  // Subject, currency and month.
  using Key = std::tuple<std::string, std::string, std::string>;

  // Adds what a line comes to, or what is taken back of it if it is negative.
  void AddLine(const v1::Invoice& invoice, const v1::Line& line, int64_t minor_units);
  Sums& At(const std::string& customer_id, const std::string& item_id, const std::string& currency,
           const std::string& month);

  const v1::RevenueBy by_;
  const absl::CivilMonth from_;
  const absl::CivilMonth to_;
  const RoundingMode mode_;
  std::map<Key, Sums> sums_;
};

}  // namespace tally
