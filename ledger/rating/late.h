// Late: how the invoice of a month differs from what is known of the month now.
//
//   month rated again - its invoice - what other documents settle of that = lines for a new draft
//
// Amounts are compared by line of the plan, by what they are of it, and by what tells such amounts
// apart, which is a price or an entry. What later months catch up with by themselves is left out:
// periods and windows that go on after the month.

#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "ledger/calendar/period.h"
#include "ledger/rating/draft.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/late.pb.h"

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

// Returns what `content`, which was made of `input` or of an earlier version of it, bills for
// periods that end in or before its month. Lines that correct other months are left out.
std::vector<LateAmount> ClosedAmounts(const DraftInput& input, const v1::DraftContent& content);

// Returns what `content`, of another month, bills for the month of `input`: by lines that correct
// it, and by lines for days in it that were forgotten.
std::vector<LateAmount> SettledBy(const DraftInput& input, const v1::DraftContent& content);

// A month that was invoiced.
struct LateMonth {
  // It as it is rated again.
  const DraftInput& input;
  std::string invoice_number;
  // What its invoice bills, and what it comes to now.
  const v1::DraftContent& billed;
  const v1::DraftContent& now;
  // What was billed for it otherwise, credited or waived.
  std::vector<LateAmount> settled;
  // What people credited of lines of its invoice: it counts towards what has to be taken back, but
  // is never billed again.
  std::vector<LateAmount> credited;
};

// Returns the differences that are not zero, in the order of the plan's lines, each with the line
// that would bill it. AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::StatusOr<std::vector<v1::LateDifference>> DifferencesOf(const LateMonth& month);

// Returns the line of a draft that bills `difference`, flagged.
v1::DraftLine LateLineOf(const v1::LateDifference& difference);

}  // namespace tally
