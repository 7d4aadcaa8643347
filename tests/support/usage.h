// Usage: records what was worked, bought and reached for the customer of a Month.
//
//   Usage usage(month);
//   usage.Work("2026-10-07", 180, "ticket: 'T1'");
//   usage.Buy("2026-10-09", "description: 'Laptop' quantity: '1' unit_cost: '900' ...");
//
// Entries are of the source `desk` and have the ids e1, e2 …, by the order in which they are
// recorded, each in an event of its own: e1 by that at position 1.

#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/books/exchange_rates.h"
#include "ledger/books/usage.h"
#include "support/month.h"
#include "support/text.h"

namespace tally {

class Usage {
 public:
  // `month` must outlive this.
  explicit Usage(Month& month) : month_(month) {}

  void Work(absl::string_view date, int minutes, absl::string_view fields = "") {
    v1::TimeRecorded event;
    *event.add_entries() = Parse<v1::TimeEntry>(
        absl::StrCat(IdAndDay("entry_id", date), "minutes: ", minutes, " ", fields));
    Record(event);
  }

  void Buy(absl::string_view date, absl::string_view fields) {
    v1::ChargesRecorded event;
    *event.add_charges() = Parse<v1::Charge>(absl::StrCat(IdAndDay("entry_id", date), fields));
    Record(event);
  }

  void Happen(absl::string_view date, absl::string_view fields) {
    v1::TriggersRecorded event;
    *event.add_triggers() = Parse<v1::Trigger>(absl::StrCat(IdAndDay("key", date), fields));
    Record(event);
  }

  // What one unit of `from` is in dollars from `date` on, as the ECB says.
  void Rate(absl::string_view from, absl::string_view rate, absl::string_view date) {
    v1::ExchangeRatesRecorded event;
    event.set_org_id("msp");
    *event.add_rates() = Parse<v1::ExchangeRate>(
        absl::StrCat("from_currency: '", from, "' to_currency: 'USD' rate: '", rate, "' date: '",
                     date, "' source: 'ECB'"));
    Evolve(month_.books(), event, NextPosition());
  }

 private:
  std::string IdAndDay(absl::string_view id, absl::string_view date) const {
    return absl::StrCat("customer_id: 'alpha' ", id, ": 'e", position_ + 1, "' date: '", date,
                        "' ");
  }

  v1::RecordedEvent NextPosition() {
    v1::RecordedEvent recorded;
    recorded.set_position(++position_);
    return recorded;
  }

  template <class Event>
  void Record(Event event) {
    event.set_org_id("msp");
    event.set_source_id("desk");
    Evolve(month_.books(), event, NextPosition());
  }

  Month& month_;
  uint64_t position_ = 0;
};

// What is printed of the entries of `line`: `e1 2.5, e2 0`.
inline std::string PrintedEntries(const v1::Line& line) {
  std::string text;
  for (const v1::BilledEntry& entry : line.entries()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", entry.entry_id(), " ", entry.quantity());
  }
  return text;
}

}  // namespace tally
