// ReadCustomer: reads a customer of the book with its mappings and plans.

#pragma once

#include <string>

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/references.h"

namespace tally {

// Adds the customer `id` and its plans to the book.
void ReadCustomer(const std::string& id, const Field& field, Book& book, References& references);

// Reads ids in accounting systems, such as `{quickbooks: "99792"}`.
void ReadExternalIds(const Field& field, google::protobuf::RepeatedPtrField<v1::ExternalId>& ids);

}  // namespace tally
