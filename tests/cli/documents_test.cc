#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/cli/rpc/failure.h"
#include "clients/cli/session/failure_text.h"
#include "clients/cli/show/invoices.h"
#include "clients/cli/show/review.h"
#include "clients/cli/show/runs.h"

namespace tally {
namespace {

template <typename Message>
Message Parse(const char* text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

TEST(ReviewTable, ShowsTheQueueItsTotalsAndHowToApprove) {
  const auto queue = Parse<v1::DraftPage>(R"pb(
    position: 42
    entries {
      customer_id: "acme"
      name: "Acme"
      month: "2026-10"
      status: DRAFT_STATUS_IN_REVIEW
      totals { net { minor_units: 120000 currency: "USD" } }
      previous_net { minor_units: 108150 currency: "USD" }
      change { minor_units: 11850 currency: "USD" }
      causes {
        description: "Seat"
        previous_quantity: "1"
        quantity: "4"
        previous_unit_price: "39.5"
        unit_price: "39.5"
        quantity_effect { minor_units: 11850 currency: "USD" }
        price_effect { currency: "USD" }
      }
      flags { flag { kind: FLAG_KIND_STALE_COUNT blocks: true } }
      blocked: true
    }
    entries {
      customer_id: "zeta"
      name: "Zeta"
      month: "2026-10"
      status: DRAFT_STATUS_HELD
      totals { net { minor_units: 5 currency: "USD" } }
    })pb");
  EXPECT_EQ(ReviewTable(queue, {}),
            "client     name  this month USD  last month   change  why              flags         "
            "status\n"
            "acme       Acme        1,200.00    1,081.50  +118.50  +3 Seat +118.50  stale_count!  "
            "in_review\n"
            "zeta       Zeta            0.05           -        -                                 "
            "held\n"
            "---------  ----  --------------  ----------  -------  ---------------  ------------  "
            "---------\n"
            "total USD              1,200.05    1,081.50  +118.50\n"
            "\n"
            "2 drafts of 2026-10, 1 blocked by flags marked !; amounts are net, before tax\n"
            "reviewed at position 42; approve with: tally approve --month 2026-10 --all --at 42\n");
}

TEST(InvoiceSheet, IsADocumentThatAClientCouldRead) {
  const auto view = Parse<v1::InvoiceView>(R"pb(
    invoice {
      number: "BILL-2026-10-001"
      bill_to { customer_id: "acme" name: "Acme" email: "ap@acme.example" }
      period { month: "2026-10" }
      issue_date: "2026-11-03"
      due_date: "2026-12-03"
      terms { text: "net 30" }
      lines {
        line_id: "seat"
        description: "Seat"
        quantity: "3"
        unit_price: "39.5"
        tax_id: "vat"
        amount { minor_units: 11850 currency: "EUR" }
      }
      tax_groups {
        tax_id: "vat"
        name: "VAT"
        rate_percent: "20"
        taxable { minor_units: 11850 currency: "EUR" }
        tax { minor_units: 2370 currency: "EUR" }
      }
      totals {
        net { minor_units: 11850 currency: "EUR" }
        tax { minor_units: 2370 currency: "EUR" }
        total { minor_units: 14220 currency: "EUR" }
      }
      approved_by: "ann"
    }
    credit_notes {
      number: "CREDIT-2026-11-001"
      issue_date: "2026-11-04"
      reason: "unused"
      totals { total { minor_units: 4740 currency: "EUR" } }
    }
    status: INVOICE_STATUS_PARTLY_CREDITED
    left { minor_units: 9480 currency: "EUR" }
    position: 7)pb");
  EXPECT_EQ(InvoiceSheet(view, {}),
            "Invoice BILL-2026-10-001\n"
            "  for     Acme (acme)\n"
            "  sent to ap@acme.example\n"
            "  month   2026-10\n"
            "  issued  2026-11-03\n"
            "  due     2026-12-03 (net 30)\n"
            "\n"
            "description  line  quantity  price  amount EUR  tax\n"
            "Seat         seat         3  39.50      118.50  vat\n"
            "\n"
            "tax    rate      on     EUR\n"
            "VAT     20%  118.50   23.70\n"
            "-----  ----  ------  ------\n"
            "net                  118.50\n"
            "tax                   23.70\n"
            "total                142.20\n"
            "\n"
            "credit note         issued           reason  credited EUR\n"
            "CREDIT-2026-11-001  2026-11-04       unused         47.40\n"
            "------------------  ---------------  ------  ------------\n"
            "left                partly credited                 94.80\n"
            "\n"
            "partly credited, approved by ann, recorded at position 7\n");
}

TEST(RunReport, SaysWhoWasSkippedAndWhatIsUnmapped) {
  const auto report = Parse<cli::RunReport>(R"pb(
    run {
      run_id: "2026-10.1"
      month: "2026-10"
      status: RUN_STATUS_COMPLETED
      drafted: 1
      skipped: 1
      started_by: "ann"
      started_at { seconds: 1793700000 }
      totals {
        net { minor_units: 100 currency: "JPY" }
        tax { minor_units: 10 currency: "JPY" }
        total { minor_units: 110 currency: "JPY" }
      }
      unmapped_accounts {
        source_id: "rmm"
        account: "1999"
        meters { meter: "MAC" quantity: "11" }
        meters {
          meter: "PC"
          quantity: "2"
          cost { minor_units: 5000 currency: "JPY" }
        }
      }
    }
    outcomes { customer_id: "acme" created: true }
    outcomes {
      customer_id: "zeta"
      skip_reason: SKIP_REASON_NOTHING_BILLABLE
      detail: "no lines"
      anomaly: true
    })pb");
  EXPECT_EQ(RunReportText(report, {}),
            "Run 2026-10.1: completed, 1 draft, 1 skipped, started by ann at 2026-11-03T10:00:00Z\n"
            "net 100 JPY, tax 10, total 110\n"
            "\n"
            "skipped  why               detail    look at it\n"
            "zeta     nothing billable  no lines  yes\n"
            "\n"
            "unmapped account  source  meter  quantity   at stake\n"
            "1999              rmm     MAC          11  not known\n"
            "1999              rmm     PC            2  5,000 JPY\n");
}

TEST(FailureText, SaysTheFieldWhatToDoAndWhatDiffers) {
  const auto refusal = Parse<v1::Refusal>(R"pb(
    reason: REASON_DRAFT_IS_STALE
    field: "content_hash"
    message: "is stale"
    advice: "Regenerate."
    differences { line_id: "seat" what: "quantity" reviewed: "3" now: "4" }
    differences { what: "net" reviewed: "1.00 EUR" })pb");
  const absl::Status status = Refused(absl::StatusCode::kAborted, refusal);
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kFailed);
  EXPECT_TRUE(IsRefusedFor(status, v1::REASON_DRAFT_IS_STALE));
  EXPECT_EQ(FailureText(Prefixed("acme: ", status), {}),
            "acme: content_hash: is stale\n"
            "  Regenerate.\n"
            "  line     what      reviewed  now\n"
            "  seat     quantity  3         4\n"
            "  (draft)  net       1.00 EUR  -");
}

TEST(Failure, CarriesHowTheProgramEnds) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), ExitCode::kDone);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("x")), ExitCode::kFailed);
  EXPECT_EQ(ExitCodeOf(WrongUsage("x")), ExitCode::kWrongUsage);
  EXPECT_EQ(ExitCodeOf(PartlyDone("x")), ExitCode::kPartlyDone);
  EXPECT_EQ(ExitCodeOf(Prefixed("y: ", Unreachable("x"))), ExitCode::kUnreachable);
  EXPECT_EQ(ExitCodeOf(AnsweredNo()), ExitCode::kAnsweredNo);
}

}  // namespace
}  // namespace tally
