#include "ledger/explain/explain.h"

#include <utility>

#include "ledger/deciders/lookup.h"
#include "ledger/explain/chain.h"
#include "ledger/explain/document.h"
#include "ledger/explain/grounds.h"

namespace tally {

absl::StatusOr<v1::Explanation> Explain(const v1::ExplainInvoice& query, Past& past) {
  if (absl::Status is = CheckOrg(past.books(), query.org_id()); !is.ok()) return is;
  absl::StatusOr<v1::InvoiceView> view =
      OrRefuse(past.books().invoices.Find(query.org_id(), query.invoice_number()),
               v1::REASON_INVOICE_NOT_FOUND, "invoice_number", query.invoice_number());
  if (!view.ok()) return view.status();
  const absl::StatusOr<std::vector<Invoiced>> chain =
      ChainFrom(query.org_id(), *std::move(view), past);
  if (!chain.ok()) return chain.status();
  const v1::Line* line = chain->front().FindLine(query.line_id());
  if (!query.line_id().empty() && line == nullptr) {
    return Refuse(v1::REASON_LINE_NOT_FOUND, "line_id",
                  absl::StrCat("there is no \"", query.line_id(), "\" on the invoice"));
  }

  Grounds grounds(past);
  v1::Explanation explained = line == nullptr ? ExplainDocument(*chain, past, grounds)
                                              : ExplainLineAlone(*chain, *line, past, grounds);
  if (!grounds.status().ok()) return grounds.status();
  return explained;
}

}  // namespace tally
