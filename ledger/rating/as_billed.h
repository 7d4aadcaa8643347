// As billed: the lines of an invoice that other documents correct, when its month is rated again.
//
// Credits, commitments and discounts of the document are of all its lines together. So when a month
// is rated again, lines for what goes on after it stand in it as they were billed: what is taken
// then differs by what the month itself differs by, and by nothing else.

#pragma once

#include <set>
#include <string>

#include "ledger/rating/draft.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the ids of the lines of `input.billed` that stand, and of their discounts; without what
// tells pieces of different tax rates apart. None if there is no `input.billed`.
std::set<std::string> StandingLines(const DraftInput& input);

// Puts the lines that stand into `content`, the lines and their discounts as they are rated now, in
// place of those for what goes on. A line whose id one of them has is given another.
void StandAsBilled(const DraftInput& input, v1::DraftContent& content);

}  // namespace tally
