// Idempotence: a request id has one outcome for ever, to the byte.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "system/support/story.h"
#include "system/support/wire.h"

namespace tally {
namespace {

struct Sent {
  std::string method;
  std::string request;
  RawOutcome outcome;
};

class Idempotence : public Story {
 protected:
  // Sends `request` under an id of its own, and remembers what it was answered.
  template <class Request>
  RawOutcome Send(const Request& request) {
    const Request named = WithRequestId(request);
    Sent sent{MethodFor(*Request::descriptor()), named.SerializeAsString(), {}};
    sent.outcome = client_.CallRaw(sent.method, sent.request);
    sent_.push_back(sent);
    return sent.outcome;
  }

  template <class Request>
  void Accepted(absl::string_view text) {
    const RawOutcome outcome = Send(Parse<Request>(text));
    EXPECT_TRUE(outcome.status.ok()) << text << "\n" << outcome.status;
  }

  template <class Request>
  void Refused(absl::string_view text, v1::Reason reason) {
    const RawOutcome outcome = Send(Parse<Request>(text));
    EXPECT_EQ(RefusalIn(outcome.status).reason(), reason) << text << "\n" << outcome.status;
  }

  // A month in which every command is sent, and most are refused once, too.
  void LiveAMonth() {
    Accepted<v1::DefineOrg>(
        "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' "
        "      number_pattern: 'BILL-{NNN}' }");
    Refused<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'S' tax_id: 'vat' }",
                            v1::REASON_TAX_NOT_FOUND);
    Accepted<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'V' rate_percent: '20' }");
    Accepted<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'S' tax_id: 'vat' }");
    // The same again under another id changes nothing, and is an outcome, too.
    Accepted<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'S' tax_id: 'vat' }");
    Accepted<v1::DefineSource>(
        "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
        "  meters { meter: 'SEAT' item_id: 'seat' } }");
    for (const char* id : {"a", "b", "c"}) {
      Accepted<v1::DefineCustomer>(
          absl::StrCat("org_id: 'msp' customer { customer_id: '", id,
                       "' name: 'C' accounts { source_id: 'shop' account: '", id, "' } }"));
      Accepted<v1::SetPlan>(absl::StrCat("org_id: 'msp' plan { customer_id: '", id,
                                         "' effective_from: '2026-01-01' ",
                                         SeatLine("PERIOD_END", "held { unit_price: '10' }"), "}"));
      Accepted<v1::RecordCounts>(absl::StrCat(
          "org_id: 'msp' source_id: 'shop' observations { observed_at @2026-10-31T20:00:00Z "
          "meter: 'SEAT' quantity: '2' account: '",
          id, "' } observations { quantity: 'x' }"));
    }
    RecordUsage();
    Refused<v1::StartRun>("org_id: 'msp' month: '2026-11'", v1::REASON_MONTH_NOT_OVER);
    Accepted<v1::StartRun>("org_id: 'msp' month: '2026-10'");
    Do<v1::FollowRun>("org_id: 'msp' run_id: '2026-10.1'");
    DecideOnDrafts();
    DecideOnInvoices();
  }

  // Each with an entry that is refused, and once more under another id, which changes nothing.
  void RecordUsage() {
    const std::string of_a = "customer_id: 'a' date: '2026-10-05' ";
    const std::string source = "org_id: 'msp' source_id: 'shop' ";
    for (int i = 0; i < 2; ++i) {
      Accepted<v1::RecordTimeEntries>(source + "entries { " + of_a +
                                      "entry_id: 't' minutes: 90 } entries { entry_id: 'u' }");
      Accepted<v1::RecordChargeEntries>(
          source + "charges { " + of_a +
          "entry_id: 'c' kind: CHARGE_KIND_EXPENSE quantity: '1' unit_cost: '5' "
          "cost_currency: 'EUR' } charges {}");
      Accepted<v1::RecordTriggerEntries>(source + "triggers { " + of_a +
                                         "key: 'k' kind: TRIGGER_KIND_DEAL } triggers {}");
      Accepted<v1::RecordExchangeRates>(
          "org_id: 'msp' rates { from_currency: 'EUR' to_currency: 'USD' rate: '1.1' "
          "date: '2026-10-05' source: 'ECB' } rates {}");
    }
    Refused<v1::RecordTimeEntries>("org_id: 'msp' source_id: 'none' entries {}",
                                   v1::REASON_SOURCE_NOT_FOUND);
  }

  void DecideOnDrafts() {
    const std::string b = "org_id: 'msp' customer_id: 'b' month: '2026-10' ";
    Accepted<v1::HoldDraft>(b + "reason: 'asked'");
    Refused<v1::HoldDraft>(b + "reason: 'asked'", v1::REASON_DRAFT_HELD);
    Accepted<v1::ReleaseDraft>(b);
    Refused<v1::ReleaseDraft>(b, v1::REASON_DRAFT_NOT_HELD);
    Accepted<v1::OverrideDraftLine>(b + "line_id: 'seat' quantity: '3' reason: 'agreed'");
    Accepted<v1::WaiveDraftFlag>(b + "flag: FLAG_KIND_NO_ACCOUNTING_MAPPING reason: 'known'");
    Accepted<v1::RejectDraft>(b + "reason: 'wrong'");
    Accepted<v1::RegenerateDraft>(b);
    for (const char* id : {"a", "b", "c"}) {
      const auto approval = ApprovalOf(Draft(id, "2026-10"));
      EXPECT_EQ(Send(approval).status, absl::OkStatus());
      EXPECT_EQ(RefusalIn(Send(approval).status).reason(), v1::REASON_DRAFT_APPROVED);
    }
  }

  void DecideOnInvoices() {
    const std::string first = "org_id: 'msp' invoice_number: 'BILL-001' reason: 'r' ";
    Accepted<v1::CreditInvoice>(first + "amount { total { minor_units: 100 currency: 'USD' } }");
    Refused<v1::VoidInvoice>(first, v1::REASON_INVOICE_PARTLY_CREDITED);
    Accepted<v1::VoidInvoice>("org_id: 'msp' invoice_number: 'BILL-002' reason: 'r'");
    Accepted<v1::CorrectInvoice>(
        "org_id: 'msp' invoice_number: 'BILL-003' reason: 'r' "
        "lines { line_id: 'seat' quantity: '1' }");
  }

  // Sends all again, and expects the same answers to the byte, and nothing new in the log.
  void ExpectSameAnswers(const Client& client) {
    const std::string log = Answer(client, v1::GetHeadRequest()).SerializeAsString();
    for (const Sent& sent : sent_) {
      SCOPED_TRACE(sent.method);
      const RawOutcome again = client.CallRaw(sent.method, sent.request);
      EXPECT_EQ(again.status, sent.outcome.status);
      EXPECT_EQ(again.reply, sent.outcome.reply);
    }
    EXPECT_EQ(Answer(client, v1::GetHeadRequest()).SerializeAsString(), log);
  }

  std::vector<Sent> sent_;
};

