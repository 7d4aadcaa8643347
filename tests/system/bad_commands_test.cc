// Bad commands: one row a way in which counts, runs, drafts and invoices cannot do as asked.

#include <gtest/gtest.h>

#include <string>

#include "system/support/bad_requests.h"

namespace tally {
namespace {

// Alpha's October is invoice BILL-001: one seat at 10.00 and 2.00 tax. Beta's is in review.
class BadCommands : public BadRequests {
 protected:
  BadCommands() { BillOctober(); }

  static constexpr char kBeta[] = "org_id: 'msp' customer_id: 'beta' month: '2026-10' ";
  static constexpr char kAlpha[] = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' ";
  static constexpr char kBill[] = "org_id: 'msp' invoice_number: 'BILL-001' reason: 'r' ";

  static BadRequest Wrong(const std::string& method, absl::string_view subject,
                          absl::string_view more, absl::StatusCode code, v1::Reason reason,
                          const std::string& field) {
    return {method, absl::StrCat(subject, more), code, reason, field};
  }
};

TEST_F(BadCommands, OnRunsAreRefused) {
  const std::string run = "org_id: 'msp' month: ";
  std::string many;
  for (int i = 0; i < 1001; ++i) many += " customer_ids: 'alpha'";
  ExpectRefused({
      {"Runs/Start", run + "''", kInvalidArgument, v1::REASON_FIELD_MISSING, "month"},
      {"Runs/Start", run + "'2026-00'", kInvalidArgument, v1::REASON_FIELD_INVALID, "month"},
      {"Runs/Start", run + "'2026-10-01'", kInvalidArgument, v1::REASON_FIELD_INVALID, "month"},
      {"Runs/Start", run + "'9999-01'", kInvalidArgument, v1::REASON_FIELD_INVALID, "month"},
      {"Runs/Start", run + "'2026-11'", kFailedPrecondition, v1::REASON_MONTH_NOT_OVER, "month"},
      {"Runs/Start", run + "'9998-12'", kFailedPrecondition, v1::REASON_MONTH_NOT_OVER, "month"},
      {"Runs/Start", run + "'2026-10'" + many, kInvalidArgument, v1::REASON_TOO_MANY_ITEMS,
       "customer_ids"},
      {"Runs/Preview", run + "'1899-12'", kInvalidArgument, v1::REASON_FIELD_INVALID, "month"},
  });
}

TEST_F(BadCommands, OnDraftsAreRefused) {
  const std::string approve = absl::StrCat("reviewed_position: ", Head(), " content_hash: ");
  const std::string hash =
      absl::StrCat("'", Draft("beta", "2026-10").content().content_hash(), "'");
  constexpr auto kMissing = v1::REASON_FIELD_MISSING;
  constexpr auto kInvalid = v1::REASON_FIELD_INVALID;
  const std::string line = "line_id: 'seat' reason: 'r' ";
  const std::string most = "quantity: '1000000000' unit_price: '1000000000'";
  ExpectRefused({
      Wrong("Drafts/Approve", kBeta, approve + "''", kInvalidArgument, kMissing, "content_hash"),
      Wrong("Drafts/Approve", kBeta, "content_hash: 'h'", kInvalidArgument, kMissing,
            "reviewed_position"),
      Wrong("Drafts/Approve", kBeta, approve + "'h'", kAborted, v1::REASON_DRAFT_CHANGED,
            "content_hash"),
      Wrong("Drafts/Approve", kBeta, "reviewed_position: 1 content_hash: " + hash, kAborted,
            v1::REASON_DRAFT_CHANGED, "reviewed_position"),
      Wrong("Drafts/Approve", kBeta, "reviewed_position: 18446744073709551615 content_hash: 'h'",
            kInvalidArgument, kInvalid, "reviewed_position"),
      Wrong("Drafts/Approve", kAlpha, approve + "'h'", kFailedPrecondition,
            v1::REASON_DRAFT_APPROVED, "month"),
      Wrong("Drafts/Hold", kBeta, "", kInvalidArgument, kMissing, "reason"),
      Wrong("Drafts/Hold", kBeta, absl::StrCat("reason: '", std::string(4'001, 'x'), "'"),
            kInvalidArgument, kInvalid, "reason"),
      Wrong("Drafts/Hold", kBeta, "reason: 'a\\000b'", kInvalidArgument, kInvalid, "reason"),
      Wrong("Drafts/Hold", kAlpha, "reason: 'r'", kFailedPrecondition, v1::REASON_DRAFT_APPROVED,
            "month"),
      Wrong("Drafts/Release", kBeta, "", kFailedPrecondition, v1::REASON_DRAFT_NOT_HELD, "month"),
      Wrong("Drafts/Reject", kAlpha, "reason: 'r'", kFailedPrecondition, v1::REASON_DRAFT_APPROVED,
            "month"),
      Wrong("Drafts/Regenerate", kAlpha, "", kFailedPrecondition, v1::REASON_DRAFT_APPROVED,
            "month"),
      Wrong("Drafts/OverrideLine", kBeta, line, kInvalidArgument, v1::REASON_NOTHING_TO_CHANGE,
            "quantity"),
      Wrong("Drafts/OverrideLine", kBeta, line + "quantity: '-1'", kInvalidArgument, kInvalid,
            "quantity"),
      Wrong("Drafts/OverrideLine", kBeta, line + "unit_price: '0.0000000000001'", kInvalidArgument,
            kInvalid, "unit_price"),
      Wrong("Drafts/OverrideLine", kBeta, line + most, kOutOfRange, v1::REASON_AMOUNT_OUT_OF_RANGE,
            "line seat"),
      Wrong("Drafts/WaiveFlag", kBeta, "reason: 'r'", kInvalidArgument, kMissing, "flag"),
      Wrong("Drafts/WaiveFlag", kBeta, "reason: 'r' flag: 99", kInvalidArgument, kInvalid, "flag"),
      Wrong("Drafts/List", "org_id: 'msp' ", "status: 99", kInvalidArgument, kInvalid, "status"),
  });
}

TEST_F(BadCommands, OnDraftsThatWaitForSomethingAreRefused) {
  const std::string approve = absl::StrCat("reviewed_position: ", Head(), " content_hash: '",
                                           Draft("beta", "2026-10").content().content_hash(), "'");
  const std::string seat = "line_id: 'seat' quantity: '2' reason: 'r'";
  const std::string waive = "flag: FLAG_KIND_NEW_LINE reason: 'r'";
  const auto expect = [&](v1::Reason reason) {
    ExpectRefused({
        Wrong("Drafts/Approve", kBeta, approve, kFailedPrecondition, reason, "month"),
        Wrong("Drafts/Hold", kBeta, "reason: 'r'", kFailedPrecondition, reason, "month"),
        Wrong("Drafts/OverrideLine", kBeta, seat, kFailedPrecondition, reason, "month"),
        Wrong("Drafts/WaiveFlag", kBeta, waive, kFailedPrecondition, reason, "month"),
    });
  };
  Do<v1::HoldDraft>(absl::StrCat(kBeta, "reason: 'asked'"));
  expect(v1::REASON_DRAFT_HELD);
  Do<v1::RejectDraft>(absl::StrCat(kBeta, "reason: 'wrong'"));
  expect(v1::REASON_DRAFT_REJECTED);
}

TEST_F(BadCommands, OnInvoicesAreRefused) {
  constexpr auto kInvalid = v1::REASON_FIELD_INVALID;
  const std::string net = "lines { lines { line_id: 'seat' net { minor_units: ";
  const std::string total = "amount { total { minor_units: ";
  const std::string usd = " currency: 'USD' } } ";
  const std::string row[] = {"Invoices/Credit", "Invoices/Correct"};
  ExpectRefused({
      Wrong(row[0], kBill, "", kInvalidArgument, v1::REASON_EXTENT_MISSING, "extent"),
      Wrong(row[0], kBill, "lines {}", kInvalidArgument, v1::REASON_FIELD_MISSING, "lines.lines"),
      Wrong(row[0], kBill, "amount {}", kInvalidArgument, v1::REASON_FIELD_MISSING, "amount.total"),
      Wrong(row[0], kBill, net + "100 currency: 'EUR' } } }", kInvalidArgument,
            v1::REASON_WRONG_CURRENCY, "lines.lines[0].net.currency"),
      Wrong(row[0], kBill, net + "100 } } }", kInvalidArgument, v1::REASON_WRONG_CURRENCY,
            "lines.lines[0].net.currency"),
      Wrong(row[0], kBill, net + "0" + usd + "}", kInvalidArgument, kInvalid, "lines.lines[0].net"),
      Wrong(row[0], kBill, net + "-1" + usd + "}", kInvalidArgument, kInvalid,
            "lines.lines[0].net"),
      Wrong(row[0], kBill, net + "1001" + usd + "}", kFailedPrecondition,
            v1::REASON_CREDIT_EXCEEDS_REST, "lines.lines[0].net"),
      Wrong(row[0], kBill, "lines { lines { line_id: 'seat' } lines { line_id: 'seat' } }",
            kInvalidArgument, v1::REASON_LISTED_TWICE, "lines.lines[1]"),
      Wrong(row[0], kBill, total + "100 currency: 'usd' } } ", kInvalidArgument,
            v1::REASON_WRONG_CURRENCY, "amount.total.currency"),
      Wrong(row[0], kBill, total + "-9223372036854775808" + usd, kInvalidArgument, kInvalid,
            "amount.total"),
      Wrong(row[0], kBill, total + "1201" + usd, kFailedPrecondition,
            v1::REASON_CREDIT_EXCEEDS_REST, "amount.total"),
      Wrong(row[0], kBill, total + "9223372036854775807" + usd, kFailedPrecondition,
            v1::REASON_CREDIT_EXCEEDS_REST, "amount.total"),
      Wrong(row[1], kBill, "", kInvalidArgument, v1::REASON_FIELD_MISSING, "lines"),
      Wrong(row[1], kBill, "lines { line_id: 'seat' }", kInvalidArgument,
            v1::REASON_NOTHING_TO_CHANGE, "lines[0].quantity"),
      Wrong(row[1], kBill, "lines { line_id: 'seat' quantity: '-1' }", kInvalidArgument, kInvalid,
            "lines[0].quantity"),
      Wrong(row[1], kBill,
            "lines { line_id: 'seat' quantity: '1' } lines { line_id: 'seat' quantity: '2' }",
            kInvalidArgument, v1::REASON_LISTED_TWICE, "lines[1]"),
      Wrong(row[1], kBill,
            "lines { line_id: 'seat' quantity: '1000000000' unit_price: '1000000000' }",
            kOutOfRange, v1::REASON_AMOUNT_OUT_OF_RANGE, "line seat"),
      {"Invoices/Void", "org_id: 'msp' invoice_number: 'BILL-001'", kInvalidArgument,
       v1::REASON_FIELD_MISSING, "reason"},
  });
}

TEST_F(BadCommands, OnInvoicesThatAreCreditedAreRefused) {
  const std::string lines = "lines { line_id: 'seat' quantity: '2' }";
  Do<v1::CreditInvoice>(
      absl::StrCat(kBill, "amount { total { minor_units: 600 currency: 'USD' } }"));
  ExpectRefused({
      Wrong("Invoices/Void", kBill, "", kFailedPrecondition, v1::REASON_INVOICE_PARTLY_CREDITED,
            "invoice_number"),
      Wrong("Invoices/Correct", kBill, lines, kFailedPrecondition,
            v1::REASON_INVOICE_PARTLY_CREDITED, "invoice_number"),
      Wrong("Invoices/Credit", kBill, "amount { total { minor_units: 601 currency: 'USD' } }",
            kFailedPrecondition, v1::REASON_CREDIT_EXCEEDS_REST, "amount.total"),
  });
  Do<v1::CreditInvoice>(absl::StrCat(kBill, "whole {}"));
  ExpectRefused({
      Wrong("Invoices/Credit", kBill, "whole {}", kFailedPrecondition, v1::REASON_NOTHING_LEFT,
            "invoice_number"),
      Wrong("Invoices/Credit", kBill, "lines { lines { line_id: 'seat' } }", kFailedPrecondition,
            v1::REASON_NOTHING_LEFT, "invoice_number"),
  });
}

// Each observation is refused by itself, and none of these is recorded.
TEST_F(BadCommands, WithCountsThatCannotBeAreToldWhichAndWhy) {
  const std::string seen = "account: 'alpha' meter: 'SEAT' ";
  const std::string now = "observed_at @2026-11-03T12:00:00Z " + seen;
  const std::pair<std::string, const char*> rows[] = {
      {"quantity: '1' " + seen, "observed_at"},
      {"quantity: '1' observed_at @2026-11-03T12:05:01Z " + seen, "observed_at"},
      {"quantity: '1' observed_at @9999-12-31T00:00:00Z " + seen, "observed_at"},
      {"quantity: '1' observed_at @1969-12-31T23:59:59Z " + seen, "observed_at"},
      {"quantity: '1' observed_at { seconds: 9223372036854775807 } " + seen, "observed_at"},
      {"quantity: '1' observed_at { nanos: -1 } " + seen, "observed_at"},
      {"quantity: '1' observed_at @2026-11-03T12:00:00Z meter: 'SEAT'", "account"},
      {"quantity: '1' observed_at @2026-11-03T12:00:00Z account: 'a\\n' meter: 'SEAT'", "account"},
      {absl::StrCat("quantity: '1' observed_at @2026-11-03T12:00:00Z meter: 'SEAT' account: '",
                    std::string(64 << 10, 'x'), "'"),
       "account"},
      {"quantity: '1' observed_at @2026-11-03T12:00:00Z account: 'alpha'", "meter"},
      {now, "quantity"},
      {now + "quantity: '-1'", "quantity"},
      {now + "quantity: '1000000001'", "quantity"},
      {now + "quantity: '1e9'", "quantity"},
      {now + "quantity: '0.1234567'", "quantity"},
      {now + "quantity: '1' unit_cost: '-1' cost_currency: 'USD'", "unit_cost"},
      {now + "quantity: '1' unit_cost: '1'", "cost_currency"},
      {now + "quantity: '1' unit_cost: '1' cost_currency: 'usd'", "cost_currency"},
  };
  const std::string log = Log();
  v1::RecordCounts record = Parse<v1::RecordCounts>("org_id: 'msp' source_id: 'shop'");
  for (const auto& [text, field] : rows) {
    *record.add_observations() = Parse<v1::Observation>(text);
  }
  const v1::RecordCountsReply reply = Answer(client_, record);
  EXPECT_EQ(reply.recorded(), 0U);
  ASSERT_EQ(reply.refused_size(), static_cast<int>(std::size(rows)));
  for (int i = 0; i < reply.refused_size(); ++i) {
    EXPECT_EQ(reply.refused(i).index(), static_cast<uint32_t>(i));
    EXPECT_EQ(reply.refused(i).field(), rows[i].second) << rows[i].first.substr(0, 200);
    EXPECT_NE(reply.refused(i).message(), "");
  }
  EXPECT_EQ(Log(), log);

  std::string many;
  for (int i = 0; i < 1001; ++i) many += "observations {} ";
  ExpectRefused({
      {"Counts/Record", "org_id: 'msp' source_id: 'shop' " + many, kInvalidArgument,
       v1::REASON_TOO_MANY_ITEMS, "observations"},
      {"Counts/RecordStream", "org_id: 'msp' source_id: 'shop' " + many, kInvalidArgument,
       v1::REASON_TOO_MANY_ITEMS, "observations"},
      {"Counts/List", "org_id: 'msp' source_id: 'shop' meter: 'SEAT'", kInvalidArgument,
       v1::REASON_FIELD_MISSING, "account"},
  });
}

// The sum of a plan's lines need not fit, although each line does.
TEST_F(BadCommands, WithFiguresThatDoNotFitLeaveTheRestOfTheMonthAlone) {
  DefineCustomer("huge");
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += FixedLine("stamp", "1000000000", "90000000");
  SetPlan("huge", lines);
  DefineCustomer("small");
  SetPlan("small", FixedLine("stamp", "1", "1"));
  const v1::Run run = Run("2026-10");
  EXPECT_EQ(run.drafted(), 1U);
  const v1::RunOutcomePage page = OutcomesOf(run);
  for (const v1::RunOutcome& outcome : page.outcomes()) {
    if (outcome.customer_id() != "huge") continue;
    EXPECT_FALSE(outcome.created());
    EXPECT_EQ(outcome.skip_reason(), v1::SKIP_REASON_OUT_OF_RANGE);
  }
}

}  // namespace
}  // namespace tally
