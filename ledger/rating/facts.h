// Facts: what rating needs to know, from whoever keeps it.

#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/calendar/period.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/exchange_rates.pb.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/runs.pb.h"
#include "tally/v1/sources.pb.h"
#include "tally/v1/taxes.pb.h"
#include "tally/v1/usage.pb.h"

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

// What one org has defined and recorded.
class Facts {
 public:
  virtual ~Facts() = default;
  virtual std::optional<v1::Item> FindItem(absl::string_view item_id) const = 0;
  virtual std::optional<v1::Tax> FindTax(absl::string_view tax_id) const = 0;
  // What the source says of one of its meters; nothing if it has no such meter.
  virtual std::optional<v1::Meter> FindMeter(absl::string_view source_id,
                                             absl::string_view meter) const = 0;
  virtual std::unique_ptr<CountSeries> CountsOf(absl::string_view source_id,
                                                absl::string_view account,
                                                absl::string_view meter) const = 0;
  // Work for a customer on `days`, by day, source and id.
  virtual std::vector<v1::RecordedTime> TimeOn(absl::string_view customer_id,
                                               const DaySpan& days) const = 0;
  // Costs made for a customer on `days`, by day, source and id.
  virtual std::vector<v1::RecordedCharge> ChargesOn(absl::string_view customer_id,
                                                    const DaySpan& days) const = 0;
  // What happened to a customer before `end` and is billed by no draft, or by that of `month`; by
  // day, source and key.
  virtual std::vector<v1::RecordedTrigger> OpenTriggers(absl::string_view customer_id,
                                                        absl::CivilDay end,
                                                        absl::CivilMonth month) const = 0;
  // The last rate from a day up to and including `day`.
  virtual std::optional<v1::RecordedExchangeRate> RateOn(absl::string_view from_currency,
                                                         absl::string_view to_currency,
                                                         absl::CivilDay day) const = 0;
  // The credit notes on the invoice of a customer's month.
  virtual std::vector<v1::CreditNote> CreditNotesOn(absl::string_view customer_id,
                                                    absl::CivilMonth month) const = 0;
  // What a customer's month bills: its draft or invoice, unless it was rejected.
  virtual std::optional<v1::DraftContent> BilledIn(absl::string_view customer_id,
                                                   absl::CivilMonth month) const = 0;
};

}  // namespace tally
