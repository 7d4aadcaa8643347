// Changes: what would be defined differently, put into books that are only thought of.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <string>

#include "absl/status/status.h"
#include "ledger/books/books.h"
#include "ledger/deciders/decider.h"
#include "tally/v1/what_if.pb.h"

namespace tally {

// Decides each change on what the ones before it left, as if it were sent by itself, and folds it
// into `books`, those of the org. What refuses it names the field as `changes[2].tax.rates`.
absl::Status ApplyChanges(const std::string& org_id,
                          const google::protobuf::RepeatedPtrField<v1::WhatIfChange>& changes,
                          const Context& context, Books& books);

}  // namespace tally
