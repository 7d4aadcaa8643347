// Billing load: senders that define, count, run, approve and credit for as long as they are let.
#ifndef TALLY_TESTS_SYSTEM_SUPPORT_BILLING_LOAD_H_
#define TALLY_TESTS_SYSTEM_SUPPORT_BILLING_LOAD_H_

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/calendar/timestamp.h"
#include "support/text.h"
#include "system/support/sender.h"

namespace tally {

// Defines what the others need.
class Founder : private Sender {
 public:
  Founder(const std::string& data, Answers& answers) : Sender(data, "founder", answers) {}

  void Work() {
    Do<v1::DefineOrg>("org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' }");
    Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Seat' }");
    Do<v1::DefineSource>(
        "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
        "  meters { meter: 'SEAT' item_id: 'seat' } }");
  }
};

// Bills one new customer after the other: defines it, counts, runs, approves, credits.
class Biller : private Sender {
 public:
  Biller(const std::string& data, int number, Answers& answers)
      : Sender(data, absl::StrCat("biller-", number), answers), first_month_(1980 + 10 * number) {}

  void Work(const std::atomic<bool>& stops) {
    while (!stops && !testing::Test::HasFailure()) {
      customer_ = absl::StrCat(name_, ".", customers_);
      // Runs of one month are one after the other, so each biller has its own decade.
      month_ = absl::CivilMonth(first_month_) + customers_ % kMonths;
      customers_ += 1;
      Define();
      Count();
      Run();
      Credit(Approve());
    }
  }

  // Number of customers it has billed.
  size_t billed() const { return static_cast<size_t>(customers_); }

 private:
  std::string OfCustomer(absl::string_view more = "") const {
    return absl::StrCat("org_id: 'msp' customer_id: '", customer_, "' month: '",
                        absl::FormatCivilTime(month_), "' ", more);
  }

  void Define() {
    const std::string item = absl::StrCat("org_id: 'msp' item { item_id: '", customer_,
                                          "' name: 'Item' tax_id: '", customer_, "' }");
    // Refused for ever, though the tax is defined later.
    Refused<v1::DefineItem>(item, absl::StatusCode::kNotFound);
    Do<v1::DefineTax>(absl::StrCat("org_id: 'msp' tax { tax_id: '", customer_,
                                   "' name: 'Tax' rate_percent: '", customers_ % 30, "' }"));
    Do<v1::DefineItem>(item);
    Do<v1::DefineItem>(item);
    Do<v1::DefineCustomer>(absl::StrCat(
        "org_id: 'msp' customer { customer_id: '", customer_,
        "' name: 'Customer' accounts { source_id: 'shop' account: '", customer_, "' } }"));
    Do<v1::SetPlan>(absl::StrCat(
        "org_id: 'msp' plan { customer_id: '", customer_, "' effective_from: '1980-01-01' ",
        "lines { item_id: '", customer_, "' fixed { quantity: '3' } held { unit_price: '9.99' } } ",
        "lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' ",
        "  rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '12.50' } } }"));
  }

  void Count() {
    const absl::Time end = absl::FromCivil(month_ + 1, absl::UTCTimeZone());
    for (int hours = 3; hours > 0; --hours) {
      Do<v1::RecordCounts>(
          absl::StrCat("org_id: 'msp' source_id: 'shop' observations { observed_at @",
                       FormatInstant(end - absl::Hours(hours)), " account: '", customer_,
                       "' meter: 'SEAT' quantity: '", hours, "' }"));
    }
  }

  void Run() {
    const auto started =
        Do<v1::StartRun>(absl::StrCat("org_id: 'msp' month: '", absl::FormatCivilTime(month_),
                                      "' customer_ids: '", customer_, "'"));
    const auto runs =
        Ask(Parse<v1::FollowRun>(absl::StrCat("org_id: 'msp' run_id: '", started.run_id(), "'")));
    if (runs.ok()) {
      EXPECT_EQ(runs->back().drafted(), 1U) << started.run_id();
    }
  }

