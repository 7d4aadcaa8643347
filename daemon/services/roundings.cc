#include "daemon/services/roundings.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "daemon/services/page.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/lookup.h"
#include "ledger/reports/revenue.h"
#include "ledger/reports/roundings.h"
#include "projections/invoice_list.h"

namespace tally {

absl::StatusOr<v1::RoundingPage> ListRoundings(const v1::ListDocumentRoundings& query,
                                               const View& view) {
  const std::string& org_id = query.org_id();
  if (absl::Status is = CheckOrg(view.books(), org_id); !is.ok()) return is;
  const absl::CivilMonth from = *ParseMonth(query.from_month());
  const absl::CivilMonth to = query.to_month().empty() ? from : *ParseMonth(query.to_month());
  if (to < from) {
    return Refuse(v1::REASON_FIELD_INVALID, "to_month",
                  absl::StrCat("is ", query.to_month(), ", which is before ", query.from_month()));
  }
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto store = view.RowsOf(InvoiceList::kName);
  const InvoiceList list(*store);
  v1::RoundingPage reply;
  reply.set_next_page_token(page->Fill(
      list.invoices.ScanFrom(page->from(), org_id), [&](const Rows<v1::InvoiceSummary>& rows) {
        const v1::InvoiceSummary summary = rows.row();
        const auto billed = ParseMonth(summary.month());
        if (billed && (*billed < from || *billed > to)) return false;
        const auto invoice = view.books().invoices.Find(org_id, summary.number());
        const auto month = MonthBilled(invoice->invoice());
        if (!month || *month < from || *month > to) return false;
        v1::DocumentRounding rounding = RoundingsOf(invoice->invoice());
        if (rounding.roundings().empty()) return false;
        *reply.add_documents() = std::move(rounding);
        return true;
      }));
  return reply;
}

}  // namespace tally
