// The daemon dies while the calendar runs a month and approves what it drafted.
//
// It is killed whenever something new of the run has been seen in the log. Whatever was done
// before, each customer is drafted once and invoiced once, and nobody is forgotten.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "ledger/calendar/date.h"
#include "support/temporary_directory.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

// More than two steps of the run. Every tenth customer's drafts wait for a person.
constexpr int kCustomers = 600;
constexpr uint64_t kApproved = kCustomers * 9 / 10;
// As many invoices are seen between two kills; of a run, each step.
constexpr int kSeenBeforeKill = 90;

// Two months before today's: the calendar, which runs on the first, has two to catch up with.
std::string MonthBeforeLast() {
  return FormatMonth(absl::CivilMonth(absl::ToCivilMonth(absl::Now(), absl::UTCTimeZone())) - 2);
}

std::string Org(absl::string_view more) {
  return absl::StrCat("org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' ", more,
                      " }");
}

void DefineProvider(const Client& client) {
  Answer<v1::DefineOrg>(client, Org(""));
  Answer<v1::DefineItem>(client, "org_id: 'msp' item { item_id: 'seat' name: 'Seat' }");
  for (int i = 0; i < kCustomers; ++i) {
    const std::string id = absl::StrCat("c", absl::Dec(i, absl::kZeroPad4));
    Answer<v1::DefineCustomer>(
        client, absl::StrCat("org_id: 'msp' customer { customer_id: '", id, "' name: 'C' ",
                             i % 10 == 0 ? "" : "auto_approve: true ",
                             "external_ids { system: 'books' id: '1' } }"));
    Answer<v1::SetPlan>(client, absl::StrCat("org_id: 'msp' plan { customer_id: '", id,
                                             "' effective_from: '2020-01-01' lines { ",
                                             "item_id: 'seat' fixed { quantity: '2' } ",
                                             "held { unit_price: '9.99' } } }"));
  }
}

// How often each kind of thing happened, by month and customer.
struct Happened {
  std::map<std::string, int> runs;
  std::map<std::string, int> drafts;
  std::map<std::string, int> invoices;
};

Happened HappenedIn(const Client& client) {
  Happened happened;
  auto query = Parse<v1::ReadEvents>(
      "page_size: 1000 filter { types: 'RunStarted' types: 'DraftGenerated' "
      "types: 'InvoiceIssued' }");
  do {
    const auto page = Answer(client, query);
    for (const v1::RecordedEvent& recorded : page.events()) {
      const v1::Event& event = recorded.event();
      if (event.has_run_started()) {
        EXPECT_TRUE(event.run_started().automatic());
        happened.runs[event.run_started().month()] += 1;
      } else if (event.has_draft_generated()) {
        const auto& draft = event.draft_generated();
        happened.drafts[absl::StrCat(draft.month(), " ", draft.customer_id())] += 1;
      } else {
        const v1::Invoice& invoice = event.invoice_issued().invoice();
        happened.invoices[absl::StrCat(invoice.period().month(), " ",
                                       invoice.bill_to().customer_id())] += 1;
      }
    }
    query.set_page_token(page.next_page_token());
  } while (!query.page_token().empty());
  return happened;
}

TEST(CalendarKill, NeitherForgetsNorRepeats) {
  const TemporaryDirectory directory;
  auto daemon = std::make_unique<Program>(Tallyd(directory.path()));
  auto client = std::make_unique<Client>(TargetIn(directory.path()));
  DefineProvider(*client);
  // From here on the calendar is at work.
  Answer<v1::DefineOrg>(
      *client, Org(absl::StrCat("calendar { day: 1 first_month: '", MonthBeforeLast(), "' }")));

  // Dies whenever some more invoices were issued or the run has got on, until both months are done.
  int kills = 0;
  uint64_t invoices = 0;
  uint64_t position = 0;
  while (invoices < 2 * kApproved && !HasFailure()) {
    const auto reader = client->Open(Parse<v1::SubscribeEvents>(
        absl::StrCat("from_position: ", position + 1,
                     " filter { types: 'RunStarted' types: 'RunAdvanced' types: 'RunCompleted' "
                     "types: 'InvoiceIssued' }")));
    v1::SubscriptionMessage message;
    int seen = 0;
    while (seen < kSeenBeforeKill && invoices < 2 * kApproved && reader->Read(message)) {
      for (const v1::RecordedEvent& recorded : message.events().events()) {
        position = recorded.position();
        const bool is_invoice = recorded.event().has_invoice_issued();
        invoices += is_invoice ? 1 : 0;
        seen += is_invoice ? 1 : kSeenBeforeKill;
      }
    }
    reader->Cancel();
    if (invoices == 2 * kApproved) break;
    kills += 1;
    daemon->Send(SIGKILL);
    EXPECT_EQ(daemon->Wait(), 128 + SIGKILL);
    daemon = std::make_unique<Program>(Tallyd(directory.path()));
    client = std::make_unique<Client>(TargetIn(directory.path()));
  }
  EXPECT_GE(kills, 5) << "the calendar was not interrupted often enough to show anything";

  const Happened happened = HappenedIn(*client);
  EXPECT_EQ(happened.runs.size(), 2U);
  EXPECT_EQ(happened.drafts.size(), 2U * kCustomers);
  EXPECT_EQ(happened.invoices.size(), 2U * kApproved);
  for (const auto& all : {happened.runs, happened.drafts, happened.invoices}) {
    for (const auto& [what, times] : all) EXPECT_EQ(times, 1) << what;
  }
  daemon->Send(SIGTERM);
  EXPECT_EQ(daemon->Wait(), 0) << daemon->output();
}

}  // namespace
}  // namespace tally
