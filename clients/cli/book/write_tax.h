// WriteTax: writes taxes, and how an org figures them out, as a book has them.

#pragma once

#include <string>

#include "clients/cli/book/book.h"
#include "clients/cli/book/yaml_text.h"

namespace tally {

// Returns the fields of a tax, without its id.
YamlFields TaxFields(const v1::Tax& tax);

// Returns `per_group`, `per_line` or `{per: line, digits: 3, rounding: down, total: down}`.
std::string TaxRoundingText(const v1::Org& org);

}  // namespace tally
