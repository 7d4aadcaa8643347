// Chain: an invoice, the one that it corrects, and so on to the one that billed a month.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/explain/basis.h"
#include "ledger/explain/origin.h"
#include "ledger/explain/past.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

struct Invoiced {
  v1::InvoiceView view;
  v1::InvoiceIssued issued;
  // As it was when the invoice was issued, and the zone of the customer's clocks.
  v1::Org org;
  absl::TimeZone zone;
  // What it was made from, unless it corrects another or bills no month.
  std::optional<Basis> basis;
  // Where it comes from, if it bills no month.
  std::optional<InvoiceOrigin> origin;

  const v1::Invoice& invoice() const { return view.invoice(); }
  // The org by whose rules its figures were rounded: as it was when they were quoted, if they were.
  const v1::Org& rules() const { return origin && origin->revised_at != 0 ? origin->org : org; }
  // The line; nullptr if there is none.
  const v1::Line* FindLine(const std::string& line_id) const;
};

// Corrections that are followed back; what a longer chain began with is asked for by its number.
inline constexpr size_t kMaxCorrections = 10;

// Returns `view` and what it corrects, the latest first. Fails as `past` does.
absl::StatusOr<std::vector<Invoiced>> ChainFrom(const std::string& org_id, v1::InvoiceView view,
                                                Past& past);

}  // namespace tally
