// Late amounts: what a document bills for a month that is over, in the terms in which the month's
// invoice and what is known now are compared.
//
// Amounts are told apart by line of the plan, by what they are of it, by item, and by what else
// tells such amounts apart, which is a price or an entry. What later months catch up with by
// themselves is left out: periods in advance, and windows over which quantities add up, that go on.

#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/calendar/period.h"
#include "ledger/rating/draft.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// What tells amounts of a month apart.
struct LateKey {
  // The line of the plan.
  std::string plan_line_id;
  v1::LinePart part = v1::LINE_PART_UNSPECIFIED;
  // As in CorrectedLine.
  std::string variant;
  // Whether the amount includes tax.
  bool with_tax = false;
  std::string item_id;

  friend auto operator<=>(const LateKey&, const LateKey&) = default;
};

// An amount of a month, as the price of its line says it, in minor units.
struct LateAmount {
  LateKey key;
  // A line that it is of.
  v1::Line line;
  int64_t amount = 0;
  // The days that it is for.
  DaySpan days;
};

// The key of what a line corrects; the line must be a LINE_PART_LATE.
LateKey KeyOfLate(const v1::Line& line);

// Whether a LINE_PART_LATE corrects what a discount of a whole document took off a line.
bool IsLateDocumentDiscount(const v1::Line& late);

// Whether it is what a discount of a whole document takes off a line.
bool IsSpread(const LateAmount& amount);

// Returns what `content`, which is `input.billed` or what the month comes to now, bills for what
// ended in its month, and what is added to and taken off the document. Lines that correct other
// months are left out.
std::vector<LateAmount> ClosedAmounts(const DraftInput& input, const v1::DraftContent& content);

// Returns what `content`, of another month, bills of what `month` should have billed.
std::vector<LateAmount> SettledBy(absl::CivilMonth month, const v1::DraftContent& content);

}  // namespace tally
