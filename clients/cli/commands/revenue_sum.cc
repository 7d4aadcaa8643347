#include "clients/cli/commands/revenue_sum.h"

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"

namespace tally {

absl::Status RevenueSum::AddTo(RowsByKey& sums, const v1::RevenueRow& row) {
  const auto [known, is_new] =
      sums.try_emplace({row.subject(), row.net().currency(), row.month()}, row);
  if (is_new) return absl::OkStatus();
  v1::RevenueRow& sum = known->second;
  const auto net = tally::Add(sum.net(), row.net());
  const auto recurring = tally::Add(sum.monthly_recurring(), row.monthly_recurring());
  if (!net || !recurring) {
    return absl::OutOfRangeError(absl::StrCat("the sum of ", row.month(), " does not fit"));
  }
  *sum.mutable_net() = *net;
  *sum.mutable_monthly_recurring() = *recurring;
  return absl::OkStatus();
}

absl::Status RevenueSum::Add(const v1::RevenueReport& page) {
  for (const v1::RevenueRow& row : page.rows()) {
    if (absl::Status is = AddTo(rows_, row); !is.ok()) return is;
  }
  for (const v1::RevenueRow& total : page.totals()) {
    if (absl::Status is = AddTo(totals_, total); !is.ok()) return is;
  }
  return absl::OkStatus();
}

v1::RevenueReport RevenueSum::Report() const {
  v1::RevenueReport report;
  for (const auto& [key, row] : rows_) {
    const bool is_zero = row.net().minor_units() == 0 && row.monthly_recurring().minor_units() == 0;
    if (!is_zero) *report.add_rows() = row;
  }
  for (const auto& [key, total] : totals_) *report.add_totals() = total;
  return report;
}

}  // namespace tally
