#include "ledger/deciders/customers.h"

#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/terms.h"
#include "ledger/deciders/unique.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

absl::Status CheckCurrency(const v1::Org& org, const std::optional<v1::Customer>& current,
                           const v1::Customer& customer) {
  if (!current || CurrencyOf(org, *current) == CurrencyOf(org, customer)) return absl::OkStatus();
  return Refuse(v1::REASON_CURRENCY_IS_FIXED, "customer.currency",
                absl::StrCat("is ", CurrencyOf(org, *current), " and cannot become ",
                             CurrencyOf(org, customer)));
}

absl::Status CheckCustomerTax(const Books& books, const std::string& org_id,
                              const std::string& tax_id) {
  if (tax_id.empty() || tax_id == kExempt) return absl::OkStatus();
  return CheckTax(books, org_id, "customer.tax_id", tax_id);
}

absl::Status CheckExemption(const v1::Customer& customer) {
  if (customer.exemption_reason().empty() || customer.tax_id() == kExempt) return absl::OkStatus();
  return Refuse(v1::REASON_FIELD_INVALID, "customer.exemption_reason",
                absl::StrCat("is given, but the customer's tax is not \"", kExempt, "\""));
}

absl::Status CheckAccounts(const Books& books, const std::string& org_id,
                           const v1::Customer& customer) {
  for (int i = 0; i < customer.accounts_size(); ++i) {
    const v1::Account& account = customer.accounts(i);
    const std::string field = absl::StrCat("customer.accounts[", i, "]");
    absl::Status known =
        CheckSource(books, org_id, absl::StrCat(field, ".source_id"), account.source_id());
    if (!known.ok()) return known;
    const auto owner = books.account_owners.Find(org_id, account.source_id(), account.account());
    if (owner && owner->value() != customer.customer_id()) {
      return Refuse(v1::REASON_ACCOUNT_IS_ANOTHERS, absl::StrCat(field, ".account"),
                    absl::StrCat("\"", account.account(), "\" of ", account.source_id(),
                                 " is the account of ", owner->value()));
    }
  }
  return CheckUnique("customer.accounts", customer.accounts(), [](const v1::Account& account) {
    return absl::StrCat(account.source_id(), " ", account.account());
  });
}

absl::Status CheckMeters(const Books& books, const std::string& org_id,
                         const v1::Customer& customer) {
  for (int i = 0; i < customer.meters_size(); ++i) {
    const v1::MeterOverride& meter = customer.meters(i);
    const std::string field = absl::StrCat("customer.meters[", i, "]");
    absl::Status source =
        CheckSource(books, org_id, absl::StrCat(field, ".source_id"), meter.source_id());
    if (!source.ok()) return source;
    absl::Status item = CheckItem(books, org_id, absl::StrCat(field, ".item_id"), meter.item_id());
    if (!item.ok()) return item;
  }
  return CheckUnique("customer.meters", customer.meters(), [](const v1::MeterOverride& meter) {
    return absl::StrCat(meter.source_id(), " ", meter.meter());
  });
}

absl::Status CheckExternalIds(const v1::Customer& customer) {
  return CheckUnique("customer.external_ids", customer.external_ids(),
                     [](const v1::ExternalId& external) { return external.system(); });
}

}  // namespace

Decision<> Decide(const v1::DefineCustomer& command, const Books& books, const Context&) {
  v1::Customer customer = command.customer();
  customer.clear_etag();

  const std::string& org_id = command.org_id();
  const absl::StatusOr<v1::Org> org = FindOrg(books, org_id);
  if (!org.ok()) return org.status();
  const auto current = books.customers.Find(org_id, customer.customer_id());
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (absl::Status is = CheckCurrency(*org, current, customer); !is.ok()) return is;
  if (absl::Status is = CheckCustomerTax(books, org_id, customer.tax_id()); !is.ok()) return is;
  if (absl::Status is = CheckExemption(customer); !is.ok()) return is;
  if (absl::Status is = CheckTerms("customer.payment_terms", customer.payment_terms()); !is.ok()) {
    return is;
  }
  if (absl::Status is = CheckAccounts(books, org_id, customer); !is.ok()) return is;
  if (absl::Status is = CheckMeters(books, org_id, customer); !is.ok()) return is;
  if (absl::Status is = CheckExternalIds(customer); !is.ok()) return is;
  if (IsAs(current, customer)) return Emit();

  v1::CustomerDefined defined;
  defined.set_org_id(org_id);
  *defined.mutable_customer() = customer;
  return Emit(defined);
}

}  // namespace tally
