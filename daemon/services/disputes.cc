#include "daemon/services/disputes.h"

#include <utility>

#include "daemon/services/page.h"
#include "ledger/deciders/lookup.h"

namespace tally {

absl::StatusOr<v1::DisputePage> ListDisputes(const v1::ListInvoiceDisputes& query,
                                             const View& view) {
  const Books& books = view.books();
  if (absl::Status is = CheckOrg(books, query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::DisputePage reply;
  const auto take = [&](const Rows<v1::Dispute>& rows) {
    v1::Dispute dispute = rows.row();
    const bool is_wanted = query.also_closed() || dispute.closed_on().empty();
    if (is_wanted) *reply.add_disputes() = std::move(dispute);
    return is_wanted;
  };
  reply.set_next_page_token(
      page->Fill(books.disputes.ScanFrom(page->from(), query.org_id()), take));
  return reply;
}

}  // namespace tally
