#include "ledger/deciders/payments.h"

#include "daemon/services/asked.h"
#include "daemon/services/services.h"
#include "projections/payment_list.h"

namespace tally {
namespace {

absl::StatusOr<v1::PaymentView> Get(const v1::GetPayment& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  return OrRefuse(view.books().payments.Find(query.org_id(), query.payment_id()),
                  v1::REASON_PAYMENT_NOT_FOUND, "payment_id", query.payment_id());
}

absl::StatusOr<v1::PaymentPage> List(const v1::ListPayments& query, const View& view) {
  if (absl::Status is = CheckOwnerAsked(query, view); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto store = view.RowsOf(PaymentList::kName);
  const PaymentList list(*store);
  v1::PaymentPage reply;
  const auto take = [&](const Rows<google::protobuf::StringValue>& rows) {
    *reply.add_payments() = *view.books().payments.Find(query.org_id(), rows.row().value());
    return true;
  };
  reply.set_next_page_token(
      query.customer_id().empty()
          ? page->Fill(list.payments.ScanFrom(page->from(), query.org_id()), take)
          : page->Fill(list.by_customer.ScanFrom(page->from(), query.org_id(), query.customer_id()),
                       take));
  return reply;
}

absl::StatusOr<v1::CustomerCreditPage> ListCredits(const v1::ListCustomerCredits& query,
                                                   const View& view) {
  if (absl::Status is = CheckOwnerAsked(query, view); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto& credits = view.books().credits;
  v1::CustomerCreditPage reply;
  const auto take = [&](const Rows<v1::CustomerCredit>& rows) {
    v1::CustomerCredit credit = rows.row();
    const bool wanted = query.also_used_up() || credit.left().minor_units() > 0;
    if (wanted) *reply.add_credits() = std::move(credit);
    return wanted;
  };
  reply.set_next_page_token(
      query.customer_id().empty()
          ? page->Fill(credits.ScanFrom(page->from(), query.org_id()), take)
          : page->Fill(credits.ScanFrom(page->from(), query.org_id(), query.customer_id()), take));
  return reply;
}

}  // namespace

ServicePtr ServePayments(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Payment::descriptor()->file(), "Payments", serving);
  service->Command<v1::RecordPayment>("Record");
  service->Command<v1::AllocateCredit>("Allocate");
  service->Command<v1::ReversePayment>("Reverse");
  service->Command<v1::RefundCustomer>("Refund");
  service->Command<v1::GrantCredit>("Grant");
  service->Query<v1::GetPayment, v1::PaymentView>("Get", &Get);
  service->Query<v1::ListPayments, v1::PaymentPage>("List", &List);
  service->Query<v1::ListCustomerCredits, v1::CustomerCreditPage>("ListCredits", &ListCredits);
  return service;
}

}  // namespace tally
