// Recorded: a line of an invoice that is told from what it records, with the plan that priced it
// and the books that it was made from.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/calendar/period.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/explain/basis.h"
#include "ledger/rating/draft.h"

namespace tally {

// What rating reads, from the books of `basis`, which must outlive this.
class RatedAgain {
 public:
  explicit RatedAgain(const Basis& basis);
  RatedAgain(const RatedAgain&) = delete;
  RatedAgain& operator=(const RatedAgain&) = delete;

  const DraftInput& input() const { return input_; }

 private:
  const BookFacts facts_;
  const std::vector<v1::Plan> no_plans_;
  const DraftInput input_;
};

class Recorded {
 public:
  // `rated` is one of `basis`; both must outlive this.
  Recorded(const Basis& basis, const v1::DraftLine& rated);

  const Basis& basis() const { return basis_; }
  const v1::DraftLine& rated() const { return rated_; }
  const v1::Line& line() const { return rated_.line(); }
  const std::string& currency() const;

  // The plan that prices the line, and where it stands.
  const v1::Plan& plan() const { return plan_; }
  uint64_t plan_at() const;
  // The line of that plan; an empty one if it has none.
  const v1::PlanLine& plan_line() const { return plan_line_; }
  // `your plan of 1 Aug 2026`.
  std::string plan_name() const;

  // The lines that the amount was split into because the tax rate changes inside the service
  // period, in order: the line alone if it was not.
  std::vector<const v1::DraftLine*> Pieces() const;
  // The days that the line, with all its pieces, is for.
  DaySpan Days() const;
  Span Instants() const;

  // The period of the plan's line that the first of them is in.
  DaySpan PeriodDays() const;

  // Of a discount, an overage and the like the line that it is on; nullptr if there is none.
  const v1::DraftLine* Owner() const;

 private:
  const Basis& basis_;
  const v1::DraftLine& rated_;
  v1::Plan plan_;
  v1::PlanLine plan_line_;
};

// What the pieces of `line` come to together, as its price says it, in minor units.
v1::Money WholeAmount(const Basis& basis, const v1::DraftLine& line);

// The count that a line rests on, from the books; nothing if it names none.
std::optional<v1::Count> FindCount(const Basis& basis, const v1::CountEvidence& evidence);

// All counts that `line` names, the first one first.
std::vector<v1::CountEvidence> EvidencesOf(const v1::Line& line);

// Whether the line is the change of a count inside its period, and not what the period began with.
bool IsChangeInside(const Recorded& recorded);
// The part of the period for which such a change is billed; nothing if it is all of it.
std::optional<v1::PeriodShare> ShareOfChange(const Recorded& recorded);

// Whether the line is told from what it records: if it is more than a fixed or counted quantity of
// a whole month at one price.
bool IsRecorded(const Basis& basis, const v1::DraftLine& rated);

}  // namespace tally
