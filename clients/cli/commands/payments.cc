#include "clients/cli/show/payments.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands/bank_file.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/settling.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/credit_words.h"
#include "clients/cli/show/figures.h"

namespace tally {
namespace {

struct RecordOptions {
  // In place of all others but --keep.
  std::string file;
  v1::Payment payment;
  std::string amount;
  Settling settling;
};

struct ListOptions {
  std::string customer_id;
};

struct ShowOptions {
  std::string payment_id;
};

struct AllocateOptions {
  std::string payment_id;
  std::string date;
  Settling settling;
};

struct ReverseOptions {
  std::string payment_id;
  std::string kind;
  std::string date;
  std::string reason;
};

absl::Status RecordOne(Session& session, const RecordOptions& options) {
  if (options.payment.customer_id().empty() || options.amount.empty()) {
    return WrongUsage("say who paid and how much, or give a --file");
  }
  if (options.payment.payment_id().empty()) {
    return WrongUsage("say the bank's id of the payment: --id");
  }
  const auto currency = CurrencyOfCustomer(session, options.payment.customer_id());
  if (!currency.ok()) return currency.status();
  const auto amount = AmountIn(options.amount, *currency);
  if (!amount.ok()) return amount.status();

  v1::RecordPayment request;
  *request.mutable_payment() = options.payment;
  *request.mutable_payment()->mutable_amount() = *amount;
  Settling settling = options.settling;
  // A deposit settles nothing until a person says so.
  if (options.payment.deposit() && settling.invoices.empty()) settling.keep = true;
  if (absl::Status set = SetSettles(settling, *currency, request); !set.ok()) return set;
  const auto reply = session.Send<v1::RecordPaymentReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return absl::StrCat("payment ", options.payment.payment_id(), " of ",
                        AmountWithCurrency(*amount), " recorded\n",
                        SettledText(reply->allocations(), reply->left()));
  });
  return absl::OkStatus();
}

absl::Status Record(Session& session, const RecordOptions& options) {
  if (options.file.empty()) return RecordOne(session, options);
  const bool says_more = !options.payment.customer_id().empty() || !options.amount.empty() ||
                         !options.payment.payment_id().empty() || options.payment.deposit() ||
                         !options.settling.invoices.empty();
  if (says_more) return WrongUsage("a --file says all of its payments; only --keep goes with it");
  return RecordBankFile(session, options.file, options.settling.keep);
}

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListPayments request;
  request.set_org_id(*org_id);
  request.set_customer_id(options.customer_id);
  const auto page = CallForAll<v1::PaymentPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return PaymentTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::StatusOr<v1::PaymentView> PaymentOf(Session& session, const std::string& payment_id) {
  v1::GetPayment request;
  request.set_payment_id(payment_id);
  return session.Query<v1::PaymentView>(request);
}

absl::Status Show(Session& session, const ShowOptions& options) {
  const auto view = PaymentOf(session, options.payment_id);
  if (!view.ok()) return view.status();
  session.Show(*view, [&] { return PaymentSheet(*view, session.look()); });
  return absl::OkStatus();
}

absl::Status Allocate(Session& session, const AllocateOptions& options) {
  const auto view = PaymentOf(session, options.payment_id);
  if (!view.ok()) return view.status();
  const v1::Payment& payment = view->payment();
  v1::AllocateCredit request;
  request.set_customer_id(payment.customer_id());
  request.mutable_credit()->set_kind(v1::CREDIT_KIND_PAYMENT);
  request.mutable_credit()->set_id(payment.payment_id());
  request.set_date(options.date);
  const absl::Status set = SetSettles(options.settling, payment.amount().currency(), request);
  if (!set.ok()) return set;
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  const auto changed = PaymentOf(session, options.payment_id);
  if (!changed.ok()) return changed.status();
  session.Show(*receipt, [&] {
    return absl::StrCat("payment ", payment.payment_id(), " allocated\n",
                        SettledText(changed->allocations(), changed->left()));
  });
  return absl::OkStatus();
}

absl::Status Reverse(Session& session, const ReverseOptions& options) {
  v1::ReversePayment request;
  request.set_payment_id(options.payment_id);
  request.set_kind(ParseReversal(options.kind).value_or(v1::REVERSAL_KIND_UNSPECIFIED));
  request.set_date(options.date);
  request.set_reason(options.reason);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat("payment ", options.payment_id,
                        " taken back; what it settled is open again\n");
  });
  return absl::OkStatus();
}

