#include "clients/cli/book/read_quantity.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/book/words.h"

namespace tally {
namespace {

constexpr char kNeedsRule[] = "give period_start, period_end or peak";

template <class Texts>
void ReadForeignIds(const Field& field, Texts& texts) {
  for (const Field& item : field.Items()) texts.Add(item.ForeignId());
}

// Reads a source and what it calls what it counts.
template <class Source>
void ReadSourceAndMeter(FieldMap& fields, Source& source, References& references) {
  source.set_source_id(
      ReadReference(fields.Need("source", "give the source that counts"), references.sources));
  source.set_meter(fields.Need("meter", "give what the source calls it").ForeignId());
}

void ReadCounted(const Field& field, v1::CountedQuantity& counted, References& references) {
  FieldMap fields(field);
  ReadSourceAndMeter(fields, counted, references);
  const Field accounts = fields.May("accounts");
  ReadForeignIds(accounts, *counted.mutable_accounts());
  accounts.CheckSize(counted, v1::CountedQuantity::kAccountsFieldNumber);
  counted.set_distinct(fields.May("distinct").IsTrue());
  const Field others = fields.May("others");
  for (const Field& item : others.Items()) {
    FieldMap other(item);
    ReadSourceAndMeter(other, *counted.add_others(), references);
    other.RefuseOthers();
  }
  others.CheckSize(counted, v1::CountedQuantity::kOthersFieldNumber);
  counted.set_round_up_to(fields.May("round_up_to").Quantity());
  fields.RefuseOthers();
}

// Time is `tickets`, or says more.
void ReadTime(const Field& field, v1::TimeQuantity& time) {
  if (!field.is_map()) {
    time.set_kind(ReadWord(field, kTimeKindWords));
    return;
  }
  FieldMap fields(field);
  time.set_kind(ReadWord(fields.May("kind"), kTimeKindWords));
  const Field projects = fields.May("projects");
  ReadForeignIds(projects, *time.mutable_projects());
  projects.CheckSize(time, v1::TimeQuantity::kProjectsFieldNumber);
  const Field rates = fields.May("rates");
  for (const auto& [project, price] : rates.Entries()) {
    rates.CheckForeignKey(project);
    v1::ProjectRate& rate = *time.add_rates();
    rate.set_project(project);
    rate.set_unit_price(price.Price());
  }
  rates.CheckSize(time, v1::TimeQuantity::kRatesFieldNumber);
  time.set_increment_minutes(fields.May("increment").Minutes());
  time.set_increment_scope(ReadWord(fields.May("round"), kIncrementScopeWords));
  time.set_roll_over_periods(fields.May("roll_over").Count());
  fields.RefuseOthers();
}

// What happens once is `milestone`, or says of what.
void ReadTriggered(const Field& field, v1::TriggeredQuantity& triggered) {
  if (!field.is_map()) {
    triggered.set_kind(ReadWord(field, kTriggerWords));
    return;
  }
  FieldMap fields(field);
  triggered.set_kind(
      ReadWord(fields.Need("on", "give what triggers it, such as milestone"), kTriggerWords));
  triggered.set_subject(fields.May("subject").ForeignId());
  fields.RefuseOthers();
}

void ReadCredit(const Field& field, v1::CreditQuantity& credit) {
  FieldMap fields(field);
  credit.set_line_id(fields.Need("line", "give the id of the line that it is taken off").Id());
  const Field amount = fields.May("amount");
  const Field percent = fields.May("percent");
  if (amount.given()) credit.set_amount(amount.Price());
  if (amount.given() && percent.given()) {
    percent.Refuse("stands beside amount; keep one of the two");
  } else if (percent.given()) {
    credit.set_percent(percent.Percent());
  }
  credit.set_trigger(ReadWord(fields.May("on"), kTriggerWords));
  credit.set_subject(fields.May("subject").ForeignId());
  fields.RefuseOthers();
}

void ReadKind(const std::string& kind, const Field& value, v1::PlanLine& line,
              References& references) {
  if (kind == "fixed") line.mutable_fixed()->set_quantity(value.Quantity());
  if (kind == "counted") ReadCounted(value, *line.mutable_counted(), references);
  if (kind == "time") ReadTime(value, *line.mutable_time());
  if (kind == "pass_through") {
    line.mutable_pass_through()->set_kind(ReadWord(value, kChargeKindWords));
  }
  if (kind == "triggered") ReadTriggered(value, *line.mutable_triggered());
  if (kind == "credit") ReadCredit(value, *line.mutable_credit());
}

}  // namespace

void ReadQuantity(FieldMap& fields, const Field& field, v1::PlanLine& line,
                  References& references) {
  std::string first;
  for (const char* kind : {"fixed", "counted", "time", "pass_through", "triggered", "credit"}) {
    const Field value = fields.May(kind);
    if (!value.given()) continue;
    if (first.empty()) {
      first = kind;
      ReadKind(kind, value, line, references);
    } else {
      value.Refuse(absl::StrCat("stands beside ", first, "; keep one of the two"));
    }
  }
  if (first.empty() && field.is_map()) {
    field.Refuse("has no quantity; give `fixed: 6` or `counted: {source: rmm, meter: SERVER}`");
  }
  if (line.has_counted()) {
    line.mutable_counted()->set_rule(ReadWord(fields.Need("quantity", kNeedsRule), kRuleWords));
  } else if (const Field rule = fields.May("quantity"); rule.given()) {
    rule.Refuse("belongs to a counted line; write `fixed: 6` for a quantity that does not change");
  }
}

}  // namespace tally
