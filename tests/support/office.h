// Office: a real ledger in a temporary directory, with the provider `msp` when asked for.
//
//   Office office;
//   office.OpenProvider(3);                       // customers c0 to c2, who pay 1.00 a month
//   office.RunMonth("2026-10");
//   auto reply = office.ledger().Execute(office.Approval("c0", "2026-10"), "ann");

#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/deciders/catalog.h"
#include "ledger/deciders/counts.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/drafts.h"
#include "ledger/deciders/invoices.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/plans.h"
#include "ledger/deciders/runs.h"
#include "ledger/deciders/sources.h"
#include "ledger/deciders/taxes.h"
#include "ledger/ledger.h"
#include "support/temporary_directory.h"
#include "support/text.h"

namespace tally {

class Office {
 public:
  explicit Office(std::vector<Fold> projections = {}) { Open(std::move(projections)); }

  // Opens the ledger, again if it was open.
  void Open(std::vector<Fold> projections = {}) {
    const absl::Status opened = TryOpen(std::move(projections));
    EXPECT_TRUE(opened.ok()) << opened;
  }

  absl::Status TryOpen(std::vector<Fold> projections = {}) {
    Close();
    auto opened = Ledger::Open(directory_.path(), std::move(projections),
                               [this] { return absl::FromUnixSeconds(now_); });
    if (!opened.ok()) return opened.status();
    ledger_ = *std::move(opened);
    return absl::OkStatus();
  }

  void Close() { ledger_.reset(); }

  // Sets the clock, which otherwise stands at noon of 3 November 2026, UTC.
  void SetNow(absl::string_view instant) { now_ = absl::ToUnixSeconds(InstantOf(instant)); }

  // Executes a command in text format, under a request id of its own unless it gives one.
  template <Command C>
  absl::StatusOr<ReplyOf<C>> Try(absl::string_view text) {
    return Try(Parse<C>(text));
  }

  template <Command C>
  absl::StatusOr<ReplyOf<C>> Try(C command) {
    if (command.request_id().empty()) {
      command.set_request_id(absl::StrCat("r", ++last_request_));
    }
    return ledger_->Execute(std::move(command), "ann");
  }

  // The same for a command that must be accepted.
  template <Command C>
  ReplyOf<C> Do(absl::string_view text) {
    auto reply = Try<C>(text);
    EXPECT_TRUE(reply.ok()) << text << "\n" << reply.status();
    return reply.ok() ? *std::move(reply) : ReplyOf<C>();
  }

  // An org in dollars and UTC with customers c0, c1 … who pay 1.00 a month, and one who pays for
  // what shop counts of SEAT on account S at 1.00: `counted`.
  void OpenProvider(int customers) {
    Do<v1::DefineOrg>("org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' }");
    Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'stamp' name: 'Stamp' }");
    Do<v1::DefineSource>(
        "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
        "  meters { meter: 'SEAT' item_id: 'stamp' } }");
    for (int i = 0; i < customers; ++i) {
      Do<v1::DefineCustomer>(
          absl::StrCat("org_id: 'msp' customer { customer_id: 'c", i, "' name: 'C' }"));
      Do<v1::SetPlan>(absl::StrCat("org_id: 'msp' plan { customer_id: 'c", i,
                                   "' effective_from: '2026-01-01' lines { item_id: 'stamp' "
                                   "fixed { quantity: '1' } held { unit_price: '1' } } }"));
    }
    Do<v1::DefineCustomer>(
        "org_id: 'msp' customer { customer_id: 'counted' name: 'Counted' "
        "  accounts { source_id: 'shop' account: 'S' } }");
    Do<v1::SetPlan>(
        "org_id: 'msp' plan { customer_id: 'counted' effective_from: '2026-01-01' "
        "  lines { item_id: 'stamp' held { unit_price: '1' } counted { source_id: 'shop' "
        "    meter: 'SEAT' rule: QUANTITY_RULE_PERIOD_END } } }");
    CountSeats("2026-10-31T22:00:00Z", "18");
  }

  void CountSeats(absl::string_view instant, absl::string_view quantity) {
    Do<v1::RecordCounts>(
        absl::StrCat("org_id: 'msp' source_id: 'shop' observations { "
                     "account: 'S' meter: 'SEAT' observed_at @",
                     instant, " quantity: '", quantity, "' }"));
  }

  void RunMonth(absl::string_view month) {
    const auto run = Do<v1::StartRun>(absl::StrCat("org_id: 'msp' month: '", month, "'"));
    const std::string advance = absl::StrCat("org_id: 'msp' run_id: '", run.run_id(), "'");
    while (!Do<v1::AdvanceRun>(advance).completed() && !testing::Test::HasFailure()) {
    }
  }

  // The approval of a draft as it is now, under a request id of its own.
  v1::ApproveDraft Approval(absl::string_view customer, absl::string_view month) {
    const View view = ledger_->Read();
    v1::ApproveDraft approve;
    approve.set_request_id(absl::StrCat("r", ++last_request_));
    approve.set_org_id("msp");
    approve.set_customer_id(std::string(customer));
    approve.set_month(std::string(month));
    approve.set_reviewed_position(view.position());
    const auto draft = view.books().drafts.Find("msp", month, customer);
    EXPECT_TRUE(draft) << customer << " has no draft for " << month;
    if (draft) approve.set_content_hash(draft->content().content_hash());
    return approve;
  }

  // All events, from the first.
  std::vector<v1::RecordedEvent> Events() const {
    std::vector<v1::RecordedEvent> events;
    const View view = ledger_->Read();
    const absl::Status read = view.snapshot().Read(1, [&](const v1::RecordedEvent& event) {
      events.push_back(event);
      return true;
    });
    EXPECT_TRUE(read.ok()) << read;
    return events;
  }

  Ledger& ledger() { return *ledger_; }
  const std::string& directory() const { return directory_.path(); }

 private:
  const TemporaryDirectory directory_;
  std::atomic<int64_t> now_ = absl::ToUnixSeconds(InstantOf("2026-11-03T12:00:00Z"));
  std::atomic<int> last_request_ = 0;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace tally
