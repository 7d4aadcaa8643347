// Adjustment words: the sentences about what is added to a document or taken off it, from facts
// alone.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/usage.pb.h"

namespace tally {

// `10% of the 225.00 USD of seat`, `20.00 USD off seat, once a period`; `is_later` if another
// discount was taken before.
std::string LineDiscountText(const v1::Discount& discount, const v1::Money& left,
                             absl::string_view line_id, bool is_later);
// `10% off the document`.
std::string DocumentDiscountText(const v1::Discount& discount, absl::string_view currency);
// `the maximum of 150.00 USD in 3 months`.
std::string MaximumText(const v1::Commitment& commitment, absl::string_view currency);
// `at least 10.00 USD × 25/28 = 8.93 USD is agreed`. A line that was split into `pieces` does not
// say which part of the months it is for.
std::string MinimumText(const v1::Commitment& commitment, const v1::Line& line, size_t pieces,
                        const v1::Money& committed);

// What is credited if the trigger says it.
v1::CreditQuantity CreditBy(const v1::CreditQuantity& credit, const v1::Trigger& trigger);
// `10% of the 225.00 USD of seat`, `20.00 USD off the 225.00 USD of seat`.
std::string CreditText(const v1::CreditQuantity& credit, const v1::Money& billed,
                       absl::string_view currency);

// `Billed on BILL-2026-09-001: Seat: 17 × 12.50 = 212.50 USD`.
std::string WhereBilledWords(const v1::Draft& draft, const v1::Line& line);

// What the line is of the plan's, and of which line: `A discount on seat`. Empty for what it bills
// in the first place.
std::string PartWords(const v1::Line& line, absl::string_view owner_id);

}  // namespace tally
