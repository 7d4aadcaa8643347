#include "ledger/books/usage.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/books/conflicts.h"
#include "ledger/books/late_news.h"
#include "ledger/calendar/date.h"

namespace tally {
namespace {

// The triggers of the draft's customer that `month` bills, or that are open if it is empty.
std::vector<v1::RecordedTrigger> TriggersOf(const Books& books, const v1::Draft& draft,
                                            const std::string& month) {
  std::vector<v1::RecordedTrigger> triggers;
  const std::string& org_id = draft.org_id();
  const std::string& customer_id = draft.customer_id();
  for (auto rows = books.triggers_by_month.Scan(org_id, customer_id, month); rows.Valid();
       rows.Next()) {
    absl::string_view key_and_source = rows.rest_of_key();
    const std::string key = TakeText(key_and_source);
    auto trigger = books.triggers.Find(org_id, customer_id, key, TakeText(key_and_source));
    if (trigger) triggers.push_back(*std::move(trigger));
  }
  return triggers;
}

// What tells an entry from all others: ids of different kinds may be the same, but no event records
// two kinds.
using EntryName = std::tuple<std::string, std::string, uint64_t>;

std::set<EntryName> EntriesOf(const v1::DraftContent& content) {
  std::set<EntryName> entries;
  for (const v1::DraftLine& rated : content.lines()) {
    for (const v1::BilledEntry& entry : rated.line().entries()) {
      entries.emplace(entry.source_id(), entry.entry_id(), entry.position());
    }
  }
  return entries;
}

// Notes that something became known for `date`.
void AddNews(const std::string& customer_id, const std::string& date, NewsByCustomer& news) {
  const auto day = ParseDate(date);
  if (!day) return;
  const auto [known, is_new] = news.emplace(customer_id, *day);
  if (!is_new) known->second = std::min(known->second, *day);
}

void SetBilledMonth(Books& books, const v1::Draft& draft, const std::string& month,
                    v1::RecordedTrigger row) {
  const std::string& org_id = draft.org_id();
  const std::string& customer_id = draft.customer_id();
  const std::string key = row.trigger().key();
  books.triggers_by_month.Delete(org_id, customer_id, row.billed_month(), key, row.source_id());
  row.set_billed_month(month);
  books.triggers_by_month.Put(org_id, customer_id, month, key, row.source_id(), {});
  books.triggers.Put(org_id, customer_id, key, row.source_id(), row);
}

// Gives the triggers on the lines of `draft` whose month is `from` the month `to`. Most customers
// have few triggers, however many entries a draft bills.
void Move(Books& books, const v1::Draft& draft, const std::string& from, const std::string& to) {
  if (draft.status() == v1::DRAFT_STATUS_REJECTED) return;
  const std::vector<v1::RecordedTrigger> triggers = TriggersOf(books, draft, from);
  if (triggers.empty()) return;
  const std::set<EntryName> entries = EntriesOf(draft.content());
  for (const v1::RecordedTrigger& row : triggers) {
    if (!entries.contains({row.source_id(), row.trigger().key(), row.position()})) continue;
    SetBilledMonth(books, draft, to, row);
  }
}

}  // namespace

void Evolve(Books& books, const v1::TimeRecorded& event, const v1::RecordedEvent& recorded) {
  v1::RecordedTime row;
  row.set_source_id(event.source_id());
  row.set_position(recorded.position());
  NewsByCustomer news;
  for (const v1::TimeEntry& entry : event.entries()) {
    AddNews(entry.customer_id(), entry.date(), news);
    *row.mutable_entry() = entry;
    books.time_entries.Insert(event.org_id(), entry.customer_id(), entry.date(), event.source_id(),
                              entry.entry_id(), row);
    v1::TimeEntry place;
    place.set_customer_id(entry.customer_id());
    place.set_date(entry.date());
    books.time_entry_ids.Insert(event.org_id(), event.source_id(), entry.entry_id(), place);
  }
  MarkLateNews(books, event.org_id(), news, recorded);
}

void Evolve(Books& books, const v1::ChargesRecorded& event, const v1::RecordedEvent& recorded) {
  books.entries_behind.Insert(
      event.org_id(), recorded.position(),
      ContributionOf(v1::CONTRIBUTION_KIND_CHARGES, recorded, event.source_id()));
  v1::RecordedCharge row;
  row.set_source_id(event.source_id());
  row.set_position(recorded.position());
  NewsByCustomer news;
  for (const v1::Charge& charge : event.charges()) {
    AddNews(charge.customer_id(), charge.date(), news);
    *row.mutable_charge() = charge;
    books.charges.Insert(event.org_id(), charge.customer_id(), charge.date(), event.source_id(),
                         charge.entry_id(), row);
    v1::Charge place;
    place.set_customer_id(charge.customer_id());
    place.set_date(charge.date());
    books.charge_ids.Insert(event.org_id(), event.source_id(), charge.entry_id(), place);
  }
  MarkLateNews(books, event.org_id(), news, recorded);
}

// Triggers are no late news: the next draft bills those that none has billed.
void Evolve(Books& books, const v1::TriggersRecorded& event, const v1::RecordedEvent& recorded) {
  books.entries_behind.Insert(
      event.org_id(), recorded.position(),
      ContributionOf(v1::CONTRIBUTION_KIND_TRIGGERS, recorded, event.source_id()));
  v1::RecordedTrigger row;
  row.set_source_id(event.source_id());
  row.set_position(recorded.position());
  for (const v1::Trigger& trigger : event.triggers()) {
    *row.mutable_trigger() = trigger;
    books.triggers.Insert(event.org_id(), trigger.customer_id(), trigger.key(), event.source_id(),
                          row);
    books.triggers_by_month.Insert(event.org_id(), trigger.customer_id(), "", trigger.key(),
                                   event.source_id(), {});
    v1::Trigger place;
    place.set_customer_id(trigger.customer_id());
    books.trigger_ids.Insert(event.org_id(), event.source_id(), trigger.key(), place);
  }
}

void BillTriggers(Books& books, const v1::Draft& draft) { Move(books, draft, "", draft.month()); }

void OpenTriggers(Books& books, const v1::Draft& draft) { Move(books, draft, draft.month(), ""); }

}  // namespace tally
