#include "simulation/business.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/deciders/accounting_periods.h"
#include "ledger/deciders/catalog.h"
#include "ledger/deciders/counts.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/drafts.h"
#include "ledger/deciders/invoices.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/payments.h"
#include "ledger/deciders/plans.h"
#include "ledger/deciders/receivables.h"
#include "ledger/deciders/runs.h"
#include "ledger/deciders/sources.h"
#include "ledger/deciders/taxes.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr char kOrg[] = "msp";
constexpr uint64_t kFoundations = 4;
// So many that the command takes several blocks of the write-ahead log.
constexpr uint64_t kManyCounts = 600;

}  // namespace

template <class C>
Step Business::Do(absl::string_view text) {
  C command = Parse<C>(text);
  command.set_request_id(absl::StrCat("r", ++last_));
  return StepOf(std::move(command));
}

std::string Business::NewName(absl::string_view kind) { return absl::StrCat(kind, last_ + 1); }

std::string Business::AnyCustomer() { return absl::StrCat("c", chance_.Below(customers_)); }

Step Business::Next(const View& view) {
  if (founded_ < kFoundations) return Found();
  if (customers_ == 0) return AddCustomer();
  switch (chance_.Below(16)) {
    case 0:
      return AddCustomer();
    case 1:
      return Price();
    case 2:
    case 3:
      return Count();
    case 4:
    case 5:
    case 6:
      return Run(view);
    case 7:
    case 8:
    case 9:
      return Review(view);
    case 10:
      return Credit(view);
    case 11:
    case 12:
      return Pay();
    case 13:
      return Settle(view);
    case 14:
      return GiveUp(view);
    default:
      return AskInVain();
  }
}

Step Business::Found() {
  switch (founded_++) {
    case 0:
      return Do<v1::DefineOrg>(
          "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' }");
    case 1:
      return Do<v1::DefineTax>(
          "org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' }");
    case 2:
      return Do<v1::DefineItem>(
          "org_id: 'msp' item { item_id: 'seat' name: 'Seat' tax_id: 'vat' }");
    default:
      return Do<v1::DefineSource>(
          "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
          "  meters { meter: 'SEAT' item_id: 'seat' } }");
  }
}

Step Business::AddCustomer() {
  const std::string id = absl::StrCat("c", customers_++);
  return Do<v1::DefineCustomer>(absl::StrCat(
      "org_id: 'msp' customer { customer_id: '", id, "' name: 'Customer ", id, "' email: 'ap@", id,
      ".example' accounts { source_id: 'shop' account: 'S-", id, "' } }"));
}

Step Business::Price() {
  return Do<v1::SetPlan>(absl::StrCat(
      "org_id: 'msp' plan { customer_id: '", AnyCustomer(), "' effective_from: '2026-0",
      chance_.Between(1, 6),
      "-01' lines { line_id: 'base' item_id: 'seat' fixed { quantity: '1' } ",
      "  held { unit_price: '", chance_.Between(1, 90), ".99' } } ",
      "lines { line_id: 'seats' item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' ",
      "  rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '12.50' } } }"));
}

Step Business::Count() {
  const uint64_t count = chance_.OneIn(12) ? kManyCounts : chance_.Between(1, 12);
  const std::string account = "S-" + AnyCustomer();
  const uint64_t first = 1'767'225'600 + chance_.Below(300) * 86'400;  // From 2026-01-01 on.
  std::string text = "org_id: 'msp' source_id: 'shop' ";
  for (uint64_t i = 0; i < count; ++i) {
    absl::StrAppend(&text, "observations { observed_at { seconds: ", first + i * 60,
                    " } account: '", account, "' meter: 'SEAT' quantity: '", chance_.Below(100),
                    "' } ");
  }
  return Do<v1::RecordCounts>(text);
}

Step Business::Run(const View& view) {
  for (auto runs = view.books().runs.Scan(kOrg); runs.Valid(); runs.Next()) {
    const v1::Run run = runs.row();
    if (run.has_completed_at()) continue;
    return Do<v1::AdvanceRun>(absl::StrCat("org_id: 'msp' run_id: '", run.run_id(), "'"));
  }
  const std::string month = absl::FormatCivilTime(month_);
  if (month_ < absl::CivilMonth(2026, 10)) month_ += 1;
  return Do<v1::StartRun>(absl::StrCat("org_id: 'msp' month: '", month, "'"));
}