  // Returns the number of the invoice.
  std::string Approve() {
    Do<v1::HoldDraft>(OfCustomer("reason: 'wait'"));
    const auto draft = Ask(Parse<v1::GetDraft>(OfCustomer()));
    auto approve = New<v1::ApproveDraft>(OfCustomer());
    approve.set_reviewed_position(draft.ok() ? draft->position() : 1);
    approve.set_content_hash(draft.ok() ? draft->content().content_hash() : "");
    EXPECT_EQ(Send(approve).status.code(), absl::StatusCode::kFailedPrecondition);
    Do<v1::ReleaseDraft>(OfCustomer());

    const auto released = Ask(Parse<v1::GetDraft>(OfCustomer()));
    approve = New<v1::ApproveDraft>(OfCustomer());
    approve.set_reviewed_position(released.ok() ? released->position() : 1);
    approve.set_content_hash(released.ok() ? released->content().content_hash() : "");
    return Accepted(approve).invoice_number();
  }

  void Credit(const std::string& number) {
    const std::string invoice =
        absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'r' ");
    Do<v1::CreditInvoice>(invoice + "amount { total { minor_units: 100 currency: 'USD' } }");
    Do<v1::CreditInvoice>(invoice + "whole {}");
    Refused<v1::CreditInvoice>(invoice + "whole {}", absl::StatusCode::kFailedPrecondition);
  }

  // Of ten years, without the last months: the months of two billers must not follow each other,
  // because what one runs is what the other compares with.
  static constexpr int kMonths = 118;
  const absl::CivilYear first_month_;
  int customers_ = 0;
  std::string customer_;
  absl::CivilMonth month_;
};

// Streams counts, several of them under way at a time.
class Counter : private Sender {
 public:
  Counter(const std::string& data, Answers& answers) : Sender(data, "counter", answers) {}

  void Work(const std::atomic<bool>& stops) {
    std::vector<v1::RecordCounts> waiting;
    while (!testing::Test::HasFailure()) {
      if (waiting.empty() && stops) return;
      if (waiting.empty()) waiting = Next();
      waiting.erase(waiting.begin(), waiting.begin() + static_cast<ptrdiff_t>(Stream(waiting)));
    }
  }

 private:
  static constexpr size_t kAtOnce = 20;

  std::vector<v1::RecordCounts> Next() {
    std::vector<v1::RecordCounts> requests;
    while (requests.size() < kAtOnce) {
      seconds_ += 1;
      requests.push_back(New<v1::RecordCounts>(absl::StrCat(
          "org_id: 'msp' source_id: 'shop' observations { observed_at { seconds: ", seconds_,
          " } account: 'stream' meter: 'SEAT' quantity: '", seconds_ % 100, "' }")));
    }
    return requests;
  }

  // Sends `requests` over one stream, and returns how many of them were answered.
  size_t Stream(const std::vector<v1::RecordCounts>& requests) {
    const auto stream = client_.OpenCounts();
    for (const v1::RecordCounts& request : requests) stream->Write(request);
    stream->WritesDone();
    size_t answered = 0;
    v1::RecordCountsReply reply;
    while (answered < requests.size() && stream->Read(reply)) {
      const v1::RecordCounts& request = requests[answered++];
      answers_.Add({.request_id = request.request_id(),
                    .method = MethodFor(*v1::RecordCounts::descriptor()),
                    .request = request.SerializeAsString(),
                    .outcome = {absl::OkStatus(), reply.SerializeAsString()}});
    }
    const absl::Status ended = stream->Finish();
    EXPECT_TRUE(ended.ok() || absl::IsUnavailable(ended)) << ended;
    return answered;
  }

  int seconds_ = 0;
};

}  // namespace tally

#endif  // TALLY_TESTS_SYSTEM_SUPPORT_BILLING_LOAD_H_
