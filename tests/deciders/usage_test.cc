#include "ledger/deciders/usage.h"

#include "ledger/deciders/customers.h"
#include "support/changed.h"
#include "support/provider.h"

namespace tally {
namespace {

std::string Of(absl::string_view entries) {
  return absl::StrCat("org_id: 'msp' source_id: 'rmm' ", entries);
}

// Entries as they are sent, but for what is said of them in text format.
std::string Time(absl::string_view but) {
  const auto entry = Changed<v1::TimeEntry>(
      "entry_id: 't1' customer_id: 'alpha' date: '2026-10-15' minutes: 90", but);
  return absl::StrCat("entries { ", entry.ShortDebugString(), " } ");
}

std::string Charge(absl::string_view but) {
  const auto charge = Changed<v1::Charge>(
      "entry_id: 'c1' customer_id: 'alpha' date: '2026-10-15' kind: CHARGE_KIND_HARDWARE "
      "quantity: '2' unit_cost: '410.5' cost_currency: 'EUR'",
      but);
  return absl::StrCat("charges { ", charge.ShortDebugString(), " } ");
}

std::string Trigger(absl::string_view but) {
  const auto trigger = Changed<v1::Trigger>(
      "key: 'm1' customer_id: 'alpha' date: '2026-10-15' kind: TRIGGER_KIND_MILESTONE", but);
  return absl::StrCat("triggers { ", trigger.ShortDebugString(), " } ");
}

TEST(RecordTime, RecordsEntriesAsOneEvent) {
  Provider()
      .When<v1::RecordTimeEntries>(
          Of("entries { entry_id: 't1' customer_id: 'alpha' date: '2026-11-03' minutes: 1440 "
             "  ticket: 'T-1' project: 'web' unit_price: '120.00' description: 'On site' } "
             "entries { entry_id: 't2' customer_id: 'beta' date: '1999-12-31' minutes: 1 "
             "  not_billable: true }"))
      .Then(
          "time_recorded { org_id: 'msp' source_id: 'rmm' "
          "entries { entry_id: 't1' customer_id: 'alpha' date: '2026-11-03' minutes: 1440 "
          "  ticket: 'T-1' project: 'web' unit_price: '120' description: 'On site' } "
          "entries { entry_id: 't2' customer_id: 'beta' date: '1999-12-31' minutes: 1 "
          "  not_billable: true } }")
      .Replied<v1::RecordUsageReply>("recorded: 2");
}

TEST(RecordCharges, RecordsCostsAsOneEvent) {
  Provider()
      .When<v1::RecordChargeEntries>(
          Of("charges { entry_id: 'c1' customer_id: 'alpha' date: '2026-10-15' "
             "  kind: CHARGE_KIND_EXPENSE description: 'Train' quantity: '1.0' "
             "  unit_cost: '48.20' cost_currency: 'EUR' }"))
      .Then(
          "charges_recorded { org_id: 'msp' source_id: 'rmm' "
          "charges { entry_id: 'c1' customer_id: 'alpha' date: '2026-10-15' "
          "  kind: CHARGE_KIND_EXPENSE description: 'Train' quantity: '1' unit_cost: '48.2' "
          "  cost_currency: 'EUR' } }")
      .Replied<v1::RecordUsageReply>("recorded: 1");
}

TEST(RecordTriggers, RecordsTriggersAsOneEvent) {
  Provider()
      .When<v1::RecordTriggerEntries>(
          Of("triggers { key: 'm1' customer_id: 'alpha' kind: TRIGGER_KIND_MILESTONE "
             "  date: '2026-10-15' subject: 'web' amount: '2500.00' description: 'Signed off' } "
             "triggers { key: 's1' customer_id: 'beta' kind: TRIGGER_KIND_SLA_BREACH "
             "  date: '2026-10-16' percent: '10.0' }"))
      .Then(
          "triggers_recorded { org_id: 'msp' source_id: 'rmm' "
          "triggers { key: 'm1' customer_id: 'alpha' kind: TRIGGER_KIND_MILESTONE "
          "  date: '2026-10-15' subject: 'web' amount: '2500' description: 'Signed off' } "
          "triggers { key: 's1' customer_id: 'beta' kind: TRIGGER_KIND_SLA_BREACH "
          "  date: '2026-10-16' percent: '10' } }")
      .Replied<v1::RecordUsageReply>("recorded: 2");
}

// As U18 of the worked examples has it for counts.
TEST(RecordTime, KnowsWhatItWasToldBeforeAndRefusesAnotherEntryUnderItsId) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordTimeEntries>(Of(Time("unit_price: '120'")));
  scenario.When<v1::RecordTimeEntries>(Of(Time("unit_price: '120.00'")))
      .ThenNothing()
      .Replied<v1::RecordUsageReply>("already_known: 1");