TEST_F(Idempotence, TheSameRequestIsAnsweredTheSameAndDoneOnce) {
  LiveAMonth();
  EXPECT_GT(sent_.size(), 30U);
  ExpectSameAnswers(client_);
  // By somebody else, and later.
  daemon_.At("2026-12-24T18:00:00Z");
  ExpectSameAnswers(daemon_.NewClient("bob"));
}

TEST_F(Idempotence, TheSameRequestIsAnsweredTheSameAfterARestart) {
  LiveAMonth();
  daemon_.At("2026-12-24T18:00:00Z");
  daemon_.Restart();
  ExpectSameAnswers(daemon_.NewClient());
}

// What was refused once stays refused under its id, although it could be done by now.
TEST_F(Idempotence, ARefusalIsRememberedToo) {
  DefineMsp();
  const auto start = Parse<v1::StartRun>("request_id: 'r' org_id: 'msp' month: '2026-11'");
  const RawOutcome refused = SendRaw(client_, start);
  EXPECT_EQ(RefusalIn(refused.status).reason(), v1::REASON_MONTH_NOT_OVER);
  daemon_.At("2026-12-01T00:00:00Z");
  EXPECT_EQ(SendRaw(client_, start).status, refused.status);
  daemon_.Restart();
  const Client client = daemon_.NewClient();
  EXPECT_EQ(SendRaw(client, start).status, refused.status);
  auto anew = start;
  anew.set_request_id("another");
  EXPECT_EQ(SendRaw(client, anew).status, absl::OkStatus());
}

// A request that the gate did not let in was never decided: it may be sent again, corrected.
TEST_F(Idempotence, WhatTheGateRefusedIsNotRemembered) {
  DefineMsp();
  auto define = Parse<v1::DefineTax>(
      "request_id: 'r' org_id: 'msp' tax { tax_id: 't' name: 'T' rate_percent: '-1' }");
  EXPECT_EQ(RefusalIn(SendRaw(client_, define).status).reason(), v1::REASON_FIELD_INVALID);
  define.mutable_tax()->set_rate_percent("1");
  EXPECT_EQ(SendRaw(client_, define).status, absl::OkStatus());
}

