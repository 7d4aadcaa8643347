// Price words: the sentences about what each unit of a line costs, where that is more than a held
// price or a vendor's cost with a markup, from facts alone.

#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/money/fraction.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// `13.52 USD`.
std::string PriceText(absl::string_view price, absl::string_view currency);

// `plus 25%`, `of which 20% is left after it`, `as it is`, and the floor.
std::string PricingText(const v1::VendorPrice& price, absl::string_view currency);
// Which of the vendor's costs prices the line; empty for the last one of the period.
std::string SyncText(v1::VendorSync sync);

// `13.52 USD each: shop's cost of 10.816 EUR as of 31 Oct 2026 06:00 MDT, 11.90 USD at 1.1, plus
// 25%`. `exchange` is unset if the cost is in `currency`.
std::string CostPriceWords(absl::string_view price, absl::string_view currency,
                           absl::string_view source_id, const v1::Observation& seen,
                           const std::optional<v1::ExchangeUse>& exchange,
                           const v1::VendorPrice& pricing, const absl::TimeZone& zone);
// The same of a cost that was passed on.
std::string PassedOnWords(absl::string_view price, absl::string_view currency,
                          absl::string_view unit_cost, absl::string_view cost_currency,
                          const std::optional<v1::ExchangeUse>& exchange,
                          const v1::VendorPrice& pricing);
// `1 EUR is 1.1 USD from 30 Oct 2026 on, says ECB`.
std::string ExchangeWords(const v1::ExchangeUse& exchange);

// `8.272727 USD each on average: graduated tiers, each unit at the price of its own`.
std::string TieredPriceWords(const v1::Line& line, v1::TierMode mode);
// `5 × 0.00 + 100.00 = 100`, or `10 blocks of 100 × 1.00 = 10`.
std::string TierWords(const v1::Line& line, int index);
// `less 160.00 USD that was billed for 12 before`.
std::string BilledBeforeWords(const v1::Accumulated& accumulated);

// `the vendor charges 11.00 USD each, which leaves 1.00 USD; the margin guard asks for 20%, 2.40
// USD`.
std::string MarginWords(const v1::Line& line, absl::string_view guard_percent);

}  // namespace tally
