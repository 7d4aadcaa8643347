// Month: all that a draft is made from, to be filled in by a test.
//
//   Month month;
//   month.SetPlan("lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '1' } ... }");
//   v1::DraftContent october = month.Draft();
//
// The month is October 2026 in UTC; the customer pays in dollars, has account S1 of shop and is
// known to an accounting system. `seat` and `device` are taxed `vat` at 20 %, `book` `low` at 5 %,
// `stamp` is not.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/books/books.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/rating/draft.h"
#include "ledger/store/memory_store.h"
#include "support/text.h"

namespace tally {

class Month {
 public:
  Month() {
    for (const char* item :
         {"item_id: 'seat' name: 'Seat' tax_id: 'vat'", "item_id: 'stamp' name: 'Stamp'",
          "item_id: 'device' name: 'Device' tax_id: 'vat'",
          "item_id: 'book' name: 'Book' tax_id: 'low'"}) {
      const auto parsed = Parse<v1::Item>(item);
      books_.items.Put("msp", parsed.item_id(), parsed);
    }
    SetTax("tax_id: 'vat' name: 'VAT' rate_percent: '20'");
    SetTax("tax_id: 'low' name: 'Low VAT' rate_percent: '5'");
  }

  void SetTax(absl::string_view tax) {
    const auto parsed = Parse<v1::Tax>(tax);
    books_.taxes.Put("msp", parsed.tax_id(), parsed);
  }

  // Sets all lines of the plan.
  void SetPlan(absl::string_view lines) {
    plan =
        Parse<v1::Plan>(absl::StrCat("customer_id: 'alpha' effective_from: '2026-01-01' ", lines));
  }

  // Adds a plan from a later day on, with all its lines.
  void SetPlanFrom(absl::string_view day, absl::string_view lines) {
    later_plans.push_back(
        Parse<v1::Plan>(absl::StrCat("customer_id: 'alpha' effective_from: '", day, "' ", lines)));
  }

  // Records an observation of shop's account S1, by its other fields.
  void Count(absl::string_view fields) {
    v1::Count count;
    *count.mutable_observation() = Parse<v1::Observation>(absl::StrCat("account: 'S1' ", fields));
    count.set_position(++position_);
    const v1::Observation& seen = count.observation();
    books_.counts.Put("msp", "shop", seen.account(), seen.meter(), seen.observed_at(), count);
  }

  // What shop counted of SEAT.
  void CountSeats(absl::string_view instant, absl::string_view quantity) {
    Count(absl::StrCat("meter: 'SEAT' observed_at @", instant, " quantity: '", quantity, "'"));
  }

  // Compares with `content` as the month before.
  void ComesAfter(v1::DraftContent content) {
    previous_month_was_run = true;
    previous = std::move(content);
  }

  absl::StatusOr<v1::DraftContent> TryDraft() const {
    std::vector<v1::Plan> plans = later_plans;
    plans.insert(plans.begin(), plan);
    const absl::TimeZone zone = *FindZone(org.time_zone());
    return MakeDraft({.org = org,
                      .customer = customer,
                      .plans = plans,
                      .month = month,
                      .zone = zone,
                      .span = MonthSpan(month, zone),
                      .today = today.value_or(absl::CivilDay(month + 1)),
                      .facts = facts_,
                      .unmapped = unmapped,
                      .previous_month_was_run = previous_month_was_run,
                      .previous = previous,
                      .reviewed = reviewed});
  }

  v1::DraftContent Draft() const {
    auto content = TryDraft();
    EXPECT_TRUE(content.ok()) << content.status();
    return content.ok() ? *std::move(content) : v1::DraftContent();
  }

  const Facts& facts() const { return facts_; }
  // What the facts are read from.
  Books& books() { return books_; }

  v1::Org org = Parse<v1::Org>("org_id: 'msp' currency: 'USD' time_zone: 'UTC'");
  v1::Customer customer = Parse<v1::Customer>(
      "customer_id: 'alpha' name: 'Alpha' accounts { source_id: 'shop' account: 'S1' } "
      "external_ids { system: 'quickbooks' id: '1' }");
  v1::Plan plan;
  std::vector<v1::Plan> later_plans;
  // The day after the month, if not said otherwise.
  std::optional<absl::CivilDay> today;
  absl::CivilMonth month{2026, 10};
  std::vector<v1::UnmappedAccount> unmapped;
  bool previous_month_was_run = false;
  std::optional<v1::DraftContent> previous;
  std::optional<v1::DraftContent> reviewed;

 private:
  MemoryStore store_;
  Books books_{store_};
  const BookFacts facts_{books_, "msp"};
  uint64_t position_ = 0;
};

// A line for `quantity` of `item` at `price`, each a fixed number, under the item's id.
inline std::string Fixed(absl::string_view item, absl::string_view quantity,
                         absl::string_view price) {
  return absl::StrCat("lines { line_id: '", item, "' item_id: '", item, "' fixed { quantity: '",
                      quantity, "' } held { unit_price: '", price, "' } } ");
}

// A line for what shop counts of SEAT by `rule`, at the price that `price` says.
inline std::string Counted(absl::string_view rule, absl::string_view price) {
  return absl::StrCat(
      "lines { line_id: 'seat' item_id: 'seat' counted { source_id: 'shop' "
      "  meter: 'SEAT' rule: QUANTITY_RULE_",
      rule, " } ", price, " } ");
}

}  // namespace tally
