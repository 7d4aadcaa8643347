// ReadProject: reads a project of the book with its tasks.

#pragma once

#include <string>

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/references.h"

namespace tally {

// Adds the project `id` to the book.
void ReadProject(const std::string& id, const Field& field, Book& book, References& references);

}  // namespace tally
