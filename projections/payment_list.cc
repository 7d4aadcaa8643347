#include "projections/payment_list.h"

namespace tally {

PaymentList::PaymentList(Store& rows)
    : payments(rows, "payments"), by_customer(rows, "by_customer") {}

void PaymentList::On(const v1::PaymentRecorded& event, const v1::RecordedEvent& recorded) {
  const v1::Payment& payment = event.payment();
  google::protobuf::StringValue id;
  id.set_value(payment.payment_id());
  payments.Insert(event.org_id(), recorded.position(), id);
  by_customer.Insert(event.org_id(), payment.customer_id(), recorded.position(), id);
}

}  // namespace tally
