#include "ledger/deciders/usage.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/recording.h"
#include "ledger/formats/format.h"

namespace tally {
namespace {

constexpr uint32_t kMinutesOfDay = 1'440;
constexpr char kAdvice[] = "another entry needs an id of its own";
constexpr char kTriggerAdvice[] = "another trigger needs a key of its own";

// The customers of an org, and what day it is for each.
class Customers {
 public:
  Customers(const Books& books, const v1::Org& org, absl::Time now)
      : books_(books), org_(org), now_(now) {}

  std::optional<Wrong> Check(const std::string& customer_id, const std::string& date) {
    auto wrong = CheckNeeded("customer_id", customer_id, v1::FORMAT_ID);
    if (wrong) return wrong;
    const std::string today = Today(customer_id);
    if (today.empty()) {
      return Wrong{"customer_id", absl::StrCat("there is no \"", customer_id, "\"")};
    }
    if ((wrong = CheckNeeded("date", date, v1::FORMAT_DATE))) return wrong;
    if (date <= today) return std::nullopt;
    return Wrong{"date", absl::StrCat("is ", date, ", in the future; it is ", today)};
  }

 private:
  // The day as a text; empty if there is no such customer.
  const std::string& Today(const std::string& customer_id) {
    const auto [found, is_new] = today_.try_emplace(customer_id);
    if (!is_new) return found->second;
    const auto customer = books_.customers.Find(org_.org_id(), customer_id);
    if (!customer) return found->second;
    const std::string& zone =
        customer->time_zone().empty() ? org_.time_zone() : customer->time_zone();
    found->second = FormatDate(LocalDate(now_, *FindZone(zone)));
    return found->second;
  }

  const Books& books_;
  const v1::Org& org_;
  const absl::Time now_;
  std::map<std::string, std::string> today_;
};

std::optional<Wrong> Check(const v1::TimeEntry& entry, Customers& customers) {
  auto wrong = CheckNeeded("entry_id", entry.entry_id(), v1::FORMAT_FOREIGN_ID);
  if (wrong) return wrong;
  if ((wrong = customers.Check(entry.customer_id(), entry.date()))) return wrong;
  if (entry.minutes() == 0) return Wrong{"minutes", "is missing or 0"};
  if (entry.minutes() > kMinutesOfDay) {
    return Wrong{"minutes",
                 absl::StrCat("is ", entry.minutes(), " minutes; a day has ", kMinutesOfDay)};
  }
  if ((wrong = CheckOptional("ticket", entry.ticket(), v1::FORMAT_FOREIGN_ID))) return wrong;
  if ((wrong = CheckOptional("project", entry.project(), v1::FORMAT_FOREIGN_ID))) return wrong;
  if ((wrong = CheckOptional("unit_price", entry.unit_price(), v1::FORMAT_PRICE))) return wrong;
  return CheckOptional("description", entry.description(), v1::FORMAT_TEXT);
}

std::optional<Wrong> Check(const v1::Charge& charge, Customers& customers) {
  auto wrong = CheckNeeded("entry_id", charge.entry_id(), v1::FORMAT_FOREIGN_ID);
  if (wrong) return wrong;
  if ((wrong = customers.Check(charge.customer_id(), charge.date()))) return wrong;
  if (charge.kind() == v1::CHARGE_KIND_UNSPECIFIED) return Wrong{"kind", "is missing"};
  if (charge.kind() != v1::CHARGE_KIND_HARDWARE && charge.kind() != v1::CHARGE_KIND_EXPENSE) {
    return Wrong{"kind", "is neither hardware nor expense"};
  }
  if ((wrong = CheckOptional("description", charge.description(), v1::FORMAT_TEXT))) return wrong;
  if ((wrong = CheckNeeded("quantity", charge.quantity(), v1::FORMAT_QUANTITY))) return wrong;
  if ((wrong = CheckNeeded("unit_cost", charge.unit_cost(), v1::FORMAT_PRICE))) return wrong;
  return CheckNeeded("cost_currency", charge.cost_currency(), v1::FORMAT_CURRENCY);
}

std::optional<Wrong> Check(const v1::Trigger& trigger, Customers& customers) {
  auto wrong = CheckNeeded("key", trigger.key(), v1::FORMAT_FOREIGN_ID);
  if (wrong) return wrong;
  if ((wrong = customers.Check(trigger.customer_id(), trigger.date()))) return wrong;
  if (trigger.kind() == v1::TRIGGER_KIND_UNSPECIFIED) return Wrong{"kind", "is missing"};
  if (!v1::TriggerKind_IsValid(trigger.kind())) {
    return Wrong{"kind", absl::StrCat("is ", trigger.kind(), ", which TriggerKind does not have")};
  }
  if ((wrong = CheckOptional("subject", trigger.subject(), v1::FORMAT_FOREIGN_ID))) return wrong;
  if ((wrong = CheckOptional("amount", trigger.amount(), v1::FORMAT_PRICE))) return wrong;
  if ((wrong = CheckOptional("percent", trigger.percent(), v1::FORMAT_PERCENT))) return wrong;
  if (!trigger.amount().empty() && !trigger.percent().empty()) {
    return Wrong{"percent", "stands beside an amount; give one of the two"};
  }
  return CheckOptional("description", trigger.description(), v1::FORMAT_TEXT);
}

v1::TimeEntry Canonical(v1::TimeEntry entry) {
  entry.set_unit_price(CanonicalNumber(entry.unit_price()));
  return entry;
}

v1::Charge Canonical(v1::Charge charge) {
  charge.set_quantity(CanonicalNumber(charge.quantity()));
  charge.set_unit_cost(CanonicalNumber(charge.unit_cost()));
  return charge;
}

v1::Trigger Canonical(v1::Trigger trigger) {
  trigger.set_amount(CanonicalNumber(trigger.amount()));
  trigger.set_percent(CanonicalNumber(trigger.percent()));
  return trigger;
}

std::optional<v1::TimeEntry> Known(const Books& books, const std::string& org_id,
                                   const std::string& source_id, const v1::TimeEntry& entry) {
  const auto place = books.time_entry_ids.Find(org_id, source_id, entry.entry_id());
  if (!place) return std::nullopt;
  return books.time_entries
      .Find(org_id, place->customer_id(), place->date(), source_id, entry.entry_id())
      ->entry();
}

std::optional<v1::Charge> Known(const Books& books, const std::string& org_id,
                                const std::string& source_id, const v1::Charge& charge) {
  const auto place = books.charge_ids.Find(org_id, source_id, charge.entry_id());
  if (!place) return std::nullopt;
  return books.charges
      .Find(org_id, place->customer_id(), place->date(), source_id, charge.entry_id())
      ->charge();
}

std::optional<v1::Trigger> Known(const Books& books, const std::string& org_id,
                                 const std::string& source_id, const v1::Trigger& trigger) {
  const auto place = books.trigger_ids.Find(org_id, source_id, trigger.key());
  if (!place) return std::nullopt;
  return books.triggers.Find(org_id, place->customer_id(), trigger.key(), source_id)->trigger();
}

// Decides a command that records `entries`, of which `id_of` returns the id. Returns an Event of
// those that are to be recorded; `take` puts them into it.
template <class Event, class Command, class Entries, class IdOf, class Take>
Decision<v1::RecordUsageReply> Record(const Command& command, const Books& books,
                                      const Context& context, const Entries& entries, IdOf id_of,
                                      const char* advice, Take take) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  absl::Status source = CheckSource(books, command.org_id(), "source_id", command.source_id());
  if (!source.ok()) return source;

