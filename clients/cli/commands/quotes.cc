#include "clients/cli/show/quotes.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/problems.h"
#include "clients/cli/book/read_quote.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/yaml_file.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/figures.h"
#include "tally/v1/quotes.pb.h"

namespace tally {
namespace {

struct ListOptions {
  std::string customer_id;
  std::string status;
};

struct ShowOptions {
  std::string quote_id;
  std::optional<uint64_t> revision;
};

struct ReviseOptions {
  std::string file;
};

struct SendOptions {
  std::string quote_id;
  std::optional<uint64_t> revision;
};

struct AcceptOptions {
  std::string quote_id;
  std::optional<uint64_t> revision;
  std::string plan_from;
  std::string accepted_by;
};

struct DeclineOptions {
  std::string quote_id;
  std::string reason;
};

absl::StatusOr<v1::QuoteView> Get(Session& session, const std::string& quote_id) {
  v1::GetQuote request;
  request.set_quote_id(quote_id);
  return session.Query<v1::QuoteView>(request);
}

// Returns the revision with this number, or the latest.
absl::StatusOr<v1::QuoteRevision> RevisionOf(const v1::QuoteView& quote,
                                             const std::optional<uint64_t>& number) {
  for (const v1::QuoteRevision& revision : quote.revisions()) {
    if (revision.revision() == number.value_or(quote.revisions().rbegin()->revision())) {
      return revision;
    }
  }
  return WrongUsage(absl::StrCat("quote ", quote.quote_id(), " has no revision ", *number,
                                 "; the latest is ", quote.revisions_size()));
}

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListQuotes request;
  request.set_org_id(*org_id);
  request.set_customer_id(options.customer_id);
  request.set_status(ParseQuoteStatus(options.status).value_or(v1::QUOTE_STATUS_UNSPECIFIED));
  const auto page = CallForAll<v1::QuotePage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return QuoteTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const ShowOptions& options) {
  const auto quote = Get(session, options.quote_id);
  if (!quote.ok()) return quote.status();
  const auto revision = RevisionOf(*quote, options.revision);
  if (!revision.ok()) return revision.status();
  session.Show(*quote, [&] { return QuoteSheet(*quote, *revision, session.look()); });
  return absl::OkStatus();
}

// Says where in the file it stands what the ledger refused.
void NoteWhere(Session& session, const std::string& text, const absl::Status& status,
               Problems& problems) {
  const auto refusal = RefusalOf(status);
  if (!refusal || refusal->field().empty()) return;
  AddRefusal(text, refusal->field(), refusal->message(), problems);
  for (const std::string& line : problems.Lines()) session.terminal().Note(line);
}

absl::Status Revise(Session& session, const ReviseOptions& options) {
  const auto text = ReadYamlFile(options.file);
  if (!text.ok()) return text.status();
  Problems problems(std::filesystem::path(options.file).filename());
  const auto request = ReadQuote(*text, problems);
  if (!request) return NotRight(session, options.file, problems);
  const auto reply = session.Send<v1::ReviseQuoteReply>(*request);
  if (!reply.ok()) {
    NoteWhere(session, *text, reply.status(), problems);
    return reply.status();
  }
  session.Show(*reply, [&] {
    return absl::StrCat("quote ", request->quote_id(), ", revision ", reply->revision(),
                        ", made\n");
  });
  return absl::OkStatus();
}

absl::Status Send(Session& session, const SendOptions& options) {
  const auto quote = Get(session, options.quote_id);
  if (!quote.ok()) return quote.status();
  v1::SendQuote request;
  request.set_quote_id(options.quote_id);
  request.set_revision(static_cast<uint32_t>(
      options.revision.value_or(static_cast<uint64_t>(quote->revisions_size()))));
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat("quote ", options.quote_id, ", revision ", request.revision(),
                        ", noted as sent\n");
  });
  return absl::OkStatus();
}

// What accepting the revision will do.
std::string Question(const v1::QuoteView& quote, const v1::QuoteRevision& revision,
                     const AcceptOptions& options) {
  const v1::Money& due = revision.due_on_acceptance().totals().total();
  return absl::StrCat("Accept revision ", revision.revision(), " of quote ", quote.quote_id(),
                      ": invoice ", AmountWithCurrency(due), " now",
                      options.plan_from.empty()
                          ? ""
                          : absl::StrCat(", and bill what recurs from ", options.plan_from),
                      "?");
}

