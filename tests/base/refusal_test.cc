#include "ledger/base/refusal.h"

#include <gtest/gtest.h>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "support/text.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

TEST(Refuse, SaysWhatIsWrongInWhichFieldAndWhatToDo) {
  const absl::Status status =
      Refuse(v1::REASON_TAX_NOT_FOUND, "item.tax_id", "there is no \"vat\"");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(),
            "item.tax_id: there is no \"vat\". Define the tax first, or correct its id.");
}

TEST(Refuse, NamesNoFieldWhereThereIsNone) {
  const absl::Status status = Refuse(v1::REASON_OVERLOADED, "", "10 commands wait");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(absl::StartsWith(status.message(), "10 commands wait. "));
}

TEST(RefusalOf, ReturnsWhatWasRefused) {
  v1::Refusal refusal = Parse<v1::Refusal>(
      "reason: REASON_DRAFT_IS_STALE field: 'content_hash' message: 'has changed' "
      "differences { line_id: 'seat' what: 'quantity' reviewed: '18' now: '19' }");
  const std::optional<v1::Refusal> carried = RefusalOf(Refuse(refusal));
  ASSERT_TRUE(carried);
  refusal.set_advice("Regenerate the draft, review it, and approve what you see.");
  EXPECT_TRUE(IsSame(refusal, *carried));
}

TEST(RefusalOf, IsNothingForAnotherError) {
  EXPECT_FALSE(RefusalOf(absl::OkStatus()));
  EXPECT_FALSE(RefusalOf(absl::DataLossError("damaged")));

  absl::Status unreadable = absl::NotFoundError("");
  unreadable.SetPayload("type.googleapis.com/tally.v1.Refusal", absl::Cord("\xff"));
  EXPECT_FALSE(RefusalOf(unreadable));
}

TEST(Reason, EachHasACodeAndAnAdvice) {
  const auto& reasons = *v1::Reason_descriptor();
  for (int i = 0; i < reasons.value_count(); ++i) {
    const auto& value = *reasons.value(i);
    if (value.number() == v1::REASON_UNSPECIFIED) continue;
    SCOPED_TRACE(value.name());
    EXPECT_NE(value.options().GetExtension(v1::code), v1::CODE_UNSPECIFIED);
    const std::string& advice = value.options().GetExtension(v1::advice);
    EXPECT_TRUE(absl::EndsWith(advice, ".")) << advice;

    const absl::Status status = Refuse(static_cast<v1::Reason>(value.number()), "field", "is so");
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(RefusalOf(status)->advice(), advice);
  }
}

// refusal.proto names gRPC's codes under its own enum, and absl's codes are gRPC's.
TEST(Code, HasTheNumbersOfGrpc) {
  EXPECT_EQ(v1::CODE_INVALID_ARGUMENT, static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(v1::CODE_NOT_FOUND, static_cast<int>(absl::StatusCode::kNotFound));
  EXPECT_EQ(v1::CODE_ALREADY_EXISTS, static_cast<int>(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(v1::CODE_RESOURCE_EXHAUSTED, static_cast<int>(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(v1::CODE_FAILED_PRECONDITION, static_cast<int>(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(v1::CODE_ABORTED, static_cast<int>(absl::StatusCode::kAborted));
  EXPECT_EQ(v1::CODE_OUT_OF_RANGE, static_cast<int>(absl::StatusCode::kOutOfRange));
}

}  // namespace
}  // namespace tally
