#include "ledger/rating/agreement.h"

#include "ledger/calendar/terms.h"

namespace tally {

v1::BillTo BillToOf(const v1::Customer& customer) {
  v1::BillTo bill_to;
  bill_to.set_customer_id(customer.customer_id());
  bill_to.set_name(customer.name());
  bill_to.set_email(customer.email());
  return bill_to;
}

v1::Terms TermsOf(const v1::Org& org, const v1::Customer& customer) {
  const v1::PaymentTerms& agreed =
      customer.has_payment_terms() ? customer.payment_terms() : org.payment_terms();
  v1::Terms terms;
  terms.set_text(TermsText(agreed));
  terms.set_days(agreed.days());
  terms.set_from_end_of_month(agreed.kind() == v1::TERMS_KIND_END_OF_MONTH);
  return terms;
}

}  // namespace tally
