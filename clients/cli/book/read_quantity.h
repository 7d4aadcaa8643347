// ReadQuantity: reads what a line bills.

#pragma once

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/references.h"

namespace tally {

// Reads the one field of `line` that says what is billed: `fixed`, `counted` with `quantity`,
// `time`, `pass_through`, `triggered` or `credit`. `field` is the line as a whole.
void ReadQuantity(FieldMap& fields, const Field& field, v1::PlanLine& line, References& references);

}  // namespace tally
