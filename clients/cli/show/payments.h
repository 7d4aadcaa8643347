// Payments: payments and credits of customers, and what they settle.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/payments.pb.h"

namespace tally {

// Returns payments with what is left of each.
std::string PaymentTable(const v1::PaymentPage& page, const Look& look);
// Returns one payment, what it settles and what became of it.
std::string PaymentSheet(const v1::PaymentView& view, const Look& look);
// Returns a line an invoice that was settled, and what is left.
std::string SettledText(const google::protobuf::RepeatedPtrField<v1::Allocation>& allocations,
                        const v1::Money& left);
// Returns credits with what became of each, and what is left in all.
std::string CreditTable(const v1::CustomerCreditPage& page, const Look& look);

}  // namespace tally
