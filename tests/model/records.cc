// The model's rules of what is recorded entry by entry: counts, usage, exchange rates and the
// invoices of an old system. Under a key one entry is recorded, once; the same again is known, and
// another is refused by itself.

#include <algorithm>

#include "model/issue.h"
#include "model/rules.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/exchange_rates.pb.h"
#include "tally/v1/trials.pb.h"
#include "tally/v1/usage.pb.h"

namespace tally {
namespace {

// Sorts `entries` and takes the Event with those that are new. `kind` tells their keys from
// others', `is_wrong` says whether an entry is refused whatever is known.
template <class Event, class Reply, class Entries, class KeyOf, class IsWrong, class EntriesOf>
void TakeEntries(OrgState& org, const std::string& kind, const Entries& entries, KeyOf key_of,
                 IsWrong is_wrong, EntriesOf entries_of, Taken& taken) {
  auto& known = org.records[kind];
  std::vector<std::string> recorded;
  uint32_t already_known = 0;
  int refused = 0;
  for (const auto& entry : entries) {
    const std::string encoded = entry.SerializeAsString();
    const std::string key = key_of(entry);
    const auto before = known.find(key);
    if (is_wrong(entry) || (before != known.end() && before->second != encoded)) {
      refused += 1;
    } else if (before != known.end()) {
      already_known += 1;
    } else {
      known[key] = encoded;
      recorded.push_back(encoded);
    }
  }
  if (!recorded.empty()) {
    const auto& in_event = entries_of(taken.Next<Event>());
    std::vector<std::string> found;
    for (const auto& entry : in_event) found.push_back(entry.SerializeAsString());
    taken.Expect(found == recorded, "the entries that are new, in order, are recorded");
    NoteInput(org, "", taken);
  }
  if (const auto reply = taken.reply<Reply>()) {
    taken.ExpectSame(static_cast<uint32_t>(recorded.size()), reply->recorded(), "recorded");
    taken.ExpectSame(already_known, reply->already_known(), "already_known");
    taken.ExpectSame(refused, reply->refused_size(), "the number of refused entries");
  }
}

template <class C>
Verdict JudgeSourced(const OrgState& org, const C& command) {
  return Verdict().If(org.sources.count(command.source_id()) == 0, v1::REASON_SOURCE_NOT_FOUND);
}

template <class C>
Verdict AcceptAll(const OrgState&, const C&) {
  return {};
}

void TakeCounts(OrgState& org, const v1::RecordCounts& command, Taken& taken) {
  TakeEntries<v1::CountsRecorded, v1::RecordCountsReply>(
      org, "counts/" + command.source_id(), command.observations(),
      [](const v1::Observation& seen) {
        return absl::StrCat(seen.account(), " ", seen.meter(), " ", seen.observed_at().seconds());
      },
      [](const v1::Observation& seen) { return seen.quantity().empty(); },
      [](const auto& event) { return event.observations(); }, taken);
}

// Whether usage is of a customer who is not there.
auto IsOfNobody(const OrgState& org) {
  return [&org](const auto& entry) { return org.customers.count(entry.customer_id()) == 0; };
}

void TakeTime(OrgState& org, const v1::RecordTimeEntries& command, Taken& taken) {
  TakeEntries<v1::TimeRecorded, v1::RecordUsageReply>(
      org, "time/" + command.source_id(), command.entries(),
      [](const v1::TimeEntry& entry) { return entry.entry_id(); }, IsOfNobody(org),
      [](const auto& event) { return event.entries(); }, taken);
}

void TakeCharges(OrgState& org, const v1::RecordChargeEntries& command, Taken& taken) {
  TakeEntries<v1::ChargesRecorded, v1::RecordUsageReply>(
      org, "charges/" + command.source_id(), command.charges(),
      [](const v1::Charge& entry) { return entry.entry_id(); }, IsOfNobody(org),
      [](const auto& event) { return event.charges(); }, taken);
}

void TakeTriggers(OrgState& org, const v1::RecordTriggerEntries& command, Taken& taken) {
  TakeEntries<v1::TriggersRecorded, v1::RecordUsageReply>(
      org, "triggers/" + command.source_id(), command.triggers(),
      [](const v1::Trigger& entry) { return entry.key(); }, IsOfNobody(org),
      [](const auto& event) { return event.triggers(); }, taken);
}

void TakeRates(OrgState& org, const v1::RecordExchangeRates& command, Taken& taken) {
  TakeEntries<v1::ExchangeRatesRecorded, v1::RecordExchangeRatesReply>(
      org, "rates", command.rates(),
      [](const v1::ExchangeRate& rate) {
        return absl::StrCat(rate.from_currency(), rate.to_currency(), rate.date());
      },
      [](const v1::ExchangeRate& rate) { return rate.from_currency() == rate.to_currency(); },
      [](const auto& event) { return event.rates(); }, taken);
}

void TakeOldInvoices(OrgState& org, const v1::RecordOldInvoices& command, Taken& taken) {
  TakeEntries<v1::OldInvoicesRecorded, v1::RecordOldInvoicesReply>(
      org, "old", command.invoices(),
      [](const v1::OldInvoice& old) { return absl::StrCat(old.customer_id(), " ", old.number()); },
      [&org](const v1::OldInvoice& old) {
        const auto& lines = old.lines();
        return org.customers.count(old.customer_id()) == 0 ||
               std::any_of(lines.begin(), lines.end(), [&](const v1::OldLine& line) {
                 return org.items.count(line.item_id()) == 0;
               });
      },
      [](const auto& event) { return event.invoices(); }, taken);
}

}  // namespace

void AddRecordRules(Rules& rules) {
  AddRule<v1::RecordCounts>(rules, JudgeSourced<v1::RecordCounts>, TakeCounts);
  AddRule<v1::RecordTimeEntries>(rules, JudgeSourced<v1::RecordTimeEntries>, TakeTime);
  AddRule<v1::RecordChargeEntries>(rules, JudgeSourced<v1::RecordChargeEntries>, TakeCharges);
  AddRule<v1::RecordTriggerEntries>(rules, JudgeSourced<v1::RecordTriggerEntries>, TakeTriggers);
  AddRule<v1::RecordExchangeRates>(rules, AcceptAll<v1::RecordExchangeRates>, TakeRates);
  AddRule<v1::RecordOldInvoices>(rules, AcceptAll<v1::RecordOldInvoices>, TakeOldInvoices);
}

}  // namespace tally
