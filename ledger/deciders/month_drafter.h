// MonthDrafter: drafts a month for the customers of an org, from what the books hold.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/books/books.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/rating/draft.h"

namespace tally {

// What is the same for all customers of an org in a month. `books` must outlive it.
class MonthDrafter {
 public:
  // Drafts as on the day of `now`.
  MonthDrafter(const Books& books, v1::Org org, absl::CivilMonth month, absl::Time now);

  // Returns what the month bills `customer`, with what its earlier invoices should have billed by
  // what is known now; with `reviewed`, made again with what people changed and waived on it.
  // AMOUNT_OUT_OF_RANGE if a figure does not fit.
  absl::StatusOr<v1::DraftContent> Draft(
      const v1::Customer& customer, std::optional<v1::DraftContent> reviewed = std::nullopt) const;

  // When the month ends in the customer's time zone, if it is over for the org and not yet there.
  std::optional<absl::Time> LaterEndFor(const v1::Customer& customer) const;

  // Net of the customer's month before; zero if there was none.
  v1::Money PreviousNet(const v1::Customer& customer) const;

  // The accounts with counts that no customer has.
  std::vector<v1::UnmappedAccount> UnmappedAccounts() const;

  const v1::Org& org() const { return org_; }
  absl::CivilMonth month() const { return month_; }

 private:
  std::optional<v1::DraftContent> Previous(const v1::Customer& customer) const;
  // The month as instants: it starts where the customer's month before ended, which is its first
  // midnight unless the time zone has changed since.
  Span MonthAfter(const std::optional<v1::DraftContent>& previous,
                  const absl::TimeZone& zone) const;
  // What was learnt after earlier months were invoiced.
  absl::StatusOr<std::vector<v1::DraftLine>> LateLinesOf(const DraftInput& input) const;
  std::vector<v1::UnmappedAccount> UnmappedMetersOf(const v1::Customer& customer, const Span& month,
                                                    const std::vector<v1::Plan>& plans) const;
  // What was last counted of `meter` before the end of the month; nothing if it was zero before
  // the month started, or never counted by then.
  std::optional<v1::UnmappedMeter> Standing(const v1::UnmappedAccount& account,
                                            const std::string& meter, const Span& month) const;

  const Books& books_;
  const v1::Org org_;
  const absl::CivilMonth month_;
  const absl::Time now_;
  const absl::TimeZone zone_;
  // The month in the org's zone.
  const Span span_;
  const BookFacts facts_;
  const bool previous_month_was_run_;
};

}  // namespace tally
