#include "clients/cli/show/receivables.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/amounts.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/figures.h"
#include "tally/v1/invoices.pb.h"

namespace tally {
namespace {

struct AgingOptions {
  std::string date;
  std::string customer_id;
};

struct StatementOptions {
  std::string customer_id;
  std::string from;
  std::string to;
};

struct BalanceOptions {
  std::string customer_id;
  std::string date;
};

struct WriteOffOptions {
  std::string number;
  std::string amount;
  std::string date;
  std::string reason;
  bool reverse = false;
};

absl::Status ShowAging(Session& session, const AgingOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::GetAgingReport request;
  request.set_org_id(*org_id);
  request.set_date(options.date);
  request.set_customer_id(options.customer_id);
  const auto report = CallForAll<v1::AgingReport>(session.connection(), request);
  if (!report.ok()) return report.status();
  session.Show(*report, [&] { return AgingTable(*report, session.look()); });
  return absl::OkStatus();
}

absl::Status ShowStatement(Session& session, const StatementOptions& options) {
  v1::GetAccountStatement request;
  request.set_customer_id(options.customer_id);
  request.set_from(options.from);
  request.set_to(options.to);
  const auto statement = session.Query<v1::AccountStatement>(request);
  if (!statement.ok()) return statement.status();
  session.Show(*statement, [&] { return StatementSheet(*statement, session.look()); });
  return absl::OkStatus();
}

absl::Status ShowBalance(Session& session, const BalanceOptions& options) {
  v1::GetCustomerBalance request;
  request.set_customer_id(options.customer_id);
  request.set_date(options.date);
  const auto balance = session.Query<v1::CustomerBalance>(request);
  if (!balance.ok()) return balance.status();
  session.Show(*balance, [&] { return BalanceSheet(*balance, session.look()); });
  return absl::OkStatus();
}

absl::StatusOr<v1::InvoiceSettlement> SettlementOf(Session& session, const std::string& number) {
  v1::GetInvoice request;
  request.set_invoice_number(number);
  const auto view = session.Query<v1::InvoiceView>(request);
  if (!view.ok()) return view.status();
  return view->settlement();
}

absl::Status Reverse(Session& session, const WriteOffOptions& options) {
  if (!options.amount.empty()) return WrongUsage("--reverse takes back all; leave --amount out");
  v1::ReverseInvoiceWriteOff request;
  request.set_invoice_number(options.number);
  request.set_date(options.date);
  request.set_reason(options.reason);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat("what was written off of ", options.number, " is open again\n");
  });
  return absl::OkStatus();
}

absl::Status WriteOff(Session& session, const WriteOffOptions& options) {
  if (options.reverse) return Reverse(session, options);
  const auto before = SettlementOf(session, options.number);
  if (!before.ok()) return before.status();
  v1::WriteOffInvoice request;
  request.set_invoice_number(options.number);
  request.set_date(options.date);
  request.set_reason(options.reason);
  if (!options.amount.empty()) {
    const auto amount = AmountIn(options.amount, before->open().currency());
    if (!amount.ok()) return amount.status();
    *request.mutable_amount() = *amount;
  }
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    const v1::Money& amount = request.has_amount() ? request.amount() : before->open();
    return absl::StrCat(AmountWithCurrency(amount), " of ", options.number, " written off\n");
  });
  return absl::OkStatus();
}

CLI::Option* AddDay(CLI::App& app, const char* name, std::string& date, const char* description) {
  return app.add_option(name, date, description)->check(IsADay())->type_name("YYYY-MM-DD");
}

}  // namespace

void AddReceivablesCommands(const CommandTree& tree) {
  auto [aging, aging_options] = AddCommand(
      tree, "aging", "Show what is owed by age", &ShowAging,
      "  tally aging\n"
      "  tally aging --date 2026-10-31\n"
      "  tally aging --date 2026-10-31 --as-of 2026-11-02T08:00:00Z\n"
      "  tally aging --customer acme\n"
      "By due date. With --date only what happened by that day counts; with --as-of only what was\n"
      "recorded by then.");
  AddDay(aging, "--date,-d", aging_options.date, "The day; today if not given");
  aging.add_option("--customer,-c", aging_options.customer_id,
                   "Only this customer, with its open invoices");

  auto [statement, statement_options] =
      AddCommand(tree, "statement", "Show what happened on a customer's account", &ShowStatement,
                 "  tally statement acme\n"
                 "  tally statement acme --from 2026-10-01 --to 2026-10-31");
  statement.add_option("CUSTOMER", statement_options.customer_id, "The customer")->required();
  AddDay(statement, "--from", statement_options.from,
         "First day; that of the first document if not given");
  AddDay(statement, "--to", statement_options.to, "Last day; today if not given");

  auto [balance, balance_options] =
      AddCommand(tree, "balance", "Show what a customer owes and is owed", &ShowBalance,
                 "  tally balance acme\n  tally balance acme --date 2026-10-31");
  balance.add_option("CUSTOMER", balance_options.customer_id, "The customer")->required();
  AddDay(balance, "--date,-d", balance_options.date, "The day; today if not given");

  auto [write_off, write_off_options] = AddCommand(
      tree, "write-off", "Give up what is open of an invoice, or take that back", &WriteOff,
      "  tally write-off BILL-2026-10-001 --reason \"bank fee\"\n"
      "  tally write-off BILL-2026-10-001 --amount 0.04 --reason \"bank fee\"\n"
      "  tally write-off BILL-2026-10-001 --reverse --reason \"they paid\"\n"
      "No credit note is issued: revenue stays as it is.");
  write_off.add_option("NUMBER", write_off_options.number, "The invoice")->required();
  write_off.add_option("--amount", write_off_options.amount,
                       "How much; all that is open if not given");
  write_off.add_flag("--reverse", write_off_options.reverse, "Take back what was written off");
  AddDay(write_off, "--date,-d", write_off_options.date, "The day; today if not given");
  AddReason(write_off, write_off_options.reason);
}

}  // namespace tally