  Customers customers(books, *org, context.now);
  Recording<typename Entries::value_type, v1::RecordUsageReply> recording;
  for (const auto& entry : entries) {
    if (const auto wrong = Check(entry, customers)) {
      recording.Refuse(*wrong);
      continue;
    }
    recording.Take(Canonical(entry), id_of(entry),
                   Known(books, command.org_id(), command.source_id(), entry), advice);
  }

  Outcome<v1::RecordUsageReply> outcome{.events = {}, .reply = recording.reply()};
  if (recording.entries().empty()) return outcome;
  Event event;
  event.set_org_id(command.org_id());
  event.set_source_id(command.source_id());
  take(recording.entries(), event);
  outcome.events.push_back(Wrap(std::move(event)));
  return outcome;
}

}  // namespace

Decision<v1::RecordUsageReply> Decide(const v1::RecordTimeEntries& command, const Books& books,
                                      const Context& context) {
  return Record<v1::TimeRecorded>(
      command, books, context, command.entries(),
      [](const v1::TimeEntry& entry) { return entry.entry_id(); }, kAdvice,
      [](const auto& entries, v1::TimeRecorded& event) { *event.mutable_entries() = entries; });
}

Decision<v1::RecordUsageReply> Decide(const v1::RecordChargeEntries& command, const Books& books,
                                      const Context& context) {
  return Record<v1::ChargesRecorded>(
      command, books, context, command.charges(),
      [](const v1::Charge& charge) { return charge.entry_id(); }, kAdvice,
      [](const auto& charges, v1::ChargesRecorded& event) { *event.mutable_charges() = charges; });
}

Decision<v1::RecordUsageReply> Decide(const v1::RecordTriggerEntries& command, const Books& books,
                                      const Context& context) {
  return Record<v1::TriggersRecorded>(
      command, books, context, command.triggers(),
      [](const v1::Trigger& trigger) { return trigger.key(); }, kTriggerAdvice,
      [](const auto& triggers, v1::TriggersRecorded& event) {
        *event.mutable_triggers() = triggers;
      });
}

}  // namespace tally
