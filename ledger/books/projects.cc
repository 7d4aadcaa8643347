#include "ledger/books/projects.h"

#include "ledger/books/etag.h"

namespace tally {

void Evolve(Books& books, const v1::ProjectDefined& event, const v1::RecordedEvent& recorded) {
  const std::string& project_id = event.project().project_id();
  v1::ProjectView view =
      books.projects.Find(event.org_id(), project_id).value_or(v1::ProjectView());
  *view.mutable_project() = event.project();
  view.mutable_project()->set_etag(EtagOf(recorded));
  books.projects.Put(event.org_id(), project_id, view);
}

}  // namespace tally
