// Facts: what rating needs to know, from whoever keeps it.

#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/calendar/period.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/runs.pb.h"
#include "tally/v1/taxes.pb.h"

namespace tally {

// What was counted under one source, account and meter.
class CountSeries {
 public:
  virtual ~CountSeries() = default;
  // The last count before `instant`.
  virtual std::optional<v1::Count> LastBefore(absl::Time instant) const = 0;
  // The counts in `span`, by time.
  virtual std::vector<v1::Count> In(const Span& span) const = 0;
};

// The catalog and the counts of one org.
class Facts {
 public:
  virtual ~Facts() = default;
  virtual std::optional<v1::Item> FindItem(absl::string_view item_id) const = 0;
  virtual std::optional<v1::Tax> FindTax(absl::string_view tax_id) const = 0;
  virtual std::unique_ptr<CountSeries> CountsOf(absl::string_view source_id,
                                                absl::string_view account,
                                                absl::string_view meter) const = 0;
};

}  // namespace tally
