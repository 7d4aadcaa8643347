// Origin: where an invoice comes from that bills no month: a quote, a project, or late fees.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/explain/late_fees.h"
#include "ledger/explain/past.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/projects.pb.h"
#include "tally/v1/quotes.pb.h"

namespace tally {

struct InvoiceOrigin {
  // The revision that was accepted, and the events that made it and accepted it; empty without a
  // quote.
  v1::QuoteRevision revision;
  uint64_t revised_at = 0;
  uint64_t accepted_at = 0;
  // The org as it was when the revision was made.
  v1::Org org;
  // The project as it was when its lines were made, with what its tasks came to; empty without one.
  v1::ProjectView project;
  // What its late fees are for.
  std::vector<LateFeeGround> late_fees;
};

// Whether `invoice` bills no month's draft, nor corrects an invoice.
bool IsOneOff(const v1::Invoice& invoice);

// Returns where `invoice`, issued by the event at `position`, comes from. Fails as `past` does;
// DATA_LOSS if the log does not have its quote or project.
absl::StatusOr<InvoiceOrigin> OriginOf(const std::string& org_id, const v1::Invoice& invoice,
                                       uint64_t position, Past& past);

}  // namespace tally
