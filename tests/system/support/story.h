// Story: a daemon of one's own, and somebody who works with it over its socket.
//
//   class CreditNotes : public Story {};
//   TEST_F(CreditNotes, …) {
//     Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' }");
//     Refused<v1::DefineTax>("org_id: 'none' …", v1::REASON_ORG_NOT_FOUND, "org_id");
//   }
//
// Requests are written in protobuf text format; those without a request id are given one.

#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "support/printed.h"
#include "support/text.h"
#include "system/support/running_daemon.h"

namespace tally {

inline std::string NewRequestId() {
  static std::atomic<int> last = 0;
  return absl::StrCat("r", ++last);
}

// Gives `request` an id that no other has, unless it has one or needs none.
template <class Request>
Request WithRequestId(Request request) {
  if constexpr (requires { request.set_request_id(""); }) {
    if (request.request_id().empty()) request.set_request_id(NewRequestId());
  }
  return request;
}

// What `client` is answered; fails the test if it is refused.
template <class Request>
auto Answer(const Client& client, const Request& request) {
  auto reply = client.Call(WithRequestId(request));
  EXPECT_TRUE(reply.ok()) << reply.status() << "\n" << request.ShortDebugString();
  return reply.ok() ? *std::move(reply) : std::remove_reference_t<decltype(*reply)>();
}

template <class Request>
auto Answer(const Client& client, absl::string_view text) {
  return Answer(client, Parse<Request>(text));
}

// The refusal that `status` carries; fails the test if it carries none.
inline v1::Refusal RefusalIn(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  EXPECT_TRUE(refusal) << status;
  return refusal.value_or(v1::Refusal());
}

// What `client` is refused for; fails the test if it is not.
template <class Request>
v1::Refusal RefusalTo(const Client& client, const Request& request) {
  const auto reply = client.Call(WithRequestId(request));
  EXPECT_FALSE(reply.ok()) << request.ShortDebugString();
  return RefusalIn(reply.status());
}

// Runs `month` of `org_id` to its end, and returns the run.
inline v1::Run RunMonth(const Client& client, absl::string_view org_id, absl::string_view month) {
  const auto started =
      Answer<v1::StartRun>(client, absl::StrCat("org_id: '", org_id, "' month: '", month, "'"));
  v1::FollowRun follow;
  follow.set_org_id(std::string(org_id));
  follow.set_run_id(started.run_id());
  const auto runs = Answer(client, follow);
  return runs.empty() ? v1::Run() : runs.back();
}

inline v1::Draft DraftOf(const Client& client, absl::string_view org_id, absl::string_view customer,
                         absl::string_view month) {
  return Answer<v1::GetDraft>(client, absl::StrCat("org_id: '", org_id, "' customer_id: '",
                                                   customer, "' month: '", month, "'"));
}

// The approval of `draft` as it was shown.
inline v1::ApproveDraft ApprovalOf(const v1::Draft& draft) {
  v1::ApproveDraft approve;
  approve.set_org_id(draft.org_id());
  approve.set_customer_id(draft.customer_id());
  approve.set_month(draft.month());
  approve.set_reviewed_position(draft.position());
  approve.set_content_hash(draft.content().content_hash());
  return approve;
}

inline v1::InvoiceView InvoiceOf(const Client& client, absl::string_view org_id,
                                 absl::string_view number) {
  return Answer<v1::GetInvoice>(
      client, absl::StrCat("org_id: '", org_id, "' invoice_number: '", number, "'"));
}

class Story : public testing::Test {
 protected:
  template <class Request>
  auto Do(absl::string_view text) {
    return Answer<Request>(client_, text);
  }

  template <class Request>
  v1::Refusal Refused(absl::string_view text, v1::Reason reason, absl::string_view field) {
    const v1::Refusal refusal = RefusalTo(client_, Parse<Request>(text));
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(reason)) << refusal.message();
    EXPECT_EQ(refusal.field(), field) << refusal.message();
    EXPECT_NE(refusal.message(), "");
    EXPECT_NE(refusal.advice(), "");
    return refusal;
  }

