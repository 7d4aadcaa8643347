#include "clients/cli/book/read_customer.h"

#include "clients/cli/book/read_plan.h"

namespace tally {
namespace {

void ReadAccount(const std::string& source_id, const Field& field, v1::Customer& customer,
                 References& references) {
  v1::Account& mapping = *customer.add_accounts();
  mapping.set_source_id(source_id);
  mapping.set_account(field.ForeignId());
  if (mapping.account().empty()) return;
  references.accounts.push_back(
      {source_id, mapping.account(), customer.customer_id(), field.place(), field.path()});
}

// Accounts are `{rmm: "501"}`, or a list where there are several in one source.
void ReadAccounts(const Field& field, v1::Customer& customer, References& references) {
  for (const auto& [source_id, accounts] : field.Entries()) {
    references.sources.push_back({source_id, field.PlaceOfKey(source_id), accounts.path()});
    if (!accounts.is_list()) {
      ReadAccount(source_id, accounts, customer, references);
      continue;
    }
    for (const Field& account : accounts.Items()) {
      ReadAccount(source_id, account, customer, references);
    }
  }
  field.CheckSize(customer, v1::Customer::kAccountsFieldNumber);
}

void ReadMeters(const Field& field, v1::Customer& customer, References& references) {
  for (const auto& [source_id, meters] : field.Entries()) {
    references.sources.push_back({source_id, field.PlaceOfKey(source_id), meters.path()});
    for (const auto& [meter, item] : meters.Entries()) {
      meters.CheckForeignKey(meter);
      v1::MeterOverride& override = *customer.add_meters();
      override.set_source_id(source_id);
      override.set_meter(meter);
      override.set_item_id(ReadReference(item, references.items));
    }
  }
  field.CheckSize(customer, v1::Customer::kMetersFieldNumber);
}

}  // namespace

void ReadExternalIds(const Field& field, google::protobuf::RepeatedPtrField<v1::ExternalId>& ids) {
  for (const auto& [system, id] : field.Entries()) {
    field.CheckKey(system);
    v1::ExternalId& external = *ids.Add();
    external.set_system(system);
    external.set_id(id.ForeignId());
  }
}

void ReadCustomer(const std::string& id, const Field& field, Book& book, References& references) {
  FieldMap fields(field);
  v1::Customer& customer = book.customers.emplace_back();
  customer.set_customer_id(id);
  customer.set_name(fields.Need("name", "give the name shown on documents").Text());
  customer.set_email(fields.May("email").Email());
  customer.set_currency(ReadCurrency(fields.May("currency"), id, references));
  customer.set_time_zone(fields.May("time_zone").TimeZone());
  customer.set_tax_id(ReadReference(fields.May("tax"), references.taxes));
  const Field reason = fields.May("exemption_reason");
  if (reason.given()) customer.set_exemption_reason(reason.Text());
  if (reason.given() && customer.tax_id() != kExempt) {
    reason.Refuse("says why no tax is paid; write `tax: exempt`, or leave it out");
  }
  if (const Field terms = fields.May("payment_terms"); terms.given()) {
    *customer.mutable_payment_terms() = terms.Terms();
  }
  customer.set_auto_approve(fields.May("auto_approve").IsTrue());
  customer.set_trial(fields.May("trial").IsTrue());
  ReadAccounts(fields.May("accounts"), customer, references);
  const Field external_ids = fields.May("external_ids");
  ReadExternalIds(external_ids, *customer.mutable_external_ids());
  external_ids.CheckSize(customer, v1::Customer::kExternalIdsFieldNumber);
  ReadMeters(fields.May("meters"), customer, references);
  ReadPlans(id, fields.May("plan"), book, references);
  fields.RefuseOthers();
}

}  // namespace tally
