// ReadLine: reads one line of a plan.

#pragma once

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/references.h"

namespace tally {

void ReadLine(const Field& field, v1::PlanLine& line, References& references);

}  // namespace tally
