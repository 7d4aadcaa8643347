// WhatIf: what past months would have billed with changes, customer by customer.
//
//   auto what_if = WhatIf::Start(rows, query, context);
//   while (what_if->HasNext()) Use(what_if->Next());
//   Use(what_if->Totals());
//
// What was drafted before the first month is the ground of both sides. From there each side drafts
// every month from all that is known now, also where that was learnt after the month's invoice, and
// sees what its own months before came to. Both leave out what people changed on drafts, credit
// notes, and late corrections, so that two sides that say the same come to the same.
//
// Only the drafts of one customer are in memory at a time.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/books/books.h"
#include "ledger/deciders/decider.h"
#include "ledger/store/overlay_store.h"
#include "ledger/what_if/price_changes.h"
#include "tally/v1/what_if.pb.h"

namespace tally {

class WhatIf {
 public:
  // `rows` are those of the books, which must outlive this and not change. Refuses what the query
  // asks for as the commands would that make the changes.
  static absl::StatusOr<std::unique_ptr<WhatIf>> Start(const Store& rows, v1::PreviewWhatIf query,
                                                       const Context& context);

  // Whether there are customers left.
  bool HasNext() const { return customers_->Valid(); }
  // Compares the months of the next customer, by month. Months that bill nothing either way are
  // left out, and with `only_different` those that are the same.
  std::vector<v1::WhatIfMonth> Next();

  // The sums of what was compared so far, by month and currency.
  google::protobuf::RepeatedPtrField<v1::WhatIfTotal> Totals() const;

 private:
  WhatIf(const Store& rows, v1::PreviewWhatIf query, const Context& context);

  absl::Status Check() const;
  absl::Status CheckPrices() const;
  // Counts the months as run, so that the first of them is compared with one before it.
  void CountAsRun(Books& books) const;
  // All months from the first on that anything was drafted for.
  std::vector<std::string> DraftedMonths() const;
  // When the month of the customer was billed, or would be: on the day of its invoice, or at once
  // when the month is over.
  absl::Time WhenBilled(absl::CivilMonth month, const v1::Draft* draft) const;
  std::vector<v1::WhatIfMonth> Compare(const v1::Customer& customer);
  void AddInvoice(const v1::Draft* draft, v1::WhatIfMonth& month) const;

  const v1::PreviewWhatIf query_;
  const Context context_;
  const PriceChanges prices_;
  OverlayStore as_is_rows_;
  OverlayStore if_rows_;
  Books as_is_;
  Books if_;
  std::set<std::string> only_;
  std::vector<absl::CivilMonth> months_;
  std::vector<std::string> drafted_months_;
  std::unique_ptr<Rows<v1::Customer>> customers_;
  std::map<std::pair<std::string, std::string>, v1::WhatIfTotal> totals_;
};

}  // namespace tally
