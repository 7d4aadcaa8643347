// Counting: counts on the accounts of a customer, and what a line of its plan makes of them.
//
//   Counting counting;
//   counting.See("2026-09-12T00:00:00Z", "18");
//   InWords(counting.For("QUANTITY_RULE_PERIOD_END"))     // "18 [1]"
//
// The customer has accounts S1 and S2 of shop and D1 of directory; both count SEAT. Days are those
// of September 2026, of the zone that the test says. Counts are numbered as they were seen.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/books/books.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/rating/quantity.h"
#include "ledger/store/memory_store.h"
#include "support/text.h"

namespace tally {

class Counting {
 public:
  explicit Counting(absl::string_view zone = "UTC") : zone_(*FindZone(zone)) {}

  // Records what was seen; `more` are further fields of the observation.
  void See(absl::Time instant, absl::string_view quantity, const std::string& account = "S1",
           absl::string_view more = "") {
    v1::Count count;
    v1::Observation& seen = *count.mutable_observation();
    seen = Parse<v1::Observation>(more);
    *seen.mutable_observed_at() = ToProto(instant);
    seen.set_account(account);
    if (seen.meter().empty()) seen.set_meter("SEAT");
    seen.set_quantity(std::string(quantity));
    count.set_position(++position_);
    const char* source = account == "D1" ? "directory" : "shop";
    books_.counts.Put("msp", source, seen.account(), seen.meter(), seen.observed_at(), count);
  }
  void See(absl::string_view instant, absl::string_view quantity, const std::string& account = "S1",
           absl::string_view more = "") {
    See(InstantOf(instant), quantity, account, more);
  }

  // What a line for `meter` of shop by `rule` bills of `days`; `more` are further fields of the
  // line.
  Counted For(absl::string_view rule, absl::string_view more = "") const {
    return For(rule, more, SpanOf(days, zone_));
  }
  Counted For(absl::string_view rule, absl::string_view more, const Span& span) const {
    const auto counted = Parse<v1::CountedQuantity>(
        absl::StrCat("source_id: 'shop' meter: '", meter, "' rule: ", rule, " ", more));
    return CountFor(Input(span), counted, days, span);
  }

  // The costs of SEAT of shop in `days`.
  std::vector<v1::Count> Costs() const {
    const Span span = SpanOf(days, zone_);
    return CostsOf(Input(span), Parse<v1::CountSource>("source_id: 'shop' meter: 'SEAT'"), span);
  }

  void DefineSource(absl::string_view text) {
    const auto source = Parse<v1::Source>(text);
    books_.sources.Put("msp", source.source_id(), source);
  }

  const absl::TimeZone& zone() const { return zone_; }

  std::string meter = "SEAT";
  DaySpan days = DaysOf(absl::CivilMonth(2026, 9));
  v1::Customer customer = Parse<v1::Customer>(
      "customer_id: 'alpha' accounts { source_id: 'shop' account: 'S1' } "
      "accounts { source_id: 'directory' account: 'D1' } "
      "accounts { source_id: 'shop' account: 'S2' }");

 private:
  DraftInput Input(const Span& span) const {
    return {.org = org_,
            .customer = customer,
            .plans = plans_,
            .month = absl::CivilMonth(days.start),
            .zone = zone_,
            .span = span,
            .today = days.end,
            .facts = facts_,
            .unmapped = {},
            .previous = {},
            .reviewed = {}};
  }

  const v1::Org org_;
  const std::vector<v1::Plan> plans_;
  const absl::TimeZone zone_;
  MemoryStore store_;
  Books books_{store_};
  const BookFacts facts_{books_, "msp"};
  uint64_t position_ = 0;
};

// `529/30`, or `18`.
inline std::string InWords(const Fraction& value) {
  const Fraction exact = value.Reduced();
  const auto numerator = static_cast<int64_t>(exact.numerator());
  const auto denominator = static_cast<int64_t>(exact.denominator());
  return denominator == 1 ? absl::StrCat(numerator) : absl::StrCat(numerator, "/", denominator);
}

inline std::string InWords(const std::vector<v1::CountEvidence>& evidence) {
  return absl::StrCat("[",
                      absl::StrJoin(evidence, " ",
                                    [](std::string* text, const v1::CountEvidence& each) {
                                      absl::StrAppend(text, each.position());
                                    }),
                      "]");
}

// The quantity with its evidence, and then each change with its day: `17 [1], +1 on 12 [2]`.
inline std::string InWords(const Counted& counted) {
  if (!counted.quantity) return "nothing";
  std::string text = absl::StrCat(InWords(*counted.quantity), " ", InWords(counted.evidence));
  for (const QuantityChange& change : counted.changes) {
    std::vector<v1::CountEvidence> evidence = change.further_evidence;
    evidence.push_back(change.evidence);
    absl::StrAppend(&text, ", ", change.change > Fraction(0) ? "+" : "", InWords(change.change),
                    " on ", change.day.day(), " ", InWords(evidence));
  }
  return text;
}

}  // namespace tally
