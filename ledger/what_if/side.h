// Side: the months of one customer, drafted anew one after the other in books that are only thought
// of.
//
//   Side side(rows, customer_of, drafted_since);
//   for (absl::CivilMonth month : months) Drafted drafted = side.Draft(month, now);
//
// A month sees what the ones before it came to here: what was billed in advance, what adds up over
// several months, hours that are carried on.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/books/books.h"
#include "ledger/store/overlay_store.h"
#include "ledger/what_if/price_changes.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Whose months.
struct CustomerOf {
  std::string org_id;
  std::string customer_id;
};

// What a month comes to.
struct Drafted {
  // Nothing if nothing is billed.
  std::optional<v1::DraftContent> content;
  // Why it cannot be said; empty if it can.
  std::string problem;
};

class Side {
 public:
  // The books whose rows are `rows`, which must outlive this, without the customer's drafts of
  // `months` and without what is proposed for late corrections.
  Side(const Store& rows, CustomerOf whose, const std::vector<std::string>& months);

  // Changes the prices of all plans of the customer. AMOUNT_OUT_OF_RANGE if one does not fit.
  absl::Status Change(const PriceChanges& prices);

  // Drafts the month as on the day of `now`, and keeps the draft for the months after it.
  Drafted Draft(absl::CivilMonth month, absl::Time now);

 private:
  void Forget(const std::string& month);
  void ForgetLateNews();
  void Keep(absl::CivilMonth month, const v1::DraftContent& content);

  const CustomerOf whose_;
  OverlayStore rows_;
  Books books_;
};

}  // namespace tally