  // Defines the org `msp` with more that is said of it in text format: it bills in dollars by the
  // months of UTC unless that says otherwise. The tax `vat` is 20 %; the items are `seat`, taxed,
  // and `stamp`, not taxed; the source `shop` sells SEAT.
  void DefineMsp(absl::string_view more = "") {
    v1::DefineOrg org =
        Parse<v1::DefineOrg>(absl::StrCat("org { org_id: 'msp' name: 'Msp' ", more, " }"));
    if (org.org().currency().empty()) org.mutable_org()->set_currency("USD");
    if (org.org().time_zone().empty()) org.mutable_org()->set_time_zone("UTC");
    Answer(client_, org);
    Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' }");
    Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Seat' tax_id: 'vat' }");
    Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'stamp' name: 'Stamp' }");
    Do<v1::DefineSource>(
        "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
        "  meters { meter: 'SEAT' item_id: 'seat' } }");
  }

  // Defines a customer whose account in shop has the same name, with more that is said of it.
  void DefineCustomer(absl::string_view id, absl::string_view more = "") {
    Do<v1::DefineCustomer>(absl::StrCat("org_id: 'msp' customer { customer_id: '", id, "' name: '",
                                        id, " Ltd' ", "accounts { source_id: 'shop' account: '", id,
                                        "' } ", "external_ids { system: 'books' id: '", id, "' } ",
                                        more, " }"));
  }

  // Sets the customer's plan from a day on. `lines` are in text format; see FixedLine().
  void SetPlan(absl::string_view customer, absl::string_view lines,
               absl::string_view from = "2020-01-01") {
    Do<v1::SetPlan>(absl::StrCat("org_id: 'msp' plan { customer_id: '", customer,
                                 "' effective_from: '", from, "' ", lines, " }"));
  }

  static std::string FixedLine(absl::string_view item, absl::string_view quantity,
                               absl::string_view price) {
    return absl::StrCat("lines { item_id: '", item, "' fixed { quantity: '", quantity,
                        "' } held { unit_price: '", price, "' } } ");
  }

  // A line for what shop counts of SEAT by `rule`, such as PERIOD_END, with a price in text format.
  static std::string SeatLine(absl::string_view rule, absl::string_view price) {
    return absl::StrCat("lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' ",
                        "rule: QUANTITY_RULE_", rule, " } ", price, " } ");
  }

  // Records what shop counted of SEAT on `account`.
  v1::RecordCountsReply CountSeats(absl::string_view account, absl::string_view instant,
                                   absl::string_view quantity, absl::string_view more = "") {
    return Do<v1::RecordCounts>(absl::StrCat(
        "org_id: 'msp' source_id: 'shop' observations { observed_at @", instant, " account: '",
        account, "' meter: 'SEAT' quantity: '", quantity, "' ", more, " }"));
  }

  v1::Run Run(absl::string_view month) { return RunMonth(client_, "msp", month); }

  v1::Draft Draft(absl::string_view customer, absl::string_view month) {
    return DraftOf(client_, "msp", customer, month);
  }

  // Approves the customer's draft as it is now, and returns the invoice's number.
  std::string Approve(absl::string_view customer, absl::string_view month) {
    return Answer(client_, ApprovalOf(Draft(customer, month))).invoice_number();
  }

  v1::InvoiceView Invoice(absl::string_view number) { return InvoiceOf(client_, "msp", number); }

  // The outcomes of a run, by customer.
  v1::RunOutcomePage OutcomesOf(const v1::Run& run) {
    return Do<v1::ListRunOutcomes>(absl::StrCat("org_id: 'msp' run_id: '", run.run_id(), "'"));
  }

  uint64_t Head() { return Answer(client_, v1::GetHeadRequest()).position(); }

  RunningDaemon daemon_;
  Client client_ = daemon_.NewClient();
};

}  // namespace tally
