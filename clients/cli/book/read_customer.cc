#include "clients/cli/book/read_customer.h"

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

v1::QuantityRule ReadRule(const Field& field) {
  if (!field.given()) return v1::QUANTITY_RULE_UNSPECIFIED;
  const std::string text = field.Text();
  if (text == "period_start") return v1::QUANTITY_RULE_PERIOD_START;
  if (text == "period_end") return v1::QUANTITY_RULE_PERIOD_END;
  if (text == "peak") return v1::QUANTITY_RULE_PEAK;
  if (!text.empty()) {
    field.Refuse(absl::StrCat("is \"", text, "\"; write period_start, period_end or peak"));
  }
  return v1::QUANTITY_RULE_UNSPECIFIED;
}

void ReadCounted(const Field& field, v1::CountedQuantity& counted, References& references) {
  FieldMap fields(field);
  counted.set_source_id(
      ReadReference(fields.Need("source", "give the source that counts"), references.sources));
  counted.set_meter(fields.Need("meter", "give what the source calls it").ForeignId());
  fields.RefuseOthers();
}

// A line says `fixed: 6`, or `counted: {source, meter}` and `quantity: period_end`.
void ReadQuantity(FieldMap& fields, const Field& field, v1::PlanLine& line,
                  References& references) {
  const Field fixed = fields.May("fixed");
  const Field counted = fields.May("counted");
  if (fixed.given() && counted.given()) {
    counted.Refuse("stands beside fixed; keep one of the two");
  }
  if (counted.given()) {
    ReadCounted(counted, *line.mutable_counted(), references);
    const Field rule = fields.Need("quantity", "give period_start, period_end or peak");
    line.mutable_counted()->set_rule(ReadRule(rule));
    return;
  }
  if (const Field rule = fields.May("quantity"); rule.given()) {
    rule.Refuse("belongs to a counted line; write `fixed: 6` for a quantity that does not change");
  }
  if (fixed.given()) {
    line.mutable_fixed()->set_quantity(fixed.Quantity());
  } else if (field.is_map()) {
    field.Refuse("has no quantity; give `fixed: 6` or `counted: {source: rmm, meter: SERVER}`");
  }
}

// A price is `45.00` or `{follow: vendor, markup: 20%}`.
void ReadPrice(const Field& field, v1::PlanLine& line) {
  if (!field.given()) return;
  if (!field.is_map()) {
    line.mutable_held()->set_unit_price(field.Price());
    return;
  }
  FieldMap fields(field);
  const Field follow = fields.Need("follow", "write {follow: vendor, markup: 20%}");
  if (follow.given() && follow.Text() != "vendor") follow.Refuse("can only be vendor");
  const Field markup = fields.Need("markup", "give a percentage like 20%, or 0%");
  line.mutable_vendor()->set_markup_percent(markup.Percent());
  fields.RefuseOthers();
  if (line.has_fixed()) {
    field.Refuse(
        "has no count whose cost to follow, as the line is fixed; give a price like 45.00");
  }
}

void ReadLine(const Field& field, v1::PlanLine& line, References& references) {
  FieldMap fields(field);
  line.set_line_id(fields.May("id").Id());
  line.set_item_id(
      ReadReference(fields.Need("item", "give an item of the catalog"), references.items));
  ReadQuantity(fields, field, line, references);
  ReadPrice(fields.Need("price", "give a price like 45.00 or {follow: vendor, markup: 20%}"), line);
  fields.RefuseOthers();
}

void RefuseEqualLineIds(const v1::Plan& plan, const std::vector<Field>& lines) {
  std::map<std::string, size_t> first_with;
  const std::vector<std::string> ids = LineIds(plan);
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto [first, is_first] = first_with.try_emplace(ids[i], i);
    if (is_first || ids[i].empty()) continue;
    lines[i].Refuse(absl::StrCat("has the id `", ids[i], "` of the line on line ",
                                 lines[first->second].place().line, " already; give another"));
  }
}

void ReadPlan(const std::string& customer_id, const Field& field, Book& book,
              References& references) {
  FieldMap fields(field);
  v1::Plan& plan = book.plans.emplace_back();
  plan.set_customer_id(customer_id);
  plan.set_effective_from(fields.Need("from", "give the first day, like 2026-08-01").Date());
  const Field list = fields.Need("lines", "list what is billed");
  const std::vector<Field> lines = list.Items();
  for (const Field& line : lines) ReadLine(line, *plan.add_lines(), references);
  list.CheckSize(plan, v1::Plan::kLinesFieldNumber);
  fields.RefuseOthers();
  RefuseEqualLineIds(plan, lines);
}

void ReadPlans(const std::string& customer_id, const Field& field, Book& book,
               References& references) {
  std::map<std::string, int> line_of_day;
  for (const Field& plan : field.Items()) {
    ReadPlan(customer_id, plan, book, references);
    const std::string& day = book.plans.back().effective_from();
    const auto [first, is_first] = line_of_day.try_emplace(day, plan.place().line);
    if (is_first || day.empty()) continue;
    plan.Refuse(absl::StrCat("starts on ", day, " like the plan on line ", first->second));
  }
}

void ReadAccounts(const Field& field, v1::Customer& customer, References& references) {
  for (const auto& [source_id, account] : field.Entries()) {
    v1::Account& mapping = *customer.add_accounts();
    mapping.set_source_id(source_id);
    mapping.set_account(account.ForeignId());
    references.sources.push_back({source_id, field.PlaceOfKey(source_id), account.path()});
    if (mapping.account().empty()) continue;
    references.accounts.push_back(
        {source_id, mapping.account(), customer.customer_id(), account.place(), account.path()});
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
  customer.set_tax_id(ReadReference(fields.May("tax"), references.taxes));
  if (const Field terms = fields.May("payment_terms"); terms.given()) {
    *customer.mutable_payment_terms() = terms.Terms();
  }
  ReadAccounts(fields.May("accounts"), customer, references);
  const Field external_ids = fields.May("external_ids");
  ReadExternalIds(external_ids, *customer.mutable_external_ids());
  external_ids.CheckSize(customer, v1::Customer::kExternalIdsFieldNumber);
  ReadMeters(fields.May("meters"), customer, references);
  ReadPlans(id, fields.May("plan"), book, references);
  fields.RefuseOthers();
}

}  // namespace tally
