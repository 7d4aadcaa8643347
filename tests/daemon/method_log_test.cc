#include "daemon/rpc/method_log.h"

#include <gtest/gtest.h>

#include <sstream>

#include "ledger/base/refusal.h"
#include "spdlog/sinks/ostream_sink.h"
#include "support/text.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/taxes.pb.h"

namespace tally {
namespace {

// The line that is logged at `level` or above; empty if none is.
std::string Logged(spdlog::level::level_enum level, const google::protobuf::Message* request,
                   absl::string_view actor, const absl::Status& status) {
  std::ostringstream lines;
  spdlog::logger log("test", std::make_shared<spdlog::sinks::ostream_sink_st>(lines));
  log.set_pattern("%l %v");
  log.set_level(level);
  LogCall(log, "tally.v1.Taxes/Define", request, actor, status);
  return lines.str();
}

const v1::DefineTax kDefine = Parse<v1::DefineTax>(
    "request_id: 'r1' org_id: 'msp' tax { tax_id: 'vat' name: 'Secret' rate_percent: '20' }");

TEST(LogCall, SaysWhoCalledWhatAndHowItEnded) {
  EXPECT_EQ(Logged(spdlog::level::debug, &kDefine, "ann", absl::OkStatus()),
            "debug event=call method=tally.v1.Taxes/Define actor=ann code=OK org_id=msp "
            "request_id=r1\n");
  EXPECT_EQ(Logged(spdlog::level::debug, &kDefine, "Ann Lee",
                   Refuse(v1::REASON_TAX_NOT_FOUND, "tax_id", "there is no \"x\"")),
            "info event=call method=tally.v1.Taxes/Define actor=\"Ann Lee\" code=NOT_FOUND "
            "org_id=msp request_id=r1 message=\"tax_id: there is no \\\"x\\\". Define the tax "
            "first, or correct its id.\"\n");
}

TEST(LogCall, SaysWhatWentWellOnlyIfItIsAskedTo) {
  EXPECT_EQ(Logged(spdlog::level::info, &kDefine, "ann", absl::OkStatus()), "");
  EXPECT_NE(Logged(spdlog::level::info, &kDefine, "ann", absl::InternalError("x")), "");
  EXPECT_EQ(Logged(spdlog::level::warn, &kDefine, "ann", absl::InternalError("x")), "");
}

// A request that could not be read or was not let in, and those that name neither org nor id.
TEST(LogCall, LeavesOutWhatTheRequestDoesNotName) {
  const char* bare = "debug event=call method=tally.v1.Taxes/Define actor=ann code=OK\n";
  EXPECT_EQ(Logged(spdlog::level::debug, nullptr, "ann", absl::OkStatus()), bare);
  const v1::GetHeadRequest head;
  EXPECT_EQ(Logged(spdlog::level::debug, &head, "ann", absl::OkStatus()), bare);
  const v1::GetTax get = Parse<v1::GetTax>("org_id: 'msp' tax_id: 'vat'");
  EXPECT_EQ(Logged(spdlog::level::debug, &get, "ann", absl::OkStatus()),
            "debug event=call method=tally.v1.Taxes/Define actor=ann code=OK org_id=msp\n");
}

TEST(LogValue, QuotesWhatWouldNotBeOneValue) {
  const struct {
    std::string text;
    const char* value;
  } rows[] = {
      {"ann", "ann"},
      {"tally.v1.Orgs/Get", "tally.v1.Orgs/Get"},
      {"Zoë", "Zoë"},
      {"", "\"\""},
      {"a b", "\"a b\""},
      {"a=b", "\"a=b\""},
      {"say \"so\"", "\"say \\\"so\\\"\""},
      {"C:\\x", "\"C:\\\\x\""},
      {"Zoë L", "\"Zoë L\""},
      // Nothing may end the line, or speak to the terminal that shows it.
      {"a\nevent=b", "\"a\\nevent=b\""},
      {"a\rb", "\"a\\rb\""},
      {"a\tb", "\"a\\tb\""},
      {"a\vb", "\"a\\013b\""},
      {"\x1b[31m", "\"\\033[31m\""},
      {std::string("a\0b", 3), "\"a\\000b\""},
      {"\x7f", "\"\\177\""},
  };
  for (const auto& [text, value] : rows) EXPECT_EQ(LogValue(text), value);
}

}  // namespace
}  // namespace tally
