// The model's rules of postings: a document is in an accounting system once.

#include <algorithm>

#include "model/rules.h"

namespace tally {
namespace {

// How far a document is; nothing if it does not wait for the system.
template <class C>
PostingState PostingOf(const OrgState& org, const C& command) {
  const auto found = org.postings.find({command.system(), command.document_number()});
  if (found != org.postings.end()) return found->second;
  PostingState posting;
  posting.state = v1::POSTING_STATE_NOT_WAITING;
  return posting;
}

template <class C>
Verdict JudgeDocument(const OrgState& org, const C& command) {
  const auto& systems = org.org.is.accounting_systems();
  const bool has_system = std::any_of(
      systems.begin(), systems.end(),
      [&](const v1::AccountingSystem& each) { return each.system() == command.system(); });
  return Verdict()
      .If(!has_system, v1::REASON_ACCOUNTING_SYSTEM_NOT_FOUND)
      .If(org.documents.count(command.document_number()) == 0, v1::REASON_DOCUMENT_NOT_FOUND);
}

bool IsBegun(const PostingState& posting) {
  return posting.state == v1::POSTING_STATE_IN_DOUBT || posting.state == v1::POSTING_STATE_POSTED;
}

template <class C, class Event>
void ExpectAbout(const OrgState& org, const C& command, const Event& event, Taken& taken) {
  taken.ExpectSame(command.system(), event.system(), "the accounting system");
  taken.ExpectSame(command.document_number(), event.document_number(), "the document");
  const auto document = org.documents.find(command.document_number());
  taken.Expect(
      document != org.documents.end() && document->second.customer_id == event.customer_id(),
      "whose document it is");
}

Verdict JudgeBegin(const OrgState& org, const v1::BeginPosting& command) {
  Verdict verdict = JudgeDocument(org, command);
  const auto document = org.documents.find(command.document_number());
  if (document == org.documents.end()) return verdict;
  verdict.If(PostingOf(org, command).state == v1::POSTING_STATE_POSTED,
             v1::REASON_DOCUMENT_IS_POSTED);
  const std::string& invoice = document->second.invoice_number;
  if (invoice.empty()) return verdict;
  const auto before = org.postings.find({command.system(), invoice});
  return verdict.If(before != org.postings.end() &&
                        before->second.state != v1::POSTING_STATE_POSTED &&
                        before->second.state != v1::POSTING_STATE_NOT_WAITING,
                    v1::REASON_INVOICE_NOT_POSTED);
}

void TakeBegin(OrgState& org, const v1::BeginPosting& command, Taken& taken) {
  PostingState posting = PostingOf(org, command);
  const bool in_doubt = posting.state == v1::POSTING_STATE_IN_DOUBT;
  const auto& begun = taken.Next<v1::PostingBegun>();
  ExpectAbout(org, command, begun, taken);
  posting.attempts += 1;
  posting.state = v1::POSTING_STATE_IN_DOUBT;
  taken.ExpectSame(posting.attempts, begun.attempt(), "the attempt");
  if (const auto reply = taken.reply<v1::BeginPostingReply>()) {
    taken.ExpectSame(posting.attempts, reply->attempt(), "attempt");
    taken.ExpectSame(in_doubt, reply->in_doubt(), "in_doubt");
  }
  org.postings[{command.system(), command.document_number()}] = posting;
}

// Whether another document than this, or the void of it, has the id in the accounting system.
bool IsAnothers(const OrgState& org, const v1::CompletePosting& command) {
  const auto is_void_of = [&](const std::string& note, const std::string& invoice) {
    const auto document = org.documents.find(note);
    return document != org.documents.end() && document->second.is_void &&
           document->second.invoice_number == invoice;
  };
  return std::any_of(org.postings.begin(), org.postings.end(), [&](const auto& posting) {
    const auto& [system, number] = posting.first;
    return system == command.system() && number != command.document_number() &&
           posting.second.state == v1::POSTING_STATE_POSTED &&
           posting.second.external_id == command.external_id() &&
           !is_void_of(number, command.document_number()) &&
           !is_void_of(command.document_number(), number);
  });
}

Verdict JudgeCompletion(const OrgState& org, const v1::CompletePosting& command) {
  const PostingState posting = PostingOf(org, command);
  const bool is_posted = posting.state == v1::POSTING_STATE_POSTED;
  return JudgeDocument(org, command)
      .If(!IsBegun(posting), v1::REASON_POSTING_NOT_BEGUN)
      .If(is_posted && posting.external_id != command.external_id(), v1::REASON_POSTED_AS_ANOTHER)
      .If(!is_posted && IsAnothers(org, command), v1::REASON_EXTERNAL_ID_IN_USE);
}

void TakeCompletion(OrgState& org, const v1::CompletePosting& command, Taken& taken) {
  PostingState& posting = org.postings[{command.system(), command.document_number()}];
  if (posting.state == v1::POSTING_STATE_POSTED) return;
  const auto& completed = taken.Next<v1::PostingCompleted>();
  ExpectAbout(org, command, completed, taken);
  taken.ExpectSame(command.external_id(), completed.external_id(), "the id");
  posting.state = v1::POSTING_STATE_POSTED;
  posting.external_id = command.external_id();
}

Verdict JudgeFailure(const OrgState& org, const v1::FailPosting& command) {
  const PostingState posting = PostingOf(org, command);
  return JudgeDocument(org, command)
      .If(posting.state == v1::POSTING_STATE_POSTED, v1::REASON_DOCUMENT_IS_POSTED)
      .If(!IsBegun(posting), v1::REASON_POSTING_NOT_BEGUN)
      .If(posting.attempts != command.attempt(), v1::REASON_POSTING_BEGUN_AGAIN);
}

void TakeFailure(OrgState& org, const v1::FailPosting& command, Taken& taken) {
  const auto& failed = taken.Next<v1::PostingFailed>();
  ExpectAbout(org, command, failed, taken);
  taken.ExpectSame(command.attempt(), failed.attempt(), "the attempt");
  org.postings[{command.system(), command.document_number()}].state = v1::POSTING_STATE_FAILED;
}

}  // namespace

void AddPostingRules(Rules& rules) {
  AddRule<v1::BeginPosting>(rules, JudgeBegin, TakeBegin);
  AddRule<v1::CompletePosting>(rules, JudgeCompletion, TakeCompletion);
  AddRule<v1::FailPosting>(rules, JudgeFailure, TakeFailure);
}

}  // namespace tally
