// Numbering: gapless numbers of documents.
//
// A number is written as the org's pattern says (formats/number_pattern.h), with year and month of
// the issue date. A series is the pattern with year and month filled in; the counter starts at 1 in
// each, and is given in the same commit as the document, so that nothing else can use a number up.

#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ledger/books/books.h"

namespace tally {

// NUMBER_PATTERN_INVALID if `pattern`, the value of `field`, is not written as it should be.
absl::Status CheckNumberPattern(const std::string& field, const std::string& pattern);

struct DocumentNumber {
  std::string number;  // BILL-2026-10-001
  std::string series;  // BILL-2026-10-{N}
  uint64_t counter = 0;
};

// Returns the number after the last that was given in the series; `before`, if not null, is a
// number that was given in the same commit. NUMBER_IN_USE if a document of another series has it.
absl::StatusOr<DocumentNumber> NextNumber(const Books& books, const std::string& org_id,
                                          const std::string& pattern, absl::CivilDay issue_date,
                                          const DocumentNumber* before = nullptr);

// The patterns of `org`, or the default ones.
std::string NumberPatternOf(const v1::Org& org);
std::string CreditNotePatternOf(const v1::Org& org);

}  // namespace tally
