// ReadPrice: reads what each unit of a line costs.

#pragma once

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"

namespace tally {

// Reads `45.00`, `{follow: vendor, markup: 20%}` or `{tiers: graduated, of: [{up_to: 10, each:
// 2}]}`.
void ReadPrice(const Field& field, v1::PlanLine& line);

// Reads discounts, such as `[{name: Loyalty, percent: 5%}]`.
void ReadDiscounts(const Field& field, google::protobuf::RepeatedPtrField<v1::Discount>& discounts);

}  // namespace tally
