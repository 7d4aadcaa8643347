#include "clients/cli/book/customer_order.h"

#include <map>
#include <set>
#include <utility>

namespace tally {
namespace {

// A source and the source's own name for an account.
using AccountKey = std::pair<std::string, std::string>;

AccountKey KeyOf(const v1::Account& account) { return {account.source_id(), account.account()}; }

std::set<AccountKey> AccountsOf(const v1::Customer& customer) {
  std::set<AccountKey> keys;
  for (const v1::Account& account : customer.accounts()) keys.insert(KeyOf(account));
  return keys;
}

// Who has which account now.
std::map<AccountKey, std::string> Owners(const Book& ledger) {
  std::map<AccountKey, std::string> owners;
  for (const v1::Customer& customer : ledger.customers) {
    for (const AccountKey& key : AccountsOf(customer)) owners[key] = customer.customer_id();
  }
  return owners;
}

// The customer as it shall be, but for the accounts that are still another's.
v1::Customer WithoutOthersAccounts(const v1::Customer& wanted,
                                   const std::map<AccountKey, std::string>& owners) {
  v1::Customer customer = wanted;
  customer.clear_accounts();
  for (const v1::Account& account : wanted.accounts()) {
    const auto owner = owners.find(KeyOf(account));
    const bool is_free = owner == owners.end() || owner->second == wanted.customer_id();
    if (is_free) *customer.add_accounts() = account;
  }
  return customer;
}

// Whether the customer has an account in the ledger that it shall not have any more.
bool GivesUpAny(const v1::Customer& wanted,
                const std::map<std::string, std::set<AccountKey>>& now) {
  const auto before = now.find(wanted.customer_id());
  if (before == now.end()) return false;
  const std::set<AccountKey> after = AccountsOf(wanted);
  for (const AccountKey& key : before->second) {
    if (!after.contains(key)) return true;
  }
  return false;
}

}  // namespace

CustomerSteps OrderCustomers(const Book& ledger, const Book& wanted, const PartDiff& customers) {
  const std::map<AccountKey, std::string> owners = Owners(ledger);
  std::map<std::string, std::set<AccountKey>> now;
  for (const auto& [key, customer_id] : owners) now[customer_id].insert(key);

  CustomerSteps steps;
  for (const Change& change : customers.changes) {
    const v1::Customer& customer = wanted.customers[change.index];
    const v1::Customer interim = WithoutOthersAccounts(customer, owners);
    const bool takes_any = interim.accounts_size() != customer.accounts_size();
    if (!GivesUpAny(customer, now)) {
      steps.second.push_back({customer, change.etag, false});
    } else if (!takes_any) {
      steps.first.push_back({customer, change.etag, false});
    } else {
      steps.first.push_back({interim, change.etag, false});
      steps.second.push_back({customer, "", true});
    }
  }
  return steps;
}

}  // namespace tally
