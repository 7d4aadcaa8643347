// ReadTax: reads a tax of the book.

#pragma once

#include <string>

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"

namespace tally {

void ReadTax(const std::string& id, const Field& field, v1::Tax& tax);

}  // namespace tally
