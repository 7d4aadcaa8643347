// Quantity words: the sentences about how many a line bills, where that is more than one count of a
// month, from facts alone.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "ledger/calendar/period.h"
#include "ledger/money/fraction.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// `17.166667, exactly 103/6`, or `18`.
std::string QuantityText(const v1::Line& line);

// What the rule of `counted` makes of `counts` counts on `accounts` accounts, such as `the average
// of 3 counts, each by how long it stood`.
std::string RuleText(const v1::CountedQuantity& counted, bool in_advance, size_t counts,
                     size_t accounts);
// `529 seat days over 30 days`; the rule's own words if the quantity is no such sum.
std::string SeatDaysText(const Fraction& quantity, const DaySpan& days);
// `2 more from 12 Apr 2026 on`.
std::string ChangeText(const v1::Line& line, absl::string_view first_day);

// `, each member once`, and how many are left out for which reason; empty if all count.
std::string MembersText(const v1::CountedQuantity& counted, const v1::LeftOutMembers& left_out);
// `left out as the meter says: kiosk-1, kiosk-2 and 3 more`.
std::string ExcludedWords(const v1::LeftOutMembers& left_out);
// `counted once only: ann@acme`.
std::string DuplicateWords(const v1::LeftOutMembers& left_out);

// `, rounded up to a multiple of 1`; empty if nothing is rounded up.
std::string RoundedUpText(absl::string_view step);
// `2 in all since 1 Jan 2026, less 1 that was billed before`.
std::string AccumulatedText(const v1::Accumulated& accumulated);
// `1.92 since 1 Jan 2026`, and to which multiple that is rounded up.
std::string CountedSoFarWords(const v1::Accumulated& accumulated, absl::string_view step);

// `directory counted 19: 1 more than is billed, 12.50 USD at its price`.
std::string DriftWords(const v1::Drift& drift);

// The names, up to ten of them, and how many more there are.
std::string SomeOf(const google::protobuf::RepeatedPtrField<std::string>& names);

}  // namespace tally
