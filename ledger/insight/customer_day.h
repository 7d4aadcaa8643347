// CustomerDay: one customer on one day: the plan in force, and what is counted when the day ends.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/books/books.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/quantity.h"

namespace tally {

class CustomerDay {
 public:
  // `books` and `org` must outlive this.
  CustomerDay(const Books& books, const v1::Org& org, v1::Customer customer, absl::CivilDay day);
  // The draft's input refers to members.
  CustomerDay(const CustomerDay&) = delete;
  CustomerDay& operator=(const CustomerDay&) = delete;

  const Books& books() const { return books_; }
  const v1::Org& org() const { return org_; }
  const v1::Customer& customer() const { return customer_; }
  absl::CivilDay day() const { return day_; }
  // The plan in force on the day; null if none is.
  const v1::Plan* plan() const { return plan_; }
  // The instant at which the day ends.
  absl::Time end() const { return span_.end; }
  // What rating needs to know of the day.
  const DraftInput& input() const { return input_; }

  // What stands for `line`, which is counted, when the day ends: as the line counts accounts,
  // members and sources, whatever its rule says of the rest of a period.
  Counted Count(const v1::PlanLine& line) const;

  // The last count of a meter before the day ends.
  std::optional<v1::Count> LastCount(const v1::Account& account, const std::string& meter) const;

 private:
  const Books& books_;
  const v1::Org& org_;
  const v1::Customer customer_;
  const absl::CivilDay day_;
  const absl::TimeZone zone_;
  const Span span_;
  const BookFacts facts_;
  const std::vector<v1::Plan> plans_;
  const DraftInput input_;
  const v1::Plan* const plan_;
};

}  // namespace tally
