#include "ledger/books/postings.h"

#include <memory>
#include <string>
#include <utility>

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/postings.h"

namespace tally {
namespace {

v1::DocumentPosting PostingOf(const Books& books, const std::string& org_id,
                              const std::string& system, v1::IssuedDocument document) {
  v1::DocumentPosting posting = FindPosting(books, org_id, system, document);
  *posting.mutable_document() = std::move(document);
  return posting;
}

absl::StatusOr<v1::DocumentPosting> Get(const v1::GetPosting& query, const View& view) {
  const Books& books = view.books();
  absl::StatusOr<v1::IssuedDocument> document =
      FindDocument(books, query.org_id(), query.system(), query.document_number());
  if (!document.ok()) return document.status();
  return PostingOf(books, query.org_id(), query.system(), *std::move(document));
}

absl::StatusOr<v1::PostingPage> List(const v1::ListPostings& query, const View& view) {
  const Books& books = view.books();
  if (absl::Status is = CheckAccountingSystem(books, query.org_id(), query.system()); !is.ok()) {
    return is;
  }
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::PostingPage reply;
  const auto take = [&](const Rows<google::protobuf::StringValue>& rows) {
    v1::IssuedDocument document = *books.documents.Find(query.org_id(), rows.row().value());
    *reply.add_postings() = PostingOf(books, query.org_id(), query.system(), std::move(document));
    return true;
  };
  reply.set_next_page_token(page->Fill(
      PostingsIn(query.state(), books, query.org_id(), query.system(), page->from()), take));
  return reply;
}

}  // namespace

ServicePtr ServePostings(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::DocumentPosting::descriptor()->file(), "Postings", serving);
  service->Command<v1::BeginPosting>("Begin");
  service->Command<v1::CompletePosting>("Complete");
  service->Command<v1::FailPosting>("Fail");
  service->Query<v1::GetPosting, v1::DocumentPosting>("Get", &Get);
  service->Query<v1::ListPostings, v1::PostingPage>("List", &List);
  return service;
}

}  // namespace tally
