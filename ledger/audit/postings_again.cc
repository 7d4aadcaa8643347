#include "ledger/audit/postings_again.h"

#include "ledger/audit/repeat.h"
#include "ledger/deciders/postings.h"

namespace tally {
namespace {

// The command `C` about the document that `event` is about.
template <class C, class Event>
C OfDocument(const Event& event) {
  C command;
  command.set_org_id(event.org_id());
  command.set_system(event.system());
  command.set_document_number(event.document_number());
  return command;
}

v1::CompletePosting CompletionOf(const v1::PostingCompleted& event) {
  auto command = OfDocument<v1::CompletePosting>(event);
  command.set_external_id(event.external_id());
  return command;
}

v1::FailPosting FailureOf(const v1::PostingFailed& event) {
  auto command = OfDocument<v1::FailPosting>(event);
  command.set_attempt(event.attempt());
  command.set_reason(event.reason());
  return command;
}

}  // namespace

std::optional<DecidedAgain> DecidePostingsAgain(const DecidedCommit& decided, const Books& books) {
  const v1::Event& first = decided.events.front().event();
  switch (first.body_case()) {
    case v1::Event::kPostingBegun:
      return Repeat(OfDocument<v1::BeginPosting>(first.posting_begun()), decided, books);
    case v1::Event::kPostingCompleted:
      return Repeat(CompletionOf(first.posting_completed()), decided, books);
    case v1::Event::kPostingFailed:
      return Repeat(FailureOf(first.posting_failed()), decided, books);
    default:
      return std::nullopt;
  }
}

}  // namespace tally
