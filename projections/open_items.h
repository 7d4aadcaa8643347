// OpenItems: what is open of invoices and left of credits on a day.
//
//   const OpenItems items(receivables, "msp", "2026-05-31");
//   items.ForEach([&](const OpenItem& item) { … });
//
// Reads the items that are open now, and those that were closed after the day; not all that ever
// were.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "projections/receivables.h"
#include "tally/v1/money.pb.h"

namespace tally {

// An invoice that is to be paid, or a credit that is left.
struct OpenItem {
  ItemName name;
  // How much; not zero.
  v1::Money amount;
  // What that is in the books, in the org's currency; nothing if it is not known.
  std::optional<v1::Money> base;
};

class OpenItems {
 public:
  using Use = std::function<void(const OpenItem&)>;

  // `receivables` must outlive this. The day is `YYYY-MM-DD`; what happened on it counts.
  OpenItems(const Receivables& receivables, std::string org_id, std::string day)
      : receivables_(receivables), org_id_(std::move(org_id)), day_(std::move(day)) {}

  // Calls `use` with each item of which something is open, in no order.
  void ForEach(const Use& use) const;
  // The same for one customer.
  void ForEachOf(const std::string& customer_id, const Use& use) const;
  // What is open of one item; nothing if nothing is.
  std::optional<OpenItem> Find(const ItemName& name) const;

 private:
  void UseIfOpen(const ItemName& name, const Use& use) const;
  // The same for what a row of Receivables::open lists.
  void UseNotClosed(const std::string& customer_id, const v1::CustomerCreditPage& row,
                    const Use& use) const;

  const Receivables& receivables_;
  const std::string org_id_;
  const std::string day_;
};

}  // namespace tally