  const auto refusal = [](const char* field, const char* message) {
    return absl::StrCat("refused { index: 0 field: '", field, "' message: '", message,
                        "; another entry needs an id of its own' }");
  };
  scenario.When<v1::RecordTimeEntries>(Of(Time("unit_price: '130'")))
      .ThenNothing()
      .Replied<v1::RecordUsageReply>(
          refusal("unit_price", "is \"130\", but was recorded as \"120\""));
  scenario
      .When<v1::RecordTimeEntries>(
          Of("entries { entry_id: 't1' customer_id: 'beta' date: '2026-10-16' minutes: 90 }"))
      .ThenNothing()
      .Replied<v1::RecordUsageReply>(
          refusal("customer_id", "is \"beta\", but was recorded as \"alpha\""));
  scenario
      .When<v1::RecordTimeEntries>(Of("entries { entry_id: 't1' customer_id: 'alpha' "
                                      "date: '2026-10-15' minutes: 91 unit_price: '120' }"))
      .ThenNothing()
      .Replied<v1::RecordUsageReply>(
          refusal("minutes", "is 91 minutes, but was recorded as 90 minutes"));
  scenario.When<v1::RecordTimeEntries>(Of(Time("unit_price: '120' not_billable: true")))
      .ThenNothing()
      .Replied<v1::RecordUsageReply>(refusal("not_billable", "is not as it was recorded"));
}

TEST(RecordCharges, KnowsWhatItWasToldBeforeAndRefusesAnotherCostUnderItsId) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordChargeEntries>(Of(Charge("")));
  scenario.When<v1::RecordChargeEntries>(Of(Charge("quantity: '2.0'")))
      .ThenNothing()
      .Replied<v1::RecordUsageReply>("already_known: 1");
  scenario.When<v1::RecordChargeEntries>(Of(Charge("kind: CHARGE_KIND_EXPENSE")))
      .ThenNothing()
      .Replied<v1::RecordUsageReply>(
          "refused { index: 0 field: 'kind' message: 'is expense, but was recorded as hardware; "
          "another entry needs an id of its own' }");
}

TEST(RecordTriggers, KnowsWhatItWasToldBeforeAndRefusesAnotherTriggerUnderItsKey) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordTriggerEntries>(Of(Trigger("amount: '10'")));
  scenario.When<v1::RecordTriggerEntries>(Of(Trigger("amount: '10.00'")))
      .ThenNothing()
      .Replied<v1::RecordUsageReply>("already_known: 1");
  scenario.When<v1::RecordTriggerEntries>(Of(Trigger("")))
      .ThenNothing()
      .Replied<v1::RecordUsageReply>(
          "refused { index: 0 field: 'amount' message: 'is \"\", but was recorded as \"10\"; "
          "another trigger needs a key of its own' }");
}

TEST(RecordUsage, TellsEntriesApartBySourceAndKind) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordTimeEntries>(Of(Time("")));
  scenario
      .When<v1::RecordTimeEntries>(
          absl::StrCat("org_id: 'msp' source_id: 'shop' ", Time("ticket: 'T'")))
      .Replied<v1::RecordUsageReply>("recorded: 1");
  scenario.When<v1::RecordChargeEntries>(Of(Charge("entry_id: 't1'")))
      .Replied<v1::RecordUsageReply>("recorded: 1");
  scenario.When<v1::RecordTriggerEntries>(Of(Trigger("key: 't1'")))
      .Replied<v1::RecordUsageReply>("recorded: 1");
}

TEST(RecordUsage, SortsTheEntriesOfOneCommandOneByOne) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordTimeEntries>(Of(Time("")))
      .When<v1::RecordTimeEntries>(
          // Known from before; wrong; new; the same again; another under its id; new.
          Of(absl::StrCat(Time(""), Time("minutes: 0"), Time("entry_id: 't2'"),
                          Time("entry_id: 't2'"), Time("entry_id: 't2' minutes: 9"),
                          Time("entry_id: 't3'"))))
      .Then(absl::StrCat("time_recorded { ",
                         Of(absl::StrCat(Time("entry_id: 't2'"), Time("entry_id: 't3'"))), "}"))
      .Replied<v1::RecordUsageReply>(
          "recorded: 2 already_known: 2 "
          "refused { index: 1 field: 'minutes' message: 'is missing or 0' } "
          "refused { index: 4 field: 'minutes' message: 'is 9 minutes, but was recorded as 90 "
          "minutes; another entry needs an id of its own' }");
}

