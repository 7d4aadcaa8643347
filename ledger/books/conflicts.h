// Conflicts: who contributed to a draft, for the separation of duties.
//
// What stands behind a draft is judged month by month. Whoever approves a draft answers for what it
// rests on, unless they contributed and only did because it was within the org's limit. So a
// contribution counts against the drafts of the months after the last that was answered for: a plan
// that is set ahead of time counts when it first bills, and then no more.

#pragma once

#include <string>
#include <vector>

#include "ledger/books/books.h"

namespace tally {

// Contributions that are told of one approval.
inline constexpr size_t kMaxContributions = 20;

// Returns what `recorded` contributes.
v1::Contribution ContributionOf(v1::ContributionKind kind, const v1::RecordedEvent& recorded,
                                const std::string& subject);

// Returns what `draft` rests on that keeps `actor` from approving it, in the order of positions:
// what they contributed themselves or, if the calendar approves, what anybody did.
std::vector<v1::Contribution> ContributionsAgainst(const Books& books, const v1::Draft& draft,
                                                   const std::string& actor, bool automatic);

// Notes that `draft` is approved, and the conflict if whoever approves it contributed.
void NoteApproval(Books& books, const v1::DraftApproved& event, const v1::Draft& draft,
                  const v1::RecordedEvent& recorded);

}  // namespace tally
