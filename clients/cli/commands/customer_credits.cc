#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/settling.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/credit_words.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/payments.h"

namespace tally {
namespace {

struct ListOptions {
  std::string customer_id;
  bool all = false;
};

struct GrantOptions {
  v1::GrantCredit request;
  std::string amount;
};

struct AllocateOptions {
  std::string customer_id;
  std::string credit;
  std::string date;
  Settling settling;
};

struct RefundOptions {
  v1::RefundCustomer request;
  std::string credit;
  std::string amount;
};

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListCustomerCredits request;
  request.set_org_id(*org_id);
  request.set_customer_id(options.customer_id);
  request.set_also_used_up(options.all);
  const auto page = CallForAll<v1::CustomerCreditPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return CreditTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Grant(Session& session, const GrantOptions& options) {
  v1::GrantCredit request = options.request;
  const auto currency = CurrencyOfCustomer(session, request.customer_id());
  if (!currency.ok()) return currency.status();
  const auto amount = AmountIn(options.amount, *currency);
  if (!amount.ok()) return amount.status();
  *request.mutable_amount() = *amount;
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat(request.customer_id(), " was granted ", AmountWithCurrency(*amount),
                        ": granted/", request.credit_id(), "\n");
  });
  return absl::OkStatus();
}

absl::Status Allocate(Session& session, const AllocateOptions& options) {
  const auto credit = ParseCreditName(options.credit);
  if (!credit.ok()) return credit.status();
  const auto currency = CurrencyOfCustomer(session, options.customer_id);
  if (!currency.ok()) return currency.status();
  v1::AllocateCredit request;
  request.set_customer_id(options.customer_id);
  *request.mutable_credit() = *credit;
  request.set_date(options.date);
  const absl::Status set = SetSettles(options.settling, *currency, request);
  if (!set.ok()) return set;
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] { return absl::StrCat(CreditText(*credit), " allocated\n"); });
  return absl::OkStatus();
}

absl::Status Refund(Session& session, const RefundOptions& options) {
  v1::RefundCustomer request = options.request;
  const auto credit = ParseCreditName(options.credit);
  if (!credit.ok()) return credit.status();
  *request.mutable_credit() = *credit;
  if (!options.amount.empty()) {
    const auto currency = CurrencyOfCustomer(session, request.customer_id());
    if (!currency.ok()) return currency.status();
    const auto amount = AmountIn(options.amount, *currency);
    if (!amount.ok()) return amount.status();
    *request.mutable_amount() = *amount;
  }
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat("refund ", request.refund_id(), " recorded: ",
                        request.has_amount() ? AmountWithCurrency(request.amount())
                                             : std::string("all that was left"),
                        " of ", CreditText(*credit), "\n");
  });
  return absl::OkStatus();
}

CLI::Option* AddDay(CLI::App& app, std::string& date, const char* description) {
  return app.add_option("--date,-d", date, description)->check(IsADay())->type_name("YYYY-MM-DD");
}

constexpr char kCreditHelp[] = "The credit, as `tally credits list` writes it: KIND/ID";

}  // namespace

void AddCustomerCreditCommands(const CommandTree& tree) {
  const CommandTree credits =
      AddGroup(tree, "credits", "Credit of customers that settles invoices");
  auto [list, list_options] =
      AddCommand(credits, "list", "List credits by customer, with what is left of each", &List,
                 "  tally credits list\n  tally credits list --customer acme --all");
  list.add_option("--customer,-c", list_options.customer_id, "Only this customer's");
  list.add_flag("--all", list_options.all, "Also those that are used up");

  auto [grant, grant_options] =
      AddCommand(credits, "grant", "Give a customer credit without a document", &Grant,
                 "  tally credits grant acme 20.00 --id goodwill-1 --reason \"outage of 3 May\"");
  v1::GrantCredit& granted = grant_options.request;
  grant.add_option("CUSTOMER", *granted.mutable_customer_id(), "The customer")->required();
  grant.add_option("AMOUNT", grant_options.amount, "How much, in the customer's currency")
      ->required();
  grant.add_option("--id", *granted.mutable_credit_id(), "An id of your own; never used again")
      ->required();
  AddDay(grant, *granted.mutable_date(), "The day; today if not given");
  AddReason(grant, *granted.mutable_reason());

  auto [allocate, allocate_options] = AddCommand(
      credits, "allocate", "Say which invoices a credit settles", &Allocate,
      "  tally credits allocate acme granted/goodwill-1 --invoice BILL-2026-10-007\n"
      "  tally credits allocate acme credit_note/CREDIT-2026-11-001\n"
      "With --invoice the credit settles these invoices and no others. Without it keeps what it\n"
      "settles, and settles the oldest open invoices with what is left.");
  allocate.add_option("CUSTOMER", allocate_options.customer_id, "The customer")->required();
  allocate.add_option("CREDIT", allocate_options.credit, kCreditHelp)->required();
  AddDay(allocate, allocate_options.date, "The day of the change; today if not given");
  AddSettling(allocate, allocate_options.settling);

  auto [refund, refund_options] = AddCommand(
      tree, "refund", "Record money that was paid back out of a credit", &Refund,
      "  tally refund acme payment/bank-4711 --id bank-4890 --amount 0.09 --reason \"overpaid\"");
  v1::RefundCustomer& paid = refund_options.request;
  refund.add_option("CUSTOMER", *paid.mutable_customer_id(), "The customer")->required();
  refund.add_option("CREDIT", refund_options.credit, kCreditHelp)->required();
  refund
      .add_option("--id", *paid.mutable_refund_id(), "The bank's or your own id; never used again")
      ->required();
  refund.add_option("--amount", refund_options.amount,
                    "How much; all that is left of the credit if not given");
  AddDay(refund, *paid.mutable_date(), "The day; today if not given");
  refund.add_option("--method", *paid.mutable_method(),
                    "How it was paid, such as bank or card; bank if not given");
  AddReason(refund, *paid.mutable_reason());
}

}  // namespace tally