TEST(RecordUsage, RecordsNothingIfEveryEntryIsRefused) {
  Provider().When<v1::RecordTimeEntries>(Of("entries {}")).ThenNothing();
  Provider().When<v1::RecordChargeEntries>(Of("charges {}")).ThenNothing();
  Provider().When<v1::RecordTriggerEntries>(Of("triggers {}")).ThenNothing();
}

// A day is that of the customer, or of the org where the customer has no zone of its own.
TEST(RecordUsage, TakesNoEntriesOfTheFuture) {
  Scenario scenario = Provider();
  scenario.At("2026-11-03T20:00:00Z")
      .Given(
          "customer_defined { org_id: 'msp' "
          "  customer { customer_id: 'tokyo' name: 'T' time_zone: 'Asia/Tokyo' } }");
  const auto entry = [](const char* customer, const char* date) {
    return Of(Time(absl::StrCat("customer_id: '", customer, "' date: '", date, "'")));
  };
  scenario.When<v1::RecordTimeEntries>(entry("tokyo", "2026-11-04"))
      .Replied<v1::RecordUsageReply>("recorded: 1");
  scenario.When<v1::RecordTimeEntries>(entry("tokyo", "2026-11-05"))
      .Replied<v1::RecordUsageReply>(
          "refused { index: 0 field: 'date' "
          "message: 'is 2026-11-05, in the future; it is 2026-11-04' }");
  scenario.When<v1::RecordTimeEntries>(entry("alpha", "2026-11-04"))
      .Replied<v1::RecordUsageReply>(
          "refused { index: 0 field: 'date' "
          "message: 'is 2026-11-04, in the future; it is 2026-11-03' }");
}

struct Row {
  std::string entry;
  const char* field;
  const char* message;
};

// Expects each entry, the one in the list of C that `list` names, to be refused so.
template <class C>
void ExpectRefused(const char* list, const std::vector<Row>& rows) {
  for (const auto& [entry, field, message] : rows) {
    SCOPED_TRACE(absl::StrCat(list, " ", entry));
    Scenario scenario = Provider();
    scenario.When(Parse<C>(Of(absl::StrCat(list, " { ", entry, " }")))).ThenNothing();
    v1::RecordUsageReply reply;
    v1::RefusedEntry& refused = *reply.add_refused();
    refused.set_field(field);
    refused.set_message(message);
    scenario.Replied<v1::RecordUsageReply>(reply.ShortDebugString());
  }
}

// What is wrong with ids, customers and days. Each row is right up to the field that it names.
std::vector<Row> WrongBeginnings(const std::string& id) {
  const std::string long_id(257, 'x');
  return {
      {"", id.c_str(), "is missing"},
      {absl::StrCat(id, ": '", long_id, "'"), id.c_str(),
       "is 257 bytes long; at most 256 are allowed"},
      {absl::StrCat(id, ": 'a\\000b'"), id.c_str(), "has a control character at byte 2"},
      {absl::StrCat(id, ": 'a'"), "customer_id", "is missing"},
      {absl::StrCat(id, ": 'a' customer_id: 'A B'"), "customer_id",
       "is \"A B\"; an id is made of a-z 0-9 - _ . and starts with a letter or a digit"},
      {absl::StrCat(id, ": 'a' customer_id: 'none'"), "customer_id", "there is no \"none\""},
      {absl::StrCat(id, ": 'a' customer_id: 'alpha'"), "date", "is missing"},
      {absl::StrCat(id, ": 'a' customer_id: 'alpha' date: '31.10.2026'"), "date",
       "is \"31.10.2026\"; a date is a day of the calendar, written like 2026-10-31"},
      {absl::StrCat(id, ": 'a' customer_id: 'alpha' date: '2026-11-04'"), "date",
       "is 2026-11-04, in the future; it is 2026-11-03"},
  };
}

