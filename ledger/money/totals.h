// Totals: what documents come to together, a sum for each currency.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "tally/v1/documents.pb.h"

namespace tally {

// Adds `totals` to the sum of its currency in `sums`. False, changing nothing, if it does not fit.
bool AddTotals(google::protobuf::RepeatedPtrField<v1::Totals>& sums, const v1::Totals& totals);

// Returns what is to be paid of a document; nothing if it is below zero.
v1::Money PayableOf(const v1::Totals& totals);

}  // namespace tally
