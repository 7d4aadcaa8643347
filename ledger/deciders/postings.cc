#include "ledger/deciders/postings.h"

#include <algorithm>
#include <utility>

#include "ledger/books/postings.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

// A document, and how far it is on its way into an accounting system.
struct Found {
  v1::IssuedDocument document;
  v1::DocumentPosting posting;
};

template <class C>
absl::StatusOr<Found> Find(const C& command, const Books& books) {
  absl::StatusOr<v1::IssuedDocument> document =
      FindDocument(books, command.org_id(), command.system(), command.document_number());
  if (!document.ok()) return document.status();
  v1::DocumentPosting posting = FindPosting(books, command.org_id(), command.system(), *document);
  return Found{*std::move(document), std::move(posting)};
}

// Refuses because of the document that a command names.
absl::Status RefuseDocument(v1::Reason reason, const std::string& words) {
  return Refuse(reason, "document_number", words);
}

std::string WhereItIs(const Found& found) {
  return absl::StrCat(found.document.number(), " is in \"", found.posting.system(), "\" as \"",
                      found.posting.external_id(), "\"");
}

absl::Status CheckNotPosted(const Found& found) {
  if (found.posting.state() != v1::POSTING_STATE_POSTED) return absl::OkStatus();
  return RefuseDocument(v1::REASON_DOCUMENT_IS_POSTED, WhereItIs(found));
}

absl::Status CheckIsBegun(const Found& found) {
  switch (found.posting.state()) {
    case v1::POSTING_STATE_IN_DOUBT:
    case v1::POSTING_STATE_POSTED:
      return absl::OkStatus();
    case v1::POSTING_STATE_FAILED:
      return RefuseDocument(v1::REASON_POSTING_NOT_BEGUN,
                            absl::StrCat("attempt ", found.posting.attempts(), " of ",
                                         found.document.number(), " failed"));
    default:
      return RefuseDocument(v1::REASON_POSTING_NOT_BEGUN,
                            absl::StrCat("nobody has begun to post ", found.document.number()));
  }
}

// A credit note follows its invoice, if the invoice is posted at all.
absl::Status CheckInvoiceIsPosted(const Books& books, const std::string& org_id,
                                  const Found& found) {
  const std::string& number = found.document.invoice_number();
  if (number.empty()) return absl::OkStatus();
  const v1::IssuedDocument invoice = *books.documents.Find(org_id, number);
  switch (FindPosting(books, org_id, found.posting.system(), invoice).state()) {
    case v1::POSTING_STATE_POSTED:
    case v1::POSTING_STATE_NOT_WAITING:
      return absl::OkStatus();
    default:
      return RefuseDocument(v1::REASON_INVOICE_NOT_POSTED,
                            absl::StrCat(found.document.number(), " takes back ", number,
                                         ", which is not in \"", found.posting.system(), "\" yet"));
  }
}

bool IsVoidOf(const v1::IssuedDocument& note, const v1::IssuedDocument& invoice) {
  return note.kind() == v1::ISSUED_DOCUMENT_KIND_VOID && note.invoice_number() == invoice.number();
}

absl::Status CheckExternalId(const v1::CompletePosting& command, const Books& books,
                             const v1::IssuedDocument& document) {
  const auto other =
      books.external_ids.Find(command.org_id(), command.system(), command.external_id());
  if (!other || other->value() == document.number()) return absl::OkStatus();
  const v1::IssuedDocument posted = *books.documents.Find(command.org_id(), other->value());
  if (IsVoidOf(document, posted) || IsVoidOf(posted, document)) return absl::OkStatus();
  return Refuse(v1::REASON_EXTERNAL_ID_IN_USE, "external_id",
                absl::StrCat("is \"", command.external_id(), "\", which is ", posted.number()));
}

absl::Status CheckIsLastAttempt(const v1::FailPosting& command, const Found& found) {
  if (command.attempt() == found.posting.attempts()) return absl::OkStatus();
  return Refuse(v1::REASON_POSTING_BEGUN_AGAIN, "attempt",
                absl::StrCat("is ", command.attempt(), ", but the last of ",
                             found.document.number(), " is ", found.posting.attempts()));
}

