#include "daemon/rpc/errors.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "ledger/base/refusal.h"
#include "support/text.h"

namespace tally {
namespace {

// What a gRPC client takes of metadata by default, and what the rest of a reply may need of it.
constexpr size_t kMetadataBytes = 8 << 10;
constexpr size_t kOtherBytes = 512;

// What `status` takes of metadata: the message percent-encoded, the details as base64.
size_t BytesOnTheWire(const grpc::Status& status) {
  size_t bytes = 0;
  for (const char c : status.error_message()) bytes += c >= ' ' && c <= '~' && c != '%' ? 1 : 3;
  return bytes + (status.error_details().size() + 2) / 3 * 4;
}

google::rpc::Status RichOf(const grpc::Status& status) {
  google::rpc::Status rich;
  EXPECT_TRUE(rich.ParseFromString(status.error_details()));
  return rich;
}

// The refusal in the details, which must say the same as the status beside them.
v1::Refusal RefusalIn(const grpc::Status& status) {
  const google::rpc::Status rich = RichOf(status);
  EXPECT_EQ(rich.code(), static_cast<int>(status.error_code()));
  EXPECT_EQ(rich.message(), status.error_message());
  v1::Refusal refusal;
  EXPECT_TRUE(!rich.details().empty() && rich.details().rbegin()->UnpackTo(&refusal));
  return refusal;
}

// Milliseconds after which the call may be sent again; 0 if it is not said.
int64_t RetryDelayIn(const grpc::Status& status) {
  google::rpc::RetryInfo retry;
  const google::rpc::Status rich = RichOf(status);
  if (rich.details().empty() || !rich.details(0).UnpackTo(&retry)) return 0;
  return retry.retry_delay().seconds() * 1'000 + retry.retry_delay().nanos() / 1'000'000;
}

TEST(ToGrpc, KeepsCodeAndMessage) {
  for (int code = 0; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), code == 0 ? "" : "so it is");
    const grpc::Status sent = ToGrpc(status);
    EXPECT_EQ(static_cast<int>(sent.error_code()), code);
    EXPECT_EQ(sent.error_message(), code == 0 ? "" : "so it is");
  }
}

TEST(ToGrpc, SaysWhenToComeBackIfThatHelps) {
  for (int code = 0; code <= 16; ++code) {
    const grpc::Status sent = ToGrpc(absl::Status(static_cast<absl::StatusCode>(code), "so it is"));
    const bool helps = sent.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED ||
                       sent.error_code() == grpc::StatusCode::UNAVAILABLE;
    EXPECT_EQ(sent.error_details().empty(), !helps) << code;
  }
  EXPECT_EQ(RetryDelayIn(ToGrpc(absl::UnavailableError("the daemon is stopping"))), 1'000);
  EXPECT_EQ(RetryDelayIn(ToGrpc(Refuse(v1::REASON_OVERLOADED, "", "too much"))), 100);
}

TEST(ToGrpc, CarriesTheRefusalInTheDetails) {
  const v1::Reason reasons[] = {v1::REASON_FIELD_INVALID, v1::REASON_AMOUNT_OUT_OF_RANGE,
                                v1::REASON_ETAG_MISMATCH, v1::REASON_OVERLOADED,
                                v1::REASON_TAX_NOT_FOUND, v1::REASON_ACCOUNT_IS_ANOTHERS,
                                v1::REASON_DRAFT_BLOCKED};
  for (const v1::Reason reason : reasons) {
    const absl::Status status = Refuse(reason, "a.b[2].c", "is wrong");
    const v1::Refusal refusal = RefusalIn(ToGrpc(status));
    EXPECT_TRUE(IsSame(*RefusalOf(status), refusal));
    EXPECT_EQ(refusal.field(), "a.b[2].c");
    EXPECT_NE(refusal.advice(), "");
  }
}

// Messages repeat what people wrote, in any script.
TEST(ToGrpc, ShortensAMessageBetweenTwoCharacters) {
  const std::string characters[] = {"x", "ü", "計", "😀", "%"};
  for (const std::string& character : characters) {
    for (int before = 0; before < 4; ++before) {
      std::string message(static_cast<size_t>(before), '.');
      while (message.size() < 4'000) message += character;
      const grpc::Status sent = ToGrpc(Refuse(v1::REASON_DRAFT_HELD, "month", message));
      SCOPED_TRACE(character);
      EXPECT_LE(BytesOnTheWire(sent), kMetadataBytes - kOtherBytes);
      const v1::Refusal refusal = RefusalIn(sent);
      EXPECT_EQ(refusal.reason(), v1::REASON_DRAFT_HELD);
      EXPECT_EQ(refusal.advice(), "Release the draft first.");
      ASSERT_LE(refusal.message().size(), 512 + std::string("…").size());
      const std::string kept = refusal.message().substr(0, refusal.message().rfind("…"));
      EXPECT_EQ(kept, message.substr(0, kept.size()));
      EXPECT_GT(kept.size(), 512 - character.size());
      EXPECT_EQ((kept.size() - static_cast<size_t>(before)) % character.size(), 0U);
    }
  }
}

TEST(ToGrpc, LeavesAMessageThatFitsAsItIs) {
  const std::string message(512, 'x');
  EXPECT_EQ(ToGrpc(absl::InternalError(message)).error_message(), message);
  EXPECT_EQ(ToGrpc(absl::InternalError(message + "x")).error_message(), message + "…");
}

v1::Refusal Stale(int differences, const std::string& text) {
  v1::Refusal refusal;
  refusal.set_reason(v1::REASON_DRAFT_IS_STALE);
  refusal.set_field("content_hash");
  refusal.set_message("has changed");
  for (int i = 0; i < differences; ++i) {
    v1::Difference& difference = *refusal.add_differences();
    difference.set_line_id(absl::StrCat("line-", i));
    difference.set_what("description");
    difference.set_reviewed(text);
    difference.set_now(text);
  }
  return refusal;
}

TEST(ToGrpc, SaysHowManyDifferencesDoNotFit) {
  const struct {
    int differences;
    std::string text;
    bool all;
  } rows[] = {
      {0, "", true},
      {20, "18", true},
      {2'000, "18", false},
      {100, std::string(500, 'x'), false},
      // Not even one of them fits.
      {3, std::string(4'000, 'x'), false},
  };
  for (const auto& [differences, text, all] : rows) {
    const v1::Refusal whole = Stale(differences, text);
    const grpc::Status sent = ToGrpc(Refuse(whole));
    EXPECT_LE(BytesOnTheWire(sent), kMetadataBytes - kOtherBytes);
    const v1::Refusal refusal = RefusalIn(sent);
    EXPECT_EQ(refusal.field(), "content_hash");
    EXPECT_EQ(refusal.differences_size() + static_cast<int>(refusal.differences_left_out()),
              differences);
    EXPECT_EQ(refusal.differences_left_out() == 0, all);
    // The first ones stay, so that a reviewer reads on from the top.
    for (int i = 0; i < refusal.differences_size(); ++i) {
      EXPECT_TRUE(IsSame(whole.differences(i), refusal.differences(i)));
    }
  }
}

}  // namespace
}  // namespace tally