TEST(RecordUsage, RefusesAnEntryByItsIdCustomerAndDay) {
  const std::string entry_id = "entry_id";
  const std::string key = "key";
  ExpectRefused<v1::RecordTimeEntries>("entries", WrongBeginnings(entry_id));
  ExpectRefused<v1::RecordChargeEntries>("charges", WrongBeginnings(entry_id));
  ExpectRefused<v1::RecordTriggerEntries>("triggers", WrongBeginnings(key));
}

TEST(RecordTime, RefusesAnEntryByItsField) {
  const std::string begun = "entry_id: 'a' customer_id: 'alpha' date: '2026-11-03' ";
  const std::string long_text(501, 'x');
  ExpectRefused<v1::RecordTimeEntries>(
      "entries",
      {
          {begun, "minutes", "is missing or 0"},
          {begun + "minutes: 1441", "minutes", "is 1441 minutes; a day has 1440"},
          {begun + "minutes: 1 ticket: '\\n'", "ticket", "has a control character at byte 1"},
          {begun + "minutes: 1 project: '\\t'", "project", "has a control character at byte 1"},
          {begun + "minutes: 1 unit_price: '-1'", "unit_price",
           "is \"-1\"; it must not be negative"},
          {absl::StrCat(begun, "minutes: 1 description: '", long_text, "'"), "description",
           "is 501 bytes long; at most 500 are allowed"},
      });
}

TEST(RecordCharges, RefusesACostByItsField) {
  const std::string begun = "entry_id: 'a' customer_id: 'alpha' date: '2026-11-03' ";
  const std::string of_kind = begun + "kind: CHARGE_KIND_HARDWARE ";
  ExpectRefused<v1::RecordChargeEntries>(
      "charges",
      {
          {begun, "kind", "is missing"},
          {begun + "kind: CHARGE_KIND_ANY", "kind", "is neither hardware nor expense"},
          {of_kind + "description: '\\n'", "description", "has a control character at byte 1"},
          {of_kind, "quantity", "is missing"},
          {of_kind + "quantity: '-1'", "quantity", "is \"-1\"; it must not be negative"},
          {of_kind + "quantity: '1'", "unit_cost", "is missing"},
          {of_kind + "quantity: '1' unit_cost: '1,5'", "unit_cost",
           "is \"1,5\"; a price is a decimal number like 12 or 12.50, of at most 18 "
           "digits"},
          {of_kind + "quantity: '1' unit_cost: '1'", "cost_currency", "is missing"},
          {of_kind + "quantity: '1' unit_cost: '1' cost_currency: 'XAU'", "cost_currency",
           "is \"XAU\"; an ISO 4217 currency code is like EUR"},
      });
}

TEST(RecordTriggers, RefusesATriggerByItsField) {
  const std::string begun = "key: 'a' customer_id: 'alpha' date: '2026-11-03' ";
  const std::string of_kind = begun + "kind: TRIGGER_KIND_SLA_BREACH ";
  ExpectRefused<v1::RecordTriggerEntries>(
      "triggers",
      {
          {begun, "kind", "is missing"},
          {of_kind + "subject: '\\n'", "subject", "has a control character at byte 1"},
          {of_kind + "amount: '-5'", "amount", "is \"-5\"; it must not be negative"},
          {of_kind + "percent: '1001'", "percent", "is \"1001\"; a percentage is at most 1000"},
          {of_kind + "percent: '10' amount: '5'", "percent",
           "stands beside an amount; give one of the two"},
          {of_kind + "description: '\\n'", "description", "has a control character at byte 1"},
      });
}

TEST(RecordTriggers, RefusesKindsThatThisVersionDoesNotKnow) {
  auto command = Parse<v1::RecordTriggerEntries>(Of(Trigger("")));
  command.mutable_triggers(0)->set_kind(static_cast<v1::TriggerKind>(99));
  Provider().When(command).ThenNothing().Replied<v1::RecordUsageReply>(
      "refused { index: 0 field: 'kind' message: 'is 99, which TriggerKind does not have' }");
}

template <class C>
void ExpectRefusedAsAWhole() {
  Provider()
      .When<C>("org_id: 'none' source_id: 'none'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  Provider()
      .When<C>("org_id: 'msp' source_id: 'none'")
      .Refused(v1::REASON_SOURCE_NOT_FOUND, "source_id");
}

TEST(RecordUsage, Refuses) {
  ExpectRefusedAsAWhole<v1::RecordTimeEntries>();
  ExpectRefusedAsAWhole<v1::RecordChargeEntries>();
  ExpectRefusedAsAWhole<v1::RecordTriggerEntries>();
}

}  // namespace
}  // namespace tally
