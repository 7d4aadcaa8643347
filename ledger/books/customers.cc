#include "ledger/books/customers.h"

#include "ledger/books/conflicts.h"
#include "ledger/books/etag.h"

namespace tally {

void Evolve(Books& books, const v1::CustomerDefined& event, const v1::RecordedEvent& recorded) {
  v1::Customer customer = event.customer();
  customer.set_etag(EtagOf(recorded));

  const std::string& org_id = event.org_id();
  if (const auto before = books.customers.Find(org_id, customer.customer_id())) {
    for (const v1::Account& account : before->accounts()) {
      books.account_owners.Delete(org_id, account.source_id(), account.account());
    }
  }
  google::protobuf::StringValue owner;
  owner.set_value(customer.customer_id());
  for (const v1::Account& account : customer.accounts()) {
    books.account_owners.Put(org_id, account.source_id(), account.account(), owner);
  }
  books.customers.Put(org_id, customer.customer_id(), customer);
  books.customer_versions.Insert(org_id, customer.customer_id(), recorded.position(), customer);
  books.definitions_behind.Insert(org_id, customer.customer_id(), recorded.position(),
                                  ContributionOf(v1::CONTRIBUTION_KIND_CUSTOMER, recorded, ""));
}

}  // namespace tally
