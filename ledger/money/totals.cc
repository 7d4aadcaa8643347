#include "ledger/money/totals.h"

#include <algorithm>

#include "ledger/money/money.h"

namespace tally {

bool AddTotals(google::protobuf::RepeatedPtrField<v1::Totals>& sums, const v1::Totals& totals) {
  for (v1::Totals& sum : sums) {
    if (sum.total().currency() != totals.total().currency()) continue;
    const auto net = Add(sum.net(), totals.net());
    const auto tax = Add(sum.tax(), totals.tax());
    const auto total = Add(sum.total(), totals.total());
    if (!net || !tax || !total) return false;
    *sum.mutable_net() = *net;
    *sum.mutable_tax() = *tax;
    *sum.mutable_total() = *total;
    return true;
  }
  v1::Totals& sum = *sums.Add();
  *sum.mutable_net() = totals.net();
  *sum.mutable_tax() = totals.tax();
  *sum.mutable_total() = totals.total();
  return true;
}

v1::Money PayableOf(const v1::Totals& totals) {
  if (totals.has_payable()) return totals.payable();
  return MakeMoney(std::max<int64_t>(0, totals.total().minor_units()), totals.total().currency());
}

}  // namespace tally
