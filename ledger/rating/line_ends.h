// Line ends: whether what a line bills ended with the month of its document, so that late news
// corrects it, or goes on, so that later documents catch up with it by themselves.

#pragma once

#include "absl/strings/string_view.h"
#include "ledger/rating/draft.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the line under that id; nothing if there is none.
const v1::Line* FindLine(const v1::DraftContent& content, absl::string_view line_id);

// Returns the id without what tells pieces of different tax rates apart.
absl::string_view WithoutRate(absl::string_view line_id);

// Whether `line`, one of `content`, is for a period in advance, or for a window over which
// quantities add up, that goes on after the month of `input`. For what stands beside a line, and
// for a credit, the line says so.
bool GoesOn(const DraftInput& input, const v1::DraftContent& content, const v1::Line& line);

}  // namespace tally
