// ClosedMonth: a customer's month that was invoiced, rated again by what is known now.
//
// The invoice stands. Plans, counts and usage are those of now; whom it bills, what people changed
// on it and what other documents billed are as they were when it was issued.

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/books/books.h"
#include "ledger/deciders/closed_facts.h"
#include "ledger/rating/late.h"

namespace tally {

class ClosedMonth {
 public:
  // `books` must outlive this. `plans` are all of the customer's; `closed` is an approved draft.
  ClosedMonth(const Books& books, const v1::Org& org, std::vector<v1::Plan> plans,
              v1::Draft closed);
  ClosedMonth(const ClosedMonth&) = delete;
  ClosedMonth& operator=(const ClosedMonth&) = delete;

  // Rates it again. `learnt` are lines that correct earlier months and that it does not know of.
  // Call it first. AMOUNT_OUT_OF_RANGE if a figure does not fit.
  absl::Status RateAgain(absl::CivilDay today, std::vector<v1::Line> learnt);

  // What its invoice bills for periods that have ended.
  std::vector<LateAmount> Billed() const;
  // What it comes to for them now.
  std::vector<LateAmount> Now() const;
  // Its differences, if so much is settled.
  absl::StatusOr<std::vector<v1::LateDifference>> Differences(
      std::vector<LateAmount> settled) const;

  absl::CivilMonth month() const { return month_; }
  const v1::Draft& closed() const { return closed_; }

 private:
  enum class Kinds { kAll, kCredited };

  // What was decided on its differences, or credited because of them.
  std::vector<LateAmount> Decided(Kinds kinds) const;
  // What people credited of its invoice, but for what was credited because of late news.
  std::vector<LateAmount> Credited() const;

  const Books& books_;
  const v1::Draft closed_;
  const absl::CivilMonth month_;
  // Without taxes by the day: rates do not change what lines come to.
  v1::Org org_;
  const v1::Customer customer_;
  const absl::TimeZone zone_;
  const ClosedFacts facts_;
  const std::vector<v1::Plan> plans_;
  // What it is rated again from.
  DraftInput input_;
  v1::DraftContent now_;
};

}  // namespace tally
