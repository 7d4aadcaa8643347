#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands/amounts.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/failure.h"
#include "tally/v1/invoices.pb.h"

namespace tally {
namespace {

struct CreditOptions {
  std::string number;
  bool whole = false;
  // Each `LINE` or `LINE=NET`.
  std::vector<std::string> lines;
  std::string amount;
  std::string reason;
};

struct VoidOptions {
  std::string number;
  std::string reason;
};

struct CorrectOptions {
  std::string number;
  std::string line_id;
  std::string quantity;
  std::string price;
  // Each `LINE,quantity=Q,price=P`.
  std::vector<std::string> sets;
  std::string reason;
};

// Amounts on the command line have no currency: it is the invoice's.
absl::StatusOr<std::string> CurrencyOf(Session& session, const std::string& number) {
  v1::GetInvoice request;
  request.set_invoice_number(number);
  const auto view = session.Query<v1::InvoiceView>(request);
  if (!view.ok()) return view.status();
  return view->invoice().totals().total().currency();
}

absl::Status AddLine(const std::string& text, const std::string& currency,
                     v1::LinesExtent& extent) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  v1::LineCredit& line = *extent.add_lines();
  line.set_line_id(parts.first);
  if (text.find('=') == std::string::npos) return absl::OkStatus();
  const auto net = AmountIn(parts.second, currency);
  if (!net.ok()) return net.status();
  *line.mutable_net() = *net;
  return absl::OkStatus();
}

// Fills in how much is to be credited.
absl::Status SetExtent(Session& session, const CreditOptions& options, v1::CreditInvoice& request) {
  const int said =
      (options.whole ? 1 : 0) + (options.lines.empty() ? 0 : 1) + (options.amount.empty() ? 0 : 1);
  if (said != 1) return WrongUsage("say how much: --whole, --line or --amount");
  if (options.whole) {
    request.mutable_whole();
    return absl::OkStatus();
  }
  const auto currency = CurrencyOf(session, options.number);
  if (!currency.ok()) return currency.status();
  if (!options.amount.empty()) {
    const auto total = AmountIn(options.amount, *currency);
    if (!total.ok()) return total.status();
    *request.mutable_amount()->mutable_total() = *total;
  }
  for (const std::string& line : options.lines) {
    absl::Status status = AddLine(line, *currency, *request.mutable_lines());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Credit(Session& session, const CreditOptions& options) {
  v1::CreditInvoice request;
  request.set_invoice_number(options.number);
  request.set_reason(options.reason);
  absl::Status status = SetExtent(session, options, request);
  if (!status.ok()) return status;
  const auto reply = session.Send<v1::CreditInvoiceReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return absl::StrCat("credit note ", reply->credit_note_number(), " issued\n");
  });
  return absl::OkStatus();
}

absl::Status Void(Session& session, const VoidOptions& options) {
  v1::VoidInvoice request;
  request.set_invoice_number(options.number);
  request.set_reason(options.reason);
  const auto reply = session.Send<v1::CreditInvoiceReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return absl::StrCat(options.number, " is void; credit note ", reply->credit_note_number(),
                        " issued\n");
  });
  return absl::OkStatus();
}

// Reads `LINE,quantity=Q,price=P`.
absl::Status AddCorrection(const std::string& text, v1::CorrectInvoice& request) {
  v1::LineCorrection& line = *request.add_lines();
  const std::vector<std::string> pieces = absl::StrSplit(text, ',');
  for (const std::string& piece : pieces) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(piece, absl::MaxSplits('=', 1));
    if (line.line_id().empty()) {
      line.set_line_id(piece);
    } else if (parts.first == "quantity") {
      line.set_quantity(parts.second);
    } else if (parts.first == "price") {
      line.set_unit_price(parts.second);
    } else {
      return WrongUsage(
          absl::StrCat("not a correction: ", text, "; write it like LINE,quantity=4,price=45.00"));
    }
  }
  return absl::OkStatus();
}

absl::Status Correct(Session& session, const CorrectOptions& options) {
  v1::CorrectInvoice request;
  request.set_invoice_number(options.number);
  request.set_reason(options.reason);
  if (!options.line_id.empty()) {
    v1::LineCorrection& line = *request.add_lines();
    line.set_line_id(options.line_id);
    line.set_quantity(options.quantity);
    line.set_unit_price(options.price);
  }
  for (const std::string& text : options.sets) {
    absl::Status status = AddCorrection(text, request);
    if (!status.ok()) return status;
  }
  if (request.lines().empty()) return WrongUsage("say which line: --line or --set");
  const auto reply = session.Send<v1::CorrectInvoiceReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    const bool is_billed_again = !reply->invoice_number().empty();
    return absl::StrCat("credit note ", reply->credit_note_number(), " issued",
                        is_billed_again ? ", and invoice " : "", reply->invoice_number(), "\n");
  });
  return absl::OkStatus();
}

}  // namespace

void AddCreditCommands(const CommandTree& tree) {
  auto [credit, credit_options] = AddCommand(
      tree, "credit", "Take back an invoice, some of its lines, or an amount", &Credit,
      "  tally credit BILL-2026-10-001 --whole --reason \"billed twice\"\n"
      "  tally credit BILL-2026-10-001 --line managed-mac --line seat=20.00 -r \"unused\"\n"
      "  tally credit BILL-2026-10-001 --amount 50.00 --reason \"goodwill\"");
  credit.add_option("NUMBER", credit_options.number, "The invoice")->required();
  credit.add_flag("--whole", credit_options.whole, "All that is left of it");
  credit.add_option("--line,-l", credit_options.lines,
                    "A line, as LINE for what is left of it or LINE=NET for a part before tax");
  credit.add_option("--amount", credit_options.amount, "An amount with tax");
  AddReason(credit, credit_options.reason);

  auto [void_app, void_options] =
      AddCommand(tree, "void", "Take back an invoice that was issued by mistake", &Void,
                 "  tally void BILL-2026-10-001 --reason \"wrong client\"");
  void_app.add_option("NUMBER", void_options.number, "The invoice")->required();
  AddReason(void_app, void_options.reason);

  auto [correct, correct_options] = AddCommand(
      tree, "correct", "Take back lines and bill them again as they should have been", &Correct,
      "  tally correct BILL-2026-10-001 --line managed-mac --quantity 2 --reason \"one was sold\"\n"
      "  tally correct BILL-2026-10-001 --set managed-mac,quantity=2 --set seat,price=4.50 -r "
      "\"...\"");
  correct.add_option("NUMBER", correct_options.number, "The invoice")->required();
  CLI::Option* line = correct.add_option("--line,-l", correct_options.line_id, "The line");
  correct.add_option("--quantity,-q", correct_options.quantity, "Its right quantity")->needs(line);
  correct.add_option("--price,-p", correct_options.price, "Its right price")->needs(line);
  correct.add_option("--set", correct_options.sets,
                     "One of several lines: LINE,quantity=Q,price=P");
  AddReason(correct, correct_options.reason);
}

}  // namespace tally
