#include "clients/cli/book/references.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/canonical.h"
#include "clients/cli/book/facts.h"
#include "clients/cli/text/suggestion.h"

namespace tally {
namespace {

// Complains of the references that are in none of `ids`. `kind` is such as `tax`, and `section` the
// part of the book that would have it.
void CheckKind(const std::vector<Reference>& references, const std::vector<std::string>& ids,
               absl::string_view kind, absl::string_view section, Problems& problems) {
  const std::set<std::string> known(ids.begin(), ids.end());
  for (const Reference& reference : references) {
    if (known.contains(reference.id)) continue;
    problems.Add(reference.place, reference.path,
                 absl::StrCat("is `", reference.id, "`, but there is no such ", kind, " under ",
                              section, DidYouMean(reference.id, ids)));
  }
}

void CheckAccounts(const std::vector<AccountClaim>& claims, Problems& problems) {
  std::map<std::pair<std::string, std::string>, const AccountClaim*> owners;
  for (const AccountClaim& claim : claims) {
    const auto [owner, is_first] = owners.try_emplace({claim.source_id, claim.account}, &claim);
    if (is_first) continue;
    problems.Add(claim.place, claim.path,
                 absl::StrCat("is \"", claim.account, "\", which is ", owner->second->customer_id,
                              "'s on line ", owner->second->place.line, " already"));
  }
}

// An org and its customers keep their currencies.
void CheckCurrencies(const Book& ledger, const std::vector<CurrencyClaim>& claims,
                     Problems& problems) {
  const std::string& currency_of_org = ledger.org.currency();
  std::map<std::string, std::string> currencies = {{"", currency_of_org}};
  for (const v1::Customer& customer : ledger.customers) {
    currencies[customer.customer_id()] =
        customer.currency().empty() ? currency_of_org : customer.currency();
  }
  for (const CurrencyClaim& claim : claims) {
    const auto now = currencies.find(claim.customer_id);
    const std::string& wanted = claim.currency.empty() ? currency_of_org : claim.currency;
    if (now == currencies.end() || now->second == wanted) continue;
    problems.Add(claim.place, claim.path,
                 absl::StrCat("is ", now->second, " in the ledger and cannot become ", wanted,
                              "; write `currency: ", now->second, "`, or choose a new id for ",
                              claim.customer_id.empty() ? "the org" : "the customer"));
  }
}

// An account has one customer, and one that the book does not name keeps its own.
void CheckOwners(const Book& ledger, const Book& wanted, const std::vector<AccountClaim>& claims,
                 Problems& problems) {
  std::set<std::string> named;
  for (const v1::Customer& customer : wanted.customers) named.insert(customer.customer_id());
  std::map<std::pair<std::string, std::string>, std::string> owners;
  for (const v1::Customer& customer : ledger.customers) {
    if (named.contains(customer.customer_id())) continue;
    for (const v1::Account& account : customer.accounts()) {
      owners[{account.source_id(), account.account()}] = customer.customer_id();
    }
  }
  for (const AccountClaim& claim : claims) {
    const auto owner = owners.find({claim.source_id, claim.account});
    if (owner == owners.end()) continue;
    problems.Add(claim.place, claim.path,
                 absl::StrCat("is \"", claim.account, "\", which in the ledger is the account of ",
                              owner->second, "; name ", owner->second,
                              " in the book without it, or correct it"));
  }
}

const v1::Project* FindProject(const Book& book, const std::string& project_id) {
  for (const v1::Project& project : book.projects) {
    if (project.project_id() == project_id) return &project;
  }
  return nullptr;
}

// A project keeps its customer, and everything once it was invoiced.
void CheckProjects(const Book& ledger, const Book& wanted, const std::vector<Reference>& projects,
                   Problems& problems) {
  for (const Reference& at : projects) {
    const v1::Project* before = FindProject(ledger, at.id);
    const v1::Project* after = FindProject(wanted, at.id);
    if (before == nullptr || after == nullptr) continue;
    const auto invoice = ledger.project_invoices.find(at.id);
    if (before->customer_id() != after->customer_id()) {
      problems.Add(at.place, at.path,
                   absl::StrCat("is a project of ", before->customer_id(),
                                " in the ledger; choose a new id for another customer's"));
    } else if (invoice != ledger.project_invoices.end() && FactsOf(*before) != FactsOf(*after)) {
      problems.Add(at.place, at.path,
                   absl::StrCat("cannot change any more, as ", invoice->second,
                                " bills it; define another project for further work"));
    }
  }
}

}  // namespace

std::string ReadReference(const Field& field, std::vector<Reference>& references) {
  std::string id = field.Id();
  if (!id.empty()) references.push_back({id, field.place(), field.path()});
  return id;
}

std::string ReadCurrency(const Field& field, const std::string& customer_id,
                         References& references) {
  std::string currency = field.Currency();
  references.currencies.push_back({customer_id, currency, field.place(), field.path()});
  return currency;
}

void CheckReferences(const Book& book, const References& references, Problems& problems) {
  std::vector<std::string> taxes = {kExempt};
  for (const v1::Tax& tax : book.taxes) taxes.push_back(tax.tax_id());
  std::vector<std::string> items;
  items.reserve(book.items.size());
  for (const v1::Item& item : book.items) items.push_back(item.item_id());
  std::vector<std::string> sources;
  sources.reserve(book.sources.size());
  for (const v1::Source& source : book.sources) sources.push_back(source.source_id());
  std::vector<std::string> customers;
  customers.reserve(book.customers.size());
  for (const v1::Customer& customer : book.customers) customers.push_back(customer.customer_id());

  CheckKind(references.taxes, taxes, "tax", "taxes", problems);
  CheckKind(references.items, items, "item", "catalog", problems);
  CheckKind(references.sources, sources, "source", "sources", problems);
  CheckKind(references.customers, customers, "customer", "customers", problems);
  CheckAccounts(references.accounts, problems);
}

void CheckAgainst(const Book& ledger, const Book& wanted, const References& references,
                  Problems& problems) {
  if (ledger.org.org_id().empty()) return;
  CheckCurrencies(ledger, references.currencies, problems);
  CheckOwners(ledger, wanted, references.accounts, problems);
  CheckProjects(Canonical(ledger), wanted, references.projects, problems);
}

}  // namespace tally
