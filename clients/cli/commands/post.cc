#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/journal/posted_journal.h"
#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/postings.h"
#include "tally/v1/journal.pb.h"
#include "tally/v1/postings.pb.h"

namespace tally {
namespace {

// How many documents that are not posted are told of.
constexpr int kMaxToldOf = 10'000;

struct PostOptions {
  std::string system;
  std::string journal;
  std::vector<std::string> numbers;
};

// The journal entries of documents, by position.
using Entries = std::map<uint64_t, v1::JournalEntry>;

// What a document that comes to nothing is in a journal: its number is there, and no amounts.
v1::JournalEntry EntryOfNothing(const v1::IssuedDocument& document) {
  v1::JournalEntry entry;
  entry.set_date(document.issue_date());
  entry.set_document(document.number());
  entry.set_position(document.position());
  entry.set_description(
      absl::StrCat(document.invoice_number().empty() ? "Invoice " : "Credit note ",
                   document.number(), " over nothing"));
  return entry;
}

// Posts documents to a journal. Each is begun before it is written, and completed when it is
// durable there: after a crash in between, the next run finds it in the journal, or not.
class Poster {
 public:
  Poster(Session& session, const PostOptions& options, std::string org_id, std::string request_id,
         PostedJournal& journal, cli::PostReport& report)
      : session_(session),
        options_(options),
        org_id_(std::move(org_id)),
        request_id_(std::move(request_id)),
        journal_(journal),
        report_(report) {}

  absl::Status Post() { return options_.numbers.empty() ? PostAll() : PostNamed(); }

 private:
  // What came first is posted first, so that invoices come before their credit notes.
  absl::Status PostAll() {
    for (const v1::PostingState state :
         {v1::POSTING_STATE_IN_DOUBT, v1::POSTING_STATE_FAILED, v1::POSTING_STATE_WAITING}) {
      if (absl::Status posted = PostAllIn(state); !posted.ok()) return posted;
    }
    return absl::OkStatus();
  }

