// Line words: the sentences about one line of an invoice, from facts alone.

#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/calendar/period.h"
#include "ledger/explain/words.h"
#include "ledger/money/fraction.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// The month that is billed, and by whose clocks.
struct BilledMonth {
  // `2026-10`.
  std::string month;
  Span span;
  absl::TimeZone zone;
  // First day of the plan in force.
  std::string plan_from;
};

// `18 × 12.50 = 225.00 USD`, or `7 × 0.0176 is rounded to 0.12 USD`; `17.633333 (529/30) × 12.50 ×
// 19/30` for fractions and parts of a period, `22 in tiers: 182 - 160.00` for tiers, and the amount
// alone where it is no product. Where prices include tax, `24.00 USD with tax, 20.00 USD before`.
std::string ProductWords(const v1::Line& line);
// The same behind the line's description.
std::string LineWords(const v1::Line& line);

// `18, fixed in your plan of 1 Aug 2026`.
std::string FixedWords(absl::string_view quantity, const BilledMonth& month);
// `18: shop counted 18 on 31 Oct 2026 06:00 MDT; your plan of 1 Aug 2026 bills the last count of
// the month`, and what is odd about it: that it was carried into the month, for example.
std::string CountedWords(const v1::CountedQuantity& counted, const v1::Observation& used,
                         const BilledMonth& month);
// The same if there is no count to bill.
std::string NeverCountedWords(const v1::CountedQuantity& counted, bool has_account,
                              const BilledMonth& month);
// `shop counted 18 of SEAT on account A1 on 31 Oct 2026 06:00 MDT; recorded …`.
std::string CountWords(absl::string_view source_id, const v1::Observation& seen,
                       const Deed& recorded, const absl::TimeZone& zone);
// `Your plan of 1 Aug 2026 is the one in force as October 2026 begins`.
std::string PlanWords(const BilledMonth& month);

// `12.50 USD each, held since 1 Aug 2026; 11.00 USD before`. `before` may be empty.
std::string HeldPriceWords(absl::string_view price, absl::string_view currency,
                           absl::string_view since, absl::string_view before);
// `13.52 USD each: shop's cost of 10.816 USD as of 31 Oct 2026 06:00 MDT, plus 25%`.
std::string VendorPriceWords(absl::string_view price, absl::string_view source_id,
                             const v1::Observation& last, absl::string_view markup_percent,
                             const absl::TimeZone& zone);
// Says why there is no vendor's price; `was_counted` if anything was counted at all.
std::string NoVendorPriceWords(absl::string_view source_id, absl::string_view currency,
                               bool was_counted);
// `exactly 0.1232 USD, rounded half away from zero to 0.12 USD by the rule of Northwind IT`.
std::string RoundedWords(const Fraction& exact, absl::string_view rounded,
                         absl::string_view currency, const v1::Org& org);
// The same by another rule of the org.
std::string RoundedWords(const Fraction& exact, absl::string_view rounded,
                         absl::string_view currency, v1::Rounding rounding, const v1::Org& org);

// `18, set by ann`, `12.50 USD each, set by ann`.
std::string SetQuantityWords(absl::string_view quantity, absl::string_view actor);
std::string SetPriceWords(absl::string_view price, absl::string_view currency,
                          absl::string_view actor);
// `ann set the quantity to 18 instead of 17 on 3 Nov 2026 12:00 UTC: one seat more`. `what` is
// `quantity` or `price`.
std::string ChangeWords(const Deed& change, absl::string_view what, absl::string_view now,
                        absl::string_view before, absl::string_view reason);
// `ann waived “stale count” (last counted …) on 3 Nov 2026 12:00 UTC: seen by the client`.
std::string WaivedWords(const v1::Flag& flag, const Deed& waiver);

// `Seat is item seat of the catalog`.
std::string ItemWords(absl::string_view description, absl::string_view item_id);
// Says which tax is on a line and who chose it. `group` is the line's on the document.
std::string TaxChoiceWords(const v1::Item& item, const v1::Customer& customer,
                           const v1::TaxGroup& group);
// `Last month it was 17 × 12.50, 212.50 USD; now it is 12.50 USD more: …`.
std::string LastMonthWords(const v1::DraftLine& rated);

}  // namespace tally
