// RevenueSum: the revenue of all customers, from the pages of it; each page is of some customers.
//
//   RevenueSum sum;
//   sum.Add(page);                               // each page
//   const v1::RevenueReport report = sum.Report();

#pragma once

#include <map>
#include <string>
#include <tuple>

#include "absl/status/status.h"
#include "tally/v1/insight.pb.h"

namespace tally {

class RevenueSum {
 public:
  // Out of range if a sum does not fit.
  absl::Status Add(const v1::RevenueReport& page);

  // Returns the rows that are not zero and the totals, in the order of pages.
  v1::RevenueReport Report() const;

 private:
  // Subject, currency and month.
  using Key = std::tuple<std::string, std::string, std::string>;
  using RowsByKey = std::map<Key, v1::RevenueRow>;

  static absl::Status AddTo(RowsByKey& sums, const v1::RevenueRow& row);

  RowsByKey rows_;
  RowsByKey totals_;
};

}  // namespace tally
