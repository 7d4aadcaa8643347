// The model's rules of definitions: orgs, taxes, items, sources, customers, plans, projects and
// consumers. A definition is as it was asked for last; the same again changes nothing.

#include <algorithm>
#include <set>

#include "model/definition.h"
#include "model/issue.h"
#include "model/rules.h"

namespace tally {
namespace {

constexpr char kExempt[] = "exempt";

// Orgs.

Verdict JudgeOrg(const State& state, const v1::DefineOrg& command) {
  const v1::Org& wanted = command.org();
  const OrgState* current = state.Find(wanted.org_id());
  const std::string& fee_item = wanted.dunning().late_fee_item_id();
  const auto system_of = [](const auto& each) { return each.system(); };
  return Verdict()
      .If(IsStale(command.etag(), current == nullptr ? nullptr : &current->org),
          v1::REASON_ETAG_MISMATCH)
      .If(current != nullptr && current->org.is.currency() != wanted.currency(),
          v1::REASON_CURRENCY_IS_FIXED)
      .If(wanted.number_pattern().find("{N") == std::string::npos,
          v1::REASON_NUMBER_PATTERN_INVALID)
      .If(!fee_item.empty() && (current == nullptr || current->items.count(fee_item) == 0),
          v1::REASON_ITEM_NOT_FOUND)
      .If(HasTwice(wanted.accounting_systems(), system_of), v1::REASON_LISTED_TWICE);
}

void TakeOrg(State& state, const v1::DefineOrg& command, Taken& taken) {
  OrgState& org = state.orgs[command.org().org_id()];
  if (IsAs(org.org.is, command.org())) return;
  taken.ExpectMessage(command.org(), taken.Next<v1::OrgDefined>().org(), "the org");
  org.org = {.is = command.org(), .etag = ""};
  NoteInput(org, "", taken);
}

// Taxes.

Verdict JudgeTax(const OrgState& org, const v1::DefineTax& command) {
  const v1::Tax& wanted = command.tax();
  return Verdict()
      .If(IsStale(command.etag(), FindIn(org.taxes, wanted.tax_id())), v1::REASON_ETAG_MISMATCH)
      .If(wanted.tax_id() == kExempt, v1::REASON_TAX_ID_RESERVED)
      .If(wanted.rate_percent().empty(), v1::REASON_TAX_RATES_INVALID);
}

void TakeTax(OrgState& org, const v1::DefineTax& command, Taken& taken) {
  const v1::Tax& wanted = command.tax();
  TakeDefined<v1::TaxDefined>(
      wanted, org.taxes, wanted.tax_id(), [](const auto& event) { return event.tax(); }, taken);
  NoteInput(org, "", taken);
}

// Items.

Verdict JudgeItem(const OrgState& org, const v1::DefineItem& command) {
  const v1::Item& wanted = command.item();
  return Verdict()
      .If(IsStale(command.etag(), FindIn(org.items, wanted.item_id())), v1::REASON_ETAG_MISMATCH)
      .If(!wanted.tax_id().empty() && org.taxes.count(wanted.tax_id()) == 0,
          v1::REASON_TAX_NOT_FOUND)
      .If(HasTwice(wanted.external_ids(), [](const auto& each) { return each.system(); }),
          v1::REASON_LISTED_TWICE);
}

void TakeItem(OrgState& org, const v1::DefineItem& command, Taken& taken) {
  const v1::Item& wanted = command.item();
  TakeDefined<v1::ItemDefined>(
      wanted, org.items, wanted.item_id(), [](const auto& event) { return event.item(); }, taken);
  NoteInput(org, "", taken);
}

// Sources.

Verdict JudgeSource(const OrgState& org, const v1::DefineSource& command) {
  const v1::Source& wanted = command.source();
  Verdict verdict;
  verdict
      .If(IsStale(command.etag(), FindIn(org.sources, wanted.source_id())),
          v1::REASON_ETAG_MISMATCH)
      .If(HasTwice(wanted.meters(), [](const auto& each) { return each.meter(); }),
          v1::REASON_LISTED_TWICE);
  for (const v1::Meter& meter : wanted.meters()) {
    verdict.If(org.items.count(meter.item_id()) == 0, v1::REASON_ITEM_NOT_FOUND);
  }
  return verdict;
}

void TakeSource(OrgState& org, const v1::DefineSource& command, Taken& taken) {
  const v1::Source& wanted = command.source();
  TakeDefined<v1::SourceDefined>(
      wanted, org.sources, wanted.source_id(), [](const auto& event) { return event.source(); },
      taken);
  NoteInput(org, "", taken);
}

// Customers.

const std::string& CurrencyOf(const OrgState& org, const v1::Customer& customer) {
  return customer.currency().empty() ? org.org.is.currency() : customer.currency();
}

bool IsAnothers(const OrgState& org, const v1::Account& account, const std::string& customer_id) {
  return std::any_of(org.customers.begin(), org.customers.end(), [&](const auto& other) {
    const auto& accounts = other.second.is.accounts();
    return other.first != customer_id &&
           std::any_of(accounts.begin(), accounts.end(),
                       [&](const v1::Account& each) { return IsAs(each, account); });
  });
}

Verdict JudgeCustomer(const OrgState& org, const v1::DefineCustomer& command) {
  const v1::Customer& wanted = command.customer();
  const auto* current = FindIn(org.customers, wanted.customer_id());
  const bool has_tax = !wanted.tax_id().empty() && wanted.tax_id() != kExempt;
  Verdict verdict;
  verdict.If(IsStale(command.etag(), current), v1::REASON_ETAG_MISMATCH)
      .If(current != nullptr && CurrencyOf(org, current->is) != CurrencyOf(org, wanted),
          v1::REASON_CURRENCY_IS_FIXED)
      .If(has_tax && org.taxes.count(wanted.tax_id()) == 0, v1::REASON_TAX_NOT_FOUND)
      .If(HasTwice(wanted.external_ids(), [](const auto& each) { return each.system(); }),
          v1::REASON_LISTED_TWICE);
  for (const v1::Account& account : wanted.accounts()) {
    verdict.If(org.sources.count(account.source_id()) == 0, v1::REASON_SOURCE_NOT_FOUND)
        .If(IsAnothers(org, account, wanted.customer_id()), v1::REASON_ACCOUNT_IS_ANOTHERS);
  }
  return verdict;
}

void TakeCustomer(OrgState& org, const v1::DefineCustomer& command, Taken& taken) {
  const v1::Customer& wanted = command.customer();
  TakeDefined<v1::CustomerDefined>(
      wanted, org.customers, wanted.customer_id(),
      [](const auto& event) { return event.customer(); }, taken);
  // Accounts that go from one to another are both theirs.
  NoteInput(org, "", taken);
}

// Plans.

Verdict JudgePlan(const OrgState& org, const v1::SetPlan& command) {
  const v1::Plan& wanted = command.plan();
  Verdict verdict;
  verdict
      .If(IsStale(command.etag(),
                  FindIn(org.plans, std::make_pair(wanted.customer_id(), wanted.effective_from()))),
          v1::REASON_ETAG_MISMATCH)
      .If(org.customers.count(wanted.customer_id()) == 0, v1::REASON_CUSTOMER_NOT_FOUND)
      .If(HasTwice(wanted.lines(), [](const auto& each) { return each.line_id(); }),
          v1::REASON_LISTED_TWICE);
  for (const v1::PlanLine& line : wanted.lines()) {
    verdict.If(org.items.count(line.item_id()) == 0, v1::REASON_ITEM_NOT_FOUND)
        .If(line.has_counted() && org.sources.count(line.counted().source_id()) == 0,
            v1::REASON_SOURCE_NOT_FOUND)
        .If(line.price_case() == v1::PlanLine::PRICE_NOT_SET, v1::REASON_PRICE_MISSING);
  }
  return verdict;
}

void TakePlan(OrgState& org, const v1::SetPlan& command, Taken& taken) {
  const v1::Plan& wanted = command.plan();
  const auto key = std::make_pair(wanted.customer_id(), wanted.effective_from());
  TakeDefined<v1::PlanSet>(
      wanted, org.plans, key, [](const auto& event) { return event.plan(); }, taken);
  NoteInput(org, wanted.customer_id(), taken);
}

// Projects.

Verdict JudgeProject(const OrgState& org, const v1::DefineProject& command) {
  const v1::Project& wanted = command.project();
  const auto* current = FindIn(org.projects, wanted.project_id());
  Verdict verdict;
  verdict.If(org.customers.count(wanted.customer_id()) == 0, v1::REASON_CUSTOMER_NOT_FOUND)
      .If(current != nullptr && current->is.customer_id() != wanted.customer_id(),
          v1::REASON_ID_IN_USE)
      .If(IsStale(command.etag(), current), v1::REASON_ETAG_MISMATCH);
  if (current != nullptr && IsAs(current->is, wanted)) return verdict;
  verdict.If(org.project_invoices.count(wanted.project_id()) > 0, v1::REASON_PROJECT_INVOICED)
      .If(org.items.count(wanted.item_id()) == 0, v1::REASON_ITEM_NOT_FOUND)
      .If(HasTwice(wanted.tasks(), [](const auto& each) { return each.task_id(); }),
          v1::REASON_LISTED_TWICE);
  for (const v1::Task& task : wanted.tasks()) {
    const bool has_no_price = task.unit_price().empty() && wanted.estimate().empty();
    verdict.If(has_no_price, v1::REASON_PROJECT_CONTRADICTS_ITSELF);
  }
  return verdict;
}

void TakeProject(OrgState& org, const v1::DefineProject& command, Taken& taken) {
  const v1::Project& wanted = command.project();
  TakeDefined<v1::ProjectDefined>(
      wanted, org.projects, wanted.project_id(), [](const auto& event) { return event.project(); },
      taken);
}

// Consumers.

// Whether they want the same events; what else they say may change.
bool WantTheSame(v1::Consumer left, v1::Consumer right) {
  for (v1::Consumer* consumer : {&left, &right}) {
    consumer->clear_acknowledge_within_ms();
    consumer->clear_max_attempts();
  }
  return IsAs(left, right);
}

// With what is assumed where it says nothing.
v1::Consumer Whole(v1::Consumer consumer) {
  if (consumer.from_position() == 0) consumer.set_from_position(1);
  if (consumer.acknowledge_within_ms() == 0) consumer.set_acknowledge_within_ms(30'000);
  if (consumer.max_attempts() == 0) consumer.set_max_attempts(5);
  return consumer;
}

Verdict JudgeConsumer(const OrgState& org, const v1::DefineConsumer& command) {
  const v1::Consumer& wanted = command.consumer();
  const auto* current = FindIn(org.consumers, wanted.consumer_id());
  return Verdict()
      .If(current != nullptr && !WantTheSame(*current, Whole(wanted)), v1::REASON_CONSUMER_IS_FIXED)
      .If(!wanted.stream().empty() && !wanted.stream_prefix().empty(), v1::REASON_FIELD_INVALID)
      .If(wanted.max_attempts() > 1'000, v1::REASON_FIELD_INVALID);
}

void TakeConsumer(OrgState& org, const v1::DefineConsumer& command, Taken& taken) {
  const v1::Consumer wanted = Whole(command.consumer());
  const auto* current = FindIn(org.consumers, wanted.consumer_id());
  if (current != nullptr && IsAs(*current, wanted)) return;
  taken.ExpectMessage(wanted, taken.Next<v1::ConsumerDefined>().consumer(), "the consumer");
  org.consumers[wanted.consumer_id()] = wanted;
}

Verdict JudgeRemoval(const OrgState& org, const v1::RemoveConsumer& command) {
  return Verdict().If(org.consumers.count(command.consumer_id()) == 0,
                      v1::REASON_CONSUMER_NOT_FOUND);
}

void TakeRemoval(OrgState& org, const v1::RemoveConsumer& command, Taken& taken) {
  const auto& removed = taken.Next<v1::ConsumerRemoved>();
  taken.ExpectSame(command.consumer_id(), removed.consumer_id(), "the consumer");
  org.consumers.erase(command.consumer_id());
}

}  // namespace

void AddDefinitionRules(Rules& rules) {
  AddRuleOfAll<v1::DefineOrg>(rules, JudgeOrg, TakeOrg);
  AddRule<v1::DefineTax>(rules, JudgeTax, TakeTax);
  AddRule<v1::DefineItem>(rules, JudgeItem, TakeItem);
  AddRule<v1::DefineSource>(rules, JudgeSource, TakeSource);
  AddRule<v1::DefineCustomer>(rules, JudgeCustomer, TakeCustomer);
  AddRule<v1::SetPlan>(rules, JudgePlan, TakePlan);
  AddRule<v1::DefineProject>(rules, JudgeProject, TakeProject);
  AddRule<v1::DefineConsumer>(rules, JudgeConsumer, TakeConsumer);
  AddRule<v1::RemoveConsumer>(rules, JudgeRemoval, TakeRemoval);
}

}  // namespace tally
