// Billed lines: what documents bill of one period of a line of the plan in advance.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/calendar/period.h"
#include "ledger/rating/draft.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

struct BilledLine {
  v1::DraftLine rated;
  // The days that it is for.
  DaySpan days;
  // The plan has proration for it, so that it is corrected where the plan changes.
  bool is_prorated = false;
  // What it comes to as its price says it, less discounts, caps, credits and credit notes; in minor
  // units.
  int64_t left = 0;
};

// Returns the whole period that a line bills, or a part of it.
DaySpan PeriodOf(const v1::DraftContent& content, const v1::Line& line);

// Returns the lines of `content` that bill `period` of the plan's line in advance, or correct that.
// The period tells them apart: of a line whose cadence has changed, others were billed.
// `credit_notes` are those on the invoice that the content became.
std::vector<BilledLine> LinesInAdvance(const DraftInput& input, const v1::DraftContent& content,
                                       const std::vector<v1::CreditNote>& credit_notes,
                                       const std::string& line_id, const DaySpan& period);

}  // namespace tally
