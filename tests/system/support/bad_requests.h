// BadRequests: tables of requests that are refused, sent as bytes.
//
//   ExpectRefused({{"Taxes/Define", "org_id: 'none' tax { … }", kNotFound,
//                   v1::REASON_ORG_NOT_FOUND, "org_id"}});
//
// Requests without a request id are given one; of a refused one nothing is recorded.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "support/contract.h"
#include "system/support/story.h"

namespace tally {

inline constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;
inline constexpr auto kNotFound = absl::StatusCode::kNotFound;
inline constexpr auto kAlreadyExists = absl::StatusCode::kAlreadyExists;
inline constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
inline constexpr auto kAborted = absl::StatusCode::kAborted;
inline constexpr auto kOutOfRange = absl::StatusCode::kOutOfRange;

struct BadRequest {
  // Such as `Taxes/Define`.
  std::string method;
  // In text format.
  std::string text;
  absl::StatusCode code;
  v1::Reason reason;
  std::string field;
};

class BadRequests : public Story {
 protected:
  // Alpha and Beta, with one seat a month each at 10.00, and October drafted. Alpha's is invoiced.
  void BillOctober() {
    DefineMsp("number_pattern: 'BILL-{NNN}'");
    for (const char* customer : {"alpha", "beta"}) {
      DefineCustomer(customer);
      SetPlan(customer, FixedLine("seat", "1", "10"));
    }
    Run("2026-10");
    EXPECT_EQ(Approve("alpha", "2026-10"), "BILL-001");
  }

  // Where the log stands, to the byte.
  std::string Log() { return Answer(client_, v1::GetHeadRequest()).SerializeAsString(); }

  void ExpectRefused(const std::vector<BadRequest>& rows) {
    const std::string log = Log();
    for (const BadRequest& row : rows) {
      SCOPED_TRACE(absl::StrCat(row.method, " ", row.text.substr(0, 300)));
      const auto request = ParseRequest(row.method, WithId(row));
      ASSERT_NE(request, nullptr);
      const absl::Status status =
          client_.Probe("tally.v1." + row.method, request->SerializeAsString()).status;
      EXPECT_EQ(status.code(), row.code) << status;
      const v1::Refusal refusal = RefusalIn(status);
      EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(row.reason)) << status;
      EXPECT_EQ(refusal.field(), row.field) << status;
      EXPECT_NE(refusal.message(), "");
      EXPECT_NE(refusal.advice(), "");
      EXPECT_EQ(Log(), log);
    }
  }

 private:
  static std::string WithId(const BadRequest& row) {
    for (const auto* method : MethodsOfContract()) {
      const bool needs_id = PathOf(*method) == "tally.v1." + row.method && IsCommand(*method) &&
                            !absl::StrContains(row.text, "request_id");
      if (needs_id) return absl::StrCat("request_id: '", NewRequestId(), "' ", row.text);
    }
    return row.text;
  }
};

}  // namespace tally