  absl::Status PostAllIn(v1::PostingState state) {
    v1::ListPostings request;
    request.set_org_id(org_id_);
    request.set_system(options_.system);
    request.set_state(state);
    request.set_page_size(kPageSize);
    do {
      const auto page = session_.connection().Call<v1::PostingPage>(request);
      if (!page.ok()) return page.status();
      if (absl::Status posted = PostPage(*page); !posted.ok()) return posted;
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  absl::Status PostNamed() {
    v1::PostingPage page;
    for (const std::string& number : options_.numbers) {
      v1::GetPosting request;
      request.set_org_id(org_id_);
      request.set_system(options_.system);
      request.set_document_number(number);
      auto posting = session_.connection().Call<v1::DocumentPosting>(request);
      if (!posting.ok()) return posting.status();
      *page.add_postings() = *std::move(posting);
    }
    return PostPage(page);
  }

  absl::Status PostPage(const v1::PostingPage& page) {
    const absl::StatusOr<Entries> entries = EntriesOf(page);
    if (!entries.ok()) return entries.status();
    for (const v1::DocumentPosting& posting : page.postings()) {
      const v1::IssuedDocument& document = posting.document();
      const auto entry = entries->find(document.position());
      const absl::Status posted =
          PostOne(document, entry == entries->end() ? EntryOfNothing(document) : entry->second);
      if (!posted.ok()) return posted;
      session_.terminal().Progress(CountText(report_.posted() + report_.linked(), "document"));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Entries> EntriesOf(const v1::PostingPage& page) {
    std::map<std::string, std::vector<uint64_t>> by_day;
    for (const v1::DocumentPosting& posting : page.postings()) {
      by_day[posting.document().issue_date()].push_back(posting.document().position());
    }
    Entries entries;
    for (auto& [day, positions] : by_day) {
      std::ranges::sort(positions);
      if (absl::Status read = ReadDay(day, positions, entries); !read.ok()) return read;
    }
    return entries;
  }

  // Adds the entries of a day that stand at `positions`, which are in order.
  absl::Status ReadDay(const std::string& day, const std::vector<uint64_t>& positions,
                       Entries& entries) {
    v1::ExportJournal request;
    request.set_org_id(org_id_);
    request.set_from(day);
    request.set_to(day);
    const auto stream = session_.connection().Open(v1::ExportJournal::descriptor());
    stream->Write(request);
    stream->WritesDone();
    for (v1::JournalPart part; stream->Read(part);) {
      for (v1::JournalEntry& entry : *part.mutable_entries()) {
        if (!std::ranges::binary_search(positions, entry.position())) continue;
        entries[entry.position()] = std::move(entry);
      }
    }
    return stream->Finish();
  }

  absl::Status PostOne(const v1::IssuedDocument& document, const v1::JournalEntry& entry) {
    const auto begun = Send<v1::BeginPostingReply>(v1::BeginPosting(), document);
    if (const auto refusal = RefusalOf(begun.status())) return LeaveOut(document, *refusal);
    if (!begun.ok()) return begun.status();
    const bool is_there = journal_.Holds(document.number());
    if (!is_there) {
      absl::Status written = journal_.Append(entry);
      if (!written.ok()) return Fail(document, begun->attempt(), written);
    }
    v1::CompletePosting complete;
    complete.set_external_id(document.number());
    const auto completed = Send<v1::Receipt>(complete, document);
    if (!completed.ok()) return completed.status();
    if (is_there) {
      report_.set_linked(report_.linked() + 1);
    } else {
      report_.set_posted(report_.posted() + 1);
    }
    return absl::OkStatus();
  }

  // Notes that the document could not be written, if that is certain. Returns why.
  absl::Status Fail(const v1::IssuedDocument& document, uint32_t attempt,
                    const absl::Status& written) {
    if (!absl::IsUnavailable(written)) return written;
    v1::FailPosting fail;
    fail.set_attempt(attempt);
    fail.set_reason(std::string(written.message()));
    const auto failed = Send<v1::Receipt>(fail, document);
    return failed.ok() ? absl::UnknownError(written.message()) : failed.status();
  }

  absl::Status LeaveOut(const v1::IssuedDocument& document, const v1::Refusal& refusal) {
    if (report_.not_posted_size() == kMaxToldOf) return absl::OkStatus();
    cli::DocumentNotPosted& left_out = *report_.add_not_posted();
    left_out.set_document_number(document.number());
    left_out.set_message(refusal.message());
    return absl::OkStatus();
  }

  // Sends a command about a document.
  template <typename Reply, typename Request>
  absl::StatusOr<Reply> Send(Request request, const v1::IssuedDocument& document) {
    requests_ += 1;
    request.set_request_id(absl::StrCat(request_id_, "-", requests_));
    request.set_org_id(org_id_);
    request.set_system(options_.system);
    request.set_document_number(document.number());
    return session_.connection().Call<Reply>(request);
  }

  Session& session_;
  const PostOptions& options_;
  const std::string org_id_;
  const std::string request_id_;
  PostedJournal& journal_;
  cli::PostReport& report_;
  uint64_t requests_ = 0;
};

absl::Status Post(Session& session, const PostOptions& options) {
  auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  auto request_id = session.RequestIdPrefix();
  if (!request_id.ok()) return request_id.status();
  const auto journal = PostedJournal::Open(options.journal);
  if (!journal.ok()) return WrongUsage(journal.status().message());
  if (!(*journal)->cut_off().empty()) {
    session.terminal().Note(absl::StrCat(options.journal, " ended in the middle of ",
                                         (*journal)->cut_off(), "; that was cut off"));
  }

  cli::PostReport report;
  report.set_system(options.system);
  Poster poster(session, options, *std::move(org_id), *std::move(request_id), **journal, report);
  const absl::Status posted = poster.Post();
  session.terminal().EndProgress();
  const bool is_worth_saying = posted.ok() || report.posted() + report.linked() > 0;
  if (is_worth_saying) {
    session.Show(report, [&] { return PostReportText(report, session.look()); });
  }
  if (!posted.ok() || report.not_posted().empty()) return posted;
  return PartlyDone("not all documents were posted");
}

}  // namespace

void AddPostCommand(const CommandTree& tree) {
  auto [post, options] = AddCommand(
      tree, "post", "Post documents to an hledger journal, each once", &Post,
      "  tally post --system books --journal books.journal\n"
      "  tally post --system books --journal books.journal BILL-2026-10-001\n"
      "Without documents, all that wait are posted, and those that failed or are in doubt.\n"
      "It can be stopped at any moment and run again: what is in the journal under the\n"
      "document's number is not written again. Keep to one journal for an accounting system.");
  post.add_option("--system,-s", options.system, "The accounting system, as the org calls it")
      ->required();
  post.add_option("--journal,-j", options.journal, "The journal; begun if it is not there")
      ->required()
      ->type_name("FILE");
  post.add_option("DOCUMENT", options.numbers, "Only these invoices and credit notes");
}

}  // namespace tally
