#include "ledger/explain/chain.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

absl::StatusOr<Invoiced> Load(const std::string& org_id, v1::InvoiceView view, Past& past) {
  Invoiced loaded;
  loaded.view = std::move(view);
  const absl::StatusOr<v1::RecordedEvent> event = past.EventAt(loaded.view.position());
  if (!event.ok()) return event.status();
  loaded.issued = event->event().invoice_issued();

  const absl::StatusOr<const Books*> books = past.BooksAt(loaded.view.position() - 1);
  if (!books.ok()) return books.status();
  loaded.org = (*books)->orgs.Find(org_id).value_or(v1::Org());
  const std::string& customer_id = loaded.invoice().bill_to().customer_id();
  loaded.zone =
      ZoneOf(loaded.org, (*books)->customers.Find(org_id, customer_id).value_or(v1::Customer()));
  if (!loaded.invoice().corrects_number().empty()) return loaded;

  if (IsOneOff(loaded.invoice())) {
    absl::StatusOr<InvoiceOrigin> origin =
        OriginOf(org_id, loaded.invoice(), loaded.view.position(), past);
    if (!origin.ok()) return origin.status();
    loaded.origin = *std::move(origin);
    return loaded;
  }
  absl::StatusOr<Basis> basis = BasisOf(org_id, loaded.invoice(), past);
  if (!basis.ok()) return basis.status();
  loaded.basis = *std::move(basis);
  return loaded;
}

}  // namespace

const v1::Line* Invoiced::FindLine(const std::string& line_id) const {
  for (const v1::Line& line : invoice().lines()) {
    if (line.line_id() == line_id) return &line;
  }
  return nullptr;
}

absl::StatusOr<std::vector<Invoiced>> ChainFrom(const std::string& org_id, v1::InvoiceView view,
                                                Past& past) {
  std::vector<Invoiced> chain;
  std::optional<v1::InvoiceView> next = std::move(view);
  while (next && chain.size() <= kMaxCorrections) {
    absl::StatusOr<Invoiced> loaded = Load(org_id, *std::move(next), past);
    if (!loaded.ok()) return loaded.status();
    const std::string corrects = loaded->invoice().corrects_number();
    chain.push_back(*std::move(loaded));
    if (corrects.empty()) break;
    next = past.books().invoices.Find(org_id, corrects);
  }
  return chain;
}

}  // namespace tally