// An event about the document that `command` names.
template <class Event, class C>
Event EventAbout(const C& command, const Found& found) {
  Event event;
  event.set_org_id(command.org_id());
  event.set_system(command.system());
  event.set_document_number(command.document_number());
  event.set_customer_id(found.document.customer_id());
  return event;
}

}  // namespace

Decision<v1::BeginPostingReply> Decide(const v1::BeginPosting& command, const Books& books,
                                       const Context&) {
  const absl::StatusOr<Found> found = Find(command, books);
  if (!found.ok()) return found.status();
  if (absl::Status is = CheckNotPosted(*found); !is.ok()) return is;
  if (absl::Status is = CheckInvoiceIsPosted(books, command.org_id(), *found); !is.ok()) return is;

  auto event = EventAbout<v1::PostingBegun>(command, *found);
  event.set_attempt(found->posting.attempts() + 1);

  Outcome<v1::BeginPostingReply> outcome;
  outcome.reply.set_attempt(event.attempt());
  outcome.reply.set_in_doubt(found->posting.state() == v1::POSTING_STATE_IN_DOUBT);
  outcome.events.push_back(Wrap(std::move(event)));
  return outcome;
}

Decision<> Decide(const v1::CompletePosting& command, const Books& books, const Context&) {
  const absl::StatusOr<Found> found = Find(command, books);
  if (!found.ok()) return found.status();
  if (absl::Status is = CheckIsBegun(*found); !is.ok()) return is;
  if (found->posting.state() == v1::POSTING_STATE_POSTED) {
    if (found->posting.external_id() == command.external_id()) return Emit();
    return Refuse(v1::REASON_POSTED_AS_ANOTHER, "external_id",
                  absl::StrCat("is \"", command.external_id(), "\", but ", WhereItIs(*found)));
  }
  if (absl::Status is = CheckExternalId(command, books, found->document); !is.ok()) return is;

  auto event = EventAbout<v1::PostingCompleted>(command, *found);
  event.set_external_id(command.external_id());
  return Emit(std::move(event));
}

Decision<> Decide(const v1::FailPosting& command, const Books& books, const Context&) {
  const absl::StatusOr<Found> found = Find(command, books);
  if (!found.ok()) return found.status();
  if (absl::Status is = CheckNotPosted(*found); !is.ok()) return is;
  if (absl::Status is = CheckIsBegun(*found); !is.ok()) return is;
  if (absl::Status is = CheckIsLastAttempt(command, *found); !is.ok()) return is;

  auto event = EventAbout<v1::PostingFailed>(command, *found);
  event.set_attempt(command.attempt());
  event.set_reason(command.reason());
  return Emit(std::move(event));
}

absl::StatusOr<v1::IssuedDocument> FindDocument(const Books& books, const std::string& org_id,
                                                const std::string& system,
                                                const std::string& number) {
  if (absl::Status is = CheckAccountingSystem(books, org_id, system); !is.ok()) return is;
  return OrRefuse(books.documents.Find(org_id, number), v1::REASON_DOCUMENT_NOT_FOUND,
                  "document_number", number);
}

absl::Status CheckAccountingSystem(const Books& books, const std::string& org_id,
                                   const std::string& system) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, org_id);
  if (!org.ok()) return org.status();
  const bool is_there = std::ranges::any_of(
      org->accounting_systems(),
      [&](const v1::AccountingSystem& each) { return each.system() == system; });
  if (is_there) return absl::OkStatus();
  return Refuse(v1::REASON_ACCOUNTING_SYSTEM_NOT_FOUND, "system",
                absl::StrCat("there is no \"", system, "\""));
}

absl::Status CheckVoidCanBePosted(const Books& books, const v1::Org& org,
                                  const std::string& invoice_number) {
  for (const v1::AccountingSystem& system : org.accounting_systems()) {
    if (system.accepts_voids()) continue;
    const auto posting = books.postings.Find(org.org_id(), system.system(), invoice_number);
    if (!posting || posting->state() == v1::POSTING_STATE_FAILED) continue;
    const bool is_there = posting->state() == v1::POSTING_STATE_POSTED;
    return Refuse(v1::REASON_INVOICE_IS_POSTED, "invoice_number",
                  absl::StrCat(invoice_number, is_there ? " is in \"" : " may be in \"",
                               system.system(), "\", which takes no voids; credit it instead"));
  }
  return absl::OkStatus();
}

}  // namespace tally