class ReusedIds : public Idempotence {
 protected:
  // Expects `request` to be refused because its id has been used.
  template <class Request>
  void ExpectReused(const Client& client, absl::string_view text) {
    const uint64_t head = Answer(client, v1::GetHeadRequest()).position();
    const absl::Status status = SendRaw(client, Parse<Request>(text)).status;
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text << "\n" << status;
    EXPECT_EQ(RefusalIn(status).reason(), v1::REASON_REQUEST_ID_REUSED) << text;
    EXPECT_EQ(RefusalIn(status).field(), "request_id") << text;
    EXPECT_EQ(Answer(client, v1::GetHeadRequest()).position(), head) << text;
  }

  void ExpectAllReused(const Client& client) {
    const std::string accepted = "request_id: 'accepted' org_id: 'msp' ";
    const std::string refused = "request_id: 'refused' org_id: 'msp' ";
    for (const std::string& used : {accepted, refused}) {
      // Another body, be it only one word of it.
      ExpectReused<v1::DefineTax>(client, used + "tax { tax_id: 't' name: 'T' rate_percent: '2' }");
      ExpectReused<v1::DefineTax>(client, used + "tax { tax_id: 't' name: 't' rate_percent: '1' }");
      ExpectReused<v1::DefineTax>(
          client, used + "etag: 'e' tax { tax_id: 't' name: 'T' rate_percent: '1' }");
      // Another method, whatever it would have been told.
      ExpectReused<v1::DefineItem>(client, used + "item { item_id: 'i' name: 'I' }");
      ExpectReused<v1::StartRun>(client, used + "month: '2026-10'");
      ExpectReused<v1::VoidInvoice>(client, used + "invoice_number: 'none' reason: 'r'");
      ExpectReused<v1::RecordCounts>(client, used + "source_id: 'none' observations {}");
    }
    ExpectReused<v1::DefineOrg>(
        client,
        "request_id: 'accepted' org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
  }
};

TEST_F(ReusedIds, AreRefusedForAnotherBodyAndForAnotherMethod) {
  DefineMsp();
  EXPECT_EQ(SendRaw(client_, Parse<v1::DefineTax>("request_id: 'accepted' org_id: 'msp' tax { "
                                                  "tax_id: 't' name: 'T' rate_percent: '1' }"))
                .status,
            absl::OkStatus());
  const auto refused = Parse<v1::DefineTax>(
      "request_id: 'refused' org_id: 'msp' "
      "tax { tax_id: 'exempt' name: 'T' rate_percent: '1' }");
  EXPECT_FALSE(SendRaw(client_, refused).status.ok());
  ExpectAllReused(client_);
  daemon_.Restart();
  ExpectAllReused(daemon_.NewClient());
}

// Ids are an org's own: what one calls its requests is nobody else's business.
TEST_F(ReusedIds, AreNoneIfAnotherOrgUsedThem) {
  for (const char* org : {"one", "two"}) {
    const std::string id = absl::StrCat("org_id: '", org, "' ");
    Do<v1::DefineOrg>("org { " + id + "name: 'O' currency: 'USD' time_zone: 'UTC' }");
    const auto reply = client_.Call(Parse<v1::DefineTax>(
        "request_id: 'r' " + id + "tax { tax_id: 't' name: 'T' rate_percent: '1' }"));
    EXPECT_TRUE(reply.ok()) << reply.status();
  }
}

// One call and a stream of them are two ways to send the same requests.
TEST_F(ReusedIds, AreTheSameOnAStream) {
  DefineMsp();
  const std::string seen =
      "request_id: 'r' org_id: 'msp' source_id: 'shop' observations { account: 'a' meter: 'SEAT' "
      "observed_at @2026-10-31T20:00:00Z quantity: ";
  const std::string first = Parse<v1::RecordCounts>(seen + "'1' }").SerializeAsString();
  const std::string stream = "tally.v1.Counts/RecordStream";
  const std::string reply = client_.CallRaw("tally.v1.Counts/Record", first).reply;
  EXPECT_NE(reply, "");
  EXPECT_EQ(client_.Probe(stream, first).reply, reply);
  const std::string second = Parse<v1::RecordCounts>(seen + "'2' }").SerializeAsString();
  EXPECT_EQ(RefusalIn(client_.Probe(stream, second).status).reason(), v1::REASON_REQUEST_ID_REUSED);
}

}  // namespace
}  // namespace tally