CLI::Option* AddDay(CLI::App& app, std::string& date, const char* description) {
  return app.add_option("--date,-d", date, description)->check(IsADay())->type_name("YYYY-MM-DD");
}

void AddRecord(const CommandTree& payments) {
  auto [record, options] = AddCommand(
      payments, "record", "Record money that came in, and settle invoices with it", &Record,
      "  tally payments record acme 1200.00 --id bank-4711 --date 2026-11-20\n"
      "  tally payments record acme 500 --id bank-4712 --invoice BILL-2026-10-001=300.00 \\\n"
      "    --invoice BILL-2026-10-007\n"
      "  tally payments record acme 1000 --id bank-4713 --deposit\n"
      "  tally payments record --file bank.csv\n"
      "The oldest open invoices are settled first unless --invoice names some; what is left is\n"
      "credit. The first row of a file names the columns: payment (the bank's id), customer, "
      "date,\n"
      "amount, and where they are known currency, method, reference, deposit (yes or no) and\n"
      "invoices (NUMBER or NUMBER=AMOUNT, with ; between them). Rows that are recorded already\n"
      "do no harm.");
  record.add_option("CUSTOMER", *options.payment.mutable_customer_id(), "Who paid");
  record.add_option("AMOUNT", options.amount, "How much, in the customer's currency");
  record.add_option("--file,-f", options.file, "A CSV file of bank lines; - for stdin");
  record.add_option("--id", *options.payment.mutable_payment_id(),
                    "The bank's or your own id of it; never used again");
  AddDay(record, *options.payment.mutable_date(), "The day the money came; today if not given");
  record.add_option("--method", *options.payment.mutable_method(),
                    "How it was paid, such as bank or card; bank if not given");
  record.add_option("--reference", *options.payment.mutable_reference(), "What the payer wrote");
  record.add_flag(
      "--deposit", [&payment = options.payment](int64_t) { payment.set_deposit(true); },
      "It is a deposit: it settles nothing until you say so");
  AddSettling(record, options.settling);
}

}  // namespace

void AddPaymentCommands(const CommandTree& tree) {
  const CommandTree payments = AddGroup(tree, "payments", "Money that came in");
  AddRecord(payments);

  auto [list, list_options] =
      AddCommand(payments, "list", "List payments in the order in which they were recorded", &List,
                 "  tally payments list\n  tally payments list --customer acme");
  list.add_option("--customer,-c", list_options.customer_id, "Only this customer's");

  auto [show, show_options] = AddCommand(payments, "show", "Show a payment and what it settles",
                                         &Show, "  tally payments show bank-4711");
  show.add_option("PAYMENT", show_options.payment_id, "The payment")->required();

  auto [allocate, allocate_options] = AddCommand(
      payments, "allocate", "Say which invoices a payment settles", &Allocate,
      "  tally payments allocate bank-4711 --invoice BILL-2026-10-007\n"
      "  tally payments allocate bank-4711 --keep\n"
      "With --invoice the payment settles these invoices and no others. Without it keeps what it\n"
      "settles, and settles the oldest open invoices with what is left.");
  allocate.add_option("PAYMENT", allocate_options.payment_id, "The payment")->required();
  AddDay(allocate, allocate_options.date, "The day of the change; today if not given");
  AddSettling(allocate, allocate_options.settling);

  auto [reverse, reverse_options] =
      AddCommand(payments, "reverse", "Take back a payment that failed", &Reverse,
                 "  tally payments reverse bank-4711 --kind failed --reason \"debit returned\"\n"
                 "What it settled is open again.");
  reverse.add_option("PAYMENT", reverse_options.payment_id, "The payment")->required();
  reverse
      .add_option("--kind,-k", reverse_options.kind,
                  absl::StrCat("What happened: ", absl::StrJoin(ReversalNames(), ", ")))
      ->required()
      ->check(CLI::IsMember(ReversalNames()))
      ->type_name("KIND");
  AddDay(reverse, reverse_options.date, "The day; today if not given");
  AddReason(reverse, reverse_options.reason);
}

}  // namespace tally
