// ReadOrg: reads what a book says of the org.

#pragma once

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/references.h"

namespace tally {

void ReadOrg(const Field& field, v1::Org& org, References& references);

}  // namespace tally
