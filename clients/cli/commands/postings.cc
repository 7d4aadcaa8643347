#include "clients/cli/show/postings.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/postings.pb.h"

namespace tally {
namespace {

// A document in an accounting system.
struct DocumentOptions {
  std::string system;
  std::string number;
};

struct CompleteOptions {
  DocumentOptions document;
  std::string external_id;
};

struct FailOptions {
  DocumentOptions document;
  std::optional<uint64_t> attempt;
  std::string reason;
};

struct ListOptions {
  std::string system;
  std::string state;
};

template <typename Request>
Request About(const DocumentOptions& options) {
  Request request;
  request.set_system(options.system);
  request.set_document_number(options.number);
  return request;
}

absl::Status Begin(Session& session, const DocumentOptions& options) {
  const auto begun = session.Send<v1::BeginPostingReply>(About<v1::BeginPosting>(options));
  if (!begun.ok()) return begun.status();
  session.Show(*begun, [&] {
    return absl::StrCat(
        "attempt ", begun->attempt(), " to post ", options.number, " to ", options.system,
        " is begun", begun->in_doubt() ? "; it may be there already: look for it first\n" : "\n");
  });
  return absl::OkStatus();
}

absl::Status Complete(Session& session, const CompleteOptions& options) {
  auto request = About<v1::CompletePosting>(options.document);
  request.set_external_id(options.external_id);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat(options.document.number, " is in ", options.document.system, " as ",
                        options.external_id, "\n");
  });
  return absl::OkStatus();
}

absl::Status Fail(Session& session, const FailOptions& options) {
  auto request = About<v1::FailPosting>(options.document);
  request.set_attempt(static_cast<uint32_t>(options.attempt.value_or(0)));
  request.set_reason(options.reason);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat(options.document.number, " is not in ", options.document.system, "\n");
  });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const DocumentOptions& options) {
  const auto posting = session.Query<v1::DocumentPosting>(About<v1::GetPosting>(options));
  if (!posting.ok()) return posting.status();
  session.Show(*posting, [&] { return PostingSheet(*posting); });
  return absl::OkStatus();
}

absl::StatusOr<v1::PostingPage> ListIn(Session& session, const std::string& system,
                                       v1::PostingState state) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListPostings request;
  request.set_org_id(*org_id);
  request.set_system(system);
  request.set_state(state);
  return CallForAll<v1::PostingPage>(session.connection(), request);
}

// Without a state, all that is not posted.
absl::Status List(Session& session, const ListOptions& options) {
  v1::PostingPage all;
  for (const v1::PostingState state : {v1::POSTING_STATE_IN_DOUBT, v1::POSTING_STATE_FAILED,
                                       v1::POSTING_STATE_WAITING, v1::POSTING_STATE_POSTED}) {
    const bool is_wanted = options.state.empty() ? state != v1::POSTING_STATE_POSTED
                                                 : state == ParsePostingState(options.state);
    if (!is_wanted) continue;
    const auto page = ListIn(session, options.system, state);
    if (!page.ok()) return page.status();
    all.MergeFrom(*page);
  }
  session.Show(all, [&] { return PostingTable(all, session.look()); });
  return absl::OkStatus();
}

CLI::Option* AddSystem(CLI::App& app, std::string& system) {
  return app.add_option("SYSTEM", system, "The accounting system, as the org calls it")->required();
}

void AddDocument(CLI::App& app, DocumentOptions& options) {
  AddSystem(app, options.system);
  app.add_option("DOCUMENT", options.number, "The invoice or credit note")->required();
}

}  // namespace

void AddPostingCommands(const CommandTree& tree) {
  const CommandTree postings =
      AddGroup(tree, "postings", "Which documents are in which accounting system");

  auto [list, list_options] = AddCommand(
      postings, "list", "List the documents that are not posted, or those in one state", &List,
      "  tally postings list books\n"
      "  tally postings list books --state posted");
  AddSystem(list, list_options.system);
  list.add_option("--state,-s", list_options.state, "Only those in this state")
      ->check(CLI::IsMember(PostingStateNames()));

  auto [show, show_options] = AddCommand(postings, "show", "Show how far a document is", &Show,
                                         "  tally postings show books BILL-2026-10-001");
  AddDocument(show, show_options);

  auto [begin, begin_options] = AddCommand(
      postings, "begin", "Note that a document is about to be posted", &Begin,
      "  tally postings begin books BILL-2026-10-001\n"
      "Comes before the accounting system is told of the document. If an earlier attempt has\n"
      "no known outcome, look for the document there first.");
  AddDocument(begin, begin_options);

  auto [complete, complete_options] =
      AddCommand(postings, "complete", "Note that a document is in the accounting system",
                 &Complete, "  tally postings complete books BILL-2026-10-001 INV-4711");
  AddDocument(complete, complete_options.document);
  complete.add_option("ID", complete_options.external_id, "What it is called there")->required();

  auto [fail, fail_options] = AddCommand(
      postings, "fail", "Note that the accounting system certainly did not take a document", &Fail,
      "  tally postings fail books BILL-2026-10-001 --attempt 1 --reason \"unknown customer\"\n"
      "If that is not certain, note nothing: the document stays in doubt.");
  AddDocument(fail, fail_options.document);
  AddWholeNumber(fail, "--attempt", fail_options.attempt, "The attempt that failed")->required();
  AddReason(fail, fail_options.reason);
}

}  // namespace tally