Step Business::Review(const View& view) {
  std::vector<v1::Draft> open;
  for (auto drafts = view.books().drafts.Scan(kOrg); drafts.Valid(); drafts.Next()) {
    const v1::Draft draft = drafts.row();
    const bool is_open =
        draft.status() == v1::DRAFT_STATUS_IN_REVIEW || draft.status() == v1::DRAFT_STATUS_HELD;
    if (is_open) open.push_back(draft);
  }
  if (open.empty()) return Run(view);
  const v1::Draft& draft = open[chance_.Below(open.size())];
  const std::string which = absl::StrCat("org_id: 'msp' customer_id: '", draft.customer_id(),
                                         "' month: '", draft.month(), "' ");
  if (draft.status() == v1::DRAFT_STATUS_HELD) return Do<v1::ReleaseDraft>(which);
  if (chance_.OneIn(5)) return Do<v1::HoldDraft>(which + "reason: 'wait'");
  if (chance_.OneIn(5)) return Do<v1::RegenerateDraft>(which);
  return Do<v1::ApproveDraft>(absl::StrCat(which, "reviewed_position: ", view.position(),
                                           " content_hash: '", draft.content().content_hash(),
                                           "'"));
}

Step Business::Credit(const View& view) {
  std::vector<std::string> numbers;
  for (auto rows = view.books().invoices.Scan(kOrg); rows.Valid(); rows.Next()) {
    numbers.push_back(rows.row().invoice().number());
  }
  if (numbers.empty()) return Pay();
  const std::string invoice =
      absl::StrCat("org_id: 'msp' invoice_number: '", numbers[chance_.Below(numbers.size())],
                   "' reason: 'asked' ");
  if (chance_.OneIn(4)) return Do<v1::CreditInvoice>(invoice + "whole {}");
  return Do<v1::CreditInvoice>(absl::StrCat(invoice, "amount { total { minor_units: ",
                                            chance_.Between(1, 2'000), " currency: 'USD' } }"));
}

Step Business::Pay() {
  return Do<v1::RecordPayment>(absl::StrCat(
      "org_id: 'msp' payment { payment_id: '", NewName("p"), "' customer_id: '", AnyCustomer(),
      "' method: 'bank' amount { minor_units: ", chance_.Between(1, 20'000),
      " currency: 'USD' } } ", chance_.OneIn(3) ? "none {}" : "oldest_first {}"));
}

Step Business::Settle(const View& view) {
  std::vector<v1::CustomerCredit> credits;
  for (auto rows = view.books().credits.Scan(kOrg); rows.Valid(); rows.Next()) {
    credits.push_back(rows.row());
  }
  if (credits.empty() || chance_.OneIn(4)) {
    return Do<v1::GrantCredit>(
        absl::StrCat("org_id: 'msp' customer_id: '", AnyCustomer(), "' credit_id: '", NewName("g"),
                     "' reason: 'sorry' amount { minor_units: ", chance_.Between(1, 5'000),
                     " currency: 'USD' }"));
  }
  const v1::CustomerCredit& credit = credits[chance_.Below(credits.size())];
  v1::AllocateCredit command;
  command.set_request_id(absl::StrCat("r", ++last_));
  command.set_org_id(kOrg);
  command.set_customer_id(credit.customer_id());
  *command.mutable_credit() = credit.credit();
  command.mutable_oldest_first();
  return StepOf(std::move(command));
}

Step Business::GiveUp(const View& view) {
  for (auto rows = view.books().settlements.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::InvoiceSettlement invoice = rows.row();
    if (invoice.open().minor_units() <= 0 || chance_.OneIn(2)) continue;
    return Do<v1::WriteOffInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '",
                                                invoice.invoice_number(), "' reason: 'gone'"));
  }
  return Do<v1::CloseAccountingPeriod>("org_id: 'msp' month: '2026-01'");
}

Step Business::AskInVain() {
  switch (chance_.Below(3)) {
    case 0:  // Remembered as the outcome of its request id.
      return Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'x' name: 'X' tax_id: 'nowhere' }");
    case 1: {  // Noted, and nothing else: the request id means the first command.
      auto reuse = Parse<v1::DefineTax>(absl::StrCat(
          "request_id: 'r1' org_id: 'msp' tax { tax_id: '", NewName("t"), "' rate_percent: '1' }"));
      return StepOf(std::move(reuse));
    }
    default:  // Nothing is remembered for orgs that do not exist.
      return Do<v1::DefineTax>("org_id: 'nobody' tax { tax_id: 't' rate_percent: '1' }");
  }
}

}  // namespace tally