absl::Status Accept(Session& session, const AcceptOptions& options) {
  const auto quote = Get(session, options.quote_id);
  if (!quote.ok()) return quote.status();
  const auto revision = RevisionOf(*quote, options.revision);
  if (!revision.ok()) return revision.status();
  if (absl::Status answer = session.Confirm(Question(*quote, *revision, options)); !answer.ok()) {
    return answer;
  }
  v1::AcceptQuote request;
  request.set_quote_id(options.quote_id);
  request.set_revision(revision->revision());
  request.set_plan_from(options.plan_from);
  request.set_accepted_by(options.accepted_by);
  const auto reply = session.Send<v1::AcceptQuoteReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return absl::StrCat("quote ", options.quote_id, " accepted",
                        reply->invoice_number().empty()
                            ? ""
                            : absl::StrCat("; invoice ", reply->invoice_number(), " issued"),
                        reply->plan_effective_from().empty()
                            ? ""
                            : absl::StrCat("; in the plan from ", reply->plan_effective_from()),
                        "\n");
  });
  return absl::OkStatus();
}

absl::Status Decline(Session& session, const DeclineOptions& options) {
  v1::DeclineQuote request;
  request.set_quote_id(options.quote_id);
  request.set_reason(options.reason);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt,
               [&] { return absl::StrCat("quote ", options.quote_id, " noted as declined\n"); });
  return absl::OkStatus();
}

void AddReadCommands(const CommandTree& quotes) {
  auto [list, list_options] =
      AddCommand(quotes, "list", "List quotes, each with its latest revision", &List,
                 "  tally quotes list\n  tally quotes list --customer acme --status sent");
  list.add_option("--customer,-c", list_options.customer_id, "Only this customer's");
  list.add_option("--status", list_options.status, "Only those that are so")
      ->check(CLI::IsMember(QuoteStatusNames()));
  auto [show, show_options] =
      AddCommand(quotes, "show", "Show a quote as a client could read it", &Show,
                 "  tally quotes show q-7\n  tally quotes show q-7 --revision 1");
  show.add_option("QUOTE", show_options.quote_id, "The quote")->required();
  AddWholeNumber(show, "--revision", show_options.revision, "Which; the latest if left out");
}

void AddDecisionCommands(const CommandTree& quotes) {
  auto [accept, accept_options] = AddCommand(
      quotes, "accept", "Note that a quote was accepted: invoice and plan it as quoted", &Accept,
      "  tally quotes accept q-7                              # what is due once becomes an "
      "invoice\n"
      "  tally quotes accept q-7 --plan-from 2026-12-01       # and what recurs is planned\n"
      "  tally quotes accept q-7 --revision 2 --by \"Ada, by mail\" --yes");
  accept.add_option("QUOTE", accept_options.quote_id, "The quote")->required();
  AddWholeNumber(accept, "--revision", accept_options.revision, "Which; the latest if left out");
  accept.add_option("--plan-from", accept_options.plan_from, "First day of what recurs")
      ->check(IsADay())
      ->type_name("YYYY-MM-DD");
  accept.add_option("--by", accept_options.accepted_by, "Who accepted it, and how");
  auto [decline, decline_options] =
      AddCommand(quotes, "decline", "Note that a quote was declined", &Decline,
                 "  tally quotes decline q-7 --reason \"too expensive\"");
  decline.add_option("QUOTE", decline_options.quote_id, "The quote")->required();
  AddReason(decline, decline_options.reason);
}

}  // namespace

void AddQuoteCommands(const CommandTree& tree) {
  const CommandTree quotes = AddGroup(tree, "quotes", "What customers are offered");
  AddReadCommands(quotes);
  auto [revise, revise_options] =
      AddCommand(quotes, "revise", "Make a quote, or its next revision, from a file", &Revise,
                 "  tally quotes revise q-7.yaml\n"
                 "A quote file:\n"
                 "  quote: q-7\n"
                 "  customer: acme\n"
                 "  valid_until: 2026-12-31\n"
                 "  lines:\n"
                 "    - {id: setup, item: onboarding, price: 500.00}\n"
                 "    - {id: care, item: managed-server, quantity: 3, price: 150.00, bill: "
                 "monthly}");
  revise.add_option("FILE", revise_options.file, "The quote, a YAML file")->required();
  auto [send, send_options] = AddCommand(quotes, "send", "Note that the latest revision was sent",
                                         &Send, "  tally quotes send q-7");
  send.add_option("QUOTE", send_options.quote_id, "The quote")->required();
  AddWholeNumber(send, "--revision", send_options.revision, "Which; the latest if left out");
  AddDecisionCommands(quotes);
}

}  // namespace tally
