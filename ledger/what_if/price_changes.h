// Price changes: what plans say at other prices.
//
//   const PriceChanges changes(query.prices());
//   absl::Status is = changes.Apply(plan);

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <map>
#include <string>

#include "absl/status/status.h"
#include "ledger/money/fraction.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/what_if.pb.h"

namespace tally {

class PriceChanges {
 public:
  // Of one item, one change is on top of the other.
  explicit PriceChanges(const google::protobuf::RepeatedPtrField<v1::PriceChange>& changes);

  // Whether no item's price changes.
  bool empty() const { return factors_.empty(); }

  // Multiplies the prices of the plan's lines that bill one of the items. AMOUNT_OUT_OF_RANGE if a
  // price does not fit.
  absl::Status Apply(v1::Plan& plan) const;

 private:
  // By item: what its prices are multiplied by.
  std::map<std::string, Fraction> factors_;
};

}  // namespace tally
