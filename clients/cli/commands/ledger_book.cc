#include "clients/cli/commands/ledger_book.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"

namespace tally {
namespace {

// Reads one kind of resource into `list`; `items` picks them from the page.
template <typename Page, typename Request, typename Resource, typename Items>
absl::Status ReadAll(Session& session, const std::string& org_id, const char* part, Items items,
                     std::vector<Resource>& list) {
  session.terminal().Progress(absl::StrCat("reading ", part));
  Request request;
  request.set_org_id(org_id);
  auto page = CallForAll<Page>(session.connection(), std::move(request));
  if (!page.ok()) return page.status();
  for (Resource& resource : *items(*page)) list.push_back(std::move(resource));
  return absl::OkStatus();
}

// What projects come to is no part of the book.
absl::Status ReadProjects(Session& session, const std::string& org_id, Book& book) {
  std::vector<v1::ProjectView> views;
  absl::Status status = ReadAll<v1::ProjectPage, v1::ListProjects>(
      session, org_id, "projects", [](v1::ProjectPage& page) { return page.mutable_projects(); },
      views);
  for (v1::ProjectView& view : views) {
    if (!view.invoice_number().empty()) {
      book.project_invoices[view.project().project_id()] = view.invoice_number();
    }
    book.projects.push_back(std::move(*view.mutable_project()));
  }
  return status;
}

}  // namespace

absl::StatusOr<Book> ReadLedgerBook(Session& session, const std::string& org_id) {
  Book book;
  v1::GetOrg get;
  get.set_org_id(org_id);
  const absl::Status found = session.connection().Call(get, book.org);
  if (IsRefusedFor(found, v1::REASON_ORG_NOT_FOUND)) return Book();
  if (!found.ok()) return found;

  absl::Status status = ReadAll<v1::TaxPage, v1::ListTaxes>(
      session, org_id, "taxes", [](v1::TaxPage& page) { return page.mutable_taxes(); }, book.taxes);
  if (status.ok()) {
    status = ReadAll<v1::ItemPage, v1::ListItems>(
        session, org_id, "items", [](v1::ItemPage& page) { return page.mutable_items(); },
        book.items);
  }
  if (status.ok()) {
    status = ReadAll<v1::SourcePage, v1::ListSources>(
        session, org_id, "sources", [](v1::SourcePage& page) { return page.mutable_sources(); },
        book.sources);
  }
  if (status.ok()) {
    status = ReadAll<v1::CustomerPage, v1::ListCustomers>(
        session, org_id, "customers",
        [](v1::CustomerPage& page) { return page.mutable_customers(); }, book.customers);
  }
  if (status.ok()) {
    status = ReadAll<v1::PlanPage, v1::ListPlans>(
        session, org_id, "plans", [](v1::PlanPage& page) { return page.mutable_plans(); },
        book.plans);
  }
  if (status.ok()) status = ReadProjects(session, org_id, book);
  if (!status.ok()) return status;
  return book;
}

}  // namespace tally
