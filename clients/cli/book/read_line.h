// ReadLine: reads one line of a plan.

#pragma once

#include <optional>

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/references.h"

namespace tally {

void ReadLine(const Field& field, v1::PlanLine& line, References& references);

// Reads how often something is billed, and when; nothing if `fields` do not say.
std::optional<v1::Cadence> ReadCadence(FieldMap& fields);

}  // namespace tally
