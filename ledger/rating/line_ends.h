// Line ends: from when on nothing becomes known of what a line bills that a later document would
// catch up with by itself.

#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "ledger/rating/draft.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the line under that id; nothing if there is none.
const v1::Line* FindLine(const v1::DraftContent& content, absl::string_view line_id);

// Returns the id without what tells pieces of different tax rates apart.
absl::string_view WithoutRate(absl::string_view line_id);

// Returns the day after the last on which something may still become known of what `line`, one of
// `content`, bills that no later document catches up with. For what stands beside a line, and for
// a credit, that is the day of the line.
absl::CivilDay EndOf(const DraftInput& input, const v1::DraftContent& content,
                     const v1::Line& line);

}  // namespace tally
