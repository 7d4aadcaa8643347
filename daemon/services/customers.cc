#include "ledger/deciders/customers.h"

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::StatusOr<v1::Customer> Get(const v1::GetCustomer& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  return OrRefuse(view.books().customers.Find(query.org_id(), query.customer_id()),
                  v1::REASON_CUSTOMER_NOT_FOUND, "customer_id", query.customer_id());
}

absl::StatusOr<v1::CustomerPage> List(const v1::ListCustomers& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::CustomerPage reply;
  reply.set_next_page_token(
      page->Fill(view.books().customers.ScanFrom(page->from(), query.org_id()),
                 [&](const Rows<v1::Customer>& rows) {
                   *reply.add_customers() = rows.row();
                   return true;
                 }));
  return reply;
}

}  // namespace

ServicePtr ServeCustomers(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Customer::descriptor()->file(), "Customers", serving);
  service->Command<v1::DefineCustomer>("Define");
  service->Query<v1::GetCustomer, v1::Customer>("Get", &Get);
  service->Query<v1::ListCustomers, v1::CustomerPage>("List", &List);
  return service;
}

}  // namespace tally
