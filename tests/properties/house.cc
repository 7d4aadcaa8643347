#include "properties/house.h"

#include <rapidcheck.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/catalog.h"
#include "ledger/deciders/counts.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/drafts.h"
#include "ledger/deciders/exchange_rates.h"
#include "ledger/deciders/late_months.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/plans.h"
#include "ledger/deciders/run_outcome.h"
#include "ledger/deciders/runs.h"
#include "ledger/deciders/sources.h"
#include "ledger/deciders/taxes.h"
#include "ledger/deciders/usage.h"
#include "ledger/events/stream.h"
#include "support/text.h"

namespace tally {
namespace {

template <class Command>
Command CommandOf(absl::string_view fields = "") {
  auto command = Parse<Command>(fields);
  command.set_org_id(kOrg);
  return command;
}

// A day on which the month is over in every zone.
absl::Time AfterEndOf(absl::CivilMonth month) {
  return absl::FromCivil(absl::CivilHour(absl::CivilDay(month + 1) + 2) + 12, absl::UTCTimeZone());
}

// A row for a text field and a message: sends each of `rows` in one command.
template <class Command, class Rows>
Command UsageOf(const Rows& rows, google::protobuf::RepeatedPtrField<typename Rows::value_type>* (
                                      Command::*field)()) {
  auto command = CommandOf<Command>("source_id: 'desk'");
  *(command.*field)() = {rows.begin(), rows.end()};
  return command;
}

}  // namespace

House::House(const Story& story) : now_(AfterEndOf(story.months.front().month - 1)) {
  v1::DefineOrg define;
  *define.mutable_org() = story.org;
  Do(define);
  for (const v1::Tax& tax : story.taxes) {
    auto command = CommandOf<v1::DefineTax>();
    *command.mutable_tax() = tax;
    Do(command);
  }
  for (const v1::Item& item : story.items) {
    auto command = CommandOf<v1::DefineItem>();
    *command.mutable_item() = item;
    Do(command);
  }
  for (const v1::Source& source : story.sources) {
    auto command = CommandOf<v1::DefineSource>();
    *command.mutable_source() = source;
    Do(command);
  }
  auto rates = CommandOf<v1::RecordExchangeRates>();
  *rates.mutable_rates() = {story.rates.begin(), story.rates.end()};
  Do(rates);
}

void House::Know(const StoryMonth& month) {
  now_ = AfterEndOf(month.month);
  if (!month.customer.customer_id().empty()) {
    auto define = CommandOf<v1::DefineCustomer>();
    *define.mutable_customer() = month.customer;
    Do(define);
  }
  for (const v1::Plan& plan : month.plans) {
    auto set = CommandOf<v1::SetPlan>();
    *set.mutable_plan() = plan;
    Do(set);
  }
  for (const auto& [source, counts] : month.counts) {
    auto record = CommandOf<v1::RecordCounts>(absl::StrCat("source_id: '", source, "'"));
    *record.mutable_observations() = {counts.begin(), counts.end()};
    Do(record);
  }
  if (!month.time.empty()) Do(UsageOf(month.time, &v1::RecordTimeEntries::mutable_entries));
  if (!month.charges.empty()) Do(UsageOf(month.charges, &v1::RecordChargeEntries::mutable_charges));
  if (!month.triggers.empty()) {
    Do(UsageOf(month.triggers, &v1::RecordTriggerEntries::mutable_triggers));
  }
}

std::optional<v1::DraftContent> House::DryRun(absl::CivilMonth month) const {
  return RunFor(books_, Drafter(month), customer()).content;
}

std::vector<v1::Event> House::Run(absl::CivilMonth month) {
  auto start = CommandOf<v1::StartRun>();
  start.set_month(FormatMonth(month));
  const std::vector<v1::Event> started = Do(start);
  auto advance = CommandOf<v1::AdvanceRun>();
  advance.set_run_id(started.front().run_started().run_id());
  // A few customers are drafted in one step.
  return Do(advance);
}

std::string House::Approve(absl::CivilMonth month, const std::string& customer_id) {
  auto draft = books_.drafts.Find(kOrg, FormatMonth(month), customer_id);
  if (!draft) return "";
  const auto named = [&]<class C>(C command) {
    command.set_org_id(kOrg);
    command.set_customer_id(customer_id);
    command.set_month(FormatMonth(month));
    return command;
  };
  for (int kind = v1::FlagKind_MIN; kind <= v1::FlagKind_MAX; ++kind) {
    const auto has = [&](const v1::Flag& flag) { return flag.kind() == kind && flag.blocks(); };
    const auto& lines = draft->content().lines();
    if (std::ranges::none_of(draft->content().flags(), has) &&
        std::ranges::none_of(lines, [&](const v1::DraftLine& rated) {
          return std::ranges::any_of(rated.flags(), has);
        })) {
      continue;
    }
    auto waive = named(Parse<v1::WaiveDraftFlag>("reason: 'seen'"));
    waive.set_flag(static_cast<v1::FlagKind>(kind));
    Do(waive);
  }
  draft = books_.drafts.Find(kOrg, FormatMonth(month), customer_id);
  const auto& lines = draft->content().lines();
  if (std::ranges::all_of(lines,
                          [](const auto& rated) { return rated.line().quantity() == "0"; })) {
    return "";
  }
  auto approve = named(v1::ApproveDraft());
  approve.set_reviewed_position(events_.size());
  approve.set_content_hash(draft->content().content_hash());
  for (const v1::Event& event : Do(approve)) {
    if (event.has_invoice_issued()) return event.invoice_issued().invoice().number();
  }
  return "";
}

void House::MarkAllMonths() {
  for (auto rows = books_.runs_of_months.Scan(kOrg); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    books_.late_news.Put(kOrg, kCustomer, TakeText(key), {});
  }
}

std::vector<v1::LateDifference> House::Late() const {
  const auto late = LateDifferencesOf(books_, *books_.orgs.Find(kOrg), kCustomer, now_);
  if (!late.ok()) RC_FAIL(late.status().ToString());
  return *late;
}

std::optional<v1::DraftContent> House::ContentOf(absl::CivilMonth month,
                                                 const std::string& customer_id) const {
  const auto draft = books_.drafts.Find(kOrg, FormatMonth(month), customer_id);
  if (!draft) return std::nullopt;
  return draft->content();
}

MonthDrafter House::Drafter(absl::CivilMonth month) const {
  return MonthDrafter(books_, *books_.orgs.Find(kOrg), month, now_);
}

template <Command C>
std::vector<v1::Event> House::Do(const C& command) {
  const Context context{.now = now_, .actor = "ann", .position = events_.size()};
  const Books& books = books_;
  const auto decision = Decide(command, books, context);
  if (!decision.ok())
    RC_FAIL(absl::StrCat(command.ShortDebugString(), "\n", decision.status().ToString()));
  if constexpr (requires { decision->reply.refused(); }) {
    for (const auto& refused : decision->reply.refused()) RC_FAIL(refused.ShortDebugString());
  }
  for (const v1::Event& event : decision->events) Record(event);
  return decision->events;
}

void House::Record(const v1::Event& event) {
  v1::RecordedEvent recorded;
  recorded.set_position(events_.size() + 1);
  recorded.set_stream(StreamOf(event));
  *recorded.mutable_recorded_at() = ToProto(now_);
  recorded.set_actor("ann");
  *recorded.mutable_event() = event;
  Evolve(books_, recorded);
  events_.push_back(std::move(recorded));
}

std::vector<v1::DraftContent> Live(const Story& story) {
  House house(story);
  std::vector<v1::DraftContent> contents;
  for (const StoryMonth& month : story.months) {
    house.Know(month);
    house.Run(month.month);
    house.Approve(month.month);
    if (auto content = house.ContentOf(month.month)) contents.push_back(*std::move(content));
  }
  return contents;
}

}  // namespace tally
